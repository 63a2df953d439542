"""Pure: what happens to workbooks: to the zip, to its parts and to the cells."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

from . import texts
from .words import NASTY

Parts = dict[str, bytes]
_CELL = re.compile(rb'<c\b[^>]*?r="([A-Z]+)([0-9]+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_FORMULAS = (
    "<f>1+1</f>", "<f>1/0</f><v>#DIV/0!</v>", "<f>A1</f><v></v>", "<f>SUM(A:A)</f><v>12</v>", "<f/>", "<f>cmd|' /C calc'!A0</f>",
    "<f t=\"shared\" si=\"99\"/>", "<f>x</f><v>NaN</v>", "<f>" + "(" * 9_000 + "</f>", "<f>[1]Blad!A1</f><v>7</v>",
)  # fmt: skip
_NUMBERS = (
    "1e308",
    "1e400",
    "-1",
    "-0",
    "NaN",
    "inf",
    "0.1",
    "99999999999999999999",
    "60",
    "2958466",
    "-700000",
    "1e15",
    "x",
    "",
    "1 2",
)
_KINDS = ("n", "s", "str", "b", "e", "d", "inlineStr", "z", "")
_FAR = ("XFD1048576", "XFD1", "A1048576", "ZZZ9", "A0", "A99999999999", "AAAAAAA1", "1A", "", "a1", "A1:B2", "$A$1", "Ö1", "A-1")


def change(rng: random.Random, raw: bytes) -> tuple[str, bytes]:
    """What was done, in a word, and the file after it. What is no longer a zip is broken as bytes."""
    parts = opened(raw)
    if not parts or rng.random() < 0.15:
        return texts.change(rng, raw)
    what = rng.choice(CHANGES)
    return what.__name__, what(rng, parts)


def planted(rng: random.Random, raw: bytes, text: str) -> bytes:
    """A text in one cell, or as the name of a sheet."""
    parts = opened(raw)
    if not parts:
        return texts.planted(rng, raw, text)
    if rng.random() < 0.15:
        return _renamed(rng, parts, text)
    return _celled(rng, parts, lambda place: _inline(place, text))


def opened(raw: bytes) -> Parts:
    """The parts, or none where it cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return {i.filename: archive.read(i) for i in archive.infolist()} if len(raw) < 5_000_000 else {}
    except Exception:
        return {}


def packed(parts: Parts) -> bytes:
    """A workbook of the parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _inline(place: str, text: str) -> str:
    clean = "".join(c for c in text if c in "\t\n\r" or c >= " ")
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(clean)}</t></is></c>'


def _sheet(rng: random.Random, parts: Parts) -> str:
    return rng.choice([n for n in parts if n.startswith("xl/worksheets/sheet")] or list(parts))


def _celled(rng: random.Random, parts: Parts, new: Callable[[str], str]) -> bytes:
    """One cell of one sheet replaced by other XML."""
    name = _sheet(rng, parts)
    found = list(_CELL.finditer(parts[name]))
    if found:
        cell = rng.choice(found)
        made = new((cell[1] + cell[2]).decode()).encode("utf-8", "replace")
        parts[name] = parts[name][: cell.start()] + made + parts[name][cell.end() :]
    return packed(parts)


def text_in_cell(rng: random.Random, parts: Parts) -> bytes:
    return _celled(rng, parts, lambda place: _inline(place, rng.choice(NASTY)))


def number_in_cell(rng: random.Random, parts: Parts) -> bytes:
    style = rng.choice(("", ' s="1"', ' s="3"', ' s="99"', ' s="-1"'))
    return _celled(rng, parts, lambda place: f'<c r="{place}"{style}><v>{rng.choice(_NUMBERS)}</v></c>')


def kind_of_cell(rng: random.Random, parts: Parts) -> bytes:
    value = rng.choice((*_NUMBERS, "#N/A", "#DIV/0!", "#OKÄNT!", "2023-99-99", "2023-05-01", "0", "99999999"))
    return _celled(rng, parts, lambda place: f'<c r="{place}" t="{rng.choice(_KINDS)}"><v>{value}</v></c>')


def formula_in_cell(rng: random.Random, parts: Parts) -> bytes:
    kind = rng.choice(("", "", ' t="str"', ' t="e"'))
    return _celled(rng, parts, lambda place: f'<c r="{place}"{kind}>{rng.choice(_FORMULAS)}</c>')


def cell_far_away(rng: random.Random, parts: Parts) -> bytes:
    far = rng.choice(_FAR)
    return _celled(rng, parts, lambda place: f'<c r="{place}"><v>1</v></c><c r="{far}"><v>1</v></c>')


def cell_gone(rng: random.Random, parts: Parts) -> bytes:
    return _celled(
        rng, parts, lambda _: rng.choice(("", "<c/>", "<c", "</c>", "<c><v>1</v></c>", "<c><v>1</c>", "<!--", "<![CDATA["))
    )


def cells_moved(rng: random.Random, parts: Parts) -> bytes:
    """Two columns of a sheet change places, or one becomes another, or one is gone."""
    name = _sheet(rng, parts)
    columns = sorted({c for c, _ in _CELL.findall(parts[name])}) or [b"A"]
    one, two, mode = rng.choice(columns), rng.choice(columns), rng.randrange(3)

    def moved(found: re.Match[bytes]) -> bytes:
        if mode == 0 and found[1] == one:
            return b""
        new = {one: two, two: one if mode == 1 else two}.get(found[1], found[1])
        return found[0].replace(b'r="' + found[1] + found[2], b'r="' + new + found[2], 1)

    parts[name] = _CELL.sub(moved, parts[name])
    return packed(parts)


def rows_repeated(rng: random.Random, parts: Parts) -> bytes:
    name = _sheet(rng, parts)
    rows = re.findall(rb"<row\b.*?</row>", parts[name], re.DOTALL) or [b""]
    more = rng.choice(rows) * rng.choice((1, 3, 2_000))
    parts[name] = parts[name].replace(b"</sheetData>", more + b"</sheetData>", 1)
    return packed(parts)


def rows_gone(rng: random.Random, parts: Parts) -> bytes:
    name, share = _sheet(rng, parts), rng.choice((0.05, 0.5, 1.0))
    parts[name] = re.sub(rb"<row\b.*?</row>", lambda f: b"" if rng.random() < share else f[0], parts[name], flags=re.DOTALL)
    return packed(parts)


def part_changed(rng: random.Random, parts: Parts) -> bytes:
    name = rng.choice(sorted(parts))
    parts[name] = rng.choice(texts.BYTES)(rng, parts[name])
    return packed(parts)


def part_gone(rng: random.Random, parts: Parts) -> bytes:
    name = rng.choice(sorted(parts))
    content = parts.pop(name)
    if rng.random() < 0.4:
        parts[rng.choice(("xl/worksheets/sheet1.xml", "../ute.xml", "/abs.xml", name.upper(), "å\\b.xml"))] = content
    return packed(parts)


def sheets_exchanged(rng: random.Random, parts: Parts) -> bytes:
    one, two = _sheet(rng, parts), _sheet(rng, parts)
    parts[one], parts[two] = parts[two], rng.choice((parts[one], parts[two]))
    return packed(parts)


def sheet_renamed(rng: random.Random, parts: Parts) -> bytes:
    return _renamed(rng, parts, rng.choice(NASTY))


def _renamed(rng: random.Random, parts: Parts, text: str) -> bytes:
    book = parts.get("xl/workbook.xml", b"")
    found = list(re.finditer(rb'(<sheet\b[^>]*?name=)"([^"]*)"', book))
    if found:
        name = rng.choice(found)
        clean = "".join(c for c in text if c >= " ")
        parts["xl/workbook.xml"] = book[: name.start()] + name[1] + quoteattr(clean).encode() + book[name.end() :]
    return packed(parts)


def bomb(rng: random.Random, parts: Parts) -> bytes:
    """Little that becomes much: empty space, entities, or one long text that many cells point at."""
    name, kind = _sheet(rng, parts), rng.randrange(5)
    size = rng.choice((5_000_000, 60_000_000, 300_000_000))
    if kind == 0:
        parts[name] = parts[name] + b" " * size
    elif kind == 1:
        parts["xl/media/x.bin"] = bytes(size)
    elif kind == 2:
        laughs = b"".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 10) for n in range(9))
        parts[name] = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + laughs + b"]>" + parts[name].replace(b"<v>", b"<v>&a9;", 1)
    elif kind == 3:
        rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 3_000))
        parts[name] = re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + rows + b"</sheetData>", parts[name], flags=re.DOTALL)
        parts["xl/sharedStrings.xml"] = b"<sst><si><t>" + b"x" * (size // 60) + b"</t></si></sst>"
    else:
        return packed({f"{n}/{name}": b"" for n in range(3_000)} | parts)
    return packed(parts)


def lying(rng: random.Random, parts: Parts) -> bytes:
    """A zip whose bytes are changed after it was packed: sizes, flags, names and sums."""
    raw = bytearray(packed(parts))
    heads = [m.start() for m in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", bytes(raw))]
    for _ in range(rng.choice((1, 2, 6))):
        raw[min(len(raw) - 1, rng.choice(heads) + rng.randrange(4, 46))] = rng.choice((0, 1, 255, rng.randrange(256)))
    return bytes(raw)


CHANGES = (
    text_in_cell, text_in_cell, number_in_cell, number_in_cell, kind_of_cell, kind_of_cell, formula_in_cell, formula_in_cell,
    cell_far_away, cell_gone, cells_moved, cells_moved, rows_repeated, rows_gone, part_changed, part_changed, part_gone,
    sheets_exchanged, sheet_renamed, lying, lying, bomb,
)  # fmt: skip
