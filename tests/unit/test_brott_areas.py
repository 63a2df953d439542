"""Which regions of a file are taken, which area a name means, and what a nought is worth."""

from pathlib import Path

import pytest
from reported import HEADER, TABLE, faults, only, staged


@pytest.mark.parametrize(
    ("name", "area_id"),
    [
        ("Stadsområde Centrum (Gbg)", "stadsomrade:2"),
        ("Centrum stadsdel (upphörde 2021-01-01)", "stadsdelsnamnd:SDN-CEN"),
        ("Centrum (upphörde 2021-01-01)", "stadsdelsnamnd:SDN-CEN"),
        ("Askim-Frölunda-Högsbo (upphörde 2021-01-01)", "stadsdelsnamnd:SDN-AFH"),
        ("Västra Götalands län", "lan:14"),
        ("Hela landet", "land:SE"),
        ("Malmö kommun", "kommun:1280"),
    ],
)
def test_a_region_is_matched_by_its_kind_and_its_life(tmp_path: Path, name: str, area_id: str) -> None:
    rows = f"Göteborg kommun;Bilbrott;2015;2015;5;1;\n{name};Bilbrott;2015;2015;5;1;\n"
    assert staged(tmp_path, HEADER + rows)["area_id"].tolist() == ["kommun:1480", area_id]


@pytest.mark.parametrize(
    "name",
    ["Ale kommun", "Region Väst", "Stadsområde Centrum (Malmö)", "Norrmalm (Sthlm)", "Centrum stadsdel (upphörde 2013-07-01)"],
)
def test_the_rest_of_the_country_is_passed_over(tmp_path: Path, name: str) -> None:
    rows = (
        f"Göteborg kommun;Bilbrott;2025;2025;5;1;\nMalmö kommun;Bilbrott;2025;2025;5;1;\n{name};Bilbrott;2025;2025;inget tal;;\n"
    )
    assert staged(tmp_path, HEADER + rows)["area_id"].tolist() == ["kommun:1480", "kommun:1280"]


def test_an_own_district_that_is_not_known_is_a_fault(tmp_path: Path) -> None:
    lines = [
        "Göteborg kommun;Bilbrott;2025;2025;5;1;",
        "Bergsjön stadsdel (upphörde 2011-01-01);Bilbrott;2010;2010;5;1;",
        "Malmö kommun;Bilbrott;2025;2025;5;1;",
        "Stadsområde Väst (Gbg);Bilbrott;2025;2025;5;1;",
    ]
    first, second = faults(tmp_path, HEADER + "\n".join(lines) + "\n")
    assert "rad 3" in first
    assert "valid_to 2011-01-01" in first
    assert "rad 5: hittade området ”Stadsområde Väst (Gbg)”" in second


def test_a_file_about_other_places_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, HEADER + "Ale kommun;Bilbrott;2025;2025;5;1;\n")
    assert "inga kända områden" in fault
    assert "Göteborg" in fault


def test_nought_outside_an_areas_life_is_not_nought(tmp_path: Path) -> None:
    names = {"Stadsområde Centrum (Gbg)": 2021, "Centrum stadsdel (upphörde 2021-01-01)": 2020}
    lines = [f"{n};Bilbrott;{y};{y};0;0;" for n in names for y in (2020, 2021)]
    frame = staged(tmp_path, HEADER + "\n".join(lines) + "\n").assign(year=lambda f: [d.year for d in f["period_end"]])
    for name, alive in names.items():
        rows = frame[frame["region"] == name].set_index("year")
        assert rows.loc[alive, ["status", "value"]].tolist() == ["ok", 0]
        other = rows.loc[4041 - alive]
        assert (other["status"], other["printed"]) == ("not_applicable", "0")
        assert other["value"] != other["value"], "not a number"


def test_what_bra_has_counted_backwards_is_kept(tmp_path: Path) -> None:
    row = only(staged(tmp_path, HEADER + "Lundby stadsdel (upphörde 2021-01-01);Bilbrott;2005;2005;88;9;\n"))
    assert (row["status"], row["value"]) == ("ok", 88)


def test_in_a_table_a_name_means_the_area_of_its_last_year(tmp_path: Path) -> None:
    body = "2019,Centrum,bilstold,0\n2023,Centrum,bilstold,97\n2019,Angered,bilstold,50\n2023,Angered,bilstold,0\n"
    frame = staged(tmp_path, (TABLE + body).encode())
    assert frame[["area_id", "status"]].to_numpy().tolist() == [
        ["stadsomrade:2", "not_applicable"],
        ["stadsomrade:2", "ok"],
        ["stadsdelsnamnd:SDN-ANG", "ok"],
        ["stadsdelsnamnd:SDN-ANG", "not_applicable"],
    ]
