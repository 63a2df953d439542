"""What stands beside a picture: only what is true of it."""

import datetime as dt

from told import EVENT, fact, year
from tried import effect

from dashboard import caveats, words


def test_a_survey_over_merged_years_is_explained_and_reported_crime_is_not() -> None:
    told = caveats.notes([fact()], ())
    assert told == (words.text("notes.ki"), words.text("notes.merged", first="2020", last="2021"))
    crime = year(2024, source="brott", unit="per 1 000 invånare")
    assert caveats.notes([crime], ()) == ()


def test_preliminary_figures_and_events_are_said_with_what_they_do_not_show() -> None:
    open_ = year(2024, source="brott", unit="antal", status="preliminary")
    told = caveats.notes([open_], (EVENT,))
    assert told == (words.text("notes.preliminary"), words.text("notes.caution"))
    assert "inte att insatsen har haft effekt" in told[1]


def test_the_design_effect_is_told_where_an_interval_is_worked_out_with_it() -> None:
    effects = [effect("kommun", 1.33), effect("land", 3.06), effect("stadsomrade", 1.5, "assumed")]
    told = caveats.computed([fact(limits="wilson")], effects)
    assert "1,33 (kommun)" in told
    assert "3,06" not in told
    assert "antagen" in caveats.computed([fact(limits="wilson", kind="stadsomrade")], effects)
    assert caveats.computed([fact(limits="published")], effects) == ""
    assert caveats.computed([fact(period_end=dt.date(2021, 12, 31))], effects) == ""
