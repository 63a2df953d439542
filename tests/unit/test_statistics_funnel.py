"""Funnels against PHE's and FunnelPlotR's figures, statsmodels' and the intervals that they are the inverse of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from vectors import floats, objects_of, rows_of

from etl.statistics import (
    count_ci,
    funnel_counts,
    funnel_poisson,
    funnel_proportion,
    funnel_rates,
    funnel_significance,
    funnel_smr,
    overdispersion,
    tau2,
)

LEVELS = ((0.95, "95"), (0.998, "998"))
HALVING = 1e-7  # events: PHE's spreadsheet finds its expected counts by halving and stops here


def test_limits_for_shares_are_phe_s() -> None:
    for row in rows_of("funnel_proportion.csv"):
        size, centre, tolerance = floats(row, "population", "baseline_pct", "abs_tol")
        for conf, name in LEVELS:
            found = [100 * float(limit) for limit in funnel_proportion(size, centre / 100, conf)]
            assert found == pytest.approx(floats(row, f"lower{name}", f"upper{name}"), abs=tolerance), row["id"]


def test_limits_for_counts_are_phe_s_as_far_as_its_halving_goes() -> None:
    for row in rows_of("funnel_poisson.csv"):
        (observed, relative) = floats(row, "observed_events", "rel_tol")
        for conf, name in LEVELS:
            printed = floats(row, f"exp_events_lower{name}", f"exp_events_upper{name}")
            assert [float(e) for e in funnel_poisson(observed, conf)] == pytest.approx(printed, rel=relative, abs=HALVING), row[
                "id"
            ]
            ratios, slack = floats(row, f"smr_lower{name}", f"smr_upper{name}"), HALVING / min(printed)
            assert [float(r) for r in funnel_smr(observed, conf)] == pytest.approx(ratios, rel=max(relative, slack)), row["id"]


def test_words_are_phe_s() -> None:
    rows = rows_of("funnel_significance.csv")
    told = [str(funnel_significance(*floats(row, "numerator", "denominator", "baseline"))) for row in rows]
    assert told == [row["significance"] for row in rows]
    columns = np.array([floats(row, "numerator", "denominator", "baseline") for row in rows]).T
    assert list(funnel_significance(*columns)) == told


def test_overdispersion_is_funnelplotr_s() -> None:
    for case in objects_of("funnel_overdispersion.json"):
        found = overdispersion(case["numerator"], case["denominator"], case["type"], case["sr_method"], case["trim"])
        assert (found.target, found.phi, found.tau2) == pytest.approx((case["target"], case["phi"], case["tau2"]), abs=1e-9)
        halves = case["od_limit_half_width_95"], case["od_limit_half_width_998"]
        columns = found.z, found.wz, found.half_width_95, found.half_width_998
        for ours, theirs in zip(columns, (case["z"], case["wz"], *halves), strict=True):
            assert ours == pytest.approx(theirs, abs=1e-9), case["id"]


def test_variance_between_areas_is_metafor_s() -> None:
    case = next(c for c in objects_of("control_charts_changepoints.json") if c["id"] == "overdispersion-dl")
    assert tau2(case["y"], case["v"]) == pytest.approx(case["tau2"], abs=case["abs_tol"])
    assert tau2([3, 3, 3], [1, 1, 1]) == 0


def test_ratios_of_two_counts_bear_zeros() -> None:
    found = overdispersion([0, 12, 30, 8], [5, 10, 28, 11], "RC")
    assert np.isfinite(found.z).all()
    with pytest.raises(ValueError, match="type XX"):
        overdispersion([1], [1], "XX")


@given(st.integers(1, 3000), st.floats(0.01, 0.99), st.sampled_from([0.95, 0.998]))
def test_at_a_limit_wilson_s_interval_touches_the_average(n: int, theta: float, conf: float) -> None:
    low, high = funnel_proportion(n, theta, conf)
    assert 0 <= low <= theta <= high <= 1
    for limit, side in ((low, 1), (high, 0)):
        if 0 < limit < 1:
            assert proportion_confint(limit * n, n, 1 - conf, "wilson")[side] == pytest.approx(theta, abs=1e-9)


@given(st.floats(0.02, 400), st.integers(0, 600), st.sampled_from([0.95, 0.998]))
def test_outside_the_drawn_line_is_where_the_interval_misses_the_expectation(mean: float, count: int, conf: float) -> None:
    low, high = funnel_counts(mean, conf)
    lower, upper = (float(limit) for limit in count_ci(count, conf))
    assert (count > high, count < low) == (lower > mean, upper < mean)  # a missing lower limit (nan) is above nothing


@given(st.floats(0.02, 4000), st.floats(0.02, 4000))
def test_the_funnel_of_counts_widens(one: float, other: float) -> None:
    (low, less), (high, more) = funnel_counts(np.array([min(one, other), max(one, other)]))
    assert low <= less + 1e-9
    assert high <= more + 1e-9
    assert funnel_counts(one, 0.998)[1] > funnel_counts(one, 0.95)[1]


@pytest.mark.parametrize(
    ("count", "population", "word"),
    [(40, 1000, "High (0.001)"), (20, 1000, "Not significant"), (37, 1000, "High (0.001)"), (31, 1000, "High (0.025)"),
     (10, 1000, "Low (0.025)"), (5, 1000, "Low (0.001)"), (0, 50, "Not significant")],
)  # fmt: skip
def test_rates_and_ratios_are_placed_by_their_own_interval(count: float, population: float, word: str) -> None:
    assert funnel_significance(count, population, 0.02, "rate") == word
    assert funnel_significance(count, population * 0.02, 1, "ratio") == word


def test_impossible_input_is_refused() -> None:
    for call in (
        lambda: funnel_proportion(0, 0.5),
        lambda: funnel_proportion(10, 1.5),
        lambda: funnel_poisson(-1),
        lambda: funnel_significance(1, 2, 0.5, "mean"),
    ):
        with pytest.raises(ValueError):
            call()


def test_no_events_have_no_upper_ratio() -> None:
    lower, upper = funnel_smr(0)
    assert lower == 0
    assert np.isnan(upper)


def areas(seed: int, spread: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    people = rng.integers(2000, 20000, 96).astype(float)
    return rng.poisson(people * 0.02 * np.exp(rng.normal(0, spread, 96))).astype(float), people


def test_areas_alike_stay_inside_and_one_that_differs_does_not() -> None:
    count, people = areas(1, 0)
    count[7] = people[7] * 0.06
    found = funnel_rates(count, people)
    assert found.code[7] == "outside_high"
    others = np.delete(found.code, 7)
    assert (others == "inside").sum() > 85
    assert np.char.startswith(others, "outside").sum() <= 2
    assert found.rate[7] == pytest.approx(60)
    assert found.centre == pytest.approx(1000 * count.sum() / people.sum())


def test_areas_that_all_differ_widen_the_funnel() -> None:
    count, people = areas(2, 0.5)
    narrow, wide = funnel_rates(count, people, trim=None), funnel_rates(count, people)
    assert wide.phi > 2
    assert (wide.upper998 > narrow.upper998).all()
    assert (wide.code == "inside").sum() > (narrow.code == "inside").sum()


def test_how_often_chance_alone_is_outside() -> None:
    """20 maps of 96 like areas: 99.8 % limits let about four of 1920 out."""
    found = [funnel_rates(*areas(100 + n, 0)).code for n in range(20)]
    assert sum((codes == "outside_high").sum() + (codes == "outside_low").sum() for codes in found) <= 12


def test_what_is_missing_is_left_out_and_never_zero() -> None:
    count, people = areas(3, 0.3)
    hidden = np.append(count, [np.nan, 4]), np.append(people, [5000, 0])
    whole, part = funnel_rates(count, people), funnel_rates(*hidden)
    assert list(part.code[-2:]) == ["missing", "missing"]
    assert np.isnan(part.rate[-2:]).all()
    assert (part.centre, part.tau2) == (whole.centre, whole.tau2)
    assert part.upper95[:-2] == pytest.approx(whole.upper95)


def test_nothing_anywhere_is_no_finding() -> None:
    assert set(funnel_rates([0, 0, 0], [10, 20, 30]).code) == {"inside"}
