"""Every page opens, answers its question first, and speaks Swedish."""

import re

import pytest
from browsing import NAMES, PAGES, Site, answer, go, named, seen, settle, unfold, visit
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ENGLISH = re.compile(
    r"\b(choose|options?|no results|fullscreen|full screen|download|search|loading|running|rerun|settings|deploy|streamlit|"
    r"page not found|skip to|main content|sidebar|app pages|expand|collapse|clear|please|record|screencast|cache|error|"
    r"show|hide|connecting|stop|print|about|open|close|menu|view|copy)\b",
    re.IGNORECASE,
)
# Streamlit has no setting for these names, which only a screen reader says.
CANNOT_BE_TOLD = {"Sidebar", "App pages", "Expand sidebar", "Collapse sidebar", "Open"}
TITLES = {
    "": "Läget i Göteborg",
    "omrade": "Göteborg",
    "indikator": "Utsatta för brott mot enskild person",
    "kontroller": "Kontroller av bidrag och leverantörer",
    "gvi": "Gruppvåldsintervention (GVI)",
    "kallor": "Källor och metod",
    "exportera": "Exportera en ögonblicksbild",
}
_VISIBLE_TEXT = """() => {
    const words = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, holder = node.parentElement;
        const box = holder.getBoundingClientRect();
        if (!holder.checkVisibility() || ['STYLE', 'SCRIPT'].includes(holder.tagName)) continue;
        if (box.right > 0 && box.bottom > 0 && box.width > 1 && box.height > 1) words.push(node.textContent);
    }
    return words.join(' ');
}"""
_NAMES = """() => [...document.querySelectorAll('[aria-label], [title], [alt], [placeholder]')].flatMap(
    e => ['aria-label', 'title', 'alt', 'placeholder'].map(a => e.getAttribute(a)).filter(Boolean))"""


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_page_opens_with_its_answer_first(page: Page, site: Site, path: str) -> None:
    visit(page, site.at(path))
    assert page.locator("h1").all_inner_texts() == [TITLES[path]]
    assert answer(page)
    assert "Inget känt" not in answer(page)
    assert "Sidan kunde inte visas" not in seen(page)


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_headings_never_skip_a_level(page: Page, site: Site, path: str) -> None:
    visit(page, site.at(path))
    unfold(page)
    headings = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all("all => all.map(h => [Number(h.tagName[1]), h.textContent])")
    levels = [level for level, _ in headings]
    assert levels[0] == 1
    skipped = [headings[n + 1] for n, (a, b) in enumerate(zip(levels, levels[1:], strict=False)) if b > a + 1]
    assert skipped == []
    assert all(text.strip() for _, text in headings)


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_english_is_left_on_a_page(page: Page, site: Site, path: str) -> None:
    visit(page, site.at(path))
    unfold(page)
    assert ENGLISH.findall(page.evaluate(_VISIBLE_TEXT)) == []
    spoken = {name for name in page.evaluate(_NAMES) if ENGLISH.search(name)}
    assert spoken - CANNOT_BE_TOLD == set()


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_page_says_which_picture_it_shows_and_has_a_name_of_its_own(page: Page, site: Site, path: str) -> None:
    visit(page, site.at(path))
    assert re.search(r"Lägesbild Göteborg, byggd \d+ \w+ 20\d\d, bygge \d{8}T\d+-[0-9a-f]{8}", seen(page))
    assert NAMES[PAGES.index(path)] in page.title()


def test_the_navigation_leads_to_every_page(page: Page, site: Site) -> None:
    visit(page, site.at())
    for path, name in [*zip(PAGES, NAMES, strict=True)][::-1]:
        go(page, name)
        page.get_by_role("heading", level=1, name=TITLES[path], exact=True).wait_for()


def test_every_table_has_a_caption_and_heads(page: Page, site: Site) -> None:
    counted = 0
    for path in PAGES:
        visit(page, site.at(path))
        unfold(page)
        for table in page.locator("table").all():
            counted += 1
            assert table.locator("caption").inner_text().strip(), path
            assert table.locator("thead th[scope=col]").count() > 1, path
            rows = table.locator("tbody tr").count()
            assert rows == table.locator("tbody th[scope=row], tbody th[scope=rowgroup]").count() > 0, path
    assert counted >= 12


def test_what_the_reader_chooses_on_the_map_is_what_the_map_and_the_list_show(page: Page, site: Site) -> None:
    visit(page, site.at("", indikator="Alla anmälda brott per 1 000 invånare"))
    settle(page)
    assert "Alla anmälda brott per 1 000 invånare" in page.locator("table").first.locator("caption").inner_text()
    figure = page.get_by_role("figure").first
    assert "Alla anmälda brott per 1 000 invånare" in str(figure.get_attribute("aria-label"))
    for district in ("Nordost", "Centrum", "Sydväst", "Hisingen"):
        assert district in str(figure.get_attribute("aria-label"))
        assert district in page.locator("table").first.inner_text()
