"""axe-core on every page, in light and dark, on a desk and a phone, with all that is folded opened."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PAGES, Site, Window, choose, named, shoot, unfold, visit
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"], "resultTypes": ["violations"]}


def violations(page: Page) -> list[str]:
    """What axe calls serious or critical, with the place in the page."""
    found = Axe().run(page, options=RULES).response["violations"]
    bad = [v for v in found if v["impact"] in ("serious", "critical")]
    return [f"{v['id']} ({v['impact']}): {n['html'][:160]} {n['failureSummary']}" for v in bad for n in v["nodes"][:3]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_serious_violation_on_a_desk(windows: Window, site: Site, path: str, theme: str) -> None:
    page = windows(theme=theme)
    visit(page, site.at(path))
    shoot(page, f"{named(path)}-{theme}-1440")
    unfold(page)
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "omrade"], ids=named)
def test_no_serious_violation_on_a_phone(windows: Window, site: Site, path: str, theme: str) -> None:
    page = windows(390, 844, theme)
    visit(page, site.at(path))
    unfold(page)
    assert violations(page) == []


def test_no_serious_violation_where_little_is_known(page: Page, site: Site) -> None:
    visit(page, site.at("omrade", omrade="Norra Angered (mellanområde)"))
    unfold(page)
    assert violations(page) == []


def test_no_serious_violation_after_a_choice(page: Page, site: Site) -> None:
    visit(page, site.at("indikator"))
    choose(page, "Indikator", "Alla anmälda brott, antal")
    unfold(page)
    assert violations(page) == []


def test_the_theme_is_the_readers(windows: Window, site: Site) -> None:
    colours = {}
    for theme in ("light", "dark"):
        page = windows(theme=theme)
        visit(page, site.at("indikator"))
        paper = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
        chart = page.evaluate("getComputedStyle(document.querySelector('.js-plotly-plot .main-svg')).backgroundColor")
        assert chart == paper, "diagrammet har sidans papper"
        colours[theme] = paper
    assert colours["light"] != colours["dark"]


def test_a_violation_is_noticed(page: Page, site: Site) -> None:
    visit(page, site.at("exportera"))
    page.evaluate("document.querySelector('.lb-answer').style.color = '#cccccc'")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert {line.split()[0] for line in violations(page)} == {"color-contrast", "image-alt"}
