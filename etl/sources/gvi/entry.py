"""Reads the cells of one row: dates, numbers and chosen words, with every mistake put on a list instead of raised."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

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
        found = self.row.cells[column] or blank
        if found not in allowed:
            self.wrong(column, "något av " + ", ".join(allowed), "Rätta stavningen.")
        return found

    def day(self, column: str) -> dt.date:
        """The cell as a date."""
        try:
            return dt.date.fromisoformat(self.row.cells[column])
        except ValueError:
            self.wrong(column, "ett datum som finns, skrivet 2023-05-01", "Rätta datumet.")
            return UNREAD

    def period(self) -> tuple[dt.date, dt.date]:
        """First and last day, from `start` and `slut`."""
        start, end = self.day("start"), self.day("slut")
        if UNREAD < end < start:
            self.wrong("slut", "en dag som inte är före start", "Rätta start eller slut.")
        return start, end

    def number(self, column: str, whole: bool) -> tuple[float | None, str]:
        """Value and status; `whole` for what cannot be a fraction."""
        text = self.row.cells[column]
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
