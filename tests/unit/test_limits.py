"""Limits that are filled in where no publisher has set any: which rows get them, by which method, in which unit."""

import math

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from etl.measure import with_limits

EFFECTS = pd.DataFrame({"source": ["ntu"], "kind": ["kommun"], "deff": [1.5]})


def frame(**columns: object) -> pd.DataFrame:
    base = {
        "source": "brott",
        "kind": "kommun",
        "unit": "per 1 000 invånare",
        "interval_method": "",
        "value": 1.0,
        "numerator": 10.0,
        "base": 10_000.0,
        "lower": None,
        "upper": None,
    }
    return pd.DataFrame([base | columns])


def test_a_rate_gets_limits_in_its_own_unit() -> None:
    given_frame = pd.concat([frame(), frame(numerator=9.0, value=0.9)], ignore_index=True)
    filled = with_limits(given_frame, EFFECTS)
    assert filled["lower"].tolist() == pytest.approx([0.4787450, 0.4115373], abs=1e-6)
    assert filled["upper"].tolist() == pytest.approx([1.8391459, 1.7084803], abs=1e-6)
    assert given_frame["lower"].isna().all(), "the frame given is not changed"


def test_rows_keep_their_order_and_columns() -> None:
    three = pd.concat([frame(unit="procent"), frame(), frame(unit="antal")], ignore_index=True).assign(area_id=list("abc"))
    filled = with_limits(three, EFFECTS)
    assert filled["area_id"].tolist() == ["a", "b", "c"]
    assert filled["lower"].notna().tolist() == [False, True, False]
    assert list(filled.columns) == [*three.columns, "limits", "reliability"]


@pytest.mark.parametrize("columns", [{"numerator": math.nan}, {"base": math.nan}, {"base": 0.0}, {"unit": "procent"}])
def test_no_limits_without_events_base_or_rate(columns: dict[str, object]) -> None:
    assert with_limits(frame(**columns), EFFECTS)[["lower", "upper"]].isna().all(axis=None)


def test_published_limits_are_left_alone() -> None:
    filled = with_limits(frame(lower=0.9, upper=1.1), EFFECTS)
    assert filled.loc[0, ["lower", "upper", "limits"]].tolist() == [0.9, 1.1, "published"]


def test_no_rows_give_no_rows() -> None:
    assert with_limits(frame().iloc[:0], EFFECTS).empty


def test_a_share_of_controls_gets_exact_limits_in_percent() -> None:
    filled = with_limits(frame(unit="procent", interval_method="binomial", value=75.0, numerator=3.0, base=4.0), EFFECTS)
    assert filled.loc[0, ["lower", "upper"]].tolist() == pytest.approx([19.41204, 99.36905], abs=1e-4)


def test_a_share_from_a_survey_gets_wilson_on_effective_answers() -> None:
    """Of 150 answers with a design effect of 1.5, 100 count; 30 percent may have been printed for 29.5 and for 30.5."""
    survey = frame(source="ntu", unit="procent", interval_method="survey", value=30.0, numerator=math.nan, base=150.0)
    filled = with_limits(survey, EFFECTS)
    expected = [100 * proportion_confint(29.5, 100, method="wilson")[0], 100 * proportion_confint(30.5, 100, method="wilson")[1]]
    assert filled.loc[0, ["lower", "upper"]].tolist() == pytest.approx(expected, abs=1e-6)
    assert filled.loc[0, ["limits", "reliability"]].tolist() == ["wilson", "B"]
