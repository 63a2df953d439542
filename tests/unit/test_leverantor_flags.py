"""Flags on suppliers: a sentence that says how sure it is, nothing about sole traders, nothing that is too old."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from supplied import files, filled, register

from etl.sources.leverantor.kontroller import expiry, rules
from etl.warehouse import Draft, draft

FIRST, SECOND, POLISH = "5560000019", "5560000027", "PL1510001112"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Draft]:
    tree = tmp_path_factory.mktemp("flaggor")
    with draft() as empty:
        yield filled(empty, tree, register(tree, "2025-01-31", "2025-01-31", files()))


def flagged(work: Draft, flag: str) -> list[tuple[object, ...]]:
    sql = "SELECT organisation_id, period_start, sentence, file, cell FROM flagged WHERE flag_id = ? ORDER BY 2"
    return work.con.execute(sql, [f"leverantor_flagga_{flag}"]).fetchall()


def test_each_sentence_begins_with_how_sure_it_is_and_says_its_row(work: Draft) -> None:
    first, second = flagged(work, "personalliggare")
    assert first == (
        FIRST, dt.date(2023, 5, 2),
        "Konstaterad brist: vid kontroll K1 den 2023-05-02 noterades 2 av 10 arbetstagare utan inloggning i personalliggaren."
        " Leverantören har hörts.", "kontroller.csv", "rad 2, kolumn ej_personalliggare",
    )  # fmt: skip
    assert second[2] == (
        "Hur säker uppgiften är är inte noterat: vid kontroll K3 den 2024-02-01 noterades 1 av 6 arbetstagare utan inloggning"
        " i personalliggaren."
    )


def test_a_suspicion_is_never_told_as_a_fact(work: Draft) -> None:
    ((*_, sentence, _, _),) = flagged(work, "id06")
    assert sentence == (
        "Misstanke, inte konstaterad: vid kontroll K1 den 2023-05-02 noterades 1 av 10 arbetstagare utan ID06-kort."
        " Leverantören har inte hörts."
    )


def test_a_foreign_company_without_notification_is_flagged_by_its_own_identity(work: Draft) -> None:
    ((organisation, _, sentence, *_),) = flagged(work, "utstationering")
    assert organisation == POLISH
    assert sentence.startswith("Sannolik brist, inte konstaterad: ")
    assert sentence.endswith("noterades 4 utan anmälan till utstationeringsregistret. Leverantören hörs just nu.")


def test_no_rule_points_at_a_sole_trader_and_none_has_its_name(work: Draft) -> None:
    rows = work.con.execute("SELECT organisation_id, organisation || sentence FROM flagged").fetchall()
    assert {organisation for organisation, _ in rows} == {FIRST, SECOND, POLISH}
    assert not any("enskild" in text or "Kalle" in text for _, text in rows)


def test_the_list_of_suppliers_gives_f_tax_and_age(work: Draft) -> None:
    assert flagged(work, "fskatt") == [
        (
            SECOND, dt.date(2025, 1, 31), "Leverantörslistan säger att F-skatt saknas. Företaget har 1 gällande avtal"
            " värda 500 000 kr.", "leverantorer.csv", "rad 3, kolumn fskatt",
        )
    ]  # fmt: skip
    ((organisation, _, sentence, *_),) = flagged(work, "nystartat")
    assert (organisation, sentence[:74]) == (
        SECOND, "Företaget startade 2023 och avtal A2 med Stadsfastigheter började 2024-01-",
    )  # fmt: skip


def test_what_is_too_old_is_not_flagged(work: Draft, tmp_path: Path) -> None:
    assert flagged(work, "skuld") == []
    newer = files(avvikelser=("konstaterad;avslutat;2021-01-15", "konstaterad;avslutat;2022-02-15"))
    with draft() as empty:
        changed = filled(empty, tmp_path, register(tmp_path, "ny", "2025-01-31", newer))
        ((organisation, _, sentence, file, cell),) = flagged(changed, "skuld")
        assert (organisation, file, cell) == (FIRST, "avvikelser.csv", "rad 6, kolumn slag")
        assert sentence == "Konstaterad brist: vid kontroll K3 den 2024-02-01 noterades skuld. Leverantören har hörts."


@pytest.mark.parametrize(
    ("day", "ground", "last"),
    [
        (dt.date(2021, 5, 1), "13:3", dt.date(2024, 5, 1)),
        (dt.date(2021, 5, 1), "13:1", dt.date(2026, 5, 1)),
        (dt.date(2021, 5, 1), "", dt.date(2024, 5, 1)),
        (dt.date(2024, 2, 29), "13:2", dt.date(2027, 2, 28)),
        (dt.date(2023, 2, 28), "13:1", dt.date(2028, 2, 28)),
    ],
)
def test_expiry_is_never_a_day_too_late(day: dt.date, ground: str, last: dt.date) -> None:
    assert expiry(day, ground) == last


def test_outcomes_are_kept_per_flag_and_for_the_random_arm(work: Draft) -> None:
    assert work.outcomes("leverantor", "leverantor_flagga_personalliggare") == {"confirmed": 1}
    assert work.outcomes("leverantor", "slump") == {"confirmed": 1, "not": 1}
    sql = "SELECT organisations, confirmed, base_rate, state FROM flag WHERE flag_id = 'leverantor_flagga_personalliggare'"
    assert work.con.execute(sql).fetchall() == [(1, 1, 50, "aktiv")]


def test_every_rule_is_published_with_a_count_and_no_name(work: Draft) -> None:
    found = dict(work.con.execute("SELECT flag_id, organisations FROM flag").fetchall())
    assert set(found) == set(rules())
    assert {flag.removeprefix("leverantor_flagga_"): n for flag, n in found.items()} == {
        "personalliggare": 1, "id06": 1, "utstationering": 1, "fskatt": 1, "skuld": 0, "nystartat": 1,
    }  # fmt: skip
