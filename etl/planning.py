"""Pure: what a number of controls can say, and a drawing that anyone can repeat (stats/SPEC.md 3.1)."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, log
from statistics import NormalDist

import numpy as np
import pandas as pd

LEAST_RANDOM = 0.2  # share of the controls that is always drawn at random: the only way to learn what rules miss
MOST = 500
RISK_RATES, RANDOM_RATES = (20, 30, 40, 50, 75), (5, 10)


def error_bound(controls: int, confidence: float = 0.95) -> float:
    """Upper limit, 0 to 1, of the error rate when none of n random controls finds a fault. Raises ValueError for n < 1."""
    if controls < 1:
        raise ValueError(f"controls {controls}")
    return float(1 - (1 - confidence) ** (1 / controls))


def controls_for(bound: float, confidence: float = 0.95) -> int:
    """How many random controls without a fault it takes to bound the error rate (0 to 1). Raises ValueError outside."""
    if not 0 < bound < 1:
        raise ValueError(f"bound {bound}")
    return ceil(log(1 - confidence) / log(1 - bound) - 1e-9)


def per_arm(first: float, second: float, power: float = 0.8, level: float = 0.05) -> int:
    """Least number of controls in each of two arms that shows rates `first` and `second` (0 to 1) to differ.

    Exact power of Fisher's two-sided test. Raises ValueError for equal rates or rates outside 0..1.
    """
    if not (0 <= first <= 1 and 0 <= second <= 1) or first == second:
        raise ValueError(f"rates {first}, {second}")
    least = max(2, int(0.95 * _approximate(first, second, power, level)))  # the exact test never needs fewer
    return next(n for n in range(least, 100_000) if fisher_power(n, first, second, level) >= power)


def _approximate(first: float, second: float, power: float, level: float) -> float:
    """The normal approximation, only to know where to begin to look."""
    z = NormalDist().inv_cdf(1 - level / 2) + NormalDist().inv_cdf(power)
    return z * z * (first * (1 - first) + second * (1 - second)) / (first - second) ** 2


def fisher_power(n: int, first: float, second: float, level: float = 0.05) -> float:
    """Probability that Fisher's two-sided test is significant with n controls in each arm."""
    counts = np.arange(n + 1)
    choose = _log_choose(n)
    chance = np.outer(_binomial(choose, counts, n, first), _binomial(choose, counts, n, second))
    return float(sum(chance[x, total - x][_significant(choose, x, total, level)].sum() for x, total in _margins(n)))


def _margins(n: int) -> list[tuple[np.ndarray, int]]:
    return [(np.arange(max(0, total - n), min(n, total) + 1), total) for total in range(2 * n + 1)]


def _significant(choose: np.ndarray, x: np.ndarray, total: int, level: float) -> np.ndarray:
    """Which tables with the same margins have a two-sided p at or below the level."""
    weight = np.exp(choose[x] + choose[total - x])
    ordered = np.sort(weight)
    as_unlikely = np.searchsorted(ordered, weight * (1 + 1e-7), side="right")
    return np.asarray(np.cumsum(ordered)[as_unlikely - 1] <= level * ordered.sum())


@cache
def _log_choose(n: int) -> np.ndarray:
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    return np.asarray(logs[n] - logs - logs[::-1])


def _binomial(choose: np.ndarray, counts: np.ndarray, n: int, rate: float) -> np.ndarray:
    if rate in (0.0, 1.0):
        return np.where(counts == n * rate, 1.0, 0.0)
    return np.asarray(np.exp(choose + counts * log(rate) + (n - counts) * log(1 - rate)))


def bounds() -> pd.DataFrame:
    """Rows of the table `plan`: 1 to 500 controls and the bound in percent."""
    return pd.DataFrame([(n, 100 * error_bound(n)) for n in range(1, MOST + 1)], columns=["controls", "zero_hits_bound"])


def differences() -> pd.DataFrame:
    """Rows of the table `plan_difference`: error rates in percent and controls per arm."""
    rows = [(risk, base, per_arm(risk / 100, base / 100)) for risk in RISK_RATES for base in RANDOM_RATES]
    return pd.DataFrame(rows, columns=["risk_rate", "random_rate", "per_arm"])


def split(controls: int) -> tuple[int, int]:
    """A budget as (random, risk-selected): a fifth at random, rounded up. Raises ValueError for a negative budget."""
    if controls < 0:
        raise ValueError(f"controls {controls}")
    random = ceil(controls * LEAST_RANDOM - 1e-9)
    return random, controls - random


@dataclass(frozen=True)
class Drawing:
    """A sample and all that is needed to draw it again: seed, day, size and checksum of the frame."""

    seed: int
    day: dt.date
    frame_size: int
    frame_sha256: str
    drawn: tuple[str, ...]


def draw(frame: Sequence[str], count: int, seed: int, day: dt.date) -> Drawing:
    """`count` units without repetition. The order of the frame and the machine do not matter.

    Each unit's key is SHA-256 of `seed|day|unit`; the units with the lowest keys are drawn. Raises ValueError when the
    frame has doubles or fewer units than asked for.
    """
    units = sorted(set(frame))
    if len(units) != len(frame) or not 0 <= count <= len(units):
        raise ValueError(f"{len(frame)} units, {len(units)} different, {count} to draw")
    keys = {unit: hashlib.sha256(f"{seed}|{day.isoformat()}|{unit}".encode()).hexdigest() for unit in units}
    total = hashlib.sha256("\n".join(units).encode()).hexdigest()
    return Drawing(seed, day, len(units), total, tuple(sorted(units, key=keys.__getitem__)[:count]))
