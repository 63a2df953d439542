"""A hidden area is hatched and lends nothing to the map's classes, legend or title; figures about persons have no map."""

from dataclasses import replace

import pytest
from told import BUILD, INDICATOR, district, shape, unknown

from dashboard import figures, markup
from dashboard.export import draw
from dashboard.maps import map_figure
from dashboard.palette import LIGHT
from dashboard.rows import Fact, Shape

SHAPES = [shape(code) for code in "1234"]
KNOWN = [district("1", value=10.0), district("2", value=14.0), district("3", value=31.5)]


def hidden(status: str = "withheld") -> Fact:
    """The fourth district, whose value nobody may see. A limit that should not be there must not be drawn either."""
    return unknown(status, area_id="stadsomrade:4", area="Hisingen", kind="stadsomrade", source="gvi", upper=48_731.0)


def drawn(facts: list[Fact], shapes: list[Shape]) -> figures.Map:
    made = figures.area_map(facts, shapes, BUILD, "K1")
    if made is None:
        pytest.fail("ingen karta", pytrace=False)
    return made


@pytest.mark.parametrize("status", ["withheld", "unreliable", "missing", "not_applicable", "unclear"])
def test_classes_legend_and_title_are_of_what_is_shown_alone(status: str) -> None:
    alone, beside = drawn(KNOWN, SHAPES[:3]), drawn([*KNOWN, hidden(status)], SHAPES)
    assert beside.legend == alone.legend and beside.title == alone.title
    assert [p.klass for p in beside.places] == [*(p.klass for p in alone.places), None]
    assert "48" not in beside.places[3].text and "48" not in beside.alt


def test_a_hidden_area_is_hatched_on_screen_and_paper_and_says_why() -> None:
    made = drawn([*KNOWN, hidden()], SHAPES)
    patterns = [trace.fillpattern.shape for trace in map_figure(made, LIGHT).data]  # type: ignore[attr-defined]
    assert patterns == [None, None, None, "/"]
    assert "sekretess- eller röjandeskäl" in made.places[3].text
    assert "Visas inte, saknas" in markup.legend(made, LIGHT) and "lb-hatch" in markup.legend(made, LIGHT)
    paper = draw.area_map(made, "", 81, 50)
    assert paper.count("<pattern") + paper.count("hatch") >= 1 and "48731" not in paper.replace(" ", "")
    assert "48731" not in map_figure(made, LIGHT).to_json()  # type: ignore[attr-defined]


def test_figures_about_persons_have_no_map_and_cannot_be_chosen_for_one() -> None:
    assert figures.area_map(KNOWN, SHAPES, BUILD, "K3") is None
    about = [replace(INDICATOR, indicator_id=k, klass=k) for k in ("K0", "K1", "K2", "K3")]
    assert [i.klass for i in figures.mapped(about)] == ["K0", "K1", "K2"]
