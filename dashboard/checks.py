"""The control function's questions -> tables: explained flags, what a plan can say, rows turned away, figures that moved."""

from collections.abc import Iterable, Sequence
from math import ceil

from dashboard import verdicts, words
from dashboard.rows import Bound, Difference, Flag, Intake, Rejection, Revision
from dashboard.tables import Table

MOST_SHOWN = 300
SHOWN_BOUNDS = (1, 3, 5, 10, 20, 30, 59, 100, 200, 300, 500)


def flag_table(flags: Sequence[Flag], caption: str) -> Table:
    """Counts only: how many organisations each rule points at, what controls of them showed, and whether it is still used."""
    rows = tuple(
        (
            f.name, _pointed(f), *(_counted(f, n) for n in (f.confirmed, f.refuted, f.open)), verdicts.right(f),
            words.percent(f.base_rate), words.text(f"flags.{f.state.replace(' ', '_')}"),
        )
        for f in flags
    )  # fmt: skip
    return Table(caption, words.heads("flags"), rows, (1, 2, 3, 4, 5, 6))


def _pointed(flag: Flag) -> str:
    return words.text("flags.no_register") if flag.organisations is None else words.number(flag.organisations)


def _counted(flag: Flag, number: int) -> str:
    """Without a register no control is known: that is not none."""
    return words.DASH if flag.organisations is None else words.number(number)


def flag_text(flag: Flag) -> tuple[tuple[str, str], ...]:
    """All that explains a rule: why it exists, how it is worked out, what it leaves out, an example and its record."""
    told = (flag.why, flag.formula, flag.threshold, flag.exclusions, flag.example)
    heads = words.heads("flag_text")
    return (*zip(heads, told, strict=False), (heads[-2], f"{words.number(flag.grade)}: {flag.basis}"), (heads[-1], _record(flag)))


def _record(flag: Flag) -> str:
    told = [verdicts.outcome(flag)]
    if flag.base_rate is not None:
        told.append(words.text("flags.base_rate", share=words.percent(flag.base_rate)))
    if flag.state == "pensionerad":
        told.append(words.text("flags.retired"))
    return " ".join(told)


def split(controls: int, percent: int) -> tuple[int, int]:
    """A number of controls as (drawn at random, chosen by risk), the random ones rounded up."""
    random = ceil(controls * percent / 100)
    return random, controls - random


def bound(bounds: Iterable[Bound], controls: int) -> Bound | None:
    """What this many random controls can say."""
    return next((b for b in bounds if b.controls == controls), None)


def bound_table(bounds: Iterable[Bound], chosen: int, caption: str) -> Table:
    """Number of random controls without a fault, and the highest error rate that still is likely."""
    shown = {*SHOWN_BOUNDS, chosen}
    rows = tuple((words.number(b.controls), words.percent(b.zero_hits_bound, 1)) for b in bounds if b.controls in shown)
    return Table(caption, words.heads("bounds"), rows, (1,), wide=True, narrow=True)


def difference_table(differences: Iterable[Difference], random: int, risk: int, caption: str) -> Table:
    """How many controls each arm needs to show a difference, and whether the reader's plan is enough."""
    rows = tuple(
        (
            words.percent(d.risk_rate), words.percent(d.random_rate), words.number(d.per_arm),
            words.text("plan.enough" if min(random, risk) >= d.per_arm else "plan.not_enough"),
        )
        for d in differences
    )  # fmt: skip
    return Table(caption, words.heads("differences"), rows, (1, 2), wide=True, narrow=True)


def intake_table(intake: Sequence[Intake], titles: dict[str, str], caption: str) -> Table:
    """Per delivered file: rows read, rows that came in and rows turned away."""
    rows = tuple(
        (titles.get(i.release_id, i.release_id), i.file, words.number(i.read), words.number(i.loaded), words.number(i.rejected))
        for i in intake
    )
    return Table(caption, words.heads("intake"), rows, (2, 3, 4))


def rejection_table(rejections: Sequence[Rejection], titles: dict[str, str], caption: str) -> Table:
    """Why rows were turned away: the reason, how many, and the first lines, never what they say."""
    rows = tuple(
        (r.reason, r.field, words.number(r.count), _lines(r), f"{titles.get(r.release_id, r.release_id)}, {r.file}")
        for r in rejections
    )
    return Table(caption, words.heads("rejections"), rows, (2,))


def _lines(r: Rejection) -> str:
    told = ", ".join(words.number(line) for line in r.lines)
    return words.text("intake.and_more", lines=told) if r.count > len(r.lines) else told


def revision_table(revisions: Sequence[Revision], caption: str) -> Table:
    """Each figure before and after a correction and how much it moved, at most MOST_SHOWN of them."""
    rows = tuple(
        (
            r.indicator if r.group_id == "alla" else f"{r.indicator}: {r.group_id}", r.area,
            words.period(r.period_start, r.period_end), verdicts.was(r.earlier_value, r.earlier_status, r.unit, r.decimals),
            verdicts.was(r.value, r.status, r.unit, r.decimals), verdicts.moved(r.moved, r.unit, r.decimals),
            words.text("revisions.between", later=r.release, earlier=r.earlier_release, day=words.day(r.published)),
        )
        for r in revisions[:MOST_SHOWN]
    )  # fmt: skip
    return Table(caption, words.heads("revisions"), rows, (3, 4, 5))
