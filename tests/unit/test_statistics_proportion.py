"""Shares against published vectors, against statsmodels and scipy, and against what an interval must be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest
from vectors import floats, rows_of

from etl.statistics import at_least, clopper_pearson, mid_p, newcombe10, wilson, wilson_neff, ztest

METHODS = [wilson, clopper_pearson, mid_p]
PAIRS = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.sampled_from([0.8, 0.95, 0.998])


def test_wilson_vectors() -> None:
    for row in rows_of("wilson.csv"):
        found = wilson(*floats(row, "x", "n", "confidence"))
        assert found == pytest.approx(floats(row, "lower", "upper"), abs=float(row["abs_tol"])), row["id"]


def test_wilson_vectors_as_columns() -> None:
    rows = [row for row in rows_of("wilson.csv") if row["confidence"] == "0.998"]
    lower, upper = wilson(*np.array([floats(row, "x", "n") for row in rows]).T, 0.998)
    expected = np.array([floats(row, "lower", "upper", "abs_tol") for row in rows]).T
    assert np.all(np.abs([lower - expected[0], upper - expected[1]]) <= expected[2])


def test_wilson_on_effective_answers() -> None:
    for row in rows_of("wilson_neff.csv"):
        found = wilson_neff(*floats(row, "p", "n", "deff", "confidence"))
        assert found == pytest.approx(floats(row, "lower", "upper"), abs=float(row["abs_tol"])), row["id"]


def test_exact_vectors() -> None:
    for row in (row for row in rows_of("binomial_exact.csv") if row["method"] == "clopper_pearson"):
        found = clopper_pearson(*floats(row, "x", "n", "confidence"))
        assert found == pytest.approx(floats(row, "lower", "upper"), abs=float(row["abs_tol"])), row["id"]


def test_mid_p_vectors() -> None:
    """PropCIs tries 0.0001, 0.0006, 0.0011 ... and keeps the outermost not ruled out: exact limits must lead there."""
    rows = [row for row in rows_of("binomial_exact.csv") if row["method"] == "mid_p"]
    assert rows
    for row in rows:
        lower, upper = mid_p(*floats(row, "x", "n", "confidence"))
        tried = (np.ceil((lower - 1e-4) / 5e-4) * 5e-4 + 1e-4, np.floor((upper - 1e-4) / 5e-4) * 5e-4 + 1e-4)
        expected = floats(row, "lower", "upper")
        whole = row["x"] in ("0", row["n"])  # there PropCIs has a formula and no grid
        assert ((lower, upper) if whole else tried) == pytest.approx(expected, abs=1e-9), row["id"]


def test_two_proportions_vectors() -> None:
    for row in rows_of("two_proportions.csv"):
        counts, tolerance = floats(row, "x1", "n1", "x2", "n2"), float(row["abs_tol"])
        if row["method"] == "newcombe10":
            assert newcombe10(*counts) == pytest.approx(floats(row, "diff", "lower", "upper"), abs=tolerance), row["id"]
        else:
            assert ztest(*counts) == pytest.approx(floats(row, "z", "p_value"), abs=tolerance), row["id"]


@given(PAIRS, LEVELS)
def test_statsmodels_finds_the_same_limits(pair: tuple[int, int], conf: float) -> None:
    assert wilson(*pair, conf) == pytest.approx(proportion_confint(*pair, 1 - conf, "wilson"), abs=1e-12)
    assert clopper_pearson(*pair, conf) == pytest.approx(proportion_confint(*pair, 1 - conf, "beta"), abs=1e-9)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))), LEVELS)
def test_mid_p_limits_leave_out_just_what_they_should(pair: tuple[int, int], conf: float) -> None:
    x, n = pair
    lower, _ = mid_p(x, n, conf)
    chance = stats.binom.sf(x, n, lower) + stats.binom.pmf(x, n, lower) / 2
    assert chance == pytest.approx((1 - conf) / 2, abs=1e-9)


@given(PAIRS, PAIRS)
def test_statsmodels_finds_the_same_difference(one: tuple[int, int], two: tuple[int, int]) -> None:
    expected = confint_proportions_2indep(*one, *two, method="newcomb")
    difference, lower, upper = newcombe10(*one, *two)
    assert (lower, upper) == pytest.approx(expected, abs=1e-9)
    assert lower <= difference <= upper
    if 0 < one[0] + two[0] < one[1] + two[1]:
        expected = proportions_ztest([one[0], two[0]], [one[1], two[1]])
        assert ztest(*one, *two) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("method", METHODS)
@given(pair=PAIRS, conf=LEVELS)
def test_an_interval_holds_its_share_and_mirrors(method, pair, conf) -> None:
    x, n = pair
    lower, upper = method(x, n, conf)
    assert 0 <= lower <= x / n <= upper <= 1
    mirrored = method(n - x, n, conf)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((lower, upper), abs=1e-9)


@pytest.mark.parametrize("method", METHODS)
@given(pair=PAIRS)
def test_four_times_the_answers_give_a_shorter_interval(method, pair) -> None:
    few, many = method(*pair), method(4 * pair[0], 4 * pair[1])
    assert many[1] - many[0] < few[1] - few[0]


@pytest.mark.parametrize("method", METHODS)
def test_the_ends_are_exact(method) -> None:
    assert method(0, 150)[0] == 0.0
    assert method(150, 150)[1] == 1.0


@pytest.mark.parametrize("method", METHODS)
def test_columns_and_figures_agree_and_what_is_missing_stays_missing(method) -> None:
    x, n = np.array([0.0, 7.0, np.nan, 3.0]), np.array([10.0, 20.0, 20.0, np.nan])
    lower, upper = method(x, n)
    assert np.isnan(lower).tolist() == np.isnan(upper).tolist() == [False, False, True, True]
    assert (lower[1], upper[1]) == pytest.approx(method(7, 20))
    assert all(isinstance(limit, float) for limit in method(7, 20))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("x", "n"), [(5, 4), (-1, 4), (0, 0), (1, np.inf), ([1, 5], [4, 4])])
def test_no_share_of_what_cannot_be(method, x, n) -> None:
    with pytest.raises(ValueError, match=r"count .*base"):
        method(x, n)


@pytest.mark.parametrize("conf", [0, 1, 95])
def test_no_interval_at_an_impossible_level(conf: float) -> None:
    with pytest.raises(ValueError, match="conf"):
        wilson(1, 4, conf)


def test_two_arms_that_are_both_empty_or_both_full_cannot_be_tested() -> None:
    assert np.isnan(ztest(0, 10, 0, 20)).all()
    assert np.isnan(ztest(10, 10, 20, 20)).all()


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0, 1))
def test_the_chance_of_at_least_so_many_hits(x: int, n: int, p: float) -> None:
    assert at_least(x, n, p) == pytest.approx(stats.binom.sf(x - 1, n, p), abs=1e-12)
