"""The first line of each page: only what is known, and no change that nobody has tested."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from told import AREA, BUILD, EVENT, district, fact, unknown, year

from dashboard import answers
from dashboard.store import Area, Fact

VERDICT = re.compile(r"\b(ök|minsk|sjunk|stig|försämr|förbättr|högre|lägre|fler|färre|bättre|sämre|tryggare)", re.IGNORECASE)
SERIES = [
    year(2018, value=27.3, lower=None, upper=None),
    fact(),
    year(2024, indicator_id="brott_alla", indicator="Alla anmälda brott", source="brott", value=145.8, unit="per 1 000 invånare"),
    year(
        2025,
        indicator_id="brott_alla",
        indicator="Alla anmälda brott",
        source="brott",
        value=138.3,
        lower=137.4,
        upper=139.2,
        unit="per 1 000 invånare",
    ),
]
COUNTRY = fact(area_id="land:SE", area="Sverige", kind="land", value=19.9, lower=19.6, upper=20.1)
HISINGEN = Area("stadsomrade:4", "stadsomrade", "4", "Hisingen", "kommun:1480", 174806)
BIDRAG = {"source": "bidrag", "unit": "antal", "decimals": 0, "lower": None, "upper": None, "base": None}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_city_is_told_by_survey_and_police_side_by_side() -> None:
    said = plain(answers.city(SERIES, BUILD))
    assert said == (
        "Utsatta för brott i Göteborg: 24,6 % (2020–2021, 95 procents säkerhet 23,2–26,0). "
        "Alla anmälda brott i Göteborg: 138,3 (2025, 95 procents säkerhet 137,4–139,2)."
    )


def test_an_indicator_is_told_beside_the_country_for_the_same_period() -> None:
    said = plain(answers.indicator([*SERIES[:2], COUNTRY], AREA))
    assert said.startswith("Göteborg: 24,6 % (2020–2021")
    assert said.endswith("Sverige: 19,9 %.")
    assert "Sverige" not in answers.indicator([*SERIES[:2], unknown(area_id="land:SE", area="Sverige", kind="land")], AREA)
    older = fact(area_id="land:SE", area="Sverige", kind="land", period_end=dt.date(2019, 12, 31))
    assert "Sverige" not in answers.indicator([*SERIES[:2], older], AREA)


def test_a_period_that_is_not_stated_does_not_stand_in_brackets_twice() -> None:
    said = answers.sentence(fact(period_precision="unstated", lower=None, upper=None))
    assert "))" not in said
    assert "redovisat" in said


def test_the_country_is_not_compared_with_itself() -> None:
    country = Area("land:SE", "land", "SE", "Sverige", None, None)
    assert plain(answers.indicator([COUNTRY], country)).count("Sverige") == 1


SAID: dict[str, Callable[[], str]] = {
    "city": lambda: answers.city(SERIES, BUILD),
    "indicator": lambda: answers.indicator([*SERIES[:2], COUNTRY], AREA),
    "controls": lambda: answers.controls([fact(**BIDRAG | {"indicator_id": "bidrag_ansokningar", "value": 4231.0})]),
    "gvi": lambda: answers.gvi([fact(source="gvi", unit="antal", decimals=0, value=70.0, qualifier="about")], [EVENT]),
    "sources": lambda: answers.sources([], [], BUILD),
}


@pytest.mark.parametrize("which", SAID)
def test_no_answer_claims_a_change_that_is_not_tested(which: str) -> None:
    assert not VERDICT.search(SAID[which]())


def test_a_claimed_change_would_be_noticed() -> None:
    for verdict in ("Brotten har ökat", "Det har minskat", "Läget är sämre", "Fler brott"):
        assert VERDICT.search(verdict)


NOTHING: dict[str, Callable[[list[Fact]], str]] = {
    "city": lambda facts: answers.city(facts, BUILD),
    "indicator": lambda facts: answers.indicator(facts, AREA),
    "controls": answers.controls,
    "gvi": lambda facts: answers.gvi(facts, []),
}


@pytest.mark.parametrize("which", NOTHING)
@pytest.mark.parametrize("facts", [[], [unknown()], [unknown("unclear"), unknown("withheld")]], ids=["inga", "saknas", "oklart"])
def test_the_unknown_is_said_and_never_zero(which: str, facts: list[Fact]) -> None:
    said = NOTHING[which](facts)
    assert said
    assert not re.search(r"\d", said.replace("100 svarande", ""))


def test_an_area_is_answered_by_its_own_name() -> None:
    said = answers.indicator([fact()], HISINGEN)
    assert "Hisingen" in said
    assert "Göteborg" not in said


def test_a_bound_is_said_as_a_bound() -> None:
    bound = district("4", value=None, lower=None, upper=56.0, qualifier="at_most", unit="index 0–100", decimals=0, base=None)
    said = answers.indicator([bound], HISINGEN)
    assert "högst 56" in said
    assert "95 procent" not in said


def test_the_controls_are_the_citys_own_and_in_a_fixed_order() -> None:
    cover = fact(
        **BIDRAG
        | {"indicator_id": "bidrag_kontrolltackning", "indicator": "Täckning", "unit": "procent", "value": 1.3, "decimals": 1}
    )
    deep = fact(**BIDRAG | {"indicator_id": "bidrag_djupkontroller", "indicator": "Kontroller", "value": 56.0})
    asked = fact(**BIDRAG | {"indicator_id": "bidrag_ansokningar", "indicator": "Ansökningar", "value": 4231.0})
    other = fact(
        **BIDRAG | {"indicator_id": "bidrag_ansokningar", "indicator": "Ansökningar", "value": 9.0, "kind": "organisation"}
    )
    said = plain(answers.controls([other, cover, deep, asked]))
    assert said == "2020–2021: ansökningar: 4 231; kontroller: 56; täckning: 1,3 %."


def test_an_unclear_count_among_the_controls_is_said_as_unclear() -> None:
    said = answers.controls(
        [unknown("unclear", **{k: v for k, v in BIDRAG.items() if k in ("source", "unit")}, indicator_id="bidrag_djupkontroller")]
    )
    assert "oklart i källan" in said.lower()
