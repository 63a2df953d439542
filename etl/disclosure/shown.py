"""What may be written down: the hidden as withheld, the rest exactly or rounded, and shares only where both counts stand."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from etl.disclosure.cells import HIDDEN, Bounds, Cell, Key, Need, Relation, Shown, nearest
from etl.disclosure.patterns import found_again, suppress
from etl.disclosure.rules import Class, Rule, of_count


def protect(cells: Iterable[Cell], relations: Sequence[Relation], rule: Rule) -> dict[Key, Shown]:
    """What may be shown of each cell that is meant to be shown. The audit always runs; hides all cells if it cannot."""
    table = {cell.key: cell for cell in cells}
    never = [key for key, cell in table.items() if not cell.shown]
    values = {key: cell.value for key, cell in table.items()}
    hidden = suppress(values, relations, _needs(table, rule), withheld=never).hidden
    return {key: rounded(cell.value, rule, key in hidden) for key, cell in table.items() if cell.shown}


def exposed(table: Mapping[Key, Cell], hidden: Collection[Key], relations: Sequence[Relation], rule: Rule) -> dict[Key, Bounds]:
    """The small counts that an attacker comes too close to, with how close; empty is what protection means."""
    return found_again({key: cell.value for key, cell in table.items()}, relations, hidden, _needs(table, rule))


def _needs(table: Mapping[Key, Cell], rule: Rule) -> dict[Key, Need]:
    found = {key: of_count(cell, rule, cell.smallest) for key, cell in table.items()}
    return {key: need for key, need in found.items() if need}


def rounded(value: float, rule: Rule, hidden: bool = False) -> Shown:
    """A count by the rule: from the unrounded and by itself, so that parts need not make the total (SPEC 4.6)."""
    if hidden:
        return HIDDEN
    return Shown("ok", value, "exact") if rule.base == 1 else Shown("ok", nearest(value, rule.base), "about")


def amount(value: float, law: Class, hidden: bool = False) -> Shown:
    """An amount by the class: to the nearest thousand kronor in K2."""
    return rounded(value, Rule(0, 0, False, law.amount_base), hidden)


def share(part: float, base: float, law: Class, hidden: bool) -> Shown:
    """100 x part / base in percent. `hidden` says whether either count is: with the other, the share would tell it.

    Withheld on too small a base and where nearly all or nearly none are meant; in K3 rounded to whole fives.
    """
    if hidden or base <= 0 or base < law.smallest_base:
        return HIDDEN
    found = 100 * part / base
    if not law.lowest_share <= found <= law.highest_share:
        return HIDDEN
    return Shown("ok", found, "exact") if law.share_step is None else Shown("ok", nearest(found, law.share_step), "about")
