"""Facts and their surroundings made by hand, so that a test names only what it is about."""

import datetime as dt
from dataclasses import replace
from typing import Any

from dashboard.store import Area, Build, Event, Fact, Indicator, Shape

FACT = Fact(
    indicator_id="ntu_brott",
    area_id="kommun:1480",
    period_start=dt.date(2020, 1, 1),
    period_end=dt.date(2021, 12, 31),
    group_id="alla",
    value=24.55,
    lower=23.18,
    upper=25.97,
    numerator=None,
    base=4905.0,
    status="ok",
    qualifier="exact",
    period_precision="exact",
    printed=None,
    release_id="1480/ntu/2023-07-04",
    file="ntu.xlsx",
    cell="Tabell 2.1!E10",
    indicator="Utsatta för brott",
    theme="Utsatthet",
    unit="procent",
    decimals=1,
    better="lower",
    source="ntu",
    headline=True,
    area="Göteborg",
    kind="kommun",
    release="Kommunala resultat NTU",
    publisher="Brå",
    published=dt.date(2023, 7, 4),
)
BUILD = Build("20261120T1200-abcdef12", "1480", "Göteborg", "intern", dt.datetime(2026, 11, 20, 12), "0.1.0", False)
AREA = Area("kommun:1480", "kommun", "1480", "Göteborg", None, 613278)
INDICATOR = Indicator(
    "ntu_brott", "ntu", "Utsatta för brott", "Utsatthet", "procent", 1, "lower", "Andel.", "Enkät.", "Urval.", True, 4
)
EVENT = Event(
    "gvi:1", "call_in", "Första call-in", dt.date(2023, 5, 1), None, "månad", "Tryckt: ”maj”", "kommun:1480",
    "1480/gvi/2024-01-08", "handelser.csv", "rad 9",
)  # fmt: skip
SQUARE = "[[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]"
SHAPE = Shape("stadsomrade:1", "stadsomrade", "Nordost", "schematic", SQUARE, 0.5, 0.5, "Schematisk karta", "")
NAMES = {"1": "Nordost", "2": "Centrum", "3": "Sydväst", "4": "Hisingen"}


def fact(**changed: Any) -> Fact:
    """A known share with its interval, but for what is said."""
    return replace(FACT, **changed)


def unknown(status: str = "missing", **changed: Any) -> Fact:
    """A figure that is asked for and not known."""
    return fact(**{"value": None, "lower": None, "upper": None, "base": None, "status": status} | changed)


def year(number: int, **changed: Any) -> Fact:
    """A figure of one calendar year."""
    return fact(period_start=dt.date(number, 1, 1), period_end=dt.date(number, 12, 31), **changed)


def district(code: str, **changed: Any) -> Fact:
    """A figure of one of the four districts."""
    return fact(**{"area_id": f"stadsomrade:{code}", "area": NAMES[code], "kind": "stadsomrade"} | changed)


def shape(code: str, **changed: Any) -> Shape:
    """A district as a square of its own."""
    return replace(SHAPE, **{"area_id": f"stadsomrade:{code}", "name": NAMES[code]} | changed)
