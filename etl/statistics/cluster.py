"""Do areas with much lie beside areas with much? Moran, local Moran and Getis-Ord (stats/SPEC.md 2.6).

Statistics are esda's, brought to one convention: the spread is Σz²/n, as in spdep (esda's local Moran is that times
(n-1)/n). Neighbours are lists of places; weights are row-standardised. A missing value (nan, also a suppressed one)
leaves its area out, and so does having no neighbour left; both are told.
"""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from etl.statistics.family import bh
from etl.statistics.smoothing import Neighbours, beside

if TYPE_CHECKING:
    from libpysal.weights import W

Numbers = npt.ArrayLike
Array = npt.NDArray[np.float64]
LEAST_AREAS = 30  # SPEC 2.6
PERMUTATIONS, SEED = 9999, 20170101  # fixed, so that the same data always give the same verdict
LEVEL = 0.05
_SHORT = {"High-High": "HH", "Low-Low": "LL", "High-Low": "HL", "Low-High": "LH"}


class Moran(NamedTuple):
    """Moran's I, its expectation -1/(n-1), variance, z and two-sided p under randomisation, and areas left out.

    All nan where the values do not vary or fewer than four areas are left.
    """

    i: float
    expected: float
    variance: float
    z: float
    p: float
    excluded: tuple[int, ...]


@dataclass(frozen=True)
class LocalMoran:
    """One element an area, nan and '' for those left out.

    `i` on spdep's scale; moments under conditional randomisation; `p` two-sided by conditional permutation, `p_adjusted`
    after Benjamini-Hochberg over the areas; quadrant as 'High-Low': the area, then its neighbours, against their means.
    """

    i: Array
    expected: Array
    variance: Array
    z: Array
    quadrant: npt.NDArray[np.str_]
    p: Array
    p_adjusted: Array
    excluded: tuple[int, ...]


def moran(values: Numbers, neighbours: Neighbours) -> Moran:
    """Moran's I over all areas that have a value and a neighbour."""
    from esda import Moran as Global  # noqa: PLC0415  two seconds to load, and only maps of many areas need it

    x, weights, kept = _kept(values, neighbours)
    if weights is None:
        nan = float("nan")
        return Moran(nan, nan, nan, nan, nan, _left_out(len(kept), kept))
    found = Global(x, weights, permutations=0)
    i, expected, variance, z, p = map(float, (found.I, found.EI, found.VI_rand, found.z_rand, found.p_rand))
    return Moran(i, expected, variance, z, p, _left_out(len(kept), kept))


def moran_rates(events: Numbers, population: Numbers, neighbours: Neighbours) -> Moran:
    """Moran's I of rates whose precision differs: of Assunção and Reis' empirical Bayes index."""
    return moran(eb_index(events, population), neighbours)


def eb_index(events: Numbers, population: Numbers) -> Array:
    """(r - b)/√(a + b/N): a rate's distance from the whole in its own spread (Assunção and Reis 1999).

    a = s² - b/N̄; where a + b/N falls below 0 it is b/N. 0 for all where nothing happened. nan for missing input and
    where nobody lives, left out of b.
    """
    count, size = np.asarray(events, float), np.asarray(population, float)
    with np.errstate(invalid="ignore"):
        known = np.isfinite(count) & np.isfinite(size) & (size > 0)
    x, n = count[known], size[known]
    index = np.full(len(count), np.nan)
    if len(x):
        b = x.sum() / n.sum()
        a = (n * (x / n - b) ** 2).sum() / n.sum() - b / n.mean()
        spread = np.where(a + b / n < 0, b / n, a + b / n)
        index[known] = np.divide(x / n - b, np.sqrt(spread), out=np.zeros_like(x), where=spread > 0)
    return index


def local_moran(values: Numbers, neighbours: Neighbours, permutations: int = PERMUTATIONS, seed: int = SEED) -> LocalMoran:
    """Each area's I = z·Σwz/m2 with m2 = Σz²/n, and p by conditional permutation; `permutations=0` leaves p nan.

    p is twice the share of permutations as far out on the nearer side, ties counted on both: esda's own looks at one
    side and does not count them, so that an area exactly at the mean, where nothing can vary, would be its surest find.
    """
    x, weights, kept = _kept(values, neighbours)
    n = len(kept)
    if weights is None:
        empty = np.full(n, np.nan)
        return LocalMoran(empty, empty, empty, empty, np.full(n, "", "<U9"), empty, empty, _left_out(n, kept))
    found = _permuted(x, weights, permutations, seed)
    i = found.Is * len(x) / (len(x) - 1)
    p = _two_sided(found.Is, found.rlisas) if permutations else np.full(len(x), np.nan)
    spare = np.where(found.VIc > 0, found.VIc, np.nan)  # an area at the mean has no spread and no z
    parts = (i, found.EIc, found.VIc, (i - found.EIc) / np.sqrt(spare))
    quadrant = np.full(n, "", "<U9")
    quadrant[kept] = _quadrants(x, weights.sparse @ x)
    spread = [_spread(part, kept) for part in (*parts, p, bh(p))]
    return LocalMoran(spread[0], spread[1], spread[2], spread[3], quadrant, spread[4], spread[5], _left_out(n, kept))


def _permuted(x: Array, weights: "W", permutations: int, seed: int) -> Any:
    from esda import Moran_Local  # noqa: PLC0415  as above

    with warnings.catch_warnings(), np.errstate(invalid="ignore"):  # its own p and z of the permutations are not used
        warnings.simplefilter("ignore", DeprecationWarning)
        return Moran_Local(x, weights, permutations=permutations, seed=seed, keep_simulations=True, n_jobs=1)


def _two_sided(seen: Array, simulated: Array) -> Array:
    """simulated has a row an area."""
    slack = 1e-12 * np.abs(seen).max()
    above = (simulated >= seen[:, None] - slack).sum(axis=1)
    below = (simulated <= seen[:, None] + slack).sum(axis=1)
    return np.asarray(np.minimum(2 * (np.minimum(above, below) + 1) / (simulated.shape[1] + 1), 1.0))


def getis(values: Numbers, neighbours: Neighbours, star: bool = True) -> Array:
    """z of Getis and Ord's local G* (with the area itself) or G (`star=False`), nan for areas left out.

    Binary weights: for contiguity the z is the same as with row-standardised ones. Values must be positive on the whole.
    """
    from esda import G_Local  # noqa: PLC0415  as above

    x, weights, kept = _kept(values, neighbours)
    if weights is None:
        return np.full(len(kept), np.nan)
    return _spread(G_Local(x, weights, transform="B", star=star, permutations=0).Zs, kept)


def clusters(values: Numbers, neighbours: Neighbours, level: float = LEVEL) -> npt.NDArray[np.str_]:
    """HH, LL, HL or LH for areas whose adjusted p is at most `level`, 'none' for the others, 'missing' for those left out.

    Only where the quadrant and the sign of I agree. Raises ValueError below thirty areas with a value and a neighbour.
    """
    kept = _kept(values, neighbours)[2]
    if kept.sum() < LEAST_AREAS:
        raise ValueError(f"{kept.sum()} areas")
    found = local_moran(values, neighbours)
    alike = np.isin(found.quadrant, ["High-High", "Low-Low"])
    with np.errstate(invalid="ignore"):
        shown = (found.p_adjusted <= level) & (alike == (found.i > 0))
    names = np.array([_SHORT.get(name, "") for name in found.quadrant.tolist()])
    return np.where(~kept, "missing", np.where(shown, names, "none"))


def _kept(values: Numbers, neighbours: Neighbours) -> tuple[Array, "W | None", npt.NDArray[np.bool_]]:
    """Values and weights of the areas that have both, and which they are; no weights where nothing can be said."""
    x = np.asarray(values, float)
    if len(neighbours) != len(x):
        raise ValueError(f"{len(neighbours)} lists of neighbours for {len(x)} areas")
    near = beside(neighbours)
    kept = np.isfinite(x)
    while True:  # an area that is left out may have been another's only neighbour
        still = kept & np.array([any(kept[m] for m in part) for part in near], bool)
        if (still == kept).all():
            break
        kept = still
    x = x[kept]
    if len(x) < 4 or np.ptp(x) <= 1e-12 * np.abs(x).max():
        return x, None, kept
    return x, _weights(near, kept), kept


def _weights(near: list[set[int]], kept: npt.NDArray[np.bool_]) -> "W":
    from libpysal.weights import W  # noqa: PLC0415  as above

    place = {int(n): rank for rank, n in enumerate(np.flatnonzero(kept))}
    weights = W({rank: sorted(place[m] for m in near[n] if m in place) for n, rank in place.items()}, silence_warnings=True)
    weights.transform = "r"
    return weights


def _quadrants(x: Array, lagged: Array) -> list[str]:
    """spdep's 'mean': the area against the mean of areas, its neighbours against the mean of neighbourhoods."""
    sides = (np.where(part > part.mean(), "High", "Low").tolist() for part in (x, lagged))
    return [f"{own}-{near}" for own, near in zip(*sides, strict=True)]


def _spread(part: Array, kept: npt.NDArray[np.bool_]) -> Array:
    whole = np.full(len(kept), np.nan)
    whole[kept] = part
    return whole


def _left_out(n: int, kept: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(place for place in range(n) if not kept[place])
