"""Pure: which counts must be hidden, and what a reader could still work out about them by subtraction.

After stats/SPEC.md 4.3–4.5. The attacker is granted every shown value unrounded: rounding, shares and averages made of shown
values then add nothing to what he knows, and protection never rests on them. Small tables only; no database, no files.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor, inf, log

Key = Hashable
Bounds = tuple[float, float]
_FREE: tuple[float, float | None] = (0, None)
_SLACK = 1e-6  # the solver's own tolerance


@dataclass(frozen=True)
class Cell:
    """A count of the table. `shown` is False for what nobody publishes but anybody could work out, as those who said no."""

    key: Key
    value: float
    smallest: int | None = None  # instead of the rule's, as for the districts of a city
    shown: bool = True


@dataclass(frozen=True)
class Relation:
    """A total and the parts it is the sum of."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True)
class Rule:
    """Counts below `smallest` are hidden, zero too when `zero`; what is hidden stays uncertain by `width` at least."""

    smallest: int
    width: float
    zero: bool
    base: int = 1  # shown counts are rounded to the nearest multiple, each by itself


@dataclass(frozen=True)
class Shown:
    """What may be written down of a count: status `ok` with a value, or `withheld` with none."""

    status: str
    value: float | None
    qualifier: str  # `about` when rounded


HIDDEN = Shown("withheld", None, "exact")


class Unanswered(Exception):
    """The attacker's question has no certain answer: the relations contradict the values, or the solver gave up."""


def protect(cells: Iterable[Cell], relations: Sequence[Relation], rule: Rule) -> dict[Key, Shown]:
    """What may be shown of each cell that is meant to be shown. The audit always runs; hides all cells if it cannot."""
    table = {cell.key: cell for cell in cells}
    try:
        hidden = _pattern(table, relations, rule)
    except Unanswered:
        hidden = set(table)
    return {key: HIDDEN if key in hidden else _rounded(cell.value, rule) for key, cell in table.items() if cell.shown}


def attacker_interval(key: Key, known: Mapping[Key, Bounds], relations: Sequence[Relation]) -> Bounds:
    """The least and the greatest that a count may be, for one who knows the relations and the bounds of other counts.

    No count is negative; the greatest is infinite where nothing limits it. Raises Unanswered when no table is possible.
    """
    keys = list(dict.fromkeys([key, *(k for r in relations for k in (r.total, *r.parts))]))
    sums = [[(k in r.parts) - (k == r.total) for k in keys] for r in relations]
    bounds = [known.get(k, _FREE) for k in keys]
    least = _solved([1.0, *[0.0] * (len(keys) - 1)], sums, bounds)
    greatest = _solved([-1.0, *[0.0] * (len(keys) - 1)], sums, bounds)
    return least, -greatest


def _solved(cost: list[float], sums: list[list[int]], bounds: Sequence[tuple[float, float | None]]) -> float:
    from scipy.optimize import linprog  # noqa: PLC0415  half a second to load, and most builds hide nothing

    zeros = [0.0] * len(sums)
    result = linprog(cost, A_eq=sums or None, b_eq=zeros or None, bounds=bounds, method="highs")
    if result.status == 4:  # unbounded or impossible, the solver does not say which: impossible has no point at all
        _solved([0.0] * len(cost), sums, bounds)
        return -inf
    if result.status not in (0, 3):
        raise Unanswered(result.message)
    return -inf if result.status == 3 else float(result.fun)


def exposed(table: Mapping[Key, Cell], hidden: Collection[Key], relations: Sequence[Relation], rule: Rule) -> dict[Key, Bounds]:
    """The small counts that an attacker comes too close to, with how close; empty is what protection means."""
    known = {key: (cell.value, cell.value) for key, cell in table.items() if key not in hidden}
    found = {key: attacker_interval(key, known, relations) for key, cell in table.items() if _small(cell, rule)}
    return {key: bounds for key, bounds in found.items() if not _safe(table[key].value, bounds, rule.width)}


def _pattern(table: Mapping[Key, Cell], relations: Sequence[Relation], rule: Rule) -> set[Key]:
    """The keys to hide: the small counts and, until the audit passes, the cheapest other count that helps the worst of them."""
    if not all(_holds(table, relation) for relation in relations):
        raise Unanswered("a total is not the sum of its parts")
    hidden = {key for key, cell in table.items() if not cell.shown or _small(cell, rule)}
    while near := exposed(table, hidden, relations, rule):
        worst = min(near, key=lambda key: (near[key][1] - near[key][0], str(key)))
        reach = sorted(_reach(worst, hidden, relations), key=lambda key: (_cost(table[key], relations), str(key)))
        if not reach:
            raise Unanswered(f"{worst} cannot be protected")
        hidden.add(next(_widening(worst, near[worst], reach, table, hidden, relations), reach[0]))
    return hidden


def _holds(table: Mapping[Key, Cell], relation: Relation) -> bool:
    """Whether the table has every cell of a relation and they add up; the audit would trust one that did not."""
    if not {relation.total, *relation.parts} <= set(table):
        return False
    return abs(table[relation.total].value - sum(table[part].value for part in relation.parts)) <= _SLACK


def _widening(
    worst: Key, near: Bounds, reach: Iterable[Key], table: Mapping[Key, Cell], hidden: set[Key], relations: Sequence[Relation]
) -> Iterator[Key]:
    """Those counts that, hidden too, leave the worst one less certain than before."""
    for candidate in reach:
        known = {k: (c.value, c.value) for k, c in table.items() if k not in hidden and k != candidate}
        low, high = attacker_interval(worst, known, relations)
        if high - low > near[1] - near[0] + _SLACK:
            yield candidate


def _reach(key: Key, hidden: Collection[Key], relations: Sequence[Relation]) -> set[Key]:
    """Shown counts tied to one count by a relation, or by a chain of hidden counts."""
    seen, waiting, found = {key}, [key], set[Key]()
    while waiting:
        at = waiting.pop()
        tied = {k for r in relations if at == r.total or at in r.parts for k in (r.total, *r.parts)}
        found |= {k for k in tied if k not in hidden}
        waiting += [k for k in tied if k in hidden and k not in seen]
        seen |= tied
    return found


def _small(cell: Cell, rule: Rule) -> bool:
    smallest = rule.smallest if cell.smallest is None else cell.smallest
    return cell.value < smallest and (rule.zero or cell.value > 0)


def _safe(value: float, bounds: Bounds, width: float) -> bool:
    low, high = bounds
    return high - low >= width - _SLACK and high >= width - _SLACK and low <= max(0, value - width) + _SLACK


def _cost(cell: Cell, relations: Sequence[Relation]) -> float:
    """What hiding a count costs the reader: large counts more than small, totals only when no part will do."""
    return 1 + log(1 + cell.value) + 1000 * sum(r.total == cell.key for r in relations)


def _rounded(value: float, rule: Rule) -> Shown:
    return Shown("ok", value, "exact") if rule.base == 1 else Shown("ok", nearest(value, rule.base), "about")


def nearest(value: float, base: int) -> float:
    """The nearest multiple, halves upwards."""
    return float(base * floor(value / base + 0.5))
