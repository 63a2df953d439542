"""Verdicts of the tables -> Swedish sentences, each with the id of its row: nothing is judged here and nothing worked out."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard import words
from dashboard.rows import Fact
from dashboard.verdict_rows import Change, Comparison, Funnel, Trend, Verdict

LEVEL = 0.05  # only for telling that a test passed alone but not together with the others; the verdict is in the row
SURE = ("worse", "higher", "lower", "break", "better")  # worst first
OPEN = ("none", "refused", "undecided")
MARKS = {  # shapes that mean nothing about up or down where the word does not either
    "worse": "◆", "better": "●", "higher": "▲", "lower": "▼", "break": "◢", "none": "○", "refused": "–", "undecided": "–",
    "above": "▲", "below": "▼", "watch_above": "△", "watch_below": "▽", "inside": "○", "raw": "◌",
}  # fmt: skip
Beside = Mapping[tuple[str, str, str, dt.date], Comparison]  # by indicator, area, group and last day


@dataclass(frozen=True)
class Finding:
    """A sentence made of one verdict: its id, its state (better, worse, higher, lower, break, none, refused, undecided).

    `mark` and `word` say the state by shape and in a word or two. `short` is the same sentence without what it is about, for
    just after the figure has been told; empty where there is no such way to say it.
    """

    verdict_id: str
    state: str
    text: str
    indicator_id: str
    indicator: str
    area_id: str
    mark: str = ""
    word: str = ""
    short: str = ""


def told(v: Verdict) -> Finding:
    """The sentence of a verdict of any kind."""
    if isinstance(v, Comparison):
        return comparison(v)
    return change(v) if isinstance(v, Change) else trend(v)  # type: ignore[arg-type]


def comparison(c: Comparison) -> Finding:
    """How an area stands beside the rest of its city or the country; the comparator is always named."""
    return _finding(c, _compared(c))


def _compared(c: Comparison) -> str:
    names = {"indicator": c.indicator, "area": c.area, "other": other(c), "period": words.period(c.period_start, c.period_end)}
    if c.verdict == "refused":
        return words.text("compare.refused", **names, reason=reason(c))
    if c.comparator == "arm":
        return _arms(c)
    key = "none" if c.verdict == "none" else "sure"
    told = words.text(f"compare.{key}", **names, direction=direction(c), **_sizes(c))
    return told + (f" {words.text('compare.raw')}" if raw_only(c) else "")


def raw_only(c: Verdict) -> bool:
    """Whether the test passed by itself but not when all that are shown together are counted."""
    return c.verdict == "none" and c.p is not None and c.p <= LEVEL


def _arms(c: Comparison) -> str:
    names = {"arm": words.text(f"arms.{c.group_id}"), "drawn": words.text("arms.slump"), "p": words.p_value(c.p)}
    told = words.capital(words.text("compare.arms_none" if c.verdict == "none" else f"compare.arms_{_rise(c)}", **names))
    alone = {"tests": words.number(c.family or 0), "p": words.p_value(c.p_adjusted)}
    return told + (f" {words.text('arms_text.raw', **alone)}" if raw_only(c) else "")


def other(c: Comparison) -> str:
    """What an area is compared with, in words."""
    return words.text(f"compare.{c.comparator}", name=c.other)


def change(c: Change) -> Finding:
    """Whether two periods of an area differ."""
    return replace(_finding(c, _changed(c)), short=_changed(c, "_short"))


def _changed(c: Change, form: str = "") -> str:
    spans = {"first": _at(c, c.from_value, c.from_start, c.from_end), "last": _at(c, c.to_value, c.to_start, c.to_end)}
    names = {"indicator": c.indicator, "area": c.area, **spans}
    if c.verdict == "refused":
        return words.text(f"change.refused{form}", **names, reason=reason(c))
    return words.text(f"change.{'none' if c.verdict == 'none' else _rise(c)}{form}", **names, **_sizes(c))


def _at(c: Change, value: float | None, start: dt.date, end: dt.date) -> str:
    """A figure and its period, or the period alone where there is no figure."""
    period = words.period(start, end)
    return period if value is None else f"{words.measured(value, c.unit, c.decimals)} ({period})"


def trend(t: Trend) -> Finding:
    """Whether a series rises, falls or changes level; or why nobody can tell."""
    return _finding(t, _course(t))


def _course(t: Trend) -> str:
    names = {"indicator": t.indicator, "area": _where(t), "first": words.month(t.first_day), "last": words.month(t.last_day)}
    if t.grain != "month":
        names |= {"first": str(t.first_day.year), "last": str(t.last_day.year)}
    if t.verdict == "undecided":
        return words.text("trend.undecided", **names, reason=reason(t), points=words.number(t.points))
    if t.verdict == "none":
        return words.text("trend.none", **names)
    names |= {"p": words.p_value(t.p_adjusted), "method": words.text(f"methods.{t.method}")}
    if t.verdict == "break":
        return words.text("trend.break", **names, month=words.month(t.starts or t.first_day), **_levels(t))
    slope = t.slope_per_year or 0.0
    key = "up" if slope > 0 else "down"
    return words.text(f"trend.{key}_{t.grain}", **names, slope=words.signed(slope, t.unit, max(1, t.decimals)))


def _levels(t: Trend) -> dict[str, str]:
    return {
        name: words.measured(value or 0.0, t.unit, max(1, t.decimals))
        for name, value in (("before", t.before), ("after", t.after))
    }


def _where(v: Verdict) -> str:
    return v.area if v.group_id == "alla" else f"{v.area}, {v.group_id}"


def _finding(v: Verdict, told: str) -> Finding:
    mark = "raw" if raw_only(v) and isinstance(v, Comparison) else v.verdict
    return Finding(v.verdict_id, v.verdict, told, v.indicator_id, v.indicator, v.area_id, MARKS[mark], _word(v))


def _word(v: Verdict) -> str:
    if isinstance(v, Trend) and v.verdict == "none":
        return state("steady")
    return state("untested" if isinstance(v, Change) and v.verdict == "refused" else v.verdict)


def outlier(f: Funnel) -> Finding:
    """Where an area lies in its funnel: outside what chance gives, watched, or inside."""
    names = {"indicator": f.indicator, "area": f.area, "period": words.period(f.period_start, f.period_end)}
    told = words.text(f"funnel.{f.verdict}", **names, value=words.measured(f.value, f.unit, f.decimals))
    return Finding(f.verdict_id, f.verdict, told, f.indicator_id, f.indicator, f.area_id, MARKS[f.verdict], state(f.verdict))


def reason(v: Verdict) -> str:
    """Why there is no verdict."""
    return words.text(f"reasons.{v.reason}")


def _up(c: Comparison | Change) -> bool:
    """Whether the difference is upwards; a ratio is above one."""
    return (c.difference or 0.0) > (1.0 if c.method == "rate_ratio" else 0.0)


def _rise(c: Comparison | Change) -> str:
    return "up" if _up(c) else "down"


def direction(c: Comparison | Change) -> str:
    """`högre` or `lägre`: what the figure is, never whether that is good."""
    return words.text(f"states.{'higher' if _up(c) else 'lower'}")


def _sizes(c: Comparison | Change) -> dict[str, str]:
    """The difference and its interval: percent of the other for a ratio of rates, else the indicator's own unit."""
    values = (c.difference, c.difference_lower, c.difference_upper)
    if c.method == "rate_ratio":
        values = tuple(None if v is None else 100 * (v - 1) for v in values)  # type: ignore[assignment]
    decimals = 0 if c.method == "rate_ratio" else 1
    size, low, high = (words.DASH if v is None else words.plus(v, decimals) for v in values)
    unit = words.text("compare.percent") if c.method == "rate_ratio" else words.text("compare.points")
    return {"difference": f"{size} {unit}", "low": low, "high": high}


def state(verdict: str) -> str:
    """The state in a word or two: `sämre`, `ingen säker skillnad`, `jämförs inte`."""
    return words.text(f"states.{verdict}")


def of_indicator(verdicts: Iterable[Verdict], indicator_id: str, area_id: str = "") -> list[Verdict]:
    """The verdicts about one indicator, in one area if asked."""
    return [v for v in verdicts if v.indicator_id == indicator_id and area_id in ("", v.area_id)]


def summary(
    area_id: str, comparisons: Sequence[Comparison], changes: Sequence[Change], trends: Sequence[Trend]
) -> tuple[Finding, ...]:
    """All that the figures bear to say of an area, worst first and headline figures before others of the same state.

    Only verdicts that passed their test.
    """
    passed: list[Verdict] = [
        *(c for c in comparisons if c.comparator != "arm" and _passed(c, area_id)),
        *(c for c in changes if c.span == "previous" and _passed(c, area_id)),
        *(t for t in trends if _passed(t, area_id)),
    ]
    return tuple(told(v) for v in sorted(passed, key=lambda v: (SURE.index(v.verdict), not v.headline)))


def _passed(v: Verdict, area_id: str) -> bool:
    return v.area_id == area_id and v.group_id == "alla" and v.verdict in SURE


def beside(comparisons: Iterable[Comparison]) -> Beside:
    """Each comparison of places by what it is about; ways of choosing controls are compared on their own pages."""
    return {(c.indicator_id, c.area_id, c.group_id, c.period_end): c for c in comparisons if c.comparator != "arm"}


def latest_change(changes: Iterable[Change], indicator_id: str, area_id: str) -> tuple[Finding, ...]:
    """What became of a figure since the period before it, for an answer; empty where there is no period before."""
    found = of_indicator((c for c in changes if c.span == "previous"), indicator_id, area_id)
    return tuple(told(c) for c in found if c.group_id == "alla")


def since(changes: Iterable[Change], told: Fact) -> tuple[Finding, ...]:
    """What became of a figure that has just been told: in short where the sentence is of that very period, else in full."""
    found = of_indicator((c for c in changes if c.span == "previous"), told.indicator_id, told.area_id)
    mine = [c for c in found if c.group_id == told.group_id and isinstance(c, Change)]
    same = {c.verdict_id for c in mine if (c.to_start, c.to_end) == (told.period_start, told.period_end)}
    return tuple(replace(f, text=f.short) if f.verdict_id in same else f for f in map(change, mine))
