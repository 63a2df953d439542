"""Explained flags: told in full, about organisations only, blind to what they must not see, and retired when they fail."""

import re
from collections.abc import Iterator

import pytest

from etl.catalogue import drawers
from etl.flags import Flag, outcome, read_flags
from etl.model import Area, Refused
from etl.warehouse import Draft, draft

BLOCK = """[prov_flagga_x]
name = "Regel"
grade = 1
basis = "sedd"
why = "därför"
formula = "räknas"
limit = 2
threshold = "minst $limit"
exclusions = "inga"
example = "så här"
select = "SELECT * EXCLUDE (antal) FROM stg_prov WHERE antal >= $limit"
"""
# What no rule may look at, as parts of column names; an area_id in these tables is the förvaltning that pays.
FORBIDDEN = (
    "stadsomrade", "omrade", "district", "place", "utsatt", "postnummer", "postort", "adress", "nationalitet", "medborgar",
    "språk", "etnisk", "religi", "styrelse", "brottsniv", "kommun",
)  # fmt: skip
STAGING = """CREATE TABLE stg_prov AS
    SELECT n AS organisation_id, 'Föreningen' AS organisation, DATE '2024-01-01' AS period_start, DATE '2024-12-31' AS period_end,
           'Två betalare.' AS sentence, 'a.csv' AS file, 'rad 2' AS cell, 'r' AS release_id, 3 AS antal
    FROM (VALUES ({numbers})) AS t(n)"""


@pytest.fixture
def work() -> Iterator[Draft]:
    with draft() as made:
        made.add_areas([Area("kommun:0000", "kommun", "0000", "Exempelstad")])
        made.con.execute(
            "INSERT INTO release VALUES ('r', 'prov', 'T', 'P', 'U', '2025-01-01', '2025-01-01', '0', 'L', 'a.csv', '')"
        )
        made.con.execute("INSERT INTO coverage VALUES ('r', 'prov', '2024-01-01', '2024-12-31')")
        yield made


def told(work: Draft, numbers: str) -> tuple[object, ...]:
    """What is published of a rule that finds these organisations."""
    work.create(STAGING.format(numbers=numbers))
    (flag,) = read_flags(BLOCK, "prov")
    work.flag(flag)
    work.publish_flag(flag, outcome({}, {}))
    found = work.con.execute("SELECT organisations, threshold, state FROM flag").fetchone()
    assert found
    return found


def test_a_rule_publishes_a_count_and_keeps_the_names_in_the_draft(work: Draft) -> None:
    assert told(work, "'8020000019'), ('8020000019'), ('8020000027'") == (2, "minst 2", "utan utfall")
    assert work.flagged()["sentence"].tolist() == ["Två betalare."] * 3
    work.check()
    published = work.con.execute("SELECT * FROM flag").df().to_csv()
    assert "8020000019" not in published
    assert "Föreningen" not in published


def test_without_a_register_the_count_is_unknown_and_not_zero(work: Draft) -> None:
    work.con.execute("DELETE FROM coverage")
    assert told(work, "'8020000019'")[0] is None


@pytest.mark.parametrize("number", ["5401120001", "195401120001"])
def test_a_natural_person_is_never_flagged_and_never_named(work: Draft, number: str) -> None:
    told(work, f"'{number}'")
    with pytest.raises(Refused, match="bara organisationer") as refused:
        work.check()
    assert number not in str(refused.value)


def test_a_weak_ground_is_no_flag() -> None:
    with pytest.raises(ValueError, match="grade"):
        read_flags(BLOCK.replace("grade = 1", "grade = 3"), "prov")


def test_the_record_of_a_flag() -> None:
    found = outcome({"confirmed": 3, "not": 1, "open": 2}, {"confirmed": 1, "not": 9})
    assert (found.confirmed, found.refuted, found.open, found.ppv, found.base_rate) == (3, 1, 2, 75, 10)
    assert (found.lower, found.upper) == pytest.approx((19.41204, 99.36905), abs=1e-4)
    assert found.state == "aktiv"


def test_a_flag_that_finds_less_than_chance_is_retired() -> None:
    assert outcome({"confirmed": 1, "not": 99}, {"confirmed": 20, "not": 80}).state == "pensionerad"
    assert outcome({"confirmed": 1, "not": 9}, {"confirmed": 20, "not": 80}).state == "aktiv", "too few to tell"
    assert outcome({"open": 4}, {"confirmed": 20, "not": 80}).state == "utan utfall"
    assert outcome({"confirmed": 1, "not": 99}, {}).state == "aktiv", "no random arm to compare with"


@pytest.mark.parametrize("flag", [f for d in drawers() for f in d.flags], ids=lambda f: f.flag_id)
def test_a_rule_looks_only_at_what_it_may(flag: Flag) -> None:
    """Everything the SELECT reads, as words; names of organisations may be shown but are no input."""
    words = re.findall(r"[a-zåäö_]+", re.sub(r"'[^']*'", "''", flag.select).casefold())
    assert [w for w in words if any(bad in w for bad in FORBIDDEN)] == []
    assert not {"parti", "kön", "ålder"} & set(words)
    conditions = " ".join(re.findall(r"(?is)\b(?:where|having|on|group by)\b(.*?)(?=\bselect\b|\bfrom\b|$)", flag.select))
    assert not re.search(r"(?i)\b(forening|leverantor|organisation|namn)\s*(=|like|ilike|in|~)", conditions)


def test_there_are_rules_to_look_at() -> None:
    assert {d.source for d in drawers() if d.flags} == {"bidrag", "leverantor"}
