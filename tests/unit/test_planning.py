"""What controls can say, and the drawing that can be repeated."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.planning import controls_for, differences, draw, error_bound, fisher_power, per_arm, split

DAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(("controls", "percent"), [(3, 63), (30, 9.5), (59, 5)])
def test_what_controls_without_a_fault_bound(controls: int, percent: float) -> None:
    """The figures of stats/SPEC.md 3.1."""
    assert 100 * error_bound(controls) == pytest.approx(percent, abs=0.5)


@given(st.floats(0.001, 0.99))
def test_the_number_needed_is_the_least_that_bounds(bound: float) -> None:
    needed = controls_for(bound)
    assert error_bound(needed) <= bound + 1e-9
    assert needed == 1 or error_bound(needed - 1) > bound


@pytest.mark.parametrize(("risk", "random", "controls"), [(75, 10, 11), (50, 10, 23), (30, 10, 69)])
def test_the_number_per_arm_is_the_specifications(risk: int, random: int, controls: int) -> None:
    assert per_arm(risk / 100, random / 100) == controls


def test_the_power_is_scipys_own_test_counted_out() -> None:
    from scipy.stats import binom, fisher_exact

    n, first, second = 9, 0.7, 0.2
    outcomes = [(a, b) for a in range(n + 1) for b in range(n + 1)]
    significant = [(a, b) for a, b in outcomes if fisher_exact([[a, n - a], [b, n - b]]).pvalue <= 0.05]
    expected = sum(binom.pmf(a, n, first) * binom.pmf(b, n, second) for a, b in significant)
    assert fisher_power(n, first, second) == pytest.approx(expected, abs=1e-9)


def test_a_smaller_difference_needs_more_controls() -> None:
    table = differences()
    for _, rows in table.groupby("random_rate"):
        assert rows.sort_values("risk_rate")["per_arm"].is_monotonic_decreasing


@pytest.mark.parametrize(("controls", "expected"), [(0, (0, 0)), (1, (1, 0)), (60, (12, 48)), (61, (13, 48))])
def test_a_fifth_is_always_drawn_at_random(controls: int, expected: tuple[int, int]) -> None:
    assert split(controls) == expected


@given(st.lists(st.text(min_size=1), unique=True, min_size=1, max_size=50), st.data(), st.integers())
def test_a_drawing_can_be_repeated_from_a_frame_in_any_order(frame: list[str], data: st.DataObject, seed: int) -> None:
    count = data.draw(st.integers(0, len(frame)))
    once = draw(frame, count, seed, DAY)
    assert once == draw(data.draw(st.permutations(frame)), count, seed, DAY)
    assert len(set(once.drawn)) == count
    assert set(once.drawn) <= set(frame)


def test_a_drawing_is_spread_evenly() -> None:
    frame = [f"A{n}" for n in range(20)]
    seen = [unit for seed in range(2000) for unit in draw(frame, 1, seed, DAY).drawn]
    assert all(60 <= seen.count(unit) <= 140 for unit in frame)


def test_a_drawing_changes_with_seed_day_and_frame() -> None:
    frame = [f"A{n}" for n in range(200)]
    first = draw(frame, 20, 1, DAY)
    assert first.drawn != draw(frame, 20, 2, DAY).drawn
    assert first.drawn != draw(frame, 20, 1, DAY + dt.timedelta(1)).drawn
    assert first.frame_sha256 != draw(frame[1:], 20, 1, DAY).frame_sha256


@pytest.mark.parametrize(("frame", "count"), [(["a", "a"], 1), (["a"], 2), (["a"], -1)])
def test_a_frame_with_doubles_or_too_few_is_refused(frame: list[str], count: int) -> None:
    with pytest.raises(ValueError, match="different"):
        draw(frame, count, 1, DAY)
