"""GVI: what happened when, what was counted and how surely, what it cost, and what is not known."""

from dashboard import answers, figures, markup, tables, widgets


def show() -> None:
    """Events on a time axis, counts with their qualifiers, economy, and the gaps said plainly."""
    picture = widgets.choose_picture()
    facts = picture.of_source("gvi")
    events = [e for e in picture.events() if e.release_id.split("/")[1] == "gvi"]
    known = [f for f in facts if f.status == "ok"]
    conflicts = tables.about(picture.conflicts(), ("gvi",))
    told = (
        ("activities", tables.listed([f for f in known if f.unit != "kr"], widgets.title("sections.activities"))),
        ("economy", tables.listed([f for f in known if f.unit == "kr"], widgets.title("sections.economy"))),
        ("unknown", tables.gap_table([f for f in facts if f.status != "ok"], widgets.title("sections.unknown"))),
        ("conflicts", tables.conflict_table(conflicts, widgets.title("sections.conflicts"))),
    )
    widgets.show_timeline(
        figures.timeline(events, picture.build),
        above=widgets.top("gvi", picture.build.municipality_name, picture, answers.gvi(facts, events))
        + widgets.section("timeline", with_text=True),
        below=markup.table(tables.event_table(events, widgets.title("sections.timeline")))
        + "".join(widgets.section(key) + markup.table(table) for key, table in told),
    )
