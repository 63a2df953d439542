"""Does a series rise or fall more than chance gives? (stats/SPEC.md 2.7 and Fingertips' rule for recent trends)

With intervals: the weighted slope over the last five annual points. Without: Mann-Kendall and Theil-Sen. A series is
refused with a code, never guessed at. Breaks and overlapping periods are the caller's to keep out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign, erfc, sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Values = Sequence[float] | npt.NDArray[np.float64]
Array = npt.NDArray[np.float64]
LEAST, LEAST_TESTED = 6, 8  # SPEC 2.7: below six refuse; six and seven are too short for a verdict, not for a slope
EXACT_BELOW = 10  # points; from here on the normal approximation is used
RECENT = 5  # points in Fingertips' rule
AUTOCORRELATED = 0.3  # SPEC 2.7: above this neighbouring points lean on each other too much for the plain test


class Kendall(NamedTuple):
    """S, its variance with ties, z with continuity correction, its two-sided p, tau a, and Kendall's exact p.

    The exact p is None with ties and from 100 points on. A series without any variation has p = 1.
    """

    s: float
    variance: float
    z: float
    p: float
    tau: float
    p_exact: float | None


class Slope(NamedTuple):
    """Theil-Sen: the median slope per unit of time and its interval (Sen 1968)."""

    slope: float
    lower: float
    upper: float


@dataclass(frozen=True)
class AnnualTrend:
    """Fingertips' rule for one series: weighted slope a year, its se, chi-square (1 df), p, the verdict and why not.

    `survives`: the slope keeps its sign when each point is left out. Verdicts: rising, falling, none, undecided.
    Reasons for undecided: short_series, one_point (the sign hangs on a single point). Numbers are nan when refused.
    """

    slope: float
    se: float
    statistic: float
    p: float
    survives: bool
    verdict: str
    reason: str | None


@dataclass(frozen=True)
class AnnualTrends:
    """The same for many series at once: one element a row of the input."""

    slope: Array
    se: Array
    statistic: Array
    p: Array
    survives: npt.NDArray[np.bool_]
    verdict: npt.NDArray[np.object_]
    reason: npt.NDArray[np.object_]


@dataclass(frozen=True)
class Trend:
    """The verdict on a series without intervals: rising, falling, none, undecided; `reason` says why undecided.

    `p` is the one the verdict rests on, `method` says which: exact or normal. Slope per unit of time with
    its interval, None below six points.
    """

    verdict: str
    reason: str | None
    n: int
    p: float | None
    method: str | None
    slope: Slope | None
    autocorrelation: float | None


def mann_kendall(values: Values) -> Kendall:
    """The test of a series, in order of time, against time. Raises ValueError for fewer than six points."""
    x = np.asarray(values, float)
    if len(x) < LEAST:
        raise ValueError(f"{len(x)} points")
    s, variance = _score(x)
    z, p = _normal(s, variance)
    return Kendall(s, variance, z, p, 2 * s / (len(x) * (len(x) - 1)), _exact(x))


def seasonal_kendall(values: Values, seasons: int = 12) -> Kendall:
    """The same within each season, so that summer is compared with summer only (Hirsch, Slack and Smith 1982).

    Raises ValueError below two whole years.
    """
    if len(values) < 2 * seasons:
        raise ValueError(f"{len(values)} points")
    parts = [np.asarray(values, float)[start::seasons] for start in range(seasons)]
    scores = [_score(part) for part in parts]
    s, variance = sum(s for s, _ in scores), sum(v for _, v in scores)
    z, p = _normal(s, variance)
    return Kendall(s, variance, z, p, 2 * s / sum(len(part) * (len(part) - 1) for part in parts), None)


def _score(x: Array) -> tuple[float, float]:
    first, second = np.triu_indices(len(x), 1)
    n, ties = len(x), np.unique(x, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    return float(np.sign(x[second] - x[first]).sum()), variance


def _normal(s: float, variance: float) -> tuple[float, float]:
    if variance <= 0 or s == 0:
        return 0.0, 1.0
    z = (s - copysign(1, s)) / sqrt(variance)
    return z, erfc(abs(z) / sqrt(2))


def _exact(x: Array) -> float | None:
    if len(x) >= 100 or len(np.unique(x)) < len(x):
        return None
    from scipy.stats import kendalltau  # noqa: PLC0415  a second to load, and most series are never asked

    return float(kendalltau(np.arange(len(x)), x, method="exact").pvalue)


def theil_sen(values: Values, conf: float = 0.95, times: Values | None = None) -> Slope:
    """Median of the slopes between all pairs, per unit of `times` (the place in the series unless given).

    scipy's theilslopes: Sen's interval with the variance of S corrected for ties. Raises ValueError below two points.
    """
    from scipy.stats import theilslopes  # noqa: PLC0415  as above

    x = np.asarray(values, float)
    if len(x) < 2:
        raise ValueError(f"{len(x)} points")
    found = theilslopes(x, np.arange(len(x)) if times is None else np.asarray(times, float), conf)
    return Slope(float(found.slope), float(found.low_slope), float(found.high_slope))


def seasonal_slope(values: Values, season: int = 12) -> float:
    """Median of the slopes between all pairs of the same season, per step: what `seasonal_kendall` tests."""
    x = np.asarray(values, float)
    first, second = np.triu_indices(len(x), 1)
    same = (second - first) % season == 0
    return float(np.median((x[second] - x[first])[same] / (second - first)[same]))


def autocorrelation(values: Values, lag: int = 1) -> float:
    """Correlation of the series with itself `lag` steps later, both against the whole mean; 0 without variation."""
    x = np.asarray(values, float) - np.mean(values)
    whole = float(x @ x)
    return float(x[lag:] @ x[:-lag]) / whole if whole > 0 else 0.0


def hamed_rao(values: Values, level: float = 0.05) -> Kendall:
    """Mann-Kendall with the variance of S corrected for autocorrelation (Hamed and Rao 1998, equation 9).

    For analysts: with leaning neighbours it still claims too often, only less so than the plain test. Takes the
    autocorrelations of the ranks of the series without its Theil-Sen line that differ from 0 at `level`. A
    correction that leaves no positive variance gives z 0 and p nan: the test cannot be made. Raises ValueError below six.
    """
    from scipy.stats import rankdata  # noqa: PLC0415  as above

    x, plain = np.asarray(values, float), mann_kendall(values)
    n, left = len(x), x - seasonal_slope(x, 1) * np.arange(len(x))
    ranks = rankdata(np.round(left / max(np.abs(x).max(), 1e-300), 12))  # the rounding of floats must not break ties
    edge = NormalDist().inv_cdf(1 - level / 2) / sqrt(n)
    found = [(lag, r) for lag in range(1, n) if abs(r := autocorrelation(ranks, lag)) > edge]
    extra = sum((n - lag) * (n - lag - 1) * (n - lag - 2) * r for lag, r in found)
    variance = plain.variance * (1 + 2 * extra / (n * (n - 1) * (n - 2)))
    z, p = _normal(plain.s, variance) if variance > 0 or plain.variance == 0 else (0.0, float("nan"))
    return plain._replace(variance=variance, z=z, p=p, p_exact=None)


def trend_verdict(values: Values, times: Values | None = None, level: float = 0.05, conf: float = 0.95) -> Trend:
    """Mann-Kendall and Theil-Sen with SPEC 2.7's refusals; never raises for any series. Missing values are left out.

    `times` give the order and the unit of the slope. Refusals: short_series (below eight; six and seven keep their slope),
    autocorrelated (lag 1 of what the line leaves above 0.3). Of SPEC's two ways out of that one, Hamed and Rao's
    correction is not taken: tried on series without trend it claimed one in 12-25 of 100, not 5 (see its test).
    """
    x, t = _in_order(values, times)
    if len(x) < LEAST:
        return Trend("undecided", "short_series", len(x), None, None, None, None)
    slope = theil_sen(x, conf, t)
    leans = _leaning(x, x - slope.slope * t)
    if len(x) < LEAST_TESTED or leans > AUTOCORRELATED:
        reason = "short_series" if len(x) < LEAST_TESTED else "autocorrelated"
        return Trend("undecided", reason, len(x), None, None, slope, leans)
    found = mann_kendall(x)
    exact = found.p_exact if len(x) < EXACT_BELOW else None
    p, method = (found.p, "normal") if exact is None else (exact, "exact")
    verdict = "none" if p > level or found.s == 0 else "rising" if found.s > 0 else "falling"
    return Trend(verdict, None, len(x), p, method, slope, leans)


def _leaning(x: Array, left: Array) -> float:
    """Lag-1 autocorrelation of what the line leaves; 0 where that is only the rounding of floats."""
    return autocorrelation(left) if np.ptp(left) > 1e-9 * np.abs(x).max() else 0.0


def _in_order(values: Values, times: Values | None) -> tuple[Array, Array]:
    x = np.asarray(values, float)
    t = np.arange(len(x), dtype=float) if times is None else np.asarray(times, float)
    order = [n for n in np.argsort(t, kind="stable") if np.isfinite(x[n])]
    return x[order], t[order] - (t[order][0] if order else 0)  # counted from the first, so that labels carry no weight


def annual_trend(values: Values, standard_errors: Values, conf: float = 0.998, years: Values | None = None) -> AnnualTrend:
    """Fingertips' rule for one series of annual points with standard errors; see `annual_trends`. Never raises."""
    x, se = np.asarray(values, float).reshape(1, -1), np.asarray(standard_errors, float).reshape(1, -1)
    found = annual_trends(x, se, conf, years)
    slope, error, statistic, p = (float(part[0]) for part in (found.slope, found.se, found.statistic, found.p))
    return AnnualTrend(slope, error, statistic, p, bool(found.survives[0]), found.verdict[0], found.reason[0])


def annual_trends(
    values: npt.ArrayLike, standard_errors: npt.ArrayLike, conf: float = 0.998, years: Values | None = None
) -> AnnualTrends:
    """Least squares slope with weights 1/se² over each row's last five points, chi-square (slope/se)² with 1 df.

    Rows are series, columns years (one apart unless `years` are given, in any order). A point without value or without a
    positive se is left out and the one before it used. A trend: chi-square beyond `conf`, and the sign of the slope the
    same with each point left out (OHID, Fingertips technical guidance, trend markers). Needs five points.
    """
    from scipy.special import erfc  # noqa: PLC0415  half a second to load

    y, w, t, enough = _recent(np.asarray(values, float), np.asarray(standard_errors, float), years)
    slope, se = _weighted_slope(y, w, t)
    left_out = [_weighted_slope(y, w * (np.arange(w.shape[1]) != n), t)[0] for n in range(w.shape[1])]
    survives = enough & np.all([np.sign(one) == np.sign(slope) for one in left_out], axis=0)
    statistic = np.where(se > 0, (slope / se) ** 2, np.nan)
    p = np.where(enough, erfc(np.sqrt(statistic / 2)), np.nan)
    beyond = enough & (p < 1 - conf)
    cases = [~enough, beyond & ~survives, beyond & (slope > 0), beyond]
    verdict = np.select(cases, ["undecided", "undecided", "rising", "falling"], default="none").astype(object)
    reason = np.full(len(verdict), None, dtype=object)
    reason[~enough], reason[beyond & ~survives] = "short_series", "one_point"
    return AnnualTrends(slope, se, statistic, p, survives, verdict, reason)


def _recent(x: Array, se: Array, years: Values | None) -> tuple[Array, Array, Array, npt.NDArray[np.bool_]]:
    """The last five usable points of each row, their weights and times, and whether there are five."""
    t = np.arange(x.shape[1], dtype=float) if years is None else np.asarray(years, float)
    order = np.argsort(t, kind="stable")
    x, se, t = x[:, order], se[:, order], np.broadcast_to(t[order], x.shape)
    with np.errstate(invalid="ignore"):
        usable = np.isfinite(x) & np.isfinite(se) & (se > 0)
    last = np.argsort(usable, axis=1, kind="stable")[:, -RECENT:]  # unusable points go first, the rest keep their order
    enough = usable.sum(axis=1) >= RECENT
    y, error, time = (np.take_along_axis(part, last, axis=1) for part in (x, se, t))
    unit = np.where(enough[:, None], error, np.nan)
    # counted from the row's own first point: neither the labels of the years nor the level may cost digits
    return y - y[:, :1], 1 / unit**2, time - time[:, :1], enough


def _weighted_slope(y: Array, w: Array, t: Array) -> tuple[Array, Array]:
    """Slope and its standard error 1/sqrt(Σw(t-t̄)²), by row."""
    with np.errstate(divide="ignore", invalid="ignore"):
        from_mean = t - (w * t).sum(axis=1, keepdims=True) / w.sum(axis=1, keepdims=True)
        spread = (w * from_mean**2).sum(axis=1)
        return (w * from_mean * y).sum(axis=1) / spread, 1 / np.sqrt(spread)
