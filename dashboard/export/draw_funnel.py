"""Funnel -> SVG, for paper: areas by size, the limits of chance as curves, those outside told by shape and name."""

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dashboard import words
from dashboard.export.draw import empty, name_values, svg
from dashboard.funnels import OUTSIDE, FunnelPlot
from dashboard.palette import LIGHT

_DASHES = ((0, ()), (0, (4, 2)))  # the outermost limits are whole lines, the inner ones broken


def funnel(shown: FunnelPlot, marked: str, width: float, height: float) -> str:
    """The funnel, `width` by `height` millimetres, with the area `marked` named too."""
    figure, axes = empty(width, height, (11, 10, 9, 2))
    _frame(axes, shown)
    for (label, edge), dashes in zip(shown.limits, _DASHES, strict=True):
        _limit(axes, label, edge, dashes)
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


def _limit(axes: Axes, label: str, edge: tuple[tuple[float, float | None, float | None], ...], dashes: object) -> None:
    for curve in ([(b, low) for b, low, _ in edge if low is not None], [(b, high) for b, _, high in edge if high is not None]):
        if curve:
            axes.plot(*zip(*curve, strict=True), color=LIGHT.other, lw=0.9, ls=dashes, zorder=1)
            beside = axes.get_yaxis_transform()
            axes.text(1.01, curve[-1][1], label, transform=beside, ha="left", va="center", color=LIGHT.muted)


def _areas(axes: Axes, shown: FunnelPlot, marked: str) -> None:
    middle = (shown.dots[0].base + shown.dots[-1].base) / 2
    for dot in shown.dots:
        beyond, mine = dot.verdict in OUTSIDE, dot.name == marked
        shape, face = ("D", LIGHT.ink) if beyond else ("o", LIGHT.accent if mine else "white")
        axes.plot(dot.base, dot.value, shape, ms=5, mfc=face, mec=LIGHT.ink if beyond else LIGHT.accent, mew=1, zorder=3)
        if beyond or mine:
            side, ha = (1, "left") if dot.base <= middle else (-1, "right")
            axes.annotate(dot.name, (dot.base, dot.value), (5 * side, 0), textcoords="offset points", ha=ha, va="center")
