"""Areas -> plotly map: plain polygons in a plane, so that nothing is fetched from outside."""

from plotly import graph_objects as go

from dashboard.figures import Map, Place
from dashboard.palette import Palette
from dashboard.plot import layout


def map_figure(area_map: Map, palette: Palette) -> go.Figure:
    """The map by class; what is not known is hatched, and every area is named where there is room."""
    axis = {"visible": False, "fixedrange": True}
    return go.Figure(
        [_polygon(p, palette) for p in area_map.places],
        {
            **layout(palette, 380),
            "xaxis": axis,
            "yaxis": {**axis, "scaleanchor": "x", "scaleratio": 1},
            "annotations": [_name(p, palette) for p in area_map.places] if len(area_map.places) <= 12 else [],
            "hovermode": "closest",
        },
    )


def _polygon(place: Place, palette: Palette) -> go.Scatter:
    known = place.klass is not None
    return go.Scatter(
        x=_flat(place, 0),
        y=_flat(place, 1),
        mode="lines",
        fill="toself",
        line={"color": palette.other, "width": 1},
        fillcolor=palette.classes[place.klass or 0] if known else palette.surface,
        fillpattern=None if known else {"shape": "/", "fgcolor": palette.other, "bgcolor": palette.paper, "size": 6},
        hoveron="fills",
        text=place.text,
        name=place.text,
        hoverinfo="text",
    )


def _flat(place: Place, axis: int) -> list[float | None]:
    """One list of coordinates, rings parted by None."""
    flat: list[float | None] = []
    for ring in place.rings:
        flat += [point[axis] for point in ring] + [None]
    return flat[:-1]


def _name(place: Place, palette: Palette) -> dict[str, object]:
    colour = palette.ink if place.klass is None else palette.on_classes[place.klass]
    return {
        "x": place.label[0],
        "y": place.label[1],
        "text": place.name,
        "showarrow": False,
        "font": {"color": colour, "size": 13},
    }
