"""Does a series rise, fall or change level: months, years with limits, years without, and every reason to say nothing."""

import numpy as np
import pandas as pd
import pytest
from weighed import CITY, NO_BREAKS, figure, frame, month, months, rate

from etl.measure import trends
from etl.measure.trend import COLUMNS

DISTRICTS = [f"stadsomrade:{n}" for n in range(1, 5)]


def told(rows: list[dict[str, object]], breaks: pd.DataFrame = NO_BREAKS) -> pd.DataFrame:
    return trends(frame(rows), breaks)


def only(rows: list[dict[str, object]], breaks: pd.DataFrame = NO_BREAKS) -> dict[str, object]:
    [row] = told(rows, breaks).to_dict("records")
    return row


def broken(day: str, source: str = "brott") -> pd.DataFrame:
    return pd.DataFrame({"source": [source], "starts": [pd.Timestamp(day)]})


def noise(seed: int, mean: float = 100, count: int = 60) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, count).astype(float)


SUMMER = 20 * np.sin(2 * np.pi * np.arange(60) / 12)


def test_a_trend_a_step_and_nothing_are_told_apart_whatever_the_season() -> None:
    rising, stepped = noise(1) + 1.5 * np.arange(60) + SUMMER, noise(2) + 60 * (np.arange(60) >= 31) + SUMMER
    rows = [*months(rising), *months(stepped, indicator_id="brott_y"), *months(noise(3) + SUMMER, indicator_id="brott_z")]
    found = told(rows).set_index("indicator_id")
    assert found["verdict"].to_dict() == {"brott_x_antal": "worse", "brott_y": "break", "brott_z": "none"}
    assert set(found["family"]) == {6}
    trend, step = found.loc["brott_x_antal"], found.loc["brott_y"]
    assert (trend["method"], step["method"]) == ("seasonal_kendall", "pettitt")
    assert trend["slope_per_year"] == pytest.approx(18, abs=4)
    assert (step["starts"], step["after"] - step["before"]) == (pd.Timestamp("2023-08-01"), pytest.approx(60, abs=6))
    assert trend[["starts", "before", "after"]].isna().all()
    assert np.isnan(step["slope_per_year"])


def test_fewer_crimes_are_better() -> None:
    assert only(months(noise(1) - 1.0 * np.arange(60)))["verdict"] == "better"
    assert only(months(noise(1) - 1.0 * np.arange(60), better="higher"))["verdict"] == "worse"
    assert told(months(noise(1) - 1.0 * np.arange(60), better="neither")).empty


def test_p_is_that_of_the_test_that_the_row_is_about() -> None:
    """Pettitt's p is far smaller than Mann-Kendall's here, and the line still fits better."""
    from etl.statistics import seasonal_kendall

    values = noise(5) + 1.2 * np.arange(60)
    row = only(months(values))
    assert (row["method"], row["p"]) == ("seasonal_kendall", pytest.approx(seasonal_kendall(values).p))


@pytest.mark.parametrize(
    ("rows", "reason", "points"),
    [
        (months(noise(1, count=23)), "short_series", 23),
        ([m for n, m in enumerate(months(noise(1))) if n != 30], "gap", 59),
        (months(np.cumsum(noise(1) - 100) + 1000), "autocorrelated", 60),
        ([month(0, 5.0), month(1, 6.0)], "short_series", 2),
    ],
)
def test_months_are_undecided_with_a_reason(rows: list[dict[str, object]], reason: str, points: int) -> None:
    row = only(rows)
    assert (row["verdict"], row["reason"], row["points"], row["grain"]) == ("undecided", reason, points, "month")
    assert np.isnan(row["p"])
    assert np.isnan(row["p_adjusted"])


def test_one_point_is_no_series() -> None:
    assert told([month(0, 5.0)]).empty
    assert told([month(0, 5.0), figure(CITY, 2022, indicator_id="brott_x_antal")]).empty
    assert list(told([]).columns) == COLUMNS


def test_leaning_months_are_no_part_of_the_family() -> None:
    rows = [*months(noise(3)), *months(np.cumsum(noise(1) - 100) + 1000, indicator_id="brott_y")]
    found = told(rows).set_index("indicator_id")["family"]
    assert found["brott_x_antal"] == 2
    assert np.isnan(found["brott_y"])


def test_only_what_follows_the_newest_break_is_asked() -> None:
    stepped = months(noise(2) + 60 * (np.arange(60) >= 30))
    assert only(stepped, broken("2023-07-01"))["verdict"] == "none"
    assert only(stepped, broken("2023-07-01"))["points"] == 30
    assert only(stepped, broken("2023-07-01", "ntu"))["verdict"] == "break"
    assert only(stepped, broken("2026-01-01"))["verdict"] == "break"  # it comes after the last month
    short = only(stepped, broken("2025-01-01"))
    assert (short["reason"], short["points"], short["first_day"]) == ("short_series", 12, pd.Timestamp("2025-01-01"))
    assert only(stepped, broken("2025-12-01"))["reason"] == "break"


def years(values: list[float], half: float = 1.0, first: int = 2019, **changed: object) -> list[dict[str, object]]:
    limits = [{"value": v, "lower": v - half, "upper": v + half} for v in values]
    return [figure(CITY, first + n) | own | changed for n, own in enumerate(limits)]


LINE = [20.003, 23.001, 26.002, 29.001, 32.003]


def test_five_years_with_limits_are_weighed_by_them() -> None:
    row = only(years(LINE))
    assert (row["method"], row["verdict"], row["points"], row["family"]) == ("weighted_slope", "worse", 5, 1)
    slope, (table,) = np.polyfit(range(5), LINE, 1, w=np.full(5, 1.959964), cov="unscaled")[0][0], [1 / np.sqrt(10) / 1.959964]
    assert row["slope_per_year"] == pytest.approx(slope)
    assert (row["slope_upper"] - row["slope_lower"]) / 2 == pytest.approx(1.959964 * table, rel=1e-5)


def test_a_slope_is_per_year_also_where_points_merge_two() -> None:
    merged = [figure(CITY, (2011 + 2 * n, 2012 + 2 * n), value=v, lower=v - 1, upper=v + 1) for n, v in enumerate(LINE)]
    row = only(merged)
    assert (row["grain"], row["verdict"]) == ("other", "worse")
    assert row["slope_per_year"] == pytest.approx(3 / 2, rel=1e-3)


def test_the_weighted_slope_asks_for_more_than_one_in_twenty() -> None:
    row = only(years([20.003, 20.501, 21.002, 20.901, 21.503]))
    assert 0.002 < float(str(row["p_adjusted"])) <= 0.05
    assert row["verdict"] == "none"


def test_old_points_do_not_refuse_the_last_five() -> None:
    old = figure(CITY, 2001, lower=None, upper=None)
    assert only([old, *years(LINE)])["method"] == "weighted_slope"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (years(LINE[:4]), "short_series"),
        (years(LINE[:2]), "short_series"),
        ([r for n, r in enumerate(years([*LINE, 35.0])) if n != 2], "gap"),
        ([figure(CITY, (2015 + n, 2016 + n)) for n in range(5)], "overlap"),
        ([rate(CITY, 2019 + n, 900 + 100 * n) for n in range(5)], "no_dispersion"),
        (years([20.003, 20.001, 20.004, 20.002, 60.001], half=6), "one_point"),
        (years(LINE, lower=None, upper=None), "short_series"),
        (years([20, 50, 21, 48, 22, 47], lower=None, upper=None), "short_series"),
        (years([10 + 6 * np.sin(n / 2) for n in range(12)], first=2010, lower=None, upper=None), "autocorrelated"),
    ],
)
def test_years_are_undecided_with_a_reason(rows: list[dict[str, object]], reason: str) -> None:
    row = only(rows)
    assert (row["verdict"], row["reason"]) == ("undecided", reason)
    assert np.isnan(row["p"])


def test_years_without_limits_are_weighed_by_their_order() -> None:
    row = only(years([1, 3, 2, 4, 6, 5, 7, 9, 8], first=2010, lower=None, upper=None))
    assert (row["method"], row["verdict"], row["slope_per_year"]) == ("mann_kendall", "worse", pytest.approx(1.0))
    six = only(years([1, 3, 2, 4, 6, 5], lower=None, upper=None))
    assert (six["reason"], six["slope_per_year"] > 0) == ("short_series", True)


def test_a_rate_is_weighed_with_the_clustering_that_its_districts_show() -> None:
    """Years without any event are as uncertain as those with one."""
    crimes = [rate(a, 2019 + n, 200 + 60 * n + (n * k) % 5) for k, a in enumerate(DISTRICTS) for n in range(5)]
    rare = [rate(a, 2019 + n, (n + k) % 2, indicator_id="brott_z") for k, a in enumerate(DISTRICTS) for n in range(5)]
    found = told(crimes + rare).groupby("indicator_id")
    assert found["verdict"].agg(set).to_dict() == {"brott_x_per_1000": {"worse"}, "brott_z": {"none"}}
    assert set(found["family"].max()) == {4}


def test_quarters_follow_on_each_other() -> None:
    starts = pd.date_range("2020-01-01", periods=12, freq="QS")
    quarters = [
        figure(CITY, value=float(v), lower=v - 1, upper=v + 1) | {"period_start": s, "period_end": s + pd.offsets.QuarterEnd(1)}
        for v, s in zip(range(20, 32), starts, strict=True)
    ]
    row = only(quarters)
    assert (row["verdict"], row["slope_per_year"]) == ("worse", pytest.approx(4, rel=1e-6))
