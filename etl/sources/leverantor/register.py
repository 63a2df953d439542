"""Reads the supplier register: suppliers, contracts, controls and what the controls found. README.md holds the template."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import pandas as pd

from etl.entry import UNREAD, Entry
from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.registers import Template, tables
from etl.sources.leverantor.bransch import Industries, industry_frame, risk_industries
from etl.sources.leverantor.kontroller import Staged, control, deviation, one_visit
from etl.sources.leverantor.parter import NUMBER, Known, Party, counted, party, supplier, written
from etl.tables import Row

MAPPED = ("kartlagda", "inte kartlagda", "inga", "oklart")
LARGEST = 1e12  # kronor; no contract comes near
TEMPLATES = {
    "leverantorer": Template((NUMBER, "leverantor", "sni", "land"), ("fskatt", "startar"), trader=NUMBER, name="leverantor"),
    "avtal": Template(
        ("avtal", NUMBER, "forvaltning", "start", "slut", "varde_kr", "underleverantorer", "antal_underleverantorer"),
        trader=NUMBER,
    ),
    "kontroller": Template(
        (
            "kontroll", NUMBER, "avtal", "forvaltning", "datum", "skede", "urvalsgrund", "utfall",
            "arbetstagare", "ej_personalliggare", "utan_id06", "ej_utstationering",
        ),
        ("flagga",),
        trader=NUMBER,
    ),
    # Not required: controls without any deviation leave no table behind.
    "avvikelser": Template(
        ("kontroll", NUMBER, "slag", "grund", "sakerhet", "horande", "datum"), required=False, empty=True, trader=NUMBER
    ),
}  # fmt: skip


def read_register(release: Release, municipality: Municipality) -> dict[str, pd.DataFrame]:
    """The register's staging tables, with `coverage` and `intake`. Raises Refused with the faults of every table at once."""
    industries = risk_industries(municipality)
    rows = tables(release, TEMPLATES)
    faults: list[Fault] = []
    known, suppliers = _suppliers(rows["leverantorer"], industries, faults)
    contracts = _staged(rows["avtal"], lambda entry: _contract(entry, known), faults, ("contract", "party"))
    as_of = release.published
    controls = _staged(rows["kontroller"], lambda entry: control(entry, known, as_of), faults, ("control", "party"))
    faults += one_visit(rows["kontroller"], controls)
    by_key: dict[tuple[object, object], Staged] = {(c["control"], c["party"]): c for c in controls}
    deviations = _staged(rows["avvikelser"], lambda entry: deviation(entry, known, by_key, as_of), faults)
    if faults:
        raise Refused(*faults)
    staged = {"leverantor": suppliers, "avtal": contracts, "kontroll": controls, "avvikelse": deviations}
    frames = {f"stg_leverantor_{n}": pd.DataFrame(s).assign(area_id=municipality.area_id) for n, s in staged.items() if s}
    return frames | {
        "stg_leverantor_bransch": industry_frame(industries),
        "coverage": _coverage([c["period_start"] for c in controls], as_of),
        "intake": _intake(rows),
    }  # fmt: skip


def _suppliers(rows: Sequence[Row], industries: Industries, faults: list[Fault]) -> tuple[Known, list[Staged]]:
    known: dict[str, Party] = {}

    def listed(entry: Entry) -> Staged:
        who, row = supplier(entry, industries)
        known[written(entry)] = known[who.party] = who
        return row

    return known, _staged(rows, listed, faults, ("party",))


def _contract(entry: Entry, known: Known) -> Staged:
    """A contract with one supplier; without a last day it runs until further notice."""
    starts, ends = entry.day("start"), entry.known_day("slut")
    if ends and UNREAD < ends < starts:
        entry.wrong("slut", "en dag som inte är före start, eller tomt", "Rätta start eller slut.")
    amount, status = counted(entry, "varde_kr", LARGEST, whole=False)
    mapped, number = entry.choice("underleverantorer", MAPPED, "oklart"), counted(entry, "antal_underleverantorer")[0]
    if mapped == "inga" and number:
        entry.wrong("antal_underleverantorer", "noll eller tomt när underleverantorer är inga", "Rätta någon av cellerna.")
    return party(entry, known).told() | {
        "contract": entry.text("avtal"), "department": entry.text("forvaltning"), "starts": starts, "ends": ends,
        "amount": amount, "amount_status": status, "subcontractors": mapped, "subcontractor_count": number,
    }  # fmt: skip


def _staged(rows: Iterable[Row], read: Callable[[Entry], Staged], faults: list[Fault], key: Sequence[str] = ()) -> list[Staged]:
    """Every row as staging holds it, with its place; two rows with the same `key` are a fault."""
    staged, first = [], dict[Hashable, Row]()
    for row in rows:
        found = read(Entry(row, faults))
        other = first.setdefault(tuple(found[k] for k in key) or row.number, row)
        if other is not row:
            action = "Ta bort den ena raden."
            faults.append(Fault(row.file, row.place, f"samma uppgift som {other.place}", "varje uppgift en gång", action))
        staged.append(found | {"line": row.number, "file": row.file, "cell": row.place})
    return staged


def _coverage(years: Iterable[object], day: dt.date) -> pd.DataFrame:
    """The lists as of the day of the delivery, and every calendar year from the first control's to the last's."""
    found = sorted(y.year for y in years if isinstance(y, dt.date))
    periods = [("leverantor_kontroller", dt.date(y, 1, 1), dt.date(y, 12, 31)) for y in range(found[0], found[-1] + 1)]
    return pd.DataFrame([("leverantor_lista", day, day), *periods], columns=["product", "period_start", "period_end"])


def _intake(rows: Mapping[str, Sequence[Row]]) -> pd.DataFrame:
    """A register is taken in whole or not at all, so nothing is ever rejected."""
    counted = [(table[0].file, len(table), len(table), 0) for table in rows.values() if table]
    return pd.DataFrame(counted, columns=["file", "read", "loaded", "rejected"])
