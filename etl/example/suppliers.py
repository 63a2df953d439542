"""The list of suppliers and their contracts: fourteen thousand companies, a sixth of them with a contract."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from etl.example.delivery import table
from etl.example.ledger import Suppliers
from etl.example.names import ADMINISTRATIONS, company
from etl.example.organisations import COMPANY, numbers

_SUPPLIERS = ("organisationsnummer", "leverantor", "sni", "land", "fskatt", "startar")
_CONTRACTS = (
    "avtal", "organisationsnummer", "forvaltning", "start", "slut", "varde_kr", "underleverantorer", "antal_underleverantorer",
)  # fmt: skip
# Industries and their weights; the first ten are among those that the drawer calls risk industries.
_INDUSTRIES = {
    "41.200": 6, "43.210": 5, "43.341": 4, "81.210": 4, "49.320": 2, "49.410": 3, "78.200": 2, "56.100": 4, "87.100": 2,
    "81.300": 2, "62.010": 11, "70.220": 12, "46.510": 7, "71.110": 8, "85.590": 7, "73.110": 5, "58.110": 3, "47.610": 4,
    "33.120": 6, "": 2,
}  # fmt: skip
_RISKY = 10
_SHARE_WITH_CONTRACT = 6  # one in so many
_FOREIGN, _TRADERS = 50, 20  # one in so many
_COUNTRIES = ("DK", "DE", "PL")
TRADER = "enskild firma"
_MAPPED = ("kartlagda", "inte kartlagda", "inga", "oklart")
_MAPPED_CHANCES = (0.44, 0.30, 0.21, 0.05)


@dataclass(frozen=True)
class Contract:
    """A row of `avtal`: whose it is, of which förvaltning, and when it runs."""

    number: str
    supplier: int
    office: str
    start: dt.date
    end: dt.date
    amount: int
    mapped: str
    subcontractors: int | None


@dataclass(frozen=True)
class Market:
    """All suppliers by position, the companies and the sole traders in risk industries, and all contracts."""

    numbers: list[str]
    names: list[str]
    risky: list[int]
    traders: list[int]
    contracts: list[Contract]

    def ledger(self) -> Suppliers:
        """For the purchase ledger, where sole traders have no name: those with contracts come first, since they are paid most."""
        contract = {c.supplier: c.number for c in self.contracts}
        order = sorted(range(len(self.numbers)), key=lambda n: (n not in contract, n))
        named = [n for n in order if not _is_trader(self.numbers[n])]
        known = [pl.Series([source[n] for n in named]) for source in (self.numbers, self.names)]
        return Suppliers(known[0], known[1], pl.Series([contract.get(n, "") for n in named], dtype=pl.String))


def write_suppliers(folder: Path, rng: np.random.Generator, count: int) -> Market:
    """`leverantorer` and `avtal`. Nobody lacks F-skatt or is newly started: what a rule may point at is planted elsewhere."""
    identities = [_identity(n, number) for n, number in enumerate(numbers(COMPANY, count))]
    names = [TRADER if _is_trader(i) else company(n) for n, i in enumerate(identities)]
    weights = np.array(list(_INDUSTRIES.values()), dtype=float)
    industry = rng.choice(len(_INDUSTRIES), count, p=weights / weights.sum())
    taxed, started = rng.random(count) < 0.985, rng.integers(1970, 2015, count)
    rows = (
        (number, names[n], list(_INDUSTRIES)[industry[n]], number[:2] if number[:2] in _COUNTRIES else "SE",
         "ja" if taxed[n] else "okänt", int(started[n]))
        for n, number in enumerate(identities)
    )  # fmt: skip
    table(folder / "leverantorer.csv", _SUPPLIERS, rows)
    contracts = list(_contracts(rng, count))
    table(folder / "avtal.csv", _CONTRACTS, (_row(c, identities) for c in contracts))
    risky = [n for n in range(count) if industry[n] < _RISKY]
    companies = [n for n in risky if identities[n].isdigit()]
    return Market(identities, names, companies, [n for n in risky if _is_trader(identities[n])], contracts)


def _identity(n: int, number: str) -> str:
    """A constructed number, a foreign identity, or what stands in for the number of a sole trader, which is a person's."""
    if n % _FOREIGN == 7:
        return f"{_COUNTRIES[n // _FOREIGN % len(_COUNTRIES)]}EXEMPEL{n:05d}"
    return f"{TRADER} {n}" if n % _TRADERS == 3 else number


def _is_trader(identity: str) -> bool:
    return identity.startswith(TRADER)


def _contracts(rng: np.random.Generator, count: int) -> Iterator[Contract]:
    """One contract each for some of the suppliers, begun in any of six years and running for two to four."""
    chosen = np.sort(rng.choice(count, count // _SHARE_WITH_CONTRACT, replace=False)).tolist()
    amounts = np.rint(np.exp(rng.normal(13.2, 0.9, len(chosen))) / 1000).astype(int) * 1000
    mapped = rng.choice(len(_MAPPED), len(chosen), p=_MAPPED_CHANCES)
    for n, supplier in enumerate(chosen):
        start = dt.date(2019, 1, 1) + dt.timedelta(days=int(rng.integers(0, 6 * 365)))
        end = start + dt.timedelta(days=int(rng.integers(2, 5)) * 365)
        state = _MAPPED[mapped[n]]
        known = int(rng.integers(1, 9)) if state == "kartlagda" else 0 if state == "inga" else None
        office = list(ADMINISTRATIONS.values())[supplier % len(ADMINISTRATIONS)]
        yield Contract(f"EXEMPEL-A{n + 1:05d}", supplier, office, start, end, int(amounts[n]), state, known)


def _row(c: Contract, identities: list[str]) -> tuple[object, ...]:
    return c.number, identities[c.supplier], c.office, c.start, c.end, c.amount, c.mapped, c.subcontractors
