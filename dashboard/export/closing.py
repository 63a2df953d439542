"""The last pages: how fresh the figures are, what they mean, and where each comes from."""

from dashboard import tables, words
from dashboard.export.blocks import Block, Grid, Heading, Prose, Section, Terms
from dashboard.export.content import Content
from dashboard.export.references import References
from dashboard.export.tabled import set_table
from dashboard.export.wording import heads, text
from dashboard.store import Indicator


def freshness(content: Content) -> Section:
    """How old each source is, and what its newest delivery changed."""
    as_of = content.build.built_at.date()
    table = tables.delivery_table(content.deliveries, as_of, "")
    return Section(words.text("sections.freshness"), (set_table(table, (1.8, 4, 1.8, 2.6, 2.6)),))


def method(content: Content) -> Section:
    """What each indicator means; how it was made and what to mind are told once for those that share it."""
    shown = {f.indicator_id for f in (*content.own, *content.measures)}
    alike: dict[tuple[str, str, str], list[Indicator]] = {}
    for i in content.indicators:
        if i.indicator_id in shown:
            alike.setdefault((i.source, i.method, i.caveats), []).append(i)
    blocks: list[Block] = []
    for (source, _, _), group in alike.items():
        name = words.SOURCES.get(source, source)
        if not any(isinstance(b, Heading) and b.text == name for b in blocks):
            blocks.append(Heading(name))
        blocks += _meaning(group)
    return Section(words.text("sections.method"), (*blocks, *_breaks(content)))


def _meaning(group: list[Indicator]) -> list[Block]:
    rows = tuple((i.name, i.definition) for i in group)
    (_, _), how, mind = tables.indicator_text(group[0])
    return [Grid("", heads("table.definitions"), rows, (2, 5)), Terms(tuple(pair for pair in (how, mind) if pair[1]))]


def _breaks(content: Content) -> list[Block]:
    sources = {f.source for f in content.own}
    table = tables.break_table([b for b in content.breaks if b.source in sources], "")
    return [Heading(words.text("sections.breaks")), set_table(table, (1.6, 1.8, 2.2, 6))] if table.rows else []


def sources(content: Content, refs: References) -> Section:
    """The numbered deliveries with all that lets someone else find the same file."""
    blocks: list[Block] = [Prose(text("paper.sources_text"), small=True)]
    for number, d in enumerate(refs.deliveries, 1):
        pairs = tuple(pair for pair in tables.delivery_details(d) if pair[1])
        blocks += [Heading(f"[{number}] {d.publisher}: {d.title}"), Terms(pairs)]
    return Section(text("paper.sources"), tuple(blocks), own_page=True)
