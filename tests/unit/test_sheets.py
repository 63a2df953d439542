"""A workbook is looked into before it is opened: bombs and cells that only seem empty are told, and nothing is eaten."""

import io
import re
import resource
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from places import TRANSCRIPT

from etl import sheets
from etl.model import Refused
from etl.tables import workbook

FIRST = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def book() -> dict[str, bytes]:
    """The parts of a workbook with one sheet, Blad."""
    made, buffer = Workbook(), io.BytesIO()
    made.active.title = "Blad"
    for row in (["namn", "antal"], ["å", 1], ["b", 2.5]):
        made.active.append(row)
    made.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist()} | {STRINGS: b"<sst/>"}


def packed(folder: Path, **changed: bytes) -> Path:
    """The workbook with some parts replaced, keyed by the part's stem."""
    path = folder / "prov.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in book().items():
            archive.writestr(name, changed.get(Path(name).stem, content))
    return path


def cells(xml: bytes) -> bytes:
    """The sheet with other rows in it."""
    return re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + xml + b"</sheetData>", book()[FIRST], flags=re.DOTALL)


def refused(path: Path) -> str:
    with pytest.raises(Refused) as refusal:
        workbook(path)
    return str(refusal.value)


def test_a_workbook_reads_the_same_as_before(tmp_path: Path) -> None:
    assert workbook(packed(tmp_path)) == {"Blad": [["namn", "antal"], ["å", 1.0], ["b", 2.5]]}
    assert len(workbook(TRANSCRIPT)) == 55


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ('<c r="B2"><f>1+1</f></c>', "Blad!B2: hittade en formel utan uträknat värde"),
        ('<c r="B2"><f>1+1</f><v></v></c>', "Blad!B2: hittade en formel utan uträknat värde"),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "Blad!B2: hittade ett felvärde"),
        ("<c t='e' r='B2'><v>#N/A</v></c>", "Blad!B2: hittade ett felvärde"),
        ('<c r="XFD1048576"><v>1</v></c>', "Blad!XFD1048576: hittade ett blad som är för stort"),
        ('<c s=">" r="XFD1048576"><v>1</v></c>', "Blad!XFD1048576: hittade ett blad som är för stort"),
        ('<c r="ZZZ1"><v>1</v></c>', "Blad!ZZZ1: hittade ett blad som är för stort"),
        ('<c r="A99999999"><v>1</v></c>', "Blad!A99999999: hittade ett blad som är för stort"),
        ('<c r="&#65;1"><v>1</v></c>', "hittade ett blad som är för stort"),
        ("<c><v>1</v></c>" * 16_385, "hittade ett blad som är för stort"),
    ],
)
def test_a_cell_that_hides_or_floods_is_told_with_its_place(tmp_path: Path, cell: str, found: str) -> None:
    sheet = cells(b'<row r="1">' + cell.encode() + b"</row>")
    assert found in refused(packed(tmp_path, sheet1=sheet))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><f>1+1</f><v>2</v></c>', 2.0),
        ('<c r="A1" t="str"><f>A2</f><v></v></c>', ""),
        ("<c><v>7</v></c>", 7.0),
        ('<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="A1"><x:v>7</x:v></x:c>', 7.0),
    ],
)
def test_a_result_that_is_there_is_read(tmp_path: Path, cell: str, value: object) -> None:
    assert workbook(packed(tmp_path, sheet1=cells(b"<row>" + cell.encode() + b"</row>")))["Blad"][0][0] == value


def test_what_unpacks_to_gigabytes_is_never_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path, sheet1=b" " * 150_000_000)
    assert path.stat().st_size < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "150 MB uppackat" in refused(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_directory_that_lies_about_sizes_gains_nothing(tmp_path: Path) -> None:
    raw = packed(tmp_path, sheet1=b" " * 5_000_000).read_bytes()
    (tmp_path / "prov.xlsx").write_bytes(raw.replace((5_000_000).to_bytes(4, "little"), (5_000).to_bytes(4, "little")))
    assert "inte går att öppna" in refused(tmp_path / "prov.xlsx")


def test_a_text_that_every_cell_points_at_is_counted_each_time(tmp_path: Path) -> None:
    long = b"<si><t>" + b"x" * 1_000_000 + b"</t></si>"
    pointing = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 301))
    assert "för stort" in refused(packed(tmp_path, sheet1=cells(pointing), sharedStrings=b"<sst>" + long + b"</sst>"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_a_sheet_in_another_encoding_is_not_passed_on_unseen(tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + cells(b'<row><c r="A1"><v>1</v></c></row>').decode()
    assert "teckenkodning" in refused(packed(tmp_path, sheet1=text.encode(encoding)))


def test_no_more_parts_than_a_workbook_has(tmp_path: Path) -> None:
    path = packed(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(10_001):
            archive.writestr(f"x/{number}", b"")
    assert "delar" in refused(path)


def test_openpyxls_formula_is_the_fault_that_it_is(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(packed(tmp_path))
    made["Blad"]["B2"] = "=1+1"
    made.save(tmp_path / "formel.xlsx")
    assert "formel.xlsx, Blad!B2: hittade en formel utan uträknat värde" in refused(tmp_path / "formel.xlsx")
    assert sheets.MOST_CELLS == 1_000_000
