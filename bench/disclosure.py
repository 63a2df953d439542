"""How long it takes to hide what must be hidden, and to audit it, as a family of figures grows."""

import time
from collections.abc import Callable

import numpy as np

from bench.measured import Measured, Target
from etl.disclosure import PROPOSALS, Cube, Dimension, Pattern, Relation, audit, cube, primary, suppress

YEARS = Dimension((Relation("alla år", tuple(range(2020, 2025))),))
GROUPS = Dimension((Relation("alla", ("kvinnor", "män", "okänt")),))
LAW = PROPOSALS["K1"]
USUAL, SPARSE = 15.0, 5.0  # events in an area, year and group; so few that every third count is small
LARGEST = 96  # areas at the bottom: the real family of issue 5
HIDDEN, AUDITED = Target(20.0, "median"), Target(20.0, "median", "granskningen för sig")


def measure(runs: int = 3) -> tuple[Measured, ...]:
    """Seconds to find a pattern, and to audit it, for 12 to 96 areas in three levels, five years and three groups."""
    usual = [row for areas in (12, 24, 48, LARGEST) for row in _measured(areas, runs)]
    return (*usual, *_measured(LARGEST, 1, SPARSE))


def _measured(areas: int, runs: int, usual: float = USUAL) -> tuple[Measured, Measured]:
    made = family(areas, usual)
    needs = primary(made.cells, made.relations, LAW)
    found: list[Pattern] = []
    hiding = tuple(_seconds(lambda: found.append(suppress(made.values, made.relations, needs))) for _ in range(runs))
    told = audit(made.cells, made.relations, found[-1].hidden, LAW)
    auditing = tuple(_seconds(lambda: audit(made.cells, made.relations, found[-1].hidden, LAW)) for _ in range(runs))
    what = f"{len(made.cells)} celler, {len(needs)} små"
    note = f"{found[-1].method}, {len(found[-1].hidden)} dolda, {'godkänt' if told.passed else 'UNDERKÄNT'}"
    return (
        Measured(f"Dölja: {what} ({note})", "s", hiding, HIDDEN if areas == LARGEST else None),
        Measured(f"Granska: {what}", "s", auditing, AUDITED if areas == LARGEST else None),
    )


def family(areas: int, usual: float = USUAL) -> Cube:
    """A city, its districts of about ten areas each, and counts drawn around a size of its own for each area; always the same."""
    draw = np.random.default_rng(areas)
    middle = [f"d{n}" for n in range(max(2, areas // 10))]
    below = [Relation(d, tuple(f"{d}.{a}" for a in range(n, areas, len(middle)))) for n, d in enumerate(middle)]
    places = Dimension((Relation("staden", tuple(middle)), *below))
    size = {area: float(draw.gamma(2, usual / 2)) for area in places.leaves}
    leaves = [(area, year, group) for area in places.leaves for year in YEARS.leaves for group in GROUPS.leaves]
    return cube({codes: float(draw.poisson(size[codes[0]])) for codes in leaves}, [places, YEARS, GROUPS])


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
