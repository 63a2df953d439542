"""One page per area: every indicator beside the city's and the country's figure."""

from dashboard import answers, cards, markup, tables, widgets


def show() -> None:
    """The answer, then the spine table by theme, then what is missing."""
    picture = widgets.choose_picture()
    area = widgets.choose_area(picture)
    facts, series = picture.latest(area.area_id), picture.series_of_area(area.area_id)
    city, country = (picture.latest(a) for a in (widgets.own_area(picture), "land:SE"))
    nation = next((f.area for f in country), widgets.title("table.country"))
    around = cards.Surroundings(city, country, picture.latest_of_all(), picture.build.built_at.date())
    themes = cards.profile(around, facts, series)
    own = area.area_id == widgets.own_area(picture)
    heads = widgets.heads("profile_head", city="" if own else picture.build.municipality_name, country=nation)
    missing = cards.of_places(picture.gaps(area.area_id))
    widgets.say(
        widgets.top("omrade", area.name, picture, answers.city(series, picture.build)),
        widgets.notice("sections.profile_text"),
        markup.profile(themes, widgets.title("table.profile", name=area.name), heads, widgets.address("indikator", area)),
        widgets.section("gaps", with_text=True) if missing else "",
        markup.table(tables.gap_table(missing, widgets.title("table.gaps"))) if missing else "",
    )
