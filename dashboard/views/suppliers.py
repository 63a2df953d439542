"""Suppliers: what the register says of contracts, spend and controls, the two campaigns kept apart, and disagreements."""

from dashboard import answers, arms, markup, matrix, tables, widgets


def show() -> None:
    """The answer, what only the register can tell, the campaigns and answers, and the disagreements."""
    picture = widgets.choose_picture()
    facts = picture.of_source("leverantor")
    spread, counted = matrix.by_unit(facts), widgets.in_registers(picture, facts)
    conflicts = tables.about(picture.conflicts(), ("leverantor",))
    campaigns = [
        widgets.subsection(key) + markup.table(tables.listed(part, widgets.title(f"sections.{key}")))
        for key in ("samordnade", "oannonserade", "svar")
        if (part := tables.part(facts, f"leverantor_{key}"))
    ]
    widgets.say(
        widgets.top("leverantorer", picture.build.municipality_name, picture, answers.suppliers(facts)),
        widgets.inside(picture) if counted and not spread else "",
        arms.controls(picture, facts, "leverantor_traffandel"),
        widgets.registers(counted),
        markup.table(tables.by_organisation(spread, widgets.title("table.by_organisation", period=tables.period_of(spread))))
        if spread
        else "",
        *([widgets.section("suppliers", with_text=True), *campaigns] if campaigns else []),
        widgets.section("conflicts", with_text=True),
        widgets.told(tables.conflict_table(conflicts, widgets.title("sections.conflicts")), "sections.no_conflicts"),
    )
