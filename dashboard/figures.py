"""Rows -> figure as plain data: series, bands, labels and notes. Screen and paper draw the same figure."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dashboard import words
from dashboard.periods import densest
from dashboard.rows import Break, Build, Event, Fact, Indicator, Shape

CLASSES = 5
UNMAPPED = "K3"
OPERATIVE = ("gvi_start", "call_in", "custom_notification", "sanktionsfas")


@dataclass(frozen=True)
class Point:
    """One figure in a series; `when` is the middle of its period. A hollow point has no interval of its own."""

    when: dt.date
    label: str
    value: float
    lower: float | None
    upper: float | None
    text: str
    hollow: bool


@dataclass(frozen=True)
class Line:
    """A series of one area. `parts` are the stretches between breaks; no line is drawn from one to the next."""

    name: str
    main: bool
    parts: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True)
class Mark:
    """An event on the time axis: a band as wide as its source bears, with a short label."""

    starts: dt.date
    ends: dt.date
    label: str


@dataclass(frozen=True)
class Trend:
    """A figure over time. The title is what it shows, the subtitle what was measured, the foot where it comes from.

    `pending` is the time of the preliminary figures.
    """

    title: str
    subtitle: str
    foot: str
    alt: str
    unit: str
    decimals: int
    from_zero: bool
    joined: bool
    starts: dt.date
    ends: dt.date
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    gaps: tuple[tuple[dt.date, str], ...]
    pending: tuple[dt.date, dt.date] | None = None


@dataclass(frozen=True)
class Place:
    """An area on the map: rings in a plane, its class (0 is lowest, None not known) and what to say about it."""

    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    label: tuple[float, float]
    klass: int | None
    text: str


@dataclass(frozen=True)
class Map:
    """A map by class, and the classes in words. `schematic` says that shapes are not geographic."""

    title: str
    subtitle: str
    foot: str
    alt: str
    schematic: bool
    places: tuple[Place, ...]
    legend: tuple[str, ...]


def trend(
    facts: Iterable[Fact], shown: Sequence[str], breaks: Iterable[Break], events: Iterable[Event], build: Build
) -> Trend | None:
    """The indicator over time for the areas `shown` (area_id, the first is the main one). None without a known figure."""
    every = [f for f in facts if f.area_id in shown and f.value is not None]
    known = densest(every, [f for f in every if f.area_id == shown[0]] or every)
    main = [f for f in known if f.area_id == shown[0]] or known
    if not main:
        return None
    gaps = _gaps(breaks, known)
    lines = (_line([f for f in known if f.area_id == a], a == main[0].area_id, gaps) for a in shown)
    last = max(main, key=lambda f: f.period_end)
    return Trend(
        title=_trend_title(main),
        subtitle=words.measure(last),
        foot=_foot(last, build),
        alt=_trend_alt(main),
        unit=last.unit,
        decimals=last.decimals,
        from_zero=not last.unit.startswith(("procent", "index")),
        joined=last.source != "ntu",
        starts=min(f.period_start for f in known),
        ends=max(f.period_end for f in known),
        lines=tuple(line for line in lines if line.parts),
        marks=_marks(events, known),
        gaps=tuple(gaps),
        pending=_pending(known),
    )


def _pending(facts: list[Fact]) -> tuple[dt.date, dt.date] | None:
    """From the first to the last day that preliminary figures stand for; None when all are final."""
    open_ = [f for f in facts if f.status == "preliminary"]
    return (min(f.period_start for f in open_), max(f.period_end for f in open_)) if open_ else None


def _trend_title(facts: list[Fact]) -> str:
    ordered = sorted(facts, key=lambda f: f.period_end)
    first, last = ordered[0], ordered[-1]
    if first is last:
        return f"{last.area}: {words.amount(last)} {words.when(last)}, det enda kända värdet"
    return f"{last.area}: {words.amount(first)} {words.when(first)}, {words.amount(last)} {words.when(last)}"


def _bracketed(fact: Fact) -> str:
    return f" ({words.interval(fact)})" if words.interval(fact) else ""


def _foot(fact: Fact, build: Build) -> str:
    return f"Källa: {words.trace(fact)}. {words.built(build)}"


def _trend_alt(facts: list[Fact]) -> str:
    told = "; ".join(f"{words.when(f)} {words.amount(f)}{_bracketed(f)}" for f in facts[-8:])
    return f"{facts[0].indicator} i {facts[0].area}: {told}."


def _gaps(breaks: Iterable[Break], facts: list[Fact]) -> list[tuple[dt.date, str]]:
    """Breaks of these facts' sources that fall inside the time shown."""
    sources = {f.source for f in facts}
    first, last = min(f.period_start for f in facts), max(f.period_end for f in facts)
    return [(b.starts, b.note) for b in breaks if b.source in sources and first < b.starts <= last]


def _line(facts: list[Fact], main: bool, gaps: list[tuple[dt.date, str]]) -> Line:
    points = [_point(f) for f in sorted(facts, key=lambda f: f.period_start)]
    edges = [dt.date.min, *(day for day, _ in gaps), dt.date.max]
    parts = (tuple(p for p in points if a <= p.when < b) for a, b in zip(edges, edges[1:], strict=False))
    return Line(facts[0].area if facts else "", main, tuple(part for part in parts if part))


def _point(fact: Fact) -> Point:
    middle = fact.period_start + (fact.period_end - fact.period_start) / 2
    text = f"{fact.area}, {words.when(fact)}: {words.amount(fact)}{_bracketed(fact)}. {words.based_on(fact)}".rstrip(". ")
    hollow = fact.status == "preliminary" or (fact.source == "ntu" and fact.lower is None)
    return Point(middle, words.when(fact), fact.value or 0.0, fact.lower, fact.upper, text, hollow)


def _marks(events: Iterable[Event], facts: list[Fact]) -> tuple[Mark, ...]:
    first, last = min(f.period_start for f in facts), max(f.period_end for f in facts)
    within = (e for e in events if first <= e.starts <= last)
    return tuple(Mark(e.starts, e.ends or _end_of_precision(e), e.name) for e in within)


def _end_of_precision(event: Event) -> dt.date:
    """The last day that the printed date may mean: a month is a band of a month, not its first day."""
    days = {"dag": 1, "månad": 30, "år": 364}.get(event.precision, 30)
    return event.starts + dt.timedelta(days=days)


def concerned(events: Iterable[Event], source: str) -> tuple[Event, ...]:
    """The events that belong beside a source's figures: what was done towards violence, not meetings and courses."""
    return tuple(e for e in events if e.kind in OPERATIVE) if source in ("brott", "trygghet") else ()


@dataclass(frozen=True)
class Timeline:
    """Events on a time axis and nothing else."""

    title: str
    subtitle: str
    foot: str
    alt: str
    marks: tuple[Mark, ...]


def timeline(events: Iterable[Event], build: Build) -> Timeline | None:
    """What happened when, as bands as wide as their source bears; None without events."""
    known = sorted(events, key=lambda e: e.starts)
    if not known:
        return None
    marks = tuple(Mark(e.starts, e.ends or _end_of_precision(e), e.name) for e in known)
    first, last = words.month(known[0].starts), words.month(known[-1].starts)
    return Timeline(
        title=words.text("timeline.title", count=words.number(len(known)), first=first, last=last),
        subtitle=words.text("timeline.subtitle"),
        foot=words.built(build),
        alt="; ".join(f"{words.month(e.starts)}: {e.name}" for e in known),
        marks=marks,
    )


def mapped(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The indicators that have districts to show on a map, headlines first."""
    return sorted((i for i in indicators if i.districts > 1 and i.klass != UNMAPPED), key=lambda i: not i.headline)


def level(facts: Iterable[Fact]) -> str:
    """The level of districts that has the most known figures."""
    kinds = [f.kind for f in facts if f.value is not None and f.kind not in ("kommun", "lan", "land", "organisation")]
    return max(dict.fromkeys(kinds), key=kinds.count, default="stadsomrade")


def area_map(facts: Iterable[Fact], shapes: Iterable[Shape], build: Build, klass: str) -> Map | None:
    """The newest figure per area on the map, in at most five classes made of what is shown and nothing else.

    None without shapes or figures, and for figures about persons (`klass` K3), which are never drawn (stats/SPEC.md 4.6).
    """
    drawn = [] if klass == UNMAPPED else list(shapes)
    known = {f.area_id: f for f in facts}
    here = [known[s.area_id] for s in drawn if s.area_id in known]
    values = sorted(f.value for f in here if f.value is not None)
    if not drawn or not values:
        return None
    cuts = class_cuts(values)
    schematic = drawn[0].style == "schematic"
    return Map(
        title=_map_title(here),
        subtitle=f"{words.measure(here[0])}, {words.when(here[0])}",
        foot=f"{words.boundaries(drawn[0])} Källa: {words.traces(here)}. {words.built(build)}",
        alt=_map_alt(here),
        schematic=schematic,
        places=tuple(_place(s, known.get(s.area_id), cuts) for s in drawn),
        legend=_legend(cuts, values, here[0]),
    )


def _map_title(facts: list[Fact]) -> str:
    known = sorted((f for f in facts if f.value is not None), key=lambda f: f.value or 0.0)
    low, high = known[0], known[-1]
    if low is high:
        return f"{words.amount(low)} i {low.area}, det enda kända värdet"
    return f"Från {words.amount(low)} i {low.area} till {words.amount(high)} i {high.area}"


def _map_alt(facts: list[Fact]) -> str:
    told = "; ".join(f"{f.area} {words.amount(f)}" for f in sorted(facts, key=lambda f: -(f.value or 0.0)))
    return f"Karta över {facts[0].indicator}: {told}."


def class_cuts(values: Sequence[float]) -> list[float]:
    """Upper edges of at most five equally wide classes over sorted values; one class when all are equal."""
    low, high = values[0], values[-1]
    count = min(CLASSES, len(set(values)))
    return [low + (high - low) * (n + 1) / count for n in range(count)]


def class_of(value: float, cuts: Sequence[float]) -> int:
    """The class of a value: the first whose upper edge is not passed."""
    return next((n for n, edge in enumerate(cuts) if value <= edge), len(cuts) - 1)


def _place(shape: Shape, fact: Fact | None, cuts: Sequence[float]) -> Place:
    rings = tuple(tuple((float(x), float(y)) for x, y in ring) for ring in json.loads(shape.rings))
    klass = class_of(fact.value, cuts) if fact and fact.value is not None else None
    text = f"{shape.name}: {words.amount(fact)}{_bracketed(fact)}" if fact else f"{shape.name}: {words.STATUSES['missing']}"
    return Place(shape.name, rings, (shape.label_x, shape.label_y), klass, text)


def _legend(cuts: Sequence[float], values: Sequence[float], fact: Fact) -> tuple[str, ...]:
    show: Callable[[float], str] = lambda v: words.number(v, fact.decimals)  # noqa: E731
    edges = [values[0], *cuts]
    return tuple(f"{show(a)}{words.DASH}{show(b)}" for a, b in zip(edges, edges[1:], strict=False))
