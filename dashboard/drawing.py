"""Trend -> SVG for the screen: drawn on the server and put in place at once, where plotly needs ten times as long.

Lengths along the time axis are shares of the width, so that the drawing fits any screen without scaling its text.
"""

import datetime as dt
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from dashboard import words
from dashboard.figures import Line, Point, Trend

HEIGHT, ROW = 280, 18


@dataclass(frozen=True)
class Scale:
    """From days and values to a share of the width and pixels from the top."""

    first: dt.date
    last: dt.date
    low: float
    high: float
    step: float

    def x(self, day: dt.date) -> float:
        """Percent of the width; the middle when there is only one day."""
        days = (self.last - self.first).days
        share = (day - self.first).days / days if days else 0.5
        return round(100 * min(1.0, max(0.0, share)), 2)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return round(HEIGHT * (1 - (value - self.low) / (self.high - self.low)), 1)


def trend_svg(trend: Trend) -> str:
    """The trend with intervals, events as pale bands, breaks as a gap with a word, and the areas named at the end."""
    scale = _scale(trend)
    notes = [(m.starts, m.label) for m in trend.marks] + [(day, words.text("timeline.gap")) for day, _ in trend.gaps]
    parts = [
        *(_band(m.starts, m.ends, scale) for m in trend.marks),
        *([_hatched(*trend.pending, scale)] if trend.pending else []),
        *_grid(trend, scale),
        *(_rule(day, scale) for day, _ in trend.gaps),
        *(_series(line, trend.joined, scale) for line in sorted(trend.lines, key=lambda one: one.main)),
        *_names(trend, scale),
        *(_note(day, text, n, scale) for n, (day, text) in enumerate(notes)),
    ]
    above = 12 + ROW * len(notes)
    return (
        f'<div class="lb-plot" style="padding-top:{above}px"><svg role="img" aria-label="{escape(trend.alt)}" '
        f'width="100%" height="{HEIGHT}">{"".join(parts)}</svg></div>'
    )


def _points(trend: Trend) -> list[Point]:
    return [p for line in trend.lines for part in line.parts for p in part]


def _scale(trend: Trend) -> Scale:
    points = _points(trend)
    seen = [v for p in points for v in (p.value, p.lower, p.upper) if v is not None]
    low, high = min(seen), max(seen)
    if trend.from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    step = nice_step(high - low or abs(high) or 1.0)
    bottom, top = floor(low / step) * step, ceil(high / step) * step
    return Scale(trend.starts, trend.ends, bottom, top if top > bottom else bottom + step, step)


def nice_step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that gives four to nine lines over the span."""
    rough = max(span, 1e-9) / 5
    power: float = 10.0 ** floor(log10(rough))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= rough)


def _grid(trend: Trend, scale: Scale) -> list[str]:
    count = round((scale.high - scale.low) / scale.step)
    decimals = max(0, -floor(log10(scale.step)))
    sign = words.UNITS.get(trend.unit, ("", ""))[0] if trend.unit.startswith("procent") else ""
    levels = [scale.low + n * scale.step for n in range(count + 1)]
    rows = [
        f'<line class="lb-grid" x1="0" x2="100%" y1="{scale.y(v)}" y2="{scale.y(v)}"/>'
        f'<text class="lb-axis" x="-8" y="{scale.y(v)}" dy=".35em" text-anchor="end">{words.number(v, decimals)}{sign}</text>'
        for v in levels
    ]
    return rows + [_tick(day, label, scale) for day, label in ticks(trend)]


def ticks(trend: Trend) -> list[tuple[dt.date, str]]:
    """At most six periods for the axis, each at its own middle, the newest always among them."""
    days = sorted({(p.when, p.label) for p in _points(trend)})
    every = max(1, -(-len(days) // 6))
    return days[::-1][::every][::-1]


def _tick(day: dt.date, label: str, scale: Scale) -> str:
    return f'<text class="lb-axis" x="{scale.x(day)}%" y="{HEIGHT + 20}" text-anchor="middle">{escape(label)}</text>'


def _series(line: Line, joined: bool, scale: Scale) -> str:
    kind = "lb-main" if line.main else "lb-beside"
    drawn = "".join(_stretch(part, scale) for part in line.parts) if joined else ""
    dots = "".join(_dot(p, scale, with_limits=not joined) for part in line.parts for p in part)
    return f'<g class="{kind}">{drawn}{dots}</g>'


def _stretch(part: tuple[Point, ...], scale: Scale) -> str:
    """A line between two breaks with its interval as a band, in a box that stretches with the width."""
    path = " ".join(f"{scale.x(p.when)},{scale.y(p.value)}" for p in part)
    limits = [(scale.x(p.when), p.lower, p.upper) for p in part if p.lower is not None and p.upper is not None]
    edge = [f"{x},{scale.y(up)}" for x, _, up in limits] + [f"{x},{scale.y(low)}" for x, low, _ in reversed(limits)]
    band = f'<polygon class="lb-within" points="{" ".join(edge)}"/>' if len(limits) > 1 else ""
    return (
        f'<svg width="100%" height="{HEIGHT}" viewBox="0 0 100 {HEIGHT}" preserveAspectRatio="none">{band}'
        f'<polyline class="lb-line" points="{path}" vector-effect="non-scaling-stroke"/></svg>'
    )


def _dot(point: Point, scale: Scale, with_limits: bool) -> str:
    x, y = scale.x(point.when), scale.y(point.value)
    bar = ""
    if with_limits and point.lower is not None and point.upper is not None:
        bar = f'<line class="lb-limits" x1="{x}%" x2="{x}%" y1="{scale.y(point.lower)}" y2="{scale.y(point.upper)}"/>'
    hollow = " lb-open" if point.hollow else ""
    touch = f'<circle class="lb-touch" cx="{x}%" cy="{y}" r="14"><title>{escape(point.text)}</title></circle>'
    return f'{bar}<circle class="lb-point{hollow}" cx="{x}%" cy="{y}" r="5"/>{touch}'


def _names(trend: Trend, scale: Scale) -> list[str]:
    """Each area's name at its last point, moved apart where two would collide."""
    ends = [(scale.y(line.parts[-1][-1].value), line) for line in trend.lines] if len(trend.lines) > 1 else []
    placed: list[str] = []
    lowest = -1000.0
    for y, line in sorted(ends, key=lambda end: end[0]):
        lowest = max(y, lowest + 16)
        kind = "lb-name" if line.main else "lb-axis"
        x = scale.x(line.parts[-1][-1].when)
        placed.append(f'<text class="{kind}" x="{x}%" dx="12" y="{lowest}" dy=".35em">{escape(line.name)}</text>')
    return placed


def _band(starts: dt.date, ends: dt.date, scale: Scale) -> str:
    x = scale.x(starts)
    return f'<rect class="lb-event" x="{x}%" width="{max(0.6, scale.x(ends) - x):.2f}%" y="0" height="{HEIGHT}"/>'


def _hatched(starts: dt.date, ends: dt.date, scale: Scale) -> str:
    """A striped band: what stands in it may still change."""
    x = scale.x(starts)
    stripes = '<path d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4"/>'
    pattern = (
        f'<pattern id="lb-pending" class="lb-stripes" width="8" height="8" patternUnits="userSpaceOnUse">{stripes}</pattern>'
    )
    place = f'x="{x}%" width="{max(1.0, scale.x(ends) - x):.2f}%" y="0" height="{HEIGHT}"'
    return f'<defs>{pattern}</defs><rect class="lb-hatched" {place} fill="url(#lb-pending)"/>'


def _rule(day: dt.date, scale: Scale) -> str:
    return f'<line class="lb-break" x1="{scale.x(day)}%" x2="{scale.x(day)}%" y1="0" y2="{HEIGHT}"/>'


def _note(day: dt.date, text: str, row: int, scale: Scale) -> str:
    """A label above the plot, kept inside the edges."""
    x = scale.x(day)
    anchor = "start" if x < 55 else "end"
    return f'<text class="lb-axis" x="{x}%" y="{-8 - ROW * row}" text-anchor="{anchor}">{escape(text)}</text>'
