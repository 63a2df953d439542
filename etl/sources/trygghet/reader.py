"""Reads trygghet.csv: statements about how safe people feel, each a value, a bound, or words that give neither."""

import datetime as dt
import difflib
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.tables import Row, only_file, swedish_number, text_table

COLUMNS = (
    "matt", "omrade", "start", "slut", "periodprecision", "varde", "kvalificerare", "enhet", "utgivare", "tryckt", "stalle",
)  # fmt: skip
QUALIFIERS = ("exact", "about", "at_least", "at_most")
PERIODS = ("exact", "month", "year", "unstated")
# How the table says that there is no number; none of them is zero.
NO_NUMBER = {"": "missing", "..": "missing", "oklart": "unclear"}
_SHIFTED = "Kontrollera att inget fält har förskjutits."
_UNREAD = dt.date(1, 1, 1)
_UNKNOWN = "?"  # stands in for an area that has a fault of its own
Line = dict[str, object]


@dataclass(frozen=True)
class Measure:
    """What an indicator block says that its rows must be: the unit, who measured, and whether it is a change."""

    unit: str
    utgivare: str
    signed: bool


def read(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """`stg_trygghet`. Raises Refused with every fault of the file."""
    rows = text_table(only_file(release, (".csv",)), COLUMNS)
    faults: list[Fault] = []
    places = _places(rows, municipality, faults)
    lines = [_line(row, places, faults) for row in rows]
    faults += _double(rows, lines)
    if faults:
        raise Refused(*faults)
    return {"stg_trygghet": pd.DataFrame(lines)}


@cache
def measures() -> dict[str, Measure]:
    """What the table may hold: the measures that this drawer's indicators ask for."""
    document = tomllib.loads(Path(__file__).with_name("indicators.toml").read_text(encoding="utf-8"))
    defaults = document.pop("defaults")
    blocks = [defaults | block for block in document.values()]
    return {block["matt"]: Measure(block["unit"], block["utgivare"], block.get("signed", False)) for block in blocks}


def _places(rows: Sequence[Row], municipality: Municipality, faults: list[Fault]) -> dict[tuple[str, str], str]:
    """area_id by printed name and last day. Primärområden are left out: no survey here goes so far down."""
    kinds = {a.kind for a in municipality.areas} - {"organisation", "primaromrade"}
    places: dict[tuple[str, str], str] = {}
    for end in sorted({r.cells["slut"] for r in rows}):
        names = {r.cells["omrade"]: f"{r.place}, kolumn omrade" for r in reversed(rows) if r.cells["slut"] == end}
        try:
            found = municipality.match(names, rows[0].file, kinds, _date(end))
        except Refused as refusal:
            faults += refusal.faults
            continue
        places |= {(name, end): area_id for name, area_id in found.items()}
    return places


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _line(row: Row, places: Mapping[tuple[str, str], str], faults: list[Fault]) -> Line:
    cells = row.cells
    value, status = _number(row, faults)
    qualifier = _choice(row, "kvalificerare", QUALIFIERS, faults, blank="exact")
    start, end = _period(row, faults)
    _guard_measure(row, value, faults)
    _guard_words(row, status, qualifier, faults)
    return {
        "matt": cells["matt"], "area_id": places.get((cells["omrade"], cells["slut"]), _UNKNOWN),
        "period_start": start, "period_end": end,
        "period_precision": _choice(row, "periodprecision", PERIODS, faults),
        "value": value if qualifier in ("exact", "about") else None,
        "lower": value if qualifier == "at_least" else None, "upper": value if qualifier == "at_most" else None,
        "status": status, "qualifier": qualifier, "utgivare": cells["utgivare"], "printed": cells["tryckt"],
        "stalle": cells["stalle"], "file": row.file, "cell": f"{row.place}, kolumn varde",
    }  # fmt: skip


def _number(row: Row, faults: list[Fault]) -> tuple[float | None, str]:
    text = row.cells["varde"]
    if text.casefold() in NO_NUMBER:
        return None, NO_NUMBER[text.casefold()]
    try:
        return swedish_number(text), "ok"
    except ValueError:
        faults.append(row.fault("varde", "ett tal, .. eller oklart", "Skriv talet med siffror och orden i tryckt."))
        return None, "missing"


def _choice(row: Row, column: str, allowed: Iterable[str], faults: list[Fault], blank: str = "") -> str:
    found = row.cells[column] or blank
    if found not in allowed:
        faults.append(row.fault(column, "något av " + ", ".join(allowed), "Rätta stavningen."))
    return found


def _period(row: Row, faults: list[Fault]) -> tuple[dt.date, dt.date]:
    days = {column: _date(row.cells[column]) for column in ("start", "slut")}
    wrong = [column for column, day in days.items() if day is None]
    expected = "ett datum som finns, skrivet 2023-03-31"
    faults += [row.fault(column, expected, "Rätta datumet.") for column in wrong]
    start, end = days["start"] or _UNREAD, days["slut"] or _UNREAD
    if not wrong and end < start:
        faults.append(row.fault("slut", "en dag som inte är före start", "Rätta start eller slut."))
    return start, end


def _guard_measure(row: Row, value: float | None, faults: list[Fault]) -> None:
    """A measure that no indicator asks for would vanish without a word, and a wrong unit or publisher mixes series."""
    name = row.cells["matt"]
    measure = measures().get(name)
    if measure is None:
        near = difflib.get_close_matches(name, measures(), n=1, cutoff=0.5)
        hint = f" Närmaste kända mått: {near[0]}." if near else ""
        action = "Rätta namnet eller lägg till måttet." + hint
        faults.append(row.fault("matt", "ett mått i etl/sources/trygghet/indicators.toml", action))
        return
    if row.cells["enhet"] != measure.unit:
        faults.append(row.fault("enhet", f"enheten {measure.unit}", _SHIFTED))
    if row.cells["utgivare"] != measure.utgivare:
        action = "Olika utgivares mått blandas inte; lägg till ett eget mått."
        faults.append(row.fault("utgivare", f"utgivaren {measure.utgivare}", action))
    _guard_scale(row, value, measure, faults)


def _guard_scale(row: Row, value: float | None, measure: Measure, faults: list[Fault]) -> None:
    least = -100 if measure.signed else 0
    most = 100 if measure.unit in ("procent", "index 0–100") else math.inf
    if value is not None and not least <= value <= most:
        expected = f"ett tal mellan {least} och {most}" if most == 100 else "ett tal som inte är negativt"
        faults.append(row.fault("varde", expected, _SHIFTED))


def _guard_words(row: Row, status: str, qualifier: str, faults: list[Fault]) -> None:
    """What is not a plain number must bring the words that were printed, and everything its place."""
    loose = status == "unclear" or (status == "ok" and qualifier != "exact")
    if loose and not row.cells["tryckt"]:
        faults.append(row.fault("tryckt", "orden som källan trycker", "Skriv av orden; utan dem går gränsen inte att pröva."))
    if not row.cells["stalle"]:
        faults.append(row.fault("stalle", "stället i handlingen", "Skriv handling och avsnitt."))


def _double(rows: Sequence[Row], lines: Sequence[Line]) -> list[Fault]:
    """A value and a bound for the same area and period are two claims about one thing; only one may stand."""
    first: dict[tuple[object, ...], Row] = {}
    faults = []
    for row, line in zip(rows, lines, strict=True):
        key = tuple(line[c] for c in ("matt", "area_id", "period_start", "period_end"))
        known = first.setdefault(key, row)
        if known is not row and not {_UNKNOWN, _UNREAD} & set(key):
            where = f"{known.place} och {row.place}"
            faults.append(Fault(row.file, where, "samma uppgift två gånger", "varje uppgift en gång", "Ta bort den ena."))
    return faults
