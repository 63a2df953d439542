"""The door: every file of a delivery is looked through before a reader opens it, also what no reader would use.

All columns and sheets, hidden ones too, comments, headers and properties of a workbook, and release.toml. A hit stops the
file and is told by kind, column and count; what was found is in no fault, no log and no exception.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from etl.identity import scan
from etl.model import Fault, Refused, Release, masked
from etl.people import scan_column
from etl.tables import LARGEST_TEXT, MOST_LINES, Cell, address, workbook
from etl.whereabouts import about_place, coordinates, half_coordinate, street_address

MOST_FAULTS = 50
_LEDGER = "reskontra"  # read as a stream that looks at every text itself and turns away the row, not the file
_TRADER = "organisationsnummer"  # where registers are to find a sole trader's number, which they hide themselves
_CLOCK = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[-T _]?(?:[01][0-9]|2[0-3])[0-5][0-9]")
_MOST_COLUMNS = 500
_PIECE, _OVERLAP = 1_000_000, 64  # letters
_FEWEST_TIMES = 5  # of a column; five birthdays in a row that all look like times of day come once in ten thousand
_FRACTION = re.compile(r"[0-9]\.[0-9]{10,}(?:[eE][-+]?[0-9]+)?(?![0-9]|\s?[-+–])|^\s*[-+−]?[0-9 ]*,[0-9]+\s*$")  # no whole number
_CELLS = re.compile(r"<(?:\w+:)?sheetData\b.*</(?:\w+:)?sheetData\s*>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SEEN_ELSEWHERE = ("xl/sharedstrings.xml", "xl/styles.xml", "xl/theme/", "xl/calcchain.xml")  # cells, or nothing that is written
_NOBODY = "Filen har stoppats. Ta bort uppgifterna om enskilda och leverera den på nytt."
_AREAS = "Filen har stoppats. Skriv området i stället för platsen, med kod eller namn ur areas.csv."


@dataclass(frozen=True)
class Column:
    """A column as people find it, its first filled cell and all its texts, that one among them."""

    place: str
    head: str
    texts: Sequence[str]


def guard_delivery(release: Release, classes: Collection[str]) -> None:
    """Raises Refused for personal numbers and, by the drawer's disclosure `classes`, for what points out a single place.

    K2 and K3: columns of addresses or coordinates, and pairs of coordinates. K3: street addresses and lone degrees too.
    """
    as_of = max(release.published, release.retrieved)
    faults = [fault for path in _files(release) for fault in _faults(path, as_of, classes)]
    if faults:
        raise Refused(*faults[:MOST_FAULTS])


def _files(release: Release) -> Iterator[Path]:
    """What to look through. Text larger than any reader takes is left for the reader to refuse."""
    facts = release.folder / "release.toml"
    yield from [facts] if facts.is_file() else []
    for path in release.files:
        ledger = release.source == "leverantor" and path.name.lower().startswith(_LEDGER)
        if not ledger and (_is_workbook(path) or path.stat().st_size <= LARGEST_TEXT):
            yield path


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in (".xlsx", ".xlsm")


def _faults(path: Path, as_of: dt.date, classes: Collection[str]) -> Iterator[Fault]:
    for column in _columns(path):
        masked_later = "K2" in classes and column.head == _TRADER
        yield from () if masked_later else _people(path, column, as_of)
        yield from _places(path, column, classes)


def _columns(path: Path) -> Iterator[Column]:
    if _is_workbook(path):
        for sheet, rows in workbook(path).items():
            yield from _of_table(((_text(cell) for cell in row) for row in rows), f"{sheet}!")
        yield from _parts(path)
        return
    text = _decoded(path.read_bytes())
    if path.name == "release.toml":
        yield Column("", "", text.splitlines())
    elif text.count("\n") > MOST_LINES:  # a table that no reader takes, and that would fill the memory
        yield Column("", "", _pieces(text))
    else:
        yield from _of_text(text)


def _decoded(raw: bytes) -> str:
    """The text in the encoding it seems to have; a wrong letter here and there does not hide digits."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _of_text(text: str) -> Iterable[Column]:
    """The columns of a table; a text that no delimiter or quote makes sense of is one column."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max(";,\t|", key=first.count)
    try:
        return list(_of_table(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), ""))
    except csv.Error:
        return [Column("", "", [piece for line in text.splitlines() for piece in _pieces(line)])]


def _pieces(text: str) -> list[str]:
    """The text cut up after a line where there is one; else with more than a number's length on both sides of the cut."""
    pieces, start = [], 0
    while start < len(text):
        end = start + _PIECE
        line = text.rfind("\n", start, end) + 1 if end < len(text) else 0
        pieces.append(text[start : line or end])
        start = line or (end if end >= len(text) else end - _OVERLAP)
    return pieces


def _of_table(rows: Iterable[Iterable[str]], sheet: str) -> Iterator[Column]:
    """The columns with their filled cells. Those far out share one, since a line of delimiters would make millions."""
    columns = dict[int, list[str]]()
    for cells in rows:
        for number, text in enumerate(cells):
            if text and not text.isspace():
                columns.setdefault(min(number, _MOST_COLUMNS), []).append(text)
    for number, texts in columns.items():
        yield Column(f"{sheet}kolumn {address(0, number)[:-1]}", texts[0].strip(), texts)


def _text(cell: Cell) -> str:
    """The digits of a cell as they are shown: a number that was typed without a sign is a number to Excel."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return "" if cell is None or isinstance(cell, bool | dt.date | dt.time | dt.timedelta) else str(cell)


def _parts(path: Path) -> Iterator[Column]:
    """What a workbook holds beside its cells: properties, comments, names, headers. Its size has been tried by then."""
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            name = part.filename.lower()
            if not name.endswith((".xml", ".rels", ".vml")) or name.startswith(_SEEN_ELSEWHERE):
                continue
            with archive.open(part) as file:
                xml = _CELLS.sub("", file.read(part.file_size).decode("utf-8", "replace"))
            # Once with the tags between, which hold texts of their own, and once without: a word may be cut by its formats.
            yield Column(part.filename, "", [*xml.splitlines(), _TAG.sub("", xml)])


def _people(path: Path, column: Column, as_of: dt.date) -> Iterator[Fault]:
    """A fault per kind of number, with how many."""
    texts = pl.Series(column.texts, dtype=pl.String)
    found = {text: scan(_FRACTION.sub("", text), as_of.year) for text in texts.gather(scan_column(texts, as_of)).unique()}
    hits = [text for text in column.texts if found.get(text)]
    if not hits or _times(column.texts, hits):
        return
    kinds = Counter(kind for text in hits for kind, _, _ in found[text])
    for kind, count in kinds.items():
        things = "uppgift" if count == 1 else "uppgifter"
        yield Fault(path.name, _place(column), f"{count} {things} som ser ut som {kind}", "inga personuppgifter", _NOBODY)


def _times(texts: Sequence[str], hits: Collection[str]) -> bool:
    """Whether a column holds times of day, of which a tenth look like birthdays: the check digit holds for few of them."""
    different = {text.strip() for text in texts if any(c.isdigit() for c in text)}
    times = all(_CLOCK.fullmatch(text) for text in different)
    return times and len(different) >= _FEWEST_TIMES and len(set(hits)) * 2 <= len(different)


def _place(column: Column) -> str:
    """The column and what it is called, unless that may be somebody's number; a sheet's name may be one too."""
    named = column.head.isidentifier() and not any(c.isdigit() for c in column.head)
    return masked(f"{column.place} ({column.head})" if named else column.place)


def _places(path: Path, column: Column, classes: Collection[str]) -> Iterator[Fault]:
    if not {"K2", "K3"} & set(classes) or not column.place.rpartition("!")[2].startswith("kolumn "):
        return
    expected = "områden, inga adresser eller koordinater"
    if about_place(column.head):
        yield Fault(path.name, _place(column), "en kolumn som pekar ut platser", expected, _AREAS)
    tells: tuple[tuple[str, Callable[[str], bool], bool], ...] = (
        ("koordinater", coordinates, True),
        ("koordinater", half_coordinate, "K3" in classes),
        ("gatuadresser", street_address, "K3" in classes),
    )
    for what, tell, asked in tells:
        count = sum(map(tell, column.texts)) if asked else 0
        if count:
            yield Fault(path.name, _place(column), f"{count} celler som ser ut som {what}", expected, _AREAS)
