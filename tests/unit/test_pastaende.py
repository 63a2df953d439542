"""Claims of the reports: what is a disagreement, what is not, and that nothing is compared with what is not there."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from places import DATA, SHARED, ask, deliver, other_peoples

from etl.catalogue import drawers, read_indicators
from etl.delivery import read_release
from etl.model import Refused
from etl.municipality import Municipality, read_municipality
from etl.sources.pastaende.reader import COLUMNS, read, step
from etl.warehouse import draft

DELIVERY = DATA / "raw/1480/pastaende/2024-02-26"
BIDRAG = DATA / "raw/1480/bidrag/2023-08-28"
TABLE = {"jamfor_start": "2022-07-01", "jamfor_slut": "2023-06-30"}
CLAIM = {
    "pastaende": "a", "amne": "Ämne", "slag": "two_sources", "jamfor": "tal", "omrade": "Göteborg", "varde": "7",
    "kvalificerare": "exakt", "enhet": "antal", "tryckt": "sju", "dokument": "Rapport", "stalle": "s. 1", "forklaring": "Så.",
}  # fmt: skip
# What agrees, so that nothing is said about it.
QUIET = {
    "bidrag-ansokningar", "bidrag-utbetalt", "bidrag-snitt-hogst", "bidrag-djup-ioff", "bidrag-bara-ioff-anmalningar",
    "inkop-varje-ar",
}  # fmt: skip
WORDS = {"jamfor": "ord", "varde": "", "kvalificerare": ""}
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def city() -> Municipality:
    return read_municipality(DATA / "municipalities/1480")


def folder(tmp_path: Path, rows: Rows) -> Path:
    """A delivery of claims, each given as what differs from CLAIM."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(CLAIM | row for row in rows)
    return deliver(tmp_path / "1480/pastaende/prov", {"pastaenden.csv": text.getvalue().encode()})


@pytest.fixture
def found(tmp_path: Path, city: Municipality) -> Callable[..., list[tuple[object, ...]]]:
    """The conflicts that claims give beside the table of grants: second text, second value and explanation."""

    def conflicts(*rows: dict[str, str]) -> list[tuple[object, ...]]:
        pairs = [(d, DELIVERY if d.source == "pastaende" else BIDRAG) for d in drawers() if d.source in ("bidrag", "pastaende")]
        with draft() as work:
            work.add_areas(city.areas)
            for drawer, place in pairs:
                work.create(drawer.staging)
                release = read_release(folder(tmp_path, list(rows)) if drawer.source == "pastaende" else place, "1480")
                work.add_release(release)
                work.stage(drawer.read(release, city), release)
                for indicator in sorted(drawer.indicators, key=lambda i: i.derived):
                    work.observe(indicator)
            work.derive("conflict", pairs[-1][0].conflicts, "pastaende")
            return work.con.execute("SELECT second_text, second_value, explanation FROM conflict ORDER BY conflict_id").fetchall()

    return conflicts


def refusal(place: Path, city: Municipality) -> str:
    with pytest.raises(Refused) as caught:
        read(read_release(place, "1480"), city)
    return str(caught.value)


def test_a_drawer_may_have_no_indicators() -> None:
    assert read_indicators("[defaults]\n", "pastaende") == ()
    assert next(d for d in drawers() if d.source == "pastaende").indicators == ()


def test_the_words_said_to_be_printed_stand_in_the_documents(city: Municipality) -> None:
    seeds = [other_peoples(SHARED / "domain/seeds")] and sorted((SHARED / "domain/seeds").glob("00[013]_*.txt"))
    text = " ".join(seed.read_text(encoding="utf-8") for seed in seeds).replace("*", "")
    text = re.sub(r"\s+", " ", re.sub(r"-\s*\n\s*", "-", text)).replace("call- in", "call-in")
    printed = read(read_release(DELIVERY, "1480"), city)["stg_pastaende"]["printed"]
    assert [words for words in printed if words not in text] == []


def test_the_build_finds_the_known_disagreements_and_only_those(warehouse: Path, city: Municipality) -> None:
    ids = [str(i).split(":", 2)[2] for (i,) in ask(warehouse, "SELECT conflict_id FROM conflict WHERE source = 'pastaende'")]
    held = read(read_release(DELIVERY, "1480"), city)["stg_pastaende"]
    compared = {
        claim for claim, seen, against in zip(held.claim_id, held.seen_from, held.against, strict=True) if seen or against
    }
    assert {i.split(":")[0] for i in ids} == compared - QUIET
    assert len(ids) == len(set(ids)) == 22
    assert compared > QUIET


@pytest.mark.parametrize(
    ("claim", "first", "second", "words"),
    [
        ("ntu-enskild-person:siffra", 20.7, 24.55, "24,6 procent (23,2–26,0)"),
        ("ntu-egendomsbrott:siffra", 14.8, 15.46, "15,5 procent av hushåll (14,2–16,8)"),
        ("ntu-svarande:siffra", 2231, 4905, "4 905"),
        ("bidrag-snitt-lagst:siffra", 7000, 18421.05, "lägst 18 421 kr; tryckt 17 000"),
        ("bidrag-djup-ovriga:siffra", 5, 5, "minst 5; Socialförvaltning Hisingen: oklart"),
        ("bidrag-bara-ioff-aterkrav:siffra", 0, 4, "summan av 6 förvaltningar"),
        ("inkop-arligen:inkop-2022", 26_000, 26_800, "cirka 26,8 miljarder"),
        ("gvi-drygt-70:gvi-70-tal", 70, 70, "ett 70-tal"),
        ("gvi-verksamhetstid:gvi-uppstart", 18, 21, "21 månader till 2024-01-08"),
        ("terrorhot-september:terrorhot-augusti", None, None, "höjd terrorhotnivå"),
        ("trygghet-sedan-2018:trygghet-fran-2019", None, None, "13 enheter från 2019"),
    ],
)
def test_both_sides_stand_as_they_are(warehouse: Path, claim: str, first: object, second: object, words: str) -> None:
    sql = "SELECT first_value, round(second_value, 2), second_text, explanation FROM conflict WHERE conflict_id = ?"
    (row,) = ask(warehouse, sql, f"pastaende:1480/pastaende/2024-02-26:{claim}")
    assert row[:2] == (first, second)
    assert words in str(row[2])


def test_the_years_that_an_explanation_names_are_those_of_the_workbook(warehouse: Path) -> None:
    sql = """SELECT round(value, 1) FROM observation WHERE indicator_id = 'ntu_brott_mot_enskild_person'
             AND area_id = 'kommun:1480' AND year(period_start) IN (2018, 2020) ORDER BY period_start"""
    assert [value for (value,) in ask(warehouse, sql)] == [27.3, 24.6]


def test_every_claim_about_our_figures_finds_them(warehouse: Path, city: Municipality) -> None:
    held = read(read_release(DELIVERY, "1480"), city)["stg_pastaende"]
    for claim in held[held.seen_from.notna()].itertuples():
        for indicator in str(claim.indicators).split("|"):
            for area in str(claim.areas).split("|"):
                sql = """SELECT unit FROM observation JOIN indicator USING (indicator_id)
                         WHERE indicator_id = ? AND area_id = ? AND period_start = ? AND period_end = ?"""
                rows = ask(warehouse, sql, indicator, area, claim.seen_from, claim.seen_to)
                assert {str(unit).split()[0] for (unit,) in rows} == {claim.unit}, claim.claim_id


@pytest.mark.parametrize(
    ("row", "fires"),
    [
        ({"varde": "4231"}, False),
        ({"varde": "4200"}, False),
        ({"varde": "4300"}, True),
        ({"varde": "4300", "tolerans": "100"}, False),
        ({"varde": "4232"}, True),
        ({"varde": "4000", "kvalificerare": "minst"}, False),
        ({"varde": "5000", "kvalificerare": "minst"}, True),
        ({"varde": "5000", "kvalificerare": "högst"}, False),
        ({"varde": "4000", "kvalificerare": "högst"}, True),
        ({"varde": "9999", "enhet": "procent"}, False),
        ({"varde": "9999", "jamfor_slut": "2023-07-01"}, False),
        ({"varde": "9999", "indikator": "bidrag_som_inte_finns"}, False),
    ],
)
def test_one_figure_is_held_against_the_claim(
    found: Callable[..., list[tuple[object, ...]]], row: dict[str, str], fires: bool
) -> None:
    assert bool(found(TABLE | {"indikator": "bidrag_ansokningar"} | row)) is fires


@pytest.mark.parametrize(
    ("varde", "fires"),
    [("13", True), ("14", True), ("15", False)],
)
def test_a_sum_with_an_unknown_part_is_known_only_from_below(
    found: Callable[..., list[tuple[object, ...]]], varde: str, fires: bool
) -> None:
    socialt = ("Socialförvaltning Centrum (stadenövergripande)", "Socialförvaltning Hisingen", "Socialförvaltning Sydväst")
    areas = "|".join(("IOFF", "Kulturförvaltningen", *socialt))
    claim = TABLE | {"indikator": "bidrag_aterkrav", "omrade": areas, "jamfor": "summa", "varde": varde}
    assert bool(found(claim)) is fires


def test_least_and_greatest_name_their_area(found: Callable[..., list[tuple[object, ...]]]) -> None:
    claim = TABLE | {"indikator": "bidrag_ansokningar", "omrade": "Socialförvaltning Centrum|Kulturförvaltningen"}
    (least,) = found(claim | {"jamfor": "lägst"})
    (greatest,) = found(claim | {"jamfor": "högst"})
    assert (least[1], greatest[1]) == (38, 2000)
    assert "Socialförvaltning Centrum" in str(least[0])
    assert "Kulturförvaltningen" in str(greatest[0])


def pair(first: dict[str, str], second: dict[str, str]) -> Rows:
    return [first | {"mot": "b"}, second | {"pastaende": "b"}]


@pytest.mark.parametrize(
    ("first", "second", "fires"),
    [
        ({"varde": "33"}, {"varde": "27"}, True),
        ({"varde": "27000"}, {"varde": "26800"}, False),
        ({"varde": "2,7", "enhet": "procent"}, {"varde": "2,7", "enhet": "procentenheter"}, True),
        ({"varde": "70", "kvalificerare": "minst"}, {"varde": "70", "kvalificerare": "cirka"}, True),
        ({"varde": "70", "kvalificerare": "minst"}, {"varde": "72"}, False),
        ({"varde": "72"}, {"varde": "70", "kvalificerare": "minst"}, False),
        ({"varde": "56", "kvalificerare": "högst"}, {"varde": "60"}, True),
        ({"jamfor": "datum", "start": "2018"}, {"jamfor": "datum", "start": "2019"}, True),
        ({"jamfor": "datum", "start": "2019"}, {"jamfor": "datum", "start": "2019-01"}, False),
        ({"jamfor": "datum", "start": "2023-09"}, {"jamfor": "datum", "slut": "2023-08-28"}, True),
        ({"jamfor": "datum", "start": "2023-08"}, {"jamfor": "datum", "slut": "2023-08-28"}, False),
        ({"jamfor": "varaktighet", "slut": "2024-01-08", "varde": "18"}, {"start": "2022-03-25"}, True),
        ({"jamfor": "varaktighet", "slut": "2024-01-08", "varde": "21"}, {"start": "2022-03-25"}, False),
        (WORDS, WORDS, True),
    ],
)
def test_one_claim_is_held_against_another(
    found: Callable[..., list[tuple[object, ...]]], first: dict[str, str], second: dict[str, str], fires: bool
) -> None:
    assert bool(found(*pair(first, second))) is fires


def test_a_claim_inside_the_published_interval_is_said_to_be(warehouse: Path) -> None:
    sql = "SELECT explanation FROM conflict WHERE conflict_id LIKE '%:ntu-e%:siffra' ORDER BY conflict_id"
    inside, outside = (str(text) for (text,) in ask(warehouse, sql))
    assert inside.endswith("Påståendet ryms i det publicerade intervallet.")
    assert outside.endswith("Påståendet ligger utanför det publicerade intervallet.")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{}], "rad 2, kolumn mot: hittade ””, väntade något att jämföra med"),
        ([{"mot": "b"}], "rad 2, kolumn mot: hittade ”b”, väntade namnet på ett annat påstående"),
        ([{"mot": "a"}], "rad 2, kolumn mot: hittade ”a”"),
        ([{"mot": "b"}, {"pastaende": "b"}, {"pastaende": "b"}], "rad 4, kolumn pastaende: hittade ”b”"),
        (pair({"slag": "gräl"}, {}), "rad 2, kolumn slag: hittade ”gräl”"),
        (pair({"jamfor": "känsla"}, {}), "rad 2, kolumn jamfor: hittade ”känsla”"),
        (pair({"jamfor": "summa"}, {}), "rad 2, kolumn jamfor: hittade ”summa”"),
        (pair({"varde": ""}, {}), "rad 2, kolumn varde: hittade ””, väntade ett tal att jämföra"),
        (pair({"varde": "20.7"}, {}), "rad 2, kolumn varde: hittade ”20.7”"),
        (pair({"tolerans": "lite"}, {}), "rad 2, kolumn varde"),
        (pair({"kvalificerare": "kanske"}, {}), "rad 2, kolumn kvalificerare: hittade ”kanske”"),
        (pair({"enhet": ""}, {}), "rad 2, kolumn enhet"),
        (pair({"jamfor": "ord", "varde": ""}, {}), "rad 2, kolumn kvalificerare: hittade ”exakt”"),
        (pair({"tryckt": ""}, {}), "rad 2, kolumn tryckt"),
        (pair({"forklaring": ""}, {}), "rad 2, kolumn forklaring"),
        (pair({"start": "2019-04-31"}, {}), "rad 2, kolumn start: hittade ”2019-04-31”"),
        (pair({"start": "2023", "slut": "2022"}, {}), "rad 2, kolumn slut"),
        (pair({"omrade": "Göteborg|Atlantis"}, {}), "rad 2, kolumn omrade: hittade området ”Atlantis”"),
        ([TABLE], "rad 2, kolumn indikator: hittade ””"),
        ([TABLE | {"indikator": "bidrag_snitt", "jamfor": "ord"}], "rad 2, kolumn jamfor: hittade ”ord”"),
        ([{"jamfor_start": "2022", "indikator": "bidrag_snitt"}], "rad 2, kolumn jamfor_slut: hittade ””"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(tmp_path: Path, city: Municipality, rows: Rows, said: str) -> None:
    assert said in refusal(folder(tmp_path, rows), city)


def test_all_faults_are_told_at_once(tmp_path: Path, city: Municipality) -> None:
    text = refusal(folder(tmp_path, pair({"slag": "x", "omrade": "Atlantis"}, {"varde": "x", "start": "2023-02-30"})), city)
    assert all(words in text for words in ("rad 2, kolumn slag", "Atlantis", "rad 3, kolumn varde", "rad 3, kolumn start"))


def test_another_table_or_an_empty_file_is_refused(tmp_path: Path, city: Municipality) -> None:
    other = deliver(tmp_path / "a/1480/pastaende/prov", {"pastaenden.csv": b"a;b\n1;2\n"})
    assert "saknade kolumner: pastaende" in refusal(other, city)
    assert "en tom fil" in refusal(deliver(tmp_path / "b/1480/pastaende/prov", {"pastaenden.csv": b""}), city)


@pytest.mark.parametrize(
    ("text", "unit"), [("20,7", 0.1), ("2231", 1), ("4200", 100), ("26800", 100), ("0", 1), ("10,0", 0.1), ("0,05", 0.01)]
)
def test_a_printed_figure_says_how_finely_it_is_given(text: str, unit: float) -> None:
    assert step(text) == pytest.approx(unit)
