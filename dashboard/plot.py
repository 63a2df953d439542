"""Figure -> plotly, for the screen."""

import datetime as dt

from plotly import graph_objects as go

from dashboard.figures import Timeline
from dashboard.palette import Palette

FONT = "Source Sans, Source Sans Pro, sans-serif"
CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}


def layout(palette: Palette, height: int) -> dict[str, object]:
    """What every chart shares: no frame, our fonts and colours, Swedish decimal comma and thousands space."""
    return {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": palette.paper,
        "plot_bgcolor": palette.paper,
        "font": {"family": FONT, "size": 14, "color": palette.ink},
        "separators": ", ",
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {"bgcolor": palette.surface, "font": {"color": palette.ink, "family": FONT, "size": 14}},
    }


def timeline_figure(timeline: Timeline, palette: Palette) -> go.Figure:
    """Each event as a bar on its own row, named beside it."""
    names = [m.label for m in timeline.marks]
    axis = {"color": palette.muted, "gridcolor": palette.rule, "zeroline": False, "fixedrange": True}
    starts = [str(m.starts) for m in timeline.marks]
    spans = [max((m.ends - m.starts).days, 6) * 86_400_000 for m in timeline.marks]
    bars = go.Bar(y=names, x=spans, base=starts, orientation="h", marker={"color": palette.accent}, width=0.35, hoverinfo="skip")
    labels = [
        {"x": 0, "xref": "paper", "y": name, "text": name, "showarrow": False, "xanchor": "left", "yanchor": "bottom",
         "yshift": 4, "font": {"color": palette.ink, "size": 13}}
        for name in names
    ]  # fmt: skip
    shared = {**layout(palette, 60 + 42 * len(names)), "margin": {"l": 4, "r": 4, "t": 8, "b": 36}, "annotations": labels}
    ends = [str(m.ends + dt.timedelta(days=30)) for m in timeline.marks]
    years = {**axis, "type": "date", "tickformat": "%Y", "dtick": "M12", "range": [min(starts), max(ends)]}
    return go.Figure([bars], {**shared, "xaxis": years, "yaxis": {"visible": False, "autorange": "reversed", "fixedrange": True}})
