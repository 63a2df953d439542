"""Exempelstad (0000): an invented municipality in the real formats, with truths planted in it and written to a key."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from etl.example import controls, visits
from etl.example.crimes import write_crimes
from etl.example.delivery import cleared
from etl.example.grants import write_grants
from etl.example.leaving import write_leaving
from etl.example.ledger import write_ledger
from etl.example.names import CITY, CODE, MARK
from etl.example.opinions import write_claims, write_index
from etl.example.places import write_places, write_population
from etl.example.survey import write_survey
from etl.example.visits import write_register
from etl.model import Fault, Refused

_LEAST = {"ledger_rows": 100, "applications": 300, "suppliers": 600}


def write_example(
    data: Path, seed: int = 1, ledger_rows: int = 200_000, applications: int = 4_200, suppliers: int = 14_000
) -> Path:
    """Writes the municipality and its deliveries below `data` and returns the path of the key to what is planted.

    The same arguments give the same bytes. An earlier example is replaced. Raises Refused when 0000 there is real, and
    for sizes too small to hold what is planted.
    """
    _guard_sizes({"ledger_rows": ledger_rows, "applications": applications, "suppliers": suppliers})
    cleared(data)
    chance = _generators(seed)
    write_places(data, next(chance))
    people = write_population(data, next(chance))
    truths = write_survey(data, next(chance)) + write_crimes(data, next(chance), people)
    truths += write_claims(data, truths)
    write_index(data, next(chance))
    truths += write_grants(data, next(chance), applications)
    truths += write_leaving(data, next(chance))
    market, found = write_register(data, next(chance), suppliers)
    write_ledger(data, next(chance), ledger_rows, market.ledger())
    truths += found + _arms()
    key = data / f"example-key-{CODE}.json"
    said = {"municipality": CODE, "name": f"{CITY}: {MARK}", "seed": seed, "truths": truths}
    key.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return key


def _arms() -> list[dict[str, object]]:
    """Grounds of selection that hit more often than the random one by construction; few controls may not show it."""
    registers = {"bidrag_traffandel": controls.ARMS, "leverantor_traffandel": visits.ARMS}
    return [
        {"kind": "arm", "indicator_id": indicator, "group_id": arm, "direction": "högre"}
        for indicator, arms in registers.items()
        for arm, (_, hits) in arms.items()
        if hits > arms["slump"][1]
    ]


def _guard_sizes(asked: Mapping[str, int]) -> None:
    small = {name: least for name, least in _LEAST.items() if asked[name] < least}
    faults = [Fault(f"{CITY}: {MARK}", name, str(asked[name]), f"minst {least}", "Be om fler.") for name, least in small.items()]
    if faults:
        raise Refused(*faults)


def _generators(seed: int) -> Iterator[np.random.Generator]:
    """A source of chance per part, so that one part may grow without the others changing."""
    for part in np.random.SeedSequence(seed).spawn(10):
        yield np.random.default_rng(part)
