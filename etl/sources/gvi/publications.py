"""One delivery after the other, as one who has kept every publication of them knows the counts (SPEC 4.4-4.5).

What a correction shows must not tell what an earlier publication hid, nor the other way round. Nothing but the deliveries
says what has been published, so the whole chain is gone through each time, oldest first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import floor, inf, isfinite

from etl.disclosure import (
    Bounds,
    Cell,
    Class,
    Edition,
    Key,
    Need,
    Relation,
    Unanswered,
    attack_interval,
    found_again,
    joined,
    lettered,
    primary,
    suppress,
    suppress_after,
)
from etl.sources.gvi.counts import Count, Place
from etl.sources.gvi.sums import Sum, sums, tables

_WAITS = ", i en tidigare leverans; en rättelse väntar"
_ROUNDS, _SLACK = 5, 1e-6
_NOTHING = Edition({}, (), (), {})


@dataclass(frozen=True)
class Publication:
    """What one delivery publishes of a family: its counts, those to hide, and how it was made sure that they stay hidden."""

    counts: tuple[Count, ...]
    hidden: frozenset[Place]
    method: str
    reason: str  # of the contract's table `protection`
    narrowest: float | None
    passed: bool
    digest: str


@dataclass(frozen=True)
class Standing:
    """A count as it was last published. `version` counts how often its value has changed."""

    count: Count
    version: int
    shown: bool

    @property
    def key(self) -> Key:
        """The same in two publications exactly when the value is."""
        return *self.count.place, self.version


@dataclass(frozen=True)
class _Known:
    """All publications so far: what they say together, and how each count stands."""

    edition: Edition
    standing: Mapping[Place, Standing]


def withheld(counts: Sequence[Count], law: Class, reason: str = "earlier_unread") -> Publication:
    """A publication that tells nothing, and hence can give nothing away."""
    places = frozenset(c.place for c in counts if c.value is not None)
    return Publication(tuple(counts), places, "whole", reason, None, True, lettered(places, places, (), law))


def publications(deliveries: Sequence[Sequence[Count]], law: Class, city: str) -> list[Publication]:
    """What each delivery of one family may publish, oldest first."""
    taken = tuple(map(tuple, deliveries))
    return [_chain(taken[: n + 1], law, city)[1] for n in range(len(taken))]


@lru_cache(maxsize=512)
def _chain(deliveries: tuple[tuple[Count, ...], ...], law: Class, city: str) -> tuple[_Known, Publication]:
    """What is known after the last of them, and what it published. Kept, since every later delivery asks for it again."""
    known = _chain(deliveries[:-1], law, city)[0] if len(deliveries) > 1 else _Known(_NOTHING, {})
    return _after(known, deliveries[-1], law, city)


def _after(known: _Known, counts: Sequence[Count], law: Class, city: str) -> tuple[_Known, Publication]:
    """What is as it was stays as it stood; what waits or contradicts is set aside; the rest is weighed."""
    waiting = _waiting(known, counts, law, city)
    changed = {c.period for c in counts if not _unmoved(c, known)} - waiting
    torn = _contradicting(known, [c for c in counts if c.period in changed])
    fresh = [c for c in counts if c.period in changed - torn]
    told, publication = _published(known, fresh, law, city)
    stood = [_as_it_stood(c, known) for c in counts if c.period in waiting]
    stood += [c for c in counts if c.period not in waiting | changed]
    blocked = [c for c in counts if c.period in torn]
    away = {c.place for c in stood if c.place in known.standing and not known.standing[c.place].shown}
    away |= {c.place for c in blocked if c.value is not None}
    reason = publication.reason or ("contradiction" if torn else "held" if waiting else "")
    counted = (*publication.counts, *stood, *blocked)
    return told, replace(publication, counts=counted, hidden=publication.hidden | away, reason=reason)


def _unmoved(count: Count, known: _Known) -> bool:
    """Whether a count is as it was last published; one without a number tells nothing either way."""
    before = known.standing.get(count.place)
    return count.value is None if before is None else before.count.value == count.value


def _waiting(known: _Known, counts: Sequence[Count], law: Class, city: str) -> set[tuple[object, object]]:
    """Periods in which a published count would move by less than its threshold: the whole period waits, since the others of
    it would tell. The next delivery is weighed against what was published, so that small changes add up."""
    shown = ((c, known.standing[c.place].count) for c in counts if c.place in known.standing and known.standing[c.place].shown)
    moved = {c: abs(c.value - (before.value or 0)) for c, before in shown if c.value is not None}
    return {c.period for c, far in moved.items() if 0 < far < (_lower(c, law, city) or law.smallest)}


def _as_it_stood(count: Count, known: _Known) -> Count:
    before = known.standing.get(count.place)
    if before is None:
        return replace(count, value=None, status="withheld")
    return replace(before.count, file=count.file, cell=before.count.cell + _WAITS)


def _contradicting(known: _Known, fresh: Sequence[Count]) -> set[tuple[object, object]]:
    """Periods whose counts do not go together with a year, or half-years, published before: what they tell cannot be weighed."""
    stands = {place: s.count for place, s in known.standing.items()} | {c.place: c for c in fresh}
    years = [(year, _halves(year, stands)) for year in stands.values() if _is_year(year)]
    off = [(year, halves) for year, halves in years if _torn(year, halves)]
    places = {c.place for c in fresh}
    return {c.period for year, halves in off for c in (year, *halves) if c.place in places}


def _is_year(count: Count) -> bool:
    return count.value is not None and (count.start.month, count.end.month) == (1, 12)


def _halves(year: Count, stands: Mapping[Place, Count]) -> tuple[Count, ...]:
    """The half-years of a year that are known."""
    first = year.end.replace(month=6, day=30)
    places = ((*year.key, year.start, first), (*year.key, first.replace(month=7, day=1), year.end))
    return tuple(stands[p] for p in places if p in stands and stands[p].value is not None)


def _torn(year: Count, halves: Sequence[Count]) -> bool:
    left = (year.value or 0) - sum(half.value or 0 for half in halves)
    return left < 0 or (len(halves) == 2 and left > 0)


def _published(known: _Known, counts: Sequence[Count], law: Class, city: str) -> tuple[_Known, Publication]:
    """The pattern of what is neither held nor contradicted, found and tried against all that was published before."""
    stands = {c.place: _stand(c, known) for c in counts if c.value is not None}
    try:
        new, method = _hidden(known.edition, _edition(known, stands, counts, law, city), [s.key for s in stands.values()], law)
        both = joined(known.edition, new)
        passed = not found_again(both.values, both.relations, both.hidden, both.needs)
        reached = _reached(both, [s.key for s in stands.values() if s.key in set(new.hidden)])
    except Unanswered:
        return known, withheld(counts, law, "unproven")
    away = frozenset(place for place, s in stands.items() if s.key in set(new.hidden))
    standing = {place: replace(s, shown=place not in away) for place, s in stands.items()}
    mark = lettered([k for k in both.values if not _is_rest(k)], frozenset(both.hidden), both.relations, law)
    publication = Publication(tuple(counts), away, method, "", _narrowest(reached.values(), law), passed, mark)
    return _Known(both, {**known.standing, **standing}), publication


def _hidden(old: Edition, new: Edition, delivered: Sequence[Key], law: Class) -> tuple[Edition, str]:
    """The edition with what it must hide, and how that was found. Raises Unanswered where nothing of it could be shown.

    Whoever has only the file cannot know which of the hidden are small: those that help to hide them, and could be small for
    all he knows, are therefore kept as uncertain as they.
    """
    for _ in range(_ROUNDS):
        hidden, method = _pattern(old, new)
        found = replace(new, hidden=hidden)
        reached = _reached(joined(old, found), [key for key in delivered if key in hidden])
        near = {
            key: _like_small(new.values[key], law) for key, span in reached.items() if _close(span, law) and key not in new.needs
        }
        if method != "whole" and not near:
            return found, method
        if method == "whole":
            break
        new = replace(new, needs={**new.needs, **near})
    raise Unanswered("no pattern protects both this publication and those before it")


def _close(span: Bounds, law: Class) -> bool:
    """Whether a count may be a small one and is not as uncertain as those must be."""
    low, high = span
    may_be = low < law.smallest - _SLACK and (law.zero or high > _SLACK)
    return may_be and min(high - low, high) < law.smallest - _SLACK


def _like_small(value: float, law: Class) -> Need:
    return Need(0.0, max(0.0, law.smallest - value), law.smallest)


def _stand(count: Count, known: _Known) -> Standing:
    before = known.standing.get(count.place)
    if before is None:
        return Standing(count, 0, shown=False)
    return Standing(count, before.version + (before.count.value != count.value), shown=False)


def _edition(known: _Known, stands: Mapping[Place, Standing], counts: Sequence[Count], law: Class, city: str) -> Edition:
    """The cells of a delivery with every sum that ties them, and what is left over where parts are not all."""
    keys = {place: s.key for place, s in {**known.standing, **stands}.items()}
    cells = [Cell(s.key, s.count.value or 0, _lower(s.count, law, city)) for s in stands.values()]
    within = [s for table in tables(counts) for s in sums(table, city)]
    numbers = {place: s.count for place, s in {**known.standing, **stands}.items()}
    years = [Sum(year, halves) for year in numbers.values() if _is_year(year) and (halves := _halves(year, numbers))]
    over_time = [s for s in years if any(c.place in stands for c in (s.total, *s.parts))]
    over_time = [replace(s, open=len(s.parts) == 1) for s in over_time]
    ties = [_tied(s, keys) for s in (*within, *over_time)]
    left = {tie.parts[-1]: s.rest for tie, s in zip(ties, (*within, *over_time), strict=True) if not s.whole}
    cells += [Cell(key, rest, shown=False) for key, rest in left.items()]
    told = known.edition.values.keys() - set(known.edition.hidden)  # too late to protect; what they would tell still is
    needs = {key: need for key, need in primary(cells, ties[: len(within)], law).items() if key not in told}
    return Edition({c.key: c.value for c in cells}, tuple(ties), tuple(left), needs)


def _tied(one: Sum, keys: Mapping[Place, Key]) -> Relation:
    total, parts = keys[one.total.place], tuple(keys[p.place] for p in one.known)
    return Relation(total, parts if one.whole else (*parts, ("rest", total, parts)))


def _is_rest(key: Key) -> bool:
    return isinstance(key, tuple) and key[0] == "rest"


def _lower(count: Count, law: Class, city: str) -> int | None:
    """The threshold of a district, where the class has one of its own."""
    return law.smallest_in_part if count.area_id != city else None


def _pattern(old: Edition, new: Edition) -> tuple[frozenset[Key], str]:
    first = not old.values
    found = suppress(new.values, new.relations, new.needs, withheld=new.hidden) if first else suppress_after(old, new)
    return found.hidden, found.method


def _reached(both: Edition, hidden: Sequence[Key]) -> dict[Key, Bounds]:
    return attack_interval(both.values, both.relations, both.hidden, hidden) if hidden else {}


def _narrowest(reached: Iterable[Bounds], law: Class) -> float | None:
    """The least that anybody stays uncertain of a hidden count, rounded down as counts are: an exact width would be a sum."""
    width = min((high - low for low, high in reached), default=inf)
    return float(floor(width / law.base + _SLACK) * law.base) if isfinite(width) else None
