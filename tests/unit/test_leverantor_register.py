"""The supplier register from rows to figures: every share from what was looked at, zero only where it is truly zero."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from supplied import ROWS, TRADER, city, files, filled, register

from etl.delivery import read_release
from etl.sources.leverantor.reader import read
from etl.warehouse import Draft, draft

DAY = dt.date(2025, 1, 31)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Draft]:
    tree = tmp_path_factory.mktemp("register")
    with draft() as empty:
        yield filled(empty, tree, register(tree, "2025-01-31", "2025-01-31", files()))


def figures(work: Draft, indicator: str, ends: dt.date) -> dict[str, tuple[float | None, str]]:
    """Value and status per group, groups without anything left out."""
    sql = """SELECT group_id, value, status FROM observation WHERE indicator_id = ? AND period_end = ?
             AND value IS DISTINCT FROM 0 AND status <> 'not_applicable'"""
    rows = work.con.execute(sql, [f"leverantor_{indicator}", ends]).fetchall()
    return {group: (None if value is None else round(value, 2), status) for group, value, status in rows}


def ok(**values: float) -> dict[str, tuple[float | None, str]]:
    return {group.replace("_", " "): (value, "ok") for group, value in values.items()}


Y2023, Y2024 = dt.date(2023, 12, 31), dt.date(2024, 12, 31)
BUILDING = "Bygg och anläggning"


@pytest.mark.parametrize(
    ("indicator", "ends", "expected"),
    [
        ("antal", DAY, ok(alla=6, Lokalvård=1, ej_riskbransch=1, okänd_bransch=1) | {BUILDING: (3, "ok")}),
        ("enskilda_firmor", DAY, ok(alla=1)),
        ("avtal", DAY, ok(alla=4, Lokalvård=1, okänd_bransch=1) | {BUILDING: (2, "ok")}),
        ("underleverantorer", DAY, ok(kartlagda=25, inte_kartlagda=25, inga=25, oklart=25)),
        ("kontrollbesok", Y2023, ok(alla=2, före_avtal=1, under_avtal=1)),
        ("kontrollbesok", Y2024, ok(alla=3, före_avtal=1, under_avtal=2)),
        ("kontroll_kvot", Y2024, ok(alla=2)),
        ("kontroller_urval", Y2024, ok(alla=3, risk=1, slump=1, tips=1)),
        ("utfall", Y2024, ok(alla=3, avvikelse=1, utan_avvikelse=1, pågår=1)),
        ("traffandel", Y2023, ok(risk=100)),  # one visit
        ("traffandel_foretag", Y2023, ok(risk=100)),  # of three companies
        ("kontrollerade_foretag", Y2023, ok(alla=4, ej_riskbransch=1) | {BUILDING: (3, "ok")}),
        ("kontrollerade_foretag", Y2024, ok(alla=3, Lokalvård=1, okänd_bransch=1) | {BUILDING: (1, "ok")}),
        ("andel_ej_personalliggare", Y2023, ok(risk=16.67)),  # 3 of 18
        ("andel_utan_id06", Y2023, ok(risk=7.69)),  # 1 of the 13 that were looked at
        ("andel_ej_utstationering", Y2023, ok(risk=100)),  # the one company that was looked at
        ("andel_ej_personalliggare_slump", Y2024, ok(alla=16.67)),
        ("andel_utan_id06_slump", Y2024, {"alla": (None, "missing")}),  # a control, but nobody looked
        ("avvikelser", Y2023, ok(personalliggare=2, ID06=1, utstationering=1)),
        ("avvikelser", Y2024, ok(skuld=1, annat=1)),
        ("avvikelser_sakerhet", Y2023, ok(konstaterad=2, sannolik=1, misstanke=1)),
        ("tackning", Y2023, ok(alla=100) | {BUILDING: (100, "ok")}),
        ("tackning", Y2024, ok(alla=66.67, Lokalvård=100) | {BUILDING: (50, "ok")}),  # the trader was met in 2023
        ("avtal_kontrollerade", Y2023, ok(alla=33.33, Stadsfastigheter=100)),
        ("avtal_kontrollerade", Y2024, ok(alla=50, Stadsfastigheter=100)),
    ],
)  # fmt: skip
def test_figures(work: Draft, indicator: str, ends: dt.date, expected: dict[str, tuple[float, str]]) -> None:
    assert figures(work, indicator, ends) == expected


def test_a_sum_with_unknown_amounts_is_a_lower_bound(work: Draft) -> None:
    sql = """SELECT group_id, value, lower, qualifier, status FROM observation WHERE indicator_id = 'leverantor_avtal_varde'
             AND group_id IN ('alla', 'Lokalvård', 'Taxi') ORDER BY 1"""
    assert work.con.execute(sql).fetchall() == [
        ("Lokalvård", 500000.5, None, "exact", "ok"),
        ("Taxi", 0, None, "exact", "ok"),
        ("alla", None, 1500100.5, "at_least", "ok"),
    ]


def test_workers_of_an_unknown_number_make_the_sum_a_lower_bound(work: Draft) -> None:
    sql = """SELECT year(period_end), value, lower, qualifier FROM observation
             WHERE indicator_id = 'leverantor_kontrollerade_arbetstagare' AND group_id = 'alla' ORDER BY 1"""
    assert work.con.execute(sql).fetchall() == [(2023, 22, None, "exact"), (2024, None, 6, "at_least")]


def test_hit_rates_are_per_arm_with_limits_and_open_controls_have_none(work: Draft) -> None:
    sql = """SELECT group_id, numerator, base, round(lower, 1), round(upper, 1), status FROM observation
             WHERE indicator_id = 'leverantor_traffandel' AND period_end = DATE '2024-12-31' ORDER BY 1"""
    assert work.con.execute(sql).fetchall() == [
        ("planerad", 0, 0, None, None, "not_applicable"),
        ("risk", 0, 1, 0.0, 97.5, "ok"),
        ("slump", 1, 1, 2.5, 100.0, "ok"),
        ("tips", 0, 0, None, None, "unclear"),
    ]


def test_workers_met_on_the_same_control_have_no_limits(work: Draft) -> None:
    """They resemble each other: limits as for a sample of persons would claim too much."""
    sql = "SELECT count(*) FILTER (lower IS NOT NULL), count(*) FROM observation WHERE indicator_id LIKE 'leverantor_andel%'"
    limited, every = work.con.execute(sql).fetchall()[0]
    assert (limited, every > 0) == (0, True)


def test_deviations_weigh_three_years_and_five_after_a_judgment(work: Draft) -> None:
    assert figures(work, "giltiga_avvikelser", DAY) == ok(alla=5, utan_grund=1) | {
        "13 kap. 1 §": (1, "ok"), "13 kap. 3 §": (3, "ok"),
    }  # fmt: skip
    assert figures(work, "giltiga_horande", DAY) == ok(avslutat=3, pågår=1, inte_inlett=1)
    assert figures(work, "giltiga_sakerhet", DAY) == ok(konstaterad=3, sannolik=1, misstanke=1)


def test_zero_is_a_row_and_every_figure_says_which_rows_it_is_made_of(work: Draft) -> None:
    sql = """SELECT group_id, value, file, cell FROM observation
             WHERE indicator_id = 'leverantor_kontroller_urval' AND period_end = DATE '2023-12-31' ORDER BY 1"""
    assert work.con.execute(sql).fetchall() == [
        ("alla", 2, "kontroller.csv", "kolumn urvalsgrund, 4 rader (rad 2–5)"),
        ("planerad", 0, "kontroller.csv", "kolumn urvalsgrund, 0 rader"),
        ("risk", 1, "kontroller.csv", "kolumn urvalsgrund, 3 rader (rad 2–4)"),
        ("slump", 1, "kontroller.csv", "kolumn urvalsgrund, 1 rad (rad 5)"),
        ("tips", 0, "kontroller.csv", "kolumn urvalsgrund, 0 rader"),
    ]


def test_a_sole_trader_is_counted_and_nowhere_to_be_found(tmp_path: Path) -> None:
    delivery = register(tmp_path, "2025-01-31", "2025-01-31", files())
    frames = read(read_release(delivery, "0000"), city(tmp_path))
    text = "\n".join(frame.to_csv() for frame in frames.values())
    assert "Kalle" not in text
    assert TRADER[:6] not in text
    parties = [frames[f"stg_leverantor_{t}"].query("party == 'enskild firma 1'") for t in ("leverantor", "avtal", "kontroll")]
    assert [len(rows) for rows in parties] == [1, 1, 1]
    assert all(rows.organisation_id.isna().all() for rows in parties)
    assert parties[2].bransch.tolist() == [BUILDING]


def test_a_year_that_was_not_over_is_preliminary(tmp_path: Path) -> None:
    with draft() as empty:
        work = filled(empty, tmp_path, register(tmp_path, "halvår", "2024-06-30", files()))
        sql = (
            "SELECT DISTINCT year(period_end), status FROM observation WHERE indicator_id = 'leverantor_kontrollbesok' ORDER BY 1"
        )
        assert work.con.execute(sql).fetchall() == [(2023, "ok"), (2024, "preliminary")]


def test_a_correction_replaces_its_years_and_what_it_moved_is_kept(tmp_path: Path) -> None:
    first = register(tmp_path, "a", "2025-01-31", files())
    second = register(tmp_path, "b", "2025-03-31", files(kontroller=("2024-02-01;under avtal", "2024-02-01;före avtal")))
    with draft() as empty:
        work = filled(empty, tmp_path, first, second)
        sql = """SELECT release_id, value FROM observation WHERE indicator_id = 'leverantor_kontrollbesok'
                 AND group_id = 'före avtal' AND period_end = DATE '2024-12-31' ORDER BY 1"""
        assert work.con.execute(sql).fetchall() == [("0000/leverantor/a", 1), ("0000/leverantor/b", 2)]
        lists = work.con.execute("SELECT DISTINCT period_end FROM observation WHERE indicator_id = 'leverantor_antal' ORDER BY 1")
        assert lists.fetchall() == [(dt.date(2025, 1, 31),), (dt.date(2025, 3, 31),)]


def test_controls_without_a_table_of_deviations_say_that_the_kind_is_missing(tmp_path: Path) -> None:
    tables = files()
    tables.pop("avvikelser.csv")
    with draft() as empty:
        work = filled(empty, tmp_path, register(tmp_path, "utan", "2025-01-31", tables))
        assert figures(work, "avvikelser", Y2023) == ok(slag_saknas=3)


def test_the_headers_to_fill_in_are_those_that_are_read() -> None:
    from etl.sources.leverantor import register as drawer

    folder = Path(drawer.__file__).with_name("mall")
    written = {f.stem: f.read_text(encoding="utf-8").strip().split(";") for f in folder.glob("*.csv")}
    assert written == {name: [*t.columns, *t.optional] for name, t in drawer.TEMPLATES.items()}
    assert {name: rows[0].split(";") for name, rows in ROWS.items()} == written
