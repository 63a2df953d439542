"""Funnel limits: how far chance alone takes an area from the average (stats/SPEC.md 2.3).

Proportions by inverting Wilson's interval, counts by inverting the exact (below ten) and Byar's interval, so that an
area lies outside the drawn line exactly when its own interval misses the average. Areas that differ among themselves
more than chance allows widen the funnel: Spiegelhalter 2005, doi 10.1002/sim.1970.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from etl.statistics.rate import EXACT_BELOW

Numbers = npt.ArrayLike
Array = npt.NDArray[np.float64]
LEAST_AREAS = 10  # SPEC 2.3: with fewer, a table of intervals says more than a funnel
WATCH, OUTSIDE = 0.95, 0.998
_WORDS = ["Low (0.001)", "High (0.001)", "Low (0.025)", "High (0.025)"]  # the tails of the two funnels, as PHE names them
_CODES = ["outside_low", "outside_high", "watch_low", "watch_high"]


@dataclass(frozen=True)
class Overdispersion:
    """How much areas differ beyond chance, on the scale where the spread is even.

    `z` before and `wz` after winsorising; phi their mean square; tau2 the variance between areas; half widths of the
    widened limits on that scale for each area.
    """

    target: float
    z: Array
    wz: Array
    phi: float
    tau2: float
    half_width_95: Array
    half_width_998: Array


@dataclass(frozen=True)
class RateFunnel:
    """One row an area: its rate, the limits around `centre`, and a code.

    Codes: inside, watch_low/high (beyond 95 %), outside_low/high (beyond 99.8 %), missing. All rates per `multiplier`.
    """

    centre: float
    phi: float
    tau2: float
    rate: Array
    lower95: Array
    upper95: Array
    lower998: Array
    upper998: Array
    code: npt.NDArray[np.str_]


def funnel_proportion(n: Numbers, theta: Numbers, conf: float = 0.95) -> tuple[Array, Array]:
    """Shares (0-1) at which Wilson's interval for `n` persons just touches the average share `theta`.

    Wilson's interval holds θ exactly when |p-θ| ≤ z·sqrt(θ(1-θ)/n): that is the whole inversion; clamped to 0 and 1.
    Raises ValueError for n ≤ 0 or a share outside 0-1.
    """
    size, centre = np.asarray(n, float), np.asarray(theta, float)
    if np.any(size <= 0) or np.any((centre < 0) | (centre > 1)):
        raise ValueError("n must be positive and theta a share")
    half = _z(conf) * np.sqrt(centre * (1 - centre) / size)
    return np.maximum(centre - half, 0)[()], np.minimum(centre + half, 1)[()]


def funnel_poisson(observed: Numbers, conf: float = 0.95) -> tuple[Array, Array]:
    """Expected counts at which `observed` lies on the lower and on the upper limit of the funnel, in that order.

    ½χ²(1-α/2; 2O+2) and ½χ²(α/2; 2O): the first is the larger, since few events are low only where many were expected.
    The second is 0 for no events. Raises ValueError for a negative count.
    """
    from scipy.special import gammaincinv  # noqa: PLC0415  costs half a second and few builds draw funnels

    count = np.asarray(observed, float)
    if np.any(count < 0):
        raise ValueError("a count is never negative")
    tail = (1 - conf) / 2
    return gammaincinv(count + 1, 1 - tail), np.where(count > 0, gammaincinv(np.maximum(count, 1e-9), tail), 0.0)[()]


def funnel_smr(observed: Numbers, conf: float = 0.95, multiplier: float = 100) -> tuple[Array, Array]:
    """Ratio observed/expected (times `multiplier`) on the lower and the upper limit; the upper is nan without events."""
    count = np.asarray(observed, float)
    least, most = funnel_poisson(count, conf)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (multiplier * count / least)[()], (multiplier * count / most)[()]


def funnel_counts(expected: Numbers, conf: float = 0.95) -> tuple[Array, Array]:
    """Counts beyond which an area with this expectation is low or high: below the first, above the second.

    The inverse of the interval for a count, exact below ten and Byar from ten, so that for whole numbers "beyond the
    limit" and "the interval misses the expectation" are one and the same. 0 where no count could be low.
    """
    from scipy.special import pdtrik  # noqa: PLC0415  as above

    mean, tail, z = np.asarray(expected, float), (1 - conf) / 2, _z(conf)
    with np.errstate(invalid="ignore"):
        exact_low = np.where(np.exp(-mean) < tail, pdtrik(tail, mean), 0.0)
        exact_high = 1 + pdtrik(1 - tail, mean)
        byar_low, byar_high = _byar_inverse(mean, z) - 1, _byar_inverse(mean, -z)
    low = np.where(byar_low > EXACT_BELOW, byar_low, np.minimum(exact_low, EXACT_BELOW))
    last_exact = EXACT_BELOW - 1.0  # the largest whole count that the exact interval judges
    high = np.where(exact_high < last_exact, exact_high, np.maximum(byar_high, last_exact))
    return low[()], high[()]


def _byar_inverse(mean: Array, z: float) -> Array:
    """The a with a·(1 - 1/9a + z/3√a)³ = mean, by halving: the cube root of the left side rises with a from 1 on."""
    sought = np.cbrt(mean)
    low, high = np.ones_like(mean), mean + 20 + 8 * abs(z) * np.sqrt(mean + 1)
    for _ in range(64):
        middle = (low + high) / 2
        below = np.cbrt(middle) * (1 - 1 / (9 * middle) + z / (3 * np.sqrt(middle))) < sought
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)


def funnel_significance(
    numerator: Numbers, denominator: Numbers, baseline: Numbers, statistic: str = "proportion"
) -> str | npt.NDArray[np.str_]:
    """PHE's words for where a value lies: 'High (0.001)', 'High (0.025)', 'Not significant', 'Low (0.025)', 'Low (0.001)'.

    proportion: numerator of denominator against the average share. rate: events against denominator·baseline expected.
    ratio: observed against expected, baseline a ratio of 1. Counts as `funnel_counts`. High is neither good nor bad.
    Scalars give one word, arrays an array. Raises ValueError for another statistic.
    """
    count, size = np.asarray(numerator, float), np.asarray(denominator, float)
    if statistic == "proportion":
        value, limits = count / size, [funnel_proportion(size, baseline, conf) for conf in (OUTSIDE, WATCH)]
    elif statistic in ("rate", "ratio"):
        expected = size * np.asarray(baseline, float)
        value, limits = count, [funnel_counts(expected, conf) for conf in (OUTSIDE, WATCH)]
    else:
        raise ValueError(f"statistic {statistic}")
    found = _placed(value, limits, _WORDS, "Not significant")
    return found if found.ndim else str(found)


def _placed(value: Array, limits: list[tuple[Array, Array]], names: list[str], inside: str) -> npt.NDArray[np.str_]:
    """Which of the limits, outermost first, a value goes beyond."""
    beyond = [test for low, high in limits for test in (value < low, value > high)]
    return np.select(beyond, names, default=inside)


def overdispersion(
    numerator: Numbers, denominator: Numbers, data_type: str = "SR", sr_method: str = "SHMI", trim: float = 0.1
) -> Overdispersion:
    """Spiegelhalter's additive overdispersion. PR: arcsine of the root of a share; RC: log ratio of two counts.

    SR: observed against expected, as log (SHMI) or root (CQC). z is winsorised at `trim` in each tail (type 7
    quantiles). Raises ValueError for an unknown type. On the log scale an area without events gives -inf: use CQC there.
    """
    y, s, target = _even_scale(np.asarray(numerator, float), np.asarray(denominator, float), data_type, sr_method)
    z = (y - target) / s
    wz = np.clip(z, *np.quantile(z, [trim, 1 - trim]))
    phi = float(np.mean(wz**2))
    between = _between(len(z) * phi, 1 / s**2)
    spread = np.sqrt(s**2 + between)
    return Overdispersion(target, z, wz, phi, between, _z(WATCH) * spread, _z(OUTSIDE) * spread)


def _even_scale(x: Array, n: Array, data_type: str, sr_method: str) -> tuple[Array, Array, float]:
    """Values, their standard errors and the target on the scale of Spiegelhalter 2005, table I."""
    if data_type == "PR":
        return np.arcsin(np.sqrt(x / n)), 1 / (2 * np.sqrt(n)), float(np.arcsin(np.sqrt(x.sum() / n.sum())))
    if data_type == "RC":
        error = np.sqrt(x / (x + 0.5) ** 2 + n / (n + 0.5) ** 2)
        return np.log((x + 0.5) / (n + 0.5)), error, float(np.log(x.sum() / n.sum()))
    if (data_type, sr_method) == ("SR", "CQC"):
        return np.sqrt(x / n), 1 / (2 * np.sqrt(n)), 1.0
    if (data_type, sr_method) == ("SR", "SHMI"):
        with np.errstate(divide="ignore"):
            return np.log(x / n), 1 / np.sqrt(n), 0.0
    raise ValueError(f"type {data_type}, method {sr_method}")


def tau2(y: Numbers, v: Numbers) -> float:
    """DerSimonian and Laird's variance between areas, from estimates and their variances, around their weighted mean."""
    values, weights = np.asarray(y, float), 1 / np.asarray(v, float)
    centre = (weights * values).sum() / weights.sum()
    return _between(float((weights * (values - centre) ** 2).sum()), weights)


def _between(q: float, w: Array) -> float:
    """τ² = max(0, (Q-(k-1)) / (Σw - Σw²/Σw)), where Q = kφ; 0 for one area."""
    spare = w.sum() - (w**2).sum() / w.sum()
    return max(0.0, (q - (len(w) - 1)) / float(spare)) if spare > 0 else 0.0


def funnel_rates(count: Numbers, population: Numbers, multiplier: float = 1000, trim: float | None = 0.1) -> RateFunnel:
    """The funnel of rates for all areas of one indicator and period, around Σcount/Σpopulation.

    Widened by τ² on the root scale (which bears areas without events) where the areas differ more than chance allows;
    `trim=None` leaves that out. Missing counts (nan) or no inhabitants: left out of the average, code missing.
    """
    x, n = np.asarray(count, float), np.asarray(population, float)
    known = np.isfinite(x) & np.isfinite(n) & (n > 0)
    mean = float(x[known].sum() / n[known].sum()) if known.any() else float("nan")
    expected = np.where(known, n * mean, np.nan)
    spread = overdispersion(x[known], expected[known], "SR", "CQC", trim) if trim is not None and mean > 0 else None
    phi, between = (spread.phi, spread.tau2) if spread else (1.0, 0.0)
    outer, inner = (_widened(expected, between, conf) for conf in (OUTSIDE, WATCH))
    code = np.where(known, _placed(x, [outer, inner], _CODES, "inside"), "missing")
    unit = multiplier / np.where(known, n, np.nan)
    (low95, high95), (low998, high998) = [(low * unit, high * unit) for low, high in (inner, outer)]
    return RateFunnel(multiplier * mean, phi, between, x * unit, low95, high95, low998, high998, code)


def _widened(expected: Array, between: float, conf: float) -> tuple[Array, Array]:
    """Limits for counts; with variance between areas E·(1 ± z·sqrt(1/4E + τ²))², the root scale turned back."""
    if between == 0:
        return funnel_counts(expected, conf)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = _z(conf) * np.sqrt(1 / (4 * expected) + between)
        return expected * np.maximum(1 - half, 0) ** 2, expected * (1 + half) ** 2


def _z(conf: float) -> float:
    return NormalDist().inv_cdf((1 + conf) / 2)
