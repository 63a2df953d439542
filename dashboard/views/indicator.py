"""One indicator: is it getting worse, where, and how do we know?"""

from dashboard import answers, cards, figures, markup, tables, widgets


def show() -> None:
    """The trend first, then all areas sorted, the map, the table and what the figure means."""
    picture = widgets.choose_picture()
    with widgets.side_by_side():
        indicator = widgets.choose_indicator(cards.choosable(picture.indicators()))
        area = widgets.choose_area(picture)
    series = picture.series(indicator.indicator_id)
    latest = picture.latest_everywhere(indicator.indicator_id)
    known = [f for f in latest if f.value is not None or f.upper is not None]
    beside = dict.fromkeys([area.area_id, *(f.area_id for f in latest if f.kind == "land")])
    events = figures.concerned(picture.events(), indicator.source)
    widgets.show_trend(
        figures.trend(series, tuple(beside), picture.breaks(), events, picture.build),
        above=widgets.top("indikator", indicator.name, picture, answers.indicator(series, area))
        + widgets.section("trend")
        + widgets.verdict(picture, indicator.indicator_id, area.area_id),
    )
    lines, measured = cards.ranking(known, widgets.own_area(picture))
    ranking = markup.ranking(lines, measured, widgets.heads("ranking_head"))
    widgets.show_map(
        figures.area_map(latest, picture.shapes(figures.level(known)), picture.build),
        above=widgets.section("ranking", with_text=True) + ranking + widgets.section("map"),
        below=widgets.fold("method", markup.definitions(tables.indicator_text(indicator)))
        + widgets.fold("table", markup.table(tables.figures_table(series, indicator.name))),
    )
