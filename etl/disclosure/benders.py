"""The cheapest pattern that protects every cell: a whole-number programme that learns from each attack (SPEC 4.4).

Fischetti & Salazar's method: hide at least cost, attack, and turn what the attacker used into a condition that every good
pattern fulfils. By duality no cell moves farther than its row prices say, so the conditions are never too strict.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from time import thread_time
from typing import Any

import numpy as np

from etl.disclosure.attack import NOBODY, Attack, Breach, Reach
from etl.disclosure.cells import Need, Unanswered
from etl.disclosure.problem import Problem
from etl.disclosure.table import Mask, Table, Vector


@dataclass
class Cuts:
    """Conditions `sum of weight x hidden >= 1`, each at most once."""

    rows: dict[bytes, Vector] = field(default_factory=dict)

    def add(self, weights: Iterable[Vector]) -> int:
        """Adds those that are new; says how many they were."""
        before = len(self.rows)
        self.rows |= {np.round(row, 9).tobytes(): row for row in weights}
        return len(self.rows) - before


def weights(problem: Problem, breach: Breach) -> list[Vector]:
    """The conditions that a breach teaches: hide enough of what would have let the cell move, each way and in all."""
    need, down, up = breach.need, breach.down, breach.up
    slack = problem.table.slack
    wanted = [
        (need.upper, (up,), up.far), (need.lower, (down,), down.far), (need.width, (up, down), up.far + down.far),
    ]  # fmt: skip
    return [_weight(problem, breach, ways, least) for least, ways, far in wanted if far < least - slack]


def _weight(problem: Problem, breach: Breach, ways: Sequence[Reach], least: float) -> Vector:
    found = np.sum([_let(problem.table, way.prices) for way in ways], axis=0)
    found[[breach.column, *breach.known]] = 0
    found[problem.off] = 0
    return np.asarray(np.minimum(found / least, 1.0))


def _let(over: Table, prices: Vector) -> Vector:
    """How much farther each cell would let the attacked one move, were it hidden: its price times its own room."""
    gain = over.matrix.T @ prices
    gain[np.abs(gain) < 1e-9] = 0
    with np.errstate(invalid="ignore"):
        found = np.where(gain > 0, gain * over.ceiling, gain * over.floor)
    return np.asarray(np.where(gain == 0, 0.0, found))


def first(problem: Problem) -> Iterator[Vector]:
    """What each single sum already asks: as if the cell could only move through that row."""
    over = problem.table.matrix
    for column, need in problem.needs.items():
        for row in over.indices[over.indptr[column] : over.indptr[column + 1]]:
            yield from _of_row(problem, column, need, int(row))


def _of_row(problem: Problem, column: int, need: Need, row: int) -> Iterator[Vector]:
    price = np.zeros(problem.table.matrix.shape[0])
    price[row] = float(problem.table.matrix[row, column])
    still = Reach(0.0, None, -price), Reach(0.0, None, price)
    return iter(weights(problem, Breach(column, NOBODY, need, down=still[1], up=still[0])))


def lonely(problem: Problem, hidden: Mask) -> list[tuple[int, Vector]]:
    """Cells hidden alone in a sum, though nothing asks it of them: hiding them gains nothing. Each with what would help."""
    free = hidden & ~problem.on
    pattern = abs(problem.table.matrix).tocsr()
    alone = np.flatnonzero(pattern @ hidden.astype(float) == 1)
    members = [pattern.indices[pattern.indptr[r] : pattern.indptr[r + 1]] for r in alone]
    return [(int(c), _others(problem, m, int(c))) for m in members for c in m if free[c]]


def _others(problem: Problem, members: Any, column: int) -> Vector:
    found = np.zeros(len(problem.cost))
    found[members] = 1
    found[problem.off] = 0
    found[column] = -1
    return found


def cheapest(problem: Problem, until: float, rounds: int, gap: float = 0.0) -> tuple[Mask, bool]:
    """A pattern and whether it is proven to protect everything at least cost; not proven, it is only where the search stood.

    Raises Unanswered when no pattern can do it. Without `until` and `rounds` running out the answer is the optimum.
    """
    cuts, bridges = Cuts(), Cuts()
    cuts.add(first(problem))
    hidden = problem.on
    for _ in range(rounds):
        hidden, exact = _least(problem, cuts, bridges, until, gap)
        if thread_time() >= until:
            break
        if bridges.add(row for _, row in lonely(problem, hidden)):
            continue
        found = list(problem.breaches(Attack(problem.table, hidden, until)))
        if not found:
            return hidden, exact
        cuts.add(row for breach in found for row in weights(problem, breach))
    return hidden, False


def _least(problem: Problem, cuts: Cuts, bridges: Cuts, until: float, gap: float) -> tuple[Mask, bool]:
    """The cheapest pattern that fulfils all conditions so far, and whether it was proven to be."""
    from scipy.optimize import Bounds as Box  # noqa: PLC0415  see attack
    from scipy.optimize import LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csr_array  # noqa: PLC0415

    rows = [*cuts.rows.values(), *bridges.rows.values()]
    least = np.concatenate([np.ones(len(cuts.rows)), np.zeros(len(bridges.rows))])
    conditions = [LinearConstraint(csr_array(np.array(rows)), least, inf)] if rows else []
    box = Box(problem.on.astype(float), (~problem.off).astype(float))
    options = {"time_limit": max(0.05, until - thread_time()), "mip_rel_gap": gap}
    result = milp(problem.cost, integrality=np.ones(len(problem.cost)), bounds=box, constraints=conditions, options=options)
    if result.x is None and result.status != 1:
        raise Unanswered(result.message)
    hidden = problem.on if result.x is None else np.asarray(result.x > 0.5)
    return hidden | problem.on, result.status == 0 and gap == 0
