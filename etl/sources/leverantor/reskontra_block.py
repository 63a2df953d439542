"""Cuts a ledger into blocks of whole rows, so that a file of any length needs the memory of a few blocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from etl.sources.leverantor.reskontra_dialekt import BOM

SIZE = 16 << 20  # bytes
MOST_LINES = 6  # of a row whose quoted text runs over several lines
_SLICE = 1 << 18  # bytes that stay in the processor's cache
_SEARCHED = 2_000  # lines at the end of a block where a safe place to cut is looked for
UTF8, WINDOWS = "utf-8", "cp1252"


@dataclass(frozen=True)
class Block:
    """Whole lines, each with its line feed; `first` is the number of the first one. `lost`: a line too long to read."""

    first: int
    data: bytes
    encoding: str = UTF8
    lines: int = 1
    lost: bool = False


def occurrences(data: bytes, byte: bytes) -> int:
    """How often a byte is there. As bytes.count, but three times as fast, and other threads may run meanwhile."""
    found = np.frombuffer(data, dtype=np.uint8)
    return sum(int(np.count_nonzero(found[n : n + _SLICE] == byte[0])) for n in range(0, len(found), _SLICE))


def blocks(path: Path, skipped: int, size: int = SIZE) -> Iterator[Block]:
    """The rows after the header, which is `skipped` bytes long. The encoding is settled by the first text outside ASCII."""
    first, encoding = 2, ""
    with path.open("rb") as file:
        file.seek(skipped)
        for data in _cut(file, size):
            if data is None:
                yield Block(first, b"", encoding or UTF8, lost=True)
                first += 1
                continue
            lines = occurrences(data, b"\n")
            if not encoding and not data.isascii():
                encoding = _encoding(data)
            yield Block(first, data.replace(BOM, b"") if BOM[:1] in data else data, encoding or UTF8, lines)
            first += lines


def _cut(file: BinaryIO, size: int) -> Iterator[bytes | None]:
    """Bytes that end with a line feed; None in place of a line longer than a block."""
    rest = b""
    while piece := file.read(size):
        end = piece.rfind(b"\n") + 1
        if len(piece) < size:  # nothing comes after it
            break
        if end:
            whole = rest + piece[:end]
            at = _safe_end(whole)
            yield whole[:at]
            rest = whole[at:] + piece[end:]
        elif len(rest) + len(piece) > size:
            yield None
            rest = _after_long_line(file, size)
        else:
            rest += piece
    if rest or piece:
        last = rest + piece
        yield last if last.endswith(b"\n") else last + b"\n"


def _after_long_line(file: BinaryIO, size: int) -> bytes:
    while piece := file.read(size):
        found = piece.find(b"\n")
        if found >= 0:
            return piece[found + 1 :]
    return b""


def _safe_end(data: bytes) -> int:
    """Where to cut so that no row with a quoted line feed is cut in two: after enough lines without an unpaired quote.

    Where there is no such place, every quote is taken to have its pair, and a row left open begins the next block.
    """
    if b'"' not in data:
        return len(data)
    end, calm, at, last_odd = len(data), 0, len(data), 0
    for _ in range(_SEARCHED):
        start = data.rfind(b"\n", 0, end - 1) + 1
        calm = 0 if data.count(b'"', start, end) % 2 else calm + 1
        if not calm:
            at, last_odd = start, last_odd or start
        if calm == MOST_LINES:
            return at
        if not start:
            break
        end = start
    return last_odd if last_odd and data.count(b'"') % 2 else len(data)


def _encoding(data: bytes) -> str:
    """UTF-8 when most lines with other letters than ASCII are; single broken lines do not turn a whole file."""
    try:
        data.decode(UTF8)
        return UTF8
    except UnicodeDecodeError:
        lines = [line for line in data.split(b"\n") if not line.isascii()]
    good = sum(_decodes(line, UTF8) for line in lines)
    return UTF8 if good * 2 > len(lines) else WINDOWS


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
