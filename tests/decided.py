"""A small Exempelstad whose thresholds somebody has decided on: what the public gets of its registers."""

import shutil
from pathlib import Path

from places import in_force, run

from etl.example import write_example

DECIDED = '\n[rojandekontroll]\ndecided_by = "påhittat dataskyddsombud"\ndecided_on = 2026-11-01\n'
WHO = "Beslutat av påhittat dataskyddsombud 1 november 2026"
_LEFT_OUT = ("ntu", "trygghet", "brott", "pastaende")  # they cost time and are open to all


def write_decided(folder: Path) -> Path:
    """Writes the town's data below `folder` and returns where. The ledger costs the most and hides the least."""
    data = folder / "data"
    write_example(data, 1, 100, 300, 600)
    for source in _LEFT_OUT:
        shutil.rmtree(data / "raw/0000" / source)
    for ledger in (data / "raw/0000/leverantor").glob("*reskontra*"):
        shutil.rmtree(ledger)
    with (data / "municipalities/0000/municipality.toml").open("a", encoding="utf-8") as file:
        file.write(DECIDED)
    return data


def publish(data: Path, out: Path, audience: str = "publik") -> Path:
    """Builds the town for an audience and returns the published file."""
    done = run("build", "0000", "--data", data, "--out", out, "--audience", audience)
    if done.returncode:
        raise RuntimeError(f"Exempelstad gick inte att bygga:\n{done.stdout}{done.stderr}")
    return in_force(out, "0000", audience)


def names(data: Path) -> set[str]:
    """What the public must never read: every organisation's number and name in the registers, and the city's departments."""
    found = set()
    for table in (file for source in ("bidrag", "leverantor") for file in (data / "raw/0000" / source).rglob("*.csv")):
        head, *rows = (line.split(";") for line in table.read_text("utf-8-sig").splitlines())
        columns = [n for n, name in enumerate(head) if name in ("organisationsnummer", "forening", "leverantor", "forvaltning")]
        found |= {row[n] for row in rows for n in columns}
    return {name for name in found | {name.replace("-", "") for name in found} if len(name) > 5}
