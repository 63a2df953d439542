"""Göteborg from its deliveries to the published file: the figures that must be there, and that each can be traced."""

import csv
import hashlib
import re
from functools import cache
from pathlib import Path

import duckdb
import openpyxl
import pytest
from places import (
    DATA,
    GOTEBORG,
    ROOT,
    WORKBOOK,
    ask,
    deliver,
    found_municipality,
    goteborg,
    in_force,
    municipalities,
    other_peoples,
    run,
    snapshot,
)  # fmt: skip

from etl.catalogue import drawers
from etl.publishing import CONTRACT

RAW = DATA / "raw"
FACTS = [
    ("ntu_brott_mot_enskild_person", "kommun:1480", "2020-01-01", (24.6, 23.2, 26.0)),
    ("ntu_brott_mot_enskild_person", "stadsomrade:4", "2020-01-01", (23.0, 20.6, 25.6)),
    ("ntu_brott_mot_enskild_person", "land:SE", "2020-01-01", (19.9, 19.6, 20.1)),
    ("trygghet_index", "mellanomrade:80", None, (41.0, None, None)),
    ("bidrag_djupkontroller", "organisation:IOFF", "2022-07-01", (53.0, None, None)),
    ("bidrag_ansokningar", "organisation:IOFF", "2022-07-01", (1693.0, None, None)),
]
_NUMBER = re.compile(r"-?\d+(?:[ \u00a0]\d{3})*(?:[.,]\d+)?")
_SHEET_CELL = re.compile(r"(?P<sheet>[^!]+)!(?P<cell>[A-Z]+\d+)")
_ROW_COLUMN = re.compile(r"rad (?P<row>\d+), kolumn (?P<column>\w+)(?:; .*)?")


@pytest.mark.parametrize(("indicator", "area", "start", "figures"), FACTS)
def test_the_figures_that_the_issue_names(
    warehouse: Path, indicator: str, area: str, start: str | None, figures: tuple[float | None, ...]
) -> None:
    question = """SELECT round(value, 1), round(lower, 1), round(upper, 1), file, cell, r.files
                  FROM observation JOIN release r USING (release_id) WHERE indicator_id = ? AND area_id = ?
                  AND group_id = 'alla' AND period_start >= coalesce(?, '1900-01-01')::DATE"""
    [(*found, file, cell, files)] = ask(warehouse, question, indicator, area, start)
    assert tuple(found) == figures
    assert file in str(files).split("|")
    assert cell


def test_the_area_is_named_as_people_name_it(warehouse: Path) -> None:
    assert ask(warehouse, "SELECT name, kind FROM area WHERE area_id IN ('mellanomrade:80', 'organisation:IOFF') ORDER BY 2") == [
        ("Västra Biskopsgården", "mellanomrade"),
        ("Idrotts- och föreningsförvaltningen", "organisation"),
    ]


def test_every_delivery_is_there_with_the_checksum_of_its_bytes(warehouse: Path) -> None:
    found = ask(warehouse, "SELECT release_id, files, sha256 FROM release")
    assert {row[0] for row in found} == {str(f.parent.relative_to(RAW)) for f in RAW.glob("1480/*/*/release.toml")}
    for release_id, files, checksum in found:
        paths = [RAW / str(release_id) / name for name in str(files).split("|")]
        sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
        lines = "\n".join(f"{s}  {p.name}" for s, p in zip(sums, paths, strict=True))
        assert checksum == (sums[0] if len(sums) == 1 else hashlib.sha256(lines.encode()).hexdigest())


def test_every_observation_is_traced_to_a_file_of_its_own_delivery(warehouse: Path) -> None:
    # A rate is made of two figures and names both files, its own delivery's first.
    known = {name for (files,) in ask(warehouse, "SELECT files FROM release") for name in str(files).split("|")}
    for file, cell, files in ask(warehouse, "SELECT DISTINCT file, cell, files FROM observation JOIN release USING (release_id)"):
        first, *others = str(file).split(" och ")
        assert first in str(files).split("|"), (file, cell)
        assert set(others) <= known, (file, cell)
        assert re.search(r"\d", str(cell)), (file, cell)
    assert ask(warehouse, "SELECT * FROM observation WHERE release_id NOT IN (SELECT release_id FROM release)") == []


@cache
def workbook(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


@cache
def table(path: Path) -> list[list[str]]:
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.reader(text.splitlines(), delimiter=max(";,", key=text.splitlines()[0].count)))


def standing(path: Path, cell: str) -> object:
    """What stands in the place that a cell names; None for a place made of several."""
    if there := _SHEET_CELL.fullmatch(cell):
        return workbook(path)[there["sheet"]][there["cell"]].value
    if there := _ROW_COLUMN.fullmatch(cell):
        rows = table(path)
        return rows[int(there["row"]) - 1][rows[0].index(there["column"])]
    return None


def numbers(printed: object) -> set[float]:
    """Every number in what stands there, millions also as thousands, which is how the tables are read."""
    if isinstance(printed, int | float):
        return {float(printed)}
    found = {float(n.replace(" ", "").replace("\u00a0", "").replace(",", ".")) for n in _NUMBER.findall(str(printed))}
    return found | {n * 1000 for n in found if "mkr" in str(printed)}


def test_in_the_cell_that_is_named_stands_the_figure_that_is_shown(warehouse: Path) -> None:
    computed = {i.indicator_id for drawer in drawers() for i in drawer.indicators if i.derived}
    rows = ask(warehouse, "SELECT indicator_id, release_id, file, cell, value FROM observation WHERE value IS NOT NULL")
    observed = [row for row in rows if row[0] not in computed]
    standings = [standing(RAW / str(release) / str(file), str(cell)) for _, release, file, cell, _ in observed]
    traced = [(row, stands) for row, stands in zip(observed, standings, strict=True) if stands is not None]
    assert [pair for pair in traced if pair[0][-1] not in numbers(pair[1])] == []
    assert len(traced) > 0.8 * len(rows)


def test_what_is_unknown_has_no_value_and_a_bound_is_not_a_value(warehouse: Path) -> None:
    assert ask(warehouse, "SELECT * FROM observation WHERE value IS NOT NULL AND status NOT IN ('ok', 'preliminary')") == []
    bound = "SELECT * FROM observation WHERE qualifier IN ('at_least', 'at_most') AND value IS NOT NULL"
    assert ask(warehouse, bound) == []
    [(limits,)] = ask(
        warehouse, "SELECT count(*) FROM observation WHERE qualifier = 'at_most' AND indicator_id = 'trygghet_index'"
    )
    assert limits == 2


def test_the_same_input_gives_the_same_picture(warehouse: Path, tmp_path: Path) -> None:
    assert run("build", "1480", "--out", tmp_path).returncode == 0
    with duckdb.connect() as con:
        for name, path in (("first", warehouse), ("second", in_force(tmp_path))):
            con.execute(f"ATTACH '{path}' AS {name} (READ_ONLY)")
        assert con.execute("SELECT (SELECT inputs FROM first.build) = (SELECT inputs FROM second.build)").fetchall() == [(True,)]
        for name in set(CONTRACT) - {"build"}:
            assert con.execute(f"FROM first.{name} EXCEPT ALL FROM second.{name}").fetchall() == []
            assert con.execute(f"FROM second.{name} EXCEPT ALL FROM first.{name}").fetchall() == []


def test_nothing_but_the_contract_is_published(warehouse: Path) -> None:
    assert {str(row[0]) for row in ask(warehouse, "SELECT table_name FROM duckdb_tables()")} == set(CONTRACT)
    assert b"stg_" not in warehouse.read_bytes()


@pytest.mark.parametrize(
    "words", [(), ("bygg",), ("build", "--audience", "alla"), ("check",), ("areas",), ("build", "--utan", "x")]
)
def test_wrong_use_is_status_2_and_does_nothing(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_municipality_that_is_not_there_is_status_1(tmp_path: Path) -> None:
    done = run("build", "9999", "--out", tmp_path)
    assert done.returncode == 1
    assert "9999/municipality.toml: hittade ingen sådan fil" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_build_says_what_it_does_and_publishes_beside_the_old(tmp_path: Path) -> None:
    goteborg(tmp_path / "data")
    first = run("build", "1480", "--data", tmp_path / "data")
    old = in_force(tmp_path / "data/warehouse")
    second = run("build", "1480", "--data", tmp_path / "data")
    new = in_force(tmp_path / "data/warehouse")
    assert (first.returncode, second.returncode, first.stderr + second.stderr) == (0, 0, "")
    assert "läst ntu: Prov" in first.stdout
    assert first.stdout.endswith(f"Publicerad: {old}\n")
    assert second.stdout.endswith(f"Publicerad: {new}\n")
    assert old != new
    assert ask(old, "SELECT count(*) FROM observation") == ask(new, "SELECT count(*) FROM observation")


def test_a_build_writes_nothing_outside_its_out_folder(tmp_path: Path) -> None:
    goteborg(tmp_path / "data")
    before = (snapshot(tmp_path / "data"), snapshot(ROOT / "etl"))
    assert run("build", "1480", "--data", tmp_path / "data", "--out", tmp_path / "ut").returncode == 0
    assert (snapshot(tmp_path / "data"), snapshot(ROOT / "etl")) == before
    assert {f.parent.relative_to(tmp_path / "ut").as_posix() for f in (tmp_path / "ut").rglob("*") if f.is_file()} == {
        "1480/intern"
    }


@pytest.mark.parametrize(
    ("code", "name", "districts"),
    [
        ("1480", "Göteborg", [area[2] for area in GOTEBORG[1:]]),
        ("1280", "Malmö", ["Innerstaden", "Norr", "Söder", "Väster", "Öster"]),
        ("0980", "Gotland", []),
        ("1490", "Borås", []),
        ("2584", "Kiruna", []),
    ],
)
def test_the_genuine_workbook_builds_for_any_municipality(tmp_path: Path, code: str, name: str, districts: list[str]) -> None:
    assert (code, name) in municipalities()
    areas = [("kommun", code, name), *(("stadsomrade", str(n), d) for n, d in enumerate(districts, 1))]
    found_municipality(tmp_path, code, name, areas)
    deliver(tmp_path / f"raw/{code}/ntu/2023", {"2023.xlsx": other_peoples(WORKBOOK)})
    done = run("build", code, "--data", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    path = in_force(tmp_path / "warehouse", code)
    tables = "SELECT area_id, count(DISTINCT split_part(cell, '!', 1)), count(DISTINCT indicator_id) FROM observation GROUP BY 1"
    own = {str(row[0]): row[1:] for row in ask(path, tables)}
    assert {area: own[area] for area in (f"{kind}:{c}" for kind, c, _ in areas)} == {f"{k}:{c}": (54, 54) for k, c, _ in areas}
    lost = """SELECT o.* FROM observation o JOIN indicator i USING (indicator_id) LEFT JOIN observation n
              ON n.indicator_id = 'ntu_antal_svarande' AND n.area_id = o.area_id AND year(n.period_start) = year(o.period_start)
                 + (o.cell LIKE 'Tabell 2.%')::INTEGER
              WHERE o.indicator_id <> 'ntu_antal_svarande' AND o.base IS DISTINCT FROM n.value"""
    assert ask(path, lost) == []
    assert ask(path, "SELECT count(*) FROM observation WHERE base IS NOT NULL AND indicator_id <> 'ntu_antal_svarande'") > [(53,)]
    households = "SELECT DISTINCT split_part(cell, '!', 1) FROM show_observation WHERE unit = 'procent av hushåll' ORDER BY 1"
    assert ask(path, households) == [(f"Tabell 2.{n}",) for n in range(11, 16)]
