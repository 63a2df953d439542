"""Control charts and change points (stats/SPEC.md 2.7): is the last point within what the process itself varies?

Change points are searched for after the fact: for analysts, and their p says so.
"""

from collections.abc import Sequence
from itertools import groupby
from math import ceil, exp
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Values = Sequence[float] | npt.NDArray[np.float64]
Array = npt.NDArray[np.float64]
D2 = 1.128  # mean range of two normal draws in standard deviations: turns a moving range into a spread
LEAST_BASELINE = 20  # points (SPEC 2.7)
DISPERSED = 1.5  # SPEC 2.7: above this p and u charts cry wolf
RUN = 8  # points in a row on one side
SHORTEST = 0.15  # share of the series that each side of a break must have, as R's strucchange has it
TO_NORMAL = 3.6  # days between rare events to this root are near normal (Nelson 1994)


class Chart(NamedTuple):
    """Centre, limits and points of a chart, and which points break its two rules (numbered from 0).

    `outside`: beyond a limit. `run`: one of eight or more in a row on the same side of the centre.
    """

    center: float
    lcl: float | Array
    ucl: float | Array
    values: Array
    outside: npt.NDArray[np.bool_]
    run: npt.NDArray[np.bool_]


class Pettitt(NamedTuple):
    """Points before the change, the statistic K = max|U| and its approximate two-sided p, which knows it was sought."""

    place: int
    u: float
    p: float


def xmr(x: Values, baseline: int | None = None) -> Chart:
    """Single values: mean ± 3·(mean moving range)/1.128, from the first `baseline` points. ValueError below two points."""
    values = np.asarray(x, float)
    frozen = values[:baseline]
    if len(frozen) < 2:
        raise ValueError(f"{len(frozen)} points")
    center, half = float(frozen.mean()), 3 * _spread(frozen)
    return _chart(values, center, center - half, center + half)


def p_chart(x: Values, n: Values, baseline: int | None = None) -> Chart:
    """Shares: p̄ ± 3·√(p̄(1-p̄)/n), clamped to 0 and 1; limits one a point. Raises ValueError where x > n or n ≤ 0."""
    values, center, error = _shares(x, n, baseline)
    return _chart(values, center, np.maximum(center - 3 * error, 0), np.minimum(center + 3 * error, 1))


def u_chart(x: Values, n: Values, baseline: int | None = None) -> Chart:
    """Events per unit of exposure: ū ± 3·√(ū/n), clamped at 0; limits one a point. Raises ValueError where n ≤ 0."""
    values, center, error = _rates(x, n, baseline)
    return _chart(values, center, np.maximum(center - 3 * error, 0), center + 3 * error)


def c_chart(x: Values, baseline: int | None = None) -> Chart:
    """Events a period of equal exposure: c̄ ± 3·√c̄, clamped at 0."""
    found = u_chart(x, np.ones(len(x)), baseline)
    return found._replace(lcl=float(np.min(found.lcl)), ucl=float(np.max(found.ucl)))


def laney_p(x: Values, n: Values, baseline: int | None = None) -> Chart:
    """Laney's p′: the p chart's limits times the spread of the standardised shares (Laney 2002)."""
    values, center, error = _shares(x, n, baseline)
    half = 3 * error * _spread(_standardised(values, center, error)[:baseline])
    return _chart(values, center, np.maximum(center - half, 0), np.minimum(center + half, 1))


def laney_u(x: Values, n: Values, baseline: int | None = None) -> Chart:
    """Laney's u′: the same for events per unit of exposure."""
    values, center, error = _rates(x, n, baseline)
    half = 3 * error * _spread(_standardised(values, center, error)[:baseline])
    return _chart(values, center, np.maximum(center - half, 0), center + half)


def t_chart(days: Values, baseline: int | None = None) -> Chart:
    """Days between rare events: an XmR chart of days^(1/3.6), turned back to days. Many days between is above.

    Raises ValueError below two intervals and for negative ones.
    """
    gaps = np.asarray(days, float)
    if np.any(gaps < 0):
        raise ValueError("days between events are never negative")
    root = xmr(gaps ** (1 / TO_NORMAL), baseline)
    low, high = (np.maximum(limit, 0) ** TO_NORMAL for limit in (root.lcl, root.ucl))
    return root._replace(center=root.center**TO_NORMAL, lcl=float(low), ucl=float(high), values=gaps)


def dispersion_index(x: Values, n: Values | None = None, kind: str = "u") -> float:
    """Pearson's χ²/(k-1) of the points around their mean: 1 where chance alone moves them. nan without variation to judge."""
    size = np.ones(len(x)) if n is None else n
    values, center, error = (_shares if kind == "p" else _rates)(x, size, None)
    if len(values) < 2 or not np.all(error > 0):
        return float("nan")
    return float((_standardised(values, center, error) ** 2).sum() / (len(values) - 1))


def chart_refusal(x: Values, n: Values | None = None, kind: str = "u") -> str | None:
    """Why a chart of this kind (xmr, p, u or c) must not be drawn, or None. Never raises for counts and exposures.

    short_baseline: under twenty points. rare_events: under one a period, use `t_chart`. overdispersed: index above 1.5,
    use XmR or Laney's.
    """
    if len(x) < LEAST_BASELINE:
        return "short_baseline"
    if kind == "xmr":
        return None
    if float(np.mean(np.asarray(x, float))) < 1:
        return "rare_events"
    return "overdispersed" if dispersion_index(x, n, kind) > DISPERSED else None


def breakpoint(x: Values) -> int:  # noqa: A001  the name SPEC 7 gives it
    """Number of points before the one change of mean that leaves the least squares, each side at least 15 % of the series.

    Raises ValueError below four points.
    """
    values = np.asarray(x, float)
    count = len(values)
    least = max(2, ceil(SHORTEST * count))
    if count < 2 * least:
        raise ValueError(f"{count} points")
    return min(range(least, count - least + 1), key=lambda place: _left(values[:place]) + _left(values[place:]))


def pettitt(x: Values) -> Pettitt:
    """Where the level most likely changes (Pettitt 1979): p ≈ 2·exp(-6K²/(n³+n²)), at most 1. ValueError below two."""
    values = np.asarray(x, float)
    n = len(values)
    if n < 2:
        raise ValueError(f"{n} points")
    u = np.abs(np.cumsum(np.sign(values[:, None] - values[None, :]).sum(axis=1)))[:-1]
    k = float(u.max())
    return Pettitt(int(u.argmax()) + 1, k, min(1.0, 2 * exp(-6 * k * k / (n**3 + n**2))))


def _left(part: Array) -> float:
    return float(part.var() * len(part))


def _spread(values: Array) -> float:
    return float(np.abs(np.diff(values)).mean()) / D2


def _standardised(values: Array, center: float, error: Array) -> Array:
    """Distance from the centre in standard errors; 0 where there is no error, as when nothing ever happened."""
    return np.divide(values - center, error, out=np.zeros_like(values), where=error > 0)


def _shares(x: Values, n: Values, baseline: int | None) -> tuple[Array, float, Array]:
    count, size = _counted(x, n)
    if np.any(count > size):
        raise ValueError("more events than cases")
    center = float(count[:baseline].sum() / size[:baseline].sum())
    return count / size, center, np.sqrt(center * (1 - center) / size)


def _rates(x: Values, n: Values, baseline: int | None) -> tuple[Array, float, Array]:
    count, size = _counted(x, n)
    center = float(count[:baseline].sum() / size[:baseline].sum())
    return count / size, center, np.sqrt(center / size)


def _counted(x: Values, n: Values) -> tuple[Array, Array]:
    count, size = np.asarray(x, float), np.asarray(n, float)
    if np.any(size <= 0) or np.any(count < 0):
        raise ValueError("counts must not be negative and exposures must be positive")
    return count, size


def _chart(values: Array, center: float, low: float | Array, high: float | Array) -> Chart:
    slack = 1e-12 * float(np.abs(values).max(initial=abs(center)))  # the mean of equal numbers need not be their equal
    outside = (values < low - slack) | (values > high + slack)
    return Chart(center, low, high, values, outside, _runs(np.sign(np.where(abs(values - center) > slack, values - center, 0))))


def _runs(sides: Array) -> npt.NDArray[np.bool_]:
    """The points of every run of eight or more on one side; a point on the centre ends a run."""
    lengths = [(side, len(list(group))) for side, group in groupby(sides.tolist())]
    return np.concatenate([np.full(n, side != 0 and n >= RUN) for side, n in lengths]) if lengths else np.zeros(0, bool)
