"""Pure arithmetic for counts and shares: Byar and Garwood as English public health does it, Clopper-Pearson for controls."""

from math import sqrt
from statistics import NormalDist

EXACT_BELOW = 10  # events; from here on Byar's approximation is as good as the exact limits and needs no tables


def garwood_limits(count: float, confidence: float = 0.95) -> tuple[float, float]:
    """Exact Poisson limits for a count, half chi-square quantiles. Raises ValueError for a negative count."""
    from scipy.special import gammaincinv  # noqa: PLC0415  half a second to load, and counts below ten are rare

    tail = _tail(count, confidence)
    lower = float(gammaincinv(count, tail)) if count else 0.0  # 2·gammaincinv(k, p) is the quantile p of chi2 with 2k
    return lower, float(gammaincinv(count + 1, 1 - tail))


def byar_limits(count: float, confidence: float = 0.95) -> tuple[float | None, float]:
    """Byar's limits for a count; no lower limit where the formula falls below zero. Raises ValueError below zero."""
    z = NormalDist().inv_cdf(1 - _tail(count, confidence))
    above = count + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3
    root = 1 - 1 / (9 * count) - z / (3 * sqrt(count)) if count else -1.0
    return (count * root**3 if root >= 0 else None), upper


def count_limits(count: float, confidence: float = 0.95) -> tuple[float | None, float]:
    """Limits for a number of events: exact below ten, Byar from ten. Raises ValueError for a negative count."""
    return garwood_limits(count, confidence) if count < EXACT_BELOW else byar_limits(count, confidence)


def rate_limits(count: float, base: float, per: float, confidence: float = 0.95) -> tuple[float | None, float]:
    """Limits for `per`·count/base, in the rate's own unit. Raises ValueError for a negative count or no base."""
    if base <= 0:
        raise ValueError(f"base {base}")
    lower, upper = count_limits(count, confidence)
    return (None if lower is None else lower / base * per), upper / base * per


def _tail(count: float, confidence: float) -> float:
    if count < 0 or not 0 < confidence < 1:
        raise ValueError(f"count {count}, confidence {confidence}")
    return (1 - confidence) / 2


def clopper_pearson(count: float, base: float, confidence: float = 0.95) -> tuple[float, float]:
    """Exact limits, 0 to 1, for the share count/base. Raises ValueError for a count outside 0..base or no base."""
    from scipy.special import betaincinv  # noqa: PLC0415  half a second to load

    if not 0 <= count <= base or base <= 0:
        raise ValueError(f"count {count}, base {base}")
    tail = _tail(count, confidence)
    lower = float(betaincinv(count, base - count + 1, tail)) if count else 0.0
    upper = float(betaincinv(count + 1, base - count, 1 - tail)) if count < base else 1.0
    return lower, upper
