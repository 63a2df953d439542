"""Two arms of controls, chosen by risk and by lot: does the one hit more often than the other? (stats/SPEC.md 3.1)"""

from dataclasses import dataclass

Table = list[list[int]]


@dataclass(frozen=True)
class Fisher:
    """Both p, and the conditional odds ratio with exact limits; infinite where only one arm hits or misses."""

    p_two_sided: float
    p_greater: float
    odds_ratio_cmle: float
    lower: float
    upper: float


def fisher(a: float, b: float, c: float, d: float, conf: float = 0.95) -> Fisher:
    """Fisher's exact test of a hits and b misses in one arm against c and d in the other.

    `p_greater` is that the first arm hits more. Where neither arm hits (or misses) the odds ratio is nan, its limits 0 and
    infinity. R finds odds ratio and limits only to about 1e-4 of their smaller side; these are to machine precision.
    Raises ValueError for counts below zero or not whole, and for an arm without controls.
    """
    from scipy.stats import contingency, fisher_exact  # noqa: PLC0415  0.9 s to load

    table = _table(a, b, c, d)
    odds = contingency.odds_ratio(table)
    limits = odds.confidence_interval(conf)
    both, greater = fisher_exact(table).pvalue, fisher_exact(table, alternative="greater").pvalue
    return Fisher(*(float(figure) for figure in (both, greater, odds.statistic, limits.low, limits.high)))


def boschloo(a: float, b: float, c: float, d: float) -> float:
    """Two-sided p of Boschloo's test, the sensitivity analysis beside Fisher: it fixes the arms, not the hits.

    Two-sided as scipy means it: twice the smaller one-sided p, at most 1; the arms are the columns of its table.
    Raises ValueError as fisher does.
    """
    from scipy.stats import boschloo_exact  # noqa: PLC0415  0.9 s to load

    (hits, misses), (others, missed) = _table(a, b, c, d)
    if hits + others == 0 or misses + missed == 0:
        return 1.0  # no control differs from any other; scipy has no figure for it
    return float(boschloo_exact([[hits, others], [misses, missed]], alternative="two-sided").pvalue)


def _table(a: float, b: float, c: float, d: float) -> Table:
    if min(a, b, c, d) < 0 or any(figure % 1 for figure in (a, b, c, d)) or min(a + b, c + d) == 0:
        raise ValueError(f"arms {a}/{b} and {c}/{d}")
    return [[int(a), int(b)], [int(c), int(d)]]
