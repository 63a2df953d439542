"""Turns a block of a ledger into rows of text, one per row of the file, whatever quotes, NULs and ragged rows are in it.

The stream parser knows no quotes, so that a broken quote can never eat the rows after it: rows with quotes are first
shown to be well formed one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl.sources.leverantor.reskontra_block import UTF8, Block, occurrences
from etl.sources.leverantor.reskontra_citat import LONG, WIDTH, Odd, odd_rows
from etl.sources.leverantor.reskontra_dialekt import Dialect

LINE = "rad"  # the column of line numbers; no header folds to it before a number
ROW = "hela raden"
_FAULTS = {"line": pl.Int64, "field": pl.String, "reason": pl.String}


@dataclass(frozen=True)
class Rows:
    """Text columns by the dialect's names and the line of each row; and the lines that cannot be told apart into fields."""

    frame: pl.DataFrame
    faults: pl.DataFrame


def no_faults() -> pl.DataFrame:
    """The empty quarantine: line, field, reason."""
    return pl.DataFrame(schema=_FAULTS)


def turned_away(lines: pl.Series, field: str, reason: str) -> pl.DataFrame:
    """Rows of the quarantine that share field and reason."""
    return pl.DataFrame({"line": lines.cast(pl.Int64)}).with_columns(field=pl.lit(field), reason=pl.lit(reason))


def rows(block: Block, dialect: Dialect) -> Rows:
    """Every row of the block that is not blank, either in `frame` or in `faults`."""
    if block.lost:
        return Rows(_no_rows(dialect), turned_away(pl.Series([block.first]), ROW, LONG))
    if b'"' not in block.data and b"\0" not in block.data:
        try:
            return _plain(_utf8(block), None, block.first, dialect)
        except (UnicodeDecodeError, pl.exceptions.ComputeError):  # single lines that are not in the file's encoding
            return _line_by_line(block, dialect)
    return _line_by_line(block, dialect)


def _utf8(block: Block) -> bytes:
    if block.encoding == UTF8 or block.data.isascii():
        return block.data
    return block.data.decode(block.encoding).encode()


def _plain(data: bytes, numbers: NDArray[np.int64] | None, first: int, dialect: Dialect) -> Rows:
    """Rows without quotes; `numbers` are their lines when they do not follow each other from `first` on."""
    frame = _parsed(data, dialect.columns[: dialect.width], dialect.separator)
    lines = pl.int_range(first, first + frame.height, eager=True) if numbers is None else pl.Series(numbers)
    if _even(frame, data, dialect):
        spare = [pl.lit("").alias(c) for c in dialect.columns[dialect.width :]]
        return Rows(_filled(frame.with_columns(lines.alias(LINE), *spare).select(*dialect.columns, LINE), dialect), no_faults())
    return _ragged(data, lines, pl.Series(_counted(data, dialect.separator)), dialect)


def _ragged(data: bytes, lines: pl.Series, separators: pl.Series, dialect: Dialect, quote: str | None = None) -> Rows:
    """Rows of which some may have too few fields or too many; one empty field too many, as Örebro's, is let through."""
    model = dialect.separator * (len(dialect.columns) - 1) + "\n"  # the parser's number of fields is the first row's
    frame = _parsed(model.encode() + data, dialect.columns, dialect.separator, quote).slice(1).with_columns(lines.alias(LINE))
    fits = (separators >= dialect.width - 1) & (separators < len(dialect.columns))
    for spare in dialect.columns[dialect.width :]:
        if frame[spare].str.len_bytes().max():
            fits &= frame[spare].str.strip_chars() == ""
    filled = ~frame.select(pl.all_horizontal(pl.col(dialect.columns).str.strip_chars() == "")).to_series()
    return Rows(_filled(frame.filter(fits), dialect), turned_away(lines.filter(~fits & filled), ROW, WIDTH))


def _parsed(data: bytes, columns: Sequence[str], separator: str, quote: str | None = None) -> pl.DataFrame:
    return pl.read_csv(
        data, has_header=False, separator=separator, quote_char=quote, schema=dict.fromkeys(columns, pl.String), low_memory=True,
        empty_string_is_null=False, truncate_ragged_lines=True, missing_columns="insert", extra_columns="ignore",
    )  # fmt: skip


def _even(frame: pl.DataFrame, data: bytes, dialect: Dialect) -> bool:
    """Whether every row surely has as many fields as the header: the sum is right and none lacks its last field."""
    last = frame[dialect.columns[dialect.width - 1]]
    right = occurrences(data, dialect.separator.encode()) == frame.height * (dialect.width - 1)
    return right and not last.null_count() and not (last == "").any()


def _counted(data: bytes, separator: str) -> NDArray[np.int32]:
    """Separators on each line."""
    found = np.frombuffer(data, dtype=np.uint8)
    starts = np.flatnonzero(found == 10)
    starts = np.concatenate([np.zeros(1, dtype=starts.dtype), starts[:-1] + 1])
    counted: NDArray[np.int32] = np.add.reduceat(found == ord(separator), starts, dtype=np.int32)
    return counted


def _filled(frame: pl.DataFrame, dialect: Dialect) -> pl.DataFrame:
    """Without rows where every field is blank: they are no rows of the ledger."""
    if not (frame["belopp"] == "").any():
        return frame
    blank = pl.all_horizontal(pl.col(dialect.columns).str.strip_chars() == "")
    return frame.filter((pl.col("belopp") != "") | ~blank)


def _line_by_line(block: Block, dialect: Dialect) -> Rows:
    """Lines with quotes, NULs or unreadable letters are taken by themselves, all others together."""
    lines = block.data.split(b"\n")[:-1]
    odd = odd_rows(lines, block.encoding, dialect)
    plain = [n for n in range(len(lines)) if n not in odd.taken]
    parts = [_told_apart(odd, block, dialect)]
    if odd.well:
        parts.append(_quoted(odd.well, block.first, dialect))
    if plain:
        data = _utf8(Block(0, b"\n".join(lines[n] for n in plain) + b"\n", block.encoding))
        parts.append(_plain(data, np.array(plain, dtype=np.int64) + block.first, 0, dialect))
    return Rows(pl.concat([p.frame for p in parts]), pl.concat([p.faults for p in parts]))


def _quoted(texts: Mapping[int, str], first: int, dialect: Dialect) -> Rows:
    """Well-formed rows with quotes, one to a line; separators within quotes are not counted."""
    bare = pl.Series(list(texts.values())).str.replace_all(r'"[^"]*"', "")
    separators = bare.str.count_matches(dialect.separator, literal=True).cast(pl.Int32)
    lines = pl.Series(list(texts), dtype=pl.Int64) + first
    return _ragged(("\n".join(texts.values()) + "\n").encode(), lines, separators, dialect, '"')


def _told_apart(odd: Odd, block: Block, dialect: Dialect) -> Rows:
    fields = [*dialect.columns]
    frame = pl.DataFrame(odd.rows, schema=dict.fromkeys(fields, pl.String), orient="row") if odd.rows else _no_rows(dialect, LINE)
    numbers = pl.Series(LINE, odd.numbers, dtype=pl.Int64) + block.first
    away = pl.DataFrame(odd.faults, schema={"line": pl.Int64, "reason": pl.String}, orient="row")
    faults = away.select(pl.col("line") + block.first, pl.lit(ROW).alias("field"), "reason")
    return Rows(_filled(frame.with_columns(numbers), dialect), faults)


def _no_rows(dialect: Dialect, *without: str) -> pl.DataFrame:
    known = {**dict.fromkeys(dialect.columns, pl.String), LINE: pl.Int64}
    return pl.DataFrame(schema={c: t for c, t in known.items() if c not in without})
