"""Which cells to hide, so that no hidden value is found again: the cheapest pattern, or a quick one, or all of it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, log
from time import thread_time

import numpy as np

from etl.disclosure.attack import Attack
from etl.disclosure.benders import cheapest
from etl.disclosure.cells import Bounds, Key, Need, Relation, Unanswered
from etl.disclosure.problem import Problem
from etl.disclosure.repair import bare, leaner, mended
from etl.disclosure.table import Mask, Table, table

SECONDS = 20.0  # SPEC 4.4
_LARGEST_PROVEN = 700  # cells; the search for the cheapest pattern of 1 080 did not end in half the time
_ROUNDS = 200
_TOTALS = 1000.0


@dataclass(frozen=True)
class Pattern:
    """What is hidden. `secondary` is what the small ones drag along and `cost` is what those cost.

    `method` says how it was found: `optimal` (proven cheapest), `repaired`, `coarser` (a whole level hidden) or `whole`.
    """

    hidden: frozenset[Key]
    secondary: frozenset[Key]
    cost: float
    method: str


def suppress(
    values: Mapping[Key, float], relations: Sequence[Relation], primary: Mapping[Key, Need], *,
    costs: Mapping[Key, float] | None = None, insiders: Sequence[Collection[Key]] = (), published: Collection[Key] = (),
    withheld: Collection[Key] = (), signed: Collection[Key] = (), coarser: Sequence[Collection[Key]] = (),
    seconds: float = SECONDS, largest_proven: int | None = None,
) -> Pattern:  # fmt: skip
    """The pattern that keeps every primary cell as uncertain as it needs, also for each insider who knows his own cells.

    `costs` default to SPEC 4.4's; `published` before stay shown, `withheld` before (or never shown) stay hidden, and zeros are
    shown unless primary. After `seconds` a dearer pattern will do; if none does, whole levels (`coarser`, in turn) and at last
    the whole table are hidden. The cheapest pattern is searched for only among `largest_proven` cells. Every
    pattern has passed the attack on each primary cell; what cannot be answered is hidden.
    """
    try:
        over = table(values, relations, signed)
        problem = _problem(over, primary, costs or usual_costs(values, relations), insiders, published, withheld)
    except Unanswered:
        return Pattern(frozenset(values), frozenset(values) - set(primary), inf, "whole")
    end = thread_time() + 0.8 * seconds  # the rest is for the audit
    for method, tried in _attempts(problem, coarser, end, _LARGEST_PROVEN if largest_proven is None else largest_proven):
        try:
            hidden, proven = tried()
            if _passes(problem, hidden, seconds):
                return _pattern(problem, hidden, primary, "optimal" if proven else method)
        except Unanswered:
            continue
    return _pattern(problem, np.ones(len(problem.cost), dtype=bool), primary, "whole")


def _problem(
    over: Table, primary: Mapping[Key, Need], costs: Mapping[Key, float], insiders: Sequence[Collection[Key]],
    published: Collection[Key], withheld: Collection[Key],
) -> Problem:  # fmt: skip
    on = over.mask(primary) | over.mask(k for k in withheld if k in over.at)
    off = ~on & ((over.floor == 0) | over.mask(k for k in published if k in over.at))
    needs = {over.at[key]: need for key, need in primary.items()}
    own = tuple(dict.fromkeys(tuple(sorted(over.at[k] for k in keys if k in over.at)) for keys in insiders))
    return Problem(over, needs, own, np.array([float(costs[key]) for key in over.keys]), on, off)


def usual_costs(values: Mapping[Key, float], relations: Sequence[Relation]) -> dict[Key, float]:
    """What hiding a count costs the reader: large counts more than small, totals only when no part will do (SPEC 4.4)."""
    found = {key: 1 + log(1 + abs(value)) for key, value in values.items()}
    for relation in relations:
        found[relation.total] += _TOTALS
    return found


Attempt = tuple[str, Callable[[], tuple[Mask, bool]]]


def _attempts(problem: Problem, coarser: Sequence[Collection[Key]], end: float, largest: int) -> Iterator[Attempt]:
    yield "repaired", lambda: _searched(problem, end, largest)
    level = problem.on
    for keys in coarser:
        level = level | problem.table.mask(keys)
        yield "coarser", lambda level=level: (level, False)  # type: ignore[misc]


def _searched(problem: Problem, end: float, largest: int) -> tuple[Mask, bool]:
    """The cheapest pattern if it is found in half the time, otherwise the best found made to protect."""
    if next(problem.breaches(Attack(problem.table, problem.on, end)), None) is None:
        return problem.on, True
    half = (thread_time() + end) / 2
    hidden, proven = problem.on, False
    if len(problem.cost) <= largest:
        try:
            hidden, proven = cheapest(problem, half, _ROUNDS)
        except Unanswered:
            hidden = problem.on
    if proven:
        return hidden, True
    return bare(problem, leaner(problem, mended(problem, hidden, end), end)), False


def _passes(problem: Problem, hidden: Mask, seconds: float) -> bool:
    """The audit that every pattern must pass, from nothing and with its own time."""
    attack = Attack(problem.table, hidden, thread_time() + max(seconds, SECONDS))
    return next(problem.breaches(attack), None) is None


def _pattern(problem: Problem, hidden: Mask, primary: Mapping[Key, Need], method: str) -> Pattern:
    extra = hidden & ~problem.on
    told = problem.table.told(hidden)
    return Pattern(told, told - set(primary), float(problem.cost[extra].sum()), method)


def problem_of(over: Table, needs: Mapping[Key, Need], insiders: Sequence[Collection[Key]]) -> Problem:
    """The question of whether a pattern protects: what must be, and from whom, without costs."""
    return _problem(over, needs, dict.fromkeys(over.keys, 0.0), insiders, (), ())


def found_again(
    values: Mapping[Key, float], relations: Sequence[Relation], hidden: Collection[Key], needs: Mapping[Key, Need],
    insiders: Sequence[Collection[Key]] = (), signed: Collection[Key] = (),
) -> dict[Key, Bounds]:  # fmt: skip
    """The cells that an attacker, or an insider, comes too close to, each with the narrowest he gets; empty is protection.

    Raises Unanswered when the table contradicts itself or the solver gives up.
    """
    over = table(values, relations, signed)
    problem = problem_of(over, needs, insiders)
    found: dict[Key, Bounds] = {}
    for breach in problem.breaches(Attack(over, over.mask(hidden))):
        key, value = over.keys[breach.column], float(over.values[breach.column])
        bounds = value - breach.down.far, value + breach.up.far
        if key not in found or bounds[1] - bounds[0] < found[key][1] - found[key][0]:
            found[key] = bounds
    return found
