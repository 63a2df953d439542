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
    figure, axes = _empty(width, height, (10, right, 5, 5 if shown.marks or shown.gaps else 2))
    for n, line in enumerate(shown.lines):
        _draw_line(axes, line, n, shown)
    _scale(axes, shown)
    _draw_events(axes, shown)
    if len(names) > 1:
        _name_lines(axes, shown, names, height - 10)
    return _svg(figure)


def _empty(width: float, height: float, margins: tuple[float, float, float, float]) -> tuple[Figure, Axes]:
    """A figure in millimetres with margins left, right, bottom and top, and no frame."""
    left, right, bottom, top = margins
    figure = Figure(figsize=(width * _MM, height * _MM))
    box = (left / width, bottom / height, (width - left - right) / width, (height - bottom - top) / height)
    axes = figure.add_axes(box)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, colors=LIGHT.muted, pad=3)
    return figure, axes


def _svg(figure: Figure) -> str:
    """The drawing as text, without the day it was made: the same figure is always the same bytes."""
    FigureCanvasSVG(figure)
    out = io.StringIO()
    with _DRAWING:
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _width(name: str) -> float:
    """About how many millimetres the widest row of a label takes."""
    return max(map(len, name.split("\n"))) * SIZE * 0.47 * 25.4 / 72


def _colour(line: Line, n: int) -> str:
    return LIGHT.accent if line.main else (LIGHT.ink, LIGHT.other)[n % 2]


def _draw_line(axes: Axes, line: Line, n: int, shown: Trend) -> None:
    colour, shape = _colour(line, n), _SHAPES[n % len(_SHAPES)]
    size = 6.5 if line.main else 4.5
    for part in line.parts:
        days = [_at(p, n, shown) for p in part]
        if shown.joined:
            axes.plot(days, [p.value for p in part], color=colour, lw=1.6 if line.main else 1, zorder=2)
        for day, p in zip(days, part, strict=True):
            _draw_point(axes, day, p, (colour, shape, size))


def _draw_point(axes: Axes, day: float, p: Point, look: tuple[str, str, float]) -> None:
    colour, shape, size = look
    if p.lower is not None and p.upper is not None:
        axes.plot(
            [day, day], [p.lower, p.upper], color=colour, lw=1.4, solid_capstyle="butt", marker="_", ms=5, mew=1.2, zorder=2
        )
    fill = "white" if p.hollow else colour
    axes.plot([day], [p.value], shape, ms=size, mfc=fill, mec=colour, mew=1.2, zorder=3)


def _at(p: Point, n: int, shown: Trend) -> float:
    """The day on the axis; intervals of separate areas stand beside each other, not on top."""
    apart = 0 if shown.joined else _reach(shown) * 0.03 * (n - (len(shown.lines) - 1) / 2)
    return float(date2num(p.when)) + apart


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
    days = [date2num(p.when) for p in points]
    axes.set_xlim(min(days) - _reach(shown) * 0.12, max(days) + _reach(shown) * 0.08)
    _ticks(axes, points)


def _ticks(axes: Axes, points: Sequence[Point]) -> None:
    periods = sorted({(p.when, p.label) for p in points})
    kept = [*periods[::-1][:: max(1, -(-len(periods) // 6))]]
    axes.set_xticks([date2num(day) for day, _ in kept], [label for _, label in kept])
    ticks = [t for t in MaxNLocator(4).tick_values(*axes.get_ylim()) if axes.get_ylim()[0] <= t <= axes.get_ylim()[1]]
    decimals = 0 if all(float(t).is_integer() for t in ticks) else 1
    axes.set_yticks(ticks, [words.number(float(t), decimals) for t in ticks])
    axes.grid(axis="y", color=LIGHT.rule, lw=0.6)
    axes.set_axisbelow(True)


def _draw_events(axes: Axes, shown: Trend) -> None:
    """Events as pale bands with a letter each, breaks as a dashed line with a word."""
    top = axes.get_xaxis_transform()
    named: dict[dt.date, list[str]] = {}
    for letter, mark in zip(letters(len(shown.marks)), shown.marks, strict=True):
        start, end = date2num(mark.starts), date2num(mark.ends)
        axes.axvspan(start, max(end, start + _reach(shown) * 0.008), color=LIGHT.event, lw=0, zorder=0)
        named.setdefault(mark.starts, []).append(letter)
    for day, together in named.items():
        axes.text(float(date2num(day)), 1.02, " ".join(together), transform=top, ha="left", va="bottom", color=LIGHT.muted)
    for day, _ in shown.gaps:
        axes.axvline(float(date2num(day)), color=LIGHT.muted, lw=0.8, ls=(0, (3, 2)))
        axes.text(float(date2num(day)), 1.02, text("paper.break"), transform=top, ha="center", va="bottom", color=LIGHT.muted)


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
    figure, axes = _empty(width, height, (0.5, 0.5, 0.5, 0.5))
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    for place in sorted(shown.places, key=lambda p: p.name == marked):
        _draw_place(axes, place, place.name == marked)
    axes.autoscale_view()
    for place in shown.places:
        if place.klass is not None or place.name == marked or len(shown.places) <= 12:
            _name_place(axes, place, len(shown.places) > 12)
    return _svg(figure)


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
    figure, axes = _empty(width, _ROW * len(names) + 7, (left, 4, 6, 1))
    for row, mark in enumerate(shown.marks):
        start, end = date2num(mark.starts), date2num(mark.ends)
        axes.barh(row, max(end - start, 6), left=start, height=0.42, color=LIGHT.accent, zorder=2)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names, color=LIGHT.ink)
    years = range(shown.marks[0].starts.year, max(m.ends for m in shown.marks).year + 2)
    axes.set_xticks([date2num(dt.date(y, 1, 1)) for y in years], [str(y) for y in years])
    axes.grid(axis="x", color=LIGHT.rule, lw=0.6)
    axes.set_axisbelow(True)
    return _svg(figure)
