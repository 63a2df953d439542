"""The funnel: which areas are drawn together, where the limits lie, and who lies outside them."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from weighed import figure, frame, rate

from etl.measure import funnels
from etl.measure.funnel import COLUMNS

EFFECTS = pd.DataFrame({"source": ["ntu"], "kind": ["mellanomrade"], "deff": [1.3]})
AREAS = [f"mellanomrade:{n}" for n in range(11, 23)]
EVENTS = np.array([100, 96, 104, 99, 101, 95, 105, 98, 102, 97, 103, 100])


def told(rows: list[dict[str, object]], effects: pd.DataFrame = EFFECTS) -> pd.DataFrame:
    return funnels(frame(rows), effects)


PLACED = [(100, "inside"), (200, "above"), (30, "below"), (128, "watch_above"), (74, "watch_below")]


def crimes(first: float = 100, year: int = 2023, areas: int = 12, **changed: object) -> list[dict[str, object]]:
    counts = [first, *EVENTS[1:]]
    return [rate(a, year, float(x), **changed) for a, x in zip(AREAS[:areas], counts, strict=False)]


@pytest.mark.parametrize(("first", "verdict"), PLACED)
def test_an_area_is_placed_by_the_limits_that_are_drawn(first: float, verdict: str) -> None:
    rows = told(crimes(first))
    own = rows.set_index("area_id").loc[AREAS[0]]
    assert own["verdict"] == verdict
    assert set(rows["verdict"][1:]) <= {"inside", "watch_above", "watch_below"}
    assert set(rows["areas"]) == {12}
    assert own["target"] == pytest.approx((first + EVENTS[1:].sum()) / 120_000 * 1000)
    order = rows[["lower998", "lower95", "target", "upper95", "upper998"]].to_numpy()
    assert (np.diff(order, axis=1) > 0).all()


@pytest.mark.parametrize(
    "rows",
    [
        [],
        crimes(areas=9),
        [r | {"kind": "kommun"} for r in crimes()],
        [r | {"whole_id": None} for r in crimes()],
        [r | {"unit": "antal"} for r in crimes()],
        [*crimes(areas=9), *(r | {"numerator": None} for r in crimes()[9:])],
        [*crimes(areas=9), *(r | {"base": 0.0} for r in crimes()[9:])],
        [figure(a, reliability="C") for a in AREAS],
    ],
)
def test_fewer_than_ten_known_areas_have_no_funnel(rows: list[dict[str, object]]) -> None:
    assert told(rows).empty
    assert list(told(rows).columns) == COLUMNS


def test_it_is_of_the_newest_period_that_ten_areas_have() -> None:
    rows = told([*crimes(year=2022), *crimes(year=2023, areas=8)])
    assert set(rows["period_end"].dt.year) == {2022}
    assert len(rows) == 12
    assert set(told([*crimes(year=2022), *crimes(year=2023)])["period_end"].dt.year) == {2023}


def test_nothing_anywhere_lies_inside() -> None:
    assert set(told([rate(a, 2023, 0.0) for a in AREAS])["verdict"]) == {"inside"}


def surveyed(first: float = 20.0) -> list[dict[str, object]]:
    values = [first, *(20 + 0.5 * (-1) ** n for n in range(11))]
    return [figure(a, value=v, base=1300.0) for a, v in zip(AREAS, values, strict=True)]


def test_shares_are_drawn_by_the_answers_that_count() -> None:
    rows = told(surveyed()).set_index("area_id")
    target = rows["target"].iloc[0] / 100
    assert set(rows["base"]) == {1000.0}
    assert set(rows["tau2"]) == {0.0}
    assert rows["upper998"].iloc[0] == pytest.approx(100 * (target + norm.ppf(0.999) * np.sqrt(target * (1 - target) / 1000)))
    assert set(rows["verdict"]) == {"inside"}
    assert told(surveyed(28.0)).set_index("area_id")["verdict"].to_dict() == {
        a: "above" if a == AREAS[0] else "inside" for a in AREAS
    }
    assert told(surveyed(), EFFECTS.iloc[:0]).empty


def test_areas_that_all_differ_widen_the_limits() -> None:
    apart = [rate(a, 2023, 50.0 + 20 * n) for n, a in enumerate(AREAS)]
    rows = told(apart)
    assert rows["tau2"].iloc[0] > 0
    assert "above" not in set(rows["verdict"])
    assert (rows["upper998"] > rows["upper95"]).all()
    shares = told([figure(a, value=10.0 + 3 * n, base=1300.0) for n, a in enumerate(AREAS)])
    assert shares["tau2"].iloc[0] > 0
    assert (shares["verdict"] == "above").sum() == 0
