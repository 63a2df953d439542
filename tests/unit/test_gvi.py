"""The GVI drawer: what the final report prints, no more and no less."""

import datetime as dt
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from places import DATA, other_peoples

from etl.catalogue import drawers
from etl.contradictions import contradictions
from etl.delivery import read_release
from etl.model import Release
from etl.municipality import Municipality, read_municipality
from etl.sources.gvi.rapport import measures
from etl.sources.gvi.reader import read
from etl.warehouse import Draft, draft

ACCOUNTS = ["rad", "start", "slut", "periodprecision", "totalkostnad_kr", "medel_fran_bra_kr", "tryckt", "tryckt_bra", "stalle"]
DELIVERY = DATA / "raw/1480/gvi/2024-01-08"
REPORT = DATA.parents[1] / "shared/domain/seeds/003_b1003f042f01b077.txt"


@pytest.fixture(scope="module")
def city() -> Municipality:
    return read_municipality(DATA / "municipalities/1480")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's own delivery, to be changed by the test."""
    return shutil.copytree(DELIVERY, tmp_path / "raw/1480/gvi/2024-01-08")


def release(folder: Path) -> Release:
    return read_release(folder, "1480")


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


@contextmanager
def filled(folders: Iterable[Path], city: Municipality) -> Iterator[Draft]:
    """A draft with this drawer's part of the contract, made as the build makes it."""
    drawer = next(d for d in drawers() if d.source == "gvi")
    with draft() as work:
        work.add_areas(city.areas)
        work.create(drawer.staging)
        for one in map(release, folders):
            work.add_release(one)
            work.stage(read(one, city), one)
        for indicator in sorted(drawer.indicators, key=lambda i: i.derived):
            work.observe(indicator)
        work.derive("event", drawer.events, "gvi")
        work.derive("conflict", drawer.conflicts, "gvi")
        work.derive("conflict", contradictions(drawer.indicators), "gvi")
        work.check()
        yield work


@pytest.fixture(scope="module")
def work(city: Municipality) -> Iterator[Draft]:
    with filled([DELIVERY], city) as made:
        yield made


def asked(work: Draft, sql: str) -> list[tuple[object, ...]]:
    return work.con.execute(sql).fetchall()


# id, start, end, precision of the period, value, lower bound, qualifier: as the report prints them
PRINTED = [
    ("gvi_call_in", "2023-05-01", "2023-05-31", "month", 1, None, "exact"),
    ("gvi_custom_notification_efter_call_in", "2023-05-01", "2023-06-30", "month", 40, None, "about"),
    ("gvi_custom_notification_insats_veckor", "2023-05-01", "2023-06-30", "month", 1.5, None, "exact"),
    ("gvi_custom_notification_sammanlagt", "2023-05-01", "2023-12-31", "month", None, 70, "at_least"),
    ("gvi_custom_notification_sedan_starten", "2022-03-25", "2024-01-08", "month", 70, None, "about"),
    ("gvi_styrgruppsmoten", "2022-04-01", "2024-01-08", "month", 17, None, "exact"),
    ("gvi_arbetsgruppsmoten", "2022-01-01", "2022-12-31", "year", 20, None, "exact"),
    ("gvi_arbetsgruppsmoten", "2023-01-01", "2023-12-31", "year", 43, None, "exact"),
    ("gvi_koordinatormoten_intervall", "2023-01-01", "2024-01-08", "month", 2, None, "exact"),
    ("gvi_planeringsmoten_intervall", "2024-01-08", "2024-01-08", "unstated", 1, None, "exact"),
    ("gvi_shooting_review_intervall", "2024-01-08", "2024-01-08", "unstated", 1, None, "exact"),
    ("gvi_sanktionsfaser", "2023-08-01", "2024-01-08", "month", 3, None, "exact"),
    ("gvi_sanktionsfas_kortaste", "2023-08-01", "2024-01-08", "month", 4, None, "about"),
    ("gvi_sanktionsfas_langsta", "2023-08-01", "2024-01-08", "month", 6, None, "about"),
    ("gvi_verksamheter_sanktioner", "2023-01-01", "2023-12-31", "year", 5, None, "exact"),
    ("gvi_stod_kontakter", "2023-06-01", "2024-01-08", "month", 20, None, "about"),
    ("gvi_stod_andel_man", "2023-06-01", "2024-01-08", "month", 100, None, "exact"),
    ("gvi_stod_andel_tagit_emot", "2023-06-01", "2024-01-08", "month", 50, None, "about"),
    ("gvi_stadsomraden_grupperingar", "2022-03-25", "2022-03-25", "month", 3, None, "exact"),
    ("gvi_stadsomraden_grupperingar", "2024-01-08", "2024-01-08", "exact", 4, None, "exact"),
    ("gvi_koordinatorer_frivarden", "2024-01-08", "2024-01-08", "unstated", 2, None, "exact"),
    ("gvi_workshops", "2024-01-08", "2024-01-08", "unstated", 2, None, "exact"),
    ("gvi_genomgangar_malmo", "2024-01-08", "2024-01-08", "unstated", 2, None, "exact"),
    ("gvi_besokare_nnsc", "2022-09-01", "2022-12-31", "year", 3, None, "exact"),
    ("gvi_verksamhetstid", "2024-01-08", "2024-01-08", "exact", 1.5, None, "about"),
    ("gvi_socialforvaltningar", "2024-01-08", "2024-01-08", "exact", 4, None, "exact"),
    ("gvi_lokalpolisomraden", "2024-01-08", "2024-01-08", "exact", 4, None, "exact"),
    ("gvi_kostnad", "2022-01-01", "2024-01-08", "unstated", 2_247_934, None, "exact"),
    ("gvi_egen_del", "2022-01-01", "2024-01-08", "unstated", None, None, "at_most"),
]


def test_every_known_figure_is_the_printed_one_with_its_qualifier_and_period(work: Draft) -> None:
    found = asked(
        work,
        """SELECT indicator_id, CAST(period_start AS TEXT), CAST(period_end AS TEXT), period_precision, value, lower, qualifier
        FROM observation WHERE status = 'ok' AND group_id = 'alla'""",
    )
    assert sorted(found, key=str) == sorted(PRINTED, key=str)


def test_all_figures_are_about_the_city_and_name_their_row(work: Draft) -> None:
    assert asked(work, "SELECT DISTINCT area_id FROM observation UNION SELECT area_id FROM event") == [("kommun:1480",)]
    assert asked(work, "SELECT file, cell FROM observation WHERE indicator_id = 'gvi_styrgruppsmoten'") == [
        ("matt.csv", "rad 9, kolumn varde")
    ]
    assert "17" in (DELIVERY / "matt.csv").read_text(encoding="utf-8").splitlines()[8].split(";")


def test_words_are_never_numbers_and_nothing_unknown_is_zero(work: Draft) -> None:
    words = dict(asked(work, "SELECT indicator_id || ' ' || group_id, printed FROM observation WHERE status = 'unclear'"))
    assert "någon enstaka individ" in str(words["gvi_stod_avhoppartelefonen alla"])
    assert "ett fåtal" in str(words["gvi_custom_notification_sedan_starten kvinnor"])
    assert "ett par veckor till ett par månader" in str(words["gvi_stod_tid_till_kontakt alla"])
    assert len(words) == 5
    assert asked(
        work, "SELECT count(*) FROM observation WHERE value = 0 OR (status <> 'ok' AND coalesce(value, lower, upper) >= 0)"
    ) == [(0,)]


def test_what_the_motion_asks_for_is_missing_and_its_hearsay_is_left_out(work: Draft) -> None:
    found = asked(
        work, "SELECT indicator_id, value, status, printed FROM observation WHERE indicator_id LIKE 'gvi_avhopp%' ORDER BY 1"
    )
    names = ("ansokande", "aterfall", "forbattringsomraden", "kostnad", "kostnad_per_avhoppare", "maluppfyllelse", "permanenta")
    assert found == [(f"gvi_avhopp_{name}", None, "missing", "") for name in names]
    assert asked(
        work, "SELECT count(*) FROM observation WHERE value IN (1.3, 1.6, 1300000, 1600000, 13, 60, -19, -31, -1, 25)"
    ) == [(0,)]
    delivered = "".join(f.read_text(encoding="utf-8") for f in DELIVERY.glob("*.csv")).casefold()
    assert not [word for word in ("skjutning", "sextiotal", "miljoner", "muntlig") if word in delivered]


def test_the_words_said_to_be_printed_stand_in_the_report(city: Municipality) -> None:
    def one_line(text: str) -> str:
        return re.sub(r"\s+", " ", re.sub(r"-\s+", "-", text))

    report = one_line(other_peoples(REPORT).read_text(encoding="utf-8"))
    frames = read(release(DELIVERY), city)
    printed = [p for frame in frames.values() for c in frame.columns if c.endswith("printed") for p in frame[c] if p]
    assert len(printed) > 45
    assert [p for p in printed if one_line(p) not in report] == []


@pytest.mark.parametrize(
    ("event", "kind", "starts", "ends", "precision"),
    [
        ("gvi:uppstartsdag", "gvi_start", dt.date(2022, 3, 25), dt.date(2022, 3, 25), "dag"),
        ("gvi:koordinatormoten", "samverkan", dt.date(2023, 1, 1), None, "månad"),
        ("gvi:call-in-1", "call_in", dt.date(2023, 5, 1), dt.date(2023, 5, 31), "månad"),
        ("gvi:sanktionsfaser", "sanktionsfas", dt.date(2023, 8, 1), None, "period"),
        ("gvi:avsiktsforklaring", "avsiktsforklaring", dt.date(2022, 3, 25), dt.date(2025, 3, 31), "månad"),
    ],
)
def test_an_event_is_as_precise_as_the_text(
    work: Draft, event: str, kind: str, starts: dt.date, ends: dt.date | None, precision: str
) -> None:
    found = work.con.execute("SELECT kind, starts, ends, precision FROM event WHERE event_id = ?", [event]).fetchall()
    assert found == [(kind, starts, ends, precision)]


def test_three_phases_without_dates_are_one_event_and_a_planned_call_in_is_not_a_call_in(work: Draft) -> None:
    assert asked(work, "SELECT kind, count(*) FROM event WHERE kind IN ('sanktionsfas', 'call_in') GROUP BY 1 ORDER BY 1") == [
        ("call_in", 1),
        ("sanktionsfas", 1),
    ]
    (described,) = asked(work, "SELECT description FROM event WHERE event_id = 'gvi:sanktionsfaser'")
    assert "slutet av augusti 2023" in str(described[0]) and "avsnitt 3.3" in str(described[0])


def test_the_accounts_keep_what_is_printed_and_leave_empty_cells_unknown(work: Draft) -> None:
    found = asked(
        work,
        """SELECT indicator_id, value, status, printed FROM observation
        WHERE group_id LIKE 'Lön%' OR group_id = 'Tolk' ORDER BY 1, 2""",
    )
    assert found == [
        ("gvi_bra_medel", 2_000_000, "ok", "2 000000"),
        ("gvi_bra_medel", None, "missing", ""),
        ("gvi_kostnad", 18_400, "ok", "18 400"),
        ("gvi_kostnad", 2_003_603, "ok", "2 003603"),
    ]
    assert asked(work, "SELECT sum(value) FROM observation WHERE indicator_id = 'gvi_kostnad' AND group_id <> 'alla'") == [
        (2_247_934,)
    ]


def test_sanctions_by_legal_basis_have_no_count(work: Draft) -> None:
    found = asked(work, "SELECT group_id, value, status FROM observation WHERE indicator_id = 'gvi_sanktionsbeslut'")
    assert {(v, s) for _, v, s in found} == {(None, "missing")}
    assert {str(g) for g, _, _ in found} >= {"alla", "Erinran, 9 kap. 17 § alkohollagen (2010:1622)"}
    assert len(found) == 4


def test_sanctions_with_counts_are_summed_and_no_longer_a_conflict(folder: Path, city: Municipality) -> None:
    text = (folder / "sanktioner.csv").read_text(encoding="utf-8").replace(";year;;", ";year;2;")
    (folder / "sanktioner.csv").write_text(text, encoding="utf-8")
    with filled([folder], city) as changed:
        total = "SELECT value, status FROM observation WHERE indicator_id = 'gvi_sanktionsbeslut' AND group_id = 'alla'"
        assert asked(changed, total) == [(6, "ok")]
        assert asked(changed, "SELECT topic FROM conflict") == []


def test_the_delivery_disagrees_with_itself_in_one_place_only(work: Draft) -> None:
    found = asked(work, "SELECT kind, first_value, second_value, indicator_id FROM conflict")
    assert found == [("definition", 5, 3, "gvi_verksamheter_sanktioner")]


def test_accounts_that_do_not_sum_are_a_conflict_with_both_sums(folder: Path, city: Municipality) -> None:
    change(folder, "ekonomi.csv", ";18400;", ";18500;")
    with filled([folder], city) as changed:
        found = asked(changed, "SELECT first_value, second_value, first_text FROM conflict WHERE kind = 'part_total'")
        assert found == [(2_247_934, 2_248_034, "Helheten: 2 247 934 kr")]
        own = "SELECT value, upper, qualifier FROM observation WHERE indicator_id = 'gvi_egen_del'"
        assert asked(changed, own) == [(None, 247_934, "at_most")]


def test_the_citys_own_part_is_a_bound_while_any_line_of_the_funder_is_unknown(folder: Path, city: Municipality) -> None:
    text = (folder / "ekonomi.csv").read_text(encoding="utf-8")
    complete = "\n".join(_with_zero(line) for line in text.splitlines()) + "\n"
    (folder / "ekonomi.csv").write_text(complete, encoding="utf-8")
    with filled([folder], city) as changed:
        own = "SELECT value, upper, qualifier FROM observation WHERE indicator_id = 'gvi_egen_del'"
        assert asked(changed, own) == [(247_934, None, "exact")]


def _with_zero(line: str) -> str:
    """A line of the accounts whose empty cell of the funder's money says zero."""
    cells = line.split(";")
    column = ACCOUNTS.index("medel_fran_bra_kr")
    if len(cells) == len(ACCOUNTS) and not cells[column] and not cells[0].startswith("Summa"):
        cells[column], cells[ACCOUNTS.index("tryckt_bra")] = "0", "0"
    return ";".join(cells)


def test_an_unknown_line_makes_no_sum_and_an_unknown_total_no_own_part(folder: Path, city: Municipality) -> None:
    change(folder, "ekonomi.csv", ";2247934;", ";;")
    with filled([folder], city) as changed:
        assert asked(changed, "SELECT kind FROM conflict") == [("definition",)]
        assert asked(changed, "SELECT value, status FROM observation WHERE indicator_id = 'gvi_egen_del'") == [(None, "missing")]


def test_a_later_delivery_renews_an_event_and_keeps_the_earlier_figures(folder: Path, city: Municipality) -> None:
    later = shutil.copytree(folder, folder.with_name("2025-01-10"))
    change(later, "release.toml", "published = 2024-01-08", "published = 2025-01-10")
    change(later, "handelser.csv", "Första call-in", "Första call-in i staden")
    with filled([later, folder], city) as both:
        assert asked(both, "SELECT name FROM event WHERE event_id = 'gvi:call-in-1'") == [("Första call-in i staden",)]
        assert asked(both, "SELECT count(DISTINCT release_id) FROM observation") == [(2,)]


def test_every_measure_has_its_block_and_is_delivered(city: Municipality) -> None:
    assert set(read(release(DELIVERY), city)["stg_gvi_matt"]["matt"]) == set(measures())
