"""How soon a page is ready, and its chart redrawn after a choice, in a real Chromium; beside the same view in Dash."""

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from bench.measured import Measured, Target
from bench.processes import serving
from dashboard import figures, store, words

CHROMIUM = "/usr/bin/chromium"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WATCH = Path(__file__).with_name("watch.js")
VISITS = 7
BLOCKS, WARM_UPS, CHANGES = 6, 5, 12  # per tool: 6 blocks of 5 uncounted and 12 counted changes
ORDER = 2026  # which changes, in which order; the same for both tools


@dataclass(frozen=True)
class Change:
    """One choice in one of the two lists."""

    where: str
    name: str


@dataclass(frozen=True)
class Tool:
    """A page with the view, and where its parts are found."""

    name: str
    words: tuple[str, ...]
    path: str
    lists: dict[str, str]
    search: str


OURS = Tool(
    "Streamlit",
    ("-m", "dashboard"),
    "/indikator",
    {"indikator": "input[aria-label=Indikator]", "omrade": "input[aria-label=Område]"},
    "",
)
DASH = Tool(
    "Dash med plotly",
    ("-m", "bench.dash_page"),
    "/",
    {"indikator": "#indikator", "omrade": "#omrade"},
    ".dash-dropdown-search",
)
DASH_SVG = replace(DASH, name="Dash med vår SVG", words=("-m", "bench.dash_page", "--svg"))


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


def opened(browser: Browser) -> Page:
    """A page of its own that notes what it looks like and when."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="sv-SE", color_scheme="light").new_page()
    page.add_init_script(path=WATCH)
    return page


def choose(page: Page, tool: Tool, change: Change) -> None:
    """Opens a list, types the name and clicks on it; the clock starts at the click, in the page."""
    asked = page.locator(tool.lists[change.where])
    asked.click()
    (page.locator(tool.search) if tool.search else asked).fill(change.name)
    page.get_by_role("option", name=change.name, exact=True).click()


def taken(page: Page, tool: Tool, change: Change) -> dict[str, float]:
    """Milliseconds from the click until the chart, the frame with it (`painted`) and the whole page were as they stayed."""
    choose(page, tool, change)
    page.wait_for_function("window.bench.over()", polling=50, timeout=10_000)
    return {name: float(ms) for name, ms in page.evaluate("window.bench.taken()").items()}


def changes(warehouse: Path, count: int) -> list[Change]:
    """Choices that always change the chart: two indicators and then an area, among those with a map and a country figure."""
    con = store.connect(store.current(store.municipalities(warehouse, "intern")["1480"]))
    areas = [a for a in store.areas(con) if a.kind in ("kommun", "stadsomrade")]
    known = [(i, {f.area_id for f in store.latest_everywhere(con, i.indicator_id) if f.value is not None}) for i in _mapped(con)]
    names = [i.name for i, where in known if {a.area_id for a in areas} <= where]
    drawn = random.Random(ORDER)
    labels = [words.area_label(a) for a in areas]
    made = [Change("indikator", names[0]), Change("omrade", labels[0])]
    while len(made) < count + 2:
        where = "omrade" if len(made) % 3 == 2 else "indikator"
        now = next(c.name for c in reversed(made) if c.where == where)
        made.append(Change(where, drawn.choice([n for n in (labels if where == "omrade" else names) if n != now])))
    return made


def _mapped(con: store.Connection) -> list[store.Indicator]:
    return [i for i in figures.mapped(store.indicators(con)) if i.source == "ntu"]


def visits(browser: Browser, address: str, count: int) -> tuple[float, ...]:
    """Seconds from asking for the address to heading and chart, in a browser that has been there before."""
    page = opened(browser)
    times = [_visit(page, address) for _ in range(count + 1)]
    page.context.close()
    return tuple(times[1:])


def _visit(page: Page, address: str) -> float:
    page.goto("about:blank")
    page.goto(address, wait_until="commit")
    ready = page.wait_for_function("window.bench && window.bench.ready()", polling="raf", timeout=30_000)
    page.wait_for_timeout(500)
    return float(ready.json_value()) / 1000


def interleaved(pages: Sequence[tuple[Page, Tool]], plan: Sequence[Change]) -> dict[str, list[dict[str, float]]]:
    """Times per tool: a block in one, the same block in the next, and so on, so that a disturbed minute hits all."""
    times: dict[str, list[dict[str, float]]] = {tool.name: [] for _, tool in pages}
    length = WARM_UPS + CHANGES
    for block in range(BLOCKS):
        for page, tool in pages if block % 2 == 0 else pages[::-1]:
            page.bring_to_front()
            made = [taken(page, tool, change) for change in plan[block * length : (block + 1) * length]]
            times[tool.name] += made[WARM_UPS:]
    return times


def measure(warehouse: Path) -> tuple[Measured, ...]:
    """Page ready in a warm browser, and redrawing after a choice, in our page and in both of Dash."""
    start, place, *plan = changes(warehouse, BLOCKS * (WARM_UPS + CHANGES))
    chosen = ("--warehouse", str(warehouse))
    with ExitStack() as stack:
        ours = stack.enter_context(serving((*OURS.words, *chosen)))
        theirs = [stack.enter_context(serving((*t.words, *chosen, "--indicator", start.name))) for t in (DASH, DASH_SVG)]
        browser = stack.enter_context(chromium())
        view = f"{ours}{OURS.path}?" + urlencode({"indikator": start.name, "omrade": place.name})
        pages = [(opened(browser), tool) for tool in (OURS, DASH, DASH_SVG)]
        for (page, _), address in zip(pages, (view, *theirs), strict=True):
            _visit(page, address)
        return *_ready(browser, ours, view, theirs[0]), *_compared(interleaved(pages, plan))


def _ready(browser: Browser, ours: str, view: str, theirs: str) -> tuple[Measured, ...]:
    """A promise for our own pages; the other tool's only stands beside."""
    what, target = "Sidan klar i varm webbläsare", Target(2, "median")
    return (
        Measured(f"{what}: Översikt", "s", visits(browser, ours, VISITS), target),
        Measured(f"{what}: Indikator", "s", visits(browser, view, VISITS), target),
        Measured(f"{what}: {DASH.name}", "s", visits(browser, theirs, VISITS)),
    )


def _compared(times: dict[str, list[dict[str, float]]]) -> tuple[Measured, ...]:
    """Our figures against the promise, and against the other tool's in the same run."""
    promise = Measured("Val till omritat diagram", "ms", tuple(t["chart"] for t in times[OURS.name]), Target(100, "p95"))
    rows = [promise]
    for key, what in (("chart", "Val till omritat diagram"), ("painted", "Val till målad ruta"), ("page", "Val till hel sida")):
        figures_of = {name: tuple(t[key] for t in told) for name, told in times.items()}
        others = [Measured(f"{what}: {name}", "ms", told) for name, told in figures_of.items() if name != OURS.name]
        against = [Target(other.p95, "p95", other.what.split(": ")[1]) for other in others]
        rows += others + [Measured(f"{what}: {OURS.name}", "ms", figures_of[OURS.name], t) for t in against]
    return tuple(rows)
