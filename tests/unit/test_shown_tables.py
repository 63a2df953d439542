"""The tables of the pages: units in the head, the unknown said, the way back in every row."""

import datetime as dt
from dataclasses import replace

import pytest
from told import EVENT, INDICATOR, district, fact, unknown

from dashboard import tables
from dashboard.store import Break, Conflict, Delivery

DAY = dt.date(2026, 11, 20)
GRANT = {
    "source": "bidrag",
    "unit": "tkr",
    "decimals": 0,
    "indicator": "Återkrävt belopp",
    "indicator_id": "bidrag_belopp",
    "lower": None,
    "upper": None,
}
IOFF = {"area": "Idrott", "kind": "organisation", "area_id": "organisation:IOFF"}
DELIVERY = Delivery(
    "1480/ntu/2023-07-04", "ntu", "NTU", "Brå", "https://bra.se", dt.date(2023, 7, 4), DAY, "0f" * 32, "fri", "ntu.xlsx|om.pdf",
    "", 1377, 12, 3, dt.date(2016, 1, 1), dt.date(2022, 12, 31),
)  # fmt: skip
CONFLICT = Conflict(
    "bidrag:1", "bidrag", "Andel avslag", "printed_computed", "0,8 %", "Tabell 1!B9", "0,89 %", "Tabell 1!B8", "Avkortad.",
    "bidrag_andel", "1480/bidrag/2023",
)  # fmt: skip


def test_the_table_behind_a_picture_has_the_way_back_and_says_what_is_missing() -> None:
    table = tables.figures_table([fact(), unknown("withheld")], "Bakom")
    known, hidden = table.rows
    assert known == (
        "Göteborg",
        "2020–2021",
        "24,6\u00a0%",
        "23,2–26,0",
        "4\u00a0905 svarande",
        "ntu.xlsx, Tabell 2.1, cell E10",
        "",
    )
    assert hidden[2:5] == ("..", "", "")
    assert table.legend.startswith(".. visas inte av sekretess")
    assert "färre än 100" in hidden[6]


def test_grants_stand_by_organisation_with_the_unit_in_the_head_and_the_city_last() -> None:
    city = fact(**GRANT | {"value": 720.0})
    table = tables.by_organisation([city, fact(**GRANT | IOFF | {"value": 260.0})], "Bidrag")
    assert table.head == ("Mått", "Idrott", "Göteborg")
    assert table.rows == (("Återkrävt belopp, tkr", "260", "720"),)
    assert table.numeric == (1, 2)


def test_an_unclear_grant_is_said_and_a_grant_not_asked_for_is_a_dash() -> None:
    other = {"area": "Kultur", "kind": "organisation", "area_id": "organisation:KULTUR"}
    rows = tables.by_organisation(
        [unknown("unclear", **{**GRANT, **IOFF}), fact(**GRANT | other | {"indicator_id": "b", "indicator": "B"})], ""
    ).rows
    assert rows[0][1:] == ("Oklart i källan", "–")
    assert "0" not in "".join(rows[0])


def test_a_part_and_an_organisation_are_named_in_a_list() -> None:
    rows = tables.listed([fact(group_id="Resor"), fact(**IOFF)], "").rows
    assert [row[0] for row in rows] == ["Utsatta för brott: Resor", "Utsatta för brott (Idrott)"]
    assert {row[4] for row in rows} == {"ntu.xlsx, Tabell 2.1, cell E10"}


def test_both_sides_of_a_conflict_stand_as_they_are() -> None:
    (row,) = tables.conflict_table([CONFLICT], "").rows
    assert row[0] == "Andel avslag"
    assert row[1].startswith("0,8 % (Tabell 1")
    assert row[2].startswith("0,89 % (Tabell 1")
    assert row[3] == "Avkortad."


def test_each_source_is_as_fresh_as_its_newest_delivery() -> None:
    older = replace(DELIVERY, release_id="1480/ntu/2021", title="Äldre", published=dt.date(2021, 7, 1))
    (row,) = tables.delivery_table([DELIVERY, older], DAY, "").rows
    assert row == ("NTU", "NTU", "2016–2022", "publicerad juli 2023, 3 år gammal", "12 nya och 3 ändrade uppgifter")


def test_a_first_delivery_changed_nothing() -> None:
    (row,) = tables.delivery_table([DELIVERY], DAY, "").rows
    assert row[4] == "Första leveransen: 1\u00a0377 uppgifter"


def test_a_delivery_without_figures_has_no_period() -> None:
    (row,) = tables.delivery_table([replace(DELIVERY, first_day=None, last_day=None)], DAY, "").rows
    assert row[2] == "."


def test_a_delivery_can_be_found_by_someone_else() -> None:
    told = dict(tables.delivery_details(DELIVERY))
    assert told["Adress"] == "https://bra.se"
    assert told["Kontrollsumma SHA-256"] == "0f" * 32
    assert told["Filer"] == "ntu.xlsx, om.pdf"
    assert told["Licens"] == "fri"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "maj 2023"),
        ({"precision": "dag"}, "1 maj 2023"),
        ({"precision": "år"}, "2023"),
        ({"precision": "period"}, "från maj 2023"),
        ({"ends": dt.date(2023, 5, 31)}, "maj 2023"),
        ({"ends": dt.date(2023, 8, 31)}, "maj 2023–augusti 2023"),
        ({"precision": "dag", "ends": dt.date(2023, 5, 1)}, "1 maj 2023"),
        ({"precision": "dag", "ends": dt.date(2023, 5, 9)}, "1 maj 2023–9 maj 2023"),
        ({"precision": "period", "ends": dt.date(2023, 12, 31)}, "maj 2023–december 2023"),
    ],
)
def test_an_event_is_dated_no_more_precisely_than_its_source(changed: dict[str, object], said: str) -> None:
    (row,) = tables.event_table([replace(EVENT, **changed)], "").rows  # type: ignore[arg-type]
    assert row == (said, "Första call-in", "Tryckt: ”maj”", "handelser.csv, rad 9")


def test_a_gap_says_why_and_what_the_source_prints() -> None:
    (row,) = tables.gap_table([unknown("unclear", printed="oklart")], "").rows
    assert row[2] == "Oklart i källan (”oklart”)"
    assert row[3].endswith("cell E10")


def test_gaps_are_counted_by_source_and_named_once() -> None:
    gaps = [unknown(), unknown(), unknown(source="gvi", indicator="Återfall")]
    assert tables.gap_summary(gaps, "").rows == (("NTU", "2", "Utsatta för brott"), ("GVI", "1", "Återfall"))


def test_what_is_hidden_is_apart_from_what_is_missing_and_what_cannot_occur_is_neither() -> None:
    each = {s: unknown(s) for s in ("missing", "unclear", "withheld", "unreliable", "not_applicable")}
    missing, hidden = tables.unknown([fact(), *each.values()])
    assert missing == [each["missing"], each["unclear"]] and hidden == [each["withheld"], each["unreliable"]]


def test_a_break_names_source_day_and_reason() -> None:
    (row,) = tables.break_table([Break("brott", dt.date(2021, 1, 1), "stadsområden", "Ny indelning.")], "").rows
    assert row == ("Anmälda brott", "1 januari 2021", "stadsområden", "Ny indelning.")


def test_a_conflict_is_shown_where_it_belongs_whoever_found_it() -> None:
    elsewhere = replace(CONFLICT, source="pastaende", indicator_id="gvi_kontakter")
    nowhere = replace(CONFLICT, source="pastaende", indicator_id=None)
    assert tables.about([CONFLICT, elsewhere, nowhere], ("gvi",)) == [elsewhere]
    assert tables.about([CONFLICT, elsewhere, nowhere], ("bidrag", "gvi")) == [CONFLICT, elsewhere]


def test_the_two_campaigns_are_told_apart_by_name() -> None:
    first, second = fact(indicator_id="leverantor_samordnade_foretag"), fact(indicator_id="leverantor_oannonserade_foretag")
    assert tables.part([first, second], "leverantor_samordnade") == [first]


def test_definition_comes_before_method_and_caveats() -> None:
    assert [text for _, text in tables.indicator_text(INDICATOR)] == ["Andel.", "Enkät.", "Urval."]


@pytest.mark.parametrize(
    "table",
    [
        tables.figures_table([fact(), district("1")], "a"),
        tables.listed([fact()], "b"),
        tables.conflict_table([CONFLICT], "c"),
        tables.delivery_table([DELIVERY], DAY, "d"),
        tables.event_table([EVENT], "e"),
        tables.gap_table([unknown()], "f"),
        tables.gap_summary([unknown()], "g"),
        tables.by_organisation([fact(**GRANT | IOFF), fact(**GRANT)], "h"),
    ],
    ids=lambda table: table.caption,
)
def test_every_row_is_as_wide_as_the_head(table: tables.Table) -> None:
    assert {len(row) for row in table.rows} == {len(table.head)}
    assert all(column < len(table.head) for column in (*table.numeric, *table.tight))
