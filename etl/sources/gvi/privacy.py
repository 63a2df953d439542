"""Keeps people out: this drawer takes aggregates, never a row about a person, whatever the file is called."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from etl.model import Fault, Refused
from etl.people import anyone_in
from etl.tables import Row, decoded

SMALLEST = 5  # a lower count of people is taken only in words that are already printed
_PERSONAL = re.compile(r"personn|person_?id|pnr|samordning|namn|adress|telefon|mobil|född|födel|e-?post|kontonummer|signalement")
_ACTION = "Ta bort filen ur leveransen och lägg dit summor i stället. Uppgifter om enskilda får inte läsas in."


def refuse_people(path: Path, known: Sequence[str]) -> None:
    """Raises Refused when a column beyond those `known` is about a person, before any row is read."""
    first = decoded(path).splitlines()[0]
    header = [cell.strip().strip('"') for cell in re.split(r"[;,\t]", first)]
    about = [cell for cell in header if cell not in known and _PERSONAL.search(cell.casefold())]
    if about:
        expected = "en tabell utan uppgifter om enskilda; kolumnerna personnummer, namn och adress tas inte emot"
        raise Refused(Fault(path.name, "rad 1", "kolumnerna " + ", ".join(about), expected, _ACTION))


def personal_numbers(rows: Iterable[Row]) -> list[Fault]:
    """A fault for each cell that holds something shaped like a personal number; the number itself is never shown."""
    return anyone_in(rows, "summor", _ACTION)


def too_few(row: Row, value: float | None) -> list[Fault]:
    """A fault when fewer than `SMALLEST` people are counted without the words of a published report."""
    if value is None or value >= SMALLEST or row.cells["tryckt"]:
        return []
    action = "Skriv oklart i varde, eller ange i tryckt orden ur den publicerade rapporten."
    found = f"ett antal personer under {SMALLEST} som inte är tryckt"
    return [Fault(row.file, f"{row.place}, kolumn varde", found, f"minst {SMALLEST} eller inget tal", action)]
