"""The attacker: how far he can be led from a hidden value, knowing every shown one and all sums. Linear programmes by HiGHS.

A solution is a table that he cannot tell from the true one. It answers for every cell it moves, so solutions are kept, and
most questions are settled by those that other cells gave; only the rest cost a programme of their own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from time import thread_time
from typing import Any

import numpy as np

from etl.disclosure.cells import Bounds, Key, Need, Relation, Unanswered
from etl.disclosure.table import Mask, Table, Vector, matrix, table

NOBODY: tuple[int, ...] = ()
_OPTIMAL, _UNBOUNDED, _UNCLEAR = 0, 3, 4


@dataclass(frozen=True)
class Reach:
    """How far a cell can be moved one way, the table that does it (None when without limit), and each row's price."""

    far: float
    point: Vector | None
    prices: Vector


@dataclass(frozen=True)
class Breach:
    """A cell that an attacker comes too close to, what he knows besides (columns), and both ways out."""

    column: int
    known: tuple[int, ...]
    need: Need
    down: Reach
    up: Reach


class Attack:
    """One pattern of hidden cells under attack. Not for use by several threads."""

    def __init__(self, over: Table, hidden: Mask, until: float = inf) -> None:
        self.table, self.hidden, self._until = over, hidden, until
        self._points = np.zeros((64, len(over.keys)))
        self._count = 0
        self.asked = 0  # programmes solved so far: what it has cost, told the same on every machine

    def keep(self, point: Vector) -> None:
        """Remembers a table that the attacker cannot tell from the true one, as moves from it."""
        if self._count == len(self._points):
            self._points = np.vstack([self._points, np.zeros((max(64, self._count), len(point)))])
        self._points[self._count] = point
        self._count += 1

    def changed(self, hidden: Mask) -> "Attack":
        """The attack of another pattern, with those of the tables kept that it too leaves possible."""
        other = Attack(self.table, hidden, self._until)
        points = self._points[: self._count]
        newly_shown = np.flatnonzero(self.hidden & ~hidden)
        other._points = points[~points[:, newly_shown].any(axis=1)]
        other._count, other.asked = len(other._points), self.asked
        return other

    def surely(self, column: int, known: tuple[int, ...] = NOBODY) -> Bounds:
        """How far down and up a cell is known to reach by the tables kept that leave `known` as it is; at least nothing."""
        points = self._points[: self._count]
        if known:
            points = points[~(np.abs(points[:, list(known)]) > self.table.slack).any(axis=1)]
        moved = points[:, column]
        return max(0.0, -float(moved.min(initial=0))), max(0.0, float(moved.max(initial=0)))

    def reach(self, column: int, way: int, cap: float = inf, known: tuple[int, ...] = NOBODY) -> Reach:
        """The farthest (at most `cap`) that a hidden cell can be moved up (`way` 1) or down (-1). Raises Unanswered."""
        columns, rows, part = self._component(column)
        cost = np.where(columns == column, -float(way), 0.0)
        bounds = np.column_stack([self.table.floor[columns], self.table.ceiling[columns]])
        bounds[np.isin(columns, known)] = 0
        here = int(np.searchsorted(columns, column))
        bounds[here] = np.clip(bounds[here], -cap, cap)
        self.asked += 1
        result = _solved(cost, part, bounds, self._until)
        prices = np.zeros(self.table.matrix.shape[0])
        if result is None:
            return Reach(inf, None, prices)
        prices[rows] = result.eqlin.marginals
        point = np.zeros(len(self.hidden))
        point[columns] = result.x
        self.keep(point)
        return Reach(abs(float(point[column])), point, prices)

    def interval(self, column: int) -> Bounds:
        """The least and the greatest that a cell may be, exactly."""
        value = float(self.table.values[column])
        if not self.hidden[column]:
            return value, value
        return value - self.reach(column, -1).far, value + self.reach(column, 1).far

    def holds(self, column: int, need: Need, known: tuple[int, ...] = NOBODY) -> bool:
        """Whether a cell is protected; asks no more than it must."""
        cap = max(need.lower, need.upper, need.width)
        for way, least in ((1, need.upper), (-1, need.lower), (1, need.width), (-1, need.width)):
            sure = self.surely(column, known)
            if need.met(*sure, self.table.slack) or not self.hidden[column]:
                break
            if sure[max(way, 0)] < least - self.table.slack:
                far = self.reach(column, way, cap, known).far
                if far < (need.upper if way > 0 else need.lower) - self.table.slack:
                    return False
        return need.met(*self.surely(column, known), self.table.slack)

    def breach(self, column: int, need: Need, known: tuple[int, ...] = NOBODY) -> Breach | None:
        """What is wrong with a cell's protection, or None."""
        if self.holds(column, need, known):
            return None
        if not self.hidden[column]:
            none = Reach(0.0, None, np.zeros(self.table.matrix.shape[0]))
            return Breach(column, known, need, none, none)
        cap = max(need.lower, need.upper, need.width)
        down, up = (self.reach(column, way, cap, known) for way in (-1, 1))
        return Breach(column, known, need, down, up)

    def known_by(self, insiders: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
        """What somebody may know besides: nothing, or those of an insider's cells that are hidden and hang together."""
        found: dict[tuple[int, ...], None] = {NOBODY: None}
        for own in insiders:
            hidden = [n for n in own if self.hidden[n]]
            for label in sorted({int(self._labels[n]) for n in hidden}):
                found[tuple(n for n in hidden if self._labels[n] == label)] = None
        return list(found)

    def concerns(self, column: int, known: tuple[int, ...]) -> bool:
        """Whether that knowledge says anything about a cell that is not the knower's own."""
        return not known or (column not in known and bool(self._labels[known[0]] == self._labels[column]))

    def settled(self, needs: Mapping[int, Need], known: Sequence[tuple[int, ...]]) -> Mask:
        """Which cells (rows) are surely protected from which knowledge (columns), by the tables kept alone."""
        slack, columns = self.table.slack, list(needs)
        points = np.vstack([self._points[: self._count], np.zeros((1, len(self.hidden)))])
        moved = points[:, columns]
        up = moved >= np.array([n.upper for n in needs.values()]) - slack
        down = -moved >= np.array([n.lower for n in needs.values()]) - slack
        enough = np.array([n.upper + n.lower >= n.width - slack for n in needs.values()], dtype=bool)
        still = np.array([~(np.abs(points[:, list(own)]) > slack).any(axis=1) for own in known], dtype=np.float32)
        both = ((still @ side.astype(np.float32)) > 0 for side in (up, down))
        return np.asarray((next(both) & next(both) & enough).T)

    @cached_property
    def _labels(self) -> Any:
        """The number of the component of each column; two hidden cells in one row belong together."""
        from scipy.sparse import block_array  # noqa: PLC0415  see table.matrix
        from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

        seen = self.table.matrix.multiply(self.hidden[np.newaxis, :]).tocsr()
        seen.eliminate_zeros()  # a stored zero would count as a tie
        both = block_array([[None, seen], [seen.T, None]]).tocsr()
        return connected_components(both, directed=False)[1][self.table.matrix.shape[0] :]

    @cached_property
    def _parts(self) -> dict[int, tuple[Any, Any, Any]]:
        return {}

    def _component(self, column: int) -> tuple[Any, Any, Any]:
        """The hidden columns tied to one, the rows they stand in, and that part of the matrix."""
        label = int(self._labels[column])
        if label not in self._parts:
            columns = np.flatnonzero(self.hidden & (self._labels == label))
            part = self.table.matrix[:, columns].tocsr()
            rows = np.flatnonzero(np.diff(part.indptr))
            self._parts[label] = (columns, rows, part[rows])
        return self._parts[label]


def _solved(cost: Vector, part: Any, bounds: Any, until: float, presolve: bool = True) -> Any:
    """The solver's answer, None when nothing limits it. Raises Unanswered when it has none or the time is out."""
    from scipy.optimize import linprog  # noqa: PLC0415  half a second to load, and most builds hide nothing

    left = until - thread_time()
    if left <= 0:
        raise Unanswered("the time is out")
    options = {"presolve": presolve} | ({} if left == inf else {"time_limit": left})
    rows = {"A_eq": part, "b_eq": np.zeros(part.shape[0])} if part.shape[0] else {}
    result = linprog(cost, **rows, bounds=bounds, method="highs", options=options)
    if result.status == _UNCLEAR and presolve:  # impossible, or without limit, or in trouble: presolve does not say which
        return _solved(cost, part, bounds, until, presolve=False)
    if result.status not in (_OPTIMAL, _UNBOUNDED):
        raise Unanswered(result.message)
    return None if result.status == _UNBOUNDED else result


def attack_interval(
    values: Mapping[Key, float], relations: Sequence[Relation], hidden: Collection[Key], keys: Collection[Key] | None = None,
    signed: Collection[Key] = (),
) -> dict[Key, Bounds]:  # fmt: skip
    """The least and greatest that each hidden cell (or each of `keys`) may be for one who knows all others and the relations.

    SPEC 4.4: min/max y_k under A y = 0, y_i = a_i where shown, y >= 0; the greatest is infinite where nothing limits it.
    Raises Unanswered when the table contradicts itself or the solver gives up.
    """
    over = table(values, relations, signed)
    attack = Attack(over, over.mask(hidden))
    return {key: attack.interval(over.at[key]) for key in (hidden if keys is None else keys)}


def outside(
    known: Mapping[Key, Bounds], relations: Sequence[Relation], others: Collection[Key] = (), signed: Collection[Key] = ()
) -> Attack:
    """The attack of one who has no true values: a table that fits what is known stands in for the true one.

    No unknown count is negative unless `signed`. Raises Unanswered when no table is possible.
    """
    keys = dict.fromkeys([*others, *(k for r in relations for k in (r.total, *r.parts))])
    at = {key: n for n, key in enumerate(keys)}
    bounds = np.array([known.get(key, (-inf if key in signed else 0.0, inf)) for key in keys], dtype=float).reshape(-1, 2)
    sums = matrix(at, relations)
    found = _solved(np.zeros(len(at)), sums.tocsr(), bounds, inf)
    if found is None:
        raise Unanswered("no table is possible")
    fits = np.clip(found.x, bounds[:, 0], bounds[:, 1])
    over = Table(tuple(keys), at, sums, fits, bounds[:, 0] - fits, bounds[:, 1] - fits)
    return Attack(over, bounds[:, 0] < bounds[:, 1])


def attacker_interval(key: Key, known: Mapping[Key, Bounds], relations: Sequence[Relation]) -> Bounds:
    """The least and the greatest that a count may be, for one who knows the relations and the bounds of other counts.

    No count is negative; the greatest is infinite where nothing limits it. Raises Unanswered when no table is possible.
    """
    attack = outside(known, relations, (key,))
    return attack.interval(attack.table.at[key])
