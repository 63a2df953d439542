"""Grants: how much of them has been controlled, what the controls found, and where the prints do not add up."""

from collections.abc import Sequence

from dashboard import answers, arms, markup, matrix, tables, widgets
from dashboard.memory import Picture
from dashboard.rows import Fact


def show() -> None:
    """The table per förvaltning, hits by how controls were chosen, what only the register can tell, and disagreements."""
    picture = widgets.choose_picture()
    facts = picture.of_source("bidrag")
    newest = matrix.last_period(facts)
    conflicts = tables.about(picture.conflicts(), ("bidrag",))
    widgets.say(
        widgets.top("bidrag", picture.build.municipality_name, picture, answers.controls(facts)),
        *_by_department(picture, newest),
        arms.controls(picture, facts, "bidrag_traffandel"),
        arms.audit(picture, facts, "bidrag_extern_traffandel"),
        widgets.registers(widgets.in_registers(picture, facts)),
        widgets.section("conflicts", with_text=True),
        widgets.told(tables.conflict_table(conflicts, widgets.title("sections.conflicts")), "sections.no_conflicts"),
    )


def _by_department(picture: Picture, facts: Sequence[Fact]) -> list[str]:
    """The table per förvaltning with the place of each figure; the public gets none, and nothing is set without figures."""
    if not facts:
        return []
    if not any(f.kind == "organisation" for f in facts):
        return [widgets.inside(picture)]
    return [
        widgets.section("grants", with_text=True),
        markup.table(tables.by_organisation(facts, widgets.title("table.grants", period=tables.period_of(facts)))),
        widgets.fold("cells", markup.table(tables.listed(facts, widgets.title("sections.cells")))),
    ]
