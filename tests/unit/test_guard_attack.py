"""An attack on what the public gets of the grants register, made of the test's own rows alone: no question of ours is asked.

Who attacks knows every figure shown, to the last digit, that no count is less than nothing, and what the figures mean. What he
does not know is how many controls there are of each sort; a sort is the figures that such a control enters.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from math import inf
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from behind import ARMS, KINDS, LAW, RESULTS, STAGES, by_chance, filled, shown, year
from granted import Rows, register
from scipy.optimize import linprog

from etl.warehouse import draft

ASKED = (
    "djupkontroller", "granskningar", "aterkrav", "brottsanmalningar", "kontroller_typ", "kontroller_urval", "kontroller_utfall",
    "traffandel", "oberoende_kalla", "dagar_till_beslut",
)  # fmt: skip
SHARES = ("traffandel", "oberoende_kalla")
LEAST, SLACK = 5, 1e-6
REGISTERS = 6
Row = Mapping[str, object]
Figure = tuple[str, str, str, str]  # indicator, first day, group, and which of its numbers
Sort = tuple[frozenset[Figure], float]  # with how many there are: in another state the same number is the same cell


def entered(row: Row) -> frozenset[Figure]:
    """The figures that a control enters, as the README of the drawer defines them."""
    first, deep = str(row["redovisningsperiod"])[:10], row["typ"] != "grundkontroll"
    done, arm, settled = str(row["atgard"]).split("|"), row["urvalsgrund"], row["utfall"] in ("avvikelse", "utan avvikelse")
    found = row["utfall"] == "avvikelse"
    said = {
        ("djupkontroller", "alla", "value"): deep and row["skede"] == "ansökan",
        ("granskningar", "alla", "value"): deep and row["skede"] == "stödperiod",
        ("aterkrav", "alla", "value"): "återkrav" in done,
        ("brottsanmalningar", "alla", "value"): "polisanmälan" in done,
        ("kontroller_typ", "alla", "value"): True,
        ("kontroller_typ", row["typ"], "value"): True,
        ("kontroller_urval", arm, "value"): True,
        ("kontroller_utfall", row["utfall"], "value"): True,
        ("traffandel", arm, "numerator"): found, ("traffandel", arm, "base"): settled,
        ("traffandel", arm, "rest"): settled and not found,
        ("oberoende_kalla", "alla", "numerator"): row["oberoende_kalla"] == "ja",
        ("oberoende_kalla", "alla", "base"): row["oberoende_kalla"] != "",
        ("oberoende_kalla", "alla", "rest"): row["oberoende_kalla"] == "nej",
        ("dagar_till_beslut", "alla", "base"): found and row["beslutsdatum"] != "" and row["antal"] == "",
    }  # fmt: skip
    return frozenset((i, first, str(g), part) for (i, g, part), true in said.items() if true)


@cache
def possible(period: str) -> frozenset[frozenset[Figure]]:
    """Every sort of control that there could be: only a deviation is acted on or decided."""
    found = set()
    words = product(
        KINDS, STAGES, ARMS, RESULTS, ("", "återkrav", "återkrav|polisanmälan", "polisanmälan"), ("", "ja", "nej"), ("", "x")
    )
    for kind, stage, arm, result, action, source, decided in words:
        row = {"typ": kind, "skede": stage, "urvalsgrund": arm, "utfall": result, "atgard": action, "oberoende_kalla": source}
        if result == "avvikelse" or not (action or decided):
            found.add(entered(row | {"redovisningsperiod": period, "beslutsdatum": decided, "antal": ""}))
    return frozenset(found)


@dataclass
class Truth:
    """What the rows of one state say: how many of each sort, and how much and by how many each figure is."""

    counts: dict[frozenset[Figure], float] = field(default_factory=lambda: defaultdict(float))
    sums: dict[Figure, float] = field(default_factory=lambda: defaultdict(float))
    owners: dict[Figure, set[str]] = field(default_factory=lambda: defaultdict(set))

    def small(self, figure: Figure) -> bool:
        """Whether the rules are about it: fewer than five of them, or of those behind it."""
        return self.sums[figure] > 0 and min(self.sums[figure], len(self.owners[figure])) < LEAST

    def sorts(self, period: str) -> list[Sort]:
        """Every sort of a period with how many there are."""
        return sorted(((sort, self.counts.get(sort, 0.0)) for sort in possible(period)), key=str)

    @property
    def periods(self) -> list[str]:
        return sorted({first for sort in self.counts for _, first, *_ in list(sort)[:1]})


def truth(controls: Rows) -> Truth:
    """A row that stands for several counts as several, one that nobody knows as none; whose it is its case says."""
    made = Truth()
    for row in controls:
        number, sort = float({"": 1, "oklart": 0}.get(row["antal"], row["antal"])), entered(row)  # type: ignore[arg-type, call-overload]
        made.counts[sort] += number
        for figure in sort if number else ():
            made.sums[figure] += number
            made.owners[figure].add(str(row["organisationsnummer"]))
    return made


@dataclass
class Told:
    """What the public holds of one state: the figures shown with their numbers, and those withheld."""

    known: dict[Figure, float] = field(default_factory=dict)
    withheld: set[Figure] = field(default_factory=set)


def published(rows: Mapping[tuple[str, str, str], tuple[Any, ...]], true: Truth) -> Told:
    """The numbers of each figure. A count that is left out altogether is granted when it is nought: then it could be guessed."""
    made = Told()
    for (indicator, first, group), (status, value, lower, qualifier, numerator, base) in rows.items():
        says: dict[str, float | None] = {"value": lower if qualifier == "at_least" else value}
        if indicator in SHARES:
            says = {"numerator": numerator, "base": base, "rest": None if base is None or numerator is None else base - numerator}
        if indicator == "dagar_till_beslut":
            says = {"base": base}
        places = {(indicator, first, group, part): number for part, number in says.items()}
        made.withheld |= set(places) if status == "withheld" else set()
        made.known |= {place: float(number) for place, number in places.items() if number is not None}
    left = {figure for period in true.periods for sort in possible(period) for figure in sort} - made.withheld - made.known.keys()
    made.known |= {figure: 0.0 for figure in left if figure[3] == "value" and not true.sums[figure]}
    return made


class Attacker:
    """What one who holds the states of a period can work out: linear programmes over how many controls there are of each sort."""

    def __init__(self, period: str, states: Sequence[tuple[Truth, Told]]) -> None:
        self.at: dict[Sort, int] = {}
        self.within: list[dict[Figure, list[int]]] = []  # the columns of each figure, state by state
        rows: list[tuple[list[int], float]] = []
        for true, told in states:
            own: dict[Figure, list[int]] = defaultdict(list)
            for sort in true.sorts(period):
                for figure in sort[0]:
                    own[figure].append(self.at.setdefault(sort, len(self.at)))
            self.within.append(own)
            rows += [(own[figure], number) for figure, number in told.known.items() if figure[1] == period]
        self.a, self.b = np.zeros((len(rows), len(self.at))), np.array([number for _, number in rows])
        for n, (columns, _) in enumerate(rows):
            self.a[n, columns] = 1

    def interval(self, figure: Figure, state: int = 0) -> tuple[float, float]:
        """The least and the most that a figure of a state may be."""
        cost = np.zeros(len(self.at))
        cost[self.within[state][figure]] = 1
        return self._solved(cost), -self._solved(-cost)

    def _solved(self, cost: np.ndarray) -> float:
        made = linprog(cost, A_eq=self.a, b_eq=self.b, bounds=(0, None), method="highs")
        if made.status == 3:
            return -inf
        assert made.status == 0, made.message  # what is published must be possible, or we have misread it
        return float(made.fun)


def attacked(folder: Path, *states: tuple[Rows, Rows]) -> list[tuple[Truth, Told]]:
    """Each delivery's truth and what the public gets of it: all in one build, as one who keeps everything has it."""
    days = [f"2023-0{8 + n}-28" for n in range(len(states))]
    releases = [register(folder, *rows, name=day, published=day) for day, rows in zip(days, states, strict=True)]
    with draft() as work:
        filled(work, *releases, law=LAW, only=ASKED)
        columns = "value, lower, qualifier, numerator, base"
        return [
            (made := truth(controls), published(shown(work, columns, one.release_id), made))
            for one, (_, controls) in zip(releases, states, strict=True)
        ]  # fmt: skip


def few(low: float, high: float) -> bool:
    """Whether an interval is as uncertain as the rules ask of what must be hidden."""
    return high - low >= LEAST - SLACK and high >= LEAST - SLACK


def several(seed: int, registers: int) -> tuple[Rows, Rows]:
    """So many registers made by chance as one delivery: a redovisningsperiod each, which no count goes across."""
    chance = Random(seed)
    made = [
        by_chance(1000 * seed + n, chance.randrange(40, 151), chance.randrange(20, 61), (year(2010 + n),), mark=f"{n}-")
        for n in range(registers)
    ]
    return [row for asked, *_ in made for row in asked], [row for _, controls, _ in made for row in controls]


def targets(true: Truth, told: Told, period: str) -> list[Figure]:
    """What is withheld of a period and truly small."""
    return sorted(figure for figure in told.withheld if figure[1] == period and true.small(figure))


@pytest.mark.parametrize("seed", range(3))
def test_nobody_comes_near_a_small_figure_of_any_register_made_by_chance(tmp_path: Path, seed: int) -> None:
    ((true, told),) = attacked(tmp_path, several(seed, REGISTERS))
    assert {figure: true.sums[figure] for figure in told.known} == pytest.approx(told.known)
    assert not {figure for figure in told.known if true.small(figure)}
    tried = 0
    for period in true.periods:
        attacker = Attacker(period, [(true, told)])
        near = {f: attacker.interval(f) for f in targets(true, told, period)}
        assert not {figure: reach for figure, reach in near.items() if not few(*reach)}
        tried += len(near)
    assert tried > 3 * REGISTERS


def insiders(true: Truth, told: Told, period: str) -> list[dict[Figure, float]]:
    """What each organisation knows of the withheld: the numbers that are its own and nobody else's."""
    own: dict[str, dict[Figure, float]] = defaultdict(dict)
    for figure in (f for f in told.withheld if f[1] == period and len(true.owners[f]) == 1):
        own[next(iter(true.owners[figure]))][figure] = true.sums[figure]
    return [known for whose, known in sorted(own.items()) if whose[:1].isdigit()]


def test_an_organisation_that_knows_its_own_controls_comes_no_nearer_to_anothers(tmp_path: Path) -> None:
    ((true, told),) = attacked(tmp_path, several(7, 8))
    tried = 0
    for period in true.periods:
        for known in insiders(true, told, period):
            inside = Attacker(period, [(true, Told(told.known | known))])
            closed = Attacker(period, [(true, Told(known))])  # what no pattern could keep from him is not asked
            others = [f for f in targets(true, told, period) if f not in known]
            near = {f: inside.interval(f) for f in others}
            tried += len(near)
            assert not {f: reach for f, reach in near.items() if not few(*reach) and reach != pytest.approx(closed.interval(f))}
    assert tried > 10


def test_the_attack_does_find_small_figures_that_alone_are_withheld(tmp_path: Path) -> None:
    ((true, told),) = attacked(tmp_path, several(9, 3))
    bare = Told({f: n for f, n in true.sums.items() if not true.small(f)})
    found = [f for p in true.periods for f in targets(true, told, p) if not few(*Attacker(p, [(true, bare)]).interval(f))]
    assert len(found) > 5


def corrected(rows: Rows, seed: int) -> Rows:
    """The controls as a correction has them: some with another ground, some gone, some new."""
    chance = Random(seed)
    kept = [dict(row) for row in rows if chance.random() > 0.03]
    for row in chance.sample(kept, len(kept) // 20):
        row["urvalsgrund"] = chance.choice(ARMS)
    return kept + [row | {"kontroll": f"{row['kontroll']} ny"} for row in chance.sample(kept, len(kept) // 30)]


@pytest.mark.parametrize("seed", range(2))
def test_who_holds_both_states_of_a_corrected_register_finds_nothing_that_either_withholds(tmp_path: Path, seed: int) -> None:
    asked, controls = several(50 + seed, 4)
    states = attacked(tmp_path, (asked, controls), (asked, corrected(controls, seed)))
    tried, lessened = 0, 0
    for period in states[0][0].periods:
        both, before = Attacker(period, states), Attacker(period, [states[0], (states[1][0], Told())])
        for n, (true, told) in enumerate(states):
            for figure in targets(true, told, period):
                tried, held = tried + 1, both.interval(figure, n)
                if not few(*held):  # what was shown before may leave less to protect, but then nothing more is given away
                    lessened += 1
                    assert held == pytest.approx(before.interval(figure, n)), figure
    assert not {f for true, told in states for f in told.known if true.small(f)}
    assert tried > 25 and lessened < tried / 10
