"""Hides what must be hidden of the period counts (class K3, sanctions K2) before anything leaves the reader."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.disclosure import Cell, Key, Relation, Rule, Shown, nearest, protect
from etl.model import Fault
from etl.sources.gvi.counts import ALL, EVENT, MEASURES, OFFERED, ORGANISATION, TAKEN, Count

PEOPLE = Rule(smallest=10, width=10, zero=True, base=5)
ORGANISATIONS = Rule(smallest=5, width=5, zero=False)
SMALLEST_IN_DISTRICT = 20
SHARE = "andel som tagit emot"
_SMALLEST_BASE = 30
_UNKNOWN = ("missing", "unclear")
Line = dict[str, object]


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


def impossible(counts: Sequence[Count], city: str) -> list[Fault]:
    """A fault for each total that is less than its known parts, as more offers taken than made.

    Events are left out: a phase in two districts is one in the city.
    """
    action = "Rätta antalen: delarna räknas i samma period som helheten och kan inte vara fler."
    return [
        Fault(s.total.file, s.total.cell, f"{s.total.matt} {s.total.value:g}, delarna {-s.rest:g} fler", "minst delarna", action)
        for table in _tables(counts)
        if MEASURES[table[0].matt].about != EVENT
        for s in _sums(table, city)
        if s.rest < 0
    ]


def protected(counts: Sequence[Count], city: str) -> list[Line]:
    """The rows of staging: every count with what may be shown of it, and the shares that may be told."""
    return [line for table in _tables(counts) for line in _lines(table, city)]


def _tables(counts: Iterable[Count]) -> list[list[Count]]:
    """Counts that can be subtracted from each other: one measure and period, offers together with those taken."""
    tables: dict[tuple[object, ...], list[Count]] = defaultdict(list)
    for count in counts:
        tables[OFFERED if count.matt == TAKEN else count.matt, count.period].append(count)
    return list(tables.values())


def _lines(table: Sequence[Count], city: str) -> list[Line]:
    about = MEASURES[table[0].matt].about
    if about == EVENT:
        return [_line(c, Shown(c.status, c.value, "exact"), guarded=False) for c in table]
    shown = _shown(table, city, ORGANISATIONS if about == ORGANISATION else PEOPLE)
    lines = [_line(c, shown.get(c.key, Shown(c.status, None, "exact"))) for c in table]
    return lines + [_share(offered, taken, shown) for offered, taken in _offers(table)]


def _shown(table: Sequence[Count], city: str, rule: Rule) -> dict[Key, Shown]:
    cells = [Cell(c.key, c.value, _smallest(c, city, rule)) for c in table if c.value is not None]
    relations = []
    for number, s in enumerate(_sums(table, city)):
        parts: tuple[Key, ...] = tuple(p.key for p in s.parts if p.value is not None)
        if s.open or s.rest or len(parts) < len(s.parts):
            parts = (*parts, number)
            cells.append(Cell(number, s.rest, shown=False))
        relations.append(Relation(s.total.key, parts))
    return protect(cells, relations, rule)


def _smallest(count: Count, city: str, rule: Rule) -> int:
    return SMALLEST_IN_DISTRICT if rule == PEOPLE and count.area_id != city else rule.smallest


def _sums(table: Sequence[Count], city: str) -> list[Sum]:
    """Groups in their area, districts in the city, taken among offers; only totals that are known."""
    sums = []
    for total in (c for c in table if c.value is not None):
        matt, area, group = total.key
        if group == ALL:
            sums.append(Sum(total, tuple(c for c in table if c.key[:2] == (matt, area) and c.group_id != ALL)))
        if area == city:
            sums.append(Sum(total, tuple(c for c in table if (c.matt, c.group_id) == (matt, group) and c.area_id != city)))
    told = [Sum(offered, (taken,), open=True) for offered, taken in _offers(table) if None not in (offered.value, taken.value)]
    return [s for s in sums if s.parts] + told


def _offers(table: Sequence[Count]) -> list[tuple[Count, Count]]:
    taken = {c.area_id: c for c in table if c.matt == TAKEN}
    return [(c, taken[c.area_id]) for c in table if c.matt == OFFERED and c.area_id in taken]


def _share(offered: Count, taken: Count, shown: dict[Key, Shown]) -> Line:
    """Percent in whole fives. Hidden with either count, on a small base, and where nearly all or nearly none took it."""
    cell = f"{offered.cell} och {taken.cell}"
    told = Count(SHARE, offered.area_id, ALL, *offered.period, None, "ok", offered.file, cell, offered.number)
    statuses = (offered.status, taken.status)
    if offered.value is None or taken.value is None:
        return _line(told, Shown(next(s for s in _UNKNOWN if s in statuses), None, "exact"))
    hidden = "withheld" in (shown[offered.key].status, shown[taken.key].status) or offered.value < _SMALLEST_BASE
    share = 100 * taken.value / offered.value if offered.value else 0
    if hidden or not 10 <= share <= 90:
        return _line(told, Shown("withheld", None, "exact"))
    return _line(told, Shown("ok", nearest(share, 5), "about"))


def _line(count: Count, shown: Shown, guarded: bool = True) -> Line:
    """A row of staging. `guarded`: about persons or organisations, so that no history of it is shown."""
    return {
        "product": "gvi_perioder", "matt": count.matt, "area_id": count.area_id, "group_id": count.group_id,
        "period_start": count.start, "period_end": count.end, "value": shown.value, "status": shown.status,
        "qualifier": shown.qualifier, "printed": "", "guarded": guarded, "file": count.file, "cell": count.cell,
    }  # fmt: skip
