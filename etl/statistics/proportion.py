"""Shares of a base: Clopper-Pearson for controls (stats/SPEC.md 3.1)."""


def clopper_pearson(count: float, base: float, confidence: float = 0.95) -> tuple[float, float]:
    """Exact limits, 0 to 1, for the share count/base. Raises ValueError for a count outside 0..base or no base."""
    from scipy.special import betaincinv  # noqa: PLC0415  half a second to load

    if not 0 <= count <= base or base <= 0:
        raise ValueError(f"count {count}, base {base}")
    tail = (1 - confidence) / 2
    lower = float(betaincinv(count, base - count + 1, tail)) if count else 0.0
    upper = float(betaincinv(count + 1, base - count, 1 - tail)) if count < base else 1.0
    return lower, upper
