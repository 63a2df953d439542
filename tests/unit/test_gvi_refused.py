"""What the GVI drawer does not take: broken tables, and anything about a person."""

import shutil
from pathlib import Path

import pytest
from places import DATA

from etl.delivery import read_release
from etl.model import Refused, Release
from etl.municipality import Municipality, read_municipality
from etl.sources.gvi.rapport import LAYOUT
from etl.sources.gvi.reader import read

DELIVERY = DATA / "raw/1480/gvi/2024-01-08"
COUNT = "call-in;Göteborg;2024-05-01;2024-05-31;month;1;exact;antal;;;Rapport, avsnitt 1\n"
NUMBER = "19121212-1212"


@pytest.fixture(scope="module")
def city() -> Municipality:
    return read_municipality(DATA / "municipalities/1480")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's own delivery, to be changed by the test."""
    return shutil.copytree(DELIVERY, tmp_path / "raw/1480/gvi/2024-01-08")


def release(folder: Path) -> Release:
    return read_release(folder, "1480")


def refusal(folder: Path, city: Municipality) -> str:
    with pytest.raises(Refused) as caught:
        read(release(folder), city)
    return str(caught.value)


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def append(folder: Path, file: str, line: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as out:
        out.write(line)


@pytest.mark.parametrize("name", LAYOUT)
def test_a_missing_table_is_said(folder: Path, city: Municipality, name: str) -> None:
    (folder / name).unlink()
    assert f"{name}: hittade ingen sådan fil" in refusal(folder, city)


@pytest.mark.parametrize("name", LAYOUT)
def test_a_file_without_bytes_in_another_encoding_or_of_another_product_is_said(
    folder: Path, city: Municipality, name: str
) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    for content, said in (
        (b"", "en tom fil"),
        (text.encode("utf-16"), "tecken som inte går att tyda"),
        ((text + "å;").encode("latin-1", "replace"), "tecken som inte går att tyda"),
        ("År;Brott\n2023;5\n".encode(), "saknade kolumner"),
        (text.splitlines()[0].encode(), "0 fält"),
        (text.replace(";", ";;", 1).encode(), "fält som i rubriken"),
        ((text + "en;rad;för;kort\n").encode(), "4 fält"),
    ):
        path.write_bytes(content)
        assert said in refusal(folder, city)
        assert name in refusal(folder, city)


def test_a_strange_file_and_a_strange_column_are_said(folder: Path, city: Municipality) -> None:
    (folder / "lista.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert "lista.csv: hittade en okänd fil" in refusal(folder, city)
    (folder / "lista.csv").unlink()
    lines = (folder / "sanktioner.csv").read_text(encoding="utf-8").splitlines()
    widened = [lines[0] + ";grupp", *(line + ";A" for line in lines[1:])]
    (folder / "sanktioner.csv").write_text("\n".join(widened), encoding="utf-8")
    assert "okända kolumner: grupp" in refusal(folder, city)


@pytest.mark.parametrize(
    "column", ["personnummer", "Personnr", "pnr", "namn", "Förnamn", "adress", "Bostadsadress", "telefon", "född"]
)
@pytest.mark.parametrize("separator", [";", ","])
def test_a_table_about_people_is_refused_before_it_is_read(folder: Path, city: Municipality, column: str, separator: str) -> None:
    (folder / "matt.csv").write_text(f"matt{separator}{column}\ncall-in{separator}{NUMBER}\n", encoding="utf-8")
    said = refusal(folder, city)
    assert f"kolumnerna {column}, väntade en tabell utan uppgifter om enskilda" in said
    assert NUMBER not in said


@pytest.mark.parametrize("number", [NUMBER, "121212-1212", "191212121212", "121212+1212", "19121212–1212"])
@pytest.mark.parametrize(
    ("file", "old"), [("handelser.csv", "Om de operativa strukturerna."), ("matt.csv", "samtliga har varit män")]
)
def test_a_personal_number_in_any_cell_is_refused_and_never_shown(
    folder: Path, city: Municipality, file: str, old: str, number: str
) -> None:
    change(folder, file, old, f"gäller {number}")
    said = refusal(folder, city)
    assert "något som ser ut som ett personnummer" in said and file in said
    assert number not in said


@pytest.mark.parametrize(
    ("value", "printed", "taken"), [("4", "", False), ("0", "", False), ("5", "", True), ("4", "fyra personer", True)]
)
def test_few_people_are_counted_only_in_printed_words(
    folder: Path, city: Municipality, value: str, printed: str, taken: bool
) -> None:
    append(folder, "matt.csv", f"stödsökande;Göteborg;2024-01-01;2024-06-30;month;{value};;antal;;{printed};Rapport, s. 1\n")
    if taken:
        assert value in {str(int(v)) for v in read(release(folder), city)["stg_gvi_matt"]["value"].dropna()}
    else:
        assert "ett antal personer under 5 som inte är tryckt" in refusal(folder, city)


def test_few_meetings_are_no_secret_and_people_are_not_counted_for_small_areas(folder: Path, city: Municipality) -> None:
    append(folder, "matt.csv", COUNT)
    assert len(read(release(folder), city)["stg_gvi_matt"]) == 40
    append(folder, "matt.csv", "stödsökande;Norra Angered;2024-01-01;2024-06-30;month;30;;antal;;;Rapport, s. 1\n")
    assert "väntade kommunen eller ett stadsområde" in refusal(folder, city)


BROKEN = [
    ("matt.csv", ";17;exact", ";sjutton;exact", "rad 9, kolumn varde: hittade ”sjutton”"),
    ("matt.csv", ";17;exact", ";17,5;exact", "väntade ett heltal"),
    ("matt.csv", ";17;exact", ";1.700;exact", "väntade ett tal"),
    ("matt.csv", ";17;exact", ";-17;exact", "väntade ett heltal, noll eller mer"),
    ("matt.csv", ";17;exact;antal", ";17;ungefär;antal", "väntade något av exact, about, at_least, at_most"),
    ("matt.csv", ";17;exact;antal", ";17;exact;veckor", "väntade enheten antal"),
    ("matt.csv", "month;17", "mars;17", "väntade något av exact, month, year, unstated"),
    ("matt.csv", "2022-04-01;2024-01-08", "2022-04-31;2024-01-08", "”2022-04-31”, väntade ett datum som finns"),
    ("matt.csv", "2022-04-01;2024-01-08", "2022-04-01;2021-01-08", "väntade en dag som inte är före start"),
    ("matt.csv", "styrgruppsmöten;", "styrgruppsmöte;", "Närmaste kända mått: styrgruppsmöten"),
    ("matt.csv", ";i december har sammanlagt drygt 70 genomförts;", ";;", "rad 5, kolumn tryckt"),
    ("matt.csv", ";endast ett fåtal av dessa har varit med kvinnor;", ";;", "rad 7, kolumn tryckt"),
    ("matt.csv", ";100;exact;procent", ";1000;exact;procent", "väntade en andel mellan 0 och 100"),
    ("matt.csv", "Slutrapport GVI 2024-01-08, avsnitt 2.1.2", "", "kolumn stalle"),
    ("matt.csv", "under 2023 har man haft 43 möten;", "", "10 fält"),
    ("handelser.csv", ";gvi_start;", ";start;", "rad 3, kolumn slag"),
    ("handelser.csv", "2022-03-25;2022-03-25;dag", "2022-03-25;2022-03-25;exakt", "väntade något av dag, månad, period, år"),
    ("handelser.csv", "2023-08-01;;period", "augusti 2023;;period", "”augusti 2023”, väntade ett datum"),
    ("handelser.csv", "2023-05-01;2023-05-31", "2023-05-31;2023-05-01", "väntade en dag som inte är före start"),
    ("handelser.csv", "kick-off;", "uppstartsdag;", "rad 3 och rad 5: hittade samma uppgift två gånger"),
    ("sanktioner.csv", ";year;;", ";year;flera;", "rad 2, kolumn antal: hittade ”flera”"),
    ("ekonomi.csv", ";18400;", ";18 4OO;", "rad 6, kolumn totalkostnad_kr"),
    ("ekonomi.csv", "Summa;", "Totalt;", "0 rader Summa"),
    ("ekonomi.csv", "Tolk;", "Resor;", "rad 5 och rad 6"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), BROKEN)
def test_a_broken_cell_is_said_with_its_place(folder: Path, city: Municipality, file: str, old: str, new: str, said: str) -> None:
    change(folder, file, old, new)
    told = refusal(folder, city)
    assert said in told and file in told


def test_unknown_areas_are_told_all_at_once_with_the_nearest_name(folder: Path, city: Municipality) -> None:
    append(folder, "matt.csv", COUNT.replace("Göteborg", "Hissingen") + COUNT.replace("Göteborg", "Nordåst"))
    told = refusal(folder, city)
    assert "rad 41, kolumn omrade: hittade området ”Hissingen”" in told and "Närmaste kända namn: Hisingen" in told
    assert "rad 42, kolumn omrade: hittade området ”Nordåst”" in told and "Närmaste kända namn: Nordost" in told
    assert "två gånger" not in told


def test_the_same_area_under_two_names_is_still_the_same_figure(folder: Path, city: Municipality) -> None:
    append(folder, "matt.csv", COUNT + COUNT.replace("Göteborg", "Göteborgs Stad"))
    assert "rad 41 och rad 42: hittade samma uppgift två gånger" in refusal(folder, city)


def test_faults_of_all_tables_are_told_in_one_run(folder: Path, city: Municipality) -> None:
    change(folder, "matt.csv", ";17;exact", ";sjutton;exact")
    change(folder, "handelser.csv", ";gvi_start;", ";start;")
    change(folder, "ekonomi.csv", "Summa;", "Totalt;")
    change(folder, "sanktioner.csv", ";year;;", ";år;;")
    with pytest.raises(Refused) as caught:
        read(release(folder), city)
    assert {fault.file for fault in caught.value.faults} == set(LAYOUT)


def test_a_name_means_the_area_that_exists_on_the_last_day(folder: Path, city: Municipality) -> None:
    append(folder, "matt.csv", COUNT.replace("Göteborg", "Centrum"))
    assert read(release(folder), city)["stg_gvi_matt"]["area_id"].iloc[-1] == "stadsomrade:2"
