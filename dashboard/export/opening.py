"""The first pages: the figures that carry the answer, where the area stands, and how it has been over time."""

from collections.abc import Iterable, Sequence

from dashboard import cards, figures, words
from dashboard.cards import Card
from dashboard.export import draw
from dashboard.export.blocks import Beside, Block, Figure, Figures, Grid, Heading, Picture, Prose, Section
from dashboard.export.content import COUNTRY, KNOWN, Content
from dashboard.export.references import References
from dashboard.export.wording import heads, text
from dashboard.figures import Map, Trend
from dashboard.palette import LIGHT
from dashboard.store import Fact

_SOURCES = ("ntu", "brott", "trygghet")
_HALF = 81.0  # millimetres: half of the line, less the gap
_KINDS = (("self_reported", ("ntu", "trygghet")), ("reported", ("brott",)))


def headlines(content: Content, refs: References) -> Section:
    """The few figures that carry the picture; what people say and what is reported are kept apart."""
    ref = refs.by_trace(content.own)
    blocks: list[Block] = []
    for key, sources in _KINDS:
        shown = cards.headline_cards(content.own, content.country, sources)
        if shown:
            blocks += [Heading(words.text(f"sections.{key}")), Prose(words.text(f"sections.{key}_text"), small=True)]
            blocks.append(Figures(tuple(_figure(c, ref[c.trace]) for c in shown)))
    return Section(text("sections.cards"), tuple(blocks))


def _figure(card: Card, ref: str) -> Figure:
    told = (card.period, card.certainty if card.known else "", card.based_on, card.beside, text("paper.source", ref=ref))
    return Figure(card.title, card.value, card.known, tuple(filter(None, told)))


def places(content: Content, refs: References) -> Section:
    """A map beside the same areas sorted, for the first headline of each source that is known in several areas."""
    asked = (_first(content, source) for source in _SOURCES)
    blocks = [block for fact in asked if fact for block in _place(content, refs, fact)]
    note = [Prose(words.text("sections.ranking_text"), small=True)] if blocks else []
    return Section(words.text("sections.map"), tuple([*note, *blocks]))


def _first(content: Content, source: str) -> Fact | None:
    mine = (f for f in content.own if f.source == source and f.headline and f.status in KNOWN)
    return next((f for f in mine if len(_told(content.everywhere(f.indicator_id))) > 1), None)


def _told(facts: Iterable[Fact]) -> list[Fact]:
    return [f for f in facts if f.status in KNOWN]


def _place(content: Content, refs: References, fact: Fact) -> list[Block]:
    here = content.everywhere(fact.indicator_id)
    shown = figures.area_map(here, content.shapes, content.build)
    listed = _ranking(content, [*_told(here), *_told(content.around(fact.indicator_id))])
    if shown is None:
        return [listed]
    return [Beside(((_map(content, refs, shown, here[0]),), (listed,)), (1, 1))]


def _map(content: Content, refs: References, shown: Map, fact: Fact) -> Picture:
    origin = words.text("sections.schematic") if shown.schematic else ""
    foot = text("paper.map_foot", origin=origin, ref=refs.of(fact), build=content.build.build_id).strip()
    marked = "" if content.whole else content.area.name
    legend = [(LIGHT.classes[n], label) for n, label in enumerate(shown.legend)]
    if any(p.klass is None for p in shown.places):
        legend.append(("hatched", words.text("table.missing")))
    svg = draw.area_map(shown, marked, _HALF, 72.0)
    return Picture(shown.title, shown.subtitle, svg, shown.alt, (foot,), tuple(legend))


def _ranking(content: Content, facts: Sequence[Fact]) -> Grid:
    lines, measured = cards.ranking(facts)
    mine = words.area_label(content.area)
    rows = tuple((_with_note(x), x.value, x.interval, x.bar) for x in lines)
    marked = tuple(n for n, x in enumerate(lines, 1) if x.name == mine)
    return Grid(measured, heads("table.ranking"), rows, (3.2, 1.5, 2, 2.4), (1, 2), marked)


def _with_note(line: cards.Line) -> str:
    return f"{line.name}. {line.note}" if line.note else line.name


def trends(content: Content, refs: References) -> Section:
    """Each headline over time beside the municipality and the country, two to a row."""
    every = (*content.series, *content.city_series, *content.country_series)
    asked = [f for f in content.own if f.headline and f.source in _SOURCES and f.status in KNOWN]
    drawn = [p for f in asked if (p := _trend(content, refs, f, [s for s in every if s.indicator_id == f.indicator_id]))]
    rows = [Beside(((a,), (b,)), (1, 1)) for a, b in zip(drawn[::2], drawn[1::2], strict=False)]
    rows += [Beside(((drawn[-1],), ()), (1, 1))] if len(drawn) % 2 else []
    note: list[Block] = [Prose(text("paper.pictures"), small=True)] if drawn else []
    return Section(words.text("sections.trend"), tuple([*note, *rows]))


def _trend(content: Content, refs: References, fact: Fact, series: Sequence[Fact]) -> Picture | None:
    shown = tuple(dict.fromkeys((content.area.area_id, content.municipality.area_id, COUNTRY)))
    events = figures.concerned(content.events, fact.source)
    once = tuple({(f.area_id, f.period_start, f.period_end, f.group_id): f for f in series}.values())
    made = figures.trend(once, shown, content.breaks, events, content.build)
    if made is None or all(sum(map(len, line.parts)) < 2 for line in made.lines):
        return None
    base = text("paper.based_on", base=words.based_on(fact)) if words.based_on(fact) else ""
    foot = text("paper.chart_foot", ref=refs.of(fact), base=base, build=content.build.build_id)
    return Picture(made.title, made.subtitle, draw.trend(made, _HALF, 46.0), made.alt, (*_explained(made), foot))


def _explained(made: Trend) -> tuple[str, ...]:
    """The letters of the events and the breaks, in words."""
    dated = [
        f"{letter} {m.label} ({words.period(m.starts, m.ends, 'month')})"
        for letter, m in zip(draw.letters(len(made.marks)), made.marks, strict=True)
    ]
    marks = (text("paper.letters", marks="; ".join(dated)),) if dated else ()
    return (*marks, *(text("paper.breaks", notes=note) for _, note in made.gaps))
