"""Shares, 0 to 1: Wilson, Clopper-Pearson and mid-P for one; Newcombe and the pooled z test for two (SPEC 1.2, 1.4, 3.1).

Never Wald: at 115 answers and 2 percent it covers the truth 90 times of 100, not 95 (SPEC 1.2 rule 4).
"""

from collections.abc import Callable

import numpy as np

from etl.statistics.column import Column, Figure, Figures, column, normal_quantile, over, refuse, shaped, tail, two_sided


def _shares(x: Figures, n: Figures) -> tuple[Column, Column]:
    """Both as columns of one shape. Raises ValueError for a base of nothing and for a count outside 0..n."""
    hits, base = np.broadcast_arrays(column(x), column(n))
    refuse((base <= 0) | (hits < 0) | (hits > base) | np.isinf(base), count=x, base=n)
    return hits, base


def wilson(x: Figure, n: Figures, conf: float = 0.95) -> tuple[Figure, Figure]:
    """Lower and upper limit of the share x/n (Wilson 1927); x and n need not be whole."""
    hits, base = _shares(x, n)
    z2, p = normal_quantile(conf) ** 2, hits / base
    half = np.sqrt(z2 * p * (1 - p) / base + (z2 / (2 * base)) ** 2)
    middle, scale = p + z2 / (2 * base), 1 + z2 / base
    lower = np.where(hits == 0, 0.0, (middle - half) / scale)  # the ends are exact; floats would miss them by a hair
    upper = np.where(hits == base, 1.0, (middle + half) / scale)
    return shaped(lower), shaped(upper)


def wilson_neff(p: Figure, n: Figures, deff: Figures, conf: float = 0.95) -> tuple[Figure, Figure]:
    """Wilson for the share p of n answers with a design effect: n/deff of them count (SPEC 1.2 rule 2)."""
    refuse((column(p) < 0) | (column(p) > 1) | (column(deff) <= 0), p=p, deff=deff)
    effective = column(n) / column(deff)
    lower, upper = wilson(column(p) * effective, effective, conf)
    return shaped(lower), shaped(upper)


def clopper_pearson(x: Figure, n: Figures, conf: float = 0.95) -> tuple[Figure, Figure]:
    """Exact limits of the share x/n, beta quantiles; x and n need not be whole, as Korn and Graubard use them."""
    from scipy.special import betaincinv  # noqa: PLC0415  0.4 s to load

    hits, base = _shares(x, n)
    none, every, beyond = hits == 0, hits == base, tail(conf)
    lower = np.where(none, 0.0, betaincinv(np.where(none, 1.0, hits), base - hits + 1, beyond))
    upper = np.where(every, 1.0, betaincinv(hits + 1, np.where(every, 1.0, base - hits), 1 - beyond))
    return shaped(lower), shaped(upper)


def at_least(x: Figures, n: Figures, p: Figures) -> Column:
    """The chance of x hits or more among n when each has the chance p; 1 for no hits, 0 for more than n."""
    from scipy.special import betainc  # noqa: PLC0415  0.4 s to load

    hits, base, chance = np.broadcast_arrays(column(x), column(n), column(p))
    inside = (hits > 0) & (hits <= base)
    found = betainc(np.where(inside, hits, 1.0), np.where(inside, base - hits + 1, 1.0), chance)
    return np.where(inside, found, np.where(np.isnan(hits + base), np.nan, np.where(hits > 0, 0.0, 1.0)))


def mid_p(x: Figure, n: Figures, conf: float = 0.95) -> tuple[Figure, Figure]:
    """Limits where half the chance of x itself counts with the tail: shorter than Clopper-Pearson, and may cover less."""
    hits, base = _shares(x, n)
    beyond, ends = tail(conf), clopper_pearson(hits, base, conf)

    def chance(p: Column, x: Column, n: Column) -> Column:
        return (at_least(x, n, p) + at_least(x + 1, n, p)) / 2

    lower = np.where(hits == 0, 0.0, _root(chance, beyond, hits, base, ends))
    upper = np.where(hits == base, 1.0, _root(chance, 1 - beyond, hits, base, ends))
    missing = np.isnan(hits + base)
    return shaped(np.where(missing, np.nan, lower)), shaped(np.where(missing, np.nan, upper))


def _root(chance: Callable[..., Column], level: float, x: Column, n: Column, ends: tuple[Column, Column]) -> Column:
    """Where the rising chance passes the level; looked for between the exact limits, which enclose mid-P's."""
    from scipy.optimize.elementwise import find_root  # noqa: PLC0415  0.5 s to load

    return column(find_root(lambda p, a, b: chance(p, a, b) - level, ends, args=(x, n)).x)


def newcombe10(x1: Figure, n1: Figures, x2: Figures, n2: Figures, conf: float = 0.95) -> tuple[Figure, Figure, Figure]:
    """Difference x1/n1 - x2/n2 with its limits from the two Wilson intervals (Newcombe 1998, method 10)."""
    (h1, b1), (h2, b2) = _shares(x1, n1), _shares(x2, n2)
    (l1, u1), (l2, u2) = wilson(h1, b1, conf), wilson(h2, b2, conf)
    p1, p2 = h1 / b1, h2 / b2
    below, above = np.hypot(p1 - l1, u2 - p2), np.hypot(u1 - p1, p2 - l2)
    return shaped(p1 - p2), shaped(p1 - p2 - below), shaped(p1 - p2 + above)


def ztest(x1: Figure, n1: Figures, x2: Figures, n2: Figures) -> tuple[Figure, Figure]:
    """z and two-sided p for equal shares, variance from both pooled; nan where all or none were hits, nothing to test."""
    (h1, b1), (h2, b2) = _shares(x1, n1), _shares(x2, n2)
    pooled = (h1 + h2) / (b1 + b2)
    z = over(h1 / b1 - h2 / b2, np.sqrt(pooled * (1 - pooled) * (1 / b1 + 1 / b2)))
    return shaped(z), shaped(two_sided(z))
