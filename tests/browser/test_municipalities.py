"""Two municipalities in one app: the reader switches on any page, and the invented one says what it is everywhere."""

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from browsing import NAMES, PAGES, Site, Window, answered, choose, go, named, seen, settle, visit
from playwright.sync_api import Page
from test_download import download
from two import BANNER, INVENTED, REAL

pytestmark = pytest.mark.browser

HISINGEN = "Hisingen (stadsområde)"


def municipality(page: Page) -> str:
    return page.get_by_role("combobox", name="Kommun", exact=True).input_value()


def address(page: Page) -> str:
    return str(page.evaluate("decodeURIComponent(location.search.replaceAll('+', ' '))"))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_the_real_one_comes_first_and_the_reader_can_switch_on_every_page(
    page: Page, windows: Window, pair: Site, path: str
) -> None:
    visit(page, pair.at(path))
    assert municipality(page) == REAL
    assert BANNER not in seen(page)
    choose(page, "Kommun", INVENTED)
    assert BANNER in seen(page)
    assert "Lägesbild Exempelstad (påhittad kommun)" in seen(page)
    assert f"kommun={INVENTED}" in address(page)
    sent = windows(1280, 800)
    visit(sent, page.url)
    assert (municipality(sent), BANNER in seen(sent)) == (INVENTED, True)


def test_every_page_keeps_the_municipality_and_its_banner(page: Page, pair: Site) -> None:
    visit(page, pair.at(kommun=INVENTED))
    for name in NAMES[1:]:
        go(page, name)
        assert municipality(page) == INVENTED, name
        assert BANNER in seen(page), name
        assert f"kommun={INVENTED}" in address(page), name
        assert "Sidan kunde inte visas" not in seen(page), name


def test_the_browsers_back_goes_back_to_the_other_municipality(page: Page, pair: Site) -> None:
    visit(page, pair.at("omrade"))
    choose(page, "Kommun", INVENTED)
    choose(page, "Kommun", REAL)
    choose(page, "Område", HISINGEN)
    for expected in (("Göteborg", REAL), ("Exempelstad", INVENTED), ("Göteborg", REAL)):
        with answered(page):
            page.go_back()
        assert (page.locator("h1").inner_text(), municipality(page)) == expected


def test_an_area_belongs_to_its_municipality(page: Page, pair: Site) -> None:
    visit(page, pair.at("omrade", omrade=HISINGEN))
    choose(page, "Kommun", INVENTED)
    assert page.locator("h1").inner_text() == INVENTED
    assert "Hisingen" not in address(page)
    choose(page, "Kommun", REAL)
    assert page.locator("h1").inner_text() == REAL


def test_a_row_of_the_profile_leads_to_the_same_municipality(page: Page, pair: Site) -> None:
    visit(page, pair.at("omrade", kommun=INVENTED))
    page.get_by_role("link", name="Utsatta för hot", exact=True).click()
    page.get_by_role("heading", level=1, name="Utsatta för hot", exact=True).wait_for()
    settle(page)
    assert municipality(page) == INVENTED


def test_an_unknown_municipality_in_the_address_gives_the_real_one(page: Page, pair: Site) -> None:
    visit(page, pair.at("omrade", kommun="Atlantis"))
    assert municipality(page) == REAL


def test_with_one_municipality_nothing_is_asked_and_nothing_is_said(page: Page, site: Site) -> None:
    for path in PAGES:
        visit(page, site.at(path))
        assert page.get_by_role("combobox", name="Kommun", exact=True).count() == 0
        assert BANNER not in seen(page)


def test_the_excel_file_says_so_in_its_name_and_on_every_sheet(page: Page, pair: Site) -> None:
    visit(page, pair.at("exportera", kommun=INVENTED))
    name, content = download(page, "Excel")
    assert name.startswith("lagesbild-pahittad-0000-")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book.worksheets) >= 5
    for sheet in book:
        assert sheet["A1"].value == BANNER, sheet.title
        assert BANNER in str(sheet.oddHeader.center.text), sheet.title


def test_the_pdf_says_so_in_its_name_and_on_every_page(page: Page, pair: Site, tmp_path: Path) -> None:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext finns inte här: installera poppler-utils")
    visit(page, pair.at("exportera", kommun=INVENTED))
    name, content = download(page, "PDF")
    assert name.startswith("lagesbild-pahittad-0000-")
    (tmp_path / "fil.pdf").write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", str(tmp_path / "fil.pdf"), "-"], capture_output=True, check=True)
    sheets = done.stdout.decode().split("\f")[:-1]
    assert len(sheets) > 5
    assert [n for n, text in enumerate(sheets, 1) if BANNER not in text] == []
