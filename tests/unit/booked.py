"""A small ledger as its lines, and the way from a file to what the reader makes of it."""

import datetime as dt
import tempfile
from collections.abc import Iterable
from pathlib import Path

import polars as pl
from places import deliver, found_municipality

from etl.delivery import read_release
from etl.municipality import Municipality, read_municipality
from etl.sources.leverantor.reskontra import read_ledger
from etl.sources.leverantor.reskontra_block import blocks
from etl.sources.leverantor.reskontra_dialekt import dialect
from etl.sources.leverantor.reskontra_koder import Codes
from etl.sources.leverantor.reskontra_prov import merged, tried

PERSON = "811218-9876"  # Skatteverket's own example of a personal number
COMPANY = "556000-0019"
HEADER = (
    "kopare_id", "kopare", "verifikationsnummer", "leverantor", "leverantor_id", "konto_nr", "konto_text", "belopp", "datum",
    "forvaltning", "fakturanummer", "grund", "avtal", "kommun_id",
)  # fmt: skip
GOOD = dict(
    zip(
        HEADER,
        (
            "2120001355",
            "Staden",
            "V1",
            "Bygg AB",
            COMPANY,
            "4010",
            "Material",
            "1000,50",
            "2024-01-03",
            "Skola",
            "F1",
            "f",
            "",
            "0000",
        ),
        strict=True,
    )
)
LATER = dt.date(2025, 1, 31)  # after every date of these rows
AREAS = [("kommun", "0000", "Exempelstad"), ("organisation", "SKOLA", "Skola")]


def row(mark: str = ";", **changed: str) -> str:
    """A good row with some cells changed."""
    return mark.join((GOOD | changed).values())


def text(*rows: str, mark: str = ";", end: str = "\n") -> str:
    """A file of the national specification with these rows."""
    return end.join([mark.join(HEADER), *rows, ""])


def city(folder: Path) -> Municipality:
    """An invented municipality with one förvaltning."""
    return read_municipality(found_municipality(folder, "0000", "Exempelstad", AREAS))


def read(folder: Path, content: bytes | str, name: str = "reskontra-2024.csv", **more: bytes) -> dict[str, pl.DataFrame]:
    """The frames of a delivery of one file, and more with other names (their dots written as _csv)."""
    files = {name: content.encode() if isinstance(content, str) else content}
    files |= {key.replace("_csv", ".csv"): value for key, value in more.items()}
    at = deliver(folder / "raw/0000/leverantor/prov", files, published="2025-01-31", retrieved="2025-01-31")
    return read_ledger(read_release(at, "0000"), city(folder))


def read_anew(content: bytes | str, name: str = "reskontra-2024.csv") -> dict[str, pl.DataFrame]:
    """As `read`, in a folder of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        return read(Path(folder), content, name)


def turned_away(frames: dict[str, pl.DataFrame]) -> list[tuple[int, str]]:
    """Line and reason of every row in quarantine."""
    return list(frames["quarantine"].select("line", "reason").iter_rows())


def kronor(frames: dict[str, pl.DataFrame]) -> float:
    """The sum of all that was loaded."""
    return float(frames["stg_leverantor_inkop"]["ore"].sum()) / 100


def in_blocks(folder: Path, content: bytes, size: int) -> tuple[int, list[tuple[int, str]], list[tuple[object, ...]]]:
    """Rows read, lines turned away and sums when the file is cut into blocks of that size."""
    path = folder / "reskontra-2024.csv"
    path.write_bytes(content)
    told, codes = dialect(path), Codes(city(folder), LATER)
    parts = [tried(block, told, codes) for block in blocks(path, told.header_bytes, size)]
    faults = pl.concat([p.faults for p in parts]).sort("line")
    sums = merged([p.sums for p in parts]).sort("key")
    return sum(p.read for p in parts), list(faults.select("line", "reason").iter_rows()), list(sums.iter_rows())


def told(frames: Iterable[pl.DataFrame]) -> str:
    """Every cell of every frame as one text, to look for what must not be there."""
    return "\n".join(frame.write_csv() for frame in frames)
