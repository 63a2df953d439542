"""A municipality from its folder, and printed area names found in it."""

import datetime as dt
from pathlib import Path

import pytest
from places import DATA, found_municipality, municipalities

from etl.model import Refused
from etl.municipality import Municipality, read_municipality

LAST = dt.date(2021, 12, 31)
AREAS = """kind,code,name,parent_kind,parent_code,valid_from,valid_to,population,aliases,lon,lat
kommun,1480,Göteborg,lan,14,,,613278,Göteborgs Stad|Göteborg stad,11.9,57.7
stadsomrade,2,Centrum,kommun,1480,2021-01-01,,,,,
stadsomrade,4,Hisingen,kommun,1480,2021-01-01,,,Hisingens stadsområde,,
stadsdelsnamnd,C,Centrum,kommun,1480,2011-01-01,2021-01-01,,,,
mellanomrade,20,Enskede-Årsta-Vantör,,,,,,,,
mellanomrade,21,Västra Biskopsgården,,,,,,,,
organisation,IOFF,Idrotts- och föreningsförvaltningen,,,,,,,,
"""


def city(folder: Path, areas: str = AREAS, facts: str = 'code = "1480"\nname = "Göteborg"\n') -> Municipality:
    place = folder / "1480"
    place.mkdir(exist_ok=True)
    (place / "municipality.toml").write_text(facts, encoding="utf-8")
    (place / "areas.csv").write_text(areas, encoding="utf-8")
    return read_municipality(place)


def faults(folder: Path, areas: str = AREAS, **facts: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        city(folder, areas, **facts)
    return [str(fault).replace(str(folder), "") for fault in refused.value.faults]


def test_every_column_is_read(tmp_path: Path) -> None:
    goteborg = next(a for a in city(tmp_path).areas if a.area_id == "kommun:1480")
    assert (goteborg.parent_id, goteborg.population, goteborg.lon, goteborg.lat) == ("lan:14", 613278, 11.9, 57.7)
    assert goteborg.aliases == ("Göteborgs Stad", "Göteborg stad")
    centrum = next(a for a in city(tmp_path).areas if a.area_id == "stadsdelsnamnd:C")
    assert (centrum.valid_from, centrum.valid_to, centrum.population) == (dt.date(2011, 1, 1), dt.date(2021, 1, 1), None)


def test_the_country_and_the_own_county_are_added_and_no_other(tmp_path: Path) -> None:
    ids = {a.area_id for a in city(tmp_path).areas if a.kind in ("land", "lan")}
    assert ids == {"land:SE", "lan:14"}


@pytest.mark.parametrize("areas", ["kind,code,name\n", "kind,code,name\nlan,14,Västra Götalands län\n"])
def test_three_columns_are_enough_and_the_municipality_needs_no_row(tmp_path: Path, areas: str) -> None:
    found = city(tmp_path, areas)
    assert sorted(a.area_id for a in found.areas) == ["kommun:1480", "lan:14", "land:SE"]
    assert found.area_id == "kommun:1480"


@pytest.mark.parametrize(
    ("printed", "kinds", "area_id"),
    [
        ("Göteborg", (), "kommun:1480"),
        ("  göteborg ", (), "kommun:1480"),
        ("Göteborgs stad", (), "kommun:1480"),
        ("Göteborgs kommun", (), "kommun:1480"),
        ("Göteborg Stad", (), "kommun:1480"),
        ("SAMTLIGA (16–84 år)", ("land",), "land:SE"),
        ("Hela landet", (), "land:SE"),
        ("Västra Götalands län", (), "lan:14"),
        ("Stadsomr. Centrum", (), "stadsomrade:2"),
        ("Stadsområde Centrum", (), "stadsomrade:2"),
        ("SDN Centrum", (), "stadsdelsnamnd:C"),
        ("Stadsomr. Hisingen ", (), "stadsomrade:4"),
        ("Hisingens stadsområde", (), "stadsomrade:4"),
        ("Stadsdelsomr. Enskede–Årsta–Vantör", (), "mellanomrade:20"),
        ("Enskede - Årsta - Vantör", (), "mellanomrade:20"),
        ("Vastra Biskopsgarden", (), None),
        ("Göteborg", ("stadsomrade",), None),
        ("Centrum", (), None),
    ],
)
def test_a_printed_name_is_one_area_or_none(tmp_path: Path, printed: str, kinds: tuple[str, ...], area_id: str | None) -> None:
    area = city(tmp_path).find(printed, kinds)
    assert (area and area.area_id) == area_id


def test_letters_put_together_from_parts_are_the_same_letters(tmp_path: Path) -> None:
    assert city(tmp_path).find("Va\u0308stra Biskopsga\u030arden") is not None


@pytest.mark.parametrize(("day", "area_id"), [("2019-12-31", "stadsdelsnamnd:C"), ("2021-12-31", "stadsomrade:2")])
def test_the_same_name_is_the_area_in_force_that_day(tmp_path: Path, day: str, area_id: str) -> None:
    area = city(tmp_path).find("Centrum", on=dt.date.fromisoformat(day))
    assert area is not None
    assert area.area_id == area_id


def test_match_gives_the_area_of_every_name(tmp_path: Path) -> None:
    names = {"Stadsomr. Hisingen": "rad 2", "Göteborg": "rad 3"}
    assert city(tmp_path).match(names, "f.csv") == {"Stadsomr. Hisingen": "stadsomrade:4", "Göteborg": "kommun:1480"}


def test_every_unknown_name_is_told_at_once_with_its_place_and_the_nearest_known(tmp_path: Path) -> None:
    names = {"Hissingen": "rad 2", "Göteborg": "rad 3", "Västra Biskopsgåren": "rad 4", "Qqqqqq": "rad 5"}
    with pytest.raises(Refused) as refused:
        city(tmp_path).match(names, "f.csv")
    said = [str(fault) for fault in refused.value.faults]
    assert [text.split(":")[0] for text in said] == ["f.csv, rad 2", "f.csv, rad 4", "f.csv, rad 5"]
    assert "området ”Hissingen”, väntade ett område i areas.csv." in said[0]
    assert said[0].endswith("data/municipalities/1480/areas.csv. Närmaste kända namn: Hisingen.")
    assert said[1].endswith("Närmaste kända namn: Västra Biskopsgården.")
    assert "Närmaste" not in said[2]


def test_a_name_that_means_two_areas_is_not_called_unknown(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="väntade ett namn som bara betyder ett område"):
        city(tmp_path).match({"Centrum": "rad 2"}, "f.csv")


def test_an_unknown_name_that_is_a_personal_number_is_hidden(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        city(tmp_path).match({"19800101-2384": "rad 2"}, "f.csv")
    assert "2384" not in str(refused.value)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("stadsomrade,9,", "kind, code eller name är tomt"),
        ("stadsomrade,9,Nord,kommun,1480,2021,,,,,", "valid_from ”2021”, som inte är ett datum som 2021-01-01"),
        ("stadsomrade,9,Nord,kommun,1480,,,många,,,", "population ”många”, som inte är ett tal"),
        ("stadsomrade,9,Nord,kommun,1480,,,,,11;9,", "lon ”11;9”, som inte är ett tal"),
        ("stadsomrade,9,Nord,kommun,1480,,,,,,,57,9", "fler fält än rubriker"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_its_number(tmp_path: Path, row: str, said: str) -> None:
    [fault] = faults(tmp_path, AREAS + row + "\n")
    assert f"/1480/areas.csv, rad 9: hittade {said}" in fault


def test_all_wrong_rows_are_told_at_once(tmp_path: Path) -> None:
    told = faults(tmp_path, AREAS + "x,,y\nstadsomrade,4,Hisingen igen\n,1,z\n")
    assert ["rad 9" in told[0], "rad 11" in told[1], "stadsomrade:4: hittade samma kind och code två gånger" in told[2]] == [
        True
    ] * 3


@pytest.mark.parametrize("areas", ["", "namn;kod\n", "kind;code;name\nkommun;1480;Göteborg\n"])
def test_a_table_without_the_three_columns_is_refused(tmp_path: Path, areas: str) -> None:
    [fault] = faults(tmp_path, areas)
    assert "areas.csv, rad 1: hittade kolumner saknas: kind, code, name" in fault


def test_areas_in_another_encoding_are_refused(tmp_path: Path) -> None:
    city(tmp_path)
    (tmp_path / "1480/areas.csv").write_bytes(AREAS.encode("latin-1"))
    with pytest.raises(Refused, match="tecken som inte är UTF-8"):
        read_municipality(tmp_path / "1480")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ('name = "Göteborg"', "code: hittade inget värde"),
        ('code = 1480\nname = "Göteborg"', "code: hittade inget värde, väntade text inom citattecken"),
        ('code = "1480"\nname = ""', "name: hittade inget värde"),
        ('code = "1481"\nname = "Mölndal"', "code: hittade 1481, väntade mappens namn 1480"),
        ("code: 1480", "inte följer TOML"),
    ],
)
def test_a_municipality_without_code_or_name_is_refused(tmp_path: Path, facts: str, said: str) -> None:
    [fault] = faults(tmp_path, facts=facts)
    assert said in fault


def test_a_municipality_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="hittade ingen sådan fil"):
        read_municipality(tmp_path / "9999")


def test_goteborg_of_this_project_has_its_areas() -> None:
    areas = read_municipality(DATA / "municipalities/1480").areas
    living = [a.kind for a in areas if a.exists(LAST)]
    assert [living.count(k) for k in ("stadsomrade", "mellanomrade", "primaromrade")] == [4, 36, 96]
    assert len([a for a in areas if a.kind == "stadsdelsnamnd" and not a.exists(LAST)]) == 10


def test_every_municipality_of_sweden_is_found_among_all_the_others(tmp_path: Path) -> None:
    listed = municipalities()
    assert len(listed) == 290
    folder = found_municipality(tmp_path, "1480", "Göteborg", [("kommun", code, name) for code, name in listed])
    sweden = read_municipality(folder)
    for code, name in listed:
        for printed in (name, f"{name} ", f"{name} kommun"):
            area = sweden.find(printed, ("kommun", "lan", "land"))
            assert area is not None, printed
            assert area.code == code
