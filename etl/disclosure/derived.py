"""What is published beside the counts and could give them away: each derivative as cells and the sums that tie them in."""

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from etl.disclosure.cells import Cell, Relation


class Derived(NamedTuple):
    """Cells to add to a table, and what ties them to those that are there."""

    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...]


def rest(base: Cell, parts: Sequence[Cell], key: Hashable) -> Derived:
    """What a base leaves beside its known parts: nobody publishes it, but a share with its base tells it (SPEC 4.5)."""
    left = Cell(key, base.value - sum(part.value for part in parts), shown=False)
    return Derived((left,), (Relation(base.key, (*(part.key for part in parts), key)),))


def difference(later: Cell, earlier: Cell, key: Hashable) -> Derived:
    """A published change from one period to another, which may be less than nothing."""
    return Derived((Cell(key, later.value - earlier.value, signed=True),), (Relation(later.key, (earlier.key, key)),))


def cumulative(months: Sequence[Cell], key_of: Callable[[int], Hashable]) -> Derived:
    """Published sums from the first month to each of the others; `key_of` gives the key of the sum of the n first, from 2."""
    sums: list[Cell] = []
    found = []
    for n, month in enumerate(months[1:], 2):
        before = sums[-1] if sums else months[0]
        sums.append(Cell(key_of(n), before.value + month.value))
        found.append(Relation(sums[-1].key, (before.key, month.key)))
    return Derived(tuple(sums), tuple(found))


def rolling(months: Sequence[Cell], width: int, key_of: Callable[[int], Hashable]) -> Derived:
    """Published sums (or averages: the same knowledge) of `width` months in a row; `key_of` has the last one's place, from 0."""
    windows = [(n, months[n - width + 1 : n + 1]) for n in range(width - 1, len(months))]
    cells = tuple(Cell(key_of(n), sum(m.value for m in window)) for n, window in windows)
    sums = tuple(Relation(cell.key, tuple(m.key for m in window)) for cell, (_, window) in zip(cells, windows, strict=True))
    return Derived(cells, sums)
