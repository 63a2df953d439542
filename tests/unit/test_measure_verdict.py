"""From p to verdict: families, polarity and ids; and what holds for every table whatever the figures are."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control
from weighed import AREAS, CITY, COUNTRY, NO_BREAKS, NUMBERS, PEOPLE, figure, frame, months, rate, share

from etl.measure import changes, comparisons, design_effects, funnels, trends, with_limits
from etl.measure.verdict import identified, settled, turned

Measure = Callable[[pd.DataFrame], pd.DataFrame]
MEASURES: dict[str, Measure] = {
    "comparison": lambda f: comparisons(f, PEOPLE, AREAS),
    "change": lambda f: changes(f, NO_BREAKS),
    "trend": lambda f: trends(f, NO_BREAKS),
    "funnel": lambda f: funnels(f, pd.DataFrame({"source": ["ntu"], "kind": ["mellanomrade"], "deff": [1.3]})),
}
UNSETTLED = {"comparison": "refused", "change": "refused", "trend": "undecided"}


def tried(p: list[float | None], **changed: object) -> pd.DataFrame:
    told = {"p": p, "reason": "", "direction": 1.0, "better": "neither", "place": range(len(p)), "one": "a"}
    return pd.DataFrame(told | changed)


def test_each_p_is_adjusted_within_its_family_alone() -> None:
    rows = tried([0.01, 0.04, 0.03, 0.2, 0.04], one=["a", "a", "a", "b", "b"])
    told = settled(rows, "J", ["place"], ["one"], "refused")
    expected = [*false_discovery_control([0.01, 0.04, 0.03]), *false_discovery_control([0.2, 0.04])]
    assert told["p_adjusted"].tolist() == pytest.approx(expected)
    assert told["family"].tolist() == [3, 3, 3, 2, 2]
    assert told["verdict"].tolist() == ["higher", "higher", "higher", "none", "none"]


def test_a_refused_row_is_no_member_of_its_family() -> None:
    told = settled(tried([0.04, 0.03, None], reason=["", "few", ""], difference=1.0), "J", ["place"], ["one"], "refused")
    assert told["verdict"].tolist() == ["higher", "refused", "refused"]
    assert told["reason"].tolist() == ["", "few", "no_answer"]
    assert told["family"].tolist() == [1, pd.NA, pd.NA]
    assert told[["p", "p_adjusted", "difference"]].iloc[1:].isna().all(axis=None)


def test_all_refused_and_none_at_all_are_settled_too() -> None:
    for rows in (tried([None, None]), tried([])):
        told = settled(rows, "J", ["place"], ["one"], "refused")
        assert (told["verdict"] == "refused").all()
        assert {"p_adjusted", "family", "verdict_id"} <= set(told.columns)


def test_the_better_end_turns_the_verdict() -> None:
    better = pd.Series(["lower", "higher", "neither"])
    assert turned(pd.Series([1.0] * 3), better).tolist() == ["worse", "better", "higher"]
    assert turned(pd.Series([-1.0] * 3), better).tolist() == ["better", "worse", "lower"]


def test_an_id_tells_what_kind_of_test_and_which_row() -> None:
    rows = tried([0.5] * 20_000)
    ids = identified(rows, "F", ["place", "one"])["verdict_id"]
    assert ids.is_unique
    assert all(re.fullmatch("F[0-9A-F]{10}", one) for one in ids)
    assert identified(rows.iloc[::-1], "F", ["place", "one"])["verdict_id"].tolist() == ids.tolist()[::-1]


DISTRICTS = AREAS["area_id"].tolist()
AMONG = [f"mellanomrade:{n}" for n in range(11, 23)]
NOISE = np.random.default_rng(7)
HIGH = {DISTRICTS[1]: 260, AMONG[3]: 400}


def surveys() -> list[dict[str, object]]:
    values = zip([CITY, COUNTRY, *DISTRICTS], (20.2, 17.3, 31.1, 19.4, 18.3, 16.2), strict=True)
    rounds = [(a, v, y) for a, v in values for y in (2019, 2021, 2023)]
    shares = [figure(a, y, value=v, lower=v - 3, upper=v + 3, base=600.0 + y) for a, v, y in rounds]
    return shares + [figure(a, value=15.0 + n % 3, base=900.0, indicator_id="ntu_z") for n, a in enumerate(AMONG)]


def crimes() -> list[dict[str, object]]:
    parts = [rate(a, y, float(NOISE.poisson(HIGH.get(a, 200)))) for a in [*DISTRICTS, *AMONG] for y in range(2019, 2024)]
    moving = months(NOISE.poisson(100, 60) + np.arange(60.0), indicator_id="brott_y")
    return [*parts, *(rate(CITY, y, 800.0 + y % 3) for y in range(2019, 2024)), *months(NOISE.poisson(100, 60)), *moving]


def controls() -> list[dict[str, object]]:
    return [share(g, x, 40.0, y) for g, x in (("risk", 20), ("slump", 3), ("tips", 7)) for y in (2022, 2023)]


EVERYTHING = frame([*surveys(), *crimes(), *controls()])


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    key = "verdict_id"
    pd.testing.assert_frame_equal(
        one.sort_values(key).reset_index(drop=True), other.sort_values(key).reset_index(drop=True), check_dtype=False
    )


@pytest.mark.parametrize("table", MEASURES)
def test_the_figures_hold_something_to_say_and_something_to_be_silent_of(table: str) -> None:
    told = set(MEASURES[table](EVERYTHING)["verdict"])
    assert told & {"worse", "higher", "above"}
    assert told & {"none", "inside"}


@pytest.mark.parametrize("table", MEASURES)
@settings(max_examples=5, deadline=None)
@given(order=st.permutations(range(12)))
def test_the_order_of_rows_decides_nothing(table: str, order: list[int]) -> None:
    shuffled = pd.concat([EVERYTHING.iloc[n::12] for n in order])
    same(MEASURES[table](shuffled), MEASURES[table](EVERYTHING))


@pytest.mark.parametrize("table", MEASURES)
@pytest.mark.parametrize("later", [4, 28, -8])
def test_the_same_years_under_other_names_give_the_same_verdicts(table: str, later: int) -> None:
    """Moved by whole cycles of leap years; only ids and days differ."""
    shift = pd.DateOffset(years=later)
    moved = EVERYTHING.assign(period_start=EVERYTHING["period_start"] + shift, period_end=EVERYTHING["period_end"] + shift)
    dated = [c for c in EVERYTHING.columns if c.startswith("period")]
    then = [MEASURES[table](f) for f in (EVERYTHING, moved.astype(dict.fromkeys(dated, "datetime64[us]")))]
    left = [f.select_dtypes(exclude="datetime").drop(columns="verdict_id") for f in then]
    by = [c for c in ("indicator_id", "area_id", "group_id", "span", "comparator") if c in left[0]]
    plain = [f.sort_values(by).reset_index(drop=True) for f in left]
    undated = [f.drop(columns=[c for c in ("share",) if c in f]) for f in plain]
    pd.testing.assert_frame_equal(*undated, check_dtype=False, rtol=1e-9)


@pytest.mark.parametrize("table", UNSETTLED)
@settings(max_examples=12, deadline=None)
@given(holes=st.lists(st.tuples(st.integers(0, len(EVERYTHING) - 1), st.sampled_from(NUMBERS)), max_size=40), zero=st.booleans())
def test_holes_and_zeros_never_raise_and_every_refusal_has_a_reason_and_no_p(
    table: str, holes: list[tuple[int, str]], zero: bool
) -> None:
    pierced = EVERYTHING.copy()
    for place, name in holes:
        pierced.loc[place, name] = 0.0 if zero else np.nan
    told = MEASURES[table](pierced)
    refused = told["verdict"] == UNSETTLED[table]
    assert ((told["reason"] != "") == refused).all()
    assert told.loc[refused, ["p", "p_adjusted", "family"]].isna().all(axis=None)
    assert told.loc[~refused, ["p", "p_adjusted", "family"]].notna().all(axis=None)
    assert (told.loc[~refused, "p_adjusted"] >= told.loc[~refused, "p"]).all()
    MEASURES["funnel"](pierced)


@pytest.mark.parametrize("table", UNSETTLED)
def test_turning_what_is_better_turns_every_verdict(table: str) -> None:
    other = {"lower": "higher", "higher": "lower"}
    one, two = (MEASURES[table](EVERYTHING.assign(better=EVERYTHING["better"].replace(turn))) for turn in ({}, other))
    swapped = two["verdict"].replace({"better": "worse", "worse": "better"})
    assert (one["verdict"].to_numpy() == swapped.to_numpy()).all()


@pytest.mark.parametrize("table", MEASURES)
def test_no_figures_give_no_rows(table: str) -> None:
    assert MEASURES[table](EVERYTHING.iloc[:0]).empty


@settings(max_examples=12, deadline=None)
@given(holes=st.lists(st.tuples(st.integers(0, len(EVERYTHING) - 1), st.sampled_from(NUMBERS)), max_size=40), zero=st.booleans())
def test_limits_hold_the_value_and_are_never_guessed(holes: list[tuple[int, str]], zero: bool) -> None:
    bare = EVERYTHING.assign(lower=np.nan, upper=np.nan).where(EVERYTHING["period_end"].dt.year < 2023, EVERYTHING)
    for place, name in holes:
        bare.loc[place, name] = 0.0 if zero else np.nan
    filled = with_limits(bare, design_effects(bare))
    made = filled[filled["limits"].isin(["byar", "clopper_pearson", "wilson"])]
    assert (made["lower"] <= made["upper"]).all()
    assert set(filled["reliability"]) <= {"", "A", "B", "C"}
    untouched = filled["limits"].isin(["", "published"])
    pd.testing.assert_frame_equal(filled.loc[untouched, ["lower", "upper"]], bare.loc[untouched, ["lower", "upper"]])
