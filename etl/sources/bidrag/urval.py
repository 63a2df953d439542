"""Reads what an external audit found, by how the audited were chosen: a few lines transcribed from a report (urval.csv)."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.tables import Row, only_file, swedish_number, text_table

FILE = "urval.csv"
COLUMNS = (
    "granskning", "urvalsgrund", "kontroller", "avvikelser", "start", "slut", "granskare", "tryckt", "stalle",
)  # fmt: skip
CONCLUSION = "slutsats"
ARMS = ("risk", "slump", "tips", "planerad")
LARGEST_COUNT = 1_000_000
_WORDS = ("granskning", "granskare", "tryckt", "stalle")
_ACTION = "Rätta raden så att den säger vad rapporten säger."


def read_selection(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """`stg_bidrag_urval`: one row per audit and way of choosing, for the whole municipality. Raises Refused with every fault."""
    rows = text_table(only_file(release, (".csv",)), COLUMNS, optional=(CONCLUSION,))
    faults = _twice(rows)
    read = [_arm(row, faults) for row in rows]
    if faults:
        raise Refused(*faults)
    return {"stg_bidrag_urval": pd.DataFrame(read).assign(area_id=municipality.area_id)}


def is_selection(paths: tuple[Path, ...]) -> bool:
    """Whether the delivery is this table."""
    return any(path.name.lower() == FILE for path in paths)


def _twice(rows: list[Row]) -> list[Fault]:
    """A fault for a way of choosing that stands twice for the same period: audits of the same years are never added up."""
    first: dict[tuple[str, ...], Row] = {}
    faults = []
    for row in rows:
        other = first.setdefault((row.cells["urvalsgrund"], row.cells["start"], row.cells["slut"]), row)
        if other is not row:
            expected = f"varje urvalsgrund en gång per period; den står redan på {other.place}"
            faults.append(row.fault("urvalsgrund", expected, "Lägg två granskningar av samma period i var sin leverans."))
    return faults


def _arm(row: Row, faults: list[Fault]) -> dict[str, object]:
    """The row as staging holds it; whatever is wrong with it goes to `faults`."""
    start, end = _day(row, "start", faults), _day(row, "slut", faults)
    controls, hits = _count(row, "kontroller", faults), _count(row, "avvikelser", faults)
    faults += [row.fault(c, "text", "Skriv vad rapporten säger.") for c in _WORDS if not row.cells[c]]
    if row.cells["urvalsgrund"] not in ARMS:
        faults.append(row.fault("urvalsgrund", "något av " + ", ".join(ARMS), _ACTION))
    if controls == 0:
        faults.append(row.fault("kontroller", "minst en kontroll", "Ta bort en urvalsgrund som ingen har valts efter."))
    if controls is not None and hits is not None and hits > controls:
        faults.append(row.fault("avvikelser", f"högst {controls}", _ACTION))
    if start and end and start > end:
        faults.append(row.fault("slut", f"en dag efter {start}", _ACTION))
    place = f"{row.place}, kolumnerna kontroller och avvikelser; i originalet: {row.cells['stalle']}"
    return {
        "audit": row.cells["granskning"], "auditor": row.cells["granskare"], "arm": row.cells["urvalsgrund"],
        "controls": controls, "hits": hits, "period_start": start, "period_end": end, "printed": row.cells["tryckt"],
        "conclusion": row.cells.get(CONCLUSION, ""), "file": row.file, "cell": place,
    }  # fmt: skip


def _day(row: Row, column: str, faults: list[Fault]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(row.cells[column])
    except ValueError:
        faults.append(row.fault(column, "en dag som finns, till exempel 2020-01-01", _ACTION))
        return None


def _count(row: Row, column: str, faults: list[Fault]) -> int | None:
    """A whole number; what the report does not count is left out of the table, since nothing can be worked out from it."""
    try:
        number = swedish_number(row.cells[column])
    except ValueError:
        number = -1.0
    if number % 1 or not 0 <= number <= LARGEST_COUNT:
        faults.append(row.fault(column, "ett antal, till exempel 3", _ACTION))
        return None
    return int(number)
