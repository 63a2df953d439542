"""The city now: what is known, how sure it is, how fresh, and what is missing."""

from dashboard import cards, figures, markup, spoken, tables, widgets


def show() -> None:
    """The answer, the few figures that carry it, the map with its list, freshness and gaps."""
    picture = widgets.choose_picture()
    own = widgets.own_area(picture)
    city, country, series = picture.latest(own), picture.latest("land:SE"), picture.series_of_area(own)
    compared = picture.comparisons()
    widgets.say(
        widgets.top("oversikt", picture.build.municipality_name, picture, spoken.city(picture, series)),
        widgets.section("self_reported", with_text=True),
        markup.cards(cards.headline_cards(city, country, ("ntu", "trygghet"), compared)),
        widgets.section("reported", with_text=True),
        markup.cards(cards.headline_cards(city, country, ("brott",), compared)),
        widgets.section("map"),
    )
    _districts()
    deliveries = tables.delivery_table(picture.deliveries(), picture.build.built_at.date(), widgets.title("table.freshness"))
    missing, hidden = tables.unknown(picture.gaps(own))
    widgets.say(
        widgets.section("freshness"),
        markup.table(deliveries),
        widgets.section("gaps", with_text=True),
        widgets.told(tables.gap_summary(missing, widgets.title("table.gaps")), "sections.no_gaps"),
        widgets.hidden(tables.gap_summary(hidden, widgets.title("table.hidden"))),
    )


@widgets.fragment
def _districts() -> None:
    picture = widgets.choose_picture(ask=False)
    indicator = widgets.choose_indicator(figures.mapped(picture.indicators()), "choose.map")
    latest = picture.latest_everywhere(indicator.indicator_id)
    level = figures.level(latest)
    compared = [f for f in latest if f.kind == level or f.area_id in (widgets.own_area(picture), "land:SE")]
    drawn, listed = widgets.columns(2)
    with drawn:
        widgets.show_map(figures.area_map(latest, picture.shapes(level), picture.build, indicator.klass), above="")
    with listed:
        lines, measured = cards.ranking(compared, widgets.own_area(picture), picture.comparisons())
        ranking = markup.ranking(lines, spoken.between(picture.build, measured), widgets.heads("ranking_head"))
        widgets.say(ranking, spoken.marks(line.standing for line in lines))
