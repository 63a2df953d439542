"""Failing states are designed: nothing built yet, a file that cannot be read, a new build while the page is open."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from browsing import PAGES, Site, named, seen, serving, visit
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

CODE = re.compile(r"Traceback|\.py\b|Error|Exception|duckdb|/tmp/|File \"|SELECT|None\b")


@dataclass(frozen=True)
class Shelf:
    """A warehouse of one municipality that the tests put files in and take files out of."""

    root: Path
    built: Path

    @property
    def folder(self) -> Path:
        return self.root / "1480/intern"

    def clear(self) -> None:
        shutil.rmtree(self.root / "1480", ignore_errors=True)

    def point(self, name: str) -> None:
        hidden = self.folder / ".current"
        hidden.write_text(name + "\n", encoding="utf-8")
        hidden.replace(self.folder / "current")

    def publish(self, build_id: str) -> None:
        """The default build under another name, published the way etl does it: a new file, then the pointer."""
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / f"{build_id}.duckdb"
        shutil.copy(self.built, target)
        with duckdb.connect(str(target)) as con:
            con.execute("UPDATE build SET build_id = ?", [build_id])
        self.point(target.name)

    def publish_broken(self, name: str, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content)
        self.point(name)


@pytest.fixture(scope="module")
def shelf(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("hylla"), warehouse)


@pytest.fixture(scope="module")
def frail(browser: Browser, shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A dashboard over the shelf; it stays up through everything that happens to the files."""
    with serving(shelf.root, tmp_path_factory.mktemp("frail") / "log.txt") as running:
        yield running


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_without_a_build_the_page_says_what_to_do(page: Page, frail: Site, shelf: Shelf, path: str) -> None:
    shelf.clear()
    visit(page, frail.at(path))
    assert "Ingen lägesbild är byggd ännu" in seen(page)
    assert "python -m etl build 1480" in seen(page)
    assert "Sidan kunde inte visas" not in seen(page)


def test_the_first_build_is_shown_without_a_restart(page: Page, frail: Site, shelf: Shelf) -> None:
    shelf.clear()
    visit(page, frail.at())
    shelf.publish("forsta")
    visit(page, frail.at())
    assert "bygge forsta" in seen(page)


def test_a_new_build_is_shown_at_the_next_page_load(page: Page, frail: Site, shelf: Shelf) -> None:
    shelf.publish("ett")
    visit(page, frail.at("omrade"))
    assert "bygge ett" in seen(page)
    shelf.publish("tva")
    visit(page, frail.at("omrade"))
    assert "bygge tva" in seen(page)
    assert "bygge ett" not in seen(page)


BROKEN = {
    "avklippt": lambda whole: whole[: len(whole) // 3],
    "tom": lambda _: b"",
    "annan": lambda _: "det här är ingen databas ".encode() * 400,
}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("path", ["", "bidrag", "exportera"], ids=named)
def test_a_file_that_cannot_be_read_gives_a_sentence_and_no_code(
    page: Page, frail: Site, shelf: Shelf, path: str, kind: str
) -> None:
    shelf.publish_broken(f"{kind}-{named(path)}.duckdb", BROKEN[kind](shelf.built.read_bytes()))
    visit(page, frail.at(path))
    said = seen(page)
    assert "Sidan kunde inte visas" in said
    assert "Ladda om sidan" in said
    assert CODE.findall(said) == []
    assert "Traceback" in frail.log.read_text(encoding="utf-8"), "felet ska stå i loggen"


def test_a_pointer_to_nothing_gives_a_sentence_too(page: Page, frail: Site, shelf: Shelf) -> None:
    shelf.publish("borta")
    (shelf.folder / "borta.duckdb").unlink()
    visit(page, frail.at())
    assert "Sidan kunde inte visas" in seen(page)
    assert CODE.findall(seen(page)) == []


def test_the_page_works_again_when_the_file_does(page: Page, frail: Site, shelf: Shelf) -> None:
    shelf.publish_broken("trasig.duckdb", b"")
    visit(page, frail.at())
    assert "Sidan kunde inte visas" in seen(page)
    shelf.publish("hel")
    visit(page, frail.at())
    assert "bygge hel" in seen(page)
    assert page.locator("h1").inner_text() == "Läget i Göteborg"
