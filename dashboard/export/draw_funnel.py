"""Funnel -> SVG, for paper: areas by size, the limits of chance as curves, those outside told by shape and name."""

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dashboard import words
from dashboard.export.draw import empty, name_values, svg
from dashboard.funnels import OUTSIDE, FunnelPlot
from dashboard.palette import LIGHT

_DASHES = ("-", "--")  # the outer limits whole, the inner ones broken
_SHAPES = {"above": "^", "below": "v", "watch_above": "^", "watch_below": "v"}  # as the marks of their verdicts
_ROW = 3.6  # millimetres that a label takes
Edge = tuple[tuple[float, float | None, float | None], ...]


def funnel(shown: FunnelPlot, marked: str, width: float, height: float) -> str:
    """The funnel, `width` by `height` millimetres, with the area `marked` named too."""
    figure, axes = empty(width, height, (11, 10, 9, 2))
    _frame(axes, shown)
    for (_, edge), dashes in zip(shown.limits, _DASHES, strict=True):
        for curve in _curves(edge):
            axes.plot(*zip(*curve, strict=True), color=LIGHT.other, lw=0.9, ls=dashes, zorder=1)
    _name_limits(axes, shown, height - 11)
    axes.axhline(shown.target, color=LIGHT.ink, lw=0.8, zorder=1)
    _areas(axes, shown, marked)
    return svg(figure)


def _frame(axes: Axes, shown: FunnelPlot) -> None:
    """Room for every figure and limit; sizes named below in round numbers."""
    limits = [v for _, edge in shown.limits for _, low, high in edge for v in (low, high) if v is not None]
    values, sizes = [shown.target, *(d.value for d in shown.dots), *limits], [d.base for d in shown.dots]
    room, wide = (max(values) - min(values) or 1.0) * 0.08, (max(sizes) - min(sizes) or 1.0) * 0.06
    axes.set_ylim(min(values) - room, max(values) + room)
    axes.set_xlim(min(sizes) - wide, max(sizes) + wide)
    name_values(axes)
    below = axes.get_xaxis_transform()
    for size in MaxNLocator(4).tick_values(min(sizes), max(sizes)):
        if min(sizes) <= size <= max(sizes):
            axes.text(size, -0.03, words.number(float(size)), transform=below, ha="center", va="top", color=LIGHT.muted)
    axes.text(0.5, -0.12, shown.axis, transform=axes.transAxes, ha="center", va="top", color=LIGHT.muted)


def _curves(edge: Edge) -> list[list[tuple[float, float]]]:
    """The lower and the upper limit over size, each where it is known."""
    both = ([(b, low) for b, low, _ in edge if low is not None], [(b, high) for b, _, high in edge if high is not None])
    return [curve for curve in both if curve]


def _name_limits(axes: Axes, shown: FunnelPlot, height: float) -> None:
    """Each limit's percent at its end, moved apart where they would touch."""
    ends = sorted((curve[-1][1], label) for label, edge in shown.limits for curve in _curves(edge))
    low, high = axes.get_ylim()
    apart = (high - low) * _ROW / height
    middle = sum(value for value, _ in ends) / len(ends) if ends else 0.0
    below = middle - apart * len(ends) / 2
    for n, (value, label) in enumerate(ends):
        room = below + apart * (n + 0.5)
        place = min(value, room) if n < len(ends) / 2 else max(value, room)
        axes.text(1.01, place, label, transform=axes.get_yaxis_transform(), ha="left", va="center", color=LIGHT.muted)


def _areas(axes: Axes, shown: FunnelPlot, marked: str) -> None:
    middle = (shown.dots[0].base + shown.dots[-1].base) / 2
    for dot in shown.dots:
        beyond, mine = dot.verdict in OUTSIDE, dot.name == marked
        line, face = LIGHT.accent if dot.verdict == "inside" else LIGHT.ink, LIGHT.accent if mine else "white"
        shape = _SHAPES.get(dot.verdict, "o")
        axes.plot(dot.base, dot.value, shape, ms=5.5, mfc=LIGHT.ink if beyond else face, mec=line, mew=1, zorder=3)
        if beyond or mine:
            side, ha = (1, "left") if dot.base <= middle else (-1, "right")
            axes.annotate(dot.name, (dot.base, dot.value), (5 * side, 0), textcoords="offset points", ha=ha, va="center")
