"""What is chosen lives in the address: a copied link gives the same page, and another page keeps the area."""

import pytest
from browsing import Site, Window, answer, answered, choose, go, seen, settle, visit
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

BISKOPSGARDEN = "Västra Biskopsgården (mellanområde)"
HISINGEN = "Hisingen (stadsområde)"


@pytest.fixture
def elsewhere(windows: Window) -> Page:
    """The window of someone who was sent the link."""
    return windows(1280, 800)


def told(page: Page) -> tuple[str, str, list[str]]:
    """Title, answer and choices."""
    chosen = [box.input_value() for box in page.get_by_role("combobox").all()]
    return page.locator("h1").inner_text(), answer(page), chosen


@pytest.mark.parametrize("area", [BISKOPSGARDEN, HISINGEN, "Frölunda Torg-Tofta (mellanområde)", "Sverige"])
def test_a_chosen_area_is_in_the_address_and_the_copied_address_restores_it(
    page: Page, elsewhere: Page, site: Site, area: str
) -> None:
    visit(page, site.at("omrade"))
    choose(page, "Område", area)
    page.get_by_role("heading", level=1, name=area.split(" (", maxsplit=1)[0], exact=True).wait_for()
    assert "omrade=" in page.url
    visit(elsewhere, page.url)
    assert told(elsewhere) == told(page)


@pytest.mark.parametrize("indicator", ["Känner sig trygga (Öppna jämförelser)", "Hushåll utsatta för stöld ur eller från fordon"])
def test_a_chosen_indicator_is_in_the_address_and_the_copied_address_restores_it(
    page: Page, elsewhere: Page, site: Site, indicator: str
) -> None:
    visit(page, site.at("indikator", omrade=HISINGEN))
    choose(page, "Indikator", indicator)
    page.get_by_role("heading", level=1, name=indicator, exact=True).wait_for()
    assert told(page)[2] == [indicator, HISINGEN]
    visit(elsewhere, page.url)
    assert told(elsewhere) == told(page)


def test_a_second_choice_counts_as_much_as_the_first(page: Page, site: Site) -> None:
    visit(page, site.at("omrade"))
    for area in (HISINGEN, BISKOPSGARDEN, "Göteborg (kommun)", HISINGEN):
        choose(page, "Område", area)
        page.get_by_role("heading", level=1, name=area.split(" (", maxsplit=1)[0], exact=True).wait_for()


def test_another_page_keeps_the_area(page: Page, site: Site) -> None:
    visit(page, site.at("omrade", omrade=HISINGEN))
    go(page, "Indikator")
    assert told(page)[2][1] == HISINGEN
    go(page, "Bidrag")
    go(page, "Exportera")
    assert told(page)[2] == [HISINGEN]
    go(page, "Område")
    assert page.locator("h1").inner_text() == "Hisingen"


def test_the_browsers_back_keeps_the_area(page: Page, site: Site) -> None:
    visit(page, site.at("omrade", omrade=HISINGEN))
    go(page, "Bidrag")
    with answered(page):
        page.go_back()
    assert page.locator("h1").inner_text() == "Hisingen"
    assert told(page)[2] == [HISINGEN]


def test_the_address_of_another_page_restores_the_area_too(page: Page, elsewhere: Page, site: Site) -> None:
    visit(page, site.at("omrade", omrade=HISINGEN))
    go(page, "Indikator")
    visit(elsewhere, page.url)
    assert told(elsewhere)[2] == told(page)[2]
    assert HISINGEN in told(page)[2]


def test_a_row_of_the_profile_leads_to_that_indicator_in_that_area(page: Page, site: Site) -> None:
    visit(page, site.at("omrade", omrade=HISINGEN))
    page.get_by_role("link", name="Utsatta för hot", exact=True).click()
    page.get_by_role("heading", level=1, name="Utsatta för hot", exact=True).wait_for()
    settle(page)
    assert told(page)[2] == ["Utsatta för hot", HISINGEN]


@pytest.mark.parametrize(
    "nonsense", ["Atlantis", "<script>window.broken = 1</script>", "'; DROP TABLE area; --", "Hisingen", "%", "å" * 3000]
)
def test_nonsense_in_the_address_gives_a_page_that_works(page: Page, site: Site, nonsense: str) -> None:
    visit(page, site.at("indikator", omrade=nonsense, indikator=nonsense, okand=nonsense))
    assert page.locator("h1").count() == 1
    assert told(page)[2] == ["Utsatta för brott mot enskild person", "Göteborg (kommun)"]
    assert "kunde inte visas" not in seen(page)
    assert page.evaluate("window.broken") is None


def test_an_address_that_does_not_exist_still_shows_a_picture(page: Page, site: Site) -> None:
    visit(page, site.at("finns-inte"))
    assert page.locator("h1").count() == 1
