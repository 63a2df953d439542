"""A number on the page leads back to the file, sheet and cell it came from, and the same number stands there."""

import csv
import re
from pathlib import Path

import openpyxl
import pytest
from browsing import Site, answer, unfold, visit
from places import DATA
from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

CRIME = "Utsatta för brott mot enskild person"
WAY_BACK = re.compile(r"([\w.\-åäöÅÄÖ]+\.(?:xlsx|csv)), (?:([^,]+), cell ([A-Z]+\d+)|rad (\d+), kolumn (\w+))")


def follow(text: str) -> str:
    """What stands in the delivered file at the place that the page names."""
    found = WAY_BACK.search(text)
    assert found, f"ingen väg tillbaka i: {text}"
    name, sheet, cell, row, column = found.groups()
    files = list((DATA / "raw/1480").rglob(name))
    assert len(files) == 1, name
    return _in_workbook(files[0], sheet, cell) if sheet else _in_table(files[0], int(row), column)


def _in_workbook(path: Path, sheet: str, cell: str) -> str:
    value = openpyxl.load_workbook(path, data_only=True)[sheet][cell].value
    assert value is not None, f"{sheet}!{cell} är tom"
    return str(value)


def _in_table(path: Path, row: int, column: str) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    delimiter = ";" if ";" in lines[0] else ","
    head, found = csv.reader([lines[0], lines[row - 1]], delimiter=delimiter)
    return found[head.index(column)]


def plain(text: str) -> str:
    return " ".join(text.split())


def swedish(text: str) -> float:
    """A number as the page writes it."""
    return float(re.sub(r"[^\d,−]", "", text).replace(",", ".").replace("−", "-"))


def told(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")


def row(page: Page, *texts: str) -> Locator:
    """The rows that hold all these texts."""
    found = page.locator("tr")
    for text in texts:
        found = found.filter(has_text=text)
    return found


def test_goteborgs_share_of_victims_leads_back_to_its_cell(page: Page, site: Site) -> None:
    visit(page, site.at())
    unfold(page)
    card = plain(page.locator("article").filter(has_text=CRIME).inner_text())
    for part in ("24,6 %", "23,2–26,0", "2020–2021", "4 905 svarande", "Brottsförebyggande rådet", "Tabell 2.1, cell E10"):
        assert part in card
    assert told(float(follow(card)), 1) == "24,6"


def test_its_limits_are_the_published_ones(page: Page, site: Site) -> None:
    visit(page, site.at())
    unfold(page)
    card = page.locator("article").filter(has_text=CRIME).inner_text()
    limits = [follow(card.replace("cell E10", f"cell {column}10")) for column in "FG"]
    assert [told(float(limit), 1) for limit in limits] == ["23,2", "26,0"]


def test_hisingens_share_leads_back_to_its_cell(page: Page, site: Site) -> None:
    visit(page, site.at("indikator", omrade="Hisingen (stadsområde)", indikator=CRIME))
    unfold(page)
    assert "Hisingen" in answer(page)
    assert "23,0 % (2020–2021" in answer(page)
    there = plain(row(page, "Hisingen", "2020–2021", "23,0", "cell").inner_text())
    assert told(float(follow(there)), 1) == "23,0"


def test_the_index_of_vastra_biskopsgarden_leads_back_to_its_row(page: Page, site: Site) -> None:
    visit(page, site.at("omrade", omrade="Västra Biskopsgården (mellanområde)"))
    unfold(page)
    assert "Inget känt värde" not in answer(page)
    assert "Göteborg" not in answer(page)
    rows = page.locator("tr").filter(has=page.get_by_role("link", name="Trygghetsindex", exact=True))
    there = plain(rows.inner_text())
    assert there.startswith("Trygghetsindex Källan anger ingen osäkerhet 41 ")
    assert follow(there) == "41"


def test_the_controls_of_idrott_och_forening_lead_back_to_their_cells(page: Page, site: Site) -> None:
    visit(page, site.at("bidrag"))
    unfold(page)
    table = page.locator("table").filter(has=page.locator("caption", has_text="Bidrag per förvaltning"))
    heads = table.locator("thead th").all_inner_texts()
    column = next(n for n, head in enumerate(heads) if "föreningsförvaltningen" in head.replace("\u00ad", ""))
    for name, shown in (("Fördjupade kontroller vid ansökan", "53"), ("Ansökningar om bidrag", "1 693")):
        cells = [plain(cell) for cell in table.locator("tr").filter(has_text=name).locator("th, td").all_inner_texts()]
        assert cells[0].startswith(name)
        assert cells[column] == shown
        there = plain(row(page, f"{name} (Idrotts- och föreningsförvaltningen)").inner_text())
        assert shown in there
        assert plain(follow(there)) == shown


def test_every_share_of_the_survey_on_the_citys_page_stands_in_the_workbook(page: Page, site: Site) -> None:
    visit(page, site.at("omrade"))
    unfold(page)
    lines = [line for line in page.locator("tr").all_inner_texts() if "Tabell " in line and " %" in plain(line)]
    assert len(lines) >= 50
    for line in map(plain, lines):
        shown = re.search(r"(\d+(?:,\d+)?) %", line)
        assert shown, line
        decimals = len(shown[1].partition(",")[2])
        assert told(float(follow(line)), decimals) == shown[1], line


def test_every_cell_that_the_controls_name_exists(page: Page, site: Site) -> None:
    visit(page, site.at("bidrag"))
    unfold(page)
    traces = [plain(text) for text in page.locator("tbody tr").all_inner_texts() if "bidragshantering" in text]
    assert len(traces) >= 80
    for trace in traces:
        assert follow(trace), trace


def test_a_broken_way_back_is_noticed() -> None:
    there = "ntu-kommunala-resultat-2017-2022-avskrift.xlsx, Tabell 2.1, cell"
    assert follow(f"{there} E11") != follow(f"{there} E10")
    with pytest.raises(AssertionError, match="är tom"):
        follow(f"{there} Z99")
    with pytest.raises(AssertionError, match="ingen väg"):
        follow("Brå: Tabell 2.1")
    assert swedish("−1 693,5 %") == -1693.5
