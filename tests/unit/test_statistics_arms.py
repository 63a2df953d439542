"""Fisher and Boschloo against vectors, the seed's four controls, and the distribution that defines them; families of tests."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from vectors import floats, objects_of, rows_of

from etl.statistics import bh, bh_by, boschloo, fisher

CELLS = st.tuples(st.integers(0, 25), st.integers(0, 25), st.integers(0, 25), st.integers(0, 25)).filter(
    lambda t: min(t[0] + t[1], t[2] + t[3], t[0] + t[2], t[1] + t[3]) > 0
)
CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_fisher_vectors() -> None:
    for row in rows_of("fisher.csv"):
        found, tolerance = fisher(*floats(row, "a", "b", "c", "d")), float(row["abs_tol"])
        assert found.p_two_sided == pytest.approx(float(row["p_two_sided"]), abs=tolerance), row["id"]
        assert found.p_greater == pytest.approx(float(row["p_greater"]), abs=tolerance), row["id"]


def test_odds_ratios_are_r_s_as_far_as_r_goes() -> None:
    """R stops its search for the odds ratio, or its inverse above one, within eps**0.25 (uniroot)."""
    for row in rows_of("fisher.csv"):
        found = fisher(*floats(row, "a", "b", "c", "d"))
        for name, ours in (("odds_ratio_cmle", found.odds_ratio_cmle), ("or_lower", found.lower), ("or_upper", found.upper)):
            r = float(row[name] or "inf")
            small, other = (1 / ours, 1 / r) if ours > 1 else (ours, r)
            assert small == pytest.approx(other, abs=2**-13), (row["id"], name)


@given(CELLS)
def test_the_limits_are_where_fisher_s_tails_are(cells: tuple[int, int, int, int]) -> None:
    a, b, c, d = cells
    found = fisher(*cells)
    given_margins = (a + b + c + d, a + b, a + c)
    if found.lower > 0:
        assert stats.nchypergeom_fisher.sf(a - 1, *given_margins, found.lower) == pytest.approx(0.025, abs=1e-6)
    if found.upper < math.inf:
        assert stats.nchypergeom_fisher.cdf(a, *given_margins, found.upper) == pytest.approx(0.025, abs=1e-6)


@given(CELLS)
def test_the_arms_may_change_places(cells: tuple[int, int, int, int]) -> None:
    a, b, c, d = cells
    one, other = fisher(a, b, c, d), fisher(c, d, a, b)
    assert one.p_two_sided == pytest.approx(other.p_two_sided, rel=1e-9)
    assert one.odds_ratio_cmle * other.odds_ratio_cmle == pytest.approx(1, rel=1e-6) or one.odds_ratio_cmle in (0, math.inf)


def test_the_seed_s_controls_show_nothing() -> None:
    found = fisher(3, 1, 0, 3)
    assert (found.p_two_sided, found.p_greater) == pytest.approx((0.143, 0.114), abs=5e-4)
    assert boschloo(3, 1, 0, 3) == pytest.approx(0.080, abs=5e-4)
    assert boschloo(0, 3, 3, 1) == pytest.approx(boschloo(3, 1, 0, 3), abs=1e-6)


def test_arms_without_any_hit_do_not_differ() -> None:
    assert boschloo(0, 5, 0, 7) == 1.0
    found = fisher(0, 5, 0, 7)
    assert found.p_two_sided == 1.0
    assert math.isnan(found.odds_ratio_cmle)
    assert (found.lower, found.upper) == (0, math.inf)


@pytest.mark.parametrize("test", [fisher, boschloo])
@pytest.mark.parametrize("cells", [(-1, 2, 3, 4), (1.5, 2, 3, 4), (0, 0, 3, 4), (3, 4, 0, 0)])
def test_impossible_arms_are_refused(test, cells) -> None:
    with pytest.raises(ValueError, match="arms"):
        test(*cells)


def test_benjamini_hochberg_vectors() -> None:
    for row in objects_of("benjamini_hochberg.json"):
        adjusted = bh(row["p"])
        assert adjusted == pytest.approx(row["adj_bh"], abs=row["abs_tol"]), row["id"]
        assert (adjusted <= 0.05).sum() == row["n_reject_bh_0_05"], row["id"]


@given(CHANCES, st.randoms())
def test_adjusted_chances_do_not_depend_on_order(p: list[float], random) -> None:
    order = list(range(len(p)))
    random.shuffle(order)
    assert bh(np.array(p)[order]) == pytest.approx(bh(p)[order], abs=1e-12)


@given(CHANCES)
def test_statsmodels_adjusts_alike_and_order_is_kept(p: list[float]) -> None:
    adjusted = bh(p)
    assert adjusted == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-12)
    assert np.all(adjusted >= np.array(p) - 1e-15)
    assert np.all(np.diff(adjusted[np.argsort(p)]) >= -1e-15)


@given(CHANCES, st.integers(0, 40))
def test_a_missing_chance_is_not_in_the_family(p: list[float], place: int) -> None:
    adjusted = bh(np.insert(p, min(place, len(p)), np.nan))
    assert np.isnan(adjusted).sum() == 1
    assert adjusted[~np.isnan(adjusted)].tolist() == bh(p).tolist()


def test_nothing_tried_is_adjusted_to_nothing() -> None:
    assert bh(np.array([])).size == 0
    assert np.isnan(bh(np.array([np.nan]))).all()


def test_families_do_not_see_each_other() -> None:
    adjusted = bh_by([("a", 1), ("b", 1), ("a", 1), ("b", 1)], np.array([0.01, 0.04, 0.5, np.nan]))
    assert adjusted == pytest.approx([0.02, 0.04, 0.5, np.nan], nan_ok=True)


def test_what_is_no_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        bh([0.2, 1.2])
    with pytest.raises(ValueError, match="groups"):
        bh_by(["a"], [0.1, 0.2])
