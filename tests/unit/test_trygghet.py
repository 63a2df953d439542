"""The trygghet drawer: a bound is a bound, words are words, and what is not printed is not there."""

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import DATA, other_peoples

from etl.catalogue import drawers
from etl.delivery import read_release
from etl.model import Refused
from etl.municipality import Municipality, read_municipality
from etl.sources.trygghet.reader import COLUMNS, measures, read
from etl.warehouse import Draft, draft

DELIVERY = DATA / "raw/1480/trygghet/2024-01-22"
REPORT = DATA.parents[1] / "shared/domain/seeds/003_b1003f042f01b077.txt"
MARCH = dt.date(2023, 3, 31)
ROW = "trygghetsindex;{};2023-03-31;2023-03-31;unstated;60;exact;index 0–100;SOM-institutet;;Rapport, s. 1\n"


@pytest.fixture(scope="module")
def city() -> Municipality:
    return read_municipality(DATA / "municipalities/1480")


@pytest.fixture(scope="module")
def work(city: Municipality) -> Iterator[Draft]:
    """A draft with this drawer's part of the contract, made as the build makes it."""
    drawer = next(d for d in drawers() if d.source == "trygghet")
    with draft() as made:
        made.add_areas(city.areas)
        made.create(drawer.staging)
        release = read_release(DELIVERY, "1480")
        made.add_release(release)
        made.stage(read(release, city), release)
        for indicator in drawer.indicators:
            made.observe(indicator)
        made.check()
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's own delivery, to be changed by the test."""
    return shutil.copytree(DELIVERY, tmp_path / "raw/1480/trygghet/2024-01-22")


def refusal(folder: Path, city: Municipality) -> str:
    with pytest.raises(Refused) as caught:
        read(read_release(folder, "1480"), city)
    return str(caught.value)


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / "trygghet.csv").read_text(encoding="utf-8")
    assert old in text
    (folder / "trygghet.csv").write_text(text.replace(old, new, 1), encoding="utf-8")


def append(folder: Path, lines: str) -> None:
    with (folder / "trygghet.csv").open("a", encoding="utf-8") as out:
        out.write(lines)


def rows(work: Draft, indicator: str) -> list[tuple[object, ...]]:
    sql = "SELECT area_id, value, lower, upper, status, qualifier FROM observation WHERE indicator_id = ? ORDER BY area_id"
    return work.con.execute(sql, [indicator]).fetchall()


@pytest.mark.parametrize(
    ("indicator", "printed"),
    [
        (
            "trygghet_index",
            [
                ("mellanomrade:16", None, None, 56, "ok", "at_most"),
                ("mellanomrade:56", None, None, 56, "ok", "at_most"),
                ("mellanomrade:80", 41, None, None, "ok", "exact"),
            ],
        ),
        ("trygghet_index_forandring", [("mellanomrade:80", -13, None, None, "ok", "exact")]),
        ("trygghet_index_under_56", [("kommun:1480", None, 3, None, "ok", "at_least")]),
        ("trygghet_saker_stad", [("kommun:1480", 55, None, None, "ok", "exact")]),
        (
            "trygghet_oj_trygga",
            [
                ("kommun:0180", None, None, None, "missing", "exact"),
                ("kommun:1280", None, None, None, "missing", "exact"),
                ("kommun:1480", None, 70, None, "ok", "at_least"),
            ],
        ),
        ("trygghet_oj_skillnad_malmo", [("kommun:1480", None, None, None, "unclear", "about")]),
    ],
)
def test_each_statement_is_what_is_printed(work: Draft, indicator: str, printed: list[tuple[object, ...]]) -> None:
    assert rows(work, indicator) == printed


def test_the_areas_are_the_ones_that_the_report_names(work: Draft) -> None:
    found = work.con.execute(
        "SELECT name FROM area JOIN observation USING (area_id) WHERE indicator_id = 'trygghet_index' ORDER BY name"
    ).fetchall()
    assert found == [("Frölunda Torg-Tofta",), ("Norra Angered",), ("Västra Biskopsgården",)]


def test_forty_one_is_a_headline_on_a_scale_with_its_row_and_the_day_of_the_report(work: Draft) -> None:
    (found,) = work.con.execute(
        """SELECT value, unit, better, headline, period_start, period_end, period_precision, file, cell, caveats
        FROM observation JOIN indicator USING (indicator_id) WHERE area_id = 'mellanomrade:80' AND value > 0"""
    ).fetchall()
    assert found[:-1] == (
        41,
        "index 0–100",
        "higher",
        True,
        MARCH,
        MARCH,
        "unstated",
        "trygghet.csv",
        "rad 2, kolumn varde",
    )
    assert "Undersökningsåret är inte angivet" in found[-1]


def test_what_is_only_implied_is_not_a_figure(work: Draft) -> None:
    counted = work.con.execute(
        "SELECT count(*) FROM observation WHERE 54 IN (value, lower, upper) OR value IN (0, 10, 60)"
    ).fetchone()
    assert counted == (0,)
    (caveats,) = work.con.execute("SELECT caveats FROM indicator WHERE indicator_id = 'trygghet_index_forandring'").fetchall()
    assert "54" in caveats[0] and "visas därför inte" in caveats[0]


def test_the_words_said_to_be_printed_stand_in_the_report(city: Municipality) -> None:
    report = re.sub(r"\s+", " ", other_peoples(REPORT).read_text(encoding="utf-8"))
    printed = [p for p in read(read_release(DELIVERY, "1480"), city)["stg_trygghet"]["printed"] if p]
    assert len(printed) == 9
    assert [p for p in printed if p not in report] == []


def test_every_measure_has_its_block_and_is_delivered(city: Municipality) -> None:
    assert set(read(read_release(DELIVERY, "1480"), city)["stg_trygghet"]["matt"]) == set(measures())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (";41;", ";fyrtioett;", "rad 2, kolumn varde: hittade ”fyrtioett”"),
        (";41;", ";141;", "väntade ett tal mellan 0 och 100"),
        (";41;", ";-41;", "väntade ett tal mellan 0 och 100"),
        (";-13;", ";-113;", "väntade ett tal mellan -100 och 100"),
        (";41;exact", ";41;ungefär", "väntade något av exact, about, at_least, at_most"),
        ("unstated;41", "okänt;41", "väntade något av exact, month, year, unstated"),
        ("2023-03-31;unstated;41", "2023-02-31;unstated;41", "”2023-02-31”, väntade ett datum som finns"),
        ("2023-03-31;unstated;41", "2022-03-31;unstated;41", "väntade en dag som inte är före start"),
        ("41;exact;index 0–100", "41;exact;procent", "väntade enheten index 0–100"),
        ("index 0–100;SOM-institutet", "index 0–100;Brå", "väntade utgivaren SOM-institutet"),
        ("trygghetsindex;", "trygghetsinex;", "Närmaste kända mått: trygghetsindex"),
        (";Det är cirka 10% högre resultat än Malmö;", ";;", "rad 11, kolumn tryckt"),
        (";uppger strax över 70% att man känner sig trygg;", ";;", "rad 8, kolumn tryckt"),
        (";unstated;41;", ";41;", "10 fält"),
        ("varde", "värde", "saknade kolumner: varde"),
        (", bilaga 4, Trygghetsundersökningar\n", ", bilaga 4, Trygghetsundersökningar;\n", "12 fält"),
    ],
)
def test_a_broken_cell_is_said_with_its_place(folder: Path, city: Municipality, old: str, new: str, said: str) -> None:
    change(folder, old, new)
    told = refusal(folder, city)
    assert said in told and "trygghet.csv" in told


def test_a_row_without_its_place_in_the_document_is_refused(folder: Path, city: Municipality) -> None:
    append(folder, ROW.format("Bergsjön").replace("Rapport, s. 1", ""))
    assert "rad 12, kolumn stalle" in refusal(folder, city)


def test_a_value_and_a_bound_for_the_same_area_and_period_do_not_both_stand(folder: Path, city: Municipality) -> None:
    append(folder, ROW.format("Västra Biskopsgården").replace("60;exact", "56;at_most").replace(";;", ";under 56;"))
    assert "rad 2 och rad 12: hittade samma uppgift två gånger" in refusal(folder, city)


def test_an_alias_is_the_same_area(folder: Path, city: Municipality) -> None:
    append(folder, ROW.format("Frölunda Torg–Tofta"))
    assert "rad 3 och rad 12: hittade samma uppgift två gånger" in refusal(folder, city)


def test_unknown_areas_are_told_all_at_once_with_the_nearest_name(folder: Path, city: Municipality) -> None:
    append(folder, ROW.format("Västra Biskopgården") + ROW.format("Lundby-Tuve") + ROW.format("Majorna-Linné"))
    told = refusal(folder, city)
    assert "rad 12, kolumn omrade: hittade området ”Västra Biskopgården”" in told
    assert "Närmaste kända namn: Västra Biskopsgården" in told
    assert "”Lundby-Tuve”" in told
    assert "”Majorna-Linné”" in told, "a stadsdelsnämnd that ended in 2020 has no survey of 2023"


def test_an_empty_cell_and_two_points_are_missing_and_oklart_is_unclear(folder: Path, city: Municipality) -> None:
    lines = [
        ROW.format(name).replace(";60;", f";{text};") for name, text in (("Bergsjön", ""), ("Backa", ".."), ("Billdal", "Oklart"))
    ]
    append(folder, "".join(line.replace(";;Rapport", ";ord;Rapport") for line in lines))
    frame = read(read_release(folder, "1480"), city)["stg_trygghet"].tail(3)
    assert list(frame["status"]) == ["missing", "missing", "unclear"]
    assert frame[["value", "lower", "upper"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "en tom fil"),
        ("område;värde\nÅby;3\n".encode("latin-1"), "tecken som inte går att tyda"),
        (b"PK\x03\x04\x00\x00", "tecken som inte går att tyda"),
        (";".join(COLUMNS).encode(), "0 fält"),
        ((",".join(COLUMNS) + "\n1,2\n").encode(), "saknade kolumner"),
        (b"kommun;antal\nAle;3\n", "saknade kolumner: matt"),
    ],
)
def test_a_file_that_is_something_else_is_refused(folder: Path, city: Municipality, content: bytes, said: str) -> None:
    (folder / "trygghet.csv").write_bytes(content)
    assert said in refusal(folder, city)


def test_two_files_are_two_deliveries(folder: Path, city: Municipality) -> None:
    shutil.copy(folder / "trygghet.csv", folder / "trygghet (1).csv")
    assert "Lägg en leverans per mapp" in refusal(folder, city)


def test_all_faults_of_the_file_are_told_in_one_run(folder: Path, city: Municipality) -> None:
    change(folder, ";41;", ";fyrtioett;")
    change(folder, "känner sig trygga;Malmö", "känner sig trygga;Malmöö")
    change(folder, ";55;exact;procent", ";55;exact;antal")
    with pytest.raises(Refused) as caught:
        read(read_release(folder, "1480"), city)
    assert len(caught.value.faults) == 3
