"""Controls by how they were chosen -> markup: each way with its interval, the test against the random one, and what it bears.

The ways are never added up, and only the random one says how common faults are among all (stats/SPEC.md 3.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboard import findings, markup, matrix, symbols, verdicts, words
from dashboard.cards import Bar
from dashboard.memory import Picture
from dashboard.rows import Fact
from dashboard.tables import Table, listed
from dashboard.verdict_rows import Comparison

RANDOM, RISK = "slump", "risk"


@dataclass(frozen=True)
class Arms:
    """The newest figures of one hit rate by way of choosing, each way's test against the random one, and if later are hidden."""

    facts: tuple[Fact, ...]
    tests: tuple[Comparison, ...]
    later: str = ""

    def test(self, arm: str) -> Comparison | None:
        """The test of this way of choosing against the random one, if there is one."""
        return next((t for t in self.tests if t.group_id == arm), None)


def of(shown: Picture, facts: Sequence[Fact], indicator_id: str) -> Arms:
    """What is known of the municipality's own controls; no facts when none is."""
    city = matrix.of_city(facts)
    mine = matrix.controlled(city, indicator_id)
    same = {(f.area_id, f.period_start, f.period_end) for f in mine}
    made = (c for c in shown.comparisons() if c.comparator == "arm" and c.indicator_id == indicator_id)
    tests = [c for c in made if (c.area_id, c.period_start, c.period_end) in same]
    return Arms(tuple(sorted(mine, key=_order)), tuple(sorted(tests, key=_order)), matrix.later_hidden(city, mine))


def _order(row: Fact | Comparison) -> tuple[int, str]:
    """Risk first and chance last, others between."""
    return (row.group_id == RANDOM) - (row.group_id == RISK), row.group_id


def controls(shown: Picture, facts: Sequence[Fact], indicator_id: str) -> str:
    """How often the register's controls hit, in one table by way of choosing; nothing without a register."""
    arms = of(shown, facts, indicator_id)
    if not arms.facts:
        return ""
    head = markup.section(words.text("sections.hits"), words.text("sections.hits_text"))
    return head + _shown(arms) + _folded(arms)


def audit(shown: Picture, facts: Sequence[Fact], indicator_id: str) -> str:
    """An external audit: what each way of choosing found, what the difference bears, and the report's own words."""
    arms = of(shown, facts, indicator_id)
    if not arms.facts:
        return ""
    printed = listed(arms.facts, words.text("arms_text.printed"))
    return "".join((
        markup.section(words.text("arms_text.audit"), words.text("arms_text.audit_text")),
        _shown(arms), _borne(arms.test(RISK)),
        _folded(arms),
        markup.details(words.text("arms_text.printed"), markup.table(printed)),
    ))  # fmt: skip


def _shown(arms: Arms) -> str:
    """The table, the periods after it, what the random ones say of all, and the verdicts."""
    later = markup.prose(arms.later) if arms.later else ""
    said = markup.findings([findings.comparison(t) for t in arms.tests])
    return _table(arms) + later + markup.prose(prevalence(arms)) + said


def _folded(arms: Arms) -> str:
    """The tests in numbers, where any was made."""
    return markup.details(words.text("arms_text.tests"), markup.table(_tests(arms))) if arms.tests else ""


def prevalence(arms: Arms) -> str:
    """How common faults are among all: only the random ones can say, and without them nobody can."""
    drawn = next((f for f in arms.facts if f.group_id == RANDOM), None)
    if drawn is None or not drawn.base:
        return words.text("arms_text.no_random" if drawn is None else "arms_text.random_hidden")
    return words.text("arms_text.prevalence", share=words.amount(drawn), limits=words.interval(drawn))


def _borne(test: Comparison | None) -> str:
    """What the difference between risk and chance does and does not show, by its verdict, with the sensitivity analysis."""
    if test is None:
        return markup.prose(words.text("arms_text.no_random"))
    second = words.text("arms_text.sensitivity", p=words.p_value(test.sensitivity_p)) if test.sensitivity_p is not None else ""
    told = f"{words.text(f'arms_text.borne_{test.verdict}')} {second}".strip()
    return f'<p class="lb-prose" data-verdict="{test.verdict_id}">{escape(told)}</p>'


def _table(arms: Arms) -> str:
    """A row per way of choosing: how many of how many with the interval, drawn on one scale from nothing to all."""
    heads = words.heads("arms")
    caption = words.text("arms_text.caption", period=words.span(arms.facts), name=arms.facts[0].area)
    head = "".join(f'<th scope="col" role="columnheader">{escape(h)}</th>' for h in heads)
    rows = "".join(_row(f, arms.test(f.group_id), heads) for f in arms.facts)
    return (
        f'<div class="lb-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="lb-table lb-stack" '
        f'role="table"><caption>{escape(caption)}</caption><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div>{_symbols(arms.facts)}'
    )


def _symbols(facts: Sequence[Fact]) -> str:
    told = symbols.legend(symbols.of(f.status) for f in facts)
    return markup.foot(told) if told else ""


def _row(fact: Fact, test: Comparison | None, heads: Sequence[str]) -> str:
    value, lower, upper = (None if v is None else v / 100 for v in (fact.value, fact.lower, fact.upper))
    bar = markup.bar(Bar(value, lower, upper, None, None)) if fact.base else symbols.HIDDEN
    cells = (escape(verdicts.found(fact)), bar, escape(_times(fact, test)))
    told = "".join(
        f'<td role="cell"{_kind(n)} data-label="{escape(heads[n])}">{cell}</td>' for n, cell in enumerate(cells, 1) if cell
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{escape(verdicts.arm(fact))}</th>{told}</tr>'


def _kind(column: int) -> str:
    return ' class="lb-draw"' if column == 2 else ""


def _times(fact: Fact, test: Comparison | None) -> str:
    """How many times as often as the random ones, where that may be told; else why not."""
    if fact.group_id == RANDOM:
        return words.text("arms_text.itself")
    if test is None or test.lift is None:
        return words.text("arms_text.not_told")
    low, high = (words.number(v or 0.0, 1) for v in (test.lift_lower, test.lift_upper))
    return words.text("arms_text.lift", times=words.number(test.lift, 1), low=low, high=high)


def _tests(arms: Arms) -> Table:
    """Every test in numbers: p, adjusted p, how many were tried together, and Boschloo's p beside."""
    rows = tuple(
        (
            words.capital(words.text(f"arms.{t.group_id}")), _p(t.p), _p(t.p_adjusted),
            words.number(t.family or 0), _p(t.sensitivity_p), findings.comparison(t).word, t.verdict_id,
        )
        for t in arms.tests
    )  # fmt: skip
    return Table(words.text("arms_text.tests_caption"), words.heads("arm_tests"), rows, (1, 2, 3, 4))


def _p(p: float | None) -> str:
    return words.p_value(p).removeprefix("p ").removeprefix("= ") or symbols.NOT_APPLICABLE
