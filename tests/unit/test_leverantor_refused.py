"""What is wrong with a supplier register is said in Swedish, all at once, with its row and never with anybody's number."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from supplied import TRADER, city, files, register

from etl.delivery import read_release
from etl.identity import sole_trader
from etl.model import Refused
from etl.municipality import Municipality
from etl.sources.leverantor.bransch import NO_RISK, UNKNOWN, industry, risk_industries
from etl.sources.leverantor.reader import read


def refusal(tree: Path, contents: dict[str, bytes]) -> str:
    delivery = register(tree, "prov", "2025-01-31", contents)
    with pytest.raises(Refused) as caught:
        read(read_release(delivery, "0000"), city(tree))
    return str(caught.value)


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("leverantorer", "43.341", "4334", "rad 2, kolumn sni: hittade ”4334”, väntade en SNI-kod med fem siffror"),
        ("leverantorer", "SE;ja;2010", "Sverige;ja;2010", "rad 2, kolumn land: hittade ”Sverige”"),
        ("leverantorer", ";ja;", ";kanske;", "rad 2, kolumn fskatt: hittade ”kanske”, väntade något av ja, nej, okänt"),
        ("leverantorer", ";2010", ";10", "rad 2, kolumn startar: hittade ”10”, väntade ett årtal"),
        ("leverantorer", "Bygg Ett AB", "", "rad 2, kolumn leverantor: hittade ””"),
        ("leverantorer", "5560000027", "5560000019", "rad 3: hittade samma uppgift som rad 2"),
        ("leverantorer", "5560000027", "5560000028", "rad 3, kolumn organisationsnummer"),
        ("leverantorer", ";sni;", ";kod;", "saknade kolumner: sni"),
        ("leverantorer", "leverantor;sni", "leverantor;telefon;sni", "rad 2: hittade 6 fält"),
        ("avtal", "2022-01-01;2025-12-31", "2022-01-01;2021-12-31", "rad 2, kolumn slut: hittade ”2021-12-31”"),
        ("avtal", "2022-01-01", "2022-02-30", "rad 2, kolumn start: hittade ”2022-02-30”"),
        ("avtal", "1 000 000", "1.000", "rad 2, kolumn varde_kr: hittade ”1.000”"),
        ("avtal", "1 000 000", "9" * 400, "rad 2, kolumn varde_kr: hittade"),
        ("kontroller", ";10;2;", ";1000000;2;", "rad 2, kolumn arbetstagare: hittade ”1000000”, väntade ett tal"),
        ("avtal", "inga;0", "inga;2", "rad 5, kolumn antal_underleverantorer: hittade ”2”"),
        ("avtal", "kartlagda;2", "ja;2", "rad 2, kolumn underleverantorer: hittade ”ja”"),
        ("kontroller", "2023-05-02", "2025-05-02", "rad 2, kolumn datum: hittade ”2025-05-02”, väntade en dag senast 2025-01-31"),
        ("kontroller", "2023-05-02", "1923-05-02", "rad 2, kolumn datum: hittade ”1923-05-02”"),
        ("kontroller", ";10;2;", ";1;2;", "rad 2, kolumn ej_personalliggare: hittade ”2”, väntade högst så många"),
        ("kontroller", ";10;2;", ";;2;", "rad 2, kolumn ej_personalliggare: hittade ”2”"),
        ("kontroller", "under avtal;risk;avvikelse;5", "under avtal;tips;avvikelse;5", "rad 3, kolumn urvalsgrund"),
        ("kontroller", "leverantor_flagga_personalliggare", "flagga1", "rad 6, kolumn flagga: hittade ”flagga1”"),
        ("kontroller", "PL1510001112", "1510001113", "rad 3, kolumn organisationsnummer: hittade ett nummer"),
        ("avvikelser", "K1;5560000019;pers", "K9;5560000019;pers", "rad 2, kolumn kontroll: hittade ”K9”"),
        ("avvikelser", "K1;5560000019;pers", "K2;5560000035;pers", "rad 2, kolumn kontroll: hittade ”K2”, väntade en kontroll"),
        ("avvikelser", "13:3;konst", "14:3;konst", "rad 2, kolumn grund: hittade ”14:3”"),
        ("avvikelser", "konstaterad", "säker", "rad 2, kolumn sakerhet: hittade ”säker”"),
        ("avvikelser", "personalliggare", "svartjobb", "rad 2, kolumn slag: hittade ”svartjobb”"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_row(tmp_path: Path, table: str, old: str, new: str, said: str) -> None:
    text = refusal(tmp_path, files(**{table: (old, new)}))
    assert f"{table}.csv, " in text
    assert said in text


def test_faults_in_every_table_are_told_at_once(tmp_path: Path) -> None:
    changed = files(
        leverantorer=("43.341", "x"), avtal=("2022-01-01", "x"), kontroller=("under avtal", "x"), avvikelser=("ID06", "x")
    )
    text = refusal(tmp_path, changed)
    assert all(f"{table}.csv, rad" in text for table in ("leverantorer", "avtal", "kontroller", "avvikelser"))


@pytest.mark.parametrize("place", [("leverantorer", "Bygg Ett AB"), ("avtal", "A1;"), ("kontroller", "Stadsfastigheter")])
def test_a_personal_number_anywhere_else_is_refused_and_never_repeated(tmp_path: Path, place: tuple[str, str]) -> None:
    table, old = place
    text = refusal(tmp_path, files(**{table: (old, f"{TRADER} {old}")}))
    assert "något som ser ut som ett personnummer" in text
    assert TRADER[:6] not in text


def test_a_number_that_is_neither_is_never_repeated(tmp_path: Path) -> None:
    text = refusal(tmp_path, files(avtal=("8112189876", "8112189877")))
    assert "rad 5, kolumn organisationsnummer: hittade ett nummer som inte går att tyda" in text
    assert "811218" not in text


def test_a_missing_table_and_a_mixture_are_refused(tmp_path: Path) -> None:
    lacking = files()
    lacking.pop("avtal.csv")
    assert "avtal: hittade ingen sådan fil" in refusal(tmp_path / "a", lacking)
    mixed = refusal(tmp_path / "b", files() | {"reskontra.csv": b"a;b\n1;2\n"})
    assert "Lägg en sorts leverans per mapp" in mixed


def test_a_workbook_is_read_as_the_text_is(tmp_path: Path) -> None:
    contents = files()
    book = openpyxl.Workbook()
    for line in contents.pop("leverantorer.csv").decode().splitlines():
        book.active.append([int(c) if c.isdigit() else c for c in line.split(";")])
    saved = io.BytesIO()
    book.save(saved)
    as_book = register(tmp_path, "bok", "2025-01-31", contents | {"leverantorer.xlsx": saved.getvalue()})
    as_text = register(tmp_path, "text", "2025-01-31", files())
    staged = [read(read_release(d, "0000"), city(tmp_path))["stg_leverantor_leverantor"] for d in (as_book, as_text)]
    place = ["file", "cell"]
    pd.testing.assert_frame_equal(staged[0].drop(columns=place), staged[1].drop(columns=place))
    assert staged[0].cell[0] == "Sheet!rad 2"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TRADER, "8112189876"),
        ("19811218-9876", "8112189876"),
        ("811218 9876", "8112189876"),
        ("SE811218987601", "8112189876"),
        ("811278-9873", "8112789873"),  # a samordningsnummer
        ("000000-0018", "0000000018"),  # no day at all, yet no organisation's either
        ("556036-0793", None),
        ("165560360793", None),
        ("811218-9877", None),
        ("", None),
    ],
)
def test_a_sole_trader_is_known_by_the_number(text: str, found: str | None) -> None:
    assert sole_trader(text, dt.date(2025, 1, 31)) == found


def own_list(tree: Path, text: str) -> Municipality:
    town = city(tree)
    (tree / "municipalities/0000/riskbranscher.csv").write_text(text, encoding="utf-8")
    return town


def test_the_longest_code_decides_the_industry(tmp_path: Path) -> None:
    industries = risk_industries(own_list(tmp_path, "sni;bransch;skal\n43;Bygg;därför\n43.34;Måleri;därför\n"))
    assert [industry(sni, industries) for sni in ("43341", "43210", "62010", None)] == ["Måleri", "Bygg", NO_RISK, UNKNOWN]


def test_the_list_that_comes_with_the_source_has_a_reason_for_every_row(tmp_path: Path) -> None:
    found = {industry(sni, risk_industries(city(tmp_path))) for sni in ("41200", "81210", "49320", "56100", "62010")}
    assert found == {"Bygg och anläggning", "Lokalvård", "Taxi", "Restaurang", NO_RISK}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("4;Bygg;därför", "rad 2, kolumn sni: hittade ”4”"),
        ("43;Bygg;", "rad 2, kolumn skal: hittade ””, väntade text"),
        ("43;okänd bransch;därför", "rad 2, kolumn bransch"),
        ("43;Bygg;därför\n4.3;Bygg;därför", "rad 3, kolumn sni: hittade ”4.3”, väntade varje kod en gång"),
    ],
)
def test_faults_in_the_municipalitys_own_list_are_told(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        risk_industries(own_list(tmp_path, f"sni;bransch;skal\n{row}\n"))
    assert f"riskbranscher.csv, {said}" in str(caught.value)
