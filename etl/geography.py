"""Boundaries in, checked and simplified; without them, the circles of a schematic map."""

import hashlib
import json
import re
import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.boundaries import (
    Boundary,
    Feature,
    astray_faults,
    boundary_files,
    code_faults,
    family_faults,
    geometry_fault,
    in_force,
    in_sweden,
    overlap_faults,
    read_boundaries,
    write_boundaries,
)
from etl.cartogram import circles, local_metres, ring
from etl.model import Area, Fault, Refused
from etl.municipality import Municipality, read_municipality
from etl.tables import LARGEST_FILE

_COLUMNS = ["area_id", "style", "rings", "label_x", "label_y", "origin", "licence"]
_SCHEMATIC = "Schematisk karta: mittpunkter och folkmängd ur areas.csv"
_NOT_DISTRICTS = ("kommun", "lan", "land", "organisation")
_SUFFIXES = (".geojson", ".json", ".gpkg", ".shp")
_CRS = "Ange rätt koordinatsystem i filen; GeoJSON utan uppgift läses som WGS 84, longitud före latitud."
_SWAP = "Axlarna ser omkastade ut: longitud (öst) ska stå före latitud (nord)."
_FILE = "Lämna en GeoJSON-, GeoPackage- eller shapefil med ytor; till en shapefil hör även .shx, .dbf och .prj."
_CODES = "Rätta filens koder eller raderna i areas.csv; delar av samma område ska vara ett objekt."


def area_shapes(municipality: Municipality, folder: Path) -> pd.DataFrame:
    """Rows of `area_shape`: imported boundaries per level, else a Dorling cartogram. Raises Refused for a broken file."""
    rows: list[list[object]] = []
    faults: list[Fault] = []
    files = boundary_files(folder)
    for kind, path in files.items():
        try:
            rows += [_outline(kind, boundary) for boundary in read_boundaries(path, in_force(municipality, kind))]
        except Refused as refusal:
            faults += refusal.faults
    points = [a for a in municipality.areas if a.kind not in (*_NOT_DISTRICTS, *files) and None not in (a.lon, a.lat)]
    faults += [_off_the_map(a) for a in points if not _on_the_map(a)]
    if faults:
        raise Refused(*faults)
    return pd.DataFrame(rows + _schematic(tuple(a for a in points if a.valid_to is None)), columns=_COLUMNS)


def _outline(kind: str, boundary: Boundary) -> list[object]:
    rings = json.dumps([ring for part in boundary.parts for ring in part], separators=(",", ":"))
    return [f"{kind}:{boundary.code}", "boundary", rings, *boundary.label, boundary.origin, boundary.licence]


def _on_the_map(area: Area) -> bool:
    return 10 < (area.lon or 0) < 25 and 55 < (area.lat or 0) < 70


def _off_the_map(area: Area) -> Fault:
    action = "Rätta kolumnerna lon (öst) och lat (nord), i grader."
    return Fault("areas.csv", area.area_id, f"lon {area.lon}, lat {area.lat}", "en punkt i Sverige", action)


@lru_cache(maxsize=8)
def _schematic(areas: tuple[Area, ...]) -> list[list[object]]:
    """Circles level by level in one plane, with the middle of all areas as its zero."""
    if not areas:
        return []
    middle = (sum(a.lon or 0 for a in areas) / len(areas), sum(a.lat or 0 for a in areas) / len(areas))
    kinds = dict.fromkeys(a.kind for a in areas)
    return [row for kind in kinds for row in _level([a for a in areas if a.kind == kind], middle)]


def _level(areas: Sequence[Area], middle: tuple[float, float]) -> list[list[object]]:
    """The circles of one level: equal where no population at all is known, else only for those with people."""
    known = any(a.population is not None for a in areas)
    chosen = [a for a in areas if not known or (a.population or 0) > 0]
    if len(chosen) < 2:
        return []
    lon, lat = (np.array([getattr(a, axis) for a in chosen], dtype=float) for axis in ("lon", "lat"))
    weights = np.array([a.population or 1 for a in chosen], dtype=float)
    centres, radii = circles(local_metres(lon, lat, middle), weights)
    return [
        [a.area_id, "schematic", json.dumps([ring(c, r)], separators=(",", ":")), *np.rint(c).tolist(), _SCHEMATIC, ""]
        for a, c, r in zip(chosen, centres, radii, strict=True)
    ]


def import_boundaries(file: Path, folder: Path, kind: str, origin: str, licence: str) -> str:
    """Checks a map file, writes boundaries-<kind>.geojson and says what was done. Raises Refused with every fault.

    Without a `kind` the level is the one whose codes fit the file best.
    """
    municipality = read_municipality(folder)
    frame = _opened(file)
    kind = kind or _likeliest_kind(frame, municipality)
    areas = in_force(municipality, kind)
    _guard_words(municipality, kind, origin, licence)
    column = _code_column(frame, areas, kind, file.name)
    features = _features(frame, column)
    codes = {f"objekt {f.number}": f.code for f in features}
    faults = code_faults(file.name, codes, areas, f"{_CODES} Koderna lästes ur {column}.")
    broken = {f.number: fault for f in features if (fault := geometry_fault(file.name, f))}
    faults += broken.values()
    sound = [f for f in features if f.number not in broken]
    if _is_unknown(frame.crs) or not _says_a_known_crs(file):
        faults.append(Fault(file.name, "", "inget känt koordinatsystem", "ett angivet koordinatsystem", _CRS))
    elif sound:
        faults += _place_faults(file.name, kind, sound, frame.crs, municipality, folder)
    if faults:
        raise Refused(*faults)
    checksum = hashlib.sha256(file.read_bytes()).hexdigest()
    facts = {"kind": kind, "origin": origin.strip(), "licence": licence.strip(), "sha256": checksum}
    target = folder / f"boundaries-{kind}.geojson"
    count = write_boundaries(target, areas, _projected(sound, frame.crs), facts)
    return (
        f"{len(sound)} områden av typen {kind} är prövade och ligger i {target} med {count} punkter. "
        f"Koderna lästes ur kolumnen {column} i {file.name}. Bygg om för att se kartan."
    )


def _guard_words(municipality: Municipality, kind: str, origin: str, licence: str) -> None:
    kinds = sorted({a.kind for a in municipality.areas} - {"organisation"})
    faults = [
        Fault("areas import", name, "inget värde", "text", "Skriv vem som gett ut gränserna och på vilka villkor.")
        for name, text in (("--origin", origin), ("--licence", licence))
        if not text.strip()
    ]
    if kind not in kinds:
        action = "Välj någon av: " + ", ".join(kinds) + "."
        faults.append(Fault("areas import", "--kind", f"”{kind}”", "en områdestyp i areas.csv", action))
    if faults:
        raise Refused(*faults)


def _opened(file: Path) -> Any:
    """The file's one map layer as a GeoDataFrame. Raises Refused when there is none to read."""
    import geopandas  # noqa: PLC0415  slow to load, and the build does without it
    import pyogrio  # noqa: PLC0415

    if file.suffix.lower() not in _SUFFIXES or not file.is_file() or not 0 < file.stat().st_size < LARGEST_FILE:
        raise Refused(Fault(file.name, "", "ingen läsbar fil", "en kartfil som slutar på " + " ".join(_SUFFIXES), _FILE))
    try:
        with warnings.catch_warnings(action="ignore"):
            # An open ring becomes a feature without geometry, which can be named; a lost .shx is not made up.
            pyogrio.set_gdal_config_options({"OGR_GEOMETRY_ACCEPT_UNCLOSED_RING": "NO", "SHAPE_RESTORE_SHX": "NO"})
            layers = [str(name) for name, shape in pyogrio.list_layers(file) if shape is not None]
            frame = geopandas.read_file(file, layer=layers[0]) if len(layers) == 1 else None
    except (OSError, ValueError, RuntimeError, shapely.errors.ShapelyError) as error:
        raise Refused(Fault(file.name, "", "en fil som inte går att läsa som karta", "en kartfil", _FILE)) from error
    if frame is None or frame.empty:
        found = "flera kartlager: " + ", ".join(layers) if len(layers) > 1 else "inga ytor"
        raise Refused(Fault(file.name, "", found, "ett kartlager med ytor", _FILE))
    return frame


def _likeliest_kind(frame: Any, municipality: Municipality) -> str:
    """The level whose codes best fit the file's: the share in common of the best column. The municipality when none does."""
    values = [set(_texts(frame[c])) for c in frame.columns if c != frame.geometry.name]

    def fit(kind: str) -> float:
        codes = set(in_force(municipality, kind))
        return max((len(codes & found) / max(len(codes), len(frame)) for found in values), default=0.0)

    return max(sorted({a.kind for a in municipality.areas} - {"organisation"}), key=fit, default="kommun")


def _code_column(frame: Any, areas: Mapping[str, Area], kind: str, file: str) -> str:
    """The column with most of the level's codes, and one so named among equals. Raises Refused when none has any."""
    columns = [str(c) for c in frame.columns if c != frame.geometry.name]
    named = (f"{kind}_kod", f"{kind}kod", "omrade_kod", "områdeskod", "kod", "code")
    hits = {c: len(set(_texts(frame[c])) & set(areas)) for c in columns}
    best = max(columns, key=lambda c: (hits[c], c.lower() in named), default="")
    if best and hits[best]:
        return best
    expected = f"en kolumn med koderna för {kind}: " + ", ".join(list(areas)[:5]) + " med flera"
    action = "Kontrollera att det är rätt fil och rätt områdestyp."
    raise Refused(Fault(file, "", "kolumnerna " + ", ".join(columns), expected, action))


def _texts(values: Any) -> list[str]:
    """Codes as text however they were stored: 1.0 and 1 are both '1', and nothing is ''."""
    return ["" if none else re.sub(r"\.0+$", "", str(v).strip()) for v, none in zip(values, values.isna(), strict=True)]


def _features(frame: Any, column: str) -> list[Feature]:
    geometries = shapely.force_2d(np.asarray(frame.geometry.array))
    return [Feature(n, *row) for n, row in enumerate(zip(_texts(frame[column]), geometries, strict=True), 1)]


def _is_unknown(crs: Any) -> bool:
    return crs is None or not (crs.is_geographic or crs.is_projected) or bool(re.match("un(defined|known)", crs.name, re.I))


def _says_a_known_crs(file: Path) -> bool:
    """False for a GeoJSON whose `crs` nobody knows: GDAL would take it for WGS 84 without a word."""
    import pyproj  # noqa: PLC0415  see _opened

    if file.suffix.lower() not in (".geojson", ".json"):
        return True
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig", errors="replace"))
        return "crs" not in document or bool(pyproj.CRS.from_user_input(document["crs"]["properties"]["name"]))
    except (ValueError, TypeError, KeyError, pyproj.exceptions.CRSError):
        return False


def _projected(features: Sequence[Feature], crs: Any) -> list[Feature]:
    """The features in SWEREF 99 TM, metres."""
    shapes = _in_plane([f.geometry for f in features], crs)
    return [Feature(f.number, f.code, shape) for f, shape in zip(features, shapes, strict=True)]


def _in_plane(geometries: Sequence[Any], crs: Any) -> Any:
    import geopandas  # noqa: PLC0415  see _opened

    return np.asarray(geopandas.GeoSeries(list(geometries), crs=crs).to_crs(3006).array)


def _points(areas: Mapping[str, Area]) -> dict[str, Any]:
    """The points of areas.csv in SWEREF 99 TM, for the areas that have one."""
    chosen = {code: shapely.Point(a.lon, a.lat) for code, a in areas.items() if a.lon is not None and a.lat is not None}
    return dict(zip(chosen, _in_plane(list(chosen.values()), 4326), strict=True))


def _place_faults(
    file: str, kind: str, features: Sequence[Feature], crs: Any, municipality: Municipality, folder: Path
) -> list[Fault]:
    """What is wrong with where sound surfaces lie: outside Sweden, else in relation to areas.csv and to each other."""
    placed = _projected(features, crs)
    outside = [f for f, moved in zip(features, placed, strict=True) if not in_sweden(moved.geometry)]
    if outside:
        return _outside_faults(file, outside, crs, all_of_them=len(outside) == len(features))
    if bent := [fault for f in placed if (fault := geometry_fault(file, f))]:
        return bent
    faults = astray_faults(file, placed, _points(in_force(municipality, kind))) + overlap_faults(file, placed)
    return faults + family_faults(file, kind, placed, municipality, folder)


def _outside_faults(file: str, outside: Sequence[Feature], crs: Any, all_of_them: bool) -> list[Fault]:
    """Named one by one, or as one fault when it is the whole file."""
    flipped = shapely.transform([f.geometry for f in outside], lambda xy: xy[:, ::-1])
    action = _SWAP if all(map(in_sweden, _in_plane(flipped, crs))) else _CRS
    x, y = shapely.get_coordinates(outside[0].geometry)[0]
    found = f"koordinater utanför Sverige, som {x:.8g}, {y:.8g} i {crs.name}"
    places = [""] if all_of_them else [f.place for f in outside]
    return [Fault(file, place, found, "ytor i Sverige", action) for place in places]
