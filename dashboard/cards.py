"""Fact -> text in named places, the same on screen and paper."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dashboard import findings, words
from dashboard.findings import Beside, Finding
from dashboard.periods import kind
from dashboard.rows import Area, Fact, Indicator
from dashboard.verdict_rows import Comparison

ELSEWHERE = ("bidrag", "leverantor", "gvi")  # sources with a page of their own, about organisations and measures, not places


@dataclass(frozen=True)
class Card:
    """One figure told in full: what, how much, when, how sure, on what, from where."""

    title: str
    value: str
    period: str
    certainty: str
    based_on: str
    beside: str
    trace: str
    known: bool
    standing: Finding | None = None
    against: str = ""


@dataclass(frozen=True)
class Bar:
    """An interval on a common scale 0 to 1: the point, its limits, the city's mark and the range of the other areas."""

    value: float | None
    lower: float | None
    upper: float | None
    city: float | None
    others: tuple[float, float] | None


@dataclass(frozen=True)
class Line:
    """One row of an area's profile: an indicator beside the city and the country, and what a test says of the difference."""

    indicator_id: str
    name: str
    value: str
    interval: str
    period: str
    city: str
    country: str
    note: str
    fresh: str
    trace: str
    bar: Bar
    spark: tuple[float | None, ...]
    standing: Finding | None = None


@dataclass(frozen=True)
class Theme:
    """The rows of one theme."""

    name: str
    lines: tuple[Line, ...]


def card(fact: Fact, beside: Fact | None = None, standing: Finding | None = None) -> Card:
    """A figure told in full, with a second one (the country, say) beside it and what a test says of the two."""
    shown = f"{beside.area}: {words.amount(beside)}" if beside and beside.value is not None else ""
    return Card(
        fact.indicator, words.amount(fact), words.when(fact), words.certainty(fact), words.based_on(fact), shown,
        words.trace(fact), fact.status in ("ok", "preliminary"), standing, words.text("marks.card") if standing else "",
    )  # fmt: skip


def headline_cards(
    facts: Sequence[Fact], country: Sequence[Fact], sources: Sequence[str], compared: Iterable[Comparison] = ()
) -> tuple[Card, ...]:
    """The few figures of these sources that carry the overview, each with the country's beside it and whether they differ."""
    beside, tested = {(f.indicator_id, f.period_end): f for f in country}, findings.beside(compared)
    shown = (f for f in facts if f.headline and f.source in sources)
    return tuple(card(f, beside.get((f.indicator_id, f.period_end)), standing(f, tested)) for f in shown)


def standing(fact: Fact, tested: Beside) -> Finding | None:
    """What the test of this very figure says of it beside the rest or the country; None where there is no such row."""
    row = tested.get((fact.indicator_id, fact.area_id, fact.group_id, fact.period_end))
    return findings.comparison(row) if row else None


@dataclass(frozen=True)
class Surroundings:
    """What an area is seen beside: the city's, the country's and everyone's newest figures, the day it is seen, and the tests."""

    city: Sequence[Fact]
    country: Sequence[Fact]
    everyone: Sequence[Fact]
    as_of: dt.date
    compared: Sequence[Comparison] = ()

    def beside(self, fact: Fact) -> tuple[Fact | None, Fact | None, list[Fact]]:
        """The city's and the country's figure for the same period, and those of its kind (for the city: its districts)."""
        key = _key(fact)
        city = next((f for f in self.city if _key(f) == key), None)
        country = next((f for f in self.country if _key(f) == key), None)
        return city, country, [f for f in self.everyone if _key(f) == key and fact.kind in (f.kind, "kommun")]


def of_places(facts: Iterable[Fact]) -> list[Fact]:
    """The facts about places: those whose sources have no page of their own."""
    return [f for f in facts if f.source not in ELSEWHERE]


def choosable(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The indicators that describe places."""
    return [i for i in indicators if i.source not in ELSEWHERE]


def _key(fact: Fact) -> tuple[str, dt.date]:
    return fact.indicator_id, fact.period_end


def profile(around: Surroundings, facts: Iterable[Fact], series: Sequence[Fact]) -> tuple[Theme, ...]:
    """An area's rows by theme, each beside the city's and the country's figure for the same period."""
    themes: dict[str, list[Line]] = {}
    tested = findings.beside(around.compared)
    for fact in of_places(facts):
        if fact.status not in ("ok", "preliminary"):
            continue
        own = [f for f in series if f.indicator_id == fact.indicator_id and kind(f) == kind(fact)]
        themes.setdefault(fact.theme, []).append(replace(_line(fact, around, own), standing=standing(fact, tested)))
    return tuple(Theme(name, tuple(lines)) for name, lines in themes.items())


def _line(fact: Fact, around: Surroundings, series: Sequence[Fact]) -> Line:
    city, country, others = around.beside(fact)
    if fact.unit.startswith("antal"):  # a city's count is no yardstick for a district's
        others = []
    return Line(
        indicator_id=fact.indicator_id,
        name=words.named(fact),
        value=words.short_amount(fact),
        interval=words.interval(fact),
        period=words.when(fact),
        city=words.short_amount(city) if city and city.area_id != fact.area_id else "",
        country=words.short_amount(country) if country else "",
        note=words.doubt(fact) if words.interval(fact) else words.certainty(fact),
        fresh=words.published(fact),
        trace=words.trace(fact),
        bar=_bar(fact, city if others else None, others),
        spark=_spark(series),
    )


def _bar(fact: Fact, city: Fact | None, others: Sequence[Fact]) -> Bar:
    """Everything on one scale from the least to the greatest figure or limit in the row; nothing when there is no second."""
    if fact.lower is None and city is None and sum(f.value is not None for f in others) < 2:
        return Bar(None, None, None, None, None)
    seen = [v for f in (fact, city, *others) if f for v in (f.value, f.lower, f.upper) if v is not None]
    low, high = (min(seen), max(seen)) if seen else (0.0, 1.0)
    width = (high - low) or 1.0

    def scaled(value: float | None) -> float | None:
        return None if value is None else (value - low) / width

    values = [f.value for f in others if f.value is not None]
    span = ((min(values) - low) / width, (max(values) - low) / width) if len(values) > 1 else None
    mark = scaled(city.value) if city and city.area_id != fact.area_id else None
    return Bar(scaled(fact.value), scaled(fact.lower), scaled(fact.upper), mark, span)


def _spark(series: Sequence[Fact]) -> tuple[float | None, ...]:
    """The last 24 periods scaled to 0..1, gaps as None; empty with fewer than three known points."""
    values = [f.value for f in series][-24:]
    known = [v for v in values if v is not None]
    if len(known) < 3:
        return ()
    low, width = min(known), (max(known) - min(known)) or 1.0
    return tuple(None if v is None else (v - low) / width for v in values)


def ranking(facts: Sequence[Fact], own: str, compared: Iterable[Comparison] = ()) -> tuple[tuple[Line, ...], str]:
    """All areas after value, highest first, on one scale with the area `own` marked; and what was measured."""
    tested = findings.beside(compared)
    city = [f for f in facts if f.area_id == own]
    ordered = sorted(facts, key=lambda f: (f.value is None, -(f.value or 0.0)))
    lines = tuple(replace(_ranked(f, facts, city[0] if city else None), standing=standing(f, tested)) for f in ordered)
    return lines, f"{words.measure(facts[0])}, {words.span(facts)}" if facts else ""


def _ranked(fact: Fact, facts: Sequence[Fact], city: Fact | None) -> Line:
    line = _line(fact, Surroundings((), (), (), fact.published), ())
    name = fact.area if fact.kind in ("land", "lan") else f"{fact.area} ({words.KINDS.get(fact.kind, fact.kind)})"
    return replace(
        line, name=name, note=words.status(fact) or words.doubt(fact), bar=replace(_bar(fact, city, facts), others=None)
    )


def area_labels(areas: Iterable[Area]) -> dict[str, str]:
    """area_id per label; each label means one area only."""
    return {words.area_label(a): a.area_id for a in areas}
