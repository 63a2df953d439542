"""The ledger's reader: dialects, what is turned away and why, and that nobody's number or name gets through."""

from pathlib import Path

import pytest
from booked import COMPANY, GOOD, PERSON, in_blocks, kronor, read, read_anew, row, text, told, turned_away

from etl.model import Refused

GOTEBORG = "Förvaltning;Leverantör;Org.nr;Fakturanr;Konto;Kontotext;Belopp exkl. moms"
WRONG = {
    "fel antal fält": row() + ";;x",
    "beloppet går inte att läsa": row(belopp="1.234"),
    "datum saknas": row(datum=" "),
    "datumet finns inte": row(datum="2024-02-30"),
    "datumet ligger utanför filens period eller efter leveransens dag": row(datum="2023-12-31"),
    "leverantör saknas": row(leverantor="", leverantor_id=" "),
    "verifikationsnummer saknas": row(verifikationsnummer=""),
    "texten innehåller något som ser ut som ett personnummer": row(konto_text=f"Lön {PERSON}"),
    "ett citattecken som inte har något slut": row(leverantor='"Bygg AB'),
    "ett NUL-tecken": row(konto_text="a\0b"),
    "en orimligt lång rad eller text": row(konto_text="x" * 2001),
}
AMOUNTS = {
    "1 234,50": 1234.5, "1\u00a0234,50": 1234.5, "-10": -10, "−10,5": -10.5, "12,00-": -12, "1.234,00": 1234, "1,234.00": 1234,
    "7.25": 7.25, "0": 0, "1234,5600": 1234.56,
}  # fmt: skip


@pytest.mark.parametrize("reason", WRONG)
def test_a_bad_row_is_told_with_its_line_and_the_rows_around_it_go_on(tmp_path: Path, reason: str) -> None:
    frames = read(tmp_path, text(row(), WRONG[reason], row(), row()))
    assert turned_away(frames) == [(3, reason)]
    assert frames["intake"].rows() == [("reskontra-2024.csv", 4, 3, 1)]
    assert kronor(frames) == 3 * 1000.5


@pytest.mark.parametrize("number", [PERSON, "8112189876", "811218 - 9876", "19811218–9876", "８１１２１８-9876"])
def test_a_personal_number_in_a_text_is_found_however_it_is_written(tmp_path: Path, number: str) -> None:
    frames = read(tmp_path, text(row(), row(grund=f"till {number} enligt avtal")))
    assert [line for line, _ in turned_away(frames)] == [3]


def test_all_kinds_of_bad_rows_at_once_lose_nothing(tmp_path: Path) -> None:
    rows = [r for bad in WRONG.values() for r in (bad, row(), row())]
    frames = read(tmp_path, text(*rows))
    assert [line for line, _ in turned_away(frames)] == [2 + 3 * n for n in range(len(WRONG))]
    assert kronor(frames) == 2 * len(WRONG) * 1000.5


@pytest.mark.parametrize("amount", AMOUNTS)
def test_an_amount_is_read_to_the_ore(tmp_path: Path, amount: str) -> None:
    assert kronor(read(tmp_path, text(row(belopp=amount)))) == AMOUNTS[amount]


@pytest.mark.parametrize("amount", ["", "1.234", "1e5", "nan", "1,2,3", "1 kr", "--1", "99999999999999", "=1+1"])
def test_what_could_mean_two_things_or_nothing_is_no_amount(tmp_path: Path, amount: str) -> None:
    assert turned_away(read(tmp_path, text(row(), row(belopp=amount)))) == [(3, "beloppet går inte att läsa")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
@pytest.mark.parametrize(("mark", "end"), [(";", "\n"), (";", "\r\n"), ("\t", "\n"), ("|", "\r\n")])
def test_letters_separators_and_line_ends(tmp_path: Path, encoding: str, mark: str, end: str) -> None:
    frames = read(tmp_path, text(row(mark, forvaltning="Kök & Städ Ö"), mark=mark, end=end).encode(encoding))
    assert frames["stg_leverantor_inkop"]["office_name"].to_list() == ["Kök & Städ Ö"]
    assert frames["intake"].row(0)[1:] == (1, 1, 0)


def test_commas_between_fields_and_points_in_amounts(tmp_path: Path) -> None:
    rows = [row(",", belopp="2022.31", leverantor='"Bygg, AB"'), row(",", belopp='"1 000,50"', konto_text='"5"" rör"')]
    assert kronor(read(tmp_path, text(*rows, mark=","))) == 3022.81


def test_goteborg_has_its_month_in_the_file_name_and_hides_sole_traders_by_leaving_them_out(tmp_path: Path) -> None:
    rows = [GOTEBORG, "Skola;;;1;4010;Mat;12,5", f"Skola;Bygg AB;{COMPANY};2;4010;Mat;1 012,50"]
    found = read(tmp_path, "\n".join(rows) + "\n", "reskontra-mars-2024.csv")["stg_leverantor_inkop"]
    assert sorted(found.select("kind", "ore").rows()) == [("anonymiserad", 1250), ("organisation", 101250)]
    assert str(found["period_start"][0]) == "2024-03-01"


def test_without_dates_and_without_a_month_in_the_name_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="månad"):
        read(tmp_path, GOTEBORG + "\nSkola;A;;1;4010;Mat;1\n", "reskontra.csv")


def test_orebro_has_an_eighth_field_that_is_sometimes_there(tmp_path: Path) -> None:
    rows = f"A;{COMPANY};1;4010 Mat;1;2024-01-01;Skola;\nA;{COMPANY};1;4010;2;2024-01-01;Skola\n"
    assert kronor(read(tmp_path, "leverantör;org.nr;verifikation;konto;belopp;datum;nämnd\n" + rows)) == 3


def test_the_older_names_of_the_specification(tmp_path: Path) -> None:
    rows = [f"{COMPANY},Bygg AB,10.5,2024-01-01,1,{currency}" for currency in ("SEK", "EUR")]
    frames = read(tmp_path, "\n".join(["leverantor,leverantor_text,belopp,datum,faktura_nr,valuta", *rows, ""]))
    assert frames["stg_leverantor_inkop"]["organisation_id"].to_list() == ["5560000019"]
    assert turned_away(frames) == [(3, "annan valuta än svenska kronor")]


@pytest.mark.parametrize("day", ["2024-02-29", "20240229", "202402", "2024-02", "2024-02-29 00:00:00"])
def test_days_and_months_as_they_are_written(tmp_path: Path, day: str) -> None:
    assert str(read(tmp_path, text(row(datum=day)))["coverage"]["period_end"][0]) == "2024-02-29"


@pytest.mark.parametrize(
    ("name", "number", "kind"),
    [
        ("Bygg AB", COMPANY, "organisation"), ("Bygg AB", "165560000019", "organisation"), ("*", "*", "anonymiserad"),
        ("[innehåller personuppgifter]", "", "anonymiserad"), ("GmbH", "DE811218987", "utländsk"),
        ("Bygg AB", "", "okänt nummer"),
        ("Bygg AB", "556000-0018", "okänt nummer"), ("Kalle Karlsson", PERSON, "enskild firma"), ("*", COMPANY, "organisation"),
    ],
)  # fmt: skip
def test_who_the_supplier_is(tmp_path: Path, name: str, number: str, kind: str) -> None:
    frames = read(tmp_path, text(row(leverantor=name, leverantor_id=number)))
    assert frames["stg_leverantor_inkop"]["kind"].to_list() == [kind]
    assert (frames["stg_leverantor_inkop"]["organisation_id"][0] is not None) == (kind in ("organisation", "utländsk"))
    assert "Kalle" not in told(frames.values())


def test_no_number_of_a_person_comes_through_wherever_it_stands() -> None:
    for column in GOOD:
        for number in (PERSON, PERSON.replace("-", ""), "19" + PERSON, "811218\u20119876", "８１１２１８-9876"):
            frames = read_anew(text(*[row()] * 2, row(**{column: number}), row(**{column: f"till {number}."})))
            assert number not in told(frames.values())
            assert "8112189876" not in told(frames.values()).replace("-", "")


def test_a_row_over_several_lines_is_one_row_and_a_sign_within_a_text_is_only_a_sign(tmp_path: Path) -> None:
    frames = read(tmp_path, text(row(leverantor='"Bygg\nAB"'), row(konto_text='5" rör'), row(), row(belopp="x")))
    assert turned_away(frames) == [(6, "beloppet går inte att läsa")]
    assert frames["intake"].row(0)[1:] == (4, 3, 1)


def test_blank_rows_are_no_rows(tmp_path: Path) -> None:
    assert read(tmp_path, text(row(), "", ";" * 13, " ", row()))["intake"].row(0)[1:] == (2, 2, 0)


def test_a_byte_that_is_no_utf8_costs_its_own_row_only(tmp_path: Path) -> None:
    content = (
        text(*[row(forvaltning="Kök")] * 5).encode() + text(row(forvaltning="Kök")).encode("latin-1").split(b"\n")[1] + b"\n"
    )
    assert turned_away(read(tmp_path, content)) == [(7, "tecken som inte går att tyda")]


@pytest.mark.parametrize("size", [1_000, 1_500, 5_000])
def test_where_the_file_is_cut_makes_no_difference(tmp_path: Path, size: int) -> None:
    over_lines = [row(leverantor='"Bygg\nAB"', belopp=str(n)) for n in range(40)]
    bad = [r for wrong in WRONG.values() for r in (wrong.replace("x" * 2001, "x"), *[row()] * 6)]
    content = text(*over_lines, *bad, row(konto_text='5"')).encode()
    assert in_blocks(tmp_path, content, size) == in_blocks(tmp_path, content, 1 << 24)


def test_a_line_longer_than_a_block_is_turned_away_alone(tmp_path: Path) -> None:
    content = text(row(), row(konto_text="x" * 5_000), row(belopp="x"), row()).encode()
    read_rows, faults, sums = in_blocks(tmp_path, content, 1_000)
    assert (read_rows, [line for line, _ in faults], len(sums)) == (4, [3, 4], 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (text(row(belopp="x"), row(belopp="x"), row()), "2 av 3 rader med fel, oftast belopp"),
        (text(), "inga rader"),
        ("a;b\n1;2\n", "belopp, leverantor eller leverantor_id, verifikationsnummer eller fakturanummer"),
        ("belopp;Belopp;leverantor;fakturanr\n1;2;3;4\n", "två kolumner"),
        ("", "ingen rad efter rubrikraden"),
        ("\ufeff".encode("utf-16-le") + text(row()).encode("utf-16-le"), "UTF-16"),
    ],
)
def test_what_is_no_ledger_is_refused_in_words(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read(tmp_path, content)


def test_the_same_file_under_two_names_would_count_twice(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="samma innehåll som reskontra-2024"):
        read(tmp_path, text(row()), reskontra2_csv=text(row()).encode())


def test_a_number_of_a_person_in_the_headers_is_not_told(tmp_path: Path) -> None:
    frames = read(tmp_path, text(row(kopare=PERSON), row()).replace(";kopare;", f";Bo {PERSON};", 1))
    assert frames["quarantine"]["field"].to_list() == ["Bo [dolt nummer]"]
