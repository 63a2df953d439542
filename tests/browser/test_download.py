"""The buttons on the export page hand over whole files with the page's own numbers."""

import io
from pathlib import Path

import openpyxl
import pytest
from browsing import Site, choose, settle, visit
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def download(page: Page, button: str) -> tuple[str, bytes]:
    """The name and the bytes that a button gives."""
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("button", name=button).click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def texts(workbook: bytes) -> set[str]:
    """Every cell of every sheet as text."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return {str(cell).strip() for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None}


def test_the_pdf_button_gives_a_pdf(page: Page, site: Site) -> None:
    visit(page, site.at("exportera"))
    name, content = download(page, "PDF")
    assert name.endswith(".pdf")
    assert content.startswith(b"%PDF-")
    assert b"%%EOF" in content[-1024:]


def test_the_excel_button_gives_a_workbook_with_build_and_figures(page: Page, site: Site, warehouse: Path) -> None:
    visit(page, site.at("exportera"))
    name, content = download(page, "Excel")
    assert name.endswith(".xlsx")
    found = texts(content)
    assert any(warehouse.stem in text for text in found), "byggets namn"
    assert any("Utsatta för brott mot enskild person" in text for text in found)
    assert any(text.startswith(("24,6", "24.55")) for text in found)


def test_the_files_are_about_the_chosen_area(page: Page, site: Site) -> None:
    visit(page, site.at("exportera"))
    choose(page, "Område", "Hisingen (stadsområde)")
    settle(page)
    name, content = download(page, "Excel")
    assert "hisingen" in name.lower()
    found = texts(content)
    assert any("Hisingen" in text for text in found)
    assert any(text.startswith(("23,0", "23.01")) for text in found)
