"""A personal number in what a reader hands over stops the delivery, and is never repeated."""

import datetime as dt
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import DATA, deliver, goteborg

from etl.build import check_delivery
from etl.identity import personal_numbers
from etl.model import Refused, Release
from etl.people import anyone_in, guard_people, people_in, scan_column
from etl.tables import Row

SECRET = "19800101-2387"  # in the numbers set aside for tests
DAY = dt.date(2023, 7, 4)
RELEASE = Release("1480/x/2023", "x", Path("2023"), (), "t", "p", "u", "l", DAY, DAY, "", "0")
WRITTEN = [SECRET, f"Om {SECRET}.", "198001012387", "800101\u200b-2387", "８００１０１-２３８７", "800101 - 2387", "800101- 2387"]
NOBODY = ["556036-0793", "2023-05-01–2023-06-30", "rad 12345678901", "1 234 567 890", None, "800101-2384", "åäö–€", ""]


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize("kind", ["object", "string", "category", "polars"])
def test_a_number_in_any_text_is_told_by_its_place_alone(text: str, kind: str) -> None:
    columns = {"note": ["a", text], "file": "a.csv", "cell": ["rad 2", "rad 3"]}
    frame = pl.DataFrame(columns) if kind == "polars" else pd.DataFrame(columns).astype({"note": kind})
    with pytest.raises(Refused) as refusal:
        guard_people(RELEASE, {"stg_x": frame})
    assert str(refusal.value).startswith("a.csv, rad 3: hittade något som ser ut som ett personnummer i stg_x, note, väntade")
    assert "2387" not in repr(refusal.value.faults)


def test_what_is_no_persons_number_passes() -> None:
    guard_people(RELEASE, {"stg_x": pd.DataFrame({"note": NOBODY}), "y": pl.DataFrame({"note": NOBODY}), "other": object()})


def test_a_column_is_searched_as_each_of_its_texts_would_be() -> None:
    times = [f"2{n:07}-1200" for n in range(50)]
    texts = [*NOBODY, *WRITTEN, *times, "SE800101238701", "²⁰²³", f"{SECRET} {SECRET}", "a" * 100_000 + SECRET]
    expected = [n for n, text in enumerate(texts) if text and personal_numbers(text, DAY)]
    assert scan_column(texts, DAY).to_list() == expected
    assert scan_column([], DAY).to_list() == scan_column([None, "x"], DAY).to_list() == []


# Letters that numbers are written with, so that some of the texts are nearly numbers and some are.
near = st.text(st.sampled_from("0123456789-+– \u200b\u00a0１８as\n﹣"), max_size=20)
parts = st.tuples(near, st.sampled_from(["", SECRET, "800101-2387", "１９８００１０１-2387", "800101+2387"]), near)


@given(st.lists(parts.map("".join)))
def test_the_quick_search_finds_what_the_careful_one_does(texts: list[str]) -> None:
    assert scan_column(texts, DAY).to_list() == [n for n, text in enumerate(texts) if personal_numbers(text, DAY)]


def test_the_quick_search_knows_a_vat_number_that_also_looks_like_a_century_and_a_day() -> None:
    texts = [f"SE{year}0101{serial:04}01" for year in (18, 19, 20) for serial in range(1200, 1300)]
    expected = [n for n, text in enumerate(texts) if personal_numbers(text, DAY)]
    assert len(expected) >= len(texts) // 10
    assert scan_column(texts, DAY).to_list() == expected


def test_two_rules_for_rows() -> None:
    """A number with a digit wrong passes where organisations are told of, and never where people may be hurt."""
    rows = [Row("a.csv", n, {"note": text}) for n, text in enumerate((SECRET, "800101-2384", "1234567890", "12 345"), 2)]
    assert [f.place for f in people_in(rows, DAY, "")] == ["rad 2, kolumn note"]
    assert [f.place for f in anyone_in(rows, "summor", "")] == [f"rad {n}, kolumn note" for n in (2, 3, 4)]


@pytest.mark.parametrize("text", ["800101﹣2387", "SE800101238701", "800101\u200b2387"])
def test_the_stricter_rule_misses_nothing_that_the_other_finds(text: str) -> None:
    row = Row("a.csv", 2, {"note": text})
    assert people_in([row], DAY, "")
    assert anyone_in([row], "", "")


@pytest.mark.parametrize(("drawer", "column"), [("pastaende", 5), ("trygghet", -1), ("befolkning", -1)])
def test_no_drawer_forgets(tmp_path: Path, drawer: str, column: int) -> None:
    [original] = (DATA / "raw/1480" / drawer).glob("*/*.csv")
    header, first, *rest = original.read_text(encoding="utf-8-sig").splitlines()
    delimiter = max(";,", key=header.count)
    cells = first.split(delimiter)
    cells[column] = SECRET
    text = "\n".join([header, delimiter.join(cells), *rest]) + "\n"
    folder = deliver(tmp_path / "raw/1480" / drawer / "2023", {original.name: text.encode()}, published="2026-10-10")
    with pytest.raises(Refused) as refusal:
        check_delivery(folder, DATA / "municipalities/1480")
    assert "2387" not in str(refusal.value)


def test_an_area_is_not_called_by_a_persons_number(tmp_path: Path) -> None:
    folder = goteborg(tmp_path)
    with (tmp_path / "municipalities/1480/areas.csv").open("a", encoding="utf-8") as file:
        file.write(f"stadsomrade,9,Hos {SECRET}\n")
    with pytest.raises(Refused, match="rad 7: hittade något som ser ut som ett personnummer") as refusal:
        check_delivery(folder, tmp_path / "municipalities/1480")
    assert "2387" not in str(refusal.value)
