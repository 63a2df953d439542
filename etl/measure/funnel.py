"""Does an area lie further from the average of ten or more than chance explains? (stats/SPEC.md 2.3)"""

import numpy as np
import pandas as pd

from etl.measure.comparison import PERIOD, YEAR
from etl.measure.dispersion import KEY as INDICATOR
from etl.measure.limits import EFFECT, PER
from etl.measure.verdict import identified
from etl.statistics import funnel_proportion, funnel_rates, overdispersion
from etl.statistics.funnel import LEAST_AREAS

FAMILY = [*INDICATOR, *PERIOD, "kind"]
_VERDICTS = {
    "outside_high": "above", "outside_low": "below", "watch_high": "watch_above", "watch_low": "watch_below", "inside": "inside",
}  # fmt: skip
COLUMNS = [
    "verdict_id", *INDICATOR, "area_id", *PERIOD, "kind", "areas", "target", "value", "base", "lower95", "upper95", "lower998",
    "upper998", "dispersion", "tau2", "verdict",
]  # fmt: skip


def funnels(figures: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table `funnel`: every area of a kind, for the newest period that ten of them have a figure for.

    A figure that is not to be shown (reliability C) is no part of a funnel.

    figures as figures.sql gives them; effects as `design_effects` does. `base` is inhabitants, or answers over the design effect.
    """
    part = figures["whole_id"].notna() & (figures["kind"] != "kommun") & (figures["base"] > 0) & figures["value"].notna()
    counted = ~figures["unit"].isin(PER) | (figures["numerator"] >= 0)
    asked = _newest(figures[part & counted & (figures["reliability"] != "C")]).merge(effects, on=EFFECT, how="left")
    told = [_drawn(rows) for _, rows in asked.groupby(FAMILY) if _drawable(rows)]
    if not told:
        return pd.DataFrame(columns=pd.Index(COLUMNS))
    rows = pd.concat(told, ignore_index=True)
    return identified(rows, "S", [*FAMILY, "area_id"])[COLUMNS]


def _newest(figures: pd.DataFrame) -> pd.DataFrame:
    """The families of ten areas or more of the newest period that has so many, a whole year before a month of a later one."""
    families = figures[figures.groupby(FAMILY)["area_id"].transform("size") >= LEAST_AREAS]
    year = (families["period_end"] - families["period_start"]).dt.days >= YEAR
    ordered = families.assign(year=year).sort_values(["year", "period_end", "period_start"])
    last = ordered.drop_duplicates([*INDICATOR, "kind"], keep="last")
    return families.merge(last[FAMILY], on=FAMILY)


def _drawable(rows: pd.DataFrame) -> bool:
    first = rows.iloc[0]
    return bool(first["unit"] in PER or (first["interval_method"] == "survey" and rows["deff"].notna().all()))


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    drawn = _rates(rows) if rows["unit"].iloc[0] in PER else _shares(rows)
    return drawn.assign(areas=len(rows))


def _rates(rows: pd.DataFrame) -> pd.DataFrame:
    per = PER[rows["unit"].iloc[0]]
    found = funnel_rates(rows["numerator"].to_numpy(), rows["base"].to_numpy(), per)
    limits = {name: getattr(found, name) for name in ("lower95", "upper95", "lower998", "upper998", "tau2")}
    verdict = [_VERDICTS[code] for code in found.code]
    return rows.assign(target=found.centre, dispersion=found.phi, verdict=verdict, **limits)


def _shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Percent. Where areas differ more than chance allows the limits are widened on the arcsine scale and turned back."""
    share, size = rows["value"].to_numpy() / 100, rows["base"].to_numpy() / rows["deff"].to_numpy()
    target = float((share * size).sum() / size.sum())
    spread = overdispersion(share * size, size, "PR")
    limits: dict[str, np.ndarray] = {}
    for name, conf, half in (("95", 0.95, spread.half_width_95), ("998", 0.998, spread.half_width_998)):
        low, high = funnel_proportion(size, target, conf)
        if spread.tau2 > 0:
            low, high = (_turned_back(spread.target + sign * half) for sign in (-1, 1))
        limits |= {f"lower{name}": 100 * low, f"upper{name}": 100 * high}
    told = rows.assign(target=100 * target, base=size, dispersion=spread.phi, tau2=spread.tau2, **limits)
    beyond = [told["value"] > told["upper998"], told["value"] < told["lower998"], told["value"] > told["upper95"]]
    beyond.append(told["value"] < told["lower95"])
    return told.assign(verdict=np.select(beyond, ["above", "below", "watch_above", "watch_below"], "inside"))


def _turned_back(angle: np.ndarray) -> np.ndarray:
    return np.asarray(np.sin(np.clip(angle, 0, np.pi / 2)) ** 2)
