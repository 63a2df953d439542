"""Verdicts of a picture -> markup: in the answer, as a summary, under a chart, as marks in a table, and how they are made."""

import datetime as dt
from collections.abc import Iterable, Sequence

from dashboard import answers, caveats, findings, funnels, markup, words
from dashboard.figures import Trend
from dashboard.findings import Finding
from dashboard.memory import Picture
from dashboard.rows import Area, Build, Fact, Indicator
from dashboard.tables import Table, indicator_text
from dashboard.verdict_rows import Funnel

SHOWN = 8  # sentences of a summary that are not folded
HOW = ("interval", "difference", "family", "trend", "funnel")
FOUR = ("worse", "better", "none", "refused")  # always told; others only where they are seen


def city(shown: Picture, series: Sequence[Fact]) -> list[str | Finding]:
    """The answer of `answers.city` with what became of each figure since the period before."""
    told: list[str | Finding] = []
    for fact in answers.carrying(series):
        told += [answers.sentence(fact), *findings.since(shown.changes(), fact)]
    return told or [answers.city(series, shown.build)]


def indicator(shown: Picture, series: Sequence[Fact], asked: Indicator, area: Area) -> list[str | Finding]:
    """The answer of `answers.indicator` with what became of the area's figure, before the country's figure is told."""
    told = answers.newest(series, area)
    if told is None:
        return [answers.indicator(series, area), *findings.latest_change(shown.changes(), asked.indicator_id, area.area_id)]
    return [answers.alone(told), *findings.since(shown.changes(), told), *answers.beside(series, told)]


def summary(shown: Picture, area: Area, link: str) -> str:
    """All that the figures bear to say of an area as one paragraph, each sentence leading to its figure."""
    found = findings.summary(area.area_id, shown.comparisons(), shown.changes(), shown.trends())
    if not found:
        why = "nothing" if _tried(shown, area) else "untested"
        return markup.section(words.text("summary.heading")) + markup.notice(words.text(f"summary.{why}"))
    more = words.text("summary.more", count=words.number(len(found) - SHOWN))
    head = markup.section(words.text("summary.heading"), words.text("summary.text"))
    return head + markup.summary(found, link, SHOWN, more)


def _tried(shown: Picture, area: Area) -> bool:
    """Whether anything at all has been tested of an area."""
    rows = (*shown.comparisons(), *shown.changes(), *shown.trends())
    return any(v.p is not None for v in rows if v.area_id == area.area_id)


def course(shown: Picture, indicator_id: str, area_id: str) -> str:
    """Whether a series rises or falls and differs from before, in sentences with their ids; or that nothing is tried."""
    found = findings.of_indicator((*shown.trends(), *shown.changes()), indicator_id, area_id)
    told = markup.findings([findings.told(v) for v in found if v.group_id == "alla"])
    return told or markup.notice(words.text("sections.no_course"))


def notes(facts: Iterable[Fact], drawn: Trend | None) -> str:
    """What must be known of the picture above: of its strokes, its striped band and its events, where it has them."""
    if drawn is None:
        return ""
    shown = [f for f in facts if drawn.pending or f.status != "preliminary"]
    return "".join(map(markup.foot, caveats.notes(shown, drawn.marks)))


def method(shown: Picture, indicator: Indicator, facts: Iterable[Fact]) -> str:
    """What an indicator means, how it is made, what to mind, and how intervals that nobody has published are worked out."""
    effects = caveats.computed(facts, shown.design_effects())
    return markup.definitions((*indicator_text(indicator), (words.text("notes.uncertainty"), effects)))


def comparator(build: Build, area: Area, own: bool) -> str:
    """What the marks of an area's table compare it with: the country for the municipality itself."""
    return words.text(f"marks.{'country' if own or area.kind == 'kommun' else 'rest'}", name=build.municipality_name)


def between(build: Build, measured: str) -> str:
    """What was measured, and what the marks of a list of all areas compare with."""
    return f"{measured}. {words.text('marks.between', name=build.municipality_name)}"


def marks(found: Iterable[Finding | None]) -> str:
    """What the marks of a table mean: the four states, and the others that are in it."""
    seen = {f.mark: f.state for f in found if f}
    told = dict.fromkeys((*FOUR, *(s for s in seen.values() if s not in FOUR)))
    shown = [(state, findings.MARKS[state], findings.state(state)) for state in told]
    if findings.MARKS["raw"] in seen:
        shown.append(("none", findings.MARKS["raw"], words.text("marks.raw")))
    return markup.marks(shown, words.text("marks.legend"))


def funnel(shown: Picture, indicator_id: str) -> str:
    """A funnel for each kind of area that has ten or more, with what it shows; nothing where none has."""
    families: dict[tuple[str, dt.date], list[Funnel]] = {}
    for row in shown.funnel(indicator_id):
        families.setdefault((row.kind, row.period_end), []).append(row)
    drawn = "".join(_funnel(rows, shown.build) for rows in families.values())
    return markup.section(words.text("funnel.heading"), words.text("funnel.text")) + drawn if drawn else ""


def _funnel(rows: Sequence[Funnel], build: Build) -> str:
    plot = funnels.funnel_plot(rows, build)
    if plot is None:
        return ""
    told = [findings.outlier(f) for f in rows if f.verdict != "inside"]
    said = markup.findings(told) if told else markup.of_all(words.text("funnel.all_inside"), [f.verdict_id for f in rows])
    return markup.finding(plot.title, plot.subtitle) + funnels.funnel_svg(plot) + said + markup.foot(plot.foot)


def how(shown: Picture) -> str:
    """How verdicts are made, and with which design effects intervals are worked out where none is published."""
    told = [
        (words.text(f"how.{key}"), words.text(f"how.{key}_text"))
        for key in ("interval", "difference", "family", "trend", "funnel")
    ]
    rows = tuple(
        (
            words.SOURCES.get(e.source, e.source),
            words.KINDS_PLURAL.get(e.kind, e.kind),
            words.number(e.deff, 2),
            words.text(f"how.{e.basis}"),
            words.number(e.figures),
        )
        for e in shown.design_effects()
    )
    effects = Table(words.text("how.effects"), words.heads("effects"), rows, (2, 4), narrow=True)
    table = markup.subsection(words.text("how.effects")) + markup.prose(words.text("how.effects_text")) + markup.table(effects)
    return markup.section(words.text("how.heading")) + markup.explaining(markup.definitions(told)) + (table if rows else "")
