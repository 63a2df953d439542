"""The trend once more, as plotly draws it in Dash: what a page in that tool would be built of. Only for comparison."""

import datetime as dt

from plotly import graph_objects as go

from dashboard import words
from dashboard.figures import Line, Point, Trend
from dashboard.palette import Palette
from dashboard.plot import layout

ROW = 18  # pixels for one label above the plot


def trend_figure(trend: Trend, palette: Palette) -> go.Figure:
    """The trend with interval, events as pale bands and breaks as a gap with a word."""
    traces = [t for line in sorted(trend.lines, key=lambda one: one.main) for t in _line(line, trend, palette)]
    shapes = [_band(str(m.starts), str(m.ends), palette) for m in trend.marks] + [_rule(str(d), palette) for d, _ in trend.gaps]
    named = [(str(m.starts), m.label) for m in trend.marks] + [(str(d), words.text("timeline.gap")) for d, _ in trend.gaps]
    notes = [_note(day, text, 6 + ROW * n, palette) for n, (day, text) in enumerate(named)]
    zero = {"rangemode": "tozero"} if trend.from_zero else {}
    axis = {"color": palette.muted, "gridcolor": palette.rule, "zeroline": False, "fixedrange": True}
    ticks = {"tickmode": "array", "tickvals": _tick_days(trend), "ticktext": _tick_labels(trend), "showgrid": False}
    return go.Figure(
        traces,
        {
            **layout(palette, 320 + ROW * len(named)),
            "margin": {"l": 48, "r": 72, "t": 12 + ROW * len(named), "b": 36},
            "xaxis": {**axis, **ticks},
            "yaxis": {**axis, **zero, "ticksuffix": words.UNITS.get(trend.unit, ("", ""))[0] if "procent" in trend.unit else "",
                      "automargin": True, "nticks": 6},
            "shapes": shapes,
            "annotations": notes + _labels(trend, palette),
        },
    )  # fmt: skip


def _line(line: Line, trend: Trend, palette: Palette) -> list[go.Scatter]:
    colour = palette.accent if line.main else palette.other
    return [
        go.Scatter(
            x=[str(p.when) for p in part],
            y=[p.value for p in part],
            mode="lines+markers" if trend.joined else "markers",
            line={"color": colour, "width": 2.5 if line.main else 1.5},
            marker={"size": 10 if line.main else 7, "color": [palette.paper if p.hollow else colour for p in part],
                    "line": {"color": colour, "width": 2}},
            error_y=_errors(part, colour),
            text=[p.text for p in part],
            hovertemplate="%{text}<extra></extra>",
            name=line.name,
        )
        for part in line.parts
    ]  # fmt: skip


def _errors(part: tuple[Point, ...], colour: str) -> dict[str, object]:
    up = [p.upper - p.value if p.upper is not None else 0 for p in part]
    down = [p.value - p.lower if p.lower is not None else 0 for p in part]
    return {"type": "data", "symmetric": False, "array": up, "arrayminus": down, "color": colour, "thickness": 2, "width": 5}


def _labels(trend: Trend, palette: Palette) -> list[dict[str, object]]:
    """The area's name at the end of its line, instead of a legend; nothing to name when there is only one."""
    if len(trend.lines) < 2:
        return []
    ends = [(line, line.parts[-1][-1]) for line in trend.lines]
    return [
        {"x": str(p.when), "y": p.value, "text": line.name, "showarrow": False, "xanchor": "left", "xshift": 10,
         "font": {"color": palette.accent if line.main else palette.muted, "size": 13}}
        for line, p in ends
    ]  # fmt: skip


def _tick_days(trend: Trend) -> list[str]:
    return [str(day) for day, _ in _ticks(trend)]


def _tick_labels(trend: Trend) -> list[str]:
    return [label for _, label in _ticks(trend)]


def _ticks(trend: Trend) -> list[tuple[dt.date, str]]:
    """At most six periods on the axis, each under its own middle."""
    days = sorted({(p.when, p.label) for line in trend.lines for part in line.parts for p in part})
    step = max(1, -(-len(days) // 6))
    return [*days[::-1][::step]][::-1]


def _band(start: str, end: str, palette: Palette) -> dict[str, object]:
    return {"type": "rect", "xref": "x", "yref": "paper", "x0": start, "x1": end, "y0": 0, "y1": 1,
            "fillcolor": palette.event, "line": {"width": 0}, "layer": "below"}  # fmt: skip


def _rule(day: str, palette: Palette) -> dict[str, object]:
    return {"type": "line", "xref": "x", "yref": "paper", "x0": day, "x1": day, "y0": 0, "y1": 1,
            "line": {"color": palette.muted, "width": 1, "dash": "dot"}}  # fmt: skip


def _note(day: str, text: str, above: int, palette: Palette) -> dict[str, object]:
    place = {"x": day, "y": 1, "yref": "paper", "yshift": above, "xanchor": "left", "yanchor": "middle"}
    return {**place, "text": text, "showarrow": False, "font": {"color": palette.muted, "size": 12}}
