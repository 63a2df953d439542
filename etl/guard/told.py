"""What is written down of a chain of publications: which figures are withheld, and how sure it is that they stay so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import floor, isfinite, log10
from typing import Any

import pandas as pd

from etl.disclosure import VERSION, Class, Key, Relation, lettered
from etl.disclosure.attack import Attack
from etl.disclosure.audits import narrowest
from etl.disclosure.table import table
from etl.guard.chain import Guarded
from etl.guard.edition import PRINTED

_WORST = ("optimal", "repaired", "coarser", "whole")
_COLUMNS = ("indicator_id", "area_id", "period_start", "period_end", "group_id", "release_id", "hidden", "money")


def opened(states: Sequence[Guarded]) -> pd.DataFrame:
    """The rows of the draft's `open_figure`: of each figure of a delivery, what the newest state with it decided.

    Where the last audit fails, all figures are withheld.
    """
    fails = not passes(states)
    found: dict[tuple[str, ...], tuple[bool, bool]] = {}
    for state in reversed(states):
        for f in state.figures:
            found.setdefault((*f.place, f.release_id), (fails or f.place in state.withheld, f.money))
    frame = pd.DataFrame([(*key, *told) for key, told in found.items()], columns=list(_COLUMNS))
    return frame.assign(**{day: pd.to_datetime(frame[day]) for day in ("period_start", "period_end")})


def passes(states: Sequence[Guarded]) -> bool:
    """Whether the last audit found nothing: of everything that has been published together, whatever the search said of it."""
    return not states or states[-1].passes


def protection(states: Sequence[Guarded], law: Class, counted: pd.DataFrame) -> pd.DataFrame:
    """The rows of the contract's `protection`; `counted` is the answer to protected.sql.

    Where the last audit fails nothing is shown, which holds: that everything is withheld, and why, is said instead.
    """
    facts: dict[str, Any] = {
        "class": law.name, "rule_version": VERSION, "rules": law.told, "decided_by": law.decided_by, "decided_on": law.decided,
        "digest": _mark(states, law),
    }  # fmt: skip
    if not passes(states):
        nothing = {"method": "whole", "reason": "unproven", "narrowest": None, "passed": counted["cells"] == counted["hidden"]}
        return counted.assign(**facts, **nothing)
    reached, methods = _reached(states), _methods(states)
    unsound = {f.place[0] for state in states for f in state.figures if not f.sound}
    widths = [_told(reached.get(i), law) if n else None for i, n in zip(counted["family"], counted["hidden"], strict=True)]
    return counted.assign(
        **facts, passed=True, method=[methods.get(i, "optimal") for i in counted["family"]],
        reason=["contradiction" if i in unsound else "" for i in counted["family"]], narrowest=pd.Series(widths, dtype=float),
    )  # fmt: skip


def _methods(states: Iterable[Guarded]) -> dict[str, str]:
    """How the pattern of each indicator was found, the least good way of its parts."""
    found: dict[str, str] = {}
    for state in states:
        for f in state.figures:
            for part in f.parts:
                way = state.known.methods.get(state.names[part], "optimal")
                found[f.place[0]] = max(way, found.get(f.place[0], "optimal"), key=_WORST.index)
    return found


def _reached(states: Sequence[Guarded]) -> dict[str, float]:
    """The narrowest interval that anybody reaches for a withheld part of each indicator."""
    if not states:
        return {}
    known = states[-1].known
    over = table(known.values, list(known.relations), known.signed)
    attack = Attack(over, over.mask(known.hidden))
    within: dict[str, set[int]] = defaultdict(set)
    for name in known.hidden & known.costs.keys():
        indicator, part = _indicator(known.plain[name])
        if part in PRINTED:
            within[indicator].add(over.at[name])
    spans = {indicator: narrowest(attack, sorted(columns)) for indicator, columns in within.items()}
    return {indicator: span[1] - span[0] for indicator, span in spans.items() if span}


def _indicator(part: Key) -> tuple[str, str]:
    """The indicator of a part and the part's own name."""
    return (str(part[0]), str(part[5])) if isinstance(part, tuple) else ("", "")


def _told(width: float | None, law: Class) -> float | None:
    """A width that tells no sum: the threshold for what is wider, and of anything else its first digit."""
    if width is None or not isfinite(width):
        return None
    least = min(width, float(law.smallest)) if width >= law.smallest else width
    digit = 10.0 ** floor(log10(least)) if least > 0 else 1.0
    return floor(least / digit + 1e-9) * digit


def _mark(states: Sequence[Guarded], law: Class) -> str:
    """A checksum of which parts there are, which are withheld and how they hang together, without a value."""
    if not states:
        return ""
    known = states[-1].known
    plain = known.plain
    ties = [Relation(plain[r.total], tuple(plain[p] for p in r.parts)) for r in known.relations]
    return lettered(plain.values(), frozenset(plain[n] for n in known.hidden), ties, law)
