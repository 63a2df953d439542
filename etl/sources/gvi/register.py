"""Reads a GVI register: counts per period and the yearly follow-up of exits, protected before they leave this door."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from etl.entry import Entry
from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.registers import Template, tables
from etl.sources.gvi.avhopp import COLUMNS, exits
from etl.sources.gvi.counts import counts, repeated
from etl.sources.gvi.places import places
from etl.sources.gvi.privacy import refuse_people
from etl.sources.gvi.protection import Line, impossible, protected
from etl.tables import Row

TEMPLATES = {
    "perioder": Template(("matt", "omrade", "start", "slut", "uppdelning", "antal"), required=False),
    "avhopp": Template(COLUMNS, required=False),
}


def read(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """`stg_gvi_register` with `coverage` and `intake`; hidden counts are in none of them. Raises Refused with every fault."""
    rows = _tables(release)
    faults: list[Fault] = []
    city = municipality.area_id
    areas = places(rows["perioder"], municipality, faults)
    found = counts((Entry(row, faults) for row in rows["perioder"]), areas, city)
    yearly = exits((Entry(row, faults) for row in rows["avhopp"]), city)
    faults += repeated(found)
    if not faults:
        faults += impossible(found, city)
    if faults:
        raise Refused(*faults)
    lines = protected(found, city) + yearly
    return {"stg_gvi_register": pd.DataFrame(lines), "coverage": _coverage(lines), "intake": _intake(rows.values())}


def _tables(release: Release) -> dict[str, list[Row]]:
    for path in release.files:
        if path.suffix == ".csv" and path.stem in TEMPLATES:
            refuse_people(path, TEMPLATES[path.stem].columns)
    return tables(release, TEMPLATES)


def _coverage(lines: Iterable[Line]) -> pd.DataFrame:
    """Which periods of which product the delivery holds, so that a corrected one replaces the same period."""
    columns = ["product", "period_start", "period_end"]
    return pd.DataFrame(lines)[columns].drop_duplicates()


def _intake(read: Iterable[Sequence[Row]]) -> pd.DataFrame:
    """All rows came in: one that could not would have stopped the delivery."""
    filled = [rows for rows in read if rows]
    return pd.DataFrame([{"file": r[0].file, "read": len(r), "loaded": len(r), "rejected": 0} for r in filled])
