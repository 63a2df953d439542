"""The public's pages of a town whose thresholds are decided: its registers' figures, what is hidden said to be, nobody named."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import PAGES, Site, Window, answer, named, seen, serving, unfold, visit
from decided import WHO, names, publish, write_decided
from places import ask
from playwright.sync_api import Browser, Page
from test_phone import sticks_out

from dashboard import words
from dashboard.glossary import HIDDEN

pytestmark = pytest.mark.browser

REGISTERS = {"bidrag": "bidrag_traffandel", "leverantorer": "leverantor_traffandel"}
ARMS = {"risk": "Riskvalda", "slump": "Slumpvalda", "tips": "Tipsvalda", "planerad": "Planerade"}

# Tables without rows, and tables with a hidden cell that have no explanation below them.
_UNTOLD = """() => [...document.querySelectorAll('.lb-scroll')].filter(box => {
    const cells = [...box.querySelectorAll('tbody td')].map(e => e.textContent.trim());
    const below = box.nextElementSibling;
    const explained = below && below.matches('.lb-foot') && below.textContent.startsWith('.. visas inte');
    return !box.querySelector('tbody tr') || (cells.includes('..') && !explained);
}).map(box => box.getAttribute('aria-label'))"""


@pytest.fixture(scope="module")
def town(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the town's data and its public file below `lager`. Asks for the browser first: it is what is missing."""
    folder = tmp_path_factory.mktemp("oppnad")
    publish(write_decided(folder), folder / "lager")
    return folder


@pytest.fixture(scope="module")
def opened(browser: Browser, town: Path) -> Iterator[Site]:
    with serving(town / "lager", town / "log.txt", "publik") as running:
        yield running


@pytest.fixture
def page(windows: Window) -> Page:
    return windows()


def file_of(town: Path) -> Path:
    return next((town / "lager/0000/publik").glob("*.duckdb"))


def arms(page: Page) -> dict[str, list[str]]:
    """The table of how often controls hit: what is told of each way of choosing, by its name."""
    table = page.locator("table").filter(has=page.locator("caption", has_text="Träffar efter hur kontrollerna valdes ut"))
    rows = table.locator("tbody tr").all()
    return {row.locator("th").inner_text(): [" ".join(c.split()) for c in row.locator("td").all_inner_texts()] for row in rows}


def newest(town: Path, indicator: str) -> dict[str, tuple[object, ...]]:
    """Straight from the file: each way of choosing in the last period with something known, or else in the last."""
    asked = f"SELECT period_end, group_id, status, numerator, base FROM observation WHERE indicator_id = '{indicator}'"
    rows = [r for r in ask(file_of(town), asked) if r[2] in ("ok", "withheld")]
    last = max((r[2] == "ok", r[0]) for r in rows)[1]
    return {str(group): (status, hits, controls) for day, group, status, hits, controls in rows if day == last}


@pytest.mark.parametrize("path", REGISTERS)
def test_a_hidden_way_of_choosing_is_two_dots_and_never_no_controls(page: Page, opened: Site, town: Path, path: str) -> None:
    known = newest(town, REGISTERS[path])
    visit(page, opened.at(path))
    told = arms(page)
    assert set(told) == {ARMS[arm] for arm in known}
    assert any(status == "withheld" for status, *_ in known.values()), "annars prövas inget"
    for arm, (status, hits, controls) in known.items():
        outcome, bar, _ = told[ARMS[arm]]
        if status == "withheld":
            assert (outcome, bar) == (HIDDEN, "..")
        else:
            assert outcome.startswith(f"{hits:.0f} av {controls:.0f} kontroller visade avvikelse") and bar != ".."
    assert "0 av 0" not in seen(page)


def test_the_two_registers_are_a_hidden_one_and_one_with_something_known(town: Path) -> None:
    statuses = [{status for status, *_ in newest(town, i).values()} for i in REGISTERS.values()]
    assert statuses == [{"withheld"}, {"ok", "withheld"}]


@pytest.mark.parametrize("path", REGISTERS)
def test_it_is_said_that_departments_are_not_shown(page: Page, opened: Site, path: str) -> None:
    visit(page, opened.at(path))
    assert page.locator(".lb-notice").first.inner_text() == words.text("sections.inside")
    assert "Ur registret" in seen(page)


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_nobody_is_named_no_table_is_empty_and_no_mark_is_unexplained(page: Page, opened: Site, town: Path, path: str) -> None:
    visit(page, opened.at(path))
    unfold(page)
    html, known = page.content(), names(town / "data")
    assert len(known) > 300, "annars prövas inget"
    assert sorted(name for name in known if name in html) == []
    assert page.evaluate(_UNTOLD) == []
    said = seen(page)
    assert "för allmänheten" in said
    assert not re.search(r"\binternt?a?\b|är inläst|Inga kontroller", said)


@pytest.mark.parametrize("path", ["bidrag", "leverantorer", "kallor", ""], ids=named)
def test_nothing_sticks_out_on_a_phone(windows: Window, opened: Site, path: str) -> None:
    page = windows(390, 844, "dark")
    visit(page, opened.at(path))
    unfold(page)
    assert sticks_out(page) == []
    for caption in page.locator(".lb-table caption").all():
        box = caption.bounding_box()
        assert box is None or box["x"] + box["width"] <= 391, caption.inner_text()


def test_the_sources_tell_the_rules_who_decided_and_how_anyone_can_try_it(page: Page, opened: Site, town: Path) -> None:
    visit(page, opened.at("kallor"))
    said = seen(page)
    ((cells, hidden),) = ask(file_of(town), "SELECT sum(cells)::INT, sum(hidden)::INT FROM protection")
    assert f"Prövade tal: {cells}, varav dolda: {hidden}." in said and hidden
    assert WHO in said and "Förslag som dataskyddsombudet" not in said
    assert "Alla mått klarar prövningen." in said and "Utan röjandekontroll" not in said
    assert f"python -m etl audit {file_of(town).name}" in said


def test_a_measure_of_which_everything_is_hidden_still_has_its_definition(page: Page, opened: Site) -> None:
    visit(page, opened.at("kallor"))
    assert page.locator("summary", has_text="Planerade kontroller som är gjorda").count() == 1


def test_a_measure_of_which_everything_is_hidden_is_two_dots_in_every_period(page: Page, opened: Site) -> None:
    visit(page, opened.at("bidrag"))
    row = page.locator("tr", has=page.get_by_role("rowheader", name="Planerade kontroller som är gjorda", exact=True))
    cells = row.first.locator("td").all_inner_texts()
    assert len(cells) == 5 and set(cells) == {".."}


def test_what_is_hidden_is_not_listed_as_missing(page: Page, opened: Site) -> None:
    visit(page, opened.at())
    before, _, after = seen(page).partition("Det här visas inte")
    assert "Planerade kontroller som är gjorda" in after
    assert "Planerade kontroller som är gjorda" not in before


def test_flags_are_said_to_be_for_the_city_and_gvi_to_be_left_out(page: Page, opened: Site) -> None:
    visit(page, opened.at("flaggor"))
    assert answer(page).startswith("Flaggor visas inte för allmänheten.")
    assert "etl flags" not in seen(page)
    visit(page, opened.at("gvi"))
    assert answer(page) == "Den här bilden innehåller inga uppgifter om GVI."
    assert "Diagrammet visar" not in seen(page)


def test_a_file_saved_from_the_page_says_that_it_is_public(page: Page, opened: Site) -> None:
    visit(page, opened.at("exportera"))
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("button", name="Excel").click()
    assert re.match(r"lagesbild-pahittad-0000-exempelstad-publik-.*\.xlsx$", coming.value.suggested_filename)
