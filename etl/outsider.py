"""What one who holds nothing but a published file knows of its counts, and how close that takes him to the withheld ones.

SPEC 4.4 from outside: he has no true values, but every shown one as wide as its rounding, and every sum that the file's own
areas, groups and periods make. Sums that need not be complete are tried both ways, as with a rest and as complete.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

from etl.disclosure import Audit, Bounds, Class, Relation, audit_shown

ALL = "alla"
Key = tuple[str, str, date, date]  # area, group, first and last day
Parents = Mapping[str, tuple[str, str | None]]  # the kind and the parent of each area
Name = tuple[object, ...]  # a key, or a key and which of two files it stands in where it has changed between them
_SHARES = ("procent", "promille", "kr", "tkr", "mkr", "antal dagar")


@dataclass(frozen=True)
class Tie:
    """A total and parts of it. `complete`: they are all of it, which is not always known."""

    total: Name
    parts: tuple[Name, ...]
    complete: bool


@dataclass(frozen=True)
class Family:
    """The counts of one indicator under one class: what is known of the shown, and which are withheld."""

    indicator_id: str
    name: str
    unit: str
    law: Class
    guarded: bool  # the file says that it was protected
    known: Mapping[Hashable, Bounds]  # by name
    withheld: frozenset[Name]
    ties: tuple[Tie, ...] = ()
    small: int = 0  # shown counts below the threshold
    bare: int = 0  # withheld counts with a number beside them
    cells: int = 0

    @property
    def counts(self) -> bool:
        """Whether it counts something, rather than telling a share or an amount."""
        return not self.unit.startswith(_SHARES) and " per " not in self.unit


def attacked(family: Family) -> Audit:
    """How the family stands when sums are complete only where the file says so, and when all are that can be: the worse."""
    if not family.withheld:
        return Audit(family.cells, 0, None, 0.0, True, "")
    amounts = () if family.counts else family.withheld
    loose = [_relation(tie, complete=tie.complete) for tie in family.ties]
    found = audit_shown(family.known, family.withheld, loose, family.law, amounts)
    strict = [_relation(tie, complete=tie.complete or _may_be_complete(tie, family.known)) for tie in family.ties]
    believed = audit_shown(family.known, family.withheld, strict, family.law, amounts) if strict != loose else found
    if believed.narrowest is None or (
        found.narrowest is None and family.withheld
    ):  # a belief that the figures refute, or no table
        return found
    return min((found, believed), key=lambda a: (a.passed, _width(a)))


def _width(found: Audit) -> float:
    return inf if found.narrowest is None else found.narrowest[1] - found.narrowest[0]


def _relation(tie: Tie, complete: bool) -> Relation:
    return Relation(tie.total, tie.parts if complete else (*tie.parts, ("rest", tie)))


def _may_be_complete(tie: Tie, known: Mapping[Hashable, Bounds]) -> bool:
    low, high = known.get(tie.total, (0.0, inf))
    parts = [known.get(part, (0.0, inf)) for part in tie.parts]
    return sum(least for least, _ in parts) <= high and sum(most for _, most in parts) >= low


def bounds(value: float | None, lower: float | None, upper: float | None, qualifier: str, base: int) -> Bounds | None:
    """What a shown figure says of the true one; None where it says nothing."""
    if qualifier == "at_least" and lower is not None:
        return lower, inf
    if qualifier == "at_most" and upper is not None:
        return 0.0, upper
    if value is None:
        return None
    return (max(0.0, value - base / 2), value + base / 2) if qualifier == "about" else (value, value)


def ties(keys: Collection[Key], parents: Parents, parts: str) -> list[Tie]:
    """Every sum among the keys of a family. `parts` is the contract's column."""
    if not parts:
        return []
    whole = parts == "whole"
    return [*_groups(keys, whole), *_areas(keys, parents, whole), *_periods(keys)]


def _groups(keys: Iterable[Key], whole: bool) -> Iterator[Tie]:
    """Groups beside 'alla', in the same area and period."""
    beside: dict[tuple[object, ...], list[Key]] = defaultdict(list)
    for key in keys:
        beside[key[0], *key[2:]].append(key)
    for found in beside.values():
        totals = [key for key in found if key[1] == ALL]
        if totals and len(found) > 1:
            yield Tie(totals[0], tuple(key for key in found if key[1] != ALL), whole)


def _areas(keys: Iterable[Key], parents: Parents, whole: bool) -> Iterator[Tie]:
    """Areas inside an area, one kind at a time: two divisions of a city are two sums."""
    inside: dict[tuple[Key, str], list[Key]] = defaultdict(list)
    found = set(keys)
    for key in sorted(found):
        for above in _above(key[0], parents):
            total = (above, *key[1:])
            if total in found:
                inside[total, parents[key[0]][0]].append(key)
    for (total, _), parts in inside.items():
        yield Tie(total, tuple(parts), whole)


def _above(area: str, parents: Parents) -> Iterator[str]:
    seen = {area}
    while (parent := parents.get(area, ("", None))[1]) and parent not in seen:
        yield parent
        seen.add(parent)
        area = parent


def _periods(keys: Iterable[Key]) -> Iterator[Tie]:
    """Periods inside a period; those that overlap each other are left out, since they are not a sum."""
    beside: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key in sorted(keys, key=lambda k: (k[2], -k[3].toordinal())):
        beside[key[:2]].append(key)
    for found in beside.values():
        for total in found:
            parts = _outermost([key for key in found if key != total and total[2] <= key[2] and key[3] <= total[3]])
            if parts:
                yield Tie(total, tuple(parts), _fill(total, parts))


def _outermost(inside: Sequence[Key]) -> list[Key]:
    """Of periods in order, those that do not begin before the one before has ended."""
    taken: list[Key] = []
    for key in inside:
        if not taken or taken[-1][3] < key[2]:
            taken.append(key)
    return taken


def _fill(total: Key, parts: Sequence[Key]) -> bool:
    day = timedelta(days=1)
    starts = [*(part[2] for part in parts), total[3] + day]
    return parts[0][2] == total[2] and all(part[3] + day == start for part, start in zip(parts, starts[1:], strict=True))


def joined(first: Family, second: Family) -> Family:
    """What one knows who holds both files. A figure that both show otherwise has changed and is two; all else is believed
    to have stood still, so that what one file shows tells what the other withholds."""
    moved = {key for key in first.known.keys() & second.known.keys() if _apart(first.known[key], second.known[key])}
    names: dict[Hashable, Name] = {key: ("before", key) for key in moved}
    old: dict[Hashable, Bounds] = {names.get(key, key): span for key, span in first.known.items()}
    known = {key: _both(span, second.known.get(key, span)) for key, span in old.items()}
    known |= {key: span for key, span in second.known.items() if key not in known}
    renamed = [Tie(names.get(t.total, t.total), tuple(names.get(p, p) for p in t.parts), t.complete) for t in first.ties]
    return Family(
        second.indicator_id, second.name, second.unit, second.law, second.guarded or first.guarded, known,
        first.withheld | second.withheld, tuple(dict.fromkeys([*renamed, *second.ties])), first.small + second.small,
        first.bare + second.bare, len(known.keys() | first.withheld | second.withheld),
    )  # fmt: skip


def _apart(a: Bounds, b: Bounds) -> bool:
    return a[1] < b[0] or b[1] < a[0]


def _both(a: Bounds, b: Bounds) -> Bounds:
    return max(a[0], b[0]), min(a[1], b[1])
