"""Every delivery, every definition and every disagreement."""

from dashboard import answers, markup, tables, widgets


def show() -> None:
    """Deliveries with address and checksum, conflicts, breaks and the definition of each indicator."""
    picture = widgets.choose_picture()
    deliveries = picture.deliveries()
    widgets.top("kallor", "", picture, answers.sources(deliveries, picture.conflicts(), picture.build))
    widgets.section("deliveries")
    for delivery in deliveries:
        widgets.say(
            markup.details(f"{delivery.publisher}: {delivery.title}", markup.definitions(tables.delivery_details(delivery)))
        )
    widgets.section("conflicts", with_text=True)
    widgets.say(markup.table(tables.conflict_table(picture.conflicts(), widgets.title("sections.conflicts"))))
    widgets.section("breaks")
    widgets.say(markup.table(tables.break_table(picture.breaks(), widgets.title("sections.breaks"))))
    widgets.section("definitions")
    for indicator in picture.indicators():
        widgets.say(markup.details(indicator.name, markup.definitions(tables.indicator_text(indicator))))
