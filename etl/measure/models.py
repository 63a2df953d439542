"""Reads data/municipalities/<code>/modeller.toml: what was decided of an interrupted series before its outcome was known.

No file, no model: the analysis is off. A model says what is counted, where, from when, how, and where the decision can be read.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.identity import personal_numbers
from etl.model import Fault, Refused
from etl.municipality import Municipality
from etl.statistics import Model
from etl.tables import facts

FILE = "modeller.toml"
SHAPES = {"nivå": "step", "nivå och lutning": "step_slope"}
MOST_LAG = 24  # months
_TEXTS, _DATES = ("name", "indicator", "area", "document", "shape"), ("registered", "start")
_KNOWN = (*_TEXTS, *_DATES, "lag_months", "comparison", "from")
_ACTION = "Skriv ett block [[model]] per modell: " + ", ".join(_KNOWN) + " (de två sista får saknas)."
_DAY = "en dag utan citattecken, till exempel 2023-09-01"


@dataclass(frozen=True)
class Registered:
    """A registered model: its name, whose series, the other area beside it and the first month of the window, if any."""

    name: str
    area_id: str
    comparison_id: str
    since: dt.date
    document: str
    model: Model


def registered_models(municipality: Municipality, indicators: Collection[str]) -> tuple[Registered, ...]:
    """Every registered model; none without a file. Raises Refused, with all faults, for a file that cannot mean anything."""
    path = (municipality.folder or Path()) / FILE
    if municipality.folder is None or not path.is_file():
        return ()
    blocks = facts(path, "en läsbar fil med block [[model]]", _ACTION).get("model")
    if not isinstance(blocks, list) or not blocks or not all(isinstance(b, dict) for b in blocks):
        raise Refused(Fault(str(path), "", "inget block [[model]]", "minst en modell", _ACTION))
    areas = {a.area_id for a in municipality.areas}
    told = [(f"modell {n}, {field}", *said) for n, b in enumerate(blocks, 1) for field, *said in _wrong(b, indicators, areas)]
    names = [str(b.get("name")) for b in blocks]
    told += [("name", "samma namn två gånger", "varje modell ett eget namn") for _ in range(len(set(names)) < len(names))]
    if told:
        raise Refused(*(Fault(str(path), place, found, expected, _ACTION) for place, found, expected in told))
    return tuple(_registered(block) for block in blocks)


def _wrong(block: Mapping[str, Any], indicators: Collection[str], areas: Collection[str]) -> list[tuple[str, str, str]]:
    """Field, what was found and what was expected, for each thing that is wrong with a block."""
    bare = [name for name in _TEXTS if not isinstance(block.get(name), str) or not block[name].strip()]
    faults = [(name, "inget värde", "text inom citattecken") for name in bare]
    days = [name for name in (*_DATES, "from") if (name in block or name in _DATES) and not _is_day(block.get(name))]
    faults += [(name, str(block.get(name, "inget värde")), _DAY) for name in days]
    faults += [(name, "ett okänt fält", "något av " + ", ".join(_KNOWN)) for name in block if name not in _KNOWN]
    known: list[tuple[str, Collection[str], str]] = [
        ("indicator", indicators, "en indikator som finns"), ("area", areas, "slag:kod för ett område i areas.csv"),
        ("comparison", areas, "slag:kod för ett annat område i areas.csv"), ("shape", SHAPES, " eller ".join(SHAPES)),
    ]  # fmt: skip
    faults += [(f, str(block[f]), said) for f, among, said in known if f in block and f not in bare and block[f] not in among]
    lag = block.get("lag_months")
    if isinstance(lag, bool) or not isinstance(lag, int) or not 0 <= lag <= MOST_LAG:
        faults.append(("lag_months", str(lag), f"ett antal månader, 0–{MOST_LAG}"))
    if "comparison" in block and block["comparison"] == block.get("area"):
        faults.append(("comparison", str(block["area"]), "ett annat område än modellens eget"))
    said = [name for name in ("name", "document") if personal_numbers(str(block.get(name, "")), dt.date(2099, 12, 31))]
    return faults + [(name, "något som ser ut som ett personnummer", "inga personuppgifter") for name in said]


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _registered(block: Mapping[str, Any]) -> Registered:
    shape = SHAPES[block["shape"]]
    model = Model(block["indicator"], block["start"], block["lag_months"], shape, block["registered"])
    since = block.get("from", dt.date.min)
    return Registered(block["name"], block["area"], block.get("comparison", ""), since, block["document"], model)
