"""Two deliveries of the GVI register side by side: neither tells what the other hides, and small corrections wait."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from places import DATA, deliver

from etl.delivery import read_release
from etl.disclosure import Relation, attacker_interval, classes
from etl.model import Refused
from etl.municipality import read_municipality
from etl.sources.gvi.reader import read

HEAD = "matt;omrade;start;slut;uppdelning;antal\n"
EXITS = "ar;totalkostnad_kr;deltagare;sokande;varaktiga;aterfall;mal;maluppfyllelse;forbattringsomraden\n"
CITY = read_municipality(DATA / "municipalities/1480")
FIRST, SECOND, YEAR = "2024-01-01;2024-06-30", "2024-07-01;2024-12-31", "2024-01-01;2024-12-31"
PLACES = ("Centrum", "Hisingen", "Nordost", "Sydväst")
Told = dict[str, float | None]
Deliver = Callable[..., SimpleNamespace]


def districts(*counts: int | str, total: int | None = None, period: str = FIRST) -> str:
    """One measure in the city and, in turn, its districts."""
    whole = sum(n for n in counts if isinstance(n, int)) if total is None else total
    lines = zip(("Göteborg", *PLACES), (whole, *counts), strict=False)
    return "".join(f"upprepat budskap;{place};{period};;{n}\n" for place, n in lines)


@pytest.fixture
def delivered(tmp_path: Path) -> Deliver:
    """Delivers on a day and returns what that delivery shows by area name, its protection and all its frames."""

    def one(day: str, periods: str = "", exits: str = "", city: object = CITY) -> SimpleNamespace:
        texts = {"perioder.csv": HEAD + periods if periods else "", "avhopp.csv": EXITS + exits if exits else ""}
        files: dict[str, bytes | Path] = {name: text.encode() for name, text in texts.items() if text}
        folder = deliver(tmp_path / f"1480/gvi/{day}", files, published=day)
        frames = dict(read(read_release(folder, "1480"), city))
        names = {a.area_id: a.name for a in CITY.areas}
        rows = list(frames["stg_gvi_register"].itertuples())
        shown = {names[r.area_id]: None if pd.isna(r.value) else r.value for r in rows}
        return SimpleNamespace(shown=shown, rows=rows, frames=frames, guarded=frames.get("protection", pd.DataFrame()))

    return one


def test_a_pattern_stays_when_another_would_now_be_cheaper(delivered: Deliver) -> None:
    first = delivered("2025-01-01", districts(3, 31, 60, 45))
    assert {a for a, v in first.shown.items() if v is None} == {"Centrum", "Hisingen"}
    later = delivered("2025-02-01", districts(3, 31, 60, 22))  # Sydväst would be the cheaper companion
    assert {a for a, v in later.shown.items() if v is None} >= {"Centrum", "Hisingen"}
    assert later.guarded["passed"].all()


def test_what_is_shown_now_does_not_tell_what_was_hidden_then(delivered: Deliver) -> None:
    """By hand: the first hides Centrum and Hisingen, whose sum anybody knows. The second must not show Hisingen unchanged."""
    counts = {"Centrum": 3, "Hisingen": 31, "Nordost": 60, "Sydväst": 45}
    delivered("2025-01-01", districts(*counts.values()))
    later = delivered("2025-02-01", districts(25, 31, 60, 45))
    known: dict[object, tuple[float, float]] = {"before": (139, 139)}
    for area, value in later.shown.items():
        if value is not None and area != "Göteborg":
            known[area] = (counts[area], counts[area])  # granted unrounded
    was = Relation("before", ("Centrum then", "Hisingen", "Nordost", "Sydväst"))
    low, high = attacker_interval("Centrum then", known, [was])
    assert high - low >= 10 and high >= 10
    assert later.shown["Hisingen"] is None


def test_a_correction_smaller_than_the_threshold_waits_with_its_whole_period(delivered: Deliver) -> None:
    first = delivered("2025-01-01", districts(44, 61) + districts(30, 30, period=SECOND))
    later = delivered("2025-02-01", districts(48, 61) + districts(60, 30, period=SECOND))
    by_end = {(r.period_end.month, r.area_id): (r.value, r.cell) for r in later.rows}
    before = {(r.period_end.month, r.area_id): (r.value, r.cell) for r in first.rows}
    for key, (value, cell) in before.items():
        if key[0] == 6:
            assert by_end[key] == (value, cell + ", i en tidigare leverans; en rättelse väntar")
    assert by_end[12, "stadsomrade:2"][0] == 60 and before[12, "stadsomrade:2"][0] == 30
    assert set(later.guarded["reason"]) == {"held"} and later.guarded["passed"].all()


def test_small_corrections_add_up_until_they_are_told(delivered: Deliver) -> None:
    delivered("2025-01-01", districts(44, 61))
    assert delivered("2025-02-01", districts(56, 61)).shown["Centrum"] == 45  # twelve more, in a district: under twenty
    assert delivered("2025-03-01", districts(66, 61)).shown["Centrum"] == 65


def test_the_sanctions_are_weighed_by_the_threshold_of_organisations(delivered: Deliver) -> None:
    line = f"sanktion;Göteborg;{FIRST};Miljö: 30 § livsmedelslagen;"
    delivered("2025-01-01", line + "12\n")
    assert delivered("2025-02-01", line + "16\n").shown["Göteborg"] == 12
    assert delivered("2025-03-01", line + "17\n").shown["Göteborg"] == 17


def test_the_same_counts_again_are_shown_as_before(delivered: Deliver) -> None:
    first = delivered("2025-01-01", districts(3, 31, 60, 45), "2024;900000;43;61;12;9;;;\n")
    again = delivered("2025-02-01", districts(3, 31, 60, 45), "2024;900000;43;61;12;9;;;\n")
    assert again.shown == first.shown
    assert set(again.guarded["reason"]) == {""}


def test_all_is_hidden_where_an_earlier_delivery_cannot_be_read(delivered: Deliver, tmp_path: Path) -> None:
    delivered("2025-01-01", districts(44, 61))
    (tmp_path / "1480/gvi/2025-01-01/perioder.csv").write_text(HEAD + "upprepat budskap;Göteborg;2024;2024;;x\n", "utf-8")
    exits = "2024;900000;43;61;12;11;;;\n"
    later = delivered("2025-02-01", districts(80, 61) + f"call-in;Göteborg;{FIRST};;2\n", exits)
    people = [r for r in later.rows if r.guarded]
    assert len(people) == 8 and {r.status for r in people} == {"withheld"}
    assert [r.value for r in later.rows if r.matt == "call-in"] == [2]  # no count of people
    assert set(later.guarded["reason"]) == {"earlier_unread"} and set(later.guarded["method"]) == {"whole"}


def test_a_later_delivery_says_nothing_of_an_earlier_one(delivered: Deliver) -> None:
    later = delivered("2025-02-01", districts(80, 61))
    assert delivered("2025-01-01", districts(44, 61)).shown == {"Göteborg": 105, "Centrum": 45, "Hisingen": 60}
    assert later.shown["Centrum"] == 80


def test_counts_that_contradict_a_published_half_year_are_hidden_and_nothing_else(delivered: Deliver) -> None:
    delivered("2025-01-01", districts(44, period=FIRST) + districts(50, period=SECOND))
    later = delivered("2025-02-01", districts(30, period=YEAR) + districts(70, period="2023-01-01;2023-12-31"))
    told = {(r.period_start.year, r.area_id): r.status for r in later.rows}
    assert {status for (year, _), status in told.items() if year == 2024} == {"withheld"}
    assert {status for (year, _), status in told.items() if year == 2023} == {"ok"}
    assert set(later.guarded["reason"]) == {"contradiction"}


def test_thresholds_that_the_municipality_has_decided_are_used_and_said(delivered: Deliver) -> None:
    laws = classes({"K3": {"smallest": 4, "smallest_in_part": 4, "decided_by": "Nämnden", "decided": dt.date(2026, 5, 1)}})
    told = delivered("2025-01-01", districts(6, 31), city=replace(CITY, classes=laws))
    assert told.shown["Centrum"] == 5
    assert set(told.guarded["decided_by"]) == {"Nämnden"} and '"smallest": 4' in told.guarded["rules"].iloc[0]


def test_the_protection_says_nothing_that_is_hidden(delivered: Deliver) -> None:
    told = delivered("2025-01-01", districts(3, 48731)).frames
    assert set(told["stg_gvi_register"]["status"]) == {"ok", "withheld"}
    words = "".join(frame.drop(columns="cell", errors="ignore").to_csv() for frame in told.values())
    assert "48731" not in words and "48734" not in words
    row = told["protection"].iloc[0]
    assert (row["cells"], row["hidden"], row["class"], row["source"], row["family"]) == (
        3, 2, "K3", "gvi", "gvi_period_upprepat_budskap",
    )  # fmt: skip
    assert len(row["digest"]) == 64 and row["digest"].isalpha()


def test_faults_of_the_delivery_itself_are_still_told(delivered: Deliver) -> None:
    delivered("2025-01-01", districts(44, 61))
    with pytest.raises(Refused, match="delarna 1 fler"):
        delivered("2025-02-01", districts(44, 61, total=104))


def test_a_published_count_that_becomes_all_of_its_total_hides_the_total(delivered: Deliver) -> None:
    delivered("2025-01-01", districts(30, 41))
    later = delivered("2025-02-01", districts(30, 0))
    assert later.shown == {"Göteborg": None, "Centrum": 30, "Hisingen": None}
    assert later.guarded["passed"].all()


def test_ten_deliveries_are_not_each_gone_through_ten_times(delivered: Deliver) -> None:
    from etl.sources.gvi.publications import _chain

    _chain.cache_clear()
    for n in range(10):
        delivered(f"2025-01-{n + 1:02}", districts(3, 31 + 30 * n, 60, 45))
    assert _chain.cache_info().misses == 10
