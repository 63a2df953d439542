"""Reported crimes as files: the two layouts, the genuine files, and what stops the reading."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from places import found_municipality, other_peoples
from reported import CITY, HEADER, OURS, REAL, TABLE, built, faults, only, release, staged

from etl.delivery import read_release
from etl.municipality import read_municipality
from etl.sources.brott.reader import read, topics


@pytest.mark.parametrize(
    ("name", "total", "rate", "end"),
    [
        ("DatabasfilDec2016.txt", 7358, 1342, dt.date(2016, 12, 31)),
        ("DatabasfilJan2016.txt", 7588, 1384, dt.date(2016, 1, 31)),
    ],
)
def test_the_genuine_national_export_gives_the_city_and_the_cities_to_compare_with(
    tmp_path: Path, name: str, total: int, rate: int, end: dt.date
) -> None:
    frame = staged(tmp_path, other_peoples(REAL / name).read_bytes())
    assert Counter(frame["area_id"]) == {"kommun:1480": 10, "kommun:0180": 10, "kommun:1280": 10}
    assert set(frame["status"]) == {"preliminary"}
    assert set(frame["topic"]) <= set(topics().values()), "every group of the export has an indicator"
    row = only(frame[(frame["area_id"] == "kommun:1480") & (frame["topic"] == "alla_brott")])
    assert (row["value"], row["printed_rate"], row["cell"]) == (total, rate, "rad 572, kolumn Antal")
    assert (row["period_start"], row["period_end"]) == (end.replace(day=1), end)


def test_the_genuine_months_can_be_one_delivery(tmp_path: Path) -> None:
    months = [other_peoples(REAL / f"Databasfil{m}2016.txt").read_bytes() for m in ("Jan", "Dec")]
    frame = staged(tmp_path, *months)
    assert len(frame) == 60
    assert set(frame["file"]) == {"0.txt", "1.txt"}


def test_the_genuine_export_in_utf8_gives_the_country_and_passes_over_police_regions(tmp_path: Path) -> None:
    frame = staged(tmp_path, other_peoples(REAL / "sol_dbfil_manad.txt").read_bytes())
    assert frame[["area_id", "status", "value"]].to_numpy().tolist() == [["land:SE", "ok", 133], ["land:SE", "preliminary", 498]]


def test_the_genuine_table_says_what_ours_says(tmp_path: Path) -> None:
    theirs = staged(tmp_path, other_peoples(REAL / "bra-goteborg-stadsomraden.csv").read_bytes())
    ours = read(read_release(OURS, "1480"), CITY)["stg_brott"]
    key = ["area_id", "topic", "period_start", "period_end", "value", "status"]
    assert set(map(tuple, ours[key].to_numpy())) == set(map(tuple, theirs[key].to_numpy()))
    assert len(ours) == len(theirs) == 90


def test_any_municipality_reads_the_national_export(tmp_path: Path) -> None:
    ale = read_municipality(found_municipality(tmp_path, "1440", "Ale", [("kommun", "1440", "Ale")]))
    frame = staged(tmp_path, other_peoples(REAL / "DatabasfilDec2016.txt").read_bytes(), city=ale)
    assert set(frame["area_id"]) == {"kommun:1440"}
    assert frame.set_index("topic")["value"]["alla_brott"] == 179


@pytest.mark.parametrize(
    ("year", "period", "start", "end", "status"),
    [
        ("2025", "2025", "2025-01-01", "2025-12-31", "ok"),
        ("År", "2025", "2025-01-01", "2025-12-31", "ok"),
        ("2025", "Maj", "2025-05-01", "2025-05-31", "ok"),
        ("2024", "Feb", "2024-02-01", "2024-02-29", "ok"),
        ("2026 prel.", "Okt", "2026-10-01", "2026-10-31", "preliminary"),
        ("2025 prel.", "2025 prel.", "2025-01-01", "2025-12-31", "preliminary"),
    ],
)
def test_a_period_is_two_days(tmp_path: Path, year: str, period: str, start: str, end: str, status: str) -> None:
    row = only(staged(tmp_path, f"{HEADER}Göteborg kommun;Totalt antal brott;{year};{period};5;1;\n"))
    assert (str(row["period_start"]), str(row["period_end"]), row["status"]) == (start, end, status)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-8-sig"])
def test_encoding_and_line_ends_do_not_matter(tmp_path: Path, encoding: str, ending: str) -> None:
    text = (HEADER + "Göteborg kommun;Våldsbrott ;2025;Maj;5;1;\n").replace("\n", ending)
    row = only(staged(tmp_path, text.encode(encoding)))
    assert (row["crime"], row["topic"], row["value"]) == ("Våldsbrott", "valdsbrott", 5)


@pytest.mark.parametrize(
    "line", ["Göteborg kommun;Bilbrott;2025;Maj;1 234;56;", "Göteborg kommun;\xa0BILBROTT  ;2025;maj;1234;56"]
)
def test_padding_case_and_the_closing_semicolon_do_not_matter(tmp_path: Path, line: str) -> None:
    row = only(staged(tmp_path, HEADER + line + "\n"))
    assert (row["topic"], row["value"], row["printed_rate"]) == ("bilbrott", 1234, 56)


def test_the_last_column_may_be_absent(tmp_path: Path) -> None:
    row = only(staged(tmp_path, "Region;Brott;År;Period;Antal\nGöteborg kommun;Bilbrott;2025;Maj;7;\n"))
    assert row["value"] == 7
    assert row["printed_rate"] is None


def test_two_dots_are_missing_and_keep_their_print(tmp_path: Path) -> None:
    frame = staged(tmp_path, HEADER + "Göteborg kommun;Bilbrott;2025;Maj;..;..;\nGöteborg kommun;Stöldbrott;2025;Maj;0;0;\n")
    assert frame[["status", "printed"]].to_numpy().tolist()[0] == ["missing", ".."]
    assert frame["value"].tolist()[1] == 0, "a nought in the area's life is a nought"
    assert frame["value"].isna().tolist() == [True, False]


def test_an_echo_gives_way_to_the_figure_and_to_itself(tmp_path: Path) -> None:
    echo, figure = "Göteborg kommun;Stöldbrott;2025;Maj;..;..;\n", "Göteborg kommun;Stöldbrott;2025;Maj;9;1;\n"
    for order in ((echo, figure), (figure, echo), (echo, echo, figure, echo)):
        assert only(staged(tmp_path, HEADER + "".join(order)))["value"] == 9
    assert only(staged(tmp_path, HEADER + echo + echo))["status"] == "missing"


def test_a_crime_with_commas_and_no_block_is_kept_in_staging_and_not_shown(tmp_path: Path) -> None:
    crime = "0950 - Befogenhetsbedrägeri, mot äldre/funktionsnedsatt"
    one = release(tmp_path, f"{HEADER}Göteborg kommun;{crime};2025;Maj;5;1;\n")
    assert only(read(one, CITY)["stg_brott"])["topic"] == crime.casefold()
    assert built(one)[0].empty


@pytest.mark.parametrize("text", ["", ".."])
def test_an_empty_cell_of_a_table_is_unknown(tmp_path: Path, text: str) -> None:
    row = only(staged(tmp_path, (TABLE + f"2025,Centrum,misshandel,{text}\n").encode()))
    assert (row["status"], row["printed"]) == ("missing", text)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Göteborg kommun;Bilbrott;25;Maj;5;1;", "rad 2, kolumn År"),
        ("Göteborg kommun;Bilbrott;2025;May;5;1;", "rad 2, kolumn Period: hittade ”May”"),
        ("Göteborg kommun;Bilbrott;2025;2024;5;1;", "kolumn Period"),
        ("Göteborg kommun;Bilbrott;2025;Kvartal 1;5;1;", "kolumn Period"),
        ("Göteborg kommun;Bilbrott;2025;Maj;fem;1;", "kolumn Antal: hittade ”fem”"),
        ("Göteborg kommun;Bilbrott;2025;Maj;5,5;1;", "kolumn Antal"),
        ("Göteborg kommun;Bilbrott;2025;Maj;1,000;1;", "kolumn Antal"),
        ("Göteborg kommun;Bilbrott;2025;Maj;-5;1;", "kolumn Antal"),
        ("Göteborg kommun;Bilbrott;2025;Maj;;1;", "kolumn Antal"),
        ("Göteborg kommun;Bilbrott;2025;Maj;5;x;", "kolumn /100 000 inv"),
        ("Göteborg kommun;;2025;Maj;5;1;", "kolumn Brott"),
        ("Göteborg kommun;Bilbrott;2025;Maj;5;1;9;", "7 fält"),
        ("Göteborg kommun;Bilbrott;2025;Maj;", "4 fält"),
    ],
)
def test_a_cell_that_cannot_be_is_named(tmp_path: Path, line: str, expected: str) -> None:
    (fault,) = faults(tmp_path, HEADER + line + "\n")
    assert expected in fault
    assert fault.startswith("0.txt, rad 2")


def test_columns_shifted_by_one_are_refused(tmp_path: Path) -> None:
    lines = ["Göteborg kommun;Göteborg kommun;Bilbrott;2025;Maj;5;"] * 2
    assert len(faults(tmp_path, HEADER + "\n".join(lines) + "\n")) >= 2


def test_a_row_that_has_lost_its_region_is_not_taken_for_another_place(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, HEADER + "Göteborg kommun;Bilbrott;2025;Maj;5;1;\nBilbrott;2025;Maj;5;1;;\n")
    assert "rad 3, kolumn År: hittade ”Maj”" in fault


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "tom fil"),
        (HEADER.encode(), "0 fält"),
        (HEADER.encode("utf-16"), "tecken som inte går att tyda"),
        ("Kommun;Antal;Per 100 000 inv.\nAle;2537;7810\n".encode("utf-8-sig"), "Region;Brott;År;Period;Antal"),
        ("Region;Brott;År;Antal;/100 000 inv\nGöteborg kommun;Bilbrott;2025;5;1;\n".encode(), "rad 1"),
        (HEADER.encode().replace("År".encode(), b"\xc3\x83\xe2\x80\xa6r"), "rad 1"),
        (b"year,area,crime_type\n2025,Centrum,misshandel\n", "saknade kolumner: count"),
        (TABLE.encode() + b"2025,Centrum\n", "2 fält"),
    ],
)
def test_a_file_of_another_product_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    (fault,) = faults(tmp_path, content)
    assert expected in fault


def test_the_faults_of_every_file_come_at_once(tmp_path: Path) -> None:
    good = HEADER + "Göteborg kommun;Bilbrott;2025;Maj;5;1;\n"
    found = faults(tmp_path, good, good.replace(";5;", ";fem;"), b"skrot", TABLE.encode() + b"2025,Centrun,misshandel,5\n")
    assert [f.split(",")[0] for f in found] == ["1.txt", "2.txt", "3.txt"]
    assert "Närmaste kända namn: Centrum" in found[2]


@pytest.mark.parametrize(
    "first",
    [
        "Göteborg kommun;Bilbrott;2025;Maj;5;1;\n",
        "Göteborg kommun;Bilbrott ;2025 prel.;Maj;6;1;\n",
    ],
)
def test_a_duplicate_names_both_rows(tmp_path: Path, first: str) -> None:
    (fault,) = faults(tmp_path, HEADER + first + "Göteborg kommun;Bilbrott;2025;Maj;5;1;\n")
    assert "rad 2, kolumn Antal och rad 3, kolumn Antal" in fault


def test_two_names_of_one_crime_are_a_duplicate_across_files(tmp_path: Path) -> None:
    sol = HEADER + "Göteborg kommun;Totalt antal brott;2025;2025;5;1;\n"
    (fault,) = faults(tmp_path, sol, TABLE.encode() + "2025,Göteborg,alla_brott,5\n".encode())
    assert "0.txt, rad 2, kolumn Antal och rad 2, kolumn count i 1.txt" in fault
    assert "Totalt antal brott och alla_brott" in fault


def test_an_empty_cell_beside_a_figure_in_a_table_is_a_duplicate(tmp_path: Path) -> None:
    assert "två gånger" in faults(tmp_path, TABLE.encode() + b"2025,Centrum,misshandel,\n2025,Centrum,misshandel,5\n")[0]
