"""Figures as data: classes that cover all, lines that stop at a break, points and places that say what they do not know."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import BUILD, EVENT, INDICATOR, NAMES, district, fact, shape, unknown, year

from dashboard import figures
from dashboard.store import Break, Fact

BREAK = Break("brott", dt.date(2021, 1, 1), "allt", "Ny indelning.")
REPORTED = {"source": "brott", "unit": "antal", "decimals": 0, "lower": None, "upper": None, "base": None}
SERIES = [year(n, value=float(n), **REPORTED) for n in range(2018, 2024)]
COUNTRY = fact(area_id="land:SE", area="Sverige", kind="land", value=19.9)


def trend(facts: list[Fact], *shown: str, breaks: tuple[Break, ...] = ()) -> figures.Trend:
    drawn = figures.trend(facts, shown or ("kommun:1480",), breaks, (), BUILD)
    assert drawn is not None
    return drawn


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_every_value_has_a_class_and_a_greater_value_never_a_lower_one(values: list[float]) -> None:
    ordered = sorted(values)
    cuts = figures.class_cuts(ordered)
    classes = [figures.class_of(v, cuts) for v in ordered]
    assert 1 <= len(cuts) <= figures.CLASSES
    assert cuts == sorted(cuts)
    assert classes == sorted(classes)
    assert 0 <= classes[0] <= classes[-1] < len(cuts)
    assert len(cuts) == 1 or (classes[0] == 0 and classes[-1] == len(cuts) - 1)


def test_equal_values_are_one_class() -> None:
    assert figures.class_cuts([3.0, 3.0, 3.0]) == [3.0]
    assert figures.class_of(3.0, [3.0]) == 0


@given(st.lists(st.dates(dt.date(2015, 1, 1), dt.date(2026, 1, 1)), min_size=0, max_size=4, unique=True))
def test_no_line_joins_the_two_sides_of_a_break(days: list[dt.date]) -> None:
    drawn = trend(SERIES, breaks=tuple(replace(BREAK, starts=day) for day in sorted(days)))
    (line,) = drawn.lines
    for part in line.parts:
        first, last = part[0].when, part[-1].when
        assert not [day for day, _ in drawn.gaps if first < day <= last]
    assert [p.value for part in line.parts for p in part] == [f.value for f in SERIES], "ingen punkt går förlorad"
    assert {day for day, _ in drawn.gaps} == {day for day in days if dt.date(2018, 1, 1) < day <= dt.date(2023, 12, 31)}


def test_another_sources_break_is_not_drawn() -> None:
    drawn = trend(SERIES, breaks=(replace(BREAK, source="ntu"),))
    assert drawn.gaps == ()
    assert len(drawn.lines[0].parts) == 1


def test_a_missing_year_is_no_point() -> None:
    holed = [
        *SERIES[:2],
        unknown(**REPORTED | {"period_start": dt.date(2020, 1, 1), "period_end": dt.date(2020, 12, 31)}),
        *SERIES[3:],
    ]
    assert len([p for part in trend(holed).lines[0].parts for p in part]) == 5


@pytest.mark.parametrize(
    ("told", "hollow"),
    [
        (fact(), False),
        (fact(lower=None, upper=None), True),
        (fact(status="preliminary"), True),
        (fact(**REPORTED), False),
        (fact(**REPORTED | {"status": "preliminary"}), True),
    ],
)
def test_an_uncertain_point_is_hollow(told: Fact, hollow: bool) -> None:
    assert trend([told]).lines[0].parts[0][0].hollow is hollow


def test_preliminary_figures_are_open_from_their_first_to_their_last_day() -> None:
    open_ = [replace(f, status="preliminary") for f in SERIES[-2:]]
    assert trend([*SERIES[:-2], *open_]).pending == (open_[0].period_start, open_[1].period_end)
    assert trend(SERIES).pending is None


def test_a_point_stands_in_the_middle_of_its_period_and_says_everything() -> None:
    point = trend([fact()]).lines[0].parts[0][0]
    assert point.when in (dt.date(2020, 12, 31), dt.date(2021, 1, 1))
    assert point.text == "Göteborg, 2020–2021: 24,6\u00a0% (23,2–26,0). 4\u00a0905 svarande"


def test_a_survey_is_never_joined_and_a_share_need_not_start_at_zero() -> None:
    assert not trend([fact()]).joined
    assert not trend([fact()]).from_zero
    assert trend(SERIES).joined
    assert trend(SERIES).from_zero


def test_the_title_is_the_finding_and_claims_no_change() -> None:
    assert trend(SERIES).title == "Göteborg: 2\u00a0018 2018, 2\u00a0023 2023"
    assert trend(SERIES[:1]).title.endswith("det enda kända värdet")


def test_the_foot_says_source_cell_and_build() -> None:
    foot = trend([fact()]).foot
    for part in ("Brå", "ntu.xlsx", "Tabell 2.1, cell E10", BUILD.build_id):
        assert part in foot


def test_the_main_line_is_the_chosen_areas() -> None:
    drawn = trend([fact(), COUNTRY], "kommun:1480", "land:SE")
    assert [(line.name, line.main) for line in drawn.lines] == [("Göteborg", True), ("Sverige", False)]


def test_an_area_without_figures_gets_no_line() -> None:
    drawn = trend([COUNTRY], "stadsomrade:1", "land:SE")
    assert [line.name for line in drawn.lines] == ["Sverige"]


@pytest.mark.parametrize("facts", [[], [unknown()], [unknown("unclear"), unknown("withheld")]])
def test_nothing_known_is_no_figure(facts: list[Fact]) -> None:
    assert figures.trend(facts, ("kommun:1480",), (), (), BUILD) is None
    assert figures.area_map(facts, [shape("1")], BUILD, "K0") is None
    assert figures.timeline([], BUILD) is None


@pytest.mark.parametrize(("precision", "days"), [("dag", 1), ("månad", 30), ("period", 30), ("år", 364)])
def test_an_event_is_as_wide_as_its_date_is_vague(precision: str, days: int) -> None:
    drawn = figures.timeline([replace(EVENT, precision=precision)], BUILD)
    assert drawn is not None
    assert (drawn.marks[0].ends - drawn.marks[0].starts).days == days


def test_a_stated_end_is_kept_and_events_stand_in_order() -> None:
    ended = replace(EVENT, name="Avsikt", starts=dt.date(2022, 3, 1), ends=dt.date(2025, 3, 31))
    drawn = figures.timeline([EVENT, ended], BUILD)
    assert drawn is not None
    assert [m.label for m in drawn.marks] == ["Avsikt", "Första call-in"]
    assert drawn.marks[0].ends == dt.date(2025, 3, 31)
    assert drawn.title == "2 händelser från mars 2022 till maj 2023"


def test_events_stand_beside_crime_and_not_beside_grants() -> None:
    operative = [replace(EVENT, kind=kind) for kind in figures.OPERATIVE]
    assert figures.concerned([*operative, replace(EVENT, kind="annat")], "brott") == tuple(operative)
    assert figures.concerned(operative, "bidrag") == ()
    assert figures.concerned(operative, "ntu") == ()


def test_only_events_within_the_time_shown_are_drawn() -> None:
    events = [replace(EVENT, starts=dt.date(n, 5, 1)) for n in (2010, 2020, 2030)]
    drawn = figures.trend(SERIES, ("kommun:1480",), (), events, BUILD)
    assert drawn is not None
    assert [m.starts.year for m in drawn.marks] == [2020]


def test_the_map_colours_the_known_and_hatches_the_rest() -> None:
    facts = [
        district("1", value=23.6),
        district("2", value=27.7),
        unknown(area_id="stadsomrade:3", area="Sydväst", kind="stadsomrade"),
    ]
    drawn = figures.area_map(facts, [shape(code) for code in NAMES], BUILD, "K0")
    assert drawn is not None
    assert {p.name: p.klass for p in drawn.places} == {"Nordost": 0, "Centrum": 1, "Sydväst": None, "Hisingen": None}
    assert [p.text for p in drawn.places[2:]] == ["Sydväst: Uppgift saknas", "Hisingen: Uppgift saknas"]
    assert drawn.title == "Från 23,6\u00a0% i Nordost till 27,7\u00a0% i Centrum"
    assert drawn.schematic
    assert "Sydväst Uppgift saknas" in drawn.alt


def test_a_bound_on_the_map_has_no_class() -> None:
    bound = district("1", value=None, lower=None, upper=56.0, qualifier="at_most")
    drawn = figures.area_map([bound, district("2")], [shape("1"), shape("2")], BUILD, "K0")
    assert drawn is not None
    assert drawn.places[0].klass is None
    assert "högst 56" in drawn.places[0].text


def test_a_drawn_boundary_is_not_called_schematic_and_names_its_owner() -> None:
    drawn = figures.area_map([district("1")], [shape("1", style="boundary", origin="Staden", licence="CC0")], BUILD, "K0")
    assert drawn is not None
    assert not drawn.schematic
    assert "Staden" in drawn.foot
    assert "CC0" in drawn.foot


def test_the_legend_covers_from_the_least_to_the_greatest() -> None:
    drawn = figures.area_map([district(c, value=float(c)) for c in NAMES], [shape(c) for c in NAMES], BUILD, "K0")
    assert drawn is not None
    assert drawn.legend[0].startswith("1,0")
    assert drawn.legend[-1].endswith("4,0")
    assert len(drawn.legend) == 4


def test_the_level_is_the_one_with_most_known_figures() -> None:
    middle = district("1", kind="mellanomrade")
    assert figures.level([fact(), COUNTRY, district("1"), middle, middle]) == "mellanomrade"
    assert figures.level([district("1"), unknown(kind="mellanomrade"), unknown(kind="mellanomrade")]) == "stadsomrade"
    assert figures.level([]) == "stadsomrade"


def test_only_what_has_districts_can_be_mapped_and_headlines_come_first() -> None:
    plain, lone = replace(INDICATOR, headline=False), replace(INDICATOR, districts=1)
    assert figures.mapped([plain, INDICATOR, lone]) == [INDICATOR, plain]
