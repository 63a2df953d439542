"""Every delivery with its rows, every figure that has moved, every definition and every disagreement."""

from dashboard import answers, checks, disclosed, markup, spoken, tables, widgets


def show() -> None:
    """Deliveries with their checksums, rows in and out, corrections, conflicts, breaks, what is hidden and each definition."""
    picture = widgets.choose_picture()
    deliveries, conflicts, revisions = picture.deliveries(), picture.conflicts(), picture.revisions()
    titles = {d.release_id: d.title for d in deliveries}
    rejected = checks.rejection_table(picture.rejections(), titles, widgets.title("sections.rejected"))
    counted = checks.intake_table(picture.intake(), titles, widgets.title("sections.intake"))
    broken = tables.break_table(picture.breaks(), widgets.title("sections.breaks"))
    widgets.say(
        widgets.top("kallor", "", picture, answers.sources(deliveries, conflicts, picture.build)),
        widgets.section("deliveries"),
        *(markup.details(f"{d.publisher}: {d.title}", markup.definitions(tables.delivery_details(d))) for d in deliveries),
        widgets.section("intake", with_text=True) + markup.table(counted) if counted.rows else "",
        widgets.subsection("rejected") if counted.rows else "",
        widgets.told(rejected, "sections.no_rejected") if counted.rows else "",
        widgets.section("revisions", with_text=True),
        widgets.told(checks.revision_table(revisions, widgets.title("sections.revisions")), "sections.no_revisions"),
        widgets.section("conflicts", with_text=True),
        widgets.told(tables.conflict_table(conflicts, widgets.title("sections.conflicts")), "sections.no_conflicts"),
        widgets.section("breaks") + markup.table(broken) if broken.rows else "",
        disclosed.section(picture.protections(), picture.indicators(), picture.path.name),
        spoken.how(picture),
        widgets.section("definitions"),
        *(markup.details(i.name, markup.definitions(tables.indicator_text(i))) for i in picture.indicators()),
    )
