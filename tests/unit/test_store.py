"""The only door to the file: every question answered, the newest delivery in force, nothing written."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dashboard import cards, drawing, figures, markup, store, tables, words

CRIME = "Utsatta för brott mot enskild person"


@pytest.fixture(scope="module")
def con(warehouse: Path) -> Iterator[store.Connection]:
    opened = store.connect(warehouse)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def crime(con: store.Connection) -> store.Indicator:
    return next(i for i in store.indicators(con) if i.name == CRIME)


def test_the_build_says_whose_it_is_and_for_whom(con: store.Connection, warehouse: Path) -> None:
    build = store.build(con)
    assert (build.municipality_code, build.municipality_name, build.audience) == ("1480", "Göteborg", "intern")
    assert build.build_id == warehouse.stem


def test_the_file_is_opened_for_reading_only(con: store.Connection) -> None:
    with pytest.raises(duckdb.Error, match="read-only"):
        con.execute("DELETE FROM observation")


def test_the_citys_share_is_the_published_one(con: store.Connection, crime: store.Indicator) -> None:
    (fact,) = [f for f in store.latest(con, "kommun:1480") if f.indicator_id == crime.indicator_id]
    assert (words.amount(fact), words.interval(fact), words.when(fact)) == ("24,6\u00a0%", "23,2–26,0", "2020–2021")
    assert fact.cell == "Tabell 2.1!E10"


def test_the_latest_is_the_newest_known_and_not_a_newer_gap(con: store.Connection) -> None:
    for area in store.areas(con):
        series = store.series_of_area(con, area.area_id)
        for fact in store.latest(con, area.area_id):
            same = [f for f in series if (f.indicator_id, f.group_id) == (fact.indicator_id, fact.group_id)]
            known = [f.period_end for f in same if f.status in ("ok", "preliminary")]
            assert fact.period_end == max(known or [f.period_end for f in same])


def test_a_share_that_the_survey_cannot_answer_for_is_not_shown(warehouse: Path, crime: store.Indicator, tmp_path: Path) -> None:
    copied = Path(shutil.copy(warehouse, tmp_path))
    with duckdb.connect(str(copied)) as writing:
        writing.execute("UPDATE observation SET reliability = 'C' WHERE indicator_id = ?", [crime.indicator_id])
    opened = store.connect(copied)
    shown = store.series(opened, crime.indicator_id)
    opened.close()
    assert {f.value for f in shown} == {f.upper for f in shown} == {None}
    assert {words.amount(f) for f in shown} == {"Visas inte: för få svar för ett tillförlitligt värde"}


def test_a_series_is_one_figure_a_period_oldest_first(con: store.Connection, crime: store.Indicator) -> None:
    series = [f for f in store.series(con, crime.indicator_id) if f.area_id == "kommun:1480"]
    starts = [f.period_start for f in series]
    assert starts == sorted(set(starts))
    assert len(starts) == 3


def test_a_gap_has_no_figure(con: store.Connection) -> None:
    gaps = [gap for area in store.areas(con) for gap in store.gaps(con, area.area_id)]
    assert gaps
    assert all(gap.value is None and gap.status not in ("ok", "preliminary") for gap in gaps)


def test_areas_come_from_the_city_inwards_and_each_has_something_to_show(con: store.Connection) -> None:
    areas = store.areas(con)
    kinds = list(dict.fromkeys(a.kind for a in areas))
    assert kinds[:3] == ["kommun", "stadsomrade", "mellanomrade"]
    assert all(store.latest(con, a.area_id) for a in areas)


def test_districts_are_districts(con: store.Connection) -> None:
    assert {f.kind for f in store.latest_of_all(con)}.isdisjoint({"land", "lan", "kommun", "organisation"})


def test_every_delivery_event_break_and_conflict_can_be_read(con: store.Connection) -> None:
    deliveries = store.deliveries(con)
    assert {d.source for d in deliveries} >= {"ntu", "brott", "befolkning", "bidrag", "leverantor", "gvi", "trygghet"}
    assert all(d.url.startswith("http") and d.licence and len(d.sha256) == 64 for d in deliveries)
    assert sum(d.figures for d in deliveries) > 1000
    releases = {d.release_id for d in deliveries}
    assert {e.release_id for e in store.events(con)} <= releases
    assert {c.release_id for c in store.conflicts(con)} <= releases
    assert {b.source for b in store.breaks(con)} <= set(words.SOURCES)


def test_the_four_districts_have_a_shape(con: store.Connection) -> None:
    shapes = store.shapes(con, "stadsomrade")
    assert {s.name for s in shapes} == {"Nordost", "Centrum", "Sydväst", "Hisingen"}
    assert store.shapes(con, "finns inte") == ()


def test_every_label_that_the_file_needs_has_words(con: store.Connection) -> None:
    facts = [f for area in store.areas(con) for f in store.latest(con, area.area_id)]
    assert {f.status for f in facts} <= set(words.STATUSES)
    assert {f.kind for f in facts} <= set(words.KINDS)
    assert {f.source for f in facts} <= set(words.SOURCES)
    assert {c.kind for c in store.conflicts(con)} <= set(words.CONFLICTS)


def test_an_indicators_name_and_an_areas_label_mean_one_thing(con: store.Connection) -> None:
    names = [i.name for i in cards.choosable(store.indicators(con))]
    labels = [words.area_label(a) for a in store.areas(con) if a.kind != "organisation"]
    assert len(names) == len(set(names))
    assert len(labels) == len(set(labels))


def test_every_indicator_can_be_drawn_for_every_area(con: store.Connection) -> None:
    """What any choice on the page of an indicator asks for; a fault here is a page that cannot be shown."""
    build, breaks, events = store.build(con), store.breaks(con), store.events(con)
    for indicator in cards.choosable(store.indicators(con)):
        series, latest = store.series(con, indicator.indicator_id), store.latest_everywhere(con, indicator.indicator_id)
        assert cards.ranking([f for f in latest if f.value is not None or f.upper is not None], "kommun:1480") is not None
        figures.area_map(latest, store.shapes(con, figures.level(latest)), build, "K0")
        assert markup.table(tables.figures_table(series, indicator.name))
        for area_id in {f.area_id for f in series}:
            trend = figures.trend(series, (area_id, "land:SE"), breaks, figures.concerned(events, indicator.source), build)
            assert trend is None or drawing.trend_svg(trend), (indicator.name, area_id)


def test_the_pointer_names_the_file_in_force(tmp_path: Path) -> None:
    folder = tmp_path / "1480/intern"
    folder.mkdir(parents=True)
    assert store.municipalities(tmp_path, "intern") == {}
    with pytest.raises(FileNotFoundError):
        store.current(folder)
    (folder / "current").write_text("a.duckdb\n", encoding="utf-8")
    assert store.current(folder) == folder / "a.duckdb"
    assert store.municipalities(tmp_path, "intern") == {"1480": folder}
    assert store.municipalities(tmp_path, "publik") == {}


def test_dates_are_dates(con: store.Connection, crime: store.Indicator) -> None:
    fact = store.latest_everywhere(con, crime.indicator_id)[0]
    assert type(fact.period_start) is type(fact.period_end) is type(fact.published) is dt.date
