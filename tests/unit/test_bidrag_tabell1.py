"""Tabell 1 of the report out of 4 231 rows: every one of its 70 cells, oklart included, through the build's own draft."""

import math
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from granted import CITY, TABLE_1, built, figures, register, table_1_rows
from places import DATA

from etl.delivery import read_release
from etl.sources.bidrag.tabell import MEASURES, parse
from etl.warehouse import Draft, draft

DELIVERY = DATA / "raw/1480/bidrag/2023-08-28"
NAMES = {a.name: a.code for a in CITY.areas if a.kind == "organisation"} | {
    "Socialförvaltning Centrum stadenövergripande": "SFC-STAD"
}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Draft]:
    applications, controls = table_1_rows()
    with draft() as empty:
        yield built(empty, register(tmp_path_factory.mktemp("register"), applications, controls))


def printed_cells() -> Iterator[tuple[str, str, str, str]]:
    """Measure, kind, förvaltning and cell of the printed table; a count with an amount is two cells."""
    sheet = openpyxl.load_workbook(next(DELIVERY.glob("*.xlsx")))["Tabell 1"]
    offices = [NAMES[cell.value] for cell in sheet[3][1:]]
    for row, (measure, kind) in zip(sheet.iter_rows(min_row=4, max_row=12, values_only=True), MEASURES.values(), strict=True):
        for office, cell in zip(offices, row[1:], strict=True):
            text = str(cell)
            yield measure, kind.split()[0], office, text.split(" (", maxsplit=1)[0]
            if measure == "aterkrav":
                yield "aterkrav_belopp", "belopp", office, text.split("(")[1].rstrip(")") if "(" in text else ""


def as_printed(kind: str, like: str, value: float, status: str) -> str:
    """A figure written as the report writes it: amounts rounded, shares cut off, means in round numbers, no claims no amount."""
    if status == "unclear":
        return "oklart"
    if not like:
        return "" if value == 0 else f"{value}"
    part = like.split(" ", maxsplit=1)[0].partition(",")[2] if kind in ("belopp", "procent") else ""
    unit = "".join(c for c in like if c.isalpha() or c == "%")
    if kind == "procent":
        shown = math.floor(value * 10 ** len(part) + 1e-9) / 10 ** len(part)
    elif kind == "kronor":
        (reading,) = parse(kind, like)
        shown = round(value / reading.step) * reading.step
    else:
        shown = round(value / (1000 if unit == "mkr" else 1), len(part))
    number = f"{shown:,.{len(part)}f}".replace(",", " ").replace(".", ",")
    return f"{number} {unit}".strip()


def test_all_seventy_cells_of_tabell_1_come_out_of_the_rows(work: Draft) -> None:
    cells = list(printed_cells())
    found = {measure: figures(work, measure, "value, status") for measure, *_ in cells}
    ours = [(m, office, as_printed(kind, like, *found[m][office])) for m, kind, office, like in cells]
    assert ours == [(m, office, like.casefold() if like.isalpha() else like) for m, _, office, like in cells]
    assert len(cells) == 70


def test_the_comparison_would_see_one_krona_too_many() -> None:
    assert as_printed("kronor", "17 000", 665_000 / 38, "ok") == "18 000"
    assert as_printed("belopp", "0,7 mkr", 649, "ok") == "0,6 mkr"
    assert as_printed("procent", "0,8 %", 100 * 16 / 1693, "ok") == "0,9 %"
    assert as_printed("belopp", "", 1, "ok") != ""


def test_the_city_is_the_sum_and_unclear_parts_make_it_a_lower_bound(work: Draft) -> None:
    columns = "value, lower, status, qualifier, printed"
    said = "minst 14; Socialförvaltning Hisingen: oklart"
    assert figures(work, "aterkrav", columns)["kommun:1480"] == (None, 14, "ok", "at_least", said)
    assert figures(work, "granskningar", "value, lower")["kommun:1480"] == (None, 12)
    assert figures(work, "ansokningar", columns)["kommun:1480"] == (4231, None, "ok", "exact", None)
    assert figures(work, "utbetalt")["kommun:1480"] == sum(row[1] for row in TABLE_1.values()) / 1000
    assert figures(work, "aterkrav_belopp")["kommun:1480"] == 720


def test_every_figure_says_file_and_rows(work: Draft) -> None:
    places = figures(work, "utbetalt", "file, cell")
    assert places["SFC-STAD"] == ("ansokningar.csv", "kolumn utbetalt_kr, 129 rader (rad 3 695–3 823)")
    assert places["kommun:1480"] == ("ansokningar.csv", "kolumn utbetalt_kr, 4 231 rader (rad 2–4 232)")
    assert figures(work, "djupkontroller", "file, cell")["SFC"] == ("kontroller.csv", "kolumn typ, inga rader")
    file, cell = figures(work, "avslagsandel", "file, cell")["SFN"]
    assert (file, cell.count(" och ")) == ("ansokningar.csv", 1)


def test_the_printed_table_and_the_register_do_not_contradict_one_another(tmp_path: Path) -> None:
    applications, controls = table_1_rows()
    with draft() as empty:
        both = built(empty, read_release(DELIVERY, "1480"), register(tmp_path, applications, controls, published="2023-09-30"))
        kinds = both.con.execute("SELECT kind, count(*) FROM conflict GROUP BY kind").fetchall()
        assert kinds == [("printed_computed", 3)]
        assert both.con.execute("SELECT count(*) FROM observation WHERE indicator_id = 'bidrag_ansokningar'").fetchall() == [
            (16,)
        ]


def test_where_the_two_differ_more_than_the_print_was_rounded_both_are_shown(tmp_path: Path) -> None:
    applications, controls = table_1_rows()
    short = [row for row in applications if row["arende"] != "SFN-214"]
    with draft() as empty:
        both = built(empty, read_release(DELIVERY, "1480"), register(tmp_path, short, controls, published="2023-09-30"))
        found = both.con.execute(
            "SELECT indicator_id, area_id, first_text, second_text FROM conflict WHERE kind = 'two_sources' ORDER BY ALL"
        ).fetchall()
    assert found == [
        ("bidrag_ansokningar", "organisation:SFN", "Publicerat: 215", "Registret: 214"),
    ], pd.DataFrame(found)
