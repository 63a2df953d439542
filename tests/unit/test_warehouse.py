"""The contract, the checks that guard it, and the publishing of a whole new file."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from places import ask

from etl import publishing
from etl.model import Area, Indicator, Refused, Release
from etl.publishing import point, publish
from etl.warehouse import Draft, draft

# As ../shared/ARCHITECTURE.md fixes them for everybody who reads the file.
CONTRACT = {
    "build": "build_id municipality_code municipality_name audience built_at code_version",
    "area": "area_id kind code name parent_id valid_from valid_to",
    "release": "release_id source title publisher url published retrieved sha256 licence",
    "indicator": "indicator_id source name unit decimals better definition method caveats class",
    "observation": "indicator_id area_id period_start period_end group_id value lower upper numerator base status release_id"
    " cell",
    "event": "event_id kind name starts ends precision area_id release_id cell",
    "series_break": "source starts scope note",
    "conflict": "conflict_id",
}
DAY = dt.date(2023, 7, 4)
RELEASE = Release("1480/prov/1", "prov", Path(), (Path("a.csv"),), "T", "P", "U", "L", DAY, DAY, "", "0")
INDICATOR = Indicator(
    "prov_andel", "prov", "Andel", "Tema", "procent", 1, "lower", "D", "M", "C", "K0", 0, False, False, False, "",
    "SELECT * FROM stg_prov",
)  # fmt: skip
STAGING = """CREATE TABLE stg_prov (
    area_id TEXT, period_start DATE, period_end DATE, value DOUBLE, lower DOUBLE, upper DOUBLE, status TEXT, qualifier TEXT,
    file TEXT, cell TEXT, release_id TEXT NOT NULL, CHECK (lower <= upper), UNIQUE (area_id, period_start, release_id))"""
ROW = {
    "area_id": "kommun:1480", "period_start": dt.date(2021, 1, 1), "period_end": dt.date(2021, 12, 31),
    "value": 24.6, "lower": 23.2, "upper": 26.0, "status": "ok", "qualifier": "exact", "file": "a.csv", "cell": "rad 2",
}  # fmt: skip
FACTS = {"code": "1480", "name": "Göteborg", "audience": "intern", "code_version": "0", "inputs": "abcdef0123456789"}


@pytest.fixture
def work() -> Iterator[Draft]:
    with draft() as made:
        made.add_areas([Area("kommun:1480", "kommun", "1480", "Göteborg")])
        made.create(STAGING)
        made.add_release(RELEASE)
        yield made


def fill(work: Draft, *rows: dict[str, object], **indicator: object) -> None:
    work.stage({"stg_prov": pd.DataFrame([ROW | row for row in rows])}, RELEASE)
    work.observe(replace(INDICATOR, **indicator))


def refusal(question: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        question()
    return "\n".join(map(str, refused.value.faults))


def test_the_published_file_holds_the_contract_and_no_other_table(work: Draft, tmp_path: Path) -> None:
    fill(work, {})
    path = publish(work, tmp_path, FACTS)
    found = ask(path, "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal")
    for table, columns in CONTRACT.items():
        assert {(table, column) for column in columns.split()} <= set(found)
    assert {str(row[0]) for row in ask(path, "SELECT table_name FROM duckdb_tables()")} == set(publishing.CONTRACT)
    assert set(CONTRACT) <= set(publishing.CONTRACT)


def test_what_was_observed_is_published_as_it_stands(work: Draft, tmp_path: Path) -> None:
    fill(work, {})
    [row] = ask(publish(work, tmp_path, FACTS), "SELECT value, lower, upper, group_id, status, file, cell FROM observation")
    assert row == (24.6, 23.2, 26.0, "alla", "ok", "a.csv", "rad 2")


def test_the_build_says_what_it_is_and_bears_the_files_name(work: Draft, tmp_path: Path) -> None:
    path = publish(work, tmp_path, FACTS)
    [row] = ask(path, "SELECT build_id, municipality_code, municipality_name, audience, inputs FROM build")
    assert row == (path.stem, "1480", "Göteborg", "intern", "abcdef0123456789")
    assert path.stem.endswith("-abcdef01")
    assert (tmp_path / "current").read_text(encoding="utf-8") == path.name + "\n"


@pytest.mark.parametrize("status", ["withheld", "unreliable", "missing", "not_applicable", "unclear"])
def test_what_is_not_known_has_no_value(work: Draft, status: str) -> None:
    assert "prov_andel, tabell observation" in refusal(lambda: fill(work, {"status": status}))


@pytest.mark.parametrize("wrong", [{"status": "okej"}, {"qualifier": "nästan"}, {"period_end": dt.date(2020, 1, 1)}])
def test_the_contract_takes_only_its_own_words_and_periods_that_run_forward(work: Draft, wrong: dict[str, object]) -> None:
    assert "rader som uppfyller tabellens villkor" in refusal(lambda: fill(work, wrong))


@pytest.mark.parametrize("rows", [[{"lower": 27.0}], [{}, {}]])
def test_staging_is_a_second_guard_and_names_the_file(work: Draft, rows: list[dict[str, object]]) -> None:
    assert refusal(lambda: fill(work, *rows)).startswith("a.csv, tabell stg_prov: hittade ")


def test_a_frame_with_a_column_too_many_is_refused(work: Draft) -> None:
    assert "tabell stg_prov" in refusal(lambda: fill(work, {"ovantad": 1}))


WRONG = [
    ({"area_id": "stadsomrade:9"}, {}, "a.csv, rad 2: hittade området stadsomrade:9, väntade ett område i areas.csv."),
    ({"value": None}, {}, "a.csv, rad 2: hittade inget värde, väntade ett värde eller en gräns när status är ok."),
    ({"value": None, "lower": None, "qualifier": "at_least"}, {}, "hittade inget värde"),
    ({"value": None, "upper": None, "qualifier": "at_most"}, {}, "hittade inget värde"),
    ({"value": 26.1}, {}, "a.csv, rad 2: hittade värdet 26.1 utanför 23.2–26.0, väntade ett värde inom sitt intervall."),
    ({"value": 23.1}, {}, "hittade värdet 23.1 utanför"),
    ({"value": 100.1, "lower": None, "upper": None}, {}, "a.csv, rad 2: hittade 100.1, väntade en andel mellan 0 och 100."),
    ({"value": -0.1, "lower": None, "upper": None}, {}, "väntade en andel mellan 0 och 100."),
    ({"value": -1.0, "lower": None, "upper": None}, {"unit": "antal ärenden"}, "väntade ett antal som inte är negativt."),
]


@pytest.mark.parametrize(("row", "indicator", "said"), WRONG)
def test_every_question_that_must_have_no_answer_is_asked(
    work: Draft, row: dict[str, object], indicator: dict[str, object], said: str
) -> None:
    fill(work, row, **indicator)
    assert said in refusal(work.check)


@pytest.mark.parametrize(
    ("row", "indicator"),
    [
        ({}, {}),
        ({"value": None, "status": "withheld"}, {}),
        ({"value": None, "upper": None, "qualifier": "at_least"}, {}),
        ({"value": None, "lower": None, "qualifier": "at_most"}, {}),
        ({"value": 23.2}, {}),
        ({"value": -3.0, "lower": None, "upper": None}, {"unit": "procentenheter"}),
        ({"value": 0.0, "lower": None, "upper": None}, {"unit": "antal"}),
    ],
)
def test_what_is_right_passes_every_check(work: Draft, row: dict[str, object], indicator: dict[str, object]) -> None:
    fill(work, row, **indicator)
    work.check()
    assert work.count("observation") == 1


def test_a_parent_that_nobody_described_is_a_fault(work: Draft) -> None:
    work.add_areas([Area("stadsomrade:1", "stadsomrade", "1", "Nordost", parent_id="kommun:9999")])
    assert "areas.csv, stadsomrade:1: hittade överordnat område kommun:9999" in refusal(work.check)


def test_staging_never_reaches_the_published_bytes(work: Draft, tmp_path: Path) -> None:
    canary = "KANARIEFÅGEL-7f3a9c51e2"
    fill(work, {})
    work.create("CREATE TABLE stg_prov_hemlig (t TEXT, release_id TEXT NOT NULL)")
    work.stage({"stg_prov_hemlig": pd.DataFrame({"t": [canary]})}, RELEASE)
    written = publish(work, tmp_path, FACTS).read_bytes()
    assert canary.encode() not in written
    assert b"stg_prov" not in written
    # The same search does find it in a file that once held staging, even after the table was dropped.
    with duckdb.connect(str(tmp_path / "fel.db")) as con:
        con.execute("CREATE TABLE stg_prov_hemlig AS SELECT ? AS t", [canary])
        con.execute("CHECKPOINT")
        con.execute("CREATE TABLE efter AS SELECT * FROM range(100000)")
        con.execute("CHECKPOINT")
        con.execute("DROP TABLE stg_prov_hemlig")
    assert canary.encode() in (tmp_path / "fel.db").read_bytes()


@pytest.mark.parametrize(("klass", "left"), [("K0", 1), ("K1", 1), ("K2", 0), ("K3", 0)])
def test_the_public_never_gets_the_sensitive_classes(work: Draft, tmp_path: Path, klass: str, left: int) -> None:
    canary = f"Hemlig definition {klass} 5be0c2d9"
    fill(work, {}, klass=klass, definition=canary)
    work.withhold("intern")
    assert (work.count("observation"), work.count("indicator")) == (1, 1)
    work.withhold("publik")
    assert (work.count("observation"), work.count("indicator")) == (left, left)
    assert (canary.encode() in publish(work, tmp_path, FACTS).read_bytes()) is bool(left)


def test_every_build_is_a_new_file_and_only_the_newest_are_kept(work: Draft, tmp_path: Path) -> None:
    made = [publish(work, tmp_path, FACTS) for _ in range(5)]
    assert len(set(made)) == 5
    assert sorted(tmp_path.glob("*.duckdb")) == sorted(made[-publishing.KEPT :])
    assert (tmp_path / "current").read_text(encoding="utf-8").strip() == made[-1].name


def test_the_build_in_force_is_kept_though_the_clock_was_set_back(work: Draft, tmp_path: Path) -> None:
    for n in range(publishing.KEPT):
        (tmp_path / f"2999010{n + 1}T000000000000-x.duckdb").write_bytes(b"")
    path = publish(work, tmp_path, FACTS)
    assert (tmp_path / "current").read_text(encoding="utf-8").strip() == path.name
    assert ask(path, "SELECT count(*) FROM build") == [(1,)]


def test_what_killed_builds_left_is_removed_after_an_hour_and_never_before(work: Draft, tmp_path: Path) -> None:
    for name, age in (("gammal", 4000), ("ny", 60)):
        left = tmp_path / f".{name}.tmp"
        left.write_bytes(b"halv")
        moment = dt.datetime.now().timestamp() - age
        os.utime(left, (moment, moment))
    publish(work, tmp_path, FACTS)
    assert [f.name for f in tmp_path.glob(".*")] == [".ny.tmp"]


def test_the_pointer_is_replaced_whole(tmp_path: Path) -> None:
    point(tmp_path, "a.duckdb")
    point(tmp_path, "b.duckdb")
    assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [("current", "b.duckdb\n")]


def test_an_out_folder_with_an_apostrophe_is_only_a_name(work: Draft, tmp_path: Path) -> None:
    assert publish(work, tmp_path / "O'Brien; DROP", FACTS).is_file()
