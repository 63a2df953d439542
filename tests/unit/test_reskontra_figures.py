"""What the ledger tells: runs of months, corrected months, industries out of the register, and what is missing without."""

from pathlib import Path

import pytest
from places import deliver
from supplied import TRADER, files, filled, register

from etl.warehouse import draft

HEADER = "verifikationsnummer;leverantor;leverantor_id;belopp;datum;forvaltning"
ROWS = [
    "V1;Bygg Ett AB;5560000019;1000,50;2023-01-03;Skola",
    "V2;Städ Två AB;5560000027;500;2023-02-03;Skola",
    "V3;Konsult Tre AB;5560000035;300;2023-03-03;Vård",
    "V4;Okänd AB;5560000050;100;2023-03-05;",
    "V5;*;*;50;2023-03-05;",
    "V6;Städ Två AB;5560000027;-20;2023-03-06;",
    f"V7;Kalle;{TRADER};75;2023-05-05;",
]
Told = dict[tuple[str, str, str], tuple[object, ...]]


def ledger(tree: Path, name: str, published: str, *rows: str) -> Path:
    content = "\n".join([HEADER, *rows, ""]).encode()
    return deliver(tree / "raw/0000/leverantor" / name, {"reskontra.csv": content}, published=published, retrieved=published)


def figures(tree: Path, *deliveries: Path) -> Told:
    """Value, status and what is printed by indicator, first month and group; the newest where a figure has been corrected."""
    with draft() as work:
        filled(work, tree, *deliveries)
        asked = """SELECT indicator_id, strftime(period_start, '%m'), group_id, value, status, printed, cell
                   FROM observation JOIN release USING (release_id)
                   WHERE indicator_id LIKE 'leverantor_inkop%' ORDER BY published"""
        return {
            (i.removeprefix("leverantor_inkop").strip("_"), m, g): rest for i, m, g, *rest in work.con.execute(asked).fetchall()
        }


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return figures(
        tmp_path, register(tmp_path, "register", "2024-12-31", files()), ledger(tmp_path, "reskontra", "2024-02-01", *ROWS)
    )


def test_a_hole_in_the_year_gives_two_figures_that_say_their_months(told: Told) -> None:
    assert told["", "01", "alla"] == [1930.5, "ok", "januari–mars, 3 av 12 månader", "kolumn belopp, 6 rader (rad 2–7)"]
    assert told["", "05", "alla"] == [75, "ok", "maj, 1 av 12 månader", "kolumn belopp, 1 rad (rad 8)"]


def test_spend_by_industry_adds_up_to_all_spend(told: Told) -> None:
    spent = {g: v[0] for (i, m, g), v in told.items() if (i, m) == ("bransch", "01")}
    assert (spent["Bygg och anläggning"], spent["Lokalvård"], spent["ej riskbransch"], spent["okänd bransch"]) == (
        1000.5,
        480,
        300,
        150,
    )
    assert spent.pop("riskbranscher tillsammans") == 1480.5
    assert spent.pop("alla") == sum(map(float, spent.values())) == told["", "01", "alla"][0]


def test_risk_share_and_what_of_it_was_controlled(told: Told) -> None:
    assert told["riskandel", "01", "alla"][0] == pytest.approx(100 * 1480.5 / 1930.5)
    assert told["risktackning", "01", "alla"][0] == pytest.approx(100 * 1000.5 / 1480.5)  # Bygg Ett was controlled in 2023
    assert told["risktackning", "05", "alla"][:2] == [None, "not_applicable"]


def test_who_was_paid(told: Told) -> None:
    assert told["leverantorer", "01", "alla"][0] == 4
    assert told["krediter", "01", "alla"][0] == -20
    assert told["slag", "01", "anonymiserad"][0] == pytest.approx(100 * 50 / 1930.5)
    assert told["slag", "05", "enskild firma"][0] == 100
    assert told["", "01", "okänd förvaltning"][0] == 1930.5


def test_without_the_register_industries_are_missing_and_not_zero(tmp_path: Path) -> None:
    told = figures(tmp_path, ledger(tmp_path, "reskontra", "2024-02-01", *ROWS))
    assert told["", "01", "alla"][0] == 1930.5
    assert told["bransch", "01", "alla"][:3] == [None, "missing", "leverantörslistan saknas"]
    assert told["riskandel", "01", "alla"][:2] == told["risktackning", "01", "alla"][:2] == [None, "missing"]


def test_a_corrected_month_replaces_that_month_and_the_old_figure_is_kept(tmp_path: Path) -> None:
    first = ledger(tmp_path, "forsta", "2024-02-01", *ROWS[:3])
    corrected = ledger(tmp_path, "rattad", "2024-03-01", "V2;Städ Två AB;5560000027;400;2023-02-03;Skola")
    with draft() as work:
        filled(work, tmp_path, first, corrected)
        asked = (
            "SELECT release_id, value FROM observation WHERE indicator_id = 'leverantor_inkop' AND group_id = 'alla' ORDER BY 1"
        )
        assert work.con.execute(asked).fetchall() == [("0000/leverantor/forsta", 1800.5), ("0000/leverantor/rattad", 1700.5)]


def test_shares_that_credits_make_meaningless_are_not_told(tmp_path: Path) -> None:
    rows = ["V1;A;5560000019;100;2023-01-03;", "V2;B;DE12345678;-10;2023-01-03;"]
    told = figures(tmp_path, ledger(tmp_path, "reskontra", "2024-02-01", *rows))
    assert {g: v[:2] for (i, _, g), v in told.items() if i == "slag"}["utländsk"] == [None, "not_applicable"]


def test_a_month_that_was_not_over_is_preliminary(tmp_path: Path) -> None:
    told = figures(tmp_path, ledger(tmp_path, "reskontra", "2023-01-20", ROWS[0]))
    assert told["", "01", "alla"][:2] == [1000.5, "preliminary"]


def test_the_same_month_in_two_files_of_a_delivery_is_added_and_says_so(tmp_path: Path) -> None:
    contents = {f"reskontra-{n}.csv": f"{HEADER}\nV{n};Bygg Ett AB;5560000019;{n};2023-01-03;Skola\n".encode() for n in (1, 2)}
    two = deliver(tmp_path / "raw/0000/leverantor/tva", contents, published="2024-02-01", retrieved="2024-02-01")
    assert figures(tmp_path, two)["", "01", "alla"][::3] == [3, "kolumn belopp, 2 rader i 2 filer"]
