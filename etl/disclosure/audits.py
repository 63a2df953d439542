"""The audit that every published table must pass, by those who know the counts and by those who only hold the file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import inf
from time import perf_counter

from etl.disclosure.attack import Attack, outside
from etl.disclosure.cells import Bounds, Cell, Key, Relation, Unanswered
from etl.disclosure.patterns import problem_of
from etl.disclosure.problem import Problem
from etl.disclosure.rules import VERSION, Class, primary
from etl.disclosure.table import Table, of_cells

_LETTERS = str.maketrans("0123456789", "ghijklmnop")


@dataclass(frozen=True)
class Audit:
    """What an audit found. It says nothing of which hidden cells were small and which only help to hide them."""

    cells: int  # published or withheld; what is only implied is not counted
    hidden: int
    narrowest: Bounds | None  # the closest that anybody comes to a hidden value; None when nothing is hidden or no answer
    seconds: float
    passed: bool
    digest: str  # sha256 of which cells there are, which are hidden, how they hang together and by which rules; no values


def audit(
    cells: Iterable[Cell], relations: Sequence[Relation], hidden: Collection[Key], law: Class,
    insiders: Sequence[Collection[Key]] = (), parts: Iterable[Key] = (),
) -> Audit:  # fmt: skip
    """The audit by one who knows the counts: every small one hidden, and far enough from what anybody can work out.

    Fails, rather than raises, when the table contradicts itself or the solver gives up.
    """
    start, found = perf_counter(), list(cells)
    away = frozenset(hidden)
    mark = digest([c.key for c in found if c.shown], away, relations, law)
    try:
        over = of_cells(found, relations)
        problem = problem_of(over, primary(found, relations, law, parts), insiders)
        near, passed = _examined(problem, away | {c.key for c in found if not c.shown}, away)
    except Unanswered:
        near, passed = None, False
    shown = sum(cell.shown for cell in found)
    return Audit(shown, len(away), near, perf_counter() - start, passed, mark)


def _examined(problem: Problem, unknown: Collection[Key], hidden: Collection[Key]) -> tuple[Bounds | None, bool]:
    over = problem.table
    attack = Attack(over, over.mask(unknown))
    passed = next(problem.breaches(attack), None) is None
    return narrowest(attack, [over.at[key] for key in hidden]), passed


def audit_shown(
    known: Mapping[Key, Bounds], withheld: Collection[Key], relations: Sequence[Relation], law: Class,
    amounts: Collection[Key] = (), signed: Collection[Key] = (),
) -> Audit:  # fmt: skip
    """The audit by one who holds only the published file: `known` are the shown cells, as wide as their rounding.

    A withheld count that may be a small one must stay as uncertain as the class asks; which are small he does not know, so he
    cannot ask more. A withheld amount, or a difference (`signed`), must not be known exactly.
    """
    start = perf_counter()
    mark = digest([*known, *withheld], frozenset(withheld), relations, law)
    if not known and not withheld:
        return Audit(0, 0, None, perf_counter() - start, True, mark)
    try:
        attack = outside(known, relations, withheld, signed)
        columns = {key: attack.table.at[key] for key in withheld}
        found = {key: attack.interval(column) for key, column in columns.items()}
        passed = all(_wide(found[key], law, key in amounts or key in signed, attack.table) for key in withheld)
        near = min(found.values(), key=_width, default=None)
    except Unanswered:
        near, passed = None, False
    return Audit(len({*known, *withheld}), len(set(withheld)), near, perf_counter() - start, passed, mark)


def _wide(bounds: Bounds, law: Class, amount: bool, over: Table) -> bool:
    low, high = bounds
    if amount:
        return high - low > over.slack
    small = low < law.smallest and (law.zero or high > over.slack)
    return not small or (high - low >= law.smallest - over.slack and high >= law.smallest - over.slack)


def _width(bounds: Bounds) -> float:
    return bounds[1] - bounds[0]


def narrowest(attack: Attack, columns: Collection[int]) -> Bounds | None:
    """The closest bounds of these hidden cells. Those that surely reach farther than the best so far are not asked."""
    best: Bounds | None = None
    for column in sorted(columns, key=lambda n: (sum(attack.surely(n)), n)):
        if best is None or sum(attack.surely(column)) < _width(best):
            best = min(best or (-inf, inf), attack.interval(column), key=_width)
    return best


def digest(keys: Iterable[Key], hidden: Collection[Key], relations: Iterable[Relation], law: Class) -> str:
    """The mark of what was audited. Values are left out: a hash of an unrounded count could be searched for."""
    lines = sorted(f"{key!r} {key in hidden}" for key in keys)
    lines += sorted(f"{r.total!r} = {sorted(map(repr, r.parts))}" for r in relations)
    return sha256("\n".join([VERSION, repr(law), *lines]).encode()).hexdigest()


def lettered(keys: Iterable[Key], hidden: Collection[Key], relations: Iterable[Relation], law: Class) -> str:
    """The digest in the letters a to p: no run of digits that could look like somebody's number."""
    return digest(keys, hidden, relations, law).translate(_LETTERS)
