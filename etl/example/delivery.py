"""Puts invented files where deliveries lie, each with a release.toml that says that they are invented."""

import datetime as dt
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from etl.example.names import CITY, CODE, LICENCE, MARK, PUBLISHER
from etl.model import Fault, Refused
from etl.tables import facts

_NOTE = (
    f"Allt i leveransen är påhittat. {CITY} finns inte, inget område, ingen organisation och inget organisationsnummer "
    "är verkligt. Filerna har samma format som verkliga leveranser och är till för att visa och pröva lägesbilden."
)


def cleared(data: Path) -> None:
    """Takes away an earlier example. Raises Refused when what lies under 0000 is not marked as fictional."""
    municipality, raw = data / "municipalities" / CODE, data / "raw" / CODE
    if raw.exists() and not municipality.exists():
        raise Refused(Fault(str(raw), "", "leveranser utan kommun", "en påhittad kommun eller ingenting", "Flytta mappen."))
    if municipality.exists():
        found = facts(municipality / "municipality.toml", "en påhittad kommun", "Flytta mappen och försök igen.")
        if found.get("fictional") is not True:
            raise Refused(Fault(str(municipality), "fictional", "inte true", "en påhittad kommun", "Flytta mappen."))
        shutil.rmtree(municipality)
        shutil.rmtree(raw, ignore_errors=True)


def delivery(data: Path, drawer: str, name: str, title: str, published: dt.date) -> Path:
    """A new folder for a delivery, with its release.toml; the caller puts the files in it."""
    folder = data / "raw" / CODE / drawer / name
    folder.mkdir(parents=True)
    lines = {
        "title": f"{title} ({MARK})", "publisher": PUBLISHER, "url": f"https://exempelstad.example/{drawer}/{name}",
        "licence": LICENCE, "note": _NOTE,
    }  # fmt: skip
    texts = [f'{key} = "{text}"' for key, text in lines.items()]
    dates = [f"{key} = {published.isoformat()}" for key in ("published", "retrieved")]
    (folder / "release.toml").write_text("\n".join([*texts, *dates]) + "\n", encoding="utf-8")
    return folder


def table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ";") -> None:
    """A text table in UTF-8; None becomes an empty cell. No cell may hold the delimiter: nothing is quoted."""
    lines = [delimiter.join(header)]
    lines += [delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
