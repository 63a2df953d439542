"""Checks of suppliers: two campaigns that stay apart, bounds and words without a value, and counts of nobody knows how many."""

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import DATA, SHARED, deliver, other_peoples

from etl.catalogue import drawers
from etl.delivery import read_release
from etl.model import Refused
from etl.municipality import Municipality, read_municipality
from etl.sources.leverantor.rapport import COLUMNS, indicators
from etl.sources.leverantor.reader import read
from etl.warehouse import Draft, draft

FIRST, SECOND = (DATA / "raw/1480/leverantor" / name for name in ("2023-08-28", "2024-01-22"))
REPORTS = {FIRST: SHARED / "domain/seeds/000_69887032890c5966.txt", SECOND: SHARED / "domain/seeds/003_b1003f042f01b077.txt"}
DAYS = (dt.date(2022, 11, 1), dt.date(2023, 8, 31))


@pytest.fixture(scope="module")
def city() -> Municipality:
    return read_municipality(DATA / "municipalities/1480")


def filled(work: Draft, city: Municipality, *folders: Path) -> Draft:
    """The drawer alone, from delivery to conflict, as the build does it."""
    drawer = next(d for d in drawers() if d.source == "leverantor")
    work.add_areas(city.areas)
    work.create(drawer.staging)
    for release in (read_release(folder, "1480") for folder in folders):
        work.add_release(release)
        work.stage(read(release, city), release)
    work.create(drawer.prepare)
    for indicator in drawer.indicators:
        work.observe(indicator)
    work.derive("conflict", drawer.conflicts, "leverantor")
    work.check()
    return work


@pytest.fixture(scope="module")
def work(city: Municipality) -> Iterator[Draft]:
    with draft() as empty:
        yield filled(empty, city, FIRST, SECOND)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The first delivery, to be changed by the test."""
    return Path(shutil.copytree(FIRST, tmp_path / "raw/1480/leverantor/2023-08-28"))


def change(folder: Path, old: str, new: str, name: str = "kampanjer.csv") -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path, city: Municipality) -> str:
    with pytest.raises(Refused) as caught:
        read(read_release(folder, "1480"), city)
    return str(caught.value)


@pytest.mark.parametrize(
    ("indicator", "row"),
    [
        ("samordnade_kontroller", (11, None, "ok", "exact", "month")),
        ("samordnade_foretag", (136, None, "ok", "exact", "month")),
        ("samordnade_arbetstagare", (None, 300, "ok", "at_least", "month")),
        ("oannonserade_kontroller", (22, None, "ok", "exact", "exact")),
        ("oannonserade_kontroller_med_brister", (None, None, "unclear", "exact", "exact")),
        ("oannonserade_foretag", (119, None, "ok", "exact", "exact")),
        ("oannonserade_personer", (301, None, "ok", "exact", "exact")),
        ("oannonserade_ej_personalliggare", (15, None, "ok", "exact", "exact")),
        ("oannonserade_utan_id06", (4, None, "ok", "exact", "exact")),
        ("oannonserade_utstationering", (None, None, "unclear", "exact", "exact")),
        ("svar_forstarkt", (14, None, "ok", "exact", "exact")),
        ("svar_kontrollerat", (24, None, "ok", "exact", "exact")),
        ("svar_polisanmalan", (1, None, "ok", "exact", "exact")),
    ],
)
def test_each_figure_is_what_the_report_says(work: Draft, indicator: str, row: tuple[object, ...]) -> None:
    sql = f"""SELECT value, lower, status, qualifier, period_precision FROM observation
              WHERE indicator_id = 'leverantor_{indicator}' AND area_id = 'kommun:1480'"""
    assert work.con.execute(sql).fetchall() == [row]


def test_every_figure_says_where_it_stands_in_our_file_and_in_the_report(work: Draft) -> None:
    (found,) = work.con.execute(
        """SELECT period_start, period_end, printed, file, cell FROM observation
        WHERE indicator_id = 'leverantor_samordnade_arbetstagare'"""
    ).fetchall()
    assert found[:4] == (*DAYS, "över 300 arbetstagare", "kampanjer.csv")
    assert found[4].startswith("rad 4, kolumn varde; i originalet: bilaga 2")


def test_no_indicator_holds_two_campaigns(work: Draft) -> None:
    periods = work.con.execute("SELECT count(DISTINCT (period_start, period_end)) FROM observation GROUP BY indicator_id")
    assert {n for (n,) in periods.fetchall()} == {1}


def test_the_words_said_to_be_printed_stand_in_the_reports(city: Municipality) -> None:
    for folder, report in REPORTS.items():
        text = re.sub(r"\s+", " ", other_peoples(report).read_text(encoding="utf-8")).replace("ID06- kort", "ID06-kort")
        printed = read(read_release(folder, "1480"), city)["stg_leverantor"]["printed"]
        assert [words for words in printed if words not in text] == []


def test_the_campaigns_are_a_conflict_of_scope_found_in_the_data(work: Draft) -> None:
    (found,) = work.con.execute(
        "SELECT first_text, first_value, second_text, second_value, explanation FROM conflict WHERE kind = 'scope'"
    ).fetchall()
    assert found[:2] == ("elva sådana kontroller; 136 företag", 136)
    assert found[2:4] == ("22 oannonserade platskontroller i riskbranscher; 119 företag", 119)
    assert "olika saker har räknats" in found[4]


def test_counts_without_a_denominator_are_a_conflict_of_definition(work: Draft) -> None:
    found = work.con.execute("SELECT indicator_id, first_value FROM conflict WHERE kind = 'definition' ORDER BY 1").fetchall()
    assert found == [("leverantor_svar_forstarkt", 14), ("leverantor_svar_kontrollerat", 24)]


def test_conflicts_go_when_the_documents_mend(folder: Path, city: Municipality) -> None:
    change(folder, "ej tryckt;2022-07-01;2023-06-30;forstarkt", "40;2022-07-01;2023-06-30;forstarkt", "svar.csv")
    (folder / "kampanjer.csv").unlink()
    with draft() as empty:
        work = filled(empty, city, folder, SECOND)
        assert work.con.execute("SELECT indicator_id FROM conflict").fetchall() == [("leverantor_svar_kontrollerat",)]
        base = work.con.execute("SELECT base, value FROM observation WHERE indicator_id = 'leverantor_svar_forstarkt'")
        assert base.fetchall() == [(40, 14)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("136;exakt", "ett hundra;exakt", "rad 3, kolumn varde: hittade ”ett hundra”, väntade ett tal"),
        ("136;exakt", "-136;exakt", "rad 3, kolumn varde"),
        ("136;exakt", ";exakt", "rad 3, kolumn varde: hittade ””"),
        ("136;exakt", "136;oklart", "rad 3, kolumn varde: hittade ”136”, väntade tomt"),
        ("136;exakt", "136;ungefär", "rad 3, kolumn kvalificerare: hittade ”ungefär”"),
        ("foretag;136", "firmor;136", "rad 3, kolumn matt: hittade ”firmor”"),
        ("exakt;antal;136 företag", "exakt;procent;136 företag", "rad 3, kolumn enhet: hittade ”procent”, väntade antal"),
        ("136 företag;bilaga 2", ";bilaga 2", "rad 3, kolumn tryckt: hittade ””"),
        ("2022-11;2023-08;kontroller", "2022-13;2023-08;kontroller", "rad 2, kolumn start: hittade ”2022-13”"),
        ("2022-11;2023-08;kontroller", "2022-11;2019-04-31;kontroller", "rad 2, kolumn slut: hittade ”2019-04-31”"),
        ("2022-11;2023-08;kontroller", "2023-09;2023-08;kontroller", "rad 2, kolumn slut"),
        ("foretag;136", "kontroller;136", "rad 3: hittade samma uppgift som rad 2: samordnade, kontroller"),
        (";matt;", ";mått;", "saknade kolumner: matt"),
        ("samordnade;", "samordnade;;", "rad 2: hittade 11 fält"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(folder: Path, city: Municipality, old: str, new: str, said: str) -> None:
    change(folder, old, new)
    assert said in refusal(folder, city)


def test_faults_in_both_tables_are_told_at_once(folder: Path, city: Municipality) -> None:
    change(folder, "136;exakt", "x;exakt")
    change(folder, "ej tryckt;", "några;", "svar.csv")
    change(folder, ";14;", ";14 %;", "svar.csv")
    text = refusal(folder, city)
    assert all(
        words in text for words in ("kampanjer.csv, rad 3", "svar.csv, rad 2, kolumn namnare", "svar.csv, rad 2, kolumn varde")
    )


def test_another_file_in_the_folder_is_refused(tmp_path: Path, city: Municipality) -> None:
    (text,) = refusal(deliver(tmp_path / "1480/leverantor/prov", {"fakturor.csv": b"a;b\n1;2\n"}), city).splitlines()
    assert "fakturor.csv" in text
    assert all(name in text for name in COLUMNS)


def test_an_empty_table_and_one_that_is_not_text_are_refused(tmp_path: Path, city: Municipality) -> None:
    assert "en tom fil" in refusal(deliver(tmp_path / "a/1480/leverantor/prov", {"svar.csv": b"\n"}), city)
    latin = "tillfragade;namnare\nförvaltningar;1\n".encode("latin-1")
    assert "tecken som inte går att tyda" in refusal(deliver(tmp_path / "b/1480/leverantor/prov", {"svar.csv": latin}), city)


def test_every_row_has_an_indicator_and_every_indicator_a_row(city: Municipality) -> None:
    rows = [read(read_release(f, "1480"), city)["stg_leverantor"] for f in (FIRST, SECOND)]
    assert {key for frame in rows for key in zip(frame.campaign, frame.measure, strict=True)} == set(indicators())
