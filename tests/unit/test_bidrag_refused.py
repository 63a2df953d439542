"""What stops a delivery of the grants register: every fault is told with file, row and column, and none repeats a person."""

from pathlib import Path

import openpyxl
import pytest
from granted import CITY, CONTROL, NEXT, TWO, Rows, application, control, csv, planned, register
from places import deliver

from etl.delivery import read_release
from etl.model import Refused, Release
from etl.sources.bidrag.reader import read
from etl.sources.bidrag.register import TEMPLATES


def faults(release: Release) -> list[str]:
    with pytest.raises(Refused) as caught:
        read(release, CITY)
    return [str(fault) for fault in caught.value.faults]


def said(tmp_path: Path, applications: Rows, controls: Rows = (CONTROL,), plan: Rows = ()) -> str:
    return "\n".join(faults(register(tmp_path, applications, controls, plan)))


@pytest.mark.parametrize(
    ("changed", "place", "found"),
    [
        ({"organisationsnummer": "556000-0000"}, "organisationsnummer", "ett nummer som inte är en organisations"),
        ({"forvaltning": "Okända förvaltningen"}, "forvaltning", "området ”Okända förvaltningen”"),
        ({"forvaltning": ""}, "forvaltning", "”"),
        ({"stadsomrade": "Mars"}, "stadsomrade", "området ”Mars”"),
        ({"andamal": ""}, "andamal", "”"),
        ({"period_slut": "2022-06-30"}, "period_slut", "”2022-06-30”, väntade en dag som inte är före period_start"),
        ({"period_start": "2022-02-30"}, "period_start", "”2022-02-30”"),
        ({"sokt_kr": "-1"}, "sokt_kr", "”-1”"),
        ({"sokt_kr": "9" * 400}, "sokt_kr", "väntade högst 1 000 000 000 000"),
        ({"medlemmar": "9" * 400}, "medlemmar", "väntade högst 1 000 000"),
        ({"medlemmar": "2 000 000"}, "medlemmar", "väntade högst 1 000 000"),
        ({"sokt_kr": "1.000"}, "sokt_kr", "”1.000”"),
        ({"utbetalt_kr": 100_002}, "utbetalt_kr", "”100002”, väntade högst det beviljade, 100000"),
        ({"beslut": "ja"}, "beslut", "”ja”"),
        ({"beslut": "avslag", "utbetalt_kr": 0}, "beviljat_kr", "”100000”, väntade 0 eller tomt när beslutet är avslag"),
        ({"beslut": "pågår", "beviljat_kr": ""}, "utbetalt_kr", "väntade 0 eller tomt när beslutet är pågår"),
        ({"beslutsdatum": "2099-01-01"}, "beslutsdatum", "”2099-01-01”, väntade en dag som inte är efter leveransens hämtning"),
        ({"redovisningsperiod": "2022/2023"}, "redovisningsperiod", "”2022/2023”"),
        ({"redovisningsperiod": "2023-06-30–2022-07-01"}, "redovisningsperiod", "väntade en period som"),
        ({"medlemmar": "12,5"}, "medlemmar", "”12,5”"),
        ({"arende": "A1"}, "arende", "”A1”, som redan står på rad 2"),
        ({"redovisningsperiod": "2022-07-01–2023-06-03"}, "redovisningsperiod", "väntade samma period som på rad 2"),
    ],
)
def test_a_wrong_application_is_told_where_it_stands(tmp_path: Path, changed: dict[str, object], place: str, found: str) -> None:
    text = said(tmp_path, [application(), application(**{"arende": "A2"} | changed)])
    assert f"ansokningar.csv, rad 3, kolumn {place}: hittade" in text
    assert found in text


@pytest.mark.parametrize(
    ("changed", "place", "found"),
    [
        ({"arende": "A9"}, "arende", "”A9”, väntade ett ärende i ansokningar"),
        ({"arende": ""}, "arende", "”"),
        ({"organisationsnummer": TWO}, "organisationsnummer", "en annan organisation än ärendets"),
        ({"kontroll": "K1"}, "kontroll", "”K1”, som redan står på rad 2"),
        ({"datum": ""}, "datum", "”"),
        ({"datum": "2099-01-01"}, "datum", "väntade en dag som inte är efter leveransens hämtning"),
        ({"beslutsdatum": "2022-09-30"}, "beslutsdatum", "väntade en dag som inte är före kontrollens, 2022-10-01"),
        ({"typ": "koll"}, "typ", "”koll”"),
        ({"skede": "före"}, "skede", "”före”"),
        ({"urvalsgrund": "samtliga"}, "urvalsgrund", "”samtliga”"),
        ({"utfall": ""}, "utfall", "”"),
        ({"atgard": "återkrav|böter"}, "atgard", "”återkrav|böter”"),
        ({"aterkravt_kr": 5_000}, "aterkravt_kr", "”5000”, väntade tomt när åtgärden inte är återkrav"),
        ({"atgard": "avslag", "aterbetalt_kr": 5}, "aterbetalt_kr", "väntade tomt när åtgärden inte är återkrav"),
        ({"atgard": "återkrav", "aterkravt_kr": 5, "aterbetalt_kr": 7}, "aterbetalt_kr", "väntade högst det återkrävda, 5"),
        ({"redovisningsperiod": NEXT}, "redovisningsperiod", "väntade en period som har ansökningar i samma leverans"),
        ({"antal": "1 000 001"}, "antal", "väntade högst 1 000 000"),
        ({"atgard": "återkrav", "aterkravt_kr": "1" * 30}, "aterkravt_kr", "väntade högst 1 000 000 000 000"),
        ({"antal": "0"}, "antal", "”0”"),
        ({"antal": ".."}, "antal", "”..”"),
        ({"oberoende_kalla": "kanske"}, "oberoende_kalla", "”kanske”"),
        ({"flagga": "bidrag_flagga_rykte"}, "flagga", "”bidrag_flagga_rykte”, väntade något av bidrag_flagga_flera"),
    ],
)
def test_a_wrong_control_is_told_where_it_stands(tmp_path: Path, changed: dict[str, object], place: str, found: str) -> None:
    text = said(tmp_path, [application()], [control(), control(**{"kontroll": "K2"} | changed)])
    assert f"kontroller.csv, rad 3, kolumn {place}: hittade" in text
    assert found in text


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"planerat": ""}, "planerat"),
        ({"planerat": "oklart"}, "planerat"),
        ({"planerat": "1,5"}, "planerat"),
        ({"senast": ""}, "senast"),
        ({"typ": "stickprov", "redovisningsperiod": NEXT}, "redovisningsperiod"),
        ({}, "forvaltning"),
    ],
)
def test_a_wrong_line_of_the_plan_is_told_where_it_stands(tmp_path: Path, changed: dict[str, object], place: str) -> None:
    text = said(tmp_path, [application()], [control()], [planned(), planned(**changed)])
    assert f"kontrollplan.csv, rad 3, kolumn {place}: hittade" in text


def test_what_is_odd_but_possible_is_read(tmp_path: Path) -> None:
    more = application(arende="A2", sokt_kr=10, beviljat_kr=100_000, utbetalt_kr="99 999,50", stadsomrade="Hisingen")
    away = control(kontroll="K2", arende="A2", forvaltning="Kulturförvaltningen", atgard="avslag|stopp")
    plan = [planned(), planned(senast="2023-01-01")]
    frames = read(register(tmp_path, [application(), more], [control(), away], plan), CITY)
    assert frames["stg_bidrag_ansokan"]["district_id"].to_list() == [None, "stadsomrade:4"]
    assert frames["intake"].rows() == [
        ("ansokningar.csv", 2, 2, 0), ("kontroller.csv", 2, 2, 0), ("kontrollplan.csv", 2, 2, 0),
    ]  # fmt: skip


def test_all_faults_of_all_tables_are_told_at_once_and_fifty_are_shown(tmp_path: Path) -> None:
    wrong = [application(arende=f"A{n}", beslut="ja") for n in range(70)]
    found = faults(register(tmp_path, wrong, [control(arende="B", typ="x")], [planned(typ="y")]))
    assert len(found) == 51
    assert "hittade 23 fel till" in found[-1]


def test_a_personal_number_outside_its_column_stops_everything_and_is_not_repeated(tmp_path: Path) -> None:
    text = said(tmp_path, [application(andamal="bidrag till 811218-9876")])
    assert "något som ser ut som ett personnummer" in text
    assert "811218" not in text


@pytest.mark.parametrize("table", ["ansokningar", "kontroller"])
def test_a_delivery_without_a_required_table_or_with_a_strange_file_is_refused(tmp_path: Path, table: str) -> None:
    rows = {"ansokningar": [application()], "kontroller": [control()]}
    folder = deliver(tmp_path / "bidrag/prov", {f"{table}.csv": csv(table, rows[table]), "annat.csv": b"a;b\n1;2\n"})
    found = "\n".join(faults(read_release(folder, "1480")))
    assert "ingen sådan fil" in found and "annat.csv" in found


def test_a_strange_column_is_refused_and_not_read(tmp_path: Path) -> None:
    text = csv("ansokningar", [application()]).replace(b"\n", b";postnummer\n", 1).replace(b"30\n", b"30;41101\n")
    folder = deliver(tmp_path / "bidrag/prov", {"ansokningar.csv": text, "kontroller.csv": csv("kontroller", [control()])})
    assert any("okända kolumner, den första ”postnummer”" in fault for fault in faults(read_release(folder, "1480")))


def test_an_excel_file_says_the_same_as_text(tmp_path: Path) -> None:
    files: dict[str, bytes | Path] = {}
    for table, row in (("ansokningar", application()), ("kontroller", control())):
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Blad1"
        columns = TEMPLATES[table].columns
        sheet.append(columns)
        sheet.append([row[c] for c in columns])
        book.save(tmp_path / f"{table}.xlsx")
        files[f"{table}.xlsx"] = tmp_path / f"{table}.xlsx"
    excel = read(read_release(deliver(tmp_path / "bidrag/excel", files), "1480"), CITY)
    text = read(register(tmp_path, [application()]), CITY)
    for table in ("stg_bidrag_ansokan", "stg_bidrag_kontroll"):
        assert excel[table].drop("file", "sheet").equals(text[table].drop("file", "sheet"))
    assert excel["stg_bidrag_ansokan"]["sheet"].to_list() == ["Blad1"]
