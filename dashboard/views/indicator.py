"""One indicator: is it getting worse, where, and how do we know?"""

from dashboard import cards, figures, markup, spoken, tables, widgets


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
    drawn = figures.trend(series, tuple(beside), picture.breaks(), events, picture.build)
    widgets.show_trend(
        drawn,
        above=widgets.top("indikator", indicator.name, picture, spoken.indicator(picture, series, indicator, area))
        + widgets.section("trend"),
        below=spoken.course(picture, indicator.indicator_id, area.area_id)
        + spoken.notes([f for f in series if f.area_id in beside], drawn),
    )
    lines, measured = cards.ranking(known, widgets.own_area(picture), picture.comparisons())
    ranking = markup.ranking(lines, spoken.between(picture.build, measured), widgets.heads("ranking_head"))
    widgets.show_drawn(spoken.funnel(picture, indicator.indicator_id))
    widgets.show_map(
        figures.area_map(latest, picture.shapes(figures.level(known)), picture.build, indicator.klass),
        above=widgets.section("ranking", with_text=True)
        + spoken.marks(line.standing for line in lines)
        + ranking
        + widgets.section("map"),
        below=widgets.fold("method", spoken.method(picture, indicator, series))
        + widgets.fold("table", markup.table(tables.figures_table(series, indicator.name))),
    )
