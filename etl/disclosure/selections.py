"""Free selections: which cells a reader may add up himself without telling what is hidden."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from etl.disclosure.cells import Key, Relation


def sum_offered(
    chosen: Collection[Key], values: Mapping[Key, float], relations: Iterable[Relation], hidden: Collection[Key], smallest: float
) -> bool:
    """Whether a free selection may be added up (SPEC 4.5): nothing hidden in it, nothing in it twice, and what it leaves of
    every total above it is nobody at all or at least `smallest`.
    """
    made: dict[Key, list[tuple[Key, ...]]] = defaultdict(list)
    for relation in relations:
        made[relation.total].append(relation.parts)
    below = _below(made)
    picked = set(chosen)
    if not picked or picked & set(hidden) or any(below.get(key, frozenset()) & picked for key in picked):
        return False
    touched = [(total, parts & picked) for total, parts in below.items() if parts & picked]
    left = [values[total] - sum(values[key] for key in inside) for total, inside in touched if not _covered(total, picked, made)]
    return all(rest >= smallest for rest in left)


def _below(made: Mapping[Key, Sequence[tuple[Key, ...]]]) -> dict[Key, frozenset[Key]]:
    """Everything that each total is made of, at any depth."""
    found: dict[Key, frozenset[Key]] = {}

    def inside(key: Key) -> frozenset[Key]:
        if key not in found:
            parts = {part for each in made.get(key, ()) for part in each}
            found[key] = frozenset(parts).union(*(inside(part) for part in parts))
        return found[key]

    return {total: inside(total) for total in made}


def _covered(key: Key, chosen: Collection[Key], made: Mapping[Key, Sequence[tuple[Key, ...]]]) -> bool:
    """Whether the chosen ones make up all of a cell."""
    return key in chosen or any(all(_covered(part, chosen, made) for part in parts) for parts in made.get(key, ()))
