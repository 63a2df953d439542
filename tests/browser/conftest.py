"""One server and one browser for all journeys; one window per size and theme, used again and again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import ARGUMENTS, LISTEN, NO_CHROMIUM, Site, Window, find_chromium, serving
from playwright.sync_api import Browser, Page, sync_playwright
from two import build_both


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Where none is found the journeys are skipped and say how to get one."""
    chromium = find_chromium()
    if chromium is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site(browser: Browser, warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The dashboard over the default build. Asks for the browser first: without one there is nothing to serve."""
    with serving(warehouse.parents[2], tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running


@pytest.fixture(scope="session")
def both(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a warehouse with Göteborg and a small Exempelstad, `lager`, beside the latter's `data`."""
    folder = tmp_path_factory.mktemp("tva")
    build_both(warehouse, folder)
    return folder


@pytest.fixture(scope="session")
def pair(browser: Browser, both: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The dashboard over two municipalities."""
    with serving(both / "lager", tmp_path_factory.mktemp("pair") / "log.txt") as running:
        yield running


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Iterator[Window]:
    """A window by width, height and theme. Every test starts by opening an address in it, which begins a new session."""
    opened: dict[tuple[int, int, str], Page] = {}

    def window(width: int = 1440, height: int = 900, theme: str = "light") -> Page:
        key = (width, height, theme)
        if key not in opened:
            size = {"width": width, "height": height}
            opened[key] = browser.new_page(viewport=size, color_scheme=theme, locale="sv-SE")  # type: ignore[arg-type]
            opened[key].add_init_script(LISTEN)
        return opened[key]

    yield window
    for page in opened.values():
        page.close()


@pytest.fixture
def page(windows: Window) -> Page:
    """A window on a desk."""
    return windows()
