"""Pure: which counts must be hidden, and what a reader could still work out about them by subtraction.

After stats/SPEC.md 4.3-4.6. The attacker is granted every shown value unrounded: rounding, shares and averages made of shown
values then add nothing to what he knows, and protection never rests on them. No database, no files.
"""

from etl.disclosure.attack import attack_interval, attacker_interval
from etl.disclosure.audits import Audit, audit, audit_shown, digest, lettered
from etl.disclosure.cells import HIDDEN, Bounds, Cell, Key, Need, Relation, Shown, Unanswered, nearest
from etl.disclosure.cubes import Cube, Dimension, Paid, amounts, cube
from etl.disclosure.derived import Derived, cumulative, difference, rest, rolling
from etl.disclosure.joined import Earlier, Edition, already_told, found_between, held, joined, suppress_after
from etl.disclosure.patterns import Pattern, found_again, suppress
from etl.disclosure.rules import (
    PROPOSALS,
    VERSION,
    Class,
    Dominance,
    Rule,
    classes,
    dominance,
    dominated,
    p_percent,
    primary,
    upl,
)
from etl.disclosure.selections import sum_offered
from etl.disclosure.shown import amount, exposed, protect, rounded, share

__all__ = [
    "HIDDEN", "PROPOSALS", "VERSION", "Audit", "Bounds", "Cell", "Class", "Cube", "Derived", "Dimension", "Dominance", "Earlier",
    "Edition", "Key", "Need", "Paid", "Pattern", "Relation", "Rule", "Shown", "Unanswered", "already_told", "amount", "amounts",
    "attack_interval", "attacker_interval", "audit", "audit_shown", "classes", "cube", "cumulative", "difference", "digest",
    "dominance", "dominated", "exposed", "found_again", "found_between", "held", "joined", "lettered",
    "nearest", "p_percent", "primary",
    "protect", "rest", "rolling", "rounded", "share", "sum_offered", "suppress", "suppress_after", "upl",
]  # fmt: skip
