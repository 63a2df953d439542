"""GVI: what happened when, what was counted and how surely, what it cost, and what is not known."""

from dashboard import answers, figures, markup, tables, widgets


def show() -> None:
    """Events on a time axis, counts with their qualifiers, economy, and the gaps said plainly."""
    picture = widgets.choose_picture()
    facts = picture.of_source("gvi")
    events = [e for e in picture.events() if e.release_id.split("/")[1] == "gvi"]
    widgets.top("gvi", picture.build.municipality_name, picture, answers.gvi(facts, events))
    widgets.section("timeline", with_text=True)
    widgets.show_timeline(figures.timeline(events, picture.build))
    widgets.say(markup.table(tables.event_table(events, widgets.title("sections.timeline"))))
    known = [f for f in facts if f.status == "ok"]
    widgets.section("activities")
    widgets.say(markup.table(tables.listed([f for f in known if f.unit != "kr"], widgets.title("sections.activities"))))
    widgets.section("economy")
    widgets.say(markup.table(tables.listed([f for f in known if f.unit == "kr"], widgets.title("sections.economy"))))
    widgets.section("unknown")
    widgets.say(markup.table(tables.gap_table([f for f in facts if f.status != "ok"], widgets.title("sections.unknown"))))
    widgets.section("conflicts", with_text=True)
    widgets.say(
        markup.table(tables.conflict_table(tables.about(picture.conflicts(), ("gvi",)), widgets.title("sections.conflicts")))
    )
