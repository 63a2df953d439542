"""A pattern that protects, found quickly but perhaps dearer than need be: each breach is mended along the cheapest way out."""

from math import inf
from time import thread_time
from typing import Any

import numpy as np

from etl.disclosure.attack import Attack, Breach
from etl.disclosure.cells import Unanswered
from etl.disclosure.problem import Problem
from etl.disclosure.table import Mask, Vector

_EFFORT = 2000  # programmes; counted rather than timed, so that a slow day does not change what is hidden


def mended(problem: Problem, hidden: Mask, until: float = inf) -> Mask:
    """A pattern with more hidden, until nothing is wrong. Raises Unanswered when nothing helps or the time is out."""
    hidden = hidden.copy()
    routes = _Routes(problem)
    attack = Attack(problem.table, hidden, until)
    for column, need in sorted(problem.needs.items(), key=lambda item: (item[1].upper, item[1].lower, item[0]), reverse=True):
        while found := next(problem.breaches(attack, {column: need}), None):
            for way, least in _ways(found):
                point = routes.way_out(found, way, least, hidden, until)
                hidden |= np.abs(point) > problem.table.slack
                attack = attack.changed(hidden.copy())
                attack.keep(point)
    return hidden


def _ways(breach: Breach) -> list[tuple[int, float]]:
    """Which ways a cell must be able to move, and how far: what it lacks, the width taken upwards."""
    need, both = breach.need, breach.down.far + breach.up.far
    up = max(need.upper, need.width - breach.need.lower if both < need.width else 0)
    return [(way, least) for way, least, far in ((1, up, breach.up.far), (-1, need.lower, breach.down.far)) if far < least]


class _Routes:
    """Cheapest moves of one cell through any cells that may be hidden: up and down as variables of their own."""

    def __init__(self, problem: Problem) -> None:
        from scipy.sparse import hstack  # noqa: PLC0415  see table.matrix

        self._problem = problem
        self._free = np.flatnonzero(~problem.off)
        part = problem.table.matrix[:, self._free]
        self._rows = hstack([part, -part]).tocsr()
        self._room = np.concatenate([problem.table.ceiling[self._free], -problem.table.floor[self._free]])

    def way_out(self, breach: Breach, way: int, least: float, hidden: Mask, until: float) -> Vector:
        """Moves of all cells that move the attacked one `least`, costing little: what is hidden already moves for nothing."""
        from scipy.optimize import linprog  # noqa: PLC0415  see attack

        problem, free = self._problem, self._free
        price = np.where(hidden[free], 1e-6, problem.cost[free] + 1e-3) / least
        most = self._most(breach, way, least)
        floor = np.zeros(len(most))
        here = int(np.searchsorted(free, breach.column)) + (0 if way > 0 else len(free))
        floor[here] = least
        result: Any = linprog(
            np.concatenate([price, price]), A_eq=self._rows, b_eq=np.zeros(self._rows.shape[0]), method="highs",
            bounds=np.column_stack([floor, most]), options={"time_limit": max(0.01, min(until - thread_time(), 60.0))},
        )  # fmt: skip
        if result.status != 0:
            raise Unanswered(result.message)
        point = np.zeros(len(hidden))
        point[free] = result.x[: len(free)] - result.x[len(free) :]
        return point

    def _most(self, breach: Breach, way: int, least: float) -> Vector:
        """How far each may move each way; the attacked one as far as it must, what is known not at all."""
        most = self._room.copy()
        count = len(self._free)
        still = np.isin(self._free, breach.known)
        most[np.concatenate([still, still])] = 0
        here = int(np.searchsorted(self._free, breach.column))
        most[[here, here + count]] = (least, 0) if way > 0 else (0, least)
        return most


def leaner(problem: Problem, hidden: Mask, until: float = inf) -> Mask:
    """A protecting pattern without what it does not need, dearest first, as far as effort and time allow; protecting still."""
    attack = Attack(problem.table, hidden, until)
    extra = np.flatnonzero(hidden & ~problem.on)
    for column in extra[np.argsort(-problem.cost[extra], kind="stable")]:
        shown = attack.hidden.copy()
        shown[column] = False
        less = attack.changed(shown)
        try:
            kept = next(problem.breaches(less), None) is None
        except Unanswered:
            break
        attack.asked = less.asked
        attack = less if kept else attack
        if attack.asked > _EFFORT:
            break
    return attack.hidden


def bare(problem: Problem, hidden: Mask, until: float = inf) -> Mask:
    """The pattern without those extra cells that anybody can work out exactly: hiding them hides nothing."""
    attack = Attack(problem.table, hidden, until)
    next(problem.breaches(attack), None)  # its tables move most cells already
    extra = np.flatnonzero(hidden & ~problem.on).tolist()
    unmoved = [n for n in extra if max(attack.surely(n)) <= problem.table.slack]
    known = [n for n in unmoved if all(attack.reach(n, way, cap=1.0).far <= problem.table.slack for way in (1, -1))]
    shown = hidden.copy()
    shown[known] = False
    return shown
