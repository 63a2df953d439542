"""A small Göteborg in which one district has a number that nobody else has, hidden only for another district's sake."""

import struct
from pathlib import Path

import duckdb
from places import GOTEBORG, deliver, found_municipality

MEASURE, HALF = "upprepat budskap", "2025-07-01;2025-12-31"
NUMBER, FEW = 48_731, 3  # the number is withheld only because the few are
SHOWN = 48_735  # the whole, which is rounded


def write_odd(root: Path) -> Path:
    """The municipality and two deliveries of its register below `root`/data; returns `root`."""
    found_municipality(root / "data", "1480", "Göteborg", GOTEBORG)
    rows = [("Göteborg", NUMBER + FEW), ("Centrum", FEW), ("Hisingen", NUMBER)]
    lines = [f"{MEASURE};{area};{HALF};;{count}" for area, count in rows]
    text = "\n".join(["matt;omrade;start;slut;uppdelning;antal", *lines, ""])
    for day in ("2026-01-15", "2026-02-15"):  # the second with one measure more, so that there is a chain
        more = f"call-in;Göteborg;{HALF};;2\n" if day > "2026-02" else ""
        deliver(root / f"data/raw/1480/gvi/{day}", {"perioder.csv": (text + more).encode()}, title=day, published=day)
    return root


def binaries(number: int) -> list[bytes]:
    """A number as whole and binary numbers of the common sizes, little end first."""
    return [struct.pack(f"<{kind}", number) for kind in "iqdf"]


def numbers_in(path: Path) -> set[float]:
    """Every number in every table of a published file."""
    with duckdb.connect(str(path), read_only=True) as con:
        columns = con.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE data_type IN ('DOUBLE', 'BIGINT', 'INTEGER')"
        ).fetchall()
        return {v for t, c in columns for (v,) in con.execute(f'SELECT "{c}" FROM {t} WHERE "{c}" IS NOT NULL').fetchall()}
