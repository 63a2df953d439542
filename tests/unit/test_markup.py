"""HTML that says nothing but what it was given: all text escaped, tables with caption and scope, drawings on their scale."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import BUILD, district, fact, shape

from dashboard import cards, figures, markup
from dashboard.findings import Finding
from dashboard.palette import DARK, LIGHT
from dashboard.tables import Table

EVIL = """<script>alert("x")</script>'"&<img src=x onerror=y>"""
BAR = cards.Bar(0.5, 0.2, 0.8, 0.4, (0.1, 0.9))
FOUND = Finding("J1A2B3C4", "worse", f"{EVIL}, 2021: {EVIL}", "i", EVIL, "kommun:1480", "◆", EVIL)
LINE = cards.Line("i", EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, BAR, (0.0, None, 1.0), FOUND)
CARD = cards.Card(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, known=True)
TABLE = Table(EVIL, (EVIL, "B"), ((EVIL, EVIL), ("c", "d")), (1,))
HEADS = (EVIL, "Värde", "Intervall", "", "Jämfört", "Period", "Göteborg", "Sverige", "Serie", "Utgiven")
VOID = {"img", "br", "hr", "input", "meta", "link", "line", "circle", "rect", "polyline", "polygon"}


class Reader(HTMLParser):
    """Every element with its attributes, every text, and whether all that was opened was closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.open.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def area_map(name: str) -> figures.Map:
    drawn = figures.area_map([district("1", area=name), district("2")], [shape("1", name=name), shape("2")], BUILD, "K0")
    assert drawn is not None
    return drawn


ALL = {
    "heading": markup.heading(EVIL, EVIL, EVIL),
    "section": markup.section(EVIL, EVIL),
    "finding": markup.finding(EVIL, EVIL),
    "foot": markup.foot(EVIL),
    "notice": markup.notice(EVIL),
    "cards": markup.cards([CARD, replace(CARD, known=False)]),
    "table": markup.table(TABLE),
    "wide": markup.table(replace(TABLE, wide=True)),
    "profile": markup.profile([cards.Theme(EVIL, (LINE,))], EVIL, HEADS, "indikator?omrade=x&indikator="),
    "ranking": markup.ranking([LINE], EVIL, HEADS[:5]),
    "answer": markup.heading(EVIL, EVIL, [EVIL, FOUND]),
    "summary": markup.summary([FOUND, FOUND], "indikator?indikator=", 1, EVIL),
    "findings": markup.findings([FOUND]),
    "of_all": markup.of_all(EVIL, ["S1", "S2"]),
    "mark": markup.mark(FOUND, EVIL),
    "marks": markup.marks([("worse", "◆", EVIL)], EVIL),
    "definitions": markup.definitions([(EVIL, EVIL)]),
    "legend": markup.legend(replace(area_map("N"), legend=(EVIL, "b")), LIGHT),
    "details": markup.details(EVIL, "<p>klart</p>"),
}


@pytest.mark.parametrize("which", ALL)
def test_everything_is_escaped_and_closed(which: str) -> None:
    read = Reader(ALL[which])
    assert read.open == []
    assert not {"script", "img"} & {tag for tag, _ in read.elements}
    assert not [name for _, attrs in read.elements for name in attrs if name.startswith("on")]
    assert any(EVIL in text for text in [*read.texts, "".join(read.texts)]), "texten finns kvar som text"


@given(st.text())
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    cleaned = text.replace("\r", "\n").replace("\x00", "")  # as HTML reads line ends
    read = Reader(markup.notice(cleaned))
    assert "".join(read.texts) == cleaned
    assert [tag for tag, _ in read.elements] == ["p"]


@pytest.mark.parametrize("which", ["table", "wide", "profile", "ranking"])
def test_a_table_has_a_caption_and_heads_with_scope_and_can_be_scrolled(which: str) -> None:
    read = Reader(ALL[which])
    assert len(read.named("caption")) == 1
    scopes = [attrs.get("scope") for attrs in read.named("th")]
    assert scopes.count("col") >= 2
    assert "row" in scopes
    assert None not in scopes
    frame = read.named("div")[0]
    assert (frame["tabindex"], frame["role"], frame["aria-label"]) == ("0", "region", EVIL)


def test_every_row_of_the_profile_is_as_wide_as_its_head() -> None:
    read = Reader(ALL["profile"])
    rows = [i for i, (tag, _) in enumerate(read.elements) if tag == "tr"]
    spans = [read.elements[a:b] for a, b in zip(rows, [*rows[1:], None], strict=True)]
    widths = [sum(int(attrs.get("colspan") or 1) for tag, attrs in span if tag in ("th", "td")) for span in spans]
    assert set(widths) == {len(HEADS)}


def test_a_link_to_an_indicator_carries_its_name_safely() -> None:
    for link in (*Reader(ALL["profile"]).named("a"), *Reader(ALL["summary"]).named("a")):
        assert not set("<>\"' ") & set(str(link["href"]))
    href = str(Reader(ALL["profile"]).named("a")[0]["href"])
    assert href.startswith("indikator?omrade=x&indikator=%3Cscript")


@pytest.mark.parametrize("which", ["answer", "summary", "findings", "mark", "profile", "ranking"])
def test_a_verdict_carries_the_id_of_its_row_wherever_it_stands(which: str) -> None:
    carried = [attrs["data-verdict"] for _, attrs in Reader(ALL[which]).elements if "data-verdict" in attrs]
    assert carried == ["J1A2B3C4"] * (2 if which == "summary" else 1)


def test_a_summary_folds_what_is_beyond_its_first_sentences() -> None:
    short = markup.summary([FOUND], "", 8, "och 0 till")
    assert "details" not in short
    assert Reader(ALL["summary"]).named("details")


def test_a_state_is_a_shape_and_a_word_and_the_shape_is_not_read_aloud() -> None:
    read = Reader(markup.mark(replace(FOUND, word="sämre")))
    assert {attrs.get("aria-hidden") for tag, attrs in read.elements if attrs.get("class") == "lb-shape"} == {"true"}
    assert "".join(read.texts).startswith("◆ sämre")
    assert markup.mark(None) == ""


def test_the_way_back_is_folded_under_a_word() -> None:
    read = Reader(markup.cards([replace(CARD, trace="ntu.xlsx, Tabell 2.1, cell E10")]))
    assert len(read.named("details")) == len(read.named("summary")) == 1
    assert "ntu.xlsx, Tabell 2.1, cell E10" in read.texts


def test_an_unknown_card_says_its_reason_once() -> None:
    shown = markup.cards([replace(CARD, value="Oklart i källan", certainty="Oklart i källan", known=False)])
    assert shown.count("Oklart i källan") == 1


def test_drawings_are_hidden_from_those_who_hear_the_page() -> None:
    for drawn in (markup.bar(BAR), markup.spark((0.0, 0.5, 1.0))):
        assert Reader(drawn).elements[0][1]["aria-hidden"] == "true"


def test_a_bar_without_a_value_is_nothing_and_without_limits_hollow() -> None:
    assert markup.bar(replace(BAR, value=None)) == ""
    assert "lb-hollow" in markup.bar(replace(BAR, lower=None, upper=None))
    assert "lb-interval" not in markup.bar(replace(BAR, lower=None, upper=None))
    assert "lb-hollow" not in markup.bar(BAR)


def test_a_small_series_draws_a_dot_for_each_known_figure() -> None:
    assert markup.spark(()) == ""
    assert markup.spark((0.0, None, 1.0)).count("lb-tick") == 2


def test_the_legend_explains_hatching_and_every_class() -> None:
    drawn = area_map("Nordost")
    read = Reader(markup.legend(drawn, LIGHT))
    assert len(read.named("li")) == len(drawn.legend) + 1
    assert read.texts[-1].startswith("Visas inte, saknas")
    assert "lb-hatch" in ALL["legend"]


def test_the_colours_are_light_unless_the_readers_system_asks_for_dark() -> None:
    both = markup.style(LIGHT, DARK)
    assert both.index(LIGHT.paper) < both.index("prefers-color-scheme: dark") < both.index(DARK.paper)


def test_empty_definitions_are_left_out() -> None:
    assert Reader(markup.definitions([("Vad", "Andel"), ("Att tänka på", "")])).texts == ["Vad", "Andel"]


def test_a_known_figure_is_shown_with_its_unit_in_a_row() -> None:
    (theme,) = cards.profile(cards.Surroundings([], [], [], fact().published), [fact()], [])
    assert "24,6\u00a0%" in Reader(markup.profile([theme], "", HEADS, "")).texts
