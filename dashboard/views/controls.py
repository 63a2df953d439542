"""Grants and suppliers: what has been controlled, what came of it, and where the prints do not add up."""

from dashboard import answers, markup, tables, widgets


def show() -> None:
    """The table per förvaltning, the two campaigns kept apart, the answers, and the disagreements."""
    picture = widgets.choose_picture()
    grants, suppliers = picture.of_source("bidrag"), picture.of_source("leverantor")
    conflicts = tables.about(picture.conflicts(), ("bidrag", "leverantor"))
    widgets.say(
        widgets.top("kontroller", picture.build.municipality_name, picture, answers.controls(grants)),
        widgets.section("grants", with_text=True),
        markup.table(tables.by_organisation(grants, widgets.title("table.grants"))),
        widgets.fold("cells", markup.table(tables.listed(grants, widgets.title("sections.cells")))),
        widgets.section("suppliers", with_text=True),
        *(_campaign(key, tables.part(suppliers, f"leverantor_{key}")) for key in ("samordnade", "oannonserade", "svar")),
        widgets.section("conflicts", with_text=True),
        markup.table(tables.conflict_table(conflicts, widgets.title("sections.conflicts"))),
    )


def _campaign(key: str, facts: tables.Facts) -> str:
    return widgets.subsection(key) + markup.table(tables.listed(facts, widgets.title(f"sections.{key}")))
