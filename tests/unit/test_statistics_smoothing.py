"""Smoothed rates against spdep's and DCluster's figures, esda's at test time, and the cases where esda gives nan."""

import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes
from hypothesis import given
from hypothesis import strategies as st
from vectors import objects_of

from etl.statistics import eb_gamma, eb_global, eb_local, eb_prior, gamma_prior

AREAS = st.lists(st.tuples(st.integers(0, 60), st.integers(100, 20000)), min_size=2, max_size=40)


def split(areas: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    events, people = np.array(areas, float).T
    return events, people


def test_vectors() -> None:
    for case in objects_of("empirical_bayes.json"):
        given_ = case.get("observed", case.get("events")), case.get("expected_events", case.get("population"))
        near = [case["neighbours_0based"]] if "neighbours_0based" in case else []
        method = eb_gamma if "gamma" in case["id"] else eb_local if near else eb_global
        assert method(*given_, *near) == pytest.approx(case["expected"], abs=case["abs_tol"]), case["id"]
        if "a" in case:
            assert eb_prior(*given_) == pytest.approx((case["a"], case["b"]), rel=1e-12)
        if "nu" in case:
            assert gamma_prior(*given_) == pytest.approx((case["nu"], case["alpha"]), abs=case["abs_tol"])


@given(AREAS)
def test_global_is_esda_s_where_esda_has_an_answer(areas: list[tuple[int, int]]) -> None:
    events, people = split(areas)
    with np.errstate(all="ignore"):
        theirs = Empirical_Bayes(events, people).r.ravel()
    ours = eb_global(events, people)
    assert np.isfinite(ours).all()
    if eb_prior(events, people)[0] > 0:  # without variance between areas esda divides 0 by 0, or lets rounding decide
        assert ours == pytest.approx(theirs, rel=1e-9)


@given(AREAS)
def test_a_smoothed_rate_lies_between_the_raw_one_and_the_average(areas: list[tuple[int, int]]) -> None:
    events, people = split(areas)
    raw, b = events / people, events.sum() / people.sum()
    smoothed = eb_global(events, people)
    assert (smoothed >= np.minimum(raw, b) - 1e-12).all()
    assert (smoothed <= np.maximum(raw, b) + 1e-12).all()


@given(AREAS)
def test_everybody_s_neighbour_is_the_global_estimate(areas: list[tuple[int, int]]) -> None:
    """With all areas as neighbours the local estimate is the global one, whether or not the area names itself."""
    events, people = split(areas)
    everyone = [list(range(len(events)))] * len(events)
    others = [[m for m in everyone[0] if m != n] for n in everyone[0]]
    for near in (everyone, others):
        assert eb_local(events, people, near) == pytest.approx(eb_global(events, people), rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(
    ("events", "people", "expected"),
    [
        ([0, 0, 0], [100, 200, 300], [0, 0, 0]),
        ([1, 2, 3], [100, 200, 300], [0.01, 0.01, 0.01]),
        ([0, 3], [0, 300], [0.01, 0.01]),
        ([0, 0], [0, 0], [0, 0]),
    ],
)
def test_every_nought_through_nought_is_the_average(events: list[int], people: list[int], expected: list[float]) -> None:
    near = [[m for m in range(len(events)) if m != n] for n in range(len(events))]
    assert eb_global(events, people) == pytest.approx(expected)
    assert eb_local(events, people, near) == pytest.approx(expected)


def test_an_area_without_neighbours_is_its_own_average() -> None:
    assert eb_local([4, 9, 1], [100, 300, 100], [[], [2], 1])[0] == pytest.approx(0.04)


def test_what_is_hidden_is_missing_and_moves_nobody() -> None:
    events, people = np.array([5, 9, np.nan, 30.0]), np.array([100, 300, 250, 400.0])
    shown = [0, 1, 3]
    smoothed = eb_global(events, people)
    assert np.isnan(smoothed[2])
    assert smoothed[shown] == pytest.approx(eb_global(events[shown], people[shown]))
    local = eb_local(events, people, [[1, 2], [0, 2, 3], [0], [1, 2]])
    assert local[shown] == pytest.approx(eb_local(events[shown], people[shown], [[1], [0, 2], [1]]))
    assert np.isnan(local[2])
    assert np.isnan(eb_gamma(events, people)[2])


def test_areas_alike_have_a_point_for_a_prior() -> None:
    assert gamma_prior([5, 10, 20], [5, 10, 20]) == (np.inf, np.inf)
    assert eb_gamma([10, 20, 40], [5, 10, 20]) == pytest.approx([2, 2, 2])


@pytest.mark.parametrize(
    "call", [lambda: eb_global([-1], [10]), lambda: eb_global([1, 2], [10]), lambda: eb_local([1], [10], [])]
)
def test_impossible_input_is_refused(call: object) -> None:
    with pytest.raises(ValueError):
        call()  # type: ignore[operator]
