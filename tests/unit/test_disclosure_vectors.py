"""The solved tables of ../shared: dominance to the letter, the attacker's intervals, and no pattern dearer than the proven."""

import csv
import json
from math import inf, isclose
from typing import Any

import pytest
from cubes_at_random import breached
from places import SHARED, other_peoples

from etl.disclosure import Bounds, Need, Relation, attack_interval, dominance, found_again, suppress
from etl.disclosure import patterns as patterns_module

VECTORS = SHARED / "stats/vectors"


def solved(kind: str) -> list[dict[str, Any]]:
    path = other_peoples(VECTORS / "suppression.json")
    return [v for v in json.loads(path.read_text(encoding="utf-8")) if v["id"].startswith(kind)]


def table(vector: dict[str, Any]) -> tuple[dict[Any, float], list[Relation], dict[Any, Need]]:
    """Values, every sum that the hierarchies make, and what each primary cell needs."""
    ids = {tuple(cell["codes"]): cell["id"] for cell in vector["cells"]}
    relations = []
    for axis, tree in enumerate(vector["dims"].values()):
        inner = {part for parts in tree["children"].values() for part in parts}
        sums = {tree["root"]: [c for c in tree["children"] if c not in inner]} | {t: p for t, p in tree["children"].items() if p}
        for codes, number in ids.items():
            parts = [ids[(*codes[:axis], part, *codes[axis + 1 :])] for part in sums.get(codes[axis], ())]
            relations += [Relation(number, tuple(parts))] if parts else []
    needs = {p["id"]: Need(p["lpl"], p["upl"], p["spl"]) for p in vector["primary"]}
    return {cell["id"]: float(cell["value"]) for cell in vector["cells"]}, relations, needs


def near(found: Bounds, low: float, high: float | None) -> bool:
    return abs(found[0] - low) < 1e-4 and isclose(found[1], inf if high is None else high, abs_tol=1e-4)


def test_amounts_are_sensitive_exactly_where_the_rules_say() -> None:
    with other_peoples(VECTORS / "dominance.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        found = dominance([float(x) for x in row["contributions"].split()], float(row["total"]))
        said = tuple(row[c] == "True" for c in ("p10_sensitive", "n1k75_sensitive", "n2k85_sensitive"))
        assert (found.p10, found.n1k75, found.n2k85) == said, row["id"]
        assert isclose(found.upl, float(row["upl_p10"]), abs_tol=1e-9), row["id"]


def test_the_attacker_reaches_what_was_solved() -> None:
    for v in solved("attack-"):
        relations = [Relation(r["parent"], tuple(r["children"])) for r in v["relations"]]
        values = {c["name"]: float(c["value"]) for c in v["cells"]}
        found = attack_interval(values, relations, [c["name"] for c in v["cells"] if c["suppressed"]])
        assert all(near(found[name], low, high) for name, (low, high) in v["expected_intervals"].items()), v["id"]


def test_the_solved_patterns_leave_what_they_left() -> None:
    for v in solved("supp-"):
        values, relations, needs = table(v)
        for pattern in v["patterns"]:
            hidden = {*needs, *pattern["secondary_ids"]}
            found = attack_interval(values, relations, hidden, [int(key) for key in pattern["intervals"]])
            assert all(near(found[int(k)], *ends) for k, ends in pattern["intervals"].items()), (v["id"], pattern["method"])
            assert (found_again(values, relations, hidden, needs) == {}) == pattern["meets_protection"]


def test_no_pattern_is_dearer_than_the_proven_one() -> None:
    for v in solved("supp-"):
        values, relations, needs = table(v)
        found = suppress(values, relations, needs, costs=values)
        assert found.method == "optimal"
        assert found.cost <= v["optimal_cost"] + 1e-6, v["id"]
        assert breached(values, relations, found.hidden, needs) == [], v["id"]
        if v["optimum_proven_unique_by_enumeration"]:
            assert found.secondary == set(v["optimal_secondary_ids"]), v["id"]


def test_the_quick_way_protects_the_same_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns_module, "_LARGEST_PROVEN", 0)
    for v in solved("supp-"):
        values, relations, needs = table(v)
        found = suppress(values, relations, needs, costs=values)
        assert found.method in {"optimal", "repaired"}
        assert breached(values, relations, found.hidden, needs) == [], v["id"]
