"""Reads a table of inhabitants per area on 31 December of each year."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from etl.model import Area, Fault, Refused, Release
from etl.municipality import Municipality
from etl.tables import Row, only_file, swedish_number, text_table

COLUMNS = ("year", "area_scheme", "area", "population")
_YEAR = re.compile(r"(?:1[789]|20)\d\d", re.ASCII)
_VINTAGE = re.compile(r"_\d{4}.*$")  # stadsomrade_2021: the division of that year, which areas.csv dates by itself
_SHORT = {"sdn": "stadsdelsnamnd"}
_UNKNOWN = ".."
_LARGEST = 20_000_000  # inhabitants; more than the country has
Places = Mapping[tuple[str, str], Area]


def read(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """`stg_befolkning`: every row of the file. That parts make up the whole is never asked: from 2025 they need not."""
    path = only_file(release, (".csv",))
    rows = text_table(path, COLUMNS, ",", optional=("source", "stalle"))
    faults: list[Fault] = []
    places = _places(rows, municipality, faults)
    staged = [_staged(row, places.get(_key(row)), faults) for row in rows]
    faults += _double(rows, places)
    if faults:
        raise Refused(*faults[:50])
    return {"stg_befolkning": pd.DataFrame(staged)}


def _key(row: Row) -> tuple[str, str]:
    """Kind of area and its printed name."""
    scheme = _VINTAGE.sub("", row.cells["area_scheme"])
    return _SHORT.get(scheme, scheme), row.cells["area"]


def _places(rows: Sequence[Row], municipality: Municipality, faults: list[Fault]) -> Places:
    """The area per kind and name; kinds and names that areas.csv lacks become faults."""
    areas = {a.area_id: a for a in municipality.areas}
    found: dict[tuple[str, str], Area] = {}
    for kind, names in _names(rows, {a.kind for a in municipality.areas}, faults).items():
        try:
            matched = municipality.match(names, rows[0].file, (kind,))
        except Refused as refusal:
            faults += refusal.faults
        else:
            found |= {(kind, name): areas[area_id] for name, area_id in matched.items()}
    return found


def _names(rows: Sequence[Row], known: set[str], faults: list[Fault]) -> Mapping[str, dict[str, str]]:
    """Where each name stands first, per kind; a kind that the municipality does not have is a fault."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        kind, name = _key(row)
        if kind in known:
            names[kind].setdefault(name, f"{row.place}, kolumn area")
        else:
            action = "Rätta area_scheme, eller lägg områdena i kommunens areas.csv."
            faults.append(row.fault("area_scheme", "en områdestyp: " + ", ".join(sorted(known)), action))
    return names


def _staged(row: Row, area: Area | None, faults: list[Fault]) -> dict[str, object]:
    year, value, status = _year(row, faults), _inhabitants(row, faults), "ok"
    if value == 0 and year and area and not area.exists(dt.date(year, 12, 31)):
        status = "not_applicable"  # nobody lived in an area that was not there: not a count of nought
    elif value is None:
        status = "missing"
    return {
        "area_id": area.area_id if area else None, "year": year,
        "value": value if status == "ok" else None, "status": status,
        "printed": None if status == "ok" else row.cells["population"],
        "place": row.cells.get("stalle") or row.cells.get("source") or None,
        "file": row.file, "cell": f"{row.place}, kolumn population",
    }  # fmt: skip


def _year(row: Row, faults: list[Fault]) -> int | None:
    if _YEAR.fullmatch(row.cells["year"]):
        return int(row.cells["year"])
    faults.append(row.fault("year", "ett år som 2025", "Kontrollera att kolumnerna inte har förskjutits."))
    return None


def _inhabitants(row: Row, faults: list[Fault]) -> int | None:
    """A whole number; one with a comma is refused, since 600,000 may mean six hundred or six hundred thousand."""
    text = row.cells["population"]
    if text == _UNKNOWN:
        return None
    try:
        value = swedish_number(text)
    except ValueError:
        value = -1
    if "," not in text and 0 <= value <= _LARGEST:
        return int(value)
    action = f"Skriv antalet med bara siffror, eller {_UNKNOWN} om uppgiften saknas."
    faults.append(row.fault("population", "ett helt antal invånare", action))
    return None


def _double(rows: Sequence[Row], places: Places) -> list[Fault]:
    first: dict[tuple[str, str], Row] = {}
    faults = []
    for row in rows:
        area = places.get(_key(row))
        earlier = first.setdefault((area.area_id, row.cells["year"]), row) if area else row
        if earlier is not row:
            found = f"{row.cells['area']} {row.cells['year']} två gånger"
            place = f"{earlier.place} och {row.place}"
            faults.append(Fault(row.file, place, found, "en rad per område och år", "Ta bort den rad som är fel."))
    return faults
