"""The verdicts that a file may tell, asked of the store once and found by what they are about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard import findings, store, words
from dashboard.export.blocks import Told, Verdict
from dashboard.export.wording import text
from dashboard.findings import Finding
from dashboard.funnels import LEAST
from dashboard.rows import Fact, Indicator
from dashboard.verdict_rows import Change, Comparison, DesignEffect, Funnel, Trend

Row = Comparison | Change | Trend | Funnel
LEGEND = ("worse", "better", "higher", "lower", "none", "refused")
SUMMARY = 4  # sentences that the first page has room for beside the figures


@dataclass(frozen=True)
class Verdicts:
    """Every verdict of one build, also those refused, and what the surveys' own intervals were worked out with."""

    comparisons: tuple[Comparison, ...] = ()
    changes: tuple[Change, ...] = ()
    trends: tuple[Trend, ...] = ()
    funnels: tuple[Funnel, ...] = ()
    effects: tuple[DesignEffect, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Row]:
        """Each verdict's row, comparisons first, then changes, trends and funnels."""
        every: tuple[Row, ...] = (*self.comparisons, *self.changes, *self.trends, *self.funnels)
        return {v.verdict_id: v for v in every}

    def named(self, found: Finding | None) -> Verdict | None:
        """The state of a figure that stands by itself, after the name of what it was compared with."""
        row = self.by_id[found.verdict_id] if found else None
        if found is None or not isinstance(row, Comparison):
            return None
        told = text("verdicts.against", other=findings.other(row), state=found.word)
        return Verdict((found.verdict_id,), found.mark, told)

    def course(self, indicator_id: str, area_id: str) -> list[Finding]:
        """What can be said below a series: its trend, and what became of it since the period before and since the first."""
        every = (*self.trends, *self.changes)
        return [findings.told(v) for v in findings.of_indicator(every, indicator_id, area_id) if v.group_id == "alla"]

    def arms(self, shown: Sequence[Fact]) -> list[Finding]:
        """How each of these ways of choosing controls did beside the random one, in the very period that is told."""
        told = {(f.indicator_id, f.area_id, f.period_end) for f in shown}
        here = (c for c in self.comparisons if c.comparator == "arm" and (c.indicator_id, c.area_id, c.period_end) in told)
        return [findings.comparison(c) for c in here]

    def funnel(self, indicator_id: str, kind: str = "") -> list[Funnel]:
        """An indicator's funnel over the areas of a kind, or any, the smallest first; empty where there is none."""
        return [f for f in self.funnels if f.indicator_id == indicator_id and kind in ("", f.kind)]

    def about(self, area_id: str) -> list[Row]:
        """All that has been asked about one area, also what was refused."""
        return [v for v in self.by_id.values() if v.area_id == area_id]


def asked(con: store.Connection, indicators: Iterable[Indicator]) -> Verdicts:
    """All verdicts of the file behind a connection."""
    many = (i.indicator_id for i in indicators if i.districts >= LEAST)
    funnels = tuple(row for indicator_id in many for row in store.funnel(con, indicator_id))
    return Verdicts(store.comparisons(con), store.changes(con), store.trends(con), funnels, store.design_effects(con))


def sentence(found: Finding) -> Verdict:
    """The whole sentence of a verdict, for below a picture or in a paragraph."""
    return Verdict((found.verdict_id,), found.mark, found.text)


def state(found: Finding) -> Verdict:
    """Only the state, as a mark and a word or two, for a table whose head says what was compared."""
    return Verdict((found.verdict_id,), found.mark, found.word)


def outside(rows: Sequence[Funnel], area_id: str) -> tuple[Verdict, ...]:
    """The areas that lie outside their funnel or are watched, and the asked one; that none does, with the ids of all."""
    told = [findings.outlier(f) for f in rows if f.verdict != "inside" or f.area_id == area_id]
    if told:
        return sentences(told)
    every = tuple(f.verdict_id for f in rows)
    return (Verdict(every, findings.MARKS["inside"], words.text("funnel.all_inside")),) if rows else ()


def legend() -> Told:
    """What the marks mean, on one line."""
    shown = [(state, words.text(f"states.{state}")) for state in LEGEND] + [("raw", words.text("marks.raw"))]
    return Told(tuple(Verdict((), findings.MARKS[state], word) for state, word in shown), paragraph=True)


def sentences(found: Sequence[Finding]) -> tuple[Verdict, ...]:
    """As `sentence`, for several."""
    return tuple(map(sentence, found))


def summed_up(verdicts: Verdicts, area_id: str) -> tuple[tuple[Finding, ...], Told]:
    """All that passed its test about an area, worst first, and a paragraph of the first of them."""
    found = findings.summary(area_id, verdicts.comparisons, verdicts.changes, verdicts.trends)
    more = text("verdicts.more", count=words.number(len(found) - SUMMARY)) if len(found) > SUMMARY else ""
    return found, Told(sentences(found[:SUMMARY]), more, paragraph=True)
