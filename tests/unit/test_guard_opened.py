"""What is left when registers have been opened: nothing beside what is withheld, round amounts, and the same each time."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from behind import BOTH, LAW, by_chance, drawer, filled, paid, registers, shown, state
from granted import PERIOD, Rows, register

from etl.disclosure import Relation
from etl.guard import guarded, opened, protection
from etl.warehouse import Draft, draft

ASKED = ("kontroller_typ", "kontroller_urval", "kontroller_utfall", "traffandel", "djupkontroller", "utbetalt", "aterkrav_belopp")
EMPTY = "value, lower, upper, numerator, base, printed"


@pytest.fixture
def work() -> Iterator[Draft]:
    with draft() as empty:
        yield empty


def everything(work: Draft) -> list[tuple[object, ...]]:
    """All rows that the public gets of figures, and what is said of their protection."""
    told = work.con.execute("SELECT * EXCLUDE (release_id, file) FROM observation ORDER BY ALL").fetchall()
    return told + work.con.execute("SELECT * EXCLUDE (release_id) FROM protection ORDER BY ALL").fetchall()


def test_the_same_rows_in_any_order_leave_the_same_hidden(tmp_path: Path) -> None:
    asked, controls, plan = by_chance(21, 90, 25)
    found = []
    for n in range(3):
        chance = Random(n)
        tables: list[Rows] = [chance.sample(rows, len(rows)) if n else rows for rows in (asked, controls, plan)]
        with draft() as work:
            found.append(everything(filled(work, register(tmp_path, *tables, name=f"prov{n}"), law=LAW, only=ASKED)))
    assert found[0] == found[1] == found[2]
    assert any("withheld" in row for row in found[0])


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Draft]:
    """The whole drawer for the public, of a register with much to hide, with all that rests on it."""
    own = drawer("bidrag")
    release = register(tmp_path_factory.mktemp("publik"), *by_chance(22, 110, 25, BOTH))
    with draft() as work:
        yield filled(work, release, own=own, law=LAW)


def test_nothing_stands_beside_what_is_withheld(public: Draft) -> None:
    rows = public.con.execute(f"SELECT {EMPTY}, qualifier, cell FROM observation WHERE status = 'withheld'").fetchall()
    assert len(rows) > 10
    for *numbers, qualifier, cell in rows:
        assert numbers == [None] * 6 and qualifier in ("exact", "about")  # a bound would tell that something is unclear
        assert str(cell).startswith("kolumn ") and not any(c.isdigit() for c in str(cell))


def test_no_shown_figure_says_how_many_rows_it_was_made_of_or_which_office_could_not_answer(public: Draft) -> None:
    rows = public.con.execute("SELECT cell, printed, qualifier FROM observation WHERE status <> 'withheld'").fetchall()
    assert any(qualifier == "at_least" for *_, qualifier in rows)
    assert not [cell for cell, *_ in rows if "rad" in str(cell) or any(c.isdigit() for c in str(cell))]
    assert not [printed for _, printed, _ in rows if printed and ("Kultur" in printed or "Idrott" in printed)]


def test_only_the_city_is_told_of_and_no_detail_of_a_forvaltning(public: Draft) -> None:
    kinds = public.con.execute("SELECT DISTINCT kind FROM observation JOIN area USING (area_id)").fetchall()
    assert kinds == [("kommun",)]


def test_amounts_are_whole_thousands_and_said_to_be_about(public: Draft) -> None:
    asked = """SELECT coalesce(o.value, o.lower) * CASE i.unit WHEN 'tkr' THEN 1000 ELSE 1 END, qualifier
               FROM observation o JOIN indicator i USING (indicator_id)
               WHERE i.unit IN ('kr', 'tkr') AND i.indicator_id NOT IN ('bidrag_snitt') AND o.status <> 'withheld'"""
    rows = public.con.execute(asked).fetchall()
    assert rows and all(kronor % 1000 == 0 for kronor, _ in rows)
    assert {qualifier for _, qualifier in rows} <= {"about", "at_least"}


def test_both_parts_of_a_share_of_kronor_are_whole_thousands(work: Draft, tmp_path: Path) -> None:
    asked = paid(PERIOD, *[10_123.45 + n for n in range(40)])
    rows = [dict(row) for row in by_chance(1, 1)[1]]
    rows = [rows[0] | {"kontroll": f"K{n}", "arende": a["arende"], "organisationsnummer": a["organisationsnummer"],
                       "typ": "fördjupad", "skede": "efter", "atgard": "", "aterkravt_kr": "", "antal": ""}
            for n, a in enumerate(asked[:20])]  # fmt: skip
    written = [
        row | {name: f"{row[name]}".replace(".", ",") for name in ("sokt_kr", "beviljat_kr", "utbetalt_kr")} for row in asked
    ]
    filled(work, register(tmp_path, written, rows), law=LAW, only=("kontrolltackning_kronor",))
    ((status, numerator, base),) = shown(work, "numerator, base").values()
    assert (status, numerator, base) == ("ok", 203_000, 406_000)


def test_without_a_law_the_inside_keeps_every_figure_as_it_is(tmp_path: Path) -> None:
    rows = by_chance(23, 60, 20)
    with draft() as work:
        filled(work, register(tmp_path, *rows), only=ASKED)
        assert work.con.execute("SELECT count(*) FROM observation WHERE status = 'withheld'").fetchone() == (0,)
        assert work.count("open_figure") == work.count("protection") == 0
        offices = work.con.execute("SELECT count(*) FROM observation JOIN area USING (area_id) WHERE kind = 'organisation'")
        assert offices.fetchone() != (0,)


def test_a_chain_whose_last_audit_fails_withholds_every_figure(work: Draft, tmp_path: Path) -> None:
    own = drawer("bidrag", ASKED)
    filled(work, register(tmp_path, *by_chance(24, 120, 25)), own=own)
    (made,) = guarded([state(work, own)])
    as_it_is = opened([made])
    assert not as_it_is["hidden"].all() and as_it_is["hidden"].any()
    given_away = next(name for name in made.known.needs if name not in made.known.shown)
    made.known.shown.add(given_away)  # somebody has shown what the pattern hides
    failing = [replace(made)]
    assert opened(failing)["hidden"].all()
    work.open(opened(failing), LAW.amount_base)
    assert work.con.execute("SELECT DISTINCT status FROM observation JOIN coverage USING (release_id)").fetchall() == [
        ("withheld",)
    ]
    assert shown(work) and set(shown(work).values()) == {("withheld", None)}
    work.add_frame("protection", protection(failing, LAW, work.ask("protected", "guard")))
    assert work.con.execute("SELECT DISTINCT method, reason, narrowest, passed, cells = hidden FROM protection").fetchall() == [
        ("whole", "unproven", None, True, True)
    ]
    assert all("allt är dolt" in told for told in work.guarded())


def test_a_chain_that_cannot_be_answered_withholds_every_figure(work: Draft, tmp_path: Path) -> None:
    own = drawer("bidrag", ASKED)
    filled(work, register(tmp_path, *by_chance(24, 120, 25)), own=own)
    (made,) = guarded([state(work, own)])
    total = next(relation for relation in made.known.relations if len(relation.parts) > 1)
    made.known.relations[Relation(total.total, total.parts[:-1])] = None  # the table contradicts itself
    assert opened([made])["hidden"].all()
    work.open(opened([made]), LAW.amount_base)
    assert set(protection([made], LAW, work.ask("protected", "guard"))["reason"]) == {"unproven"}


def test_a_figure_of_which_nobody_says_who_is_behind_it_is_not_opened(work: Draft, tmp_path: Path) -> None:
    own = drawer("bidrag", ("ansokningar", "plan_planerade"))
    unsaid = tuple(replace(i, contributors="") for i in registers(own))
    filled(work, register(tmp_path, *by_chance(25)), own=replace(own, indicators=unsaid), law=LAW)
    assert work.count("observation") == work.count("protection") == 0
