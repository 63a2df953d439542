"""Which area a row of a GVI table is about, as names meant on the row's last day."""

import datetime as dt
from collections.abc import Sequence

from etl.model import Fault, Refused
from etl.municipality import Municipality
from etl.tables import Row

UNKNOWN = "?"  # stands in for an area that has a fault of its own


def places(rows: Sequence[Row], municipality: Municipality, faults: list[Fault]) -> dict[tuple[str, str], str]:
    """area_id by the cells omrade and slut, since a name may have meant another area before; unknown names are faults."""
    kinds = {a.kind for a in municipality.areas} - {"organisation"}
    found: dict[tuple[str, str], str] = {}
    for end in sorted({r.cells["slut"] for r in rows}):
        names = {r.cells["omrade"]: r.cell("omrade") for r in reversed(rows) if r.cells["slut"] == end}
        try:
            matched = municipality.match(names, rows[0].file, kinds, _date(end))
        except Refused as refusal:
            faults += refusal.faults
            continue
        found |= {(name, end): area_id for name, area_id in matched.items()}
    return found


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
