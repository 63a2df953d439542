"""GVI: what happened when, what was counted and how surely, what it cost, what a series can bear, and what is not known."""

from dashboard import answers, figures, interrupted, markup, matrix, tables, widgets


def show() -> None:
    """Events on a time axis, counts with their qualifiers, economy, what can be seen of a change, and the gaps said plainly."""
    picture = widgets.choose_picture()
    facts = picture.of_source("gvi")
    events = [e for e in picture.events() if e.release_id.split("/")[1] == "gvi"]
    counted, leaving = widgets.in_registers(picture, facts), tables.part(facts, "gvi_avhopp")
    printed = [f for f in facts if f not in counted]
    known = [f for f in printed if f.status == "ok"]
    told = (
        ("activities", tables.listed([f for f in known if f.unit != "kr"], widgets.title("sections.activities"))),
        ("economy", tables.listed([f for f in known if f.unit == "kr"], widgets.title("sections.economy"))),
        *(("avhopp", table) for table in matrix.by_year(matrix.of_city(leaving))),
        ("unknown", tables.gap_table([f for f in printed if f.status != "ok"], widgets.title("sections.unknown"))),
        ("conflicts", tables.conflict_table(tables.about(picture.conflicts(), ("gvi",)), widgets.title("sections.conflicts"))),
    )
    listed = markup.table(tables.event_table(events, widgets.title("sections.timeline")))
    widgets.show_timeline(
        figures.timeline(events, picture.build),
        above=widgets.top("gvi", picture.build.municipality_name, picture, answers.gvi(facts, events))
        + widgets.section("timeline", with_text=True),
        below=(listed if events else widgets.notice("sections.no_events")),
    )
    widgets.show_drawn(interrupted.section(picture))
    widgets.say(
        widgets.registers([f for f in counted if f not in leaving]),
        *(widgets.section(key) + markup.table(table) for key, table in told if table.rows),
    )
