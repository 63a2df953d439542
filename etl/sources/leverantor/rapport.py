"""Reads two tables of transcribed figures: campaigns of checks (kampanjer.csv) and answers about checks (svar.csv)."""

import calendar
import datetime as dt
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.tables import Row, swedish_number, text_table

_SHARED = ("start", "slut", "matt", "varde", "kvalificerare", "enhet", "tryckt", "stalle")
COLUMNS = {
    "kampanjer.csv": ("kampanj", "omfattning", *_SHARED),
    "svar.csv": ("tillfragade", "namnare", *_SHARED),
}
# How sure the document's own words are, as a word in the table -> qualifier and status of the observation.
QUALIFIERS = {
    "exakt": ("exact", "ok"), "cirka": ("about", "ok"), "minst": ("at_least", "ok"), "högst": ("at_most", "ok"),
    "oklart": ("exact", "unclear"),
}  # fmt: skip
NOT_PRINTED = "ej tryckt"
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_ACTION = "Rätta raden så att den säger vad dokumentet säger."


def read_report(release: Release, municipality: Municipality) -> dict[str, pd.DataFrame]:
    """`stg_leverantor`: one row per campaign (or `svar`) and measure, for the municipality as a whole."""
    paths = [path for path in release.files if path.name in COLUMNS]
    unknown = [path.name for path in release.files if path not in paths]
    if unknown or not paths:
        found, action = ", ".join(unknown) or "ingen tabell", "Lägg bara dessa filer i mappen, minst en av dem."
        raise Refused(Fault(release.folder.name, "", found, " eller ".join(COLUMNS), action))
    faults: list[Fault] = []
    rows = [row for path in paths for row in _table(path, faults)]
    if faults:
        raise Refused(*faults)
    return {"stg_leverantor": pd.DataFrame(rows).assign(area_id=municipality.area_id)}


@cache
def indicators() -> Mapping[tuple[str, str], str]:
    """Unit per (campaign, measure) that an indicator shows; a row that none shows would vanish without a word."""
    document = tomllib.loads(Path(__file__).with_name("indicators.toml").read_text(encoding="utf-8"))
    defaults = document.pop("defaults")
    blocks = [defaults | block for block in document.values() if "campaign" in block]
    return {(block["campaign"], block["measure"]): block["unit"] for block in blocks}


def _table(path: Path, faults: list[Fault]) -> list[dict[str, object]]:
    try:
        rows = text_table(path, COLUMNS[path.name])
    except Refused as refusal:
        faults += refusal.faults
        return []
    faults += _twice(rows)
    return [_observed(row, faults) for row in rows]


def _campaign(row: Row) -> str:
    return row.cells.get("kampanj", "svar")


def _twice(rows: list[Row]) -> list[Fault]:
    """A fault for every row about the same campaign, measure and period as an earlier row."""
    first: dict[tuple[str, ...], Row] = {}
    faults = []
    for row in rows:
        key = (_campaign(row), row.cells["matt"], row.cells["start"], row.cells["slut"])
        other = first.setdefault(key, row)
        if other is not row:
            found = f"samma uppgift som {other.place}: " + ", ".join(key)
            faults.append(Fault(row.file, row.place, found, "varje uppgift en gång", "Ta bort den ena raden."))
    return faults


def _observed(row: Row, faults: list[Fault]) -> dict[str, object]:
    """The row as staging holds it; whatever is wrong with it goes to `faults`."""
    start, end = _days(row, faults)
    qualifier, status = QUALIFIERS.get(row.cells["kvalificerare"], ("", ""))
    number = _number(row, status, faults)
    faults += _wrong(row, qualifier)
    bound = qualifier in ("at_least", "at_most")
    return {
        "campaign": _campaign(row), "scope": row.cells.get("omfattning") or row.cells.get("tillfragade"),
        "measure": row.cells["matt"], "period_start": start, "period_end": end,
        "precision": "month" if _MONTH.fullmatch(row.cells["start"]) or _MONTH.fullmatch(row.cells["slut"]) else "exact",
        "value": None if bound else number,
        "lower": number if qualifier == "at_least" else None, "upper": number if qualifier == "at_most" else None,
        "base": _base(row, faults), "base_missing": row.cells.get("namnare") == NOT_PRINTED,
        "status": status, "qualifier": qualifier, "printed": row.cells["tryckt"],
        "place": row.cells["stalle"], "line": row.number, "file": row.file,
        "cell": f"{row.place}, kolumn varde; i originalet: {row.cells['stalle']}",
    }  # fmt: skip


def _wrong(row: Row, qualifier: str) -> list[Fault]:
    """Faults about the words of a row: empty cells, an unknown qualifier, a measure or a unit that no indicator has."""
    needed = ("tryckt", "stalle", "omfattning" if "omfattning" in row.cells else "tillfragade")
    faults = [row.fault(column, "text", "Skriv vad dokumentet säger.") for column in needed if not row.cells[column]]
    if not qualifier:
        faults.append(row.fault("kvalificerare", "något av " + ", ".join(QUALIFIERS), _ACTION))
    unit = indicators().get((_campaign(row), row.cells["matt"]))
    if unit is None:
        known = ", ".join(f"{campaign}/{measure}" for campaign, measure in indicators())
        action = "En ny kampanj eller ett nytt mått behöver ett block i källans indicators.toml."
        faults.append(row.fault("matt", "ett mått som någon indikator visar: " + known, action))
    elif row.cells["enhet"] != unit:
        faults.append(row.fault("enhet", unit, "Räkna om värdet till indikatorns enhet."))
    return faults


def _number(row: Row, status: str, faults: list[Fault]) -> float | None:
    """The row's number; none for `oklart`, where a number is a fault, as is the lack of one for all else."""
    if status == "unclear":
        if row.cells["varde"]:
            faults.append(row.fault("varde", "tomt när uppgiften är oklar", _ACTION))
        return None
    return _parsed(row, "varde", swedish_number, "ett tal, till exempel 136", faults)


def _base(row: Row, faults: list[Fault]) -> float | None:
    """How many the count is taken from; none where the document does not print it or it has no such number."""
    if row.cells.get("namnare", "") in ("", NOT_PRINTED):
        return None
    expected = f"ett antal, ”{NOT_PRINTED}”, eller tomt när frågan inte har någon nämnare"
    return _parsed(row, "namnare", swedish_number, expected, faults)


def _parsed(row: Row, column: str, parse: Callable[[str], float], expected: str, faults: list[Fault]) -> float | None:
    try:
        number = parse(row.cells[column])
    except ValueError:
        number = -1.0
    if number < 0:
        faults.append(row.fault(column, expected, _ACTION))
        return None
    return number


def _days(row: Row, faults: list[Fault]) -> tuple[dt.date | None, dt.date | None]:
    """First and last day; a month alone means all of it, and makes the period no more precise than the month."""
    days: dict[str, dt.date | None] = {}
    for column, last in (("start", False), ("slut", True)):
        try:
            days[column] = _day(row.cells[column], last)
        except ValueError:
            days[column] = None
            faults.append(row.fault(column, "en dag eller månad som finns, som 2022-11-01 eller 2022-11", _ACTION))
    start, end = days["start"], days["slut"]
    if start and end and start > end:
        faults.append(row.fault("slut", f"en dag efter {start}", _ACTION))
    return start, end


def _day(text: str, last: bool) -> dt.date:
    if not _MONTH.fullmatch(text):
        return dt.date.fromisoformat(text)
    year, month = (int(part) for part in text.split("-"))
    return dt.date(year, month, calendar.monthrange(year, month)[1] if last else 1)
