"""Personal and organisation numbers, against the vectors of the specification and against numbers made on the spot."""

import csv
import datetime as dt
import json
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from places import SHARED, other_peoples

from etl.identity import (
    COORDINATION,
    ORGANISATION,
    PERSON,
    RESERVE,
    form_of,
    is_personal_number,
    kind_of,
    organisation_number,
    personal_numbers,
    scan,
    sole_trader,
    twelve_digits,
)  # fmt: skip

VECTORS = SHARED / "stats" / "vectors"
SECRET = "19800101-2387"  # in the numbers set aside for tests
YEAR = 2026


def rows(name: str) -> list[dict[str, str]]:
    """The vectors, or one row without an id where ../shared is absent: its test says why it is skipped."""
    path = VECTORS / name
    if not path.exists():
        return [{"id": ""}]
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cases(path: Path = VECTORS / "pii_detection.json") -> list[dict[str, object]]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else [{"id": ""}]


def present(row: dict[str, object]) -> None:
    if not row["id"]:
        pytest.skip("../shared/stats/vectors hör inte till projektet")


@pytest.mark.parametrize("row", rows("personnummer.csv"), ids=lambda r: r["id"])
def test_a_personal_number(row: dict[str, str]) -> None:
    present(row)
    year = int(row["as_of_year"])
    assert (kind_of(row["input"], year) or "") == row["expected_type"]
    assert (twelve_digits(row["input"], year) or "") == row["expected_12"]
    assert is_personal_number(row["input"], dt.date(year, 12, 31)) == (row["expected_valid"] == "True")
    hits = scan(f"om {row['input']}.", year)
    whole = (row["expected_type"], 3, 3 + len(row["input"]))
    assert hits == ([whole] if row["expected_type"] in (PERSON, COORDINATION) else [])


@pytest.mark.parametrize("row", rows("orgnr.csv"), ids=lambda r: r["id"])
def test_an_organisation_number(row: dict[str, str]) -> None:
    present(row)
    valid = row["expected_valid"] == "True"
    assert organisation_number(row["input"]) == (row["expected_10"] if valid else None)
    assert form_of(row["input"]) == (row["expected_form"] if valid else None)
    assert (kind_of(row["input"], YEAR) == ORGANISATION) == valid
    assert (kind_of(row["input"], YEAR) == PERSON) == row["expected_form"].startswith("fysisk person")
    assert not valid or scan(row["input"]) == []


@pytest.mark.parametrize("case", cases(), ids=lambda c: c["id"])
def test_personal_numbers_in_text(case: dict[str, object]) -> None:
    present(case)
    text = str(case["text"])
    assert [text[start:end] for _, start, end in scan(text, YEAR)] == case["expected"]
    assert personal_numbers(text, dt.date(YEAR, 11, 21)) == case["expected"]


def check_digit(nine: str) -> str:
    """Added up from the doubled digits as they are written, which is another way than the code's."""
    written = "".join(str(int(d) * n) for d, n in zip(nine, cycle((2, 1)), strict=False))
    return str(-sum(map(int, written)) % 10)


@example(dt.date(1919, 1, 1), 10, False)  # its VAT number without SE happens to be a personal number of twelve digits too
@given(st.dates(dt.date(1890, 1, 1), dt.date(YEAR, 12, 31)), st.integers(0, 999), st.booleans())
def test_every_birthday_is_known_in_every_notation(born: dt.date, serial: int, coordinated: bool) -> None:
    day = f"{born:%Y%m}{born.day + 60 * coordinated:02}"
    nine = f"{day[2:]}{serial:03}"
    ten, kind = nine + check_digit(nine), COORDINATION if coordinated else PERSON
    sign = "+" if YEAR - born.year >= 100 else "-"
    for text in (day[:2] + ten, f"{day}-{ten[6:]}", f"{ten[:6]}{sign}{ten[6:]}"):
        assert (kind_of(text, YEAR), twelve_digits(text, YEAR)) == (kind, day[:2] + ten)
        assert scan(f"å {text}, å", YEAR) == [(kind, 2, 2 + len(text))]
        wrong = text[:-1] + str((int(text[-1]) + 1) % 10)
        assert kind_of(wrong, YEAR) is None
        assert scan(wrong, YEAR) == []
    assert sole_trader(ten, dt.date(YEAR, 12, 31)) == ten
    assert scan(f"moms SE{ten}01", YEAR) == [(kind, 5, 19)]
    assert organisation_number(f"SE{ten}01") is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (SECRET, PERSON), (SECRET[2:], PERSON), ("１９８００１０１２３８７", PERSON), ("19800101\u200b2387", PERSON),
        (" 800101 2387 ", PERSON), ("800101−2387", PERSON), ("SE800101238701", PERSON), ("19800101T238", RESERVE),
        ("19800101A238", None), ("29800101-2387", None), ("212000-1355", ORGANISATION), ("212000–1355", ORGANISATION),
        ("SE212000135501", ORGANISATION), ("16212000-1355", ORGANISATION), ("", None), ("0", None), ("000000-0000", None),
    ],
)  # fmt: skip
def test_what_a_text_is(text: str, kind: str | None) -> None:
    assert kind_of(text, YEAR) == kind


def test_nobody_is_born_after_the_day_that_is_asked_of() -> None:
    assert kind_of("19800101-2387", 1979) is None
    assert scan("19800101-2387", 1979) == []
    assert twelve_digits("800101-2387", 1979) == "188001012387"  # ten digits are then of the century before
    assert scan(f"{SECRET} och 800101-2387") == [(PERSON, 0, 13), (PERSON, 18, 29)]  # today, when no year is given


def test_sole_traders_of_a_public_list_are_people_also_by_their_vat_number() -> None:
    listed = json.loads(other_peoples(SHARED / "real/orgnr/organisationsnummer_meta_list.json").read_text(encoding="utf-8"))
    traders = [row for row in listed if row["type"] == "Enskild firma"]
    assert traders
    for row in listed:
        person = kind_of(row["input"], YEAR) in (PERSON, COORDINATION)
        assert person == (row["type"] == "Enskild firma")
        assert bool(scan(f"{row['vat_number']}", YEAR)) == person


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    assert all(0 <= start < end <= len(text) for _, start, end in scan(text, YEAR))
    kind_of(text, YEAR)
