"""Has it become better or worse? Which two periods are set beside each other, by which test, and every refusal."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import fisher_exact, norm, t
from weighed import CITY, NO_BREAKS, figure, frame, rate, share

from etl.measure import changes
from etl.measure.change import COLUMNS

OLD = figure(CITY, 2021, value=30.01, lower=27.01, upper=33.01)
NEW = figure(CITY, 2023, value=22.01, lower=20.01, upper=24.01)


def told(*rows: dict[str, object], breaks: pd.DataFrame = NO_BREAKS) -> pd.DataFrame:
    return changes(frame(rows), breaks)


def broken(source: str, day: str) -> pd.DataFrame:
    return pd.DataFrame({"source": [source], "starts": [pd.Timestamp(day)]})


def test_two_rounds_are_weighed_by_both_intervals() -> None:
    [row] = told(OLD, NEW).to_dict("records")
    se = np.hypot(3, 2) / norm.ppf(0.975)
    assert (row["method"], row["verdict"], row["span"], row["family"]) == ("survey_change", "better", "previous", 1)
    assert row["difference"] == pytest.approx(-8)
    assert row["p"] == pytest.approx(2 * norm.sf(8 / se))
    assert (row["difference_lower"], row["difference_upper"]) == pytest.approx(
        (-8 - norm.ppf(0.975) * se, -8 + norm.ppf(0.975) * se)
    )


def test_intervals_in_whole_percent_may_have_been_wider() -> None:
    whole = [r | {n: round(float(str(r[n]))) for n in ("value", "lower", "upper")} for r in (OLD, NEW)]
    [exact], [rounded] = told(OLD, NEW).to_dict("records"), told(*whole).to_dict("records")
    assert rounded["difference"] == pytest.approx(exact["difference"])
    assert rounded["p"] == pytest.approx(2 * norm.sf(8 * norm.ppf(0.975) / np.hypot(3.5, 2.5)))


@pytest.mark.parametrize(("better", "verdict"), [("lower", "better"), ("higher", "worse"), ("neither", "lower")])
def test_a_verdict_is_turned_by_what_is_better(better: str, verdict: str) -> None:
    assert told(OLD | {"better": better}, NEW | {"better": better})["verdict"].tolist() == [verdict]


def test_the_newest_stands_beside_the_nearest_and_the_first_of_its_own_length() -> None:
    rows = told(*(figure(CITY, y) for y in (2016, 2019, 2021, 2023)), figure(CITY, (2017, 2018)))
    assert rows[["span", "from_start"]].to_numpy().tolist() == [
        ["previous", pd.Timestamp("2021-01-01")], ["first", pd.Timestamp("2016-01-01")],
    ]  # fmt: skip
    assert set(rows["to_start"]) == {pd.Timestamp("2023-01-01")}


def test_merged_years_that_share_a_year_are_passed_over_and_refused_where_there_is_no_other() -> None:
    rounds = [figure(CITY, (y, y + 1)) for y in (2017, 2018, 2019)]
    assert told(*rounds)["from_start"].tolist() == [pd.Timestamp("2017-01-01")]
    [row] = told(*rounds[1:]).to_dict("records")
    assert (row["verdict"], row["reason"]) == ("refused", "overlap")


def test_months_are_never_set_beside_each_other() -> None:
    january = {"period_start": pd.Timestamp("2022-01-01"), "period_end": pd.Timestamp("2022-01-31")}
    assert told(figure(CITY) | january, figure(CITY) | january | {"period_end": pd.Timestamp("2022-02-28")}).empty


@pytest.mark.parametrize(
    ("source", "day", "reason"),
    [("ntu", "2022-06-01", "break"), ("ntu", "2023-12-31", "break"), ("ntu", "2021-01-01", ""), ("ntu", "2024-01-01", ""),
     ("brott", "2022-06-01", "")],
)  # fmt: skip
def test_a_break_between_the_periods_refuses_and_one_outside_them_does_not(source: str, day: str, reason: str) -> None:
    assert told(OLD, NEW, breaks=broken(source, day))["reason"].tolist() == [reason]


CRIMES = [rate(f"stadsomrade:{n}", y, 200 + 10 * n + (y * n) % 7) for n in range(1, 5) for y in range(2020, 2023)]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([OLD | {"reliability": "C"}, NEW], "few"),
        ([OLD, NEW | {"reliability": "C"}], "few"),
        ([OLD | {"lower": None}, NEW], "no_interval"),
        ([OLD, NEW | {"lower": 23.0}], "no_interval"),
        ([r | {"interval_method": "", "unit": "index"} for r in (OLD, NEW)], "no_interval"),
        ([r | {"interval_method": "", "unit": "antal brott"} for r in (OLD, NEW)], "count_over_time"),
        ([rate(CITY, 2022, 900), rate(CITY, 2023, 700)], "no_dispersion"),
        ([*CRIMES, rate(CITY, 2022, 0), rate(CITY, 2023, 700)], "no_answer"),
        ([*CRIMES, rate(CITY, 2022, 9, 0.0, value=9.0), rate(CITY, 2023, 700)], "no_population"),
        ([share("risk", None, 20, 2022), share("risk", 5, 20)], "no_interval"),
        ([share("risk", 0, 0, 2022), share("risk", 5, 20)], "no_interval"),
    ],
)  # fmt: skip
def test_a_change_is_refused_with_its_reason(rows: list[dict[str, object]], reason: str) -> None:
    row = told(*rows).set_index("area_id").loc[CITY]
    assert (row["verdict"], row["reason"]) == ("refused", reason)
    assert row[["p", "p_adjusted", "family", "difference"]].isna().all()


def test_a_rate_is_weighed_with_the_clustering_that_its_districts_show() -> None:
    row = told(*CRIMES, rate(CITY, 2022, 900), rate(CITY, 2023, 700)).set_index("area_id").loc[CITY]
    error = np.sqrt(row["dispersion"] * (1 / 900 + 1 / 700))
    assert (row["method"], row["verdict"]) == ("rate_ratio", "better")
    assert row["difference"] == pytest.approx(7 / 9)
    assert row["p"] == pytest.approx(2 * t.sf(np.log(9 / 7) / error, 3 * 2))


def test_two_shares_of_controls_are_weighed_exactly_and_all_groups_are_one_family() -> None:
    years = [share(g, x, 40, y) for g, x, y in (("risk", 4, 2022), ("risk", 20, 2023), ("tips", 9, 2022), ("tips", 9, 2023))]
    rows = told(*years).set_index("group_id")
    assert rows.loc["risk", "p"] == pytest.approx(fisher_exact([[20, 20], [4, 36]]).pvalue)
    assert rows["difference"].to_dict() == pytest.approx({"risk": 40, "tips": 0})
    assert rows[["verdict", "family"]].to_numpy().tolist() == [["higher", 2], ["none", 2]]


def test_what_is_neither_better_nor_worse_and_has_no_test_is_passed_over() -> None:
    only = [r | {"interval_method": "", "unit": "antal", "better": "neither"} for r in (OLD, NEW)]
    assert told(*only).empty
    assert list(told(*only).columns) == COLUMNS


@pytest.mark.parametrize("rows", [[], [NEW]])
def test_one_period_or_none_gives_no_rows_and_every_column(rows: list[dict[str, object]]) -> None:
    assert told(*rows).empty
    assert list(told(*rows).columns) == COLUMNS
