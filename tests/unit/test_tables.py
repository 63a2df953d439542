"""What publishers send, opened; and what is said when it cannot be opened."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.cell import column_index_from_string as column_number
from openpyxl.utils.cell import coordinate_from_string, get_column_letter
from places import TRANSCRIPT

from etl import tables
from etl.model import Refused, Release
from etl.tables import address, decoded, facts, only_file, swedish_number, text_table, workbook


def faults(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [str(fault) for fault in refused.value.faults]


def a_file(folder: Path, content: bytes | str, name: str = "fil.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_an_address_is_excels_own(row: int, column: int) -> None:
    letters, number = coordinate_from_string(address(row, column))
    assert (number - 1, column_number(letters) - 1) == (row, column)
    assert letters == get_column_letter(column + 1)


def test_the_address_of_the_docstring() -> None:
    assert address(149, 5) == "F150"


@given(st.integers(-(10**9), 10**9), st.integers(0, 99), st.sampled_from(["", " ", "\u00a0", "\u202f"]))
def test_a_number_printed_in_swedish_is_read_back(whole: int, hundredths: int, space: str) -> None:
    printed = f"{whole:,}".replace(",", space) + f",{hundredths:02}"
    expected = float(f"{whole}.{hundredths:02}")
    assert swedish_number(printed) == expected
    assert swedish_number(printed.replace("-", "−")) == expected


@pytest.mark.parametrize(("text", "number"), [("1 693", 1693), ("24,6", 24.6), ("300", 300), ("-0,5", -0.5), (" 7 ", 7)])
def test_a_number(text: str, number: float) -> None:
    assert swedish_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "..", "x", "oklart", "drygt 70", "1.693", "24.6", "1,693,000", "12 34", "1 69", "5,", ",5", "--5", "5-", "1e3"]
    + ["²", "٣", "nan", "inf", "24,6 %"],
)
def test_all_else_is_not_a_number(text: str) -> None:
    with pytest.raises(ValueError):
        swedish_number(text)


def test_a_workbook_is_read_from_a1_with_its_empty_cells(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Blad"
    book.active["C3"] = 24.6
    book.save(tmp_path / "bok.xlsx")
    assert workbook(tmp_path / "bok.xlsx") == {"Blad": [["", "", ""], ["", "", ""], ["", "", 24.6]]}


BROKEN_BOOKS = {
    "tom": b"",
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "zip": zipped(**{"las_mig.txt": "inte en arbetsbok"}),
    "docx": zipped(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}),
    "html": b"<html><body>404</body></html>",
    "avklippt": TRANSCRIPT.read_bytes()[:20_000],
    "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
}


@pytest.mark.parametrize("kind", BROKEN_BOOKS)
def test_what_is_not_a_workbook_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    with pytest.raises(Refused) as refused:
        workbook(a_file(tmp_path, BROKEN_BOOKS[kind], "bok.xlsx"))
    [said] = faults(refused)
    assert said.startswith("bok.xlsx: hittade en fil som inte går att öppna, väntade en Excelarbetsbok.")


def test_a_file_far_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST_FILE", 2_000_000)
    monkeypatch.setattr(tables, "LARGEST_TEXT", 1_000_000)
    path = a_file(tmp_path, "kind;code\n" * 200_001)
    for opened, size in ((workbook, 2), (decoded, 1)):
        with pytest.raises(Refused, match=f"över {size} MB"):
            opened(path)


def test_a_table_of_too_many_rows_is_told_before_it_fills_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert len(text_table(a_file(tmp_path, "kind;code\n" + "a;1\n" * 3), ("kind",))) == 3
    with pytest.raises(Refused, match="fler än 3 rader"):
        text_table(a_file(tmp_path, "kind;code\n" + "a;1\n" * 4), ("kind",))


def release(folder: Path, *names: str) -> Release:
    day = dt.date(2023, 7, 4)
    return Release("1480/x/2023", "x", folder, tuple(folder / n for n in names), "t", "p", "u", "l", day, day, "", "0")


def test_the_one_file_of_its_kind_is_found_beside_others(tmp_path: Path) -> None:
    assert only_file(release(tmp_path, "a.csv", "b.XLSX"), (".xlsx",)).name == "b.XLSX"


@pytest.mark.parametrize("names", [("a.csv",), ("a.xlsx", "b.xlsx")])
def test_none_or_two_of_a_kind_are_refused_with_their_names(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refused:
        only_file(release(tmp_path, *names), (".xlsx",))
    assert ", ".join(names) in faults(refused)[0]
    assert "en fil som slutar på .xlsx" in faults(refused)[0]


def test_text_is_decoded_in_the_first_encoding_that_fits(tmp_path: Path) -> None:
    assert decoded(a_file(tmp_path, "Västra")) == "Västra"
    assert decoded(a_file(tmp_path, "\ufeffVästra")) == "Västra"
    assert decoded(a_file(tmp_path, "Västra".encode("latin-1")), ("utf-8-sig", "latin-1")) == "Västra"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "en tom fil"),
        (b" \r\n\n", "en tom fil"),
        ("Västra".encode("latin-1"), "tecken som inte går att tyda"),
        ("Västra".encode("utf-16"), "tecken som inte går att tyda"),
        (b"a;b\n\x00;1\n", "tecken som inte går att tyda"),
    ],
)
def test_text_that_cannot_be_decoded(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refused:
        decoded(a_file(tmp_path, content))
    assert f"fil.csv: hittade {said}" in faults(refused)[0]


def test_a_text_table_gives_rows_with_their_place(tmp_path: Path) -> None:
    rows = text_table(a_file(tmp_path, " namn ;antal\r\n Öster ;1 693\r\n\r\nVäster;5\r\n"), ("namn", "antal"))
    assert [(row.place, row.cells) for row in rows] == [
        ("rad 2", {"namn": "Öster", "antal": "1 693"}),
        ("rad 4", {"namn": "Väster", "antal": "5"}),
    ]
    assert (
        str(rows[1].fault("antal", "ett tal", "Rätta.")) == "fil.csv, rad 4, kolumn antal: hittade ”5”, väntade ett tal. Rätta."
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("namn\nÖster\n", "saknade kolumner: antal"),
        ("namn,antal\nÖster,1\n", "saknade kolumner: namn, antal"),
        ("namn;antal;antal\nÖster;1;2\n", "kolumner två gånger: antal"),
        ("namn;antal\nÖster;1;2\n", "rad 2: hittade 3 fält, väntade 2 fält som i rubriken"),
        ("namn;antal\nÖster\n", "rad 2: hittade 1 fält"),
        ("namn;antal\n", "rad 2: hittade 0 fält"),
        ('namn;antal\n"Öster;1\nVäster;2\n', "fält som inte går att skilja åt"),
        ("\ufeff", "fält som inte går att skilja åt"),
    ],
)
def test_a_table_out_of_shape_is_refused(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        text_table(a_file(tmp_path, content), ("namn", "antal"))
    assert said in faults(refused)[0]


def test_every_ragged_row_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        text_table(a_file(tmp_path, "a;b\n1;2\n1\n3;4\n1;2;3\n"), ("a", "b"))
    assert [text.split(":")[0] for text in faults(refused)] == ["fil.csv, rad 3", "fil.csv, rad 5"]


@pytest.mark.parametrize(("content", "said"), [(b"namn = ", "inte följer TOML"), (b'namn = "\xe5"', "inte är UTF-8")])
def test_facts_that_cannot_be_read_are_told_in_swedish(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        facts(a_file(tmp_path, content), "en läsbar fil", "Skriv den.")


def test_facts_that_are_missing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="hittade ingen sådan fil, väntade en läsbar fil"):
        facts(tmp_path / "finns_inte.toml", "en läsbar fil", "Skriv den.")
