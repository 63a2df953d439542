"""Registered models of interrupted series -> sentences, figures and tables; and what could be seen at all.

Nothing here says that something that was done did anything: the words for that are not in texts.toml.
"""

import datetime as dt
import json
from collections.abc import Sequence

from dashboard import drawing, markup, words
from dashboard.figures import Line, Mark, Point, Trend
from dashboard.findings import MARKS, Finding
from dashboard.memory import Picture
from dashboard.tables import Table
from dashboard.verdict_rows import Detectable, Interruption

SAID = (4, 24, 12)  # the case told in words: events a month, months before and after, stats/SPEC.md 2.8


def section(shown: Picture) -> str:
    """What stands whether or not a model is registered, then each model's verdict and figures, then what could be seen."""
    rows = shown.interruptions()
    sure = any(row.verdict != "refused" for row in rows)
    return "".join((
        markup.section(words.text("gvi_its.heading")),
        "" if sure else markup.notice(words.text("gvi_its.insufficient")),
        markup.prose(words.text("notes.caution")) if rows or shown.events() else "",
        *(_models(rows) if rows else ()), _power(shown.detectable()),
    ))  # fmt: skip


def _models(rows: Sequence[Interruption]) -> list[str]:
    head = markup.subsection(words.text("gvi_its.models")) + markup.prose(words.text("gvi_its.models_text"))
    return [head, markup.findings([finding(row) for row in rows]), *map(_behind, rows)]


def finding(row: Interruption) -> Finding:
    """The verdict of a registered model, or that nothing can be said and why; never a cause."""
    state = "undecided" if row.verdict == "refused" else row.verdict
    return Finding(
        row.verdict_id, state, _sentence(row), row.indicator_id, row.indicator, row.area_id,
        MARKS[state], words.text(f"gvi_its.word_{row.verdict}"),
    )  # fmt: skip


def _sentence(row: Interruption) -> str:
    names = {"name": row.name, "indicator": row.indicator, "area": row.area, "start": words.month(_first(row))}
    if row.verdict == "refused":
        return words.text("gvi_its.refused", **names, reason=words.text(f"its_reasons.{row.reason}"))
    ratios = zip(("change", "low", "high"), (row.ratio, row.lower, row.upper), strict=True)
    percent = {name: words.plus(100 * ((ratio or 0.0) - 1), 0) for name, ratio in ratios}
    return words.text(f"gvi_its.{row.verdict}", **names, **percent, p=words.p_value(row.p_adjusted))


def _first(row: Interruption) -> dt.date:
    """The first month in which the level may have changed by the registration: the start's and the lag."""
    months = row.starts.year * 12 + row.starts.month - 1 + row.lag_months
    return dt.date(months // 12, months % 12 + 1, 1)


def _behind(row: Interruption) -> str:
    """The counted, the model and the model without the change, and every figure the verdict rests on."""
    chart = picture(row) if row.verdict != "refused" else None
    drawn = drawing.trend_svg(chart) + markup.foot(chart.foot) if chart else ""
    return markup.details(words.text("gvi_its.more", name=row.name), drawn + markup.definitions(terms(row)))


def picture(row: Interruption) -> Trend | None:
    """What was counted beside both lines of the model, the start marked; None where nothing was fitted."""
    points = [(dt.date.fromisoformat(day), *figures) for day, *figures in json.loads(row.points or "[]")]
    if not points:
        return None
    names = [words.text(f"gvi_its.{name}") for name in ("counted", "fitted", "without")]
    lines = [Line(name, not n, (tuple(_point(p[0], p[n + 1]) for p in points),)) for n, name in enumerate(names)]
    title = words.text("gvi_its.chart", indicator=row.indicator, area=row.area)
    return Trend(
        title, words.text(f"gvi_its.{row.grain}"), words.text("gvi_its.chart_foot"), title, "antal", 0, True, True,
        points[0][0], points[-1][0], tuple(lines), (_started(row),), (),
    )  # fmt: skip


def _point(day: dt.date, value: float) -> Point:
    """Its label is the year alone: months would run into each other on a phone."""
    return Point(day, str(day.year), value, None, None, words.number(value, 1), False)


def _started(row: Interruption) -> Mark:
    return Mark(row.starts, row.starts + dt.timedelta(days=30), words.text("gvi_its.started"))


def terms(row: Interruption) -> list[tuple[str, str]]:
    """The registration and all figures behind the verdict; a dash where a figure was never worked out."""
    size = {"before": _n(row.months_before), "after": _n(row.months_after), "mean": _n(row.mean_per_month, 1)}
    told = (
        words.day(row.registered), row.document,
        words.text("gvi_its.lag", start=words.day(row.starts), lag=words.number(row.lag_months)),
        row.shape, words.text("gvi_its.size", **size),
        _limits(row.ratio, row.lower, row.upper),
        words.text("gvi_its.tested", p=_p(row.p), adjusted=_p(row.p_adjusted), family=_n(row.family)),
        words.text("gvi_its.spread", dispersion=_n(row.dispersion, 1), acf=_n(row.autocorrelation, 2)),
        words.text("gvi_its.placebos", strong=_n(row.placebos_as_strong), tried=_n(row.placebos)), _n(row.trimmed_ratio, 2),
        _beside(row), row.verdict_id,
    )  # fmt: skip
    return list(zip(words.heads("its_terms"), told, strict=True))


def _beside(row: Interruption) -> str:
    if row.comparison_ratio is None:
        return words.DASH
    limits = _limits(row.comparison_ratio, row.comparison_lower, row.comparison_upper)
    return words.text("gvi_its.beside", area=row.comparison, limits=limits)


def _limits(ratio: float | None, lower: float | None, upper: float | None) -> str:
    return words.DASH if ratio is None else words.text("gvi_its.limits", ratio=_n(ratio, 2), low=_n(lower, 2), high=_n(upper, 2))


def _n(value: float | None, decimals: int = 0) -> str:
    return words.DASH if value is None else words.number(value, decimals)


def _p(p: float | None) -> str:
    return words.p_value(p) or words.DASH


def _power(rows: Sequence[Detectable]) -> str:
    told = power(rows)
    if not told:
        return ""
    text = words.text("gvi_its.power_text", dispersion=words.number(rows[0].dispersion, 1))
    head = markup.subsection(words.text("gvi_its.power_heading")) + markup.prose(told) + markup.prose(text)
    return head + markup.table(power_table(rows))


def power(rows: Sequence[Detectable]) -> str:
    """`Med fyra skjutningar i månaden syns bara en minskning på omkring 45 procent …`; empty where it was not worked out."""
    row = next((r for r in rows if (r.mean_per_month, r.months_before, r.months_after) == SAID), None)
    if row is None:
        return ""
    reduction = words.number(5 * round(row.reduction / 5))
    return words.text(
        "gvi_its.power", mean=spelled(row.mean_per_month), reduction=reduction,
        before=words.number(row.months_before), after=words.number(row.months_after),
    )  # fmt: skip


def spelled(number: float) -> str:
    """A whole number up to twelve in letters, as running text has it; any other in digits."""
    names = words.text("gvi_its.numbers").split(", ")
    return names[int(number)] if number % 1 == 0 and 0 <= number < len(names) else words.number(number, int(number % 1 > 0))


def power_table(rows: Sequence[Detectable]) -> Table:
    """The smallest reduction that would show, by how common the events are and how long the series is."""
    told = tuple(
        (words.number(r.mean_per_month), _n(r.months_before), _n(r.months_after), words.percent(r.reduction)) for r in rows
    )
    return Table(words.text("gvi_its.power_caption"), words.heads("power"), told, (0, 1, 2, 3), wide=True, narrow=True)
