"""Limits where no publisher has set any: of rates, of shares of controls, and of a survey's shares by its design effect."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from etl.statistics import (
    QuasiRatio,
    clopper_pearson,
    count_ci,
    design_effect,
    rate_ratio_quasi,
    reliability_class,
    se_from_interval,
    wilson_neff,
)
from etl.statistics.column import Column

PER = {"per 1 000 invånare": 1000}  # units of rates and what they multiply events per inhabitant by
ASSUMED = 1.5  # where no interval has been published to estimate it from, stats/SPEC.md 1.2
LEAST_FIGURES = 5
EFFECT = ["source", "kind"]


def with_limits(frame: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """The same rows with `lower` and `upper`, 95 %, in the unit of the figure, `limits` (where they come from) and `reliability`.

    Needs the columns source, kind, unit, interval_method, value, numerator, base, lower and upper. Left as they are: limits
    that a source has published, figures that have no method, and rows without base. The frame given is not changed.
    """
    bare = frame["lower"].isna() & frame["upper"].isna() & (frame["base"] > 0)
    filled = frame.astype({"lower": float, "upper": float}).assign(limits="")
    filled.loc[frame["lower"].notna() & frame["upper"].notna() & frame["value"].notna(), "limits"] = "published"
    counted = frame[bare & (frame["numerator"] >= 0)]
    _fill(filled, counted[counted["unit"].isin(PER)], "byar", _rates)
    shares = counted[(counted["interval_method"] == "binomial") & (counted["numerator"] <= counted["base"])]
    _fill(filled, shares, "clopper_pearson", _controls)
    asked = frame[bare & (frame["interval_method"] == "survey") & frame["value"].between(0, 100)]
    effect = asked[EFFECT].merge(effects, on=EFFECT, how="left")["deff"].to_numpy(float)
    _fill(filled, asked.assign(deff=effect)[effect > 0], "wilson", _wilson)
    return filled.assign(reliability=_reliability(filled))


def design_effects(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table `design_effect`: the median over shares with a published interval and a base, by source and kind.

    Shares in whole percent tell too little to take part. A kind with fewer than five has the median of its whole source;
    1.5, called assumed, where that has not five either. At least 1.
    """
    asked = frame[(frame["interval_method"] == "survey") & (frame["base"] > 0)]
    if asked.empty:
        return pd.DataFrame(columns=pd.Index([*EFFECT, "deff", "figures", "basis"]))
    exact = asked.assign(deff=np.where(step(asked, ("value", "lower", "upper")) < 1, _effect(asked), np.nan))
    told = exact.groupby(EFFECT)["deff"].agg(["median", "count"]).reset_index()
    every = (
        told["source"].map(exact.groupby("source")["deff"].median()),
        told["source"].map(exact.groupby("source")["deff"].count()),
    )
    few = told["count"] < LEAST_FIGURES
    deff, count = told["median"].mask(few, every[0]), told["count"].mask(few, every[1])
    known = count >= LEAST_FIGURES
    deff = deff.clip(lower=1.0).where(known, ASSUMED)
    return told[EFFECT].assign(deff=deff, figures=count, basis=np.where(known, "estimated", "assumed"))


def _reliability(frame: pd.DataFrame) -> pd.Series:
    """Class A, B or C (SPEC 1.3) of every survey share with limits; empty for all else."""
    asked = frame[(frame["interval_method"] == "survey") & (frame["base"] > 0) & frame["lower"].notna()]
    asked = asked[asked["value"].between(0, 100)]
    effects = np.maximum(1.0, np.nan_to_num(_effect(asked), nan=1.0))
    letters = reliability_class(asked["value"].to_numpy() / 100, asked["base"].to_numpy(float), effects).letter
    return pd.Series(letters, asked.index, dtype=object).reindex(frame.index, fill_value="")


def _effect(rows: pd.DataFrame) -> np.ndarray:
    """Design effect per row; nan without limits, and at 0 and 100 percent, where the formula has none."""
    error = errors(rows)
    share = np.where(np.isnan(error), 50.0, rows["value"].to_numpy(float)) / 100
    return np.asarray(design_effect(share, error / 100, rows["base"].to_numpy(float)))


def errors(rows: pd.DataFrame, names: tuple[str, str, str] = ("value", "lower", "upper")) -> np.ndarray:
    """Standard errors of shares, in percentage points, behind their limits; nan where they tell none."""
    p, lower, upper = (rows[name].to_numpy(float) for name in names)
    sound = (lower >= 0) & (lower <= p) & (p <= upper) & (upper <= 100)
    rounding = np.where(sound, step(rows, names), 0.0)
    return np.asarray(se_from_interval(*(np.where(sound, part, np.nan) for part in (p, lower, upper)), rounding=rounding))


def columns(rows: pd.DataFrame, names: Sequence[str]) -> list[Column]:
    """The named columns as numbers."""
    return [rows[name].to_numpy(float) for name in names]


def step(rows: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """How coarsely figures are printed: 1 where all are whole, 0.1 with one decimal, else 0. Some print whole percent."""
    figures = rows[list(names)].to_numpy(float)
    whole, tenth = (np.isclose(figures * n, np.round(figures * n), rtol=0, atol=1e-7).all(axis=1) for n in (1, 10))
    return np.select([whole, tenth], [1.0, 0.1], 0.0)


def _wilson(shares: pd.DataFrame) -> np.ndarray:
    """Lower and upper, percent, wide enough for every value that could have been rounded to the printed one."""
    value, half = shares["value"].to_numpy(float), step(shares, ("value",)) / 2
    base, deff = shares["base"].to_numpy(float), shares["deff"].to_numpy(float)
    lower, _ = wilson_neff(np.maximum(value - half, 0) / 100, base, deff)
    _, upper = wilson_neff(np.minimum(value + half, 100) / 100, base, deff)
    return 100 * np.column_stack([lower, upper])


def _rates(rows: pd.DataFrame) -> Column:
    per = rows["unit"].map(PER).to_numpy(float) / rows["base"].to_numpy(float)
    lower, upper = count_ci(rows["numerator"].to_numpy(float))
    return np.column_stack([lower * per, upper * per])


def _controls(rows: pd.DataFrame) -> Column:
    hits, base = columns(rows, ("numerator", "base"))
    return 100 * np.column_stack(clopper_pearson(hits, base))


def _fill(filled: pd.DataFrame, rows: pd.DataFrame, method: str, limits: Callable[[pd.DataFrame], Column]) -> None:
    if len(rows):
        filled.loc[rows.index, ["lower", "upper"]] = limits(rows)
        filled.loc[rows.index, "limits"] = method


def rate_ratios(rows: pd.DataFrame, names: Sequence[str]) -> QuasiRatio[Column]:
    """`rate_ratio_quasi` of the named columns (events, inhabitants, twice; phi, df); nan where a count or base cannot be."""
    x1, t1, x2, t2, phi, df = columns(rows, names)
    counted = [np.where(x >= 0, x, np.nan) for x in (x1, x2)]
    living = [np.where(t > 0, t, np.nan) for t in (t1, t2)]
    return rate_ratio_quasi(counted[0], living[0], counted[1], living[1], phi, df)
