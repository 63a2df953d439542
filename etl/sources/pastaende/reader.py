"""Reads transcribed claims (pastaenden.csv): the exact words, what they are about and how they say it."""

import calendar
import datetime as dt
import re
from collections.abc import Mapping

import pandas as pd

from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.tables import Row, only_file, text_table

COLUMNS = (
    "pastaende", "amne", "form", "indikator", "omrade", "start", "slut", "varde", "kvalificerare", "enhet", "steg",
    "tryckt", "dokument", "stalle", "anmarkning", "mot", "slag", "forklaring",
)  # fmt: skip
KINDS = ("printed_computed", "part_total", "two_sources", "scope", "definition")
# What a claim says, and which cells must then be filled. A number: one, or the sum, least or greatest of several; how much
# something has changed; how many months it has lasted. A day: since when, or that it was so already. Words alone.
FORMS = {
    "nivå": ("varde",), "summa": ("varde",), "lägst": ("varde",), "högst": ("varde",), "förändring": ("varde",),
    "varaktighet": ("varde", "slut"), "sedan": ("start",), "redan": ("slut",), "ord": (),
}  # fmt: skip
QUALIFIERS = {"exakt": "exact", "cirka": "about", "minst": "at_least", "högst": "at_most"}
JUDGED = ("slag", "forklaring")  # only for a pair that a human has found
_NEEDED = ("pastaende", "amne", "tryckt", "dokument", "stalle")
_NUMBER = re.compile(r"-?[0-9]+(?:,[0-9]+)?")
_ACTION = "Rätta raden; källans README beskriver kolumnerna."


def read(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """`stg_pastaende`: one row per claim. Raises Refused with every fault of the file."""
    rows = text_table(only_file(release, (".csv",)), COLUMNS)
    faults = [*_links(rows), *_unknown_areas(rows, municipality)]
    claims = [_claim(row, position, municipality, faults) for position, row in enumerate(rows)]
    if faults:
        raise Refused(*faults)
    return {"stg_pastaende": pd.DataFrame(claims)}


def _links(rows: list[Row]) -> list[Fault]:
    """Faults between rows: a name used twice, a reference to nothing, and words that nobody has held against others."""
    first: dict[str, Row] = {}
    faults = []
    for row in rows:
        other = first.setdefault(row.cells["pastaende"], row)
        if other is not row:
            faults.append(row.fault("pastaende", f"ett namn som inte finns på {other.place}", "Ge raden ett eget namn."))
    named = {row.cells["mot"] for row in rows}
    for row in rows:
        if row.cells["mot"] and (row.cells["mot"] not in first or row.cells["mot"] == row.cells["pastaende"]):
            faults.append(row.fault("mot", "namnet på ett annat påstående i filen", _ACTION))
        if row.cells["form"] == "ord" and not row.cells["mot"] and row.cells["pastaende"] not in named:
            faults.append(row.fault("mot", "ett annat påstående: ord hittas inte av någon regel", _ACTION))
    return faults


def _unknown_areas(rows: list[Row], municipality: Municipality) -> tuple[Fault, ...]:
    names = {name: f"{row.place}, kolumn omrade" for row in rows for name in _split(row.cells["omrade"])}
    try:
        municipality.match(names, rows[0].file)
    except Refused as refusal:
        return refusal.faults
    return ()


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _claim(row: Row, position: int, municipality: Municipality, faults: list[Fault]) -> dict[str, object]:
    """The row as staging holds it; whatever is wrong with it goes to `faults`."""
    faults += _wrong(row)
    areas = sorted(area.area_id for name in _split(row.cells["omrade"]) if (area := municipality.find(name)))
    starts, starts_by, ends = _days(row, faults)
    value, spread = _value(row, faults)
    return {
        "claim_id": row.cells["pastaende"], "position": position, "topic": row.cells["amne"], "form": row.cells["form"],
        "indicators": "|".join(_split(row.cells["indikator"])),
        "areas": "|".join(areas) or municipality.area_id, "city_id": municipality.area_id,
        "starts": starts, "starts_by": starts_by, "ends": ends, "value": value, "spread": spread,
        "qualifier": QUALIFIERS.get(row.cells["kvalificerare"]), "unit": row.cells["enhet"],
        "printed": row.cells["tryckt"], "place": f"{row.cells['dokument']}, {row.cells['stalle']}",
        "note": row.cells["anmarkning"], "against": row.cells["mot"], "kind": row.cells["slag"],
        "explanation": row.cells["forklaring"], "file": row.file, "cell": row.place,
    }  # fmt: skip


def _wrong(row: Row) -> list[Fault]:
    """Faults about the words of one row and how they fit together."""
    cells = row.cells
    faults = [row.fault(column, "text", "Fyll i cellen.") for column in _NEEDED if not cells[column]]
    if cells["form"] not in FORMS:
        faults.append(row.fault("form", "något av " + ", ".join(FORMS), _ACTION))
    for column in FORMS.get(cells["form"], ()):
        if not cells[column]:
            faults.append(row.fault(column, f"ett innehåll, eftersom formen är {cells['form']}", _ACTION))
    if cells["kvalificerare"] not in (QUALIFIERS if cells["varde"] else ("",)):
        faults.append(row.fault("kvalificerare", "något av " + ", ".join(QUALIFIERS) + ", och tomt utan varde", _ACTION))
    if cells["varde"] and not cells["enhet"]:
        faults.append(row.fault("enhet", "enheten för värdet", _ACTION))
    return faults + _judged(row)


def _judged(row: Row) -> list[Fault]:
    """A pair found by a human says its kind and why; what a rule finds says neither, for the rule does."""
    cells = row.cells
    faults = [
        row.fault(column, "ett innehåll när mot är ifyllt, annars tomt", _ACTION)
        for column in JUDGED
        if bool(cells[column]) != bool(cells["mot"])
    ]
    if cells["slag"] not in ("", *KINDS):
        faults.append(row.fault("slag", "något av " + ", ".join(KINDS), _ACTION))
    return faults


def _value(row: Row, faults: list[Fault]) -> tuple[float | None, float | None]:
    """The claim's number and how far off it may be: half of `steg`, or half a unit in the last printed place."""
    text, given = row.cells["varde"], row.cells["steg"]
    if not text:
        return None, None
    if not all(_NUMBER.fullmatch(t) for t in (text, given or "0")):
        faults.append(row.fault("varde", "tal som 20,7, -2,7 eller 4200 i varde och steg", _ACTION))
        return None, None
    return _number(text), abs(_number(given) if given else step(text)) / 2


def step(text: str) -> float:
    """One unit in the last printed place that says something: 20,7 gives 0.1 and 4200 gives 100."""
    whole, _, part = text.lstrip("-").partition(",")
    zeros = len(whole) - len(whole.rstrip("0")) if whole.strip("0") else 0
    return 10.0 ** -len(part) if part else 10.0**zeros


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _days(row: Row, faults: list[Fault]) -> tuple[dt.date | None, ...]:
    """First day of what the claim is about, the last day that may have been its first, and its last; None where not stated."""
    start, by, end = (_stated(row, *named, faults) for named in (("start", False), ("start", True), ("slut", True)))
    if start and end and start > end:
        faults.append(row.fault("slut", f"en dag efter {start}", _ACTION))
    return start, by, end


def _stated(row: Row, column: str, last: bool, faults: list[Fault]) -> dt.date | None:
    text = row.cells[column]
    try:
        return _day(text, last) if text else None
    except ValueError:
        fault = row.fault(column, "en dag, en månad eller ett år som finns, som 2022-03-25", _ACTION)
        faults.extend([fault] if fault not in faults else [])
        return None


def _day(text: str, last: bool) -> dt.date:
    """The day; of a year or a month alone, its first day or its last."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return dt.date.fromisoformat(text)
    year, month = parts[0], parts[1] if len(parts) == 2 else (12 if last else 1)
    return dt.date(year, month, calendar.monthrange(year, month)[1] if last else 1)
