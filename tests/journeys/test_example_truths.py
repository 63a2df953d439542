"""Build Exempelstad and find every truth planted in it, and of what was not planted no more than the stated error rate."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from places import ask, in_force, run
from python_calamine import CalamineWorkbook
from scipy.stats import binom

from etl.build import picture
from etl.example import write_example
from etl.warehouse import Draft

SEEDS = range(1, 21)
SMALL = {"ledger_rows": 2_000, "applications": 900, "suppliers": 1_400}
ERROR_RATE = 0.05  # of a family of comparisons, changes or trends: one that claims anything where there is nothing
OUTSIDE = 0.002  # of an area in a funnel
Truth = Mapping[str, Any]
Claim = tuple[str, str, str, str, str]  # table, indicator, area, group, verdict
# Per table: what makes a family beside the indicator and the kind of area, and which verdicts are a claim.
FAMILIES = {"comparison": "comparator", "change": "span", "trend": "grain", "funnel": "kind"}
CLAIMS = ("better", "worse", "higher", "lower", "break", "above", "below")
_STARTS = "SELECT indicator_id, strftime(starts, '%Y-%m') FROM trend WHERE verdict = 'break'"
SILENT = ("refused", "undecided")
TURNED = {"ökar": "worse", "minskar": "better"}  # crimes


@dataclass(frozen=True)
class Seen:
    """What one example's draft says, and what its key does. Families by table, indicator, kind of area and comparison."""

    truths: Sequence[Truth]
    claims: frozenset[Claim]
    families: Mapping[tuple[str, ...], frozenset[Claim]]
    areas_in_funnels: int
    starts: frozenset[tuple[str, str]]
    flagged: frozenset[tuple[str, str]]
    conflicts: Sequence[tuple[str, str]]
    trap: tuple[float, Sequence[float], int]

    @property
    def unplanted(self) -> set[Claim]:
        """Claims that the key knows nothing of. How often an arm hits is known; whether so few controls show it is not."""
        arms = {(t["indicator_id"], t["group_id"]) for t in self.of("arm")}
        return {c for c in self.claims - self.planted if not (c[4] == "higher" and (c[1], c[3]) in arms)}

    def of(self, *kinds: str) -> list[Truth]:
        found = [t for t in self.truths if t["kind"] in kinds]
        assert {t["kind"] for t in found} == set(kinds)
        return found

    @property
    def planted(self) -> set[Claim]:
        """The claims that the key stands for; one that lies outside a funnel is also unlike the rest of the city."""
        return {claim for truth in self.truths for claim in _meant(truth)}


def _meant(truth: Truth) -> Iterator[Claim]:
    where = (truth.get("indicator_id", ""), truth.get("area_id", ""), truth.get("group_id", "alla"))
    if truth["kind"] in ("trend", "break"):
        yield ("trend", *where, "break" if truth["kind"] == "break" else TURNED[truth["direction"]])
    if truth["kind"] in ("difference", "level", "outlier"):
        yield ("comparison", *where, "worse")
    if truth["kind"] == "outlier":
        yield ("funnel", *where, "above")


def seen(folder: Path, seed: int) -> Seen:
    """Writes an example, makes its draft and reads what it says."""
    key = write_example(folder, seed, **SMALL)
    truths = json.loads(key.read_text(encoding="utf-8"))["truths"]
    with picture("0000", folder, lambda _: None) as made:
        con = made.work.con
        families: dict[tuple[str, ...], set[Claim]] = {}
        for table, by in FAMILIES.items():
            asked = f"SELECT indicator_id, a.kind, t.{by}, area_id, group_id, verdict FROM {table} t JOIN area a USING (area_id)"
            for indicator, kind, comparison, area, group, verdict in con.execute(asked).fetchall():
                if verdict not in SILENT:
                    claimed = families.setdefault((table, indicator, kind, comparison), set())
                    claimed |= {(table, indicator, area, group, verdict)} if verdict in CLAIMS else set()
        return Seen(
            truths,
            frozenset().union(*families.values()),
            {family: frozenset(claims) for family, claims in families.items()},
            made.work.count("funnel"),
            frozenset(con.execute(_STARTS).fetchall()),
            frozenset(con.execute("SELECT DISTINCT flag_id, organisation_id FROM flagged").fetchall()),
            con.execute("SELECT indicator_id, topic FROM conflict").fetchall(),
            trapped(made.work, next(t for t in truths if t["kind"] == "disclosure")),
        )


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


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Seen]:
    """All twenty, built once."""
    return {seed: seen(tmp_path_factory.mktemp(f"fro{seed}"), seed) for seed in SEEDS}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_truth_is_found(examples: dict[int, Seen], seed: int) -> None:
    found = examples[seed]
    assert found.planted - found.claims == set()
    assert len(found.planted) == 7  # a trend, a break, two differences, a level, and one outlier told by two tables
    assert found.starts == {(t["indicator_id"], t["month"]) for t in found.of("break")}
    flags = found.of("flag")
    assert found.flagged == {(t["flag_id"], t["organisation_id"]) for t in flags}
    assert len({t["flag_id"] for t in flags}) == 3
    assert found.conflicts == [(t["indicator_id"], t["topic"]) for t in found.of("conflict")]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_count_of_few_stays_unknown_to_one_who_subtracts(examples: dict[int, Seen], seed: int) -> None:
    """Another is hidden with it, and together they could be anything."""
    whole, shown, hidden = examples[seed].trap
    assert hidden >= 2
    assert whole % 5 == 0
    assert whole - sum(shown) >= 10


@pytest.mark.parametrize("table", ["comparison", "change", "trend"])
def test_nothing_is_claimed_more_often_than_the_stated_error_rate(examples: dict[int, Seen], table: str) -> None:
    """Families with a claim that nothing was planted for, beside all families tried: binomial, one-sided, 5 %."""
    tried = [
        claims & found.unplanted for found in examples.values() for (of, *_), claims in found.families.items() if of == table
    ]
    assert len(tried) > 100
    assert sum(map(bool, tried)) <= binom.ppf(0.95, len(tried), ERROR_RATE)


def test_no_other_area_lies_outside_a_funnel_more_often_than_its_limits_say(examples: dict[int, Seen]) -> None:
    others = [claim for found in examples.values() for claim in found.unplanted if claim[0] == "funnel"]
    areas = sum(found.areas_in_funnels for found in examples.values())
    assert areas >= 12 * len(SEEDS)
    assert len(others) <= binom.ppf(0.95, areas, OUTSIDE)


def test_trends_and_breaks_are_claimed_where_planted_and_nowhere_else(examples: dict[int, Seen]) -> None:
    """The key promises it of the crimes by name: series without anything in them were drawn until they showed nothing."""
    for found in examples.values():
        assert {c for c in found.claims if c[0] == "trend"} == {c for c in found.planted if c[0] == "trend"}


def told_directions(target: Path) -> dict[object, str]:
    sure = "verdict NOT IN ('none', 'undecided')"
    rows = ask(target, f"SELECT indicator_id, coalesce(slope_per_year, after - before) > 0 FROM trend WHERE {sure}")
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
    truths = json.loads((tmp_path / "example-key-0000.json").read_text(encoding="utf-8"))["truths"]
    target = in_force(tmp_path / "warehouse", "0000")
    assert told_directions(target) == {t["indicator_id"]: t["direction"] for t in truths if t["kind"] in ("trend", "break")}
    flags = [t for t in truths if t["kind"] == "flag"]
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
