"""One state of the registers after the other, as one who has kept every publication of them knows the figures (SPEC 4.4-4.5).

Nothing but the deliveries says what has been published, so the whole chain is gone through each time, oldest first. A part
that has the same value in two states is one cell.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from etl.disclosure import Key, Need, Pattern, Relation, Unanswered, attack_interval, found_again, suppress
from etl.guard.edition import Edition, Figure, Place

# The search ends by counted effort, not by the clock: the same deliveries must give the same pattern on any machine.
_SECONDS, _PROVEN = 900.0, 60


@dataclass
class Known:
    """What all publications so far say together, and what they hide."""

    values: dict[Key, float] = field(default_factory=dict)  # by name: a part or an atom, with its value
    plain: dict[Key, Key] = field(default_factory=dict)  # the part or atom of each name
    relations: dict[Relation, None] = field(default_factory=dict)
    needs: dict[Key, Need] = field(default_factory=dict)
    shown: set[Key] = field(default_factory=set)
    insiders: dict[frozenset[Key], None] = field(default_factory=dict)
    costs: dict[Key, float] = field(default_factory=dict)
    methods: dict[Key, str] = field(default_factory=dict)

    @property
    def hidden(self) -> frozenset[Key]:
        """Every part that no publication shows, and every atom."""
        return frozenset(self.values.keys() - self.shown)

    @property
    def signed(self) -> frozenset[Key]:
        """What is less than nothing, as credits: of those nobody knows that they are not."""
        return frozenset(name for name, value in self.values.items() if value < 0)


@dataclass(frozen=True)
class Guarded:
    """What one state may show: the places to withhold, the figures it had, and what is known when it is published."""

    figures: tuple[Figure, ...]
    withheld: frozenset[Place]
    known: Known
    names: Mapping[Key, Key]

    @cached_property
    def passes(self) -> bool:
        """The audit of all that is known when the chain has ended, whatever the search said of its parts."""
        known = self.known
        ties, insiders = list(known.relations), list(known.insiders)
        try:
            return not found_again(known.values, ties, known.hidden, known.needs, insiders, known.signed)
        except Unanswered:
            return False


def guarded(editions: Sequence[Edition]) -> list[Guarded]:
    """What each state may show, given all before it (oldest first)."""
    known, found = Known(), []
    for one in editions:
        names: dict[Key, Key] = {key: (key, round(value, 6)) for key, value in one.values.items()}
        fresh = [name for name in names.values() if name not in known.values]
        _learn(known, one, names)
        refused = {names[p] for f in one.figures if f.few or not f.sound for p in f.parts} - known.shown
        hidden = _hidden(known, fresh, refused)
        known.shown |= {names[p] for f in one.figures for p in f.parts if names[p] not in hidden and f.sound and not f.few}
        away = frozenset(f.place for f in one.figures if _is_withheld(f, names, known))
        found.append(Guarded(one.figures, away, known, names))
    return found


def _is_withheld(figure: Figure, names: Mapping[Key, Key], known: Known) -> bool:
    return figure.few or not figure.sound or any(names[part] not in known.shown for part in figure.parts)


def _learn(known: Known, one: Edition, names: Mapping[Key, Key]) -> None:
    """Adds what an edition says to what is known; what has been shown is not asked for again."""
    known.values |= {name: one.values[key] for key, name in names.items()}
    known.plain |= {name: key for key, name in names.items()}
    known.relations |= {Relation(names[r.total], tuple(names[p] for p in r.parts)): None for r in one.relations}
    known.needs |= {names[part]: need for part, need in one.needs.items() if names[part] not in known.shown}
    known.insiders |= {frozenset(names[part] for part in own): None for own in one.insiders}
    known.costs |= {names[part]: cost for part, cost in one.costs.items()}


def _hidden(known: Known, fresh: Iterable[Key], refused: Collection[Key]) -> frozenset[Key]:
    """What must stay hidden of everything known: found component by component, only where something is new."""
    new, away = set(fresh), {name for name in known.values if name not in known.costs} | set(refused)
    hidden: set[Key] = set(refused)
    for component in _components(known):
        if not component.isdisjoint(new):
            pattern = _pattern(known, component, away)
            hidden |= pattern.hidden
            known.methods |= dict.fromkeys(component, pattern.method)
        else:
            hidden |= component - known.shown
    return frozenset(hidden)


def _pattern(known: Known, component: frozenset[Key], away: Collection[Key]) -> Pattern:
    """The pattern of one component. What has been shown before may leave less to protect."""
    values = {name: known.values[name] for name in component}
    ties = [r for r in known.relations if r.total in component]
    needs = {name: need for name, need in known.needs.items() if name in component}
    shown = known.shown & component
    found = _found(known, values, ties, needs, away)
    if found.method != "whole" or not needs:
        return found
    left = _possible(known, values, ties, needs, frozenset(values) - shown)
    known.needs |= left
    return _found(known, values, ties, left, away)


def _found(
    known: Known, values: Mapping[Key, float], ties: Sequence[Relation], needs: Mapping[Key, Need], away: Collection[Key]
) -> Pattern:
    own = [mine for mine in known.insiders if not mine.isdisjoint(values)]
    costs = {name: known.costs.get(name, 0.0) for name in values}
    return suppress(
        values, ties, needs, seconds=_SECONDS, largest_proven=_PROVEN, costs=costs, insiders=own,
        published=known.shown & values.keys(),
        withheld=[name for name in away if name in values], signed=known.signed & values.keys(),
    )  # fmt: skip


def _possible(
    known: Known, values: Mapping[Key, float], ties: Sequence[Relation], needs: Mapping[Key, Need], hidden: Collection[Key]
) -> dict[Key, Need]:
    """What can be asked of the rest where all that has not been shown before is hidden."""
    ends = attack_interval(values, ties, hidden, list(needs), known.signed & values.keys())
    return {name: need.within(values[name], *ends[name]) for name, need in needs.items()}


def _components(known: Known) -> Iterator[frozenset[Key]]:
    """Names that hang together through sums."""
    above: dict[Key, Key] = {name: name for name in known.values}

    def root(name: Key) -> Key:
        while above[name] != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    for relation in known.relations:
        for part in relation.parts:
            above[root(part)] = root(relation.total)
    found: dict[Key, set[Key]] = {}
    for name in known.values:
        found.setdefault(root(name), set()).add(name)
    yield from (frozenset(own) for own in found.values())
