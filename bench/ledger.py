"""The ledger: from file to sums, tried and quarantined, beside DuckDB's mere load of the same file and pandas doing our work.

Every contender runs in a process of its own on the same file, in turns, so that a noisy machine disturbs all alike.
`python -m bench.ledger` prints the table; `python -m bench.ledger etl|duckdb|pandas FILE` is one run.
"""

import datetime as dt
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from bench.measured import Measured, Target, markdown
from bench.processes import timed
from etl.build import build
from etl.example.organisations import numbers

ROWS = (100_000, 1_000_000, 3_000_000, 10_000_000)
RUNS = 3
SUPPLIERS, OFFICES, YEAR = 14_000, 20, 2024
_PIECE = 500_000
_FACTS = 'title = "Prov"\npublisher = "Provaren"\nurl = "https://exempel.se"\nlicence = "fri"\n'
_DATES = "published = 2025-01-31\nretrieved = 2025-01-31\n"
_TYPES = {
    "kopare_id": "VARCHAR", "kopare": "VARCHAR", "verifikationsnummer": "VARCHAR", "leverantor": "VARCHAR",
    "leverantor_id": "VARCHAR", "konto_nr": "VARCHAR", "konto_text": "VARCHAR", "belopp": "DECIMAL(18,2)", "datum": "DATE",
    "forvaltning": "VARCHAR", "fakturanummer": "VARCHAR", "grund": "VARCHAR", "avtal": "VARCHAR", "kommun_id": "VARCHAR",
}  # fmt: skip


def delivery(data: Path, rows: int) -> Path:
    """A city whose only delivery is one file with that many rows; returns the file.

    14 columns, semicolons, decimal commas, dates in order, some credits.
    """
    city, folder = data / "municipalities/1480", data / "raw/1480/leverantor/2025-01-31"
    for made in (city, folder):
        made.mkdir(parents=True)
    (city / "municipality.toml").write_text('code = "1480"\nname = "Göteborg"\n', encoding="utf-8")
    (city / "areas.csv").write_text("kind,code,name\nkommun,1480,Göteborg\n", encoding="utf-8")
    (folder / "release.toml").write_text(_FACTS + _DATES, encoding="utf-8")
    rng, path = np.random.default_rng(1), folder / f"reskontra-{YEAR}.csv"
    with path.open("wb") as file:
        for first in range(0, rows, _PIECE):
            part = _rows(rng, first, min(_PIECE, rows - first), rows)
            part.write_csv(
                file, separator=";", include_header=not first, decimal_comma=True, float_precision=2, quote_style="never"
            )
    return path


def _rows(rng: np.random.Generator, first: int, count: int, total: int) -> pl.DataFrame:
    """A stretch of the year; two rows to an invoice and few suppliers with most of the invoices."""
    bill = np.arange(first, first + count) // 2
    supplier = (SUPPLIERS * rng.random(count) ** 3).astype(np.int64)
    amount = np.exp(rng.normal(8.2, 1.1, count)) * np.where(rng.random(count) < 0.02, -1, 1)
    ids = pl.Series(numbers(589, SUPPLIERS))
    names = pl.Series([f"Leverantör {n} i Göteborg AB" for n in range(SUPPLIERS)])
    office, account = pl.Series(rng.integers(0, OFFICES, count)), pl.Series(rng.integers(0, 10, count))
    day = pl.Series(np.arange(first, first + count) * 366 // total)
    frame = pl.DataFrame({"bill": bill, "supplier": supplier, "office": office, "account": account, "day": day})
    return frame.select(
        kopare_id=pl.lit("2120001355"), kopare=pl.lit("Göteborgs Stad"), verifikationsnummer=pl.format("V{}", "bill"),
        leverantor=names.gather(pl.Series(supplier)), leverantor_id=ids.gather(pl.Series(supplier)),
        konto_nr=(pl.col("account") * 13 + 4010).cast(pl.String), konto_text=pl.format("Kontotext {}", "account"),
        belopp=pl.Series(np.round(amount, 2)), datum=pl.lit(dt.date(YEAR, 1, 1)) + pl.duration(days="day"),
        forvaltning=pl.format("Förvaltning {}", "office"), fakturanummer=pl.format("F{}", pl.col("bill") + 100_000),
        grund=pl.lit("ramavtal"), avtal=pl.format("A-{}", pl.col("supplier") % 500), kommun_id=pl.lit("1480"),
    )  # fmt: skip


def by_etl(path: Path) -> None:
    """The promise: from the file to the published indicators, as the command does it.

    Every row tried, turned-away rows in quarantine, every text looked through for persons, the file's checksum taken.
    """
    data = path.parents[4]
    build("1480", data, data / "warehouse", "intern", lambda _: None)


def by_duckdb(path: Path) -> None:
    """The yardstick: the same file into a typed table of a database file, and nothing more."""
    import duckdb

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        con = duckdb.connect(f"{folder}/ledger.duckdb", config={"threads": 2, "autoinstall_known_extensions": False})
        options = f"delim=';', header=true, decimal_separator=',', columns={_TYPES}"
        con.execute(f"CREATE TABLE ledger AS SELECT * FROM read_csv('{path}', {options})")
        con.close()


def by_pandas(path: Path) -> None:
    """Our work done with pandas in chunks: amounts, days, numbers, empty cells, texts with digits, sums."""
    import pandas as pd

    sums = []
    for chunk in pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, chunksize=500_000):
        amount = pd.to_numeric(chunk["belopp"].str.replace(" ", "").str.replace(",", "."), errors="coerce")
        day = pd.to_datetime(chunk["datum"], errors="coerce", format="%Y-%m-%d")
        bad = amount.isna() | day.isna() | (day.dt.year != YEAR) | (chunk["verifikationsnummer"] == "")
        bad |= (chunk["leverantor_id"] == "") & (chunk["leverantor"] == "")
        for column in chunk.columns.difference(["belopp", "datum", "leverantor_id", "kopare_id"]):
            bad |= chunk[column].str.contains(r"[0-9]{6}[-+\s]?[0-9]{4}", regex=True)
        kept = chunk.assign(ore=(amount * 100).round(), month=day.dt.month, line=chunk.index + 2)[~bad]
        keys = ["month", "forvaltning", "leverantor_id"]
        sums.append(kept.groupby(keys).agg(ore=("ore", "sum"), rows=("ore", "size"), first=("line", "min"), last=("line", "max")))
    pd.concat(sums).groupby(level=[0, 1, 2]).agg({"ore": "sum", "rows": "sum", "first": "min", "last": "max"})


CONTENDERS = {"etl": by_etl, "duckdb": by_duckdb, "pandas": by_pandas}


def measure(rows: Sequence[int] = ROWS, runs: int = RUNS) -> tuple[Measured, ...]:
    """Wall time against rows for each contender, and memory and the ratio to DuckDB at the most rows."""
    told: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="reskontra-") as folder:
        for count in rows:
            file = delivery(Path(folder) / str(count), count)
            told += _told(count, file, runs, last=count == rows[-1])
            file.unlink()
    return tuple(told)


def _told(count: int, file: Path, runs: int, last: bool) -> list[Measured]:
    size = f"{count / 1e6:g} miljoner rader, {file.stat().st_size / 1e6:.0f} MB".replace(".", ",")
    rounds = [{who: timed(("-m", "bench.ledger", who, str(file))) for who in CONTENDERS} for _ in range(runs)]
    seconds = {who: tuple(r[who][0] for r in rounds) for who in CONTENDERS}
    limit = Target(1.5 * statistics.median(seconds["duckdb"]), "median", "1,5 x DuckDB")
    told = [Measured(f"Reskontra, {size}", "s", seconds["etl"], limit if last else None)]
    told += [Measured(f"– {who}", "s", seconds[who]) for who in ("duckdb", "pandas")]
    if last:
        memory = {who: tuple(r[who][1] for r in rounds) for who in CONTENDERS}
        told.append(Measured("– minne som mest", "MB", memory["etl"], Target(2000, "median")))
        told += [Measured(f"– minne som mest, {who}", "MB", memory[who]) for who in ("duckdb", "pandas")]
    return told


if __name__ == "__main__":
    if len(sys.argv) == 3:
        CONTENDERS[sys.argv[1]](Path(sys.argv[2]))
    else:
        print(markdown(measure(runs=int(sys.argv[1]) if len(sys.argv) == 2 else RUNS)))
