"""The tables of the screen set on paper: indicators, measures, gaps and disagreements."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard import answers, cards, figures, matrix, tables, words
from dashboard.cards import Line, Surroundings, Theme
from dashboard.export import draw, judged
from dashboard.export.blocks import Block, Cell, Grid, Heading, Picture, Prose, Section, Told, trimmed
from dashboard.export.content import KNOWN, Content
from dashboard.export.references import References
from dashboard.export.wording import heads, text
from dashboard.rows import Event, Fact
from dashboard.tables import Table

_LISTED = (2.8, 1.4, 2.0, 3.0, 3.4)
_LINE = 170.0  # millimetres
_PROFILE, _NUMERIC = (30, 17.6, 31.2, 10.6, 16.3, 17.6, 15, 31.7), (1, 5, 6)  # millimetres


def set_table(table: Table, widths: tuple[float, ...], last: Sequence[str] = (), caption: bool = False) -> Grid:
    """A table of the screen as a grid; `last` replaces the column that holds the way back, row by row."""
    rows = [(*row[:-1], way) for row, way in zip(table.rows, last, strict=True)] if last else table.rows
    return Grid(table.caption if caption else "", table.head, tuple(rows), widths, table.numeric)


def profile(content: Content, refs: References) -> Section:
    """One row per indicator by theme, beside the municipality and the country, each with the way to its cell."""
    built, compared = content.build.built_at.date(), content.verdicts.comparisons
    around = cards.Surroundings(content.city, content.country, content.districts, built, compared)
    themes = cards.profile(around, content.own, content.series)
    facts = {words.trace(f): f for f in content.own}
    rows = [_rows(t, facts, around, refs) for t in themes]
    every = tuple(row for part in rows for row in part)
    head = heads("table.profile", against=_against(content), city=content.build.municipality_name, country=_country(content))
    first = text("paper.profile_city") if content.whole else words.text("sections.profile_text")
    judges = any(row[2] for row in every)
    notes = (first if any(row[3] for row in every) else "", text("paper.numbers"), text("verdicts.states") if judges else "")
    blocks: list[Block] = [*(Prose(note, small=True) for note in notes if note), *([judged.legend()] if judges else [])]
    for theme, part in zip(themes, rows, strict=True):
        blocks += [Heading(theme.name), trimmed(Grid("", head, part, _PROFILE, _NUMERIC), every)]
    return Section(text("sections.profile"), tuple(blocks) if themes else ())


def _rows(theme: Theme, facts: dict[str, Fact], around: Surroundings, refs: References) -> tuple[tuple[Cell, ...], ...]:
    """Every figure with its interval. The bar is left out where there is nothing to see the value beside."""
    rows = []
    for x in theme.lines:
        fact = facts[x.trace]
        city, country, _ = around.beside(fact)
        rows.append((
            _named(x), _sure(fact), judged.state(x.standing) if x.standing else "",
            x.bar if x.bar.others or x.bar.city is not None else "", x.period, _sure(city) if x.city else "", _sure(country),
            refs.short(fact),
        ))  # fmt: skip
    return tuple(rows)


def _sure(fact: Fact | None) -> str:
    """A figure above its interval."""
    return "\n".join(filter(None, (words.short_amount(fact), words.interval(fact)))) if fact else ""


def _against(content: Content) -> str:
    """What the area's figures are compared with: the rest of its municipality, or the country."""
    elsewhere = content.area.kind in ("kommun", "lan", "land")
    return words.text(f"marks.{'country' if elsewhere else 'rest'}", name=content.build.municipality_name)


def _country(content: Content) -> str:
    return content.country[0].area if content.country else ""


def _named(line: Line) -> str:
    return text("paper.named", name=line.name, note=line.note) if line.note else line.name


def grants(content: Content, refs: References) -> Section:
    """The table per förvaltning, and the same table with the place of each cell in the source."""
    facts = matrix.last_period(f for f in content.measures if f.source == "bidrag")
    if not facts:
        return Section("", ())
    blocks = (
        Prose(answers.controls(facts)),
        *_by_department(content, facts, refs),
        *_registers(content, "bidrag", "bidrag_traffandel"),
    )
    return Section(words.text("sections.grants"), blocks)


def _by_department(content: Content, facts: Sequence[Fact], refs: References) -> tuple[Block, ...]:
    """The table per förvaltning and where its cells stand; the public gets neither."""
    if not any(f.kind == "organisation" for f in facts):
        return _inside(content)
    table = tables.by_organisation(facts, words.text("table.grants", period=words.span(facts)))
    widths = (2.6, *(1.6 for _ in table.head[1:]))
    return (
        Prose(words.text("sections.grants_text"), small=True), set_table(table, widths), Heading(text("paper.places")),
        Prose(_where(facts, refs), small=True), _cells(facts, table, widths),
    )  # fmt: skip


def _registers(content: Content, source: str, hit_rate: str) -> list[Block]:
    """What only a register can tell, as on its page, with how the ways of choosing controls differ."""
    facts = content.registered(source)
    mine = matrix.of_city(facts)
    blocks = _hits(content, mine, matrix.controlled(mine, hit_rate))
    blocks += [Heading(words.text("sections.register")), Prose(words.text("sections.register_text"), small=True)] if mine else []
    every = (*matrix.by_year(mine), *matrix.by_group(mine), *matrix.by_area(facts))
    return [*blocks, *(set_table(t, (3.0, *(1.0 for _ in t.head[1:])), caption=True) for t in every)]


def _inside(content: Content) -> tuple[Block, ...]:
    """To the public, that figures per förvaltning stay inside."""
    return (Prose(words.text("sections.inside"), small=True),) if content.build.public else ()


def _hits(content: Content, mine: Sequence[Fact], shown: Sequence[Fact]) -> list[Block]:
    """How often the controls hit by way of choosing, which later periods are hidden, and what the difference bears."""
    if not shown:
        return []
    later, notes = matrix.later_hidden(mine, shown), Prose(words.text("sections.hits_text"), small=True)
    told = [Prose(sentence) for sentence in (*matrix.hits(shown), later) if sentence]
    return [Heading(words.text("sections.hits")), *told, Told(judged.sentences(content.verdicts.arms(shown))), notes]


def _where(facts: Sequence[Fact], refs: References) -> str:
    """The deliveries and the sheets or files that all the cells lie in, each once."""
    sheets = [(f, file, f.cell.partition("!")[0] if "!" in f.cell else "") for f in facts for file in f.file.split(" och ")]
    ways = dict.fromkeys(refs.of(replace(f, file=file, cell=sheet)).rstrip(", ") for f, file, sheet in sheets)
    return f"{text('paper.places_text')} {', '.join(ways)}."


def _cells(facts: Sequence[Fact], table: Table, widths: tuple[float, ...]) -> Grid:
    cells = {(f.indicator_id, f.area): f.cell.rpartition("!")[2] for f in facts}
    asked = dict.fromkeys(f.indicator_id for f in facts if f.kind == "organisation")  # the order of by_organisation
    named = zip(asked, table.rows, strict=True)
    rows = tuple((row[0], *(cells.get((i, name), words.DASH) for name in table.head[1:])) for i, row in named)
    return Grid("", table.head, rows, widths)


def suppliers(content: Content, refs: References) -> Section:
    """The two campaigns and the answers, each in a table of its own."""
    facts = [f for f in content.measures if f.source == "leverantor"]
    blocks: list[Block] = [
        Prose(answers.suppliers(facts)),
        *(_inside(content) if content.registered("leverantor") else ()),
        *_registers(content, "leverantor", "leverantor_traffandel"),
    ]
    campaigns = tables.part(facts, "leverantor_samordnade") + tables.part(facts, "leverantor_oannonserade")
    blocks += [Prose(words.text("sections.suppliers_text"), small=True)] if campaigns else []
    for key in ("samordnade", "oannonserade", "svar"):
        part = tables.part(facts, f"leverantor_{key}")
        note = [Prose(words.text("sections.answers_text"), small=True)] if key == "svar" else []
        blocks += [Heading(words.text(f"sections.{key}")), *note, _listed(part, refs)] if part else []
    return Section(words.text("sections.suppliers"), tuple(blocks) if facts else ())


def _listed(facts: Sequence[Fact], refs: References) -> Grid:
    return set_table(tables.listed(facts, ""), _LISTED, [refs.of(f) for f in facts])


def gvi(content: Content, refs: References) -> Section:
    """Events on a time axis, counts with their qualifiers and the economy; what is not known stands among the gaps."""
    facts = [f for f in content.measures if f.source == "gvi"]
    if not facts:
        return Section("", ())
    events = [e for e in content.events if e.release_id.split("/")[1] == "gvi"]
    counted = content.registered("gvi")
    known = [f for f in facts if f.status in KNOWN and f not in counted]
    blocks: list[Block] = [Prose(answers.gvi(facts, events)), *_timeline(content, events, refs), *_registers(content, "gvi", "")]
    for key, part in (("activities", [f for f in known if f.unit != "kr"]), ("economy", [f for f in known if f.unit == "kr"])):
        blocks += [Heading(words.text(f"sections.{key}")), _listed(part, refs)] if part else []
    return Section(words.text("titles.gvi"), tuple(blocks))


def _timeline(content: Content, events: Sequence[Event], refs: References) -> list[Block]:
    made = figures.timeline(events, content.build)
    if made is None:
        return []
    picture = Picture(made.title, made.subtitle, draw.timeline(made, _LINE), made.alt, (made.foot,))
    table = set_table(tables.event_table(events, ""), (1.9, 2.7, 5.2, 2.6), [refs.of(e) for e in events])
    return [Prose(words.text("sections.timeline_text"), small=True), picture, Heading(words.text("sections.timeline")), table]


def gaps(content: Content, refs: References) -> Section:
    """What is asked for but not known, and what the source says instead; apart from it what is known but not shown."""
    missing, hidden = tables.unknown(content.own)
    note = Prose(words.text("sections.gaps_text").partition(" Varför ")[0], small=True)
    blocks = (note, _gaps(missing, refs)) if missing else (Prose(words.text("sections.no_gaps")),)
    if not hidden:
        return Section(words.text("sections.gaps"), blocks)
    apart = (Heading(words.text("sections.hidden")), Prose(words.text("sections.hidden_text"), small=True), _gaps(hidden, refs))
    return Section(words.text("sections.gaps"), (*blocks, *apart))


def _gaps(facts: Sequence[Fact], refs: References) -> Grid:
    return set_table(tables.gap_table(facts, ""), (3.4, 2.0, 4.6, 2.4), [refs.of(f) for f in facts])


def conflicts(content: Content) -> Section:
    """Published figures that disagree, both as they stand."""
    found = content.conflicts
    if not found:
        return Section(words.text("sections.conflicts"), (Prose(words.text("sections.no_conflicts")),))
    note = words.text("sections.conflicts_text") if content.whole else text("paper.conflicts_area")
    table = set_table(tables.conflict_table(found, ""), (2.2, 3.4, 3.4, 3.4))
    return Section(words.text("sections.conflicts"), (Prose(note, small=True), table))
