"""A corrected delivery replaces its period, and what it moved is told; the same file again changes nothing."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from etl.build import _observe_all
from etl.model import Area, Indicator, Release
from etl.warehouse import HERE, Draft, draft

CITY, WEST = "kommun:0000", "organisation:V"
INDICATOR = Indicator(
    "prov_antal", "prov", "Antal", "Tema", "antal", 0, "neither", "D", "M", "C", "K2", 0, False, False, True, "",
    """SELECT s.area_id, s.period_start, s.period_end, sum(s.antal) AS value, s.release_id, any_value(s.file) AS file,
              'rad 2' AS cell
       FROM stg_prov s JOIN in_force f ON f.product = 'prov' AND (f.release_id, f.period_start) = (s.release_id, s.period_start)
       GROUP BY ALL""",
)  # fmt: skip
STAGING = "CREATE TABLE stg_prov (area_id TEXT, period_start DATE, period_end DATE, antal DOUBLE, file TEXT, release_id TEXT)"


def release(name: str, published: dt.date) -> Release:
    return Release(f"0000/prov/{name}", "prov", Path(), (Path("a.csv"),), name, "P", "U", "L", published, published, "", name)


def year(number: int) -> dict[str, dt.date]:
    return {"period_start": dt.date(number, 1, 1), "period_end": dt.date(number, 12, 31)}


@pytest.fixture
def work() -> Iterator[Draft]:
    with draft() as made:
        made.add_areas([Area(CITY, "kommun", "0000", "Exempelstad"), Area(WEST, "organisation", "V", "Väst")])
        made.create(STAGING)
        yield made


def deliver(work: Draft, name: str, published: dt.date, rows: list[tuple[str, int, float]]) -> None:
    delivered = release(name, published)
    work.add_release(delivered)
    frame = pd.DataFrame([{"area_id": area, **year(y), "antal": n, "file": f"{name}.csv"} for area, y, n in rows])
    covered = pd.DataFrame([{"product": "prov", **year(y)} for y in sorted({y for _, y, _ in rows})])
    work.stage({"stg_prov": frame, "coverage": covered}, delivered)


def revisions(work: Draft) -> list[tuple[object, ...]]:
    work.con.execute((HERE / "views.sql").read_text(encoding="utf-8"))
    names = "area_id, year(period_start), earlier_value, value, moved, earlier_status, status, earlier_release, release"
    return work.con.execute(f"SELECT {names} FROM show_revision ORDER BY ALL").fetchall()


def shown(work: Draft) -> dict[tuple[str, int], float | None]:
    rows = work.con.execute("SELECT area_id, year(period_start), value FROM show_observation").fetchall()
    return {(area, y): value for area, y, value in rows}


def test_a_correction_replaces_its_period_and_tells_how_much_each_figure_moved(work: Draft) -> None:
    deliver(work, "första", dt.date(2025, 2, 1), [(CITY, 2023, 10), (CITY, 2024, 20), (WEST, 2024, 5)])
    deliver(work, "rättad", dt.date(2025, 3, 1), [(CITY, 2024, 26), (WEST, 2024, 5)])
    _observe_all(work, [INDICATOR])
    assert revisions(work) == [(CITY, 2024, 20, 26, 6, "ok", "ok", "första", "rättad")]
    assert shown(work) == {(CITY, 2023): 10, (CITY, 2024): 26, (WEST, 2024): 5}


def test_what_a_correction_leaves_out_is_missing_and_no_longer_shown(work: Draft) -> None:
    deliver(work, "första", dt.date(2025, 2, 1), [(CITY, 2024, 20), (WEST, 2024, 5)])
    deliver(work, "rättad", dt.date(2025, 3, 1), [(CITY, 2024, 20)])
    _observe_all(work, [INDICATOR])
    assert revisions(work) == [(WEST, 2024, 5, None, None, "ok", "missing", "första", "rättad")]
    assert shown(work) == {(CITY, 2024): 20, (WEST, 2024): None}


def test_two_corrections_are_two_lines(work: Draft) -> None:
    for month, count in ((2, 20), (3, 26), (4, 25)):
        deliver(work, f"nr {month}", dt.date(2025, month, 1), [(CITY, 2024, count)])
    _observe_all(work, [INDICATOR])
    assert [row[2:5] for row in revisions(work)] == [(20, 26, 6), (26, 25, -1)]
    assert shown(work) == {(CITY, 2024): 25}


def test_a_new_period_revises_nothing(work: Draft) -> None:
    deliver(work, "2023", dt.date(2024, 2, 1), [(CITY, 2023, 10)])
    deliver(work, "2024", dt.date(2025, 2, 1), [(CITY, 2024, 20)])
    _observe_all(work, [INDICATOR])
    assert work.corrections() == []
    assert revisions(work) == []


def test_register_figures_never_reach_the_public(work: Draft) -> None:
    deliver(work, "första", dt.date(2025, 2, 1), [(CITY, 2024, 20)])
    _observe_all(work, [replace(INDICATOR, klass="K0")])
    work.withhold("publik")
    assert [work.count(t) for t in ("observation", "release", "intake", "quarantine", "flag")] == [0, 0, 0, 0, 0]
