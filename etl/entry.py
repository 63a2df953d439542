"""Reads the cells of one row: dates, numbers and chosen words, with every mistake put on a list instead of raised."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from etl.identity import organisation_number
from etl.model import Fault
from etl.tables import Row, swedish_number

QUALIFIERS = ("exact", "about", "at_least", "at_most")
PERIODS = ("exact", "month", "year", "unstated")
# How a table says that there is no number; none of them is zero.
NO_NUMBER = {"": "missing", "..": "missing", "oklart": "unclear"}
UNREAD = dt.date(1, 1, 1)  # stands in for a day that has a fault of its own


@dataclass(frozen=True)
class Entry:
    """A row and the list that collects what is wrong in it. A cell that cannot be read gives a stand-in and a fault."""

    row: Row
    faults: list[Fault]

    def wrong(self, column: str, expected: str, action: str) -> None:
        """Notes that a cell is not as expected."""
        self.faults.append(self.row.fault(column, expected, action))

    def text(self, column: str) -> str:
        """The cell; an empty one is a fault."""
        if not self.row.cells[column]:
            self.wrong(column, "text", "Fyll i cellen.")
        return self.row.cells[column]

    def choice(self, column: str, allowed: Iterable[str], blank: str = "") -> str:
        """The cell when it is one of the words allowed; `blank` is what an empty cell means, if anything."""
        found = self.row.cells.get(column, "") or blank
        if found not in allowed:
            self.wrong(column, "något av " + ", ".join(w for w in allowed if w), "Rätta stavningen.")
        return found

    def choices(self, column: str, allowed: Collection[str]) -> tuple[str, ...]:
        """The words of a cell that holds several, separated by |; an empty cell holds none."""
        found = tuple(w.strip() for w in self.row.cells.get(column, "").split("|") if w.strip())
        if any(w not in allowed for w in found):
            self.wrong(column, "något eller några av " + ", ".join(allowed), "Rätta stavningen; skilj flera ord åt med |.")
        return found

    def day(self, column: str) -> dt.date:
        """The cell as a date."""
        try:
            return dt.date.fromisoformat(self.row.cells[column])
        except ValueError:
            self.wrong(column, "ett datum som finns, skrivet 2023-05-01", "Rätta datumet.")
            return UNREAD

    def known_day(self, column: str) -> dt.date | None:
        """The cell as a date; an empty cell, or a column that is not there, is no date."""
        return self.day(column) if self.row.cells.get(column) else None

    def period(self, first: str = "start", last: str = "slut") -> tuple[dt.date, dt.date]:
        """First and last day, from two columns."""
        start, end = self.day(first), self.day(last)
        if UNREAD < end < start:
            self.wrong(last, f"en dag som inte är före {first}", f"Rätta {first} eller {last}.")
        return start, end

    def span(self, column: str) -> tuple[dt.date, dt.date]:
        """First and last day from one cell, `2022-07-01–2023-06-30` with any dash or ` till ` between."""
        parts = self.row.cells[column].replace("–", " till ").replace("--", " till ").split(" till ")
        try:
            start, end = (dt.date.fromisoformat(part.strip()) for part in parts)
        except ValueError:
            start, end = dt.date.max, UNREAD
        if end < start:
            self.wrong(column, "en period som 2022-07-01–2023-06-30", "Rätta perioden.")
            return UNREAD, UNREAD
        return start, end

    def number(self, column: str, whole: bool) -> tuple[float | None, str]:
        """Value and status; `whole` for what cannot be a fraction."""
        text = self.row.cells.get(column, "")
        if text.casefold() in NO_NUMBER:
            return None, NO_NUMBER[text.casefold()]
        try:
            value = swedish_number(text)
        except ValueError:
            self.wrong(column, "ett tal, .. eller oklart", "Skriv talet med siffror; källans ord hör hemma i tryckt.")
            return None, "missing"
        if value < 0 or (whole and value != int(value)):
            self.wrong(column, "ett heltal, noll eller mer" if whole else "ett tal, noll eller mer", "Rätta talet.")
        return value, "ok"

    def organisation(self, column: str) -> str | None:
        """Ten digits of an organisation. A personal number (a sole trader's) is a fault that never repeats it."""
        return self._parsed(column, organisation_number, "ett organisationsnummer, till exempel 212000-1355")

    def _parsed(self, column: str, parse: Callable[[str], str | None], expected: str) -> str | None:
        found = parse(self.row.cells[column])
        if found is None:
            self.faults.append(
                Fault(
                    self.row.file, self.row.cell(column), "ett nummer som inte är en organisations", expected,
                    "Rätta numret. Enskild firma har personnummer och får inte läsas in här.",
                )
            )  # fmt: skip
        return found
