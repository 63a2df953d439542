"""Explained flags: counts, how each rule works and how often it has been right. Never a name or a number of anyone."""

from dashboard import answers, checks, markup, widgets


def show() -> None:
    """The answer and what a flag is, then per source the counts and every rule told in full."""
    picture = widgets.choose_picture()
    flags = picture.flags()
    parts = []
    for source in dict.fromkeys(f.source for f in flags):
        mine = [f for f in flags if f.source == source]
        name = widgets.source(source)
        parts += [
            markup.section(name),
            markup.table(checks.flag_table(mine, widgets.title("table.flag_caption", source=name))),
            widgets.subsection("flags_method"),
            *(markup.details(f.name, markup.definitions(checks.flag_text(f))) for f in mine),
        ]
    widgets.say(
        widgets.top("flaggor", "", picture, answers.flags(flags, picture.build)),
        widgets.notice("sections.flag"),
        widgets.prose("sections.flags_where") if flags else "",
        *parts,
    )
