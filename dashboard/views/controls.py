"""Grants and suppliers: what has been controlled, what came of it, and where the prints do not add up."""

from dashboard import answers, markup, tables, widgets


def show() -> None:
    """The table per förvaltning, the two campaigns kept apart, the answers, and the disagreements."""
    picture = widgets.choose_picture()
    grants, suppliers = picture.of_source("bidrag"), picture.of_source("leverantor")
    widgets.top("kontroller", picture.build.municipality_name, picture, answers.controls(grants))
    widgets.section("grants", with_text=True)
    widgets.say(markup.table(tables.by_organisation(grants, widgets.title("table.grants"))))
    widgets.fold("cells", markup.table(tables.listed(grants, widgets.title("sections.cells"))))
    widgets.section("suppliers", with_text=True)
    for key in ("samordnade", "oannonserade", "svar"):
        widgets.section(key)
        widgets.say(markup.table(tables.listed(tables.part(suppliers, f"leverantor_{key}"), widgets.title(f"sections.{key}"))))
    widgets.section("conflicts", with_text=True)
    widgets.say(
        markup.table(
            tables.conflict_table(
                tables.about(picture.conflicts(), ("bidrag", "leverantor")), widgets.title("sections.conflicts")
            )
        )
    )
