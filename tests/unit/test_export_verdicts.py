"""Verdicts on paper, on hand-made rows: what is said beside a figure and what stands in the closing tables."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_export import BUILD, FACT

from dashboard import figures, findings, funnels
from dashboard.export import draw, draw_funnel, judged, proof, tested
from dashboard.export.blocks import Beside, Grid, Picture, Section, Told, Verdict, used
from dashboard.export.judged import Verdicts
from dashboard.verdict_rows import Change, Comparison, DesignEffect, Funnel, Trend

START, END = dt.date(2020, 1, 1), dt.date(2021, 12, 31)
ABOUT = {
    "indicator_id": "ntu_hot", "area_id": "stadsomrade:4", "group_id": "alla", "verdict": "worse", "reason": "",
    "p": 0.0004, "p_adjusted": 0.0123, "family": 4, "indicator": "Utsatta för hot", "unit": "procent", "decimals": 1,
    "better": "lower", "source": "ntu", "position": 1, "headline": True, "area": "Hisingen", "kind": "stadsomrade",
}  # fmt: skip
COMPARISON = Comparison(
    **ABOUT, verdict_id="J0123456789", method="survey_contrast", period_start=START, period_end=END, comparator="rest",
    comparator_id="kommun:1480", other="Göteborg", value=8.9, lower=7.3, upper=10.6, other_value=6.0, other_lower=5.1,
    other_upper=6.9, difference=2.9, difference_lower=1.1, difference_upper=4.7, share=0.3, dispersion=None,
)  # fmt: skip
CHANGE = Change(
    **ABOUT, verdict_id="F0123456789", method="rate_ratio", span="previous", from_start=START, from_end=START, to_start=END,
    to_end=END, from_value=4.0, from_lower=3.0, from_upper=5.0, to_value=6.0, to_lower=5.0, to_upper=7.0, difference=1.5,
    difference_lower=1.2, difference_upper=1.9, dispersion=2.5,
)  # fmt: skip
TREND = Trend(
    **ABOUT, verdict_id="T0123456789", method="mann_kendall", grain="year", first_day=START, last_day=END, points=7,
    slope_per_year=0.5, slope_lower=0.1, slope_upper=0.9, starts=None, before=None, after=None,
)  # fmt: skip
UNTRIED = {"reason": "count", "p": None, "p_adjusted": None, "family": None}
STEP = replace(TREND, verdict="break", method="pettitt", slope_per_year=None, starts=END, before=4.0, after=6.0)
AREAS = [
    Funnel(
        f"S{n:010X}", "ntu_hot", f"mellanomrade:{n}", START, END, "mellanomrade", 12, 10.0, value, 1000.0 + 500 * n, 8.0, 12.0,
        7.0, 13.0, 1.2, 0.0, verdict, "Utsatta för hot", "procent", 1, f"Område {n}",
    )
    for n, (value, verdict) in enumerate([(14.0, "above"), (6.0, "below"), (12.5, "watch_above"), *[(10.0, "inside")] * 9])
]  # fmt: skip


def every(verdicts: Verdicts) -> list[tested.Tested]:
    return [tested.told(v) for v in verdicts.by_id.values()]


def test_a_row_has_what_was_tried_against_what_and_what_came_out() -> None:
    comparison, change, trend, funnel = every(Verdicts((COMPARISON,), (CHANGE,), (TREND,), (AREAS[0],)))
    assert (comparison.about, comparison.period) == ("Hisingen mot övriga Göteborg", "2020–2021")
    assert tested.figure(comparison.first, "procent", 1).split() == ["8,9", "%", "7,3–10,6"]
    assert tested.difference(comparison) == "+2,9\n1,1 till 4,7"
    assert tested.difference(change) == "1,50\n1,20 till 1,90"
    assert (change.first.value, change.second.value) == (6.0, 4.0)
    assert tested.difference(trend) == "+0,5\n0,1 till 0,9"
    assert (funnel.verdict, funnel.second.lower, funnel.p) == ("avviker uppåt", 7.0, None)


def test_a_change_of_level_has_its_two_levels_and_no_slope() -> None:
    step = tested.told(STEP)
    assert (step.first.value, step.second.value, step.scale, tested.difference(step)) == (6.0, 4.0, "", "")


@given(
    st.sampled_from([COMPARISON, CHANGE, TREND]),
    st.sampled_from(["worse", "better", "higher", "lower", "none", "refused"]),
    st.sampled_from(["", "count", "overlap", "few", "no_interval"]),
)
def test_every_verdict_and_reason_has_a_row(row: judged.Row, verdict: str, reason: str) -> None:
    """Nothing that the tables may hold stops a document: a refusal without any number is a row too."""
    refused = verdict == "refused"
    state = "undecided" if refused and isinstance(row, Trend) else verdict
    told = tested.told(replace(row, verdict=state, reason=(reason or "gap") if refused else ""))  # type: ignore[type-var]
    assert told.verdict_id == row.verdict_id
    assert bool(told.reason) is refused
    assert told.sentence.endswith(".")


def closing(rows: Verdicts) -> list[Grid]:
    shown = [tested.told(v) for v in rows.by_id.values()]
    blocks = [b for part in tested.PARTS for b in proof._part(part, [r for r in shown if r.part == part], "stadsomrade:4")]
    return [b for b in blocks if isinstance(b, Grid)]


def test_a_closing_table_begins_each_row_with_its_number_and_leaves_empty_columns_out() -> None:
    refused = replace(COMPARISON, verdict_id="JREFUSED", verdict="refused", **UNTRIED)
    tried, not_tried, funnel = closing(Verdicts((COMPARISON, refused), funnels=(AREAS[0],)))
    assert tried.anchored
    assert tried.rows[0][0] == "J0123456789"
    assert tried.rows[0][5:] == ("<\u00a00,001", "0,012", "4", "sämre")
    assert not_tried.rows == (("JREFUSED", "Utsatta för hot, 2020–2021", "8,9\u00a0%\n7,3–10,6", "jämförs inte"),)
    assert funnel.head == ("Nummer", "Vad", "Värde", "Alla, 99,8 %\ngränser", "Utslag")


def test_verdicts_are_found_wherever_they_are_set_once_for_each_time() -> None:
    one, two = Verdict(("J1",), "●", "bättre"), Verdict(("S1", "S2"), "○", "inget")
    picture = Picture("", "", "", "", (), told=(two,))
    grid = Grid("", ("a",), ((one,), ("J9",)), (1,))
    assert list(used((Section("", (Told((one,)), Beside(((picture,), (grid,)), (1, 1)))),))) == ["J1", "S1", "S2", "J1"]


def test_the_summary_holds_what_passed_and_says_how_many_more() -> None:
    many = tuple(replace(COMPARISON, verdict_id=f"J{n}") for n in range(judged.SUMMARY + 3))
    untrue = replace(COMPARISON, verdict_id="J99", verdict="none")
    found, told = judged.summed_up(Verdicts((untrue, *many)), "stadsomrade:4")
    assert [f.verdict_id for f in found] == [v.verdict_id for v in many]
    assert [v.ids for v in told.items] == [(v.verdict_id,) for v in many[: judged.SUMMARY]]
    assert told.more.startswith("Och 3 till")
    assert judged.summed_up(Verdicts(many[:1]), "stadsomrade:4")[1].more == ""
    assert judged.summed_up(Verdicts(many), "stadsomrade:1") == ((), Told((), "", paragraph=True))


def test_a_figure_that_stands_alone_names_what_it_was_compared_with() -> None:
    verdicts = Verdicts((COMPARISON,))
    said = verdicts.named(findings.comparison(COMPARISON))
    assert said == Verdict(("J0123456789",), "◆", "Mot övriga Göteborg: sämre")
    assert verdicts.named(None) is None


def test_a_funnel_tells_of_those_outside_or_that_there_are_none() -> None:
    assert [v.ids[0][-1] for v in judged.outside(AREAS, "")] == ["0", "1", "2"]
    assert [v.ids[0][-1] for v in judged.outside(AREAS, "mellanomrade:7")] == ["0", "1", "2", "7"]
    inside = [replace(a, verdict="inside") for a in AREAS]
    (told,) = judged.outside(inside, "")
    assert told.ids == tuple(a.verdict_id for a in AREAS)
    assert judged.outside([], "") == ()


def test_a_funnel_names_those_outside_and_the_areas_own() -> None:
    plot = funnels.funnel_plot(AREAS, BUILD)
    if plot is None:
        pytest.fail("ingen tratt", pytrace=False)
    made = draw_funnel.funnel(plot, "Område 7", 81, 56)
    assert made == draw_funnel.funnel(plot, "Område 7", 81, 56)
    assert [f">Område {n}<" in made for n in (0, 1, 2, 7, 8)] == [True, True, False, True, False]
    assert made.count(">99,8 %<") == made.count(">95 %<") == 2


def test_what_is_preliminary_is_hatched() -> None:
    earlier = replace(FACT, period_start=dt.date(2018, 1, 1), period_end=dt.date(2019, 12, 31))
    drawn = []
    for status in ("ok", "preliminary"):
        made = figures.trend([earlier, replace(FACT, status=status)], [FACT.area_id], (), (), BUILD)
        drawn.append("<pattern" in draw.trend(made, 81, 46) if made else None)
    assert drawn == [False, True]


def test_the_design_effect_is_told_for_each_kind_of_area() -> None:
    class Holder:
        verdicts = Verdicts(effects=(DesignEffect("ntu", "kommun", 1.331, 159, "estimated"),))

    assert "kommun 1,33" in proof.effects(Holder())  # type: ignore[arg-type]
