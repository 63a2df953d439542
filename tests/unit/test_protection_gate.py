"""Nothing is published without a passed audit, and nothing that rests on a register reaches the public."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from etl.model import Area, Indicator, Refused, Release
from etl.warehouse import Draft, draft

DAY, CITY = dt.date(2025, 1, 1), "kommun:1480"
REGISTER, REPORT = "1480/gvi/register", "1480/prov/rapport"
YEAR = {"period_start": dt.date(2024, 1, 1), "period_end": dt.date(2024, 12, 31)}
PROTECTED = {
    "family": "gvi_antal", "source": "gvi", "release_id": REGISTER, "class": "K3", "rule_version": "1", "rules": "{}",
    "decided_by": "", "cells": 1, "hidden": 1, "method": "optimal", "passed": True, "digest": "a",
}  # fmt: skip


def described(source: str, klass: str) -> Indicator:
    return Indicator(
        f"{source}_antal", source, "Antal", "T", "antal", 0, "lower", "D", "M", "C", klass, 0, False, False, False, "", ""
    )


@pytest.fixture
def work() -> Iterator[Draft]:
    """A register that withholds one count of an indicator that a report has a figure for too, and a report of its own."""
    with draft() as made:
        made.add_areas([Area(CITY, "kommun", "1480", "Göteborg")])
        for name in (REGISTER, REPORT, "1480/gvi/rapport"):
            files = (Path("a.csv"),)
            made.add_release(Release(name, name.split("/")[1], Path(), files, "T", "P", "U", "L", DAY, DAY, "", name))
        made.describe(described("gvi", "K0"))
        made.describe(described("prov", "K0"))
        made.add_frame("coverage", pd.DataFrame([{"release_id": REGISTER, "product": "gvi", **YEAR}]))
        told = {"area_id": CITY, "group_id": "alla", **YEAR, "file": "a.csv", "cell": "rad 1"}
        made.add_frame("observation", pd.DataFrame([
            {**told, "indicator_id": "gvi_antal", "release_id": REGISTER, "status": "withheld"},
            {**told, "indicator_id": "gvi_antal", "release_id": "1480/gvi/rapport", "status": "missing"},
            {**told, "indicator_id": "prov_antal", "release_id": REPORT, "status": "ok", "value": 7.0},
        ]))  # fmt: skip
        yield made


def protect(work: Draft, **changed: object) -> None:
    work.add_frame("protection", pd.DataFrame([PROTECTED | changed]))


def test_a_withheld_count_of_a_register_needs_a_passed_audit(work: Draft) -> None:
    with pytest.raises(Refused, match="ett dolt tal utan röjandeprövning"):
        work.check()
    protect(work)
    work.check()


def test_an_audit_that_did_not_pass_stops_everything(work: Draft) -> None:
    protect(work, passed=False)
    with pytest.raises(Refused, match="ingen godkänd röjandeprövning"):
        work.check()


@pytest.mark.parametrize(
    ("reason", "said"),
    [("held", "en rättelse"), ("earlier_unread", "en tidigare leverans gick inte att läsa"),
     ("contradiction", "talen går inte ihop"), ("unproven", "inget säkert svar")],
)  # fmt: skip
def test_what_is_out_of_the_ordinary_is_told_to_the_analyst(work: Draft, reason: str, said: str) -> None:
    protect(work)
    assert work.guarded() == []
    work.con.execute("UPDATE protection SET reason = ?", [reason])
    (told,) = work.guarded()
    assert told.startswith("Antal (T): ") and said in told


def test_what_rests_on_a_register_is_not_public_though_its_indicator_is(work: Draft) -> None:
    protect(work)
    for source, release in (("gvi", REGISTER), ("prov", REPORT)):
        _put(work, source, release)
    work.withhold("publik")
    for table in ("event", "conflict", "change", "trend", "comparison", "series_break"):
        column = {"event": "release_id", "series_break": "source"}.get(table, "indicator_id")
        left = {row[0] for row in work.con.execute(f"SELECT {column} FROM {table}").fetchall()}
        assert left in ({"prov_antal"}, {REPORT}, {"prov"}), table
    assert work.count("protection") == 0
    assert work.con.execute("SELECT indicator_id, status FROM observation ORDER BY 1").fetchall() == [
        ("gvi_antal", "missing"), ("prov_antal", "ok"),
    ]  # fmt: skip


def _put(work: Draft, source: str, release: str) -> None:
    """An event, a break, a contradiction and verdicts of one source; the contradiction is another source's finding."""
    told = {"indicator_id": f"{source}_antal", "area_id": CITY, "group_id": "alla", "verdict_id": source}
    none = {"verdict": "refused", "reason": "few", "method": ""}
    rows: dict[str, dict[str, object]] = {
        "event": {"event_id": source, "kind": "k", "name": "n", "starts": DAY, "precision": "dag", "area_id": CITY,
                  "release_id": release, "file": "a.csv", "cell": "rad 1"},
        "series_break": {"source": source, "starts": DAY, "scope": "s", "note": "n"},
        "conflict": {"conflict_id": source, "source": "prov", "topic": "t", "kind": "two_sources", "first_text": "a",
                     "first_place": "a", "second_text": "b", "second_place": "b", "explanation": "e",
                     "indicator_id": f"{source}_antal", "area_id": CITY, "release_id": REPORT},
        "change": {**told, **none, "span": "previous", "from_start": DAY, "from_end": DAY, "to_start": DAY, "to_end": DAY},
        "trend": {**told, "grain": "year", "first_day": DAY, "last_day": DAY, "points": 2, "method": "", "verdict": "undecided",
                  "reason": "few"},
        "comparison": {**told, **none, **YEAR, "comparator": "rest", "comparator_id": CITY},
    }  # fmt: skip
    for table, row in rows.items():
        work.add_frame(table, pd.DataFrame([row]))
