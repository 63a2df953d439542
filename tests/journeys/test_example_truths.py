"""Build Exempelstad and find every truth planted in it, and nothing where nothing was planted, for twenty seeds."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from places import ask, in_force, run
from python_calamine import CalamineWorkbook

from etl.build import picture
from etl.example import write_example
from etl.warehouse import Draft

SMALL = {"ledger_rows": 2_000, "applications": 900, "suppliers": 1_400}
Truth = Mapping[str, object]


def truths(key: Path, *kinds: str) -> list[Truth]:
    found = [t for t in json.loads(key.read_text(encoding="utf-8"))["truths"] if t["kind"] in kinds]
    assert {t["kind"] for t in found} == set(kinds)
    return found


def trends(work: Draft) -> set[tuple[object, ...]]:
    """What the draft claims about series of months: where, what kind and, for a break, since when."""
    rows = work.con.execute("SELECT indicator_id, area_id, group_id, kind, strftime(starts, '%Y-%m') FROM trend").fetchall()
    return {tuple(row) for row in rows}


def trapped(work: Draft, trap: Truth) -> tuple[float, list[float], int]:
    """The city's figure, the stadsområden's figures that are shown, and how many are not."""
    rows = work.con.execute(
        "SELECT area_id, value, status FROM observation WHERE indicator_id = ? AND period_start = ? AND group_id = 'alla'",
        [trap["indicator_id"], trap["period_start"]],
    ).fetchall()
    figures = {area: (value, status) for area, value, status in rows}
    assert len(figures) == 5
    assert figures[str(trap["area_id"])] == (None, "withheld")
    parts = [figures[f"stadsomrade:{n}"] for n in range(1, 5)]
    return figures["kommun:0000"][0], [value for value, _ in parts if value is not None], [s for _, s in parts].count("withheld")


def guard_trap(work: Draft, trap: Truth) -> None:
    """The count stays unknown to one who subtracts: another is hidden with it, and together they could be anything."""
    whole, shown, hidden = trapped(work, trap)
    assert hidden >= 2
    assert whole % 5 == 0
    assert whole - sum(shown) >= 10


@pytest.mark.parametrize("seed", range(1, 21))
def test_every_truth_is_found_and_nothing_else_is_claimed(tmp_path: Path, seed: int) -> None:
    key = write_example(tmp_path, seed, **SMALL)
    moving = truths(key, "trend", "break")
    flags = truths(key, "flag")
    with picture("0000", tmp_path, lambda _: None) as made:
        found = made.work.con.execute("SELECT DISTINCT flag_id, organisation_id FROM flagged").fetchall()
        assert trends(made.work) == {
            (t["indicator_id"], t["area_id"], t["group_id"], t["kind"], t.get("month")) for t in moving
        }  # fmt: skip
        assert set(found) == {(t["flag_id"], t["organisation_id"]) for t in flags}
        claims = made.work.con.execute("SELECT indicator_id, topic FROM conflict").fetchall()
        assert claims == [(t["indicator_id"], t["topic"]) for t in truths(key, "conflict")]
        guard_trap(made.work, truths(key, "disclosure")[0])
    assert len(moving) == 2
    assert len({t["flag_id"] for t in flags}) == 3


def directions(target: Path) -> dict[object, str]:
    rows = ask(target, "SELECT indicator_id, coalesce(slope_per_year, after - before) > 0 FROM trend")
    return {indicator: "ökar" if up else "minskar" for indicator, up in rows}


def flag_counts(target: Path) -> dict[object, object]:
    return {flag: count for flag, count in ask(target, "SELECT flag_id, organisations FROM flag") if count}


def test_the_commands_write_build_and_list_the_same_truths(tmp_path: Path) -> None:
    """What is published are counts of organisations; their names stand in the control function's own file alone."""
    for words in (
        ("example", "--seed", "5", "--rows", "3000"),
        ("build", "0000"),
        ("flags", "0000", "--out", tmp_path / "lista"),
    ):
        done = run(*words, "--data", tmp_path)
        assert done.returncode == 0, done.stderr
    key = tmp_path / "example-key-0000.json"
    target = in_force(tmp_path / "warehouse", "0000")
    assert directions(target) == {t["indicator_id"]: t["direction"] for t in truths(key, "trend", "break")}
    flags = truths(key, "flag")
    assert flag_counts(target) == {t["flag_id"]: 1 for t in flags}
    names = dict(ask(target, "SELECT flag_id, name FROM flag"))
    assert told_of(tmp_path / "lista") == {(names[t["flag_id"]], t["organisation_id"]) for t in flags}
    assert not any(str(t["organisation_id"]).encode() in target.read_bytes() for t in flags)
    assert ask(target, "SELECT DISTINCT publisher FROM release") == [("Exempelstads kommun (påhittad)",)]


def told_of(folder: Path) -> set[tuple[str, str]]:
    """Rule and organisation of every row in the named list."""
    [path] = folder.glob("*.xlsx")
    rows: Sequence[Sequence[object]] = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Flaggor").to_python()
    return {(str(row[0]), str(row[1])) for row in rows[1:]}
