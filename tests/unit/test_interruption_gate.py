"""Registered models: what is told of a planted drop, each gate's refusal, and that nothing is told without a registration."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from places import ask, deliver, found_municipality, in_force, run

from etl.measure import detectables, interruptions, registered_models
from etl.measure.models import Registered
from etl.model import Refused
from etl.municipality import read_municipality
from etl.statistics import Model

FIRST, MONTHS, START = "2019-01-01", 60, dt.date(2022, 1, 1)  # 36 months before and 24 after
PUBLISHED = "2024-03-01"
MODEL = Model("brott_a", START, 0, "step", dt.date(2021, 11, 15))
ONE = Registered("Insatsen", "kommun:1", "", dt.date.min, "Dnr 1", MODEL)
NOBODY = pd.DataFrame({"area_id": [], "day": pd.to_datetime([]), "people": []})
NO_BREAK = pd.DataFrame({"source": pd.Series(dtype=str), "starts": pd.to_datetime([])})


def months(before: float, after: float, area: str = "kommun:1", change: int = 36, count: int = MONTHS) -> pd.DataFrame:
    """A series of months with one mean before a month and another from then on, drawn with a fixed seed."""
    means = np.where(np.arange(count) < change, before, after)
    first = pd.date_range(FIRST, periods=count, freq="MS")
    return pd.DataFrame({
        "indicator_id": "brott_a", "source": "brott", "area_id": area, "period_start": first,
        "period_end": first + pd.offsets.MonthEnd(0), "whole": True, "people": np.nan,
        "counted": np.random.default_rng(4711).poisson(means).astype(float), "published": pd.Timestamp(PUBLISHED),
    })  # fmt: skip


DROP, LEVEL = months(60, 36), months(60, 60)


def only(outcomes: pd.DataFrame, one: Registered = ONE, breaks: pd.DataFrame = NO_BREAK) -> "pd.Series[object]":
    """The one row that one model gives."""
    rows = interruptions([one], outcomes, NOBODY, breaks)
    assert len(rows) == 1
    return rows.iloc[0]


def test_a_planted_drop_is_told_with_all_that_could_take_it_away() -> None:
    row = only(pd.concat([DROP, months(60, 60, "kommun:2")]), replace(ONE, comparison_id="kommun:2"))
    assert (row["verdict"], row["reason"], row["grain"], row["family"]) == ("lower", "", "month", 1)
    assert row["lower"] < 36 / 60 < row["upper"] < 1
    assert (row["months_before"], row["months_after"], row["placebos_as_strong"]) == (36, 24, 0)
    assert row["placebos"] == 14, "ett halvår till ett år åt vardera hållet"
    assert row["trimmed_ratio"] == pytest.approx(row["ratio"], abs=0.1)
    assert row["comparison_lower"] < 1 < row["comparison_upper"]
    points = json.loads(str(row["points"]))
    assert [points[0][0], points[-1][0], len(points)] == [FIRST, "2023-12-01", 60]
    assert points[0][2] == points[0][3], "före starten är det samma linje"
    assert points[-1][2] < points[-1][3]


def test_a_rise_is_told_as_one_and_a_level_series_as_no_certain_difference() -> None:
    assert only(months(36, 60))["verdict"] == "higher"
    assert only(LEVEL)["verdict"] == "none"


def test_rare_events_are_asked_by_quarter_with_the_t_distribution() -> None:
    row = only(months(1.5, 0.2))
    assert row["grain"] == "quarter"
    assert len(json.loads(str(row["points"]))) == 20
    assert (row["p"] <= 0.05) == (not row["lower"] <= 1 <= row["upper"]) or row["reason"]


REFUSED = {
    "registered_late": (DROP, replace(ONE, model=replace(MODEL, registered=dt.date(2024, 3, 1))), NO_BREAK),
    "short_before": (DROP, replace(ONE, since=dt.date(2020, 2, 1)), NO_BREAK),
    "short_after": (DROP.iloc[:47], ONE, NO_BREAK),
    "gap": (DROP.drop(index=20), ONE, NO_BREAK),
    "rare": (months(0.4, 0.4), ONE, NO_BREAK),
    "break": (DROP, ONE, pd.DataFrame({"source": ["brott"], "starts": [pd.Timestamp("2020-01-01")]})),
    "no_series": (DROP, replace(ONE, area_id="kommun:2"), NO_BREAK),
    "not_a_count": (DROP.assign(counted=np.nan), ONE, NO_BREAK),
    "not_fitted": (DROP.assign(counted=np.where(np.arange(60) < 36, 9.0, 0.0)), ONE, NO_BREAK),
    "placebo": (months(60, 10, change=30), ONE, NO_BREAK),  # half a year before the start
    "comparison": (pd.concat([DROP, months(60, 36, "kommun:2")]), replace(ONE, comparison_id="kommun:2"), NO_BREAK),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_each_gate_refuses_with_its_reason(reason: str) -> None:
    row = only(*REFUSED[reason])
    assert (row["verdict"], row["reason"]) == ("refused", reason)
    assert row["p_adjusted"] is None or np.isnan(row["p_adjusted"])


def test_what_one_month_short_refuses_the_next_lets_through() -> None:
    assert only(DROP.iloc[:48])["reason"] == ""
    assert only(DROP, replace(ONE, since=dt.date(2020, 1, 1)))["reason"] == ""


def test_a_year_that_was_published_early_is_also_a_reading() -> None:
    year = DROP.iloc[[0]].assign(
        period_start=pd.Timestamp("2022-01-01"), period_end=pd.Timestamp("2022-12-31"), whole=False,
        published=pd.Timestamp("2021-11-01"),
    )  # fmt: skip
    assert only(pd.concat([DROP, year]))["reason"] == "registered_late"


def test_another_source_s_break_and_one_before_the_window_do_not_count() -> None:
    old = pd.DataFrame({"source": ["ntu", "brott"], "starts": pd.to_datetime(["2021-01-01", "2015-01-01"])})
    assert only(DROP, breaks=old)["verdict"] == "lower"


def test_all_models_that_were_judged_are_one_family() -> None:
    models = [replace(ONE, name=f"Modell {n}") for n in range(3)]
    late = replace(ONE, name="Sen", model=replace(MODEL, registered=dt.date(2025, 1, 1)))
    rows = interruptions([*models, late], DROP, NOBODY, NO_BREAK)
    assert rows["family"].dropna().tolist() == [3, 3, 3]
    assert rows["verdict_id"].is_unique


def test_growing_population_is_no_fall() -> None:
    """As many events among half as many again is a fall per inhabitant, and the other way round."""
    people = pd.DataFrame({
        "area_id": "kommun:1", "day": pd.to_datetime(["2021-06-30", "2022-12-31"]), "people": [1000.0, 1700.0],
    })  # fmt: skip
    assert interruptions([ONE], LEVEL, people, NO_BREAK).iloc[0]["ratio"] < 0.8 < only(LEVEL)["ratio"]


def test_the_smallest_visible_reduction_is_the_specification_s() -> None:
    found = detectables().set_index(["mean_per_month", "months_before", "months_after"])["reduction"]
    assert (round(found[4, 24, 12]), round(found[4, 36, 24])) == (45, 36)
    assert found.between(10, 60).all()
    assert found[2, 24, 12] > found[4, 24, 12] > found[8, 24, 12]


WRITTEN = """
[[model]]
name = "Insatsen"
indicator = "brott_valdsbrott_antal"
area = "kommun:1480"
registered = 2022-05-01
start = 2022-06-01
lag_months = 0
shape = "nivå"
document = "Dnr 1/22"
"""


def read(tmp_path: Path, text: str) -> tuple[Registered, ...]:
    folder = found_municipality(tmp_path, "1480", "Göteborg", [("kommun", "1480", "Göteborg"), ("kommun", "1280", "Malmö")])
    (folder / "modeller.toml").write_text(text, encoding="utf-8")
    return registered_models(read_municipality(folder), {"brott_valdsbrott_antal"})


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    (one,) = read(tmp_path, WRITTEN + 'comparison = "kommun:1280"\nfrom = 2020-01-01\n')
    model = Model("brott_valdsbrott_antal", dt.date(2022, 6, 1), 0, "step", dt.date(2022, 5, 1))
    assert one == Registered("Insatsen", "kommun:1480", "kommun:1280", dt.date(2020, 1, 1), "Dnr 1/22", model)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[model]]", "[modell]", "inget block [[model]]"),
        ("start = 2022-06-01", 'start = "2022-06-01"', "modell 1, start"),
        ("start = 2022-06-01\n", "", "modell 1, start"),
        ('"nivå"', '"trappa"', "nivå eller nivå och lutning"),
        ("brott_valdsbrott_antal", "brott_finns_inte", "en indikator som finns"),
        ("kommun:1480", "kommun:9999", "modell 1, area"),
        ("lag_months = 0", "lag_months = -1", "modell 1, lag_months"),
        ("lag_months = 0", "lag_months = true", "modell 1, lag_months"),
        ("lag_months = 0", "lag_months = 0\nlag = 2", "ett okänt fält"),
        ('document = "Dnr 1/22"', 'document = ""', "modell 1, document"),
        ("lag_months = 0", 'lag_months = 0\ncomparison = "kommun:1480"', "ett annat område"),
        ("Insatsen", "19121212-1212", "personnummer"),
        ("[[model]]", "[[model", "följer TOML"),
    ],
)
def test_a_file_that_cannot_mean_anything_is_refused_in_swedish(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        read(tmp_path, WRITTEN.replace(old, new))
    assert "modeller.toml" in str(caught.value)
    assert said in str(caught.value)


def test_two_models_may_not_bear_one_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="samma namn två gånger"):
        read(tmp_path, WRITTEN + WRITTEN)


def exported(before: int, after: int) -> bytes:
    """Five years of months as Brå's database exports them, with a drop from June 2022."""
    names = ["Jan", "Feb", "Mar", "Apr", "Maj", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dec"]
    drawn = np.random.default_rng(1).poisson(np.where(np.arange(60) < 29, before, after))
    rows = [f"Göteborgs kommun;Våldsbrott ;{2020 + n // 12};{names[n % 12]};{count};10;" for n, count in enumerate(drawn)]
    return "\n".join(["Region;Brott;År;Period;Antal;/100 000 inv", *rows, ""]).encode("latin-1")


def test_a_registered_model_is_published_and_without_the_file_nothing_is(tmp_path: Path) -> None:
    late = WRITTEN.replace("Insatsen", "Efteråt").replace("2022-05-01", "2025-05-01")
    folder = found_municipality(tmp_path, "1480", "Göteborg", [("kommun", "1480", "Göteborg")])
    deliver(tmp_path / "raw/1480/brott/2025", {"brott.csv": exported(60, 36)}, published="2025-03-31")
    sql = "SELECT name, verdict, reason, area, document FROM show_interruption ORDER BY name"
    found = {}
    for told in ("", WRITTEN + late):
        if told:
            (folder / "modeller.toml").write_text(told, encoding="utf-8")
        for audience in ("intern", "publik") if told else ("intern",):
            done = run("build", "1480", "--data", tmp_path, "--out", tmp_path / "lager", "--audience", audience)
            assert (done.returncode, done.stderr) == (0, "")
            found[bool(told), audience] = ask(in_force(tmp_path / "lager", audience=audience), sql)
    assert found == {
        (False, "intern"): [],
        (True, "publik"): [],  # for analysts only
        (True, "intern"): [
            ("Efteråt", "refused", "registered_late", "Göteborg", "Dnr 1/22"),
            ("Insatsen", "lower", "", "Göteborg", "Dnr 1/22"),
        ],
    }
