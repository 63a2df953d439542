"""Without licensed boundaries the map says that it is schematic; with them it is the real one and says whose it is."""

import re
import shutil
from collections.abc import Iterator

import pytest
from browsing import Site, seen, serving, visit
from places import DATA, SHARED, other_peoples, run
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

DISTRICTS = ("Nordost", "Centrum", "Sydväst", "Hisingen")


@pytest.fixture(scope="module")
def surveyed(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A dashboard over a build with boundaries imported by the command, in a copy of the data."""
    boundaries = other_peoples(SHARED / "geo/goteborg_stadsomraden.geojson")
    tree = tmp_path_factory.mktemp("granser")
    shutil.copytree(DATA, tree / "data", ignore=shutil.ignore_patterns("warehouse"))
    owner = ("--kind", "stadsomrade", "--origin", "Provets utgivare", "--licence", "provlicens")
    for words in (("areas", "import", boundaries, *owner), ("build", "1480", "--out", tree / "lager")):
        done = run(*words, "--data", tree / "data")
        assert done.returncode == 0, done.stderr
    with serving(tree / "lager", tree / "log.txt") as running:
        yield running


def areas_drawn(page: Page) -> int:
    """How many outlines the map has."""
    chart = page.get_by_test_id("stPlotlyChart").filter(has=page.locator(".scatterlayer")).last
    return chart.locator(".scatterlayer .trace").count()


@pytest.mark.parametrize("path", ["", "indikator"])
def test_the_schematic_map_says_that_it_is(page: Page, site: Site, path: str) -> None:
    visit(page, site.at(path))
    assert re.search(r"Schematisk karta\s*[,–-]\s*inte geografiska gränser", seen(page))
    assert areas_drawn(page) == len(DISTRICTS)


@pytest.mark.parametrize("path", ["", "indikator"])
def test_the_real_map_does_not(page: Page, surveyed: Site, path: str) -> None:
    visit(page, surveyed.at(path))
    assert "chematisk" not in seen(page)
    assert "Provets utgivare" in seen(page)
    assert areas_drawn(page) == len(DISTRICTS)


def test_the_list_beside_the_map_has_the_same_districts(page: Page, site: Site) -> None:
    visit(page, site.at())
    told = str(page.get_by_role("figure").first.get_attribute("aria-label"))
    listed = page.locator("table").first.inner_text()
    for name in DISTRICTS:
        assert name in told
        assert name in listed
