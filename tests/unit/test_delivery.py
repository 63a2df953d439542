"""A delivery: its files, its facts, and everything that can be missing from them."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from places import deliver

from etl.delivery import read_release, release_folders
from etl.model import Refused


def faults(folder: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_release(folder, "1480")
    return [str(fault) for fault in refused.value.faults]


def test_a_delivery_is_its_facts_and_its_files(tmp_path: Path) -> None:
    release = read_release(deliver(tmp_path / "ntu/2023-07", {"b.csv": b"2", "a.csv": b"1"}, note="Avskrift"), "1480")
    assert release.release_id == "1480/ntu/2023-07"
    assert (release.source, release.title, release.note) == ("ntu", "Prov", "Avskrift")
    assert [f.name for f in release.files] == ["a.csv", "b.csv"]
    assert (release.published, release.retrieved) == (dt.date(2023, 7, 4), dt.date(2026, 11, 20))


def test_dates_may_stand_within_quotation_marks_and_the_note_may_be_left_out(tmp_path: Path) -> None:
    release = read_release(deliver(tmp_path / "x/1", {"a.csv": b"1"}, published='"2023-07-04"'), "1480")
    assert (release.published, release.note) == (dt.date(2023, 7, 4), "")


def test_one_files_checksum_is_the_one_that_everybody_else_computes(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "x/1", {"a.csv": b"innehall"})
    assert read_release(folder, "1480").sha256 == hashlib.sha256(b"innehall").hexdigest()


def test_several_files_checksum_sees_every_byte_and_every_name(tmp_path: Path) -> None:
    variants = [{"a": b"1", "b": b"2"}, {"a": b"1", "b": b"3"}, {"a": b"1", "c": b"2"}, {"a": b"2", "b": b"1"}, {"a": b"1"}]
    sums = {read_release(deliver(tmp_path / f"x/{n}", files), "1480").sha256 for n, files in enumerate(variants)}
    assert len(sums) == len(variants)


def test_what_office_programs_hide_beside_a_file_is_not_part_of_it(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "x/1", {"a.xlsx": b"1", "~$a.xlsx": b"lock", ".DS_Store": b"mac"})
    assert [f.name for f in read_release(folder, "1480").files] == ["a.xlsx"]


def test_a_delivery_without_files_is_refused(tmp_path: Path) -> None:
    [said] = faults(deliver(tmp_path / "x/1", {}))
    assert "hittade ingen fil utom release.toml, väntade minst en levererad fil. Lägg filen" in said


def test_a_delivery_without_release_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x/1").mkdir(parents=True)
    [said] = faults(tmp_path / "x/1")
    assert "release.toml: hittade ingen sådan fil" in said
    assert said.endswith("Skriv release.toml bredvid filerna: title, publisher, url, licence, published, retrieved.")


@pytest.mark.parametrize("name", ["title", "publisher", "url", "licence"])
def test_every_text_must_be_filled_in(tmp_path: Path, name: str) -> None:
    [said] = faults(deliver(tmp_path / "x/1", {"a": b"1"}, **{name: " "}))
    assert f"release.toml, {name}: hittade inget värde, väntade text" in said


@pytest.mark.parametrize("name", ["published", "retrieved"])
@pytest.mark.parametrize("value", ['"i fjol"', "2023", '"2023-13-01"', "true"])
def test_every_date_must_be_a_date(tmp_path: Path, name: str, value: str) -> None:
    [said] = faults(deliver(tmp_path / "x/1", {"a": b"1"}, **{name: value}))
    assert f"release.toml, {name}: hittade {value.strip(chr(34)).replace('true', 'True')}, väntade ett datum." in said


def test_all_that_is_missing_is_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "x/1"
    folder.mkdir(parents=True)
    (folder / "release.toml").write_text('title = "T"\nurl = "u"\n', encoding="utf-8")
    wanting = [said.split(", ")[1].split(":")[0] for said in faults(folder)]
    assert wanting == ["publisher", "licence", "published", "retrieved"]


def test_deliveries_are_found_by_drawer_and_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("ntu/2024", "brott/2023", "ntu/2023", "ntu/.dold"):
        deliver(tmp_path / name, {"a": b"1"})
    found = release_folders(tmp_path, ["brott", "ntu"])
    assert [str(f.relative_to(tmp_path)) for f in found] == ["brott/2023", "ntu/2023", "ntu/2024"]


def test_a_municipality_without_deliveries_has_none(tmp_path: Path) -> None:
    assert release_folders(tmp_path / "9999", ["ntu"]) == []


def test_every_drawer_that_does_not_exist_is_told(tmp_path: Path) -> None:
    for name in ("nut/2023", "ntu/2023", "brot/2023"):
        deliver(tmp_path / name, {"a": b"1"})
    with pytest.raises(Refused) as refused:
        release_folders(tmp_path, ["brott", "ntu"])
    said = [str(fault) for fault in refused.value.faults]
    assert ["mappen brot" in said[0], "mappen nut" in said[1]] == [True, True]
    assert said[0].endswith("Flytta leveransen till någon av: brott, ntu.")


@pytest.mark.parametrize("place", ["tabell.xlsx", "ntu/tabell.xlsx"])
def test_a_file_outside_every_delivery_is_not_passed_over(tmp_path: Path, place: str) -> None:
    deliver(tmp_path / "ntu/2023", {"a": b"1"})
    (tmp_path / place).write_bytes(b"1")
    with pytest.raises(Refused, match=r"tabell\.xlsx: hittade en fil utanför leveranserna"):
        release_folders(tmp_path, ["ntu"])
