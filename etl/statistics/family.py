"""Many tests at once: one indicator x all areas x one kind of comparison is a family (stats/SPEC.md 1.6)."""

from collections.abc import Hashable, Iterable

import numpy as np

from etl.statistics.column import Column, column


def bh(p: Column) -> Column:
    """Adjusted p after Benjamini and Hochberg 1995, in the order given; a missing p stays nan and is not in the family.

    Raises ValueError for a p outside 0..1.
    """
    from scipy.stats import false_discovery_control  # noqa: PLC0415  0.9 s to load

    raw = column(p)
    tried = ~np.isnan(raw)
    adjusted = np.full(raw.shape, np.nan)
    if tried.any():
        adjusted[tried] = false_discovery_control(raw[tried])
    return adjusted


def bh_by(groups: Iterable[Hashable], p: Column) -> Column:
    """The same within each family: `groups` names the family of every p. Raises ValueError unless they are as many."""
    raw, families = column(p), list(groups)
    if raw.shape != (len(families),):
        raise ValueError(f"{len(families)} groups, p {raw.shape}")
    places: dict[Hashable, list[int]] = {}
    for place, family in enumerate(families):
        places.setdefault(family, []).append(place)
    adjusted = np.full(raw.shape, np.nan)
    for members in places.values():
        adjusted[members] = bh(raw[members])
    return adjusted
