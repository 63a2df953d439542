"""Rates standardised for age: direct with Dobson's or Fay and Feuer's limits, indirect (stats/SPEC.md 2.4).

Only where the age of the victim is known; for crime that is counted where it happens a crude rate is the honest one.
"""

from dataclasses import dataclass

import numpy as np

from etl.statistics.column import Column, Figure, Figures, column, refuse, shaped, tail
from etl.statistics.rate import EXACT_BELOW, count_ci

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class _Direct:
    """A weighted sum of rates: events, the sum, its variance, and the most that one more event could add."""

    events: float
    rate: float
    variance: float
    greatest: float


def _direct(counts: Column, pops: Column, stdpops: Column) -> _Direct:
    events, people, standard = column(counts), column(pops), column(stdpops)
    alike = events.shape == people.shape == standard.shape
    refuse(not alike, counts=counts, pops=pops, stdpops=stdpops)
    refuse((events < 0) | (people <= 0) | (standard < 0) | (standard.sum() <= 0), counts=counts, pops=pops, stdpops=stdpops)
    weight = standard / standard.sum() / people
    return _Direct(float(events.sum()), float(weight @ events), float(weight**2 @ events), float(weight.max()))


def dsr(counts: Column, pops: Column, stdpops: Column, multiplier: float = 1.0, conf: float = 0.95) -> Triple:
    """Directly standardised rate and Dobson's limits on Byar, one figure per age group in.

    All three are nan below ten events, where England publishes none. Raises ValueError for groups of different number,
    a negative count, an empty group or no standard population.
    """
    found = _direct(counts, pops, stdpops)
    if not found.events >= EXACT_BELOW:
        return np.nan, np.nan, np.nan
    step = np.sqrt(found.variance / found.events)
    lower, upper = (found.rate + step * (limit - found.events) for limit in count_ci(found.events, conf))
    return found.rate * multiplier, float(lower * multiplier), float(upper * multiplier)


def dsr_gamma(counts: Column, pops: Column, stdpops: Column, multiplier: float = 1.0, conf: float = 0.95) -> Triple:
    """The same rate with the limits of Fay and Feuer 1997, which hold when the weights are very unequal."""
    from scipy.special import gammaincinv  # noqa: PLC0415  0.4 s to load

    found, beyond = _direct(counts, pops, stdpops), tail(conf)
    if not found.events >= EXACT_BELOW:
        return np.nan, np.nan, np.nan

    def quantile(mean: float, variance: float, level: float) -> float:
        return float(variance / mean * gammaincinv(mean**2 / variance, level) * multiplier)

    upper = quantile(found.rate + found.greatest, found.variance + found.greatest**2, 1 - beyond)
    return found.rate * multiplier, quantile(found.rate, found.variance, beyond), upper


def isr(observed: Figure, expected: Figures, reference: Figures = 1.0, conf: float = 0.95) -> tuple[Figure, Figure, Figure]:
    """Observed over expected events times the reference rate, with limits for the observed count.

    A reference of 1 gives the ratio, 100 the ratio in percent. Raises ValueError for a negative count or nothing expected.
    """
    awaited = column(expected)
    refuse((awaited <= 0) | np.isinf(awaited), expected=expected)
    lower, upper = count_ci(column(observed), conf)
    per = column(reference) / awaited
    return shaped(column(observed) * per), shaped(lower * per), shaped(upper * per)
