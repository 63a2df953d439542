"""A snapshot is made as a person makes it: by the command, from the warehouse that `make run` builds."""

import io
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from places import ROOT, ask, quiet

from dashboard import store
from dashboard.export import paper, pdf, snapshot
from dashboard.export.content import gather

Done = subprocess.CompletedProcess[str]
SHOWN = ("Göteborg", "Hisingen", "Västra Biskopsgården")


def command(*given: object) -> Done:
    """Runs `python -m dashboard.export` as a person would."""
    words = [sys.executable, "-m", "dashboard.export", *map(str, given)]
    return subprocess.run(words, cwd=ROOT, env=quiet(), capture_output=True, text=True, encoding="utf-8", check=False)


def exported(warehouse: Path, area: str, form: str, out: Path) -> Path:
    """The file that the command says it has written."""
    chosen = ("--municipality", "1480", "--area", area, "--format", form)
    done = command(*chosen, "--out", out, "--warehouse", warehouse.parents[2])
    if done.returncode:
        pytest.fail(f"Exporten misslyckades:\n{done.stdout}{done.stderr}", pytrace=False)
    return Path(done.stdout.strip())


def area_id(warehouse: Path, name: str) -> str:
    return str(ask(warehouse, "SELECT area_id FROM area JOIN observation USING (area_id) WHERE name = ?", name)[0][0])


def shown_text(file: Path) -> str:
    """The text of a PDF with spaces made plain."""
    try:
        done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("pdftotext finns inte här: installera poppler-utils")
    return re.sub(r"[ \u00a0]+", " ", done.stdout.decode("utf-8"))


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every element of the tree of tags."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def as_excel_holds(row: Iterable[object]) -> tuple[object, ...]:
    """The row with its numbers to twelve figures, which survive the sixteen that the file keeps."""
    return tuple(float(f"{cell:.12g}") if isinstance(cell, float | int) else cell for cell in row)


def test_the_command_writes_one_whole_file_and_says_where(warehouse: Path, tmp_path: Path) -> None:
    file = exported(warehouse, "Hisingen", "pdf", tmp_path / "ny mapp")
    assert file == tmp_path / "ny mapp" / f"lagesbild-1480-hisingen-{warehouse.stem}.pdf"
    assert file.read_bytes().startswith(b"%PDF-1.7")
    assert list(file.parent.iterdir()) == [file]


def test_the_label_of_the_screen_and_a_second_run_give_the_same_bytes(warehouse: Path, tmp_path: Path) -> None:
    files = [
        exported(warehouse, f"{name}", "pdf", tmp_path / str(n)) for n, name in enumerate(("Hisingen (stadsområde)", "hisingen"))
    ]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_city_on_paper_says_what_must_hold(warehouse: Path, tmp_path: Path) -> None:
    told = shown_text(exported(warehouse, "Göteborg", "pdf", tmp_path))
    first, last = told.split("\f")[0], told.rstrip("\f").split("\f")[-1]
    assert "24,6 %" in first
    assert "23,2–26,0" in first
    assert "Tabell 2.1, cell E10" in first
    assert warehouse.stem in first
    assert re.search(r"1 693\b", told)
    assert re.search(r"\bsida 1 av (\d+)", first)[1] == re.search(r"sida (\d+) av", last)[1]  # type: ignore[index]
    every = dict.fromkeys(str(row[0]) for row in ask(warehouse, "SELECT sha256 FROM release"))
    assert not [checksum for checksum in every if checksum not in told]


@pytest.mark.parametrize(
    ("area", "words"), [("Hisingen", ("23,0 %", "20,6–25,6")), ("Västra Biskopsgården", ("Trygghetsindex", "41"))]
)
def test_districts_on_paper_say_what_must_hold(warehouse: Path, tmp_path: Path, area: str, words: tuple[str, ...]) -> None:
    first = shown_text(exported(warehouse, area, "pdf", tmp_path)).split("\f")[0]
    assert not [word for word in words if word not in first]


@pytest.mark.parametrize("area", SHOWN)
def test_paper_is_tagged_swedish_and_archivable_without_a_warning(warehouse: Path, area: str) -> None:
    content = gather(warehouse, area_id(warehouse, area))
    made, warnings = pdf.compiled(paper.composed(content), content.build.built_at)
    assert not warnings
    with pikepdf.open(io.BytesIO(made)) as file, file.open_metadata() as about:
        assert str(file.Root.Lang).startswith("sv")
        assert file.Root.MarkInfo.Marked
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert (about["pdfuaid:part"], about["pdfaid:part"], about["pdfaid:conformance"]) == ("1", "2", "A")
        assert content.build.build_id in str(file.docinfo.Subject)
        tags = list(elements(file.Root.StructTreeRoot.K))
    kinds = Counter(str(tag.S) for tag in tags)
    assert not {"/H1", "/H2", "/P", "/Table", "/TH", "/L"} - set(kinds)
    assert not [tag for tag in tags if tag.S == "/Figure" and not str(tag.get("/Alt", "")).strip()]
    assert kinds["/Figure"] >= {"Göteborg": 9, "Hisingen": 8}.get(area, 0)


def test_every_area_can_be_put_on_paper(warehouse: Path) -> None:
    con = store.connect(warehouse)
    areas = [a.area_id for a in store.areas(con) if a.kind != "organisation"]
    con.close()
    for area in areas:
        content = gather(warehouse, area)
        assert not pdf.compiled(paper.composed(content), content.build.built_at)[1], area
        assert snapshot.make(warehouse, area, "xlsx").startswith(b"PK"), area


def test_several_readers_at_once_get_the_same_files(warehouse: Path) -> None:
    areas = [area_id(warehouse, name) for name in SHOWN] * 2
    alone = [snapshot.make(warehouse, area, "pdf") for area in areas]
    with ThreadPoolExecutor(len(areas)) as pool:
        assert list(pool.map(lambda area: snapshot.make(warehouse, area, "pdf"), areas)) == alone


def test_excel_holds_the_warehouse_number_for_number(warehouse: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(exported(warehouse, "Göteborg", "xlsx", tmp_path))
    assert book.sheetnames == ["Läs först", "Indikatorer", "Prövningar", "Källor", "Motsägelser", "Definitioner"]
    sheet = book["Indikatorer"]
    head = [cell.value for cell in sheet[1]]
    rows = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    wanted = ("Indikatorkod", "Områdeskod", "Från", "Grupp", "Leverans", "Fil", "Cell", "Värde", "Undre", "Övre", "Antal", "Bas")
    asked = """SELECT indicator_id, area_id, period_start::TIMESTAMP, CASE group_id WHEN 'alla' THEN NULL ELSE group_id END,
        release, file, cell, value, lower, upper, numerator, base FROM show_observation
        WHERE area_id IN (SELECT area_id FROM observation WHERE status <> 'missing')"""
    found = Counter(as_excel_holds(row[name] for name in wanted) for row in rows)
    assert len(rows) > 1000
    assert found == Counter(map(as_excel_holds, ask(warehouse, asked)))


def test_excel_can_be_read_and_filtered(warehouse: Path, tmp_path: Path) -> None:
    file = exported(warehouse, "Hisingen", "xlsx", tmp_path)
    book = openpyxl.load_workbook(file)
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not [sheet.title for sheet in book.worksheets[1:] if not sheet.auto_filter.ref or sheet.freeze_panes != "B2"]
    assert warehouse.stem in (book.properties.keywords or "") and "för internt bruk" in (book.properties.keywords or "")
    assert all("för internt bruk, byggd" in str(sheet.oddFooter.left.text) for sheet in book)
    told = {str(row[0].value): str(row[1].value) for row in book["Läs först"].iter_rows()}
    assert (told["Bygge"], told["Område"]) == (warehouse.stem, "Hisingen (stadsområde)")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert snapshot.make(warehouse, area_id(warehouse, "Hisingen"), "xlsx") == file.read_bytes()


def test_an_unknown_area_is_told_with_the_choices(warehouse: Path, tmp_path: Path) -> None:
    chosen = ("--municipality", "1480", "--format", "pdf", "--out", tmp_path / "ut", "--warehouse", warehouse.parents[2])
    done = command(*chosen, "--area", "Hisigen")
    assert (done.returncode, done.stdout) == (1, "")
    assert "”Hisigen”" in done.stderr
    assert "Menade du Hisingen?" in done.stderr
    assert "  - Hisingen (stadsområde)\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "ut").exists()


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        (("--municipality", "1480", "--area", "Hisingen"), 2, "--format"),
        (("--municipality", "1480", "--area", "Hisingen", "--format", "docx"), 2, "docx"),
        (("--municipality", "1480", "--area", "Hisingen", "--format", "pdf"), 1, "python -m etl build 1480"),
    ],
)
def test_wrong_use_and_nothing_built(tmp_path: Path, given: tuple[str, ...], status: int, said: str) -> None:
    done = command(*given, "--warehouse", tmp_path / "tomt", "--out", tmp_path)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_another_municipality_is_told_which_are_built(warehouse: Path, tmp_path: Path) -> None:
    chosen = ("--area", "Malmö", "--format", "pdf", "--out", tmp_path, "--warehouse", warehouse.parents[2])
    done = command("--municipality", "1280", *chosen)
    assert done.returncode == 1
    assert "Byggda kommuner: 1480" in done.stderr


def test_a_file_that_is_no_warehouse_is_told_without_a_traceback(tmp_path: Path) -> None:
    folder = tmp_path / "1480/intern"
    folder.mkdir(parents=True)
    (folder / "current").write_text("trasig.duckdb\n", encoding="utf-8")
    for content in (None, b"inte en databas"):
        if content:
            (folder / "trasig.duckdb").write_bytes(content)
        done = command("--municipality", "1480", "--area", "x", "--format", "pdf", "--warehouse", tmp_path, "--out", tmp_path)
        assert done.returncode == 1
        assert "gick inte att läsa" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_place_that_cannot_be_written_is_told(warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    chosen = ("--municipality", "1480", "--area", "Göteborg", "--format", "xlsx", "--warehouse", warehouse.parents[2])
    done = command(*chosen, "--out", tmp_path / "fil")
    assert done.returncode == 1
    assert "--out" in done.stderr
    assert "Traceback" not in done.stderr
