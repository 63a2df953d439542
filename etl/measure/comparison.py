"""Is an area different from the rest of its city, a city from the country, a way of choosing controls from chance?"""

import numpy as np
import pandas as pd

from etl.measure.arms import arms, only_sure
from etl.measure.dispersion import KEY as INDICATOR
from etl.measure.dispersion import dispersions
from etl.measure.limits import PER, errors, rate_ratios
from etl.measure.verdict import settled
from etl.statistics import district_rest

PERIOD = ["period_start", "period_end"]
SAME = [*INDICATOR, *PERIOD]
_RATIO = ("numerator", "base", "rest", "living", "dispersion", "df")
YEAR = 364  # days from the first to the last
COLUMNS = [
    "verdict_id", "indicator_id", "area_id", "group_id", *PERIOD, "comparator", "comparator_id", "method", "value", "lower",
    "upper", "other_value", "other_lower", "other_upper", "difference", "difference_lower", "difference_upper", "share",
    "dispersion", "p", "p_adjusted", "family", "verdict", "reason", "sensitivity_p", "lift", "lift_lower", "lift_upper",
]  # fmt: skip


def comparisons(figures: pd.DataFrame, population: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table `comparison`, for the newest figure of every area and every group of controls.

    figures as figures.sql gives them; population: area_id, day, people; areas: area_id, kind, valid_from, valid_to.
    The family of a test is all areas of one kind, or all arms, for one indicator and period.
    """
    latest = newest(figures)
    parts = latest[latest["whole_id"].notna() & (latest["group_id"] == "alla")]
    told = [_surveys(parts, figures, population), _rates(parts, figures, areas), _untested(parts), arms(latest)]
    rows = pd.concat([t for t in told if len(t)]) if any(map(len, told)) else pd.DataFrame(columns=pd.Index(COLUMNS))
    if rows.empty:
        return rows
    key = [*SAME, "area_id", "comparator", "comparator_id"]
    family = ["indicator_id", *PERIOD, "kind", "comparator"]
    return only_sure(settled(rows, "J", key, family, "refused")).reindex(columns=pd.Index(COLUMNS))


def newest(figures: pd.DataFrame) -> pd.DataFrame:
    """One figure per indicator, area and group: of the newest period, a whole year before a month of a later one."""
    year = (figures["period_end"] - figures["period_start"]).dt.days >= YEAR
    ordered = figures.assign(year=year).sort_values(["year", "period_end", "period_start"])
    return ordered.drop_duplicates([*INDICATOR, "area_id"], keep="last").drop(columns="year")


def _surveys(parts: pd.DataFrame, figures: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Shares with limits, each against the rest of its whole (SPEC 1.5).

    Against the country its share is set to 0, which is cautious: the city's answers are a part of the country's.
    """
    rows = _beside(parts[parts["interval_method"] == "survey"], figures)
    if rows.empty:
        return rows
    rows["share"] = _shares(rows, population).where(rows["whole_id"] != "land:SE", 0.0)
    own, whole = errors(rows), errors(rows, ("value_whole", "lower_whole", "upper_whole"))
    told = district_rest(rows["value"].to_numpy(), own, rows["value_whole"].to_numpy(), whole, rows["share"].to_numpy(float))
    reason = np.select(
        [rows["reliability"] == "C", rows["value_whole"].isna(), np.isnan(own) | np.isnan(whole), rows["share"].isna()],
        ["few", "no_comparator", "no_interval", "no_population"],
        "",
    )
    z = 1.959963984540054
    return rows.assign(
        method="survey_contrast", reason=reason, p=told.p, direction=told.difference, difference=told.difference,
        difference_lower=told.lower, difference_upper=told.upper, other_value=told.rest,
        other_lower=told.rest - z * told.se_rest, other_upper=told.rest + z * told.se_rest,
    )  # fmt: skip


def _beside(parts: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Each part with the whole's figure of the same period, where there is one."""
    whole = figures[[*SAME, "area_id", "value", "lower", "upper"]].rename(columns={"area_id": "whole_id"})
    rows = parts.merge(whole, on=[*SAME, "whole_id"], how="left", suffixes=("", "_whole"))
    return rows.assign(comparator=np.where(rows["whole_id"] == "land:SE", "country", "rest"), comparator_id=rows["whole_id"])


def _shares(rows: pd.DataFrame, population: pd.DataFrame) -> pd.Series:
    """How much of the whole's population lives in the part, on the day nearest the period's end that both are known."""
    asked = rows[["area_id", "whole_id", "period_end"]].drop_duplicates()
    both = asked.merge(population, on="area_id").merge(population, left_on="whole_id", right_on="area_id", suffixes=("", "_w"))
    both = both[(both["day"] == both["day_w"]) | both["day"].isna() | both["day_w"].isna()]
    both["away"] = (both["day"].fillna(both["day_w"]) - both["period_end"]).abs()
    near = both.sort_values(["away", "day", "day_w"]).drop_duplicates(["area_id", "period_end"])
    share = rows[["area_id", "period_end"]].merge(
        near.assign(share=near["people"] / near["people_w"])[["area_id", "period_end", "share"]], how="left"
    )["share"]
    share.index = rows.index
    return share.where(share < 1)


def _rates(parts: pd.DataFrame, figures: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Events per inhabitant against those of all the other areas of the same kind together, with the clustering of crimes.

    Every area of the kind that is in force must be known: else the others are not all the others.
    """
    rows = parts[parts["unit"].isin(PER) & (parts["kind"] != "kommun")]
    if rows.empty:
        return rows
    known = figures[(figures["numerator"] >= 0) & (figures["base"] > 0)]
    sums = known.groupby([*SAME, "kind"]).agg(events=("numerator", "sum"), people=("base", "sum"), known=("base", "size"))
    rows = rows.merge(sums.reset_index(), on=[*SAME, "kind"], how="left").merge(dispersions(figures), on=INDICATOR, how="left")
    expected = [_alive(areas, kind, day) for kind, day in zip(rows["kind"], rows["period_end"], strict=True)]
    events, people = rows["events"] - rows["numerator"], rows["people"] - rows["base"]
    told = rate_ratios(rows.assign(rest=events, living=people), _RATIO)
    cases = [~(rows["base"] > 0), ~(rows["known"] >= expected), rows["dispersion"].isna()]
    reason = np.select(cases, ["no_population", "part_missing", "no_dispersion"], "")
    return rows.assign(
        comparator="rest", comparator_id=rows["whole_id"], method="rate_ratio", reason=reason, p=told.p, difference=told.ratio,
        direction=np.log(told.ratio), difference_lower=told.lower, difference_upper=told.upper,
        other_value=(events / people * rows["unit"].map(PER)).where(reason != "part_missing"),
    )  # fmt: skip


def _alive(areas: pd.DataFrame, kind: str, day: pd.Timestamp) -> int:
    start, end = pd.to_datetime(areas["valid_from"]), pd.to_datetime(areas["valid_to"])
    return int(((areas["kind"] == kind) & ~(start > day) & ~(end <= day)).sum())


def _untested(parts: pd.DataFrame) -> pd.DataFrame:
    """Figures that could be better or worse but have nothing to be weighed by."""
    tested = (parts["interval_method"] == "survey") | (parts["unit"].isin(PER) & (parts["kind"] != "kommun"))
    rows = parts[~tested & (parts["better"] != "neither")]
    country = rows["whole_id"] == "land:SE"
    counted = rows["unit"].str.startswith("antal")
    reason = np.select([counted, rows["unit"].isin(PER)], ["count", "no_comparator"], "no_interval")
    comparator = np.where(country, "country", "rest")
    return rows.assign(comparator=comparator, comparator_id=rows["whole_id"], method="", reason=reason, p=np.nan, direction=0.0)
