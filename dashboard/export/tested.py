"""One row per verdict: what was tried against what, with what, and what came out. Paper and Excel tell the same rows."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from dashboard import findings, words
from dashboard.export.judged import Row
from dashboard.export.wording import text
from dashboard.verdict_rows import Change, Comparison, Funnel, Trend

PARTS = ("comparison", "change", "trend", "funnel")
Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % limits; None for what is not known."""

    value: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Tested:
    """A verdict with all that it was made of.

    `first` and `second` are the figures beside each other in the indicator's unit; `difference` is measured as `scale` says
    (points, ratio, slope; empty for none). A funnel's second figure is the family's with the 99.8 % limits of the area.
    """

    verdict_id: str
    part: str
    method: str
    indicator: str
    about: str
    period: str
    first: Estimate
    second: Estimate
    difference: Estimate
    scale: str
    verdict: str
    reason: str
    sentence: str
    unit: str
    decimals: int
    indicator_id: str
    area_id: str
    area: str
    group_id: str
    p: float | None = None
    p_adjusted: float | None = None
    family: int | None = None
    dispersion: float | None = None
    points: int | None = field(default=None)


def told(v: Row) -> Tested:
    """The row of any kind of verdict."""
    if isinstance(v, Comparison):
        return _comparison(v)
    if isinstance(v, Change):
        return _change(v)
    return _trend(v) if isinstance(v, Trend) else _funnel(v)


def _comparison(c: Comparison) -> Tested:
    arms = c.comparator == "arm"
    sides = (words.text(f"arms.{c.group_id}"), words.text("arms.slump")) if arms else (c.area, findings.other(c))
    return _tried(
        c, "comparison", text("tested.against", first=sides[0], second=sides[1]), words.period(c.period_start, c.period_end),
        Estimate(c.value, c.lower, c.upper), Estimate(c.other_value, c.other_lower, c.other_upper), c.dispersion,
    )  # fmt: skip


def _change(c: Change) -> Tested:
    spans = (words.period(c.from_start, c.from_end), words.period(c.to_start, c.to_end))
    return _tried(
        c, "change", c.area, text("tested.against", first=spans[1], second=spans[0]),
        Estimate(c.to_value, c.to_lower, c.to_upper), Estimate(c.from_value, c.from_lower, c.from_upper), c.dispersion,
    )  # fmt: skip


def _tried(
    c: Comparison | Change, part: str, about: str, period: str, first: Estimate, second: Estimate, dispersion: float | None
) -> Tested:
    found = findings.told(c)
    scale = "" if c.difference is None else "ratio" if c.method == "rate_ratio" else "points"
    return Tested(
        c.verdict_id, part, words.text(f"methods.{c.method}"), c.indicator, about, period, first, second,
        Estimate(c.difference, c.difference_lower, c.difference_upper), scale, found.word, _reason(c), found.text, c.unit,
        c.decimals, c.indicator_id, c.area_id, c.area, c.group_id, c.p, c.p_adjusted, c.family, dispersion,
    )  # fmt: skip


def _trend(t: Trend) -> Tested:
    found = findings.trend(t)
    show: Callable[[dt.date], str] = words.month if t.grain == "month" else lambda day: str(day.year)
    stepped = t.starts is not None
    return Tested(
        t.verdict_id, "trend", words.text(f"methods.{t.method}"), t.indicator, t.area,
        f"{show(t.first_day)}{words.DASH}{show(t.last_day)}", Estimate(t.after), Estimate(t.before),
        Estimate() if stepped else Estimate(t.slope_per_year, t.slope_lower, t.slope_upper),
        "" if stepped or t.slope_per_year is None else "slope", found.word, _reason(t), found.text, t.unit, t.decimals,
        t.indicator_id, t.area_id, t.area, t.group_id, t.p, t.p_adjusted, t.family, points=t.points,
    )  # fmt: skip


def _funnel(f: Funnel) -> Tested:
    found = findings.outlier(f)
    return Tested(
        f.verdict_id, "funnel", text("proof.limits"), f.indicator, text("tested.among", area=f.area, areas=words.number(f.areas)),
        words.period(f.period_start, f.period_end), Estimate(f.value), Estimate(f.target, f.lower998, f.upper998), Estimate(), "",
        found.word, "", found.text, f.unit, f.decimals, f.indicator_id, f.area_id, f.area, "alla", dispersion=f.dispersion,
    )  # fmt: skip


def _reason(v: Comparison | Change | Trend) -> str:
    return findings.reason(v) if v.reason else ""


def figure(shown: Estimate, unit: str, decimals: int) -> str:
    """`23,0 %` above `20,6–25,6`; empty where nothing is known."""
    if shown.value is None:
        return ""
    return words.measured(shown.value, unit, decimals) + _limits(shown, decimals, words.DASH)


def difference(row: Tested) -> str:
    """The difference above its interval, as its scale measures it: points, a ratio, or the slope per year; empty for none."""
    shown, decimals = row.difference, 2 if row.scale == "ratio" else max(1, row.decimals)
    if shown.value is None:
        return ""
    told = words.number(shown.value, decimals) if row.scale == "ratio" else words.plus(shown.value, decimals)
    return told + _limits(shown, decimals, text("tested.to"))


def _limits(shown: Estimate, decimals: int, between: str) -> str:
    if shown.lower is None or shown.upper is None:
        return ""
    return f"\n{words.number(shown.lower, decimals)}{between}{words.number(shown.upper, decimals)}"
