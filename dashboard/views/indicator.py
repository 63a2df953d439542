"""One indicator: is it getting worse, where, and how do we know?"""

from dashboard import answers, cards, figures, markup, tables, widgets


def show() -> None:
    """The trend first, then all areas sorted, the map, the table and what the figure means."""
    picture = widgets.choose_picture()
    asked, place = widgets.columns(2)
    with asked:
        indicator = widgets.choose_indicator(cards.choosable(picture.indicators()))
    with place:
        area = widgets.choose_area(picture)
    series = picture.series(indicator.indicator_id)
    latest = picture.latest_everywhere(indicator.indicator_id)
    known = [f for f in latest if f.value is not None or f.upper is not None]
    beside = dict.fromkeys([area.area_id, *(f.area_id for f in latest if f.kind == "land")])
    widgets.top("indikator", indicator.name, picture, answers.indicator(series, area))
    widgets.show_trend(
        figures.trend(
            series, tuple(beside), picture.breaks(), figures.concerned(picture.events(), indicator.source), picture.build
        )
    )
    widgets.section("ranking", with_text=True)
    lines, measured = cards.ranking(known)
    widgets.say(markup.ranking(lines, measured, widgets.heads("ranking_head")))
    widgets.section("map")
    widgets.show_map(figures.area_map(latest, picture.shapes(figures.level(known)), picture.build))
    widgets.fold("method", markup.definitions(tables.indicator_text(indicator)))
    widgets.fold("table", markup.table(tables.figures_table(series, indicator.name)))
