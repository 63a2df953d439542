"""The only reader of DuckDB: one function per question, frozen rows out."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from dashboard.rows import (
    Area,
    Bound,
    Break,
    Build,
    Conflict,
    Delivery,
    Difference,
    Event,
    Fact,
    Flag,
    Indicator,
    Intake,
    Protection,
    Rejection,
    Revision,
    Shape,
)
from dashboard.verdict_rows import Change, Comparison, DesignEffect, Detectable, Funnel, Interruption, Trend

Connection = duckdb.DuckDBPyConnection
Row = TypeVar("Row")


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


_TELLING = "('ok', 'preliminary', 'unclear', 'missing', 'withheld')"


def indicators(con: Connection) -> tuple[Indicator, ...]:
    """Indicators that have at least one figure, a stated gap or a withheld figure, the survey and the police first."""
    known = f"WHERE indicator_id IN (SELECT indicator_id FROM observation WHERE status IN {_TELLING})"
    return _rows(
        con,
        Indicator,
        "(SELECT *, class AS klass FROM show_indicator)",
        f"{known} ORDER BY {_SOURCE_ORDER}, source, position, name",
    )


def _facts(con: Connection, table: str, rest: str, values: list[Any] | None = None) -> tuple[Fact, ...]:
    """Figures; one that its survey cannot answer for (class C, stats/SPEC.md 1.3) is told as such and not shown."""
    return tuple(replace(f, **_UNSHOWN) if f.reliability == "C" else f for f in _rows(con, Fact, table, rest, values))


_UNSHOWN: dict[str, Any] = {"value": None, "lower": None, "upper": None, "status": "unreliable"}


def latest(con: Connection, area_id: str) -> tuple[Fact, ...]:
    """The newest known figure of every indicator in one area."""
    return _facts(con, "show_latest", f"WHERE area_id = ? ORDER BY {_SOURCE_ORDER}, source, position", [area_id])


def latest_of_all(con: Connection) -> tuple[Fact, ...]:
    """The newest known figure of every indicator in every district."""
    return _facts(con, "show_latest", "WHERE kind NOT IN ('land', 'lan', 'kommun', 'organisation')")


def latest_everywhere(con: Connection, indicator_id: str) -> tuple[Fact, ...]:
    """The newest known figure of one indicator in every area, from the country inwards and by name."""
    return _facts(con, "show_latest", f"WHERE indicator_id = ? ORDER BY {_KIND_ORDER}, area", [indicator_id])


def series(con: Connection, indicator_id: str) -> tuple[Fact, ...]:
    """Every period of one indicator in every area, oldest first."""
    return _facts(con, "show_observation", "WHERE indicator_id = ? ORDER BY area, period_start", [indicator_id])


def series_of_area(con: Connection, area_id: str) -> tuple[Fact, ...]:
    """Every period of every indicator in one area, oldest first."""
    order = "WHERE area_id = ? ORDER BY source, position, period_start"
    return _facts(con, "show_observation", order, [area_id])


def of_source(con: Connection, source: str) -> tuple[Fact, ...]:
    """Every figure of one source, by indicator, area and period."""
    return _facts(con, "show_observation", "WHERE source = ? ORDER BY position, area, period_start", [source])


def gaps(con: Connection, area_id: str) -> tuple[Fact, ...]:
    """What is asked for in an area but not known: the newest figure is missing, unclear or withheld."""
    where = "WHERE area_id = ? AND status NOT IN ('ok', 'preliminary') ORDER BY source, position"
    return _facts(con, "show_latest", where, [area_id])


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


def flags(con: Connection) -> tuple[Flag, ...]:
    """Every explained rule, in the order that its source tells them."""
    return _rows(con, Flag, "flag", "ORDER BY source, position")


def bounds(con: Connection) -> tuple[Bound, ...]:
    """What 1, 2, 3 ... random controls without a fault can say."""
    return _rows(con, Bound, "plan", "ORDER BY controls")


def differences(con: Connection) -> tuple[Difference, ...]:
    """How many controls it takes to tell error rates apart, the easiest first."""
    return _rows(con, Difference, "plan_difference", "ORDER BY risk_rate DESC, random_rate")


def intake(con: Connection) -> tuple[Intake, ...]:
    """How many rows each file of each register delivery held, by delivery and file."""
    return _rows(con, Intake, "intake", "ORDER BY release_id, file")


def registers(con: Connection) -> frozenset[str]:
    """The deliveries out of registers: those whose rows have been counted, or whose figures were tried before they were shown."""
    found = con.execute("SELECT release_id FROM intake UNION SELECT release_id FROM protection").fetchall()
    return frozenset(str(row[0]) for row in found)


_FIRST_LINES = 20
_REJECTED = f"""(SELECT release_id, file, field, reason, count(*) AS count, list(line ORDER BY line)[:{_FIRST_LINES}] AS lines
                 FROM quarantine GROUP BY release_id, file, field, reason)"""


def rejections(con: Connection) -> tuple[Rejection, ...]:
    """Why rows were turned away, the most common reason of each delivery first, with at most 20 lines each."""
    rows = _rows(con, Rejection, _REJECTED, "ORDER BY release_id, count DESC, file, field, reason")
    return tuple(replace(r, lines=tuple(r.lines)) for r in rows)


def revisions(con: Connection) -> tuple[Revision, ...]:
    """Every figure that a later delivery has changed, the newest correction first."""
    return _rows(con, Revision, "show_revision", "ORDER BY published DESC, source, indicator, area, period_start, group_id")


_PROTECTED = """(SELECT p.*, p.class AS klass, i.name AS indicator, i.position, r.title AS release
                  FROM protection p JOIN indicator i ON i.indicator_id = p.family JOIN release r USING (release_id))"""


def protections(con: Connection) -> tuple[Protection, ...]:
    """Every protected measure with its rules and audit, by source and measure, the newest delivery last."""
    return _rows(con, Protection, _PROTECTED, "ORDER BY source, position, indicator, release_id")


def comparisons(con: Connection) -> tuple[Comparison, ...]:
    """Every comparison, also those refused, in the order of sources and indicators."""
    return _rows(con, Comparison, "show_comparison", f"ORDER BY {_SOURCE_ORDER}, source, position, area, group_id")


def changes(con: Connection) -> tuple[Change, ...]:
    """Every change between two periods, also those refused, in the order of sources and indicators."""
    return _rows(con, Change, "show_change", f"ORDER BY {_SOURCE_ORDER}, source, position, area, group_id, span DESC")


def trends(con: Connection) -> tuple[Trend, ...]:
    """Every series' trend, also those undecided, in the order of sources and indicators."""
    return _rows(con, Trend, "show_trend", f"ORDER BY {_SOURCE_ORDER}, source, position, area, group_id")


def funnel(con: Connection, indicator_id: str) -> tuple[Funnel, ...]:
    """An indicator's funnel, the smallest area first; empty with fewer than ten areas."""
    return _rows(con, Funnel, "show_funnel", "WHERE indicator_id = ? ORDER BY base, area", [indicator_id])


def design_effects(con: Connection) -> tuple[DesignEffect, ...]:
    """What the surveys' older intervals are worked out with."""
    return _rows(con, DesignEffect, "design_effect", "ORDER BY source, kind")


def interruptions(con: Connection) -> tuple[Interruption, ...]:
    """Every registered model of an interrupted series."""
    return _rows(con, Interruption, "show_interruption", "ORDER BY registered, verdict_id")


def detectable(con: Connection) -> tuple[Detectable, ...]:
    """What series of few events could show, the shortest first."""
    return _rows(con, Detectable, "detectable", "ORDER BY mean_per_month, months_before, months_after")
