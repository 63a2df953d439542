"""Counts over time in which it is known what lies hidden: nothing at all, a trend, or one step.

The key of the example must be true. A series drawn at random shows a trend at the five per cent level one time in
twenty, and among a score of series one is bound to; a reader who found it would be right about the numbers and wrong
about the key. Series without anything in them are therefore drawn again until they show nothing, and series with
something in them until it is plain which of the two it is.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
_ROUND = 256  # candidates drawn at a time
_ROUNDS = 40
_SPREAD = 1.4  # variance of a count as a multiple of its mean; crimes come in clusters
_SEASON = 0.05


def level(rng: np.random.Generator, mean: float, count: int, ceiling: Series | None = None) -> Series:
    """Counts about `mean` in which neither trend nor step nor any difference between years stands out."""
    return _drawn(rng, mean * _season(count), lambda found: quiet(found) & _below(found, ceiling))


def trend(rng: np.random.Generator, mean: float, factor: float, count: int) -> Series:
    """Counts that go evenly from `mean` to `factor` times it; a line fits them plainly better than any step."""
    rise = np.linspace(1, factor, count)
    return _drawn(
        rng, mean * rise * _season(count), lambda found: (np.abs(tau(found)) > 0.6) & (_line(found) < 0.7 * _step(found))
    )


def step(rng: np.random.Generator, mean: float, factor: float, count: int, start: int) -> Series:
    """Counts about `mean`, and from position `start` about `factor` times it: that very step fits best, a line much worse."""
    shape = np.where(np.arange(count) < start, 1.0, factor)

    def fits(found: Series) -> NDArray[np.bool_]:
        before, after = found[:, :start], found[:, start:]
        sharp: NDArray[np.bool_] = (_best(found) == start) & (_step(found) < 0.7 * _line(found))
        for seen in (found, _even(found)):
            sharp &= _ranks(seen).argmax(axis=1) == start - 1
        return sharp & quiet(before) & quiet(after)

    return _drawn(rng, mean * shape * _season(count), fits)


def tau(found: Series) -> Series:
    """Kendall's tau against time, a value per row."""
    count = found.shape[1]
    first, second = np.triu_indices(count, 1)
    signs = np.sign(found[:, second] - found[:, first])
    total: Series = signs.sum(axis=1) / (count * (count - 1) / 2)
    return total


def quiet(found: Series) -> NDArray[np.bool_]:
    """Which rows show nothing: no trend, no step and no two years apart, with the seasons in the series and without."""
    count = found.shape[1]
    error = np.sqrt(2 * (2 * count + 5) / (9 * count * (count - 1)))
    calm: NDArray[np.bool_] = (np.abs(tau(found)) < 0.8 * error) & (_largest_step(found) < 2.3) & (_rank_step(found) > 0.3)
    return calm if count % 12 else calm & _years_alike(found) & _seasons_alike(found)


def _drawn(rng: np.random.Generator, means: Series, fits: Callable[[Series], NDArray[np.bool_]]) -> Series:
    """The first series that fits. Raises RuntimeError when none of thousands does: then the shape is asking too much."""
    size = means / (_SPREAD - 1)
    for _ in range(_ROUNDS):
        found = rng.negative_binomial(size, 1 / _SPREAD, (_ROUND, len(means))).astype(float)
        if (good := np.flatnonzero(fits(found))).size:
            chosen: Series = found[good[0]]
            return chosen
    raise RuntimeError("ingen serie med rätt form; sänk kraven i etl/example/series.py")


def _season(count: int) -> Series:
    """A summer slightly above the winter when there are whole years of months; nothing for other series."""
    if count % 12:
        return np.ones(count)
    wave: Series = 1 + _SEASON * np.sin(2 * np.pi * (np.arange(count) - 3) / 12)
    return wave


def _below(found: Series, ceiling: Series | None) -> NDArray[np.bool_]:
    """Whether every count of a part is under that of the whole it belongs to."""
    highest = np.full(found.shape[1], np.inf) if ceiling is None else ceiling
    return np.asarray((found < highest).all(axis=1), dtype=np.bool_)


def _years_alike(found: Series) -> NDArray[np.bool_]:
    """No two whole years of months differ by more than 1.5 standard errors of a count."""
    years = found.reshape(len(found), -1, 12).sum(axis=2)
    apart = np.abs(years[:, :, None] - years[:, None, :]) / np.sqrt(years[:, :, None] + years[:, None, :] + 1)
    alike: NDArray[np.bool_] = apart.max(axis=(1, 2)) < 1.5
    return alike


def _seasons_alike(found: Series) -> NDArray[np.bool_]:
    """The same months of different years neither rise nor fall, and without their season there is no step."""
    months = found.reshape(len(found), -1, 12)
    first, second = np.triu_indices(months.shape[1], 1)
    score = np.abs(np.sign(months[:, second] - months[:, first]).sum(axis=(1, 2)))
    error = np.sqrt(12 * months.shape[1] * (months.shape[1] - 1) * (2 * months.shape[1] + 5) / 18)
    alike: NDArray[np.bool_] = (score < 0.8 * error) & (_rank_step(_even(found)) > 0.3)
    return alike


def _even(found: Series) -> Series:
    """Whole years of months without their season: each calendar month's median is taken away."""
    months = found.reshape(len(found), -1, 12)
    return (months - np.median(months, axis=1, keepdims=True)).reshape(found.shape)


def _rank_step(found: Series) -> Series:
    """Pettitt's approximate p per row: small when later values lie above or below earlier ones from some place on."""
    count = found.shape[1]
    p: Series = 2 * np.exp(-6 * _ranks(found).max(axis=1) ** 2 / (count**3 + count**2))
    return p


def _ranks(found: Series) -> Series:
    """Pettitt's statistic per row and place: how unevenly the ranks fall on its two sides."""
    above = np.sign(found[:, :, None] - found[:, None, :]).sum(axis=2)
    uneven: Series = np.abs(above.cumsum(axis=1))
    return uneven


def _splits(found: Series) -> tuple[Series, NDArray[np.int64]]:
    """Per row and per place to split: the mean after minus the mean before; and the places."""
    count = found.shape[1]
    places = np.arange(3, count - 2)
    total = found.cumsum(axis=1)
    before = total[:, places - 1] / places
    after = (total[:, -1:] - total[:, places - 1]) / (count - places)
    return after - before, places


def _largest_step(found: Series) -> Series:
    difference, places = _splits(found)
    count = found.shape[1]
    errors = found.std(axis=1, ddof=1)[:, None] * np.sqrt(1 / places + 1 / (count - places))
    return np.abs(difference / np.maximum(errors, 1e-9)).max(axis=1)  # type: ignore[no-any-return]


def _step_sums(found: Series) -> tuple[Series, NDArray[np.int64]]:
    """Squares left over by each step, per row and place."""
    difference, places = _splits(found)
    count = found.shape[1]
    whole = found.var(axis=1)[:, None] * count
    return whole - difference**2 * places * (count - places) / count, places


def _step(found: Series) -> Series:
    left: Series = _step_sums(found)[0].min(axis=1)
    return left


def _best(found: Series) -> NDArray[np.int64]:
    sums, places = _step_sums(found)
    best: NDArray[np.int64] = places[sums.argmin(axis=1)]
    return best


def _line(found: Series) -> Series:
    """Squares left over by a straight line."""
    count = found.shape[1]
    time = np.arange(count) - (count - 1) / 2
    left: Series = found.var(axis=1) * count - (found @ time) ** 2 / (time @ time)
    return left
