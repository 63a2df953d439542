"""The rules that find contradictions: what is one, what is not, and which of the known ones they find by themselves."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import DATA, SHARED, ask, other_peoples

from etl.catalogue import SOURCES, drawers, read_indicators
from etl.contradictions import contradictions
from etl.municipality import read_municipality
from etl.warehouse import Draft, draft

README = SOURCES / "pastaende/README.md"
STATES = {"regel": "rule", "människa": "transcriber"}
BLOCKS = """
[prov_antal]
parts = "within"
unit = "antal"
[prov_kronor]
parts = "whole"
unit = "kr"
[prov_tkr]
unit = "tkr"
[prov_andel]
unit = "procent"
[prov_snitt]
derived = true
unit = "kr"
[prov_avslag]
derived = true
unit = "procent"
decimals = 1
[prov_per_1000]
derived = true
unit = "per 1 000 invånare"
decimals = 1
[defaults]
name = "Prov"
theme = "T"
decimals = 0
better = "neither"
definition = "d"
method = "m"
caveats = "c"
class = "K0"
select = ""
"""
INDICATORS = read_indicators(BLOCKS, "prov")
COLUMNS = """indicator_id, area_id, period_start, period_end, file, cell,
             group_id, value, lower, numerator, base, status, qualifier, printed, release_id"""
CITY, DISTRICTS = "kommun:1480", [f"stadsomrade:{n}" for n in range(1, 5)]


def known() -> list[tuple[str, str, str]]:
    """Number, state and conflict of each row of the drawer's list."""
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", README.read_text(encoding="utf-8"), flags=re.M)
    return [(number, state, what.strip("`")) for number, state, what in rows]


def test_every_numbered_contradiction_has_its_place_in_the_list() -> None:
    document = other_peoples(SHARED / "domain/conflicts.md").read_text(encoding="utf-8").split("\n## B.")[0]
    assert [number for number, *_ in known()] == re.findall(r"^\| (\d+) \|", document, flags=re.M)


@pytest.mark.parametrize(("number", "state", "what"), [row for row in known() if row[1] in STATES])
def test_what_the_list_says_is_found_is_found(warehouse: Path, number: str, state: str, what: str) -> None:
    rows = ask(warehouse, "SELECT found_by, explanation FROM conflict WHERE contains(conflict_id, ?)", what)
    assert {by for by, _ in rows} == {STATES[state]}, number
    assert all(str(explanation).endswith(".") for _, explanation in rows)


def test_most_of_the_loaded_ones_are_found_by_rule_and_the_question_of_ntu_among_them(warehouse: Path) -> None:
    states = [state for _, state, _ in known()]
    assert states.count("regel") == 16
    assert states.count("människa") == 5
    assert set(states) == {*STATES, "stämmer", "ej inläst"}
    sql = "SELECT first_value, round(second_value, 2), found_by FROM conflict WHERE conflict_id LIKE ?"
    assert ask(warehouse, sql, "%:ntu-enskild-person:siffra") == [(20.7, 24.55, "rule")]


def test_both_sides_of_every_contradiction_have_a_place(warehouse: Path) -> None:
    assert (
        ask(warehouse, "SELECT conflict_id FROM conflict WHERE '' IN (first_text, first_place, second_text, second_place)") == []
    )


@pytest.fixture
def work() -> Iterator[Draft]:
    """The city's areas, one drawer of invented indicators and three deliveries, oldest first."""
    with draft() as made:
        made.add_areas(read_municipality(DATA / "municipalities/1480").areas)
        for indicator in INDICATORS:
            made.describe(indicator)
        for n in (1, 2, 3):
            values = f"('l{n}', 'prov', 'Leverans {n}', 'P', 'u', DATE '2024-01-0{n}', DATE '2024-02-01', 's', 'l', 'f', '')"
            made.con.execute(f"INSERT INTO release VALUES {values}")
        yield made


def say(work: Draft, indicator: str, area: str = CITY, **given: object) -> None:
    """One figure of 2023, told by the first delivery and known where nothing else is said."""
    facts: dict[str, object] = {
        "group_id": "alla", "value": None, "lower": None, "numerator": None, "base": None, "status": "ok",
        "qualifier": "exact", "printed": None, "release_id": "l1",
    } | given  # fmt: skip
    work.con.execute(
        f"INSERT INTO observation ({COLUMNS}) VALUES (?, ?, '2023-01-01', '2023-12-31', 'fil', 'cell', {', '.join('?' * 9)})",
        [f"prov_{indicator}", area, *facts.values()],
    )


def found(work: Draft) -> list[tuple[object, ...]]:
    """Kind, both numbers and explanation of what the rules find."""
    work.derive("conflict", contradictions(INDICATORS), "prov")
    return work.con.execute("SELECT kind, first_value, round(second_value, 3), explanation FROM conflict ORDER BY ALL").fetchall()


@pytest.mark.parametrize(
    ("indicator", "printed", "numerator", "base", "said"),
    [
        ("avslag", "0,9 %", 15, 1693, None),
        ("avslag", "0,8 %", 15, 1693, "avkortad i stället för avrundad"),
        ("avslag", "0,5 %", 15, 1693, "Avrundning förklarar inte skillnaden."),
        ("avslag", "1 %", 15, 1693, None),
        ("avslag", "2 %", 15, 1693, "Avrundning förklarar inte skillnaden."),
        ("avslag", "ungefär 5 procent", 15, 1693, None),  # words are not a number
        ("snitt", "18 000", 700_000, 38, None),
        ("snitt", "18 tkr", 700_000, 38, None),
        ("snitt", "17 000", 700_000, 38, "Avrundning förklarar inte skillnaden."),
        ("per_1000", "8500 per 100 000 invånare", 84, 1000, "svarar mot omkring 988 invånare"),
        ("per_1000", "8400 per 100 000 invånare", 84, 1000, None),
    ],
)
def test_a_print_is_held_against_its_own_parts(
    work: Draft, indicator: str, printed: str, numerator: float, base: float, said: str | None
) -> None:
    factor = {"avslag": 100, "snitt": 1, "per_1000": 1000}[indicator]
    say(work, indicator, value=factor * numerator / base, numerator=numerator, base=base, printed=printed)
    rows = found(work)
    assert [row[0] for row in rows] == (["printed_computed"] if said else [])
    assert all(str(said) in str(row[3]) for row in rows)


def test_the_rounding_of_the_upper_part_is_tried_where_it_was_rounded(work: Draft) -> None:
    say(work, "tkr", value=700, printed="0,7 mkr")
    say(work, "snitt", value=700_000 / 38, numerator=700_000, base=38, printed="17 000", qualifier="about")
    [row] = found(work)
    assert "låg mellan 650 och 665 tkr" in str(row[3])


@pytest.mark.parametrize(
    ("whole", "parts", "expected"),
    [
        (100, [20, 20, 20, 20], []),
        (80, [20, 20, 20, 20], []),
        (79, [20, 20, 20, 20], [("part_total", 79, 80)]),
        (59, [20, 20, 20, None], [("part_total", 59, 60)]),  # what is known is already too much
        (60, [20, 20, 20, None], []),
    ],
)
def test_parts_that_lie_within_the_whole(work: Draft, whole: float, parts: list[float | None], expected: list[object]) -> None:
    say(work, "antal", value=whole)
    for area, value in zip(DISTRICTS, parts, strict=True):
        say(work, "antal", area, value=value, status="missing" if value is None else "ok")
    assert [row[:3] for row in found(work)] == expected


@pytest.mark.parametrize(
    ("whole", "parts", "expected"),
    [
        (30, [10, 20], []),
        (31, [10, 20], [("part_total", 31, 30)]),
        (29, [10, 20], [("part_total", 29, 30)]),
        (31, [10, None], []),
    ],
)
def test_groups_that_make_up_the_whole(work: Draft, whole: float, parts: list[float | None], expected: list[object]) -> None:
    say(work, "kronor", value=whole)
    for n, value in enumerate(parts):
        say(work, "kronor", group_id=f"g{n}", value=value, status="missing" if value is None else "ok")
    assert [row[:3] for row in found(work)] == expected


def test_parts_of_another_delivery_or_indicator_are_not_added(work: Draft) -> None:
    say(work, "antal", value=10)
    say(work, "tkr", value=10)
    for area in DISTRICTS:
        say(work, "antal", area, value=20, release_id="l2")
        say(work, "tkr", area, value=20)
    assert found(work) == []


@pytest.mark.parametrize(
    ("first", "second", "fires"),
    [
        ({"value": 215}, {"value": 214}, True),
        ({"value": 215}, {"value": 215}, False),
        ({"value": 215, "status": "preliminary"}, {"value": 214}, False),
        ({"lower": 216, "qualifier": "at_least"}, {"value": 215}, True),
        ({"lower": 214, "qualifier": "at_least"}, {"value": 215}, False),
        ({"status": "missing"}, {"value": 215}, False),
        ({"value": 215}, {"value": 214, "group_id": "g"}, False),
    ],
)
def test_one_figure_in_two_publications(work: Draft, first: dict[str, object], second: dict[str, object], fires: bool) -> None:
    say(work, "antal", **first)
    say(work, "antal", **second, release_id="l2")
    assert [row[0] for row in found(work)] == (["two_sources"] if fires else [])


@pytest.mark.parametrize(("andel", "fires"), [(24.554537, False), (24.66, True)])
def test_a_rounded_share_is_not_another_share(work: Draft, andel: float, fires: bool) -> None:
    say(work, "andel", value=24.6, printed="24,6 %")
    say(work, "andel", value=andel, release_id="l2")
    assert bool(found(work)) is fires


def test_a_sum_of_parts_is_told_through_them_and_is_as_rough_as_they_are(work: Draft) -> None:
    prints = ("20 mkr", "30 mkr", "10 mkr", "10 mkr")
    for area, value, printed in zip(DISTRICTS, (20_000, 30_000, 10_000, 10_000), prints, strict=True):
        say(work, "tkr", area, value=value, printed=printed)
        say(work, "tkr", area, value=value + 400, release_id="l2")
    say(work, "tkr", value=70_000, qualifier="about")
    say(work, "tkr", value=71_600, release_id="l2")
    assert found(work) == []
    say(work, "tkr", value=99_000, release_id="l3")
    assert [row[:3] for row in found(work)] == [("two_sources", 70_000, 99_000), ("two_sources", 71_600, 99_000)]


def test_a_register_that_mends_a_register_is_no_contradiction_but_a_print_beside_it_is(work: Draft) -> None:
    for n in (1, 2):
        work.con.execute(f"INSERT INTO coverage VALUES ('l{n}', 'p', '2023-01-01', '2023-12-31')")
    say(work, "antal", value=215)
    say(work, "antal", value=214, release_id="l2")
    assert found(work) == []
    say(work, "antal", value=210, release_id="l3")
    assert [row[:3] for row in found(work)] == [("two_sources", 214, 210), ("two_sources", 215, 210)]


def test_a_claim_beside_a_registers_figure_never_leaves_the_house(work: Draft) -> None:
    say(work, "antal", value=215, release_id="l3")
    say(work, "antal", value=214, release_id="l2")
    work.derive("conflict", contradictions(INDICATORS), "prov")
    work.con.execute("UPDATE conflict SET source = 'pastaende'")
    work.withhold("intern")
    assert work.count("conflict") == 1
    work.con.execute("INSERT INTO coverage VALUES ('l1', 'p', '2023-01-01', '2023-12-31')")
    work.withhold("publik")
    assert work.count("conflict") == 0


def test_what_is_worked_out_here_is_not_held_against_itself(work: Draft) -> None:
    say(work, "snitt", value=10)
    say(work, "snitt", value=20, release_id="l2")
    assert found(work) == []


def test_how_parts_add_up_is_one_of_two_words() -> None:
    with pytest.raises(ValueError, match="parts = 'nearly'"):
        read_indicators(BLOCKS.replace('"within"', '"nearly"'), "prov")
    declared = {i.indicator_id: i.parts for d in drawers() for i in d.indicators if i.parts}
    assert declared["gvi_kostnad"] == "whole"
    assert declared["brott_alla_brott_antal"] == "within"
    assert "brott_alla_brott_per_1000" not in declared
