"""Cubes drawn by lot, and an attacker of the tests' own: dense, absolute, and knowing nothing of the engine's ways."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.optimize import linprog

from etl.disclosure import PROPOSALS, Class, Cube, Dimension, Key, Need, Paid, Relation, amounts, cube, primary

Codes = tuple[Key, ...]


@dataclass(frozen=True)
class Drawn:
    """A cube, what made it and by which class it is judged."""

    cube: Cube
    dimensions: tuple[Dimension, ...]
    law: Class
    counts: dict[Codes, float]

    @property
    def needs(self) -> dict[Key, Need]:
        return primary(self.cube.cells, self.cube.relations, self.law)


def drawn(seed: int) -> Drawn:
    """One to four dimensions, one of them with a hierarchy; counts of K1 or K3, or amounts of K2."""
    draw = random.Random(seed)
    count = draw.choice((1, 2, 2, 3, 3, 4))
    dimensions = tuple(_dimension(draw, f"d{n}", n == 0, 2 if count > 2 else 3) for n in range(count))
    law = PROPOSALS[draw.choice(("K1", "K2", "K3"))]
    if law.name == "K2":
        return Drawn(amounts(_paid(draw, dimensions), dimensions), dimensions, law, {})
    usual = draw.choice((3, 8, 20)) * (3 if law.name == "K3" else 1)
    counts = {
        codes: float(draw.choice((0, draw.randint(0, usual), draw.randint(usual, 4 * usual)))) for codes in leaves(dimensions)
    }
    return Drawn(cube(counts, dimensions), dimensions, law, counts)


def revised(seed: int, old: Drawn) -> Drawn:
    """The same cube a while later: some counts have changed, most have not."""
    draw = random.Random(seed + 10**6)
    counts = {codes: float(draw.randint(0, 30)) if draw.random() < 0.15 else count for codes, count in old.counts.items()}
    return Drawn(cube(counts, old.dimensions), old.dimensions, old.law, counts)


def leaves(dimensions: Sequence[Dimension]) -> list[Codes]:
    found: list[Codes] = [()]
    for dimension in dimensions:
        found = [(*codes, leaf) for codes in found for leaf in dimension.leaves]
    return found


def _dimension(draw: random.Random, name: str, deep: bool, most: int) -> Dimension:
    if not deep:
        return Dimension((Relation(name, tuple(f"{name}{n}" for n in range(draw.randint(2, most)))),))
    middle = [f"{name}{n}" for n in range(draw.randint(2, most))]
    below = [Relation(m, tuple(f"{m}.{n}" for n in range(draw.randint(2, most)))) for m in middle]
    return Dimension((Relation(name, tuple(middle)), *below))


def _paid(draw: random.Random, dimensions: Sequence[Dimension]) -> list[Paid]:
    several = ((codes, n) for codes in leaves(dimensions) for n in range(draw.choice((0, 1, 2, 5, 9))))
    return [Paid(codes, draw.randint(0, 60), float(draw.randint(1, 500) * 1000)) for codes, _ in several]


def breached(
    values: Mapping[Key, float], relations: Sequence[Relation], hidden: Collection[Key], needs: Mapping[Key, Need],
    insiders: Sequence[Collection[Key]] = (),
) -> list[Key]:  # fmt: skip
    """The cells that are shown though small, or found closer than they may be, also by an insider who knows his own cells.

    What an insider would know with nothing published at all is not held against the pattern.
    """
    wrong = [key for key in needs if key not in hidden]
    unit = max(1.0, *values.values()) / 100  # the solver likes small numbers
    for key, need in ((k, n) for k, n in needs.items() if k in hidden):
        for own in [frozenset(), *(i for i in insiders if key not in i and any(k in hidden for k in i))]:
            low, high = (end * unit for end in _ends(key, {k: v / unit for k, v in values.items()}, relations, set(hidden) - own))
            near = low > values[key] - need.lower + 1e-4 * unit or high < values[key] + need.upper - 1e-4 * unit
            if near or high - low < need.width - 1e-4 * unit:
                least = _ends(key, {k: v / unit for k, v in values.items()}, relations, set(values) - own)[0] * unit
                if not own or low > least + 1e-4 * unit or high < values[key] + need.upper - 1e-4 * unit:
                    wrong.append(key)
    return wrong


def _ends(key: Key, values: Mapping[Key, float], relations: Sequence[Relation], unknown: Collection[Key]) -> list[float]:
    """The least and the greatest that one cell can be when these are unknown and none is negative."""
    at = {k: n for n, k in enumerate(unknown)}
    sums, told = np.zeros((len(relations), len(at))), np.zeros(len(relations))
    for row, relation in enumerate(relations):
        for k, sign in ((relation.total, -1.0), *((part, 1.0) for part in relation.parts)):
            if k in at:
                sums[row, at[k]] = sign
            else:
                told[row] -= sign * values[k]
    used = sums.any(axis=1)
    cost = np.eye(len(at))[at[key]]
    ends = [linprog(s * cost, A_eq=sums[used], b_eq=told[used], method="highs") for s in (1, -1)]
    if {end.status for end in ends} - {0, 3}:
        raise ValueError(f"{key}: {[end.message for end in ends]}")
    return [s * (-inf if end.status == 3 else float(end.fun)) for s, end in zip((1, -1), ends, strict=True)]
