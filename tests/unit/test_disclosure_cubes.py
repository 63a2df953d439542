"""Everything that is published hangs together in one table: margins, two geographies, changes, running sums, free selections."""

import pytest

from etl.disclosure import (
    Cell,
    Derived,
    Dimension,
    Key,
    Need,
    Relation,
    attack_interval,
    cube,
    cumulative,
    difference,
    rest,
    rolling,
    sum_offered,
    suppress,
)

AREAS = Dimension((Relation("city", ("n", "s")), Relation("n", ("n1", "n2"))))
YEARS = Dimension((Relation("all", (2023, 2024)),))
COUNTS = {("n1", 2023): 3.0, ("n1", 2024): 9, ("n2", 2023): 14, ("n2", 2024): 8, ("s", 2023): 20, ("s", 2024): 30}


def test_a_cube_has_every_margin_and_every_sum_holds() -> None:
    made = cube(COUNTS, [AREAS, YEARS])
    values = made.values
    assert len(values) == 15
    assert (values["city", "all"], values["n", 2023], values["n1", "all"]) == (84, 17, 12)
    assert len(made.relations) == 2 * 3 + 1 * 5
    assert all(values[r.total] == sum(values[part] for part in r.parts) for r in made.relations)


def test_a_leaf_not_given_is_none_and_a_total_cannot_be_given() -> None:
    assert cube({}, [AREAS]).values == dict.fromkeys([("city",), ("n",), ("s",), ("n1",), ("n2",)], 0.0)
    for codes in (("n",), ("okänd",), ("n1", 2023)):
        with pytest.raises(ValueError, match="längst ned"):
            cube({codes: 1.0}, [AREAS])


def test_sums_that_contradict_each_other_or_hold_themselves_are_refused() -> None:
    with pytest.raises(ValueError, match="täcker inte samma"):
        cube({}, [Dimension((Relation("city", ("a", "b")), Relation("city", ("a", "c"))))])
    with pytest.raises(ValueError, match="innehåller sig själv"):
        cube({}, [Dimension((Relation("a", ("b",)), Relation("b", ("a",))))])


def test_two_geographies_over_the_same_ground_are_one_table_and_give_nothing_away() -> None:
    ground = ("x", "y", "z")
    sums = (Relation("S1", ("x", "y")), Relation("S2", ("z",)), Relation("P1", ("x",)), Relation("P2", ("y", "z")))
    made = cube({("x",): 28.0, ("y",): 2.0, ("z",): 16.0}, [Dimension(sums, frozenset(ground))])
    assert {c.key for c in made.cells if not c.shown} == {(g,) for g in ground}
    unshown = [c.key for c in made.cells if not c.shown]
    assert attack_interval(made.values, made.relations, unshown, [("y",)]) == {("y",): (2.0, 2.0)}
    found = suppress(made.values, made.relations, {("y",): Need(2, 3, 5)}, withheld=unshown)
    low, high = attack_interval(made.values, made.relations, found.hidden, [("y",)])["y",]
    assert (low, found.method) == (0, "optimal")
    assert high >= 5


def months(*values: float) -> list[Cell]:
    return [Cell(("m", n), value) for n, value in enumerate(values)]


def known_by(derived: Derived, cells: list[Cell], hidden: Key) -> tuple[float, float]:
    every = [*cells, *derived.cells]
    values = {c.key: c.value for c in every}
    unknown = [c.key for c in every if not c.shown or c.key == hidden]
    signed = [c.key for c in every if c.signed]
    return attack_interval(values, derived.relations, unknown, [hidden], signed)[hidden]


def test_running_sums_rolling_sums_and_changes_each_tell_the_month() -> None:
    cells = months(8, 1, 12, 9, 7)
    assert known_by(cumulative(cells, lambda n: ("ytd", n)), cells, ("m", 1)) == (1, 1)
    assert known_by(rolling(cells, 3, lambda n: ("r", n)), cells, ("m", 2)) == (12, 12)
    assert known_by(difference(cells[1], cells[0], "change"), cells, ("m", 1)) == (1, 1)
    base, some = Cell("n", 41), Cell("yes", 2)
    left = rest(base, [some], "no")
    assert (left.cells[0].value, left.cells[0].shown) == (39, False)
    assert known_by(left, [base, some], "yes") == (0, 41)


def test_a_hidden_month_stays_hidden_when_its_derivatives_are_in_the_table() -> None:
    cells = months(8, 1, 12, 9, 7)
    total = Cell("year", 37)
    derived = [cumulative(cells, lambda n: ("ytd", n)), difference(cells[1], cells[0], "change")]
    every = [*cells, total, *(c for d in derived for c in d.cells)]
    relations = [Relation("year", tuple(c.key for c in cells)), *(r for d in derived for r in d.relations)]
    values, need = {c.key: c.value for c in every}, Need(1, 4, 5)
    found = suppress(values, relations, {("m", 1): need}, signed=["change"])
    low, high = attack_interval(values, relations, found.hidden, [("m", 1)], ["change"])["m", 1]
    assert "change" in found.hidden
    assert (low, high >= 5, found.method) == (0, True, "optimal")


@pytest.mark.parametrize(
    ("chosen", "offered"),
    [
        ([("n2", 2024), ("s", 2024)], True),  # leaves nine of the city, fourteen of n2
        ([("n1", 2024), ("s", 2024)], False),  # leaves the hidden three of n1 in all
        ([("n1", 2023), ("s", 2023)], False),  # the first is hidden
        ([("n2", 2023), ("s", 2023)], False),  # leaves the three of n1
        ([("city", 2024), ("n", 2024)], False),  # counted twice
        ([("n", 2024), ("s", 2024)], True),  # all there is
        ([], False),
    ],
)
def test_a_free_selection_is_added_up_only_when_nothing_small_is_left_over(chosen: list[Key], offered: bool) -> None:
    made = cube(COUNTS, [AREAS, YEARS])
    assert sum_offered(chosen, made.values, made.relations, {("n1", 2023)}, 5) is offered
