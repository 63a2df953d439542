"""The planner: what a number of controls can say, and how they are drawn so that the drawing can be repeated."""

from dashboard import answers, checks, markup, widgets

CONTROLS = (60, 5, 10, 15, 20, 30, 40, 50, 80, 100, 150, 200, 300, 400, 500)
SHARES = (20, 30, 40, 50, 100)


def show() -> None:
    """The reader's plan answered first, then both tables and the command that draws."""
    picture = widgets.choose_picture()
    with widgets.side_by_side():
        controls = widgets.choose_number("choose.controls", "antal", CONTROLS)
        share = widgets.choose_number("choose.random", "slump", SHARES, " %")
    random, risk = checks.split(controls, share)
    bound = checks.bound(picture.bounds(), random)
    command = f"python -m etl draw {picture.build.municipality_code} --source bidrag --count {random} --seed 2026"
    widgets.say(
        widgets.top("plan", "", picture, answers.plan(random, risk, bound.zero_hits_bound if bound else None)),
        widgets.notice("sections.plan_share_text"),
        widgets.section("plan_bound", with_text=True),
        markup.table(checks.bound_table(picture.bounds(), random, widgets.title("sections.plan_bound"))),
        widgets.section("plan_difference", with_text=True),
        markup.table(checks.difference_table(picture.differences(), random, risk, widgets.title("sections.plan_difference"))),
        widgets.section("plan_draw", with_text=True),
        markup.command(command),
    )
