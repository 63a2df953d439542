"""What must be hidden cannot be found again: solved vectors, planted leaks, and tables drawn at random."""

import json
import random
from math import inf
from typing import Any

import pytest
from places import SHARED, other_peoples

from etl.disclosure import (
    HIDDEN,
    Bounds,
    Cell,
    Key,
    Relation,
    Rule,
    Shown,
    Unanswered,
    attacker_interval,
    exposed,
    nearest,
    protect,
)

VECTORS = SHARED / "stats/vectors/suppression.json"
PEOPLE = Rule(smallest=10, width=10, zero=True, base=5)
FIVE = Rule(smallest=5, width=5, zero=False)


def vectors(kind: str) -> list[dict[str, Any]]:
    return [v for v in json.loads(other_peoples(VECTORS).read_text(encoding="utf-8")) if v["id"].startswith(kind)]


def sums(tree: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """Every total of a hierarchy and its parts."""
    inner = {part for parts in tree["children"].values() for part in parts}
    root = (tree["root"], tuple(c for c in tree["children"] if c not in inner))
    return [root] + [(total, tuple(parts)) for total, parts in tree["children"].items() if parts]


def table(vector: dict[str, Any]) -> tuple[dict[int, float], list[Relation]]:
    """Values by cell number and the relations that the hierarchies of a vector make."""
    ids = {tuple(cell["codes"]): cell["id"] for cell in vector["cells"]}
    relations = [
        Relation(number, tuple(ids[(*codes[:axis], part, *codes[axis + 1 :])] for part in parts))
        for codes, number in ids.items()
        for axis, tree in enumerate(vector["dims"].values())
        for total, parts in sums(tree)
        if codes[axis] == total
    ]
    return {cell["id"]: cell["value"] for cell in vector["cells"]}, relations


def near(found: Bounds, low: float, high: float | None) -> bool:
    above = inf if high is None else high
    return abs(found[0] - low) < 1e-4 and (found[1] == above or abs(found[1] - above) < 1e-4)


def test_the_attacker_finds_what_the_attack_vectors_say() -> None:
    tried = 0
    for v in vectors("attack-"):
        relations = [Relation(r["parent"], tuple(r["children"])) for r in v["relations"]]
        known = {c["name"]: (c["value"], c["value"]) for c in v["cells"] if not c["suppressed"]}
        for name, (low, high) in v["expected_intervals"].items():
            tried += 1
            assert near(attacker_interval(name, known, relations), low, high), (v["id"], name)
    assert tried == 11


def test_the_attacker_finds_what_the_solved_patterns_leave_open() -> None:
    for v in vectors("supp-"):
        values, relations = table(v)
        for pattern in v["patterns"]:
            hidden = {p["id"] for p in v["primary"]} | set(pattern["secondary_ids"])
            known = {k: (x, x) for k, x in values.items() if k not in hidden}
            for key, (low, high) in pattern["intervals"].items():
                assert near(attacker_interval(int(key), known, relations), low, high), (v["id"], pattern["method"], key)


def test_every_table_of_the_vectors_is_protected() -> None:
    for v in (v for v in vectors("supp-") if v["id"] not in ("supp-H3D", "supp-money")):
        values, relations = table(v)
        assert leaks([Cell(k, x) for k, x in values.items()], relations, FIVE) == []


def leaks(cells: list[Cell], relations: list[Relation], rule: Rule) -> list[object]:
    """What is wrong with the protection, found without its own audit: small counts shown, or hidden ones that are too near."""
    shown = protect(cells, relations, rule)
    known: dict[Key, Bounds] = {c.key: (c.value, c.value) for c in cells if c.shown and shown[c.key] != HIDDEN}
    wrong: list[object] = []
    for cell in cells:
        if cell.value >= (cell.smallest or rule.smallest) or (cell.value == 0 and not rule.zero):
            continue
        low, high = attacker_interval(cell.key, known, relations)
        if cell.key in known or high - low < rule.width - 1e-4 or high < rule.width - 1e-4:
            wrong.append((cell, low, high))
    return wrong


def districts(*values: float, total: float | None = None) -> tuple[list[Cell], list[Relation]]:
    cells = [Cell(f"d{n}", v, smallest=20) for n, v in enumerate(values)]
    relations = [Relation("city", tuple(c.key for c in cells))]
    return [*cells, Cell("city", sum(values) if total is None else total)], relations


def test_the_trap_one_district_of_seven_beside_three_large_and_their_total() -> None:
    cells, relations = districts(25, 33, 41, 7)
    shown = protect(cells, relations, PEOPLE)
    assert {k for k, s in shown.items() if s == HIDDEN} == {"d3", "d0"}
    assert (shown["city"], shown["d1"]) == (Shown("ok", 105, "about"), Shown("ok", 35, "about"))
    exact: dict[Key, Bounds] = {"city": (106, 106), "d1": (33, 33), "d2": (41, 41)}
    assert near(attacker_interval("d3", exact, relations), 0, 32)


def test_without_the_second_hidden_district_the_audit_tells_the_number() -> None:
    cells, relations = districts(25, 33, 41, 7)
    table = {c.key: c for c in cells}
    assert exposed(table, {"d3"}, relations, PEOPLE) == {"d3": (7, 7)}
    assert exposed(table, {"d3", "d0"}, relations, PEOPLE) == {}


@pytest.mark.parametrize(("value", "shown"), [(0, None), (9, None), (10, 10), (12, 10), (13, 15), (1003, 1005)])
def test_few_people_are_hidden_zero_too_and_the_rest_rounded(value: float, shown: float | None) -> None:
    expected = HIDDEN if shown is None else Shown("ok", shown, "about")
    assert protect([Cell("a", value)], [], PEOPLE) == {"a": expected}


def test_a_rule_without_rounding_shows_zero_and_exact_counts() -> None:
    found = protect([Cell(n, n) for n in (0, 1, 4, 5, 7)], [], FIVE)
    assert {k: s.value for k, s in found.items()} == {0: 0, 1: None, 4: None, 5: 5, 7: 7}
    assert found[7].qualifier == "exact"


def test_what_nobody_publishes_but_anybody_can_work_out_is_protected_and_never_returned() -> None:
    cells = [Cell("offered", 40), Cell("taken", 36), Cell("declined", 4, shown=False)]
    found = protect(cells, [Relation("offered", ("taken", "declined"))], PEOPLE)
    assert found == {"offered": Shown("ok", 40, "about"), "taken": HIDDEN}
    many = [Cell("offered", 40), Cell("taken", 20), Cell("declined", 20, shown=False)]
    assert HIDDEN not in protect(many, [Relation("offered", ("taken", "declined"))], PEOPLE).values()


def test_a_total_is_hidden_only_when_no_part_will_do() -> None:
    cells, relations = districts(1, 2, 0)
    assert set(protect([*cells[:-1], Cell("city", 3)], relations, PEOPLE).values()) == {HIDDEN}
    parts = [Cell("a", 4), Cell("b", 9), Cell("sum", 13)]
    assert protect(parts, [Relation("sum", ("a", "b"))], PEOPLE)["sum"] == Shown("ok", 15, "about")


def test_a_table_that_contradicts_itself_is_hidden_whole() -> None:
    cells, relations = districts(25, 33, 41, 7, total=300)
    assert set(protect(cells, relations, PEOPLE).values()) == {HIDDEN}
    assert protect([Cell("sum", 30)], [Relation("sum", ("a", "b"))], PEOPLE) == {"sum": HIDDEN}
    with pytest.raises(Unanswered):
        attacker_interval("a", {"sum": (3, 3), "b": (5, 5)}, [Relation("sum", ("a", "b"))])


def test_nothing_known_is_nothing_found() -> None:
    assert attacker_interval("a", {}, []) == (0, inf)
    assert attacker_interval("a", {}, [Relation("sum", ("a", "b"))]) == (0, inf)


def test_rounding_widens_what_an_attacker_knows() -> None:
    known = {"sum": (103.0, 107.0), "b": (33.0, 37.0), "c": (38.0, 42.0)}
    assert near(attacker_interval("a", known, [Relation("sum", ("a", "b", "c"))]), 24, 36)


@pytest.mark.parametrize("seed", range(12))
def test_random_tables_of_two_ways_leak_nothing(seed: int) -> None:
    draw = random.Random(seed)
    rows, columns = range(draw.randint(2, 4)), range(draw.randint(2, 4))
    value = {(r, c): draw.choice((0, 1, 3, 8, 9, 12, 25, 60)) for r in rows for c in columns}
    value |= {(r, -1): sum(value[r, c] for c in columns) for r in rows}
    value |= {(-1, c): sum(value[r, c] for r in rows) for c in (*columns, -1)}
    relations = [Relation((r, -1), tuple((r, c) for c in columns)) for r in (*rows, -1)]
    relations += [Relation((-1, c), tuple((r, c) for r in rows)) for c in (*columns, -1)]
    cells = [Cell(k, v) for k, v in value.items()]
    assert leaks(cells, relations, PEOPLE) == []
    assert leaks(cells, relations, FIVE) == []


@pytest.mark.parametrize(("value", "base", "expected"), [(77.7, 5, 80), (77.4, 5, 75), (2.5, 5, 5), (1_234_500, 1000, 1_235_000)])
def test_halves_are_rounded_upwards(value: float, base: int, expected: float) -> None:
    assert nearest(value, base) == expected
