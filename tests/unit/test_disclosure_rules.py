"""What may not be shown: thresholds by class, amounts, shares, and that nobody changes a threshold without deciding it."""

import datetime as dt

import pytest

from etl.disclosure import (
    HIDDEN,
    PROPOSALS,
    Cell,
    Dimension,
    Need,
    Paid,
    Relation,
    Rule,
    Shown,
    amount,
    amounts,
    classes,
    dominance,
    dominated,
    p_percent,
    primary,
    rounded,
    share,
    upl,
)

K0, K1, K2, K3 = PROPOSALS.values()
DECISION = {"decided_by": "Dataskyddsombudet", "decided": dt.date(2026, 11, 2)}


def test_without_a_decision_the_proposals_hold_and_say_so() -> None:
    assert classes({}) == PROPOSALS
    assert all(law.decided is None for law in PROPOSALS.values())


def test_a_decided_threshold_replaces_the_proposal_and_names_who_and_when() -> None:
    found = classes({"K3": DECISION | {"smallest": 12, "margin": False}, "K2": DECISION | {"dominance": [[1, 60]]}})
    assert (found["K3"].smallest, found["K3"].margin, found["K3"].decided is None) == (12, False, False)
    assert (found["K3"].decided_by, found["K3"].decided) == ("Dataskyddsombudet", dt.date(2026, 11, 2))
    assert found["K2"].dominance == ((1, 60),)
    assert found["K1"] == K1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"K9": DECISION}, "okänd klass: K9"),
        ({"K3": DECISION | {"smalest": 3}}, "okänd tröskel smalest"),
        ({"K3": {"smallest": 3}}, "ange decided_by"),
        ({"K3": {"smallest": 3, "decided_by": "DSO", "decided": "i går"}}, "ange decided_by"),
        ({"K3": DECISION | {"smallest": "tio"}}, "fel slag av värde"),
        ({"K3": DECISION | {"smallest": True}}, "fel slag av värde"),
        ({"K3": DECISION | {"base": 0}}, "fel slag av värde"),
        ({"K3": DECISION | {"name": "K1"}}, "okänd tröskel name"),
    ],
)
def test_what_nobody_decided_or_nobody_knows_is_refused(settings: dict[str, dict[str, object]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        classes(settings)


@pytest.mark.parametrize(
    ("law", "value", "need"),
    [
        (K0, 1, None), (K1, 0, None), (K1, 4, Need(4, 1, 5)), (K1, 5, None),
        (K3, 0, Need(0, 10, 10)), (K3, 9, Need(9, 1, 10)), (K3, 10, None),
    ],
)  # fmt: skip
def test_counts_below_the_threshold_are_primary(law: object, value: float, need: Need | None) -> None:
    assert primary([Cell("a", value)], [], law).get("a") == need  # type: ignore[arg-type]


def test_below_the_whole_city_more_people_are_asked_for() -> None:
    cells = [Cell("city", 15), Cell("district", 15)]
    assert primary(cells, [], K3, parts=["district"]) == {"district": Need(10, 0, 10)}


def test_who_is_all_of_a_margin_is_primary_among_persons_only() -> None:
    cells, sums = [Cell("a", 30), Cell("b", 0), Cell("all", 30)], [Relation("all", ("a", "b"))]
    assert primary(cells, sums, K3).keys() == {"a", "b"}
    assert primary(cells, sums, K1) == {}
    assert primary([Cell("a", 30), Cell("all", 30)], [Relation("all", ("a",))], K3) == {}


def test_amounts_follow_the_published_rules_and_the_order_of_contributions_says_nothing() -> None:
    assert dominance([60, 40]) == (True, False, True, 6.0)
    assert dominance([5, 20, 260, 10]) == dominance([260, 20, 10, 5]) == (True, True, True, 11.0)
    assert not dominated([], 1, 75)
    assert not dominated([0, 0], 1, 75)
    assert not p_percent([], 10)
    assert upl([100, 50, 10]) == 0
    assert p_percent([-100, 2, 1], 10)


def test_few_organisations_hide_an_amount_even_when_none_is_large() -> None:
    def need(*contributions: float) -> Need | None:
        return primary([Cell("a", sum(contributions), contributions=contributions)], [], K2).get("a")

    assert need() is None
    assert need(100, 100, 100, 100, 100) is None
    assert need(100, 100, 100, 100) == Need(10, 10, 0)
    assert need(1000, 30, 20, 10, 10) == Need(pytest.approx(263.333, abs=1e-3), pytest.approx(263.333, abs=1e-3), 0)
    assert need(100) == Need(pytest.approx(100 / 3), pytest.approx(100 / 3), 0)


def test_an_organisation_in_two_cells_is_one_contribution_to_their_total() -> None:
    areas = Dimension((Relation("city", ("n", "s")),))
    made = amounts([Paid(("n",), "A", 30), Paid(("s",), "A", 50), Paid(("s",), "B", 20)], [areas])
    cells = {cell.key: (cell.value, sorted(cell.contributions or ())) for cell in made.cells}
    assert cells == {("city",): (100, [20, 80]), ("n",): (30, [30]), ("s",): (70, [20, 50])}
    assert made.insiders == (frozenset({("n",)}),)


@pytest.mark.parametrize(
    ("part", "base", "hidden", "shown"),
    [
        (12, 40, False, Shown("ok", 30, "about")), (11, 40, False, Shown("ok", 30, "about")), (12, 29, False, HIDDEN),
        (3, 40, False, HIDDEN), (37, 40, False, HIDDEN), (12, 40, True, HIDDEN), (0, 0, False, HIDDEN),
    ],
)  # fmt: skip
def test_shares_of_persons_are_whole_fives_on_a_base_that_bears_them(
    part: float, base: float, hidden: bool, shown: Shown
) -> None:
    assert share(part, base, K3, hidden) == shown


def test_a_share_of_events_is_exact_and_hidden_with_its_count() -> None:
    assert share(7, 50, K1, hidden=False) == Shown("ok", 14, "exact")
    assert share(7, 49, K1, hidden=False) == share(7, 50, K1, hidden=True) == HIDDEN


def test_each_number_is_rounded_by_itself_from_the_unrounded() -> None:
    parts, rule = (12.0, 12.0, 12.0), Rule(10, 10, True, base=5)
    assert [rounded(x, rule).value for x in parts] == [10, 10, 10]
    assert rounded(sum(parts), rule) == Shown("ok", 35, "about")
    assert amount(1_234_500, K2) == Shown("ok", 1_235_000, "about")
    assert amount(1_234_500, K2, hidden=True) == HIDDEN
