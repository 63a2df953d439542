"""Does a series rise, fall or change level more than chance gives (stats/SPEC.md 2.7), and where can nobody tell?

Months: Mann-Kendall within each calendar month and Pettitt's change of level. Years with limits: the weighted slope over the
last five. Other years: Mann-Kendall. A series that is too short, broken or overlapping is undecided, with the reason.
"""

import numpy as np
import pandas as pd

from etl.measure.change import SERIES
from etl.measure.dispersion import KEY as INDICATOR
from etl.measure.dispersion import dispersions
from etl.measure.limits import PER, errors
from etl.measure.verdict import LEVEL, judged, settled
from etl.statistics import annual_trend, autocorrelation, bh, pettitt, seasonal_kendall, seasonal_slope, trend_verdict
from etl.statistics.series import AUTOCORRELATED

LEAST_MONTHS = 24
LEAST_YEARS = 5
MONTH, YEAR = 30.4375, 365.25  # days, on average
ADJOINING = 2  # days from the end of one point to the start of the next
Z95 = 1.959963984540054
COLUMNS = [
    "verdict_id", *SERIES, "grain", "first_day", "last_day", "points", "method", "slope_per_year", "slope_lower", "slope_upper",
    "p", "p_adjusted", "family", "starts", "before", "after", "verdict", "reason",
]  # fmt: skip
Told = dict[str, object]
Rows = dict[str, np.ndarray]  # columns of one series, in order of time
_KEY = [*SERIES, "first_day"]


def trends(figures: pd.DataFrame, breaks: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table `trend`, one per series that could be better or worse and has two points or more of one length.

    The family of months is every test of every series of months; of years, all areas of one kind for one indicator. Only
    what follows the newest break is asked; a series that has not two points left there is undecided, with that reason.
    """
    since = breaks.assign(starts=pd.to_datetime(breaks["starts"])).sort_values("starts")
    known = figures[(figures["better"] != "neither") & figures["value"].notna()].sort_values([*SERIES, "period_start"])
    known = known.reset_index(drop=True).assign(
        grain=_grain, days=(known["period_end"] - known["period_start"]).dt.days.to_numpy()
    )
    after = _after_break(known, since)
    monthly = _months(known[after & (known["grain"] == "month")])
    yearly = _years(_without(known[after & (known["grain"] != "month")], monthly), dispersions(figures))
    rest = _without(_without(known, monthly), yearly)
    told = [t for t in (monthly, yearly, _untried(rest, after)) if len(t)]
    return (pd.concat(told) if told else pd.DataFrame()).reindex(columns=pd.Index(COLUMNS))


def _without(figures: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """The figures of series that have no row yet."""
    return (
        figures
        if told.empty
        else figures[~pd.MultiIndex.from_frame(figures[SERIES]).isin(pd.MultiIndex.from_frame(told[SERIES]))]
    )


def _untried(figures: pd.DataFrame, after: pd.Series) -> pd.DataFrame:
    """One row per series that neither its months nor its years let anybody try: broken, with a gap, or too short."""
    lone = _longest(figures)
    if lone.empty:
        return lone
    left = lone.assign(after=after).groupby(SERIES)["after"].transform("sum")
    rest = lone.assign(left=left)[after[lone.index] | (left < 2)]
    left = rest.groupby(SERIES)["left"].first()
    rows = _undecided(rest, np.select([left < 2, left >= LEAST_MONTHS], ["break", "gap"], "short_series"))
    return judged(rows.assign(p_adjusted=np.nan), "T", _KEY, "undecided")


def _longest(figures: pd.DataFrame) -> pd.DataFrame:
    """Of each series the points of the length that it has most of, where they are two or more; of two lengths the longer."""
    lengths = figures.assign(months=((figures["days"] + 1) / MONTH).round())
    counted = lengths.assign(count=lengths.groupby([*SERIES, "months"])["days"].transform("size"))
    best = counted.sort_values(["count", "months"]).drop_duplicates(SERIES, keep="last").set_index(SERIES)["months"]
    same = counted["months"].to_numpy() == best.reindex(pd.MultiIndex.from_frame(counted[SERIES])).to_numpy()
    found: pd.DataFrame = counted[same & (counted["count"] > 1)]
    return found


def _after_break(figures: pd.DataFrame, breaks: pd.DataFrame) -> pd.Series:
    """Whether a figure begins on or after the newest break of its source that lies before the series ends."""
    if figures.empty or breaks.empty:  # pandas has no map of days without any day
        return pd.Series(True, figures.index, dtype=bool)
    last = figures.groupby("source", as_index=False)["period_end"].max()
    within = breaks.merge(last, on="source").query("starts <= period_end")
    newest = within.groupby("source", as_index=False)["starts"].max()
    starts = figures[["source"]].merge(newest, on="source", how="left")["starts"].set_axis(figures.index)
    return starts.isna() | (figures["period_start"] >= starts)


def _grain(figures: pd.DataFrame) -> pd.Series:
    days = (figures["period_end"] - figures["period_start"]).dt.days
    whole = (figures["period_start"].dt.day == 1) & ((figures["period_end"] + pd.Timedelta(days=1)).dt.day == 1)
    return pd.Series(np.select([whole & (days < 31), days.between(364, 365)], ["month", "year"], "other"), figures.index)


def _about(rows: pd.DataFrame) -> Told:
    """What every row of the table says of its series."""
    first, last = rows.iloc[0], rows.iloc[-1]
    told = {c: first[c] for c in (*SERIES, "better", "kind", "grain")}
    return told | {"first_day": first["period_start"], "last_day": last["period_end"], "points": len(rows), "reason": ""}


def _months(months: pd.DataFrame) -> pd.DataFrame:
    """Each series of two whole years or more: a line, a step, or neither; all tests of all series are one family.

    Months that lean on each other more than SPEC 2.7 allows are undecided and no part of the family.
    """
    whole = [rows for _, rows in months.groupby(SERIES) if _whole(rows)]
    tried = [rows for rows in whole if _left(rows["value"].to_numpy(float)) <= AUTOCORRELATED]
    if not whole:
        return pd.DataFrame(columns=pd.Index(SERIES))
    tests = np.array([(seasonal_kendall(v).p, pettitt(level(v)).p) for v in (r["value"].to_numpy(float) for r in tried)])
    adjusted = bh(tests.ravel()).reshape(-1, 2)
    told = [_month_row(*each) for each in zip(tried, tests, adjusted, strict=True)]
    rows = pd.DataFrame(told).assign(family=adjusted.size)
    leaning = [_undecided(r, "autocorrelated").assign(p_adjusted=np.nan) for r in whole if not any(r is t for t in tried)]
    decided = judged(pd.concat([r for r in (rows, *leaning) if len(r)]).reset_index(drop=True), "T", _KEY, "undecided")
    stepped = (decided["method"] == "pettitt") & (decided["verdict"] != "none")
    return decided.assign(verdict=decided["verdict"].where(~stepped, "break"))


def _whole(rows: pd.DataFrame) -> bool:
    """Whether the months follow on each other without a gap, for two years or more."""
    months = rows["period_start"].dt.year * 12 + rows["period_start"].dt.month
    return len(rows) >= LEAST_MONTHS and bool((months.diff().dropna() == 1).all())


def level(values: np.ndarray) -> np.ndarray:
    """The values of months without their season: each calendar month's median is taken away."""
    season = np.array([np.median(values[n % 12 :: 12]) for n in range(len(values))])
    return np.asarray(values - season + np.median(values))


def _left(values: np.ndarray) -> float:
    """Lag-1 autocorrelation of what a line or one step, whichever fits better, leaves of months, their season apart."""
    place = pettitt(level(values)).place
    time = np.arange(len(values)) - (len(values) - 1) / 2
    if _by_step(level(values), place):
        fitted = np.where(np.arange(len(values)) < place, values[:place].mean(), values[place:].mean())
    else:
        fitted = time * (time @ values) / (time @ time)
    return autocorrelation(level(values - fitted))  # the season last: medians of a series that moves are no season


def _by_step(even: np.ndarray, place: int) -> bool:
    """Whether a step at the place leaves less of the series than a line does, by least squares."""
    time = np.arange(len(even)) - (len(even) - 1) / 2
    line = even.var() * len(even) - (even @ time) ** 2 / (time @ time)
    return bool(even[:place].var() * place + even[place:].var() * (len(even) - place) < line)


def _month_row(rows: pd.DataFrame, raw: np.ndarray, adjusted: np.ndarray) -> Told:
    """A series that shows both is what fits it best; p is always that of the test that the row is about."""
    values = rows["value"].to_numpy(float)
    told, place = _about(rows), pettitt(level(values)).place
    if adjusted[1] <= LEVEL and (adjusted[0] > LEVEL or _by_step(level(values), place)):
        before, after = values[:place].mean(), values[place:].mean()
        told |= {"starts": rows["period_start"].iloc[place], "before": before, "after": after, "direction": after - before}
        return told | {"method": "pettitt", "p": raw[1], "p_adjusted": adjusted[1]}
    slope = 12 * seasonal_slope(values, 12)
    told |= {"method": "seasonal_kendall", "slope_per_year": slope, "direction": slope}
    return told | {"p": raw[0], "p_adjusted": adjusted[0]}


def _years(years: pd.DataFrame, spread: pd.DataFrame) -> pd.DataFrame:
    """Each series of two points or more of one length; mostly too short to be tried."""
    same = _longest(years)
    short, tried = same[same["count"] < LEAST_YEARS], same[same["count"] >= LEAST_YEARS]
    tried = tried.merge(spread, on=INDICATOR, how="left").assign(error=_spread)
    asked = {name: tried[name].to_numpy() for name in tried.columns}  # slices of arrays: of frames they took most of the time
    told = [_year_row({name: column[at] for name, column in asked.items()}) for at in tried.groupby(SERIES).indices.values()]
    rows = pd.concat([t for t in (_undecided(short, "short_series"), pd.DataFrame(told)) if len(t)] or [short])
    if rows.empty:
        return rows
    decided = settled(rows, "T", _KEY, [*INDICATOR, "kind", "grain"], "undecided")
    silent = decided.get("claims", pd.Series(True, decided.index)).eq(False) & (decided["verdict"] != "undecided")
    return decided.assign(verdict=decided["verdict"].mask(silent, "none"))  # the weighted slope asks for 99.8 %


def _undecided(rows: pd.DataFrame, reason: str | np.ndarray) -> pd.DataFrame:
    """One row per series without a test, all at once: a whole country's survey is mostly these. `reason` in their order."""
    if rows.empty:
        return rows
    series = rows.groupby(SERIES)
    told: pd.DataFrame = (
        series[["better", "kind", "grain"]]
        .first()
        .assign(first_day=series["period_start"].min(), last_day=series["period_end"].max(), points=series.size())
    )
    return told.reset_index().assign(method="", reason=reason, p=np.nan, direction=0.0)


def _year_row(rows: Rows) -> Told:
    """The last five points where all of them have limits, else the whole series; refused for what lies between its points."""
    last = {name: column[-LEAST_YEARS:] for name, column in rows.items()}
    known = not (np.isnan(last["lower"]) | np.isnan(last["upper"])).any()
    asked = last if known else rows
    told = {name: rows[name][0] for name in (*SERIES, "better", "kind", "grain")} | {"p": np.nan, "direction": 0.0, "method": ""}
    told |= {"first_day": asked["period_start"][0], "last_day": asked["period_end"][-1], "points": len(asked["value"])}
    apart = (asked["period_start"][1:] - asked["period_end"][:-1]) / np.timedelta64(1, "D")
    if (apart <= 0).any():
        return told | {"reason": "overlap"}
    if (apart > ADJOINING).any():
        return told | {"reason": "gap"}
    if rows["unit"][0] in PER and np.isnan(rows["dispersion"][0]):
        return told | {"reason": "no_dispersion"}
    years = np.arange(len(asked["value"])) * (asked["months"][0] / 12 or (asked["days"][0] + 1) / YEAR)
    return told | (_weighted(asked, years) if known else _unweighted(asked["value"], years))


def _weighted(last: Rows, years: np.ndarray) -> Told:
    """Five points, each by its own error."""
    found = annual_trend(last["value"], last["error"], years=years)
    told: Told = {"method": "weighted_slope", "slope_per_year": found.slope, "direction": found.slope}
    told |= {"slope_lower": found.slope - Z95 * found.se, "slope_upper": found.slope + Z95 * found.se}
    return told | {"p": found.p, "claims": found.verdict != "none", "reason": found.reason or ""}


def _spread(rows: pd.DataFrame) -> np.ndarray:
    """Standard errors: of a rate from its count, larger as crimes cluster; of a share from its limits."""
    each = rows["unit"].map(PER).astype(float) / rows["base"].where(rows["base"] > 0)
    counted = each * np.sqrt(rows["numerator"].clip(lower=1) * rows["dispersion"])  # no event is as uncertain as one
    return np.where(rows["unit"].isin(PER), counted, errors(rows))


def _unweighted(values: np.ndarray, years: np.ndarray) -> Told:
    found = trend_verdict(values, years)
    told: Told = {"method": "mann_kendall", "reason": found.reason or "", "p": np.nan if found.p is None else found.p}
    if found.slope is None:
        return told
    limits = {"slope_lower": found.slope.lower, "slope_upper": found.slope.upper, "direction": found.slope.slope}
    return told | {"slope_per_year": found.slope.slope} | limits
