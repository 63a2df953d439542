"""Which cells may not be shown as they are: the four classes of SPEC 4.3, as proposals until the municipality decides.

What is decided stands in municipality.toml with who decided and when; a threshold changed without that is refused.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import NamedTuple

from etl.disclosure.cells import Cell, Key, Need, Relation

VERSION = "SPEC 4.3-4.6, 1"  # of the rules as a whole; stored with what they were used on
_PART = 100.0


@dataclass(frozen=True)
class Rule:
    """Counts below `smallest` are hidden, zero too when `zero`; what is hidden stays uncertain by `width` at least."""

    smallest: int
    width: float
    zero: bool
    base: int = 1  # shown counts are rounded to the nearest multiple, each by itself


@dataclass(frozen=True)
class Class:
    """The thresholds of one kind of content. None means that the class has no such rule."""

    name: str
    smallest: int  # counts below it are hidden; 0 hides none
    zero: bool = False  # hides zero too
    base: int = 1  # counts are shown to the nearest multiple
    smallest_in_part: int | None = None  # instead of `smallest` below the whole municipality
    margin: bool = False  # hides a part that is all of its total
    fewest: int = 0  # contributors to an amount, whatever the other rules say
    p: float | None = None  # percent of the largest contribution
    dominance: tuple[tuple[int, float], ...] = ()  # the n largest are k percent or more
    amount_base: int = 1  # kronor
    smallest_base: int = 0  # what a share or a rate is counted on
    lowest_share: float = 0.0  # percent
    highest_share: float = 100.0
    share_step: int | None = None  # percentage points
    fewest_units: int = 10  # behind a smallest, largest or middle value
    smallest_population: int | None = None  # of an area
    dimensions: int | None = None  # of a table; time may be one
    geography: str | None = None  # the finest kind of area
    period: str | None = None  # the shortest
    decided_by: str = ""
    decided: dt.date | None = None

    @property
    def rule(self) -> Rule:
        """Its rule for counts; the width is the threshold (SPEC 4.4)."""
        return Rule(self.smallest, self.smallest, self.zero, self.base)

    @property
    def told(self) -> str:
        """The thresholds as JSON, without who decided on them."""
        return json.dumps({k: v for k, v in asdict(self).items() if k not in ("name", "decided_by", "decided")}, sort_keys=True)


PROPOSALS = {
    law.name: law
    for law in (
        Class("K0", 0),
        Class("K1", 5, smallest_base=50, smallest_population=3000, geography="mellanomrade", period="month"),
        Class(
            "K2", 5, fewest=3, p=10, dominance=((1, 75), (2, 85)), amount_base=1000, geography="stadsomrade", period="year",
        ),
        Class(
            "K3", 10, zero=True, base=5, smallest_in_part=20, margin=True, smallest_base=30, lowest_share=10, highest_share=90,
            share_step=5, dimensions=2, geography="kommun", period="half-year",
        ),
    )
}  # fmt: skip
_DECIDED = {"decided_by", "decided"}


def classes(settings: Mapping[str, Mapping[str, object]]) -> dict[str, Class]:
    """The classes in force: the proposals with what `[rojandekontroll.K1]` and so on of municipality.toml changes or adopts.

    Raises ValueError, told in Swedish, for an unknown class or threshold, one of the wrong kind, or one that nobody decided.
    """
    unknown = sorted(settings.keys() - PROPOSALS.keys())
    if unknown:
        raise ValueError(f"okänd klass: {', '.join(unknown)}; klasserna är {', '.join(PROPOSALS)}")
    return {name: _in_force(law, settings.get(name, {})) for name, law in PROPOSALS.items()}


def _in_force(law: Class, changed: Mapping[str, object]) -> Class:
    known = {f.name: getattr(law, f.name) for f in fields(law) if f.name != "name"}
    unknown = sorted(changed.keys() - known.keys())
    if unknown:
        raise ValueError(f"{law.name}: okänd tröskel {', '.join(unknown)}")
    if changed and not (changed.get("decided_by") and isinstance(changed.get("decided"), dt.date)):
        raise ValueError(f"{law.name}: ange decided_by (vem som beslutat) och decided (datum)")
    wrong = [key for key, value in changed.items() if key not in _DECIDED and not _fits(value, known[key], key)]
    if wrong:
        raise ValueError(f"{law.name}: {', '.join(wrong)} har fel slag av värde")
    return replace(law, **{key: _frozen(value) for key, value in changed.items()})  # type: ignore[arg-type]


def _fits(value: object, now: object, key: str) -> bool:
    """Whether a value is of the threshold's kind: yes or no, text, pairs, or a number that is not below nothing."""
    if isinstance(now, bool):
        return isinstance(value, bool)
    if key in ("geography", "period"):
        return isinstance(value, str)
    if isinstance(now, tuple):
        return isinstance(value, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in value)
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= (key in ("base", "amount_base"))


def _frozen(value: object) -> object:
    return tuple(tuple(pair) for pair in value) if isinstance(value, list) else value


class Dominance(NamedTuple):
    """What SPEC 4.3's rules for amounts say of one cell: sensitive by p = 10 %, (1, 75 %), (2, 85 %), and how far up to hide."""

    p10: bool
    n1k75: bool
    n2k85: bool
    upl: float


def dominance(contributions: Sequence[float], total: float | None = None) -> Dominance:
    """The rules with SPEC 4.3's parameters. The total is the contributions' sum unless it is given; signs do not matter."""
    return Dominance(
        p_percent(contributions, 10, total), dominated(contributions, 1, 75, total), dominated(contributions, 2, 85, total),
        upl(contributions, 10, total),
    )  # fmt: skip


def p_percent(contributions: Sequence[float], p: float, total: float | None = None) -> bool:
    """Whether the second largest can tell the largest to within p percent: X - x1 - x2 < p/100 x1."""
    return _lacking(contributions, p, total) > 0


def dominated(contributions: Sequence[float], n: int, k: float, total: float | None = None) -> bool:
    """Whether the n largest are k percent of the total or more; never of an amount that is nothing."""
    sizes, whole = _sizes(contributions, total)
    return whole > 0 and _PART * sum(sizes[:n]) >= k * whole


def upl(contributions: Sequence[float], p: float = 10, total: float | None = None) -> float:
    """How far above the true amount the attacker must be led: max(0, p/100 x1 - (X - x1 - x2)), in the amount's own unit."""
    return max(0.0, _lacking(contributions, p, total))


def _lacking(contributions: Sequence[float], p: float, total: float | None) -> float:
    sizes, whole = _sizes(contributions, total)
    return p / _PART * sizes[0] - (whole - sizes[0] - sum(sizes[1:2])) if sizes else 0.0


def _sizes(contributions: Sequence[float], total: float | None) -> tuple[list[float], float]:
    sizes = sorted((abs(x) for x in contributions if x), reverse=True)
    return sizes, sum(sizes) if total is None else abs(total)


def primary(cells: Iterable[Cell], relations: Sequence[Relation], law: Class, parts: Iterable[Key] = ()) -> dict[Key, Need]:
    """The cells that may not be shown, each with how uncertain it must stay (SPEC 4.3, 4.4). `parts` lie below the whole city."""
    table = {cell.key: cell for cell in cells}
    below, all_of = set(parts), _all_of_its_total(table, relations) if law.margin else set()
    found = {}
    for key, cell in table.items():
        smallest = law.smallest_in_part if key in below and cell.smallest is None else cell.smallest
        need = of_amount(cell, law) if cell.contributions is not None else of_count(cell, law.rule, smallest, key in all_of)
        if need:
            found[key] = need
    return found


def of_count(cell: Cell, rule: Rule, smallest: int | None = None, sensitive: bool = False) -> Need | None:
    """What a count needs: none unless it is below the threshold, or `sensitive` for another reason."""
    small = cell.value < (rule.smallest if smallest is None else smallest) and (rule.zero or cell.value > 0)
    if cell.signed or not (small or sensitive):
        return None
    return Need(min(cell.value, rule.width), max(0.0, rule.width - cell.value), rule.width)


def _all_of_its_total(table: Mapping[Key, Cell], relations: Iterable[Relation]) -> set[Key]:
    """Parts that are all of a total that has other parts: whoever belongs to the total then belongs to the part."""
    shares = ((r, part) for r in relations if len(r.parts) > 1 for part in r.parts)
    return {part for r, part in shares if table[part].value == table[r.total].value > 0}


def of_amount(cell: Cell, law: Class) -> Need | None:
    """What an amount needs: none unless few stand behind it or one or two are most of it.

    Hidden for being few, it stays uncertain by p percent of the largest at least: the rules' own formulas would ask nothing.
    """
    given = cell.contributions or ()
    sizes, whole = _sizes(given, None)
    few = 0 < len(sizes) < max(law.fewest, law.smallest)
    room = [upl(given, law.p)] if law.p is not None else [0.0]
    large = [(n, k) for n, k in law.dominance if dominated(given, n, k)]
    room += [_PART / k * sum(sizes[:n]) - whole for n, k in large]
    if not few and not large and max(room) <= 0:
        return None
    least = max(*room, (law.p or 0.0) / _PART * sizes[0], 1.0) if sizes else 0.0
    return Need(min(abs(cell.value), least), least, 0.0)
