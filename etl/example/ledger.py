"""The purchase ledger in the national specification 1.1, with semicolons and decimal commas, a file per year.

Written in pieces, so that ten million rows need no more memory than a few hundred thousand.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl.example.delivery import delivery
from etl.example.names import ADMINISTRATIONS, CITY, CODE, YEARS
from etl.example.organisations import MUNICIPALITY, numbers

_PIECE = 400_000  # rows at a time
_ROWS_PER_INVOICE = 2.2
_ANONYMOUS = 0.015  # invoices whose supplier the municipality has blanked
_CREDITS = 0.02
_ACCOUNTS = {
    "4010": "Material", "4311": "Entreprenad", "4630": "Köpt verksamhet", "5020": "Lokalhyra", "5460": "Förbrukning",
    "6110": "Kontorsmaterial", "6550": "Konsulter", "7010": "Transporter", "7420": "Bemanning", "7650": "Övriga tjänster",
}  # fmt: skip


@dataclass(frozen=True)
class Suppliers:
    """Names and numbers that invoices may bear, most used first, each with a contract or an empty text."""

    numbers: pl.Series
    names: pl.Series
    contracts: pl.Series


def write_ledger(data: Path, rng: np.random.Generator, rows: int, suppliers: Suppliers) -> None:
    """The delivery of `rows` rows, evenly over the years; the same number every year and the same level every month."""
    title = f"Leverantörsreskontra {YEARS[0]}–{YEARS[-1]}"
    folder = delivery(data, "leverantor", "2026-01-31-reskontra", title, dt.date(2026, 1, 31))
    for n, year in enumerate(YEARS):
        count = rows * (n + 1) // len(YEARS) - rows * n // len(YEARS)
        with (folder / f"reskontra-exempelstad-{year}.csv").open("wb") as file:
            _write_year(file, rng, year, count, suppliers)


def _write_year(file: BinaryIO, rng: np.random.Generator, year: int, count: int, suppliers: Suppliers) -> None:
    """A year in pieces, each a stretch of its days, so that the file runs by date."""
    days = 366 if year % 4 == 0 else 365
    pieces = max(1, -(-count // _PIECE))
    for piece in range(pieces):
        first, last = (count * n // pieces for n in (piece, piece + 1))
        span = days * piece // pieces, days * (piece + 1) // pieces
        frame = _piece(rng, year, span, range(first, last), suppliers)
        frame.write_csv(file, separator=";", include_header=piece == 0, decimal_comma=True, quote_style="never")


def _piece(rng: np.random.Generator, year: int, span: tuple[int, int], rows: range, suppliers: Suppliers) -> pl.DataFrame:
    """Invoices of one to several rows: supplier, day and förvaltning are the invoice's, account and amount the row's."""
    count = len(rows)
    invoice = np.cumsum(rng.random(count) < 1 / _ROWS_PER_INVOICE)
    bills = int(invoice[-1]) + 1 if count else 0
    supplier = pl.Series(_skewed(rng, bills, len(suppliers.numbers))[invoice])
    hidden = pl.Series(rng.random(bills) < _ANONYMOUS)[pl.Series(invoice)]
    account = pl.Series(rng.integers(0, len(_ACCOUNTS), count))
    office = pl.Series(rng.integers(0, len(ADMINISTRATIONS), bills)[invoice])
    day = np.sort(rng.integers(span[0], span[1], bills))[invoice] if bills else np.zeros(0, dtype=np.int64)
    number = pl.Series(invoice + rows.start, dtype=pl.Int64)
    star = pl.lit("*")
    return pl.DataFrame(
        {"invoice": number, "day": day, "amount": _amounts(rng, count), "hidden": hidden, "account": account,
         "office": office, "name": suppliers.names.gather(supplier), "id": suppliers.numbers.gather(supplier),
         "contract": suppliers.contracts.gather(supplier)}
    ).select(
        kopare_id=pl.lit(numbers(MUNICIPALITY, 1)[0]),
        kopare=pl.lit(f"{CITY} (påhittad)"),
        verifikationsnummer=pl.format("V{}-{}", pl.lit(year), pl.col("invoice")),
        leverantor=pl.when("hidden").then(star).otherwise("name"),
        leverantor_id=pl.when("hidden").then(star).otherwise("id"),
        konto_nr=_told(list(_ACCOUNTS), "account"),
        konto_text=_told(list(_ACCOUNTS.values()), "account"),
        belopp="amount",
        datum=pl.lit(dt.date(year, 1, 1)) + pl.duration(days="day"),
        forvaltning=_told(list(ADMINISTRATIONS.values()), "office"),
        fakturanummer=pl.format("F{}", pl.col("invoice") + 100_000),
        grund=pl.lit("faktura"),
        avtal=pl.when("hidden").then(pl.lit("")).otherwise("contract"),
        kommun_id=pl.lit(CODE),
    )  # fmt: skip


def _skewed(rng: np.random.Generator, count: int, suppliers: int) -> NDArray[np.int64]:
    """Positions among the suppliers: a few get most invoices, and all get some."""
    chosen: NDArray[np.int64] = (suppliers * rng.random(count) ** 3).astype(np.int64)
    return chosen


def _amounts(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Kronor and öre; some are credits."""
    amounts = np.exp(rng.normal(8.2, 1.1, count)) * np.where(rng.random(count) < _CREDITS, -1, 1)
    rounded: NDArray[np.float64] = np.round(amounts, 2)
    return rounded


def _told(words: list[str], column: str) -> pl.Expr:
    return pl.col(column).replace_strict(dict(enumerate(words)), return_dtype=pl.String)
