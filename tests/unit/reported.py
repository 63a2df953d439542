"""Small deliveries of reported crimes and inhabitants, read or built without the other drawers."""

import pytest
from places import DATA, SHARED, deliver

from etl.catalogue import drawers
from etl.delivery import read_release
from etl.model import Refused
from etl.municipality import read_municipality
from etl.sources.brott.reader import read
from etl.warehouse import draft

REAL = SHARED / "real/bra_sol"
CITY = read_municipality(DATA / "municipalities/1480")
HEADER = "Region;Brott;År;Period;Antal;/100 000 inv\n"
TABLE = "year,area,crime_type,count\n"
OURS = DATA / "raw/1480/brott/2026-10-10"


def release(tmp_path, *files, name="prov", source="brott", **dates):
    contents = {f"{n}.txt": f if isinstance(f, bytes) else f.encode("latin-1") for n, f in enumerate(files)}
    return read_release(deliver(tmp_path / source / name, contents, **dates), "1480")


def staged(tmp_path, *files, city=CITY):
    return read(release(tmp_path, *files), city)["stg_brott"]


def faults(tmp_path, *files, city=CITY):
    with pytest.raises(Refused) as caught:
        staged(tmp_path, *files, city=city)
    return [str(fault) for fault in caught.value.faults]


def only(frame):
    assert len(frame) == 1
    return frame.iloc[0]


def drawer(source):
    return next(d for d in drawers() if d.source == source)


def built(*releases, city=CITY):
    """Observations, conflicts and breaks of this drawer and of the population it divides by."""
    both = [drawer("befolkning"), drawer("brott")]
    with draft() as work:
        work.add_areas(city.areas)
        for one in both:
            work.create(one.staging)
        for one in releases:
            work.add_release(one)
            work.stage(drawer(one.source).read(one, city), one)
        for derived in (False, True):
            for indicator in (i for d in both for i in d.indicators if i.derived == derived):
                work.observe(indicator)
        work.derive("conflict", both[1].conflicts, "brott")
        work.derive("series_break", both[1].breaks, "brott")
        work.check()
        rows = work.con.execute("SELECT o.*, i.unit FROM observation o JOIN indicator i USING (indicator_id) ORDER BY ALL").df()
        conflicts = work.con.execute("SELECT * FROM conflict").df()
        return rows, conflicts, work.con.execute("SELECT starts, scope, note FROM series_break ORDER BY 1").fetchall()


def of(rows, indicator):
    return rows[rows["indicator_id"] == indicator].set_index("area_id")


def people(tmp_path, *lines, name="folk", **dates):
    body = "year,area_scheme,area,population\n" + "\n".join(lines) + "\n"
    folder = deliver(tmp_path / "befolkning" / name, {"folk.csv": body.encode()}, **dates)
    return read_release(folder, "1480")
