"""What was measured, and how it is told in a table."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

HEAD = ("Vad", "Antal", "Median", "p95", "Mål", "Kvot")


@dataclass(frozen=True)
class Target:
    """A limit in the row's own unit, on its `median` or its `p95`; `name` says whose figure it is when it is not a promise."""

    limit: float
    by: str
    name: str = ""


@dataclass(frozen=True)
class Measured:
    """One thing measured many times. No figures means that it could not be measured, and `note` says why."""

    what: str
    unit: str
    figures: tuple[float, ...]
    target: Target | None = None
    note: str = ""

    @property
    def median(self) -> float:
        """The middle figure."""
        return statistics.median(self.figures)

    @property
    def p95(self) -> float:
        """The figure that 95 of 100 do not exceed, by nearest rank: one that was really measured."""
        return sorted(self.figures)[math.ceil(0.95 * len(self.figures)) - 1]

    @property
    def ratio(self) -> float | None:
        """The judged figure over its limit; at most 1 is a promise kept."""
        if not self.target or not self.figures:
            return None
        return float(getattr(self, self.target.by)) / self.target.limit


def cells(row: Measured) -> tuple[str, ...]:
    """A row of the table as text."""
    if not row.figures:
        return (row.what, "0", "inte mätt", row.note, _limit(row), "")
    ratio = "" if row.ratio is None else _swedish(row.ratio, 2)
    return (row.what, str(len(row.figures)), _told(row.median, row), _told(row.p95, row), _limit(row), ratio)


def _limit(row: Measured) -> str:
    if not row.target:
        return ""
    whose = f" ({row.target.name})" if row.target.name else ""
    return f"{row.target.by} {_told(row.target.limit, row)}{whose}"


def _told(figure: float, row: Measured) -> str:
    return f"{_swedish(figure, 2 if row.unit == 's' else 0)} {row.unit}"


def _swedish(figure: float, decimals: int) -> str:
    return f"{figure:.{decimals}f}".replace(".", ",")


def markdown(rows: Sequence[Measured]) -> str:
    """The table in Markdown with padded columns, so that it also reads well in a terminal."""
    table = [HEAD, *map(cells, rows)]
    widths = [max(len(line[n]) for line in table) for n in range(len(HEAD))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in table]
    return "\n".join([lines[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *lines[1:]])
