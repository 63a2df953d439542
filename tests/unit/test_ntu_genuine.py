"""The genuine NTU workbook, dropped into a folder that holds nothing else, for any of the 290 municipalities."""

import functools
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from places import WORKBOOK, deliver, found_municipality, municipalities, other_peoples

from etl import tables
from etl.delivery import read_release
from etl.municipality import read_municipality
from etl.sources.ntu import reader

Minimal = Callable[[str, str], pd.DataFrame]
PERSON = "Tabell 2.1"


@pytest.fixture(scope="module")
def parsed() -> Callable[[Path], object]:
    """The workbook is parsed once for the whole module; nothing else of the reader is replaced."""
    cells = functools.cache(lambda: tables.workbook(other_peoples(WORKBOOK)))
    return lambda path: cells()


@pytest.fixture(scope="module")
def printed_districts() -> dict[str, list[str]]:
    """Read by another program than the reader's: which district names follow each municipality."""
    sheet = openpyxl.load_workbook(other_peoples(WORKBOOK), read_only=True)[PERSON]
    found: dict[str, list[str]] = {}
    above = ""
    for (name,) in sheet.iter_rows(min_row=6, max_row=338, min_col=2, max_col=2, values_only=True):
        prefixed = re.match(r"Stads(?:dels)?omr\. (.+)", str(name).strip())
        above = above if prefixed else str(name).strip()
        found.setdefault(above, []).extend([prefixed[1]] if prefixed else [])
    return found


@pytest.fixture
def minimal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: object, printed_districts: dict[str, list[str]]) -> Minimal:
    """Reads the genuine workbook for a municipality that has only kind, code and name of its areas."""

    monkeypatch.setattr(reader, "workbook", parsed)

    def made(code: str, name: str) -> pd.DataFrame:
        areas = [
            ("kommun", code, name),
            *(("stadsdelsomrade", str(n), d) for n, d in enumerate(printed_districts.get(name, []), 1)),
        ]
        data = tmp_path / code
        found_municipality(data, code, name, areas)
        delivery = deliver(data / f"raw/{code}/ntu/2023", {"ntu.xlsx": WORKBOOK})
        municipality = read_municipality(data / "municipalities" / code)
        return reader.read(read_release(delivery, code), municipality)["stg_ntu"]

    return made


def test_every_municipality_of_sweden_has_all_tables_from_the_least_folder(
    minimal: Minimal, printed_districts: dict[str, list[str]]
) -> None:
    for code, name in municipalities():
        frame = minimal(code, name)
        areas = frame[~frame.area_id.isin(["land:SE", f"lan:{code[:2]}"])].groupby("area_id").cell.apply(list)
        assert len(areas) == 1 + len(printed_districts.get(name, [])), name
        for cells in areas:
            assert len({place.split("!")[0] for place in cells}) == 54, name


def test_only_three_municipalities_have_districts(printed_districts: dict[str, list[str]]) -> None:
    counts = {name: len(found) for name, found in printed_districts.items() if found}
    assert counts == {"Stockholm": 13, "Malmö": 5, "Göteborg": 4}


@pytest.mark.parametrize(
    ("code", "name", "area", "value"),
    [
        ("0180", "Stockholm", "stadsdelsomrade:1", 24.41658806434644),
        ("1280", "Malmö", "stadsdelsomrade:5", 20.218770189896144),
        ("1480", "Göteborg", "stadsdelsomrade:4", 23.014819035978),
        ("0980", "Gotland", "kommun:0980", 15.6),
        ("0305", "Håbo", "kommun:0305", 20.764520685979488),
        ("1490", "Borås", "kommun:1490", 23.063171967546083),
        ("2584", "Kiruna", "kommun:2584", 14.967823702094355),
        ("0114", "Upplands Väsby", "kommun:0114", 23.16867856902844),
    ],
)
def test_districts_are_those_that_follow_their_own_municipality(
    minimal: Minimal, code: str, name: str, area: str, value: float
) -> None:
    frame = minimal(code, name)
    [row] = [r for r in frame[frame.area_id == area].itertuples() if r.cell.startswith(f"{PERSON}!E")]
    assert row.value == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    ("code", "name", "cell", "limits"),
    [
        ("0330", "Knivsta", "Tabell 3.2", (64.68266752585336, 83.73246885639357)),
        ("1460", "Bengtsfors", "Tabell 2.9", (None, 3.471595565283941)),
    ],
)
def test_an_interval_around_a_withheld_figure_is_kept_as_printed(
    minimal: Minimal, code: str, name: str, cell: str, limits: tuple[float | None, float]
) -> None:
    frame = minimal(code, name)
    last = frame[(frame.area_id == f"kommun:{code}") & frame.cell.str.startswith(f"{cell}!") & (frame["round"] == "2021-2022")]
    [row] = last.astype(object).where(last.notna(), None).itertuples()
    assert (row.status, row.value, row.lower, row.upper) == ("withheld", None, *limits)


@pytest.fixture(scope="module")
def printed() -> openpyxl.Workbook:
    """The same cells as another program reads them."""
    return openpyxl.load_workbook(other_peoples(WORKBOOK))


def limits_in(sheet: Worksheet, row: int, years: str) -> list[object]:
    """What is printed under the two limits of a pair of years, a code being nothing."""
    found = []
    for side in ("undre", "övre"):
        columns = [c.column for c in sheet[5] if f"{side} gräns {years}" in str(c.value)]
        values = [sheet.cell(row, column).value for column in columns]
        found.append(next((v for v in values if isinstance(v, int | float)), None))
    return found


@pytest.mark.parametrize(
    ("code", "name"),
    [("1480", "Göteborg"), ("0180", "Stockholm"), ("1280", "Malmö"), ("0980", "Gotland"), ("0643", "Habo"), ("1497", "Hjo")],
)
def test_every_figure_and_limit_is_the_one_in_the_cell_that_is_named(
    minimal: Minimal, printed: openpyxl.Workbook, code: str, name: str
) -> None:
    frame = minimal(code, name).astype(object)
    for row in frame.where(frame.notna(), None).itertuples():
        sheet, cell = row.cell.split("!")
        there = printed[sheet][cell]
        years = printed[sheet].cell(5, there.column).value
        assert years.split("–") == [str(row.period_start.year), str(row.period_end.year)]
        assert [row.lower, row.upper] == limits_in(printed[sheet], there.row, years), row.cell
        if row.status == "ok":
            assert row.value == there.value, row.cell
        else:
            assert (row.value, row.status) == (None, reader.CODES.get(str(there.value or "..").strip())), row.cell


def test_the_figures_are_those_that_somebody_else_read_from_the_same_file(minimal: Minimal) -> None:
    values = pd.read_csv(other_peoples(WORKBOOK.with_name("ntu_values.csv")), dtype=str)
    wanted = values[values.table.notna() & (values.area == "Göteborg/Stadsområde Hisingen")]
    frame = minimal("1480", "Göteborg")
    own = frame[frame.area_id == "stadsdelsomrade:4"]
    found = {(r.cell.split("!")[0], f"{r.period_start.year}-{r.period_end.year}"): r for r in own.itertuples()}
    assert len(wanted) == 150
    for row in wanted.itertuples():
        ours = found[row.table, row.year]
        if row.value in (*reader.CODES, "") or pd.isna(row.value):
            assert pd.isna(ours.value), row
        else:
            theirs = [float(v) for v in (row.value, row.ci_low, row.ci_high)]
            assert [ours.value, ours.lower, ours.upper] == pytest.approx(theirs, abs=6e-5, nan_ok=True)


@pytest.mark.parametrize(("code", "name"), [("1497", "Hjo"), ("1427", "Sotenäs"), ("1438", "Dals-Ed"), ("1439", "Färgelanda")])
def test_blank_limits_of_what_has_no_figure_stop_nothing(minimal: Minimal, code: str, name: str) -> None:
    frame = minimal(code, name)
    blank = frame[frame.value.isna() & (frame["round"] == "2021-2022") & (frame.area_id == f"kommun:{code}")]
    assert len(blank) >= 1
    assert blank.lower.isna().all()
