"""Opens what publishers send, Excel and text, and says plainly what is wrong when it cannot be opened."""

import csv
import io
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from etl.model import Fault, Refused, Release
from etl.sheets import sound

Cell = object
_SWEDISH_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?: \d{3})+)(?:,\d+)?", re.ASCII)
LARGEST_FILE = 200_000_000  # bytes; no delivery of these sources comes near
LARGEST_TEXT = 50_000_000  # bytes of a text that is held whole; ledgers are read as a stream instead
MOST_LINES = 1_000_000  # of the same, with the blank ones
LARGEST_FACTS = 100_000  # bytes of a TOML file
MOST_ROWS = 200_000  # of a text table; each takes some two thousand bytes once read


@dataclass(frozen=True)
class Row:
    """A row of a table: its place as people say it, and its cells by column name, stripped. `sheet` is empty for text."""

    file: str
    number: int
    cells: dict[str, str]
    sheet: str = ""

    @property
    def place(self) -> str:
        """`rad 12`, counted as an editor or Excel shows it, with the sheet before it; the header is the first row."""
        return f"{self.sheet}!rad {self.number}" if self.sheet else f"rad {self.number}"

    def cell(self, column: str) -> str:
        """Where one cell stands: `rad 12, kolumn belopp`."""
        return f"{self.place}, kolumn {column}"

    def fault(self, column: str, expected: str, action: str) -> Fault:
        """A fault about one cell of this row."""
        return Fault(self.file, self.cell(column), f"”{self.cells.get(column, '')}”", expected, action)


def address(row: int, column: int) -> str:
    """Excel's name of a cell from zero-based row and column: (149, 5) is F150."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def only_file(release: Release, suffixes: Sequence[str]) -> Path:
    """The delivery's one file with such a suffix. Raises Refused when there is none or more than one."""
    found = [f for f in release.files if f.suffix.lower() in suffixes]
    if len(found) == 1:
        return found[0]
    expected = "en fil som slutar på " + " eller ".join(suffixes)
    names = ", ".join(f.name for f in release.files)
    raise Refused(Fault(release.folder.name, "", names, expected, "Lägg en leverans per mapp."))


def workbook(path: Path) -> dict[str, list[list[Cell]]]:
    """Every sheet's cells, row by row from A1. Raises Refused when the file is not a readable workbook; see etl/sheets.py."""
    _guard_size(path, LARGEST_FILE)
    packed = sound(path)
    try:
        book = CalamineWorkbook.from_filelike(packed)
        return {n: [list(r) for r in book.get_sheet_by_name(n).to_python(skip_empty_area=False)] for n in book.sheet_names}
    except (CalamineError, OSError, ValueError, KeyError, IndexError) as error:
        action = "Hämta filen på nytt från utgivaren och spara den inte om i ett annat format."
        raise Refused(Fault(path.name, "", "en fil som inte går att öppna", "en Excelarbetsbok", action)) from error


def facts(path: Path, expected: str, action: str) -> dict[str, Any]:
    """The values of a TOML file. Raises Refused when there is none or it cannot be read."""
    try:
        small = path.stat().st_size <= LARGEST_FACTS
        found = tomllib.loads(path.read_text(encoding="utf-8-sig")) if small else None
    except (OSError, ValueError, RecursionError) as error:
        raise Refused(Fault(str(path), "", said(error), expected, action)) from error
    if found is None:
        raise Refused(Fault(str(path), "", "en fil över 100 kB", expected, action))
    return found


def said(error: Exception) -> str:
    """In Swedish, why a file could not be read; the program's own words only where they tell the place."""
    if isinstance(error, FileNotFoundError):
        return "ingen sådan fil"
    if isinstance(error, UnicodeDecodeError):
        return "tecken som inte är UTF-8"
    if isinstance(error, tomllib.TOMLDecodeError):
        return f"text som inte följer TOML ({error})"
    if isinstance(error, csv.Error | StopIteration):
        return "fält som inte går att skilja åt"
    return "en fil som inte går att läsa"


def decoded(path: Path, encodings: Sequence[str] = ("utf-8-sig",)) -> str:
    """The file's text in the first encoding that fits. Raises Refused for none, an empty file or a NUL byte."""
    _guard_size(path, LARGEST_TEXT)
    raw = path.read_bytes()
    if not raw.strip():
        raise Refused(Fault(path.name, "", "en tom fil", "rubriker och rader", "Hämta filen på nytt."))
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    names = " eller ".join(encodings)
    action = f"Spara filen som text i teckenkodningen {names}."
    raise Refused(Fault(path.name, "", "tecken som inte går att tyda", f"text i {names}", action))


def text_table(
    path: Path, columns: Sequence[str], delimiter: str = ";", optional: Sequence[str] = (), empty: bool = False
) -> list[Row]:
    """Rows of a UTF-8 table with a header. Raises Refused for missing columns, ragged rows or, unless `empty`, no rows."""
    text = decoded(path)
    if text.count("\n") > MOST_LINES:
        raise Refused(_too_long(path, MOST_LINES))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(lines)]
        _guard_header(path, header, columns, optional)
        filled = ((lines.line_num, [c.strip() for c in cells]) for cells in lines if any(c.strip() for c in cells))
        body = list(islice(filled, MOST_ROWS + 1))
    except (csv.Error, StopIteration) as error:
        action = "Öppna filen i en texteditor och se efter citattecken som inte har något slut."
        raise Refused(Fault(path.name, f"rad {lines.line_num}", said(error), "en tabell med rubriker", action)) from error
    if len(body) > MOST_ROWS:
        raise Refused(_too_long(path, MOST_ROWS))
    ragged = [(number, cells) for number, cells in body if len(cells) != len(header)]
    if ragged or not (body or empty):
        raise Refused(*(_ragged(path, n, cells, header) for n, cells in ragged[:20] or [(2, [])]))
    return [Row(path.name, number, dict(zip(header, cells, strict=True))) for number, cells in body]


def _too_long(path: Path, most: int) -> Fault:
    action = "Kontrollera att det är rätt fil, och dela den annars i flera leveranser."
    return Fault(path.name, "", f"fler än {most} rader", "en mindre tabell", action)


def _guard_header(path: Path, header: list[str], columns: Sequence[str], optional: Sequence[str]) -> None:
    missing = [c for c in columns if c not in header]
    double = sorted({c for c in header if header.count(c) > 1})
    if missing or double:
        found = "saknade kolumner: " + ", ".join(missing) if missing else "kolumner två gånger: " + ", ".join(double)
        action = "Kontrollera att det är rätt fil och att rubrikraden står överst."
        raise Refused(Fault(path.name, "rad 1", found, "kolumnerna " + ", ".join((*columns, *optional)), action))


def _ragged(path: Path, number: int, cells: list[str], header: list[str]) -> Fault:
    action = "Kontrollera skiljetecknet och att inget fält har förskjutits."
    return Fault(path.name, f"rad {number}", f"{len(cells)} fält", f"{len(header)} fält som i rubriken", action)


def _guard_size(path: Path, largest: int) -> None:
    if path.stat().st_size > largest:
        found = f"en fil över {largest // 1_000_000} MB"
        raise Refused(Fault(path.name, "", found, "en mindre fil", "Kontrollera att det är rätt fil."))


def swedish_number(text: str) -> float:
    """`1 693`, `24,6` or `300` as a number. Raises ValueError for all else, also a point: 1.693 means two things."""
    plain = text.replace("\u00a0", " ").replace("\u202f", " ").replace("−", "-").strip()
    if not _SWEDISH_NUMBER.fullmatch(plain):
        raise ValueError(text)
    return float(plain.replace(" ", "").replace(",", "."))
