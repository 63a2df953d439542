"""The circles of the schematic map: sizes, distances, order and haste."""

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import cartogram
from etl.cartogram import circles, local_metres, neighbours, ring
from etl.municipality import read_municipality

GOTEBORG = Path(__file__).parents[2] / "data" / "municipalities" / "1480"
LEVELS = {"stadsomrade": 4, "mellanomrade": 36, "primaromrade": 96}


def drawn(kind):
    areas = [a for a in read_municipality(GOTEBORG).areas if a.kind == kind]
    lon, lat, people = (np.array([getattr(a, n) for a in areas], dtype=float) for n in ("lon", "lat", "population"))
    homes = local_metres(lon, lat, (11.95, 57.7))
    return areas, homes, people, *circles(homes, people)


def tightest(centres, radii):
    """Distance between the edges of the closest pair, as a share of the sum of their radii."""
    first, second = np.triu_indices(len(radii), 1)
    reach = radii[first] + radii[second]
    return ((np.hypot(*(centres[first] - centres[second]).T) - reach) / reach).min()


@pytest.mark.parametrize("kind", LEVELS)
def test_no_circles_overlap_and_area_follows_population(kind):
    areas, _, people, centres, radii = drawn(kind)
    assert len(areas) == LEVELS[kind]
    assert tightest(centres, radii) > 0.01
    assert np.allclose(radii**2 / people, (radii**2 / people)[0])


@pytest.mark.parametrize("kind", LEVELS)
def test_circles_stay_near_home_and_are_large_enough_to_see(kind):
    _, homes, _, centres, radii = drawn(kind)
    away = np.hypot(*(centres - homes).T)
    across = np.hypot(*np.ptp(homes, axis=0))
    assert np.median(away) < across / 12
    assert away.max() < across / 6
    assert np.pi * (radii**2).sum() > 0.3 * np.prod(np.ptp(homes, axis=0))


@pytest.mark.parametrize("kind", LEVELS)
def test_order_is_kept(kind):
    _, homes, _, centres, _ = drawn(kind)
    first, second = np.triu_indices(len(homes), 1)
    same = np.sign(homes[first] - homes[second]) == np.sign(centres[first] - centres[second])
    assert same.mean(axis=0).min() > 0.93  # west to east, south to north, over all pairs
    first, second = neighbours(homes)
    before, after = homes[first] - homes[second], centres[first] - centres[second]
    assert ((before * after).sum(axis=1) > 0).mean() > 0.95  # few neighbours change sides


def test_goteborg_is_recognisable():
    areas, _, _, centres, _ = drawn("primaromrade")
    above = {a.area_id: a.parent_id for a in read_municipality(GOTEBORG).areas}
    city = {code: centres[[above[a.parent_id] == f"stadsomrade:{code}" for a in areas]].mean(axis=0) for code in "1234"}
    nordost, centrum, sydvast, hisingen = (city[code] for code in "1234")
    assert hisingen[0] < centrum[0] < nordost[0]
    assert sydvast[1] < centrum[1] < min(hisingen[1], nordost[1])
    islands = centres[[a.name == "Södra Skärgården" for a in areas]][0]
    assert islands[0] < sydvast[0] < centrum[0]


def test_same_input_gives_the_same_picture():
    first, second = drawn("mellanomrade"), drawn("mellanomrade")
    assert (first[3] == second[3]).all()
    assert (first[4] == second[4]).all()


def test_96_circles_take_less_than_a_fifth_of_a_second():
    _, homes, people, _, _ = drawn("primaromrade")
    times = []
    for _ in range(5):
        start = time.perf_counter()
        circles(homes, people)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.2


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(-9000, 9000), st.integers(-9000, 9000), st.integers(1, 20_000)), min_size=2, max_size=40))
def test_whatever_the_places_no_circle_covers_another(places):
    table = np.array(places, dtype=float)
    centres, radii = circles(table[:, :2], table[:, 2])
    assert np.isfinite(centres).all()
    assert tightest(centres, radii) > 0
    assert np.allclose(radii**2 / table[:, 2], radii[0] ** 2 / table[0, 2])


def test_circles_that_get_no_time_to_part_shrink_alike_instead(monkeypatch):
    monkeypatch.setattr(cartogram, "_ROUNDS", 1)
    monkeypatch.setattr(cartogram, "_SETTLE", 0)
    _, _, people, centres, radii = drawn("mellanomrade")
    assert tightest(centres, radii) > 0.01
    assert np.allclose(radii**2 / people, (radii**2 / people)[0])


def test_homes_on_one_spot_part():
    centres, radii = circles(np.zeros((12, 2)), np.ones(12))
    assert radii.min() > 10
    assert tightest(centres, radii) > 0


def test_local_metres_knows_a_degree():
    east, north = local_metres(np.array([11.0, 12.0]), np.array([58.7, 57.7]), (11.0, 57.7))[[1, 0]]
    assert east == pytest.approx([59_500, 0], rel=0.01)  # cos 57,7° of 111,3 km
    assert north == pytest.approx([0, 111_300], rel=0.01)


def test_ring_is_closed_whole_and_round():
    points = ring(np.array([100.4, -50.0]), 1000.0)
    assert len(points) == 37
    assert points[0] == points[-1]
    assert all(type(value) is int for point in points for value in point)
    assert np.allclose(np.hypot(*(np.array(points) - [100.4, -50]).T), 1000, atol=1)
    x, y = np.array(points[:-1]).T
    assert (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() > 0  # anticlockwise


def test_neighbours_skip_over_nobody():
    line = np.array([[0.0, 0], [10, 0], [20, 0], [30, 0]])
    assert set(zip(*map(list, neighbours(line)), strict=True)) == {(0, 1), (1, 2), (2, 3)}
