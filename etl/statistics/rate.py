"""Counts and rates: Garwood and Byar as English public health does it, ratios, dispersion (stats/SPEC.md 2.1 and 2.2)."""

from dataclasses import dataclass
from typing import Generic

import numpy as np

from etl.statistics.column import (
    Column,
    Figure,
    Figures,
    column,
    normal_quantile,
    over,
    refuse,
    shaped,
    student_quantile,
    tail,
    two_sided,
)
from etl.statistics.proportion import at_least, clopper_pearson

EXACT_BELOW = 10  # events; from here on Byar's approximation is as good as the exact limits and needs no tables


def poisson_exact(x: Figure, conf: float = 0.95) -> tuple[Figure, Figure]:
    """Exact limits for x events, half chi-square quantiles (Garwood 1936). Raises ValueError for a negative count."""
    from scipy.special import gammaincinv  # noqa: PLC0415  0.4 s to load, and counts below ten are rare

    count, beyond = _count(x), tail(conf)
    none = count == 0
    lower = gammaincinv(np.where(none, 1.0, count), beyond)  # 2·gammaincinv(k, p) is the quantile p of chi2 with 2k
    return shaped(np.where(none, 0.0, lower)), shaped(gammaincinv(count + 1, 1 - beyond))


def byar(x: Figure, conf: float = 0.95) -> tuple[Figure, Figure]:
    """Byar's limits for x events; the lower is nan where the formula falls below zero. Raises ValueError below zero."""
    count, z = _count(x), normal_quantile(conf)
    above, some = count + 1, np.where(count == 0, np.nan, count)
    upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    root = 1 - 1 / (9 * some) - z / (3 * np.sqrt(some))
    return shaped(np.where(root >= 0, count * root**3, np.nan)), shaped(upper)


def count_ci(x: Figure, conf: float = 0.95) -> tuple[Figure, Figure]:
    """Limits for a number of events: exact below ten, Byar from ten. Raises ValueError for a negative count."""
    count = _count(x)
    lower, upper = byar(count, conf)
    if np.any(count < EXACT_BELOW):  # only then is the library of exact quantiles worth its loading
        few, (low, high) = count < EXACT_BELOW, poisson_exact(count, conf)
        lower, upper = np.where(few, low, lower), np.where(few, high, upper)
    return shaped(lower), shaped(upper)


def rate_ci(x: Figure, population: Figures, multiplier: float, conf: float = 0.95) -> tuple[Figure, Figure, Figure]:
    """The rate multiplier·x/population and its limits. Raises ValueError for a negative count or an empty population."""
    count, people = np.broadcast_arrays(_count(x), column(population))
    refuse((people <= 0) | np.isinf(people), population=population)
    lower, upper = count_ci(count, conf)
    per = multiplier / people
    return shaped(count * per), shaped(lower * per), shaped(upper * per)


def _count(x: Figures) -> Column:
    refuse((column(x) < 0) | np.isinf(column(x)), count=x)
    return column(x)


@dataclass(frozen=True)
class Ratio(Generic[Figure]):
    """Rate one over rate two; `p_central` agrees with the limits, `p_minlike` is R's and may not (SPEC 2.2)."""

    ratio: Figure
    lower: Figure
    upper: Figure
    p_central: Figure
    p_minlike: Figure


def rate_ratio_exact(x1: Figure, t1: Figures, x2: Figures, t2: Figures, conf: float = 0.95) -> Ratio[Figure]:
    """x1 events in t1 against x2 in t2, given their sum (SPEC 2.2). No events at all: any ratio from 0 to infinity, p 1.

    Raises ValueError for counts that are not whole or below zero and for an exposure of nothing.
    """
    first, time1, second, time2 = _pairs(x1, t1, x2, t2)
    refuse((first % 1 > 0) | (second % 1 > 0), x1=x1, x2=x2)
    total, odds = first + second, time2 / time1
    low, high = clopper_pearson(np.where(total == 0, 0.5, first), np.where(total == 0, 1.0, total), conf)
    low, high = np.where(total == 0, 0.0, low), np.where(total == 0, 1.0, high)
    return Ratio(
        shaped(np.where(total == 0, np.nan, _odds(over(first, total)) * odds)),
        shaped(_odds(low) * odds),
        shaped(_odds(high) * odds),
        shaped(_central(first, total, 1 / (1 + odds))),
        shaped(_least_likely(first, total, 1 / (1 + odds))),
    )


def _pairs(x1: Figures, t1: Figures, x2: Figures, t2: Figures) -> tuple[Column, ...]:
    refuse((column(t1) <= 0) | (column(t2) <= 0), t1=t1, t2=t2)
    return tuple(np.broadcast_arrays(_count(x1), column(t1), _count(x2), column(t2)))


def _odds(share: Column) -> Column:
    return np.where(share == 1, np.inf, share / np.where(share == 1, 1.0, 1 - share))


def _central(x: Column, n: Column, p: Column) -> Column:
    return column(np.minimum(1.0, 2 * np.minimum(at_least(x, n, p), 1 - at_least(x + 1, n, p))))


def _least_likely(x: Column, n: Column, p: Column) -> Column:
    from scipy.stats import binomtest  # noqa: PLC0415  0.9 s to load

    def one(hits: float, base: float, chance: float) -> float:
        return np.nan if np.isnan(hits + base) else float(binomtest(int(hits), int(base), chance).pvalue) if base else 1.0

    return column(np.vectorize(one, otypes=[float])(x, n, p))


@dataclass(frozen=True)
class QuasiRatio(Generic[Figure]):
    """Rate one over rate two with limits and test on the logarithm, for counts that vary more than chance."""

    ratio: Figure
    lower: Figure
    upper: Figure
    statistic: Figure
    p: Figure


def rate_ratio_quasi(
    x1: Figure, t1: Figures, x2: Figures, t2: Figures, phi: Figures, df: Figures | None = None, conf: float = 0.95
) -> QuasiRatio[Figure]:
    """se(log ratio) = sqrt(phi·(1/x1 + 1/x2)) (SPEC 2.2), phi at least 1; Student's t where phi was estimated with df.

    nan where either count is none: the logarithm says nothing there, rate_ratio_exact does. Raises ValueError as it.
    """
    first, time1, second, time2 = _pairs(x1, t1, x2, t2)
    some = np.where((first > 0) & (second > 0), 1.0, np.nan)
    log_ratio = np.log(np.where(some > 0, first * time2, 1.0) / np.where(some > 0, second * time1, 1.0)) * some
    se = np.sqrt(np.maximum(column(phi), 1.0) * (over(1.0, first) + over(1.0, second)))
    reach = (normal_quantile(conf) if df is None else student_quantile(df, conf)) * se
    p = two_sided(log_ratio / se) if df is None else _two_sided_student(log_ratio / se, df)
    ratio, lower, upper = (shaped(np.exp(log_ratio + sign * reach)) for sign in (0, -1, 1))
    return QuasiRatio(ratio, lower, upper, shaped(log_ratio / se), shaped(p))


def _two_sided_student(t: Column, df: Figures) -> Column:
    from scipy.special import ndtr, stdtr  # noqa: PLC0415  0.4 s to load

    freedom = column(df)
    lower = np.where(np.isinf(freedom), ndtr(-abs(t)), stdtr(np.where(np.isinf(freedom), 1.0, freedom), -abs(t)))
    return column(2 * lower)


def dispersion(counts: Column) -> tuple[float, int]:
    """phi and its degrees of freedom: Pearson's chi-square of areas x years without interaction, over (A-1)(T-1).

    phi is not floored here. A year that no area has, areas with a missing year, and rows or columns without
    any event take no part. Raises ValueError for a negative count and where fewer than two areas or two years are left.
    """
    table = column(counts)
    refuse(table.ndim != 2 or bool(np.any(table < 0)), counts=counts)
    table = table[:, ~np.isnan(table).all(axis=0)]
    table = table[~np.isnan(table).any(axis=1)]
    table = table[np.ix_(table.sum(axis=1) > 0, table.sum(axis=0) > 0)]
    df = (table.shape[0] - 1) * (table.shape[1] - 1)
    refuse(min(table.shape) < 2, counts=counts)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / table.sum()
    return float(((table - expected) ** 2 / expected).sum() / df), df
