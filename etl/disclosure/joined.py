"""Two publications laid side by side: two builds, or what the public and what the house may see."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from etl.disclosure.attack import attack_interval
from etl.disclosure.cells import Bounds, Key, Need, Relation
from etl.disclosure.patterns import SECONDS, Pattern, found_again, suppress, usual_costs


@dataclass(frozen=True)
class Edition:
    """One publication: its true values, its sums, what it hides and what it must protect."""

    values: Mapping[Key, float]
    relations: Sequence[Relation]
    hidden: Collection[Key]
    needs: Mapping[Key, Need]
    signed: Collection[Key] = ()
    insiders: Sequence[Collection[Key]] = ()


@dataclass(frozen=True)
class Earlier:
    """A cell as it stood in the earlier of two publications, where its value has changed since."""

    key: Hashable


def joined(old: Edition, new: Edition) -> Edition:
    """What one knows who holds both. A cell with the same true value in both is one cell, hidden only if both hide it.

    What the old one already told is no longer asked for. An attacker who wrongly believes that a changed cell has not changed
    learns nothing true; one who believes rightly is he.
    """
    first = _renamed(old, {key: Earlier(key) if _moved(key, old, new) else key for key in old.values})
    shown = (first.values.keys() - set(first.hidden)) | (new.values.keys() - set(new.hidden))
    values = {**first.values, **new.values}
    relations = tuple(dict.fromkeys([*first.relations, *new.relations]))
    return Edition(
        values, relations, values.keys() - shown, {**first.needs, **_asked(old, new)},
        {*first.signed, *new.signed}, [*first.insiders, *new.insiders],
    )  # fmt: skip


def _asked(old: Edition, new: Edition) -> dict[Key, Need]:
    """What the new one must protect, less what the old one gave away: nothing the new one does can take that back."""
    told = already_told(old, new)
    still = [key for key in new.needs if key in old.hidden and not _moved(key, old, new)]
    ends = attack_interval(old.values, old.relations, old.hidden, still, old.signed) if still else {}
    asked = {key: need for key, need in new.needs.items() if key not in told}
    return asked | {key: asked[key].within(new.values[key], *ends[key]) for key in still}


def already_told(old: Edition, new: Edition) -> frozenset[Key]:
    """Cells that the old publication shows and that are still so: nothing the new one does can hide them again."""
    return frozenset(k for k in old.values if k in new.values and not _moved(k, old, new)) - frozenset(old.hidden)


def _renamed(edition: Edition, names: Mapping[Key, Key]) -> Edition:
    return Edition(
        {names[key]: value for key, value in edition.values.items()},
        [Relation(names[r.total], tuple(names[part] for part in r.parts)) for r in edition.relations],
        {names[key] for key in edition.hidden},
        {names[key]: need for key, need in edition.needs.items()},
        {names[key] for key in edition.signed},
        [{names[key] for key in own if key in names} for own in edition.insiders],
    )


def found_between(old: Edition, new: Edition) -> dict[Key, Bounds]:
    """The cells that one who holds both publications comes too close to; empty is protection.

    Raises Unanswered when the two contradict each other or the solver gives up.
    """
    both = joined(old, new)
    return found_again(both.values, both.relations, both.hidden, both.needs, both.insiders, both.signed)


def held(old: Edition, new: Edition, smallest: float) -> frozenset[Key]:
    """Cells shown in both whose late revision is less than `smallest`: it waits for the next regular release (SPEC 4.5)."""
    shown = (new.values.keys() & old.values.keys()) - set(old.hidden) - set(new.hidden)
    return frozenset(key for key in shown if 0 < abs(new.values[key] - old.values[key]) < smallest)


def suppress_after(old: Edition, new: Edition, costs: Mapping[Key, float] | None = None, seconds: float = SECONDS) -> Pattern:
    """The pattern of a new publication that protects both it and the old one from whoever holds both.

    What the old one shows and still is so stays shown, what it hides stays hidden (SPEC 4.4, sticky); `new.hidden` is not read
    except for cells that nobody publishes. Where both cannot be protected the whole new table is hidden.
    """
    both = joined(old, new)
    names = {key: Earlier(key) if _moved(key, old, new) else key for key in old.values}
    away = {names[key] for key in old.hidden}
    shown = {names[key] for key in old.values.keys() - set(old.hidden)}
    prices = costs or usual_costs(both.values, both.relations)
    found = suppress(
        both.values, both.relations, both.needs, costs=dict.fromkeys(both.values, 0.0) | dict(prices), insiders=both.insiders,
        published=shown, withheld=away | set(new.hidden), signed=both.signed, seconds=seconds,
    )  # fmt: skip
    hidden = found.hidden & new.values.keys()
    return Pattern(hidden, hidden - new.needs.keys(), found.cost, found.method)


def _moved(key: Key, old: Edition, new: Edition) -> bool:
    return key in new.values and old.values[key] != new.values[key]
