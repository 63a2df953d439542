"""Reads a GVI register: counts per period and the yearly follow-up of exits, protected before they leave this door."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from etl.delivery import read_release
from etl.entry import Entry
from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.registers import Template, tables
from etl.sources.gvi.avhopp import COLUMNS, Exits, exit_lines, exits
from etl.sources.gvi.counts import Count, counts, repeated
from etl.sources.gvi.places import places
from etl.sources.gvi.privacy import refuse_people
from etl.sources.gvi.protection import Line, impossible, lines, protection, published, seen
from etl.tables import Row

TEMPLATES = {
    "perioder": Template(("matt", "omrade", "start", "slut", "uppdelning", "antal"), required=False),
    "avhopp": Template(COLUMNS, required=False),
}


@dataclass(frozen=True)
class _Delivered:
    """A delivery as it came, before anything is hidden; it never leaves this module."""

    rows: Mapping[str, Sequence[Row]]
    counts: Sequence[Count]
    years: Sequence[Exits]

    @property
    def all(self) -> list[Count]:
        """Every count, those of the exits too."""
        return [*self.counts, *(count for year in self.years for count in year.people.values())]


def read(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """`stg_gvi_register` with `coverage`, `intake` and `protection`; hidden counts are in none of them.

    What is hidden depends on the register deliveries beside it that came before. Raises Refused with every fault.
    """
    own = _delivered(release, municipality)
    laws, before = municipality.classes, _earlier(release, municipality)
    told = published(before, own.all, laws, municipality.area_id)
    visible = seen(told, laws)
    staged = lines(own.counts, told, visible, laws) + exit_lines(own.years, visible)
    guarded = protection(staged, told, laws, _names())
    frames = {"coverage": _coverage(staged), "intake": _intake(own.rows.values()), "protection": pd.DataFrame(guarded)}
    return {"stg_gvi_register": pd.DataFrame(staged), **{name: frame for name, frame in frames.items() if len(frame)}}


def _delivered(release: Release, municipality: Municipality) -> _Delivered:
    rows = _tables(release)
    faults: list[Fault] = []
    city = municipality.area_id
    areas = places(rows["perioder"], municipality, faults)
    found = counts((Entry(row, faults) for row in rows["perioder"]), areas, city)
    yearly = exits((Entry(row, faults) for row in rows["avhopp"]), city)
    faults += repeated(found)
    if not faults:
        faults += impossible(found, city)
    if faults:
        raise Refused(*faults)
    return _Delivered(rows, found, yearly)


def _earlier(release: Release, municipality: Municipality) -> list[list[Count]] | None:
    """The counts of every register delivery before this one, oldest first; None when one of them cannot be read."""
    code = release.release_id.partition("/")[0]
    beside = (f for f in release.folder.parent.iterdir() if f.is_dir() and not f.name.startswith(".") and f != release.folder)
    try:
        known = sorted((read_release(folder, code) for folder in beside), key=_order)
        return [_delivered(r, municipality).all for r in known if _order(r) < _order(release) and is_register(r)]
    except Refused:
        return None


def _order(release: Release) -> tuple[object, ...]:
    return release.published, release.retrieved, release.release_id


def is_register(release: Release) -> bool:
    """Whether a delivery of this drawer is a register's, known by the names of its files."""
    return any(file.stem in TEMPLATES for file in release.files)


@cache
def _names() -> dict[str, str]:
    """The indicator of each measure of the register."""
    document = tomllib.loads(Path(__file__).with_name("indicators.toml").read_text(encoding="utf-8"))
    blocks = ((name, block) for name, block in document.items() if block.get("register"))
    return {block.get("measure") or block["matt"]: name for name, block in blocks}


def _tables(release: Release) -> dict[str, list[Row]]:
    for path in release.files:
        if path.suffix == ".csv" and path.stem in TEMPLATES:
            refuse_people(path, TEMPLATES[path.stem].columns)
    return tables(release, TEMPLATES)


def _coverage(lines: Iterable[Line]) -> pd.DataFrame:
    """Which periods of which product the delivery holds, so that a corrected one replaces the same period."""
    columns = ["product", "period_start", "period_end"]
    return pd.DataFrame(lines)[columns].drop_duplicates()


def _intake(read: Iterable[Sequence[Row]]) -> pd.DataFrame:
    """All rows came in: one that could not would have stopped the delivery."""
    filled = [rows for rows in read if rows]
    return pd.DataFrame([{"file": r[0].file, "read": len(r), "loaded": len(r), "rejected": 0} for r in filled])
