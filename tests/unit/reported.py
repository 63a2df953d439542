"""Small deliveries of reported crimes and inhabitants, read or built without the other drawers."""

from pathlib import Path

import pandas as pd
import pytest
from places import DATA, SHARED, deliver

from etl.catalogue import Drawer, drawers
from etl.contradictions import contradictions
from etl.delivery import read_release
from etl.model import Refused, Release
from etl.municipality import Municipality, read_municipality
from etl.sources.brott.reader import read
from etl.warehouse import draft

REAL = SHARED / "real/bra_sol"
CITY = read_municipality(DATA / "municipalities/1480")
HEADER = "Region;Brott;År;Period;Antal;/100 000 inv\n"
TABLE = "year,area,crime_type,count\n"
OURS = DATA / "raw/1480/brott/2026-10-10"


def release(tmp_path: Path, *files: str | bytes, name: str = "prov", **dates: str) -> Release:
    """A delivery of these files, text as SOL encodes it."""
    contents = {f"{n}.txt": f if isinstance(f, bytes) else f.encode("latin-1") for n, f in enumerate(files)}
    return read_release(deliver(tmp_path / "brott" / name, contents, **dates), "1480")


def staged(tmp_path: Path, *files: str | bytes, city: Municipality = CITY) -> pd.DataFrame:
    """What the reader makes of them."""
    return read(release(tmp_path, *files), city)["stg_brott"]


def faults(tmp_path: Path, *files: str | bytes, city: Municipality = CITY) -> list[str]:
    """What the reader says against them."""
    with pytest.raises(Refused) as caught:
        staged(tmp_path, *files, city=city)
    return [str(fault) for fault in caught.value.faults]


def only(frame: pd.DataFrame) -> pd.Series:
    """The one row that there must be."""
    assert len(frame) == 1
    return frame.iloc[0]


def drawer(source: str) -> Drawer:
    """One source's drawer."""
    return next(d for d in drawers() if d.source == source)


def built(*releases: Release, city: Municipality = CITY) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[object, ...]]]:
    """Observations, conflicts and breaks of reported crimes and of the population that divides them."""
    both = [drawer("befolkning"), drawer("brott")]
    with draft() as work:
        work.add_areas(city.areas)
        for source in both:
            work.create(source.staging)
        for one in releases:
            work.add_release(one)
            work.stage(drawer(one.source).read(one, city), one)
        for derived in (False, True):
            for indicator in (i for d in both for i in d.indicators if i.derived == derived):
                work.observe(indicator)
        work.derive("conflict", contradictions(i for d in both for i in d.indicators), "brott")
        work.derive("series_break", both[1].breaks, "brott")
        work.check()
        rows = work.con.execute("SELECT o.*, i.unit FROM observation o JOIN indicator i USING (indicator_id) ORDER BY ALL").df()
        conflicts = work.con.execute("SELECT * FROM conflict").df()
        return rows, conflicts, work.con.execute("SELECT starts, scope, note FROM series_break ORDER BY 1").fetchall()


def of(rows: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """The observations of one indicator by area."""
    return rows[rows["indicator_id"] == indicator].set_index("area_id")


def people(tmp_path: Path, *lines: str, name: str = "folk", **dates: str) -> Release:
    """A delivery of inhabitants."""
    body = "year,area_scheme,area,population\n" + "\n".join(lines) + "\n"
    folder = deliver(tmp_path / "befolkning" / name, {"folk.csv": body.encode()}, **dates)
    return read_release(folder, "1480")
