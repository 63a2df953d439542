"""Broken input: said in Swedish with its place, nothing published, nothing lost; `check` says the same and writes nothing."""

import io
import shutil
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from places import DATA, deliver, edited, goteborg, in_force, row_of, run, snapshot

from etl.__main__ import main
from etl.catalogue import drawers
from etl.delivery import read_release
from etl.model import Refused
from etl.municipality import read_municipality

PERSON = "Tabell 2.1"
SECRET = "19800101-2384"  # one of Skatteverket's test numbers
Breaking = Callable[[Path], object]


def workbook(change: Callable[[Workbook], object]) -> Breaking:
    """Breaks the delivered workbook with a change in openpyxl."""
    return lambda data: edited(delivered(data), change, delivered(data))


def delivered(data: Path) -> Path:
    return data / "raw/1480/ntu/2023/ntu.xlsx"


def put(column: str, value: object) -> Breaking:
    def change(book: Workbook) -> None:
        book[PERSON][f"{column}{row_of(book, PERSON, 'Göteborg')}"] = value

    return workbook(change)


def shift(book: Workbook) -> None:
    row = row_of(book, PERSON, "Göteborg")
    book[PERSON].move_range(f"C{row}:G{row}", cols=1)


def twice(book: Workbook) -> None:
    row = row_of(book, PERSON, "Göteborg")
    book[PERSON].append([cell.value for cell in book[PERSON][row]])


def content(raw: bytes) -> Breaking:
    return lambda data: delivered(data).write_bytes(raw)


def another_product() -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    book.active.append(["Leverantör", "Belopp"])
    book.active.append(["Exempel AB", 1200])
    book.save(buffer)
    return buffer.getvalue()


def a_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("las_mig.txt", "Hej")
    return buffer.getvalue()


def areas(data: Path, raw: bytes) -> None:
    (data / "municipalities/1480/areas.csv").write_bytes(raw)


AREAS = "kind,code,name\nstadsomrade,1,Nordost\nstadsomrade,2,Centrum\nstadsomrade,3,Sydväst\nstadsomrade,4,Hisingen\n"
FACTS = 'title = "T"\npublisher = "P"\nurl = "u"\nlicence = "L"\npublished = i går\n'
# What is done to the input, and for each fault: where it is, what was found, what was expected (all in its one line).
FAULTS: dict[str, tuple[Breaking, list[list[str]]]] = {
    "en flik saknas": (
        workbook(lambda book: book.remove(book["Tabell 2.3"])),
        [["ntu.xlsx", "tabellen saknas", "en flik om hot", "Kontrollera"]],
    ),
    "förskjutna kolumner": (
        workbook(shift),
        [
            ["ntu.xlsx", f"{PERSON}, cell H", "utan rubrik", "Kontrollera"],
            ["ntu.xlsx", f"{PERSON}, cell C", "””", "ett tal", "rätta"],
            ["ntu.xlsx", f"{PERSON}, cell F", "över övre gräns", "undre gräns först", "Kontrollera"],
        ],
    ),
    "ett tal som är text": (put("E", "24,6"), [["ntu.xlsx", f"{PERSON}, cell E", "”24,6”", "ett tal", "rätta"]]),
    "ett personnummer": (put("E", SECRET), [["ntu.xlsx", f"{PERSON}, cell E", "”[dolt nummer]”", "ett tal", "rätta"]]),
    "ett område två gånger": (
        workbook(twice),
        [["ntu.xlsx", f"{PERSON}, cell B", "”Göteborg”, som redan står i B", "varje område en gång"]],
    ),
    "över hundra procent": (put("C", 101.5), [["ntu.xlsx", f"{PERSON}!C", "101.5", "en andel mellan 0 och 100", "Kontrollera"]]),
    "utanför intervallet": (put("E", 99.0), [["ntu.xlsx", f"{PERSON}!E", "värdet 99.0 utanför", "inom sitt intervall"]]),
    "en tom fil": (content(b""), [["ntu.xlsx", "inte går att öppna", "en Excelarbetsbok", "Hämta filen på nytt"]]),
    "en pdf": (content(b"%PDF-1.7\n1 0 obj\n"), [["ntu.xlsx", "inte går att öppna", "en Excelarbetsbok", "Hämta filen på nytt"]]),
    "en zip": (content(a_zip()), [["ntu.xlsx", "inte går att öppna", "en Excelarbetsbok", "Hämta filen på nytt"]]),
    "en annan produkt": (content(another_product()), [["ntu.xlsx", "inga tabeller ur NTU", "Kommunala resultat NTU"]]),
    "två filer": (
        lambda data: shutil.copy(delivered(data), delivered(data).with_name("kopia.xlsx")),
        [["2023", "kopia.xlsx, ntu.xlsx", "en fil som slutar på .xlsx", "Lägg en leverans per mapp"]],
    ),
    "ingen fil": (
        lambda data: delivered(data).unlink(),
        [["ingen fil utom release.toml", "minst en levererad fil", "Lägg filen"]],
    ),
    "release.toml": (
        lambda data: delivered(data).with_name("release.toml").write_text(FACTS, encoding="utf-8"),
        [["release.toml", "inte följer TOML", "en läsbar release.toml", "Skriv release.toml"]],
    ),
    "fel teckenkodning": (
        lambda data: areas(data, AREAS.encode("latin-1")),
        [["areas.csv", "tecken som inte är UTF-8", "en CSV-fil i UTF-8", "README"]],
    ),
    "okända områden": (
        lambda data: areas(data, AREAS.replace("Hisingen", "Hissingen").replace("Sydväst", "Sydost").encode()),
        [["”Stadsomr. Sydväst”", "Lägg namnet som alias", "Närmaste kända namn: Sydost"], ["”Stadsomr. Hisingen”", "Hissingen"]],
    ),
    "samma område två gånger": (
        lambda data: areas(data, (AREAS + "stadsomrade,4,Hisingen\n").encode()),
        [["areas.csv", "stadsomrade:4", "samma kind och code två gånger", "Ta bort den ena"]],
    ),
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Göteborg that has been built and published once."""
    data = tmp_path_factory.mktemp("hel") / "data"
    goteborg(data)
    assert main(["build", "1480", "--data", str(data)]) == 0
    return data


@pytest.mark.parametrize("name", FAULTS)
def test_broken_input_is_told_and_changes_nothing(name: str, tmp_path: Path, published: Path) -> None:
    breaking, expected = FAULTS[name]
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    breaking(tmp_path)
    before = snapshot(tmp_path)
    with ThreadPoolExecutor(2) as pool:
        both = [("build", "1480", "--data", tmp_path), ("check", delivered(tmp_path).parent)]
        built, checked = pool.map(lambda words: run(*words), both)
    for done in (built, checked):
        told(done.stderr, expected)
        assert done.returncode == 1
    assert built.stderr == checked.stderr
    assert checked.stdout == ""
    assert snapshot(tmp_path) == before
    assert in_force(tmp_path / "warehouse").is_file()


def told(stderr: str, expected: list[list[str]]) -> None:
    """One line per fault under one heading, each with all that it must tell, and nothing that it must not."""
    heading, *lines = stderr.splitlines()
    assert heading == f"Inläsningen stoppades. {len(lines)} fel, inget är publicerat:"
    assert len(lines) == len(expected)
    for line, parts in zip(lines, expected, strict=True):
        assert [part for part in parts if part not in line] == [], line
        assert line.startswith("  - ")
        assert ": hittade " in line
        assert ", väntade " in line
    for unwanted in ("Traceback", "Error", "2384", "None", "Errno"):
        assert unwanted not in stderr


def test_a_whole_delivery_is_said_to_be_whole_and_nothing_is_written(tmp_path: Path) -> None:
    delivery = goteborg(tmp_path)
    before = snapshot(tmp_path)
    for path in (delivery, delivery / "ntu.xlsx"):
        done = run("check", path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "Leveransen går att läsa in: 1071 uppgifter. Inget har skrivits.\n"
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("raw/1480/ntu/9999", "ingen sådan mapp eller fil"),
        ("raw/1480/ntu", "release.toml: hittade ingen sådan fil"),
        ("raw/1480/okand/2023", "a.csv: hittade källan okand, väntade någon av befolkning, "),
        ("raw/1490/ntu/2023", "1490/municipality.toml: hittade ingen sådan fil"),
    ],
)
def test_a_place_where_no_delivery_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, said: str) -> None:
    goteborg(tmp_path)
    for place in ("raw/1480/okand/2023", "raw/1490/ntu/2023"):
        deliver(tmp_path / place, {"a.csv": b"1"})
    assert main(["check", str(tmp_path / path), "--data", str(tmp_path)]) == 1
    assert said in capsys.readouterr().err


def test_faults_of_every_delivery_are_told_in_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    goteborg(tmp_path)
    for year in ("2024", "2025"):
        deliver(tmp_path / f"raw/1480/ntu/{year}", {f"ntu-{year}.xlsx": f"%PDF {year}".encode()})
    assert main(["build", "1480", "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Inläsningen stoppades. 2 fel, inget är publicerat:")
    assert ["ntu-2024.xlsx" in said, "ntu-2025.xlsx" in said] == [True, True]
    assert not (tmp_path / "warehouse").exists()


@pytest.mark.parametrize("error", [KeyError("rad"), ValueError(SECRET), TypeError(), ZeroDivisionError(), FileNotFoundError("x")])
def test_what_a_reader_did_not_foresee_is_a_fault_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def surprised(*_: object) -> None:
        raise error

    surprising = [replace(drawer, read=surprised) for drawer in drawers()]
    monkeypatch.setattr("etl.build.drawers", lambda: surprising)
    assert main(["check", str(goteborg(tmp_path))]) == 1
    said = capsys.readouterr().err
    assert "  - ntu.xlsx: hittade innehåll som inte gick att tyda" in said
    assert "Jämför filen med etl/sources/ntu/README.md" in said
    assert "2384" not in said


# Every delivery of the project, broken in the ways that files break: refused in Swedish, never a crash.

DELIVERIES = sorted(f.parent for f in (DATA / "raw/1480").glob("*/*/release.toml"))
TEXTS = [(d, f.name) for d in DELIVERIES for f in sorted(d.glob("*.csv"))]
READERS = {drawer.source: drawer.read for drawer in drawers()}


def label(value: object) -> str:
    return f"{value.parent.name}-{value.name}" if isinstance(value, Path) else str(value)


def read_copy(folder: Path, delivery: Path, name: str, raw: bytes) -> object:
    """Reads a copy of a delivery in which one file has other bytes."""
    copy = folder / "raw/1480" / delivery.parent.name / delivery.name
    shutil.copytree(delivery, copy, dirs_exist_ok=True)
    (copy / name).write_bytes(raw)
    return READERS[delivery.parent.name](read_release(copy, "1480"), read_municipality(DATA / "municipalities/1480"))


def refused(folder: Path, delivery: Path, name: str, raw: bytes) -> list[str]:
    with pytest.raises(Refused) as refusal:
        read_copy(folder, delivery, name, raw)
    said = [str(fault) for fault in refusal.value.faults]
    assert all(text.startswith(name) for text in said)
    return said


@pytest.mark.parametrize(("delivery", "name"), TEXTS, ids=label)
@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", a_zip(), another_product()], ids=["tom", "blank", "pdf", "zip", "xlsx"]
)
def test_a_text_delivery_that_is_another_kind_of_file_is_refused(tmp_path: Path, delivery: Path, name: str, raw: bytes) -> None:
    assert len(refused(tmp_path, delivery, name, raw)) == 1


@pytest.mark.parametrize(("delivery", "name"), TEXTS, ids=label)
def test_a_text_delivery_out_of_shape_is_refused_with_its_place(tmp_path: Path, delivery: Path, name: str) -> None:
    header, *lines = (delivery / name).read_text(encoding="utf-8-sig").splitlines()
    broken = {
        "utan rubrik": lines,
        "bara rubrik": [header],
        "en rad två gånger": [header, *lines, lines[0]],
        "ett fält för lite": [header, lines[0][:3], *lines[1:]],
    }
    for shape, text in broken.items():
        said = refused(tmp_path, delivery, name, ("\n".join(text) + "\n").encode())
        assert any("rad " in fault for fault in said), (shape, said)
    refused(tmp_path, delivery, name, (delivery / name).read_text(encoding="utf-8-sig").encode("utf-16"))


@pytest.mark.parametrize(("delivery", "name"), TEXTS, ids=label)
def test_no_bytes_whatever_make_a_reader_crash(tmp_path_factory: pytest.TempPathFactory, delivery: Path, name: str) -> None:
    whole = (delivery / name).read_bytes()
    folder = tmp_path_factory.mktemp("bytes")

    @settings(max_examples=60)
    @given(
        st.integers(0, len(whole)), st.integers(0, 40), st.one_of(st.binary(max_size=12), st.text(max_size=12).map(str.encode))
    )
    def crash(start: int, length: int, new: bytes) -> None:
        try:
            read_copy(folder, delivery, name, whole[:start] + new + whole[start + length :])
        except Refused as refusal:
            assert refusal.faults

    crash()
