"""Trends against published figures, statsmodels' weighted least squares, and series where it is known what lies in them."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau
from vectors import objects_of

from etl.statistics import (
    annual_trend,
    annual_trends,
    autocorrelation,
    hamed_rao,
    mann_kendall,
    seasonal_kendall,
    seasonal_slope,
    theil_sen,
    trend_verdict,
)

SERIES = st.lists(st.integers(0, 50), min_size=6, max_size=40)
POINTS = st.lists(st.tuples(st.floats(0, 100), st.floats(0.05, 5)), min_size=5, max_size=9)
VERDICTS = {"rising", "falling", "none", "undecided"}


def test_mann_kendall_and_theil_sen_vectors() -> None:
    for case in objects_of("mann_kendall_theil_sen.json"):
        found, slope = mann_kendall(case["x"]), theil_sen(case["x"])
        expected = (case["S"], case["var_S"], case["z"], case["p_normal_cc"], case["tau_a"])
        assert found[:5] == pytest.approx(expected, abs=case["abs_tol"]), case["id"]
        assert slope == pytest.approx((case["sen_slope"], case["sen_lo95_R"], case["sen_hi95_R"]), abs=case["abs_tol"])
        ties = len(set(case["x"])) < len(case["x"])
        assert found.p_exact == (None if ties else pytest.approx(case["p_exact"], abs=1e-8)), case["id"]


@given(SERIES)
def test_tau_is_scipy_s_but_for_ties_and_the_sign_is_the_series_turned(values: list[int]) -> None:
    found = mann_kendall(values)
    assert mann_kendall(values[::-1]).s == -found.s
    if len(set(values)) == len(values):
        assert found.tau == pytest.approx(kendalltau(range(len(values)), values).statistic)


@given(st.lists(st.integers(0, 50), min_size=24, max_size=60))
def test_the_seasonal_test_of_one_season_is_the_plain_one(values: list[int]) -> None:
    assert seasonal_kendall(values, 1)[:5] == pytest.approx(mann_kendall(values)[:5])


def test_a_season_is_no_trend_and_hides_none() -> None:
    wave = [100 + 40 * np.sin(2 * np.pi * n / 12) for n in range(60)]
    assert seasonal_kendall(wave).p == 1
    assert seasonal_kendall([w + n for n, w in enumerate(wave)]).p < 1e-6
    assert seasonal_slope([w + n for n, w in enumerate(wave)], 12) == pytest.approx(1)


@pytest.mark.parametrize("test", [mann_kendall, seasonal_kendall, hamed_rao])
def test_too_few_points_are_refused(test: object) -> None:
    with pytest.raises(ValueError, match="points"):
        test([1, 2, 3, 4, 5])  # type: ignore[operator]


def leaning(seed: int, count: int, lean: float) -> np.ndarray:
    """A series without trend whose neighbours lean on each other."""
    steps = np.random.default_rng(seed).normal(size=count)
    for n in range(1, count):
        steps[n] += lean * steps[n - 1]
    return steps


def test_autocorrelation_is_statsmodels() -> None:
    x = leaning(4, 50, 0.6)
    assert [autocorrelation(x, lag) for lag in range(1, 6)] == pytest.approx(sm.tsa.acf(x, nlags=5)[1:])


def test_leaning_neighbours_claim_no_trend() -> None:
    """Of 200 series without trend the plain test calls sixty and the corrected forty; the verdict refuses, and few slip by."""
    series = [leaning(seed, 60, 0.6) for seed in range(200)]
    plain, corrected = (sum(test(x).p <= 0.05 for x in series) for test in (mann_kendall, hamed_rao))
    assert plain > corrected > 20
    told = [trend_verdict(x) for x in series]
    assert sum(t.verdict in ("rising", "falling") for t in told) <= 10
    assert sum(t.reason == "autocorrelated" for t in told) > 150


def test_chance_alone_claims_its_five_per_cent() -> None:
    claims = sum(trend_verdict(leaning(seed, 40, 0)).verdict in ("rising", "falling") for seed in range(400))
    assert 4 <= claims <= 32


def test_the_correction_is_pymannkendall_s() -> None:
    """Computed with pymannkendall 1.4.3's hamed_rao_modification_test, which is not among the project's tools."""
    x = [
        1.13,
        3.02,
        5.41,
        4.77,
        6.09,
        8.31,
        7.83,
        5.17,
        4.59,
        2.27,
        3.61,
        1.73,
        2.89,
        4.03,
        6.67,
        7.19,
        9.37,
        8.53,
        10.51,
        9.97,
        7.41,
        6.31,
        5.83,
        4.21,
    ]
    assert hamed_rao(x)[:4] == pytest.approx((74.0, 1231.6452832674572, 2.0800799896637847, 0.03751819665605094), abs=1e-8)
    assert mann_kendall(x).variance != hamed_rao(x).variance


@pytest.mark.parametrize(
    ("values", "verdict", "reason"),
    [
        ([1, 2, 3, 4, 5], "undecided", "short_series"),
        ([1, 2, 3, 4, 5, 6, 7], "undecided", "short_series"),
        ([1, 2, 3, 4, 5, 6, 7, 8], "rising", None),
        ([8, 7, 6, 5, 4, 3, 2, 1], "falling", None),
        ([5, 5, 5, 5, 5, 5, 5, 5], "none", None),
        ([1, 1.1, 1, 1.1, 9, 9.1, 9, 9.1, 1, 1.1, 1, 1.1], "undecided", "autocorrelated"),
        ([1, 2, 3, float("nan"), 5, 6, 7, 8, 9], "rising", None),
    ],
)
def test_verdicts_without_intervals(values: list[float], verdict: str, reason: str | None) -> None:
    found = trend_verdict(values)
    assert (found.verdict, found.reason) == (verdict, reason)


def test_six_points_have_a_slope_and_five_have_none() -> None:
    assert trend_verdict(range(5)).slope is None
    assert trend_verdict(range(6)).slope == pytest.approx((1, 1, 1))


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), max_size=30))
def test_no_series_makes_the_verdict_raise(values: list[float]) -> None:
    with np.errstate(all="ignore"):
        found = trend_verdict(values)
        assert found.verdict in VERDICTS
        assert (found.verdict == "undecided") == (found.reason is not None)
        assert annual_trend(values, [1.0] * len(values)).verdict in VERDICTS


@given(st.data(), st.lists(st.integers(0, 30), min_size=8, max_size=25), st.integers(-3000, 3000))
def test_neither_the_order_of_rows_nor_the_label_of_the_first_year_matters(
    data: st.DataObject, values: list[int], shift: int
) -> None:
    rows = data.draw(st.permutations(list(enumerate(values))))
    mixed = trend_verdict([v for _, v in rows], [n + shift for n, _ in rows])
    straight = trend_verdict(values)
    assert (mixed.verdict, mixed.reason, mixed.p) == (straight.verdict, straight.reason, straight.p)
    assert mixed.slope == pytest.approx(straight.slope)


@given(POINTS)
def test_the_weighted_slope_is_statsmodels(points: list[tuple[float, float]]) -> None:
    found = annual_trend(*zip(*points, strict=True))
    y, se = np.array(points[-5:]).T
    theirs = sm.WLS(y, sm.add_constant(np.arange(5)), weights=1 / se**2).fit(cov_type="fixed scale")
    assert (found.slope, found.se) == pytest.approx((theirs.params[1], theirs.bse[1]), abs=1e-9)
    assert found.statistic == pytest.approx((theirs.params[1] / theirs.bse[1]) ** 2, abs=1e-6, rel=1e-6)
    assert found.p == pytest.approx(theirs.pvalues[1], abs=1e-9)


@given(st.data(), POINTS, st.integers(-2050, 2050))
def test_years_may_come_in_any_order_and_be_counted_from_anywhere(
    data: st.DataObject, points: list[tuple[float, float]], shift: int
) -> None:
    straight = annual_trend(*zip(*points, strict=True))
    rows = data.draw(st.permutations([(n + shift, *point) for n, point in enumerate(points)]))
    mixed = annual_trend([v for _, v, _ in rows], [se for _, _, se in rows], years=[n for n, _, _ in rows])
    assert mixed == straight


@pytest.mark.parametrize(
    ("values", "error", "verdict", "reason"),
    [
        ([20, 21, 23, 24, 26], 0.5, "rising", None),
        ([26, 24, 23, 21, 20], 0.5, "falling", None),
        ([20, 21, 23, 24, 26], 3.0, "none", None),
        ([20, 20, 20, 20, 20], 0.01, "none", None),
        ([20, 19, 18, 17, 60], 0.5, "undecided", "one_point"),
        ([20, 21, 23, 24], 0.5, "undecided", "short_series"),
        ([], 0.5, "undecided", "short_series"),
        ([90, 90, 90, 20, 21, 23, 24, 26], 0.5, "rising", None),
    ],
)
def test_verdicts_with_intervals(values: list[float], error: float, verdict: str, reason: str | None) -> None:
    found = annual_trend(values, [error] * len(values))
    assert (found.verdict, found.reason) == (verdict, reason)


def test_points_that_cannot_weigh_are_passed_over() -> None:
    whole = annual_trend([3, 20, 21, 23, 24, 26], [1, 0.5, 0.5, 0.5, 0.5, 0.5], years=[0, 1, 2, 3, 4, 5])
    holes = annual_trend(
        [20, 21, 9, 23, 24, float("nan"), 26], [0.5, 0.5, 0, 0.5, 0.5, 0.5, 0.5], years=[1, 2, 2.5, 3, 4, 4.5, 5]
    )
    assert holes == whole


@given(st.floats(-50, 50), st.floats(0.01, 5), st.integers(5, 12))
def test_a_level_series_never_has_a_trend(level: float, error: float, count: int) -> None:
    assert annual_trend([level] * count, [error] * count).verdict == "none"
    assert trend_verdict([level] * max(count, 8)).verdict == "none"


def test_the_rule_claims_at_most_two_in_a_thousand_where_nothing_is() -> None:
    rng = np.random.default_rng(5)
    found = annual_trends(rng.normal(30, 1, (20000, 6)), np.ones((20000, 6))).verdict
    assert 0 < sum(verdict in ("rising", "falling") for verdict in found) <= 60


def test_many_series_at_once_are_each_as_alone() -> None:
    rng = np.random.default_rng(6)
    y, se = rng.normal(30, 2, (50, 7)), rng.uniform(0.2, 1, (50, 7))
    y[rng.random((50, 7)) < 0.2] = np.nan
    many = annual_trends(y, se)
    alone = [annual_trend(row, error) for row, error in zip(y, se, strict=True)]
    assert [one.verdict for one in alone] == many.verdict.tolist()
    assert [one.slope for one in alone] == pytest.approx(many.slope.tolist(), nan_ok=True)
    assert {one.reason for one in alone} >= {None, "short_series"}
