"""The interrupted time series against R's figures where its data are given, statsmodels', and series made here."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from vectors import objects_of

from etl.statistics import Model, detectable, evaluate, gate, grain, its_quasipoisson, placebos, without_edge

START = date(2022, 3, 14)
MODEL = Model("skjutningar", START, 0, "step", date(2021, 1, 1))
BEFORE, AFTER = 36, 24
MONTHS = [date(2019 + n // 12, n % 12 + 1, 1) for n in range(2, 2 + BEFORE + AFTER)]
POST = np.repeat([0.0, 1.0], [BEFORE, AFTER])
OPEN = np.ones(BEFORE + AFTER)


def series(seed: int, mean: float = 8, ratio: float = 1.0, season: float = 0.0) -> np.ndarray:
    """Counts of sixty months, from March 2019, whose level is multiplied by `ratio` from March 2022."""
    wave = np.exp(season * np.sin(2 * np.pi * np.arange(BEFORE + AFTER) / 12))
    return np.random.default_rng(seed).poisson(mean * wave * ratio**POST).astype(float)


def test_vectors_whose_data_are_given() -> None:
    """Bernal's series is published with the paper; where a vector holds it, R's figures must come out."""
    cases = [case for case in objects_of("interrupted_time_series.json") if {"aces", "stdpop", "smokban"} <= set(case)]
    if not cases:
        pytest.skip("vektorerna här saknar Bernals serie: bara facit finns")
    for case in cases:
        found = its_quasipoisson(case["aces"], case["stdpop"], case["smokban"], harmonics=0)
        assert (found.rr, found.lower, found.upper) == pytest.approx((case["rr"], case["lower"], case["upper"]), abs=1e-7)


@pytest.mark.parametrize("slope", [False, True])
def test_the_fit_is_statsmodels(slope: bool) -> None:
    y, t = series(1, 20, 0.8, 0.3), np.arange(1, 61)
    n = np.linspace(1000, 1300, 60)
    found = its_quasipoisson(y, n, POST, slope=slope)
    angles = [2 * np.pi * k * t / 12 for k in (1, 2)]
    ramp = [(t - 37) * POST] if slope else []
    x = np.column_stack([np.ones(60), t, POST, *ramp, *[f(a) for a in angles for f in (np.sin, np.cos)]])
    theirs = sm.GLM(y, x, family=sm.families.Poisson(), exposure=n).fit(scale="X2")
    assert (found.level, found.se_quasi) == pytest.approx((theirs.params[2], theirs.bse[2]), rel=1e-6)
    assert found.dispersion == pytest.approx(theirs.pearson_chi2 / theirs.df_resid, rel=1e-6)
    assert found.fitted == pytest.approx(theirs.fittedvalues, rel=1e-6)
    assert found.residual_acf == pytest.approx(sm.tsa.acf(theirs.resid_pearson, nlags=12)[1:], abs=1e-6)
    assert found.counterfactual[:36] == pytest.approx(found.fitted[:36])
    if slope:
        assert found.slope == pytest.approx(theirs.params[3], rel=1e-6)
    else:
        assert found.counterfactual[36:] == pytest.approx(found.fitted[36:] / found.rr)


def test_newey_west_is_bartlett_s_sum_written_out() -> None:
    y, t = series(2, 20, 0.8), np.arange(1, 61)
    found = its_quasipoisson(y, OPEN, POST, harmonics=0, lags=3)
    x = np.column_stack([np.ones(60), t, POST])
    scores = x * (y - found.fitted)[:, None]
    lagged = [scores[k:].T @ scores[: 60 - k] for k in range(4)]
    meat = lagged[0] + sum((1 - k / 4) * (lagged[k] + lagged[k].T) for k in range(1, 4))
    bread = np.linalg.inv(x.T @ (x * found.fitted[:, None]))
    assert found.se_newey_west == pytest.approx(np.sqrt((bread @ meat @ bread)[2, 2]), rel=1e-6)


def test_the_wider_error_gives_the_limits_and_a_short_series_wider_still() -> None:
    for seed in range(5):
        found = its_quasipoisson(series(seed), OPEN, POST)
        assert found.se_log == max(found.se_quasi, found.se_newey_west)
        assert found.lower == pytest.approx(found.rr * np.exp(-1.959963984540054 * found.se_log))
        assert found.upper == pytest.approx(found.rr**2 / found.lower)
        assert its_quasipoisson(series(seed), OPEN, POST, student=True).upper > found.upper


@given(st.integers(-500, 500))
def test_time_may_be_counted_from_anywhere(shift: int) -> None:
    y, t = series(3), np.arange(1, 61)
    assert its_quasipoisson(y, OPEN, POST, t + 12 * shift).rr == pytest.approx(its_quasipoisson(y, OPEN, POST).rr, rel=1e-6)


@pytest.mark.parametrize(
    ("y", "post"),
    [([1.0, 2, 3, 2], [0, 0, 1, 1]), (np.zeros(60), POST), (series(1) * (1 - POST), POST), (series(1), OPEN), (-series(1), POST)],
)
def test_what_cannot_be_fitted_is_refused(y: np.ndarray, post: np.ndarray) -> None:
    with pytest.raises(ValueError):
        its_quasipoisson(y, np.ones(len(y)), post)


COUNTS = series(1)
GATES = [
    ("not_registered", None, {}),
    ("registered_late", MODEL, {"read": date(2021, 1, 1)}),
    ("unknown_shape", replace(MODEL, shape="pulse"), {}),
    ("gap", MODEL, {"months": [*MONTHS[:30], *MONTHS[31:]], "counts": COUNTS[1:]}),
    ("gap", MODEL, {"counts": np.append(COUNTS[1:], np.nan)}),
    ("short_before", replace(MODEL, start=date(2021, 2, 1)), {}),
    ("short_after", replace(MODEL, start=date(2023, 4, 1)), {}),
    ("short_after", replace(MODEL, start=date(2023, 1, 1), lag=3), {}),
    ("break", MODEL, {"breaks": [date(2020, 1, 1)]}),
    ("rare", MODEL, {"counts": np.where(np.arange(60) % 2, 1.0, 0.0)}),
    (None, MODEL, {"breaks": [MONTHS[0], date(2030, 1, 1)], "read": date(2022, 1, 1)}),
    (None, replace(MODEL, start=date(2021, 3, 1)), {}),
]


@pytest.mark.parametrize(("reason", "model", "changed"), GATES)
def test_the_gate_and_its_reasons(reason: str | None, model: Model | None, changed: dict[str, object]) -> None:
    given_ = {"months": MONTHS, "counts": COUNTS} | changed
    assert gate(model, **given_) == reason  # type: ignore[arg-type]
    if reason:
        found = evaluate(model, exposure=OPEN, **given_)  # type: ignore[arg-type]
        assert (found.verdict, found.reason, found.fit) == ("insufficient", reason, None)


def test_an_empty_series_is_refused_with_a_reason() -> None:
    assert gate(MODEL, [], []) == "short_before"


def test_the_lag_moves_the_start_over_the_turn_of_the_year() -> None:
    assert replace(MODEL, lag=11).effective == date(2023, 2, 1)
    assert MODEL.effective == date(2022, 3, 1)


@pytest.mark.parametrize(("mean", "unit"), [(2, "month"), (1.9, "quarter"), (0.67, "quarter"), (0.66, None)])
def test_rare_events_are_summed_to_quarters_or_refused(mean: float, unit: str | None) -> None:
    assert grain([mean] * 60) == unit
    assert grain([]) is None


def test_a_planted_drop_is_found_with_its_counterfactual() -> None:
    found = evaluate(MODEL, MONTHS, series(5, 20, 0.5, 0.2), OPEN)
    assert (found.verdict, found.reason, found.grain) == ("lower_after", None, "month")
    assert found.fit is not None
    assert found.fit.lower < 0.5 < found.fit.upper
    assert found.fit.counterfactual[-1] > 1.5 * found.fit.fitted[-1]
    assert {one.shift for one in found.placebos} == set(range(-12, 13)) - {0}
    assert evaluate(MODEL, MONTHS, series(5, 20, 2.0, 0.2), OPEN).verdict == "higher_after"


def test_planted_drops_are_mostly_found_and_never_turned_round() -> None:
    told = [evaluate(MODEL, MONTHS, series(seed, 20, 0.5, 0.2), OPEN).verdict for seed in range(10)]
    assert told.count("lower_after") >= 7
    assert "higher_after" not in told


def test_a_drop_somewhere_else_is_not_the_start_s() -> None:
    """The level halves nine months before the registered start: a moved start stands out more, and nothing is claimed."""
    counts = series(5, 20)
    counts[27:] = series(6, 10)[27:]
    found = evaluate(MODEL, MONTHS, counts, OPEN)
    assert found.verdict in ("insufficient", "no_certain_difference")
    assert max(found.placebos, key=lambda one: abs(np.log(one.rr))).shift < -6


def test_where_nothing_is_planted_little_is_claimed() -> None:
    claims = sum(evaluate(MODEL, MONTHS, series(seed, 4), OPEN).verdict in ("lower_after", "higher_after") for seed in range(40))
    assert claims <= 5


def test_rare_events_are_tried_by_quarter() -> None:
    found = evaluate(MODEL, MONTHS, series(7, 1.2), OPEN)
    assert found.grain == "quarter"
    assert found.fit is not None
    assert len(found.fit.fitted) == (BEFORE + AFTER) // 3
    assert found.fit.fitted.sum() == pytest.approx(series(7, 1.2).sum())


def test_the_sensitivity_is_what_it_says() -> None:
    y, t = series(8, 15, 0.7), np.arange(1, 61)
    keep = np.abs(np.arange(60) - 36) > 1
    bare = without_edge(y, OPEN, 36)
    assert bare is not None
    assert bare.rr == pytest.approx(its_quasipoisson(y[keep], OPEN[keep], POST[keep], t[keep]).rr)
    moved = {one.shift: one.rr for one in placebos(y, OPEN, 36)}
    later = (np.arange(60) >= 41).astype(float)
    assert moved[5] == pytest.approx(its_quasipoisson(y, OPEN, later).rr)
    assert without_edge(np.zeros(60), OPEN, 36) is None


def test_what_could_be_seen_is_computed_as_the_specification_says() -> None:
    assert detectable(4, 24, 12, 1.5) == pytest.approx(0.455, abs=5e-4)
    assert detectable(4, 36, 24, 1.5) == pytest.approx(0.364, abs=5e-4)
    with pytest.raises(ValueError, match="positive"):
        detectable(0, 24, 12)


@given(st.floats(0.5, 50), st.integers(24, 60), st.integers(12, 60), st.floats(1, 5))
def test_more_events_and_more_months_show_less(mean: float, before: int, after: int, spread: float) -> None:
    seen = detectable(mean, before, after, spread)
    assert 0 < seen < 1
    for more in (detectable(2 * mean, before, after, spread), detectable(mean, before, after + 12, spread)):
        assert more < seen
    assert detectable(mean, before, after, spread + 1) > seen
