"""Which counts of one delivery are parts of which: groups of their area, districts of the city, those taken among offers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.sources.gvi.counts import ALL, OFFERED, TAKEN, Count


@dataclass(frozen=True)
class Sum:
    """A total and its delivered parts. `open`: the rest has a meaning of its own, as those who declined an offer."""

    total: Count
    parts: tuple[Count, ...]
    open: bool = False

    @property
    def rest(self) -> float:
        """What no delivered part tells: anybody can work it out, so it is protected like a count."""
        return (self.total.value or 0) - sum(p.value or 0 for p in self.parts)

    @property
    def known(self) -> tuple[Count, ...]:
        """The parts that have a number."""
        return tuple(p for p in self.parts if p.value is not None)

    @property
    def whole(self) -> bool:
        """Whether the known parts are all of the total, and anybody may think so."""
        return not (self.open or self.rest or len(self.known) < len(self.parts))


def tables(counts: Iterable[Count]) -> list[list[Count]]:
    """Counts of one measure and period, offers together with those taken."""
    found: dict[tuple[object, ...], list[Count]] = defaultdict(list)
    for count in counts:
        found[OFFERED if count.matt == TAKEN else count.matt, count.period].append(count)
    return list(found.values())


def sums(table: Sequence[Count], city: str) -> list[Sum]:
    """The sums of one table; only totals that are known."""
    found = []
    for total in (c for c in table if c.value is not None):
        matt, area, group = total.key
        if group == ALL:
            found.append(Sum(total, tuple(c for c in table if c.key[:2] == (matt, area) and c.group_id != ALL)))
        if area == city:
            found.append(Sum(total, tuple(c for c in table if (c.matt, c.group_id) == (matt, group) and c.area_id != city)))
    told = [Sum(offered, (taken,), open=True) for offered, taken in offers(table) if None not in (offered.value, taken.value)]
    return [s for s in found if s.parts] + told


def offers(counts: Iterable[Count]) -> list[tuple[Count, Count]]:
    """Each count of offers with that of those taken, where both were delivered."""
    found = list(counts)
    taken = {(c.area_id, c.period): c for c in found if c.matt == TAKEN}
    return [(c, taken[c.area_id, c.period]) for c in found if c.matt == OFFERED and (c.area_id, c.period) in taken]
