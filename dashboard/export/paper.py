"""Content -> the document: the answer on the first page, the sources on the last."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard import answers, findings, symbols, words
from dashboard.export import closing, judged, opening, proof, tabled
from dashboard.export.blocks import Block, Grid, Paper, Prose, Section, Verdict
from dashboard.export.content import KNOWN, Content
from dashboard.export.references import References
from dashboard.export.wording import text
from dashboard.rows import Fact


def composed(content: Content) -> Paper:
    """The document of one area, in the order that a reader asks: what, where, since when, how sure, from where."""
    build, name = content.build, content.area.name
    said, answered = answer(content)
    day = words.day(build.built_at.date())
    return Paper(
        title=text("paper.title", area=name, day=day),
        author=text("paper.author", municipality=build.municipality_name),
        subject=text("paper.subject", build=build.build_id),
        keywords=(build.build_id, content.area.area_id, words.audience(build)),
        name=words.text("titles.oversikt" if content.whole else "titles.omrade", name=name),
        meta=_meta(content),
        answer=said,
        answered=answered,
        banner=words.fictional(build),
        foot=_foot(content),
        page=text("paper.page", page="{page}", pages="{pages}"),
        contents=text("paper.contents") if content.whole else "",
        opening=sum(1 for s in _first(content, References(content.deliveries)) if s.blocks),
        sections=tuple(s for s in _sections(content, answered) if s.blocks),
    )


def _sections(content: Content, answered: tuple[Verdict, ...]) -> tuple[Section, ...]:
    refs = References(content.deliveries)
    told = (
        *_first(content, refs), opening.places(content, refs), opening.trends(content, refs), opening.funnels(content),
        tabled.profile(content, refs), tabled.grants(content, refs), tabled.suppliers(content, refs), tabled.gvi(content, refs),
        closing.freshness(content), tabled.gaps(content, refs), tabled.conflicts(content),
    )  # fmt: skip
    return (
        *map(_explained, told),
        proof.section(content, told, answered),
        closing.disclosure(content),
        closing.method(content),
        closing.sources(content, refs),
    )


def _explained(section: Section) -> Section:
    """The section with what the symbols of each table mean below it: a reader may open the document on any page."""
    return replace(section, blocks=tuple(part for block in section.blocks for part in _with_symbols(block)))


def _with_symbols(block: Block) -> tuple[Block, ...]:
    rows = block.rows if isinstance(block, Grid) else ()
    legend = symbols.legend(cell for row in rows for cell in row[1:] if isinstance(cell, str))
    return (block, Prose(legend, small=True, below=True)) if legend else (block,)


def _first(content: Content, refs: References) -> tuple[Section, ...]:
    """What the first page holds below the answer."""
    return opening.summary(content), *opening.headlines(content, refs)


def _foot(content: Content) -> str:
    build, area = content.build, "" if content.whole else text("paper.foot_area", area=content.area.name)
    day = words.day(build.built_at.date())
    names = {"municipality": build.municipality_name, "area": area, "audience": words.audience(build)}
    return text("paper.foot", **names, build=build.build_id, day=day)


def _meta(content: Content) -> str:
    build, kind = content.build, words.KINDS.get(content.area.kind, content.area.kind)
    municipality, elsewhere = build.municipality_name, content.area.kind in ("kommun", "lan", "land")
    key = "where_whole" if content.whole else "where_other" if elsewhere else "where"
    where = text(f"paper.{key}", kind=kind.capitalize(), municipality=municipality, code=build.municipality_code)
    audience, day = words.capital(words.audience(build)), words.day(build.built_at.date())
    return text("paper.meta", where=where, build=build.build_id, day=day, audience=audience)


def answer(content: Content) -> tuple[str, tuple[Verdict, ...]]:
    """The area's answer as on its page with what became of its figures; without survey and police, its first headline."""
    if any(f.headline and f.value is not None and f.source in ("ntu", "brott") for f in content.own):
        return answers.city(content.series, content.build), _since(content, answers.carrying(content.series))
    known = [f for f in content.own if f.status in KNOWN]
    first = next((f for f in known if f.headline), next(iter(known), None))
    if first is None:
        return text("paper.no_figures", area=content.area.name), ()
    told = answers.indicator([f for f in content.series if f.indicator_id == first.indicator_id], content.area)
    return f"{first.indicator} i {told}", _since(content, (first,))


def _since(content: Content, facts: Sequence[Fact]) -> tuple[Verdict, ...]:
    """What became of these figures since the period before."""
    changes, area_id = content.verdicts.changes, content.area.area_id
    return judged.sentences([c for f in facts for c in findings.latest_change(changes, f.indicator_id, area_id)])
