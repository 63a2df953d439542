"""How long it takes to open registers for the public, beside the same build for the inside, as the registers grow."""

import tempfile
import time
from pathlib import Path

from bench.measured import Measured, Target
from etl.build import build
from etl.example import write_example

SIZES = ((1_000, 1_000), (2_000, 4_000), (4_200, 14_000))  # applications and suppliers
LEDGER = 50_000
DECIDED = '\n[rojandekontroll]\ndecided_by = "mätningen"\ndecided_on = 2026-01-01\n'


def measure(runs: int = 3) -> tuple[Measured, ...]:
    """Seconds of a whole build of Exempelstad for the public, with the build for the inside as its measure."""
    return tuple(_measured(*size, runs) for size in SIZES)


def _measured(applications: int, suppliers: int, runs: int) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        write_example(data, 1, LEDGER, applications, suppliers)
        with (data / "municipalities/0000/municipality.toml").open("a", encoding="utf-8") as file:
            file.write(DECIDED)
        taken = [(_seconds(data, "intern"), _seconds(data, "publik")) for _ in range(runs)]
    inside = sorted(first for first, _ in taken)[runs // 2]
    what = f"Öppna registren: {applications} ansökningar, {suppliers} leverantörer"
    return Measured(what, "s", tuple(public for _, public in taken), Target(inside, "median", "bygget inne i huset"))


def _seconds(data: Path, audience: str) -> float:
    start = time.perf_counter()
    build("0000", data, data.parent / "out", audience, lambda _: None)
    return time.perf_counter() - start
