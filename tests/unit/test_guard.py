"""Who is behind each figure of the registers: said for every one, adding up to it, and withheld where it does not."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from behind import BOTH, LAW, by_chance, controlled, drawer, filled, paid, registers, shown, state
from granted import PERIOD, register
from summed import assert_adds_up

from etl.catalogue import drawers
from etl.guard import edition, guarded
from etl.warehouse import Draft, draft

UNSAID = {
    "bidrag_plan_planerade": "what a förvaltning intends, of nobody",
    "gvi_period_sanktioner": "protected by its own reader before it is staged; what comes further has no rows",
}


@pytest.fixture
def work() -> Iterator[Draft]:
    with draft() as empty:
        yield empty


def test_every_register_figure_of_class_k2_says_who_is_behind_it_but_what_is_only_intended() -> None:
    asked = [i for d in drawers() for i in d.indicators if i.register and not i.derived and i.klass == "K2"]
    assert {i.indicator_id for i in asked if not i.contributors.strip()} == set(UNSAID)
    assert len(asked) > 30


def test_a_figure_that_is_not_of_a_register_says_nobody() -> None:
    assert [i.indicator_id for d in drawers() for i in d.indicators if i.contributors.strip() and not i.register] == []


@pytest.mark.parametrize(("seed", "periods", "amounts"), [(1, (PERIOD,), True), (2, BOTH, False), (3, BOTH, True)])
def test_in_a_register_with_everything_odd_all_figures_are_the_sums_of_those_behind_them(
    work: Draft, tmp_path: Path, seed: int, periods: tuple[str, ...], amounts: bool
) -> None:
    own = drawer("bidrag")
    filled(work, register(tmp_path, *by_chance(seed, 160, 30, periods, amounts)), own=own)
    assert assert_adds_up(work, own, {("bidrag_plan_planerade", "alla")}) > 20 * len(periods)
    bounds = work.con.execute("SELECT count(*) FROM observation WHERE qualifier = 'at_least' AND area_id = 'kommun:1480'")
    assert bounds.fetchone() != (0,)


def test_parts_of_a_share_are_told_apart_and_what_is_left_of_the_base_is_one(work: Draft, tmp_path: Path) -> None:
    asked = paid(PERIOD, *[1000] * 9)
    rows = controlled(asked, 9, 12, utfall="avvikelse") + controlled(asked, 9, 8) + controlled(asked, 9, 6, utfall="oklart")
    own = drawer("bidrag", ("traffandel",))
    filled(work, register(tmp_path, asked, rows), own=own)
    found = state(work, own)
    (figure,) = [f for f in found.figures if f.place[4] == "risk"]
    assert {part[5]: found.values[part] for part in figure.parts} == {"numerator": 12, "base": 20, "rest": 8}


def test_a_row_that_nobody_counted_makes_its_figure_unsound_and_withheld(work: Draft, tmp_path: Path) -> None:
    own = drawer("bidrag", ("kontroller_typ",))
    filled(work, register(tmp_path, *by_chance(4, 150)), own=own)
    work.behind(registers(own))
    first = "SELECT min(rowid) FROM contribution WHERE group_id = 'stickprov' AND area_id = 'kommun:1480'"
    work.con.execute(f"UPDATE contribution SET amount = amount + 1 WHERE rowid = ({first})")
    figures = work.ask("figures", "guard", indicators="bidrag_kontroller_typ")
    found = edition(figures, work.ask("cells", "guard"), work.ask("atoms", "guard"), LAW)
    assert [f.place[4] for f in found.figures if not f.sound] == ["stickprov"]
    (told_of,) = guarded([found])
    assert "stickprov" in {place[4] for place in told_of.withheld}


def test_a_figure_of_which_a_row_was_forgotten_is_withheld_from_the_public_and_said_to_contradict(
    work: Draft, tmp_path: Path
) -> None:
    own = drawer("bidrag", ("ansokningar", "utbetalt"))
    forgets = [
        replace(i, contributors=f"SELECT * FROM ({i.contributors}) WHERE NOT ends_with(entry, ' 2')")
        if i.indicator_id == "bidrag_ansokningar" else i for i in own.indicators
    ]  # fmt: skip
    asked = paid(PERIOD, *[10_000 + n for n in range(40)])
    filled(work, register(tmp_path, asked, controlled(asked, 1, 1)), own=replace(own, indicators=tuple(forgets)), law=LAW)
    found = {place[0]: row for place, row in shown(work).items()}
    assert found == {"ansokningar": ("withheld", None), "utbetalt": ("ok", 401.0)}
    assert work.con.execute("SELECT family, reason FROM protection ORDER BY 1").fetchall() == [
        ("bidrag_ansokningar", "contradiction"),
        ("bidrag_utbetalt", ""),
    ]
