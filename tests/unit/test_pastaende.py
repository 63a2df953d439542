"""Claims of the reports: what is a disagreement, what is not, and that nothing is compared with what is not there."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from claimed import JUDGED, LASTED, SINCE, SO_ALREADY, WORDS, folder, pair
from places import DATA, SHARED, ask, other_peoples

from etl.catalogue import drawers, read_indicators
from etl.delivery import read_release
from etl.municipality import Municipality, read_municipality
from etl.sources.pastaende.reader import read
from etl.warehouse import draft

DELIVERY = DATA / "raw/1480/pastaende/2024-02-26"
BIDRAG = DATA / "raw/1480/bidrag/2023-08-28"
TABLE = {"start": "2022-07-01", "slut": "2023-06-30"}
# What agrees, so that nothing is said about it.
QUIET = {
    "bidrag-ansokningar", "bidrag-utbetalt", "bidrag-snitt-hogst", "bidrag-djup-ioff", "bidrag-bara-ioff-anmalningar",
    "inkop-varje-ar",
}  # fmt: skip
BY_HUMAN = {
    "bidrag-bara-ioff-ord", "inkop-kalla-fotnot", "svarande-otillaten-paverkan", "gvi-implementerad", "gvi-delredovisning",
    "avhoppare-2021", "gvi-enstaka",
}  # fmt: skip


@pytest.fixture(scope="module")
def city() -> Municipality:
    return read_municipality(DATA / "municipalities/1480")


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
    found = ask(warehouse, "SELECT conflict_id, found_by FROM conflict WHERE source = 'pastaende'")
    pairs = {tuple(str(i).split(":", 2)[2].split(":")): by for i, by in found}
    held = read(read_release(DELIVERY, "1480"), city)["stg_pastaende"]
    told = {name for pair in pairs for name in pair} & set(held.claim_id)
    assert len(pairs) == 22
    assert {first for (first, _), by in pairs.items() if by == "transcriber"} == BY_HUMAN
    assert set(held.claim_id) - told == QUIET


def test_no_hand_points_at_what_a_rule_can_find(city: Municipality) -> None:
    held = read(read_release(DELIVERY, "1480"), city)["stg_pastaende"]
    assert set(held.claim_id[held.against != ""]) == BY_HUMAN
    assert set(held.claim_id[held.explanation != ""]) == BY_HUMAN


@pytest.mark.parametrize(
    ("claim", "first", "second", "words"),
    [
        ("ntu-enskild-person:siffra", 20.7, 24.55, "24,6 procent (23,2–26,0)"),
        ("ntu-egendomsbrott:siffra", 14.8, 15.46, "15,5 procent av hushåll (14,2–16,8)"),
        ("ntu-svarande:siffra", 2231, 4905, "4 905"),
        ("bidrag-snitt-lagst:siffra", 7000, 18421.05, "lägst 18 421 kr; tryckt 17 000"),
        ("bidrag-djup-ovriga:siffra", 5, 5, "minst 5; Socialförvaltning Hisingen: oklart"),
        ("bidrag-bara-ioff-aterkrav:siffra", 0, 4, "summan av 6 förvaltningar"),
        ("inkop-2022:inkop-arligen", 26_800, 26_000, "ca 26 miljarder"),
        ("ntu-enskild-minskning:förändring", -2.7, -2.74, "−2,7 procentenheter (−4,7 till −0,7) eller −10,0 procent"),
        ("ntu-egendom-minskning:förändring", -1.9, -1.21, "−1,2 procentenheter (−3,0 till 0,5) eller −7,3 procent"),
        ("ntu-svarande-minskning:förändring", -17, -4.81, "det vill säga −4,8 procent"),
        ("ntu-stadsdelar:förändring", -11, None, "inga två jämförbara perioder"),
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


def test_every_claim_names_figures_that_there_are(warehouse: Path, city: Municipality) -> None:
    known = {str(i) for (i,) in ask(warehouse, "SELECT indicator_id FROM indicator")}
    held = read(read_release(DELIVERY, "1480"), city)["stg_pastaende"]
    assert {name for names in held.indicators for name in str(names).split("|")} - {""} <= known


@pytest.mark.parametrize(
    ("row", "fires"),
    [
        ({"varde": "4231"}, False),
        ({"varde": "4200"}, False),
        ({"varde": "4300"}, True),
        ({"varde": "4300", "steg": "200"}, False),
        ({"varde": "4232"}, True),
        ({"varde": "4000", "kvalificerare": "minst"}, False),
        ({"varde": "5000", "kvalificerare": "minst"}, True),
        ({"varde": "5000", "kvalificerare": "högst"}, False),
        ({"varde": "4000", "kvalificerare": "högst"}, True),
        ({"varde": "9999", "enhet": "procent"}, False),
        ({"varde": "9999", "slut": "2023-07-01"}, False),
        ({"varde": "9999", "indikator": "bidrag_som_inte_finns"}, False),
        ({"varde": "9999", "start": "", "slut": ""}, True),
        ({"varde": "4231", "start": "", "slut": ""}, False),
        ({"varde": "0,9", "enhet": "procent", "indikator": "bidrag_avslagsandel", "start": "2023", "slut": "2023"}, True),
        ({"varde": "0,4", "enhet": "procent", "indikator": "bidrag_avslagsandel", "start": "2023", "slut": "2023"}, False),
        ({"varde": "0,9", "enhet": "procent", "indikator": "bidrag_avslagsandel", "start": "2020", "slut": "2020"}, False),
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
    claim = TABLE | {"indikator": "bidrag_aterkrav", "omrade": areas, "form": "summa", "varde": varde}
    assert bool(found(claim)) is fires


def test_least_and_greatest_name_their_area(found: Callable[..., list[tuple[object, ...]]]) -> None:
    claim = TABLE | {"indikator": "bidrag_ansokningar", "omrade": "Socialförvaltning Centrum|Kulturförvaltningen"}
    (least,) = found(claim | {"form": "lägst"})
    (greatest,) = found(claim | {"form": "högst"})
    assert (least[1], greatest[1]) == (38, 2000)
    assert "Socialförvaltning Centrum" in str(least[0])
    assert "Kulturförvaltningen" in str(greatest[0])


@pytest.mark.parametrize(
    ("first", "second", "fires"),
    [
        ({"varde": "33"}, {"varde": "27"}, True),
        ({"varde": "33"}, {"varde": "27", "amne": "Något annat"}, False),
        ({"varde": "33"}, {"varde": "27", "enhet": "mkr"}, False),
        ({"varde": "33"}, {"varde": "27", "omrade": "Stockholm"}, False),
        ({"varde": "33", "start": "2021", "slut": "2021"}, {"varde": "27", "start": "2022", "slut": "2022"}, False),
        ({"varde": "33", "start": "2021", "slut": "2022"}, {"varde": "27", "start": "2022", "slut": "2022"}, True),
        ({"varde": "27000"}, {"varde": "26800"}, False),
        ({"varde": "70", "kvalificerare": "minst"}, {"varde": "70", "kvalificerare": "cirka"}, True),
        ({"varde": "70", "kvalificerare": "minst"}, {"varde": "72"}, False),
        ({"varde": "70", "kvalificerare": "minst"}, {"varde": "60", "kvalificerare": "minst"}, False),
        ({"varde": "72"}, {"varde": "70", "kvalificerare": "minst"}, False),
        ({"varde": "56", "kvalificerare": "högst"}, {"varde": "60"}, True),
        (SINCE | {"start": "2018"}, SINCE | {"start": "2019"}, True),
        (SINCE | {"start": "2019"}, SINCE | {"start": "2019-05"}, False),
        (SINCE | {"start": "2023-09"}, SO_ALREADY, True),
        (SO_ALREADY, SINCE | {"start": "2023-09"}, True),
        (SINCE | {"start": "2023-08"}, SO_ALREADY, False),
        (LASTED | {"varde": "18"}, SINCE | {"start": "2022-03-25"}, True),
        (LASTED | {"varde": "18", "steg": "8"}, SINCE | {"start": "2022-03-25"}, False),
        (LASTED | {"varde": "21", "steg": "2"}, SINCE | {"start": "2022-03-25"}, False),
        (WORDS | JUDGED, WORDS, True),
    ],
)
def test_one_claim_is_held_against_another_that_nobody_pointed_at(
    found: Callable[..., list[tuple[object, ...]]], first: dict[str, str], second: dict[str, str], fires: bool
) -> None:
    assert len(found(*pair(first, second))) == int(fires)


@pytest.mark.parametrize(
    ("claim", "fires"),
    [
        ({"varde": "-5", "enhet": "%", "indikator": "bidrag_avslagsandel"}, True),  # a share: percent or percentage points?
        ({"varde": "-5", "enhet": "procentenheter", "indikator": "bidrag_avslagsandel"}, False),  # only one period to see
        ({"varde": "-5", "enhet": "%", "indikator": "bidrag_ansokningar"}, False),
    ],
)
def test_a_change_that_cannot_be_tried_is_told_only_where_its_words_are_unclear(
    found: Callable[..., list[tuple[object, ...]]], claim: dict[str, str], fires: bool
) -> None:
    assert bool(found(claim | {"form": "förändring"})) is fires


def test_a_claim_inside_the_interval_is_said_to_be(warehouse: Path) -> None:
    sql = "SELECT explanation FROM conflict WHERE conflict_id LIKE '%:ntu-e%:siffra' ORDER BY conflict_id"
    inside, outside = (str(text) for (text,) in ask(warehouse, sql))
    assert inside.endswith("Påståendet ryms i intervallet kring vår siffra.")
    assert outside.endswith("Påståendet ligger utanför intervallet kring vår siffra.")


def test_both_readings_of_a_bare_percent_are_tried(warehouse: Path) -> None:
    sql = "SELECT kind, explanation FROM conflict WHERE conflict_id LIKE '%minskning:förändring' ORDER BY conflict_id"
    property_crime, person, answers = ask(warehouse, sql)
    assert (property_crime[0], person[0], answers[0]) == ("definition", "definition", "two_sources")
    assert "Både läst som procent och som procentenheter ryms det i osäkerheten" in str(property_crime[1])
    assert "inte säker" in str(property_crime[1])
    assert "Läst som procentenheter stämmer det med våra siffror så när som på avrundningen" in str(person[1])
    assert str(answers[1]).startswith("Storleken bärs inte av våra siffror.")
