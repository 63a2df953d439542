"""The question put to every pattern: what must be protected, from whom, and what is settled beforehand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from etl.disclosure.attack import Attack, Breach
from etl.disclosure.cells import Need
from etl.disclosure.table import Mask, Table, Vector


@dataclass(frozen=True)
class Problem:
    """What must be protected, what hiding costs, and what is settled: `on` stays hidden, `off` stays shown."""

    table: Table
    needs: Mapping[int, Need]
    insiders: tuple[tuple[int, ...], ...]
    cost: Vector
    on: Mask
    off: Mask

    def breaches(self, attack: Attack, only: Mapping[int, Need] | None = None) -> Iterator[Breach]:
        """Everything wrong: each cell for one who knows nothing besides, and for each insider who knows his own cells."""
        needs = self.needs if only is None else only
        known = attack.known_by(self.insiders)
        settled = attack.settled(needs, known)
        for (column, need), sure in zip(needs.items(), settled, strict=True):
            for own in (known[n] for n in np.flatnonzero(~sure) if attack.concerns(column, known[n])):
                asked = self._possible(column, need, own) if own and not attack.holds(column, need, own) else need
                found = attack.breach(column, asked, own)
                if found:
                    yield found

    def _possible(self, column: int, need: Need, known: tuple[int, ...]) -> Need:
        """What no pattern can keep from an insider is not asked: that a total is at least his own part of it."""
        cap = max(need.lower, need.upper, need.width)
        down, up = (self._closed.reach(column, way, cap, known).far for way in (-1, 1))
        return Need(min(need.lower, down), min(need.upper, up), min(need.width, down + up))

    @cached_property
    def _closed(self) -> Attack:
        """The attack on a table of which nothing is shown."""
        return Attack(self.table, np.ones(len(self.cost), dtype=bool))
