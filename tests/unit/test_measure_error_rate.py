"""Where there is nothing, how often is something claimed? Families of made figures, none of them drawn again.

Exempelstad's key must be true and its figures are drawn until they are; here chance has its way, and what is claimed may
not be more than the stated rate allows: 5 % of families, 0.2 % of areas outside a funnel, binomial at 99 %.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom
from weighed import CITY, COUNTRY, NO_BREAKS, figure, frame, months, rate

from etl.measure import changes, comparisons, funnels, trends

FAMILIES = 300
SIZES = np.array([53_300, 50_800, 58_900, 49_400])
DISTRICTS = [f"stadsomrade:{n}" for n in range(1, 5)]
AMONG = [f"mellanomrade:{n}" for n in range(11, 23)]
AREAS = pd.DataFrame({"area_id": [*DISTRICTS, *AMONG], "valid_from": pd.NaT, "valid_to": pd.NaT})
AREAS["kind"] = AREAS["area_id"].str.split(":").str[0]
PEOPLE = pd.DataFrame({"area_id": [CITY, *DISTRICTS], "day": pd.NaT, "people": [SIZES.sum(), *SIZES]})


def within(claimed: pd.Series, rate: float = 0.05) -> None:
    """`claimed`: per family (or area) whether anything was claimed."""
    assert len(claimed) >= 200
    assert claimed.sum() <= binom.ppf(0.99, len(claimed), rate)


def sure(told: pd.DataFrame, *by: str) -> pd.Series:
    """Whether anything is claimed, per family of tests that were made."""
    made = told[~told["verdict"].isin(["refused", "undecided"])]
    return made.groupby(list(by))["verdict"].agg(lambda v: (v != "none").any())


def surveys() -> pd.DataFrame:
    """Stratified samples with a design effect of 1.3, two rounds, the same share everywhere."""
    rng = np.random.default_rng(11)
    weights, rows = SIZES / SIZES.sum(), []
    for n in range(FAMILIES):
        share = rng.uniform(0.04, 0.6)
        for year in (2021, 2023):
            effective = np.array([430, 470, 610, 440]) / 1.3
            parts = rng.binomial(effective.astype(int), share) / effective.astype(int)
            errors = np.sqrt(parts * (1 - parts) / effective)
            whole = (parts @ weights, np.sqrt(errors**2 @ weights**2))
            land = rng.binomial(47_000, share) / 47_000
            others = [whole, (land, np.sqrt(land * (1 - land) / 47_000))]
            told = zip([*DISTRICTS, CITY, COUNTRY], [*zip(parts, errors, strict=True), *others], strict=True)
            for area, (p, se) in told:
                limits = {"value": 100 * p, "lower": max(100 * (p - 1.96 * se), 0.0), "upper": 100 * (p + 1.96 * se)}
                rows.append(figure(area, year, indicator_id=f"ntu_{n}", **limits))
    return frame(rows)


def crimes(kind: list[str], families: int, clustering: float) -> pd.DataFrame:
    """Five years of counts that vary `clustering` times as much as chance alone would have it."""
    rng = np.random.default_rng(12)
    rows = []
    for n in range(families):
        mean = rng.uniform(40, 400)
        counts = rng.negative_binomial(mean / (clustering - 1), 1 / clustering, (5, len(kind)))
        told = [(y, a, float(x)) for y, of in enumerate(counts) for a, x in zip(kind, of, strict=True)]
        rows += [rate(a, 2019 + y, x, indicator_id=f"brott_{n}") for y, a, x in told]
    return frame(rows)


@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    return surveys()


def test_districts_beside_the_rest_and_the_city_beside_the_country(survey: pd.DataFrame) -> None:
    told = comparisons(survey, PEOPLE, AREAS)
    for comparator in ("rest", "country"):
        within(sure(told[told["comparator"] == comparator], "indicator_id"))


def test_a_city_and_its_districts_from_one_round_to_the_next(survey: pd.DataFrame) -> None:
    told = changes(survey, NO_BREAKS).assign(kind=lambda f: f["area_id"].str.split(":").str[0])
    within(sure(told, "indicator_id", "kind"))


@pytest.mark.parametrize("clustering", [1.01, 2.5])
def test_crimes_that_cluster_are_not_taken_for_differences_or_changes(clustering: float) -> None:
    figures = crimes(DISTRICTS, 250, clustering)
    within(sure(comparisons(figures, PEOPLE, AREAS), "indicator_id"))
    within(sure(changes(figures, NO_BREAKS), "indicator_id", "span"))


def test_years_of_crimes_show_no_trend() -> None:
    told = trends(crimes(DISTRICTS, 200, 1.5), NO_BREAKS)
    assert set(told["method"]) == {"weighted_slope"}
    within(sure(told, "indicator_id"))


@pytest.mark.parametrize("clustering", [1.01, 2.5])
def test_areas_that_differ_by_chance_or_by_clustering_lie_within_the_funnel(clustering: float) -> None:
    told = funnels(crimes(AMONG, 80, clustering), pd.DataFrame({"source": [], "kind": [], "deff": []}))
    within(told["verdict"].isin(["above", "below"]), 0.002 if clustering < 2 else 0.01)  # tau2 of twelve areas is itself unsure


def test_months_show_no_trend_and_no_step() -> None:
    """A family is every series of one city: 200 cities of two series."""
    rng = np.random.default_rng(13)
    season = 80 * (1 + 0.1 * np.sin(np.arange(60) * np.pi / 6))
    both = frame([*months([0.0] * 60), *months([0.0] * 60, indicator_id="brott_y")])
    drawn = (both.assign(value=rng.poisson(np.tile(season, 2)).astype(float)) for _ in range(200))
    within(pd.Series([trends(city, NO_BREAKS)["verdict"].isin(["better", "worse", "break"]).any() for city in drawn]))
