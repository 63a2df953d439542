"""Everything that is published of one indicator family, with all margins: cells, and every sum that ties them together."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from etl.disclosure.cells import Cell, Relation
from etl.disclosure.table import Vector

Codes = tuple[Hashable, ...]


@dataclass(frozen=True)
class Dimension:
    """One way of dividing: its sums from the whole down. A code may be in several sums, as an area in two geographies.

    `unshown` codes are counted with, since anybody could try to work them out, but never published.
    """

    sums: tuple[Relation, ...]
    unshown: frozenset[Hashable] = frozenset()

    @property
    def codes(self) -> tuple[Hashable, ...]:
        """Every code once, in the order in which the sums name them."""
        return tuple(dict.fromkeys(code for r in self.sums for code in (r.total, *r.parts)))

    @property
    def leaves(self) -> tuple[Hashable, ...]:
        """The codes that are no total."""
        totals = {r.total for r in self.sums}
        return tuple(code for code in self.codes if code not in totals)

    def below(self) -> dict[Hashable, frozenset[Hashable]]:
        """The leaves of each code. Raises ValueError when two sums of a total do not cover the same, or when one holds itself."""
        found: dict[Hashable, frozenset[Hashable]] = {leaf: frozenset([leaf]) for leaf in self.leaves}
        waiting = list(self.sums)
        while waiting:
            ready = [r for r in waiting if all(part in found for part in r.parts)]
            if not ready:
                raise ValueError("en summa innehåller sig själv")
            for relation in ready:
                covered = frozenset[Hashable]().union(*(found[part] for part in relation.parts))
                if found.setdefault(relation.total, covered) != covered:
                    raise ValueError(f"två indelningar av {relation.total} täcker inte samma områden")
            waiting = [r for r in waiting if r not in ready]
        return found


@dataclass(frozen=True)
class Cube:
    """The cells with all margins, keyed by one code per dimension; `insiders` are what each lone contributor knows."""

    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...]
    insiders: tuple[frozenset[Codes], ...] = ()

    @property
    def values(self) -> dict[Hashable, float]:
        """The value of every cell, shown or not."""
        return {cell.key: cell.value for cell in self.cells}


def cube(counts: Mapping[Codes, float], dimensions: Sequence[Dimension]) -> Cube:
    """The cube of counts given by leaf codes; a leaf not given is none. Raises ValueError for codes that are no leaves."""
    places = [{leaf: n for n, leaf in enumerate(d.leaves)} for d in dimensions]
    known = np.zeros([len(p) for p in places])
    for codes, count in counts.items():
        if len(codes) != len(places) or any(code not in place for code, place in zip(codes, places, strict=True)):
            raise ValueError(f"{codes} är inte en cell längst ned i tabellen")
        known[tuple(place[code] for code, place in zip(codes, places, strict=True))] += count
    for axis, dimension in enumerate(dimensions):
        known = np.moveaxis(np.tensordot(_rollup(dimension), known, axes=(1, axis)), 0, axis)
    keys = product(*(d.codes for d in dimensions))
    cells = tuple(Cell(k, float(v), shown=_shown(k, dimensions)) for k, v in zip(keys, known.ravel(), strict=True))
    return Cube(cells, relations(dimensions))


def _rollup(dimension: Dimension) -> Vector:
    """Which leaves (columns) each code (rows) is the sum of."""
    below = dimension.below()
    return np.array([[float(leaf in below[code]) for leaf in dimension.leaves] for code in dimension.codes])


def _shown(codes: Codes, dimensions: Sequence[Dimension]) -> bool:
    return not any(code in d.unshown for code, d in zip(codes, dimensions, strict=True))


def relations(dimensions: Sequence[Dimension]) -> tuple[Relation, ...]:
    """Every sum along every dimension, for every combination of codes of the others."""
    found = []
    for axis, dimension in enumerate(dimensions):
        before = [d.codes for d in dimensions[:axis]]
        after = [d.codes for d in dimensions[axis + 1 :]]
        for sums, head, tail in product(dimension.sums, product(*before), product(*after)):
            found.append(Relation((*head, sums.total, *tail), tuple((*head, part, *tail) for part in sums.parts)))
    return tuple(found)


@dataclass(frozen=True)
class Paid:
    """An amount that one organisation stands for in one cell at the bottom."""

    codes: Codes
    organisation: Hashable
    amount: float


def amounts(paid: Iterable[Paid], dimensions: Sequence[Dimension]) -> Cube:
    """The cube of amounts, each cell with its contributions, and for each organisation the cells where it stands alone.

    What one organisation has in several leaves is one contribution to their total.
    """
    owned: dict[Codes, dict[Hashable, float]] = defaultdict(lambda: defaultdict(float))
    below = [d.below() for d in dimensions]
    above = [{leaf: [code for code, leaves in b.items() if leaf in leaves] for leaf in b} for b in below]
    for one in paid:
        for codes in product(*(up[code] for code, up in zip(one.codes, above, strict=True))):
            owned[codes][one.organisation] += one.amount
    cells = tuple(_amount(codes, owned.get(codes, {}), dimensions) for codes in product(*(d.codes for d in dimensions)))
    alone: dict[Hashable, set[Codes]] = defaultdict(set)
    for codes, by in owned.items():
        if len(by) == 1:
            alone[next(iter(by))].add(codes)
    return Cube(cells, relations(dimensions), tuple(frozenset(codes) for codes in alone.values()))


def _amount(codes: Codes, by: Mapping[Hashable, float], dimensions: Sequence[Dimension]) -> Cell:
    return Cell(codes, sum(by.values()), shown=_shown(codes, dimensions), contributions=tuple(by.values()))
