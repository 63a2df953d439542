"""Explained flags: rules that point at organisations with a sentence and a source row, and how often they are right."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Any

from etl.statistics import clopper_pearson


@dataclass(frozen=True)
class Flag:
    """One rule: why it exists, how it counts, and the SELECT that finds its rows. `grade` after stats/SPEC.md 3.3."""

    flag_id: str
    source: str
    position: int
    name: str
    grade: int
    basis: str
    why: str
    formula: str
    threshold: str
    exclusions: str
    example: str
    select: str

    def __post_init__(self) -> None:
        if self.grade not in (1, 2):
            raise ValueError(f"{self.flag_id}: grade = {self.grade!r}; a weaker ground is a question, not a flag")
        if not self.flag_id.startswith(f"{self.source}_flagga_"):
            raise ValueError(f"{self.flag_id} must start with {self.source}_flagga_")


def read_flags(text: str, source: str) -> tuple[Flag, ...]:
    """The blocks of a flags.toml; `$limit` in threshold and select is the block's limit."""
    return tuple(_flag(flag_id, source, n, block) for n, (flag_id, block) in enumerate(tomllib.loads(text).items()))


def _flag(flag_id: str, source: str, position: int, block: Mapping[str, Any]) -> Flag:
    filled = {name: Template(str(block[name])).substitute(limit=block.get("limit", "")) for name in ("threshold", "select")}
    told = {name: block[name] for name in ("name", "grade", "basis", "why", "formula", "exclusions", "example")}
    return Flag(flag_id=flag_id, source=source, position=position, **(told | filled))


@dataclass(frozen=True)
class Outcome:
    """How often a flag has been right: shares in percent with 95 % limits, None where nothing is settled."""

    confirmed: int
    refuted: int
    open: int
    ppv: float | None
    lower: float | None
    upper: float | None
    base_rate: float | None
    state: str


def outcome(found: Mapping[str, int], arm: Mapping[str, int]) -> Outcome:
    """A flag's record from counts of confirmed, not and open; `arm` is the same for the random arm.

    Retired when the upper limit of its positive predictive value is below the random arm's rate: then picking at
    random finds more (stats/SPEC.md 3.4).
    """
    hits, misses = found.get("confirmed", 0), found.get("not", 0)
    settled, base = hits + misses, arm.get("confirmed", 0) + arm.get("not", 0)
    rate = 100 * arm.get("confirmed", 0) / base if base else None
    if not settled:
        return Outcome(hits, misses, found.get("open", 0), None, None, None, rate, "utan utfall")
    lower, upper = (100 * limit for limit in clopper_pearson(hits, settled))
    state = "pensionerad" if rate is not None and upper < rate else "aktiv"
    return Outcome(hits, misses, found.get("open", 0), 100 * hits / settled, lower, upper, rate, state)
