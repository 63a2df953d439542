"""Small made figures as etl/measure/figures.sql gives them, and what is asked beside them."""

from collections.abc import Sequence

import pandas as pd

RATE = "per 1 000 invånare"
CITY, COUNTRY = "kommun:0000", "land:SE"
NO_BREAKS = pd.DataFrame({"source": pd.Series(dtype=object), "starts": pd.Series(dtype="datetime64[us]")})
AREAS = pd.DataFrame(
    {"area_id": [f"stadsomrade:{n}" for n in range(1, 5)], "kind": "stadsomrade", "valid_from": pd.NaT, "valid_to": pd.NaT}
)
PEOPLE = pd.DataFrame(
    {"area_id": [CITY, *AREAS["area_id"]], "day": pd.Timestamp("2023-12-31"), "people": [1000.0, 250.0, 250.0, 250.0, 250.0]}
)
NUMBERS = ["value", "lower", "upper", "numerator", "base"]


def figure(area: str, year: int | tuple[int, int] = 2023, **changed: object) -> dict[str, object]:
    """One survey share of an area: 20 percent, 17 to 23, of 700 answers."""
    first, last = (year, year) if isinstance(year, int) else year
    kind = area.split(":", maxsplit=1)[0]
    whole = {"land": None, "lan": None, "organisation": None, "kommun": COUNTRY}.get(kind, CITY)
    told = {"indicator_id": "ntu_x", "source": "ntu", "unit": "procent", "better": "lower", "interval_method": "survey"}
    numbers = {"value": 20.0, "lower": 17.0, "upper": 23.0, "numerator": None, "base": 700.0, "reliability": "A"}
    days = {"period_start": pd.Timestamp(first, 1, 1), "period_end": pd.Timestamp(last, 12, 31)}
    return told | {"area_id": area, "kind": kind, "group_id": "alla", "whole_id": whole} | days | numbers | changed


def rate(area: str, year: int, events: float | None, people: float | None = 10_000.0, **changed: object) -> dict[str, object]:
    """Reported crimes of an area and year, per 1 000 inhabitants."""
    value = None if events is None or not people else events / people * 1000
    told = {"indicator_id": "brott_x_per_1000", "source": "brott", "unit": RATE, "interval_method": "", "reliability": ""}
    numbers = {"value": value, "lower": None, "upper": None, "numerator": events, "base": people}
    if value is not None:
        numbers |= {"lower": value * 0.9, "upper": value * 1.1}
    return figure(area, year) | told | numbers | changed


def share(group: str, hits: float | None, controls: float | None, year: int = 2023, **changed: object) -> dict[str, object]:
    """Controls that found something, by how they were chosen."""
    told = {"indicator_id": "leverantor_y", "source": "leverantor", "interval_method": "binomial", "better": "neither"}
    value = 100 * hits / controls if hits is not None and controls else 50.0
    numbers = {"value": value, "lower": 0.0, "upper": 100.0, "numerator": hits, "base": controls, "reliability": ""}
    return figure(CITY, year) | told | {"group_id": group} | numbers | changed


def month(position: int, value: float, **changed: object) -> dict[str, object]:
    """A count of one month; the first is January 2021."""
    start = pd.Timestamp("2021-01-01") + pd.DateOffset(months=position)
    told = {"indicator_id": "brott_x_antal", "source": "brott", "unit": "antal", "interval_method": "", "reliability": ""}
    days = {"period_start": start, "period_end": start + pd.offsets.MonthEnd(0)}
    return figure(CITY) | told | days | dict.fromkeys(NUMBERS) | {"value": value} | changed


def months(values: Sequence[float], **changed: object) -> list[dict[str, object]]:
    """A whole series of them."""
    return [month(n, float(v), **changed) for n, v in enumerate(values)]


def frame(rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """The rows with the types that DuckDB gives."""
    made = pd.DataFrame(list(rows), columns=pd.Index(list(figure(CITY))))
    days = ["period_start", "period_end"]
    return made.astype(dict.fromkeys(NUMBERS, float) | dict.fromkeys(days, "datetime64[us]"))
