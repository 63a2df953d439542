"""Swedish, sealed and local: no request to another host, no script from elsewhere, no ear to the outside."""

import socket
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browsing import LISTEN, PAGES, Site, choose, named, visit
from playwright.sync_api import Browser, ConsoleMessage

pytestmark = pytest.mark.browser

_INJECT = "document.head.appendChild(Object.assign(document.createElement('script'), {textContent: 'window.inside = 1'}))"
PROBES = ("_stcore/health", "_stcore/host-config")  # Streamlit looks for its root under a page's own path first


def is_wrong(message: ConsoleMessage) -> bool:
    return message.type == "error" and not is_known_probe(message)


def is_known_probe(message: ConsoleMessage) -> bool:
    """The two 404s by which Streamlit's page finds out where it lies."""
    address = str(message.location.get("url", ""))
    return "404" in message.text and urlsplit(address).path.count("/") > 2 and address.endswith(PROBES)


def test_a_whole_visit_stays_at_home_and_without_errors(browser: Browser, site: Site) -> None:
    asked: set[str] = set()
    wrong: list[str] = []
    context = browser.new_context(locale="sv-SE")
    try:
        page = context.new_page()
        page.on("request", lambda r: asked.add(r.url))
        page.on("websocket", lambda w: asked.add(w.url))
        page.on("console", lambda m: wrong.append(f"{m.text} {m.location}") if is_wrong(m) else None)
        page.on("pageerror", lambda e: wrong.append(str(e)))
        for path in PAGES:
            visit(page, site.at(path))
            page.wait_for_timeout(300)
        page.add_init_script(LISTEN)
        visit(page, site.at("omrade"))
        choose(page, "Område", "Hisingen (stadsområde)")
    finally:
        context.close()
    homes = {urlsplit(url).netloc for url in asked if urlsplit(url).scheme not in ("data", "blob")}
    assert homes == {f"127.0.0.1:{site.port}"}
    assert {urlsplit(url).scheme for url in asked} >= {"http", "ws"}, "annars har provet inte sett något"
    assert wrong == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_page_says_that_it_is_swedish_and_sealed(site: Site, path: str) -> None:
    with urllib.request.urlopen(site.at(path), timeout=10) as response:
        body, headers = response.read().decode(), response.headers
    assert '<html lang="sv"' in body
    policy = {words[0]: words[1:] for part in headers["Content-Security-Policy"].split(";") if (words := part.split())}
    assert policy["default-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]
    assert "'unsafe-inline'" not in policy["script-src"]
    abroad = [word for words in policy.values() for word in words if "//" in word or "*" in word]
    assert abroad == []
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_request_to_the_outside_is_refused_by_the_page_itself(browser: Browser, site: Site) -> None:
    refused: list[str] = []
    context = browser.new_context()
    try:
        page = context.new_page()
        page.on("console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None)
        visit(page, site.at("exportera"))
        page.evaluate("fetch('https://exempel.invalid/').catch(() => 0)")
        page.evaluate(_INJECT)
        page.wait_for_timeout(300)
        assert page.evaluate("window.inside") is None
    finally:
        context.close()
    assert len(refused) >= 2


def listeners(port: int) -> set[str]:
    """The local addresses, in hex as the kernel writes them, that listen on a port."""
    table = [line.split() for name in ("tcp", "tcp6") for line in _lines(Path("/proc/net") / name)]
    return {row[1].split(":")[0] for row in table if row[3] == "0A" and int(row[1].split(":")[1], 16) == port}


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="ascii").splitlines()[1:] if path.exists() else []


def test_the_server_listens_to_this_machine_only(site: Site) -> None:
    if not Path("/proc/net/tcp").exists():
        pytest.skip("lyssnande adresser läses ur /proc/net, som bara finns på Linux")
    assert listeners(site.port) == {"0100007F"}


def test_listening_to_everyone_is_noticed() -> None:
    if not Path("/proc/net/tcp").exists():
        pytest.skip("lyssnande adresser läses ur /proc/net, som bara finns på Linux")
    with socket.create_server(("", 0)) as open_door:
        assert listeners(open_door.getsockname()[1]) == {"00000000"}


@pytest.mark.parametrize(("origin", "answer"), [("http://exempel.invalid", "403"), ("{own}", "101")])
def test_another_sites_page_gets_no_session(site: Site, origin: str, answer: str) -> None:
    words = (
        "GET /_stcore/stream HTTP/1.1", f"Host: 127.0.0.1:{site.port}", "Connection: Upgrade", "Upgrade: websocket",
        "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", f"Origin: {origin.format(own=site.address)}",
    )  # fmt: skip
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as line:
        line.sendall("\r\n".join((*words, "", "")).encode("ascii"))
        assert line.recv(64).split()[1].decode("ascii") == answer
