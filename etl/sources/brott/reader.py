"""Reads reported crimes in two layouts, told apart by their header: SOL's 'Databasfil', and counts per district."""

import calendar
import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from etl.model import Area, Fault, Refused, Release
from etl.municipality import Municipality
from etl.sources.brott import databasfil
from etl.sources.brott.places import chosen, listed
from etl.tables import Row, decoded, swedish_number, text_table

PER_DISTRICT = ("year", "area", "crime_type", "count")
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_YEAR = re.compile(r"((?:19|20)\d\d)(\s*prel\.?)?", re.ASCII | re.IGNORECASE)
_UNKNOWN = ".."  # not applicable, withheld, or the echo of a crime that holds the one asked for
_LARGEST = 20_000_000
_SHIFTED = "Kontrollera att kolumnerna inte har förskjutits och att filen är oförändrad från SOL."


@dataclass(frozen=True)
class Layout:
    """What a file calls the same six facts; `echoes` when it repeats crimes that were not asked for, as `..`."""

    region: str
    crime: str
    year: str
    period: str
    count: str
    rate: str
    echoes: bool


DATABASFIL = Layout("Region", "Brott", "År", "Period", "Antal", "/100 000 inv", True)
TABLE = Layout("area", "crime_type", "year", "year", "count", "", False)


@dataclass(frozen=True)
class Figure:
    """A row of `stg_brott`."""

    area_id: str
    region: str
    crime: str
    topic: str
    period_start: dt.date
    period_end: dt.date
    value: int | None
    status: str
    printed: str | None
    printed_rate: float | None
    file: str
    cell: str
    echo: bool

    @property
    def key(self) -> tuple[str, str, dt.date, dt.date]:
        """What may stand only once in a delivery."""
        return self.area_id, self.topic, self.period_start, self.period_end


def read(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """`stg_brott`: every crime and period of every file, for the municipality and the other areas of areas.csv."""
    faults: list[Fault] = []
    figures: list[Figure] = []
    for path in release.files:
        try:
            figures += _figures(path, municipality)
        except Refused as refusal:
            faults += refusal.faults
    once = _once(figures, faults)
    if faults:
        raise Refused(*faults[:50])
    return {"stg_brott": pd.DataFrame(map(asdict, once)).drop(columns="echo")}


def folded(name: str) -> str:
    """A crime's name without case and padding, since SOL pads and indents names."""
    return " ".join(name.split()).casefold()


@cache
def topics() -> dict[str, str]:
    """The topic of every crime name that an indicator asks for."""
    document = tomllib.loads(Path(__file__).with_name("indicators.toml").read_text(encoding="utf-8"))
    return {folded(name): block["topic"] for block in document.values() for name in block.get("names", ())}


def _figures(path: Path, municipality: Municipality) -> list[Figure]:
    layout, rows = _rows(path)
    if layout is DATABASFIL:
        areas = chosen(rows, layout.region, municipality)
    else:
        areas = listed(rows, layout.region, layout.year, municipality)
    faults: list[Fault] = []
    figures = [_figure(row, layout, areas.get(row.cells[layout.region]), faults) for row in rows]
    if faults:
        raise Refused(*faults)
    return [figure for figure in figures if figure]


def _rows(path: Path) -> tuple[Layout, Sequence[Row]]:
    text = decoded(path, ("utf-8-sig", "latin-1"))
    header = text.split("\n", 1)[0]
    if databasfil.is_databasfil(header):
        return DATABASFIL, databasfil.split(path, text)
    if "crime_type" in header:
        return TABLE, text_table(path, PER_DISTRICT, ",", optional=("source_url", "exported_at", "stalle"))
    expected = "rubrikerna Region;Brott;År;Period;Antal eller " + ",".join(PER_DISTRICT)
    action = "Lägg bara filer ur SOL här, uttagna med ”Databasfil”."
    raise Refused(Fault(path.name, "rad 1", f"rubrikerna {header}", expected, action))


def _figure(row: Row, layout: Layout, area: Area | None, faults: list[Fault]) -> Figure | None:
    """The row's figure, or None for another place. The period is read for all, since a shifted row has no such place."""
    before = len(faults)
    crime, text = row.cells[layout.crime], row.cells[layout.count]
    period = _period(row, layout, faults)
    if area is None:
        return None
    value = _count(row, layout, faults)
    rate = _rate(row, layout, faults)
    if not crime:
        faults.append(row.fault(layout.crime, "namnet på ett brott", _SHIFTED))
    if len(faults) > before or period is None:
        return None
    start, end, preliminary = period
    status = _status(value, preliminary, area, start, end)
    known = status in ("ok", "preliminary")
    return Figure(
        area.area_id, row.cells[layout.region], crime, topics().get(folded(crime), folded(crime)), start, end,
        value if known else None, status, None if known else text, rate,
        row.file, f"{row.place}, kolumn {layout.count}", layout.echoes and value is None,
    )  # fmt: skip


def _status(value: int | None, preliminary: bool, area: Area, start: dt.date, end: dt.date) -> str:
    if value is None:
        return "missing"
    before = area.valid_from is not None and end < area.valid_from
    after = area.valid_to is not None and start >= area.valid_to
    if value == 0 and (before or after):
        return "not_applicable"  # SOL prints 0 where the area did not exist
    return "preliminary" if preliminary else "ok"


def _period(row: Row, layout: Layout, faults: list[Fault]) -> tuple[dt.date, dt.date, bool] | None:
    """First and last day, and whether preliminary: a month of the year, or the year where the period repeats it."""
    year, period = row.cells[layout.year], row.cells[layout.period]
    found = _YEAR.fullmatch(period if year == "År" else year)
    if not found:
        faults.append(row.fault(layout.year, "ett år som 2025 eller 2026 prel.", _SHIFTED))
        return None
    number = int(found[1])
    again = _YEAR.fullmatch(period)
    if again and again[1] == found[1]:
        return dt.date(number, 1, 1), dt.date(number, 12, 31), bool(found[2] or again[2])
    if period.casefold() in MONTHS:
        month = MONTHS.index(period.casefold()) + 1
        last = calendar.monthrange(number, month)[1]
        return dt.date(number, month, 1), dt.date(number, month, last), bool(found[2])
    faults.append(row.fault(layout.period, "en månad (Jan–Dec) eller samma år", _SHIFTED))
    return None


def _count(row: Row, layout: Layout, faults: list[Fault]) -> int | None:
    text = row.cells[layout.count]
    if text == _UNKNOWN or (not text and not layout.echoes):  # the table leaves the cell empty where SOL prints ..
        return None
    value = _number(text)
    if value is not None and "," not in text and value <= _LARGEST:
        return int(value)
    faults.append(row.fault(layout.count, f"ett helt antal eller {_UNKNOWN}", _SHIFTED))
    return None


def _rate(row: Row, layout: Layout, faults: list[Fault]) -> float | None:
    text = row.cells.get(layout.rate, "")
    value = _number(text)
    if value is None and text not in ("", _UNKNOWN):
        faults.append(row.fault(layout.rate, f"ett tal eller {_UNKNOWN}", _SHIFTED))
    return value


def _number(text: str) -> float | None:
    try:
        value = swedish_number(text)
    except ValueError:
        return None
    return value if value >= 0 else None


def _once(figures: Sequence[Figure], faults: list[Fault]) -> list[Figure]:
    """One figure per key. An echo gives way to a figure; two figures for one key are a fault that names both rows."""
    first: dict[tuple[str, str, dt.date, dt.date], Figure] = {}
    for figure in figures:
        other = first.setdefault(figure.key, figure)
        if other is figure or figure.echo:
            continue
        if other.echo:
            first[figure.key] = figure
        else:
            faults.append(_twice(other, figure))
    return list(first.values())


def _twice(first: Figure, second: Figure) -> Fault:
    place = f"{first.cell} och {second.cell}" + ("" if first.file == second.file else f" i {second.file}")
    same = "" if first.crime == second.crime else f" och {second.crime}"
    found = f"{first.region}, {first.crime}{same}, {first.period_start}–{first.period_end} två gånger"
    action = "Ta ut brotten var för sig: i SOL kan samma namn stå under flera överordnade brott."
    return Fault(first.file, place, found, "varje område, brott och period en gång", action)
