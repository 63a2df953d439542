"""Trends and changes of level: against published vectors, and on series where it is known what lies in them."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import SHARED, other_peoples

from etl.trend import benjamini_hochberg, mann_kendall, pettitt, seasonal_kendall, theil_sen, trends


def vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(other_peoples(SHARED / "stats/vectors" / name).read_text(encoding="utf-8"))
    assert found
    return found


def test_mann_kendall_and_theil_sen_vectors() -> None:
    for case in vectors("mann_kendall_theil_sen.json"):
        found = mann_kendall(case["x"])
        assert (found.s, found.variance) == pytest.approx((case["S"], case["var_S"])), case["id"]
        assert (found.z, found.p) == pytest.approx((case["z"], case["p_normal_cc"]), abs=1e-8), case["id"]
        assert theil_sen(case["x"]) == pytest.approx(case["sen_slope"], abs=1e-8), case["id"]


def test_pettitt_vector() -> None:
    case = next(c for c in vectors("control_charts_changepoints.json") if c["id"] == "pettitt-nile")
    place, p = pettitt(case["x"])
    assert place == case["K_1based"]
    assert p == pytest.approx(case["p"], abs=1e-8)


def test_benjamini_hochberg_vectors() -> None:
    for case in vectors("benjamini_hochberg.json"):
        assert benjamini_hochberg(case["p"]) == pytest.approx(case["adj_bh"], abs=1e-9), case["id"]


@given(st.lists(st.integers(0, 50), min_size=24, max_size=60))
def test_the_seasonal_test_of_one_season_is_the_plain_one(values: list[int]) -> None:
    assert seasonal_kendall(values, 1) == mann_kendall(values)


def test_a_season_is_no_trend_and_hides_none() -> None:
    wave = [100 + 40 * np.sin(2 * np.pi * n / 12) for n in range(60)]
    assert seasonal_kendall(wave).p == 1
    assert seasonal_kendall([w + n for n, w in enumerate(wave)]).p < 1e-6
    assert theil_sen([w + n for n, w in enumerate(wave)], 12) == pytest.approx(1)


@pytest.mark.parametrize("test", [mann_kendall, seasonal_kendall])
def test_too_few_points_are_refused(test: Any) -> None:
    with pytest.raises(ValueError, match="points"):
        test([1, 2, 3, 4, 5])


def months(values: list[float], name: str = "brott_a") -> pd.DataFrame:
    starts = pd.date_range("2021-01-01", periods=len(values), freq="MS")
    ends = starts + pd.offsets.MonthEnd(0)
    return pd.DataFrame(
        {"indicator_id": name, "area_id": "kommun:0000", "group_id": "alla", "period_start": starts, "period_end": ends,
         "value": values}
    )  # fmt: skip


def noise(seed: int, mean: float, count: int = 60) -> list[float]:
    return [float(v) for v in np.random.default_rng(seed).poisson(mean, count)]


def test_a_trend_a_step_and_nothing_are_told_apart() -> None:
    rising = [v + 1.5 * n for n, v in enumerate(noise(1, 100))]
    stepped = [v + (60 if n >= 30 else 0) for n, v in enumerate(noise(2, 100))]
    frame = pd.concat([months(rising, "brott_a"), months(stepped, "brott_b"), months(noise(3, 100), "brott_c")])
    found = trends(frame).set_index("indicator_id")
    assert found["kind"].to_dict() == {"brott_a": "trend", "brott_b": "break"}
    assert found.loc["brott_a", "slope_per_year"] == pytest.approx(18, abs=4)
    assert found.loc["brott_b", "starts"] == pd.Timestamp("2023-07-01")
    assert found.loc["brott_b", ["before", "after"]].tolist() == pytest.approx([100, 160], abs=5)


def test_what_is_claimed_by_chance_is_bounded_by_the_family() -> None:
    """Of 40 families of 20 series without anything in them, about two may claim something at five per cent."""
    families = (pd.concat([months(noise(100 * f + n, 50), f"brott_{n}") for n in range(20)]) for f in range(40))
    claims = sum(not trends(family).empty for family in families)
    assert claims <= 6


def test_a_gap_or_a_short_series_is_not_tried() -> None:
    rising = [100 + 5.0 * n for n in range(60)]
    assert trends(months(rising).drop(index=30)).empty
    assert trends(months(rising[:23])).empty
    assert not trends(months(rising[:24])).empty
