"""One broken map per fault: each is refused in plain Swedish, and nothing is written."""

import json

import geopandas
import pytest
from squares import AREAS, HALVES, HEADER, SIDE, SOUTH, SQUARES, WEST, collection, frame, refused, rutkoping, shapes, square, take

from etl.geography import import_boundaries
from etl.model import Refused


@pytest.fixture
def folder(tmp_path):
    return rutkoping(tmp_path)


# -- one broken map per fault


def test_missing_and_unknown_codes_are_all_named_at_once(folder):
    faults = refused(folder, collection({"1": SQUARES["1"], "22": SQUARES["2"], "9": SQUARES["3"]}))
    assert len(faults) == 5
    text = "\n".join(faults)
    assert "objekt 2: hittade koden ”22”" in text
    assert "Närmaste kända kod: 2 (Tvåan)" in text
    assert "koden ”9”" in text  # an area that has ended is not in force
    for name in ("2 (Tvåan)", "3 (Trean)", "4 (Fyran)"):
        assert f"inget objekt med koden {name}" in text


def test_a_feature_without_code(folder):
    assert any("objekt 5: hittade ingen kod" in f for f in refused(folder, collection([*SQUARES.items(), (None, square(2, 0))])))


def test_a_doubled_code(folder):
    faults = refused(folder, collection([*SQUARES.items(), ("4", square(2, 0))]))
    assert faults == [f for f in faults if "objekt 4 och objekt 5: hittade koden 4 2 gånger" in f]


def test_no_column_has_the_codes(folder):
    [fault] = refused(folder, collection({"A": SQUARES["1"], "B": SQUARES["2"]}))
    assert "kolumnerna kod" in fault
    assert "koderna för ruta: 1, 2, 3, 4" in fault


def test_overlap_is_measured_and_named(folder):
    faults = refused(folder, collection(SQUARES | {"2": square(0.5, 1)}))
    assert len(faults) == 1
    assert "objekt 2 (kod 2) och objekt 4 (kod 4): hittade ett överlapp på 8 000 000 m²" in faults[0]


def test_a_sliver_of_overlap_is_no_fault(folder):
    take(folder, collection(SQUARES | {"2": square(0, 1, columns=1 + 0.1 / SIDE)}))  # 0.1 m times 4 km


def test_a_bow_tie_is_refused_not_repaired(folder):
    a, b, c, d, _ = SQUARES["3"]
    [fault] = refused(folder, collection(SQUARES | {"3": [a, c, b, d, a]}))
    assert "objekt 3 (kod 3): hittade en yta som korsar sig själv vid 316000, 6402000" in fault


@pytest.mark.parametrize(
    ("geometry", "found"),
    [
        (None, "ingen geometri"),
        ({"type": "Polygon", "coordinates": []}, "ingen geometri"),
        ({"type": "Point", "coordinates": [WEST, SOUTH]}, "geometri av typen Point"),
        ({"type": "LineString", "coordinates": SQUARES["3"]}, "geometri av typen LineString"),
    ],
)
def test_not_a_surface(folder, geometry, found):
    document = collection(SQUARES)
    document["features"][2]["geometry"] = geometry
    [fault] = refused(folder, document)
    assert f"objekt 3 (kod 3): hittade {found}" in fault


def test_an_open_ring_is_not_closed_in_silence(folder):
    [fault] = refused(folder, collection(SQUARES | {"3": SQUARES["3"][:-1]}))
    assert "objekt 3 (kod 3): hittade ingen geometri" in fault


def test_several_faults_of_different_sorts_come_together(folder):
    a, b, c, d, _ = SQUARES["3"]
    text = "\n".join(
        refused(folder, collection({"1": SQUARES["1"], "2": square(0, 0.5), "3": [a, c, b, d, a], "7": square(1, 1)}))
    )
    for part in ("koden ”7”", "inget objekt med koden 4", "korsar sig själv", "överlapp på 8 000 000 m²"):
        assert part in text


def test_metres_without_crs_are_refused(folder):
    [fault] = refused(folder, collection(SQUARES, epsg=None))
    assert "koordinater utanför Sverige" in fault
    assert "GeoJSON utan uppgift läses som WGS 84" in fault


@pytest.mark.parametrize("epsg", [3007, 3857, 32632])
def test_a_wrong_crs_is_refused(folder, epsg):
    faults = refused(folder, collection(SQUARES, epsg=epsg))
    assert any("utanför Sverige" in f or "långt från sin mittpunkt" in f for f in faults)


def test_swapped_axes_are_called_by_name(folder):
    swapped = {code: [[y, x] for x, y in ring] for code, ring in SQUARES.items()}
    [fault] = refused(folder, collection(swapped))
    assert "Axlarna ser omkastade ut" in fault
    degrees = frame(epsg=4326).geometry
    swapped = {str(n): [[y, x] for x, y in ring.exterior.coords] for n, ring in enumerate(degrees, 1)}
    [fault] = refused(folder, collection(swapped, epsg=None))
    assert "Axlarna ser omkastade ut" in fault


def test_one_surface_outside_sweden_is_named(folder):
    [fault] = refused(folder, collection(SQUARES | {"2": square(-200, 0)}))
    assert "objekt 2 (kod 2)" in fault


@pytest.mark.parametrize(
    "crs", [None, "EPSG:3006", {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::99999"}}, {"type": "name"}]
)
def test_a_crs_that_nobody_knows_is_not_taken_for_wgs84(folder, crs):
    [fault] = refused(folder, json.loads(frame(epsg=4326).to_json()) | {"crs": crs})
    assert "inget känt koordinatsystem" in fault


@pytest.mark.parametrize("suffix", ["gpkg", "shp"])
def test_a_file_without_crs(folder, suffix):
    file = folder.parent / f"karta.{suffix}"
    bare = geopandas.GeoDataFrame(frame().drop(columns="geometry"), geometry=list(frame().geometry))
    with pytest.warns(UserWarning, match="crs"):
        bare.to_file(file)
    [fault] = refused(folder, file)
    assert "inget känt koordinatsystem" in fault


def test_child_outside_its_parent(folder):
    take(folder, collection(HALVES), "halva")
    swapped = SQUARES | {"2": SQUARES["4"], "4": SQUARES["2"]}
    (folder / "areas.csv").write_text(
        (HEADER + AREAS).replace("11.8402,57.7566", ",").replace("11.9073,57.7583", ","), encoding="utf-8"
    )
    faults = refused(folder, collection(swapped))
    assert len(faults) == 2
    assert "ruta 2 (Tvåan) utanför halva V (Väster)" in faults[0]


def test_parent_that_leaves_its_children_outside(folder):
    take(folder, collection(SQUARES))
    faults = refused(folder, collection({"V": HALVES["O"], "O": HALVES["V"]}), kind="halva")
    assert len(faults) == 4
    assert take(folder, collection(HALVES), "halva")


def test_a_broken_file_of_another_level_does_not_stand_in_the_way(folder):
    (folder / "boundaries-halva.geojson").write_text("{", encoding="utf-8")
    assert take(folder, collection(SQUARES))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tom.geojson", b""),
        ("text.geojson", "Hej, här är kartan."),
        ("trunkerad.geojson", json.dumps(collection(SQUARES))[:300]),
        ("inget.geojson", json.dumps(collection({}))),
        ("lista.json", "[1, 2]"),
        ("brus.gpkg", bytes(range(256)) * 20),
        ("ensam.shp", b"\x00\x00\x27\x0a" + bytes(200)),
        ("karta.xlsx", b"PK"),
        ("tabell.csv", "kod;namn\n1;Ett\n"),
    ],
)
def test_not_a_map_file(folder, name, content, capfd):
    [fault] = refused(folder, content, name=name)
    assert fault.startswith(f"{name}: hittade ")
    assert "kart" in fault
    assert capfd.readouterr().err == ""


def test_missing_file(folder):
    [fault] = refused(folder, folder / "finns-inte.geojson")
    assert "ingen läsbar fil" in fault


def test_a_shapefile_without_its_companions(folder):
    file = folder.parent / "karta.shp"
    frame().to_file(file)
    file.with_suffix(".shx").unlink()
    [fault] = refused(folder, file)
    assert ".shx" in fault


def test_several_layers(folder):
    file = folder.parent / "karta.gpkg"
    frame().to_file(file, layer="rutor")
    frame(HALVES).to_file(file, layer="halvor")
    [fault] = refused(folder, file)
    assert "rutor, halvor" in fault


@pytest.mark.parametrize(
    ("kind", "origin", "licence", "found"),
    [
        ("rutt", "Staden", "CC0", "--kind: hittade ”rutt”"),
        ("../ruta", "Staden", "CC0", "--kind"),
        ("organisation", "Staden", "CC0", "--kind"),
        ("ruta", " ", "CC0", "--origin: hittade inget värde"),
        ("ruta", "Staden", "", "--licence: hittade inget värde"),
    ],
)
def test_words_that_are_wanting(folder, kind, origin, licence, found):
    file = folder.parent / "karta.geojson"
    file.write_text(json.dumps(collection(SQUARES)), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        import_boundaries(file, folder, kind, origin, licence)
    assert found in str(caught.value)


# -- a file in the folder that is not as it was written


def broken(change):
    def spoil(path):
        document = json.loads(path.read_text(encoding="utf-8"))
        change(document)
        path.write_text(json.dumps(document), encoding="utf-8")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda path: path.write_text("", encoding="utf-8"), "en trasig fil"),
        (lambda path: path.write_bytes(path.read_bytes()[:200]), "en trasig fil"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "en trasig fil"),
        (lambda path: path.write_text("[]", encoding="utf-8"), "en trasig fil"),
        (lambda path: path.write_text("[" * 100_000, encoding="utf-8"), "en trasig fil"),
        (broken(lambda d: d.pop("features")), "en trasig fil"),
        (broken(lambda d: d["features"][1].pop("properties")), "objekt 2: hittade trasiga uppgifter"),
        (broken(lambda d: d["features"][1]["properties"].pop("licence")), "objekt 2: hittade trasiga uppgifter"),
        (broken(lambda d: d["features"][1]["properties"].update(code=2)), "objekt 2: hittade trasiga uppgifter"),
        (broken(lambda d: d["features"][1]["properties"].update(label_x=None)), "objekt 2: hittade trasiga uppgifter"),
        (broken(lambda d: d["features"][2].update(geometry=None)), "objekt 3: hittade trasiga uppgifter"),
        (broken(lambda d: d["features"][2]["geometry"].update(type="Polygon")), "objekt 3: hittade trasiga uppgifter"),
        (broken(lambda d: d["features"][2]["geometry"].update(coordinates=[])), "objekt 3: hittade trasiga uppgifter"),
        (broken(lambda d: d["features"][2]["geometry"]["coordinates"][0][0].pop()), "objekt 3: hittade trasiga uppgifter"),
        (broken(lambda d: d["features"][2]["geometry"]["coordinates"][0][0][1].reverse()), "objekt 3: hittade trasiga"),
        (broken(lambda d: d["features"].pop()), "inget objekt med koden 4 (Fyran)"),
        (broken(lambda d: d["features"][0]["properties"].update(code="2")), "koden 2 2 gånger"),
    ],
)
def test_a_spoilt_boundaries_file_is_refused(folder, spoil, found):
    take(folder, collection(SQUARES))
    spoil(folder / "boundaries-ruta.geojson")
    with pytest.raises(Refused) as caught:
        shapes(folder)
    assert found in str(caught.value)
    assert "python -m etl areas import" in str(caught.value)


def test_boundaries_that_no_longer_fit_the_areas_are_refused(folder):
    take(folder, collection(SQUARES))
    (folder / "areas.csv").write_text(HEADER + AREAS + "ruta,5,Femman,,,,,,,,\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"inget objekt med koden 5 \(Femman\)"):
        shapes(folder)


def test_faults_of_all_files_come_together(folder):
    (folder / "boundaries-ruta.geojson").write_text("{", encoding="utf-8")
    (folder / "boundaries-halva.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        shapes(folder)
    assert [f.file for f in caught.value.faults] == ["boundaries-halva.geojson", "boundaries-ruta.geojson"]
