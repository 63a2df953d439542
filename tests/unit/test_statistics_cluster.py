"""Clusters against spdep's figures, against sums written out here, and on lattices where it is known what lies in them."""

from itertools import product

import numpy as np
import pytest
from esda.smoothing import assuncao_rate
from hypothesis import given
from hypothesis import strategies as st
from vectors import objects_of

from etl.statistics import clusters, eb_index, getis, local_moran, moran, moran_rates


def lattice(side: int) -> list[list[int]]:
    """Queen contiguity on a square."""
    steps = [step for step in product((-1, 0, 1), repeat=2) if step != (0, 0)]
    return [
        [(row + down) * side + column + right for down, right in steps if 0 <= row + down < side and 0 <= column + right < side]
        for row, column in product(range(side), repeat=2)
    ]


def corner(side: int, seed: int = 1) -> np.ndarray:
    """Noise, and high values in one corner of the square."""
    values = np.random.default_rng(seed).normal(10, 1, (side, side))
    values[:3, :3] += 8
    return values.ravel()


NEAR = lattice(6)
VALUES = st.lists(st.integers(0, 40), min_size=36, max_size=36).filter(lambda v: len(set(v)) > 1)


def test_vectors() -> None:
    for case in objects_of("moran.json"):
        values, near, tolerance = case["values"], case["neighbours_0based"], case["abs_tol"]
        whole, local = moran(values, near), local_moran(values, near, permutations=0)
        assert whole.i == pytest.approx(case["I"], abs=tolerance), case["id"]
        assert local.i == pytest.approx(case["local_I_spdep"], abs=tolerance), case["id"]
        assert local.quadrant.tolist() == case["quadrant_by_mean"], case["id"]
        if "z_randomisation" in case:
            expected = case["E_I"], case["Var_I_randomisation"], case["z_randomisation"]
            assert (whole.expected, whole.variance, whole.z) == pytest.approx(expected, abs=tolerance)
            assert local.expected == pytest.approx(case["E_Ii_conditional"], abs=tolerance)
            assert local.variance == pytest.approx(case["Var_Ii_conditional"], abs=tolerance)
            assert local.z == pytest.approx(case["Z_Ii_conditional"], abs=tolerance)
            assert getis(values, near) == pytest.approx(case["Gstar_local_z"], abs=tolerance)
            assert getis(values, near, star=False) == pytest.approx(case["G_local_z"], abs=tolerance)


@given(VALUES)
def test_local_values_are_the_sum_written_out_and_their_mean_is_the_whole(values: list[int]) -> None:
    z = np.array(values, float) - np.mean(values)
    lagged = np.array([z[near].mean() for near in NEAR])
    found = local_moran(values, NEAR, permutations=0)
    assert found.i == pytest.approx(z * lagged / (z**2).mean(), abs=1e-9)
    assert found.i.mean() == pytest.approx(moran(values, NEAR).i, abs=1e-9)


@given(VALUES, st.integers(-5, 5), st.integers(1, 9))
def test_the_unit_of_the_values_does_not_matter(values: list[int], shift: int, scale: int) -> None:
    moved = np.array(values) * scale + shift
    assert moran(moved, NEAR)[:5] == pytest.approx(moran(values, NEAR)[:5], abs=1e-9)
    assert local_moran(moved, NEAR, permutations=0).i == pytest.approx(local_moran(values, NEAR, permutations=0).i, abs=1e-9)


def test_a_planted_corner_is_found_and_found_again() -> None:
    first = clusters(corner(6), NEAR)
    assert set(np.flatnonzero(first == "HH")) >= {0, 1, 6, 7}
    assert set(np.flatnonzero(first == "HH")) <= {n for n in range(36) if n % 6 < 4 and n < 24}
    assert (clusters(corner(6), NEAR) == first).all()


def test_an_area_at_the_mean_is_no_find() -> None:
    values = np.array([0.0] * 3 + [1, -1] * 16 + [0])  # nothing can vary where the area itself is at the mean
    found = local_moran(values, NEAR)
    assert (found.p[values == 0] == 1).all()
    assert (clusters(values, NEAR)[values == 0] == "none").all()


def test_a_p_is_even_where_nothing_is() -> None:
    """Ties and all: rare events in 36 areas, p at most 0.05 in at most about five of a hundred."""
    found = [local_moran(np.random.default_rng(seed).poisson(0.4, 36), NEAR, permutations=499).p for seed in range(30)]
    assert (np.concatenate(found) <= 0.05).mean() <= 0.06


def test_where_nothing_is_planted_little_is_found() -> None:
    """Of 20 lattices of noise about one may show something at five per cent."""
    claims = sum((clusters(np.random.default_rng(seed).normal(size=36), NEAR) != "none").any() for seed in range(20))
    assert claims <= 4


def test_hidden_areas_are_missing_not_zero() -> None:
    values = corner(6)
    values[[7, 35]] = np.nan
    shown = [n for n in range(36) if n not in (7, 35)]
    place = {n: rank for rank, n in enumerate(shown)}
    bare = [[place[m] for m in NEAR[n] if m in place] for n in shown]
    whole, local = moran(values, NEAR), local_moran(values, NEAR, permutations=99)
    assert whole.excluded == local.excluded == (7, 35)
    assert whole[:5] == pytest.approx(moran(values[shown], bare)[:5])
    assert local.i[shown] == pytest.approx(local_moran(values[shown], bare, permutations=0).i)
    assert np.isnan(local.i[[7, 35]]).all()
    assert np.isnan(local.p_adjusted[[7, 35]]).all()
    assert np.isnan(getis(values, NEAR)[[7, 35]]).all()
    assert clusters(values, NEAR)[7] == "missing"


def test_islands_are_left_out_and_listed_also_those_that_hiding_makes() -> None:
    near = [*NEAR, [], 38, 37]  # an island, and two that only have each other; R writes a single neighbour bare
    values = np.append(corner(6), [50, 1, 2])
    assert moran(values, near).excluded == (36,)
    values[38] = np.nan
    found = moran(values, near)
    assert found.excluded == (36, 37, 38)
    assert found.i == pytest.approx(moran(values[:36], NEAR).i)


def test_below_thirty_areas_there_is_a_statistic_but_no_verdict() -> None:
    near = lattice(5)
    assert moran(corner(5), near).i > 0
    with pytest.raises(ValueError, match="25 areas"):
        clusters(corner(5), near)


def test_values_that_do_not_vary_say_nothing() -> None:
    level = [3.1] * 36
    assert np.isnan(moran(level, NEAR)[:5]).all()
    assert np.isnan(local_moran(level, NEAR).i).all()
    assert set(clusters(level, NEAR)) == {"none"}
    assert moran([], []).excluded == ()


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(100, 20000)), min_size=3, max_size=40))
def test_the_index_for_rates_is_esda_s_and_bears_no_events(areas: list[tuple[int, int]]) -> None:
    events, people = np.array(areas, float).T
    ours = eb_index(events, people)
    assert np.isfinite(ours).all()
    with np.errstate(all="ignore"):
        theirs = assuncao_rate(events, people)
    told = np.isfinite(theirs)  # without any spread esda divides 0 by 0
    assert ours[told] == pytest.approx(theirs[told], rel=1e-6, abs=1e-6)


def test_rates_cluster_by_their_index() -> None:
    people = np.full(36, 1000.0)
    events = np.round(corner(6))
    assert moran_rates(events, people, NEAR).z > 3
    assert np.isnan(eb_index([1, np.nan, 2], [10, 20, 0])).tolist() == [False, True, True]
    with pytest.raises(ValueError, match="lists of neighbours"):
        moran([1, 2, 3], NEAR)
