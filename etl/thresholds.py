"""The thresholds that a municipality has decided on: the table [rojandekontroll] of its municipality.toml."""

import datetime as dt
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path

from etl.disclosure import PROPOSALS, Class, classes
from etl.model import Fault, Refused

TABLE = "rojandekontroll"
PROPOSED = "förslag som dataskyddsombudet (DSO) ska ta ställning till"
_DECISION = ("decided_by", "decided_on")
_DECIDABLE = ("K1", "K2", "K3")  # K0 is published by others already: there is nothing to decide


def thresholds(facts: Mapping[str, object], path: Path) -> Mapping[str, Class]:
    """The classes in force, K0 to K3: SPEC 4.3's proposals, with what was decided instead of them.

    Whoever writes the table has decided on all three classes, also on those he leaves as proposed. Raises Refused with every
    key that is unknown, of the wrong kind or decided by nobody.
    """
    table = facts.get(TABLE)
    if table is None:
        return PROPOSALS
    if not isinstance(table, Mapping):
        raise Refused(_fault(path, TABLE, table, f"en tabell [{TABLE}]", "Skriv som i README, Ny kommun."))
    faults = [*_undecided(table, path), *_wrong(table, path)]
    if faults:
        raise Refused(*faults)
    decision = {"decided_by": table["decided_by"], "decided": table["decided_on"]}
    return classes({name: {**table.get(name, {}), **decision} for name in _DECIDABLE})


def told(law: Class) -> str:
    """Who decided on a class and when, or that nobody has."""
    return f"beslutat av {law.decided_by} {law.decided}" if law.decided else PROPOSED


def _undecided(table: Mapping[str, object], path: Path) -> Iterator[Fault]:
    action = f'Skriv decided_by = "…" och decided_on = 2026-05-01 i [{TABLE}], eller ta bort tabellen: då gäller förslagen.'
    by, on = (table.get(key) for key in _DECISION)
    if not isinstance(by, str) or not by.strip():
        yield _fault(path, f"{TABLE}.decided_by", by, "namn eller roll på den som har beslutat", action)
    if not isinstance(on, dt.date) or isinstance(on, dt.datetime):
        yield _fault(path, f"{TABLE}.decided_on", on, "dagen för beslutet", action)


def _wrong(table: Mapping[str, object], path: Path) -> Iterator[Fault]:
    for name, changed in table.items():
        if name in _DECISION:
            continue
        if name not in _DECIDABLE:
            yield _fault(path, f"{TABLE}.{name}", changed, "någon av " + ", ".join(_DECIDABLE), "Rätta eller ta bort nyckeln.")
        elif not isinstance(changed, Mapping):
            yield _fault(path, f"{TABLE}.{name}", changed, f"en tabell [{TABLE}.{name}]", "Skriv trösklarna under den rubriken.")
        else:
            faults = (_misfit(name, key, value, path) for key, value in changed.items())
            yield from (fault for fault in faults if fault)


def _misfit(name: str, key: str, value: object, path: Path) -> Fault | None:
    """What is wrong with one threshold, tried by itself so that each wrong key is told."""
    if key not in _keys():
        return _fault(path, f"{TABLE}.{name}.{key}", value, "någon av " + ", ".join(_keys()), "Rätta stavningen.")
    try:
        classes({name: {key: value, "decided_by": "-", "decided": dt.date.min}})
    except (ValueError, TypeError):
        fits = False
    else:
        fits = not isinstance(value, float) or isfinite(value)
    expected = f"samma slag av värde som förslaget ({getattr(PROPOSALS[name], key)})"
    return None if fits else _fault(path, f"{TABLE}.{name}.{key}", value, expected, "Rätta värdet.")


def _keys() -> list[str]:
    return [key for key in Class.__dataclass_fields__ if key not in ("name", "decided_by", "decided")]


def _fault(path: Path, place: str, found: object, expected: str, action: str) -> Fault:
    return Fault(str(path), place, "inget värde" if found is None else str(found), expected, action)
