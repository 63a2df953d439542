"""What is said of a registered model and of what could be seen: figures from the row, a reason where there is none, no cause."""

import datetime as dt
import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT

from dashboard import drawing, interrupted
from dashboard.standing import text
from dashboard.verdict_rows import Detectable, Interruption

POINTS = json.dumps([[f"2023-{m:02}-01", 10.0 * m, 55.0, 60.0 if m > 6 else 55.0] for m in range(1, 13)])
ROW = Interruption(
    "A1", "brott_a", "kommun:1480", "Insatsen", dt.date(2022, 11, 15), dt.date(2023, 7, 10), 1, "nivå", 36, 24, 57.25, 0.6,
    0.5, 0.72, 1.3, 0.1, 14, 0, 0.61, "lower", "", "Anmälda brott", "Göteborg", "month", 0.0001, 0.0002, 2, "kommun:1280", 0.98,
    0.9, 1.07, "Dnr 1", POINTS, "Malmö",
)  # fmt: skip
REFUSED = replace(
    ROW, verdict="refused", reason="gap", ratio=None, lower=None, upper=None, p=None, p_adjusted=None, family=None, points=None,
    comparison_ratio=None, placebos=None, placebos_as_strong=None, trimmed_ratio=None, dispersion=None, autocorrelation=None,
)  # fmt: skip
CASES = tuple(Detectable(float(m), b, a, 1.5, r) for m, b, a, r in ((2, 24, 12, 57.6), (4, 24, 12, 45.48), (4, 36, 24, 36.4)))


def plain(said: str) -> str:
    return said.replace("\u00a0", " ")


def test_a_difference_is_told_with_its_interval_and_no_cause() -> None:
    found = interrupted.finding(ROW)
    assert (found.verdict_id, found.state, found.word) == ("A1", "lower", "lägre")
    assert plain(found.text) == (
        "Insatsen (Anmälda brott; Göteborg): från augusti 2023 lägre än serien före pekade mot "
        "(−40 procent, 95 % KI −50 till −28, p < 0,001). Vad det beror på framgår inte."
    )
    assert "högre än" in interrupted.finding(replace(ROW, verdict="higher", ratio=1.4)).text
    assert "ingen säker skillnad" in interrupted.finding(replace(ROW, verdict="none")).text


def test_what_cannot_be_told_is_said_with_its_reason_and_no_figure() -> None:
    found = interrupted.finding(REFUSED)
    assert found.state == "undecided"
    assert found.text == (
        "Insatsen (Anmälda brott; Göteborg): Underlaget räcker inte för att uttala sig om effekt. Serien har luckor."
    )


def reasons() -> set[str]:
    """Every reason that the writing half can give, read from the two files that give them."""
    code = [Path(ROOT / "etl" / f).read_text(encoding="utf-8") for f in ("statistics/interruption.py", "measure/interruption.py")]
    named = {"registered_late", "short_before", "short_after", "gap", "break", "rare", "not_fitted", "edge", "placebo"}
    named |= {"no_series", "not_a_count", "comparison", "unknown_shape", "not_registered"}
    assert {n for n in named if not any(f'"{n}"' in c for c in code)} == set()
    return named | {"no_answer"}


@pytest.mark.parametrize("reason", sorted(reasons()))
def test_every_reason_has_its_sentence(reason: str) -> None:
    assert text(f"its_reasons.{reason}").endswith(".")
    assert text(f"its_reasons.{reason}") in interrupted.finding(replace(REFUSED, reason=reason)).text


def test_all_behind_a_verdict_is_told_and_what_is_not_known_is_a_dash() -> None:
    told = {term: plain(value) for term, value in interrupted.terms(ROW)}
    assert told["Registrerad"] == "15 november 2022"
    assert told["Kvot (95 % KI)"] == "0,60 (0,50–0,72)"
    assert told["Flyttade starter som sticker ut lika mycket"] == "0 av 14"
    assert told["Samma sak i ett annat område"] == "Malmö: 0,98 (0,90–1,07)"
    assert dict(interrupted.terms(REFUSED))["Kvot (95 % KI)"] == "–"


def test_the_picture_has_the_counted_the_model_and_the_model_unchanged() -> None:
    drawn = interrupted.picture(ROW)
    assert drawn is not None
    assert [line.name for line in drawn.lines] == ["Räknat", "Modell", "Oändrat"]
    assert [p.value for p in drawn.lines[2].parts[0]][-1] == 60.0
    assert [m.label for m in drawn.marks] == ["insats startade"]
    assert "insats startade" in drawing.trend_svg(drawn)
    assert interrupted.picture(REFUSED) is None


def test_what_could_be_seen_is_worked_out_and_told_in_words() -> None:
    assert interrupted.power(CASES) == (
        "Med fyra skjutningar i månaden syns bara en minskning på omkring 45 procent eller mer (24 månader före och 12 efter)."
    )
    assert "50 procent" in interrupted.power([replace(CASES[1], reduction=52.4)])
    assert interrupted.power(CASES[:1]) == ""
    assert [plain(row[3]) for row in interrupted.power_table(CASES).rows] == ["58 %", "45 %", "36 %"]


@pytest.mark.parametrize(("number", "said"), [(4.0, "fyra"), (12.0, "tolv"), (13.0, "13"), (2.5, "2,5"), (0.0, "noll")])
def test_small_numbers_are_words(number: float, said: str) -> None:
    assert interrupted.spelled(number) == said


_NONE = {f.name for f in fields(Interruption)} & {
    "months_before", "months_after", "mean_per_month", "ratio", "lower", "upper", "dispersion", "autocorrelation", "placebos",
    "placebos_as_strong", "trimmed_ratio", "p", "p_adjusted", "family", "comparison_ratio", "points", "grain",
}  # fmt: skip


@given(st.sets(st.sampled_from(sorted(_NONE))))
def test_no_row_makes_the_page_fall(missing: set[str]) -> None:
    row = replace(REFUSED, reason="rare", **dict.fromkeys(missing))
    assert interrupted.finding(row).text
    assert len(interrupted.terms(row)) == 12
