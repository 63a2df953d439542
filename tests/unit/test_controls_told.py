"""How the ways of choosing controls are told: never together, never more than their test bears, and all only from chance."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from told import fact

from dashboard import arms, findings
from dashboard.arms import Arms
from dashboard.rows import Fact
from dashboard.verdict_rows import Comparison

DAYS = (dt.date(2020, 1, 1), dt.date(2021, 12, 31))
TEST = Comparison(
    "J1", "bidrag_extern_traffandel", "kommun:1480", "risk", "none", "", "fisher", 1 / 7, 1 / 7, 1, "Extern revision", "procent",
    0, "neither", "bidrag", 12, False, "Göteborg", "kommun", *DAYS, "arm", "slump", "slump", 75.0, 19.4, 99.4, 0.0, 0.0, 70.8,
    75.0, None, None, None, None, sensitivity_p=0.0804,
)  # fmt: skip


def found(arm: str, hits: float, controls: float, lower: float, upper: float) -> Fact:
    about = {"indicator_id": "bidrag_extern_traffandel", "unit": "procent", "decimals": 0, "source": "bidrag", "group_id": arm}
    share = {"value": 100 * hits / controls, "lower": lower, "upper": upper, "numerator": hits, "base": controls}
    return fact(**about, **share, period_start=DAYS[0], period_end=DAYS[1])


RISK, CHANCE = found("risk", 3, 4, 19.4, 99.4), found("slump", 0, 3, 0.0, 70.8)
KPMG = Arms((RISK, CHANCE), (TEST,))


def plain(html: str) -> str:
    """What a reader sees of markup, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").split())


def test_each_way_has_its_count_its_share_and_its_interval() -> None:
    told = plain(arms._table(KPMG))
    assert "Riskvalda 3 av 4 kontroller visade avvikelse (75 %, 95 % KI 19–99 %)." in told
    assert "Slumpvalda 0 av 3 kontroller visade avvikelse (0 %, 95 % KI 0–71 %)." in told
    assert "3 av 7" not in told


def test_a_hidden_way_is_a_symbol_that_is_explained_and_no_empty_table_of_tests_is_set() -> None:
    gone = replace(CHANCE, value=None, lower=None, upper=None, numerator=None, base=None, status="withheld")
    hidden = Arms((RISK, gone), (), "För 2022 visas inget utfall.")
    told = plain(arms._shown(hidden))
    assert "Slumpvalda Visas inte av sekretess- eller röjandeskäl .. jämförelsen" in told
    assert ".. visas inte av sekretess- eller röjandeskäl" in told and "För 2022 visas inget utfall." in told
    assert "utfall visas inte, av röjandeskäl" in told and "0 av" not in told
    assert ".. visas inte" not in plain(arms._shown(KPMG))
    assert arms._folded(hidden) == "" and "J1" in arms._folded(KPMG)


def test_the_dots_stand_where_the_shares_are() -> None:
    html = arms._table(KPMG)
    assert re.findall(r"lb-dot[^>]*left:([\d.]+)%", html) == ["75.0", "0.0"]
    assert re.findall(r"lb-interval[^>]*left:([\d.]+)%;width:([\d.]+)%", html) == [("19.4", "80.0"), ("0.0", "70.8")]


def test_only_chance_says_how_common_faults_are_among_all() -> None:
    assert plain(arms.prevalence(KPMG)) == "Bara de slumpvalda säger hur vanligt fel är bland alla: 0 %, 95 % KI 0–71 %."
    assert "går det inte att säga hur vanligt fel är bland alla" in arms.prevalence(Arms((RISK,), ()))


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("none", "Siffrorna visar inte att urval efter risk ska ersätta urval på slump"),
        ("higher", "Det visar inte att de slumpvalda kan tas bort"),
        ("lower", "De riskvalda träffar mer sällan"),
        ("refused", "Skillnaden går inte att pröva"),
    ],
)
def test_what_the_audit_bears_follows_from_the_verdict_and_carries_its_id(verdict: str, said: str) -> None:
    html = arms._borne(replace(TEST, verdict=verdict))
    assert 'data-verdict="J1"' in html
    assert said in plain(html)
    assert "Boschloos test, som känner av en skillnad bättre när det är få granskade, ger p = 0,080." in plain(html)


def test_without_a_random_arm_nothing_is_concluded() -> None:
    assert "data-verdict" not in arms._borne(None)
    assert "Inga slumpvalda" in plain(arms._borne(None))


def test_how_many_times_as_often_is_told_only_where_the_row_has_it() -> None:
    assert arms._times(RISK, TEST) == "anges inte"
    lifted = replace(TEST, lift=2.75, lift_lower=1.2, lift_upper=6.31)
    assert arms._times(RISK, lifted) == "2,8 gånger så ofta (95 % KI 1,2–6,3)"
    assert arms._times(CHANCE, None) == "jämförelsen"


def test_a_test_that_passes_alone_and_not_together_says_both() -> None:
    told = plain(findings.comparison(replace(TEST, p=0.037, p_adjusted=0.111, family=3)).text)
    assert told == (
        "Skillnaden mellan riskvalda och slumpvalda är inte statistiskt säkerställd (Fisher p = 0,037). "
        "Ensam vore den det, men inte när alla 3 urval prövas tillsammans (justerat p = 0,111)."
    )


def test_every_test_stands_in_numbers_with_its_id() -> None:
    (row,) = arms._tests(KPMG).rows
    assert row == ("Riskvalda", "0,143", "0,143", "1", "0,080", "ingen säker skillnad", "J1")
