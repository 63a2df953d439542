"""Controls of suppliers on their workplaces, and what they found: hardly any company is met twice in five years.

The rules of the drawer point at every company with a deviation of certain kinds that has not expired, which it does
three years after. So that they shall find the one planted and no other, such a deviation is either so old that it has
expired when the register is delivered, or a sole trader's, whom no rule may point at.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from etl.example.controls import quota
from etl.example.delivery import delivery, table
from etl.example.names import ADMINISTRATIONS, YEARS
from etl.example.suppliers import Market, write_suppliers

_CONTROLS = (
    "kontroll", "organisationsnummer", "avtal", "forvaltning", "datum", "skede", "urvalsgrund", "utfall", "arbetstagare",
    "ej_personalliggare", "utan_id06", "ej_utstationering", "flagga",
)  # fmt: skip
_DEVIATIONS = ("kontroll", "organisationsnummer", "slag", "grund", "sakerhet", "horande", "datum")
_YEARS = f"{YEARS[0]}–{YEARS[-1]}"
_FLAG = "leverantor_flagga_personalliggare"
_PER_YEAR = 45  # visits
# Per ground: its share of all visits, and how many of the companies met there that have a deviation.
ARMS = {"risk": (0.46, 0.35), "slump": (0.26, 0.08), "tips": (0.12, 0.42), "planerad": (0.16, 0.12)}
_KINDS = ("personalliggare", "ID06", "utstationering", "skuld", "underleverantör", "annat")
_KIND_CHANCES = (0.30, 0.25, 0.08, 0.15, 0.14, 0.08)
_POINTED = ("personalliggare", "ID06", "utstationering", "skuld")  # kinds that a rule looks for
_EXPIRED = dt.date(2023, 1, 15)  # what was seen earlier has expired at the delivery
_GROUNDS = {"skuld": "13:2", "personalliggare": "13:3", "underleverantör": "13:3"}
_CERTAINTY = ("misstanke", "sannolik", "konstaterad")
_HEARING = ("inte inlett", "pågår", "avslutat")


@dataclass(frozen=True)
class Meeting:
    """One company met on one control. `kind` is what was found, or empty."""

    control: str
    supplier: int
    contract: str
    office: str
    day: dt.date
    phase: str
    ground: str
    result: str
    workers: int
    kind: str
    missing: int
    flag: str = ""


def write_register(data: Path, rng: np.random.Generator, count: int) -> tuple[Market, list[dict[str, object]]]:
    """The delivery of the supplier register. Returns the suppliers, and the one that a flag shall find."""
    folder = delivery(data, "leverantor", "2026-01-31", f"Leverantörer, avtal och kontroller {_YEARS}", dt.date(2026, 1, 31))
    market = write_suppliers(folder, rng, count)
    return market, _write_visits(folder, rng, market)


def _write_visits(folder: Path, rng: np.random.Generator, market: Market) -> list[dict[str, object]]:
    met = _meetings(rng, market)
    planted = _planted(met, market)
    met = sorted(met + planted, key=lambda m: (m.day, m.control))
    table(folder / "kontroller.csv", _CONTROLS, (_row(m, market) for m in met))
    table(folder / "avvikelser.csv", _DEVIATIONS, (_deviation(n, m, market) for n, m in enumerate(met) if m.kind))
    return [_truth(planted, market)]


def _meetings(rng: np.random.Generator, market: Market) -> list[Meeting]:
    """Every company is met at most once; the shares of deviations per ground are exact."""
    sizes = rng.integers(1, 7, len(YEARS) * _PER_YEAR)
    pool = rng.permutation(market.risky[:-1]).tolist()
    traders = rng.permutation(market.traders).tolist()
    sizes = sizes[: int(np.searchsorted(sizes.cumsum(), len(pool)))]
    grounds = rng.permutation(quota(len(sizes), {name: share for name, (share, _) in ARMS.items()})).repeat(sizes)
    results = {name: _results(rng, int((grounds == name).sum()), ARMS[name][1]) for name in ARMS}
    contract = {c.supplier: c for c in market.contracts}
    visit = np.arange(len(sizes)).repeat(sizes)
    days = [_day(n % len(YEARS), rng) for n in range(len(sizes))]
    offices = rng.choice(list(ADMINISTRATIONS.values()), len(sizes)).tolist()
    phases = rng.choice(["före avtal", "under avtal"], len(sizes), p=[0.35, 0.65]).tolist()
    met = []
    for n, (ground, number) in enumerate(zip(grounds.tolist(), visit.tolist(), strict=True)):
        result, workers = results[ground].pop(), int(rng.integers(1, 9))
        kind = str(rng.choice(_KINDS, p=_KIND_CHANCES)) if result == "avvikelse" else ""
        who = pool[n]
        if kind in _POINTED and days[number] >= _EXPIRED:
            who, kind = (traders.pop(), kind) if traders else (who, "annat")
        held = contract.get(who)
        met.append(
            Meeting(
                f"EXEMPEL-L{number + 1:04d}", who, held.number if held and phases[number] == "under avtal" else "",
                offices[number], days[number], phases[number], ground, result, workers, kind, int(rng.integers(1, workers + 1)),
            )
        )  # fmt: skip
    return met


def _results(rng: np.random.Generator, count: int, share: float) -> list[str]:
    found = ["avvikelse"] * round(count * share) + ["oklart"] * (count // 40)
    results: list[str] = rng.permutation((found + ["utan avvikelse"] * count)[:count]).tolist()
    return results


def _day(year: int, rng: np.random.Generator) -> dt.date:
    return dt.date(YEARS[year], 1, 8) + dt.timedelta(days=int(rng.integers(0, 340)))


def _planted(met: Sequence[Meeting], market: Market) -> list[Meeting]:
    """A company that nobody else has met, found on three controls with workers who are not in the staff register."""
    supplier = market.risky[-1]
    visits = sorted({m.control: m for m in met if m.day.year >= 2024}.values(), key=lambda m: m.day)[:3]
    flags = ("", "", _FLAG)  # the third was made because of what the first two had found
    return [
        Meeting(m.control, supplier, "", m.office, m.day, m.phase, m.ground, "avvikelse", 6, "personalliggare", 4, flag)
        for m, flag in zip(visits, flags, strict=True)
    ]


def _truth(planted: Sequence[Meeting], market: Market) -> dict[str, object]:
    return {
        "kind": "flag", "flag_id": _FLAG,
        "organisation_id": market.numbers[planted[0].supplier], "cases": [m.control for m in planted],
    }  # fmt: skip


def _row(m: Meeting, market: Market) -> tuple[object, ...]:
    counted = [m.missing if m.kind == kind else 0 for kind in ("personalliggare", "ID06")]
    posted = 1 if m.kind == "utstationering" else 0
    return (
        m.control, market.numbers[m.supplier], m.contract, m.office, m.day, m.phase, m.ground, m.result, m.workers,
        *counted, posted, m.flag or None,
    )  # fmt: skip


def _deviation(n: int, m: Meeting, market: Market) -> tuple[object, ...]:
    """How sure it is and how far the hearing has come go round in turn."""
    return (
        m.control, market.numbers[m.supplier], m.kind, _GROUNDS.get(m.kind), _CERTAINTY[n % 3], _HEARING[n // 3 % 3], m.day,
    )  # fmt: skip
