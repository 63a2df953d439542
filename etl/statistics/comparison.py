"""Do two published shares differ: a change between waves, a district against the rest of its city (stats/SPEC.md 1.4, 1.5).

Figures are in percent as they are printed; what is derived from an interval needs to know the whole, `scale`, and 1 is
for shares. Overlapping intervals are not a test and are asked nowhere.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic

import numpy as np

from etl.statistics.column import Column, Figure, Figures, column, normal_quantile, over, refuse, shaped, two_sided

PUBLISHED = 0.95  # the level at which official statistics print their intervals
SYMMETRIC = 0.15  # percentage points that rounding may move the middle of a symmetric interval (SPEC 1.2 rule 1)


def se_from_interval(p: Figure, lower: Figures, upper: Figures, *, scale: float = 100.0, rounding: Figures = 0.0) -> Figure:
    """Standard error behind a published 95 % interval (SPEC 1.2 rule 1), in the unit of p; the whole is `scale`.

    An interval whose middle is within 0.15 percentage points of p is taken as symmetric, others as symmetric in logits.
    `rounding` is the step in which the limits are printed: 1 for whole percent gives the widest interval that can stand
    behind them, so never too small an error. nan for an interval without width and for one that is not symmetric and
    reaches 0 or the whole. Raises ValueError unless 0 <= lower <= p <= upper <= scale.
    """
    share, low, high = (part / scale for part in np.broadcast_arrays(column(p), column(lower), column(upper)))
    refuse((low < 0) | (low > share) | (high < share) | (high > 1), p=p, lower=lower, upper=upper)
    even = np.abs((high + low) / 2 - share) * 100 <= SYMMETRIC * (1 + 1e-9)  # floats: 0.15 itself is still symmetric
    low, high = low - column(rounding) / scale / 2, high + column(rounding) / scale / 2
    inside = (low > 0) & (high < 1)
    logits = np.log(np.where(inside, high / (1 - high), np.nan)) - np.log(np.where(inside, low / (1 - low), np.nan))
    reach = np.where(even, high - low, logits * share * (1 - share))
    error: Figure = shaped(np.where(reach > 0, reach, np.nan) * scale / (2 * normal_quantile(PUBLISHED)))
    return error


@dataclass(frozen=True)
class Change(Generic[Figure]):
    """New less old with its standard error, limits, z and two-sided p; all but the difference nan where it cannot be tested."""

    difference: Figure
    se: Figure
    lower: Figure
    upper: Figure
    z: Figure
    p: Figure


def change_test(
    p_new: Figure,
    lo_new: Figures,
    hi_new: Figures,
    p_old: Figures,
    lo_old: Figures,
    hi_old: Figures,
    rho: Figures = 0.0,
    conf: float = 0.95,
    *,
    scale: float = 100.0,
    rounding: Figures = 0.0,
) -> Change[Figure]:
    """Change between two published figures with their 95 % limits (SPEC 1.4); rho is how the two samples correlate.

    Which waves may be compared is asked of `incomparable` or `change_between`. `scale` and `rounding` as in
    se_from_interval, and ValueError as there, or for rho outside -1..1.
    """
    refuse(np.abs(column(rho)) > 1, rho=rho)
    new = column(se_from_interval(column(p_new), lo_new, hi_new, scale=scale, rounding=rounding))
    old = column(se_from_interval(column(p_old), lo_old, hi_old, scale=scale, rounding=rounding))
    variance = new**2 + old**2 - 2 * column(rho) * new * old
    return Change(*(shaped(part) for part in _normal(column(p_new) - column(p_old), variance, conf)))


def _normal(difference: Column, variance: Column, conf: float) -> tuple[Column, ...]:
    """Difference, se, limits, z and p. A variance that is not above zero gives nan: nothing can be tested."""
    se = np.sqrt(np.where(variance > 0, variance, np.nan))
    reach, z = normal_quantile(conf) * se, over(difference, se)
    return difference, se, difference - reach, difference + reach, z, two_sided(z)


@dataclass(frozen=True)
class Wave:
    """A published figure in percent, its 95 % limits, and the first and last survey year that it merges."""

    value: float
    lower: float
    upper: float
    first: int
    last: int


class Incomparable(ValueError):
    """Two waves that no test may cross. `reason` is what incomparable answers."""

    def __init__(self, reason: str, new: Wave, old: Wave) -> None:
        super().__init__(f"{reason}: {old.first}-{old.last}, {new.first}-{new.last}")
        self.reason = reason


def overlapping(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether two periods, each its first and last year, share a year."""
    return first[0] <= second[1] and second[0] <= first[1]


def incomparable(new: tuple[int, int], old: tuple[int, int], breaks: Collection[int] = ()) -> str | None:
    """Why two periods (first and last year) may not be compared, or None.

    "overlap" where they share a year (SPEC 1.4), "order" where new is the older, "break" where a year of `breaks`, the
    first of a new method, comes after the first year of old and not after the last of new (SPEC 1.7).
    """
    if overlapping(new, old):
        return "overlap"
    if new < old:
        return "order"
    return "break" if any(old[0] < year <= new[1] for year in breaks) else None


def change_between(new: Wave, old: Wave, breaks: Collection[int] = (), conf: float = 0.95) -> Change[float]:
    """The test of separate waves, rho 0. Raises Incomparable, a ValueError, across a shared year or a break."""
    reason = incomparable((new.first, new.last), (old.first, old.last), breaks)
    if reason:
        raise Incomparable(reason, new, old)
    return change_test(new.value, new.lower, new.upper, old.value, old.lower, old.upper, conf=conf)


@dataclass(frozen=True)
class Contrast(Generic[Figure]):
    """A district less the rest of its city; nan from `se_rest` on where the variance shows that it cannot be tested."""

    rest: Figure
    se_rest: Figure
    difference: Figure
    se: Figure
    z: Figure
    p: Figure
    lower: Figure
    upper: Figure


def district_rest(
    p_d: Figure, se_d: Figures, p_city: Figures, se_city: Figures, f: Figures, conf: float = 0.95
) -> Contrast[Figure]:
    """A district against the rest (SPEC 1.5); f is its share of the city's population in the ages that were asked.

    f = 0 stands for a small share that is not known: the city itself then stands for the rest. That is cautious, since
    with the right f the same difference has a greater z: (p_d - p_city)/sqrt((1-2f)·se_d² + se_city²).
    Raises ValueError for f outside 0 <= f < 1 and for a negative standard error.
    """
    share, error, city = column(f), column(se_d), column(se_city)
    refuse((share < 0) | (share >= 1) | (error < 0) | (city < 0), f=f, se_d=se_d, se_city=se_city)
    rest = (column(p_city) - share * column(p_d)) / (1 - share)
    left = (city**2 - (share * error) ** 2) / (1 - share) ** 2
    left = np.where(left > 0, left, np.nan)
    difference, se, lower, upper, z, p = _normal(column(p_d) - rest, error**2 + left, conf)
    return Contrast(*(shaped(part) for part in (rest, np.sqrt(left), difference, se, z, p, lower, upper)))


def contrast(estimates: Column, covariance: Column, weights: Column) -> tuple[float, float]:
    """A weighted sum of estimates and its standard error from their whole covariance: for own microdata (SPEC 1.5).

    Raises ValueError unless the shapes agree and the covariance is symmetric and gives no negative variance.
    """
    figures, table, given = column(estimates), column(covariance), column(weights)
    refuse(figures.shape != given.shape or table.shape != (*figures.shape, *figures.shape), weights=weights)
    refuse(not np.allclose(table, table.T, equal_nan=True), covariance=covariance)
    variance = given @ table @ given
    refuse(variance < 0, covariance=covariance)
    return float(given @ figures), float(np.sqrt(variance))
