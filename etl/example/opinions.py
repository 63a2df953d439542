"""What Exempelstad's invented yearly report says in print: an index of safety per area, and two claims about crimes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from etl.example.delivery import delivery, table
from etl.example.names import CITY, DISTRICTS, MARK, YEARS

_INDEX = (
    "matt", "omrade", "start", "slut", "periodprecision", "varde", "kvalificerare", "enhet", "utgivare", "tryckt", "stalle",
)  # fmt: skip
_CLAIM = (
    "pastaende", "amne", "form", "indikator", "omrade", "start", "slut", "varde", "kvalificerare", "enhet", "steg",
    "tryckt", "dokument", "stalle", "anmarkning", "mot", "slag", "forklaring",
)  # fmt: skip
_REPORT = f"{CITY}s årsrapport 2025 (påhittad)"
_LAST = YEARS[-1]


def write_index(data: Path, rng: np.random.Generator) -> None:
    """The index per year for the city, its stadsområden and mellanområden. It stands still, and areas differ little.

    The drawer knows one publisher of the index, so that name stands in the column utgivare; every row says that its
    figure is invented.
    """
    folder = delivery(data, "trygghet", "2026-02-27", f"Trygghetsindex {YEARS[0]}–{_LAST}", dt.date(2026, 2, 27))
    places = [CITY, *DISTRICTS, *(name for names in DISTRICTS.values() for name in names)]
    usual = np.rint(rng.normal(66, 2.5, len(places))).astype(int)
    rows = [
        ("trygghetsindex", place, f"{year}-01-01", f"{year}-12-31", "year", value, "exact", "index 0–100", "SOM-institutet",
         f"{value} ({MARK})", f"{_REPORT}, avsnitt 3")
        for year in YEARS
        for place, value in zip(places, (usual + rng.integers(-1, 2, len(places))).tolist(), strict=True)
    ]  # fmt: skip
    table(folder / "trygghet-exempelstad.csv", _INDEX, rows)


def write_claims(data: Path, truths: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """A claim that agrees with the crimes delivered and one that does not. Returns the latter, for the key."""
    folder = delivery(data, "pastaende", "2026-04-15", f"Påståenden i {CITY}s årsrapport {_LAST}", dt.date(2026, 4, 15))
    right, wrong = ((str(t["indicator_id"]), _last(t)) for t in truths if t["kind"] in ("trend", "break"))
    rows = [_claim("ratt", *right), _claim("fel", wrong[0], wrong[1] + max(wrong[1] // 9, 10))]
    table(folder / "pastaenden-exempelstad.csv", _CLAIM, rows)
    return [{"kind": "conflict", "indicator_id": wrong[0], "area_id": "kommun:0000", "topic": "Brott: påståendet fel"}]


def _last(truth: Mapping[str, object]) -> int:
    years = truth["per_year"]
    return int(years[-1]) if isinstance(years, list) else 0


def _claim(name: str, indicator: str, count: int) -> tuple[object, ...]:
    said = f"{count} brott anmäldes under {_LAST} ({MARK})"
    return (
        name, f"Brott: påståendet {name}", "nivå", indicator, CITY, _LAST, _LAST, count, "exakt", "antal", 1,
        said, _REPORT, "avsnitt 2", f"Alla tal är {MARK}.", None, None, None,
    )  # fmt: skip
