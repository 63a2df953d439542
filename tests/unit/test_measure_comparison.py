"""An area beside the rest, a city beside the country, one way of choosing controls beside chance; and every refusal."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t
from weighed import AREAS, CITY, COUNTRY, PEOPLE, figure, frame, rate, share

from etl.measure import comparisons
from etl.measure.comparison import COLUMNS, newest

Z95 = norm.ppf(0.975)
DISTRICTS = AREAS["area_id"].tolist()
WHOLE = figure(CITY, value=20.01, lower=18.51, upper=21.51, base=2800.0)
HIGH = figure(DISTRICTS[0], value=32.01, lower=28.01, upper=36.01)


def told(*rows: dict[str, object], people: pd.DataFrame = PEOPLE, areas: pd.DataFrame = AREAS) -> pd.DataFrame:
    return comparisons(frame(rows), people, areas)


def test_a_district_far_above_the_rest_is_worse_and_the_city_without_a_country_is_not_compared() -> None:
    rows = told(HIGH, WHOLE).set_index("area_id")
    district, city = rows.loc[DISTRICTS[0]], rows.loc[CITY]
    assert (district["verdict"], district["reason"], district["comparator_id"]) == ("worse", "", CITY)
    assert district["share"] == 0.25
    assert district["other_value"] == pytest.approx((20.01 - 0.25 * 32.01) / 0.75)
    assert district["difference"] == pytest.approx(16)
    se = 4 / Z95
    rest = np.sqrt(((1.5 / Z95) ** 2 - (0.25 * se) ** 2) / 0.75**2)
    assert district["difference_upper"] - district["difference"] == pytest.approx(Z95 * np.hypot(se, rest))
    assert (city["verdict"], city["reason"], city["comparator"]) == ("refused", "no_comparator", "country")


@pytest.mark.parametrize(
    ("better", "value", "verdict"),
    [("lower", 32.0, "worse"), ("lower", 8.0, "better"), ("higher", 32.0, "better"), ("higher", 8.0, "worse"),
     ("neither", 32.0, "higher"), ("neither", 8.0, "lower"), ("lower", 20.0, "none")],
)  # fmt: skip
def test_a_verdict_is_turned_by_what_is_better(better: str, value: float, verdict: str) -> None:
    district = figure(DISTRICTS[0], value=value, lower=value - 3, upper=value + 3, better=better)
    assert told(district, WHOLE).set_index("area_id").loc[DISTRICTS[0], "verdict"] == verdict


def test_the_country_stands_beside_a_city_as_it_is() -> None:
    row = told(WHOLE, figure(COUNTRY, value=16.0, lower=15.5, upper=16.5)).iloc[0]
    assert (row["comparator"], row["other_value"], row["share"], row["verdict"]) == ("country", 16.0, 0.0, "worse")


@pytest.mark.parametrize(
    ("changed", "whole", "people", "reason"),
    [
        ({"reliability": "C"}, WHOLE, PEOPLE, "few"),
        ({}, WHOLE | {"period_start": pd.Timestamp("2022-01-01")}, PEOPLE, "no_comparator"),
        ({"lower": None, "upper": None}, WHOLE, PEOPLE, "no_interval"),
        ({"lower": 33.0, "upper": 36.0}, WHOLE, PEOPLE, "no_interval"),  # a value outside its limits tells no error
        ({}, WHOLE | {"lower": None}, PEOPLE, "no_interval"),
        ({}, WHOLE, PEOPLE.iloc[:1], "no_population"),
        ({}, WHOLE, PEOPLE.assign(people=1000.0), "no_population"),  # a part as large as its whole
        ({"lower": 2.0, "upper": 62.0}, WHOLE, PEOPLE, "no_answer"),  # less is known of the rest than nothing
    ],
)  # fmt: skip
def test_a_share_is_refused_with_its_reason(
    changed: dict[str, object], whole: dict[str, object], people: pd.DataFrame, reason: str
) -> None:
    row = told(HIGH | changed, whole, people=people).set_index("area_id").loc[DISTRICTS[0]]
    assert (row["verdict"], row["reason"]) == ("refused", reason)
    assert row[["p", "p_adjusted", "family", "difference", "difference_lower", "difference_upper"]].isna().all()


def test_the_population_is_that_of_the_day_nearest_the_figure_and_areas_csv_where_no_day_is_known() -> None:
    dated = [PEOPLE.assign(day=pd.Timestamp(f"{y}-12-31")) for y in (2019, 2022, 2024)]
    dated[1].loc[1, "people"] = 500.0
    dated[2].loc[1, "people"] = 600.0  # as near as 2022; of two days the earlier
    assert told(HIGH, WHOLE, people=pd.concat(dated)).iloc[0]["share"] == 0.5
    assert told(HIGH, WHOLE, people=PEOPLE.assign(day=pd.NaT)).iloc[0]["share"] == 0.25


def crimes(last: tuple[float, ...] = (300, 200, 200, 200), years: int = 4) -> list[dict[str, object]]:
    """Four districts; the earlier years alternate so that the dispersion is a little above one."""
    usual = (300, 200, 200, 200)
    earlier = [rate(a, 2023 - n, usual[k] + 20 * (-1) ** (n + k)) for k, a in enumerate(DISTRICTS) for n in range(1, years)]
    return earlier + [rate(a, 2023, x) for a, x in zip(DISTRICTS, last, strict=True)]


def test_a_rate_is_weighed_against_all_the_others_with_the_clustering_of_crimes() -> None:
    row = told(*crimes()).set_index("area_id").loc[DISTRICTS[0]]
    assert (row["method"], row["verdict"], row["comparator_id"]) == ("rate_ratio", "worse", CITY)
    assert row["difference"] == pytest.approx(1.5)
    assert row["other_value"] == pytest.approx(20)
    assert row["dispersion"] > 1
    error = np.sqrt(row["dispersion"] * (1 / 300 + 1 / 600))
    assert np.log(row["difference_upper"] / row["difference"]) == pytest.approx(t.ppf(0.975, 3 * 3) * error)
    assert row["p"] == pytest.approx(2 * t.sf(np.log(1.5) / error, 3 * 3))


@pytest.mark.parametrize(
    ("rows", "areas", "reason"),
    [
        (crimes()[:-1], AREAS, "part_missing"),
        (crimes()[:-1] + [rate(DISTRICTS[3], 2023, None, value=20.0)], AREAS, "part_missing"),
        (crimes(), pd.concat([AREAS, AREAS.iloc[:1].assign(area_id="stadsomrade:9")]), "part_missing"),
        (crimes(years=2), AREAS, "no_dispersion"),
        (crimes((0, 200, 200, 200)), AREAS, "no_answer"),
        (crimes()[:-4] + [rate(DISTRICTS[0], 2023, 20, 0.0, value=2.0)] + crimes()[-3:], AREAS, "no_population"),
    ],
)  # fmt: skip
def test_a_rate_is_refused_with_its_reason(rows: list[dict[str, object]], areas: pd.DataFrame, reason: str) -> None:
    row = told(*rows, areas=areas).set_index("area_id").loc[DISTRICTS[0]]
    assert (row["verdict"], row["reason"]) == ("refused", reason)
    assert row[["p", "difference"]].isna().all()
    assert np.isnan(row["other_value"]) == (reason == "part_missing")


def test_an_area_that_had_ended_is_not_waited_for() -> None:
    ended = AREAS.iloc[:1].assign(area_id="stadsomrade:9", valid_to=pd.Timestamp("2021-01-01"))
    begun = AREAS.iloc[:1].assign(area_id="stadsomrade:8", valid_from=pd.Timestamp("2024-01-01"))
    assert set(told(*crimes(), areas=pd.concat([AREAS, ended, begun]))["reason"]) == {""}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (rate(CITY, 2023, 900, unit="antal"), "count"),
        (rate(CITY, 2023, 900), "no_comparator"),
        (figure(DISTRICTS[0], interval_method="", unit="index 0–100"), "no_interval"),
    ],
)
def test_what_nothing_can_be_weighed_by_is_told(row: dict[str, object], reason: str) -> None:
    assert told(row)[["verdict", "reason", "method"]].to_numpy().tolist() == [["refused", reason, ""]]
    assert told(row | {"better": "neither", "unit": "antal"}).empty


def test_an_arm_stands_beside_the_random_one_and_one_without_it_is_not_compared() -> None:
    both = told(share("risk", 30, 60), share("slump", 4, 60), share("alla", 34, 120)).iloc[0]
    assert (both["method"], both["verdict"], both["comparator_id"], both["group_id"]) == ("fisher", "higher", "slump", "risk")
    assert both["difference"] == pytest.approx(100 * 26 / 60)
    assert told(share("risk", 30, 60)).empty
    assert told(share("risk", 30, 60), share("slump", None, 60)).empty


def test_the_newest_year_goes_before_a_later_month_and_merged_years_before_an_earlier_one() -> None:
    late = figure(CITY) | {"period_start": pd.Timestamp("2024-05-01"), "period_end": pd.Timestamp("2024-05-31"), "value": 1.0}
    merged = figure(CITY, (2021, 2022)) | {"value": 2.0}
    assert newest(frame([late, figure(CITY, 2023), merged]))["value"].tolist() == [20.0]
    assert newest(frame([late, figure(CITY, 2020), merged]))["value"].tolist() == [2.0]


def test_the_family_is_every_area_of_a_kind_for_one_indicator() -> None:
    parts = [figure(a, indicator_id=i) for a in DISTRICTS for i in ("ntu_x", "ntu_z")]
    wholes = [WHOLE | {"indicator_id": i} for i in ("ntu_x", "ntu_z")]
    rows = told(*parts, *wholes, figure(COUNTRY))
    families = rows.groupby(["indicator_id", "comparator"])["family"].max().dropna().to_dict()
    assert families == {("ntu_x", "country"): 1, ("ntu_x", "rest"): 4, ("ntu_z", "rest"): 4}


def test_no_figures_give_no_rows_and_every_column() -> None:
    assert list(told().columns) == COLUMNS
    assert told().empty
