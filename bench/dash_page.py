"""The indicator page once more, in Dash, only for comparison: the rows, figures and markup of dashboard/views/indicator.py.

The trend is plotly's, as a page in Dash would have it, or with `--svg` the very drawing of our own page.
"""

import argparse
import gc
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output, dcc, html
from werkzeug.serving import WSGIRequestHandler

from bench import plotly_trend
from dashboard import answers, cards, drawing, figures, maps, markup, plot, store, tables, words
from dashboard.palette import LIGHT

# Finished markup goes into the page as it is: less work for the browser than components of Dash.
INTO_PLACE = """function (parts) {
  for (const [slot, markup] of Object.entries(parts)) document.getElementById(slot).innerHTML = markup;
  return window.dash_clientside.no_update;
}"""
ORDER = ("top", "found", "trend", "foot", "rank", "found_map", "map", "foot_map", "method", "table")


@dataclass(frozen=True)
class View:
    """What one choice shows: the markup for each place on the page, and what is drawn."""

    parts: dict[str, str]
    trend: figures.Trend | None
    area_map: figures.Map | None


def page(folder: Path, start: str, svg: bool) -> Dash:
    """The page over the build in force in a folder; `start` is the name of the indicator shown first."""
    con = store.connect(store.current(folder))

    @lru_cache(maxsize=1024)
    def asked(question: Callable[..., Any], *given: str) -> Any:
        return question(con, *given)

    indicators = {i.name: i for i in cards.choosable(asked(store.indicators))}
    areas = {words.area_label(a): a for a in asked(store.areas) if a.kind != "organisation"}
    app = Dash("lagesbild", title="Lägesbild i Dash")
    graphs = ("map",) if svg else ("trend", "map")
    app.layout = _layout({"indikator": (list(indicators), start), "omrade": (list(areas), next(iter(areas)))}, graphs)
    app.clientside_callback(INTO_PLACE, Output("parts", "id"), Input("parts", "data"), prevent_initial_call=True)
    outputs = [*(Output(graph, "figure") for graph in graphs), Output("parts", "data")]

    @app.callback(outputs, [Input("indikator", "value"), Input("omrade", "value")])
    def show(indicator: str, area: str) -> list[Any]:
        view = _view(asked, indicators[indicator], areas[area])
        if svg:
            drawn = drawing.trend_svg(view.trend) if view.trend else ""
            return [_map_figure(view.area_map), view.parts | {"trend": drawn}]
        return [_trend_figure(view.trend), _map_figure(view.area_map), view.parts]

    return app


def _layout(lists: dict[str, tuple[list[str], str]], graphs: tuple[str, ...]) -> html.Main:
    choices = [
        dcc.Dropdown(names, start, id=name, clearable=False, style={"width": "36rem"}) for name, (names, start) in lists.items()
    ]
    shown = [dcc.Graph(id=name, config=plot.CONFIG) if name in graphs else html.Div(id=name) for name in ORDER]
    return html.Main([html.Div(choices, style={"display": "flex"}), *shown, dcc.Store(id="parts")], id="main")


def _view(asked: Any, indicator: store.Indicator, area: store.Area) -> View:
    """The rows of one indicator, told as our own page tells them."""
    series, latest = (asked(q, indicator.indicator_id) for q in (store.series, store.latest_everywhere))
    known = [f for f in latest if f.value is not None or f.upper is not None]
    build = asked(store.build)
    beside = dict.fromkeys([area.area_id, *(f.area_id for f in latest if f.kind == "land")])
    events = figures.concerned(asked(store.events), indicator.source)
    trend = figures.trend(series, tuple(beside), asked(store.breaks), events, build)
    area_map = figures.area_map(latest, asked(store.shapes, figures.level(known)), build)
    lines, measured = cards.ranking(known, f"kommun:{build.municipality_code}")
    title = words.text("titles.indikator", name=indicator.name)
    parts = {
        "top": markup.heading(title, words.built(build), answers.indicator(series, area)),
        "found": markup.finding(trend.title, trend.subtitle) if trend else "",
        "foot": markup.foot(trend.foot) if trend else "",
        "rank": markup.section(words.text("sections.ranking"), words.text("sections.ranking_text"))
        + markup.ranking(lines, measured, words.heads("ranking_head")),
        "found_map": markup.finding(area_map.title, area_map.subtitle) if area_map else "",
        "foot_map": markup.legend(area_map, LIGHT) + markup.foot(area_map.foot) if area_map else "",
        "method": markup.definitions(tables.indicator_text(indicator)),
        "table": markup.table(tables.figures_table(series, indicator.name)),
    }
    return View(parts, trend, area_map)


@lru_cache(maxsize=256)
def _trend_figure(trend: figures.Trend | None) -> Any:
    return plotly_trend.trend_figure(trend, LIGHT) if trend else {}


@lru_cache(maxsize=128)
def _map_figure(area_map: figures.Map | None) -> Any:
    return maps.map_figure(area_map, LIGHT) if area_map else {}


def main() -> None:
    """Serves the page on this machine until the process is ended."""
    parser = argparse.ArgumentParser(prog="python -m bench.dash_page")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--indicator", required=True)
    parser.add_argument("--svg", action="store_true")
    given = parser.parse_args()
    app = page(store.municipalities(given.warehouse, "intern")["1480"], given.indicator, given.svg)
    style = markup.style(LIGHT, LIGHT)
    app.index_string = app.index_string.replace("{%css%}", "{%css%}" + style)
    WSGIRequestHandler.protocol_version = "HTTP/1.1"  # one connection kept open, as a production server would
    gc.freeze()  # as dashboard/server.py does
    app.run(host="127.0.0.1", port=given.port, debug=False)


if __name__ == "__main__":
    main()
