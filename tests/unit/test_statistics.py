"""Intervals for counts and rates against published and computed vectors, and against what an interval must be."""

import csv
import math
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import SHARED, other_peoples

from etl.measure import with_limits
from etl.statistics import byar, clopper_pearson, count_ci, poisson_exact, rate_ci


def vectors(name: str) -> list[dict[str, str]]:
    with other_peoples(SHARED / "stats/vectors" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows, f"{name} är tom"
    return rows


def test_garwood_vectors() -> None:
    for row in vectors("poisson_exact.csv"):
        lower, upper = poisson_exact(float(row["x"]), float(row["confidence"]))
        tolerance = float(row["abs_tol"])
        assert lower == pytest.approx(float(row["lower"]), abs=tolerance), row["id"]
        assert upper == pytest.approx(float(row["upper"]), abs=tolerance), row["id"]


def test_byar_vectors() -> None:
    for row in vectors("byar.csv"):
        lower, upper = byar(float(row["x"]), float(row["confidence"]))
        tolerance = float(row["abs_tol"])
        if row["lower"]:
            assert lower == pytest.approx(float(row["lower"]), abs=tolerance), row["id"]
        else:
            assert lower is None, row["id"]
        assert upper == pytest.approx(float(row["upper"]), abs=tolerance), row["id"]


def test_rate_vectors() -> None:
    for row in vectors("rate_phe.csv"):
        x, n, per, confidence = (float(row[c]) for c in ("x", "population", "multiplier", "confidence"))
        lower, upper = rate_ci(x, n, per, confidence)
        tolerance = float(row["rel_tol"])
        assert x / n * per == pytest.approx(float(row["rate"]), rel=tolerance), row["id"]
        assert lower == pytest.approx(float(row["lower"]), rel=tolerance), row["id"]
        assert upper == pytest.approx(float(row["upper"]), rel=tolerance), row["id"]


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [
        (0, 0.0, 3.688879),  # -ln 0.025
        (1, 0.025318, 5.571643),
        (9, 4.115373, 17.084803),  # the last exact
        (10, 4.787450, 18.391459),  # the first Byar; exact would be 4.795389 and 18.390356
        (100, 81.362105, 121.627938),
    ],
)
def test_count_ci_change_method_at_ten(count: int, lower: float, upper: float) -> None:
    assert count_ci(count) == pytest.approx((lower, upper), abs=1e-6)


def test_the_variant_of_epitools_is_another() -> None:
    assert byar(10)[0] != pytest.approx(5.13375331601289, abs=0.1)


def test_byar_has_no_lower_limit_below_zero() -> None:
    assert byar(1, 0.998)[0] is None
    assert byar(0)[0] is None


@pytest.mark.parametrize("call", [lambda: count_ci(-1), lambda: byar(-1), lambda: rate_ci(1, 0, 1000)])
def test_impossible_input_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"-1|base 0"):
        call()


@given(st.integers(0, 10_000_000), st.floats(0.5, 0.999))
def test_a_count_lies_within_its_limits(count: int, confidence: float) -> None:
    lower, upper = count_ci(count, confidence)
    assert (lower or 0) <= count < upper


@given(st.integers(1, 100_000))
def test_limits_close_in_as_counts_grow(count: int) -> None:
    width = [(u - low) / x for x in (count, count * 4) for low, u in [count_ci(x)]]
    assert width[1] < width[0]


def frame(**columns: object) -> pd.DataFrame:
    base = {
        "unit": "per 1 000 invånare",
        "interval_method": "",
        "value": 1.0,
        "numerator": 10.0,
        "base": 10_000.0,
        "lower": None,
        "upper": None,
    }
    return pd.DataFrame([base | columns])


def test_a_rate_gets_limits_in_its_own_unit() -> None:
    given_frame = pd.concat([frame(), frame(numerator=9.0, value=0.9)], ignore_index=True)
    filled = with_limits(given_frame)
    assert filled["lower"].tolist() == pytest.approx([0.4787450, 0.4115373], abs=1e-6)
    assert filled["upper"].tolist() == pytest.approx([1.8391459, 1.7084803], abs=1e-6)
    assert given_frame["lower"].isna().all(), "the frame given is not changed"


def test_rows_keep_their_order_and_columns() -> None:
    three = pd.concat([frame(unit="procent"), frame(), frame(unit="antal")], ignore_index=True).assign(area_id=list("abc"))
    filled = with_limits(three)
    assert filled["area_id"].tolist() == ["a", "b", "c"]
    assert filled["lower"].notna().tolist() == [False, True, False]
    assert list(filled.columns) == list(three.columns)


@pytest.mark.parametrize("columns", [{"numerator": math.nan}, {"base": math.nan}, {"base": 0.0}, {"unit": "procent"}])
def test_no_limits_without_events_base_or_rate(columns: dict[str, object]) -> None:
    assert with_limits(frame(**columns))[["lower", "upper"]].isna().all(axis=None)


def test_published_limits_are_left_alone() -> None:
    filled = with_limits(frame(lower=0.9, upper=1.1))
    assert filled.loc[0, ["lower", "upper"]].tolist() == [0.9, 1.1]


def test_no_rows_give_no_rows() -> None:
    assert with_limits(frame().iloc[:0]).empty


def test_a_share_with_a_method_gets_exact_limits_in_percent() -> None:
    filled = with_limits(frame(unit="procent", interval_method="binomial", numerator=3.0, base=4.0))
    assert filled.loc[0, ["lower", "upper"]].tolist() == pytest.approx([19.41204, 99.36905], abs=1e-4)


def test_the_exact_limits_of_a_share() -> None:
    rows = [r for r in vectors("binomial_exact.csv") if r["method"] == "clopper_pearson"]
    assert rows
    for row in rows:
        limits = clopper_pearson(float(row["x"]), float(row["n"]), float(row["confidence"]))
        assert limits == pytest.approx((float(row["lower"]), float(row["upper"])), abs=float(row["abs_tol"])), row["id"]


@pytest.mark.parametrize(("count", "base"), [(5, 4), (-1, 4), (0, 0)])
def test_no_share_of_nothing(count: float, base: float) -> None:
    with pytest.raises(ValueError, match="count"):
        clopper_pearson(count, base)
