"""Has it become better or worse? Two periods of one area that share no year, with no break between them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from etl.measure.comparison import PERIOD, YEAR
from etl.measure.dispersion import KEY as INDICATOR
from etl.measure.dispersion import dispersions
from etl.measure.limits import PER, columns, errors, rate_ratios, step
from etl.measure.verdict import settled
from etl.statistics import change_test, fisher, newcombe10
from etl.statistics.column import Column

SERIES = [*INDICATOR, "area_id"]
_FIGURE = ["value", "lower", "upper", "numerator", "base", "reliability"]
COLUMNS = [
    "verdict_id", "indicator_id", "area_id", "group_id", "span", "from_start", "from_end", "to_start", "to_end", "method",
    "from_value", "from_lower", "from_upper", "to_value", "to_lower", "to_upper", "difference", "difference_lower",
    "difference_upper", "dispersion", "p", "p_adjusted", "family", "verdict", "reason",
]  # fmt: skip


def changes(figures: pd.DataFrame, breaks: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table `change`: the newest year or longer period beside the one before it, and beside the first.

    breaks: source and starts. The family of a test is all areas of one kind, and all groups, for one indicator and span.
    """
    pairs = _pairs(figures)
    if pairs.empty:
        return pd.DataFrame(columns=pd.Index(COLUMNS))
    pairs["reason"] = np.select(
        [pairs["overlap"], _broken(pairs, breaks), (pairs["from_reliability"] == "C") | (pairs["to_reliability"] == "C")],
        ["overlap", "break", "few"],
        "",
    )
    rows = _tested(pairs, dispersions(figures))
    key = [*SERIES, "span", "from_start", "to_start"]
    return settled(rows, "F", key, ["indicator_id", "kind", "span"], "refused").reindex(columns=pd.Index(COLUMNS))


def _pairs(figures: pd.DataFrame) -> pd.DataFrame:
    """The newest period of each series with an earlier one of its length: the nearest that shares no year, and the first."""
    days = (figures["period_end"] - figures["period_start"]).dt.days
    long = figures.assign(years=(days / 365.25).round())[days >= YEAR]
    last = long.sort_values(PERIOD).drop_duplicates(SERIES, keep="last")
    both = last.merge(long[[*SERIES, "years", *PERIOD, *_FIGURE]], on=[*SERIES, "years"], suffixes=("_to", "_from"))
    both = both[both["period_start_from"] < both["period_start_to"]].sort_values([*SERIES, "period_start_from"])
    both["overlap"] = both["period_end_from"] >= both["period_start_to"]
    apart = both[~both["overlap"]]
    nearest = apart.drop_duplicates(SERIES, keep="last").assign(span="previous")
    first = apart.drop_duplicates(SERIES, keep="first").assign(span="first")
    first = first[~first.index.isin(nearest.index)]
    shared = both[~pd.MultiIndex.from_frame(both[SERIES]).isin(pd.MultiIndex.from_frame(apart[SERIES]))]
    found = pd.concat([nearest, first, shared.drop_duplicates(SERIES, keep="last").assign(span="previous")])
    names = {f"{n}_{side}": f"{side}_{n.removeprefix('period_')}" for n in [*PERIOD, *_FIGURE] for side in ("from", "to")}
    return found.rename(columns=names).reset_index(drop=True)


def _broken(pairs: pd.DataFrame, breaks: pd.DataFrame) -> np.ndarray:
    found = np.zeros(len(pairs), bool)
    for source, starts in zip(breaks["source"], pd.to_datetime(breaks["starts"]), strict=True):
        found |= ((pairs["source"] == source) & (pairs["from_start"] < starts) & (starts <= pairs["to_end"])).to_numpy()
    return found


def _tested(pairs: pd.DataFrame, spread: pd.DataFrame) -> pd.DataFrame:
    kind = np.select(
        [pairs["interval_method"] == "survey", pairs["unit"].isin(PER), pairs["interval_method"] == "binomial"],
        ["survey_change", "rate_ratio", "two_proportions"],
        "",
    )
    pairs = pairs.assign(method=kind).merge(spread, on=INDICATOR, how="left")
    ready = pairs["reason"] == ""
    told: pd.DataFrame = pd.concat([
        _surveys(pairs[ready & (kind == "survey_change")]),
        _rates(pairs[ready & (kind == "rate_ratio")]),
        _controls(pairs[ready & (kind == "two_proportions")]),
        pairs[ready & (kind == "") & (pairs["better"] != "neither")].assign(reason=_untested),
        pairs[~ready & ((kind != "") | (pairs["better"] != "neither"))],
    ])  # fmt: skip
    return told.reindex(columns=[*pairs.columns, *_RESULT]).astype(dict.fromkeys(_RESULT, float))


_RESULT = ["p", "direction", "difference", "difference_lower", "difference_upper"]


def _untested(rows: pd.DataFrame) -> np.ndarray:
    return np.where(rows["unit"].str.startswith("antal"), "count_over_time", "no_interval")


def _surveys(rows: pd.DataFrame) -> pd.DataFrame:
    """From both intervals (SPEC 1.4), as wide as they can have been before they were rounded; a new sample each round."""
    names = [(f"{side}_value", f"{side}_lower", f"{side}_upper") for side in ("to", "from")]
    sound = ~np.isnan(errors(rows, names[0])) & ~np.isnan(errors(rows, names[1]))
    p1, low1, high1, p2, low2, high2 = columns(rows.loc[sound].reindex(rows.index), [n for side in names for n in side])
    rounding = np.maximum(step(rows, names[0]), step(rows, names[1]))
    told = change_test(p1, low1, high1, p2, low2, high2, rounding=rounding)
    limits = {"difference_lower": told.lower, "difference_upper": told.upper}
    none = np.where(np.isnan(told.p), "no_interval", "")
    return rows.assign(p=told.p, direction=told.difference, difference=told.difference, reason=none, dispersion=np.nan, **limits)


def _rates(rows: pd.DataFrame) -> pd.DataFrame:
    told = rate_ratios(rows, ("to_numerator", "to_base", "from_numerator", "from_base", "dispersion", "df"))
    limits = {"difference_lower": told.lower, "difference_upper": told.upper}
    known = (rows["to_base"] > 0) & (rows["from_base"] > 0)
    none = np.select([~known, rows["dispersion"].isna()], ["no_population", "no_dispersion"], "")
    return rows.assign(p=told.p, direction=np.log(told.ratio), difference=told.ratio, reason=none, **limits)


def _controls(rows: pd.DataFrame) -> pd.DataFrame:
    """Two shares of controls: Newcombe's limits of the difference (SPEC 1.4), in percent, and Fisher's p: they are few."""
    names = ("to_numerator", "to_base", "from_numerator", "from_base")
    x1, n1, x2, n2 = columns(rows, names)
    known = (x1 >= 0) & (x1 <= n1) & (n1 > 0) & (x2 >= 0) & (x2 <= n2) & (n2 > 0)
    counted = rows[known]
    return pd.concat([_fisher(counted, columns(counted, names)), rows[~known].assign(reason="no_interval")])


def _fisher(rows: pd.DataFrame, counts: Sequence[Column]) -> pd.DataFrame:
    x1, n1, x2, n2 = counts
    difference, lower, upper = (100 * np.asarray(v) for v in newcombe10(x1, n1, x2, n2))
    p = [fisher(x, n - x, y, m - y).p_two_sided for x, n, y, m in zip(x1, n1, x2, n2, strict=True)]
    limits = {"difference_lower": lower, "difference_upper": upper}
    return rows.assign(p=p, direction=difference, difference=difference, dispersion=np.nan, **limits)
