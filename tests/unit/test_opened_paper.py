"""The public's PDF and Excel of a town whose thresholds are decided: what is hidden is said to be, and by whom it was decided."""

import datetime as dt
import io
import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from decided import WHO, names, publish, write_decided
from places import ask
from test_controls_told import CHANCE, RISK, TEST

from dashboard import symbols, words
from dashboard.export import closing, paper, snapshot, tabled, xlsx
from dashboard.export.blocks import Grid, Heading, Prose, Section
from dashboard.export.content import Content, every_period, gather
from dashboard.export.judged import Verdicts
from dashboard.export.references import References
from dashboard.glossary import HIDDEN

CITY = "kommun:0000"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the town's data and its public file below `lager`."""
    folder = tmp_path_factory.mktemp("beslutad")
    publish(write_decided(folder), folder / "lager")
    return folder


@pytest.fixture(scope="module")
def path(town: Path) -> Path:
    return next((town / "lager/0000/publik").glob("*.duckdb"))


@pytest.fixture(scope="module")
def content(path: Path) -> Content:
    return gather(path, CITY)


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.workbook.Workbook:
    """The Excel file as it is read back, hidden sheets too."""
    return openpyxl.load_workbook(io.BytesIO(snapshot.make(path, CITY, "xlsx")))


@pytest.fixture(scope="module")
def pages(path: Path) -> list[str]:
    """The PDF's text page by page as it was set, on one line each, words that were broken put together."""
    try:
        done = subprocess.run(
            ["pdftotext", "-raw", "-", "-"], input=snapshot.make(path, CITY, "pdf"), capture_output=True, check=True
        )
    except FileNotFoundError:
        pytest.skip("pdftotext finns inte här: installera poppler-utils")
    return [re.sub("\u00ad\\s*", "", " ".join(page.split())) for page in done.stdout.decode().split("\f") if page.strip()]


def withheld(path: Path) -> set[tuple[object, ...]]:
    """Indicator, group and last day of every hidden figure."""
    asked = "SELECT indicator_id, group_id, period_end FROM show_observation WHERE status = 'withheld'"
    return {(i, "" if g == "alla" else g, day) for i, g, day in ask(path, asked)}


def table(book: openpyxl.workbook.Workbook, title: str) -> list[dict[str, object]]:
    """The rows of a sheet by the names in its head, which stands below the banner."""
    _, head, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_excel_has_an_empty_cell_and_a_status_for_each_hidden_figure_and_for_no_other(
    book: openpyxl.workbook.Workbook, path: Path
) -> None:
    rows = table(book, "Indikatorer")
    hidden = [row for row in rows if row["Status"] == HIDDEN]
    told = ("Värde", "Undre", "Övre", "Antal", "Bas", "Så står det i källan")
    assert {value for row in hidden for value in (row[name] for name in told)} == {None}
    days = [row["Till"].date() for row in hidden if isinstance(row["Till"], dt.datetime)]
    assert {(r["Indikatorkod"], r["Grupp"] or "", d) for r, d in zip(hidden, days, strict=True)} == withheld(path) != set()
    assert any(row["Värde"] is not None and row["Indikatorkod"] == "leverantor_traffandel" for row in rows)


def test_every_sheet_and_page_says_whom_it_is_for_and_none_is_kept_from_sight(
    book: openpyxl.workbook.Workbook, pages: list[str]
) -> None:
    assert {sheet.sheet_state for sheet in book.worksheets} == {"visible"}
    assert [s.title for s in book.worksheets if "för allmänheten" not in (s.oddFooter.left.text or "")] == []
    assert len(pages) > 5 and [page for page in pages if "för allmänheten" not in page] == []
    assert not re.search(r"\bintern(t|a)?\b", " ".join(pages))


def test_excel_tells_the_rules_who_decided_and_how_to_try_it_and_claims_nothing_is_as_the_source_has_it(
    book: openpyxl.workbook.Workbook, path: Path
) -> None:
    told = {str(a): str(b) for a, b in book["Läs först"].iter_rows(values_only=True)}
    assert told["Beslut om klass K2"] == WHO
    assert told["Regler för klass K2"].startswith("Antal under 5")
    ((cells, hidden),) = ask(path, "SELECT sum(cells)::INT, sum(hidden)::INT FROM protection")
    assert f"Prövade tal: {cells}, varav dolda: {hidden}." in told["Röjandekontroll"]
    assert f"python -m etl audit {path.name}" in told["Göra om prövningen"]
    assert "oförändrade" not in told["Vad det här är"]


def test_the_pdf_has_a_section_on_disclosure_control_with_the_decision_and_the_outcome(pages: list[str], path: Path) -> None:
    (page,) = (page for page in pages if "Regelversion" in page)
    for told in ("Röjandekontroll", WHO, "Antal under 5", "Alla mått klarar prövningen.", f"etl audit {path.name}"):
        assert told in page, told


def test_the_section_is_for_both_audiences_where_something_was_tried_and_for_none_where_nothing_was(content: Content) -> None:
    inside = replace(content, build=replace(content.build, audience="intern"))
    assert closing.disclosure(inside).blocks == closing.disclosure(content).blocks != ()
    assert closing.disclosure(replace(content, all_protections=())).blocks == ()
    assert closing.disclosure(replace(content, own=(), measures=())).blocks == ()  # another place, of which nothing was tried


def grids(sections: Sequence[Section]) -> list[tuple[Grid, object]]:
    """Every table with the block that stands below it."""
    return [(a, b) for s in sections for a, b in zip(s.blocks, (*s.blocks[1:], None), strict=True) if isinstance(a, Grid)]


def test_a_hidden_cell_is_two_dots_on_paper_and_below_its_table_stands_what_they_mean(content: Content) -> None:
    made = grids(paper.composed(content).sections)
    marked = [(grid, below) for grid, below in made if any(symbols.HIDDEN in row[1:] for row in grid.rows)]
    assert len(marked) > 5
    for grid, below in marked:
        assert isinstance(below, Prose) and words.text("symbols.hidden") in below.text, grid.caption
    planned = [set(row[1:]) for grid, _ in made for row in grid.rows if row[0] == "Planerade kontroller som är gjorda"]
    assert {symbols.HIDDEN} in planned and not any({"0", symbols.MISSING} & cells for cells in planned)
    assert not any(grid.rows == () for grid, _ in made)


def test_what_is_hidden_is_listed_apart_from_what_is_missing(content: Content) -> None:
    section = tabled.gaps(content, References(content.deliveries))
    split = next(n for n, b in enumerate(section.blocks) if b == Heading(words.text("sections.hidden")))
    before, after = section.blocks[:split], section.blocks[split:]
    (listed,) = (b for b in after if isinstance(b, Grid))
    assert {row[2] for row in listed.rows} == {HIDDEN}
    assert not any(HIDDEN in row or "Gäller inte" in row for b in before if isinstance(b, Grid) for row in b.rows)


def test_no_organisation_and_no_department_is_named_on_paper_or_in_excel(
    town: Path, pages: list[str], book: openpyxl.workbook.Workbook
) -> None:
    cells = [str(c) for s in book.worksheets for row in s.iter_rows(values_only=True) for c in row if c is not None]
    everything = "\n".join((*pages, *cells))
    known = names(town / "data")
    assert len(known) > 300 and "Exempelstads skolförvaltning" in known
    assert sorted(name for name in known if name in everything) == []
    assert words.text("sections.inside") in everything


def test_every_period_of_the_file_is_in_the_workbook(path: Path, content: Content) -> None:
    assert len(xlsx.sheets(content, every_period(path, content))[0].rows) == len(ask(path, "SELECT * FROM show_observation"))


def test_only_the_test_of_the_very_period_that_is_told_stands_below_it() -> None:
    earlier = replace(TEST, verdict_id="J0", period_end=dt.date(2019, 12, 31))
    told = Verdicts(comparisons=(earlier, TEST)).arms([RISK, CHANCE])
    assert [found.verdict_id for found in told] == ["J1"]
