"""Driving the dashboard as a reader does: start it, open a page, wait until it is whole, choose, read."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from places import ROOT, quiet
from playwright.sync_api import Page

PAGES = ("", "omrade", "indikator", "bidrag", "leverantorer", "flaggor", "plan", "gvi", "kallor", "exportera")
NAMES = (
    "Översikt", "Område", "Indikator", "Bidrag", "Leverantörer", "Flaggor", "Planera", "GVI", "Källor och metod", "Exportera",
)  # fmt: skip
NO_CHROMIUM = "ingen Chromium på PATH: apt-get install chromium"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
SHOTS = ROOT / "tests/shots"
Window = Callable[..., Page]  # by width, height and theme

_WHOLE = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app && app.dataset.testScriptState === 'notRunning'
        && document.querySelector('h1, .lb-notice')
        && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
        && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every(c => c.querySelector('.main-svg'));
}"""

# Runs before the page's own scripts: counts what the server says, so that a test can wait for an answer to its choice.
LISTEN = """window.heard = 0;
window.WebSocket = class extends WebSocket {
    constructor(...given) { super(...given); this.addEventListener('message', () => { window.heard += 1; }); }
};"""


@dataclass(frozen=True)
class Site:
    """A running dashboard: its address, its port and what it has logged so far."""

    address: str
    port: int
    log: Path

    def at(self, page: str = "", **chosen: str) -> str:
        """The address of a page with what is chosen on it, as a copied link has it."""
        asked = "&".join(f"{name}={quote(value)}" for name, value in chosen.items())
        return f"{self.address}/{page}" + (f"?{asked}" if asked else "")


def find_chromium() -> str | None:
    """The system's Chromium, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def serving(warehouse: Path, log: Path, audience: str = "intern") -> Iterator[Site]:
    """The dashboard as `python -m dashboard` starts it, stopped at the end."""
    port = _free_port()
    command = [sys.executable, "-m", "dashboard", "--port", str(port), "--warehouse", str(warehouse), "--audience", audience]
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=quiet(), stdout=out, stderr=subprocess.STDOUT)
        try:
            site = Site(f"http://127.0.0.1:{port}", port, log)
            _await_health(site, process)
            yield site
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_health(site: Site, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{site.address}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"Servern startade inte:\n{site.log.read_text(encoding='utf-8')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def visit(page: Page, address: str) -> None:
    """Opens an address and waits until everything on the page is drawn."""
    page.goto(address)
    settle(page)


def settle(page: Page) -> None:
    """Waits until nothing on the page is running, waiting or out of date."""
    page.wait_for_function(_WHOLE, timeout=60_000)


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Does something that the server answers, and waits until the page shows the answer."""
    before = page.evaluate("window.heard")
    yield
    page.wait_for_function("before => window.heard > before", arg=before)
    page.wait_for_timeout(150)  # what was heard becomes a running page in the next frames
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    """Chooses in a list by writing the whole name, as a reader at the keyboard does."""
    box = page.get_by_role("combobox", name=label, exact=True)
    with answered(page):
        box.click()
        box.fill(option)
        page.get_by_role("option", name=option, exact=True).click()


def go(page: Page, name: str) -> None:
    """Follows the navigation to another page, opening it first where a narrow screen has folded it."""
    link = page.get_by_role("link", name=name, exact=True).first
    if (link.bounding_box() or {"x": -1})["x"] < 0:
        page.get_by_test_id("stExpandSidebarButton").click()
    with answered(page):
        link.click()


def unfold(page: Page) -> None:
    """Opens every folded part, so that what is checked is all that can be read."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


def seen(page: Page) -> str:
    """All text that the reader can see, on one line with plain spaces."""
    return " ".join(page.locator("body").inner_text().split())


def answer(page: Page) -> str:
    """The answer at the top of the page, with plain spaces."""
    return " ".join(page.locator(".lb-answer").inner_text().split())


def shoot(page: Page, name: str) -> None:
    """A picture of the whole page in tests/shots, for people to look at; the window is as it was afterwards."""
    SHOTS.mkdir(exist_ok=True)
    window = page.viewport_size or {"width": 1440, "height": 900}
    height = page.evaluate("Math.ceil(document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight)")
    page.set_viewport_size({"width": window["width"], "height": max(window["height"], min(int(height), 8_000))})
    page.screenshot(path=SHOTS / f"{name}.png")
    page.set_viewport_size(window)


def named(page: str) -> str:
    """A page's name in file names and test ids."""
    return page or "oversikt"


def is_asked_for(switch: str) -> bool:
    """Whether the environment turns something on."""
    return os.environ.get(switch) == "1"
