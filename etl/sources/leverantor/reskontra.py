"""Reads the purchase ledger: millions of rows in, sums by month, förvaltning and supplier out, and every row accounted for.

Blocks of a file are tried on two threads while the next is read, so that ten million rows need neither much memory nor
long. README-reskontra.md holds the dialects, the reasons of the quarantine and what is decided where the files are silent.
"""

import filecmp
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import polars as pl

from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.sources.leverantor.reskontra_block import Block, blocks
from etl.sources.leverantor.reskontra_dialekt import NEEDED, Dialect, dialect
from etl.sources.leverantor.reskontra_koder import Codes
from etl.sources.leverantor.reskontra_prov import Tried, merged, tried
from etl.sources.leverantor.reskontra_rader import no_faults
from etl.sources.leverantor.reskontra_summor import coverage, named

_THREADS = 2
_FEW = 100_000  # lines of a block
_SHORTEST_FIELD = 1.5  # bytes with its separator, on average; a row where only what is needed is filled in has two
_KEPT = 4_000_000  # sums that may wait, beside as many as there already are, before they are merged


@dataclass(frozen=True)
class Taken:
    """A file read to its end: sums by codes, the rows turned away (line, field, reason) and how many rows it had."""

    file: str
    sums: pl.DataFrame
    away: pl.DataFrame
    read: int

    def intake(self) -> dict[str, str | int]:
        """The file's row of `intake`."""
        loaded = self.read - self.away.height
        return {"file": self.file, "read": self.read, "loaded": loaded, "rejected": self.away.height}

    def faults(self) -> list[Fault]:
        """What makes it no ledger: no rows, or more than half of them turned away."""
        if not self.read:
            return [Fault(self.file, "", "inga rader under rubrikerna", "en rad per kontering", "Hämta filen på nytt.")]
        if self.away.height * 2 <= self.read:
            return []
        common = (
            self.away.group_by("field", "reason")
            .agg(pl.len(), pl.col("line").min())
            .sort("len", "line", descending=[True, False])
        )
        field, reason, count, line = common.row(0)
        found = f"{self.away.height} av {self.read} rader med fel, oftast {field}: {reason} ({count} rader)"
        action = "Filen är troligen av ett annat slag, eller har fått sina kolumner förskjutna. Se README-reskontra.md."
        return [Fault(self.file, f"rad {line}", found, f"en reskontra med {NEEDED}", action)]


def read_ledger(release: Release, municipality: Municipality) -> dict[str, pl.DataFrame]:
    """`stg_leverantor_inkop`, `coverage`, `intake` and `quarantine` of a delivery. Raises Refused when a file is no ledger.

    Amounts are whole öre. No supplier that is a natural person, and no text of a row, is in any frame.
    """
    codes = Codes(municipality, release.published)
    dialects = _dialects(release)
    taken = [_taken(path, told, codes) for path, told in dialects.items()]
    faults = [fault for file in taken for fault in file.faults()]
    if faults:
        raise Refused(*faults)
    sums = pl.concat([named(t.sums, codes).with_columns(file=pl.lit(t.file)) for t in taken])
    return {
        "stg_leverantor_inkop": sums,
        "coverage": coverage(sums),
        "intake": pl.DataFrame([t.intake() for t in taken]),
        "quarantine": pl.concat([t.away.sort("line").with_columns(file=pl.lit(t.file)) for t in taken]),
    }


def _dialects(release: Release) -> dict[Path, Dialect]:
    """How each file is written. Raises Refused with the faults of every file, also that one has come twice."""
    found, faults = {}, [_twice(a, b) for a, b in combinations(release.files, 2) if _same(a, b)]
    for path in release.files:
        try:
            found[path] = dialect(path)
        except Refused as refusal:
            faults += refusal.faults
    if faults:
        raise Refused(*faults)
    return found


def _same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and filecmp.cmp(one, other, shallow=False)


def _twice(one: Path, other: Path) -> Fault:
    return Fault(other.name, "", f"samma innehåll som {one.name}", "varje rad en gång", "Ta bort den ena filen.")


def _taken(path: Path, told: Dialect, codes: Codes) -> Taken:
    read, away, sums = 0, [no_faults()], list[pl.DataFrame]()
    for part in _tried(_guarded(blocks(path, told.header_bytes), told), told, codes):
        read += part.read
        away.append(part.faults)
        sums.append(part.sums)
        if sum(s.height for s in sums[1:]) > sums[0].height + _KEPT:
            sums = [merged(sums)]
    return Taken(path.name, merged(sums) if sums else pl.DataFrame(), pl.concat(away), read)


def _guarded(found: Iterator[Block], told: Dialect) -> Iterator[Block]:
    """The blocks. Raises Refused where rows by the million are too short to be any: each would cost a whole row's memory."""
    for block in found:
        if block.lines > _FEW and len(block.data) < block.lines * told.width * _SHORTEST_FIELD:
            found_here = f"{block.lines} rader i följd som är för korta för filens {told.width} kolumner"
            action = "Kontrollera att det är rätt fil och att den inte slutar med tomma rader."
            raise Refused(Fault(told.file, f"rad {block.first}", found_here, f"en reskontra med {NEEDED}", action))
        yield block


def _tried(found: Iterator[Block], told: Dialect, codes: Codes) -> Iterator[Tried]:
    """The blocks' results in their order, with few blocks waiting at a time."""
    with ThreadPoolExecutor(_THREADS) as workers:
        waiting = deque[Future[Tried]]()
        for block in found:
            waiting.append(workers.submit(tried, block, told, codes))
            if len(waiting) > _THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
