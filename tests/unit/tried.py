"""Rows of verdicts made by hand, so that a test names only what it is about."""

import datetime as dt
from dataclasses import fields, replace
from typing import Any, TypeVar

from dashboard.verdict_rows import Change, Comparison, DesignEffect, Funnel, Trend

Row = TypeVar("Row")
KNOWN: dict[str, Any] = {
    "verdict_id": "J1A2B3C4D", "indicator_id": "ntu_brott", "area_id": "stadsomrade:1", "group_id": "alla", "reason": "",
    "verdict": "worse", "p": 0.001, "p_adjusted": 0.004, "family": 4, "indicator": "Utsatta för brott", "unit": "procent",
    "decimals": 1, "better": "lower", "source": "ntu", "position": 0, "headline": True, "area": "Nordost", "kind": "stadsomrade",
    "period_start": dt.date(2020, 1, 1), "period_end": dt.date(2021, 12, 31), "method": "survey_contrast",
    "comparator": "rest", "comparator_id": "kommun:1480", "other": "Göteborg",
    "difference": 3.2, "difference_lower": 0.4, "difference_upper": 6.0,
    "span": "previous", "from_start": dt.date(2018, 1, 1), "from_end": dt.date(2019, 12, 31), "to_start": dt.date(2020, 1, 1),
    "to_end": dt.date(2021, 12, 31), "from_value": 21.4, "to_value": 24.6,
    "grain": "year", "first_day": dt.date(2017, 1, 1), "last_day": dt.date(2021, 12, 31), "points": 5, "slope_per_year": 1.3,
    "areas": 12, "target": 10.0, "value": 18.0, "base": 4000.0, "lower95": 7.0, "upper95": 13.0, "lower998": 5.0,
    "upper998": 15.0, "dispersion": 1.0, "tau2": 0.0,
}  # fmt: skip


def _made(row: type[Row], changed: dict[str, Any]) -> Row:
    known = {**KNOWN, **changed}
    return row(**{f.name: known.get(f.name) for f in fields(row)})  # type: ignore[arg-type]


def comparison(**changed: Any) -> Comparison:
    """Nordost worse than the rest of Göteborg, but for what is said."""
    return _made(Comparison, changed)


def change(**changed: Any) -> Change:
    """A rise between two surveys."""
    return _made(Change, {"method": "survey_change", "verdict_id": "F1A2B3C4D"} | changed)


def trend(**changed: Any) -> Trend:
    """A rise over five years."""
    return _made(Trend, {"method": "weighted_slope", "verdict_id": "T1A2B3C4D"} | changed)


def funnel(number: int, **changed: Any) -> Funnel:
    """The nth of a family of areas, the larger the higher its number, inside the limits but for what is said."""
    own = {"area_id": f"mellanomrade:{number}", "area": f"Område {number}", "verdict": "inside", "value": 10.0}
    told = _made(Funnel, {"kind": "mellanomrade", "unit": "per 1 000 invånare"} | own | changed)
    return replace(told, base=1000.0 * number, verdict_id=f"S{number:08}")


def effect(kind: str, deff: float, basis: str = "estimated") -> DesignEffect:
    """A design effect of the survey for one kind of area."""
    return DesignEffect("ntu", kind, deff, 40, basis)
