"""Counts, rates, ratios and dispersion against vectors, other libraries, and what they must be."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from vectors import floats, objects_of, rows_of

from etl.statistics import (
    byar,
    count_ci,
    dispersion,
    dsr,
    dsr_gamma,
    isr,
    poisson_exact,
    rate_ci,
    rate_ratio_exact,
    rate_ratio_quasi,
)


def test_exact_vectors() -> None:
    for row in rows_of("poisson_exact.csv"):
        found = poisson_exact(*floats(row, "x", "confidence"))
        assert found == pytest.approx(floats(row, "lower", "upper"), abs=float(row["abs_tol"])), row["id"]


def test_byar_vectors() -> None:
    rows = rows_of("byar.csv")
    assert any(not row["lower"] for row in rows)
    for row in rows:
        expected = float(row["lower"] or "nan"), float(row["upper"])
        found = byar(*floats(row, "x", "confidence"))
        assert found == pytest.approx(expected, abs=float(row["abs_tol"]), nan_ok=True), row["id"]


def test_the_variant_of_epitools_is_another() -> None:
    for row in objects_of("byar_variant_warning.json")["rows"]:
        assert byar(row["x"]) == pytest.approx(row["phe"], abs=1e-9)
        assert byar(row["x"])[0] != pytest.approx(row["epitools"][0], abs=0.1)


def test_rate_vectors() -> None:
    for row in rows_of("rate_phe.csv"):
        found = rate_ci(*floats(row, "x", "population", "multiplier", "confidence"))
        assert found == pytest.approx(floats(row, "rate", "lower", "upper"), rel=float(row["rel_tol"])), row["id"]


def test_ratio_vectors() -> None:
    for row in rows_of("two_rates.csv"):
        found, tolerance = rate_ratio_exact(*floats(row, "x1", "t1", "x2", "t2")), float(row["abs_tol"])
        assert found.ratio == pytest.approx(float(row["rate_ratio"]), abs=tolerance), row["id"]
        assert found.p_minlike == pytest.approx(float(row["p_minlike"]), abs=tolerance), row["id"]
        if row["lower"]:
            assert (found.lower, found.upper) == pytest.approx(floats(row, "lower", "upper"), abs=tolerance), row["id"]
            assert found.p_central == pytest.approx(float(row["p_central"]), abs=tolerance), row["id"]


def test_standardised_vectors() -> None:
    methods = {"Dobson with Byar": dsr, "Fay-Feuer gamma": dsr_gamma}
    rows = [row for row in objects_of("standardised_rates.json") if row.get("method") in methods]
    assert {row["method"] for row in rows} == set(methods)
    for row in rows:
        found = methods[row["method"]](*(row[k] for k in ("count", "pop", "stdpop", "multiplier", "confidence")))
        assert found == pytest.approx([row[k] for k in ("value", "lower", "upper")], abs=row["abs_tol"]), row


def test_indirectly_standardised_vectors() -> None:
    rows = [row for row in objects_of("standardised_rates.json") if "measure" in row]
    assert rows
    for row in rows:
        reference = row["ref_rate"] or float(row["measure"].rsplit(" ", 1)[1])
        found = isr(row["observed"], row["expected_events"], reference, row["confidence"])
        assert found == pytest.approx([row[k] for k in ("value", "lower", "upper")], rel=row["rel_tol"]), row


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
def test_count_limits_change_method_at_ten(count: int, lower: float, upper: float) -> None:
    assert count_ci(count) == pytest.approx((lower, upper), abs=1e-6)
    assert count_ci(np.array([count, 3.0]))[0][0] == pytest.approx(lower, abs=1e-6)


def test_byar_has_no_lower_limit_below_zero() -> None:
    assert np.isnan([byar(1, 0.998)[0], byar(0)[0]]).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: count_ci(-1),
        lambda: byar(np.array([3.0, -1.0])),
        lambda: rate_ci(1, 0, 1000),
        lambda: rate_ratio_exact(1.5, 10, 2, 10),
        lambda: rate_ratio_exact(1, 0, 2, 10),
        lambda: rate_ratio_quasi(-1, 10, 2, 10, 1),
        lambda: rate_ratio_quasi(1, 10, 2, 10, 1, df=0),
        lambda: dispersion(np.array([[1.0, 2.0]])),
        lambda: dispersion(np.array([[1.0, -2.0], [1.0, 1.0]])),
        lambda: dsr([12.0], [0.0], [1.0]),
        lambda: dsr([12.0, 3.0], [9.0], [1.0]),
        lambda: isr(3, 0),
    ],
)
def test_impossible_input_is_refused(call) -> None:
    with pytest.raises(ValueError, match=r"-1|population 0|x1 1.5|t1 0|df 0|counts|expected 0"):
        call()


@given(st.integers(0, 10_000_000), st.floats(0.5, 0.999))
def test_a_count_lies_within_its_limits(count: int, confidence: float) -> None:
    lower, upper = count_ci(count, confidence)
    assert (0 if math.isnan(lower) else lower) <= count < upper


@given(st.integers(1, 100_000))
def test_limits_close_in_as_counts_grow(count: int) -> None:
    width = [(u - low) / x for x in (count, count * 4) for low, u in [count_ci(x)]]
    assert width[1] < width[0]


@given(st.integers(0, 300), st.integers(0, 300), st.floats(1, 1e6), st.floats(1, 1e6))
def test_a_ratio_turned_around_is_its_inverse(x1: int, x2: int, t1: float, t2: float) -> None:
    one, other = rate_ratio_exact(x1, t1, x2, t2), rate_ratio_exact(x2, t2, x1, t1)
    assert one.p_central == pytest.approx(other.p_central, abs=1e-9)
    assert one.lower == pytest.approx(1 / other.upper if other.upper else math.inf, rel=1e-6)


@given(st.integers(1, 300), st.integers(1, 300), st.floats(100, 1e6), st.floats(100, 1e6))
def test_the_central_p_agrees_with_its_interval(x1: int, x2: int, t1: float, t2: float) -> None:
    found = rate_ratio_exact(x1, t1, x2, t2)
    if abs(found.p_central - 0.05) > 1e-6:
        assert (found.p_central < 0.05) == (not found.lower <= 1 <= found.upper)


def test_two_rates_without_any_event_say_nothing() -> None:
    found = rate_ratio_exact(np.array([0.0, 3.0]), 10.0, np.array([0.0, 0.0]), 20.0)
    assert math.isnan(found.ratio[0])
    assert (found.lower[0], found.upper[0], found.p_central[0], found.p_minlike[0]) == (0.0, math.inf, 1.0, 1.0)
    assert (found.ratio[1], found.upper[1]) == (math.inf, math.inf)


def test_a_quasi_ratio_is_that_of_a_quasi_poisson_model() -> None:
    x, t = np.array([20.0, 24.0, 14.0, 15.0]), np.array([8_877.0, 9_000.0, 10_000.0, 11_250.0])
    model = sm.GLM(x, np.array([[1, 1], [1, 1], [1, 0], [1, 0]]), sm.families.Poisson(), offset=np.log(t)).fit()
    found = rate_ratio_quasi(44, 17_877, 29, 21_250, 3.2, 18)
    se = model.bse[1] * math.sqrt(3.2)
    reach = stats.t.ppf(0.975, 18) * se
    expected = np.exp([model.params[1], model.params[1] - reach, model.params[1] + reach])
    assert (found.ratio, found.lower, found.upper) == pytest.approx(expected, rel=1e-7)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(model.params[1] / se), 18), rel=1e-7)


def test_a_quasi_ratio_never_trusts_counts_more_than_poisson_does() -> None:
    assert rate_ratio_quasi(44, 1, 29, 1, 0.3) == rate_ratio_quasi(44, 1, 29, 1, 1.0)
    assert rate_ratio_quasi(44, 1, 29, 1, 1.0, math.inf).p == pytest.approx(rate_ratio_quasi(44, 1, 29, 1, 1.0).p)


def test_a_quasi_ratio_of_columns_leaves_out_what_has_no_logarithm() -> None:
    found = rate_ratio_quasi(np.array([44.0, 0.0, 5.0, 5.0]), 10.0, np.array([29.0, 3.0, 0.0, np.nan]), 10.0, 2.0, 9.0)
    assert np.isnan(found.p).tolist() == np.isnan(found.ratio).tolist() == [False, True, True, True]


def test_dispersion_is_that_of_a_model_with_main_effects() -> None:
    counts = np.random.default_rng(4).negative_binomial(5, 0.05, (8, 6)).astype(float)
    area, year = np.indices(counts.shape)
    design = np.column_stack([area.ravel()[:, None] == np.arange(8), year.ravel()[:, None] == np.arange(1, 6)]).astype(float)
    model = sm.GLM(counts.ravel(), design, sm.families.Poisson()).fit()
    assert dispersion(counts) == pytest.approx((model.pearson_chi2 / model.df_resid, 35), rel=1e-6)
    assert dispersion(counts)[0] * 35 == pytest.approx(stats.contingency.chi2_contingency(counts).statistic)


def test_dispersion_leaves_out_what_is_missing_or_never_happens() -> None:
    whole = np.array([[3.0, 5.0, 9.0], [8.0, 1.0, 4.0], [7.0, 7.0, 2.0]])
    framed = np.insert(np.insert(whole, 3, [[0.0] * 3, [np.nan, 2.0, 1.0]], axis=0), 3, [0, 0, 0, 0, 0], axis=1)
    framed = np.insert(framed, 0, np.nan, axis=1)
    assert dispersion(framed) == dispersion(whole)


@given(st.lists(st.lists(st.integers(1, 500), min_size=4, max_size=4), min_size=2, max_size=9), st.integers(2, 9))
def test_dispersion_scales_with_the_counts(rows: list[list[int]], times: int) -> None:
    counts = np.array(rows, float)
    assert dispersion(counts * times)[0] == pytest.approx(dispersion(counts)[0] * times, abs=1e-9)


def test_no_standardised_rate_below_ten_events() -> None:
    for method in (dsr, dsr_gamma):
        assert np.isnan(method([4.0, 5.0], [100.0, 100.0], [1.0, 1.0])).all()
        assert not np.isnan(method([5.0, 5.0], [100.0, 100.0], [1.0, 1.0])).any()
