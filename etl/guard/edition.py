"""One state of the registers as disclosure control sees it: parts of figures, what ties them together and who is behind them."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isclose, log
from typing import Any

import pandas as pd

from etl.disclosure import Cell, Class, Need, Relation
from etl.disclosure.rules import of_amount

Place = tuple[str, ...]  # indicator, area, first and last day, group
Part = tuple[str, ...]  # a place and the part's name
Row = Mapping[str, Any]
PRINTED = ("value", "numerator", "base")  # parts that the figure prints as they are
_TIGHT = 1e-6


def unsupported(law: Class) -> list[str]:
    """The thresholds of a class that no register can be opened by: it would show what the decision says must not be shown."""
    usual = Class(law.name, law.smallest)
    names = ("zero", "base", "smallest_in_part", "margin", "lowest_share", "highest_share", "share_step")
    return [name for name in names if getattr(law, name) != getattr(usual, name)]


@dataclass(frozen=True)
class Figure:
    """A figure of a register. `sound`: who is behind it adds up to it, without which nothing can be said of it."""

    place: Place
    release_id: str
    parts: tuple[Part, ...]
    sound: bool
    few: bool  # too few behind a middle value, or a small number that no sum tells of
    money: bool


@dataclass(frozen=True)
class Edition:
    """Everything that one state of the registers could show, with what must be protected. Parts and atoms are keys of `values`.

    An atom is what no part divides: its key is the parts that it enters.
    """

    figures: tuple[Figure, ...]
    values: Mapping[Hashable, float]
    relations: tuple[Relation, ...]
    needs: Mapping[Hashable, Need]
    insiders: tuple[frozenset[Hashable], ...]
    costs: Mapping[Hashable, float]


def edition(figures: pd.DataFrame, cells: pd.DataFrame, atoms: pd.DataFrame, law: Class) -> Edition:
    """The edition that the answers to figures.sql, cells.sql and atoms.sql make."""
    named: dict[Part, Row] = {(*_place(row), row["part"]): row for row in _rows(cells)}
    said = {_place(row): row for row in _rows(figures)}
    kept = {part for part in named if part[:5] in said and _is_said(part[5], said[part[:5]])}
    sums = _summed(atoms, kept)
    values: dict[Hashable, float] = dict.fromkeys(kept, 0.0)
    values.update(sums.items())
    for atom, amount in sums.items():
        for part in atom:
            values[part] += amount
    found = tuple(_figures(said, named, law, values))
    needs = {part: _need(float(values[part]), named[part], law) for part in kept}
    return Edition(
        found, values, _ties(sums), {part: need for part, need in needs.items() if need},
        _insiders(named, kept),
        {part: _cost(part, values[part]) for part in kept},
    )  # fmt: skip


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.astype(object).where(frame.notna(), None).to_dict("records")  # type: ignore[return-value]


def _place(row: Row) -> Place:
    return tuple(str(row[name]) for name in ("indicator_id", "area_id", "first", "last", "group_id"))


def _is_said(part: str, row: Row) -> bool:
    """Whether a part is told by its figure; what is left of a base by both its numbers."""
    if part == "rest":
        return row["numerator"] is not None and row["base"] is not None
    return row[part] is not None if part in PRINTED else True


def _summed(atoms: pd.DataFrame, kept: Iterable[Part]) -> dict[tuple[Part, ...], float]:
    """The amount of each atom by those of its parts that are told; atoms of the same parts are one."""
    told = set(kept)
    found: dict[tuple[Part, ...], float] = defaultdict(float)
    for parts, amount in zip(atoms["parts"], atoms["amount"], strict=True):
        own = tuple(part for part in (tuple(map(str, p)) for p in parts) if part in told)
        if own:
            found[own] += float(amount)
    return {own: round(amount, 6) for own, amount in found.items() if abs(amount) > _TIGHT}


def _ties(sums: Mapping[tuple[Part, ...], float]) -> tuple[Relation, ...]:
    within: dict[Part, list[Hashable]] = defaultdict(list)
    for atom in sums:
        for part in atom:
            within[part].append(atom)
    return tuple(Relation(part, tuple(own)) for part, own in within.items())


def _figures(
    said: Mapping[Place, Row], named: Mapping[Part, Row], law: Class, values: Mapping[Hashable, float]
) -> Iterator[Figure]:
    """The figures with their parts, and whether these add up to what the figures say."""
    linear: dict[str, set[str]] = defaultdict(set)
    within: dict[Place, list[Part]] = defaultdict(list)
    for part in sorted(named):
        within[part[:5]] += [part] if part in values else []
        linear[part[0]] |= {part[5]} & set(PRINTED)
    behind = {part[0] for part in named}
    for place, row in said.items():
        parts = within[place]
        tried = linear[place[0]] if place[0] in behind else PRINTED  # of what nobody is behind, every number is nought
        sound = all(_same(row[name], values.get((*place, name), 0.0)) for name in tried)
        few = _few(place, row, law, values, bool(linear[place[0]]))
        money = any(named[part]["money"] for part in parts)
        yield Figure(place, str(row["release_id"]), tuple(parts), sound, few, money)


def _same(said: float | None, summed: float) -> bool:
    return said is None or isclose(float(said), summed, rel_tol=_TIGHT, abs_tol=_TIGHT)


def _few(place: Place, row: Row, law: Class, values: Mapping[Hashable, float], linear: bool) -> bool:
    """Too few behind a middle value or a share; or a small count that is no sum of rows, as what is left to do of a plan."""
    if (*place, "middle") in values:
        return values[*place, "middle"] < law.fewest_units
    if row["base"] is not None and row["base"] < law.smallest_base:
        return True
    return not linear and row["unit"] == "antal" and 0 < float(row["value"] or 0) < law.smallest


def _insiders(named: Mapping[Part, Row], kept: Iterable[Part]) -> tuple[frozenset[Hashable], ...]:
    """The parts of which each lone contributor is all, which he therefore knows."""
    alone: dict[str, set[Hashable]] = defaultdict(set)
    for part in kept:
        if named[part]["lone"] is not None:
            alone[str(named[part]["lone"])].add(part)
    return tuple(frozenset(own) for _, own in sorted(alone.items()))


def _need(value: float, row: Row, law: Class) -> Need | None:
    """None where enough are behind a part; a part of which fewer than the threshold can be behind has too few."""
    if row["money"]:
        return of_amount(Cell(None, value, contributions=_contributions(row)), law)
    if min(int(row["contributors"]), abs(value)) >= law.smallest - _TIGHT:
        return None
    return Need(min(abs(value), law.smallest), max(0.0, law.smallest - abs(value)), law.smallest)


def _contributions(row: Row) -> tuple[float, ...]:
    """The largest as they are and the others as equal parts of the rest: no rule asks more of those."""
    largest = [float(x) for x in row["largest"]]
    others = int(row["contributors"]) - len(largest)
    rest = float(row["size"]) - sum(largest)
    return (*largest, *([rest / others] * others if others else ()))


def _cost(part: Part, value: float) -> float:
    """What hiding costs the reader: that it is hidden at all more than how large it is, and all groups twice one of them."""
    return 11 + log(1 + abs(value)) + 10.0 * (part[4] == "alla")
