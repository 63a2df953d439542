"""The key of Exempelstad against the files themselves, by arithmetic of its own: what it says is there, and nothing else is."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from etl.example import write_example

SEEDS = range(1, 21)
SMALL = {"ledger_rows": 200, "applications": 700, "suppliers": 1_000}
DELIVERED = dt.date(2026, 1, 31)
POINTED = ("personalliggare", "ID06", "utstationering", "skuld", "F-skatt")
CRIMES = {
    "skadegorelse": "Skadegörelsebrott (inkl. mordbrand)", "trafikbrott": "Vissa trafikbrott",
    "alkohol_narkotika": "Alkohol- och narkotikabrott", "hot_krankning_frihet": "Hot-, kränknings- och frihetsbrott",
}  # fmt: skip
Truth = Mapping[str, object]


@dataclass(frozen=True)
class Example:
    """One written example: where it lies and what its key says."""

    data: Path
    truths: list[Truth]

    def of(self, kind: str) -> list[Truth]:
        return [t for t in self.truths if t["kind"] == kind]

    def table(self, pattern: str) -> pl.DataFrame:
        [path] = self.data.glob(f"raw/0000/{pattern}.csv")
        return pl.read_csv(path, separator=";", infer_schema=False)

    def months(self) -> dict[str, np.ndarray]:
        """Sixty counts per crime, by the name Brå prints."""
        [path] = self.data.glob("raw/0000/brott/*/*manad*.csv")
        rows = [line.split(";") for line in path.read_text(encoding="latin-1").splitlines()[1:]]
        found: dict[str, list[float]] = {}
        for row in rows:
            found.setdefault(row[1].strip(), []).append(float(row[4]))
        return {name: np.array(values) for name, values in found.items()}


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[Example]:
    """One example per seed."""
    made = []
    for seed in SEEDS:
        folder = tmp_path_factory.mktemp(f"fro{seed}")
        key = write_example(folder, seed, **SMALL)
        made.append(Example(folder, json.loads(key.read_text(encoding="utf-8"))["truths"]))
    return made


def printed(truth: Truth) -> str:
    return CRIMES[str(truth["indicator_id"]).removeprefix("brott_").removesuffix("_antal")]


def slope(values: np.ndarray) -> float:
    """The straight line's slope in standard errors."""
    time = np.arange(len(values)) - (len(values) - 1) / 2
    rise = float(time @ values / (time @ time))
    left = values - values.mean() - rise * time
    return rise / float(np.sqrt(left @ left / (len(values) - 2) / (time @ time)))


def jump(values: np.ndarray, start: int) -> float:
    """How far the level after lies from the level before, in standard errors."""
    before, after = values[:start], values[start:]
    return float((after.mean() - before.mean()) / np.sqrt(before.var(ddof=1) / len(before) + after.var(ddof=1) / len(after)))


def position(month: object) -> int:
    year, number = map(int, str(month).split("-"))
    return (year - 2021) * 12 + number - 1


def test_the_key_names_each_kind_of_truth_as_often_as_it_should(examples: list[Example]) -> None:
    kinds = {
        "trend": 1,
        "break": 1,
        "flag": 3,
        "disclosure": 1,
        "conflict": 1,
        "difference": 2,
        "outlier": 1,
        "level": 1,
        "arm": 6,
    }
    assert [{kind: len(e.of(kind)) for kind in kinds} for e in examples] == [kinds] * len(SEEDS)
    assert all(len(e.truths) == sum(kinds.values()) for e in examples)
    assert len({str(t["indicator_id"]) for e in examples for t in e.of("trend")}) > 2  # not the same in every example


def test_the_trend_goes_the_way_the_key_says(examples: list[Example]) -> None:
    for example in examples:
        [truth] = example.of("trend")
        values = example.months()[printed(truth)]
        assert len(values) == 60
        assert slope(values) * (1 if truth["direction"] == "ökar" else -1) > 6


def test_the_break_comes_in_the_month_the_key_says(examples: list[Example]) -> None:
    for example in examples:
        [truth] = example.of("break")
        values, start = example.months()[printed(truth)], position(truth["month"])
        assert jump(values, start) * (1 if truth["direction"] == "ökar" else -1) > 8
        assert max(range(6, 54), key=lambda n: abs(jump(values, n))) == pytest.approx(start, abs=2)
        assert max(abs(slope(values[:start])), abs(slope(values[start:]))) < 2.6


def test_no_other_crime_moves(examples: list[Example]) -> None:
    for example in examples:
        planted = {printed(t) for kind in ("trend", "break") for t in example.of(kind)}
        still = {name: v for name, v in example.months().items() if name not in planted}
        assert len(still) == 8
        assert {name: s for name, v in still.items() if abs(s := slope(v)) > 1.96} == {}
        years = {name: v.reshape(5, 12).sum(axis=1) for name, v in still.items()}
        apart = {n: y for n, y in years.items() if (y.max() - y.min()) / np.sqrt(y.max() + y.min()) > 1.96}
        assert apart == {}


def several_payers(grants: pl.DataFrame) -> set[str]:
    """Organisations paid by more than one förvaltning for one purpose in one period."""
    paid = grants.filter(pl.col("utbetalt_kr").cast(pl.Int64) > 0)
    by = paid.group_by("organisationsnummer", "andamal", "period_start").agg(pl.col("forvaltning").n_unique())
    return set(by.filter(pl.col("forvaltning") > 1)["organisationsnummer"])


def grown(grants: pl.DataFrame) -> Iterator[str]:
    """Organisations that ask for a quarter more than the year before, in any kind of grant."""
    asked = grants.with_columns(pl.col("sokt_kr").cast(pl.Float64), pl.col("period_start").str.head(4).cast(pl.Int64))
    sums = asked.group_by("organisationsnummer", "bidragstyp", "period_start").agg(pl.col("sokt_kr").sum())
    for (organisation, _), part in sums.group_by("organisationsnummer", "bidragstyp"):
        known = dict(part.sort("period_start").select("period_start", "sokt_kr").iter_rows())
        if any(year - 1 in known and amount > 1.25 * known[year - 1] for year, amount in known.items()):
            yield str(organisation)


def test_grants_hold_the_two_planted_flags_and_no_other(examples: list[Example]) -> None:
    for example in examples:
        grants = example.table("bidrag/*/ansokningar")
        flags = {t["flag_id"]: str(t["organisation_id"]) for t in example.of("flag")}
        assert grants.height == 700
        assert several_payers(grants) == {flags["bidrag_flagga_flera"]}
        assert set(grown(grants)) == {flags["bidrag_flagga_okning"]}
        same = grants.group_by("organisationsnummer", "period_start")
        assert same.agg(pl.col("medlemmar").n_unique())["medlemmar"].max() == 1
        likes = grants.group_by("organisationsnummer", "andamal", "period_start", "sokt_kr").agg(pl.col("forvaltning").n_unique())
        assert likes["forvaltning"].max() == 1


def test_suppliers_hold_the_one_planted_flag_and_no_other(examples: list[Example]) -> None:
    for example in examples:
        found = example.table("leverantor/2026-01-31/avvikelser").filter(pl.col("slag").is_in(POINTED))
        days = pl.col("datum").str.to_date()
        live = found.filter(days.dt.offset_by("3y") >= DELIVERED, ~pl.col("organisationsnummer").str.starts_with("enskild"))
        [truth] = [t for t in example.of("flag") if str(t["flag_id"]).startswith("leverantor")]
        assert set(live["organisationsnummer"]) == {truth["organisation_id"]}
        assert sorted(live["kontroll"]) == sorted(truth["cases"])  # type: ignore[call-overload]
        assert (found["grund"] == "13:1").sum() == 0
        suppliers = example.table("leverantor/2026-01-31/leverantorer")
        assert "nej" not in suppliers["fskatt"].unique()
        assert suppliers["startar"].cast(pl.Int64).max() < 2017


def test_counts_of_people_hold_the_one_trap(examples: list[Example]) -> None:
    for example in examples:
        [trap] = example.of("disclosure")
        rows = example.table("gvi/*/perioder").with_columns(pl.col("antal").cast(pl.Int64))
        districts = rows.filter(pl.col("omrade") != "Exempelstad")
        whole = rows.filter(pl.col("omrade") == "Exempelstad", pl.col("matt") == "upprepat budskap").sort("start")["antal"][-1]
        assert (districts.height, districts["antal"].sum()) == (4, whole)
        assert [n for n in districts["antal"] if n < 20] == [trap["value"]]
        assert 0 < int(str(trap["value"])) < 10
