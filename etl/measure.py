"""Fills in what Python can and SQL cannot: limits of rates. Frames in, frames out; the build owns the database."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from etl.statistics import clopper_pearson, rate_ci

PER = {"per 1 000 invånare": 1000}  # units of rates and what they multiply events per inhabitant by


def with_limits(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with `lower` and `upper`, 95 %, in the unit of the figure.

    Needs the columns unit, interval_method, numerator, base, lower and upper. Left as they are: limits that a source has
    published, figures that are neither a rate nor a share with a method, and rows without base. The frame given is not changed.
    """
    ready = frame["lower"].isna() & frame["upper"].isna() & (frame["base"] > 0) & (frame["numerator"] >= 0)
    filled = frame.astype({"lower": float, "upper": float})
    _fill(filled, frame[ready & frame["unit"].isin(PER)], lambda row: rate_ci(row.numerator, row.base, PER[row.unit]))
    _fill(filled, frame[ready & (frame["interval_method"] == "binomial")], _share_limits)
    return filled


def _share_limits(row: Any) -> tuple[float, float]:
    lower, upper = clopper_pearson(row.numerator, row.base)
    return 100 * lower, 100 * upper


def _fill(filled: pd.DataFrame, rows: pd.DataFrame, limits: Callable[[Any], tuple[float | None, float]]) -> None:
    found = [limits(row) for row in rows.itertuples()]
    filled.loc[rows.index, ["lower", "upper"]] = pd.DataFrame(found, rows.index, ["lower", "upper"], dtype=float)
