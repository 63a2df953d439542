"""Register figures as tables: what is in the data decides rows and columns, and a mark is explained where it stands."""

import datetime as dt

from told import district, fact

from dashboard import matrix
from dashboard.rows import Fact

JULY = dt.date(2023, 7, 1)
HIDDEN = {"value": None, "status": "withheld"}


def counted(number: float, year: int = 2024, **changed: object) -> Fact:
    """A count of a register over a calendar year."""
    start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    about = {"indicator_id": "leverantor_besok", "indicator": "Besök", "unit": "antal", "decimals": 0, "source": "leverantor"}
    rest = {"value": number, "lower": None, "upper": None, "base": None, "period_start": start, "period_end": end}
    return fact(**about | rest | changed)  # what is changed wins, the value too


def test_years_are_columns_and_indicators_rows() -> None:
    other = {"indicator_id": "leverantor_avtal", "indicator": "Avtal"}
    (table,) = matrix.by_year([counted(3, 2024), counted(2, 2023), counted(9, 2024, **other)])
    assert table.head == ("Mått", "2023", "2024")
    assert table.rows == (("Besök", "2", "3"), ("Avtal", "–", "9"))


def test_a_day_and_a_year_are_never_columns_of_one_table() -> None:
    day = dt.date(2024, 12, 31)
    tables = matrix.by_year([counted(3), counted(7, period_start=day, period_end=day, indicator_id="a", indicator="Nu")])
    assert [t.head[1] for t in tables] == ["2024", "31 december 2024"]


def test_a_new_group_is_a_new_row_and_the_whole_comes_last() -> None:
    facts = [counted(5), *(counted(n, group_id=g) for n, g in enumerate(("Transport", "Åkeri", "Bygg")))]
    (table,) = matrix.by_group(facts)
    assert [row[0] for row in table.rows] == ["Bygg", "Transport", "Åkeri", "alla"]
    assert table.head == ("Grupp", "Besök (2024)")


def test_indicators_divided_alike_share_a_table_and_others_do_not() -> None:
    arms, kinds = ("risk", "slump"), ("skuld", "ID06")
    facts = [counted(1, group_id=a, indicator_id=i, indicator=i) for a in arms for i in ("ett", "två", "tre")]
    tables = matrix.by_group([*facts, *(counted(1, group_id=k, indicator_id="fyra") for k in kinds)])
    assert [t.head for t in tables] == [("Mått", "risk", "slump"), ("Grupp", "Besök (2024)")]
    assert [len(t.rows) for t in tables] == [3, 2]
    assert [t.caption for t in tables] == ["Efter risk och slump", "Efter ID06 och skuld"]


def test_many_groups_are_not_all_named_in_the_caption() -> None:
    (table,) = matrix.by_group([counted(1, group_id=f"bransch {n}") for n in range(1, 12)])
    assert table.caption == "Efter bransch 1, bransch 2 och 9 till"
    assert [row[0] for row in table.rows][-2:] == ["bransch 10", "bransch 11"], "tal sorteras efter storlek"


def test_only_whole_years_are_shown_where_there_are_months_too() -> None:
    month = counted(1, period_start=dt.date(2024, 5, 1), period_end=dt.date(2024, 5, 31))
    alone = counted(1, period_start=dt.date(2024, 5, 1), period_end=dt.date(2024, 5, 31), indicator_id="annan")
    assert matrix.of_city([month, counted(12), alone]) == [counted(12), alone]


def test_what_is_hidden_rounded_or_not_final_is_said() -> None:
    hidden = counted(0, group_id="hemmet", **HIDDEN)
    about = counted(40, group_id="annan", qualifier="about", status="preliminary")
    (table,) = matrix.by_group([about, hidden])
    assert [row[1] for row in table.rows] == ["ca 40 prel.", ".."]
    assert "visas inte av sekretess" in table.legend
    assert "avrundat" in table.caption


def test_the_unknown_is_said_and_never_zero() -> None:
    gone = [counted(0, 2020 + n, **HIDDEN | {"status": s}) for n, s in enumerate(("missing", "unclear", "not_applicable"))]
    (table,) = matrix.by_year(gone)
    assert table.rows == (("Besök", "–", "Oklart i källan", "."),)


def test_districts_stand_above_their_municipality() -> None:
    (table,) = matrix.by_area([counted(10), counted(4, **_at("1"))])
    assert [row[0] for row in table.rows] == ["Nordost", "Göteborg"]


def _at(code: str) -> dict[str, str]:
    return {"area_id": f"stadsomrade:{code}", "area": district(code).area, "kind": "stadsomrade"}


def test_the_ways_of_choosing_are_told_one_by_one() -> None:
    hit = {"unit": "procent", "numerator": 3.0, "base": 4.0, "lower": 19.4, "upper": 99.4}
    year = {"period_start": JULY, "period_end": dt.date(2024, 6, 30)}
    facts = [counted(75, group_id="slump", **hit | year), counted(75, group_id="risk", **hit | year)]
    assert [line.replace("\u00a0", " ") for line in matrix.hits(matrix.controlled(facts, "leverantor_besok"))] == [
        "Risk, 2023/24: 3 av 4 kontroller visade avvikelse (75 %, 95 % KI 19–99 %).",
        "Slump, 2023/24: 3 av 4 kontroller visade avvikelse (75 %, 95 % KI 19–99 %).",
    ]


def test_a_period_after_the_one_told_is_said_to_be_hidden_and_never_passed_over() -> None:
    early = [counted(75, 2023, group_id="risk", base=4.0), counted(0, 2023, group_id="slump", **HIDDEN)]
    late = [counted(0, 2024, group_id=arm, **HIDDEN) for arm in ("risk", "slump")]
    shown = matrix.controlled([*early, *late], "leverantor_besok")
    assert shown == early
    assert matrix.later_hidden([*early, *late], shown).startswith("För 2024 visas inget utfall, av röjandeskäl.")
    assert matrix.later_hidden(early, shown) == "" == matrix.later_hidden(late, late)


def test_a_whole_that_is_never_formed_is_not_said_to_be_missing() -> None:
    share = {"indicator_id": "leverantor_andel", "indicator": "Andel", "group_id": "risk"}
    (table,) = matrix.by_group([counted(9), counted(5, group_id="risk"), counted(50, **share)])
    assert {row[0]: row[1:] for row in table.rows}["Andel (2024)"] == ("50", ".")
    (gap,) = matrix.by_group(
        [counted(9), counted(5, group_id="risk"), counted(50, **share), counted(0, **share | HIDDEN | {"group_id": "alla"})]
    )
    assert {row[0]: row[1:] for row in gap.rows}["Andel (2024)"] == ("50", "..")


def test_registers_are_known_by_their_intake() -> None:
    printed, row = counted(1, release_id="1480/leverantor/rapport"), counted(2, 2023, release_id="1480/leverantor/register")
    other = counted(3, indicator_id="annan", release_id="1480/leverantor/rapport")
    assert matrix.from_registers([printed, row, other], ["1480/leverantor/register"]) == [printed, row]
