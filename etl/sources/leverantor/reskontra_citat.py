"""Rows with quotes, or with letters that cannot be read: each is understood by itself or turned away by itself."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from etl.sources.leverantor.reskontra_block import MOST_LINES
from etl.sources.leverantor.reskontra_dialekt import Dialect

QUOTE = "ett citattecken som inte har något slut"
WIDTH = "fel antal fält"
LETTERS = "tecken som inte går att tyda"
NUL = "ett NUL-tecken"
LONG = "en orimligt lång rad eller text"
_LONGEST_ROW = 64_000  # bytes


@dataclass
class Odd:
    """What became of a block's odd lines, each by its place in the block.

    `well` are rows of one line whose quotes can be trusted to the stream parser. `rows` are the fields of those that were
    understood here, with their places in `numbers`. `taken` is every line dealt with.
    """

    well: dict[int, str] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    def add(self, number: int, row: list[str], lines: int = 1) -> None:
        """One understood row and how many lines it runs over."""
        self.rows.append(row)
        self.numbers.append(number)
        self.taken.update(range(number, number + lines))

    def refuse(self, number: int, reason: str) -> None:
        """One line that nothing can be made of."""
        self.faults.append((number, reason))
        self.taken.add(number)


def odd_rows(lines: Sequence[bytes], encoding: str, dialect: Dialect) -> Odd:
    """The rows that the stream parser must not see. A row over several lines has the number of its first."""
    odd, texts = Odd(), dict[int, str]()
    for number, line in enumerate(lines):
        if b'"' in line or b"\0" in line or not line.isascii():
            _sort_out(number, line, encoding, odd, texts)
    well = dict.fromkeys(_well_formed(texts, dialect))
    whole = re.compile(_pattern(dialect))
    for number in texts:
        if number not in well and number not in odd.taken:
            _understand(number, lines, encoding, dialect, whole, odd)
    odd.well = {number: texts[number] for number in well if number not in odd.taken}
    odd.taken.update(odd.well)
    return odd


def _sort_out(number: int, line: bytes, encoding: str, odd: Odd, texts: dict[int, str]) -> None:
    """Turns away what no quoting rule can help; rows with quotes are put among the texts."""
    text = _decoded(line, encoding)
    if b"\0" in line:
        odd.refuse(number, NUL)
    elif text is None:
        odd.refuse(number, LETTERS)
    elif '"' in text and len(line) > _LONGEST_ROW:
        odd.refuse(number, LONG)
    elif '"' in text:
        texts[number] = text


def _decoded(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding).removesuffix("\r")
    except UnicodeDecodeError:
        return None


def _pattern(dialect: Dialect) -> str:
    """A row in which every quote begins or ends a field, or is doubled within one. Counting fields here is very slow."""
    mark = r"\t" if dialect.separator == "\t" else re.escape(dialect.separator)
    one = rf'(?:"[^"\r]*(?:""[^"\r]*)*"|[^"{mark}\r\n]*)'
    return rf"^{one}(?:{mark}{one})*$"


def _well_formed(texts: dict[int, str], dialect: Dialect) -> list[int]:
    fitting = pl.Series(list(texts.values()), dtype=pl.String).str.contains(_pattern(dialect))
    return [number for number, fits in zip(texts, fitting, strict=True) if fits]


def _fields(text: str, dialect: Dialect) -> list[str]:
    """The fields of one well-formed row."""
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.separator))


def _fits(row: Sequence[str], dialect: Dialect) -> bool:
    return dialect.width <= len(row) <= len(dialect.columns) and not any(row[dialect.width :])


def _padded(row: list[str], dialect: Dialect) -> list[str]:
    return row + [""] * (len(dialect.columns) - len(row))


def _understand(number: int, lines: Sequence[bytes], encoding: str, dialect: Dialect, whole: re.Pattern[str], odd: Odd) -> None:
    """A quoted text over several lines, quotes that are only signs within a text (5" rör), or a fault."""
    text = ""
    for more, line in enumerate(lines[number : number + MOST_LINES]):
        next_line = _decoded(line, encoding)
        if next_line is None or len(text) + len(next_line) > _LONGEST_ROW or "\0" in next_line:
            break
        text = f"{text}\n{next_line}" if more else next_line
        paired = more and text.count('"') % 2 == 0
        fields = _fields(text, dialect) if paired and whole.fullmatch(text) else []
        if _fits(fields, dialect):
            odd.add(number, _padded(fields, dialect), more + 1)
            return
    plain = (_decoded(lines[number], encoding) or "").split(dialect.separator)
    if any(f.startswith('"') for f in plain):
        odd.refuse(number, QUOTE)
    elif _fits(plain, dialect):
        odd.add(number, _padded(plain, dialect))
    else:
        odd.refuse(number, WIDTH)
