"""Imported boundaries: the file that holds them, and what must be true of an area's outline before it is believed."""

import difflib
import json
import os
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from etl.model import Area, Fault, Refused
from etl.municipality import Municipality

_SWEDEN = (250_000, 6_100_000, 930_000, 7_700_000)  # west, south, east, north in SWEREF 99 TM
_COARSENESS = 25  # metres that the simplification may take away
_OVERLAP = 1_000  # square metres that two areas may share before it is a fault
_ASTRAY = 2_000  # metres that an area may lie from its own point in areas.csv
_AGAIN = "Lägg in gränserna på nytt med python -m etl areas import, eller ta bort filen."
_MEND = "Rätta ytan i kartprogrammet och spara filen på nytt; den lagas inte i det tysta."


@dataclass(frozen=True)
class Feature:
    """One feature of a map file: its number in it, from 1, the code it bears and its geometry."""

    number: int
    code: str
    geometry: Any

    @property
    def place(self) -> str:
        """`objekt 12 (kod 35)`."""
        return f"objekt {self.number}" + (f" (kod {self.code})" if self.code else "")


@dataclass(frozen=True)
class Boundary:
    """An imported area in SWEREF 99 TM: per part its rings, outer first, and a point well inside the largest part."""

    code: str
    parts: list[list[list[tuple[float, float]]]]
    label: tuple[float, float]
    origin: str
    licence: str


def boundary_files(folder: Path) -> dict[str, Path]:
    """The imported file of each level that has one, by kind."""
    return {f.stem.removeprefix("boundaries-"): f for f in sorted(folder.glob("boundaries-*.geojson"))}


def in_force(municipality: Municipality, kind: str) -> dict[str, Area]:
    """A level's areas by code: those without an end, or all of them where the whole level has ended."""
    level = [a for a in municipality.areas if a.kind == kind]
    return {a.code: a for a in ([a for a in level if a.valid_to is None] or level)}


def read_boundaries(path: Path, areas: Mapping[str, Area]) -> list[Boundary]:
    """The boundaries of an imported file. Raises Refused when it is broken or no longer fits areas.csv."""
    try:
        features = list(json.loads(path.read_text(encoding="utf-8"))["features"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(Fault(path.name, "", "en trasig fil", "en fil som areas import har skrivit", _AGAIN)) from error
    boundaries = [_boundary(path.name, n, feature) for n, feature in enumerate(features, 1)]
    faults = code_faults(path.name, {f"objekt {n}": b.code for n, b in enumerate(boundaries, 1)}, areas, _AGAIN)
    if faults:
        raise Refused(*faults)
    return boundaries


def _boundary(file: str, number: int, feature: Any) -> Boundary:
    try:
        return _as_written(feature)
    except (ValueError, KeyError, TypeError) as error:
        expected = "en yta som areas import har skrivit"
        raise Refused(Fault(file, f"objekt {number}", "trasiga uppgifter", expected, _AGAIN)) from error


def _as_written(feature: Any) -> Boundary:
    """One feature of an imported file. Raises ValueError, KeyError or TypeError when it is not as it was written."""
    facts, geometry = feature["properties"], feature["geometry"]
    parts = [[_ring(points) for points in part] for part in geometry["coordinates"]]
    if geometry["type"] != "MultiPolygon" or not parts or not all(parts):
        raise ValueError("ingen MultiPolygon")
    texts = [facts[name] for name in ("code", "origin", "licence", "kind", "sha256")]
    if not all(isinstance(text, str) and text for text in texts):
        raise ValueError("tomma uppgifter")
    return Boundary(texts[0], parts, _point(facts["label_x"], facts["label_y"]), texts[1], texts[2])


def _ring(points: Iterable[Sequence[float]]) -> list[tuple[float, float]]:
    line = [_point(x, y) for x, y in points]
    if len(line) < 4 or line[0] != line[-1]:
        raise ValueError("en ring som inte är sluten")
    return line


def _point(x: float, y: float) -> tuple[float, float]:
    west, south, east, north = _SWEDEN
    if not (west < x < east and south < y < north):
        raise ValueError("en punkt som inte ligger i Sverige")
    return x, y


def code_faults(file: str, codes: Mapping[str, str], areas: Mapping[str, Area], action: str) -> list[Fault]:
    """Every code (by its place in the file) that is unknown or doubled, and every area without one."""
    places: dict[str, list[str]] = {}
    for place, code in codes.items():
        places.setdefault(code, []).append(place)
    unknown = [_unknown(file, places[code], code, areas, action) for code in places if code not in areas]
    double = [
        Fault(file, " och ".join(places[c]), f"koden {c} {len(places[c])} gånger", "varje område en gång", action)
        for c in places
        if c in areas and len(places[c]) > 1
    ]
    missing = [
        Fault(file, "", f"inget objekt med koden {c} ({areas[c].name})", "alla områden i areas.csv", action)
        for c in areas
        if c not in places
    ]
    return unknown + double + missing


def _unknown(file: str, places: Sequence[str], code: str, areas: Mapping[str, Area], action: str) -> Fault:
    near = difflib.get_close_matches(code, areas, n=1, cutoff=0.4)
    hint = f" Närmaste kända kod: {near[0]} ({areas[near[0]].name})." if near else ""
    found = f"koden ”{code}”" if code else "ingen kod"
    return Fault(file, ", ".join(places), found, "koden för ett område som gäller enligt areas.csv", action + hint)


def geometry_fault(file: str, feature: Feature) -> Fault | None:
    """What is wrong with a geometry in itself: none at all, not a surface, or one that crosses itself."""
    shape = feature.geometry
    if shape is None or shape.is_empty:
        found = "ingen geometri"
    elif shape.geom_type not in ("Polygon", "MultiPolygon"):
        found = f"geometri av typen {shape.geom_type}"
    elif not shape.is_valid:
        what, _, where = shapely.is_valid_reason(shape).partition("[")
        point = ", ".join(f"{float(number):.8g}" for number in where.rstrip("]").split())
        found = ("en yta som korsar sig själv" if "ntersection" in what else "en ogiltig yta") + f" vid {point}"
    else:
        return None
    return Fault(file, feature.place, found, "en giltig yta", _MEND)


def in_sweden(geometry: Any) -> bool:
    """Whether a geometry in SWEREF 99 TM lies where Sweden is; endless and missing coordinates do not."""
    west, south, east, north = _SWEDEN
    left, bottom, right, top = shapely.bounds(geometry)
    return bool(west < left and south < bottom and right < east and top < north)


def _single(features: Sequence[Feature]) -> list[Feature]:
    """Those whose code no other feature bears: of a doubled code nobody knows which outline is meant."""
    counts = Counter(f.code for f in features)
    return [f for f in features if counts[f.code] == 1]


def astray_faults(file: str, features: Sequence[Feature], points: Mapping[str, Any]) -> list[Fault]:
    """One fault for all areas that lie far from their own point in areas.csv: the wrong column, file or CRS."""
    away = {f.code: f.geometry.distance(points[f.code]) for f in _single(features) if f.code in points}
    far = [f"{code} ({metres / 1000:.0f} km)" for code, metres in away.items() if metres > _ASTRAY]
    if not far:
        return []
    found = f"{len(far)} ytor långt från sin mittpunkt i areas.csv: " + ", ".join(far[:8])
    action = "Kontrollera koordinatsystemet, kolumnen med koder och lon och lat i areas.csv."
    return [Fault(file, "", found, "varje yta nära sin mittpunkt", action)]


def overlap_faults(file: str, features: Sequence[Feature]) -> list[Fault]:
    """The pairs that share more than a sliver of ground."""
    shapes = np.array([f.geometry for f in features])
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    shared = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    return [
        Fault(file, f"{features[a].place} och {features[b].place}", f"ett överlapp på {size} m²", "ytor kant i kant", _MEND)
        for a, b, m2 in zip(first, second, shared, strict=True)
        if m2 > _OVERLAP and (size := f"{m2:,.0f}".replace(",", " "))
    ]


def family_faults(file: str, kind: str, features: Sequence[Feature], municipality: Municipality, folder: Path) -> list[Fault]:
    """The children outside their parent, where the levels above or below are already imported and readable."""
    outlines = {f"{kind}:{f.code}": f.geometry for f in _single(features)}
    for other, path in boundary_files(folder).items():
        if other == kind:
            continue
        try:
            stored = read_boundaries(path, in_force(municipality, other))
        except Refused:  # the build says so; an old file of another level must not stand in the way of a new one of this
            continue
        outlines |= {f"{other}:{b.code}": shapely.MultiPolygon([(p[0], p[1:]) for p in b.parts]) for b in stored}
    known = {a.area_id: a for a in municipality.areas}
    pairs = [(known[i], known[p]) for i in outlines if i in known and (p := known[i].parent_id or "") in outlines]
    return [
        _orphan(file, child, parent)
        for child, parent in pairs
        if kind in (child.kind, parent.kind)
        and outlines[parent.area_id].distance(shapely.Point(label(outlines[child.area_id]))) > 2 * _COARSENESS
    ]


def _orphan(file: str, child: Area, parent: Area) -> Fault:
    found = f"{child.kind} {child.code} ({child.name}) utanför {parent.kind} {parent.code} ({parent.name})"
    action = "Kontrollera koderna och parent_code i areas.csv; är den andra nivåns gränser gamla, ta bort dem och börja om."
    return Fault(file, "", found, "varje område inom sitt överordnade", action)


def label(geometry: Any) -> tuple[float, float]:
    """The middle of the largest circle inside the largest part: where a name has most room."""
    largest = max(shapely.get_parts(geometry), key=shapely.area)
    x, y = shapely.maximum_inscribed_circle(largest).coords[0]
    return round(x), round(y)


def write_boundaries(path: Path, areas: Mapping[str, Area], features: Sequence[Feature], facts: Mapping[str, str]) -> int:
    """Simplifies with shared borders kept together and replaces the file in one step. Returns how many points it holds."""
    simple = _simplified(np.array([f.geometry for f in features]))
    rows = sorted((_row(f.code, shape, facts) for f, shape in zip(features, simple, strict=True)), key=_code)
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}
    head = json.dumps({"type": "FeatureCollection", "name": path.stem, "crs": crs})[:-1]
    body = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    hidden = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        with hidden.open("w", encoding="utf-8") as file:
            file.write(f'{head}, "features": [\n{body}\n]}}\n')
            file.flush()
            os.fsync(file.fileno())
        written = read_boundaries(hidden, areas)
        hidden.replace(path)  # the same step as os.replace
    finally:
        hidden.unlink(missing_ok=True)
    return sum(len(ring) for b in written for ring in chain.from_iterable(b.parts))


def _code(row: Mapping[str, Any]) -> str:
    return str(row["properties"]["code"])


def _simplified(shapes: Any) -> Any:
    """Borders that two areas share are simplified as one; where that breaks an area, each is simplified by itself."""
    together = shapely.coverage_simplify(shapes, _COARSENESS)
    if (shapely.is_valid(together) & ~shapely.is_empty(together)).all():
        return together
    return shapely.simplify(shapes, _COARSENESS, preserve_topology=True)


def _row(code: str, geometry: Any, facts: Mapping[str, str]) -> dict[str, Any]:
    """Whole metres; outer rings anticlockwise and holes clockwise, so that either way of filling leaves the holes open."""
    parts = shapely.get_parts(shapely.orient_polygons(geometry))
    rings = [[r for r in map(_whole, (p.exterior, *p.interiors)) if r] for p in parts if _whole(p.exterior)]
    x, y = label(geometry)
    properties = {"code": code, **facts, "label_x": x, "label_y": y}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "MultiPolygon", "coordinates": rings}}


def _whole(line: Any) -> list[list[int]]:
    """The ring in whole metres, or nothing where rounding leaves no surface."""
    points: list[list[int]] = np.rint(np.array(line.coords)[:, :2]).astype(int).tolist()
    return points if shapely.Polygon(points).area > 0 else []
