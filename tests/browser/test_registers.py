"""What registers tell: hits by how controls were chosen, flags without names, plans, rows in and out, figures that moved."""

import re
from pathlib import Path

import pytest
from browsing import PAGES, Site, Window, answer, choose, named, seen, unfold, visit
from places import ask, in_force
from playwright.sync_api import Page
from test_axe import violations
from test_phone import sticks_out
from two import INVENTED, organisations, published

pytestmark = pytest.mark.browser

FLAG = "Flaggan är ett skäl att titta närmare. Den är inget bevis på fel."
NUMBER = re.compile(r"\b\d{6}-?\d{4}\b")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES, ids=named)
def test_the_invented_ones_pages_can_be_read_by_everyone(windows: Window, pair: Site, path: str, theme: str) -> None:
    page = windows(theme=theme)
    visit(page, pair.at(path, kommun=INVENTED))
    unfold(page)
    assert "Sidan kunde inte visas" not in seen(page)
    assert violations(page) == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_nothing_sticks_out_on_a_phone(windows: Window, pair: Site, path: str) -> None:
    page = windows(390, 844)
    visit(page, pair.at(path, kommun=INVENTED))
    unfold(page)
    assert sticks_out(page) == []


@pytest.mark.parametrize("path", ["flaggor", "bidrag", "leverantorer", "kallor"])
def test_no_page_names_or_numbers_an_organisation(page: Page, pair: Site, both: Path, path: str) -> None:
    visit(page, pair.at(path, kommun=INVENTED))
    unfold(page)
    html = page.content()
    named_there = organisations(both)
    assert len(named_there) > 500, "annars prövas inget"
    assert [name for name in named_there if name in html] == []
    if path == "flaggor":
        assert NUMBER.findall(seen(page)) == []


def test_the_flags_page_says_what_a_flag_is_and_how_each_works(page: Page, pair: Site, both: Path) -> None:
    flags = ask(published(both / "lager"), "SELECT name, organisations, why, formula, threshold, exclusions, example FROM flag")
    visit(page, pair.at("flaggor", kommun=INVENTED))
    assert FLAG in seen(page)
    unfold(page)
    said = seen(page)
    assert len(flags) >= 6
    for name, count, *told in flags:
        row = page.locator("tr").filter(has=page.get_by_role("rowheader", name=str(name), exact=True))
        assert row.locator("td").first.inner_text() == str(count)
        assert [text for text in told if " ".join(str(text).split()) not in said] == []


def test_without_a_register_no_flag_is_counted(page: Page, pair: Site) -> None:
    visit(page, pair.at("flaggor", kommun="Göteborg"))
    assert "inget register är inläst" in answer(page)
    assert FLAG in seen(page)


HIT = re.compile(r"^\d+ av \d+ kontroller visade avvikelse \([\d,]+ %, 95 % KI [\d,]+–[\d,]+ %\)\.$")


def hits(page: Page) -> dict[str, str]:
    """What each way of choosing found, by its name."""
    table = page.locator("table").filter(has=page.locator("caption", has_text="Träffar efter hur kontrollerna valdes ut"))
    rows = table.last.locator("tbody tr").all()
    return {row.locator("th").inner_text(): plain(row.locator("td").first.inner_text()) for row in rows}


def plain(told: str) -> str:
    return " ".join(told.replace("\u00a0", " ").split())


def verdicts_on(page: Page, path: Path) -> list[str]:
    """The sentences of the page's verdicts, each of which must be a row of the tables."""
    told = page.locator("[data-verdict]").all()
    tables = ("comparison", "change", "trend", "funnel", "interruption")
    known = {row[0] for table in tables for row in ask(path, f"SELECT verdict_id FROM {table}")}
    assert {t.get_attribute("data-verdict") for t in told} <= known
    return [plain(t.inner_text()) for t in told]


def test_hits_are_told_for_each_way_of_choosing_and_never_together(page: Page, pair: Site, both: Path) -> None:
    told, sentences = {}, []
    for path in ("bidrag", "leverantorer"):
        visit(page, pair.at(path, kommun=INVENTED))
        assert "Riskvalda kontroller säger inget om hur vanligt fel är bland alla." in seen(page)
        told |= hits(page)
        sentences += verdicts_on(page, published(both / "lager"))
    assert {"Riskvalda", "Slumpvalda"} <= set(told) <= {"Riskvalda", "Slumpvalda", "Tipsvalda", "Planerade"}
    assert [line for line in told.values() if not HIT.match(line)] == []
    assert sentences
    assert [s for s in sentences if "(Fisher p" not in s] == []


def test_the_external_audit_is_shown_with_what_it_does_not_show(page: Page, pair: Site, both: Path) -> None:
    visit(page, pair.at("bidrag", kommun="Göteborg"))
    assert hits(page) == {
        "Riskvalda": "3 av 4 kontroller visade avvikelse (75 %, 95 % KI 19–99 %).",
        "Slumpvalda": "0 av 3 kontroller visade avvikelse (0 %, 95 % KI 0–71 %).",
    }
    first, second = verdicts_on(page, in_force(both / "lager"))
    assert first.endswith("Skillnaden mellan riskvalda och slumpvalda är inte statistiskt säkerställd (Fisher p = 0,143).")
    assert second.startswith("Siffrorna visar inte att urval efter risk ska ersätta urval på slump")
    assert second.endswith("ger p = 0,080.")


def test_gvi_says_what_could_be_seen_and_claims_nothing_without_a_registered_model(page: Page, pair: Site, both: Path) -> None:
    visit(page, pair.at("gvi", kommun="Göteborg"))
    assert "Underlaget räcker inte för att uttala sig om effekt." in seen(page)
    assert "Med fyra skjutningar i månaden syns bara en minskning på omkring 45 procent" in seen(page)
    assert verdicts_on(page, in_force(both / "lager")) == []


def test_the_plan_answers_what_is_chosen(page: Page, pair: Site) -> None:
    visit(page, pair.at("plan"))
    assert "12 på slump och 48 väljs efter risk" in answer(page)
    choose(page, "Antal kontroller", "30")
    choose(page, "Andel på slump", "100 %")
    assert "30 på slump och 0 väljs efter risk" in answer(page)
    assert "högst 9,5 %" in answer(page).replace("\u00a0", " ")
    assert "--count 30" in seen(page)
    assert "antal=30" in page.url


def test_rows_in_and_out_and_figures_that_moved_are_told(page: Page, pair: Site) -> None:
    visit(page, pair.at("kallor", kommun=INVENTED))
    intake = page.locator("table").filter(has=page.locator("caption", has_text="Inlästa rader")).locator("tbody tr")
    for row in intake.all():
        read, loaded, rejected = (int(re.sub(r"\D", "", cell)) for cell in row.locator("td").all_inner_texts()[1:])
        assert read == loaded + rejected
    moved = page.locator("table").filter(has=page.locator("caption", has_text="Siffror som har ändrats"))
    paid = moved.locator("tbody tr").filter(has_text="Utbetalda bidrag").filter(has_text=INVENTED)
    assert "+1 000 tkr" in " ".join(paid.first.inner_text().split())


def test_the_years_follow_up_says_what_is_missing(page: Page, pair: Site) -> None:
    visit(page, pair.at("gvi", kommun=INVENTED))
    table = page.locator("table").filter(has_text="Permanenta avhopp")
    lost = table.first.locator("tbody tr", has_text="Permanenta avhopp").inner_text().split("\t")
    assert lost[1] == "–" and "0" not in lost
    assert "– uppgift saknas" in page.locator("body").inner_text()


def test_a_planted_trend_and_a_planted_break_are_sentences(page: Page, pair: Site, both: Path) -> None:
    sure = "grain = 'month' AND verdict IN ('better', 'worse', 'break')"
    found = ask(published(both / "lager"), f"SELECT name, verdict FROM trend JOIN indicator USING (indicator_id) WHERE {sure}")
    assert {verdict == "break" for _, verdict in found} == {True, False}
    for name, verdict in found:
        visit(page, pair.at("indikator", kommun=INVENTED, indikator=str(name)))
        told = " ".join(verdicts_on(page, published(both / "lager")))
        assert ("orsaken framgår inte" if verdict == "break" else "trend") in told
