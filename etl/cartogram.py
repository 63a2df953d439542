"""A Dorling cartogram: one circle per area, its surface after the weight, near its home and over no other circle."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_EARTH = 6_371_008.8  # mean radius in metres
_FILL = 0.9  # 1 would let neighbours just touch if all stayed at home; a little less keeps them nearer to it
_GAP = 0.03  # air between circles, as a share of the two radii
_PULL = 0.3  # how much of the way home a circle takes in the first round; falls to nothing
_ROUNDS = 400  # rounds with a pull home
_SETTLE = 300  # at most so many rounds more, without the pull, until nothing overlaps
_STILL = 0.0001  # a longest step so short, as a share of the mean radius, ends the settling
_FRESH = 20  # rounds between two searches for pairs that may meet
_SMALLEST = 100.0  # metres between neighbours; keeps circles visible where all homes are one point


def local_metres(lon: Floats, lat: Floats, middle: tuple[float, float]) -> Floats:
    """(n, 2) metres east and north of `middle` (lon, lat in degrees); true to within a percent inside a municipality."""
    east = np.radians(lon - middle[0]) * np.cos(np.radians(middle[1]))
    return np.column_stack([east, np.radians(lat - middle[1])]) * _EARTH


def circles(homes: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Centres (n, 2) and radii (n) in the unit of `homes`. Needs n >= 2 and weights > 0; same input, same picture."""
    homes = homes + _nudges(len(homes))
    radii = _radii(homes, weights)
    centres = _spread(homes, radii)
    return centres, radii * _room(centres, radii)


def ring(centre: Floats, radius: float, corners: int = 36) -> list[list[int]]:
    """A closed ring around the circle, anticlockwise, in whole units."""
    turns = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    points = centre + radius * np.column_stack([np.cos(turns), np.sin(turns)])
    whole: list[list[int]] = np.rint(points).astype(int).tolist()
    return [*whole, whole[0]]


def neighbours(points: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs with no third point inside the circle that has the pair as its diameter (a Gabriel graph)."""
    square = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    free = np.array([~((square[i][:, None] + square) < square[i][None]).any(axis=0) for i in range(len(points))])
    first, second = np.nonzero(np.triu(free, 1))
    return first, second


def _nudges(count: int) -> Floats:
    """Less than a metre each, and all different, so that two homes on the same spot know which way to part."""
    order = np.arange(count, dtype=float)
    nudges: Floats = np.sqrt(order / count)[:, None] * np.column_stack([np.cos(order * 2.4), np.sin(order * 2.4)])
    return nudges


def _radii(homes: Floats, weights: Floats) -> Floats:
    roots = np.sqrt(weights / weights.max())
    first, second = neighbours(homes)
    apart = np.hypot(*(homes[first] - homes[second]).T)
    size = max(float(apart.mean()), _SMALLEST) / float((roots[first] + roots[second]).mean())
    radii: Floats = roots * size * _FILL
    return radii


def _spread(homes: Floats, radii: Floats) -> Floats:
    """Pulls every circle home and pushes overlapping pairs apart, the smaller giving way more."""
    centres = homes.copy()
    for turn in range(_ROUNDS + _SETTLE):
        centres += (homes - centres) * _PULL * max(0.0, 1 - turn / _ROUNDS)
        if turn % _FRESH == 0:
            first, second = _close(centres, radii)
        step = _push(centres, radii, first, second)
        centres += step
        if turn > _ROUNDS and np.abs(step).max() < radii.mean() * _STILL:
            break
    return centres


def _close(centres: Floats, radii: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    apart = np.hypot(centres[:, None, 0] - centres[None, :, 0], centres[:, None, 1] - centres[None, :, 1])
    first, second = np.nonzero(np.triu(apart < (radii[:, None] + radii[None]) * (1 + _GAP) + radii.mean(), 1))
    return first, second


def _push(centres: Floats, radii: Floats, first: NDArray[np.intp], second: NDArray[np.intp]) -> Floats:
    """The step that parts each overlapping pair, a little short of the whole way since many push at once."""
    apart = centres[first] - centres[second]
    distance = np.hypot(*apart.T)
    over = np.maximum((radii[first] + radii[second]) * (1 + _GAP) - distance, 0)
    step = apart * (0.8 * over / np.maximum(distance, 1e-9))[:, None]
    share = (radii[second] ** 2 / (radii[first] ** 2 + radii[second] ** 2))[:, None]
    moves = np.zeros_like(centres)
    np.add.at(moves, first, step * share)
    np.add.at(moves, second, -step * (1 - share))
    return moves


def _room(centres: Floats, radii: Floats) -> float:
    """The one factor, at most 1, that leaves half the gap between even the tightest pair: proportions are kept."""
    first, second = np.triu_indices(len(radii), 1)
    apart = np.hypot(*(centres[first] - centres[second]).T)
    return min(1.0, float((apart / (radii[first] + radii[second])).min()) / (1 + _GAP / 2))
