"""Shares of controls that found something: each way of choosing them beside those drawn at random (stats/SPEC.md 3.1).

The arms are never pooled. Only the random one says how common faults are among all.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from etl.statistics import boschloo, fisher

ARM = "slump"
WHOLE = "alla"
LEAST = 10  # controls in each of the two arms before it is told how many times as often the one hits, SPEC 3.1 rule iv
LIFT = ["lift", "lift_lower", "lift_upper"]
_ON = ["indicator_id", "area_id", "period_start", "period_end"]


def arms(latest: pd.DataFrame) -> pd.DataFrame:
    """One row per arm that has a random one beside it: Fisher's p, Boschloo's as a sensitivity analysis, and the lift.

    latest: one figure per indicator, area and group. A higher hit rate is neither better nor worse.
    """
    counted = (latest["numerator"] >= 0) & (latest["numerator"] <= latest["base"]) & (latest["base"] > 0)
    shares = latest[(latest["interval_method"] == "binomial") & counted]
    chosen = shares[~shares["group_id"].isin((ARM, WHOLE))]
    rows = chosen.merge(shares[shares["group_id"] == ARM], on=_ON, suffixes=("", "_other"))
    tables = list(rows[["numerator", "base", "numerator_other", "base_other"]].itertuples(index=False, name=None))
    difference = rows["value"] - rows["value_other"]
    told = rows.assign(
        comparator="arm", comparator_id=ARM, method="fisher", reason="", direction=difference, difference=difference,
        p=[fisher(x, n - x, y, m - y).p_two_sided for x, n, y, m in tables],
        sensitivity_p=[boschloo(x, n - x, y, m - y) for x, n, y, m in tables],
        other_value=rows["value_other"], other_lower=rows["lower_other"], other_upper=rows["upper_other"], better="neither",
    )  # fmt: skip
    return told.assign(**pd.DataFrame([_lift(*t) for t in tables], rows.index, LIFT, dtype=float))


def only_sure(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without a lift where the difference did not pass its test: how many times is a claim of a difference."""
    sure = rows["verdict"].isin(["higher", "lower"])
    return rows.assign(**{name: rows[name].where(sure) for name in LIFT if name in rows})


def _lift(hits: float, controls: float, others: float, drawn: float) -> Sequence[float]:
    """How many times as often as the random arm, with 95 % limits (scipy: Katz' logarithmic); nan where either arm is small."""
    if min(controls, drawn) < LEAST or min(hits, others) == 0:
        return (np.nan, np.nan, np.nan)
    from scipy.stats.contingency import relative_risk  # noqa: PLC0415  0.9 s to load, as fisher's

    found: Any = relative_risk(int(hits), int(controls), int(others), int(drawn))
    limits = found.confidence_interval(0.95)
    return found.relative_risk, limits.low, limits.high
