"""Personal and organisation numbers, against the vectors of the specification."""

import csv
import datetime as dt
import json

import pytest
from places import SHARED

from etl.identity import is_personal_number, organisation_number, personal_numbers

VECTORS = SHARED / "stats" / "vectors"


def vectors(name: str) -> list[dict[str, str]]:
    with (VECTORS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", vectors("personnummer.csv"), ids=lambda r: r["id"])
def test_a_personal_number(row: dict[str, str]) -> None:
    as_of = dt.date(int(row["as_of_year"]), 12, 31)
    assert is_personal_number(row["input"], as_of) == (row["expected_valid"] == "True")


@pytest.mark.parametrize("row", vectors("orgnr.csv"), ids=lambda r: r["id"])
def test_an_organisation_number(row: dict[str, str]) -> None:
    valid = row["expected_valid"] == "True" and "enskild" not in row["expected_form"].casefold()
    assert organisation_number(row["input"]) == (row["expected_10"] if valid else None)


@pytest.mark.parametrize("case", json.loads((VECTORS / "pii_detection.json").read_text(encoding="utf-8")), ids=lambda c: c["id"])
def test_personal_numbers_in_text(case: dict[str, object]) -> None:
    assert personal_numbers(str(case["text"]), dt.date(2026, 11, 21)) == case["expected"]
