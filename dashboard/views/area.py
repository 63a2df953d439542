"""One page per area: every indicator beside the city's and the country's figure."""

from dashboard import answers, cards, markup, tables, widgets


def show() -> None:
    """The answer, then the spine table by theme, then what is missing."""
    picture = widgets.choose_picture()
    area = widgets.choose_area(picture)
    facts = picture.latest(area.area_id)
    widgets.top("omrade", area.name, picture, answers.city(picture.series_of_area(area.area_id), picture.build))
    city, country = (picture.latest(a) for a in (widgets.own_area(picture), "land:SE"))
    themes = cards.profile(
        cards.Surroundings(city, country, picture.latest_of_all(), picture.build.built_at.date()),
        facts,
        picture.series_of_area(area.area_id),
    )
    widgets.say(markup.notice(widgets.title("sections.profile_text")))
    heads = widgets.heads("profile_head", city=picture.build.municipality_name, country="Sverige")
    widgets.say(markup.profile(themes, widgets.title("table.profile", name=area.name), heads, widgets.address("indikator", area)))
    missing = cards.of_places(picture.gaps(area.area_id))
    if missing:
        widgets.section("gaps", with_text=True)
        widgets.say(markup.table(tables.gap_table(missing, widgets.title("table.gaps"))))
