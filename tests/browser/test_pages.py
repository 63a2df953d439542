"""Every page opens, answers its question first, and speaks Swedish."""

import re
from dataclasses import dataclass

import pytest
from browsing import NAMES, PAGES, Site, Window, answer, choose, go, named, seen, unfold, visit
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ENGLISH = re.compile(
    r"\b(choose|options?|no results|fullscreen|full screen|download|search|loading|running|rerun|settings|deploy|streamlit|"
    r"page not found|skip to|main content|sidebar|app pages|expand|collapse|clear|please|record|screencast|cache|error|"
    r"show|hide|connecting|stop|print|about|open|close|menu|view|copy|copied|link to|heading|toggle|more|available)\b",
    re.IGNORECASE,
)
# Streamlit has no setting for these names, which only a screen reader says.
CANNOT_BE_TOLD = {"Sidebar", "App pages", "Expand sidebar", "Collapse sidebar", "Open"}
TITLES = {
    "": "Läget i Göteborg",
    "omrade": "Göteborg",
    "indikator": "Utsatta för brott mot enskild person",
    "bidrag": "Kontroller av bidrag",
    "leverantorer": "Kontroller av leverantörer",
    "flaggor": "Flaggor: skäl att titta närmare",
    "plan": "Planera kontroller",
    "gvi": "Gruppvåldsintervention (GVI)",
    "kallor": "Källor och metod",
    "exportera": "Exportera en ögonblicksbild",
}
_READ = """() => {
    const words = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const holder = walker.currentNode.parentElement, box = holder.getBoundingClientRect();
        const drawn = holder.checkVisibility() && !['STYLE', 'SCRIPT'].includes(holder.tagName);
        const inside = box.right > 0 && box.bottom > 0 && box.width > 1 && box.height > 1;
        if (drawn && inside) words.push(walker.currentNode.textContent);
    }
    const all = selector => [...document.querySelectorAll(selector)];
    return {
        visible: words.join(' '),
        spoken: all('[aria-label], [title], [alt], [placeholder]').filter(e => e.checkVisibility()).flatMap(
            e => ['aria-label', 'title', 'alt', 'placeholder'].map(a => e.getAttribute(a)).filter(Boolean)),
        headings: all('h1, h2, h3, h4, h5, h6').map(h => [Number(h.tagName[1]), h.textContent.trim()]),
        tables: all('table').map(t => ({
            caption: t.caption ? t.caption.textContent.trim() : '',
            heads: t.querySelectorAll('thead th[scope=col]').length,
            rows: t.querySelectorAll('tbody tr').length,
            named: t.querySelectorAll('tbody th[scope=row], tbody th[scope=rowgroup]').length})),
    };
}"""


@dataclass(frozen=True)
class Read:
    """A page with everything unfolded, as it was read: each page is opened once for all that is asked of it."""

    title: str
    answer: str
    seen: str
    visible: str
    spoken: set[str]
    headings: list[tuple[int, str]]
    tables: list[dict[str, object]]


@pytest.fixture(scope="module")
def read(windows: Window, site: Site) -> dict[str, Read]:
    return {path: _read(windows(), site.at(path)) for path in PAGES}


def _read(page: Page, address: str) -> Read:
    visit(page, address)
    unfold(page)
    found = page.evaluate(_READ)
    headings = [(level, text) for level, text in found["headings"]]
    return Read(page.title(), answer(page), seen(page), found["visible"], set(found["spoken"]), headings, found["tables"])


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_page_opens_with_its_answer_first(read: dict[str, Read], path: str) -> None:
    assert [text for level, text in read[path].headings if level == 1] == [TITLES[path]]
    assert read[path].answer
    assert "Inget känt" not in read[path].answer
    assert "Sidan kunde inte visas" not in read[path].seen


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_headings_never_skip_a_level(read: dict[str, Read], path: str) -> None:
    headings = read[path].headings
    assert headings[0][0] == 1
    assert [b for a, b in zip(headings, headings[1:], strict=False) if b[0] > a[0] + 1] == []
    assert all(text for _, text in headings)


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_english_is_left_on_a_page(read: dict[str, Read], path: str) -> None:
    assert ENGLISH.findall(read[path].visible) == []
    assert {name for name in read[path].spoken if ENGLISH.search(name)} - CANNOT_BE_TOLD == set()


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_page_says_which_picture_it_shows_and_has_a_name_of_its_own(read: dict[str, Read], path: str) -> None:
    assert re.search(r"Lägesbild Göteborg, för internt bruk, byggd \d+ \w+ 20\d\d, bygge \d{8}T\d+-[0-9a-f]{8}", read[path].seen)
    assert NAMES[PAGES.index(path)] in read[path].title


def test_every_table_has_a_caption_and_heads(read: dict[str, Read]) -> None:
    tables = [(path, table) for path in PAGES for table in read[path].tables]
    assert len(tables) >= 12
    for path, table in tables:
        assert table["caption"], path
        assert table["heads"] > 1, (path, table)
        assert table["rows"] == table["named"] > 0, (path, table)


def test_the_navigation_leads_to_every_page(page: Page, site: Site) -> None:
    visit(page, site.at())
    for path, name in [*zip(PAGES, NAMES, strict=True)][::-1]:
        go(page, name)
        assert page.locator("h1").all_inner_texts() == [TITLES[path]]


def test_what_is_chosen_is_what_the_map_and_the_list_show(page: Page, site: Site) -> None:
    crime = "Alla anmälda brott per 1 000 invånare"
    visit(page, site.at())
    choose(page, "Visa på kartan", crime)
    told = str(page.get_by_role("figure").first.get_attribute("aria-label"))
    listed = page.locator("table").first
    assert crime in listed.locator("caption").inner_text()
    assert crime in told
    for district in ("Nordost", "Centrum", "Sydväst", "Hisingen"):
        assert district in told
        assert district in listed.inner_text()


@pytest.mark.parametrize(
    ("area", "said"),
    [("Västra Biskopsgården", "41"), ("Norra Angered", "56"), ("Frölunda Torg-Tofta", "56")],
)
def test_an_area_is_answered_by_its_own_name_and_what_is_known_of_it(page: Page, site: Site, area: str, said: str) -> None:
    visit(page, site.at("omrade", omrade=f"{area} (mellanområde)"))
    told = answer(page)
    assert area in told
    assert said in told
    assert "Göteborg" not in told


def test_english_is_noticed(page: Page, site: Site) -> None:
    visit(page, site.at("exportera"))
    page.evaluate("document.querySelector('.lb-answer').textContent = 'Choose an option'")
    page.evaluate("document.querySelector('h1').setAttribute('title', 'View fullscreen')")
    found = page.evaluate(_READ)
    assert ENGLISH.search(found["visible"])
    assert "View fullscreen" in {name for name in found["spoken"] if ENGLISH.search(name)} - CANNOT_BE_TOLD
