"""Every verdict of the NTU: all municipalities, indicators and comparisons of Brå's own workbook, in one frame.

The drawer reads the workbook for the country, the 290 municipalities and the districts that it has, and its indicators
become figures by the build's own questions. What is timed is what a build does next, in a process of its own that starts
cold: libraries, design effects and limits, comparisons, changes and trends. `python -m bench.verdicts` measures with 1 to
290 municipalities, prints the table and writes results-verdicts.md; with a file and a number it is one such run.
"""

import csv
import datetime as dt
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.build import GENUINE
from bench.measured import Measured, Target, markdown
from bench.processes import ROOT

SIZES = (1, 10, 50, 145, 290)
RUNS = 5
PROMISE = 10.0  # seconds, all of it on two cores
RESULTS = Path(__file__).with_name("results-verdicts.md")
_HIERARCHY = ROOT.parent / "shared" / "geo" / "hierarchy.csv"
_DISTRICTS = {"0180": 13, "1280": 5, "1480": 4}  # the municipalities whose districts the workbook has, and how many
_STEPS = ("start", "gränser", "jämförelser", "förändringar", "trender")
_FACTS = 'title = "Prov"\npublisher = "Provaren"\nurl = "https://exempel.se"\nlicence = "fri"\n'
_DATES = "published = 2023-07-04\nretrieved = 2023-07-04\n"


def municipalities() -> list[tuple[str, str, int]]:
    """Code, name and inhabitants of all 290, Göteborg first: the smallest run is the picture that is built today."""
    with _HIERARCHY.open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["level"] == "kommun"]
    found = [(r["area_code"], r["area_name"], int(float(r["population"] or 0))) for r in rows]
    return sorted(found, key=lambda m: (m[0] != "1480", m[0]))


def figures(folder: Path, code: str, compared: Sequence[tuple[str, str, int]]) -> Any:
    """The figures of one municipality, its districts, and those it is compared with, as a build has them before any limit."""
    from etl.catalogue import drawers
    from etl.delivery import read_release
    from etl.municipality import read_municipality
    from etl.warehouse import draft

    own = next(m for m in municipalities() if m[0] == code)
    _found(folder, own, compared)
    municipality = read_municipality(folder / "municipalities" / code)
    release = read_release(folder / "raw" / code / "ntu" / "2023-07-04", code)
    drawer = next(d for d in drawers() if d.source == "ntu")
    with draft() as work:
        work.add_areas(municipality.areas)
        work.create(drawer.staging)
        work.add_release(release)
        work.stage(drawer.read(release, municipality), release)
        for indicator in drawer.indicators:
            work.observe(indicator)
        return work.ask("figures", own=municipality.area_id)


def _found(folder: Path, own: tuple[str, str, int], compared: Sequence[tuple[str, str, int]]) -> None:
    """A folder per municipality, as README says that one is added, with the workbook as its only delivery."""
    city, delivery = folder / "municipalities" / own[0], folder / "raw" / own[0] / "ntu" / "2023-07-04"
    for made in (city, delivery):
        made.mkdir(parents=True)
    (city / "municipality.toml").write_text(f'code = "{own[0]}"\nname = "{own[1]}"\n', encoding="utf-8")
    areas = [f"kommun,{code},{name}" for code, name, _ in compared]
    areas += [f"stadsomrade,{n},{name}" for n, name in enumerate(_districts(own[1]), 1)]
    (city / "areas.csv").write_text("\n".join(["kind,code,name", *areas]) + "\n", encoding="utf-8")
    (delivery / "release.toml").write_text(_FACTS + _DATES, encoding="utf-8")
    shutil.copy(GENUINE, delivery / "ntu.xlsx")


def _districts(city: str) -> Iterator[str]:
    """The names of districts that stand below a municipality in the workbook."""
    from etl.tables import workbook

    inside = False
    for row in workbook(GENUINE)["Tabell 2.1"][5:]:
        name = " ".join(str(row[1]).split())
        if name.startswith("Stads"):
            if inside:
                yield name.split(" ", 1)[1]
        else:
            inside = name == city


def frames(folder: Path) -> dict[str, Any]:
    """All figures of the country, how many live where, and when areas exist.

    Inhabitants of districts are not at hand for all three cities: each has its share of the city's. Times do not mind.
    """
    import pandas as pd

    every = municipalities()
    parts = [figures(folder, code, every if code == "1480" else [m for m in every if m[0] == code]) for code in _DISTRICTS]
    for code, part in zip(_DISTRICTS, parts, strict=True):
        district = part["kind"] == "stadsomrade"
        part.loc[district, "area_id"] = code + "/" + part.loc[district, "area_id"]
    asked = pd.concat(parts).drop_duplicates(["indicator_id", "area_id", "period_start", "group_id"]).reset_index(drop=True)
    people = {f"kommun:{code}": count for code, _, count in every}
    people |= {f"{c}/stadsomrade:{n}": people[f"kommun:{c}"] // k for c, k in _DISTRICTS.items() for n in range(1, k + 1)}
    living = pd.DataFrame({"area_id": list(people), "day": pd.Timestamp("2022-12-31"), "people": list(people.values())})
    areas = asked[["area_id", "kind"]].drop_duplicates().assign(valid_from=pd.NaT, valid_to=pd.NaT)
    breaks = pd.DataFrame({"source": ["brott"], "starts": [pd.Timestamp("2015-01-01")]})
    return {"figures": asked, "people": living, "areas": areas, "breaks": breaks, "order": [m[0] for m in every]}


def run(path: Path, count: int) -> None:
    """One measured run: so many municipalities with their districts beside the country; prints seconds per step and rows."""
    began = time.perf_counter()
    import pandas as pd

    from etl.measure import changes, comparisons, design_effects, trends, with_limits

    given = pd.read_pickle(path)  # written by this program a moment ago
    asked, clock = _first(given, count), [began, time.perf_counter()]
    filled = with_limits(asked, design_effects(asked))
    clock.append(time.perf_counter())
    told = [comparisons(filled, given["people"], given["areas"])]
    clock.append(time.perf_counter())
    told.append(changes(filled, given["breaks"]))
    clock.append(time.perf_counter())
    told.append(trends(filled, given["breaks"]))
    clock.append(time.perf_counter())
    print(*(later - earlier for earlier, later in zip(clock, clock[1:], strict=False)), sum(map(len, told)))


def _first(given: dict[str, Any], count: int) -> Any:
    """The figures of the first so many municipalities, with their districts, and of the country and the counties."""
    chosen = {f"kommun:{code}" for code in given["order"][:count]}
    asked = given["figures"]
    inside = asked["area_id"].isin(chosen) | asked["whole_id"].isin(chosen) & (asked["kind"] == "stadsomrade")
    return asked[inside | asked["kind"].isin(["land", "lan"])].reset_index(drop=True)


def measure(sizes: Sequence[int] = SIZES, runs: int = RUNS) -> tuple[Measured, ...]:
    """Wall time of whole processes against municipalities, and of each step with all of them; the first run is not counted."""
    what = "Verdikt ur NTU"
    if not (GENUINE.exists() and _HIERARCHY.exists()):
        return (Measured(what, "s", (), Target(PROMISE, "median"), f"{GENUINE.name} eller {_HIERARCHY.name} saknas"),)
    import pandas as pd

    told: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="verdikt-") as folder:
        path = Path(folder) / "figures.pickle"
        pd.to_pickle(frames(Path(folder) / "data"), path)
        for count in sizes:
            rounds = [_timed(path, count) for _ in range(runs + 1)][1:]
            name = f"{what}, {count} {'kommun' if count == 1 else 'kommuner'}, {rounds[0].verdicts} verdikt"
            target = Target(PROMISE, "median") if count == sizes[-1] else None
            told.append(Measured(name, "s", tuple(r.wall for r in rounds), target))
            told.append(Measured("– processortid", "s", tuple(r.processor for r in rounds)))
        steps = zip(*(r.steps for r in rounds), strict=True)
        told += [Measured(f"– varav {step}", "s", tuple(part)) for step, part in zip(_STEPS, steps, strict=True)]
    return tuple(told)


@dataclass(frozen=True)
class Run:
    """Seconds on the clock from a run's first instruction to its last, of processor, and on the clock per step."""

    wall: float
    processor: float
    steps: tuple[float, ...]
    verdicts: int


def _timed(path: Path, count: int) -> Run:
    start, before = time.perf_counter(), os.times()
    command = [sys.executable, "-m", "bench.verdicts", str(path), str(count)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    wall, after = time.perf_counter() - start, os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    *parts, rows = done.stdout.split()
    return Run(wall, processor, tuple(map(float, parts)), int(rows))


def _where() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} kärnor, {memory:.0f} GiB minne, {platform.system()} {platform.machine()}"
    busy = ", ".join(f"{load:.1f}".replace(".", ",") for load in os.getloadavg())
    return (
        f"{dt.datetime.now():%Y-%m-%d %H.%M}, {machine}, Python {platform.python_version()}; "
        f"belastning 1, 5 och 15 minuter: {busy}. En process per mätning, kall start inräknad."
    )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run(Path(sys.argv[1]), int(sys.argv[2]))
    else:
        table = markdown(measure())
        print(table)
        RESULTS.write_text(f"# Uppmätt: verdikt ur NTU\n\n{_where()}\n\n{table}\n", encoding="utf-8")
