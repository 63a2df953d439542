"""Funnel rows -> figure as plain data and as SVG: each area by its size, and where chance ends around the family's figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from dashboard import words
from dashboard.drawing import HEIGHT, nice_step
from dashboard.rows import Build
from dashboard.verdict_rows import Funnel

LEAST = 10  # areas, stats/SPEC.md 2.3
OUTSIDE = ("above", "below")
APART = 15  # pixels between labels at the right edge
_UP, _DOWN = "M0,-8 L8,6 L-8,6 Z", "M0,8 L8,-6 L-8,-6 Z"
_SHAPES = {  # class and path, the same shapes as in the sentences; areas inside are discs
    "above": ("lb-outside", _UP), "below": ("lb-outside", _DOWN),
    "watch_above": ("lb-watched", _UP), "watch_below": ("lb-watched", _DOWN),
}  # fmt: skip


@dataclass(frozen=True)
class Dot:
    """An area: its size, its figure, whether it is outside, what to say about it, and the id of its row."""

    name: str
    base: float
    value: float
    verdict: str
    text: str
    verdict_id: str


@dataclass(frozen=True)
class FunnelPlot:
    """Areas by size, smallest first. `limits`: (percent, lower and upper by base), outermost first; None where there is none."""

    title: str
    subtitle: str
    alt: str
    foot: str
    unit: str
    target: float
    target_text: str
    axis: str
    dots: tuple[Dot, ...]
    limits: tuple[tuple[str, tuple[tuple[float, float | None, float | None], ...]], ...]


def funnel_plot(rows: Sequence[Funnel], build: Build) -> FunnelPlot | None:
    """An indicator's funnel, rows of one family; None with fewer than ten areas."""
    if len(rows) < LEAST:
        return None
    ordered = sorted(rows, key=lambda f: (f.base, f.area))
    first, spoken = ordered[0], [_told(f) for f in ordered]
    period = words.period(first.period_start, first.period_end)
    return FunnelPlot(
        title=words.text("funnel.title", areas=words.number(first.areas), kind=words.KINDS_PLURAL.get(first.kind, first.kind)),
        subtitle=f"{first.indicator}, {period}",
        alt=f"{first.indicator}, {period}: {'; '.join(spoken)}.",
        foot=words.built(build),
        unit=first.unit,
        target=first.target,
        target_text=words.text("funnel.target", target=words.measured(first.target, first.unit, max(1, first.decimals))),
        axis=words.text(f"funnel.axis_{'share' if first.unit.startswith('procent') else 'rate'}"),
        dots=tuple(Dot(f.area, f.base, f.value, f.verdict, text, f.verdict_id) for f, text in zip(ordered, spoken, strict=True)),
        limits=(
            (words.text("funnel.outer"), tuple((f.base, f.lower998, f.upper998) for f in ordered)),
            (words.text("funnel.inner"), tuple((f.base, f.lower95, f.upper95) for f in ordered)),
        ),
    )


def _told(f: Funnel) -> str:
    return f"{f.area} {words.measured(f.value, f.unit, f.decimals)}, {words.text(f'states.{f.verdict}')}"


@dataclass(frozen=True)
class _Scale:
    """From size and figure to percent of the width and pixels from the top."""

    least: float
    most: float
    low: float
    high: float
    step: float

    def x(self, base: float) -> float:
        """Percent of the width, with room for a dot at either end."""
        width = (self.most - self.least) or 1.0
        return round(3 + 94 * (base - self.least) / width, 2)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return round(HEIGHT * (1 - (value - self.low) / (self.high - self.low)), 1)


def _scale(plot: FunnelPlot) -> _Scale:
    limits = [v for _, edge in plot.limits for _, low, high in edge for v in (low, high) if v is not None]
    seen = [plot.target, *(d.value for d in plot.dots), *limits]
    step = nice_step(max(seen) - min(seen) or 1.0)
    low, high = floor(min(seen) / step) * step, ceil(max(seen) / step) * step
    bases = [d.base for d in plot.dots]
    return _Scale(min(bases), max(bases), low, high if high > low else low + step, step)


def funnel_svg(plot: FunnelPlot) -> str:
    """The funnel: dots by size, limits as curves with their percent, the family's figure as a line, those outside named."""
    scale = _scale(plot)
    y = scale.y(plot.target)
    parts = [*_grid(plot, scale), f'<line class="lb-target" x1="0" x2="100%" y1="{y}" y2="{y}"/>', *_limits(plot, scale)]
    parts += [*_labels(plot, scale), *(_dot(d, scale) for d in plot.dots), *_names(plot, scale)]
    ids = " ".join(d.verdict_id for d in plot.dots)
    return (
        f'<div class="lb-plot lb-funnel" data-verdict="{ids}"><svg role="img" aria-label="{escape(plot.alt)}" '
        f'width="100%" height="{HEIGHT}">{"".join(parts)}</svg></div>'
    )


def _grid(plot: FunnelPlot, scale: _Scale) -> list[str]:
    decimals, sign = max(0, -floor(log10(scale.step))), words.UNITS.get(plot.unit, ("", ""))[0]
    levels = [scale.low + n * scale.step for n in range(round((scale.high - scale.low) / scale.step) + 1)]
    rows = [
        f'<line class="lb-grid" x1="0" x2="100%" y1="{scale.y(v)}" y2="{scale.y(v)}"/>'
        f'<text class="lb-axis" x="-8" y="{scale.y(v)}" dy=".35em" text-anchor="end">{words.number(v, decimals)}{sign}</text>'
        for v in levels
    ]
    ends = dict.fromkeys((scale.least, scale.most))
    ticks = [
        f'<text class="lb-axis" x="{scale.x(b)}%" y="{HEIGHT + 20}" text-anchor="middle">{words.number(b)}</text>' for b in ends
    ]
    return [*rows, *ticks, f'<text class="lb-axis" x="50%" y="{HEIGHT + 20}" text-anchor="middle">{escape(plot.axis)}</text>']


def _limits(plot: FunnelPlot, scale: _Scale) -> list[str]:
    """Both curves of each limit, in a box that stretches with the width."""
    drawn = []
    for kind, (_, edge) in zip(("lb-outer", "lb-inner"), plot.limits, strict=True):
        for side in (1, 2):
            points = " ".join(f"{scale.x(row[0])},{scale.y(v)}" for row in edge if (v := row[side]) is not None)
            drawn.append(f'<polyline class="{kind}" points="{points}" vector-effect="non-scaling-stroke"/>')
    box = f'<svg width="100%" height="{HEIGHT}" viewBox="0 0 100 {HEIGHT}" preserveAspectRatio="none">'
    return [f"{box}{''.join(drawn)}</svg>"]


def _labels(plot: FunnelPlot, scale: _Scale) -> list[str]:
    """What each line is, at its right end, moved apart where two would collide."""
    ends = [(scale.y(v), label) for label, edge in plot.limits for v in edge[-1][1:] if v is not None]
    told, lowest = [], -1000.0
    for y, label in sorted([*ends, (scale.y(plot.target), plot.target_text)]):
        lowest = max(y, lowest + APART)
        told.append(f'<text class="lb-axis" x="100%" dx="6" y="{lowest}" dy=".35em">{escape(label)}</text>')
    return told


def _dot(dot: Dot, scale: _Scale) -> str:
    """A disc inside the limits, a triangle outside, hollow where the area is watched: told by shape as well as by colour."""
    x, y = scale.x(dot.base), scale.y(dot.value)
    touch = f'<circle class="lb-touch" cx="{x}%" cy="{y}" r="14"><title>{escape(dot.text)}</title></circle>'
    if dot.verdict not in _SHAPES:
        return f'<circle class="lb-inside" cx="{x}%" cy="{y}" r="5"/>{touch}'
    kind, path = _SHAPES[dot.verdict]
    return f'<svg x="{x}%" y="{y}" class="lb-over"><path class="{kind}" d="{path}"/></svg>{touch}'


def _names(plot: FunnelPlot, scale: _Scale) -> list[str]:
    """The areas outside by name, towards the middle so that none is cut off."""
    told = []
    for dot in plot.dots:
        if dot.verdict in OUTSIDE:
            x = scale.x(dot.base)
            anchor, away = ("start", 12) if x < 60 else ("end", -12)
            told.append(
                f'<text class="lb-name" x="{x}%" dx="{away}" y="{scale.y(dot.value)}" dy=".35em" text-anchor="{anchor}">'
                f"{escape(dot.name)}</text>"
            )
    return told
