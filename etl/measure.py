"""Fills in what Python can and SQL cannot: limits of rates. Frames in, frames out; the build owns the database."""

import pandas as pd

from etl.statistics import rate_limits

PER = {"per 1 000 invånare": 1000}  # units of rates and what they multiply events per inhabitant by


def with_rate_limits(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with `lower` and `upper`, 95 %, in the unit of the rate.

    Needs the columns unit, numerator, base, lower and upper. Left as they are: limits that a source has published,
    units that are no rate, and rows without events or base. The frame given is not changed.
    """
    ready = frame["lower"].isna() & frame["upper"].isna() & (frame["base"] > 0) & (frame["numerator"] >= 0)
    rows = frame[ready & frame["unit"].isin(PER)]
    limits = [rate_limits(x, n, PER[u]) for x, n, u in zip(rows["numerator"], rows["base"], rows["unit"], strict=True)]
    filled = frame.astype({"lower": float, "upper": float})
    filled.loc[rows.index, ["lower", "upper"]] = pd.DataFrame(limits, rows.index, ["lower", "upper"], dtype=float)
    return filled
