"""Verdict sentences: every row gives one, it says what the row says, and it carries the row's id."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import district
from tried import change, comparison, funnel, trend

from dashboard import findings, words
from dashboard.verdict_rows import Change, Comparison, Trend

ROOT = Path(__file__).parents[2]
STANDING = ("better", "worse", "higher", "lower", "none", "refused")
COURSE = ("better", "worse", "higher", "lower", "break", "none", "undecided")
REASONS = (
    "", "count", "count_over_time", "no_interval", "no_comparator", "no_population", "part_missing", "no_dispersion", "no_answer",
    "few", "overlap", "break", "short_series", "gap", "autocorrelated", "one_point",
)  # fmt: skip
METHODS = ("", "survey_contrast", "survey_change", "rate_ratio", "two_proportions", "fisher", "seasonal_kendall", "pettitt",
           "weighted_slope", "mann_kendall")  # fmt: skip
sizes = st.none() | st.floats(allow_nan=False, allow_infinity=False, min_value=-1e6, max_value=1e6)
shares = st.none() | st.floats(0, 1)
ROWS = {"comparison": comparison, "change": change, "trend": trend}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@given(st.data())
def test_every_row_gives_a_sentence_with_its_id_and_its_indicator(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(ROWS)))
    drawn = {
        "verdict": data.draw(st.sampled_from(COURSE if kind == "trend" else STANDING)),
        "reason": data.draw(st.sampled_from(REASONS)),
        "method": data.draw(st.sampled_from(METHODS)), "p": data.draw(shares), "p_adjusted": data.draw(shares),
        "unit": data.draw(st.sampled_from(["procent", "antal", "per 1 000 invånare", "kr", "okänd enhet"])),
        "difference": data.draw(sizes), "difference_lower": data.draw(sizes), "difference_upper": data.draw(sizes),
        "from_value": data.draw(sizes), "to_value": data.draw(sizes), "slope_per_year": data.draw(sizes),
        "before": data.draw(sizes), "after": data.draw(sizes), "grain": data.draw(st.sampled_from(["month", "year", "other"])),
        "comparator": data.draw(st.sampled_from(["rest", "country"])),
        "group_id": data.draw(st.sampled_from(["alla", "kvinnor"])),
    }  # fmt: skip
    row = ROWS[kind](**drawn)
    told = findings.told(row)
    assert told.verdict_id == row.verdict_id
    assert told.text.startswith(row.indicator)
    assert told.mark
    assert told.word
    assert "None" not in told.text
    assert "{" not in told.text


@given(st.sampled_from(STANDING), st.sampled_from(["risk", "tips", "planerad"]), shares, st.sampled_from(REASONS))
def test_ways_of_choosing_controls_are_told_whatever_the_verdict(verdict: str, arm: str, p: float | None, reason: str) -> None:
    row = comparison(comparator="arm", group_id=arm, verdict=verdict, reason=reason, p=p, method="fisher")
    assert findings.told(row).text


def test_every_reason_that_the_tests_can_give_has_a_sentence() -> None:
    codes = re.compile(r"""["'](count|count_over_time|no_[a-z]+|part_missing|few|overlap|break|short_series|gap|autocorrelated|"""
                       r"""one_point)["']""")  # fmt: skip
    made = ("measure/comparison.py", "measure/change.py", "measure/trend.py", "measure/verdict.py", "statistics/series.py")
    given = [(ROOT / "etl" / name).read_text(encoding="utf-8") for name in made]
    found = {code for text in given for code in codes.findall(text)}
    assert {"short_series", "overlap", "no_interval", "one_point", "no_answer", "break"} <= found
    for code in found:
        assert words.text(f"reasons.{code}").endswith(".")


def test_a_difference_names_both_and_its_interval_and_never_says_rise() -> None:
    told = findings.told(comparison())
    assert plain(told.text) == (
        "Utsatta för brott, 2020–2021: högre i Nordost än i övriga Göteborg (+3,2 procentenheter, 95 % KI +0,4 till +6,0)."
    )
    assert (told.state, told.word, told.mark) == ("worse", "sämre", "◆")


def test_a_ratio_is_told_in_percent() -> None:
    row = comparison(method="rate_ratio", difference=0.8, difference_lower=0.7, difference_upper=0.9, verdict="better")
    assert "lägre i Nordost än i övriga Göteborg (−20 procent, 95 % KI −30 till −10)" in plain(findings.told(row).text)


def test_what_passes_only_by_itself_is_no_difference_with_a_mark_of_its_own() -> None:
    alone = findings.told(comparison(verdict="none", p=0.03, p_adjusted=0.08))
    neither = findings.told(comparison(verdict="none", p=0.3, p_adjusted=0.4))
    assert alone.text.endswith(words.text("compare.raw"))
    assert words.text("compare.raw") not in neither.text
    assert alone.word == neither.word == "ingen säker skillnad"
    assert alone.mark != neither.mark


def test_a_change_tells_both_figures_and_one_that_is_refused_says_why() -> None:
    said = plain(findings.told(change()).text)
    assert said.startswith(
        "Utsatta för brott i Nordost, från 21,4 % (2018–2019) till 24,6 % (2020–2021): statistiskt säkerställd ök"
    )
    refused = findings.told(change(verdict="refused", reason="break", difference=None, from_value=None))
    assert "från 2018–2019 till 24,6" in plain(refused.text)
    assert refused.text.endswith(words.text("reasons.break"))
    assert refused.word == "inte prövad"


def test_a_trend_that_cannot_be_told_says_so_and_why() -> None:
    told = findings.told(trend(verdict="undecided", reason="short_series"))
    assert "kan inte avgöras" in told.text
    assert told.text.endswith(words.text("reasons.short_series"))
    assert findings.told(trend(verdict="none")).word == "ingen säker trend"


ALL_COMPARED = [comparison(verdict=v, verdict_id=f"J{n}") for n, v in enumerate(STANDING)]
ALL_CHANGED = [change(verdict=v, verdict_id=f"F{n}") for n, v in enumerate(STANDING)]
ALL_COURSES = [trend(verdict=v, verdict_id=f"T{n}") for n, v in enumerate(COURSE)]


@given(st.permutations(ALL_COMPARED), st.permutations(ALL_CHANGED), st.permutations(ALL_COURSES))
def test_a_summary_holds_only_what_passed_with_the_worst_first(
    compared: list[Comparison], changed: list[Change], courses: list[Trend]
) -> None:
    found = findings.summary("stadsomrade:1", compared, changed, courses)
    states = [f.state for f in found]
    assert len(found) == 4 + 4 + 5
    assert set(states) <= set(findings.SURE)
    assert states == sorted(states, key=findings.SURE.index)


def test_a_summary_is_of_its_own_area_and_of_everyone_in_it() -> None:
    other, part = comparison(area_id="stadsomrade:2"), comparison(group_id="kvinnor")
    arm, first = comparison(comparator="arm", group_id="alla"), change(span="first")
    assert findings.summary("stadsomrade:1", [other, part, arm], [first], []) == ()


def test_of_what_is_as_bad_the_headline_comes_first() -> None:
    minor = comparison(headline=False, verdict_id="J9")
    found = findings.summary("stadsomrade:1", [minor, comparison()], [], [])
    assert [f.verdict_id for f in found] == ["J1A2B3C4D", "J9"]


@pytest.mark.parametrize("verdict", ["above", "below", "watch_above", "watch_below", "inside"])
def test_every_place_in_a_funnel_is_told_and_none_says_why(verdict: str) -> None:
    told = findings.outlier(funnel(3, verdict=verdict, value=18.0))
    assert "Område 3 (18,0)" in told.text
    assert (verdict in ("above", "below")) == ("99,8 %). Orsaken framgår inte" in told.text)


def test_the_latest_change_is_the_one_from_the_period_before() -> None:
    rows = [change(), change(span="first", verdict_id="F2"), change(group_id="kvinnor"), change(area_id="stadsomrade:2")]
    (told,) = findings.latest_change(rows, "ntu_brott", "stadsomrade:1")
    assert told.verdict_id == "F1A2B3C4D"
    assert findings.latest_change(rows, "ntu_hot", "stadsomrade:1") == ()


def test_just_after_its_figure_a_change_is_told_in_short_and_otherwise_in_full() -> None:
    rows = [change(verdict="better"), change(span="first", verdict_id="F2"), change(group_id="kvinnor", verdict_id="F3")]
    now = district("1", period_start=rows[0].to_start, period_end=rows[0].to_end)
    (short,) = findings.since(rows, now)
    assert plain(short.text).startswith("Från 21,4 % (2018–2019): statistiskt säkerställd ökning (")
    assert "Nordost" not in short.text and "Utsatta" not in short.text
    assert (short.verdict_id, short.text) == ("F1A2B3C4D", findings.told(rows[0]).short)
    (full,) = findings.since(rows, replace(now, period_end=now.period_end.replace(year=2022)))
    assert full == findings.told(rows[0])
    assert findings.since(rows, district("2")) == ()


@pytest.mark.parametrize("verdict", STANDING)
def test_every_change_can_be_told_in_short(verdict: str) -> None:
    told = findings.told(change(verdict=verdict, reason="overlap" if verdict == "refused" else ""))
    assert told.short.startswith("Från 21,4") and told.short.split(": ", 1)[1] == told.text.split(": ", 1)[1]


def test_all_states_have_a_shape_and_those_that_are_told_apart_have_different_ones() -> None:
    shapes = [findings.MARKS[s] for s in ("better", "worse", "none", "refused", "raw", "higher", "lower")]
    assert len(set(shapes)) == len(shapes)
    assert set(COURSE) | set(STANDING) <= set(findings.MARKS)
