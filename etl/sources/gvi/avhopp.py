"""The rows of avhopp: the yearly follow-up of those who leave crime, as the motion about the report for 2023 asks for it."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from etl.disclosure import HIDDEN, Shown, nearest
from etl.entry import Entry
from etl.model import Fault
from etl.sources.gvi.counts import ALL, Count
from etl.sources.gvi.protection import AVERAGE, PARTICIPANTS, Line, Seen
from etl.tables import swedish_number

COLUMNS = (
    "ar", "totalkostnad_kr", "deltagare", "sokande", "varaktiga", "aterfall", "mal", "maluppfyllelse", "forbattringsomraden",
)  # fmt: skip
COST, GOAL = "avhopp, samlade kostnader", "avhopp, måluppfyllelse"
_PEOPLE = {
    "deltagare": PARTICIPANTS,
    "sokande": "avhopp, ansökande",
    "varaktiga": "avhopp, permanenta",
    "aterfall": "avhopp, återfall",
}
_LISTS = {"mal": "avhopp, mål", "forbattringsomraden": "avhopp, förbättringsområden"}
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_LONGEST = 1000  # characters
_FEW = re.compile(
    r"\b(?:[0-9]|ingen|inga|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio)\s+(?:av\s+de\s+)?"
    r"(?:person|avhoppare|deltagare|individ|klient|sökande|ungdom|kvinn|män\b|man\b|barn|pojk|flick)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Exits:
    """One year as delivered, before anything is hidden. People are counted by column, and are no parts of each other."""

    entry: Entry
    cost: Shown
    people: Mapping[str, Count]
    told: Mapping[str, tuple[Shown, str]]  # goals and lists by measure, each with its column

    @property
    def period(self) -> tuple[dt.date, dt.date]:
        """First and last day."""
        return next(iter(self.people.values())).period


def exits(entries: Iterable[Entry], city: str) -> list[Exits]:
    """The years that can be read, each once. Faults go to the entries' list."""
    found = list(entries)
    _guard_years(found)
    first = {e.row.cells["ar"]: e for e in reversed(found)}  # a year that comes by the thousand is not looked at each time
    return [year for entry in reversed(first.values()) for year in _year(entry, city)]


def exit_lines(years: Iterable[Exits], visible: Seen) -> list[Line]:
    """The rows of staging, one per year and measure, with what is `visible` of the counts; what was not delivered is missing."""
    return [line for year in years for line in _lines(year, visible)]


def _guard_years(entries: Sequence[Entry]) -> None:
    years: set[str] = set()
    for entry in entries:
        known = len(years)
        years.add(entry.row.cells["ar"])
        if len(years) == known:
            entry.wrong("ar", "varje år en gång", "Ta bort den ena raden.")


def _year(entry: Entry, city: str) -> list[Exits]:
    year = entry.row.cells["ar"]
    if not _YEAR.fullmatch(year):
        entry.wrong("ar", "ett år med fyra siffror", "Skriv året, till exempel 2024.")
        return []
    cost, status = entry.number("totalkostnad_kr", whole=True)
    people = {column: _people(entry, city, column) for column in _PEOPLE}
    told = {GOAL: (_goal(entry), "maluppfyllelse")} | {m: (_listed(entry, c), c) for c, m in _LISTS.items()}
    return [Exits(entry, Shown(status, cost, "exact"), people, told)]


def _people(entry: Entry, city: str, column: str) -> Count:
    row, year = entry.row, int(entry.row.cells["ar"])
    value, status = entry.number(column, whole=True)
    start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return Count(_PEOPLE[column], city, ALL, start, end, value, status, row.file, row.cell(column), row.number)


def _lines(year: Exits, visible: Seen) -> list[Line]:
    row, (start, end) = year.entry.row, year.period
    people = {c.matt: (visible[c.place], column) for column, c in year.people.items()}
    average = _average(year.cost, people[PARTICIPANTS][0])
    shown = {COST: (year.cost, "totalkostnad_kr"), AVERAGE: (average, "totalkostnad_kr"), **people}
    city = year.people["deltagare"].area_id
    shared: Line = {"product": "gvi_avhopp", "area_id": city, "group_id": ALL, "period_start": start, "period_end": end}
    shared |= {"file": row.file}
    lines = [shared | _line(year.entry, matt, s, column, "", guarded=matt != COST) for matt, (s, column) in shown.items()]
    return lines + [shared | _line(year.entry, m, s, c, row.cells[c], guarded=False) for m, (s, c) in year.told.items()]


def _line(entry: Entry, matt: str, shown: Shown, column: str, printed: str, guarded: bool) -> Line:
    cell = entry.row.cell(column) + (" delat med kolumn deltagare" if matt == AVERAGE else "")
    return {
        "matt": matt, "value": shown.value, "status": shown.status, "qualifier": shown.qualifier, "printed": printed,
        "guarded": guarded, "cell": cell,
    }  # fmt: skip


def _average(cost: Shown, persons: Shown) -> Shown:
    """Cost per person in thousands, by the rounded count: by the true one it would tell what rounding hides."""
    if cost.value is None or persons.status in ("missing", "unclear"):
        return Shown(cost.status if cost.value is None else persons.status, None, "exact")
    return HIDDEN if not persons.value else Shown("ok", nearest(cost.value / persons.value, 1000), "about")


def _goal(entry: Entry) -> Shown:
    """A percentage, or words that stand as they are: what the source says only in words is unclear, not a number."""
    written = entry.row.cells["maluppfyllelse"]
    _guard_words(entry, "maluppfyllelse")
    try:
        value = swedish_number(written.removesuffix("%").removesuffix("procent").strip())
    except ValueError:
        return Shown("missing" if written in ("", "..") else "unclear", None, "exact")
    if not 0 <= value <= 100:
        entry.wrong("maluppfyllelse", "en andel mellan 0 och 100, eller ord", "Rätta talet.")
    return Shown("ok", value, "exact")


def _listed(entry: Entry, column: str) -> Shown:
    """How many there are, told one after another with | between."""
    _guard_words(entry, column)
    listed = [w for w in entry.row.cells[column].split("|") if w.strip(" .")]
    return Shown("ok", float(len(listed)), "exact") if listed else Shown("missing", None, "exact")


def _guard_words(entry: Entry, column: str) -> None:
    """Free text must not tell what the numbers hide. What was found is not repeated."""
    written = entry.row.cells[column]
    action = "Skriv texten utan antal personer; antalen hör hemma i sina kolumner."
    if len(written) > _LONGEST:
        entry.faults.append(Fault(entry.row.file, entry.row.cell(column), "en lång text", f"högst {_LONGEST} tecken", "Korta."))
    if _FEW.search(written):
        expected = "text utan små antal personer"
        entry.faults.append(Fault(entry.row.file, entry.row.cell(column), "ett litet antal personer", expected, action))
