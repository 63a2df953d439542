"""How long a PDF of one area with its charts takes: in a process that is already running, and as a whole command."""

import tempfile
import time
from pathlib import Path

from bench.measured import Measured, Target
from bench.processes import timed
from dashboard import store
from dashboard.export import snapshot

AREA = "Hisingen"
RUNS = 7


def measure(warehouse: Path) -> tuple[Measured, ...]:
    """The snapshot of one area as PDF, from an already published file."""
    path = store.current(store.municipalities(warehouse, "intern")["1480"])
    area = next(a for a in store.areas(store.connect(path)) if a.name == AREA)
    what, target = f"PDF av {AREA}, varm process", Target(1, "median")
    if not snapshot.make(path, area.area_id, "pdf").startswith(b"%PDF"):
        return (Measured(what, "s", (), target, "exporten ger ingen PDF"),)
    return (
        Measured(what, "s", tuple(_seconds(path, area.area_id) for _ in range(RUNS)), target),
        Measured("– hela kommandot", "s", tuple(_command(warehouse) for _ in range(RUNS))),
    )


def _seconds(path: Path, area_id: str) -> float:
    start = time.perf_counter()
    snapshot.make(path, area_id, "pdf")
    return time.perf_counter() - start


def _command(warehouse: Path) -> float:
    chosen = ("--municipality", "1480", "--area", AREA, "--format", "pdf", "--warehouse", str(warehouse))
    with tempfile.TemporaryDirectory() as out:
        return timed(("-m", "dashboard.export", *chosen, "--out", out))[0]
