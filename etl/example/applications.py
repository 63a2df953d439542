"""Applications for grants: associations that ask a förvaltning for the same purpose year after year.

A little more or a little less each time. That is what makes it possible to know which organisations a rule points
at: those planted, and no others.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from etl.example.names import DISTRICTS, GRANTING, association
from etl.example.organisations import ASSOCIATION, numbers

PERIODS = tuple((dt.date(year, 7, 1), dt.date(year + 1, 6, 30)) for year in range(2020, 2025))
_SHARES = (0.42, 0.24, 0.16, 0.10, 0.08)  # of the applications, per förvaltning
_TYPES = ("verksamhetsbidrag", "projektbidrag", "lokalbidrag")
_PURPOSES = (
    "idrottsskola för barn", "öppen ungdomsverksamhet", "teater och musik", "studiecirklar", "läxhjälp", "kulturkväll",
    "språkkafé", "sommarläger", "natur och friluftsliv", "samlingslokal", "äldreträffar", "trygghetsvandring",
)  # fmt: skip
_DECISIONS = ("bifall", "delvis bifall", "avslag", "återtagen")
_CHANCES = (0.80, 0.11, 0.07, 0.02)
_FLAGS = ("bidrag_flagga_flera", "bidrag_flagga_okning")
_LIVES = 0.94  # of an association's five years, how many it asks in


@dataclass(frozen=True)
class Application:
    """A row of `ansokningar` as far as controls need to know it."""

    number: str
    organisation: str
    name: str
    office: str
    kind: str
    purpose: str
    period: int
    asked: int
    granted: int
    paid: int
    decision: str
    district: str
    members: int


def applications(rng: np.random.Generator, count: int) -> list[Application]:
    """Applications in order of year: each slot is one association that asks one förvaltning for one purpose."""
    slots = int(np.ceil(count / len(PERIODS) / _LIVES)) + 2
    asks = rng.random((len(PERIODS), slots)) < _LIVES
    places = np.argwhere(asks)[:count] if asks.sum() >= count else np.argwhere(np.ones_like(asks))[:count]
    usual = np.exp(rng.normal(10.7, 0.7, slots))
    office = rng.choice(len(GRANTING), slots, p=_SHARES)
    kind, district = rng.integers(0, len(_TYPES), slots), rng.integers(0, len(DISTRICTS), slots)
    members = rng.integers(25, 900, slots)
    asked = (np.rint(usual * rng.uniform(0.96, 1.04, asks.shape) / 100) * 100).astype(int)
    decided = rng.choice(len(_DECISIONS), asks.shape, p=_CHANCES)
    part = rng.uniform(0.4, 0.9, asks.shape)
    _pair(office, kind, members)
    series = numbers(ASSOCIATION, slots)
    made = []
    for n, (period, slot) in enumerate(places.tolist(), 1):
        decision, who = _DECISIONS[decided[period, slot]], slot - _is_second(slot)
        granted = _granted(int(asked[period, slot]), decision, float(part[period, slot]))
        made.append(
            Application(
                f"EXEMPEL-{2020 + period}-B{n:05d}", series[who], association(who), GRANTING[office[slot]], _TYPES[kind[slot]],
                _PURPOSES[(slot + int(office[slot])) % len(_PURPOSES)], period, int(asked[period, slot]), granted,
                granted, decision, list(DISTRICTS)[district[slot]], int(members[slot]),
            )
        )  # fmt: skip
    return made


def _is_second(slot: int) -> bool:
    """Whether the slot belongs to the association of the slot before it."""
    return slot % 9 == 8


def _pair(office: NDArray[np.int64], kind: NDArray[np.int64], members: NDArray[np.int64]) -> None:
    """Some associations are paid by two förvaltningar, as many are: for different purposes, in different kinds of grant."""
    for slot in filter(_is_second, range(len(office))):
        office[slot] = (office[slot - 1] + 1) % len(GRANTING)
        kind[slot] = (kind[slot - 1] + 1) % len(_TYPES)
        members[slot] = members[slot - 1]


def _granted(asked: int, decision: str, part: float) -> int:
    share = {"bifall": 1.0, "delvis bifall": part}.get(decision, 0.0)
    return round(asked * share / 100) * 100


def planted(made: Sequence[Application]) -> tuple[list[Application], list[dict[str, object]]]:
    """The same rows with two organisations changed: one paid by three förvaltningar for one thing, one that asks much more."""
    rows = list(made)
    steady = _steady(rows)
    double, growing = steady[len(steady) // 3], steady[2 * len(steady) // 3]
    _plant_double(rows, double, growing)
    last = next(n for n, a in enumerate(rows) if a.organisation == growing and a.period == len(PERIODS) - 1)
    rows[last] = _paid(rows[last], 6 * rows[last].asked)
    return rows, [_truth(_FLAGS[0], rows, double, 3), _truth(_FLAGS[1], rows, growing, len(PERIODS) - 1)]


def _steady(rows: Sequence[Application]) -> list[str]:
    """Organisations that ask once every year and were always given all of it, so that nothing else is odd about them."""
    decided: dict[str, list[str]] = {}
    for a in rows:
        decided.setdefault(a.organisation, []).append(a.decision)
    found = [organisation for organisation, seen in decided.items() if seen == ["bifall"] * len(PERIODS)]
    if len(found) < 3:
        raise ValueError("för få ansökningar för att planterade sanningar ska få plats; be om minst 300")
    return found


def _plant_double(rows: list[Application], organisation: str, spared: str) -> None:
    """Its application of the fourth year is split on three förvaltningar; two others' rows give way. The sum is the same."""
    own = next(n for n, a in enumerate(rows) if a.organisation == organisation and a.period == 3)
    others = [o for o in GRANTING if o != rows[own].office][:2]
    places = [own, *(_spare(rows, office, spared) for office in others)]
    third = round(rows[own].asked / 300) * 100
    for n, more in zip(places, (-300, 100, 200), strict=True):  # not alike: that would be another rule's
        rows[n] = _paid(replace(rows[own], number=rows[n].number, office=rows[n].office), third + more)


def _spare(rows: Sequence[Application], office: str, spared: str) -> int:
    """A row of the fourth year at a förvaltning, of an organisation that was turned down then if there is one."""
    found = [n for n, a in enumerate(rows) if a.period == 3 and a.office == office and a.organisation != spared]
    return next((n for n in found if rows[n].decision == "avslag"), found[0])


def _paid(a: Application, amount: int) -> Application:
    return replace(a, asked=amount, granted=amount, paid=amount, decision="bifall")


def _truth(flag: str, rows: Sequence[Application], organisation: str, period: int) -> dict[str, object]:
    cases = [a.number for a in rows if a.organisation == organisation and a.period == period]
    return {
        "kind": "flag",
        "flag_id": flag,
        "organisation_id": organisation,
        "cases": cases,
        "period_end": str(PERIODS[period][1]),
    }
