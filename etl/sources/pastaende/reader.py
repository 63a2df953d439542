"""Reads transcribed claims (pastaenden.csv): the exact words, what they are about and what to hold them against."""

import calendar
import datetime as dt
import re
from collections.abc import Mapping

import pandas as pd

from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.tables import Row, only_file, text_table

COLUMNS = (
    "pastaende", "amne", "slag", "jamfor", "indikator", "omrade", "start", "slut", "varde", "kvalificerare", "enhet",
    "tryckt", "dokument", "stalle", "jamfor_start", "jamfor_slut", "mot", "tolerans", "forklaring",
)  # fmt: skip
KINDS = ("printed_computed", "part_total", "two_sources", "scope", "definition")
# How a claim is compared. With figures of ours: one, or the sum, least or greatest of several. With a claim: the rest.
WITH_FIGURES = ("tal", "summa", "lägst", "högst")
WITH_CLAIMS = ("tal", "datum", "varaktighet", "ord")
COMPARISONS = tuple(dict.fromkeys((*WITH_FIGURES, *WITH_CLAIMS)))
QUALIFIERS = {"exakt": "exact", "cirka": "about", "minst": "at_least", "högst": "at_most"}
_NEEDED = ("pastaende", "amne", "tryckt", "dokument", "stalle", "forklaring")
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]+)?")
_ACTION = "Rätta raden; källans README beskriver kolumnerna."


def read(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """`stg_pastaende`: one row per claim. Raises Refused with every fault of the file."""
    rows = text_table(only_file(release, (".csv",)), COLUMNS)
    faults = [*_links(rows), *_unknown_areas(rows, municipality)]
    claims = [_claim(row, municipality, faults) for row in rows]
    if faults:
        raise Refused(*faults)
    return {"stg_pastaende": pd.DataFrame(claims)}


def _links(rows: list[Row]) -> list[Fault]:
    """Faults between rows: a name used twice, a reference to nothing, and a claim that is held against nothing."""
    first: dict[str, Row] = {}
    faults = []
    for row in rows:
        other = first.setdefault(row.cells["pastaende"], row)
        if other is not row:
            faults.append(row.fault("pastaende", f"ett namn som inte finns på {other.place}", "Ge raden ett eget namn."))
    named = {name for row in rows for name in _split(row.cells["mot"])}
    for row in rows:
        if any(name not in first or name == row.cells["pastaende"] for name in _split(row.cells["mot"])):
            faults.append(row.fault("mot", "namnet på ett annat påstående i filen", _ACTION))
        if not (row.cells["mot"] or row.cells["jamfor_start"] or row.cells["pastaende"] in named):
            faults.append(row.fault("mot", "något att jämföra med: mot, eller jamfor_start och jamfor_slut", _ACTION))
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


def _claim(row: Row, municipality: Municipality, faults: list[Fault]) -> dict[str, object]:
    """The row as staging holds it; whatever is wrong with it goes to `faults`."""
    faults += _wrong(row)
    areas = [area.area_id for name in _split(row.cells["omrade"]) if (area := municipality.find(name))]
    starts, ends = _days(row, "start", "slut", faults)
    seen_from, seen_to = _days(row, "jamfor_start", "jamfor_slut", faults)
    value, tolerance = _value(row, faults)
    return {
        "claim_id": row.cells["pastaende"], "topic": row.cells["amne"], "kind": row.cells["slag"],
        "comparison": row.cells["jamfor"], "indicators": "|".join(_split(row.cells["indikator"])),
        "areas": "|".join(areas) or municipality.area_id, "city_id": municipality.area_id,
        "starts": starts, "ends": ends, "value": value, "tolerance": tolerance,
        "qualifier": QUALIFIERS.get(row.cells["kvalificerare"]), "unit": row.cells["enhet"],
        "printed": row.cells["tryckt"], "place": f"{row.cells['dokument']}, {row.cells['stalle']}",
        "seen_from": seen_from, "seen_to": seen_to, "against": "|".join(_split(row.cells["mot"])),
        "explanation": row.cells["forklaring"], "file": row.file, "cell": row.place,
    }  # fmt: skip


def _wrong(row: Row) -> list[Fault]:
    """Faults about the words of one row and how they fit together."""
    cells = row.cells
    faults = [row.fault(column, "text", "Fyll i cellen.") for column in _NEEDED if not cells[column]]
    for column, known in (("slag", KINDS), ("jamfor", COMPARISONS)):
        if cells[column] not in known:
            faults.append(row.fault(column, "något av " + ", ".join(known), _ACTION))
    if cells["jamfor_start"] and not cells["indikator"]:
        faults.append(row.fault("indikator", "indikatorn som påståendet ska jämföras med", _ACTION))
    if cells["jamfor_start"] and cells["jamfor"] not in WITH_FIGURES:
        faults.append(row.fault("jamfor", "vid jämförelse med våra siffror något av " + ", ".join(WITH_FIGURES), _ACTION))
    if cells["mot"] and cells["jamfor"] not in WITH_CLAIMS:
        faults.append(row.fault("jamfor", "vid jämförelse med påståenden något av " + ", ".join(WITH_CLAIMS), _ACTION))
    if cells["kvalificerare"] not in (QUALIFIERS if cells["varde"] else ("",)):
        faults.append(row.fault("kvalificerare", "något av " + ", ".join(QUALIFIERS) + ", och tomt utan varde", _ACTION))
    if cells["varde"] and not cells["enhet"]:
        faults.append(row.fault("enhet", "enheten för värdet", _ACTION))
    return faults


def _value(row: Row, faults: list[Fault]) -> tuple[float | None, float | None]:
    """The claim's number and how far off another may be: `tolerans`, or half a unit in the last printed place."""
    text = row.cells["varde"]
    if not text:
        if row.cells["jamfor"] in (*WITH_FIGURES, "varaktighet"):
            faults.append(row.fault("varde", "ett tal att jämföra", _ACTION))
        return None, None
    if not all(_NUMBER.fullmatch(t) for t in (text, row.cells["tolerans"] or "0")):
        faults.append(row.fault("varde", "tal som 20,7 eller 4200 i varde och tolerans", _ACTION))
        return None, None
    given = row.cells["tolerans"]
    return _number(text), _number(given) if given else step(text) / 2


def step(text: str) -> float:
    """One unit in the last printed place that says something: 20,7 gives 0.1 and 4200 gives 100."""
    whole, _, part = text.partition(",")
    zeros = len(whole) - len(whole.rstrip("0")) if whole.strip("0") else 0
    return 10.0 ** -len(part) if part else 10.0**zeros


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _days(row: Row, first: str, last: str, faults: list[Fault]) -> tuple[dt.date | None, dt.date | None]:
    """First and last day, None where not stated; a year or a month alone means all of it."""
    days: dict[str, dt.date | None] = {}
    for column in (first, last):
        try:
            days[column] = _day(row.cells[column], column == last) if row.cells[column] else None
        except ValueError:
            days[column] = None
            faults.append(row.fault(column, "en dag, en månad eller ett år som finns, som 2022-03-25", _ACTION))
    start, end = days[first], days[last]
    if start and end and start > end:
        faults.append(row.fault(last, f"en dag efter {start}", _ACTION))
    if first == "jamfor_start" and bool(row.cells[first]) != bool(row.cells[last]):
        faults.append(row.fault(last, "både jamfor_start och jamfor_slut, eller ingen av dem", _ACTION))
    return start, end


def _day(text: str, last: bool) -> dt.date:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return dt.date.fromisoformat(text)
    year, month = parts[0], parts[1] if len(parts) == 2 else (12 if last else 1)
    return dt.date(year, month, calendar.monthrange(year, month)[1] if last else 1)
