"""Pure: what happens to text files: bytes, encodings, columns, rows and cells."""

import csv
import gzip
import io
import random
from collections.abc import Callable

from .words import NASTY

Table = list[list[str]]
OTHER_KINDS = (
    b"", b"\n\n", b"\x00" * 64, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", b"PK\x03\x04" + b"\x00" * 26, b"PK\x05\x06" + b"\x00" * 18,
    gzip.compress(b"a;b\n" * 1000, mtime=0), b"\x89PNG\r\n\x1a\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    b"<html><body><table><tr><td>1</td></tr></table></body></html>", b'{"a": [1, 2]}', b"\xff\xfe", b"\xef\xbb\xbf", b"a", b"\r",
    b"[" * 100_000, b"a = " + b"[" * 5_000, b"a" * 5_000 + b" = 1", b'"' * 20_001, b"code;name\n" * 5_000, b"\x80" * 3_000,
)  # fmt: skip
ENCODINGS = (
    "latin-1",
    "cp1252",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp437",
    "mac-roman",
    "utf-8-sig",
    "utf-7",
    "cp850",
)


def change(rng: random.Random, raw: bytes) -> tuple[str, bytes]:
    """What was done, in a word, and the file after it."""
    kinds = (*BYTES, *TABLES * 2)
    what = kinds[rng.randrange(len(kinds))]
    if rng.random() < 0.004:
        return what.__name__ + " jätte", giant(rng, raw)
    return what.__name__.strip("_"), what(rng, raw)


def giant(rng: random.Random, raw: bytes) -> bytes:
    """One cell, or one line, or rows by the million: up to a hundred million bytes."""
    at, filling = (
        rng.randrange(len(raw) + 1),
        rng.choice((b"a", b'"', b"\n", b";", b"1", "å".encode(), "😀".encode(), b"1;", b"a\n")),
    )
    return raw[:at] + filling * (rng.choice((1_000_000, 40_000_000, 100_000_000)) // len(filling)) + raw[at:]


def planted(rng: random.Random, raw: bytes, text: str) -> bytes:
    """A text in one cell: instead of what stood there, or after it."""
    encoding, table, delimiter = opened(raw)
    if not any(table):
        return raw + text.encode("utf-8", "surrogateescape")
    row = rng.choice([r for r in table if r])
    column = rng.randrange(len(row))
    row[column] = rng.choice((text, f"{row[column]} {text}", text + row[column]))
    return written(table, delimiter, encoding)


def opened(raw: bytes) -> tuple[str, Table, str]:
    """Encoding, rows and delimiter, as well as they can be made out; any bytes at all are a table of some kind."""
    encoding = "utf-8" if _fits(raw, "utf-8") else "latin-1"
    text = raw[:3_000_000].decode(encoding, "replace")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    if "=" in first and delimiter not in first:
        return encoding, [line.split(" = ", 1) for line in text.split("\n")], " = "
    try:
        return encoding, list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), delimiter
    except csv.Error:
        return encoding, [line.split(delimiter) for line in text.split("\n")], delimiter


def written(table: Table, delimiter: str, encoding: str = "utf-8", quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    """The table as text again."""
    if len(delimiter) > 1:
        return "\n".join(delimiter.join(row) for row in table).encode(encoding, "replace")
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter, lineterminator="\n", quoting=quoting, escapechar="\\").writerows(table)  # type: ignore[arg-type]
    return made.getvalue().encode(encoding, "replace")


def _fits(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _span(rng: random.Random, raw: bytes, most: int = 60) -> tuple[int, int]:
    start = rng.randrange(len(raw) + 1)
    return start, min(len(raw), start + rng.randrange(1, most))


def flipped(rng: random.Random, raw: bytes) -> bytes:
    """Some bytes become others."""
    made = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 8, 40))):
        if made:
            made[rng.randrange(len(made))] = rng.randrange(256)
    return bytes(made)


def cut(rng: random.Random, raw: bytes) -> bytes:
    """Only the beginning, or only the end, or a piece less."""
    start, end = _span(rng, raw, 3_000)
    return rng.choice((raw[:start], raw[start:], raw[:start] + raw[end:]))


def inserted(rng: random.Random, raw: bytes) -> bytes:
    """Bytes that do not belong there."""
    at = rng.randrange(len(raw) + 1)
    new = rng.choice(
        (
            b"\x00",
            b"\x00" * 9,
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b"\xff",
            b'"',
            b"'",
            b";",
            b",",
            b"\t",
            b"\r",
            b"\n",
            b"\x1a",
            b"\xc3",
        )
    )
    return raw[:at] + new * rng.choice((1, 1, 1, 2, 300)) + raw[at:]


def repeated(rng: random.Random, raw: bytes) -> bytes:
    """A piece over and over."""
    start, end = _span(rng, raw, 400)
    return raw[:end] + raw[start:end] * rng.choice((1, 2, 50, 2_000)) + raw[end:]


def reencoded(rng: random.Random, raw: bytes) -> bytes:
    """The same text in other bytes, some of which no longer say what they said."""
    encoding = "utf-8" if _fits(raw, "utf-8") else "latin-1"
    return raw.decode(encoding).encode(rng.choice(ENCODINGS), rng.choice(("replace", "ignore", "xmlcharrefreplace")))


def marked(rng: random.Random, raw: bytes) -> bytes:
    """A byte order mark before, or another end of line throughout."""
    if rng.random() < 0.4:
        return rng.choice((b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2, b"\xff\xfe", b"\x1a")) + raw
    return raw.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", "\u2028".encode(), b"\n\r", b"", b"\x1a\n")))


def another(rng: random.Random, _: bytes) -> bytes:
    """Another kind of file altogether."""
    return rng.choice(OTHER_KINDS)


def redelimited(rng: random.Random, raw: bytes) -> bytes:
    """Another delimiter, or everything in quotes, or the quotes without their end."""
    encoding, table, delimiter = opened(raw)
    if rng.random() < 0.3:
        return raw.replace(b"\n", rng.choice((b'\n"', b'"\n', b'\n""', b'\n"""')))
    quoting = rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    return written(table, rng.choice((";", ",", "\t", "|", delimiter)), encoding, quoting)


def _on_table(change: Callable[[random.Random, Table], object]) -> Callable[[random.Random, bytes], bytes]:
    def changed(rng: random.Random, raw: bytes) -> bytes:
        encoding, table, delimiter = opened(raw)
        if len(table) > 1 and table[0]:
            change(rng, table)
        return written(table, delimiter, encoding)

    changed.__name__ = change.__name__
    return changed


def _column(rng: random.Random, table: Table) -> int:
    return rng.randrange(len(table[0]))


def column_dropped(rng: random.Random, table: Table) -> None:
    column, below = _column(rng, table), rng.random() < 0.2
    for row in table[below:]:
        del row[column : column + 1]


def columns_swapped(rng: random.Random, table: Table) -> None:
    one, two, below = _column(rng, table), _column(rng, table), rng.random() < 0.5
    for row in table[below:]:
        if max(one, two) < len(row):
            row[one], row[two] = row[two], row[one]


def column_added(rng: random.Random, table: Table) -> None:
    column, count = _column(rng, table), rng.choice((1, 1, 1, 300))
    copied, header = rng.random() < 0.5, rng.choice(NASTY)
    for number, row in enumerate(table):
        filling = row[column] if copied and column < len(row) else (header if number == 0 else "x")
        row[column:column] = [filling] * count


def column_filled(rng: random.Random, table: Table) -> None:
    column, filling = _column(rng, table), rng.choice(NASTY)
    for row in table[1:]:
        if column < len(row):
            row[column] = filling


def column_shifted(rng: random.Random, table: Table) -> None:
    column = _column(rng, table)
    for row, above in zip(table[:0:-1], table[-2::-1], strict=False):
        if column < min(len(row), len(above)):
            row[column] = above[column]


def header_changed(rng: random.Random, table: Table) -> None:
    column = _column(rng, table)
    old = table[0][column]
    table[0][column] = rng.choice(
        (old.upper(), old + " ", " " + old, old[:-1], rng.choice(NASTY), rng.choice(table[0]), "namn", "\ufeff" + old)
    )


def header_moved(rng: random.Random, table: Table) -> None:
    header = table.pop(0)
    for _ in range(rng.choice((0, 1, 2))):
        table.insert(rng.randrange(len(table) + 1), list(header))


def rows_repeated(rng: random.Random, table: Table) -> None:
    row = rng.choice(table[1:])
    at = rng.randrange(1, len(table) + 1)
    table[at:at] = [list(row) for _ in range(rng.choice((1, 1, 1, 2, 100, 3_000)))]


def row_dropped(rng: random.Random, table: Table) -> None:
    start = rng.randrange(1, len(table))
    del table[start : start + rng.choice((1, 1, 3, 1_000))]


def rows_shuffled(rng: random.Random, table: Table) -> None:
    body = table[1:]
    rng.shuffle(body)
    table[1:] = body


def row_bent(rng: random.Random, table: Table) -> None:
    row = rng.choice(table)
    at = rng.randrange(len(row) + 1)
    row[at:at] = [rng.choice(NASTY)] * rng.choice((1, 2, 5_000))


def cell_changed(rng: random.Random, table: Table) -> None:
    for _ in range(rng.choice((1, 1, 1, 5))):
        row = rng.choice([r for r in table if r])
        row[rng.randrange(len(row))] = rng.choice(NASTY)


def cells_exchanged(rng: random.Random, table: Table) -> None:
    filled = [r for r in table if r]
    one, two = rng.choice(filled), rng.choice(filled)
    first, second = rng.randrange(len(one)), rng.randrange(len(two))
    one[first], two[second] = two[second], one[first]


def cell_edited(rng: random.Random, table: Table) -> None:
    row = rng.choice([r for r in table if r])
    column = rng.randrange(len(row))
    old = row[column]
    at = rng.randrange(len(old) + 1)
    row[column] = rng.choice(
        (old[:at] + rng.choice(NASTY)[:200] + old[at:], "-" + old, old + "0" * 12, old[::-1], old.upper(), old + "\n")
    )


BYTES = (flipped, cut, inserted, repeated, reencoded, marked, another, redelimited)
TABLES = tuple(
    map(
        _on_table,
        (
            column_dropped, columns_swapped, column_added, column_filled, column_shifted, header_changed, header_moved,
            rows_repeated, row_dropped, rows_shuffled, row_bent, cell_changed, cell_changed, cells_exchanged, cell_edited,
        ),
    )
)  # fmt: skip
