"""The audit tells a leak from a hiding place, for those who know the counts and for those who only hold the file."""

from math import inf

import pytest

from etl.disclosure import (
    PROPOSALS,
    Cell,
    Edition,
    Key,
    Need,
    Relation,
    already_told,
    audit,
    audit_shown,
    digest,
    found_between,
    held,
    joined,
    suppress_after,
)

K1, K2, K3 = (PROPOSALS[name] for name in ("K1", "K2", "K3"))
SUMS = [Relation("sum", ("a", "b", "c"))]
CELLS = [Cell("sum", 20), Cell("a", 3), Cell("b", 7), Cell("c", 10)]
VALUES: dict[Key, float] = {c.key: c.value for c in CELLS}
NEEDS: dict[Key, Need] = {"a": Need(3, 2, 5)}


def exactly(*keys: str) -> dict[Key, tuple[float, float]]:
    return {key: (VALUES[key], VALUES[key]) for key in keys}


def test_two_hidden_cells_pass_and_the_narrowest_is_told() -> None:
    found = audit(CELLS, SUMS, {"a", "b"}, K1)
    assert (found.passed, found.cells, found.hidden, found.narrowest) == (True, 4, 2, (0, 10))


@pytest.mark.parametrize(("hidden", "nearest"), [({"a"}, (3, 3)), (set(), None), ({"b", "c"}, (0, 17))])
def test_a_small_cell_alone_or_shown_does_not_pass(hidden: set[Key], nearest: object) -> None:
    found = audit(CELLS, SUMS, hidden, K1)
    assert (found.passed, found.narrowest) == (False, nearest)


def test_a_table_that_contradicts_itself_does_not_pass() -> None:
    found = audit([*CELLS[1:], Cell("sum", 21)], SUMS, {"a", "b"}, K1)
    assert (found.passed, found.narrowest) == (False, None)


def test_an_insider_is_part_of_the_audit() -> None:
    cells = [
        Cell("sum", 100, contributions=(20,) * 5),
        Cell("a", 20, contributions=(20,)),
        Cell("b", 80, contributions=(20,) * 4),
    ]
    sums = [Relation("sum", ("a", "b"))]
    assert audit(cells, sums, {"a", "b"}, K2).passed
    assert not audit(cells, sums, {"a", "b"}, K2, insiders=[{"a"}]).passed
    assert audit(cells, sums, {"a", "b", "sum"}, K2, insiders=[{"a"}]).passed


def test_one_who_only_holds_the_file_reaches_the_same_interval_and_the_same_mark() -> None:
    inside = audit(CELLS, SUMS, {"a", "b"}, K1)
    outside = audit_shown(exactly("sum", "c"), ["a", "b"], SUMS, K1)
    assert (outside.passed, outside.cells, outside.hidden) == (True, 4, 2)
    assert outside.narrowest == pytest.approx(inside.narrowest)
    assert outside.digest == inside.digest


def test_one_who_only_holds_the_file_sees_a_leak() -> None:
    assert not audit_shown(exactly("sum", "b", "c"), ["a"], SUMS, K1).passed
    assert not audit_shown({"sum": (9, 9), "b": (2, 2), "c": (5, 5)}, ["a"], SUMS, K1).passed
    wide = {"sum": (18.0, 22.0), "b": (5.0, 9.0), "c": (8.0, 12.0)}
    found = audit_shown(wide, ["a"], SUMS, K1)
    assert (found.passed, found.narrowest) == (True, (0, 9))
    assert not audit_shown(wide, ["a"], SUMS, K3).passed


def test_a_file_that_cannot_be_true_does_not_pass() -> None:
    found = audit_shown({"sum": (3, 3), "b": (7, 7)}, ["a", "c"], SUMS, K1)
    assert (found.passed, found.narrowest) == (False, None)


def test_a_withheld_amount_or_change_must_not_be_known_exactly() -> None:
    assert not audit_shown(exactly("sum", "b", "c"), ["a"], SUMS, K2, amounts=["a"]).passed
    assert audit_shown(exactly("sum", "c"), ["a", "b"], SUMS, K2, amounts=["a", "b"]).passed
    change = [Relation("later", ("earlier", "change"))]
    assert not audit_shown({"later": (3, 3), "earlier": (5, 5)}, ["change"], change, K1, signed=["change"]).passed
    assert audit_shown({"earlier": (5, 5)}, ["later", "change"], change, K1, signed=["change"]).narrowest == (0, inf)


def test_the_mark_changes_with_what_is_hidden_and_by_what_rules_but_not_with_order() -> None:
    marks = {digest("abc", hidden, SUMS, law) for hidden in ({"a"}, {"a", "b"}) for law in (K1, K3)}
    assert len(marks) == 4
    assert digest("cba", {"b", "a"}, SUMS[::-1], K1) in marks


def edition(hidden: set[Key], **changed: float) -> Edition:
    return Edition(VALUES | changed, SUMS, hidden, NEEDS)


def test_two_builds_that_hide_different_cells_tell_both() -> None:
    assert found_between(edition({"a", "b"}), edition({"a", "b"})) == {}
    assert found_between(edition({"a", "b"}), edition({"a", "c"})) == {"a": (3, 3)}


def test_a_cell_that_changed_is_two_cells() -> None:
    both = joined(edition({"a", "b"}), edition({"a", "c"}, b=9, sum=22))
    assert len(both.values) == 6
    assert found_between(edition({"a", "b"}), edition({"a", "b"}, b=9, sum=22)) == {}


def test_the_next_build_hides_so_that_both_together_tell_nothing() -> None:
    old = edition({"a", "b"})
    for changed in ({}, {"c": 15.0, "sum": 25.0}, {"b": 9.0, "sum": 22.0}):
        new = edition(set(), **changed)
        found = suppress_after(old, new)
        assert {"a"} <= found.hidden
        assert found_between(old, Edition(new.values, SUMS, found.hidden, NEEDS)) == {}


def test_what_was_told_before_cannot_be_hidden_again() -> None:
    old, new = Edition(VALUES, SUMS, set(), {}), edition(set())  # the threshold was raised in between
    assert already_told(old, new) == set(VALUES)
    assert suppress_after(old, new).hidden == set()


def test_a_small_late_revision_of_a_shown_cell_waits() -> None:
    old, new = edition({"a", "b"}), edition({"a", "b"}, c=11, sum=31)
    assert held(old, new, 5) == {"c"}
    assert held(old, old, 5) == set()
