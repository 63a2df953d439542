"""Looks into a workbook before it is opened: a small file may unpack to gigabytes, and a formula may hold no number.

One cell far down and far out would make the parser ask for tens of gigabytes and take the whole program with it.
The parser therefore sees only what has been looked at here, packed anew, since a zip's directory may lie about sizes.
"""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from etl.model import Fault, Refused

MOST_BYTES = 100_000_000  # unpacked, all parts together
MOST_CELLS = 1_000_000  # in a sheet, the empty ones between included: what the parser makes room for
MOST_TEXT = 200_000_000  # bytes; a text that stands once in the file may be pointed at from every cell
_FARTHEST = (1_048_576, 16_384)  # Excel's rows and columns
_INSIDE = rb"""((?:[^>"']|"[^"]*"|'[^']*')*)"""  # attributes, which may hold a > within quotes
_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b" + _INSIDE + rb">")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b" + _INSIDE + rb">")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b" + _INSIDE + rb">")
_ATTRIBUTE = re.compile(rb"""(?:^|\s)([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*[^<\s][^<]*)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_TEXT = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si\s*>", re.DOTALL)
_PLACE = re.compile(rb"([A-Z]{1,3})([1-9][0-9]{0,6})")
_OTHER_ENCODING = re.compile(rb"""^(?:\xff\xfe|\xfe\xff|.{0,3}\x00|<\?xml[^>]*encoding=["'](?!utf-?8["']))""", re.IGNORECASE)
_AGAIN = "Hämta filen på nytt från utgivaren och spara den inte om i ett annat format."
_SAVE = "Öppna arbetsboken i Excel, ersätt cellen med ett tal eller en text och spara."
_NOT_ONE = zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, NotImplementedError, RuntimeError
Attributes = Mapping[bytes, bytes]


def sound(path: Path) -> io.BytesIO:
    """The workbook packed anew. Raises Refused for one that unpacks to too much, and for cells that only seem empty."""
    parts = _parts(path)
    lengths = [len(text) for text in _TEXT.findall(_part(parts, "xl/sharedstrings.xml"))]
    names = _names(parts)
    faults: list[Fault] = []
    for name, xml in parts.items():
        if _OTHER_ENCODING.match(xml) and name.endswith((".xml", ".rels")):
            faults.append(Fault(path.name, name, "en annan teckenkodning än UTF-8", "en Excelarbetsbok", _AGAIN))
        faults += _sheet_faults(path.name, names.get(name, name), xml, lengths)
    if faults:
        raise Refused(*faults[:50])
    return _packed(parts)


def _parts(path: Path) -> dict[str, bytes]:
    """The files within the file, read no further than their directory says."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = archive.infolist()
            size = sum(i.file_size for i in inside)
            if size > MOST_BYTES or len(inside) > 10_000:
                found = f"{size // 1_000_000} MB uppackat i {len(inside)} delar"
                expected = f"högst {MOST_BYTES // 1_000_000} MB uppackat"
                raise Refused(Fault(path.name, "", found, expected, "Kontrollera att det är rätt fil."))
            return {i.filename: _unpacked(archive, i) for i in inside if not i.is_dir()}
    except _NOT_ONE as error:
        raise Refused(Fault(path.name, "", "en fil som inte går att öppna", "en Excelarbetsbok", _AGAIN)) from error


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as file:
        return file.read(part.file_size)  # a size given bounds what is unpacked, whatever the file holds


def _packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def _sheet_faults(file: str, sheet: str, xml: bytes, lengths: Sequence[int]) -> list[Fault]:
    """What is wrong with the cells of a part; a part without cells has no faults."""
    faults, rows, columns, row, column, text = [], 0, 0, 0, 0, 0
    for kind, attributes, content in _tags(xml):
        reference = attributes.get(b"r", b"")
        if kind == b"row":
            row, column = int(reference) if reference.isdigit() else row + 1, 0
            continue
        row, column = _place(reference) if reference else (max(row, 1), column + 1)
        rows, columns = max(rows, row), max(columns, column)
        text += _text_length(attributes, content, lengths)
        if not (0 < row <= _FARTHEST[0] and 0 < column <= _FARTHEST[1]) or rows * columns > MOST_CELLS or text > MOST_TEXT:
            found = "ett blad som är för stort, eller en cell långt utanför tabellen"
            expected = f"högst {MOST_CELLS:,} celler".replace(",", " ")
            return [Fault(file, _said(sheet, reference), found, expected, "Ta bort allt utanför tabellen och spara.")]
        if fault := _seemingly_empty(file, _said(sheet, reference), attributes, content):
            faults.append(fault)
    return faults


def _tags(xml: bytes) -> Iterator[tuple[bytes, Attributes, bytes]]:
    """Rows and cells in order, each with its attributes and what stands before the next."""
    last = None
    for found in _TAG.finditer(xml):
        if last:
            yield last[1], _attributes(last[2]), xml[last.end() : found.start()]
        last = found
    if last:
        yield last[1], _attributes(last[2]), xml[last.end() :]


def _attributes(raw: bytes) -> Attributes:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(raw)}


def _place(reference: bytes) -> tuple[int, int]:
    """Row and column, counted from one; (0, 0) for what is no cell."""
    found = _PLACE.fullmatch(reference)
    column = 0
    for letter in found[1] if found else b"":
        column = column * 26 + letter - 64
    return (int(found[2]), column) if found else (0, 0)


def _text_length(attributes: Attributes, content: bytes, lengths: Sequence[int]) -> int:
    found = _VALUE.search(content) if attributes.get(b"t") == b"s" else None
    number = found[1].strip() if found else b""
    return lengths[int(number)] if number.isdigit() and len(number) < 8 and int(number) < len(lengths) else 0


def _seemingly_empty(file: str, place: str, attributes: Attributes, content: bytes) -> Fault | None:
    """A formula without its result and an error value both read as empty, which would pass for an unknown number."""
    if attributes.get(b"t") == b"e":
        return Fault(file, place, "ett felvärde", "ett tal eller en text", _SAVE)
    if attributes.get(b"t") != b"str" and _FORMULA.search(content) and not _VALUE.search(content):
        return Fault(file, place, "en formel utan uträknat värde", "ett tal eller en text", _SAVE)
    return None


def _names(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The sheet that a part is, as people know it."""
    links = {a.get(b"Id"): a.get(b"Target", b"") for a in _all(_LINK, _part(parts, "xl/_rels/workbook.xml.rels"))}
    sheets = {a.get(b"name", b""): links.get(a.get(b"r:id"), b"") for a in _all(_SHEET, _part(parts, "xl/workbook.xml"))}
    return {_target(target): html.unescape(name.decode("utf-8", "replace")) for name, target in sheets.items()}


def _target(link: bytes) -> str:
    return "xl/" + link.decode("utf-8", "replace").removeprefix("/").removeprefix("xl/")


def _all(tag: re.Pattern[bytes], xml: bytes) -> Iterator[Attributes]:
    return (_attributes(found[1]) for found in tag.finditer(xml))


def _part(parts: Mapping[str, bytes], name: str) -> bytes:
    return next((content for known, content in parts.items() if known.lower() == name), b"")


def _said(sheet: str, reference: bytes) -> str:
    return f"{sheet}!{reference.decode('ascii', 'replace')}" if reference else sheet
