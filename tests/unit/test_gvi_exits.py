"""The yearly follow-up of exits, and the register through a whole build: figures in force, and nothing that was hidden."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from places import DATA, GOTEBORG, ask, deliver, found_municipality, in_force

from etl.build import build
from etl.delivery import read_release
from etl.model import Refused
from etl.municipality import read_municipality
from etl.sources.gvi.reader import read
from etl.sources.gvi.register import TEMPLATES

PERIODS = "matt;omrade;start;slut;uppdelning;antal\n"
EXITS = ";".join(TEMPLATES["avhopp"].columns) + "\n"
COMPLETE = "2024;18400000;43;61;12;9;Färre återfall|Fler i arbete;62,5;Snabbare boende | Samma arbetssätt i alla områden\n"
YEAR, FIRST, SECOND = "2024-01-01;2024-12-31", "2024-01-01;2024-06-30", "2024-07-01;2024-12-31"
Fact = tuple[float | None, str, str, str]


def told(tmp_path: Path, line: str) -> dict[str, Fact]:
    """Value, status, qualifier and words by measure, of one year."""
    folder = deliver(tmp_path / "gvi/2025", {"avhopp.csv": (EXITS + line).encode()})
    staged = read(read_release(folder, "1480"), read_municipality(DATA / "municipalities/1480"))["stg_gvi_register"]
    rows = staged.astype({"value": object}).itertuples()
    return {
        r.matt.removeprefix("avhopp, "): (None if pd.isna(r.value) else r.value, r.status, r.qualifier, r.printed) for r in rows
    }


def test_a_complete_year(tmp_path: Path) -> None:
    assert told(tmp_path, COMPLETE) == {
        "samlade kostnader": (18_400_000, "ok", "exact", ""),
        "kostnad per avhoppare": (409_000, "ok", "about", ""),  # by the 45 that are shown, not by the 43 that they were
        "deltagare": (45, "ok", "about", ""),
        "ansökande": (60, "ok", "about", ""),
        "permanenta": (10, "ok", "about", ""),
        "återfall": (None, "withheld", "exact", ""),
        "måluppfyllelse": (62.5, "ok", "exact", "62,5"),
        "mål": (2, "ok", "exact", "Färre återfall|Fler i arbete"),
        "förbättringsområden": (2, "ok", "exact", "Snabbare boende | Samma arbetssätt i alla områden"),
    }


def test_an_empty_year_is_missing_in_every_measure_and_never_zero(tmp_path: Path) -> None:
    found = told(tmp_path, "2024;;;;;;;;\n")
    assert len(found) == 9 and set(found.values()) == {(None, "missing", "exact", "")}


AVERAGES = [("1000000;10", 100_000, "ok"), ("1000000;9", None, "withheld"), ("1000000;0", None, "withheld"),
            (";43", None, "missing"), ("1000000;", None, "missing"), ("1000000;oklart", None, "unclear")]  # fmt: skip


@pytest.mark.parametrize(("cells", "average", "status"), AVERAGES)
def test_an_average_needs_both_its_numbers_and_ten_people(tmp_path: Path, cells: str, average: float | None, status: str) -> None:
    assert told(tmp_path, f"2024;{cells};;;;;;\n")["kostnad per avhoppare"][:2] == (average, status)


def test_goals_met_in_words_stay_words(tmp_path: Path) -> None:
    found = told(tmp_path, "2024;;;;;;;De flesta målen nåddes;\n")
    assert found["måluppfyllelse"] == (None, "unclear", "exact", "De flesta målen nåddes")


BROKEN = [
    ("24;;;;;;;;\n", "väntade ett år med fyra siffror"),
    ("2024;;;;;;;;\n2024;;;;;;;;\n", "rad 3, kolumn ar: hittade ”2024”, väntade varje år en gång"),
    ("2024;-1;;;;;;;\n", "rad 2, kolumn totalkostnad_kr"),
    ("2024;;4,5;;;;;;\n", "rad 2, kolumn deltagare: hittade ”4,5”, väntade ett heltal"),
    ("2024;;;;;;;140;\n", "väntade en andel mellan 0 och 100, eller ord"),
    ("2024;;;;;;;;Bara 3 personer fick boende\n", "kolumn forbattringsomraden: hittade ett litet antal personer"),
    ("2024;;;;;;Två av de avhoppare som föll tillbaka ska få stöd;;\n", "kolumn mal: hittade ett litet antal personer"),
    (f"2024;;;;;;{'x' * 1001};;\n", "högst 1000 tecken"),
    ("2024;;;;;;Ring 19121212-1212;;\n", "något som ser ut som ett personnummer"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), BROKEN)
def test_a_broken_year_is_said_with_its_place(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        told(tmp_path, line)
    answer = str(caught.value)
    assert said in answer and "19121212" not in answer and "Bara 3" not in answer


class House:
    """A small Göteborg with GVI registers, built as a person would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found_municipality(folder / "data", "1480", "Göteborg", GOTEBORG)

    def deliver(self, day: str, **files: str) -> None:
        """A delivery published that day; each file by its name without suffix."""
        heads = {"perioder": PERIODS, "avhopp": EXITS}
        content: dict[str, bytes | Path] = {f"{n}.csv": (heads[n] + text).encode() for n, text in files.items()}
        deliver(self.folder / f"data/raw/1480/gvi/{day}", content, title=day, published=day)

    def ask(self, sql: str, audience: str = "intern") -> list[tuple[Any, ...]]:
        build("1480", self.folder / "data", self.folder / "out", audience, lambda _: None)
        return ask(in_force(self.folder / "out", audience=audience), sql)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


SHOWN = "SELECT area, value, status FROM show_observation WHERE indicator_id = 'gvi_period_custom_notification' ORDER BY 1"


def messages(*numbers: int, period: str = YEAR) -> str:
    places = ("Göteborg", "Centrum", "Hisingen", "Nordost", "Sydväst")
    return "".join(f"custom notification;{a};{period};;{n}\n" for a, n in zip(places, (sum(numbers), *numbers), strict=False))


def test_the_published_file_holds_no_trace_of_the_hidden_district(house: House) -> None:
    house.deliver("2025-02-01", perioder=messages(7, 33, 61, 47))
    assert house.ask(SHOWN) == [
        ("Centrum", None, "withheld"), ("Göteborg", 150, "ok"), ("Hisingen", None, "withheld"), ("Nordost", 60, "ok"),
        ("Sydväst", 45, "ok"),
    ]  # fmt: skip
    numbers = ask(in_force(house.folder / "out"), "SELECT value, lower, upper, numerator, base FROM observation")
    assert not {v for row in numbers for v in row} & {7, 33, 61, 47, 148}


def test_the_public_gets_no_figure_out_of_the_register(house: House) -> None:
    house.deliver("2025-02-01", perioder=messages(30, 30, 30, 30), avhopp=COMPLETE)
    deliver(house.folder / "data/raw/1480/gvi/2024-01-08", {f.name: f for f in DATA.glob("raw/1480/gvi/2024-01-08/*.csv")})
    found = house.ask("SELECT DISTINCT indicator_id, status FROM observation WHERE indicator_id LIKE 'gvi_avhopp_%'", "publik")
    assert len(found) == 7 and {status for _, status in found} == {"missing"}
    public = in_force(house.folder / "out", audience="publik")
    assert ask(public, "SELECT count(*) FROM indicator WHERE indicator_id LIKE 'gvi_period_%'") == [(0,)]


def test_the_years_exits_replace_what_was_missing(house: House) -> None:
    house.deliver("2025-02-01", avhopp=COMPLETE.replace("2024;", "2023;"))
    deliver(house.folder / "data/raw/1480/gvi/2024-01-08", {f.name: f for f in DATA.glob("raw/1480/gvi/2024-01-08/*.csv")},
            published="2024-01-08")  # fmt: skip
    found = house.ask(
        "SELECT indicator_id, value, status FROM show_observation WHERE indicator_id LIKE 'gvi_avhopp_%' ORDER BY 1"
    )
    assert [(i.removeprefix("gvi_avhopp_"), v) for i, v, status in found if status == "ok"] == [
        ("ansokande", 60), ("deltagare", 45), ("forbattringsomraden", 2), ("kostnad", 18_400_000),
        ("kostnad_per_avhoppare", 409_000), ("mal", 2), ("maluppfyllelse", 62.5), ("permanenta", 10),
    ]  # fmt: skip
    assert ("gvi_avhopp_aterfall", None, "withheld") in found and len(found) == 9


def test_a_correction_is_told_without_the_earlier_count_of_people(house: House) -> None:
    events = f"call-in;Göteborg;{YEAR};;"
    house.deliver("2025-02-01", perioder=messages(61, 44) + events + "2\n")
    house.deliver("2025-03-01", perioder=messages(61, 58) + events + "3\n")
    moved = "SELECT indicator_id, area, earlier_value, value, earlier_status FROM show_revision ORDER BY 1, 2"
    assert house.ask(moved) == [
        ("gvi_period_call_in", "Göteborg", 2, 3, "ok"),
        ("gvi_period_custom_notification", "Centrum", None, 60, "withheld"),
        ("gvi_period_custom_notification", "Göteborg", None, 105, "withheld"),
        ("gvi_period_custom_notification", "Hisingen", None, 45, "withheld"),
    ]


HALVES = """SELECT month(period_start) || '-' || month(period_end), value, status FROM observation
    WHERE area_id = 'kommun:1480' AND indicator_id = 'gvi_period_custom_notification' ORDER BY 1"""


def test_a_year_beside_its_halves_tells_no_half_that_is_small(house: House) -> None:
    house.deliver("2025-02-01", perioder=messages(30, period=FIRST))
    house.deliver("2025-03-01", perioder=messages(36, period=YEAR))
    assert house.ask(HALVES) == [("1-12", None, "withheld"), ("1-6", 30, "ok")]  # six are left for the other half
    house.deliver("2025-04-01", perioder=messages(6, period=SECOND))
    assert house.ask(HALVES) == [("1-12", None, "withheld"), ("1-6", 30, "ok"), ("7-12", None, "withheld")]


def test_a_year_and_its_halves_are_shown_where_all_are_many(house: House) -> None:
    house.deliver("2025-02-01", perioder=messages(30, period=FIRST))
    house.deliver("2025-03-01", perioder=messages(66, period=YEAR))
    house.deliver("2025-04-01", perioder=messages(36, period=SECOND))
    assert house.ask(HALVES) == [("1-12", 65, "ok"), ("1-6", 30, "ok"), ("7-12", 35, "ok")]
