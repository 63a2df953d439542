"""The Excel file of the export: what is a number, what is text and what is empty."""

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest
from test_export import BUILD, FACT

from dashboard.export import xlsx
from dashboard.rows import Fact


def written(*facts: Fact) -> openpyxl.worksheet.worksheet.Worksheet:
    """The sheet of figures as it is read back."""
    sheet = xlsx.Sheet("Blad", tuple("abcdefghijklmnopqrstuvwxy"), tuple(map(xlsx._figure, facts)), (10.0,) * 25)
    out = io.BytesIO()
    with xlsx.xlsxwriter.Workbook(out, xlsx._AS_TEXT) as book:
        xlsx._write(book.add_worksheet("Blad"), sheet, xlsx._formats(book), BUILD)
    return openpyxl.load_workbook(out)["Blad"]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://x.se", "12"])
def test_text_never_becomes_a_formula_a_number_or_a_link(start: str) -> None:
    sheet = written(replace(FACT, area=start, printed=start))
    assert (sheet["C2"].value, sheet["C2"].data_type, sheet["C2"].hyperlink) == (start, "s", None)
    assert sheet["S2"].value == start


def test_the_unknown_is_an_empty_cell_beside_a_status() -> None:
    unclear = replace(FACT, value=None, lower=None, upper=None, base=None, status="unclear", printed="oklart")
    bound = replace(FACT, value=None, lower=70.0, upper=None, qualifier="at_least")
    zero = replace(FACT, value=0.0)
    sheet = written(unclear, bound, zero)
    assert [sheet.cell(row, 9).value for row in (2, 3, 4)] == [None, None, 0]
    assert [sheet.cell(row, 15).value for row in (2, 3, 4)] == ["Oklart i källan", "Känd", "Känd"]
    assert (sheet["J3"].value, sheet["P3"].value) == (70, "minst")


def test_numbers_keep_every_decimal_and_are_shown_with_the_right_ones() -> None:
    sheet = written(replace(FACT, value=24.55453742826402))
    assert sheet["I2"].value == 24.55453742826402
    assert sheet["I2"].number_format == "#,##0.0"
    assert (sheet["G2"].value, sheet["G2"].number_format) == (dt.datetime(2020, 1, 1), "yyyy-mm-dd")
