"""The control function's tables: counts without names, plans, rows turned away, figures that moved, and trends in words."""

import datetime as dt
from dataclasses import replace

import duckdb
import pytest
from told import BUILD

from dashboard import answers, checks, findings, store
from dashboard.rows import Bound, Difference, Flag, Intake, Revision
from dashboard.verdict_rows import Trend

FLAG = Flag(
    "bidrag_flagga_flera", "bidrag", "Flera betalare", 1, "Egna ärenden", "Därför.", "Så.", "Minst två.", "Inget.",
    "Till exempel.", 4, 3, 1, 2, 75.0, 19.4, 99.4, 7.8, "aktiv",
)  # fmt: skip
TREND = Trend(
    "T1", "brott_a", "kommun:0000", "alla", "worse", "", "seasonal_kendall", 0.0000001, 0.0000002, 20, "Brott", "antal", 0,
    "lower", "brott", 0, True, "Exempelstad", "kommun", "month", dt.date(2021, 1, 1), dt.date(2025, 12, 31), 60, 15.29,
    None, None, None, None, None,
)  # fmt: skip
MOVED = Revision(
    "Utbetalda bidrag", "Exempelstad", "bidrag", "tkr", 0, dt.date(2020, 7, 1), dt.date(2021, 6, 30), "alla",
    41446.0, 42446.0, 1000.0, "ok", "ok", "Först", "Sedan", dt.date(2025, 12, 20),
)  # fmt: skip


def plain(text: object) -> str:
    return str(text).replace("\u00a0", " ")


def test_a_flag_is_counted_and_its_record_has_an_interval() -> None:
    (row,) = checks.flag_table([FLAG], "").rows
    assert tuple(map(plain, row)) == ("Flera betalare", "4", "3", "1", "2", "75 % (19–99)", "8 %", "används")
    told = plain(dict(checks.flag_text(FLAG))["Utfall"])
    assert told.startswith("3 av 4 kontroller visade avvikelse (75 %, 95 % KI 19–99 %).")


def test_a_retired_flag_says_why() -> None:
    told = dict(checks.flag_text(replace(FLAG, state="pensionerad")))["Utfall"]
    assert "träffar sämre än slumpen" in told


def test_without_a_register_nothing_is_counted_and_zero_is_not_said() -> None:
    flag = replace(FLAG, organisations=None, confirmed=0, refuted=0, open=0, ppv=None, ppv_lower=None, ppv_upper=None)
    assert checks.flag_table([flag], "").rows[0][1:5] == ("inget register", "–", "–", "–")
    assert "ingen organisation prövad" in answers.flags([flag], BUILD)
    assert "Ingen flagga är färdigkontrollerad" in answers.flags([replace(flag, organisations=0)], BUILD)


def test_the_public_is_told_that_flags_are_not_for_it_and_never_that_no_rule_was_read() -> None:
    said = answers.flags([], replace(BUILD, audience="publik"))
    assert said.startswith("Flaggor visas inte för allmänheten.") and "inläst" not in said
    assert "inlästa" in answers.flags([], BUILD)


@pytest.mark.parametrize(
    ("controls", "percent", "parts"), [(60, 20, (12, 48)), (5, 20, (1, 4)), (11, 20, (3, 8)), (30, 100, (30, 0))]
)
def test_a_plan_is_split_with_the_random_arm_rounded_up(controls: int, percent: int, parts: tuple[int, int]) -> None:
    assert checks.split(controls, percent) == parts


def test_a_difference_is_within_reach_only_when_both_arms_are_large_enough() -> None:
    needed = [Difference(50, 10, 23)]
    assert checks.difference_table(needed, 23, 40, "").rows[0][-1] == "ja"
    assert checks.difference_table(needed, 22, 400, "").rows[0][-1] == "nej"
    assert checks.difference_table(needed, 400, 22, "").rows[0][-1] == "nej"


def test_the_chosen_number_stands_among_the_bounds() -> None:
    bounds = [Bound(n, 100 * (1 - 0.05 ** (1 / n))) for n in range(1, 70)]
    rows = checks.bound_table(bounds, 13, "").rows
    assert ("13", "20,6\u00a0%") in rows
    assert ("59", "5,0\u00a0%") in rows
    assert checks.bound(bounds, 900) is None


def test_reasons_are_counted_with_their_first_twenty_lines() -> None:
    con = duckdb.connect()
    con.execute("CREATE TABLE quarantine (release_id TEXT, file TEXT, line BIGINT, field TEXT, reason TEXT)")
    con.execute("INSERT INTO quarantine SELECT 'r', 'a.csv', 100 - i, 'datum', 'inget datum' FROM range(25) t(i)")
    con.execute("INSERT INTO quarantine VALUES ('r', 'a.csv', 7, 'belopp', 'inget tal')")
    first, second = store.rejections(con)
    assert (first.reason, first.count, len(first.lines), first.lines[0]) == ("inget datum", 25, 20, 76)
    assert (second.count, second.lines) == (1, (7,))
    rows = checks.rejection_table([first, second], {"r": "Register"}, "").rows
    assert rows[0][3].startswith("76, 77,")
    assert rows[0][3].endswith(" med flera")
    assert rows[1] == ("inget tal", "belopp", "1", "7", "Register, a.csv")


def test_rows_read_are_those_loaded_and_those_rejected() -> None:
    (row,) = checks.intake_table([Intake("r", "a.csv", 10, 7, 3)], {}, "").rows
    assert row == ("r", "a.csv", "10", "7", "3")


def test_a_moved_figure_says_how_much_and_a_lost_one_says_why() -> None:
    (row,) = checks.revision_table([MOVED], "").rows
    assert tuple(map(plain, row[2:6])) == ("1 juli 2020–30 juni 2021", "41 446 tkr", "42 446 tkr", "+1 000 tkr")
    lost = replace(MOVED, value=None, moved=None, status="unclear")
    assert checks.revision_table([lost], "").rows[0][4:6] == ("Oklart i källan", "–")
    share = replace(MOVED, unit="procent", decimals=1, earlier_value=12.0, value=11.6, moved=-0.4)
    assert plain(checks.revision_table([share], "").rows[0][5]) == "−0,4 procentenheter"


def test_only_so_many_moved_figures_are_shown() -> None:
    assert len(checks.revision_table([MOVED] * 1000, "").rows) == checks.MOST_SHOWN


def test_a_rise_a_fall_and_a_change_of_level_are_told_apart_and_no_cause_is_given() -> None:
    rise, fall = (
        plain(findings.trend(TREND).text),
        plain(findings.trend(replace(TREND, slope_per_year=-3.2, p_adjusted=0.013)).text),
    )
    step = {"verdict": "break", "slope_per_year": None, "starts": dt.date(2023, 7, 1), "before": 255.73, "after": 375.77}
    assert rise.startswith("Brott i Exempelstad: stigande trend januari 2021–december 2025. ")
    assert "+15,3 per år" in rise
    assert "p < 0,001" in rise
    assert "sjunkande trend" in fall
    assert "p = 0,013" in fall
    told = plain(findings.trend(replace(TREND, **step)).text)
    assert "nivån ändrades omkring juli 2023 (sökt i efterhand; orsaken framgår inte)" in told
    assert "I snitt 255,7 per månad före och 375,8" in told
