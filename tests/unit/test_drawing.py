"""The trend as SVG: every point inside the frame, bounds and gaps drawn, nothing written that could run."""

import datetime as dt
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import BUILD, EVENT, fact, year

from dashboard import drawing, figures
from dashboard.store import Break, Event, Fact

REPORTED = {"source": "brott", "unit": "antal", "decimals": 0, "lower": None, "upper": None, "base": None}


def drawn(facts: list[Fact], breaks: tuple[Break, ...] = (), events: tuple[Event, ...] = ()) -> ElementTree.Element:
    trend = figures.trend(facts, ("kommun:1480", "land:SE"), breaks, events, BUILD)
    assert trend is not None
    return ElementTree.fromstring(drawing.trend_svg(trend))


def of_class(svg: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in svg.iter() if name in e.get("class", "").split()]


@pytest.mark.parametrize("value", [-13.0, 0.0, 0.001, 5.0, 90659.0, 1e9])
@pytest.mark.parametrize("unit", ["antal", "procent", "index 0–100", "tkr", "procentenheter"])
def test_one_figure_of_any_size_and_sign_is_drawn_inside(value: float, unit: str) -> None:
    svg = drawn([fact(**REPORTED | {"value": value, "unit": unit, "decimals": 3})])
    (point,) = of_class(svg, "lb-point")
    assert 0 <= float(point.get("cy", "")) <= drawing.HEIGHT


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12), st.sampled_from(["antal", "procent", "tkr"]))
def test_every_series_is_drawn_inside(values: list[float], unit: str) -> None:
    svg = drawn([year(2000 + n, **REPORTED | {"value": v, "unit": unit}) for n, v in enumerate(values)])
    heights = [float(p.get("cy", "")) for p in of_class(svg, "lb-point")]
    assert len(heights) == len(values)
    assert all(-0.1 <= y <= drawing.HEIGHT + 0.1 for y in heights)
    shares = [float(p.get("cx", "").rstrip("%")) for p in of_class(svg, "lb-point")]
    assert shares == sorted(shares)
    assert all(0 <= x <= 100 for x in shares)


def test_limits_of_a_survey_are_drawn_and_a_hollow_point_has_none() -> None:
    svg = drawn([fact(), year(2018, lower=None, upper=None)])
    assert len(of_class(svg, "lb-limits")) == 1
    assert len(of_class(svg, "lb-open")) == 1


def test_a_line_stops_at_a_break_and_the_break_is_named() -> None:
    series = [year(n, value=float(n), **REPORTED) for n in range(2018, 2024)]
    broken = Break("brott", dt.date(2021, 1, 1), "allt", "Ny indelning.")
    assert len(of_class(drawn(series), "lb-line")) == 1
    svg = drawn(series, (broken,))
    assert len(of_class(svg, "lb-line")) == 2
    assert len(of_class(svg, "lb-break")) == 1
    assert "jämför inte över strecket" in "".join(svg.itertext())


def test_an_event_is_a_band_with_a_name() -> None:
    series = [year(n, value=float(n), **REPORTED) for n in range(2020, 2026)]
    svg = drawn(series, events=(EVENT,))
    (band,) = of_class(svg, "lb-event")
    assert float(band.get("width", "").rstrip("%")) > 0
    assert EVENT.name in "".join(svg.itertext())


def test_preliminary_periods_are_striped_and_final_ones_are_not() -> None:
    final = [year(n, value=float(n), **REPORTED) for n in range(2018, 2022)]
    assert of_class(drawn(final), "lb-hatched") == []
    svg = drawn([*final, year(2022, value=9.0, status="preliminary", **REPORTED)])
    (band,) = of_class(svg, "lb-hatched")
    assert band.get("fill") == f"url(#{of_class(svg, 'lb-stripes')[0].get('id')})"
    assert float(band.get("x", "").rstrip("%")) + float(band.get("width", "").rstrip("%")) == pytest.approx(100, abs=0.1)


def test_the_picture_says_in_words_what_it_shows() -> None:
    svg = drawn([fact()])
    pictures = [e for e in svg.iter() if e.get("role") == "img"]
    assert [str(p.get("aria-label")) for p in pictures] == ["Utsatta för brott i Göteborg: 2020–2021 24,6\u00a0% (23,2–26,0)."]


def test_names_never_stand_on_each_other() -> None:
    country = fact(area_id="land:SE", area="Sverige", kind="land", value=24.56)
    rows = [float(e.get("y", "")) for e in drawn([fact(), country]).iter() if (e.text or "") in ("Göteborg", "Sverige")]
    assert len(rows) == 2
    assert abs(rows[0] - rows[1]) >= 14


def test_nothing_in_a_name_can_run() -> None:
    evil = '<script>alert("x")</script>'
    svg = drawn(
        [fact(area=evil, indicator=evil), fact(area_id="land:SE", area=evil, kind="land")], events=(replace(EVENT, name=evil),)
    )
    assert not [e for e in svg.iter() if e.tag.endswith("script")]
    assert evil in "".join(svg.itertext())


@given(st.floats(1e-6, 1e12))
def test_a_step_of_the_axis_is_easy_to_read(span: float) -> None:
    step = drawing.nice_step(span)
    assert f"{step:.0e}"[0] in "125"
    assert float(f"{step:.0e}") == pytest.approx(step)
    assert 2 <= span / step <= 10


@given(st.integers(1, 40))
def test_the_axis_names_few_periods_and_always_the_newest(count: int) -> None:
    trend = figures.trend([year(1985 + n, value=1.0, **REPORTED) for n in range(count)], ("kommun:1480",), (), (), BUILD)
    assert trend is not None
    labels = [label for _, label in drawing.ticks(trend)]
    assert 1 <= len(labels) <= 6
    assert labels[-1] == str(1985 + count - 1)
