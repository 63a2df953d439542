"""Every delivery, every definition and every disagreement."""

from dashboard import answers, markup, tables, widgets


def show() -> None:
    """Deliveries with address and checksum, conflicts, breaks and the definition of each indicator."""
    picture = widgets.choose_picture()
    deliveries, conflicts = picture.deliveries(), picture.conflicts()
    widgets.say(
        widgets.top("kallor", "", picture, answers.sources(deliveries, conflicts, picture.build)),
        widgets.section("deliveries"),
        *(markup.details(f"{d.publisher}: {d.title}", markup.definitions(tables.delivery_details(d))) for d in deliveries),
        widgets.section("conflicts", with_text=True),
        markup.table(tables.conflict_table(conflicts, widgets.title("sections.conflicts"))),
        widgets.section("breaks"),
        markup.table(tables.break_table(picture.breaks(), widgets.title("sections.breaks"))),
        widgets.section("definitions"),
        *(markup.details(i.name, markup.definitions(tables.indicator_text(i))) for i in picture.indicators()),
    )
