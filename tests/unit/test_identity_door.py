"""What nobody would read is looked through too: sheets, columns, comments and properties; and places are no areas."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from places import DATA, deliver

from etl.build import check_delivery
from etl.catalogue import drawers
from etl.delivery import read_release
from etl.door import guard_delivery
from etl.model import Refused

SECRET = "19800101-2387"  # in the numbers set aside for tests
OPEN, GRANTS, EXITS = {"K0"}, {"K0", "K2"}, {"K0", "K3"}


def told(tmp_path: Path, name: str, content: bytes | str, classes: set[str] = OPEN, source: str = "x", **facts: str) -> list[str]:
    """What the door says of a delivery of one file; the secret is in none of it."""
    raw = content.encode() if isinstance(content, str) else content
    release = read_release(deliver(tmp_path / source / "2023", {name: raw}, **facts), "1480")
    try:
        guard_delivery(release, classes)
    except Refused as refusal:
        assert "2387" not in repr(refusal) + repr(refusal.faults)
        return [f"{f.file}|{f.place}|{f.found}" for f in refusal.faults]
    return []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_text_file_is_told_by_kind_column_and_count(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = ["år;antal;övrigt", "2023;1;inget", f"2024;2;Om {SECRET} och {SECRET}", "2025;3;800101-2387"]
    text = "\n".join(lines).replace(";", delimiter)
    expected = "a.csv|kolumn C (övrigt)|3 uppgifter som ser ut som personnummer"
    assert told(tmp_path, "a.csv", text.encode(encoding)) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        SECRET, f"a;b\n1;2;3;4;{SECRET}\n", f'a;b\n"1;{SECRET}\n', f"{SECRET}\n1;2\n", f"{'a' * 200_000}\n{SECRET}",
        "\n" * 1_000_001 + f"å{SECRET}", "x" * 999_990 + SECRET + "\n" * 1_000_001, ";" * 100_000 + SECRET, f"a\x00;{SECRET}",
    ],
    ids=["alone", "ragged", "unclosed", "header", "long", "lines", "cut", "wide", "nul"],
)  # fmt: skip
def test_no_crooked_text_hides_a_number(tmp_path: Path, text: str) -> None:
    [said] = told(tmp_path, "a.csv", text)
    assert said.endswith("1 uppgift som ser ut som personnummer")


def test_every_word_of_release_toml_is_looked_through(tmp_path: Path) -> None:
    [said] = told(tmp_path, "a.csv", "a;b\n1;2\n", url=f"https://exempel.se/{SECRET}")
    assert said == "release.toml||1 uppgift som ser ut som personnummer"


def hidden_sheet(book: Workbook) -> None:
    sheet = book.create_sheet("Dold")
    sheet.sheet_state, sheet["C7"] = "hidden", SECRET


def other_sheets_name(book: Workbook) -> None:
    book.create_sheet(SECRET)["A1"] = "x"


def remark(book: Workbook) -> None:
    book.active["A1"].comment = Comment(f"ring {SECRET}", "x")


def title(book: Workbook) -> None:
    book.properties.title = SECRET


def footer(book: Workbook) -> None:
    book.active.oddFooter.center.text = f"Rör {SECRET}"


def named(book: Workbook) -> None:
    book.defined_names["x"] = DefinedName("x", attr_text=f'"{SECRET}"')


def typed_as_a_number(book: Workbook) -> None:
    book.active["B9"] = 198001012387


def hidden_column(book: Workbook) -> None:
    book.active["Z900"] = SECRET
    book.active.column_dimensions["Z"].hidden = True


IN_BOOKS: list[tuple[Callable[[Workbook], None], str]] = [
    (hidden_sheet, "Dold!kolumn C"), (other_sheets_name, "xl/workbook.xml"), (remark, "xl/comments"),
    (title, "docProps/core.xml"), (footer, "xl/worksheets/sheet1.xml"), (named, "xl/workbook.xml"),
    (typed_as_a_number, "Ett!kolumn B"),
    (hidden_column, "Ett!kolumn Z"),
]  # fmt: skip


@pytest.mark.parametrize(("hide", "place"), IN_BOOKS, ids=lambda x: getattr(x, "__name__", ""))
def test_a_workbook_is_looked_through_to_its_bottom(tmp_path: Path, hide: Callable[[Workbook], None], place: str) -> None:
    assert any(place in said for said in told(tmp_path, "a.xlsx", book(hide)))


def book(change: Callable[[Workbook], None]) -> bytes:
    made, packed = openpyxl.Workbook(), io.BytesIO()
    made.active.title = "Ett"
    made.active.append(["År", "Antal", "Andel"])
    made.active.append([2023, 1912121212.5, 0.1980010123])
    change(made)
    made.save(packed)
    return packed.getvalue()


def test_a_workbook_without_anyone_passes(tmp_path: Path) -> None:
    assert told(tmp_path, "a.xlsx", book(lambda made: None)) == []


def test_a_word_cut_up_by_its_formats_is_one_word(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as made:
        sheet, bold = made.add_worksheet("Ett"), made.add_format({"bold": True})
        sheet.write_rich_string(0, 0, "800101-", bold, "2387")
        sheet.insert_textbox(3, 3, "800101-2387")
    places = [said.split("|")[1] for said in told(tmp_path, "a.xlsx", packed.getvalue())]
    assert places[0] == "Ett!kolumn A"
    assert any("drawing" in place for place in places)


MINUTES = [f"{dt.datetime(2023, 1, 1) + dt.timedelta(minutes=7 * n):%Y%m%d-%H%M}" for n in range(2_000)]


def test_times_of_day_are_no_birthdays(tmp_path: Path) -> None:
    assert told(tmp_path, "a.csv", "\n".join(["skapad;antal", *(f"{minute};1" for minute in MINUTES)])) == []


@pytest.mark.parametrize("odd", [SECRET, "okänd"])
def test_one_that_is_no_time_makes_the_column_suspect(tmp_path: Path, odd: str) -> None:
    times = MINUTES[:200] if odd == SECRET else [SECRET]
    assert told(tmp_path, "a.csv", "\n".join(["skapad", *times, odd]))


@pytest.mark.parametrize("cell", ["0.198001012387", "0,8001012387", "[11.8001012387", "1.98001012387E11", "-3.8001012387e-5"])
def test_a_fraction_is_no_number_of_anybodys(tmp_path: Path, cell: str) -> None:
    assert told(tmp_path, "a.csv", f"andel;b\n{cell};1\n") == []
    assert told(tmp_path, "a.csv", f"andel;b\n{cell} {SECRET};1\n{cell};\n")


def test_a_point_before_a_number_with_its_sign_hides_nothing(tmp_path: Path) -> None:
    assert told(tmp_path, "a.csv", f"3.{SECRET}\nnr.{SECRET}\n2.800101-2387\n") == [
        "a.csv|kolumn A|3 uppgifter som ser ut som personnummer"
    ]


def test_a_sole_traders_number_is_left_for_the_register_to_hide(tmp_path: Path) -> None:
    text = f"organisationsnummer;andamal\n{SECRET};läger\n"
    assert told(tmp_path, "ansokningar.csv", text, GRANTS) == []
    assert told(tmp_path, "ansokningar.csv", text.replace("läger", SECRET), GRANTS)
    assert told(tmp_path, "ansokningar.csv", text, OPEN)


def test_a_ledger_turns_its_own_rows_away(tmp_path: Path) -> None:
    text = f"leverantor_id;text\n1;{SECRET}\n"
    assert told(tmp_path, "reskontra-2023.csv", text, GRANTS, "leverantor") == []
    assert told(tmp_path, "reskontra-2023.csv", text, GRANTS, "bidrag")


@pytest.mark.parametrize(
    ("cell", "found", "where"),
    [
        ("Storgatan 5", "gatuadresser", EXITS), ("vid Södra Vägen 12 B", "gatuadresser", EXITS),
        ("Gustaf Adolfs torg 4", "gatuadresser", EXITS), ("brf. östra-allén 3", "gatuadresser", EXITS),
        ("6398983, 319026", "koordinater", GRANTS), ("57.70887 11.97456", "koordinater", GRANTS),
        ("N 57,708; E 11,974", "koordinater", EXITS), ("11.97456,57.70887", "koordinater", GRANTS),
        ("57° 42'", "koordinater", GRANTS), ("57,70887", "koordinater", EXITS), ("11.97456", "koordinater", EXITS),
    ],
)  # fmt: skip
def test_places_are_refused_where_few_are_told_of(tmp_path: Path, cell: str, found: str, where: set[str]) -> None:
    said = told(tmp_path, "a.csv", f'antal;"text"\n1;"{cell}"\n', where)
    assert said == [f"a.csv|kolumn B (text)|1 celler som ser ut som {found}"]
    assert told(tmp_path, "a.csv", f'antal;"text"\n1;"{cell}"\n', OPEN) == []


BODIES = ["Brf Kungsgatan 12", "57,70887", "6398983", "2023-05-15", "1 693", "12,5", "Nordost", "DeSO 1480C2030"]
NO_PLACES = [
    "på vägen 2023",
    "arbetsstigen",
    "vägen",
    "2 gånger",
    "Hisingen",
    "fyra backar 3",
    "24,6",
    "300",
    "6 398 983",
    "57,1",
]


@pytest.mark.parametrize("cell", BODIES)
def test_bodies_may_be_called_by_their_street(tmp_path: Path, cell: str) -> None:
    assert told(tmp_path, "a.csv", f"forening;antal\n{cell};1\n", GRANTS) == []


@pytest.mark.parametrize("cell", NO_PLACES)
def test_what_is_no_place_passes(tmp_path: Path, cell: str) -> None:
    assert told(tmp_path, "a.csv", f"omrade;antal\n{cell};1\n", EXITS) == []


@pytest.mark.parametrize("column", ["adress", "Besöksadress", "gatunamn", "lat", "LON", "x_koordinat", "sweref99_n", "latitud"])
def test_a_column_of_places_is_refused_by_its_name(tmp_path: Path, column: str) -> None:
    [said] = told(tmp_path, "a.csv", f"antal;{column}\n1;2\n", GRANTS)
    assert said.endswith("en kolumn som pekar ut platser")
    assert told(tmp_path, "a.csv", f"antal;{column}\n1;2\n", OPEN) == []


RELEASES = sorted(f.parent for f in (DATA / "raw/1480").glob("*/*/release.toml"))


@pytest.mark.parametrize("folder", RELEASES, ids=lambda f: f"{f.parent.name}-{f.name}")
def test_every_genuine_delivery_passes(folder: Path) -> None:
    release = read_release(folder, "1480")
    classes = {i.klass for d in drawers() if d.source == release.source for i in d.indicators}
    guard_delivery(release, classes)


def test_the_build_looks_through_what_its_reader_passes_over(tmp_path: Path) -> None:
    [original] = (DATA / "raw/1480/befolkning").glob("*/*.csv")
    header, first, *rest = original.read_text(encoding="utf-8-sig").splitlines()
    delimiter = max(";,", key=header.count)
    text = "\n".join([f"{header}{delimiter}anteckning", f"{first}{delimiter}{SECRET}", *(r + delimiter for r in rest)]) + "\n"
    folder = deliver(tmp_path / "raw/1480/befolkning/2023", {original.name: text.encode()}, published="2026-10-10")
    with pytest.raises(Refused, match=r"\(anteckning\): hittade 1 uppgift som ser ut som personnummer") as refusal:
        check_delivery(folder, DATA / "municipalities/1480")
    assert "2387" not in str(refusal.value)
