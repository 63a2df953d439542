"""Choosing area, indicator and municipality, mirrored in the address as plain text; and showing what was chosen."""

import os
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import streamlit as st

from dashboard import cards, drawing, markup, matrix, plot, rows, store, tables, words
from dashboard.figures import Map, Timeline, Trend
from dashboard.maps import map_figure
from dashboard.memory import Picture, picture
from dashboard.palette import of_theme

WAREHOUSE = "LAGESBILD_WAREHOUSE"
AUDIENCE = "LAGESBILD_AUDIENCE"
LEAD = 0.02  # seconds: the browser draws what it has while nothing more comes, so the chart is not kept waiting for tables
CHOSEN = ("kommun", "omrade", "indikator", "antal", "slump")
BEFORE, BARE, PAGE, MOVED = "senast ", "utan val ", "sida", "flyttad"


def warehouse() -> Path:
    """Where the published files lie, as `python -m dashboard --warehouse` set it."""
    return Path(os.environ.get(WAREHOUSE, "data/warehouse"))


def choose_picture(ask: bool = True) -> Picture:
    """The chosen municipality's picture; asks only when there are several, and stops the page when there is none.

    A real municipality is shown before an invented one.
    """
    folders = store.municipalities(warehouse(), os.environ.get(AUDIENCE, "intern"))
    if not folders:
        say(markup.heading(words.text("titles.none"), "", words.text("errors.no_warehouse")))
        st.stop()
    shown = sorted(map(picture, folders.values()), key=lambda p: (p.build.fictional, p.build.municipality_code))
    pictures = {p.build.municipality_name: p for p in shown}
    if len(pictures) == 1:
        return shown[0]
    if not ask:
        return pictures[st.session_state["kommun"]]
    return pictures[_choose("choose.municipality", list(pictures), "kommun")]


def own_area(shown: Picture) -> str:
    """The area_id of the municipality itself."""
    return f"kommun:{shown.build.municipality_code}"


def address(page: str, area: rows.Area) -> str:
    """The start of a link to an indicator's page for this area; the indicator's name is to be added."""
    municipality = f"kommun={quote(st.session_state['kommun'])}&" if "kommun" in st.session_state else ""
    return f"{page}?{municipality}omrade={quote(words.area_label(area))}&indikator="


def fragment(part: Callable[[], None]) -> Callable[[], None]:
    """A part of a page that is redrawn alone when something in it is chosen."""
    return st.fragment(part)


def choose_area(shown: Picture, kinds: Sequence[str] = ()) -> rows.Area:
    """An area by a label that means only one; the municipality itself when nothing is chosen."""
    areas = [a for a in shown.areas() if a.kind != "organisation" and (not kinds or a.kind in kinds)]
    own = own_area(shown)
    labels = cards.area_labels(sorted(areas, key=lambda a: a.area_id != own))
    label = _choose("choose.area", list(labels), "omrade")
    return next(a for a in areas if a.area_id == labels[label])


def choose_indicator(indicators: Sequence[rows.Indicator], label: str = "choose.indicator") -> rows.Indicator:
    """An indicator by its name, which is unique within a catalogue."""
    names = {i.name: i for i in indicators}
    return names[_choose(label, list(names), "indikator")]


def choose_number(label: str, key: str, numbers: Sequence[int], sign: str = "") -> int:
    """One of a few numbers; the first when nothing is chosen, and the list in order of size."""
    shown = [words.number(numbers[0]) + sign, *(words.number(n) + sign for n in sorted(numbers[1:]))]
    return int(_choose(label, shown, key).removesuffix(sign))


def _choose(label: str, options: Sequence[str], key: str) -> str:
    """One of the options, as the address or else the page before says, or the first. Streamlit's own binding forgets it."""
    asked = st.query_params.get(key, _bare().get(key))
    chosen = asked if asked in options else options[0]
    if key not in st.query_params and st.session_state.get(MOVED) and chosen != options[0]:
        st.query_params[key] = str(chosen)
    st.session_state[key] = chosen
    said = words.text("choose.placeholder")
    return str(st.selectbox(words.text(label), options, key=key, on_change=_mirror, args=(key,), placeholder=said))


def _mirror(key: str) -> None:
    """Writes all that is chosen into the address as one step, and remembers it. An area belongs to its municipality."""
    if key == "kommun":
        st.session_state.pop("omrade", None)
        st.session_state.pop(BEFORE + "omrade", None)
    chosen = {k: str(st.session_state[k]) for k in CHOSEN if k in st.session_state}
    st.query_params.from_dict(chosen)
    st.session_state.update({BEFORE + k: value for k, value in chosen.items()})


def arrive(page: str) -> None:
    """Remembers what the address asks for, and whether the reader came from another page, which empties the address.

    Only pages with a choice write it back: each writing is a step of its own for the browser's back. What an address
    without a choice stood for is remembered per page, so that going back to it shows the same again.
    """
    st.session_state[MOVED] = st.session_state.get(PAGE) != page
    st.session_state[PAGE] = page
    for key in CHOSEN:
        if key in st.query_params:
            st.session_state[BEFORE + key] = st.query_params[key]
        elif st.session_state[MOVED]:
            _bare()[key] = st.session_state.get(BEFORE + key)
        else:
            st.session_state[BEFORE + key] = _bare().get(key)


def _bare() -> dict[str, str | None]:
    """What this page shows when its address says nothing."""
    bare: dict[str, str | None] = st.session_state.setdefault(BARE + st.session_state[PAGE], {})
    return bare


def side_by_side() -> st.delta_generator.DeltaGenerator:
    """A row on a wide screen that breaks into lines on a phone; fewer messages than columns."""
    return st.container(horizontal=True)


def columns(count: int) -> list[st.delta_generator.DeltaGenerator]:
    """Side by side on a wide screen, one below the other on a phone."""
    return list(st.columns(count))


def say(*parts: str) -> None:
    """Puts finished markup on the page as one element: each element is a message, and messages are what takes time.

    Nothing is put there where there is nothing to say.
    """
    if told := "".join(parts):
        st.html(told)


def top(page: str, name: str, shown: Picture, answer: markup.Answer) -> str:
    """Where and when, then the answer."""
    return markup.heading(words.text(f"titles.{page}", name=name), words.built(shown.build), answer, words.fictional(shown.build))


def section(key: str, with_text: bool = False) -> str:
    """A heading from texts.toml, and its sentence."""
    return markup.section(words.text(f"sections.{key}"), words.text(f"sections.{key}_text") if with_text else "")


def subsection(key: str) -> str:
    """A heading below a section's."""
    return markup.subsection(words.text(f"sections.{key}"))


def prose(key: str) -> str:
    """A standing paragraph."""
    return markup.prose(words.text(key))


def told(table: tables.Table, otherwise: str) -> str:
    """A table, or a standing notice where it has no rows."""
    return markup.table(table) if table.rows else notice(otherwise)


def inside(shown: Picture) -> str:
    """To the public, that figures per förvaltning stay inside."""
    return notice("sections.inside") if shown.build.public else ""


def hidden(table: tables.Table) -> str:
    """What the source has but is not shown, apart from what is missing; nothing where all is shown."""
    return section("hidden", with_text=True) + markup.table(table) if table.rows else ""


def source(name: str) -> str:
    """A source as readers know it."""
    return words.SOURCES.get(name, name)


def registers(facts: Sequence[rows.Fact]) -> str:
    """What only a register can tell: figures by year, divided, and over time; nothing without one."""
    if not facts:
        return ""
    mine = matrix.of_city(facts)
    return "".join((
        section("register", with_text=True), *map(markup.table, matrix.by_year(mine)),
        section("divided", with_text=True), *map(markup.table, matrix.by_group(mine)),
        fold("divided_over_time", "".join(map(markup.table, matrix.over_time(mine)))),
        *map(markup.table, matrix.by_area(facts)),
    ))  # fmt: skip


def in_registers(shown: Picture, facts: Sequence[rows.Fact]) -> list[rows.Fact]:
    """The figures of the indicators that a register has figures for."""
    return matrix.from_registers(facts, shown.registers())


def fold(key: str, inner: str) -> str:
    """Finished markup folded under a standing heading, for those who ask how."""
    return markup.details(words.text(f"sections.{key}"), inner)


def notice(key: str) -> str:
    """A standing notice from texts.toml."""
    return markup.notice(words.text(key))


def heads(key: str, **names: str) -> tuple[str, ...]:
    """The column heads of a standing table."""
    return words.heads(key, **names)


def title(key: str, **names: str) -> str:
    """A standing text from texts.toml, for captions."""
    return words.text(key, **names)


@lru_cache(maxsize=128)
def _map_figure(area_map: Map, theme: str | None) -> object:
    return map_figure(area_map, of_theme(theme))


def show_trend(trend: Trend | None, above: str, below: str = "") -> None:
    """The trend with its finding and source, or a sentence that says why there is none, between what stands above and below."""
    drawn = markup.finding(trend.title, trend.subtitle) + drawing.trend_svg(trend) + markup.foot(trend.foot) if trend else ""
    st.markdown(above + (drawn or notice("sections.no_trend")) + below, unsafe_allow_html=True)  # st.html takes drawings out
    time.sleep(LEAD)


def show_drawn(markup_with_drawing: str) -> None:
    """Markup that holds a drawing, if there is any."""
    if markup_with_drawing:
        st.markdown(markup_with_drawing, unsafe_allow_html=True)  # as above


def show_map(area_map: Map | None, above: str, below: str = "") -> None:
    """The map between what stands above and below it, with its finding, classes and source."""
    if area_map is None:
        return say(above, notice("sections.no_map"), below)
    say(above, markup.finding(area_map.title, area_map.subtitle))
    st.plotly_chart(_map_figure(area_map, theme()), theme=None, config=plot.CONFIG, alt=area_map.alt, key="map")
    schematic = markup.foot(words.text("sections.schematic")) if area_map.schematic else ""
    return say(markup.legend(area_map, of_theme(theme())), schematic, markup.foot(area_map.foot), below)


def show_timeline(timeline: Timeline | None, above: str, below: str) -> None:
    """Events on a time axis between what stands above and below; no axis when there are none."""
    if timeline is None:
        return say(above, below)
    say(above, markup.finding(timeline.title, timeline.subtitle))
    st.plotly_chart(_timeline_figure(timeline, theme()), theme=None, config=plot.CONFIG, alt=timeline.alt, key="timeline")
    return say(markup.foot(timeline.foot), below)


@lru_cache(maxsize=16)
def _timeline_figure(timeline: Timeline, theme: str | None) -> object:
    return plot.timeline_figure(timeline, of_theme(theme))


def offer(form: str, make: Callable[[], bytes], name: str) -> None:
    """A button that makes a file when pressed and hands it to the browser."""
    st.download_button(words.text(f"export.save_{form}"), make, file_name=name, on_click="ignore", key=form)


def theme() -> str | None:
    """`light` or `dark` as the reader's browser has it; None until it has said."""
    return st.context.theme.type
