"""The only reader of DuckDB: one function per question, frozen rows out."""

import datetime as dt
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import duckdb

Connection = duckdb.DuckDBPyConnection
Row = TypeVar("Row")


@dataclass(frozen=True)
class Build:
    """Which picture this is."""

    build_id: str
    municipality_code: str
    municipality_name: str
    audience: str
    built_at: dt.datetime
    code_version: str


@dataclass(frozen=True)
class Area:
    """A place or an organisation."""

    area_id: str
    kind: str
    code: str
    name: str
    parent_id: str | None
    population: int | None


@dataclass(frozen=True)
class Indicator:
    """What a number means."""

    indicator_id: str
    source: str
    name: str
    theme: str
    unit: str
    decimals: int
    better: str
    definition: str
    method: str
    caveats: str
    headline: bool
    districts: int


@dataclass(frozen=True)
class Fact:
    """One observation with the names a reader needs and the way back to its cell."""

    indicator_id: str
    area_id: str
    period_start: dt.date
    period_end: dt.date
    group_id: str
    value: float | None
    lower: float | None
    upper: float | None
    numerator: float | None
    base: float | None
    status: str
    qualifier: str
    period_precision: str
    printed: str | None
    release_id: str
    file: str
    cell: str
    indicator: str
    theme: str
    unit: str
    decimals: int
    better: str
    source: str
    headline: bool
    area: str
    kind: str
    release: str
    publisher: str
    published: dt.date


@dataclass(frozen=True)
class Delivery:
    """One release, and what it brought."""

    release_id: str
    source: str
    title: str
    publisher: str
    url: str
    published: dt.date
    retrieved: dt.date
    sha256: str
    licence: str
    files: str
    note: str
    figures: int
    new_figures: int
    changed_figures: int
    first_day: dt.date | None
    last_day: dt.date | None


@dataclass(frozen=True)
class Event:
    """Something that happened, as precisely as its source says."""

    event_id: str
    kind: str
    name: str
    starts: dt.date
    ends: dt.date | None
    precision: str
    description: str
    area_id: str
    release_id: str
    file: str
    cell: str


@dataclass(frozen=True)
class Break:
    """A day after which a source's figures cannot be compared with earlier ones within `scope`."""

    source: str
    starts: dt.date
    scope: str
    note: str


@dataclass(frozen=True)
class Conflict:
    """Two published figures that disagree, both as they stand."""

    conflict_id: str
    source: str
    topic: str
    kind: str
    first_text: str
    first_place: str
    second_text: str
    second_place: str
    explanation: str
    indicator_id: str | None
    release_id: str


@dataclass(frozen=True)
class Shape:
    """How an area is drawn: closed rings as JSON in a plane."""

    area_id: str
    kind: str
    name: str
    style: str
    rings: str
    label_x: float
    label_y: float
    origin: str
    licence: str


def municipalities(warehouse: Path, audience: str) -> dict[str, Path]:
    """Folder per municipality code that has a published build for the audience."""
    found = sorted(warehouse.glob(f"*/{audience}/current"))
    return {pointer.parent.parent.name: pointer.parent for pointer in found}


def current(folder: Path) -> Path:
    """The file in force. Raises FileNotFoundError when nothing has been published."""
    return folder / (folder / "current").read_text(encoding="utf-8").strip()


def connect(path: Path) -> Connection:
    """A read-only connection to one published file."""
    return duckdb.connect(str(path), read_only=True, config={"autoinstall_known_extensions": False, "threads": 1})


def _rows(con: Connection, row: type[Row], table: str, rest: str = "", values: list[Any] | None = None) -> tuple[Row, ...]:
    names = ", ".join(f.name for f in fields(row))  # type: ignore[arg-type]
    return tuple(row(*r) for r in con.cursor().execute(f"SELECT {names} FROM {table} {rest}", values or []).fetchall())


def build(con: Connection) -> Build:
    """The one row of `build`."""
    return _rows(con, Build, "build")[0]


_SOURCE_ORDER = "list_position(['ntu', 'brott', 'trygghet', 'befolkning'], source) NULLS LAST"


def areas(con: Connection) -> tuple[Area, ...]:
    """Areas that have something to show, from the country inwards and by name."""
    known = "WHERE area_id IN (SELECT area_id FROM observation WHERE status <> 'missing')"
    return _rows(con, Area, "area", f"{known} ORDER BY {_KIND_ORDER}, name")


_KIND_ORDER = "list_position(['kommun', 'stadsomrade', 'stadsdelsomrade', 'mellanomrade', 'primaromrade', 'stadsdelsnamnd', 'lan', 'land'], kind) NULLS LAST"  # noqa: E501


def indicators(con: Connection) -> tuple[Indicator, ...]:
    """Indicators that have at least one figure or a stated gap, the survey and the police first."""
    known = (
        "WHERE indicator_id IN (SELECT indicator_id FROM observation WHERE status IN ('ok', 'preliminary', 'unclear', 'missing'))"
    )
    return _rows(con, Indicator, "show_indicator", f"{known} ORDER BY {_SOURCE_ORDER}, source, position, name")


def latest(con: Connection, area_id: str) -> tuple[Fact, ...]:
    """The newest known figure of every indicator in one area."""
    return _rows(con, Fact, "show_latest", f"WHERE area_id = ? ORDER BY {_SOURCE_ORDER}, source, position", [area_id])


def latest_of_all(con: Connection) -> tuple[Fact, ...]:
    """The newest known figure of every indicator in every district."""
    return _rows(con, Fact, "show_latest", "WHERE kind NOT IN ('land', 'lan', 'kommun', 'organisation')")


def latest_everywhere(con: Connection, indicator_id: str) -> tuple[Fact, ...]:
    """The newest known figure of one indicator in every area, from the country inwards and by name."""
    return _rows(con, Fact, "show_latest", f"WHERE indicator_id = ? ORDER BY {_KIND_ORDER}, area", [indicator_id])


def series(con: Connection, indicator_id: str) -> tuple[Fact, ...]:
    """Every period of one indicator in every area, oldest first."""
    return _rows(con, Fact, "show_observation", "WHERE indicator_id = ? ORDER BY area, period_start", [indicator_id])


def series_of_area(con: Connection, area_id: str) -> tuple[Fact, ...]:
    """Every period of every indicator in one area, oldest first."""
    order = "WHERE area_id = ? ORDER BY source, position, period_start"
    return _rows(con, Fact, "show_observation", order, [area_id])


def of_source(con: Connection, source: str) -> tuple[Fact, ...]:
    """Every figure of one source, by indicator, area and period."""
    return _rows(con, Fact, "show_observation", "WHERE source = ? ORDER BY position, area, period_start", [source])


def gaps(con: Connection, area_id: str) -> tuple[Fact, ...]:
    """What is asked for in an area but not known: the newest figure is missing, unclear or withheld."""
    where = "WHERE area_id = ? AND status NOT IN ('ok', 'preliminary') ORDER BY source, position"
    return _rows(con, Fact, "show_latest", where, [area_id])


def deliveries(con: Connection) -> tuple[Delivery, ...]:
    """Every delivery, by source, newest first."""
    return _rows(con, Delivery, "show_delivery", "ORDER BY source, published DESC, release_id")


def events(con: Connection) -> tuple[Event, ...]:
    """Every event, oldest first."""
    return _rows(con, Event, "event", "ORDER BY starts, event_id")


def breaks(con: Connection) -> tuple[Break, ...]:
    """Every break in a series, oldest first."""
    return _rows(con, Break, "series_break", "ORDER BY source, starts")


def conflicts(con: Connection) -> tuple[Conflict, ...]:
    """Every disagreement between published figures."""
    return _rows(con, Conflict, "conflict", "ORDER BY source, topic, conflict_id")


def shapes(con: Connection, kind: str) -> tuple[Shape, ...]:
    """The drawn areas of one kind."""
    return _rows(con, Shape, "area_shape JOIN area USING (area_id)", "WHERE kind = ? ORDER BY area_id", [kind])
