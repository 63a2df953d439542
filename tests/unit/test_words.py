"""Numbers, periods and statuses in Swedish: tables of what is said, and what must never be said."""

import datetime as dt
import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import AREA, BUILD, fact, unknown

from dashboard import words
from dashboard.store import Area, Fact

NB = "\u00a0"


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (90659, 0, f"90{NB}659"),
        (1234567.891, 2, f"1{NB}234{NB}567,89"),
        (24.554, 1, "24,6"),
        (24.0, 1, "24,0"),
        (999.96, 1, f"1{NB}000,0"),
        (-13, 0, "−13"),
        (-1693.5, 1, f"−1{NB}693,5"),
        (-0.04, 1, "0,0"),
        (-0.0, 0, "0"),
        (-0.5, 1, "−0,5"),
        (0.004, 2, "0,00"),
    ],
)
def test_a_number_is_written_in_swedish(value: float, decimals: int, shown: str) -> None:
    assert words.number(value, decimals) == shown


@given(st.floats(-1e12, 1e12), st.integers(0, 3))
def test_a_number_has_one_comma_at_most_and_reads_back(value: float, decimals: int) -> None:
    shown = words.number(value, decimals)
    assert re.fullmatch(rf"−?\d{{1,3}}({NB}\d{{3}})*(,\d{{{decimals or 1}}})?", shown), shown
    assert ("," in shown) == bool(decimals)
    read = float(shown.replace(NB, "").replace(",", ".").replace("−", "-"))
    assert math.isclose(read, value, abs_tol=0.5000001 * 10**-decimals)


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_reads_back_exactly(value: int) -> None:
    assert int(words.number(value).replace(NB, "").replace("−", "-")) == value


@given(st.floats(-0.049, 0.049))
def test_what_rounds_to_zero_has_no_sign(value: float) -> None:
    assert words.number(value, 1) == "0,0"


@pytest.mark.parametrize(
    ("start", "end", "precision", "said"),
    [
        ("2020-01-01", "2021-12-31", "exact", "2020–2021"),
        ("2023-01-01", "2023-12-31", "exact", "2023"),
        ("2023-01-01", "2023-12-31", "year", "2023"),
        ("2022-03-25", "2024-01-08", "year", "2022–2024"),
        ("2022-07-01", "2023-06-30", "exact", "1 juli 2022–30 juni 2023"),
        ("2023-05-01", "2023-05-31", "exact", "maj 2023"),
        ("2024-02-01", "2024-02-29", "exact", "februari 2024"),
        ("2023-02-01", "2023-02-27", "exact", "1 februari 2023–27 februari 2023"),
        ("2023-05-01", "2023-05-31", "month", "maj 2023"),
        ("2022-11-01", "2023-08-31", "month", "november 2022–augusti 2023"),
        ("2025-12-31", "2025-12-31", "exact", "31 december 2025"),
        ("2023-03-31", "2023-03-31", "unstated", "år ej angivet (redovisat mars 2023)"),
        ("2019-01-01", "2023-03-31", "unstated", "år ej angivet (redovisat mars 2023)"),
        ("2022-05-15", "2023-05-14", "exact", "15 maj 2022–14 maj 2023"),
    ],
)
def test_a_period_is_as_precise_as_its_source(start: str, end: str, precision: str, said: str) -> None:
    assert words.period(d(start), d(end), precision) == said


@given(st.dates(dt.date(1990, 1, 1), dt.date(2050, 12, 31)), st.integers(0, 4000), st.sampled_from(["month", "year"]))
def test_a_period_known_by_month_or_year_never_names_a_day(start: dt.date, days: int, precision: str) -> None:
    said = words.period(start, start + dt.timedelta(days + 1), precision)
    assert not re.search(r"\b\d{1,2} [a-z]", said), said
    assert precision == "month" or re.fullmatch(r"\d{4}(–\d{4})?", said)


@pytest.mark.parametrize(
    ("precision", "said"), [("dag", "25 mars 2022"), ("månad", "mars 2022"), ("period", "mars 2022"), ("år", "2022")]
)
def test_a_day_is_no_more_precise_than_its_source(precision: str, said: str) -> None:
    assert words.day_of(d("2022-03-25"), precision) == said


BOUND = {"value": None, "decimals": 0, "unit": "antal", "base": None}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (fact(), f"24,6{NB}%"),
        (fact(decimals=0, value=32.4), f"32{NB}%"),
        (fact(value=0.0), f"0,0{NB}%"),
        (fact(value=260.0, unit="tkr", decimals=0), f"260{NB}tkr"),
        (fact(value=9.25, unit="per 1 000 invånare"), "9,2"),
        (fact(value=1693.0, unit="antal", decimals=0), f"1{NB}693"),
        (fact(value=-13.0, unit="antal", decimals=0), "−13"),
        (fact(value=20.0, unit="antal", decimals=0, qualifier="about"), "ca 20"),
        (fact(**BOUND | {"lower": 70.0, "upper": None, "qualifier": "at_least"}), "minst 70"),
        (fact(**BOUND | {"lower": None, "upper": 56.0, "qualifier": "at_most"}), "högst 56"),
        (fact(status="preliminary"), f"24,6{NB}%"),
        (unknown(), "Uppgift saknas"),
        (unknown("unclear"), "Oklart i källan"),
        (unknown("withheld"), "Visas inte av utgivaren: färre än 100 svarande"),
        (unknown("unreliable"), "Visas inte: för få svar för ett tillförlitligt värde"),
        (unknown("not_applicable"), "Gäller inte"),
        (fact(**BOUND | {"lower": None, "upper": None}), "Uppgift saknas"),
    ],
)
def test_an_amount_says_what_is_known_and_no_more(told: Fact, said: str) -> None:
    assert words.amount(told) == said


@given(st.sampled_from(["missing", "unclear", "withheld", "unreliable", "not_applicable"]), st.sampled_from(list(words.UNITS)))
def test_the_unknown_is_never_a_number(status: str, unit: str) -> None:
    told = unknown(status, unit=unit)
    for said in (words.short_amount(told), words.interval(told)):
        assert not re.search(r"\d", said)
    assert not re.search(r"\b0\b", words.amount(told))
    assert words.amount(told) == words.certainty(told) == words.STATUSES[status]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (fact(), "23,2–26,0"),
        (fact(decimals=0), "23–26"),
        (fact(value=-1.0, lower=-2.5, upper=0.5), "−2,5–0,5"),
        (fact(lower=None), ""),
        (fact(upper=None), ""),
        (fact(**BOUND | {"lower": 70.0, "upper": None, "qualifier": "at_least"}), ""),
        (unknown(), ""),
    ],
)
def test_an_interval_is_said_only_where_both_limits_are_known(told: Fact, said: str) -> None:
    assert words.interval(told) == said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (fact(), "95 procents säkerhet: 23,2–26,0"),
        (fact(lower=None, upper=None), "Brå har inte publicerat intervall för den här perioden"),
        (fact(lower=None, upper=None, source="brott", unit="antal"), ""),
        (fact(lower=None, upper=None, source="gvi", unit="antal", qualifier="about"), "ungefärlig uppgift"),
        (fact(**BOUND | {"lower": 70.0, "upper": None, "qualifier": "at_least", "source": "gvi"}), "undre gräns"),
        (fact(**BOUND | {"lower": None, "upper": 56.0, "qualifier": "at_most", "source": "trygghet"}), "övre gräns"),
        (unknown("unclear"), "Oklart i källan"),
    ],
)
def test_how_sure_a_figure_is(told: Fact, said: str) -> None:
    assert words.certainty(told) == said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (fact(), f"4{NB}905 svarande"),
        (fact(numerator=53.0, base=1693.0), f"53 av 1{NB}693"),
        (fact(source="brott"), ""),
        (unknown(), ""),
        (fact(numerator=0.0, base=38.0), "0 av 38"),
    ],
)
def test_what_a_figure_is_based_on(told: Fact, said: str) -> None:
    assert words.based_on(told) == said


def test_the_way_back_names_publisher_delivery_file_sheet_and_cell() -> None:
    assert words.trace(fact()) == "Brå: Kommunala resultat NTU, ntu.xlsx, Tabell 2.1, cell E10"
    assert words.trace(fact(file="trygghet.csv", cell="rad 2, kolumn varde")).endswith("trygghet.csv, rad 2, kolumn varde")


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ("2026-11-20", "publicerad november 2026, mindre än en månad gammal"),
        ("2026-11-10", "publicerad november 2026, mindre än en månad gammal"),
        ("2026-10-20", "publicerad oktober 2026, en månad gammal"),
        ("2026-05-20", "publicerad maj 2026, 6 månader gammal"),
        ("2025-11-20", "publicerad november 2025, 12 månader gammal"),
        ("2024-12-20", "publicerad december 2024, 23 månader gammal"),
        ("2024-11-19", "publicerad november 2024, 2 år gammal"),
        ("2023-07-04", "publicerad juli 2023, 3 år gammal"),
        ("1996-11-20", "publicerad november 1996, 30 år gammal"),
    ],
)
def test_how_old_a_delivery_is(published: str, said: str) -> None:
    assert words.freshness(d(published), d("2026-11-20")) == said


@given(st.dates(dt.date(1990, 1, 1), dt.date(2026, 11, 20)), st.integers(1, 400))
def test_an_older_delivery_never_sounds_younger(published: dt.date, days: int) -> None:
    as_of = dt.date(2026, 11, 20)
    assert _months(words.freshness(published - dt.timedelta(days), as_of)) >= _months(words.freshness(published, as_of))


def _months(said: str) -> int:
    """A lower limit of the age that is said, in months."""
    count = re.search(r"(\d+) (månader|år) gammal", said)
    if count:
        return int(count[1]) * (12 if count[2] == "år" else 1)
    return 1 if "en månad gammal" in said and "mindre" not in said else 0


def test_an_interval_that_nobody_has_published_is_said_to_be_worked_out() -> None:
    assert words.certainty(fact(limits="wilson")) == "95 procents säkerhet: 23,2–26,0 (beräknat)"
    assert words.certainty(fact(limits="published")) == "95 procents säkerhet: 23,2–26,0"


def test_a_share_that_is_unsure_asks_for_its_interval_to_be_read() -> None:
    assert words.certainty(fact(reliability="B")).endswith("Stor osäkerhet – läs intervallet, inte punkten.")
    assert words.doubt(fact(reliability="A")) == words.doubt(fact()) == ""


def test_a_figure_whose_source_gives_no_uncertainty_says_so() -> None:
    assert words.certainty(fact(source="trygghet", lower=None, upper=None)) == "Källan anger ingen osäkerhet"


@pytest.mark.parametrize(
    ("area", "label"),
    [
        (AREA, "Göteborg (kommun)"),
        (Area("land:SE", "land", "SE", "Sverige", None, None), "Sverige"),
        (Area("lan:14", "lan", "14", "Västra Götalands län", None, None), "Västra Götalands län"),
        (
            Area("mellanomrade:80", "mellanomrade", "80", "Västra Biskopsgården", None, None),
            "Västra Biskopsgården (mellanområde)",
        ),
    ],
)
def test_an_areas_label_means_one_area(area: Area, label: str) -> None:
    assert words.area_label(area) == label


def test_the_unit_stands_in_the_head_and_not_in_the_cell() -> None:
    paid = fact(indicator="Utbetalda bidrag", unit="tkr", value=127000.0, decimals=0)
    assert words.with_unit(paid) == "Utbetalda bidrag, tkr"
    assert words.bare_amount(paid) == f"127{NB}000"
    assert words.with_unit(fact(unit="antal", indicator="Avslag")) == "Avslag"


def test_the_build_is_named_by_place_day_and_id() -> None:
    assert words.built(BUILD) == "Lägesbild Göteborg, för internt bruk, byggd 20 november 2026, bygge 20261120T1200-abcdef12"
    assert words.audience(replace(BUILD, audience="publik")) == "för allmänheten"


@pytest.mark.parametrize(
    "listed", [words.STATUSES, words.KINDS, words.KINDS_PLURAL, words.SOURCES, words.CONFLICTS], ids=lambda w: next(iter(w))
)
def test_no_word_is_english(listed: dict[str, str]) -> None:
    assert not [
        w for w in listed.values() if re.search(r"\b(missing|unclear|area|source|district|unknown|not)\b", w, re.IGNORECASE)
    ]
