"""The register of GVI: counts per half-year, the yearly follow-up of exits with cells that are missing, and one trap.

The trap: a message repeated in four stadsområden, in one of them to so few that the count must not be seen, while the
city's count and the other three are given. Who hides that one cell alone has hidden nothing.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from etl.example.delivery import delivery, table
from etl.example.names import CITY, DISTRICTS, YEARS

_PERIODS = ("matt", "omrade", "start", "slut", "uppdelning", "antal")
_EXITS = (
    "ar", "totalkostnad_kr", "deltagare", "sokande", "varaktiga", "aterfall", "mal", "maluppfyllelse", "forbattringsomraden",
)  # fmt: skip
_PLACES = {"hemmet": 38, "Frivården": 26, "polisstation": 17, "annan plats": 14}
_TIMES = {"inom 7 dagar": 12, "8–30 dagar": 18, "31–90 dagar": 21, "över 90 dagar": 15}
_SANCTIONS = {
    f"{CITY}s tillståndsenhet: 9 kap. 17 § alkohollagen": 9,
    f"{CITY}s miljöförvaltning: 26 kap. 9 § miljöbalken": 12,
    f"{CITY}s byggförvaltning: 11 kap. 33 § plan- och bygglagen": 7,
}
_TRAP = "upprepat budskap"
_GOALS = "egen bostad|sysselsättning|inga nya brott (påhittade mål)"
_IMPROVE = "kortare väntan|stöd till familjen (påhittade områden)"
Half = tuple[dt.date, dt.date]


def write_leaving(data: Path, rng: np.random.Generator) -> list[dict[str, object]]:
    """The delivery. Returns the count that nobody may find out, for the key."""
    title = f"GVI, antal per halvår, och avhopp {YEARS[0]}–{YEARS[-1]}"
    folder = delivery(data, "gvi", "2026-02-15", title, dt.date(2026, 2, 15))
    halves = [half for year in YEARS for half in _halves(year)]
    districts = [int(n) for n in rng.integers(26, 48, len(DISTRICTS))]
    few = int(rng.integers(len(DISTRICTS)))
    districts[few] = int(rng.integers(2, 9))
    rows = [(matt, CITY, *half, group, count) for half in halves for matt, group, count in _city(rng, half == halves[-1])]
    trapped = [(_TRAP, name, *halves[-1], None, count) for name, count in zip(DISTRICTS, districts, strict=True)]
    table(folder / "perioder.csv", _PERIODS, [*rows, (_TRAP, CITY, *halves[-1], None, sum(districts)), *trapped])
    table(folder / "avhopp.csv", _EXITS, _exits(rng))
    start, end = halves[-1]
    what = {"indicator_id": "gvi_period_upprepat_budskap", "area_id": f"stadsomrade:{few + 1}", "value": districts[few]}
    return [{"kind": "disclosure", **what, "period_start": str(start), "period_end": str(end)}]


def _halves(year: int) -> tuple[Half, Half]:
    return (dt.date(year, 1, 1), dt.date(year, 6, 30)), (dt.date(year, 7, 1), dt.date(year, 12, 31))


def _city(rng: np.random.Generator, last: bool) -> Iterator[tuple[str, str | None, int]]:
    """Measure, group and count of one half-year in the whole city; they stand still but for chance."""
    yield "call-in", None, int(rng.integers(1, 3))
    yield "ökat fokus", None, int(rng.integers(1, 4))
    for measure, usual in (("custom notification", _PLACES), ("tid till kontakt", _TIMES), ("sanktion", _SANCTIONS)):
        for group, count in usual.items():
            yield measure, group, count + int(rng.integers(-2, 3))
    if not last:
        yield _TRAP, None, 110 + int(rng.integers(-9, 10))
    offered = 64 + int(rng.integers(-5, 6))
    yield "erbjudande", None, offered
    yield "tagit emot", None, offered // 2 + int(rng.integers(-4, 5))


def _exits(rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    """A row per year. The first years lack what was not yet followed up, and one year tells its goals in words only."""
    for n, year in enumerate(YEARS):
        people = 32 + int(rng.integers(-3, 4))
        cost = people * int(rng.integers(290, 330)) * 1000
        counts: list[int | None] = [people, people + 21, people // 2, people // 3]
        if n < 2:
            counts[2:] = [None, None]
        goal = ("", "delvis uppfyllt", "58", "61", "60")[n]
        yield year, cost, *counts, _GOALS if n else None, goal, _IMPROVE if n > 1 else None
