"""Facts -> tables as text, the same on screen and paper."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import symbols, words
from dashboard.rows import Break, Conflict, Delivery, Event, Fact, Indicator

Facts = Sequence[Fact]


@dataclass(frozen=True)
class Table:
    """A table as text. `numeric` names the columns set flush right, `tight` those that must not break.
    A `wide` table scrolls sideways on a phone; any other becomes one block a row. A `narrow` one is no wider than it must be."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    tight: tuple[int, ...] = ()
    wide: bool = False
    narrow: bool = False

    @property
    def legend(self) -> str:
        """What the symbols in the table mean; empty where it has none."""
        return symbols.legend(cell for row in self.rows for cell in row[1:])


def figures_table(facts: Sequence[Fact], caption: str) -> Table:
    """Area by period with value, interval, base and cell: the table behind a picture."""
    head = ("Område", "Period", "Värde", "95 % intervall", "Bygger på", "Fil och cell", "Anmärkning")
    rows = tuple(
        (f.area, words.when(f), words.short_amount(f), words.interval(f), words.based_on(f), f"{f.file}, {words.place(f.cell)}",
         words.status(f) or f.printed or "")
        for f in facts
    )  # fmt: skip
    return Table(caption, head, rows, (2, 3), (1, 4), wide=True)


def by_organisation(facts: Sequence[Fact], caption: str) -> Table:
    """Indicators as rows with their unit, organisations as columns and the city last."""
    ordered = [*(f for f in facts if f.kind == "organisation"), *(f for f in facts if f.kind == "kommun")]
    columns = tuple(dict.fromkeys(f.area for f in ordered))
    cells = {(f.indicator_id, f.area): f for f in facts}
    rows = tuple(
        (words.with_unit(f), *(words.bare_amount(cells.get((f.indicator_id, name))) for name in columns))
        for f in {f.indicator_id: f for f in facts if f.kind == "organisation"}.values()
    )
    return Table(caption, ("Mått", *columns), rows, tuple(range(1, len(columns) + 1)), wide=True)


def period_of(facts: Sequence[Fact]) -> str:
    """The period, or all the periods when they differ."""
    return words.span(facts)


def listed(facts: Sequence[Fact], caption: str) -> Table:
    """One figure a row: what, how much, when, how sure, and the exact place in the source."""
    rows = tuple(
        (words.named(f) + _whose(f), words.amount(f), words.when(f), f.printed or "",
         f"{f.file}, {words.place(f.cell)}")
        for f in facts
    )  # fmt: skip
    return Table(caption, ("Mått", "Uppgift", "Period", "Så står det i källan", "Fil och cell"), rows)


def _whose(fact: Fact) -> str:
    return "" if fact.kind == "kommun" else f" ({fact.area})"


def conflict_table(conflicts: Sequence[Conflict], caption: str) -> Table:
    """Both sides of every disagreement as they stand, and why they may differ."""
    rows = tuple(
        (
            c.topic,
            f"{c.first_text} ({words.place(c.first_place)})",
            f"{c.second_text} ({words.place(c.second_place)})",
            c.explanation,
        )
        for c in conflicts
    )
    return Table(caption, ("Vad", "Den ena uppgiften", "Den andra uppgiften", "Att veta"), rows)


def delivery_table(deliveries: Sequence[Delivery], as_of: dt.date, caption: str) -> Table:
    """How fresh each source is and what its newest delivery changed."""
    newest: dict[str, Delivery] = {}
    for d in deliveries:
        newest.setdefault(d.source, d)
    rows = tuple(
        (
            words.SOURCES.get(d.source, d.source),
            d.title,
            _span(d),
            words.freshness(d.published, as_of),
            _news(d, deliveries),
        )
        for d in newest.values()
    )
    return Table(caption, ("Källa", "Leverans", "Avser", "Hur ny", "Nytt sedan förra leveransen"), rows)


def _span(d: Delivery) -> str:
    return words.period(d.first_day, d.last_day, "year") if d.first_day and d.last_day else symbols.NOT_APPLICABLE


def _news(d: Delivery, deliveries: Sequence[Delivery]) -> str:
    if not d.figures:
        return words.text("answers.no_figures")
    if sum(other.source == d.source for other in deliveries) == 1:
        return f"Första leveransen: {words.number(d.figures)} uppgifter"
    return f"{words.number(d.new_figures)} nya och {words.number(d.changed_figures)} ändrade uppgifter"


def delivery_details(d: Delivery) -> tuple[tuple[str, str], ...]:
    """Everything that lets someone else find the same file."""
    return (
        ("Utgivare", d.publisher), ("Adress", d.url), ("Publicerad", words.day(d.published)), ("Hämtad", words.day(d.retrieved)),
        ("Filer", d.files.replace("|", ", ")), ("Kontrollsumma SHA-256", d.sha256), ("Licens", d.licence), ("Anmärkning", d.note),
    )  # fmt: skip


def event_table(events: Sequence[Event], caption: str) -> Table:
    """What happened, dated no more precisely than the source does."""
    rows = tuple((_event_day(e), e.name, e.description, f"{e.file}, {words.place(e.cell)}") for e in events)
    return Table(caption, ("När", "Vad", "Så står det i källan", "Fil och cell"), rows)


def _event_day(e: Event) -> str:
    first = words.day_of(e.starts, e.precision)
    last = words.day_of(e.ends, e.precision) if e.ends else first
    if not e.ends and e.precision == "period":
        return words.text("timeline.since", day=first)
    return first if first == last else f"{first}{words.DASH}{last}"


def indicator_text(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """Definition, method and caveats, in that order."""
    return (
        ("Vad siffran betyder", indicator.definition),
        ("Hur den är framtagen", indicator.method),
        ("Att tänka på", indicator.caveats),
    )


def unknown(facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """What nobody knows, and what the source has but is not shown; what cannot occur is neither."""
    hidden = [f for f in facts if symbols.of(f.status) == symbols.HIDDEN]
    return [f for f in facts if f.status in ("missing", "unclear")], hidden


def gap_table(facts: Sequence[Fact], caption: str) -> Table:
    """What is not known, and what the source says instead of a figure."""
    rows = tuple((words.named(f) + _whose(f), words.when(f), words.not_known(f), words.trace(f)) for f in facts)
    return Table(caption, ("Mått", "Period", "Varför", "Källa"), rows)


def gap_summary(facts: Sequence[Fact], caption: str) -> Table:
    """How many figures each source leaves unknown, and which; the pages of the sources tell why."""
    sources = dict.fromkeys(f.source for f in facts)
    rows = tuple((words.SOURCES.get(s, s), *_unknown([f for f in facts if f.source == s])) for s in sources)
    return Table(caption, ("Källa", "Antal", "Vilka"), rows, (1,))


def _unknown(facts: Sequence[Fact]) -> tuple[str, str]:
    return words.number(len(facts)), "; ".join(dict.fromkeys(f.indicator for f in facts))


def break_table(breaks: Sequence[Break], caption: str) -> Table:
    """Days across which figures must not be compared."""
    rows = tuple((words.SOURCES.get(b.source, b.source), words.day(b.starts), b.scope, b.note) for b in breaks)
    return Table(caption, ("Källa", "Från", "Gäller", "Vad som ändrades"), rows)


def part(facts: Sequence[Fact], prefix: str) -> list[Fact]:
    """The facts of one campaign or question, by the start of the indicator's name."""
    return [f for f in facts if f.indicator_id.startswith(prefix)]


def about(conflicts: Sequence[Conflict], sources: Sequence[str]) -> list[Conflict]:
    """The disagreements that concern these sources, whoever found them."""
    return [c for c in conflicts if c.source in sources or (c.indicator_id or "").split("_")[0] in sources]
