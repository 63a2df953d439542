"""Counts and rates: Garwood and Byar as English public health does it (stats/SPEC.md 2.1)."""

from math import sqrt
from statistics import NormalDist

EXACT_BELOW = 10  # events; from here on Byar's approximation is as good as the exact limits and needs no tables


def poisson_exact(count: float, confidence: float = 0.95) -> tuple[float, float]:
    """Exact Poisson limits for a count, half chi-square quantiles. Raises ValueError for a negative count."""
    from scipy.special import gammaincinv  # noqa: PLC0415  half a second to load, and counts below ten are rare

    tail = _tail(count, confidence)
    lower = float(gammaincinv(count, tail)) if count else 0.0  # 2·gammaincinv(k, p) is the quantile p of chi2 with 2k
    return lower, float(gammaincinv(count + 1, 1 - tail))


def byar(count: float, confidence: float = 0.95) -> tuple[float | None, float]:
    """Byar's limits for a count; no lower limit where the formula falls below zero. Raises ValueError below zero."""
    z = NormalDist().inv_cdf(1 - _tail(count, confidence))
    above = count + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3
    root = 1 - 1 / (9 * count) - z / (3 * sqrt(count)) if count else -1.0
    return (count * root**3 if root >= 0 else None), upper


def count_ci(count: float, confidence: float = 0.95) -> tuple[float | None, float]:
    """Limits for a number of events: exact below ten, Byar from ten. Raises ValueError for a negative count."""
    return poisson_exact(count, confidence) if count < EXACT_BELOW else byar(count, confidence)


def rate_ci(count: float, base: float, per: float, confidence: float = 0.95) -> tuple[float | None, float]:
    """Limits for `per`·count/base, in the rate's own unit. Raises ValueError for a negative count or no base."""
    if base <= 0:
        raise ValueError(f"base {base}")
    lower, upper = count_ci(count, confidence)
    return (None if lower is None else lower / base * per), upper / base * per


def _tail(count: float, confidence: float) -> float:
    if count < 0 or not 0 < confidence < 1:
        raise ValueError(f"count {count}, confidence {confidence}")
    return (1 - confidence) / 2
