"""Population: what the table says, what it may leave out, and what stops it."""

import datetime as dt
import re
from pathlib import Path

import pandas as pd
import pytest
from places import DATA, SHARED, deliver, other_peoples

from etl.catalogue import SOURCES, drawers
from etl.delivery import read_release
from etl.model import Refused, Release
from etl.municipality import read_municipality
from etl.sources.befolkning.reader import read
from etl.warehouse import draft

GENUINE = SHARED / "real/bra_sol/goteborg-area-population.csv"
GOTEBORG = read_municipality(DATA / "municipalities/1480")
HEADER = "year,area_scheme,area,population\n"


def release(tmp_path: Path, body: str | bytes, name: str = "folkmangd.csv") -> Release:
    content = body if isinstance(body, bytes) else (HEADER + body).encode()
    return read_release(deliver(tmp_path / "befolkning" / "prov", {name: content}), "1480")


def staged(tmp_path: Path, body: str) -> pd.DataFrame:
    frame = read(release(tmp_path, body), GOTEBORG)["stg_befolkning"]
    return frame.set_index(["area_id", "year"])


def faults(tmp_path: Path, body: str | bytes) -> list[str]:
    with pytest.raises(Refused) as caught:
        read(release(tmp_path, body), GOTEBORG)
    return [str(fault) for fault in caught.value.faults]


def observed(*releases: Release) -> tuple[pd.DataFrame, list[tuple[object, ...]]]:
    """The indicator's rows and the breaks, as the build makes them."""
    drawer = next(d for d in drawers() if d.source == "befolkning")
    with draft() as work:
        work.create(drawer.staging)
        for one in releases:
            work.stage(read(one, GOTEBORG), one)
        for indicator in drawer.indicators:
            work.observe(indicator)
        work.derive("series_break", drawer.breaks, "befolkning")
        return work.con.execute("SELECT * FROM observation").df(), work.con.execute("SELECT * FROM series_break").fetchall()


def test_our_delivery_and_the_genuine_file_say_the_same() -> None:
    ours = read(read_release(DATA / "raw/1480/befolkning/2026-10-10", "1480"), GOTEBORG)["stg_befolkning"]
    assert ours.groupby("area_id").size().to_dict() == {"kommun:1480": 30, **{f"stadsomrade:{n}": 5 for n in range(1, 5)}}
    assert ours["place"].notna().all()
    assert ours.set_index(["area_id", "year"])["value"]["kommun:1480", 2025] == 613_278


def test_the_genuine_file_reads_as_it_is(tmp_path: Path) -> None:
    genuine = other_peoples(GENUINE)
    theirs = read(release(tmp_path, genuine.read_bytes(), genuine.name), GOTEBORG)["stg_befolkning"]
    ours = read(read_release(DATA / "raw/1480/befolkning/2026-10-10", "1480"), GOTEBORG)["stg_befolkning"]
    key = ["area_id", "year", "value"]
    assert set(map(tuple, ours[key].to_numpy())) == set(map(tuple, theirs[key].to_numpy()))
    assert len(theirs) == 50


def test_a_row_knows_its_place(tmp_path: Path) -> None:
    row = staged(tmp_path, "2024,kommun,Göteborg kommun,608993\n2025,kommun,Göteborg kommun,613 278\n").loc["kommun:1480", 2025]
    assert (row["value"], row["status"], row["file"], row["cell"]) == (613278, "ok", "folkmangd.csv", "rad 3, kolumn population")


@pytest.mark.parametrize(
    ("scheme", "name", "area_id"),
    [
        ("stadsomrade_2021", "Stadsområde Centrum (Gbg)", "stadsomrade:2"),
        ("stadsomrade", "Centrum", "stadsomrade:2"),
        ("sdn_2011_2020", "Centrum", "stadsdelsnamnd:SDN-CEN"),
        ("primaromrade", "Haga", "primaromrade:107"),
        ("land", "Riket", "land:SE"),
    ],
)
def test_the_scheme_decides_which_area_a_name_means(tmp_path: Path, scheme: str, name: str, area_id: str) -> None:
    assert staged(tmp_path, f"2015,{scheme},{name},100\n").index.tolist() == [(area_id, 2015)]


def test_two_dots_are_unknown_and_never_nought(tmp_path: Path) -> None:
    row = staged(tmp_path, "2025,stadsomrade,Nordost,..\n2025,stadsomrade,Centrum,5\n").loc["stadsomrade:1", 2025]
    assert (row["status"], row["printed"]) == ("missing", "..")
    assert row["value"] != row["value"], "not a number"


def test_nought_outside_the_areas_life_is_not_nought(tmp_path: Path) -> None:
    rows = staged(tmp_path, "2020,stadsomrade,Nordost,0\n2021,stadsomrade,Nordost,0\n2020,stadsomrade,Centrum,7\n")
    assert rows["status"].to_dict() == {
        ("stadsomrade:1", 2020): "not_applicable",
        ("stadsomrade:1", 2021): "ok",
        ("stadsomrade:2", 2020): "ok",
    }
    assert rows["printed"]["stadsomrade:1", 2020] == "0"


def test_parts_that_do_not_make_the_whole_are_read(tmp_path: Path) -> None:
    rows = staged(tmp_path, "2025,kommun,Göteborg,1\n2025,stadsomrade,Centrum,100\n2025,stadsomrade,Nordost,100\n")
    assert rows["value"].tolist() == [1, 100, 100]


@pytest.mark.parametrize("value", ["600,000", '"600,000"', "12.5", "-3", "många", "", "1e5", "45 40 16", "30000000", "٣"])
def test_what_is_no_whole_number_is_a_fault(tmp_path: Path, value: str) -> None:
    assert any("rad 2" in f for f in faults(tmp_path, f"2025,kommun,Göteborg,{value}\n"))


@pytest.mark.parametrize("year", ["25", "2025 prel.", "20255", "Göteborg", ""])
def test_a_year_that_is_none_is_a_fault(tmp_path: Path, year: str) -> None:
    (fault,) = faults(tmp_path, f"{year},kommun,Göteborg,5\n")
    assert "rad 2, kolumn year" in fault


def test_all_faults_come_at_once_with_the_nearest_known_name(tmp_path: Path) -> None:
    body = "2025,stadsomrade,Centrun,5\n2025,kommun,Göteborg,x\n2025,rike,Sverige,5\n2025,stadsomrade,Nordvast,5\n"
    found = faults(tmp_path, body)
    assert len(found) == 4
    assert any("”Centrun”" in f and "Närmaste kända namn: Centrum" in f for f in found)
    assert any("kolumn area_scheme" in f and "”rike”" in f for f in found)


def test_a_duplicate_names_both_rows_also_under_another_spelling(tmp_path: Path) -> None:
    body = "2025,stadsomrade,Centrum,5\n2025,stadsomrade_2021,Stadsområde Centrum (Gbg),6\n"
    (fault,) = faults(tmp_path, body)
    assert "rad 2 och rad 3" in fault


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "tom fil"),
        (b"year,area,population\n2025,G\xc3\xb6teborg,5\n", "area_scheme"),
        (HEADER.encode(), "0 fält"),
        ((HEADER + "2025,kommun,Göteborg\n").encode(), "3 fält"),
        ((HEADER + "2025,kommun,Göteborg,5\n").encode("latin-1"), "tecken som inte går att tyda"),
        ("Region;Brott;År;Period;Antal\n".encode(), "kolumner"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    (fault,) = faults(tmp_path, content)
    assert re.search(expected, fault)


def test_two_files_in_a_delivery_are_refused(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "befolkning/prov", {"a.csv": b"x", "b.csv": b"y"})
    with pytest.raises(Refused, match="Lägg en leverans per mapp"):
        read(read_release(folder, "1480"), GOTEBORG)


def test_the_period_is_the_last_day_of_the_year_and_the_break_is_told(tmp_path: Path) -> None:
    rows, breaks = observed(release(tmp_path, "2025,kommun,Göteborg,613278\n2025,stadsomrade,Nordost,..\n"))
    assert {d.date() for d in (*rows["period_start"], *rows["period_end"])} == {dt.date(2025, 12, 31)}
    assert rows["value"].notna().tolist() == rows["status"].eq("ok").tolist()
    assert [(b[0], b[1]) for b in breaks] == [("befolkning", dt.date(2025, 1, 1))]


def test_without_population_there_is_no_break() -> None:
    assert observed()[1] == []


def test_the_readme_warns_that_parts_need_not_sum() -> None:
    assert "summerar inte" in (SOURCES / "befolkning/README.md").read_text(encoding="utf-8")
