"""Figure -> SVG, for paper: readable in black and white, text kept as text in the document's own font."""

import datetime as dt
import io
import textwrap
from collections.abc import Sequence
from threading import Lock

import matplotlib
from font_source_sans_pro import font_files_ttf
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.ticker import MaxNLocator

from dashboard import words
from dashboard.export.wording import text
from dashboard.figures import Line, Map, Place, Point, Timeline, Trend
from dashboard.palette import LIGHT

SIZE = 8.5  # points, as the smallest text of the document
_MM = 1 / 25.4
_SHAPES = ("o", "s", "D", "^")  # lines are told apart by shape and name, not by colour alone
_NAMED = 12  # areas on a map that have room for their names
_ROW = 6.0  # millimetres per event
_DRAWING = Lock()  # matplotlib's fonts are not made for several threads

for _name in ("SourceSansPro", "SourceSansProSemibold"):
    fontManager.addfont(font_files_ttf[_name])
matplotlib.rcParams.update({
    "svg.fonttype": "none", "svg.hashsalt": "lagesbild", "text.parse_math": False, "font.family": "Source Sans Pro",
    "font.size": SIZE, "text.color": LIGHT.ink, "axes.linewidth": 0.6, "hatch.linewidth": 0.6, "hatch.color": LIGHT.other,
})  # fmt: skip


def trend(shown: Trend, width: float, height: float) -> str:
    """A series over time, `width` by `height` millimetres: intervals always drawn, hollow points where there is none."""
    names = [textwrap.fill(line.name, 14) for line in shown.lines]
    right = 4 + (max(_width(n) for n in names) if len(names) > 1 else 4)
    figure, axes = empty(width, height, (10, right, 5, 5 if shown.marks or shown.gaps else 2))
    for n, line in enumerate(shown.lines):
        _draw_line(axes, line, n, shown)
    _scale(axes, shown)
    _draw_pending(axes, shown)
    _draw_events(axes, shown)
    if len(names) > 1:
        _name_lines(axes, shown, names, height - 10)
    return svg(figure)


def empty(width: float, height: float, margins: tuple[float, float, float, float]) -> tuple[Figure, Axes]:
    """A figure in millimetres with margins left, right, bottom and top, and no axes: ours are drawn in a tenth of the time."""
    left, right, bottom, top = margins
    figure = Figure(figsize=(width * _MM, height * _MM))
    box = (left / width, bottom / height, (width - left - right) / width, (height - bottom - top) / height)
    axes = figure.add_axes(box)
    axes.set_axis_off()
    return figure, axes


def svg(figure: Figure) -> str:
    """The drawing as text, without the day it was made: the same figure is always the same bytes."""
    FigureCanvasSVG(figure)
    out = io.StringIO()
    with _DRAWING:
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _on_axis(day: dt.date) -> float:
    return float(date2num(day))  # type: ignore[no-untyped-call]


def _width(name: str) -> float:
    """About how many millimetres the widest row of a label takes."""
    return max(map(len, name.split("\n"))) * SIZE * 0.47 * 25.4 / 72


def _colour(line: Line, n: int) -> str:
    return LIGHT.accent if line.main else (LIGHT.ink, LIGHT.other)[n % 2]


def _draw_line(axes: Axes, line: Line, n: int, shown: Trend) -> None:
    colour, shape, size = _colour(line, n), _SHAPES[n % len(_SHAPES)], 6.5 if line.main else 4.5
    for part in line.parts if shown.joined else ():
        days = [_at(p, n, shown) for p in part]
        axes.plot(days, [p.value for p in part], color=colour, lw=1.6 if line.main else 1, zorder=2)
    placed = [(_at(p, n, shown), p) for part in line.parts for p in part]
    _draw_intervals(axes, placed, colour)
    for hollow in (False, True):
        told = [(day, p.value) for day, p in placed if p.hollow is hollow]
        if told:
            axes.plot(*zip(*told, strict=True), shape, ms=size, mfc="white" if hollow else colour, mec=colour, mew=1.2, zorder=3)


def _draw_intervals(axes: Axes, placed: Sequence[tuple[float, Point]], colour: str) -> None:
    limits = [(day, p.lower, p.upper) for day, p in placed if p.lower is not None and p.upper is not None]
    if limits:
        days, lows, highs = zip(*limits, strict=True)
        axes.vlines(days, lows, highs, color=colour, lw=1.4, zorder=2)
        axes.plot((*days, *days), (*lows, *highs), "_", color=colour, ms=5, mew=1.2, zorder=2)


def _at(p: Point, n: int, shown: Trend) -> float:
    """The day on the axis; intervals of separate areas stand beside each other, not on top."""
    apart = 0 if shown.joined else _reach(shown) * 0.03 * (n - (len(shown.lines) - 1) / 2)
    return _on_axis(p.when) + apart


def _points(shown: Trend) -> list[Point]:
    return [p for line in shown.lines for part in line.parts for p in part]


def _reach(shown: Trend) -> float:
    days = [p.when for p in _points(shown)]
    return max((max(days) - min(days)).days, 365)


def _scale(axes: Axes, shown: Trend) -> None:
    """Counts from zero, shares over an honest range; at most six periods named under their middles."""
    points = _points(shown)
    values = [v for p in points for v in (p.value, p.lower, p.upper) if v is not None]
    low, high = (0.0 if shown.from_zero else min(values)), max(values)
    room = (high - low or 1.0) * 0.12
    axes.set_ylim(low if shown.from_zero else low - room, high + room)
    days = [_on_axis(p.when) for p in points]
    first = min([min(days) - _reach(shown) * 0.12, *(_on_axis(m.starts) for m in shown.marks)])
    axes.set_xlim(first, max(days) + _reach(shown) * 0.08)
    name_values(axes)
    _name_periods(axes, points)


def name_values(axes: Axes) -> None:
    """A pale line and a number for every step, with the decimals that the steps need."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    steps = [float(t) for t in MaxNLocator(4).tick_values(low, high) if low <= t <= high]
    decimals = next((d for d in range(4) if all(abs(t - round(t, d)) < 1e-9 for t in steps)), 4)
    axes.hlines(steps, left, right, color=LIGHT.rule, lw=0.6, zorder=0.5)
    for step in steps:
        beside = axes.get_yaxis_transform()
        axes.text(-0.02, step, words.number(step, decimals), transform=beside, ha="right", va="center", color=LIGHT.muted)


def _name_periods(axes: Axes, points: Sequence[Point]) -> None:
    periods = sorted({(p.when, p.label) for p in points})
    for day, label in periods[::-1][:: max(1, -(-len(periods) // 6))]:
        below = axes.get_xaxis_transform()
        axes.text(_on_axis(day), -0.03, label, transform=below, ha="center", va="top", color=LIGHT.muted)


def _draw_events(axes: Axes, shown: Trend) -> None:
    """Events as pale bands with a letter each, breaks as a dashed line with a word."""
    top = axes.get_xaxis_transform()
    named: dict[dt.date, list[str]] = {}
    for letter, mark in zip(letters(len(shown.marks)), shown.marks, strict=True):
        start, end = _on_axis(mark.starts), _on_axis(mark.ends)
        axes.axvspan(start, max(end, start + _reach(shown) * 0.008), color=LIGHT.event, lw=0, zorder=0)
        named.setdefault(mark.starts, []).append(letter)
    for day, together in named.items():
        axes.text(_on_axis(day), 1.02, " ".join(together), transform=top, ha="left", va="bottom", color=LIGHT.muted)
    for day, _ in shown.gaps:
        axes.axvline(_on_axis(day), color=LIGHT.muted, lw=0.8, ls=(0, (3, 2)))
        axes.text(_on_axis(day), 1.02, text("paper.break"), transform=top, ha="center", va="bottom", color=LIGHT.muted)


def _draw_pending(axes: Axes, shown: Trend) -> None:
    """A hatched band behind what may still change."""
    if shown.pending:
        start, end = map(_on_axis, shown.pending)
        axes.axvspan(start, end, facecolor="none", edgecolor=LIGHT.other, hatch="////", lw=0, zorder=0.2)


def letters(count: int) -> list[str]:
    """`a`, `b`, … for so many events; numbers after `z`."""
    return [chr(ord("a") + n) if n < 26 else str(n + 1) for n in range(count)]


def _name_lines(axes: Axes, shown: Trend, names: Sequence[str], height: float) -> None:
    """Each line's name at its end, moved apart where they would touch."""
    low, high = axes.get_ylim()
    row = (high - low) * SIZE * 1.25 * 25.4 / 72 / height
    ends = sorted((line.parts[-1][-1].value, n) for n, line in enumerate(shown.lines))
    floor = -float("inf")
    for value, n in ends:
        tall = row * (names[n].count("\n") + 1)
        middle = max(value, floor + tall / 2)
        floor = middle + tall / 2
        weight = 600 if shown.lines[n].main else 400
        colour = _colour(shown.lines[n], n) if shown.lines[n].main else LIGHT.muted
        axes.text(1.02, middle, names[n], transform=axes.get_yaxis_transform(), va="center", color=colour, weight=weight)


def area_map(shown: Map, marked: str, width: float, height: float) -> str:
    """The map by class, `width` by `height` millimetres; `marked` is outlined, what is not known is hatched."""
    figure, axes = empty(width, height, (0.5, 0.5, 0.5, 0.5))
    axes.set_aspect("equal")
    for place in sorted(shown.places, key=lambda p: p.name == marked):
        _draw_place(axes, place, place.name == marked)
    axes.autoscale_view()
    crowded = len(shown.places) > _NAMED
    known = [p for p in shown.places if p.klass is not None]
    for place in shown.places if not crowded else known if len(known) <= _NAMED else ():
        _name_place(axes, place, crowded)
    return svg(figure)


def _draw_place(axes: Axes, place: Place, marked: bool) -> None:
    face = "white" if place.klass is None else LIGHT.classes[place.klass]
    hatch = "////" if place.klass is None else None
    for ring in place.rings:
        xs, ys = zip(*ring, strict=True)
        axes.fill(xs, ys, facecolor=face, edgecolor=LIGHT.other, hatch=hatch, lw=0.5)
        if marked:
            axes.fill(xs, ys, facecolor="none", edgecolor=LIGHT.ink, lw=2)


def _name_place(axes: Axes, place: Place, crowded: bool) -> None:
    """Name and value in the circle, or on white where the circles are small."""
    told = f"{place.name}\n{place.text.removeprefix(f'{place.name}: ').split(' (')[0]}"
    white = {"facecolor": "white", "edgecolor": "none", "pad": 1.2} if crowded or place.klass is None else None
    colour = LIGHT.ink if white or place.klass is None else LIGHT.on_classes[place.klass]
    x, y = place.label
    if crowded:
        y = max(py for ring in place.rings for _, py in ring)
    axes.text(x, y, told, ha="center", va="bottom" if crowded else "center", color=colour, bbox=white, linespacing=1.15)


def timeline(shown: Timeline, width: float) -> str:
    """Each event on a row of its own, named to the left, `width` millimetres wide and as high as the events need."""
    names = [textwrap.fill(m.label, 60) for m in shown.marks]
    left = min(max(map(_width, names)) + 4, width * 0.5)
    figure, axes = empty(width, _ROW * len(names) + 7, (left, 4, 6, 1))
    for row, mark in enumerate(shown.marks):
        start, end = _on_axis(mark.starts), _on_axis(mark.ends)
        axes.barh(row, max(end - start, 6), left=start, height=0.42, color=LIGHT.accent, zorder=2)
        axes.text(-0.01, row, names[row], transform=axes.get_yaxis_transform(), ha="right", va="center")
    axes.set_ylim(len(names) - 0.5, -0.5)
    last = max(m.ends for m in shown.marks).year + 1
    for year in range(shown.marks[0].starts.year, last + 1):
        day = _on_axis(dt.date(year, 1, 1))
        axes.axvline(day, color=LIGHT.rule, lw=0.6, zorder=0.5)
        axes.text(day, -0.01, str(year), transform=axes.get_xaxis_transform(), ha="center", va="top", color=LIGHT.muted)
    return svg(figure)
