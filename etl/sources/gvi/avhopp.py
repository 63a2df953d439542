"""The rows of avhopp: the yearly follow-up of those who leave crime, as the motion about the report for 2023 asks for it."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from etl.disclosure import HIDDEN, Cell, Shown, nearest, protect
from etl.entry import Entry
from etl.model import Fault
from etl.sources.gvi.protection import PEOPLE, Line
from etl.tables import swedish_number

COLUMNS = (
    "ar", "totalkostnad_kr", "deltagare", "sokande", "varaktiga", "aterfall", "mal", "maluppfyllelse", "forbattringsomraden",
)  # fmt: skip
COST, AVERAGE, GOAL = "avhopp, samlade kostnader", "avhopp, kostnad per avhoppare", "avhopp, måluppfyllelse"
_PEOPLE = {
    "deltagare": "avhopp, deltagare",
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


def exits(entries: Iterable[Entry], city: str) -> list[Line]:
    """The rows of staging, one per year and measure; what was not delivered is missing. Faults go to the entries' list."""
    found = list(entries)
    _guard_years(found)
    first = {e.row.cells["ar"]: e for e in reversed(found)}  # a year that comes by the thousand is not audited each time
    return [line for entry in reversed(first.values()) for line in _year(entry, city)]


def _guard_years(entries: Sequence[Entry]) -> None:
    years: set[str] = set()
    for entry in entries:
        known = len(years)
        years.add(entry.row.cells["ar"])
        if len(years) == known:
            entry.wrong("ar", "varje år en gång", "Ta bort den ena raden.")


def _year(entry: Entry, city: str) -> list[Line]:
    year = entry.row.cells["ar"]
    if not _YEAR.fullmatch(year):
        entry.wrong("ar", "ett år med fyra siffror", "Skriv året, till exempel 2024.")
        return []
    people = _people(entry)
    cost, status = entry.number("totalkostnad_kr", whole=True)
    shown = {
        COST: (Shown(status, cost, "exact"), "totalkostnad_kr"),
        AVERAGE: (_average(cost, status, people), "totalkostnad_kr"),
    }
    shown |= {matt: (people[column], column) for column, matt in _PEOPLE.items()}
    told = {GOAL: (_goal(entry), "maluppfyllelse")} | {m: (_listed(entry, c), c) for c, m in _LISTS.items()}
    start, end = dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)
    shared: Line = {"product": "gvi_avhopp", "area_id": city, "group_id": "alla", "period_start": start, "period_end": end}
    shared |= {"file": entry.row.file}
    lines = [shared | _line(entry, matt, s, column, "", guarded=matt != COST) for matt, (s, column) in shown.items()]
    return lines + [shared | _line(entry, matt, s, c, entry.row.cells[c], guarded=False) for matt, (s, c) in told.items()]


def _line(entry: Entry, matt: str, shown: Shown, column: str, printed: str, guarded: bool) -> Line:
    cell = entry.row.cell(column) + (" delat med kolumn deltagare" if matt == AVERAGE else "")
    return {
        "matt": matt, "value": shown.value, "status": shown.status, "qualifier": shown.qualifier, "printed": printed,
        "guarded": guarded, "cell": cell,
    }  # fmt: skip


def _people(entry: Entry) -> dict[str, Shown]:
    """What may be shown of each count of people; they are no parts of each other, so each stands alone."""
    read = {column: entry.number(column, whole=True) for column in _PEOPLE}
    shown = protect([Cell(column, value) for column, (value, _) in read.items() if value is not None], [], PEOPLE)
    return {column: shown.get(column, Shown(status, None, "exact")) for column, (_, status) in read.items()}


def _average(cost: float | None, status: str, people: dict[str, Shown]) -> Shown:
    """Cost per person in thousands, by the rounded count: by the true one it would tell what rounding hides."""
    persons = people["deltagare"]
    if cost is None or persons.status in ("missing", "unclear"):
        return Shown(status if cost is None else persons.status, None, "exact")
    return HIDDEN if persons.value is None else Shown("ok", nearest(cost / persons.value, 1000), "about")


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
