"""The same pages on a telephone: nothing sticks out, everything can be reached."""

import pytest
from browsing import PAGES, Site, Window, go, named, shoot, unfold, visit
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# What is wider than the screen, except inside a table that scrolls within itself.
_STICKS_OUT = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    const wide = [document.documentElement, document.body, main].filter(e => e.scrollWidth > e.clientWidth + 1);
    const out = [...main.querySelectorAll('*')].filter(e => !e.closest('.lb-scroll, svg') || e.matches('.lb-scroll, svg'))
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1);
    return [...wide, ...out].map(e => e.outerHTML.slice(0, 120));
}"""


def sticks_out(page: Page) -> list[str]:
    return list(page.evaluate(_STICKS_OUT))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES, ids=named)
def test_nothing_sticks_out_at_390_and_320(windows: Window, site: Site, path: str, theme: str) -> None:
    page = windows(390, 844, theme)
    visit(page, site.at(path))
    shoot(page, f"{named(path)}-{theme}-390")
    unfold(page)
    assert sticks_out(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    try:
        page.wait_for_timeout(250)  # charts are drawn anew at the new width
        assert sticks_out(page) == []
    finally:
        page.set_viewport_size({"width": 390, "height": 844})


def test_the_navigation_can_be_reached(windows: Window, site: Site) -> None:
    page = windows(320, 640)
    visit(page, site.at())
    for name, title in (("GVI", "Gruppvåldsintervention (GVI)"), ("Källor och metod", "Källor och metod")):
        go(page, name)
        assert page.locator("h1").inner_text() == title


def test_a_table_wider_than_the_screen_can_be_scrolled_from_the_keyboard(windows: Window, site: Site) -> None:
    page = windows(390, 844)
    visit(page, site.at("bidrag"))
    wide = page.locator(".lb-scroll").first
    assert wide.evaluate("e => e.scrollWidth > e.clientWidth")
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.lb-scroll').scrollLeft > 0")


def test_text_can_be_read_at_390(windows: Window, site: Site) -> None:
    page = windows(390, 844)
    visit(page, site.at())
    sizes = page.locator(".lb-answer, .lb-prose, .lb-card p, .lb-table td").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 13


def test_what_sticks_out_is_noticed(windows: Window, site: Site) -> None:
    page = windows(390, 844)
    visit(page, site.at("exportera"))
    assert sticks_out(page) == []
    page.evaluate("document.querySelector('h1').style.minWidth = '600px'")
    assert any("<h1" in found for found in sticks_out(page))
