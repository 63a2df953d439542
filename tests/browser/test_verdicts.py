"""No verdict on a page that is not in the tables: each has the id of its row and says what the row says."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsing import PAGES, Site, Window, named, unfold, visit
from places import in_force
from playwright.sync_api import Page
from two import INVENTED, REAL

from dashboard import findings, store, words
from dashboard.findings import Finding

pytestmark = pytest.mark.browser

CODES = {REAL: "1480", INVENTED: "0000"}
PLACES = {
    REAL: ("Nordost (stadsområde)", "Västra Biskopsgården (mellanområde)"),
    INVENTED: ("Exempelhamn (stadsområde)", "Påhittsviken (stadsområde)"),
}
MEASURES = (
    "Utsatta för brott mot enskild person", "Otrygga ute sent på kvällen", "Alla anmälda brott per 1 000 invånare",
    "Alla anmälda brott, antal", "Anmälda stölder ur och från motorfordon per 1 000 invånare",
)  # fmt: skip
# What only a test may say. Legends and the account of the method explain the same words, and are named as such.
PHRASES = re.compile(
    r"statistiskt säkerställd|stigande trend|sjunkande trend|ingen säkerställd trend|nivån ändrades|kan inte avgöras|"
    r"(högre|lägre) i .{1,60}? än i|är inte prövad|jämförs inte med|avviker (uppåt|nedåt|mer än slumpen)|bevakas:|"
    r"visar avvikelse (oftare|mer sällan) än",
    re.IGNORECASE,
)
BORNE = ("none", "higher", "lower", "refused")  # the external audit's conclusion on the page of grants, by verdict
EXPLAINING = ".lb-marks, .lb-how"
_READ = """explaining => {
    const clean = text => text.replace(/\\s+/g, ' ').trim();
    const marked = [...document.querySelectorAll('[data-verdict]')].map(e => ({
        ids: e.dataset.verdict.split(' '), text: clean(e.textContent),
        words: [...e.querySelectorAll('.lb-state')].map(s => clean(s.textContent))}));
    const rest = document.querySelector('[data-testid="stMain"]').cloneNode(true);
    rest.querySelectorAll('style, script, [data-verdict]').forEach(e => e.remove());
    rest.querySelectorAll(explaining).forEach(e => e.remove());
    const spoken = [...rest.querySelectorAll('[aria-label], [title]')].map(e => e.getAttribute('aria-label') || e.title);
    return {marked, rest: clean([rest.textContent, ...spoken].join(' ')),
            loose: [...rest.querySelectorAll('.lb-state')].map(e => clean(e.textContent))};
}"""


@dataclass(frozen=True)
class Shown:
    """What a page shows of verdicts: ids with their text and state words, and all that stands outside them."""

    marked: list[tuple[list[str], str, list[str]]]
    rest: str
    loose: list[str]


def shown(page: Page) -> Shown:
    found = page.evaluate(_READ, EXPLAINING)
    return Shown([(m["ids"], m["text"], m["words"]) for m in found["marked"]], found["rest"], found["loose"])


def sentences(row: Finding) -> list[str]:
    """What may be said of a row: its sentence, or what its verdict bears of the report that it is held against."""
    borne = [words.text(f"arms_text.borne_{row.state}")] if row.state in BORNE else []
    return [" ".join(sentence.split()) for sentence in (row.text, row.short, *borne) if sentence]


def wrong(page: Shown, tables: dict[str, Finding]) -> list[str]:
    """What a page says that no row of the tables says."""
    told = [f"utan id: {m[0]}" for m in PHRASES.finditer(page.rest)] + [f"löst märke: {word}" for word in page.loose]
    for ids, text, states in page.marked:
        rows = [tables.get(one) for one in ids]
        if None in rows:
            told.append(f"okänt id {ids}: {text}")
            continue
        known = [r for r in rows if r]
        said = [sentence for r in known for sentence in sentences(r)]
        if len(known) == 1 and not any(sentence in text for sentence in said):
            told.append(f"{ids}: {text} / {said}")
        told += [f"{ids}: {state}" for state in states if state not in {f"{r.mark} {r.word}" for r in known}]
    return told


def in_tables(published: Path) -> dict[str, Finding]:
    """Every verdict of a build as a finding, by its id."""
    con = store.connect(published)
    rows = (*store.comparisons(con), *store.changes(con), *store.trends(con))
    of_funnels = [f for i in store.indicators(con) for f in store.funnel(con, i.indicator_id)]
    con.close()
    found = [*map(findings.told, rows), *map(findings.outlier, of_funnels)]
    return {f.verdict_id: f for f in found}


@pytest.fixture(scope="module")
def tables(both: Path) -> dict[str, dict[str, Finding]]:
    return {name: in_tables(in_force(both / "lager", code)) for name, code in CODES.items()}


@pytest.mark.parametrize("path", PAGES, ids=named)
@pytest.mark.parametrize("municipality", CODES)
def test_every_verdict_of_a_page_is_in_the_tables(
    windows: Window, pair: Site, tables: dict[str, dict[str, Finding]], municipality: str, path: str
) -> None:
    page = windows()
    visit(page, pair.at(path, kommun=municipality))
    unfold(page)
    found = shown(page)
    assert wrong(found, tables[municipality]) == []
    if path in ("", "omrade", "indikator"):
        assert found.marked


@pytest.mark.parametrize("municipality", CODES)
def test_every_verdict_of_a_district_is_in_the_tables(
    windows: Window, pair: Site, tables: dict[str, dict[str, Finding]], municipality: str
) -> None:
    page = windows()
    for place in PLACES[municipality]:
        visit(page, pair.at("omrade", kommun=municipality, omrade=place))
        assert wrong(shown(page), tables[municipality]) == []


@pytest.mark.parametrize("measure", MEASURES)
def test_every_verdict_of_an_indicator_is_in_the_tables(
    windows: Window, pair: Site, tables: dict[str, dict[str, Finding]], measure: str
) -> None:
    page = windows()
    for municipality in CODES:
        visit(page, pair.at("indikator", kommun=municipality, indikator=measure))
        found = shown(page)
        assert wrong(found, tables[municipality]) == []
        assert len(found.marked) >= 4


def test_a_summary_says_only_what_passed_the_worst_first_and_leads_to_it(
    page: Page, pair: Site, tables: dict[str, dict[str, Finding]]
) -> None:
    visit(page, pair.at("omrade", kommun=REAL, omrade="Nordost (stadsområde)"))
    ids = page.locator(".lb-summary [data-verdict]").evaluate_all("all => all.map(e => e.dataset.verdict)")
    states = [tables[REAL][one].state for one in ids]
    assert states == sorted(states, key=findings.SURE.index)
    assert states[0] == "worse"
    link = page.locator(".lb-summary a").first
    name = link.inner_text()
    link.click()
    page.wait_for_function("name => document.querySelector('h1')?.innerText === name", arg=name)
    page.get_by_role("combobox", name="Område", exact=True).wait_for()
    assert page.get_by_role("combobox", name="Område", exact=True).input_value() == "Nordost (stadsområde)"


def test_areas_beyond_chance_are_named_in_the_funnel_and_told_below_it(
    windows: Window, pair: Site, tables: dict[str, dict[str, Finding]]
) -> None:
    page = windows(390, 844, "dark")
    visit(page, pair.at("indikator", kommun=INVENTED, indikator=MEASURES[-1]))
    drawn = page.locator(".lb-funnel")
    outside = [f for f in tables[INVENTED].values() if f.state in ("above", "below") and f.indicator == MEASURES[-1]]
    assert outside, "det planterade området"
    assert drawn.locator(".lb-outside").count() == drawn.locator(".lb-name").count() == len(outside)
    for one in outside:
        assert page.locator(f'li[data-verdict="{one.verdict_id}"]').count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit(page, pair.at("indikator", kommun=REAL, indikator=MEASURES[-1]))
    assert page.locator(".lb-funnel").count() == 0, "fyra stadsområden ger ingen tratt"


def test_what_is_compared_is_named_and_every_state_is_a_shape_and_a_word(page: Page, pair: Site) -> None:
    visit(page, pair.at("omrade", kommun=REAL, omrade="Nordost (stadsområde)"))
    heads = page.locator("table").first.locator("thead th").all_inner_texts()
    assert "Jämfört med övriga Göteborg" in heads
    for state in page.locator("table .lb-state").all_inner_texts():
        shape, _, word = state.partition(" ")
        assert len(shape) == 1
        assert len(word) > 3


def test_an_invented_verdict_is_noticed(page: Page, pair: Site, tables: dict[str, dict[str, Finding]]) -> None:
    visit(page, pair.at("omrade", kommun=REAL, omrade="Nordost (stadsområde)"))
    known = tables[REAL]
    assert wrong(shown(page), known) == []
    page.evaluate("document.querySelector('.lb-prose').textContent = 'Hot: statistiskt säkerställd ökning.'")
    page.evaluate("document.querySelector('table .lb-state').textContent = '◆ mycket sämre'")
    page.evaluate("document.querySelector('.lb-answer [data-verdict]').dataset.verdict = 'F00000000'")
    said = wrong(shown(page), known)
    assert [s.split(":")[0].split(" ")[0] for s in said].count("utan") == 1
    assert any("mycket sämre" in s for s in said)
    assert any(s.startswith("okänt id") for s in said)
