"""Pure: does a series of months rise, fall or change level more than chance gives? (stats/SPEC.md 2.7)

Mann-Kendall with ties and continuity correction, within each calendar month (Hirsch, Slack and Smith 1982); Theil-Sen;
Pettitt 1979; Benjamini-Hochberg over every series tried.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import copysign, erfc, exp, sqrt

import numpy as np
import pandas as pd

LEVEL = 0.05  # after adjustment for all series tried together
LEAST_MONTHS = 24
_COLUMNS = ("indicator_id", "area_id", "group_id")
Values = Sequence[float] | np.ndarray


@dataclass(frozen=True)
class Kendall:
    """S, its variance with ties, the corrected z and the two-sided p. A series without any variation has p = 1."""

    s: float
    variance: float
    z: float
    p: float


def mann_kendall(values: Values) -> Kendall:
    """The test of a series against time. Raises ValueError for fewer than six points."""
    if len(values) < 6:
        raise ValueError(f"{len(values)} points")
    return _kendall(*_score(np.asarray(values, float)))


def seasonal_kendall(values: Values, seasons: int = 12) -> Kendall:
    """The same within each season, so that summer is compared with summer only. Raises ValueError below two whole years."""
    if len(values) < 2 * seasons:
        raise ValueError(f"{len(values)} points")
    parts = [_score(np.asarray(values, float)[start::seasons]) for start in range(seasons)]
    return _kendall(sum(s for s, _ in parts), sum(v for _, v in parts))


def _score(x: np.ndarray) -> tuple[float, float]:
    first, second = np.triu_indices(len(x), 1)
    n, ties = len(x), np.unique(x, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    return float(np.sign(x[second] - x[first]).sum()), variance


def _kendall(s: float, variance: float) -> Kendall:
    if variance <= 0 or s == 0:
        return Kendall(s, variance, 0.0, 1.0)
    z = (s - copysign(1, s)) / sqrt(variance)
    return Kendall(s, variance, z, erfc(abs(z) / sqrt(2)))


def theil_sen(values: Values, season: int = 1) -> float:
    """Median of the slopes between all pairs whose distance is a multiple of `season`; per step."""
    x = np.asarray(values, float)
    first, second = np.triu_indices(len(x), 1)
    same = (second - first) % season == 0
    return float(np.median((x[second] - x[first])[same] / (second - first)[same]))


def pettitt(values: Values) -> tuple[int, float]:
    """Where a level most likely changes (number of points before the change) and the approximate p."""
    x = np.asarray(values, float)
    n = len(x)
    u = np.abs(np.cumsum(np.sign(x[:, None] - x[None, :]).sum(axis=1)))[:-1]
    k = float(u.max())
    return int(u.argmax()) + 1, min(1.0, 2 * exp(-6 * k * k / (n**3 + n**2)))


def benjamini_hochberg(p: Values) -> list[float]:
    """Each p adjusted for the whole family: min over larger ones of m·p/rank, at most 1."""
    x = np.asarray(p, float)
    order = np.argsort(x)[::-1]
    scaled = np.minimum.accumulate(x[order] * len(x) / np.arange(len(x), 0, -1))
    adjusted = np.empty(len(x))
    adjusted[order] = np.minimum(scaled, 1)
    return [float(v) for v in adjusted]


def trends(months: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table `trend` for the series that show one.

    Needs indicator_id, area_id, group_id, period_start, period_end and value, one row a month. Series with a gap or
    under two years are not tried. A series that shows both is what fits it best by least squares, line or step.
    """
    tried = [(key, rows) for key, part in months.groupby(list(_COLUMNS)) if _whole(rows := part.sort_values("period_start"))]
    if not tried:
        return pd.DataFrame()
    tests = [(seasonal_kendall(v).p, pettitt(_level(v))[1]) for v in (r["value"].to_numpy() for _, r in tried)]
    adjusted = benjamini_hochberg([p for pair in tests for p in pair])
    found = [(key, rows, adjusted[2 * n], adjusted[2 * n + 1]) for n, (key, rows) in enumerate(tried)]
    told = [_row(key, rows, rise, step) for key, rows, rise, step in found if min(rise, step) <= LEVEL]
    return pd.DataFrame(told)


def _whole(rows: pd.DataFrame) -> bool:
    """Whether the months follow on each other without a gap, for two years or more."""
    months = rows["period_start"].dt.year * 12 + rows["period_start"].dt.month
    return len(rows) >= LEAST_MONTHS and bool((months.diff().dropna() == 1).all()) and bool(rows["value"].notna().all())


def _level(values: Values) -> np.ndarray:
    """The values without their season: each calendar month's median is taken away."""
    x = np.asarray(values, float)
    season = np.array([np.median(x[n % 12 :: 12]) for n in range(len(x))])
    return np.asarray(x - season + np.median(x))


def _row(key: tuple[Hashable, ...], rows: pd.DataFrame, rise: float, step: float) -> dict[str, object]:
    values = rows["value"].to_numpy()
    place, _ = pettitt(_level(values))
    is_step = step <= LEVEL and _left_by_step(_level(values), place) < _left_by_line(_level(values))
    told = dict(zip(_COLUMNS, key, strict=True)) | {
        "first_day": rows["period_start"].iloc[0], "last_day": rows["period_end"].iloc[-1], "points": len(rows),
    }  # fmt: skip
    if not is_step:
        return told | {"kind": "trend", "p": rise, "slope_per_year": 12 * theil_sen(values, 12)}
    starts = rows["period_start"].iloc[place]
    return told | {"kind": "break", "p": step, "starts": starts, "before": values[:place].mean(), "after": values[place:].mean()}


def _left_by_step(x: np.ndarray, place: int) -> float:
    return float(x[:place].var() * place + x[place:].var() * (len(x) - place))


def _left_by_line(x: np.ndarray) -> float:
    time = np.arange(len(x)) - (len(x) - 1) / 2
    return float(x.var() * len(x) - (x @ time) ** 2 / (time @ time))
