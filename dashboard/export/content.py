"""All that an exported file may say about an area, asked of the store once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from dashboard import matrix, store
from dashboard.export import judged
from dashboard.export.judged import Row, Verdicts
from dashboard.rows import Area, Break, Build, Conflict, Delivery, Event, Fact, Indicator, Protection, Shape

COUNTRY = "land:SE"
MEASURES = ("bidrag", "leverantor", "gvi")  # about organisations and what is done; they belong to the municipality's file
KNOWN = ("ok", "preliminary")


@dataclass(frozen=True)
class Content:
    """The rows behind one file. `own` facts are the area's newest; `series` hold every period."""

    build: Build
    area: Area
    municipality: Area
    own: tuple[Fact, ...]
    city: tuple[Fact, ...]
    country: tuple[Fact, ...]
    districts: tuple[Fact, ...]
    series: tuple[Fact, ...]
    city_series: tuple[Fact, ...]
    country_series: tuple[Fact, ...]
    measures: tuple[Fact, ...]
    indicators: tuple[Indicator, ...]
    areas: tuple[Area, ...]
    all_deliveries: tuple[Delivery, ...]
    all_conflicts: tuple[Conflict, ...]
    all_events: tuple[Event, ...]
    breaks: tuple[Break, ...]
    shapes: tuple[Shape, ...]
    verdicts: Verdicts
    registers: frozenset[str] = frozenset()
    all_protections: tuple[Protection, ...] = ()
    file: str = ""

    @cached_property
    def whole(self) -> bool:
        """Whether the file is about the municipality itself."""
        return self.area.area_id == self.municipality.area_id

    @cached_property
    def level(self) -> str:
        """The kind of areas that the area is seen among: its own, or the best known districts."""
        return _best_known(self.districts) if self.whole else self.area.kind

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """All disagreements for the municipality; for a district those about its own measures."""
        shown = {f.indicator_id for f in self.own}
        return tuple(c for c in self.all_conflicts if self.whole or c.indicator_id in shown)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Events of the municipality and of the area."""
        places = (self.area.area_id, self.municipality.area_id)
        return tuple(e for e in self.all_events if e.area_id in places)

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """The deliveries that something in the file comes from, by source."""
        rows = (*self.own, *self.city, *self.country, *self.measures)
        shown = {f.indicator_id for f in self.own}
        used = {f.release_id for f in rows if f.indicator_id in shown} | {f.release_id for f in self.series}
        used |= {c.release_id for c in self.conflicts} | {e.release_id for e in self.events if self.whole}
        files = {name for f in self.own for name in f.file.split(" och ")}
        return tuple(d for d in self.all_deliveries if d.release_id in used or files & set(d.files.split("|")))

    @cached_property
    def protections(self) -> tuple[Protection, ...]:
        """What disclosure control found of the measures that are told here."""
        shown = {f.indicator_id for f in (*self.own, *self.measures)}
        return tuple(p for p in self.all_protections if p.family in shown)

    @cached_property
    def judged(self) -> list[Row]:
        """All verdicts for the municipality, also those refused; for another area its own."""
        return list(self.verdicts.by_id.values()) if self.whole else self.verdicts.about(self.area.area_id)

    def registered(self, source: str) -> list[Fact]:
        """The figures of a source's indicators that a register has figures for."""
        facts = [f for f in self.measures if f.source == source]
        return matrix.from_registers(facts, self.registers)

    def everywhere(self, indicator_id: str) -> list[Fact]:
        """The newest figures of an indicator on the area's level."""
        return [f for f in self.districts if f.indicator_id == indicator_id and f.kind == self.level]

    def around(self, indicator_id: str) -> list[Fact]:
        """The municipality's and the country's newest figure of an indicator."""
        return [f for f in (*self.city, *self.country) if f.indicator_id == indicator_id]


def _best_known(facts: Sequence[Fact]) -> str:
    kinds = [f.kind for f in facts if f.value is not None]
    return max(dict.fromkeys(kinds), key=kinds.count, default="stadsomrade")


def gather(path: Path, area_id: str) -> Content:
    """Everything about an area in one published file. Raises LookupError when the file has nothing about the area."""
    con = store.connect(path)
    try:
        build = store.build(con)
        areas = {a.area_id: a for a in store.areas(con)}
        if area_id not in areas:
            raise LookupError(area_id)
        return replace(_gather(con, build, areas[area_id], areas), file=path.name)
    finally:
        con.close()


def every_period(path: Path, content: Content) -> tuple[Fact, ...]:
    """All periods of all areas for the municipality; for a district its own, the municipality's and the country's."""
    if not content.whole:
        shown = {f.indicator_id for f in content.own}
        beside = (f for f in (*content.city_series, *content.country_series) if f.indicator_id in shown)
        return tuple(dict.fromkeys((*content.series, *beside)))
    con = store.connect(path)
    try:
        return tuple(f for area in content.areas for f in store.series_of_area(con, area.area_id))
    finally:
        con.close()


def _gather(con: store.Connection, build: Build, area: Area, areas: dict[str, Area]) -> Content:
    city_id = f"kommun:{build.municipality_code}"
    whole = area.area_id == city_id
    own, series, districts = store.latest(con, area.area_id), store.series_of_area(con, area.area_id), store.latest_of_all(con)
    indicators = store.indicators(con)
    return Content(
        build=build,
        area=area,
        municipality=areas.get(city_id, area),
        own=own,
        city=own if whole else store.latest(con, city_id),
        country=store.latest(con, COUNTRY),
        districts=districts,
        series=series,
        city_series=series if whole else store.series_of_area(con, city_id),
        country_series=store.series_of_area(con, COUNTRY),
        measures=tuple(f for s in MEASURES for f in store.of_source(con, s)) if whole else (),
        indicators=indicators,
        areas=tuple(areas.values()),
        all_deliveries=store.deliveries(con),
        all_conflicts=store.conflicts(con),
        all_events=store.events(con),
        breaks=store.breaks(con),
        shapes=store.shapes(con, _best_known(districts) if whole else area.kind),
        verdicts=judged.asked(con, indicators),
        registers=store.registers(con),
        all_protections=store.protections(con),
    )
