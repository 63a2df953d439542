"""The last pages: how fresh the figures are, what they mean, and where each comes from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import disclosed, tables, words
from dashboard.export.blocks import Block, Grid, Heading, Prose, Section, Terms
from dashboard.export.content import Content
from dashboard.export.references import References
from dashboard.export.tabled import set_table
from dashboard.export.wording import heads, text
from dashboard.rows import Indicator


def freshness(content: Content) -> Section:
    """How old each source is, and what its newest delivery changed."""
    as_of = content.build.built_at.date()
    table = tables.delivery_table([d for d in content.deliveries if d.figures], as_of, "")
    return Section(words.text("sections.freshness"), (set_table(table, (1.8, 4, 1.8, 2.6, 2.6)),))


def method(content: Content) -> Section:
    """What each indicator means; how it was made and what to mind are told once for those that share it."""
    shown = {f.indicator_id for f in (*content.own, *content.measures)}
    groups: dict[tuple[str, str], list[Indicator]] = {}
    for i in content.indicators:
        if i.indicator_id in shown:
            groups.setdefault((i.source, i.theme), []).append(i)
    blocks = [b for (source, theme), group in groups.items() for b in _meaning(_title(source, theme), group)]
    return Section(words.text("sections.method"), (*blocks, *_breaks(content)))


def _title(source: str, theme: str) -> str:
    name = words.SOURCES.get(source, source)
    return name if name == theme else f"{name}: {theme.lower()}"


def _meaning(title: str, group: Sequence[Indicator]) -> list[Block]:
    """Definitions as rows; what is said of several is said once below, what is said of one stands in its row."""
    notes = shared_notes(group)
    numbered = {note: n for n, note in enumerate((n for n in notes if len(n.of) < len(group)), 1)}
    rows = tuple((i.name, i.definition, _own_words(i, notes, numbered)) for i in group)
    width = 3 if any(row[2] for row in rows) else 2
    grid = Grid("", heads("table.definitions")[:width], tuple(row[:width] for row in rows), (2.4, 3.6, 4)[:width])
    pairs = tuple((f"{numbered[n]}. {n.kind}" if n in numbered else n.kind, n.text) for n in notes)
    return [Heading(title), grid, Terms(pairs)]


_SHORT = 60  # a shorter sentence is read sooner in its row than looked up below


@dataclass(frozen=True)
class Note:
    """Sentences that the same several indicators share: their kind (method or caveats), the indicators and the text."""

    kind: str
    of: tuple[str, ...]
    text: str


def shared_notes(group: Sequence[Indicator]) -> list[Note]:
    """What is said word for word of more than one indicator, sentences with the same indicators together."""
    users: dict[tuple[str, str], list[str]] = {}
    for i in group:
        for kind, sentence in _told(i):
            users.setdefault((kind, sentence), []).append(i.indicator_id)
    together: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (kind, sentence), of in users.items():
        if len(of) > 1 and (len(sentence) > _SHORT or len(of) == len(group)):
            together.setdefault((kind, tuple(of)), []).append(sentence)
    notes = [Note(kind, of, " ".join(told)) for (kind, of), told in together.items()]
    return sorted(notes, key=lambda n: len(n.of) < len(group))


def _told(i: Indicator) -> list[tuple[str, str]]:
    """The sentences of method and caveats, each once, with the name of what they tell."""
    pairs = tables.indicator_text(i)[1:]
    return list(dict.fromkeys((kind, sentence) for kind, told in pairs for sentence in sentences(told)))


def _own_words(i: Indicator, notes: Sequence[Note], numbered: dict[Note, int]) -> str:
    mine = [n for n in notes if i.indicator_id in n.of]
    shared = {(n.kind, sentence) for n in mine for sentence in sentences(n.text)}
    own = " ".join(sentence for kind, sentence in _told(i) if (kind, sentence) not in shared)
    numbers = ", ".join(str(numbered[n]) for n in mine if n in numbered)
    return " ".join(filter(None, (text("paper.notes", numbers=numbers) if numbers else "", own)))


def sentences(told: str) -> list[str]:
    """A text cut after full stops; joined with spaces it is the same text again."""
    return re.split(r"(?<=[.!?]) (?=[A-ZÅÄÖ”])", told) if told else []


def _breaks(content: Content) -> list[Block]:
    sources = {f.source for f in content.own}
    table = tables.break_table([b for b in content.breaks if b.source in sources], "")
    return [Heading(words.text("sections.breaks")), set_table(table, (1.6, 1.8, 2.2, 6))] if table.rows else []


def disclosure(content: Content) -> Section:
    """What was done so that the few cannot be found: the rules and who decided them, what came out, and how to try it again."""
    rows = content.protections
    if not rows:
        return Section("", ())
    told = {f.indicator_id for f in (*content.own, *content.measures)}
    left = disclosed.unguarded((i for i in content.indicators if i.indicator_id in told), rows)
    rules = set_table(disclosed.rule_table(rows), (0.8, 1.7, 6.2, 2.4, 1.5))
    return Section(words.text("disclosure.heading"), (
        Prose(words.text("disclosure.text"), small=True), Prose(disclosed.summary(rows)),
        *([Prose(left)] if left else []), rules, Prose(repeat(content), small=True),
    ))  # fmt: skip


def repeat(content: Content) -> str:
    """How someone who has the published file tries it again."""
    return f"{words.text('disclosure.repeat')} {text('paper.command', command=disclosed.repeated(content.file))}"


def sources(content: Content, refs: References) -> Section:
    """The numbered deliveries with all that lets someone else find the same file."""
    blocks: list[Block] = [Prose(text("paper.sources_text"), small=True)]
    for number, d in enumerate(refs.deliveries, 1):
        files = ", ".join(f"{n} {name}" for n, name in enumerate(d.files.split("|"), 1)) if "|" in d.files else d.files
        numbered = dict(tables.delivery_details(d)) | {text("paper.files"): files}
        pairs = tuple(pair for pair in numbered.items() if pair[1])
        blocks += [Heading(f"[{number}] {d.publisher}: {d.title}"), Terms(pairs)]
    return Section(text("paper.sources"), tuple(blocks), own_page=True)
