"""Deliveries of the GVI register drawn by lot, one correcting the other: whoever kept every publication finds no small count."""

import datetime as dt
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from etl.disclosure import PROPOSALS, Bounds, Key, Relation, attacker_interval
from etl.outsider import Family, attacked, bounds, ties
from etl.sources.gvi.counts import Count
from etl.sources.gvi.publications import Publication, publications

SEEDS = range(int(os.environ.get("LAGESBILD_CHAINS", "12")))
CITY, DISTRICTS = "kommun:1480", [f"stadsomrade:{n}" for n in range(1, 5)]
PARENTS = {CITY: ("kommun", None)} | dict.fromkeys(DISTRICTS, ("stadsomrade", CITY))
K3 = PROPOSALS["K3"]
SPANS = {"first": ((1, 1), (6, 30)), "second": ((7, 1), (12, 31)), "year": ((1, 1), (12, 31))}


def count(area: str, span: str, value: float) -> Count:
    (first, last), number = SPANS[span], round(value)
    start, end = dt.date(2024, *first), dt.date(2024, *last)
    return Count("upprepat budskap", area, "alla", start, end, float(number), "ok", "perioder.csv", "rad 2", 2)


def table(span: str, values: Sequence[int]) -> list[Count]:
    return [count(CITY, span, sum(values)), *(count(d, span, v) for d, v in zip(DISTRICTS, values, strict=True))]


def deliveries(draw: random.Random) -> Iterator[list[Count]]:
    """Three deliveries of two half-years, the second and third with some counts corrected, and perhaps the year at last."""
    values = {span: [draw.choice([0, 3, 8, 15, 24, 40, 70]) for _ in DISTRICTS] for span in ("first", "second")}
    for _ in range(3):
        yield [c for span, numbers in values.items() for c in table(span, numbers)]
        for numbers in values.values():
            if draw.random() < 0.6:
                place = draw.randrange(len(numbers))
                numbers[place] = max(0, numbers[place] + draw.choice([-20, -4, 5, 22, 40]))


def year(counts: Sequence[Count]) -> list[Count]:
    halves = [[round(c.value or 0) for c in counts if c.area_id != CITY and c.start.month == month] for month in (1, 7)]
    return table("year", [a + b for a, b in zip(*halves, strict=True)])


def laid_side_by_side(told: Sequence[Publication]) -> tuple[dict[Key, Bounds], list[Relation], set[Key]]:
    """What is shown in any of them, granted unrounded; the sums of each; the small counts. The same count is the same cell."""
    known: dict[Key, Bounds] = {}
    relations, small = [], set[Key]()
    now: dict[object, Key] = {}
    for publication in told:
        keys = {c.place: (c.place, c.value) for c in publication.counts if c.value is not None}
        now |= keys
        known |= {key: (key[1], key[1]) for place, key in keys.items() if place not in publication.hidden}
        for c in publication.counts:
            if c.value is not None and c.value < (10 if c.area_id == CITY else 20):
                small.add(keys[c.place])
        for total in (c for c in publication.counts if c.area_id == CITY):
            parts = [c for c in publication.counts if c.period == total.period and c.area_id != CITY]
            relations.append(Relation(keys[total.place], tuple(keys[c.place] for c in parts)))
    for area in (CITY, *DISTRICTS):
        spans = {span: now.get(count(area, span, 0).place) for span in SPANS}
        if None not in spans.values():
            relations.append(Relation(spans["year"], (spans["first"], spans["second"])))
    return known, relations, small


def as_a_file(publication: Publication) -> Family:
    """What the holder of one file reads: the shown, rounded."""
    keys = {c.place: (c.area_id, "alla", *c.period) for c in publication.counts if c.value is not None}
    shown = [c for c in publication.counts if c.place in keys and c.place not in publication.hidden]
    known = {keys[c.place]: bounds(float(5 * int((c.value or 0) / 5 + 0.5)), None, None, "about", 5) for c in shown}
    withheld = frozenset(key for place, key in keys.items() if place in publication.hidden)
    return Family("i", "I", "antal", K3, True, known, withheld, tuple(ties(keys.values(), PARENTS, "whole")))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_small_count_is_found_in_all_publications_together(seed: int) -> None:
    draw = random.Random(seed)
    drawn = list(deliveries(draw))
    if seed % 3 == 0:
        drawn = [*drawn[:1], year(drawn[0])]  # the year of the halves that stand
    told = list(publications(drawn, K3, CITY))
    assert all(p.passed for p in told)
    known, relations, small = laid_side_by_side(told)
    for key in small:
        low, high = attacker_interval(key, known, relations)
        assert high - low >= 10 - 1e-6 and high >= 10 - 1e-6, (seed, key)
    for publication in told:
        assert attacked(as_a_file(publication)).passed, seed


def test_the_walk_through_does_find_a_leak() -> None:
    """The same eyes on a publication with one hidden count shown after all."""
    (told,) = publications([table("first", [3, 31, 60, 45])], K3, CITY)
    assert len(told.hidden) == 2
    helper = next(place for place in told.hidden if place[1] != "stadsomrade:1")
    known, relations, small = laid_side_by_side([replace(told, hidden=told.hidden - {helper})])
    assert any(high - low < 10 for low, high in (attacker_interval(key, known, relations) for key in small))
