"""The table of grants: every cell as printed, unknown kept apart from zero, and the ratios that do not add up."""

import datetime as dt
import tomllib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from places import DATA, SHARED, deliver, other_peoples

from etl.catalogue import SOURCES, drawers
from etl.contradictions import contradictions
from etl.delivery import read_release
from etl.model import Refused, Release
from etl.municipality import Municipality, read_municipality
from etl.sources.bidrag.reader import read
from etl.sources.bidrag.tabell import LABELS, MEASURES, Reading, parse
from etl.warehouse import Draft, draft

DELIVERY = DATA / "raw/1480/bidrag/2023-08-28"
BOOK = next(DELIVERY.glob("*.xlsx"))
REPORT = SHARED / "domain/seeds/000_69887032890c5966.txt"
COLUMNS = ("IOFF", "KULTUR", "SFC-STAD", "SFC", "SFH", "SFS", "SFN")
Change = Callable[[Worksheet], object]


def faults(release: Release, city: Municipality) -> list[str]:
    with pytest.raises(Refused) as caught:
        read(release, city)
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture(scope="module")
def city() -> Municipality:
    return read_municipality(DATA / "municipalities/1480")


@pytest.fixture
def altered(tmp_path: Path) -> Callable[[Change], Release]:
    """Our own table with something changed in it, as a delivery."""

    def make(change: Change) -> Release:
        book = openpyxl.load_workbook(BOOK)
        change(book["Tabell 1"])
        book.save(tmp_path / "bok.xlsx")
        return read_release(deliver(tmp_path / "1480/bidrag/prov", {"tabell.xlsx": tmp_path / "bok.xlsx"}), "1480")

    return make


def put(**cells: object) -> Change:
    """A change that writes values into named cells."""

    def change(sheet: Worksheet) -> None:
        for place, value in cells.items():
            sheet[place] = value

    return change


def filled(work: Draft, city: Municipality, *releases: Release) -> Draft:
    """The drawer alone, from delivery to conflict, as the build does it."""
    drawer = next(d for d in drawers() if d.source == "bidrag")
    work.add_areas(city.areas)
    work.create(drawer.staging)
    for release in releases:
        work.add_release(release)
        work.stage(read(release, city), release)
    for indicator in sorted(drawer.indicators, key=lambda i: i.derived):
        work.observe(indicator)
    work.derive("conflict", contradictions(drawer.indicators), "bidrag")
    work.check()
    return work


def one(work: Draft, indicator: str, area: str, columns: str) -> tuple[object, ...]:
    sql = f"SELECT {columns} FROM observation WHERE indicator_id = 'bidrag_{indicator}' AND area_id = '{area}'"
    (row,) = work.con.execute(sql).fetchall()
    return tuple(row)


def test_every_cell_of_tabell_1_is_read_as_printed(city: Municipality) -> None:
    lines = other_peoples(REPORT).read_text(encoding="utf-8").split("\n")[955:964]
    frame = read(read_release(DELIVERY, "1480"), city)["stg_bidrag"].set_index(["measure", "area_id"])
    for line, (measure, _) in zip(lines, MEASURES.values(), strict=True):
        for column, cell in zip(COLUMNS, line.split("\t")[1:], strict=True):
            parts = [frame.loc[(measure, f"organisation:{column}"), "printed"]]
            if measure == "aterkrav":
                parts.append(frame.loc[("aterkrav_belopp", f"organisation:{column}"), "printed"])
            assert " ".join(f"({p})" if n else p for n, p in enumerate(parts) if p) == cell
    assert len(frame) == 9 * 7 + 7


def test_the_values_are_those_of_the_seed_facts(city: Municipality) -> None:
    with draft() as empty:
        work = filled(empty, city, read_release(DELIVERY, "1480"))
        assert one(work, "ansokningar", "organisation:IOFF", "value, status, cell") == (1693, "ok", "Tabell 1!B4")
        assert one(work, "utbetalt", "organisation:SFC", "value, printed") == (700, "0,7 mkr")
        assert one(work, "djupkontroller", "organisation:IOFF", "value, cell") == (53, "Tabell 1!B7")
        value, numerator, base = one(work, "kontrolltackning", "organisation:IOFF", "value, numerator, base")
        assert (numerator, base) == (53, 1693)
        assert value == pytest.approx(100 * 53 / 1693)
        assert one(work, "snitt", "organisation:SFC", "round(value), printed, qualifier") == (18421, "17 000", "about")
        assert one(work, "aterkravskvot", "kommun:1480", "round(value, 3)") == (2.452,)
        assert work.con.execute("SELECT DISTINCT period_start, period_end FROM observation").fetchall() == [
            (dt.date(2022, 7, 1), dt.date(2023, 6, 30))
        ]


def test_unclear_is_never_zero_and_the_city_is_a_sum_only_where_every_part_is_known(city: Municipality) -> None:
    with draft() as empty:
        work = filled(empty, city, read_release(DELIVERY, "1480"))
        assert one(work, "aterkrav", "organisation:SFH", "value, status, printed") == (None, "unclear", "Oklart")
        assert one(work, "aterkrav_belopp", "organisation:SFH", "value, status, printed") == (207, "ok", "207 tkr")
        assert one(work, "aterkrav_belopp", "organisation:KULTUR", "value, status, printed") == (0, "ok", "")
        assert one(work, "granskningar", "organisation:SFH", "value, status") == (None, "unclear")
        columns = "value, lower, status, qualifier, printed"
        said = "minst 14; Socialförvaltning Hisingen svarade oklart"
        assert one(work, "aterkrav", "kommun:1480", columns) == (None, 14, "ok", "at_least", said)
        assert one(work, "granskningar", "kommun:1480", "value, lower") == (None, 12)
        assert one(work, "ansokningar", "kommun:1480", columns) == (4231, None, "ok", "exact", None)
        assert one(work, "utbetalt", "kommun:1480", "value, qualifier, cell") == (293_600, "about", "Tabell 1!B5:H5")
        assert one(work, "aterkrav_belopp", "kommun:1480", "value, qualifier") == (720, "exact")


def test_exactly_three_printed_ratios_disagree_with_their_parts(city: Municipality) -> None:
    with draft() as empty:
        work = filled(empty, city, read_release(DELIVERY, "1480"))
        found = work.con.execute(
            "SELECT indicator_id, area_id, first_value, round(second_value, 3), explanation FROM conflict ORDER BY 1, 2"
        ).fetchall()
    cut = "Den tryckta siffran är avkortad i stället för avrundad."
    only = "Den tryckta siffran stämmer bara om täljaren, tryckt 0,7 mkr, före avrundning låg mellan 650 och 665 tkr."
    assert found == [
        ("bidrag_avslagsandel", "organisation:IOFF", 0.8, 0.886, cut),
        ("bidrag_avslagsandel", "organisation:SFN", 0.4, 0.465, cut),
        ("bidrag_snitt", "organisation:SFC", 17_000, 18_421.053, only),
    ]


@pytest.mark.parametrize(
    ("cell", "printed", "explanation"),
    [
        ("E6", "18 000", None),
        ("E6", "30 000", "Avrundning förklarar inte skillnaden."),
        ("B9", "0,9 %", None),
    ],
)
def test_another_print_gives_another_verdict(
    altered: Callable[[Change], Release], city: Municipality, cell: str, printed: str, explanation: str | None
) -> None:
    with draft() as empty:
        work = filled(empty, city, altered(put(**{cell: printed})))
        column = {"E6": "organisation:SFC", "B9": "organisation:IOFF"}[cell]
        found = work.con.execute("SELECT explanation FROM conflict WHERE area_id = ?", [column]).fetchall()
    assert found == ([(explanation,)] if explanation else [])


def test_two_deliveries_of_one_table_are_both_kept(altered: Callable[[Change], Release], city: Municipality) -> None:
    with draft() as empty:
        work = filled(empty, city, read_release(DELIVERY, "1480"), altered(put(F11="2 (207 tkr)", F10=1)))
        found = work.con.execute(
            """SELECT release_id, value, lower FROM observation
            WHERE indicator_id = 'bidrag_aterkrav' AND area_id = 'kommun:1480' ORDER BY 1"""
        ).fetchall()
    assert found == [("1480/bidrag/2023-08-28", None, 14), ("1480/bidrag/prov", 16, None)]


def test_rows_are_found_by_what_they_say_and_columns_by_name(altered: Callable[[Change], Release], city: Municipality) -> None:
    def shuffled(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=12)]
        for number, row in enumerate(reversed(rows), 4):
            for column, value in enumerate((row[0], *reversed(row[1:])), 1):
                sheet.cell(number, column, value)
        for column, head in enumerate([cell.value for cell in reversed(sheet[3][1:])], 2):
            sheet.cell(3, column, head)
        sheet["A4"] = "  ANTAL   BROTTS\xadANMÄLNINGAR "
        sheet["A14"] = "Källa: rapporten"

    columns = ["measure", "area_id", "value", "status", "printed"]
    ours = read(read_release(DELIVERY, "1480"), city)["stg_bidrag"][columns].astype(object)
    theirs = read(altered(shuffled), city)["stg_bidrag"][columns].astype(object)
    key = ["measure", "area_id"]
    assert theirs.sort_values(key).to_csv(index=False) == ours.sort_values(key).to_csv(index=False)


@pytest.mark.parametrize(
    ("head", "days"),
    [
        ("Period 220701–230630", ("2022-07-01", "2023-06-30")),
        ("period: 2023-07-01 – 2024-06-30", ("2023-07-01", "2024-06-30")),
        ("Period 2023-07-01--2024-06-30", ("2023-07-01", "2024-06-30")),
    ],
)
def test_a_period_is_two_days(altered: Callable[[Change], Release], city: Municipality, head: str, days: tuple[str, str]) -> None:
    frame = read(altered(put(A3=head)), city)["stg_bidrag"]
    assert {(str(a), str(b)) for a, b in zip(frame.period_start, frame.period_end, strict=True)} == {days}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"A3": "Period 2019-01-01–2019-04-31"}, ["Tabell 1!A3: hittade ”Period 2019-01-01–2019-04-31”"]),
        ({"A3": "Period 230630–220701"}, ["Tabell 1!A3"]),
        ({"A3": "Förvaltning"}, ["ingen rubrikcell som börjar med Period"]),
        ({"A20": "Period 230701–240630"}, ["2 tabeller"]),
        ({"B4": "2 003603"}, ["Tabell 1!B4: hittade ”2 003603”, väntade ett antal"]),
        ({"B4": 12.5}, ["Tabell 1!B4: hittade ”12.5”"]),
        ({"B5": 127}, ["Tabell 1!B5: hittade ”127”, väntade ett belopp med enhet"]),
        ({"B9": 0.008}, ["Tabell 1!B9"]),
        ({"B11": "10 (260)"}, ["Tabell 1!B11: hittade ”10 (260)”"]),
        ({"A8": None}, ["Tabell 1!A8: hittade en rad med siffror utan rubrik", "ingen rad ”Antal avslag i samband"]),
        ({"A8": "Antal avslagna"}, ["Tabell 1!A8: hittade raden ”Antal avslagna”", "ingen rad ”Antal avslag i samband"]),
        ({"A8": "Antal ansökningar"}, ["Tabell 1!A8: hittade ”Antal ansökningar”, som redan står i A4", "ingen rad"]),
        ({"C3": "Kulturnämnden"}, ["Tabell 1!C3: hittade området ”Kulturnämnden”", "Närmaste kända namn: Kulturförvaltningen"]),
        ({"C3": "IOFF"}, ["Tabell 1!C3: hittade ”IOFF”, som redan står i B3"]),
        ({"H3": None}, ["Tabell 1!H4: hittade ”215” utan förvaltning i rubriken"]),
        ({"I4": 7}, ["Tabell 1!I4: hittade ”7” utan förvaltning i rubriken"]),
        ({"E8": 39}, ["Tabell 1!E8: hittade 39, fler än antalet ansökningar, väntade högst 38"]),
    ],
)
def test_what_is_wrong_is_said_with_its_cell(
    altered: Callable[[Change], Release], city: Municipality, cells: dict[str, object], said: list[str]
) -> None:
    text = "\n".join(faults(altered(put(**cells)), city))
    assert all(words in text for words in said), text


def test_columns_that_have_moved_are_faults_and_all_are_told_at_once(
    altered: Callable[[Change], Release], city: Municipality
) -> None:
    def moved(sheet: Worksheet) -> None:
        sheet.move_range("B4:H12", cols=1)
        sheet["A3"] = "Period 2019-01-01–2019-04-31"

    found = faults(altered(moved), city)
    assert sum("utan förvaltning i rubriken" in fault for fault in found) == 9
    assert any("Tabell 1!B4: hittade ””" in fault for fault in found)
    assert any("2019-04-31" in fault for fault in found)


def test_another_product_or_a_file_that_is_no_workbook_is_refused(tmp_path: Path, city: Municipality) -> None:
    for name, content in (("ntu", next(DATA.glob("raw/1480/ntu/*/*.xlsx"))), ("text", b"ingen arbetsbok"), ("tom", b"")):
        folder = deliver(tmp_path / name / "1480/bidrag/prov", {"tabell.xlsx": content})
        assert "tabell.xlsx" in faults(read_release(folder, "1480"), city)[0]


def test_every_label_belongs_to_its_measure() -> None:
    book = openpyxl.load_workbook(BOOK)["Tabell 1"]
    printed = [str(book.cell(row, 1).value).replace("/ ", "/") for row in range(4, 13)]
    assert printed == list(LABELS)
    blocks = tomllib.loads((SOURCES / "bidrag/indicators.toml").read_text(encoding="utf-8"))
    shown = {block.get("measure", name.removeprefix("bidrag_")) for name, block in blocks.items()} - {"defaults"}
    assert {measure for measure, _ in MEASURES.values()} | {"aterkrav_belopp"} <= shown


@pytest.mark.parametrize(
    ("kind", "cell", "readings"),
    [
        ("antal", "1\xa0693", [(1693.0, "ok", 0.0)]),
        ("antal", 53.0, [(53.0, "ok", 0.0)]),
        ("antal", "OKLART", [(None, "unclear", 0.0)]),
        ("antal", "uppgift saknas", [(None, "missing", 0.0)]),
        ("belopp", "127 mkr", [(127_000.0, "ok", 1000.0)]),
        ("belopp", "0,7 mkr", [(700.0, "ok", 100.0)]),
        ("kronor", "75 000", [(75_000.0, "ok", 1000.0)]),
        ("procent", "0,8 %", [(0.8, "ok", 0.1)]),
        ("antal (belopp)", "10 (260 tkr)", [(10.0, "ok", 0.0), (260.0, "ok", 1.0)]),
        ("antal (belopp)", "Oklart (207 tkr)", [(None, "unclear", 0.0), (207.0, "ok", 1.0)]),
        ("antal (belopp)", "3 (oklart)", [(3.0, "ok", 0.0), (None, "unclear", 0.0)]),
        ("antal (belopp)", 0, [(0.0, "ok", 0.0), (0.0, "ok", 0.0)]),
        ("antal (belopp)", "3", [(3.0, "ok", 0.0), (None, "missing", 0.0)]),
        ("antal (belopp)", "oklart", [(None, "unclear", 0.0), (None, "missing", 0.0)]),
    ],
)
def test_a_cell_says_what_it_says(kind: str, cell: object, readings: list[tuple[float | None, str, float]]) -> None:
    assert [(r.value, r.status, r.step) for r in parse(kind, cell)] == readings


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        *(("antal", cell) for cell in ("", "1,5", "1.693", "16 93", "245,000", "12 st", "-", "٣", "ca 12", "-3", "10 260 tkr")),
        *(("belopp", cell) for cell in ("127", "127 mdkr", "mkr", "1 27 mkr", "-1 mkr")),
        *(("procent", cell) for cell in ("0,8", "100,1 %", "0.8 %")),
        *(("antal (belopp)", cell) for cell in ("(260 tkr)", "10 (260 tkr", "10 () ", "10 (260 tkr) (3 tkr)")),
    ],
)
def test_a_cell_that_is_something_else_is_not_guessed_at(kind: str, cell: str) -> None:
    assert parse(kind, cell) == ()


@given(st.integers(0, 10**9))
def test_any_count_printed_the_swedish_way_is_read_back(count: int) -> None:
    printed = f"{count:,}".replace(",", " ")
    assert parse("antal", printed) == (Reading(float(count), "ok", printed),)
