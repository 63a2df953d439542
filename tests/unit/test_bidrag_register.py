"""What the grants register tells beyond Tabell 1: controls, hits per arm, coverage in kronor, plans, time and repayment."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from granted import NEXT, ONE, PERIOD, TWO, Rows, application, built, control, figures, flags, planned, register
from places import ROOT

from etl.sources.bidrag.register import TEMPLATES, same_purpose
from etl.warehouse import HERE, Draft, draft

TEMPLATE_FILES = ROOT / "etl/sources/bidrag/mall"
KULTUR = {"forvaltning": "Kulturförvaltningen"}
CITY_ID = "kommun:1480"


@pytest.fixture
def work() -> Iterator[Draft]:
    with draft() as empty:
        yield empty


def many(number: int, **changed: object) -> list[dict[str, object]]:
    """Controls of the first application, numbered."""
    return [control(**{"kontroll": f"{changed}{n}"} | changed) for n in range(number)]


def test_a_control_is_counted_by_its_type_and_an_absent_type_is_zero(work: Draft, tmp_path: Path) -> None:
    rows = many(2, typ="stickprov") + many(1, typ="platsbesök", antal=3) + many(1, typ="grundkontroll")
    built(work, register(tmp_path, [application()], rows), only=("kontroller_typ",))
    found = work.con.execute(
        "SELECT group_id, value FROM observation WHERE indicator_id = 'bidrag_kontroller_typ' AND area_id = 'organisation:IOFF'"
    ).fetchall()
    assert dict(found) == {"alla": 6, "grundkontroll": 1, "fördjupad": 0, "stickprov": 2, "platsbesök": 3, "extern revision": 0}


def test_hit_rates_stand_per_arm_and_are_never_pooled(work: Draft, tmp_path: Path) -> None:
    rows = many(3, urvalsgrund="risk", utfall="avvikelse") + many(1, urvalsgrund="risk") + many(3, urvalsgrund="slump")
    rows += many(2, urvalsgrund="tips", utfall="oklart") + many(1, urvalsgrund="tips", utfall="pågår")
    built(work, register(tmp_path, [application()], rows), only=("traffandel",))
    for area in ("organisation:IOFF", CITY_ID):
        found = work.con.execute(
            """SELECT group_id, value, numerator, base, round(lower), round(upper), status FROM observation
            WHERE indicator_id = 'bidrag_traffandel' AND area_id = ? ORDER BY 1""",
            [area],
        ).fetchall()
        assert found == [
            ("planerad", None, None, None, None, None, "not_applicable"),
            ("risk", 75, 3, 4, 19, 99, "ok"),
            ("slump", 0, 0, 3, 0, 71, "ok"),
            ("tips", None, None, None, None, None, "not_applicable"),
        ]


def test_an_unknown_number_in_an_arm_makes_its_rate_unclear(work: Draft, tmp_path: Path) -> None:
    rows = many(2, urvalsgrund="slump") + many(1, urvalsgrund="slump", antal="oklart", arende="", organisationsnummer="")
    built(work, register(tmp_path, [application()], rows), only=("kontroller_urval", "traffandel"))
    assert figures(work, "traffandel", "value, status", "group_id = 'slump'")["IOFF"] == (None, "unclear")
    assert figures(work, "kontroller_urval", "value, lower, printed", "group_id = 'slump'")["IOFF"] == (
        None, 2, "minst 2; oklart",
    )  # fmt: skip


def test_coverage_in_kronor_is_the_paid_kronor_somebody_has_looked_at(work: Draft, tmp_path: Path) -> None:
    asked = [
        application(),
        application(arende="A2", beviljat_kr=300_000, utbetalt_kr=300_000),
        application(arende="A3", **KULTUR),
    ]
    rows = many(2, arende="A2", skede="efter") + many(1, arende="A1", typ="grundkontroll")
    built(
        work,
        register(tmp_path, asked, rows),
        only=("ansokningar", "djupkontroller", "kontrollerade", "kontrolltackning", "kontrolltackning_kronor"),
    )
    found = figures(work, "kontrolltackning_kronor", "value, numerator, base")
    assert found == {"IOFF": (75, 300_000, 400_000), "KULTUR": (0, 0, 100_000), CITY_ID: (60, 300_000, 500_000)}
    assert figures(work, "kontrolltackning")["IOFF"] == 0


def test_an_application_controlled_twice_is_covered_once(work: Draft, tmp_path: Path) -> None:
    built(
        work,
        register(tmp_path, [application(), application(arende="A2")], many(5, skede="ansökan")),
        only=("ansokningar", "djupkontroller", "kontrollerade", "kontrolltackning"),
    )
    assert figures(work, "djupkontroller")["IOFF"] == 5
    assert figures(work, "kontrolltackning", "value, numerator, base")["IOFF"] == (50, 1, 2)


def test_a_control_without_an_application_makes_coverage_a_lower_bound(work: Draft, tmp_path: Path) -> None:
    rows = many(1) + many(1, antal=4, arende="", organisationsnummer="", datum="")
    built(work, register(tmp_path, [application(), application(arende="A2")], rows), only=("kontrolltackning_kronor",))
    found = figures(work, "kontrolltackning_kronor", "value, lower, qualifier, status")["IOFF"]
    assert found == (None, 50, "at_least", "ok")


def test_an_unknown_payment_is_never_zero(work: Draft, tmp_path: Path) -> None:
    asked = [application(), application(arende="A2", utbetalt_kr=""), application(arende="A3", utbetalt_kr="oklart", **KULTUR)]
    built(work, register(tmp_path, asked), only=("ansokningar", "kontrolltackning_kronor", "snitt", "utbetalt"))
    found = figures(work, "utbetalt", "value, lower, status, printed")
    assert found["IOFF"] == (None, 100, "ok", "minst 100; belopp saknas")
    assert found["KULTUR"] == (None, None, "unclear", "oklart")
    assert found[CITY_ID] == (
        None, 100, "ok", "minst 100; Idrotts- och föreningsförvaltningen: belopp saknas, Kulturförvaltningen: oklart",
    )  # fmt: skip
    assert figures(work, "snitt", "value, status")["IOFF"] == (None, "unclear")
    assert figures(work, "kontrolltackning_kronor", "value, status")["IOFF"] == (None, "unclear")


def test_nothing_is_paid_on_what_was_not_granted(work: Draft, tmp_path: Path) -> None:
    turned = [application(arende=f"A{n}", beslut=d, beviljat_kr="", utbetalt_kr="") for n, d in enumerate(("avslag", "pågår"), 2)]
    built(work, register(tmp_path, [application(), *turned]), only=("utbetalt",))
    assert figures(work, "utbetalt", "value, status")["IOFF"] == (100, "ok")


def test_reclaimed_and_repaid_and_the_share_that_came_back(work: Draft, tmp_path: Path) -> None:
    claim = {"atgard": "återkrav", "utfall": "avvikelse"}
    rows = many(1, aterkravt_kr=80_000, aterbetalt_kr="20 000,50", **claim) + many(
        1, aterkravt_kr=20_000, aterbetalt_kr=0, **claim
    )
    rows += [control(kontroll="K", arende="A2", aterkravt_kr=5_000, **KULTUR, **claim)]
    built(
        work,
        register(tmp_path, [application(), application(arende="A2", **KULTUR)], rows),
        only=("aterbetald_andel", "aterbetalt", "aterkrav_belopp"),
    )
    assert figures(work, "aterkrav_belopp") == {"IOFF": 100, "KULTUR": 5, CITY_ID: 105}
    assert figures(work, "aterbetalt", "value, lower, status")["KULTUR"] == (None, None, "missing")
    assert figures(work, "aterbetald_andel", "round(value, 4), status")["IOFF"] == (20.0005, "ok")
    assert figures(work, "aterbetald_andel", "value, status")[CITY_ID] == (None, "unclear")


def test_days_from_control_to_decision_are_a_median_of_hits(work: Draft, tmp_path: Path) -> None:
    days = [dt.date(2022, 10, 1) + dt.timedelta(n) for n in (10, 20, 90)]
    rows = [control(kontroll=f"K{d}", utfall="avvikelse", beslutsdatum=d) for d in days] + [control(beslutsdatum="2023-06-01")]
    rows += [control(kontroll="öppen", utfall="avvikelse")]
    built(work, register(tmp_path, [application(), application(arende="A2", **KULTUR)], rows), only=("dagar_till_beslut",))
    assert figures(work, "dagar_till_beslut", "value, base, status") == {
        "IOFF": (20, 3, "ok"), "KULTUR": (None, 0, "not_applicable"), CITY_ID: (20, 3, "ok"),
    }  # fmt: skip


def test_independent_sources_are_a_share_of_those_told(work: Draft, tmp_path: Path) -> None:
    rows = many(1, oberoende_kalla="ja") + many(3, oberoende_kalla="nej") + many(2)
    rows += [control(kontroll="K", arende="A2", **KULTUR)]
    built(work, register(tmp_path, [application(), application(arende="A2", **KULTUR)], rows), only=("oberoende_kalla",))
    found = figures(work, "oberoende_kalla", "value, numerator, base, status")
    assert found["IOFF"] == (25, 1, 4, "ok")
    assert found["KULTUR"] == (None, None, None, "missing")


def plan_of(work: Draft) -> dict[str, dict[str, object]]:
    return {m: figures(work, f"plan_{m}", "value, lower, status, printed") for m in ("planerade", "gjorda", "forsenade")}


def test_a_plan_tells_what_is_done_and_what_is_late_and_a_missing_plan_is_said(work: Draft, tmp_path: Path) -> None:
    plan = [planned(planerat=5), planned(typ="stickprov", planerat=2), planned(typ="platsbesök", planerat=9, senast="2023-12-31")]
    rows = many(2) + many(1, utfall="pågår") + many(4, typ="stickprov")
    built(
        work,
        register(tmp_path, [application(), application(arende="A2", **KULTUR)], rows, plan),
        only=("plan_forsenade", "plan_gjorda", "plan_planerade"),
    )
    found = plan_of(work)
    assert [found[m]["IOFF"][0] for m in found] == [16, 4, 3]  # type: ignore[index]
    assert {row["KULTUR"] for row in found.values()} == {(None, None, "missing", "ingen kontrollplan")}
    assert found["forsenade"][CITY_ID] == (None, 3, "ok", "minst 3; Kulturförvaltningen: ingen kontrollplan")


def test_without_any_plan_every_office_lacks_one(work: Draft, tmp_path: Path) -> None:
    built(work, register(tmp_path, [application()]), only=("plan_forsenade", "plan_gjorda", "plan_planerade"))
    assert {row["IOFF"][2] for row in plan_of(work).values()} == {"missing"}  # type: ignore[index]
    assert {row[CITY_ID][:3] for row in plan_of(work).values()} == {(None, None, "missing")}  # type: ignore[index]


def other(**changed: object) -> dict[str, object]:
    return application(**{"arende": "A2", **KULTUR, "andamal": "LÄXHJÄLP!"} | changed)


@pytest.mark.parametrize(
    ("second", "count"),
    [
        (other(), 1),
        (other(forvaltning="IOFF"), 0),
        (other(andamal="sommarläger"), 0),
        (other(utbetalt_kr=0), 0),
        (other(organisationsnummer=TWO), 0),
        (other(period_start="2023-06-30", period_slut="2023-12-31"), 1),
        (other(period_start="2023-07-01", period_slut="2023-12-31"), 0),
    ],
)
def test_paid_by_several_for_the_same_purpose_and_time(
    work: Draft, tmp_path: Path, second: dict[str, object], count: int
) -> None:
    built(work, register(tmp_path, [application(), second]), only=("flera_forvaltningar",))
    assert figures(work, "flera_forvaltningar") == {CITY_ID: count}
    assert list(flags(work)["flag_id"]).count("bidrag_flagga_flera") == count


def test_a_correction_replaces_its_period_and_the_old_figure_stays_as_history(work: Draft, tmp_path: Path) -> None:
    later = {"redovisningsperiod": NEXT, "arende": "B1"}
    first: Rows = [application(), application(arende="A2"), application(**later)]
    made = register(tmp_path, first, [control(), control(kontroll="K2", **later)], name="a", published="2024-08-28")
    built(
        work,
        made,
        register(tmp_path, [application(utbetalt_kr=90_000)], name="b", published="2024-10-01"),
        only=("ansokningar", "utbetalt", "snitt"),
    )
    work.con.execute((HERE / "views.sql").read_text(encoding="utf-8"))
    moved = work.con.execute(
        "SELECT earlier_value, value FROM show_revision WHERE indicator_id = 'bidrag_utbetalt' AND area_id = 'organisation:IOFF'"
    ).fetchall()
    shown = work.con.execute(
        "SELECT period_end, value FROM show_observation WHERE indicator_id = 'bidrag_snitt' AND area_id = ? ORDER BY 1", [CITY_ID]
    ).fetchall()
    assert moved == [(200, 90)]
    assert shown == [(dt.date(2023, 6, 30), 90_000), (dt.date(2024, 6, 30), 100_000)]


def test_sole_traders_are_counted_and_never_compared(work: Draft, tmp_path: Path) -> None:
    person = {"organisationsnummer": "811218-9876", "forening": "Kalle Karlsson"}
    rows = [application(**person), other(**person), application(arende="A3")]
    built(work, register(tmp_path, rows, [control(arende="A3")]), only=("ansokningar", "flera_forvaltningar"))
    assert figures(work, "ansokningar")[CITY_ID] == 3
    assert (figures(work, "flera_forvaltningar"), work.count("flagged")) == ({CITY_ID: 0}, 0)
    assert work.con.execute("SELECT DISTINCT organisation FROM stg_bidrag_ansokan WHERE organisation_id IS NULL").fetchall() == [
        ("enskild firma",)
    ]


def test_the_public_gets_nothing_of_it(work: Draft, tmp_path: Path) -> None:
    built(work, register(tmp_path, [application(), other()], [control()])).withhold("publik")
    assert [work.count(table) for table in ("observation", "conflict", "release", "flag")] == [0, 0, 0, 0]


@pytest.mark.parametrize("table", TEMPLATES)
def test_the_blank_templates_are_what_the_reader_reads(table: str) -> None:
    known = TEMPLATES[table]
    text = (TEMPLATE_FILES / f"{table}.csv").read_text(encoding="utf-8-sig")
    assert text == ";".join((*known.columns, *known.optional)) + "\n"
    readme = (TEMPLATE_FILES.parent / "README.md").read_text(encoding="utf-8")
    assert [c for c in (*known.columns, *known.optional) if f"`{c}`" not in readme] == []


def test_purposes_are_compared_without_case_and_signs() -> None:
    assert same_purpose(" Läxhjälp,  VT_23 ") == same_purpose("läxhjälp vt 23") != same_purpose("läxhjälp vt 24")
    assert (ONE, PERIOD) == ("802412-1231", "2022-07-01–2023-06-30")
