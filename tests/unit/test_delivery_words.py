"""Names and facts of a delivery are published as they stand, and quoted in SQL and messages: what may not be there is told."""

from pathlib import Path

import pytest
from places import deliver, goteborg, run

from etl.build import check_delivery
from etl.delivery import read_release
from etl.model import Fault, Refused

SECRET = "19800101-2387"  # one of Skatteverket's test numbers


def said(folder: Path) -> str:
    with pytest.raises(Refused) as refusal:
        read_release(folder, "1480")
    return str(refusal.value)


@pytest.mark.parametrize("fact", ["title", "publisher", "licence", "note"])
def test_nobodys_number_stands_among_the_facts(tmp_path: Path, fact: str) -> None:
    told = said(deliver(tmp_path / "ntu/2023", {"a.xlsx": b"1"}, **{fact: f"Om {SECRET}"}))
    assert f"release.toml, {fact}: hittade något som ser ut som ett personnummer" in told
    assert SECRET[-4:] not in told


@pytest.mark.parametrize(("name", "found"), [(f"{SECRET}.xlsx", "ett personnummer"), ("a\x1b[2J.xlsx", "inte går att visa")])
def test_a_file_may_not_be_called_anything(tmp_path: Path, name: str, found: str) -> None:
    told = said(deliver(tmp_path / "ntu/2023", {name: b"1"}))
    assert found in told
    assert (SECRET[-4:] in told, told.isprintable()) == (False, True)


def test_a_name_that_is_no_text_is_told_in_words(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "raw/1480/ntu/2023", {"\udcff.xlsx": b"1"})
    assert "inte går att visa" in said(folder)
    done = run("check", folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr


def test_a_delivery_may_have_a_quote_in_its_name(tmp_path: Path) -> None:
    folder = goteborg(tmp_path)
    moved = folder.rename(folder.with_name("2023' OR 1=1"))
    assert check_delivery(moved, tmp_path / "municipalities/1480") == 1071


def test_a_time_of_day_is_no_date(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "ntu/2023", {"a.xlsx": b"1"}, published="2023-07-04T10:00:00")
    assert "published: hittade 2023-07-04 10:00:00, väntade ett datum" in said(folder)


@pytest.mark.parametrize("toml", ["a = " + "[" * 5_000, "a = " + "9" * 5_000, "a = 1\n" * 2 + "#" * 100_000, "a = 1\na = 2\n"])
def test_facts_that_no_one_wrote_by_hand_are_told(tmp_path: Path, toml: str) -> None:
    folder = deliver(tmp_path / "ntu/2023", {"a.xlsx": b"1"})
    (folder / "release.toml").write_text(toml, encoding="utf-8")
    assert "väntade en läsbar release.toml" in said(folder)


def test_a_list_of_areas_by_the_megabyte_is_not_read(tmp_path: Path) -> None:
    folder = goteborg(tmp_path)
    with (tmp_path / "municipalities/1480/areas.csv").open("a", encoding="utf-8") as file:
        file.write("stadsomrade,9,Nio\n" * 600_000)
    with pytest.raises(Refused, match="över 2 MB"):
        check_delivery(folder, tmp_path / "municipalities/1480")


@pytest.mark.parametrize("between", ["\u200b", "\u00ad", "\u2060", "\x07", "\ufeff"])
def test_what_cannot_be_seen_neither_parts_a_number_nor_reaches_a_screen(between: str) -> None:
    shown = str(Fault("a.csv", "rad 1", f"”19800101{between}-{between}2387”", "ett tal", "Rätta."))
    assert (SECRET[-4:] in shown, shown.isprintable()) == (False, True)
