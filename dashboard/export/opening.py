"""The first pages: the figures that carry the answer, where the area stands, and how it has been over time."""

from collections.abc import Iterable, Sequence

from dashboard import cards, caveats, figures, words
from dashboard.cards import Card
from dashboard.export import draw, draw_funnel, judged
from dashboard.export.blocks import Beside, Block, Figure, Figures, Grid, Picture, Prose, Section, trimmed
from dashboard.export.content import COUNTRY, KNOWN, Content
from dashboard.export.references import References
from dashboard.export.wording import heads, text
from dashboard.figures import Map, Trend
from dashboard.funnels import funnel_plot
from dashboard.palette import LIGHT
from dashboard.rows import Fact
from dashboard.verdict_rows import Funnel

_SOURCES = ("ntu", "brott", "trygghet")
_HALF = 81.0  # millimetres: half of the line, less the gap


def summary(content: Content) -> Section:
    """A paragraph of what passed its test; that nothing did, where something was asked. Empty where nothing was."""
    if not content.verdicts.about(content.area.area_id):
        return Section("", ())
    found, told = judged.summed_up(content.verdicts, content.area.area_id)
    if not found:
        return Section(words.text("summary.heading"), (Prose(words.text("summary.nothing")),))
    return Section(words.text("summary.heading"), (Prose(text("verdicts.text"), small=True), told))


def headlines(content: Content, refs: References) -> tuple[Section, ...]:
    """The few figures that carry the picture; what people say and what is reported are kept apart."""
    ref = {words.trace(f): refs.short(f).replace("\n", " och ") for f in content.own}
    made = []
    for key, sources in (("self_reported", ("ntu", "trygghet")), ("reported", ("brott",))):
        shown = cards.headline_cards(content.own, content.country, sources, content.verdicts.comparisons)
        figures_shown = Figures(tuple(_figure(content, c, ref[c.trace]) for c in shown))
        blocks = (Prose(words.text(f"sections.{key}_text"), small=True), figures_shown) if shown else ()
        made.append(Section(words.text(f"sections.{key}"), blocks))
    return tuple(made)


def _figure(content: Content, card: Card, ref: str) -> Figure:
    told = (card.period, card.certainty if card.known else "", card.based_on, card.beside, text("paper.source", ref=ref))
    return Figure(card.title, card.value, card.known, tuple(filter(None, told)), content.verdicts.named(card.standing))


def places(content: Content, refs: References) -> Section:
    """A map beside the same areas sorted, for the first headline of each source that is known in several areas."""
    asked = (_first(content, source) for source in _SOURCES)
    blocks = [block for fact in asked if fact for block in _place(content, refs, fact)]
    drawn = any(isinstance(b, Picture) for block in blocks if isinstance(block, Beside) for b in block.columns[0])
    note = [Prose(words.text("sections.ranking_text"), small=True)] if drawn else []
    return Section(words.text("sections.map"), (*note, *blocks))


def _first(content: Content, source: str) -> Fact | None:
    mine = (f for f in content.own if f.source == source and f.headline and f.status in KNOWN)
    return next((f for f in mine if len(_told(content.everywhere(f.indicator_id))) > 1), None)


def _told(facts: Iterable[Fact]) -> list[Fact]:
    return [f for f in facts if f.status in KNOWN]


def _place(content: Content, refs: References, fact: Fact) -> list[Block]:
    here = content.everywhere(fact.indicator_id)
    known = [f for f in here if f.value is not None]
    klass = next((i.klass for i in content.indicators if i.indicator_id == fact.indicator_id), figures.UNMAPPED)
    shown = figures.area_map(here, content.shapes, content.build, klass) if len(known) > 1 else None
    listed = _ranking(content, [*_told(here), *_told(content.around(fact.indicator_id))], alone=shown is None)
    if shown is None:
        return [Beside(((listed,), ()), (1, 1))]
    return [Beside(((_map(content, refs, shown, here[0]),), (listed,)), (1, 1))]


def _map(content: Content, refs: References, shown: Map, fact: Fact) -> Picture:
    origin = words.text("sections.schematic") if shown.schematic else words.boundaries(content.shapes[0])
    foot = text("paper.drawn_from", ref=refs.of(fact), base="")
    marked = "" if content.whole else content.area.name
    legend = [(LIGHT.classes[n], label) for n, label in enumerate(shown.legend)]
    if any(p.klass is None for p in shown.places):
        legend.append(("hatched", words.text("table.missing")))
    svg = draw.area_map(shown, marked, _HALF, 50.0)
    return Picture(shown.title, shown.subtitle, svg, shown.alt, (f"{origin} {foot}", _build(content)), tuple(legend))


def _ranking(content: Content, facts: Sequence[Fact], alone: bool) -> Grid:
    lines, measured = cards.ranking(facts, f"kommun:{content.build.municipality_code}", content.verdicts.comparisons)
    mine = words.area_label(content.area)
    kind = f" ({words.KINDS.get(content.level, content.level)})"  # said once for all, in the caption
    drawn = sum(x.bar.value is not None for x in lines) > 1
    rows = tuple(
        (_named(x, kind), _sure(x), judged.state(x.standing) if x.standing else "", x.bar if drawn else "") for x in lines
    )
    marked = tuple(n for n, x in enumerate(lines) if x.name == mine)
    caption = f"{words.KINDS_PLURAL.get(content.level, content.level).capitalize()}{f': {measured}' if alone else ''}"
    head = heads("table.ranking", city=content.build.municipality_name)
    return trimmed(Grid(caption, head, rows, (18.4, 18.8, 33, 10.8), (1,), marked))


def _sure(line: cards.Line) -> str:
    return "\n".join(filter(None, (line.value, line.interval)))


def _named(line: cards.Line, kind: str) -> str:
    name = line.name.removesuffix(kind)
    return text("paper.named", name=name, note=line.note.lower()) if line.note else name


def trends(content: Content, refs: References) -> Section:
    """Each headline over time beside the municipality and the country, two to a row."""
    every = (*content.series, *content.city_series, *content.country_series)
    asked = [f for f in content.own if f.headline and f.source in _SOURCES and f.status in KNOWN]
    drawn = [p for f in asked if (p := _trend(content, refs, f, [s for s in every if s.indicator_id == f.indicator_id]))]
    rows = [Beside(((a,), (b,)), (1, 1)) for a, b in zip(drawn[::2], drawn[1::2], strict=False)]
    rows += [Beside(((drawn[-1],), ()), (1, 1))] if len(drawn) % 2 else []
    asked_of = {f.indicator_id for f in asked}
    notes = caveats.notes((f for f in every if f.indicator_id in asked_of), content.events)
    note = [Prose(t, small=True) for t in (text("paper.pictures"), *notes)] if drawn else []
    return Section(words.text("sections.trend"), (*note, *rows))


def _trend(content: Content, refs: References, fact: Fact, series: Sequence[Fact]) -> Picture | None:
    shown = tuple(dict.fromkeys((content.area.area_id, content.municipality.area_id, COUNTRY)))
    events = figures.concerned(content.events, fact.source)
    once = tuple({(f.area_id, f.period_start, f.period_end, f.group_id): f for f in series}.values())
    made = figures.trend(once, shown, content.breaks, events, content.build)
    if made is None or all(sum(map(len, line.parts)) < 2 for line in made.lines):
        return None
    base = text("paper.based_on", base=words.based_on(fact)) if words.based_on(fact) else ""
    foot = text("paper.drawn_from", ref=refs.of(fact), base=base)
    drawn, told = draw.trend(made, _HALF, 46.0), content.verdicts.course(fact.indicator_id, fact.area_id)
    notes = (*_explained(made), foot, _build(content))
    return Picture(made.title, made.subtitle, drawn, made.alt, notes, told=judged.sentences(told))


def funnels(content: Content) -> Section:
    """Where areas lie beside what chance gives, for each headline that ten of them have, and wherever one is outside."""
    drawn = [p for rows in _telling(content) if (p := _funnel(content, rows))]
    pairs = [Beside(((a,), (b,)), (1, 1)) for a, b in zip(drawn[::2], drawn[1::2], strict=False)]
    pairs += [Beside(((drawn[-1],), ()), (1, 1))] if len(drawn) % 2 else []
    return Section(words.text("funnel.heading"), (Prose(words.text("funnel.text"), small=True), *pairs) if drawn else ())


def _telling(content: Content) -> list[list[Funnel]]:
    """The funnels that the file draws; for an area that is not the municipality, only where it is one of the areas."""
    asked, kind = {f.indicator_id: f.headline for f in content.own}, "" if content.whole else content.area.kind
    every = ((content.verdicts.funnel(i, kind), headline) for i, headline in asked.items())
    return [rows for rows, headline in every if headline or any(f.verdict != "inside" for f in rows)]


def _funnel(content: Content, rows: Sequence[Funnel]) -> Picture | None:
    made = funnel_plot(rows, content.build)
    if made is None:
        return None
    drawn, told = draw_funnel.funnel(made, content.area.name, _HALF, 56.0), judged.outside(rows, content.area.area_id)
    return Picture(made.title, made.subtitle, drawn, made.alt, (_build(content),), told=told)


def _build(content: Content) -> str:
    return text("paper.build", build=content.build.build_id)


def _explained(made: Trend) -> tuple[str, ...]:
    """The letters of the events and the breaks, in words."""
    dated = [
        f"{letter} {m.label} ({words.period(m.starts, m.ends, 'month')})"
        for letter, m in zip(draw.letters(len(made.marks)), made.marks, strict=True)
    ]
    marks = (text("paper.letters", marks="; ".join(dated)),) if dated else ()
    return (*marks, *(text("paper.breaks", notes=note) for _, note in made.gaps))
