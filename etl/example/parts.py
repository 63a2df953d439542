"""A city's crimes shared out among its areas by chance, so that every area is alike but for one that is planted.

As in series.py what is drawn by chance is drawn again until nothing stands out that the key does not name: the key must
be true. What stands out is judged by plain z, somewhat stricter than any test of the picture.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
_ROUND, _ROUNDS = 128, 60  # candidates drawn at a time, and how often
_PLACED = 0.93  # of the city's crimes; the rest has no place
_CALM, _CALM_OF_MANY = 1.85, 2.3  # standard errors: among four areas, among twelve
_SLOPE = 2.4
LIFT = 2.0  # times as many crimes per inhabitant as elsewhere in the one planted area
_SEEN_AREA, _SEEN_DISTRICT = 5.0, 3.0


@dataclass(frozen=True)
class Level:
    """Candidates of counts (candidate x year x area) beside the areas' inhabitants (year x area); one area may be planted."""

    counts: Counts
    people: Counts
    planted: int | None = None
    seen: float = 0.0

    @property
    def calm(self) -> NDArray[np.bool_]:
        """Which candidates say nothing that is not planted: not of the last year, not of changes, not of trends."""
        limit = _CALM if self.counts.shape[2] < 10 else _CALM_OF_MANY
        beside = self._beside()
        usual = np.delete(beside, [] if self.planted is None else [self.planted], axis=1)
        still = np.asarray((np.abs(usual) < limit).all(axis=1) & (np.abs(self._slopes()) < _SLOPE).all(axis=1))
        still &= (np.abs(self._changes()) < limit).all(axis=(1, 2))
        seen = np.full(len(still), True) if self.planted is None else beside[:, self.planted] > self.seen
        return np.asarray(still & seen)

    def _beside(self) -> Counts:
        """z of each area's last year beside all the others together."""
        count, living = self.counts[:, -1], self.people[-1]
        others, around = count.sum(axis=1, keepdims=True) - count, living.sum() - living
        z: Counts = np.log(count / living * around / others) / np.sqrt(1 / count + 1 / others)
        return z

    def _changes(self) -> Counts:
        """z of the last year beside the one before it and beside the first, per area."""
        last, before = self.counts[:, [-1]], self.counts[:, [-2, 0]]
        rates: Counts = np.log(last / before * self.people[[-2, 0]] / self.people[-1])
        return rates / np.sqrt(1 / last + 1 / before)

    def _slopes(self) -> Counts:
        """z of the straight line through the years, each year weighed by its own error."""
        rate, weight = self.counts / self.people, self.people**2 / self.counts
        time = np.arange(self.counts.shape[1])[None, :, None]
        around = time - (weight * time).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
        z: Counts = (weight * around * rate).sum(axis=1) / np.sqrt((weight * around**2).sum(axis=1))
        return z


def alike(rng: np.random.Generator, totals: Counts, people: Counts) -> Counts:
    """Counts (year x stadsområde) of a crime as usual per inhabitant everywhere."""
    for _ in range(_ROUNDS):
        found = _candidates(rng, totals, people)
        if (good := np.flatnonzero(Level(found, people).calm)).size:
            chosen: Counts = found[good[0]]
            return chosen
    raise RuntimeError("ingen fördelning utan skillnader; sänk kraven i etl/example/parts.py")


def one_apart(rng: np.random.Generator, totals: Counts, people: Counts, apart: int, per_district: int) -> Counts:
    """Counts (year x mellanområde) of a crime that one area has `LIFT` times as much of; its stadsområde is higher for it."""
    lift = np.where(np.arange(people.shape[1]) == apart, LIFT, 1.0)
    whole = people.reshape(len(people), -1, per_district).sum(axis=2)
    for _ in range(_ROUNDS):
        found = _candidates(rng, totals, people, lift)
        sums = found.reshape(*found.shape[:2], -1, per_district).sum(axis=3)
        levels = (Level(found, people, apart, _SEEN_AREA), Level(sums, whole, apart // per_district, _SEEN_DISTRICT))
        if (good := np.flatnonzero(levels[0].calm & levels[1].calm)).size:
            chosen: Counts = found[good[0]]
            return chosen
    raise RuntimeError("ingen fördelning med ett enda område för sig; sänk kraven i etl/example/parts.py")


def _candidates(rng: np.random.Generator, totals: Counts, people: Counts, lift: Counts | float = 1.0) -> Counts:
    """Each year's crimes thrown among the areas by their inhabitants."""
    weights = people * lift
    shares = weights / weights.sum(axis=1, keepdims=True)
    thrown = [rng.multinomial(round(total * _PLACED), share, _ROUND) for total, share in zip(totals, shares, strict=True)]
    counts: Counts = np.maximum(np.stack(thrown, axis=1).astype(float), 1.0)
    return counts
