"""What must be hidden of the registers: few organisations, small counts, large payers, small parts of shares, short medians."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from behind import LAW, controlled, filled, paid, shown, withheld, year
from granted import CITY, PERIOD, Rows, register
from places import DATA

from etl.disclosure import Class
from etl.guard import unsupported
from etl.municipality import read_municipality
from etl.warehouse import Draft, draft

ALONE = replace(LAW, smallest=0, fewest=0, p=None, dominance=())  # a law without any rule
Kronor = Sequence[float]


@pytest.fixture
def work() -> Iterator[Draft]:
    with draft() as empty:
        yield empty


def by_kind(work: Draft, folder: Path, law: Class = LAW, **kinds: tuple[int, int]) -> dict[str, bool]:
    """Whether counts of controls are withheld, of so many owners and so many controls each; the rest are many of many."""
    asked = paid(PERIOD, *[1000] * 40)
    rows = [row for kind, (owners, n) in kinds.items() for row in controlled(asked, owners, n, typ=kind.replace("_", " "))]
    filled(work, register(folder, asked, rows + controlled(asked, 40, 80, typ="fördjupad")), only=("kontroller_typ",))
    return {group: away for (_, _, group), away in withheld(work, ("kontroller_typ",), law).items()}


@pytest.mark.parametrize(("owners", "number", "away"), [(4, 12, True), (5, 12, False), (5, 5, False), (4, 4, True), (1, 1, True)])
def test_a_count_is_hidden_below_five_controls_and_below_five_organisations(
    work: Draft, tmp_path: Path, owners: int, number: int, away: bool
) -> None:
    found = by_kind(work, tmp_path, platsbesök=(owners, number), stickprov=(20, 30))
    assert found["platsbesök"] is away
    assert found["fördjupad"] is False or found["stickprov"] is False  # one other is enough to hide it behind


def test_what_is_hidden_cannot_be_the_only_one_beside_a_shown_sum(work: Draft, tmp_path: Path) -> None:
    found = by_kind(work, tmp_path, platsbesök=(4, 12), stickprov=(20, 30), grundkontroll=(20, 40))
    assert found["platsbesök"] and sum(found.values()) >= 2


def test_several_rows_of_one_organisation_are_one_organisation_and_unknown_ones_are_one_together(
    work: Draft, tmp_path: Path
) -> None:
    asked = paid(PERIOD, *[1000] * 40)
    unknown = controlled(asked, 20, 20, typ="stickprov", arende="", organisationsnummer="", antal=2)
    rows = unknown + controlled(asked, 40, 80) + controlled(asked, 40, 70, typ="platsbesök")
    filled(work, register(tmp_path, asked, rows), only=("kontroller_typ",))
    assert withheld(work, ("kontroller_typ",))["kontroller_typ", "2022-07-01", "stickprov"]


def test_nought_is_shown_where_somebody_is_behind_the_same_figure_in_another_period(work: Draft, tmp_path: Path) -> None:
    asked = paid(PERIOD, *[1000] * 30) + paid(year(2023), *[1000] * 30)
    first, second = asked[:30], asked[30:]
    rows = controlled(first, 30, 60) + controlled(second, 30, 60, typ="stickprov")
    filled(work, register(tmp_path, asked, rows), only=("kontroller_typ",), law=LAW)
    assert shown(work)["kontroller_typ", "2022-07-01", "stickprov"] == ("ok", 0)
    assert shown(work)["kontroller_typ", "2023-07-01", "fördjupad"] == ("ok", 0)


def test_nought_is_shown_where_nobody_is_behind_the_figure_in_any_period(work: Draft, tmp_path: Path) -> None:
    asked = paid(PERIOD, *[1000] * 30)
    filled(work, register(tmp_path, asked, controlled(asked, 30, 60)), only=("kontroller_typ", "aterkrav"), law=LAW)
    found = shown(work)
    assert found["kontroller_typ", "2022-07-01", "fördjupad"] == ("ok", 60)
    assert found.get(("kontroller_typ", "2022-07-01", "platsbesök")) == ("ok", 0)
    assert found.get(("aterkrav", "2022-07-01", "alla")) == ("ok", 0)


AMOUNTS: dict[str, tuple[Class, Kronor, Kronor]] = {  # a rule alone, what it hides, and what it lets by with an öre less
    "p%": (replace(ALONE, p=10), [1000, 500, 40, 30, 29.99], [1000, 500, 40, 30, 30]),
    "(1,75)": (replace(ALONE, dominance=((1, 75),)), [7500, 1000, 500, 500, 500], [7499.99, 1000.01, 500, 500, 500]),
    "(2,85)": (replace(ALONE, dominance=((2, 85),)), [5000, 3500, 500, 500, 500], [4999.99, 3500, 500.01, 500, 500]),
    "fewer than five": (replace(ALONE, smallest=5), [100] * 4, [100] * 5),
    "fewer than three": (replace(ALONE, fewest=3), [100] * 2, [100] * 3),
}


def of_years(work: Draft, folder: Path, amounts: Sequence[Kronor]) -> Draft:
    """A draft with a redovisningsperiod for each list of payments."""
    asked: Rows = [row for n, kronor in enumerate(amounts) for row in paid(year(2010 + n), *kronor)]
    rows = [
        {**row, "sokt_kr": "100000", "beviljat_kr": "100000", "utbetalt_kr": f"{row['utbetalt_kr']}".replace(".", ",")}
        for row in asked
    ]
    return filled(work, register(folder, rows, controlled(asked, 1, 1)), only=("utbetalt",))


def test_an_amount_is_hidden_by_each_rule_on_its_own_and_not_just_beside_it(work: Draft, tmp_path: Path) -> None:
    of_years(work, tmp_path, [kronor for _, *both in AMOUNTS.values() for kronor in both])
    for n, (name, (law, *_)) in enumerate(AMOUNTS.items()):
        found = withheld(work, ("utbetalt",), law)
        hidden, let_by = (found["utbetalt", f"{2010 + 2 * n + m}-07-01", "alla"] for m in (0, 1))
        assert (hidden, let_by) == (True, False), name


def test_the_law_as_proposed_hides_what_any_of_the_rules_hides_and_shows_what_none_does(work: Draft, tmp_path: Path) -> None:
    of_years(work, tmp_path, [*(first for _, first, _ in AMOUNTS.values()), [100] * 5, [400, 300, 200, 200, 200]])
    assert list(withheld(work, ("utbetalt",)).values()) == [True] * len(AMOUNTS) + [False, False]


def arms(folder: Path, work: Draft, **found: tuple[int, int]) -> Rows:
    """A register whose arms have so many deviations and so many without, each control an organisation's own."""
    asked = paid(PERIOD, *[1000] * 40)
    rows = [
        row for arm, (hits, rest) in found.items() for utfall, n in (("avvikelse", hits), ("utan avvikelse", rest))
        for row in controlled(asked, 40, n, urvalsgrund=arm, utfall=utfall, beslutsdatum="")
    ]  # fmt: skip
    filled(work, register(folder, asked, rows), only=("traffandel",))
    return rows


def test_a_share_is_hidden_with_a_small_part_above_below_or_left_over(work: Draft, tmp_path: Path) -> None:
    arms(tmp_path, work, risk=(3, 30), slump=(30, 3), tips=(2, 2), planerad=(8, 20))
    found = withheld(work, ("traffandel",))
    assert {group: away for (_, _, group), away in found.items()} == {
        "risk": True,
        "slump": True,
        "tips": True,
        "planerad": False,
    }


def test_a_share_of_none_or_of_all_is_shown(work: Draft, tmp_path: Path) -> None:
    arms(tmp_path, work, risk=(0, 30), slump=(30, 0), tips=(8, 20), planerad=(4, 0))
    found = withheld(work, ("traffandel",))
    assert {group: away for (_, _, group), away in found.items()} == {
        "risk": False,
        "slump": False,
        "tips": False,
        "planerad": True,
    }


def test_a_middle_value_needs_ten_controls_and_five_organisations(work: Draft, tmp_path: Path) -> None:
    rows, asked = [], []
    for n, (owners, number) in enumerate([(9, 9), (10, 10), (4, 12), (5, 12)]):
        asked += paid(year(2010 + n), *[1000] * 12)
        rows += controlled(
            asked[-12:], owners, number, utfall="avvikelse", beslutsdatum="2022-11-01", redovisningsperiod=year(2010 + n)
        )
    filled(work, register(tmp_path, asked, rows), only=("dagar_till_beslut",))
    found = withheld(work, ("dagar_till_beslut",))
    assert [found["dagar_till_beslut", f"{2010 + n}-07-01", "alla"] for n in range(4)] == [True, False, True, False]


def decided(folder: Path, *thresholds: str) -> Class:
    """The law of a municipality that has decided on these thresholds."""
    folder.mkdir()
    (folder / "areas.csv").write_bytes((DATA / "municipalities/1480/areas.csv").read_bytes())
    lines = ['code = "1480"', 'name = "Göteborg"', "[rojandekontroll]", 'decided_by = "Chefsjuristen"', "decided_on = 2026-05-01"]
    (folder / "municipality.toml").write_text("\n".join([*lines, "[rojandekontroll.K2]", *thresholds, ""]), encoding="utf-8")
    return read_municipality(folder).classes["K2"]


def test_the_thresholds_that_the_municipality_has_decided_on_are_the_ones_obeyed(work: Draft, tmp_path: Path) -> None:
    lower = decided(tmp_path / "1480", "smallest = 3", "fewest_units = 12")
    higher = replace(lower, smallest=8, fewest_units=10)
    counts = by_kind(work, tmp_path / "data", lower, platsbesök=(4, 4), stickprov=(7, 9))
    assert not any(counts.values())
    stricter = {group: away for (_, _, group), away in withheld(work, ("kontroller_typ",), higher).items()}
    assert stricter["platsbesök"] and stricter["stickprov"] and withheld(work, ("kontroller_typ",))


def test_decided_rules_of_amounts_are_obeyed_and_so_is_what_they_are_rounded_to(tmp_path: Path) -> None:
    law = decided(tmp_path / "1480", "dominance = [[1, 60]]", "p = 5", "fewest = 3", "amount_base = 10000")
    assert (law.amount_base, law.decided_by) == (10_000, "Chefsjuristen") and CITY.classes["K2"].decided is None
    given = [[65_000, 9_000, 9_000, 9_000, 8_000], [33_333] * 6, [50_000, 39_000, 4_000, 4_000, 3_000]]  # shares: 65, 17, 50 %
    asked = [row for n, kronor in enumerate(given) for row in paid(year(2010 + n), *kronor)]
    with draft() as work:
        filled(work, register(tmp_path / "data", asked, controlled(asked, 1, 1)), only=("utbetalt",), law=law)
        found = shown(work, "value, qualifier")
    assert [found["utbetalt", f"{2010 + n}-07-01", "alla"] for n in range(3)] == [
        ("withheld", None, "exact"), ("ok", 200.0, "about"), ("ok", 100.0, "about"),
    ]  # fmt: skip


def test_a_decision_on_the_least_base_of_a_share_is_obeyed(work: Draft, tmp_path: Path) -> None:
    law = decided(tmp_path / "1480", "smallest_base = 30")
    arms(tmp_path / "data", work, risk=(12, 12), slump=(20, 20))
    found = withheld(work, ("traffandel",), law)
    assert {group: away for (_, _, group), away in found.items()} == {"risk": True, "slump": False}


@pytest.mark.parametrize("line", ["zero = true", "base = 5", "margin = true", "lowest_share = 10", "share_step = 5"])
def test_registers_are_not_opened_by_a_decision_that_they_cannot_be_tried_by(tmp_path: Path, line: str) -> None:
    assert unsupported(decided(tmp_path / "1480", line)) == [line.partition(" ")[0]]


def test_they_are_by_other_thresholds(tmp_path: Path) -> None:
    assert unsupported(LAW) == [] == unsupported(decided(tmp_path / "1480", "smallest = 7", "p = 15", "smallest_base = 30"))
