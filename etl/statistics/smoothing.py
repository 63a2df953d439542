"""Small areas' rates drawn towards the average, as far as chance alone may have moved them (stats/SPEC.md 2.5).

A smoothed value is no observation and hides nobody: suppression comes first, and what it hid comes here as nan.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.ArrayLike
Array = npt.NDArray[np.float64]
Neighbours = Sequence[Sequence[int] | int]  # R writes a single neighbour as a bare number, and none as -1
ROUNDS = 1000  # the gamma prior settles in tens of rounds or not at all


def eb_global(events: Numbers, population: Numbers) -> Array:
    """Marshall's global estimate for each area: b + a/(a + b/N)·(r - b), events per person (Marshall 1991).

    b where a is 0, where nobody lives and where nothing happened anywhere, never nan; nan only for missing input, which
    the average leaves out. Raises ValueError for negative input or lists of different length.
    """
    count, size, known = _known(events, population)
    a, b = eb_prior(count[known], size[known])
    return np.where(known, _drawn(count, size, np.full(len(count), a), np.full(len(count), b)), np.nan)


def eb_prior(events: Numbers, population: Numbers) -> tuple[float, float]:
    """Variance between areas beyond chance, a, and the rate of them all, b: a = max(0, ΣN(r-b)²/ΣN - b/N̄).

    Both 0 where nobody lives. Areas without inhabitants count neither for the variance nor for N̄'s sum, but N̄ is over all.
    """
    count, size, known = _known(events, population)
    count, size = count[known], size[known]
    whole = size.sum()
    if whole == 0:
        return 0.0, 0.0
    b = float(count.sum() / whole)
    lived = size > 0
    variance = float((size[lived] * (count[lived] / size[lived] - b) ** 2).sum() / whole)
    return max(0.0, variance - b / float(size.mean())), b


def eb_local(events: Numbers, population: Numbers, neighbours: Neighbours) -> Array:
    """The same with each area's neighbours and itself as the average b it is drawn towards.

    a = max(0, ΣN(r-b)²/ΣN - b/N̄) over neighbours and self, each rate around its own neighbourhood's b, as Marshall and
    spdep have it. `neighbours[n]` are places in the list; whether n itself is among them makes no difference. Missing
    neighbours are left out. Raises ValueError as `eb_global`, and unless there is a list of neighbours for every area.
    """
    count, size, known = _known(events, population)
    if len(neighbours) != len(count):
        raise ValueError(f"{len(neighbours)} lists of neighbours for {len(count)} areas")
    circles = [[m for m in sorted({n, *near}) if known[m]] for n, near in enumerate(beside(neighbours))]
    people = np.array([size[circle].sum() for circle in circles])
    b = _per([count[circle].sum() for circle in circles], people)
    square = size * (_per(count, size) - b) ** 2
    variance = _per([square[circle].sum() for circle in circles], people)
    a = np.maximum(variance - _per(b * [len(circle) for circle in circles], people), 0)
    return np.where(known, _drawn(count, size, a, b), np.nan)


def beside(neighbours: Neighbours) -> list[set[int]]:
    """The places beside each area as sets, without the area itself."""
    lists = (np.atleast_1d(np.asarray(part, int)).tolist() for part in neighbours)
    return [{place for place in part if place >= 0 and place != n} for n, part in enumerate(lists)]


def eb_gamma(observed: Numbers, expected_events: Numbers) -> Array:
    """Relative risk of each area under a gamma prior: (O + ν)/(E + α) (Clayton and Kaldor 1987).

    1·the overall ratio where the areas differ no more than chance (the prior is then a point). nan for missing input.
    Raises ValueError as `eb_global`.
    """
    count, expected, known = _known(observed, expected_events)
    nu, alpha = gamma_prior(count[known], expected[known])
    if np.isinf(nu):
        whole = expected[known].sum()
        return np.where(known, count[known].sum() / whole if whole else np.nan, np.nan)
    return np.where(known, (count + nu) / (expected + alpha), np.nan)


def gamma_prior(observed: Numbers, expected_events: Numbers) -> tuple[float, float]:
    """Shape ν and rate α by Clayton and Kaldor's moments, repeated until they stand still.

    ν/α = mean of θ, ν/α² = Σ(1 + α/E)(θ - mean)²/(k-1), θ = (O + ν)/(E + α). Both infinite where no spread is left.
    """
    count, expected, known = _known(observed, expected_events)
    use = known & (expected > 0)
    count, expected = count[use], expected[use]
    if len(count) < 2:
        return float("inf"), float("inf")
    ratio = count / expected
    mean, variance = float(ratio.mean()), float(ratio.var(ddof=1))
    for _ in range(ROUNDS):
        if variance <= 1e-12 * max(mean, 1e-12) ** 2:
            return float("inf"), float("inf")
        nu, alpha = mean**2 / variance, mean / variance
        theta = (count + nu) / (expected + alpha)
        mean = float(theta.mean())
        new = float(((1 + alpha / expected) * (theta - mean) ** 2).sum() / (len(count) - 1))
        if abs(new - variance) <= 1e-12 * variance:
            break
        variance = new
    return nu, alpha


def _drawn(count: Array, size: Array, a: Array, b: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, chance = count / size, b / size
        return np.where((a > 0) & (size > 0), b + a / (a + chance) * (rate - b), b)


def _per(numerator: Numbers, people: Array) -> Array:
    """A quotient, 0 where nobody lives."""
    return np.divide(numerator, people, out=np.zeros_like(people), where=people > 0)


def _known(events: Numbers, population: Numbers) -> tuple[Array, Array, npt.NDArray[np.bool_]]:
    count, size = np.asarray(events, float), np.asarray(population, float)
    if count.shape != size.shape or np.any(count < 0) or np.any(size < 0):
        raise ValueError("events and population must be as many, and never negative")
    return count, size, np.isfinite(count) & np.isfinite(size)
