"""A made-up municipality of four squares in two halves, and maps of it, whole or broken."""

import json
from pathlib import Path

import geopandas
import pytest
import shapely

from etl.geography import area_shapes, import_boundaries
from etl.model import Refused
from etl.municipality import read_municipality

HEADER = "kind,code,name,parent_kind,parent_code,valid_from,valid_to,population,aliases,lon,lat\n"
# Two halves of two squares each, 4 km wide, in SWEREF 99 TM near Göteborg.
AREAS = """halva,V,Väster,kommun,1480,,,30,,,
halva,O,Öster,kommun,1480,,,50,,,
ruta,1,Ettan,halva,V,,,10,,11.8433,57.7207
ruta,2,Tvåan,halva,V,,,20,,11.8402,57.7566
ruta,3,Trean,halva,O,,,40,,11.9103,57.7224
ruta,4,Fyran,halva,O,,,10,,11.9073,57.7583
ruta,9,Gamla nian,halva,O,,2020-01-01,10,,,
namnd,IOFF,Nämnden,,,,,,,,
"""
WEST, SOUTH, SIDE = 310_000, 6_400_000, 4_000


def square(column, row, columns=1, rows=1):
    """A closed ring, anticlockwise, of so many squares."""
    x, y = WEST + column * SIDE, SOUTH + row * SIDE
    right, top = x + columns * SIDE, y + rows * SIDE
    return [[x, y], [right, y], [right, top], [x, top], [x, y]]


SQUARES = {"1": square(0, 0), "2": square(0, 1), "3": square(1, 0), "4": square(1, 1)}
HALVES = {"V": square(0, 0, rows=2), "O": square(1, 0, rows=2)}


def collection(rings, column="kod", epsg=3006):
    """A GeoJSON document of one polygon per code; `epsg` None leaves the coordinate system out."""
    crs = {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}} if epsg else {}
    pairs = rings.items() if isinstance(rings, dict) else rings
    features = [
        {"type": "Feature", "properties": {column: code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code, ring in pairs
    ]
    return {"type": "FeatureCollection", **crs, "features": features}


def frame(rings=SQUARES, epsg=3006, codes=None):
    """The same as a GeoDataFrame."""
    shapes = geopandas.GeoSeries([shapely.Polygon(r) for r in rings.values()], crs=3006)
    return geopandas.GeoDataFrame({"kod": codes or list(rings)}, geometry=shapes if epsg == 3006 else shapes.to_crs(epsg))


def rutkoping(tmp_path):
    """The municipality's folder."""
    home = tmp_path / "1480"
    home.mkdir()
    (home / "municipality.toml").write_text('code = "1480"\nname = "Rutköping"\n', encoding="utf-8")
    (home / "areas.csv").write_text(HEADER + AREAS, encoding="utf-8")
    return home


def take(folder, document, kind="ruta", name="karta.geojson"):
    """Imports a document (or text, or bytes, or a path) and returns the sentence."""
    if isinstance(document, Path):
        return import_boundaries(document, folder, kind, "Staden", "CC0")
    file = folder.parent / name
    data = json.dumps(document) if isinstance(document, dict) else document
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return import_boundaries(file, folder, kind, "Staden", "CC0")


def refused(folder, document, **words):
    """The faults of an import that must be refused, as text, and nothing written."""
    before = sorted(folder.iterdir())
    with pytest.raises(Refused) as caught:
        take(folder, document, **words)
    assert sorted(folder.iterdir()) == before
    return [str(fault) for fault in caught.value.faults]


def shapes(folder):
    """area_shapes by area_id, rings as lists."""
    table = area_shapes(read_municipality(folder), folder)
    return {row.area_id: row._replace(rings=json.loads(row.rings)) for row in table.itertuples(index=False)}


def surface(row):
    """The area that the rings enclose when filled as even-odd."""
    signed = [shapely.Polygon(ring).area * (1 if shapely.LinearRing(ring).is_ccw else -1) for ring in row.rings]
    return sum(signed)
