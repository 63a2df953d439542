"""The audit of a published file by one who has only the file: planted leaks are found, and never repeated."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from places import ROOT

from etl.__main__ import main
from etl.audit_report import audit_files
from etl.disclosure import PROPOSALS
from etl.model import Refused

DAY = dt.date(2025, 1, 1)
CITY, WEST, EAST, NORTH = "kommun:1480", "stadsomrade:1", "stadsomrade:2", "stadsomrade:3"
HIDDEN = None
Months = tuple[int, int]
SCHEMA = (ROOT / "etl/schema.sql").read_text(encoding="utf-8")
Publish = Callable[..., Path]


def line(
    area: str, value: float | None, group: str = "alla", months: tuple[int, int] = (1, 12), **more: object
) -> dict[str, object]:
    """A figure of 2024 as it stands in the file; `value` None is withheld."""
    end = dt.date(2024, months[1] + 1, 1) - dt.timedelta(days=1) if months[1] < 12 else dt.date(2024, 12, 31)
    said = {"status": "withheld" if value is None else "ok", "qualifier": "exact", "release_id": "1480/prov/1"}
    where = {"area_id": area, "group_id": group, "period_start": dt.date(2024, months[0], 1), "period_end": end}
    return {**where, **said, "value": value, "file": "a.csv", "cell": "rad 1", **more}


@pytest.fixture
def published(tmp_path: Path) -> Publish:
    """Writes a file with figures of one indicator, said to be protected by the proposals (or `rules`) unless not `guarded`."""

    def one(lines: Sequence[dict[str, object]], klass: str = "K2", parts: str = "whole", audience: str = "intern",
            guarded: bool = True, passed: bool = True, **rules: object) -> Path:  # fmt: skip
        path = tmp_path / f"{len(list(tmp_path.glob('*.duckdb')))}.duckdb"
        kept = {k: v for k, v in {**asdict(PROPOSALS[klass]), **rules}.items() if k not in ("name", "decided_by", "decided")}
        with duckdb.connect(str(path)) as con:
            con.execute(SCHEMA)
            con.execute("INSERT INTO build VALUES ('b', '1480', 'Göteborg', ?, ?, '0', 'i', false)", [audience, DAY])
            for area, kind, parent in ((CITY, "kommun", None), *((a, "stadsomrade", CITY) for a in (WEST, EAST, NORTH))):
                con.execute("INSERT INTO area (area_id, kind, code, name, parent_id) VALUES (?, ?, ?, ?, ?)",
                            [area, kind, area, area, parent])  # fmt: skip
            for n in (1, 2):
                day = DAY + dt.timedelta(days=n)
                con.execute("INSERT INTO release VALUES (?, 'prov', 'T', 'P', 'U', ?, ?, '0', 'L', 'a.csv', '')",
                            [f"1480/prov/{n}", day, day])  # fmt: skip
            con.execute("INSERT INTO indicator VALUES ('prov_antal', 'prov', 'Antal', 'T', 'antal', 0, 'lower', 'D', 'M', "
                        "'C', ?, 0, false, '', ?)", [klass, parts])  # fmt: skip
            con.register("rows", pd.DataFrame([{"indicator_id": "prov_antal", **row} for row in lines]))
            con.execute("INSERT INTO observation BY NAME SELECT * FROM rows")
            if guarded:
                con.execute("INSERT INTO protection VALUES ('prov_antal', 'prov', '1480/prov/1', ?, 'prov 1', ?, '', NULL, 9, 2, "
                            "'optimal', '', NULL, ?, 'a')", [klass, json.dumps(kept), passed])  # fmt: skip
        return path

    return one


def holds(*paths: Path) -> bool:
    return audit_files(paths)[0]


def test_one_hidden_part_of_an_exact_total_is_found_and_two_are_not(published: Publish) -> None:
    alone = [line(CITY, 33), line(WEST, 12), line(EAST, 19), line(NORTH, HIDDEN)]
    assert not holds(published(alone))
    assert holds(published([line(CITY, 33), line(WEST, HIDDEN), line(EAST, 19), line(NORTH, HIDDEN)]))


def test_what_is_found_is_not_repeated(published: Publish, capsys: pytest.CaptureFixture[str]) -> None:
    path = published([line(CITY, 88_003), line(WEST, 48_000), line(EAST, 40_000), line(NORTH, HIDDEN)])
    assert main(["audit", str(path)]) == 1
    said = capsys.readouterr().out
    assert "SKYDDET HÅLLER INTE" in said and "Antal  K2  4 tal, dolda: 1: HÅLLER INTE" in said
    assert not any(word in said for word in ("88003", "88 003", "48000", "48 000", " 3 ", "[3"))


def test_groups_and_areas_are_attacked_together(published: Publish) -> None:
    def table(*hidden: tuple[str, str]) -> list[dict[str, object]]:
        counts = {(CITY, "a"): 20, (CITY, "b"): 22, (CITY, "alla"): 42, (WEST, "a"): 2, (WEST, "b"): 11, (WEST, "alla"): 13,
                  (EAST, "a"): 18, (EAST, "b"): 11, (EAST, "alla"): 29}  # fmt: skip
        return [line(area, HIDDEN if (area, group) in hidden else n, group) for (area, group), n in counts.items()]

    square = ((WEST, "a"), (WEST, "b"), (EAST, "a"), (EAST, "b"))
    assert holds(published(table(*square)))
    assert not holds(published(table(*square[:3])))


def test_a_year_and_its_shown_half_tell_the_other_half(published: Publish) -> None:
    year, first, second = (1, 12), (1, 6), (7, 12)
    told = [line(CITY, 20, months=year), line(CITY, 17, months=first), line(CITY, HIDDEN, months=second)]
    assert not holds(published(told))
    assert holds(published(told, parts=""))  # nothing says that they add up
    assert holds(published([line(CITY, 20, months=year), *(line(CITY, HIDDEN, months=m) for m in (first, second))]))


def test_parts_that_need_not_be_all_may_still_be_believed_to_be(published: Publish) -> None:
    few = [line(CITY, 33), line(WEST, 31), line(EAST, HIDDEN)]
    assert not holds(published(few, parts="within"))
    assert holds(published([line(CITY, 43), line(WEST, 31), line(EAST, HIDDEN)], parts="within"))  # twelve, or fewer and a rest
    assert holds(published([line(CITY, 33), line(WEST, 12), line(EAST, HIDDEN), line(NORTH, HIDDEN)], parts="within"))


def test_rounding_widens_what_the_holder_of_the_file_knows(published: Publish) -> None:
    about = {"qualifier": "about"}
    rows = [line(CITY, 150, **about), line(WEST, 60, **about), line(EAST, 85, **about), line(NORTH, HIDDEN)]
    assert holds(published(rows, klass="K3"))
    exact = [{**row, "qualifier": "exact"} for row in rows]
    assert not holds(published(exact, klass="K3"))


@pytest.mark.parametrize("beside", [{"numerator": 3.0}, {"base": 40.0}, {"upper": 4.0}, {"printed": "tre (3) av dem"}])
def test_a_number_beside_a_withheld_one_is_a_leak(published: Publish, beside: dict[str, object]) -> None:
    assert not holds(published([line(CITY, HIDDEN, **beside)]))
    assert holds(published([line(CITY, HIDDEN)]))


def test_a_small_count_shown_in_a_protected_family_is_a_leak_and_in_another_it_is_said(published: Publish) -> None:
    assert not holds(published([line(CITY, 3)]))
    assert holds(published([line(CITY, 0)])) and not holds(published([line(CITY, 0)], klass="K3"))
    fine, report = audit_files([published([line(CITY, 3), line(WEST, 9)], guarded=False, parts="")])
    assert fine and any("Utan röjandekontroll: 1 mått i klass K2 med 2 tal, varav 1 antal under tröskeln" in t for t in report)


def test_what_the_build_did_not_pass_and_what_the_public_must_not_have_are_faults(published: Publish) -> None:
    assert not holds(published([line(CITY, 30)], passed=False))
    assert not holds(published([line(CITY, 30)], audience="publik"))
    assert holds(published([line(CITY, 30)], klass="K1", audience="publik"))


def test_what_publishers_withhold_is_counted_and_not_attacked(published: Publish) -> None:
    fine, report = audit_files([published([line(CITY, 20), line(WEST, 18), line(EAST, HIDDEN)], klass="K0", guarded=False)])
    assert fine and any("Utgivarna själva döljer 1 tal (klass K0)" in text for text in report)


def test_figures_that_contradict_each_other_cannot_be_tried_and_do_not_pass(published: Publish) -> None:
    fine, report = audit_files([published([line(CITY, 20), line(WEST, 30), line(EAST, HIDDEN)])])
    assert not fine and any("talen går inte ihop" in text for text in report)


def test_an_older_figure_of_the_same_count_tells_what_the_newest_withholds(published: Publish) -> None:
    newest = {"release_id": "1480/prov/2"}
    rows = [line(CITY, 33, **newest), line(WEST, HIDDEN, **newest), line(EAST, HIDDEN, **newest), line(NORTH, 12, **newest)]
    assert holds(published(rows))
    assert not holds(published([*rows, line(WEST, 18)]))  # so that the other is three


def test_two_files_may_tell_what_neither_does(published: Publish) -> None:
    one = published([line(CITY, 33), line(WEST, HIDDEN), line(EAST, HIDDEN), line(NORTH, 12)])
    other = published([line(CITY, 33), line(WEST, 18), line(EAST, HIDDEN), line(NORTH, HIDDEN)])
    assert holds(one) and holds(other)
    fine, report = audit_files([one, other])
    assert not fine and any("tillsammans" in text for text in report)
    assert holds(one, one)


def test_a_figure_that_both_files_show_otherwise_has_changed(published: Publish) -> None:
    one = published([line(CITY, 33), line(WEST, HIDDEN), line(EAST, HIDDEN), line(NORTH, 12)])
    later = published([line(CITY, 63), line(WEST, HIDDEN), line(EAST, HIDDEN), line(NORTH, 42)])
    assert holds(one, later)


def test_two_municipalities_are_not_joined(published: Publish, tmp_path: Path) -> None:
    path = published([line(CITY, 30)])
    other = tmp_path / "other.duckdb"
    other.write_bytes(path.read_bytes())
    with duckdb.connect(str(other)) as con:
        con.execute("UPDATE build SET municipality_code = '1280'")
    with pytest.raises(Refused, match="en annan kommun"):
        audit_files([path, other])


def test_the_thresholds_are_the_files_own_or_those_of_a_folder(published: Publish, tmp_path: Path) -> None:
    path = published([line(CITY, 33), line(WEST, 26), line(EAST, HIDDEN), line(NORTH, HIDDEN)], smallest=8)
    fine, report = audit_files([path])
    assert not fine and any("antal under 8 (förslaget är 5) visas inte" in text for text in report)  # seven are left for two
    folder = tmp_path / "data/municipalities/1480"
    folder.mkdir(parents=True)
    (folder / "municipality.toml").write_text('code = "1480"\nname = "Göteborg"\n', encoding="utf-8")
    (folder / "areas.csv").write_text("kind,code,name\n", encoding="utf-8")
    assert audit_files([path], tmp_path / "data")[0]


@pytest.mark.parametrize("content", [None, b"", b"inte en databas", b"\0" * 20_000])
def test_a_file_that_is_none_is_said_in_swedish(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "fil.duckdb"
    if content is not None:
        path.write_bytes(content)
    assert main(["audit", str(path)]) == 1
    said = capsys.readouterr().err
    assert "Filen gick inte att pröva" in said and "fil.duckdb" in said and "Traceback" not in said


def test_a_file_of_an_older_version_or_with_broken_rules_is_said(published: Publish) -> None:
    path = published([line(CITY, 30)])
    for change in (
        "UPDATE protection SET rules = 'x'",
        "UPDATE protection SET rules = '{\"a\": 1}'",
        'UPDATE protection SET rules = \'{"smallest": "x"}\'',
        "DROP TABLE protection",
    ):
        with duckdb.connect(str(path)) as con:
            con.execute(change)
        with pytest.raises(Refused, match="den här versionen"):
            audit_files([path])
