"""Where Exempelstad lies: four stadsområden and twelve mellanområden that tile, far out at sea, and who lives there."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from etl.boundaries import Feature, in_force, write_boundaries
from etl.example.delivery import delivery, table
from etl.example.names import ADMINISTRATIONS, CITY, CODE, DISTRICTS, LICENCE, MARK, PUBLISHER, YEARS
from etl.municipality import read_municipality

_MIDDLE = (745_000, 6_860_000)  # SWEREF 99 TM: in Bottenhavet, where no municipality can lie
_INNER, _OUTER = 3_000, 8_000  # metres from the middle
_STEPS = 6  # points along each line between corners
_AREAS = ("kind", "code", "name", "parent_kind", "parent_code", "valid_from", "valid_to", "population", "aliases")
Line = NDArray[np.float64]

# Inhabitants per mellanområde. They stay level, so that no rate per inhabitant moves where no count does.
_SIZES = (19_400, 16_800, 17_100, 18_300, 15_900, 16_600, 26_200, 17_900, 14_800, 17_500, 15_700, 16_200)


def district_codes() -> dict[str, str]:
    """Code per stadsområde, by name: 1 to 4."""
    return {name: str(n) for n, name in enumerate(DISTRICTS, 1)}


def neighbourhood_codes() -> dict[str, str]:
    """Code per mellanområde, by name: 11 to 43, the first digit that of its stadsområde."""
    return {name: f"{n}{m}" for n, names in enumerate(DISTRICTS.values(), 1) for m, name in enumerate(names, 1)}


def district_sizes() -> NDArray[np.int64]:
    """Inhabitants per stadsområde."""
    sizes: NDArray[np.int64] = np.array(_SIZES).reshape(4, 3).sum(axis=1)
    return sizes


def write_places(data: Path, rng: np.random.Generator) -> None:
    """municipality.toml, areas.csv and a file of boundaries per level."""
    folder = data / "municipalities" / CODE
    folder.mkdir(parents=True)
    facts = f'code = "{CODE}"\nname = "{CITY}"\nfictional = true\n'
    (folder / "municipality.toml").write_text(f"# {MARK}: {CITY} finns inte\n{facts}", encoding="utf-8")
    table(folder / "areas.csv", _AREAS, _areas(), ",")
    municipality = read_municipality(folder)
    cells = _cells(rng)
    wholes = {code: shapely.union_all([c for n, c in cells.items() if n[0] == code]) for code in district_codes().values()}
    for kind, shapes in (("mellanomrade", cells), ("stadsomrade", wholes)):
        features = [Feature(n, code, shape) for n, (code, shape) in enumerate(shapes.items(), 1)]
        checksum = hashlib.sha256(b"".join(map(shapely.to_wkb, shapes.values()))).hexdigest()
        said = {"kind": kind, "origin": f"{PUBLISHER}, påhittade gränser", "licence": LICENCE, "sha256": checksum}
        write_boundaries(folder / f"boundaries-{kind}.geojson", in_force(municipality, kind), features, said)


def _areas() -> list[tuple[object, ...]]:
    """The rows of areas.csv. Country and county are invented too, so that no real area gets an invented figure."""
    codes, inner = district_codes(), neighbourhood_codes()
    whole = [
        ("land", "SE", "Landet (påhittat)", "", "", "", "", "", "SAMTLIGA (16–84 år)|Hela landet"),
        ("lan", "00", "Exempellän", "land", "SE", "", "", "", ""),
        ("kommun", CODE, CITY, "lan", "00", "", "", sum(_SIZES), f"{CITY}s kommun"),
    ]
    districts = [
        ("stadsomrade", codes[name], name, "kommun", CODE, "", "", size, "")
        for name, size in zip(DISTRICTS, district_sizes().tolist(), strict=True)
    ]
    parts = [
        ("mellanomrade", code, name, "stadsomrade", code[0], "", "", size, "")
        for (name, code), size in zip(inner.items(), _SIZES, strict=True)
    ]
    offices = [("organisation", code, name, "kommun", CODE, "", "", "", code) for code, name in ADMINISTRATIONS.items()]
    return [*whole, *districts, *parts, *offices]


def _cells(rng: np.random.Generator) -> dict[str, Any]:
    """The mellanområden as polygons by code: a wedge at the middle and two outside it, in each quarter of a crooked ring.

    Lines are drawn once and walked in either direction by the areas on their two sides: what they share is the same.
    """
    angles = np.linspace(0, 2 * np.pi, 8, endpoint=False) + rng.uniform(-0.12, 0.12, 8)
    inner = [_point(a, _INNER * rng.uniform(0.85, 1.15)) for a in angles]
    outer = [_point(a, _OUTER * rng.uniform(0.85, 1.15)) for a in angles]
    middle = np.array(_MIDDLE, dtype=float)
    rays = {n: _crooked(middle, inner[n], rng) for n in range(0, 8, 2)}
    spokes = [_crooked(inner[n], outer[n], rng) for n in range(8)]
    near, far = ([_crooked(ring[n], ring[(n + 1) % 8], rng, 0.1) for n in range(8)] for ring in (inner, outer))
    cells: dict[str, Any] = {}
    for quarter in range(4):
        a, b, c = 2 * quarter, 2 * quarter + 1, (2 * quarter + 2) % 8
        cells[f"{quarter + 1}1"] = _polygon(rays[a], near[a], near[b], rays[c][::-1])
        cells[f"{quarter + 1}2"] = _polygon(spokes[a], far[a], spokes[b][::-1], near[a][::-1])
        cells[f"{quarter + 1}3"] = _polygon(spokes[b], far[b], spokes[c][::-1], near[b][::-1])
    return cells


def _point(angle: float, radius: float) -> Line:
    return np.rint(np.array(_MIDDLE) + radius * np.array([np.cos(angle), np.sin(angle)]))


def _crooked(start: Line, end: Line, rng: np.random.Generator, bend: float = 0.0) -> Line:
    """A line that wanders a little between two corners, in whole metres; `bend` curves it to the right."""
    along = np.linspace(0, 1, _STEPS + 2)[:, None]
    whole = end - start
    aside = np.sin(np.pi * along) * bend * np.array([whole[1], -whole[0]])
    aside[1:-1] += rng.normal(0, 0.02 * float(np.hypot(*whole)), (_STEPS, 2))
    line: Line = np.rint(start + along * whole + aside)
    return line


def _polygon(*lines: Line) -> Any:
    return shapely.Polygon(np.vstack([line[:-1] for line in lines]))


def write_population(data: Path, rng: np.random.Generator) -> dict[int, tuple[int, NDArray[np.int64]]]:
    """The delivery of inhabitants on 31 December. Returns per year the city's number and the mellanområden's."""
    folder = delivery(data, "befolkning", "2026-02-20", f"Folkmängd 31 december {YEARS[0]}–{YEARS[-1]}", dt.date(2026, 2, 20))
    rows: list[tuple[object, ...]] = []
    people: dict[int, tuple[int, NDArray[np.int64]]] = {}
    for year in YEARS:
        sizes = np.array(_SIZES) + rng.integers(-9, 10, 12)
        whole = sizes.reshape(4, 3).sum(axis=1)
        people[year] = int(sizes.sum()), sizes
        names = ((CITY, people[year][0], "kommun"), *((n, s, "stadsomrade") for n, s in zip(DISTRICTS, whole, strict=True)))
        parts = ((n, s, "mellanomrade") for n, s in zip(neighbourhood_codes(), sizes, strict=True))
        rows += [(year, kind, name, size, MARK) for name, size, kind in (*names, *parts)]
    table(
        folder / f"folkmangd-exempelstad-{YEARS[0]}-{YEARS[-1]}.csv",
        ("year", "area_scheme", "area", "population", "stalle"),
        rows,
        ",",
    )
    return people
