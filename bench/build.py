"""How long the whole build of Göteborg takes, with the publisher's own NTU workbook, and how much memory."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.measured import Measured, Target
from bench.processes import ROOT, timed

GENUINE = ROOT.parent / "shared" / "real" / "ntu" / "2023_Kommunala_resultat_NTU_2017-2022.xlsx"
RUNS = 5


@contextmanager
def deliveries(genuine: Path = GENUINE) -> Iterator[Path]:
    """A temporary copy of data/ where the genuine workbook, if it is at hand, has taken our transcription's place."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("warehouse"))
        if genuine.exists():
            for ours in (data / "raw" / "1480" / "ntu").glob("*/*.xlsx"):
                ours.unlink()
                shutil.copy(genuine, ours.parent / genuine.name)
        yield data


def command(data: Path, out: Path) -> Sequence[str]:
    """The build as it is run by hand."""
    return ("-m", "etl", "build", "1480", "--data", str(data), "--out", str(out))


def measure(genuine: Path = GENUINE) -> tuple[Measured, ...]:
    """Wall time and peak memory of the build as a process of its own; the first, uncounted, warms the disk."""
    what = "Bygge av 1480, Brås egen arbetsbok"
    if not genuine.exists():
        return (Measured(what, "s", (), Target(5, "median"), f"{genuine.name} saknas"),)
    with deliveries(genuine) as data:
        runs = [timed(command(data, data.parent / "warehouse")) for _ in range(RUNS + 1)][1:]
    return (
        Measured(what, "s", tuple(seconds for seconds, _ in runs), Target(5, "median")),
        Measured("– minne som mest", "MB", tuple(megabytes for _, megabytes in runs), Target(500, "median")),
    )
