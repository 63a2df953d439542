"""The city now: what is known, how sure it is, how fresh, and what is missing."""

from dashboard import answers, cards, figures, markup, tables, widgets


def show() -> None:
    """The answer, the few figures that carry it, the map with its list, freshness and gaps."""
    picture = widgets.choose_picture()
    city, country = (picture.latest(a) for a in (widgets.own_area(picture), "land:SE"))
    name = picture.build.municipality_name
    widgets.top("oversikt", name, picture, answers.city(picture.series_of_area(widgets.own_area(picture)), picture.build))
    for key, sources in (("self_reported", ("ntu", "trygghet")), ("reported", ("brott",))):
        widgets.section(key, with_text=True)
        widgets.say(markup.cards(cards.headline_cards(city, country, sources)))
    _districts()
    widgets.section("freshness")
    widgets.say(
        markup.table(tables.delivery_table(picture.deliveries(), picture.build.built_at.date(), widgets.title("table.freshness")))
    )
    widgets.section("gaps", with_text=True)
    missing = picture.gaps(widgets.own_area(picture))
    widgets.say(
        markup.table(tables.gap_summary(missing, widgets.title("table.gaps")))
        if missing
        else markup.notice(widgets.title("sections.no_gaps"))
    )


@widgets.fragment
def _districts() -> None:
    picture = widgets.choose_picture(ask=False)
    widgets.section("map")
    indicator = widgets.choose_indicator(figures.mapped(picture.indicators()), "choose.map")
    latest = picture.latest_everywhere(indicator.indicator_id)
    here = [f for f in latest if f.kind == figures.level(latest)]
    drawn, listed = widgets.columns(2)
    with drawn:
        widgets.show_map(figures.area_map(latest, picture.shapes(figures.level(latest)), picture.build))
    with listed:
        lines, measured = cards.ranking([*here, *(f for f in latest if f.area_id in (widgets.own_area(picture), "land:SE"))])
        widgets.say(markup.ranking(lines, measured, widgets.heads("ranking_head")))
