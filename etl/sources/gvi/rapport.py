"""Reads what a report prints about GVI: events, counts with their qualifiers, sanctions and the project's accounts."""

import difflib
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from etl.entry import PERIODS, QUALIFIERS, UNREAD, Entry
from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.sources.gvi.places import UNKNOWN, places
from etl.sources.gvi.privacy import personal_numbers, refuse_people, too_few
from etl.tables import Row, text_table

# fmt: off
LAYOUT = {
    "handelser.csv": ("handelse", "slag", "namn", "start", "slut", "precision", "beskrivning", "tryckt", "stalle"),
    "matt.csv": (
        "matt", "omrade", "start", "slut", "periodprecision", "varde", "kvalificerare", "enhet", "uppdelning", "tryckt", "stalle",
    ),
    "sanktioner.csv": ("beslut", "lagrum", "start", "slut", "periodprecision", "antal", "tryckt", "stalle"),
    "ekonomi.csv": (
        "rad", "start", "slut", "periodprecision", "totalkostnad_kr", "medel_fran_bra_kr", "tryckt", "tryckt_bra", "stalle",
    ),
}
# fmt: on
# What makes a line the only one of its kind: the same columns as UNIQUE in staging.sql.
_KEYS = {
    "stg_gvi_handelse": ("handelse",),
    "stg_gvi_matt": ("matt", "area_id", "group_id", "period_start", "period_end"),
    "stg_gvi_sanktion": ("beslut", "lagrum", "period_start", "period_end"),
    "stg_gvi_ekonomi": ("rad", "period_start", "period_end"),
}
KINDS = (
    "gvi_beslut", "gvi_start", "avsiktsforklaring", "utbildning", "samverkan",
    "call_in", "custom_notification", "sanktionsfas", "rapport", "planerat",
)  # fmt: skip
SUM = "summa"
_TOO_SMALL = ("mellanomrade", "primaromrade")  # people are counted for the city or a stadsområde, never closer
Line = dict[str, object]


@dataclass(frozen=True)
class Measure:
    """What an indicator block says of its measure: the unit its rows must have, and whether it counts people."""

    unit: str
    people: bool


def read(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """The four `stg_gvi_*` tables. Raises Refused with every fault of the delivery, or for anything about a person."""
    tables = _tables(release)
    faults: list[Fault] = []
    areas = places(tables["matt.csv"], municipality, faults)
    city = municipality.area_id
    frames: dict[str, list[Line]] = {
        "stg_gvi_handelse": [_event(Entry(r, faults), city) for r in tables["handelser.csv"]],
        "stg_gvi_matt": [_count(Entry(r, faults), areas) for r in tables["matt.csv"]],
        "stg_gvi_sanktion": [_sanction(Entry(r, faults), city) for r in tables["sanktioner.csv"]],
        "stg_gvi_ekonomi": [_cost(Entry(r, faults), city) for r in tables["ekonomi.csv"]],
    }
    faults += [f for name, rows in zip(frames, tables.values(), strict=True) for f in _double(rows, frames[name], name)]
    faults += _sums(tables["ekonomi.csv"])
    if faults:
        raise Refused(*faults)
    return {name: pd.DataFrame(lines) for name, lines in frames.items()}


@cache
def measures() -> dict[str, Measure]:
    """What matt.csv may hold: the measures that this drawer's indicators ask for."""
    document = tomllib.loads(Path(__file__).with_name("indicators.toml").read_text(encoding="utf-8"))
    blocks = [document["defaults"] | block for block in document.values()]
    return {b["matt"]: Measure(b["unit"], b.get("people", False)) for b in blocks if "matt" in b}


def _tables(release: Release) -> dict[str, list[Row]]:
    found = {f.name: f for f in release.files}
    faults = [_no_table(release, name) for name in LAYOUT if name not in found]
    faults += [_strange(release, name) for name in found if name not in LAYOUT]
    tables = {}
    for name in (n for n in LAYOUT if n in found):
        try:
            tables[name] = _table(found[name])
        except Refused as refusal:
            faults += refusal.faults
    if faults:
        raise Refused(*faults)
    return tables


def _no_table(release: Release, name: str) -> Fault:
    action = "En leverans har alla fyra tabellerna. Finns inget att redovisa: en rad med tomt antal."
    return Fault(release.folder.name, name, "ingen sådan fil", "filerna " + ", ".join(LAYOUT), action)


def _strange(release: Release, name: str) -> Fault:
    action = "Ta bort filen ur leveransen eller ge den rätt namn."
    return Fault(release.folder.name, name, "en okänd fil", "bara filerna " + ", ".join(LAYOUT), action)


def _table(path: Path) -> list[Row]:
    """The rows of one table. Raises Refused for a person's data before anything else is looked at."""
    columns = LAYOUT[path.name]
    refuse_people(path, columns)
    rows = text_table(path, columns)
    strange = [c for c in rows[0].cells if c not in columns]
    faults = personal_numbers(rows)
    if strange:
        found = "okända kolumner: " + ", ".join(strange)
        faults.append(Fault(path.name, "rad 1", found, "bara " + ", ".join(columns), "Ta bort kolumnerna."))
    if faults:
        raise Refused(*faults)
    return rows


def _double(rows: Sequence[Row], lines: Sequence[Line], table: str) -> list[Fault]:
    first: dict[tuple[object, ...], Row] = {}
    faults = []
    for row, line in zip(rows, lines, strict=True):
        key = tuple(line[c] for c in _KEYS[table])
        known = first.setdefault(key, row)
        if known is not row and not {UNKNOWN, UNREAD} & set(key):
            where = f"{known.place} och {row.place}"
            faults.append(Fault(row.file, where, "samma uppgift två gånger", "varje uppgift en gång", "Ta bort den ena."))
    return faults


def _sums(rows: Iterable[Row]) -> list[Fault]:
    """Each period's accounts need one line called Summa: it is the total, not a cost of its own."""
    sums = Counter[tuple[str, str]]()
    for row in rows:
        sums[row.cells["start"], row.cells["slut"]] += row.cells["rad"].casefold() == SUM
    action = "Skriv av dokumentets summarad; låt beloppet vara tomt om det inte är tryckt."
    return [
        Fault("ekonomi.csv", f"perioden {start}–{end}", f"{count} rader Summa", "en rad Summa", action)
        for (start, end), count in sums.items()
        if count != 1
    ]


def _event(entry: Entry, city: str) -> Line:
    start, end = entry.period() if entry.row.cells["slut"] else (entry.day("start"), None)
    return {
        "handelse": entry.text("handelse"), "slag": entry.choice("slag", KINDS), "namn": entry.text("namn"),
        "starts": start, "ends": end, "precision": entry.choice("precision", ("dag", "månad", "period", "år")),
        "beskrivning": entry.row.cells["beskrivning"], "printed": entry.text("tryckt"),
        "stalle": entry.text("stalle"), "area_id": city, "file": entry.row.file, "cell": entry.row.place,
    }  # fmt: skip


def _count(entry: Entry, areas: Mapping[tuple[str, str], str]) -> Line:
    cells = entry.row.cells
    measure = _measure(entry)
    value, status = entry.number("varde", whole=measure.unit in ("antal", "kr"))
    qualifier = entry.choice("kvalificerare", QUALIFIERS, blank="exact")
    area_id = areas.get((cells["omrade"], cells["slut"]), UNKNOWN)
    _guard_words(entry, value, status, qualifier)
    _guard_people(entry, measure, value, area_id)
    return {
        "matt": cells["matt"], "area_id": area_id, "group_id": cells["uppdelning"] or "alla", **_period(entry),
        "value": value if qualifier in ("exact", "about") else None,
        "lower": value if qualifier == "at_least" else None, "upper": value if qualifier == "at_most" else None,
        "status": status, "qualifier": qualifier, "printed": cells["tryckt"], "stalle": entry.text("stalle"),
        "file": entry.row.file, "cell": f"{entry.row.place}, kolumn varde",
    }  # fmt: skip


def _measure(entry: Entry) -> Measure:
    name, unit = entry.row.cells["matt"], entry.row.cells["enhet"]
    measure = measures().get(name)
    if measure is None:
        near = difflib.get_close_matches(name, measures(), n=1, cutoff=0.5)
        hint = f" Närmaste kända mått: {near[0]}." if near else ""
        entry.wrong("matt", "ett mått i etl/sources/gvi/indicators.toml", "Rätta namnet eller lägg till måttet." + hint)
        return Measure(unit, people=True)
    if unit != measure.unit:
        entry.wrong("enhet", f"enheten {measure.unit}", "Kontrollera att inget fält har förskjutits.")
    return measure


def _guard_words(entry: Entry, value: float | None, status: str, qualifier: str) -> None:
    """A number that is not exact, or words without a number, must bring the words that were printed."""
    if (status == "unclear" or (value is not None and qualifier != "exact")) and not entry.row.cells["tryckt"]:
        entry.wrong("tryckt", "orden som källan trycker", "Skriv av orden; utan dem går osäkerheten inte att pröva.")
    if value is not None and entry.row.cells["enhet"] == "procent" and value > 100:
        entry.wrong("varde", "en andel mellan 0 och 100", "Kontrollera enheten.")


def _guard_people(entry: Entry, measure: Measure, value: float | None, area_id: str) -> None:
    if not measure.people:
        return
    entry.faults.extend(too_few(entry.row, value) if measure.unit == "antal" else [])
    if area_id.startswith(_TOO_SMALL):
        entry.wrong("omrade", "kommunen eller ett stadsområde", "Lägg ihop; personer räknas inte för mindre områden.")


def _period(entry: Entry) -> Line:
    start, end = entry.period()
    precision = entry.choice("periodprecision", PERIODS)
    return {"period_start": start, "period_end": end, "period_precision": precision}


def _sanction(entry: Entry, city: str) -> Line:
    number, status = entry.number("antal", whole=True)
    return {
        "beslut": entry.text("beslut"), "lagrum": entry.row.cells["lagrum"], "area_id": city, **_period(entry),
        "antal": number, "status": status, "printed": entry.row.cells["tryckt"], "stalle": entry.text("stalle"),
        "file": entry.row.file, "cell": f"{entry.row.place}, kolumn antal",
    }  # fmt: skip


def _cost(entry: Entry, city: str) -> Line:
    total, total_status = entry.number("totalkostnad_kr", whole=True)
    bra, bra_status = entry.number("medel_fran_bra_kr", whole=True)
    name = entry.text("rad")
    return {
        "rad": name, "is_sum": name.casefold() == SUM, "area_id": city, **_period(entry),
        "total_kr": total, "total_status": total_status, "total_printed": entry.row.cells["tryckt"],
        "bra_kr": bra, "bra_status": bra_status, "bra_printed": entry.row.cells["tryckt_bra"],
        "stalle": entry.text("stalle"), "file": entry.row.file, "cell": entry.row.place,
    }  # fmt: skip
