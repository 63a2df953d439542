"""The rows of the map: circles where there are no boundaries, outlines where they have been imported."""

import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from places import DATA, ROOT, SHARED, other_peoples
from squares import (
    AREAS,
    HEADER,
    SIDE,
    SOUTH,
    SQUARES,
    WEST,
    collection,
    frame,
    refused,
    rutkoping,
    shapes,
    square,
    surface,
    take,
)

from etl.model import Refused
from etl.municipality import read_municipality

GOTEBORG = DATA / "municipalities/1480"


@pytest.fixture
def folder(tmp_path):
    return rutkoping(tmp_path)


@pytest.fixture
def goteborg(tmp_path):
    """A copy of the real municipality, to import into."""
    return Path(shutil.copytree(DATA / "municipalities/1480", tmp_path / "1480"))


# -- the schematic map


def test_without_boundaries_every_level_becomes_circles():
    drawn = shapes(GOTEBORG)
    kinds = [area_id.split(":")[0] for area_id in drawn]
    assert {kind: kinds.count(kind) for kind in kinds} == {"stadsomrade": 4, "mellanomrade": 36, "primaromrade": 96}
    assert {row.style for row in drawn.values()} == {"schematic"}
    assert {row.origin for row in drawn.values()} == {"Schematisk karta: mittpunkter och folkmängd ur areas.csv"}
    assert {row.licence for row in drawn.values()} == {""}


def test_a_circle_is_one_closed_ring_in_whole_metres_around_its_label():
    for row in shapes(GOTEBORG).values():
        [ring] = row.rings
        assert len(ring) == 37
        assert ring[0] == ring[-1]
        assert all(isinstance(value, int) for point in ring for value in point)
        assert shapely.Polygon(ring).centroid.distance(shapely.Point(row.label_x, row.label_y)) < 1.5


def test_circle_area_follows_population_and_rings_do_not_overlap():
    municipality = read_municipality(GOTEBORG)
    people = {a.area_id: a.population for a in municipality.areas}
    drawn = {i: shapely.Polygon(row.rings[0]) for i, row in shapes(GOTEBORG).items() if i.startswith("mellanomrade")}
    density = np.array([ring.area / people[i] for i, ring in drawn.items()])
    assert density == pytest.approx(np.full(36, density.mean()), rel=0.005)
    outlines = list(drawn.values())
    assert shapely.union_all(outlines).area == pytest.approx(sum(o.area for o in outlines))


def test_ended_areas_and_those_without_point_or_people_are_left_out(folder):
    assert set(shapes(folder)) == {"ruta:1", "ruta:2", "ruta:3", "ruta:4"}  # no halves: no points; no nine: ended
    text = (HEADER + AREAS).replace("ruta,2,Tvåan,halva,V,,,20", "ruta,2,Tvåan,halva,V,,,").replace(",40,,11.91", ",0,,11.91")
    (folder / "areas.csv").write_text(text, encoding="utf-8")
    assert set(shapes(folder)) == {"ruta:1", "ruta:4"}


def test_without_any_population_the_circles_are_equal(folder):
    text = HEADER + "\n".join(f"ruta,{n},R{n},,,,,,,11.{n},57.7" for n in (6, 7, 9)) + "\n"
    (folder / "areas.csv").write_text(text, encoding="utf-8")
    assert len({round(surface(row) / 1e4) for row in shapes(folder).values()}) == 1
    assert len(shapes(folder)) == 3


def test_a_level_of_one_area_or_none_gives_nothing(folder):
    (folder / "areas.csv").write_text(HEADER + "ruta,1,Ett,,,,,5,,11.9,57.7\n", encoding="utf-8")
    assert shapes(folder) == {}
    (folder / "areas.csv").write_text("kind,code,name\nruta,1,Ett\nruta,2,Två\n", encoding="utf-8")
    assert shapes(folder) == {}


def test_points_outside_sweden_are_refused(folder):
    text = (HEADER + AREAS).replace("11.8433,57.7207", "57.7207,11.8433").replace("11.9073,57.7583", "nan,57.7583")
    (folder / "areas.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=r"lon 57\.7207, lat 11\.8433") as caught:
        shapes(folder)
    assert len(caught.value.faults) == 2


def test_the_build_does_not_load_geopandas():
    question = "import sys, etl.geography; sys.exit('geopandas' in sys.modules or 'pyproj' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", question], cwd=ROOT, check=False).returncode == 0


# -- the city's own maps


def test_mellanomraden_through_import_and_back(goteborg):
    source = other_peoples(SHARED / "geo" / "goteborg_mellanomraden.geojson")
    said = take(goteborg, source, "mellanomrade")
    assert "36 områden av typen mellanomrade" in said
    assert "omrade_kod" in said
    drawn = shapes(goteborg)
    outlines = {i: row for i, row in drawn.items() if row.style == "boundary"}
    assert set(outlines) == {a.area_id for a in read_municipality(GOTEBORG).areas if a.kind == "mellanomrade"}
    assert {row.style for i, row in drawn.items() if i not in outlines} == {"schematic"}
    true = geopandas.read_file(source).to_crs(3006).set_index("omrade_kod").area
    for area_id, row in outlines.items():
        assert surface(row) == pytest.approx(true[area_id.split(":")[1]], rel=0.01)
        assert (row.origin, row.licence) == ("Staden", "CC0")


@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [
        ("goteborg_stadsomraden.geojson", "stadsomrade", 4),
        ("goteborg_one_base_primaromraden_25m.geojson", "primaromrade", 96),
    ],
)
def test_the_other_levels_are_taken(goteborg, name, kind, count):
    take(goteborg, other_peoples(SHARED / "geo" / name), kind)
    assert [row.style for i, row in shapes(goteborg).items() if i.startswith(kind)] == ["boundary"] * count


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_the_three_levels_nest_in_whichever_order_they_come(goteborg, order):
    files = [
        ("goteborg_stadsomraden.geojson", "stadsomrade"),
        ("goteborg_mellanomraden.geojson", "mellanomrade"),
        ("goteborg_one_base_primaromraden_25m.geojson", "primaromrade"),
    ]
    for name, kind in (files[n] for n in order):
        take(goteborg, other_peoples(SHARED / "geo" / name), kind)
    assert {row.style for row in shapes(goteborg).values()} == {"boundary"}


def test_regso_of_another_layout_is_taken(goteborg):
    source = other_peoples(SHARED / "geo" / "regso2025_1480_original_with_sea.geojson")
    found = geopandas.read_file(source)
    with (goteborg / "areas.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"regso,{c},RegSO {c},kommun,1480,,,,,,\n" for c in found["regsokod"])
    said = take(goteborg, source, "regso")
    assert "147 områden" in said
    assert "regsokod" in said
    after = shapes(goteborg)
    total = sum(surface(row) for i, row in after.items() if i.startswith("regso"))
    assert total == pytest.approx(found.to_crs(3006).area.sum(), rel=0.001)


def test_a_file_of_a_finer_level_is_refused_with_every_doubled_code(goteborg):
    faults = refused(goteborg, other_peoples(SHARED / "geo" / "goteborg_one_base_primaromraden_25m.geojson"), kind="mellanomrade")
    assert any("koden 31 3 gånger" in fault for fault in faults)
    assert all("mellanomrade_kod" in fault for fault in faults)


# -- what the import writes


def test_the_written_file_is_in_metres_with_its_origin(folder):
    take(folder, collection(SQUARES))
    document = json.loads((folder / "boundaries-ruta.geojson").read_text(encoding="utf-8"))
    assert document["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::3006"
    assert [f["properties"]["code"] for f in document["features"]] == ["1", "2", "3", "4"]
    first = document["features"][0]
    checksum = sha256((folder.parent / "karta.geojson").read_bytes()).hexdigest()
    expected = {"code": "1", "kind": "ruta", "origin": "Staden", "licence": "CC0", "sha256": checksum}
    assert first["properties"] == expected | {"label_x": WEST + SIDE // 2, "label_y": SOUTH + SIDE // 2}
    assert sorted(map(tuple, first["geometry"]["coordinates"][0][0][:-1])) == sorted(map(tuple, SQUARES["1"][:-1]))
    assert not list(folder.glob(".*"))


def test_geojson_without_crs_is_wgs84(folder):
    document = json.loads(frame(epsg=4326).to_json())
    document.pop("crs", None)
    take(folder, document)
    assert surface(shapes(folder)["ruta:3"]) == pytest.approx(SIDE**2, rel=1e-4)


@pytest.mark.parametrize("epsg", [3006, 3007, 4326, 3021])
@pytest.mark.parametrize("suffix", ["gpkg", "shp"])
def test_geopackage_and_shapefile_in_other_coordinate_systems(folder, suffix, epsg):
    file = folder.parent / f"karta.{suffix}"
    frame(epsg=epsg).to_file(file)
    take(folder, file)
    outline = shapely.Polygon(shapes(folder)["ruta:4"].rings[0])
    assert outline.symmetric_difference(shapely.Polygon(SQUARES["4"])).area < 2 * 4 * SIDE  # RT 90: within about a metre


@pytest.mark.parametrize("codes", [[1, 2, 3, 4], [1.0, 2.0, 3.0, 4.0], ["1 ", " 2", "3.0", "4"]])
def test_numbers_are_codes_as_text(folder, codes):
    file = folder.parent / "karta.gpkg"
    frame(codes=codes).to_file(file)
    take(folder, file)
    assert {i for i, row in shapes(folder).items() if row.style == "boundary"} == {f"ruta:{n}" for n in (1, 2, 3, 4)}


def test_the_column_with_the_codes_is_found_whatever_it_is_called(folder):
    document = collection(SQUARES, column="beteckning")
    for feature in document["features"]:
        feature["properties"] |= {"namn": "x", "kommun": "1480", "antal": 3}
    assert "kolumnen beteckning" in take(folder, document)


def test_a_column_named_kod_wins_over_a_serial_number_that_fits_as_well(folder):
    document = collection(SQUARES)
    for number, feature in enumerate(reversed(document["features"]), 1):
        feature["properties"] = {"fid_1": number, **feature["properties"]}
    assert "kolumnen kod" in take(folder, document)


def test_a_serial_number_taken_for_codes_is_found_out_by_the_points(folder):
    document = collection(SQUARES, column="objectid")
    for number, feature in enumerate(reversed(document["features"]), 1):
        feature["properties"] = {"objectid": number}
    [fault] = refused(folder, document)
    assert "4 ytor långt från sin mittpunkt i areas.csv: 4 (" in fault


def test_shared_borders_stay_shared_and_holes_stay_open(folder):
    wave = [[WEST + SIDE + round(150 * np.sin(n / 3)), SOUTH + n * 40] for n in range(0, 2 * SIDE // 40 + 1)]
    west = [[WEST, SOUTH], *wave, [WEST, SOUTH + 2 * SIDE], [WEST, SOUTH]]
    east = [*wave, [WEST + 2 * SIDE, SOUTH + 2 * SIDE], [WEST + 2 * SIDE, SOUTH], wave[0]]
    document = collection({"V": west, "O": east})
    lake = square(0.25, 0.25, 0.5, 0.5)
    document["features"][0]["geometry"]["coordinates"].append(lake)
    take(folder, document, "halva")
    rows = {i: row for i, row in shapes(folder).items() if i.startswith("halva")}
    left, right = (shapely.Polygon(rows[i].rings[0], rows[i].rings[1:]) for i in ("halva:V", "halva:O"))
    assert len(rows["halva:O"].rings[0]) < len(east) * 0.8
    assert left.intersection(right).area == 0
    assert left.union(right).area == pytest.approx(4 * SIDE**2 - SIDE**2 / 4, rel=1e-3)
    assert surface(rows["halva:V"]) == pytest.approx(left.area)  # the hole runs the other way round
    assert left.contains(shapely.Point(rows["halva:V"].label_x, rows["halva:V"].label_y))


def test_an_area_of_several_parts_keeps_them_all(folder):
    document = collection(SQUARES)
    document["features"][3]["geometry"] = {"type": "MultiPolygon", "coordinates": [[SQUARES["4"]], [square(3, 1, 0.5, 0.5)]]}
    take(folder, document)
    row = shapes(folder)["ruta:4"]
    assert len(row.rings) == 2
    assert (row.label_x, row.label_y) == (WEST + 1.5 * SIDE, SOUTH + 1.5 * SIDE)


def test_a_second_import_replaces_the_first_and_a_refused_one_does_not(folder):
    take(folder, collection(SQUARES))
    first = (folder / "boundaries-ruta.geojson").read_bytes()
    refused(folder, collection({"1": SQUARES["1"]}))
    assert (folder / "boundaries-ruta.geojson").read_bytes() == first
    reader = (folder / "boundaries-ruta.geojson").open("rb")
    smaller = SQUARES | {"4": square(1, 1, 0.5, 1)}
    take(folder, collection(smaller))
    assert surface(shapes(folder)["ruta:4"]) == pytest.approx(SIDE**2 / 2)
    with reader:
        assert reader.read() == first  # replaced, not written over: who reads meanwhile has a whole file
