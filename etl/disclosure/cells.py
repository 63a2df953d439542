"""The nouns: a count of a table, the sums that tie counts together, and how uncertain a count must stay."""

from collections.abc import Hashable
from dataclasses import dataclass
from math import floor

Key = Hashable
Bounds = tuple[float, float]


@dataclass(frozen=True)
class Cell:
    """A count or an amount. `shown` is False for what nobody publishes but anybody could work out, as those who said no."""

    key: Key
    value: float
    smallest: int | None = None  # instead of the rule's, as for the districts of a city
    shown: bool = True
    contributions: tuple[float, ...] | None = None  # an amount by organisation, largest or not first; None for a count
    signed: bool = False  # may be less than nothing, as a difference: the attacker then has no floor to stand on


@dataclass(frozen=True)
class Relation:
    """A total and the parts it is the sum of."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True)
class Need:
    """How far from a hidden value the attacker must stay: `lower` below it, `upper` above it, and `width` in all (SPEC 4.4)."""

    lower: float
    upper: float
    width: float

    def met(self, down: float, up: float, slack: float) -> bool:
        """Whether an attacker who can be `down` too low and `up` too high is uncertain enough."""
        return down >= self.lower - slack and up >= self.upper - slack and down + up >= self.width - slack

    def within(self, value: float, low: float, high: float) -> "Need":
        """What is left to ask where it is known already that the value lies between these."""
        return Need(min(self.lower, value - low), min(self.upper, high - value), min(self.width, high - low))


@dataclass(frozen=True)
class Shown:
    """What may be written down of a count: status `ok` with a value, or `withheld` with none."""

    status: str
    value: float | None
    qualifier: str  # `about` when rounded


HIDDEN = Shown("withheld", None, "exact")


class Unanswered(Exception):
    """The attacker's question has no certain answer: the relations contradict the values, or the solver gave up."""


def nearest(value: float, base: int) -> float:
    """The nearest multiple, halves upwards."""
    return float(base * floor(value / base + 0.5))
