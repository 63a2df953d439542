"""A register's tables as text and as Excel: the same rows, only known columns, and nobody's personal number."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from etl.entry import UNREAD, Entry
from etl.model import Fault, Refused, Release
from etl.registers import Template, table, tables
from etl.tables import Row

DAY = dt.date(2026, 11, 21)
TEMPLATE = Template(("arende", "belopp", "datum"), ("not",))


def text(folder: Path, body: str, name: str = "rader.csv") -> Path:
    path = folder / name
    path.write_text(body, encoding="utf-8-sig")
    return path


def book(folder: Path, *rows: tuple[object, ...], name: str = "rader.xlsx") -> Path:
    made = openpyxl.Workbook()
    made.active.title = "Blad1"
    for row in rows:
        made.active.append(row)
    made.save(folder / name)
    return folder / name


def refusal(path: Path, template: Template = TEMPLATE) -> str:
    with pytest.raises(Refused) as refused:
        table(path, template, DAY)
    return str(refused.value)


def test_excel_and_text_give_the_same_cells(tmp_path: Path) -> None:
    rows = [("arende", "belopp", "datum"), ("A1", 1693, dt.datetime(2023, 5, 1)), ("A2", 24.6, dt.date(2023, 5, 2))]
    from_book = table(book(tmp_path, *rows), TEMPLATE, DAY)
    from_text = table(text(tmp_path, "arende;belopp;datum\nA1;1693;2023-05-01\nA2;24,6;2023-05-02\n"), TEMPLATE, DAY)
    assert [r.cells for r in from_book] == [r.cells for r in from_text]
    assert from_book[1].cell("belopp") == "Blad1!rad 3, kolumn belopp"
    assert from_text[1].cell("belopp") == "rad 3, kolumn belopp"


def test_empty_rows_are_passed_over_and_keep_their_numbers(tmp_path: Path) -> None:
    path = book(tmp_path, ("arende", "belopp", "datum"), (), ("A1", 1, "2023-05-01"))
    assert [r.number for r in table(path, TEMPLATE, DAY)] == [3]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("arende;belopp\nA;1\n", "saknade kolumner: datum"),
        ("arende;belopp;datum;namn\nA;1;2023-05-01;x\n", "okända kolumner"),
        ("arende;belopp;datum\n", "fält"),
    ],
)
def test_a_table_out_of_shape_is_told(tmp_path: Path, body: str, said: str) -> None:
    assert said in refusal(text(tmp_path, body))


def test_a_sheet_out_of_shape_is_told(tmp_path: Path) -> None:
    assert "saknade kolumner: datum" in refusal(book(tmp_path, ("arende", "belopp"), ("A", 1)))
    assert "inga rader" in refusal(book(tmp_path, ("arende", "belopp", "datum")))


@pytest.mark.parametrize("note", ["19121212-1212", "ring 121212-1212 först", "１２１２１２１２１２"])
def test_a_personal_number_anywhere_stops_the_delivery_and_is_not_repeated(tmp_path: Path, note: str) -> None:
    said = refusal(text(tmp_path, f"arende;belopp;datum;not\nA1;1;2023-05-01;{note}\n"))
    assert "rad 2, kolumn not" in said
    assert "1212" not in said


def test_every_file_is_told_in_one_run(tmp_path: Path) -> None:
    files = (text(tmp_path, "a\n1\n", "ett.csv"), text(tmp_path, "a\n1\n", "tre.csv"))
    release = Release("r", "s", tmp_path, files, "T", "P", "U", "L", DAY, DAY, "", "0")
    with pytest.raises(Refused) as refused:
        tables(release, {"ett": Template(("b",)), "två": Template(("b",)), "fyra": Template(("b",), required=False)})
    assert [(f.place, f.found) for f in refused.value.faults] == [
        ("två", "ingen sådan fil"),
        ("tre.csv", "en okänd fil"),
        ("rad 1", "saknade kolumner: b"),
    ]


def entry(cell: str) -> tuple[Entry, list[Fault]]:
    faults: list[Fault] = []
    return Entry(Row("f.csv", 2, {"c": cell}), faults), faults


@pytest.mark.parametrize("cell", ["2022-07-01–2023-06-30", "2022-07-01 till 2023-06-30", "2022-07-01 -- 2023-06-30"])
def test_a_span_of_days(cell: str) -> None:
    read, faults = entry(cell)
    assert (read.span("c"), faults) == ((dt.date(2022, 7, 1), dt.date(2023, 6, 30)), [])


@pytest.mark.parametrize("cell", ["", "2022", "2023-06-30–2022-07-01", "2022-02-30–2022-03-01"])
def test_a_span_that_cannot_be(cell: str) -> None:
    read, faults = entry(cell)
    assert read.span("c") == (UNREAD, UNREAD)
    assert len(faults) == 1


def test_several_words_in_a_cell() -> None:
    read, faults = entry("återkrav | stopp")
    assert read.choices("c", ("återkrav", "stopp")) == ("återkrav", "stopp")
    read.choices("c", ("återkrav",))
    assert len(faults) == 1
    assert entry("")[0].choices("c", ("återkrav",)) == ()


def test_a_sole_trader_is_no_organisation_and_is_not_repeated() -> None:
    read, faults = entry("121212-1212")
    assert read.organisation("c") is None
    assert "1212" not in str(faults[0])
    assert entry("212000-1355")[0].organisation("c") == "2120001355"


def test_a_table_with_nothing_but_its_header_is_taken_where_that_can_be_true(tmp_path: Path) -> None:
    may = Template(TEMPLATE.columns, empty=True)
    assert table(text(tmp_path, "arende;belopp;datum\n"), may, DAY) == []
    assert table(book(tmp_path, ("arende", "belopp", "datum")), may, DAY) == []
