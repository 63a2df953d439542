"""One page per area: what its figures bear to say, then every indicator beside the city's and the country's figure."""

from dashboard import cards, markup, spoken, tables, widgets


def show() -> None:
    """The answer and the summary of verdicts, then the spine table by theme, then what is missing."""
    picture = widgets.choose_picture()
    area = widgets.choose_area(picture)
    facts, series = picture.latest(area.area_id), picture.series_of_area(area.area_id)
    city, country = (picture.latest(a) for a in (widgets.own_area(picture), "land:SE"))
    nation = next((f.area for f in country), widgets.title("table.country"))
    around = cards.Surroundings(city, country, picture.latest_of_all(), picture.build.built_at.date(), picture.comparisons())
    themes = cards.profile(around, facts, series)
    own = area.area_id == widgets.own_area(picture)
    beside = {"city": "" if own else picture.build.municipality_name, "country": nation}
    heads = widgets.heads("profile_head", **beside, comparator=spoken.comparator(picture.build, area, own))
    link = widgets.address("indikator", area)
    missing, hidden = tables.unknown(cards.of_places(picture.gaps(area.area_id)))
    widgets.say(
        widgets.top("omrade", area.name, picture, spoken.city(picture, series)),
        spoken.summary(picture, area, link),
        widgets.section("indicators") + widgets.notice("sections.profile_text"),
        spoken.marks(line.standing for theme in themes for line in theme.lines),
        markup.profile(themes, widgets.title("table.profile", name=area.name), heads, link),
        widgets.section("gaps", with_text=True) if missing else "",
        markup.table(tables.gap_table(missing, widgets.title("table.gaps"))) if missing else "",
        widgets.hidden(tables.gap_table(hidden, widgets.title("table.hidden"))),
    )
