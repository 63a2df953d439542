"""Reads the register of grants: one row per application, per control and per line of the control plan.

A delivery holds whole redovisningsperioder, and every application that its controls speak of.
"""

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from etl.entry import Entry
from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.registers import SOLE_TRADER, Template, tables
from etl.sources.bidrag.consistency import contradictions
from etl.tables import Row

PRODUCT = "bidrag_register"
TEMPLATES = {
    "ansokningar": Template(
        (
            "arende", "organisationsnummer", "forening", "forvaltning", "bidragstyp", "andamal", "period_start", "period_slut",
            "sokt_kr", "beviljat_kr", "utbetalt_kr", "beslut", "beslutsdatum", "stadsomrade", "redovisningsperiod",
        ),
        ("medlemmar",),
        trader="organisationsnummer",
        name="forening",
    ),
    "kontroller": Template(
        (
            "kontroll", "arende", "organisationsnummer", "forvaltning", "datum", "typ", "skede", "urvalsgrund", "utfall",
            "atgard", "beslutsdatum", "aterkravt_kr", "aterbetalt_kr", "redovisningsperiod",
        ),
        ("antal", "oberoende_kalla", "flagga"),
        empty=True,
        trader="organisationsnummer",
    ),
    "kontrollplan": Template(("forvaltning", "redovisningsperiod", "typ", "planerat", "senast"), required=False),
}  # fmt: skip
DECISIONS = ("bifall", "delvis bifall", "avslag", "återtagen", "pågår")
KINDS = ("grundkontroll", "fördjupad", "stickprov", "platsbesök", "extern revision")
STAGES = ("ansökan", "stödperiod", "efter")
ARMS = ("risk", "slump", "tips", "planerad")
RESULTS = ("avvikelse", "utan avvikelse", "oklart", "pågår")
ACTIONS = ("avslag", "återkrav", "polisanmälan", "stopp")
MOST_FAULTS = 50
LARGEST_AMOUNT = 1_000_000_000_000  # kronor: more than any city has
LARGEST_COUNT = 1_000_000
_PLACE: dict[str, Any] = {
    "area_id": pl.String, "city_id": pl.String, "period_start": pl.Date, "period_end": pl.Date,
    "file": pl.String, "sheet": pl.String, "line": pl.Int64,
}  # fmt: skip
_SCHEMAS: dict[str, dict[str, Any]] = {
    "ansokningar": _PLACE | {
        "case_id": pl.String, "organisation_id": pl.String, "organisation": pl.String, "grant_type": pl.String,
        "purpose": pl.String, "purpose_key": pl.String, "starts": pl.Date, "ends": pl.Date, "applied": pl.Float64,
        "granted": pl.Float64, "paid": pl.Float64, "paid_status": pl.String, "decision": pl.String, "decided": pl.Date,
        "district_id": pl.String, "members": pl.Float64,
    },
    "kontroller": _PLACE | {
        "control_id": pl.String, "case_id": pl.String, "organisation_id": pl.String, "day": pl.Date, "kind": pl.String,
        "stage": pl.String, "arm": pl.String, "result": pl.String, "actions": pl.String, "decided": pl.Date,
        "reclaimed": pl.Float64, "reclaimed_status": pl.String, "repaid": pl.Float64, "repaid_status": pl.String,
        "quantity": pl.Float64, "independent": pl.String, "flag_id": pl.String,
    },
    "kontrollplan": _PLACE | {"kind": pl.String, "planned": pl.Float64, "due": pl.Date},
}  # fmt: skip
_STAGING = {"ansokningar": "stg_bidrag_ansokan", "kontroller": "stg_bidrag_kontroll", "kontrollplan": "stg_bidrag_plan"}
Read = dict[str, object]


def read_register(release: Release, municipality: Municipality) -> dict[str, pl.DataFrame]:
    """Staging of the three tables, with coverage and intake. Raises Refused with every fault of every table, 50 of them shown."""
    try:
        rows = tables(release, TEMPLATES)
    except Refused as refusal:
        raise Refused(*_first(release, refusal.faults)) from refusal
    faults: list[Fault] = []
    organisations = _areas(municipality, rows, "forvaltning", ("organisation",), faults)
    districts = _areas(municipality, {"ansokningar": rows["ansokningar"]}, "stadsomrade", ("stadsomrade",), faults)
    readers: Mapping[str, Callable[[Entry], Read]] = {
        "ansokningar": lambda entry: _application(entry, districts),
        "kontroller": _control,
        "kontrollplan": _planned,
    }
    read = {name: [_placed(Entry(row, faults), organisations) | readers[name](Entry(row, faults)) for row in rows[name]]
            for name in TEMPLATES}  # fmt: skip
    faults += contradictions(rows, read, release.retrieved)
    if faults:
        raise Refused(*_first(release, faults))
    return _frames(read, municipality.area_id)


def _first(release: Release, faults: Sequence[Fault]) -> list[Fault]:
    """The first faults, and how many more there are."""
    rest = len(faults) - MOST_FAULTS
    if rest <= 0:
        return list(faults)
    more = Fault(release.folder.name, "", f"{rest} fel till", "inga fel", "Rätta de fel som visas och läs in igen.")
    return [*faults[:MOST_FAULTS], more]


def _areas(
    municipality: Municipality, rows: Mapping[str, Sequence[Row]], column: str, kinds: Sequence[str], faults: list[Fault]
) -> dict[str, str]:
    """area_id per printed name. Unknown names are faults, told once per table, at the first row that has them."""
    known: dict[str, str] = {}
    for table in filter(None, rows.values()):
        places = {row.cells[column]: row.cell(column) for row in reversed(table) if row.cells[column]}
        try:
            known |= municipality.match(places, table[0].file, kinds)
        except Refused as refusal:
            faults += refusal.faults
    return known


def _placed(entry: Entry, organisations: Mapping[str, str]) -> Read:
    """What every row has: whose it is, for which redovisningsperiod, and where it stands."""
    start, end = entry.span("redovisningsperiod")
    office = organisations.get(entry.text("forvaltning"), "")  # an unknown name already has its fault
    row = entry.row
    return {
        "area_id": office, "period_start": start, "period_end": end, "file": row.file, "sheet": row.sheet, "line": row.number,
    }  # fmt: skip


def _application(entry: Entry, districts: Mapping[str, str]) -> Read:
    starts, ends = entry.period("period_start", "period_slut")
    decision = entry.choice("beslut", DECISIONS)
    paid, status = _kronor(entry, "utbetalt_kr")
    if status == "missing" and decision not in DECISIONS[:2]:
        paid, status = 0.0, "ok"  # nothing is paid on what has not been granted
    return {
        "case_id": entry.text("arende"), "organisation_id": _organisation(entry), "organisation": entry.text("forening"),
        "grant_type": entry.text("bidragstyp"), "purpose": entry.text("andamal"),
        "purpose_key": same_purpose(entry.row.cells["andamal"]), "starts": starts, "ends": ends,
        "applied": _kronor(entry, "sokt_kr")[0], "granted": _kronor(entry, "beviljat_kr")[0],
        "paid": paid, "paid_status": status, "decision": decision, "decided": entry.known_day("beslutsdatum"),
        "district_id": districts.get(entry.row.cells["stadsomrade"]), "members": _count(entry, "medlemmar")[0],
    }  # fmt: skip


def _kronor(entry: Entry, column: str) -> tuple[float | None, str]:
    return _limited(entry, column, entry.number(column, whole=False), LARGEST_AMOUNT)


def _count(entry: Entry, column: str) -> tuple[float | None, str]:
    if len(entry.row.cells.get(column, "")) > len(f"{LARGEST_COUNT:,}"):  # before a number that no computer can hold whole
        return _limited(entry, column, (2.0 * LARGEST_COUNT, "ok"), LARGEST_COUNT)
    return _limited(entry, column, entry.number(column, whole=True), LARGEST_COUNT)


def _limited(entry: Entry, column: str, read: tuple[float | None, str], limit: int) -> tuple[float | None, str]:
    """The number, with a fault when it is larger than any real one: digits have run together."""
    if read[0] is not None and read[0] > limit:
        entry.wrong(column, f"högst {limit:,}".replace(",", " "), "Kontrollera att inga fält har flutit ihop.")
    return read


def same_purpose(text: str) -> str:
    """A purpose as it is compared: letters and digits only, small, single spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w]+|_", " ", plain).split())


def _organisation(entry: Entry) -> str | None:
    """Ten digits, or None for a sole trader, who is counted in sums and is never compared or flagged."""
    if entry.row.cells["organisationsnummer"].casefold().startswith(SOLE_TRADER):
        return None
    return entry.organisation("organisationsnummer")


def _control(entry: Entry) -> Read:
    quantity = _quantity(entry)
    collective = quantity != 1  # a row that stands for several controls need not name one application
    cells = entry.row.cells
    named = not collective or bool(cells["arende"])
    reclaimed, reclaimed_status = _kronor(entry, "aterkravt_kr")
    repaid, repaid_status = _kronor(entry, "aterbetalt_kr")
    return {
        "control_id": entry.text("kontroll"), "case_id": entry.text("arende") if named else None,
        "organisation_id": _organisation(entry) if named else None,
        "day": entry.known_day("datum") if collective else entry.day("datum"),
        "kind": entry.choice("typ", KINDS), "stage": entry.choice("skede", STAGES), "arm": entry.choice("urvalsgrund", ARMS),
        "result": entry.choice("utfall", RESULTS), "actions": "|".join(entry.choices("atgard", ACTIONS)),
        "decided": entry.known_day("beslutsdatum"), "reclaimed": reclaimed, "reclaimed_status": reclaimed_status,
        "repaid": repaid, "repaid_status": repaid_status, "quantity": quantity,
        "independent": entry.choice("oberoende_kalla", ("ja", "nej", "")), "flag_id": _flag(entry),
    }  # fmt: skip


def _quantity(entry: Entry) -> float | None:
    """How many controls a row stands for: one, when nothing is said; None when nobody knows."""
    if not entry.row.cells.get("antal"):
        return 1.0
    count, status = _count(entry, "antal")
    if status == "missing" or count == 0:
        entry.wrong("antal", "tomt (en kontroll), ett antal från 1 eller oklart", "Rätta antalet eller ta bort raden.")
    return count


def _flag(entry: Entry) -> str:
    """The rule that led to the control, empty for none."""
    return entry.choice("flagga", _rules()) if entry.row.cells.get("flagga") else ""


@cache
def _rules() -> tuple[str, ...]:
    return tuple(tomllib.loads(Path(__file__).with_name("flags.toml").read_text(encoding="utf-8")))


def _planned(entry: Entry) -> Read:
    planned, status = _count(entry, "planerat")
    if status != "ok":
        entry.wrong("planerat", "ett heltal", "Ta bort raden om ingen kontroll är planerad.")
    return {"kind": entry.choice("typ", KINDS), "planned": planned, "due": entry.day("senast")}


def _frames(read: Mapping[str, Sequence[Read]], city: str) -> dict[str, pl.DataFrame]:
    made = {
        _STAGING[name]: pl.DataFrame([row | {"city_id": city} for row in rows], schema=_SCHEMAS[name], orient="row")
        for name, rows in read.items()
    }
    periods: set[tuple[dt.date, dt.date]] = {(r["period_start"], r["period_end"]) for r in read["ansokningar"]}  # type: ignore[misc]
    covered = [{"product": PRODUCT, "period_start": start, "period_end": end} for start, end in sorted(periods)]
    counted = [(str(rows[0]["file"]), len(rows), len(rows), 0) for rows in read.values() if rows]
    intake = pl.DataFrame(counted, schema=["file", "read", "loaded", "rejected"], orient="row")
    return made | {"coverage": pl.DataFrame(covered), "intake": intake}
