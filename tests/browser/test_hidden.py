"""A hidden number is in nothing that leaves the dashboard: pages, websocket, addresses, exported files, properties, log.

The town has a district whose count nobody else has; it is hidden only so that a smaller one cannot be worked out. CSV is not
offered anywhere; a new form of export has to be read here before it can be added.
"""

import base64
import io
import re
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browsing import LISTEN, PAGES, Site, serving, settle, unfold, visit
from odd import FEW, NUMBER, SHOWN, binaries, write_odd
from places import TRANSCRIPT, deliver, run
from playwright.sync_api import Browser, Page, Response, WebSocket

from dashboard import words
from dashboard.export import snapshot

pytestmark = pytest.mark.browser

SECRETS = (NUMBER, NUMBER + FEW)  # the district, and the whole before it was rounded
PLACES = ("Göteborg (kommun)", "Hisingen (stadsområde)")


@dataclass
class Tape:
    """All that went over the wire and all that was made, by where it was seen."""

    seen: list[tuple[str, bytes]] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def put(self, where: str, what: bytes | str) -> None:
        self.seen.append((where, what if isinstance(what, bytes) else what.encode()))

    def listen(self, page: Page) -> None:
        page.on("websocket", self._hear)
        page.on("response", self._keep)
        page.on("request", lambda r: self.put("adress", f"{r.url} {r.post_data or ''}"))
        page.on("console", lambda m: self.put("konsol", m.text))

    def _hear(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.put("websocket", frame))
        socket.on("framesent", lambda frame: self.put("websocket ut", frame))

    def _keep(self, response: Response) -> None:
        self.responses.append(response)  # Playwright cannot call a list's own method

    def fetch(self) -> None:
        """Reads what was answered since the last time; Streamlit's own files are not made of data."""
        for response in self.responses:
            if response.ok and "/static/" not in response.url:
                self.put("svar", response.body())
            self.put("rubriker", str(response.headers))
        self.responses.clear()

    def having(self, number: int) -> set[str]:
        """Where a number stands in any form."""
        return {where for where, what in self.seen if holds(what, number)}


def holds(content: bytes, number: int) -> bool:
    """Whether a number stands in bytes: as text with any mark between thousands, or as a binary number, also behind base64."""
    text = f"{number:,}".replace(",", r"(?:[\s,.'’]|&nbsp;|&#160;|\\u00a0|\\xa0)?")
    written = re.compile(rf"(?<![\d.,]){text}(?!\d)")
    packed = [base64.b64decode(b + b"==") for b in re.findall(rb'"bdata":\s*"([A-Za-z0-9+/]+)', content)]
    if any(trace in one for one in (content, *packed) for trace in binaries(number)):
        return True
    return any(written.search(content.decode(encoding, "ignore")) for encoding in ("utf-8", "utf-16-le"))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town with the odd number, with a survey beside so that every page has something to show, for both audiences."""
    root = write_odd(tmp_path_factory.mktemp("dold"))
    deliver(root / "data/raw/1480/ntu/2023", {"ntu.xlsx": TRANSCRIPT})
    for audience in ("intern", "publik"):
        done = run("build", "1480", "--data", root / "data", "--out", root / "lager", "--audience", audience)
        if done.returncode:
            pytest.fail(f"Staden gick inte att bygga:\n{done.stdout}{done.stderr}", pytrace=False)
    return root


@pytest.fixture(scope="module")
def odd_site(browser: Browser, town: Path) -> Iterator[Site]:
    """The dashboard over what the town itself may see."""
    with serving(town / "lager", town / "log.txt") as running:
        yield running


@pytest.fixture(scope="module")
def tape(browser: Browser, odd_site: Site) -> Tape:
    """A whole visit: every page, unfolded, for both places, with every file made."""
    made = Tape()
    context = browser.new_context(locale="sv-SE", accept_downloads=True)
    page = context.new_page()
    page.add_init_script(LISTEN)
    made.listen(page)
    for path in PAGES:
        for place in PLACES:
            visit(page, odd_site.at(path, omrade=place))
            unfold(page)
            made.put(f"sida {path}", page.content())
            made.put(f"adress {path}", page.url)
            if path == "exportera":
                _make_files(page, made)
            made.fetch()
    context.close()
    made.put("logg", odd_site.log.read_bytes())
    return made


def _make_files(page: Page, tape: Tape) -> None:
    for button in ("PDF", "Excel"):
        with page.expect_download(timeout=60_000) as coming:
            page.get_by_role("button", name=button).click()
        name = coming.value.suggested_filename
        tape.put("filnamn", name)
        form = name.rpartition(".")[2]
        for part, content in PARTS[form](Path(coming.value.path()).read_bytes()):
            tape.put(f"{form} {part}", content)
        settle(page)


def parts_of_pdf(made: bytes) -> Iterator[tuple[str, bytes]]:
    """The raw bytes, every stream unpacked, the text as it is read, and the properties."""
    yield "rå", made
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            yield "ström", zlib.decompressobj().decompress(found[1])
        except zlib.error:
            yield "ström", found[1]
    for tool in (["pdftotext", "-raw", "-", "-"], ["pdfinfo", "-"]):
        try:
            yield (
                "text" if tool[0] == "pdftotext" else "egenskaper",
                subprocess.run(tool, input=made, capture_output=True, check=True).stdout,
            )
        except FileNotFoundError:
            pytest.skip("pdftotext finns inte här: installera poppler-utils")


def parts_of_xlsx(made: bytes) -> Iterator[tuple[str, bytes]]:
    """The raw bytes and every part of the package, hidden sheets and properties too."""
    yield "rå", made
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        for name in package.namelist():
            yield name, package.read(name)


PARTS: dict[str, Callable[[bytes], Iterator[tuple[str, bytes]]]] = {"pdf": parts_of_pdf, "xlsx": parts_of_xlsx}


def test_every_form_of_export_is_read() -> None:
    assert set(PARTS) == set(snapshot.FORMS)


@pytest.mark.parametrize("number", SECRETS)
def test_a_hidden_number_leaves_nowhere(tape: Tape, number: int) -> None:
    assert tape.having(number) == set()


def test_the_tape_hears_all_ways_out_and_finds_what_is_shown(tape: Tape) -> None:
    ways = {where for where, _ in tape.seen}
    assert {"websocket", "websocket ut", "svar", "rubriker", "adress", "logg", "filnamn", "pdf text", "pdf egenskaper"} <= ways
    assert {"xlsx docProps/core.xml", "xlsx xl/worksheets/sheet2.xml", "pdf ström", *(f"sida {p}" for p in PAGES)} <= ways
    found = tape.having(SHOWN)
    assert {"websocket", "sida gvi", "pdf text"} <= found
    assert any(where.startswith("xlsx xl/worksheets/") for where in found)


def test_hidden_cells_say_so_on_the_page_and_not_which_is_the_small_one(odd_site: Site, page: Page) -> None:
    visit(page, odd_site.at("gvi"))
    rows = page.locator("table", has_text="Hisingen").first.locator("tbody tr")
    told = {row.split("\t")[0]: row.split("\t")[1:] for row in rows.all_inner_texts()}
    assert told["Hisingen"] == told["Centrum"] == [".."]
    assert ".. visas inte av sekretess- eller röjandeskäl" in page.locator("body").inner_text()


def test_the_public_sees_every_page_whole_and_nothing_of_the_register(page: Page, town: Path) -> None:
    with serving(town / "lager", town / "publik.txt", "publik") as public:
        for path in PAGES:
            visit(page, public.at(path))
            unfold(page)
            told = page.locator("body").inner_text()
            assert words.text("errors.page") not in told, path
            assert "för allmänheten" in page.locator(".lb-meta").first.inner_text(), path
            assert "internt bruk" not in told and "Upprepat budskap" not in told and not holds(told.encode(), SHOWN), path
    assert "Traceback" not in (town / "publik.txt").read_text(encoding="utf-8")


FORMS = ("48731", "48 731", "48\u00a0731", "48\u202f731", "48&nbsp;731", "48.731", "48,731", r"48\u00a0731")


@pytest.mark.parametrize("content", [f"antal {form};".encode() for form in FORMS] + binaries(NUMBER), ids=repr)
def test_a_number_is_found_in_any_form(content: bytes) -> None:
    assert holds(b"fore " + content + b" efter", NUMBER)
    assert not holds(b"fore " + content + b" efter", SHOWN)


def test_a_number_is_found_behind_base64_and_not_inside_another() -> None:
    assert holds(b'{"bdata": "' + base64.b64encode(binaries(NUMBER)[2]) + b'"}', NUMBER)
    assert not any(holds(text, NUMBER) for text in (b"0.48731", b"148731", b"487310", b"4873"))
