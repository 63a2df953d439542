"""Reported crimes as Brå's database SOL exports them: months and years of the city, years of its areas."""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from etl.example.delivery import delivery, table
from etl.example.names import CITY, DISTRICTS, MARK, YEARS
from etl.example.parts import Counts, alike, one_apart
from etl.example.places import neighbourhood_codes
from etl.example.series import Series, level, step, trend

_NAMES = Path(__file__).parents[1] / "sources/brott/indicators.toml"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Maj", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dec")
# Crimes per month in the whole city: the groups that Brå gives per month, and what else is given per year.
_MONTHLY = {
    "alla_brott": 2_050, "valdsbrott": 190, "hot_krankning_frihet": 165, "vardsloshet_vallande": 30, "stoldbrott": 480,
    "bilbrott": 150, "skadegorelse": 260, "trafikbrott": 140, "alkohol_narkotika": 150, "vapenbrott": 24,
}  # fmt: skip
_YEARLY = {"misshandel": 120, "bilstold": 22, "bostadsinbrott_villa": 14, "bostadsinbrott_lagenhet": 16, "stold_ur_fordon": 75}
_PLANTABLE = ("hot_krankning_frihet", "skadegorelse", "trafikbrott", "alkohol_narkotika")  # no other series holds these
_PARTS = {"misshandel": "valdsbrott", "bilstold": "bilbrott", "stold_ur_fordon": "bilbrott"}
_FINE = "stold_ur_fordon"  # the crime that is delivered per mellanområde too, one of which lies outside the funnel
People = Mapping[int, tuple[int, NDArray[np.int64]]]


def write_crimes(data: Path, rng: np.random.Generator, people: People) -> list[dict[str, object]]:
    """Two exports in one delivery and a table of its own per mellanområde. Returns all that is planted, for the key."""
    counts, planted = _drawn(rng)
    parts, apart = _shared_out(rng, counts, people)
    title = f"Anmälda brott {YEARS[0]}–{YEARS[-1]}, månader och år"
    folder = delivery(data, "brott", "2026-03-31", title, dt.date(2026, 3, 31))
    span = f"{YEARS[0]}-{YEARS[-1]}"
    _export(folder / f"anmalda-brott-exempelstad-manad-{span}.csv", _monthly(counts, people))
    _export(folder / f"anmalda-brott-exempelstad-ar-{span}.csv", _yearly(counts, people, parts))
    _write_fine(data, parts[_FINE])
    return planted + apart


def _shared_out(
    rng: np.random.Generator, counts: Mapping[str, Series], people: People
) -> tuple[dict[str, Counts], list[dict[str, object]]]:
    """Each crime's counts by year and stadsområde (mellanområde for the one that is delivered so), and what is planted."""
    fine = np.array([people[year][1] for year in YEARS], dtype=float)
    coarse, inside = _by_district(fine), fine.shape[1] // len(DISTRICTS)
    apart = int(rng.integers(fine.shape[1]))
    yearly = {t: c.reshape(len(YEARS), 12).sum(axis=1) for t, c in counts.items() if t in _YEARLY or t == "alla_brott"}
    found = {topic: alike(rng, totals, coarse) for topic, totals in yearly.items() if topic != _FINE}
    found[_FINE] = one_apart(rng, yearly[_FINE], fine, apart, inside)
    where = {"indicator_id": f"brott_{_FINE}_per_1000", "group_id": "alla", "direction": "högre"}
    code = list(neighbourhood_codes().values())[apart]
    return found, [
        {"kind": "outlier", **where, "area_id": f"mellanomrade:{code}"},
        {"kind": "level", **where, "area_id": f"stadsomrade:{apart // inside + 1}"},  # it holds the outlier
    ]


def _by_district(counts: Counts) -> Counts:
    """Sums per stadsområde of what is counted per mellanområde, by year."""
    sums: Counts = counts.reshape(len(counts), len(DISTRICTS), -1).sum(axis=2)
    return sums


def _write_fine(data: Path, counts: Counts) -> None:
    """Brå prints nothing below the stadsområde: this is the city's own count, in the layout of counts per area."""
    folder = delivery(data, "brott", "2026-04-30", f"Anmälda brott per mellanområde {YEARS[0]}–{YEARS[-1]}", dt.date(2026, 4, 30))
    rows = [
        (year, area, _FINE, int(count), MARK)
        for year, of_year in zip(YEARS, counts.tolist(), strict=True)
        for area, count in zip(neighbourhood_codes(), of_year, strict=True)
    ]
    table(folder / "anmalda-brott-mellanomraden.csv", ("year", "area", "crime_type", "count", "stalle"), rows, ",")


@cache
def _printed() -> dict[str, str]:
    """What Brå calls each crime: the first of the names that the drawer knows it by."""
    blocks = tomllib.loads(_NAMES.read_text(encoding="utf-8")).values()
    return {block["topic"]: block["names"][0] for block in blocks if block.get("names")}


def _drawn(rng: np.random.Generator) -> tuple[dict[str, Series], list[dict[str, object]]]:
    """Five years of months per crime, and the truths: one crime has a trend, another a step, the rest nothing."""
    count = 12 * len(YEARS)
    moving, breaking = (str(topic) for topic in rng.permutation(_PLANTABLE)[:2])
    factor, jump = (float(rng.choice(pair)) for pair in ((0.55, 1.5), (0.6, 1.45)))
    start = int(rng.integers(26, 35))
    counts = {t: level(rng, mean, count) for t, mean in _MONTHLY.items() if t not in (moving, breaking)}
    counts[moving] = trend(rng, _MONTHLY[moving], factor, count)
    counts[breaking] = step(rng, _MONTHLY[breaking], jump, count, start)
    for topic, mean in _YEARLY.items():
        counts[topic] = level(rng, mean, count, counts.get(_PARTS.get(topic, "")))
    return counts, [
        _truth("trend", moving, "ökar" if factor > 1 else "minskar", counts[moving]),
        _truth("break", breaking, "ökar" if jump > 1 else "minskar", counts[breaking]) | {"month": _month(start)},
    ]


def _truth(kind: str, topic: str, direction: str, found: Series) -> dict[str, object]:
    years = [int(n) for n in found.reshape(len(YEARS), 12).sum(axis=1)]
    where = {"indicator_id": f"brott_{topic}_antal", "area_id": "kommun:0000", "group_id": "alla", "grain": "month"}
    return {"kind": kind, **where, "direction": direction, "first": _month(0), "last": _month(len(found) - 1), "per_year": years}


def _month(position: int) -> str:
    return f"{YEARS[0] + position // 12}-{position % 12 + 1:02d}"


def _monthly(counts: Mapping[str, Series], people: People) -> Iterator[str]:
    for topic in _MONTHLY:
        for n, found in enumerate(counts[topic].astype(int).tolist()):
            year = YEARS[n // 12]
            yield _row(f"{CITY}s kommun", topic, year, _MONTHS[n % 12], found, people[year][0])


def _yearly(counts: Mapping[str, Series], people: People, parts: Mapping[str, Counts]) -> Iterator[str]:
    """The city's sums of months; the stadsområden have their share of what also Brå gives for parts of cities."""
    sizes = _by_district(np.array([people[year][1] for year in YEARS]))
    for topic, found in counts.items():
        totals = found.reshape(len(YEARS), 12).sum(axis=1).astype(int).tolist()
        for n, (year, total) in enumerate(zip(YEARS, totals, strict=True)):
            yield _row(f"{CITY}s kommun", topic, year, str(year), total, people[year][0])
            if topic in parts:
                inside = _by_district(parts[topic])[n].astype(int).tolist()
                for name, part, size in zip(DISTRICTS, inside, sizes[n].tolist(), strict=True):
                    yield _row(f"Stadsområde {name}", topic, year, str(year), part, size)


def _row(region: str, topic: str, year: int, period: str, count: int, people: int) -> str:
    return f"{region};{_printed()[topic]} ;{year};{period};{count};{round(count / people * 100_000)};"


def _export(path: Path, rows: Iterator[str]) -> None:
    """As SOL writes it: latin-1, and every row with one field more than the header."""
    text = "\n".join(["Region;Brott;År;Period;Antal;/100 000 inv", *rows]) + "\n"
    path.write_bytes(text.encode("latin-1"))
