"""Which cells go: never dearer than any other way, the same as last time, safe from insiders, and all of it when in doubt."""

import random
from itertools import combinations
from math import inf

import pytest
from cubes_at_random import breached

from etl.disclosure import Cell, Dimension, Key, Need, Relation, attack_interval, cube, found_again, primary, protect, suppress
from etl.disclosure.rules import PROPOSALS, Rule

ROW = [Relation("sum", ("a", "b", "c", "d"))]
VALUES: dict[Key, float] = {"sum": 60, "a": 3, "b": 7, "c": 20, "d": 30}
SMALL: dict[Key, Need] = {"a": Need(3, 2, 5)}


@pytest.mark.parametrize("seed", range(6))
def test_no_pattern_is_cheaper_tried_one_by_one(seed: int) -> None:
    draw = random.Random(seed)
    rows, columns = Dimension((Relation("r", ("r1", "r2")),)), Dimension((Relation("c", ("c1", "c2", "c3")),))
    made = cube({(r, c): float(draw.choice((1, 3, 6, 9, 14))) for r in rows.leaves for c in columns.leaves}, [rows, columns])
    needs = primary(made.cells, made.relations, PROPOSALS["K1"])
    found = suppress(made.values, made.relations, needs, costs=made.values)
    free = [key for key, value in made.values.items() if value and key not in needs]
    cheaper = (
        extra
        for count in range(len(free) + 1)
        for extra in combinations(free, count)
        if sum(made.values[k] for k in extra) < found.cost - 1e-6
    )
    assert found.method == "optimal"
    assert found_again(made.values, made.relations, found.hidden, needs) == {}
    assert all(found_again(made.values, made.relations, {*needs, *extra}, needs) for extra in cheaper)


def test_what_was_hidden_stays_hidden_and_what_was_told_is_not_taken_back() -> None:
    first = suppress(VALUES, ROW, SMALL)
    assert first.hidden == {"a", "b"}
    again = suppress(VALUES, ROW, SMALL, withheld=first.hidden, published=set(VALUES) - first.hidden)
    assert (again.hidden, again.cost) == (first.hidden, 0)
    other = suppress(VALUES, ROW, SMALL, withheld=["c"])
    assert other.hidden == {"a", "c"}
    assert suppress(VALUES, ROW, SMALL, published=["b", "c", "d"]).hidden == {"a", "sum"}


def test_when_all_that_could_help_is_told_already_the_whole_table_goes() -> None:
    found = suppress(VALUES, ROW, SMALL, published=["b", "c", "d", "sum"])
    assert (found.hidden, found.method) == (set(VALUES), "whole")


def test_a_zero_is_shown_and_hides_nothing() -> None:
    values = {**VALUES, "c": 0.0, "sum": 40.0}
    assert suppress(values, ROW, SMALL).hidden == {"a", "b"}
    assert suppress(values, ROW, SMALL, published=["b"]).hidden == {"a", "d"}


def test_an_insider_who_knows_the_second_cell_does_not_find_the_first() -> None:
    pair = {"a": Need(3, 2, 5), "b": Need(5, 0, 5)}
    assert suppress(VALUES, ROW, pair).hidden == {"a", "b"}
    found = suppress(VALUES, ROW, pair, insiders=[{"b"}, {"a"}])
    assert found.hidden == {"a", "b", "c"}
    assert breached(VALUES, ROW, found.hidden, pair, [{"b"}, {"a"}]) == []
    assert found_again(VALUES, ROW, {"a", "b"}, pair, insiders=[{"b"}]) == {"a": (3, 3)}


def test_a_coalition_knows_what_its_members_know() -> None:
    needs = dict.fromkeys(("a", "b", "c"), Need(2, 2, 0))
    found = suppress(VALUES, ROW, needs, insiders=[{"b", "c"}])
    assert found.hidden == {"a", "b", "c", "d"}


def test_what_an_insider_owns_of_a_total_is_not_held_against_it() -> None:
    values = {"sum": 100.0, "his": 90.0, "theirs": 10.0}
    needs = {"sum": Need(40, 40, 0), "his": Need(40, 40, 0), "theirs": Need(5, 5, 0)}
    found = suppress(values, [Relation("sum", ("his", "theirs"))], needs, insiders=[{"his"}])
    assert (found.hidden, found.method) == (set(values), "optimal")


def test_without_time_whole_levels_go_and_without_levels_everything() -> None:
    levels = [["a", "b", "c", "d"]]
    assert suppress(VALUES, ROW, SMALL, seconds=0, coarser=levels).hidden == {"a", "b", "c", "d"}
    assert suppress(VALUES, ROW, SMALL, seconds=0, coarser=levels).method == "coarser"
    whole = suppress(VALUES, ROW, SMALL, seconds=0)
    assert (whole.hidden, whole.method) == (set(VALUES), "whole")


def test_a_level_that_does_not_protect_is_not_enough() -> None:
    found = suppress(VALUES, ROW, SMALL, seconds=0, coarser=[["a"], ["a", "c"]])
    assert (found.hidden, found.method) == ({"a", "c"}, "coarser")


@pytest.mark.parametrize(
    ("values", "relations"),
    [({"sum": 9.0, "a": 3.0, "b": 7.0}, [Relation("sum", ("a", "b"))]), ({"sum": 9.0, "a": 3.0}, [Relation("sum", ("a", "b"))])],
)
def test_a_table_that_contradicts_itself_is_hidden(values: dict[Key, float], relations: list[Relation]) -> None:
    found = suppress(values, relations, {})
    assert (found.hidden, found.method, found.cost) == (set(values), "whole", inf)


def test_a_number_below_nothing_is_a_difference_or_a_mistake() -> None:
    values, sums = {"later": 3.0, "earlier": 5.0, "change": -2.0}, [Relation("later", ("earlier", "change"))]
    assert suppress(values, sums, {}).method == "whole"
    found = suppress(values, sums, {"later": Need(3, 2, 5)}, signed=["change"])
    assert found.method == "optimal"
    assert attack_interval(values, sums, found.hidden, ["later"], ["change"])["later"][0] == 0


def test_the_order_of_cells_and_sums_changes_no_cost() -> None:
    areas = Dimension((Relation("city", ("n", "s")), Relation("n", ("n1", "n2", "n3")), Relation("s", ("s1", "s2"))))
    years = Dimension((Relation("all", (1, 2)),))
    draw = random.Random(4)
    made = cube({(a, y): float(draw.randint(0, 12)) for a in areas.leaves for y in years.leaves}, [areas, years])
    needs = primary(made.cells, made.relations, PROPOSALS["K1"])
    one = suppress(made.values, made.relations, needs)
    other = suppress(dict(reversed(made.values.items())), made.relations[::-1], needs)
    assert one.cost == pytest.approx(other.cost)
    assert one.method == other.method == "optimal"


def test_the_quick_way_hides_nothing_that_is_known_anyway() -> None:
    draw = random.Random(7)
    areas = Dimension((Relation("city", ("n", "s")), *(Relation(d, tuple(f"{d}{i}" for i in range(5))) for d in "ns")))
    years = Dimension((Relation("all", (1, 2, 3)),))
    made = cube({(a, y): float(draw.randint(0, 25)) for a in areas.leaves for y in years.leaves}, [areas, years])
    needs = primary(made.cells, made.relations, PROPOSALS["K1"])
    found = suppress(made.values, made.relations, needs, largest_proven=0)
    ends = attack_interval(made.values, made.relations, found.hidden)
    assert found.method == "repaired"
    assert all(high - low > 1 for low, high in ends.values())


def test_no_need_hides_nothing_and_an_empty_table_is_empty() -> None:
    assert suppress(VALUES, ROW, {}).hidden == frozenset()
    assert suppress({}, [], {}).hidden == frozenset()
    assert protect([], [], Rule(10, 10, zero=True)) == {}
    assert protect([Cell("a", 12)], [], Rule(10, 10, zero=True))["a"].value == 12
