"""The nouns: what they refuse to be, and that a personal number never passes a message."""

import datetime as dt
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.model import Area, Fault, Indicator, Refused, masked

# Skatteverket's published test numbers, in the ways that people and spreadsheets write them.
WRITTEN = [
    "19800101-2384",
    "198001012384",
    "800101-2384",
    "8001012384",
    "800101+2384",
    "800101 2384",
    "800101–2384",
    "800101 - 2384",
    "800101\u00a02384",
    "198001012384.0",
]
_ANY_SHAPE = re.compile(r"(?<!\d)(\d{8}|\d{6})\W{0,3}\d{4}(?!\d)")
_around = st.text(st.characters(exclude_categories=("Nd", "Cs")), max_size=40)


@pytest.mark.parametrize("number", WRITTEN)
def test_a_personal_number_is_hidden_however_it_is_written(number: str) -> None:
    shown = masked(f"hittade {number} i cellen")
    assert "2384" not in shown
    assert shown.startswith("hittade [dolt nummer]")
    assert shown.endswith("i cellen")


@given(_around, st.from_regex(r"(19|20)?[0-9]{6}[-+ –]?[0-9]{4}", fullmatch=True), _around, st.integers(10, 200))
@example("", "19800101-2384", "", 80)
def test_no_personal_number_passes_whatever_stands_around_it(before: str, number: str, after: str, limit: int) -> None:
    shown = masked(f"{before}{number}{after}", limit)
    assert not _ANY_SHAPE.search(shown)
    assert number not in shown
    assert len(shown) <= limit


@pytest.mark.parametrize("text", ["1 693 kontroller", "2020–2021", "24,6 %", "2023-07-04", "rad 947", "1234567"])
def test_figures_and_dates_are_not_hidden(text: str) -> None:
    assert masked(text) == text


def test_a_long_text_is_cut_after_hiding_never_before() -> None:
    text = "x" * 72 + "19800101-2384"
    assert masked(text, 80) == "x" * 72 + "[dolt n…"


def test_a_fault_tells_file_place_found_expected_action_in_that_order() -> None:
    fault = Fault("ntu.xlsx", "Tabell 2.1, cell C8", "”tio”", "ett tal", "Rätta cellen.")
    assert str(fault) == "ntu.xlsx, Tabell 2.1, cell C8: hittade ”tio”, väntade ett tal. Rätta cellen."


def test_a_fault_without_a_place_has_no_stray_comma() -> None:
    assert str(Fault("ntu.xlsx", "", "a", "b", "C.")) == "ntu.xlsx: hittade a, väntade b. C."


@pytest.mark.parametrize("field", range(3))
def test_file_place_and_found_never_show_a_personal_number(field: int) -> None:
    parts = ["fil", "plats", "fynd"]
    parts[field] = "19800101-2384"
    assert "2384" not in str(Fault(*parts, "ett tal", "Rätta."))


def test_a_refusal_carries_every_fault() -> None:
    faults = [Fault("a.csv", f"rad {n}", "x", "y", "Z.") for n in (2, 3)]
    refusal = Refused(*faults)
    assert refusal.faults == tuple(faults)
    assert str(refusal).splitlines() == [str(fault) for fault in faults]


@pytest.mark.parametrize(
    ("day", "exists"), [("2020-12-31", False), ("2021-01-01", True), ("2024-12-31", True), ("2025-01-01", False)]
)
def test_an_area_lives_from_its_first_day_to_the_day_before_its_last(day: str, exists: bool) -> None:
    area = Area("x:1", "x", "1", "X", valid_from=dt.date(2021, 1, 1), valid_to=dt.date(2025, 1, 1))
    assert area.exists(dt.date.fromisoformat(day)) is exists


def test_an_area_without_dates_has_always_existed() -> None:
    assert Area("x:1", "x", "1", "X").exists(dt.date(1623, 1, 1))


def indicator(**changed: object) -> Indicator:
    texts = dict.fromkeys(("name", "theme", "unit", "definition", "method", "caveats", "select"), "x")
    rest = {"decimals": 0, "better": "lower", "klass": "K0", "position": 0, "headline": False, "derived": False}
    rest |= {"register": False, "interval": ""}
    return Indicator(**{"indicator_id": "prov_ett", "source": "prov"} | texts | rest | changed)


@pytest.mark.parametrize(
    "wrong", [{"better": "mindre"}, {"interval": "wald"}, {"klass": "K4"}, {"klass": "k0"}, {"indicator_id": "ett"}]
)
def test_an_indicator_that_nobody_could_read_is_not_made(wrong: dict[str, object]) -> None:
    indicator()
    with pytest.raises(ValueError, match=str(next(iter(wrong.values())))):
        indicator(**wrong)
