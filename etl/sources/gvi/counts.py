"""The rows of perioder: counts per half-year or year, what they may count, where, and how they may be divided."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from etl.entry import UNREAD, Entry
from etl.model import Fault
from etl.sources.gvi.places import UNKNOWN

EVENT, PERSON, ORGANISATION = "event", "person", "organisation"
ALL = "alla"
Place = tuple[str, str, str, dt.date, dt.date]  # measure, area, group, first and last day
_PLACES = ("hemmet", "Frivården", "polisstation", "annan plats")
_CLASSES = ("inom 7 dagar", "8–30 dagar", "31–90 dagar", "över 90 dagar")
_DECISION = re.compile(r"[^:]{2,60}: \S.{1,150}")  # authority: legal basis
_HALVES = {((1, 1), (6, 30)), ((7, 1), (12, 31))}
_YEAR = ((1, 1), (12, 31))


@dataclass(frozen=True)
class Measure:
    """What is counted, and by which words the count may be divided; sanctions are divided by words of their own."""

    about: str
    groups: tuple[str, ...] = ()


OFFERED, TAKEN, SANCTION = "erbjudande", "tagit emot", "sanktion"
MEASURES = {
    "call-in": Measure(EVENT),
    "ökat fokus": Measure(EVENT),
    "custom notification": Measure(PERSON, _PLACES),
    "upprepat budskap": Measure(PERSON),
    OFFERED: Measure(PERSON),
    TAKEN: Measure(PERSON),
    "tid till kontakt": Measure(PERSON, _CLASSES),
    SANCTION: Measure(ORGANISATION),
}


@dataclass(frozen=True)
class Count:
    """One count as delivered, before anything is hidden; it never leaves the reader."""

    matt: str
    area_id: str
    group_id: str
    start: dt.date
    end: dt.date
    value: float | None
    status: str
    file: str
    cell: str
    number: int  # the row's, as an editor shows it

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from the other counts of its period."""
        return self.matt, self.area_id, self.group_id

    @property
    def place(self) -> Place:
        """What tells it from the other counts of its delivery."""
        return *self.key, *self.period

    @property
    def period(self) -> tuple[dt.date, dt.date]:
        """First and last day."""
        return self.start, self.end


def counts(entries: Iterable[Entry], areas: Mapping[tuple[str, str], str], city: str) -> list[Count]:
    """The rows, and the totals that a complete division gives where none was delivered. Faults go to the entries' list."""
    found = [_count(entry, areas, city) for entry in entries]
    return found + _totals(found)


def _count(entry: Entry, areas: Mapping[tuple[str, str], str], city: str) -> Count:
    row, cells = entry.row, entry.row.cells
    matt = entry.choice("matt", MEASURES)
    area_id = areas.get((cells["omrade"], cells["slut"]), UNKNOWN)
    group_id = _group(entry, matt)
    start, end = _period(entry)
    value, status = entry.number("antal", whole=True)
    _guard_area(entry, matt, area_id, group_id, city)
    return Count(matt, area_id, group_id, start, end, value, status, row.file, row.cell("antal"), row.number)


def _group(entry: Entry, matt: str) -> str:
    written = entry.row.cells["uppdelning"]
    if not written or matt not in MEASURES:
        return ALL
    if matt == SANCTION:
        if not _DECISION.fullmatch(written):
            entry.wrong("uppdelning", "`myndighet: lagrum`", "Skriv myndigheten, kolon och lagrummet, eller lämna tomt.")
        return written
    allowed = MEASURES[matt].groups
    group_id = written.replace("-", "–")
    if group_id not in allowed:
        entry.wrong("uppdelning", "tomt" + "".join(f" eller {g}" for g in allowed), "Rätta stavningen.")
    return group_id


def _period(entry: Entry) -> tuple[dt.date, dt.date]:
    start, end = entry.period()
    days = ((start.month, start.day), (end.month, end.day))
    whole = start.year == end.year and (days == _YEAR or days in _HALVES)
    if UNREAD not in (start, end) and not whole:
        entry.wrong("slut", "ett helt halvår eller ett helt kalenderår", "Lägg ihop antalen; kortare perioder tas inte emot.")
    return start, end


def _guard_area(entry: Entry, matt: str, area_id: str, group_id: str, city: str) -> None:
    if area_id == UNKNOWN:
        return
    if area_id != city and not area_id.startswith("stadsomrade:"):
        entry.wrong("omrade", "kommunen eller ett stadsområde", "Lägg ihop; mindre eller andra områden tas inte emot.")
    elif area_id != city and group_id != ALL and matt in MEASURES and MEASURES[matt].about == PERSON:
        entry.wrong("uppdelning", "ingen uppdelning inom ett stadsområde", "Dela upp antal personer bara för hela kommunen.")


def _totals(found: Sequence[Count]) -> list[Count]:
    divided: dict[tuple[object, ...], list[Count]] = defaultdict(list)
    for count in found:
        divided[count.matt, count.area_id, count.period].append(count)
    return [_total(parts) for parts in divided.values() if _complete(parts)]


def _complete(parts: Sequence[Count]) -> bool:
    """Whether the parts of an undelivered total are all there and all known; sanctions are listed in full by definition."""
    groups = {p.group_id for p in parts}
    if ALL in groups or any(p.value is None for p in parts) or parts[0].matt not in MEASURES:
        return False
    return parts[0].matt == SANCTION or groups == set(MEASURES[parts[0].matt].groups)


def _total(parts: Sequence[Count]) -> Count:
    first, numbers = parts[0], [p.number for p in parts]
    cell = f"kolumn antal, {len(parts)} rader (rad {min(numbers)}–{max(numbers)})"
    value = sum(p.value or 0 for p in parts)
    return Count(first.matt, first.area_id, ALL, *first.period, value, "ok", first.file, cell, first.number)


def repeated(found: Sequence[Count]) -> list[Fault]:
    """Counts that stand twice, and years beside their own half-years: an untold half could be worked out."""
    seen: dict[tuple[object, ...], Count] = {}
    faults = []
    for count in found:
        known = seen.setdefault((*count.key, count.period), count)
        if known is not count and UNKNOWN not in count.key and UNREAD not in count.period:
            where = f"rad {known.number} och rad {count.number}"
            faults.append(Fault(count.file, where, "samma uppgift två gånger", "varje uppgift en gång", "Ta bort den ena."))
    years = {(c.matt, c.start.year) for c in found if c.start.month == 1 and c.end.month == 12}
    halves = [c for c in found if (c.matt, c.start.year) in years and not (c.start.month == 1 and c.end.month == 12)]
    action = "Lämna antingen halvåren eller året för ett mått."
    return faults + [Fault(c.file, f"rad {c.number}", "ett halvår bredvid sitt år", "det ena av dem", action) for c in halves]
