"""Control charts and change points against published figures, and on series where it is known what lies in them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vectors import objects_of

from etl.statistics import (
    breakpoint as break_of,
)
from etl.statistics import (
    c,
    c_chart,
    chart_refusal,
    dispersion_index,
    laney_p,
    laney_u,
    p,
    p_chart,
    pettitt,
    t_chart,
    u,
    u_chart,
    xmr,
)

VALUES = st.lists(st.integers(0, 50), min_size=4, max_size=40)
CHARTS = {"XmR": lambda x, n: xmr(x), "p": p, "u": u}


def test_chart_vectors() -> None:
    cases = [case for case in objects_of("control_charts_changepoints.json") if case["chart"] in CHARTS]
    assert cases
    for case in cases:
        found = CHARTS[case["chart"]](case.get("x", case.get("d")), case.get("n"))
        for name in ("center", "lcl", "ucl"):
            size = np.shape(getattr(found, name))
            expected = np.broadcast_to(case[name], size or np.shape(case[name]))
            assert np.broadcast_to(getattr(found, name), expected.shape) == pytest.approx(expected, abs=case["abs_tol"]), case[
                "id"
            ]
        if "beyond_1based" in case:
            assert (np.flatnonzero(found.outside) + 1).tolist() == case["beyond_1based"]


def test_change_point_vectors() -> None:
    cases = {case["id"]: case for case in objects_of("control_charts_changepoints.json")}
    nile, sought = cases["changepoint-nile"], cases["pettitt-nile"]
    assert break_of(nile["x"]) == nile["break_index_1based"]
    assert pettitt(sought["x"]) == pytest.approx((sought["K_1based"], sought["U"], sought["p"]), abs=sought["abs_tol"])


def test_a_count_of_equal_periods_is_a_rate_of_one() -> None:
    x = [4, 7, 3, 5, 6, 2, 8]
    counted, rated = c(x), u_chart(x, [1] * 7)
    assert (counted.center, counted.lcl) == (5, 0)
    assert counted.ucl == pytest.approx(5 + 3 * 5**0.5)
    assert counted.ucl == pytest.approx(rated.ucl[0])
    assert c is c_chart
    assert p is p_chart


@given(VALUES, st.integers(-100, 100))
def test_single_values_may_be_counted_from_anywhere(values: list[int], shift: int) -> None:
    one, moved = xmr(values), xmr([v + shift for v in values])
    assert moved.center == pytest.approx(one.center + shift)
    assert moved.ucl - moved.lcl == pytest.approx(one.ucl - one.lcl)
    assert moved.outside.tolist() == one.outside.tolist()


@given(st.floats(0.01, 0.99), st.integers(2, 40))
def test_a_level_process_breaks_no_rule(level: float, count: int) -> None:
    for found in (xmr([level] * count), u_chart([level * 10] * count, [10] * count), laney_u([level] * count, [1] * count)):
        assert not found.outside.any()
        assert not found.run.any()


def test_eight_in_a_row_on_one_side_is_a_run_and_seven_are_not() -> None:
    sides = [1, -1, 1, -1] + [1] * 8 + [-1] * 7 + [1, -1]
    assert np.flatnonzero(xmr(np.array(sides) + 10.0, baseline=4).run).tolist() == list(range(4, 12))


def test_a_frozen_baseline_is_not_moved_by_what_comes_after() -> None:
    calm = [10, 11, 9, 10, 12, 9, 10, 11, 10, 9] * 2
    found = xmr([*calm, 40, 41], baseline=20)
    assert found.center == pytest.approx(np.mean(calm))
    assert np.flatnonzero(found.outside).tolist() == [20, 21]
    assert xmr([*calm, 40, 41]).center > found.center


def test_laney_widens_only_what_varies_more_than_chance() -> None:
    rng = np.random.default_rng(3)
    size = rng.integers(200, 400, 60)
    even, uneven = rng.binomial(size, 0.2), rng.binomial(size, rng.beta(8, 32, 60))
    for x, index in ((even, 1), (uneven, 8)):
        plain, wide = p_chart(x, size), laney_p(x, size)
        ratio = (wide.ucl - wide.center) / (plain.ucl - plain.center)
        assert ratio == pytest.approx(np.full(60, ratio[0]))
        assert dispersion_index(x, size, "p") == pytest.approx(index, rel=0.6)
        assert (ratio[0] > 1.3) == (index > 1)


@pytest.mark.parametrize(
    ("x", "kind", "reason"),
    [
        ([5, 4] * 9, "u", "short_baseline"),
        ([5, 4] * 9, "xmr", "short_baseline"),
        ([5, 4] * 10, "u", None),
        ([0, 40] * 10, "u", "overdispersed"),
        ([0, 40] * 10, "xmr", None),
        ([0, 0, 0, 1] * 10, "c", "rare_events"),
        ([0] * 20, "u", "rare_events"),
    ],
)
def test_charts_are_refused_with_a_reason(x: list[int], kind: str, reason: str | None) -> None:
    assert chart_refusal(x, None, kind) == reason


def test_shares_too_varied_for_a_p_chart_are_refused() -> None:
    assert chart_refusal([1, 30] * 10, [60] * 20, "p") == "overdispersed"
    assert np.isnan(dispersion_index([0, 0], [5, 5], "p"))


def test_days_between_rare_events_are_judged_upwards() -> None:
    gaps = np.random.default_rng(4).exponential(20, 30)
    found = t_chart([*gaps, 400], baseline=30)
    assert 0 <= found.lcl < found.center < found.ucl < 400
    assert found.outside[-1]
    assert found.values[-1] == 400


@given(st.lists(st.integers(0, 50), min_size=6, max_size=40), st.integers(1, 9), st.integers(-90, 90))
def test_a_change_point_does_not_depend_on_the_unit(values: list[int], scale: int, shift: int) -> None:
    moved = [scale * v + shift for v in values]
    assert pettitt(moved) == pettitt(values)
    left = [np.var(values[:n]) * n + np.var(values[n:]) * (len(values) - n) for n in range(2, len(values) - 1)]
    if sum(one < min(left) + 1e-6 for one in left) == 1:  # of places that fit as well rounding may choose either
        assert break_of(moved) == break_of(values)


@given(st.integers(20, 60), st.data())
def test_a_planted_step_is_placed_where_it_is(count: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(count // 4, count - count // 4))
    values = np.random.default_rng(count).normal(0, 0.1, count) + (np.arange(count) >= place) * 5
    assert break_of(values) == place
    middle = np.random.default_rng(count).normal(0, 0.1, 2 * place) + (np.arange(2 * place) >= place) * 5
    assert pettitt(middle).place == place  # towards the ends its weights draw it to the middle


@pytest.mark.parametrize(
    "call",
    [
        lambda: xmr([1]),
        lambda: p_chart([3], [2]),
        lambda: u_chart([1], [0]),
        lambda: u_chart([-1], [1]),
        lambda: t_chart([-1, 2]),
        lambda: break_of([1, 2, 3]),
        lambda: pettitt([1]),
    ],
)
def test_impossible_input_is_refused(call: object) -> None:
    with pytest.raises(ValueError):
        call()  # type: ignore[operator]
