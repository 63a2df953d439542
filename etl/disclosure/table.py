"""A table as numbers: cells in columns, sums in rows, and how far each cell may move without breaking what anybody knows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.disclosure.cells import Cell, Key, Relation, Unanswered

Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]
_SLACK = 1e-6  # how much a total may differ from its parts, as a share of it where it is larger than one


@dataclass(frozen=True)
class Table:
    """One column per cell and one row per relation (total -1, parts +1); a cell moves between `floor` and `ceiling` around 0."""

    keys: tuple[Key, ...]
    at: Mapping[Key, int]
    matrix: Any  # scipy.sparse.csc_array
    values: Vector
    floor: Vector
    ceiling: Vector

    @property
    def slack(self) -> float:
        """What the solver may be wrong by: its own tolerance, larger where amounts are."""
        return 1e-6 * max(1.0, float(np.abs(self.values).max(initial=0)) * 1e-3)

    def mask(self, keys: Iterable[Key]) -> Mask:
        """True in the columns of these cells; a key that the table lacks is a KeyError."""
        found = np.zeros(len(self.keys), dtype=bool)
        found[[self.at[key] for key in keys]] = True
        return found

    def told(self, mask: Mask) -> frozenset[Key]:
        """The keys of the columns that are True."""
        return frozenset(self.keys[n] for n in np.flatnonzero(mask))


def table(values: Mapping[Key, float], relations: Sequence[Relation], signed: Collection[Key] = ()) -> Table:
    """The table of cells whose values are known. Raises Unanswered when a cell is missing or a total is not its parts' sum."""
    keys = tuple(values)
    at = {key: n for n, key in enumerate(keys)}
    missing = [k for r in relations for k in (r.total, *r.parts) if k not in at]
    if missing:
        raise Unanswered(f"{len(missing)} cells of the relations are not in the table")
    known = np.array([float(values[k]) for k in keys])
    made = Table(keys, at, matrix(at, relations), known, _floor(values, signed), np.full(len(keys), inf))
    off = np.abs(made.matrix @ known) > _SLACK * np.maximum(1.0, abs(made.matrix) @ np.abs(known))
    if off.any() or not np.isfinite(known).all():
        raise Unanswered("a total is not the sum of its parts")
    return made


def of_cells(cells: Iterable[Cell], relations: Sequence[Relation]) -> Table:
    """The table of these cells."""
    found = list(cells)
    return table({c.key: c.value for c in found}, relations, [c.key for c in found if c.signed])


def _floor(values: Mapping[Key, float], signed: Collection[Key]) -> Vector:
    free = set(signed)
    below = [key for key, value in values.items() if value < 0 and key not in free]
    if below:
        raise Unanswered(f"{len(below)} cells are less than nothing and not said to be differences")
    return np.array([-inf if key in free else -float(value) for key, value in values.items()])


def matrix(at: Mapping[Key, int], relations: Sequence[Relation]) -> Any:
    """The relations as a sparse matrix (csc): one row each, -1 for the total and +1 for every part."""
    from scipy.sparse import csc_array  # noqa: PLC0415  a fifth of a second to load, and most builds hide nothing

    entries = [(row, at[k], v) for row, r in enumerate(relations) for k, v in ((r.total, -1.0), *((p, 1.0) for p in r.parts))]
    rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
    return csc_array((np.array(signs, dtype=float), (rows, columns)), shape=(len(relations), len(at)))
