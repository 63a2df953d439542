"""How much more than chance reported crimes vary: many of them come in clusters (stats/SPEC.md 2.2)."""

import pandas as pd

from etl.measure.limits import PER
from etl.statistics import dispersion

KEY = ["indicator_id", "group_id"]
LEAST_YEARS = 3


def dispersions(figures: pd.DataFrame) -> pd.DataFrame:
    """phi and its degrees of freedom by indicator and group, of the level of areas that has most areas.

    Pearson's chi-square of events by area and year over its degrees of freedom, at least 1. Only years that every area
    has; indicators with fewer than three such years or two areas are left out.
    """
    year = (figures["period_end"] - figures["period_start"]).dt.days.between(364, 365) & (figures["numerator"] >= 0)
    rates = figures[year & figures["unit"].isin(PER) & figures["whole_id"].notna() & (figures["kind"] != "kommun")]
    found = [(*key, *told) for key, rows in rates.groupby(KEY) if (told := _of(rows))]
    return pd.DataFrame(found, columns=pd.Index([*KEY, "dispersion", "df"])).astype({"dispersion": float, "df": float})


def _of(rows: pd.DataFrame) -> tuple[float, float] | None:
    """phi and df of one indicator; None where too few areas or years have any events to vary."""
    level = rows.groupby("kind")["area_id"].nunique().idxmax()
    table = rows[rows["kind"] == level].pivot_table(index="area_id", columns="period_end", values="numerator").dropna(axis=1)
    table = table.loc[table.sum(axis=1) > 0, table.sum(axis=0) > 0]
    if len(table) < 2 or table.shape[1] < LEAST_YEARS:
        return None
    phi, df = dispersion(table.to_numpy())
    return max(1.0, phi), df
