"""The NTU reader: what it takes from the project's own workbook, and what it says of a broken one."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook
from places import GOTEBORG, edited, found_municipality, goteborg, row_of

from etl.delivery import read_release
from etl.model import Refused
from etl.municipality import read_municipality
from etl.sources.ntu import reader

PERSON = "Tabell 2.1"
ROUNDS = {"2017-2018", "2019-2020", "2021-2022"}


def read(data: Path, delivery: Path) -> pd.DataFrame:
    """The frame that the reader makes of a delivery in a small tree."""
    code = delivery.parents[1].name
    frames = reader.read(read_release(delivery, code), read_municipality(data / "municipalities" / code))
    assert list(frames) == ["stg_ntu"]
    return frames["stg_ntu"]


def faults(data: Path, change: Callable[[Workbook], object]) -> list[str]:
    """What is said of the project's own workbook with something changed in it."""
    book = edited(data / "andrad.xlsx", change)
    with pytest.raises(Refused) as refused:
        read(data, goteborg(data, book))
    return [str(fault) for fault in refused.value.faults]


def cell(sheet: str, name: str, column: str, value: object) -> Callable[[Workbook], None]:
    """A change of one cell, found by its area's name."""

    def change(book: Workbook) -> None:
        book[sheet][f"{column}{row_of(book, sheet, name)}"] = value

    return change


@pytest.fixture
def own(tmp_path: Path) -> pd.DataFrame:
    return read(tmp_path, goteborg(tmp_path))


def one(frame: pd.DataFrame, topic: str, area_id: str, year: int, measure: str = "") -> pd.Series:
    found = frame[(frame.topic == topic) & (frame.measure == measure) & (frame.area_id == area_id)]
    [row] = [row for _, row in found.iterrows() if row.period_start.year == year]
    return row


def test_all_54_tables_are_read_for_the_city_its_districts_county_and_country(own: pd.DataFrame) -> None:
    assert len(reader.subjects()) == len(set(reader.subjects())) == 54
    tables = own.groupby("area_id").apply(lambda rows: len(set(zip(rows.topic, rows.measure, strict=True))))
    assert dict(tables) == dict.fromkeys(["kommun:1480", "land:SE", "lan:14", *(f"stadsomrade:{n}" for n in range(1, 5))], 54)
    assert own.cell.str.split("!").str[0].nunique() == 54


def test_the_figure_that_the_issue_names(own: pd.DataFrame) -> None:
    row = one(own, "brott mot enskild person", "kommun:1480", 2020)
    assert [round(row[c], 1) for c in ("value", "lower", "upper")] == [24.6, 23.2, 26.0]
    assert (row.status, row.cell.split("!")[0]) == ("ok", PERSON)
    assert round(one(own, "brott mot enskild person", "stadsomrade:4", 2020).value, 1) == 23.0


def test_victimisation_is_of_the_year_before_the_survey_and_the_rest_of_the_survey_years(own: pd.DataFrame) -> None:
    assert set(own["round"]) == ROUNDS
    lag = own["round"].str[:4].astype(int) - own.period_start.map(lambda day: day.year)
    assert dict(lag.groupby(own.cell.str.extract(r"^Tabell (\d)")[0]).agg(set)) == {"1": {0}, "2": {1}, "3": {0}, "4": {0}}


def test_every_period_is_two_whole_years(own: pd.DataFrame) -> None:
    spans = {(a.month, a.day, b.month, b.day, b.year - a.year) for a, b in zip(own.period_start, own.period_end, strict=True)}
    assert spans == {(1, 1, 12, 31, 1)}


def test_only_the_five_household_tables_are_shares_of_households(own: pd.DataFrame) -> None:
    sheets = set(own[own.household].cell.str.split("!").str[0])
    assert sheets == {f"Tabell 2.{n}" for n in range(11, 16)}


def test_a_district_is_unknown_before_the_last_period_and_never_zero(own: pd.DataFrame) -> None:
    early = own[own.area_id.str.startswith("stadsomrade") & (own["round"] != "2021-2022")]
    assert len(early) > 100
    assert early.value.isna().all()
    assert set(early.status) == {"missing"}
    assert set(early.printed) == {"..", ""}


CODES = [("..", "missing"), ("x", "withheld"), (".", "not_applicable"), ("-", "unreliable"), (" x ", "withheld")]


@pytest.mark.parametrize(("printed", "status"), CODES)
def test_a_code_is_a_status_and_never_a_number(tmp_path: Path, printed: str, status: str) -> None:
    book = edited(tmp_path / "b.xlsx", cell(PERSON, "Göteborg", "C", printed))
    row = one(read(tmp_path, goteborg(tmp_path, book)), "brott mot enskild person", "kommun:1480", 2016)
    assert (row.status, row.printed) == (status, printed.strip())
    assert pd.isna(row.value)


def test_every_code_of_the_publisher_is_known() -> None:
    assert dict(CODES[:4]) == reader.CODES


def test_zero_is_a_figure(tmp_path: Path) -> None:
    book = edited(tmp_path / "b.xlsx", cell(PERSON, "Göteborg", "C", 0))
    row = one(read(tmp_path, goteborg(tmp_path, book)), "brott mot enskild person", "kommun:1480", 2016)
    assert (row.value, row.status) == (0.0, "ok")


def test_the_title_not_the_sheets_name_says_what_a_table_is(tmp_path: Path, own: pd.DataFrame) -> None:
    def renamed(book: Workbook) -> None:
        for number, sheet in enumerate(book.worksheets):
            sheet.title = f"Blad {number}"
            sheet["B5"] = "2.3"

    frame = read(tmp_path, goteborg(tmp_path, edited(tmp_path / "b.xlsx", renamed)))
    pd.testing.assert_frame_equal(frame.drop(columns="cell"), own.drop(columns="cell"))


# Broken workbooks: each fault with file, sheet, cell, what was found, what was expected and what to do.


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    [said] = faults(tmp_path, lambda book: book.remove(book["Tabell 2.3"]))
    assert said.startswith("ntu.xlsx: hittade tabellen saknas, väntade en flik om hot. Kontrollera att det är Brås arbetsbok")


def test_every_missing_table_is_named_at_once(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        for name in ("Tabell 2.3", "Tabell 1", "Tabell 4.2"):
            book.remove(book[name])

    assert len(faults(tmp_path, change)) == 3


def test_another_workbook_is_one_fault_not_54(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Namn", "Belopp"])
    book.save(tmp_path / "annan.xlsx")
    with pytest.raises(Refused) as refused:
        read(tmp_path, goteborg(tmp_path, tmp_path / "annan.xlsx"))
    [fault] = refused.value.faults
    assert str(fault).startswith("ntu.xlsx: hittade inga tabeller ur NTU, väntade Brås arbetsbok")


def test_a_table_that_stands_twice_is_named_with_its_twin(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book.copy_worksheet(book["Tabell 2.3"]).title = "Tabell 2.3 (2)"

    [said] = faults(tmp_path, change)
    assert "Tabell 2.3" in said
    assert "samma tabell som Tabell 2.3" in said


def test_a_number_that_is_text_is_told_with_sheet_and_cell(tmp_path: Path) -> None:
    [said] = faults(tmp_path, cell(PERSON, "Göteborg", "E", "24,6"))
    assert re.match(
        r"ntu\.xlsx, Tabell 2\.1, cell E\d+: hittade ”24,6”, väntade ett tal eller någon av \.\. x \. -\. Cellen ska", said
    )


@pytest.mark.parametrize("value", ["", "…", "–", "0,0", "xx", "*", True, -1, 10_000_000, dt.date(2021, 1, 1)])
def test_what_is_neither_number_nor_code_is_refused(tmp_path: Path, value: object) -> None:
    [said] = faults(tmp_path, cell(PERSON, "Göteborg", "E", value))
    assert "Tabell 2.1, cell E" in said


@pytest.mark.parametrize("column", ["F", "G"])
def test_a_blank_limit_of_a_figure_is_refused(tmp_path: Path, column: str) -> None:
    [said] = faults(tmp_path, cell(PERSON, "Göteborg", column, ""))
    assert f"Tabell 2.1, cell {column}" in said


def test_a_blank_cell_is_unknown_only_where_the_publisher_leaves_them(tmp_path: Path) -> None:
    book = edited(tmp_path / "b.xlsx", cell(PERSON, "Stadsomr. Nordost", "C", ""))
    row = one(read(tmp_path, goteborg(tmp_path, book)), "brott mot enskild person", "stadsomrade:1", 2016)
    assert (row.status, pd.isna(row.value)) == ("missing", True)
    [said] = faults(tmp_path, cell(PERSON, "Göteborg", "C", ""))
    assert "Tabell 2.1, cell C" in said


def test_a_personal_number_in_a_cell_is_never_repeated(tmp_path: Path) -> None:
    for value in ("19800101-2384", 198001012384):
        [said] = faults(tmp_path, cell(PERSON, "Göteborg", "E", value))
        assert "2384" not in said
        assert "[dolt nummer]" in said


def shifted(sheet: str, name: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        row = row_of(book, sheet, name)
        book[sheet].move_range(f"C{row}:G{row}", cols=1)

    return change


def test_figures_that_slid_one_column_are_refused(tmp_path: Path) -> None:
    said = faults(tmp_path, shifted(PERSON, "Göteborg"))
    assert "Tabell 2.1, cell C" in said[0] or "Tabell 2.1, cell H" in said[0]
    assert any("utan rubrik, väntade värden bara under en rubrik" in text for text in said)


def test_figures_of_a_district_that_slid_one_column_are_refused(tmp_path: Path) -> None:
    assert any("Tabell 2.1, cell H" in said for said in faults(tmp_path, shifted(PERSON, "Stadsomr. Nordost")))


def test_a_whole_column_too_many_is_refused(tmp_path: Path) -> None:
    said = faults(tmp_path, lambda book: book[PERSON].insert_cols(1))
    assert said == [s for s in said if "en flik om brott mot enskild person" in s]


def test_headings_that_slid_one_column_are_refused(tmp_path: Path) -> None:
    [said] = faults(tmp_path, lambda book: book[PERSON].move_range("C5:G5", cols=1))
    assert said.startswith("ntu.xlsx, Tabell 2.1: hittade ingen rubrikrad med år, väntade år som 2020–2021 i kolumn C.")


@pytest.mark.parametrize("heading", ["Antal", "2016–2017", "2020-21"])
def test_a_heading_that_is_not_a_new_year_or_limit_is_told_with_its_cell(tmp_path: Path, heading: str) -> None:
    def change(book: Workbook) -> None:
        book[PERSON]["D5"] = heading

    [said] = faults(tmp_path, change)
    assert said.startswith(f"ntu.xlsx, Tabell 2.1, cell D5: hittade rubriken ”{heading}”, väntade år eller gräns")


def test_limits_that_changed_places_are_told_with_the_cell(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        sheet, row = book[PERSON], row_of(book, PERSON, "Göteborg")
        sheet[f"F{row}"], sheet[f"G{row}"] = sheet[f"G{row}"].value, sheet[f"F{row}"].value

    [said] = faults(tmp_path, change)
    assert "Tabell 2.1, cell F" in said
    assert "över övre gräns" in said


def test_an_area_that_stands_twice_is_told_with_both_cells(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        sheet, row = book[PERSON], row_of(book, PERSON, "Göteborg")
        sheet.append([c.value for c in sheet[row]])

    [said] = faults(tmp_path, change)
    assert re.search(r"Tabell 2\.1, cell B\d+: hittade ”Göteborg”, som redan står i B\d+, väntade varje område en gång", said)


def test_an_area_missing_from_one_table_is_told(tmp_path: Path) -> None:
    said = faults(tmp_path, lambda book: book["Tabell 3.2"].delete_rows(row_of(book, "Tabell 3.2", "Stadsomr. Centrum")))
    assert said == [s for s in said if s.startswith("ntu.xlsx, Tabell 3.2: hittade ingen rad för Stadsomr. Centrum")]


def test_a_workbook_without_the_municipality_is_refused(tmp_path: Path) -> None:
    delivery = goteborg(tmp_path)
    found_municipality(tmp_path, "1480", "Gotham", [("kommun", "1480", "Gotham")])
    with pytest.raises(Refused, match="hittade ingen rad för kommunen, väntade Gotham"):
        read(tmp_path, delivery)


def test_every_unknown_district_is_told_at_once_with_the_nearest_known(tmp_path: Path) -> None:
    delivery = goteborg(tmp_path)
    found_municipality(tmp_path, "1480", "Göteborg", [*GOTEBORG[:3], ("stadsomrade", "4", "Hissingen")])
    with pytest.raises(Refused) as refused:
        read(tmp_path, delivery)
    said = [str(fault) for fault in refused.value.faults]
    assert ["”Stadsomr. Sydväst”" in said[0], "”Stadsomr. Hisingen”" in said[1], len(said)] == [True, True, 2]
    assert said[1].endswith("Närmaste kända namn: Hissingen.")


def test_faults_of_several_tables_are_told_together(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        for sheet in (PERSON, "Tabell 3.1", "Tabell 4.14"):
            cell(sheet, "Göteborg", "E", "fel")(book)

    assert [said.split(",")[1].strip() for said in faults(tmp_path, change)] == [PERSON, "Tabell 3.1", "Tabell 4.14"]
