"""Samples: intervals, reliability, change and contrast against vectors, by definition, and by what must hold."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from vectors import floats, objects_of, rows_of

from etl.statistics import (
    Incomparable,
    Wave,
    change_between,
    change_test,
    contrast,
    design_effect,
    district_rest,
    incomparable,
    kish,
    overlapping,
    reliability_class,
    se_from_interval,
    svy_asin_ci,
    svy_beta_ci,
    svy_logit_ci,
    svy_mean_ci,
    svy_xlogit_ci,
    typical_design_effect,
)

SHARES, ERRORS = st.floats(1, 99), st.floats(0.1, 5)
BY_FOUR = {"logit": svy_logit_ci, "mean": svy_mean_ci, "xlogit": svy_xlogit_ci, "asin": svy_asin_ci}


def published(p: float, se: float) -> tuple[float, float, float]:
    """A figure in percent with the limits that a publisher would set, on logits so that they stay inside."""
    q = p / 100
    reach = 1.959963984540054 * se / 100 / (q * (1 - q))
    low, high = (100 / (1 + math.exp(sign * reach) * (1 - q) / q) for sign in (1, -1))
    return p, low, high


def test_design_based_vectors() -> None:
    seen = set()
    for row in rows_of("proportion_design_based.csv"):
        p, se, n, df, conf = floats(row, "p", "se", "n", "df", "confidence")
        method = row["method"]
        if method not in {*BY_FOUR, "beta"}:
            continue  # the profile likelihood needs the answers themselves
        found = svy_beta_ci(p, se, n, df, conf) if method == "beta" else BY_FOUR[method](p, se, df, conf)
        assert found == pytest.approx(floats(row, "lower", "upper"), abs=float(row["abs_tol"])), row["id"]
        seen.add(method)
        if row["deff"]:  # R compares with a sample without replacement, of the 6 194 schools
            assert design_effect(p, se, n) == pytest.approx(float(row["deff"]) * (1 - n / 6194) * n / (n - 1), rel=1e-3)
    assert {"logit", "beta", "mean"} <= seen


@given(st.floats(0.01, 0.99), st.floats(0.001, 0.1), st.integers(5, 400), st.sampled_from([0.9, 0.95, 0.998]))
def test_intervals_of_samples_hold_the_share_and_mirror(p: float, se: float, df: int, conf: float) -> None:
    for method in (svy_logit_ci, svy_asin_ci, svy_mean_ci):
        lower, upper = method(p, se, df, conf)
        assert lower < p < upper
        assert method(1 - p, se, df, conf) == pytest.approx((1 - upper, 1 - lower), abs=1e-12)
        more = method(p, se, math.inf, conf)  # more degrees of freedom, never a wider interval
        assert lower <= more[0] < p < more[1] <= upper
    lower, upper = svy_beta_ci(p, se, 500, df, conf)
    assert lower <= p <= upper


def test_a_share_of_none_or_all_has_no_interval_from_its_standard_error() -> None:
    for method in (svy_logit_ci, svy_asin_ci):
        assert np.isnan(method(np.array([0.0, 1.0]), 0.0, 20.0)).all()
    assert np.isnan(svy_beta_ci(0.0, 0.0, 100, 99)).all()
    assert math.isnan(design_effect(0.0, 0.0, 100))


@given(st.lists(st.floats(0.1, 50), min_size=2, max_size=50), st.floats(0.1, 9))
def test_kish_is_one_for_equal_weights_and_never_below(weights: list[float], times: float) -> None:
    assert kish([times] * len(weights)) == pytest.approx(1)
    assert kish(weights) >= 1 - 1e-12
    assert kish([times * w for w in weights]) == pytest.approx(kish(weights))


def test_a_source_has_the_design_effect_of_its_middle_figure() -> None:
    assert typical_design_effect([1.2, np.nan, 3.0, 1.4]) == pytest.approx(1.4)
    assert typical_design_effect([0.4, 0.6]) == 1.0
    assert math.isnan(typical_design_effect([np.nan]))


def test_reliability_vectors() -> None:
    for row in rows_of("reliability_nchs.csv"):
        found, tolerance = reliability_class(*floats(row, "p", "n", "deff")), float(row["abs_tol"])
        assert found.flag == row["nchs_flag"], row["id"]
        parts = (found.n_eff, found.lower, found.upper, found.width, found.relative_width)
        expected = floats(row, "n_eff", "kg_lower", "kg_upper", "width", "rel_width")
        assert parts == pytest.approx(expected, abs=tolerance), row["id"]


@pytest.mark.parametrize(
    ("p", "n", "deff", "flag", "letter"),
    [
        (0.207, 2231, 1.3, "ok", "A"),
        (0.3, 150, 1.3, "ok", "B"),  # Wilson reaches over five points
        (0.5, 29, 1.0, "Px", "C"),  # too few
        (0.5, 40, 1.3, "Px", "C"),  # 31 answers, wider than 30 points
        (0.1, 60, 1.3, "Px", "C"),  # wide for its size
        (0.95, 80, 1.0, "Pc", "B"),  # its complement is wide for its size
        (0.0, 150, 1.3, "P0", "B"),
        (1.0, 40, 1.3, "P0", "B"),
        (0.0, 20, 1.0, "Px", "C"),
        (math.nan, 200, 1.0, "", ""),
        (0.3, math.nan, 1.0, "", ""),
    ],
)
def test_reliability_is_a_flag_and_a_letter(p: float, n: float, deff: float, flag: str, letter: str) -> None:
    found = reliability_class(p, n, deff)
    assert (found.flag, found.letter) == (flag, letter)
    column = reliability_class(np.array([p, 0.5]), np.array([n, 5000.0]), deff)
    assert (column.flag.tolist(), column.letter.tolist()) == ([flag, "ok"], [letter, "A"])


def test_effective_answers_are_never_more_than_answers_nor_thinned_at_the_ends() -> None:
    assert reliability_class(0.3, 200, 0.5).n_eff == 200
    assert reliability_class(0.0, 200, 1.5).n_eff == 200


def test_change_vectors() -> None:
    names = ("p_new", "lo_new", "hi_new", "p_old", "lo_old", "hi_old", "rho")
    for row in rows_of("change_from_published_ci.csv"):
        found = change_test(*floats(row, *names))
        parts = (found.difference, found.se, found.lower, found.upper, found.z, found.p)
        expected = floats(row, "diff", "se_diff", "lower", "upper", "z", "p_value")
        assert parts == pytest.approx(expected, abs=float(row["abs_tol"])), row["id"]
        for age in ("new", "old"):
            error = se_from_interval(*floats(row, f"p_{age}", f"lo_{age}", f"hi_{age}"))
            assert error == pytest.approx(float(row[f"se_{age}"]), abs=float(row["abs_tol"])), row["id"]


@given(SHARES, ERRORS)
def test_the_standard_error_behind_published_limits_is_found_again(p: float, se: float) -> None:
    share, low, high = published(p, se)
    found = se_from_interval(share, low, high)
    assert found == pytest.approx(se, rel=1e-6) or abs((low + high) / 2 - p) <= 0.15
    assert se_from_interval(share / 100, low / 100, high / 100, scale=1.0) == pytest.approx(found / 100, rel=1e-9)
    assert low < 0.1 or high > 99.9 or se_from_interval(p, low, high, rounding=0.1) > found


def test_limits_that_tell_nothing_give_no_standard_error() -> None:
    assert math.isnan(se_from_interval(17.0, 17.0, 17.0))
    assert se_from_interval(17.0, 17.0, 17.0, rounding=1.0) == pytest.approx(1 / (2 * 1.959964), abs=1e-6)
    assert math.isnan(se_from_interval(1.0, 0.0, 3.0))
    assert math.isnan(se_from_interval(17.0, math.nan, 20.0))


@pytest.mark.parametrize("figure", [(17, 18, 20), (17, 10, 16), (101, 99, 102), (3, -1, 5)])
def test_limits_that_cannot_be_are_refused(figure: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="lower"):
        se_from_interval(*figure)


@given(SHARES, ERRORS, SHARES, ERRORS)
def test_change_the_other_way_is_the_opposite(p1: float, se1: float, p2: float, se2: float) -> None:
    one, other = published(p1, se1), published(p2, se2)
    there, back = change_test(*one, *other), change_test(*other, *one)
    assert (there.difference, there.z) == pytest.approx((-back.difference, -back.z), abs=1e-12)
    assert (there.lower, there.p) == pytest.approx((-back.upper, back.p), abs=1e-12)
    assert (there.p < 0.05) == (there.lower > 0 or there.upper < 0)


@pytest.mark.parametrize(
    ("new", "old", "breaks", "reason"),
    [
        ((2022, 2022), (2021, 2021), (), None),
        ((2021, 2022), (2019, 2020), (2017,), None),
        ((2021, 2022), (2020, 2021), (), "overlap"),
        ((2021, 2022), (2021, 2022), (), "overlap"),
        ((2019, 2019), (2021, 2021), (), "order"),
        ((2018, 2018), (2016, 2016), (2017,), "break"),
        ((2017, 2017), (2016, 2016), (2017,), "break"),
        ((2019, 2020), (2016, 2017), (2017,), "break"),
        ((2018, 2018), (2017, 2017), (2017,), None),
    ],
)
def test_waves_that_may_not_be_compared_say_why(new, old, breaks, reason) -> None:
    assert incomparable(new, old, breaks) == reason
    assert overlapping(new, old) == overlapping(old, new) == (reason == "overlap")
    waves = Wave(20.7, 18.6, 22.8, *new), Wave(23.4, 21.4, 25.4, *old)
    if reason:
        with pytest.raises(Incomparable, match=reason) as refused:
            change_between(*waves, breaks)
        assert refused.value.reason == reason
    else:
        assert change_between(*waves, breaks).p == pytest.approx(0.068, abs=5e-4)


@given(SHARES, ERRORS, ERRORS, st.floats(0, 0.6), st.floats(-5, 5))
def test_a_district_against_the_rest_is_the_same_as_against_the_city(p, se_d, se_rest, f, away) -> None:
    rest = p + away
    city, se_city = f * p + (1 - f) * rest, math.hypot(f * se_d, (1 - f) * se_rest)
    found = district_rest(p, se_d, city, se_city, f)
    assert (found.rest, found.se_rest) == pytest.approx((rest, se_rest), rel=1e-6)
    assert found.z * (1 - f) * found.se == pytest.approx(p - city, abs=1e-9)
    assert (1 - f) * found.se == pytest.approx(math.sqrt((1 - 2 * f) * se_d**2 + se_city**2), rel=1e-9)
    assert abs(district_rest(p, se_d, city, se_city, 0.0).z) <= abs(found.z) + 1e-9


def test_a_district_more_unsure_than_its_city_allows_cannot_be_tested() -> None:
    found = district_rest(np.array([20.0, 20.0]), np.array([3.0, 3.0]), 25.0, np.array([1.0, 1.0]), np.array([0.5, 0.1]))
    assert np.isnan(found.p).tolist() == np.isnan(found.se_rest).tolist() == [True, False]
    assert found.rest[0] == pytest.approx(30.0)


def test_contrast_vector() -> None:
    """The vector holds only answers; .91 of 100 and .52 of 50 are the shares that give them (apistrat, E and H)."""
    expected = objects_of("survey_contrast.json")
    shares, answers = np.array([0.91, 0.52]), np.array([100, 50])
    found = contrast(shares, np.diag(shares * (1 - shares) / (answers - 1)), [1, -1])
    assert found == pytest.approx((expected["estimate"], expected["se"][0][0]), abs=1e-9)


def test_contrast_uses_the_covariance() -> None:
    answers = np.random.default_rng(2).multivariate_normal([3, 5], [[2, 0.9], [0.9, 1]], 400)
    table = np.cov(answers.T) / 400
    expected = stats.sem(answers[:, 0] - answers[:, 1])
    assert contrast(answers.mean(axis=0), table, [1, -1])[1] == pytest.approx(expected)
    with pytest.raises(ValueError, match="covariance"):
        contrast([1, 2], [[1, 0.5], [0.2, 1]], [1, -1])
    with pytest.raises(ValueError, match="weights"):
        contrast([1, 2], np.eye(2), [1, -1, 0])


def test_korn_graubard_is_clopper_pearson_for_a_simple_sample() -> None:
    se = math.sqrt(0.3 * 0.7 / 200)
    assert svy_beta_ci(0.3, se, 200, 199) == pytest.approx(proportion_confint(60, 200, method="beta"), abs=1e-9)


@pytest.mark.parametrize(
    "call",
    [
        lambda: svy_logit_ci(1.2, 0.1, 10),
        lambda: svy_mean_ci(0.2, -0.1, 10),
        lambda: svy_mean_ci(0.2, 0.1, 0),
        lambda: svy_beta_ci(0.2, 0.1, 1, 10),
        lambda: kish([]),
        lambda: kish([1, -1]),
        lambda: design_effect(0.2, 0.1, 0),
        lambda: reliability_class(20.0, 100),
        lambda: reliability_class(0.2, 100, 0),
        lambda: reliability_class(0.2, 0),
        lambda: change_test(20, 18, 22, 21, 19, 23, 1.5),
        lambda: district_rest(20, 1, 20, 1, 1.0),
    ],
)
def test_impossible_samples_are_refused(call) -> None:
    with pytest.raises(ValueError, match=r"p |df|n 1|n 0|weights|base|rho|f 1.0"):
        call()
