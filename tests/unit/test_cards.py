"""Facts in named places: the same words on a card, in a row and in a ranking."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import AREA, INDICATOR, district, fact, unknown, year
from tried import comparison

from dashboard import cards
from dashboard.store import Area

DAY = dt.date(2026, 11, 20)
COUNTRY = fact(area_id="land:SE", area="Sverige", kind="land", value=19.9, lower=19.6, upper=20.1)
DISTRICTS = [
    district(code, value=v, lower=v - 2, upper=v + 2) for code, v in (("1", 23.6), ("2", 27.7), ("3", 21.5), ("4", 23.0))
]


def around(**changed: object) -> cards.Surroundings:
    given_ = {"city": [fact()], "country": [COUNTRY], "everyone": DISTRICTS, "as_of": DAY} | changed
    return cards.Surroundings(**given_)  # type: ignore[arg-type]


def only(themes: tuple[cards.Theme, ...]) -> cards.Line:
    assert [len(theme.lines) for theme in themes] == [1]
    return themes[0].lines[0]


def test_a_card_tells_the_figure_in_full() -> None:
    card = cards.card(fact(), COUNTRY)
    assert (card.title, card.value, card.period) == ("Utsatta för brott", "24,6\u00a0%", "2020–2021")
    assert card.certainty == "95 procents säkerhet: 23,2–26,0"
    assert card.based_on == "4\u00a0905 svarande"
    assert card.beside == "Sverige: 19,9\u00a0%"
    assert card.trace.endswith("ntu.xlsx, Tabell 2.1, cell E10")
    assert card.known


def test_a_card_of_the_unknown_says_why_and_shows_no_number() -> None:
    card = cards.card(unknown("unclear"), unknown())
    assert (card.value, card.beside, card.known) == ("Oklart i källan", "", False)


def test_the_overview_shows_headlines_of_the_asked_sources_beside_the_same_period() -> None:
    older = fact(area_id="land:SE", area="Sverige", kind="land", period_end=dt.date(2019, 12, 31))
    shown = cards.headline_cards([fact(), fact(headline=False), fact(source="brott")], [older], ["ntu"])
    assert [card.title for card in shown] == ["Utsatta för brott"]
    assert shown[0].beside == "", "landets siffra gäller en annan period"


def test_a_card_and_a_row_carry_what_a_test_says_of_that_very_figure() -> None:
    tested = comparison(indicator_id="ntu_brott", area_id="kommun:1480", comparator="country")
    (card,) = cards.headline_cards([fact()], [COUNTRY], ["ntu"], [tested])
    assert card.standing is not None
    assert (card.standing.verdict_id, card.standing.word, card.against) == ("J1A2B3C4D", "sämre", "Mot hela landet:")
    line = only(cards.profile(around(compared=[tested]), [fact()], [fact()]))
    assert line.standing == card.standing
    ranked, _ = cards.ranking([fact(), COUNTRY], "kommun:1480", [tested])
    assert [r.standing for r in ranked] == [card.standing, None]


@pytest.mark.parametrize("other", [{"period_end": dt.date(2019, 12, 31)}, {"group_id": "kvinnor"}, {"comparator": "arm"}])
def test_a_test_of_another_figure_is_not_this_ones(other: dict[str, object]) -> None:
    tested = comparison(**{"indicator_id": "ntu_brott", "area_id": "kommun:1480"} | other)
    (card,) = cards.headline_cards([fact()], [COUNTRY], ["ntu"], [tested])
    assert (card.standing, card.against) == (None, "")


def test_an_unsure_share_says_so_in_its_row() -> None:
    line = only(cards.profile(around(), [fact(reliability="B")], [fact()]))
    assert line.note.startswith("Stor osäkerhet")


def test_a_districts_row_stands_beside_city_and_country() -> None:
    line = only(cards.profile(around(), [DISTRICTS[3]], [DISTRICTS[3]]))
    assert (line.value, line.interval, line.city, line.country) == ("23,0\u00a0%", "21,0–25,0", "24,6\u00a0%", "19,9\u00a0%")
    assert line.note == "", "intervallet säger redan hur säker siffran är"
    assert line.bar.city is not None


def test_the_city_is_not_compared_with_itself() -> None:
    line = only(cards.profile(around(), [fact()], [fact()]))
    assert (line.city, line.bar.city) == ("", None)
    assert line.bar.others is not None, "men spannet mellan områdena visas"


def test_a_count_of_the_city_is_no_yardstick_for_a_district() -> None:
    counts = {"unit": "antal", "indicator_id": "brott_antal", "source": "brott"}
    line = only(cards.profile(around(everyone=[district("2", **counts)], city=[fact(**counts)]), [district("1", **counts)], []))
    assert (line.bar.others, line.bar.city) == (None, None)


def test_what_has_a_page_of_its_own_and_what_is_unknown_is_left_out_of_the_profile() -> None:
    facts = [unknown(), unknown("unclear"), *(fact(source=source) for source in cards.ELSEWHERE)]
    assert cards.profile(around(), facts, []) == ()


def test_rows_are_grouped_by_theme_in_the_order_of_the_facts() -> None:
    facts = [fact(theme="B"), fact(theme="A"), fact(theme="B", indicator_id="ntu_hot")]
    assert [(t.name, len(t.lines)) for t in cards.profile(around(), facts, [])] == [("B", 2), ("A", 1)]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 10)), min_size=1, max_size=12))
def test_every_mark_of_a_bar_stands_on_its_scale(drawn: list[tuple[float, float]]) -> None:
    facts = [district("1", value=v, lower=v - w, upper=v + w, area_id=f"stadsomrade:{n}") for n, (v, w) in enumerate(drawn)]
    line = only(cards.profile(around(everyone=facts), facts[:1], []))
    bar = line.bar
    marks = [bar.value, bar.lower, bar.upper, bar.city, *(bar.others or ())]
    assert all(mark is None or -1e-9 <= mark <= 1 + 1e-9 for mark in marks)
    assert bar.lower is not None
    assert bar.value is not None
    assert bar.upper is not None
    assert bar.lower <= bar.value + 1e-9 <= bar.upper + 2e-9


def test_a_bound_has_no_dot() -> None:
    bound = district("1", value=None, lower=None, upper=56.0, qualifier="at_most")
    line = only(cards.profile(around(everyone=[*DISTRICTS, bound]), [bound], []))
    assert line.bar.value is None
    assert line.value.startswith("högst 56")


@pytest.mark.parametrize(("years", "dots"), [(2, 0), (3, 3), (30, 24)])
def test_a_series_in_the_size_of_a_word_needs_three_points(years: int, dots: int) -> None:
    series = [year(1990 + n, value=float(n)) for n in range(years)]
    line = only(cards.profile(around(), [series[-1]], series))
    assert len(line.spark) == dots
    assert all(0 <= v <= 1 for v in line.spark if v is not None)


def test_a_gap_in_a_small_series_stays_a_gap() -> None:
    series = [
        year(2019, value=1.0),
        unknown(period_start=dt.date(2020, 1, 1), period_end=dt.date(2020, 12, 31)),
        year(2021, value=2.0),
        year(2022, value=3.0),
    ]
    line = only(cards.profile(around(), [series[-1]], series))
    assert line.spark == (0.0, None, 0.5, 1.0)


def test_the_ranking_is_sorted_by_value_with_the_unknown_last() -> None:
    bound = district("3", value=None, lower=None, upper=56.0, qualifier="at_most")
    lines, measured = cards.ranking([fact(), DISTRICTS[1], bound, COUNTRY], fact().area_id)
    assert [line.name for line in lines] == ["Centrum (stadsområde)", "Göteborg (kommun)", "Sverige", "Sydväst (stadsområde)"]
    assert measured.startswith("Utsatta för brott")
    assert measured.endswith("2020–2021")


def test_the_ranking_names_every_period_when_they_differ() -> None:
    _, measured = cards.ranking([fact(), year(2023, area_id="stadsomrade:1")], fact().area_id)
    assert "2023" in measured
    assert "2020–2021" in measured


def test_the_ranking_of_nothing_is_empty() -> None:
    assert cards.ranking([], "kommun:1480") == ((), "")


def test_a_label_means_one_area_only() -> None:
    areas = [
        AREA,
        Area("stadsomrade:2", "stadsomrade", "2", "Centrum", None, None),
        Area("sdn:1", "stadsdelsnamnd", "1", "Centrum", None, None),
    ]
    assert len(cards.area_labels(areas)) == len(areas)


def test_indicators_that_are_not_about_places_cannot_be_chosen() -> None:
    from dataclasses import replace

    assert cards.choosable([INDICATOR, replace(INDICATOR, source="gvi"), replace(INDICATOR, source="bidrag")]) == [INDICATOR]
