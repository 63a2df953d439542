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
from etl.statistics import annual_trend, bh, seasonal_kendall, seasonal_slope, trend_verdict
from etl.statistics.chart import pettitt

LEAST_MONTHS = 24
LEAST_YEARS = 5
Z95 = 1.959963984540054
COLUMNS = [
    "verdict_id", *SERIES, "grain", "first_day", "last_day", "points", "method", "slope_per_year", "slope_lower", "slope_upper",
    "p", "p_adjusted", "family", "starts", "before", "after", "verdict", "reason",
]  # fmt: skip
Told = dict[str, object]
_KEY = [*SERIES, "first_day"]


def trends(figures: pd.DataFrame, breaks: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table `trend`, one per series that could be better or worse and has two points or more.

    The family of months is every test of every series of months; of years, all areas of one kind for one indicator.
    """
    since = breaks.assign(starts=pd.to_datetime(breaks["starts"])).sort_values("starts")
    asked = figures[(figures["better"] != "neither") & _after_break(figures, since)].sort_values([*SERIES, "period_start"])
    asked = asked.assign(grain=_grain(asked), days=(asked["period_end"] - asked["period_start"]).dt.days)
    months, years = asked[asked["grain"] == "month"], asked[asked["grain"] != "month"]
    monthly = _months(months)
    rest = years[~pd.MultiIndex.from_frame(years[SERIES]).isin(pd.MultiIndex.from_frame(monthly[SERIES]))]
    told = [t for t in (monthly, _years(rest, dispersions(figures))) if len(t)]
    return (pd.concat(told) if told else pd.DataFrame()).reindex(columns=pd.Index(COLUMNS))


def _after_break(figures: pd.DataFrame, breaks: pd.DataFrame) -> pd.Series:
    """Whether a figure begins on or after the newest break of its source that lies before the series ends."""
    last = figures.groupby("source")["period_end"].max()
    within = breaks[breaks["starts"] <= breaks["source"].map(last)]
    if within.empty:  # pandas has no map of days without any day
        return pd.Series(True, figures.index)
    newest = figures["source"].map(within.groupby("source")["starts"].max())
    return newest.isna() | (figures["period_start"] >= newest)


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
    """Each series of two whole years or more: a line, a step, or neither; all tests of all series are one family."""
    tried = [rows for _, rows in months.groupby(SERIES) if _whole(rows)]
    if not tried:
        return pd.DataFrame(columns=pd.Index(SERIES))
    tests = [(seasonal_kendall(v).p, pettitt(level(v)).p) for v in (r["value"].to_numpy() for r in tried)]
    adjusted = bh(np.array(tests).ravel()).reshape(-1, 2)
    told = [_month_row(*each) for each in zip(tried, tests, adjusted, strict=True)]
    rows = pd.DataFrame(told).assign(family=adjusted.size)
    decided = judged(rows, "T", _KEY, "undecided")
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


def _month_row(rows: pd.DataFrame, raw: tuple[float, float], adjusted: np.ndarray) -> Told:
    """A series that shows both is what fits it best by least squares."""
    values = rows["value"].to_numpy(float)
    told, place = _about(rows), pettitt(level(values)).place
    if adjusted[1] <= LEVEL and _left_by_step(level(values), place) < _left_by_line(level(values)):
        before, after = values[:place].mean(), values[place:].mean()
        told |= {"starts": rows["period_start"].iloc[place], "before": before, "after": after, "direction": after - before}
        return told | {"method": "pettitt", "p": raw[1], "p_adjusted": adjusted[1]}
    slope = 12 * seasonal_slope(values, 12)
    best = int(adjusted.argmin())
    return told | {
        "method": "seasonal_kendall", "slope_per_year": slope, "direction": slope, "p": raw[best], "p_adjusted": adjusted[best],
    }  # fmt: skip


def _left_by_step(x: np.ndarray, place: int) -> float:
    return float(x[:place].var() * place + x[place:].var() * (len(x) - place))


def _left_by_line(x: np.ndarray) -> float:
    time = np.arange(len(x)) - (len(x) - 1) / 2
    return float(x.var() * len(x) - (x @ time) ** 2 / (time @ time))


def _years(years: pd.DataFrame, spread: pd.DataFrame) -> pd.DataFrame:
    """Each series of the longest periods it has, of two points or more; mostly too short to be tried."""
    longest = years.groupby(SERIES)["days"].transform("max")
    same = years[(longest - years["days"]).abs() <= 2]
    counted = same.groupby(SERIES)["value"].transform("size")
    short = _too_short(same[(counted > 1) & (counted < LEAST_YEARS)])
    found = dict(zip(spread[INDICATOR].itertuples(index=False, name=None), spread["dispersion"], strict=True))
    tried = [_year_row(rows, found.get(key[:2])) for key, rows in same[counted >= LEAST_YEARS].groupby(SERIES)]
    rows = pd.concat([t for t in (short, pd.DataFrame(tried)) if len(t)]) if len(short) or tried else short
    if rows.empty:
        return rows
    decided = settled(rows, "T", _KEY, [*INDICATOR, "kind", "grain"], "undecided")
    silent = decided.get("claims", pd.Series(True, decided.index)).eq(False) & (decided["verdict"] != "undecided")
    return decided.assign(verdict=decided["verdict"].mask(silent, "none"))  # the weighted slope asks for 99.8 %


def _too_short(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per series without a test, all at once: a whole country's survey is mostly these."""
    first = rows.drop_duplicates(SERIES).set_index(SERIES)
    told = first[["better", "kind", "grain"]].assign(
        first_day=first["period_start"], last_day=rows.groupby(SERIES)["period_end"].max(), points=rows.groupby(SERIES).size()
    )
    return told.reset_index().assign(method="", reason="short_series", p=np.nan, direction=0.0)


def _year_row(rows: pd.DataFrame, spread: float | None) -> Told:
    told = _about(rows) | {"p": np.nan, "direction": 0.0, "method": ""}
    if bool((rows["period_start"].iloc[1:].to_numpy() <= rows["period_end"].iloc[:-1].to_numpy()).any()):
        return told | {"reason": "overlap"}
    if bool((rows["period_start"].diff().dt.days.iloc[1:] > rows["days"].iloc[0] + 2).any()):
        return told | {"reason": "gap"}
    if rows["unit"].iloc[0] in PER and spread is None:
        return told | {"reason": "no_dispersion"}
    known = bool(rows[["lower", "upper"]].notna().all(axis=None))
    return told | (_weighted(rows, spread or 1.0) if known else _unweighted(rows))


def _weighted(rows: pd.DataFrame, spread: float) -> Told:
    """The last five years, each by its own error, which the clustering of crimes makes larger."""
    last = rows.iloc[-LEAST_YEARS:]
    found = annual_trend(last["value"].to_numpy(float), _spread(last) * np.sqrt(spread))
    told: Told = {
        "method": "weighted_slope",
        "slope_per_year": found.slope,
        "direction": found.slope,
        "reason": found.reason or "",
    }
    told |= {"first_day": last["period_start"].iloc[0], "points": len(last)}
    told |= {"slope_lower": found.slope - Z95 * found.se, "slope_upper": found.slope + Z95 * found.se}
    return told | {"p": found.p, "claims": found.verdict != "none"}


def _spread(rows: pd.DataFrame) -> np.ndarray:
    """Standard errors: of a rate from its count, of a share from its limits."""
    if rows["unit"].iloc[0] in PER:
        return np.asarray(rows["value"] / np.sqrt(rows["numerator"]))
    return errors(rows)


def _unweighted(rows: pd.DataFrame) -> Told:
    found = trend_verdict(rows["value"].to_numpy(float))
    told: Told = {"method": "mann_kendall", "reason": found.reason or "", "p": np.nan if found.p is None else found.p}
    if found.slope is None:
        return told
    limits = {"slope_lower": found.slope.lower, "slope_upper": found.slope.upper, "direction": found.slope.slope}
    return told | {"slope_per_year": found.slope.slope} | limits
