"""The search for personal numbers: a million rows with twenty text columns, beside looking at each cell by itself.

`python -m bench.identity` prints the table. The columns are those of real registers: few names many times, serial numbers
that are all different, organisation numbers, clock times that look like birthdays, sentences, and letters from other scripts.
"""

import datetime as dt
import sys
import time
from collections.abc import Callable

import numpy as np
import polars as pl

from bench.measured import Measured, Target, markdown
from etl.example.organisations import numbers
from etl.identity import scan
from etl.people import scan_column

ROWS, COLUMNS, RUNS = 1_000_000, 20, 3
LIMIT = 20.0  # seconds; stats/SPEC.md and the issue that it belongs to
_TODAY = dt.date(2026, 11, 20)
_SECRET = "19800101-2387"  # in the numbers set aside for tests
_EVERY = 100_000  # rows between the planted numbers
_SAMPLE = 20_000  # cells that are looked at one by one


def columns(rows: int = ROWS, seed: int = 1) -> list[pl.Series]:
    """Twenty text columns, the same for the same seed; every fourth of them with planted numbers."""
    rng = np.random.default_rng(seed)
    made = [_KINDS[n % len(_KINDS)](rng, rows) for n in range(COLUMNS)]
    return [_planted(column) if n % 4 == 0 else column for n, column in enumerate(made)]


def _names(rng: np.random.Generator, rows: int) -> pl.Series:
    return pl.Series([f"Leverantör {n} i Göteborg AB" for n in range(14_000)]).gather(rng.integers(0, 14_000, rows))


def _serials(rng: np.random.Generator, rows: int) -> pl.Series:
    return pl.select(pl.format("F{}", pl.Series(rng.integers(10**9, 10**10, rows)))).to_series()


def _organisations(rng: np.random.Generator, rows: int) -> pl.Series:
    return pl.Series(numbers(589, 14_000)).gather(rng.integers(0, 14_000, rows))


def _times(rng: np.random.Generator, rows: int) -> pl.Series:
    minutes = pl.DataFrame({"minutes": rng.integers(0, 10 * 365 * 1440, rows)})
    time = pl.lit(dt.datetime(2015, 1, 1)) + pl.duration(minutes="minutes")
    return minutes.select(time.dt.strftime("%Y%m%d-%H%M")).to_series()


def _sentences(rng: np.random.Generator, rows: int) -> pl.Series:
    part = pl.Series(rng.integers(0, 10**6, rows))
    return pl.select(pl.format("Beslut {} om bidrag – se dnr 0562/22, utbetalt 75 000 kr", part)).to_series()


def _bare(rng: np.random.Generator, rows: int) -> pl.Series:
    return pl.Series(rng.integers(10**9, 10**10, rows)).cast(pl.String)


def _foreign(rng: np.random.Generator, rows: int) -> pl.Series:
    return pl.select(pl.format("Ψ→ {} €", pl.Series(rng.integers(0, 10**7, rows)))).to_series()


_KINDS: tuple[Callable[[np.random.Generator, int], pl.Series], ...] = (
    _names, _serials, _organisations, _times, _sentences, _bare, _foreign,
)  # fmt: skip


def _planted(column: pl.Series) -> pl.Series:
    places = pl.Series(range(0, len(column), _EVERY), dtype=pl.UInt32)
    return column.scatter(places, [f"Om {_SECRET}."] * len(places))


def measure(rows: int = ROWS, runs: int = RUNS) -> tuple[Measured, ...]:
    """Seconds for all columns, and for as many cells if each were looked at by itself (reckoned from a sample)."""
    made = columns(rows)
    seconds = tuple(_timed(made) for _ in range(runs))
    one_by_one = tuple(_each(made) for _ in range(runs))
    what = f"Personnummer sökta, {rows / 1e6:g} miljoner rader x {COLUMNS} textkolumner".replace(".", ",")
    return (Measured(what, "s", seconds, Target(LIMIT, "median")), Measured("– varje cell för sig", "s", one_by_one))


def _timed(made: list[pl.Series]) -> float:
    start = time.perf_counter()
    for number, column in enumerate(made):
        found = scan_column(column, _TODAY)
        planted = column.str.contains(_SECRET, literal=True).arg_true()
        if not number % 4 and not planted.is_in(found.implode()).all():
            raise RuntimeError(f"kolumn {number}: planterade personnummer hittades inte")
    return time.perf_counter() - start


def _each(made: list[pl.Series]) -> float:
    cells = [text for column in made for text in column.head(_SAMPLE // COLUMNS).to_list()]
    start = time.perf_counter()
    for text in cells:
        scan(text, _TODAY.year)
    return (time.perf_counter() - start) * sum(map(len, made)) / len(cells)


if __name__ == "__main__":
    print(markdown(measure(runs=int(sys.argv[1]) if len(sys.argv) == 2 else RUNS)))
