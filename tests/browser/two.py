"""A warehouse with two municipalities: Göteborg as built, and a small Exempelstad with one corrected register."""

import re
import shutil
from pathlib import Path

from places import in_force, run

from etl.example import write_example

BANNER = "Påhittad kommun: alla uppgifter är påhittade"
REAL, INVENTED = "Göteborg", "Exempelstad"


def build_both(goteborg: Path, folder: Path) -> Path:
    """Publishes both below `folder` and returns where; `goteborg` is the real one's published file.

    The ledger is left out: it says nothing about these pages that the other registers do not.
    """
    data, out = folder / "data", folder / "lager"
    write_example(data, ledger_rows=100, applications=300, suppliers=600)
    for ledger in (data / "raw/0000/leverantor").glob("*reskontra*"):
        shutil.rmtree(ledger)
    _correct(data / "raw/0000/bidrag")
    shutil.copytree(goteborg.parents[2], out)
    done = run("build", "0000", "--data", data, "--out", out)
    if done.returncode:
        raise RuntimeError(f"Exempelstad gick inte att bygga:\n{done.stdout}{done.stderr}")
    return out


def _correct(deliveries: Path) -> None:
    """A later delivery of the same register in which one association was paid a million kronor more."""
    (first,) = deliveries.iterdir()
    later = deliveries / "2025-12-20"
    shutil.copytree(first, later)
    toml = later / "release.toml"
    toml.write_text(re.sub(r"^(published|retrieved) = .*$", r"\1 = 2025-12-20", toml.read_text("utf-8"), flags=re.M), "utf-8")
    table = later / "ansokningar.csv"
    head, *rows = table.read_text("utf-8-sig").splitlines()
    columns, cells = head.split(";"), rows[0].split(";")
    for name in ("sokt_kr", "beviljat_kr", "utbetalt_kr"):
        cells[columns.index(name)] = str(1_000_000 + int(cells[columns.index(name)] or 0))
    table.write_text("\n".join([head, ";".join(cells), *rows[1:]]) + "\n", "utf-8")


def organisations(folder: Path) -> set[str]:
    """Every organisation number, with and without hyphen, and name in the example's registers."""
    found: set[str] = set()
    registers = (folder / "data/raw/0000" / source for source in ("bidrag", "leverantor"))
    for table in (file for register in registers for file in register.rglob("*.csv")):
        head, *rows = table.read_text("utf-8-sig").splitlines()
        columns = [n for n, name in enumerate(head.split(";")) if name in ("organisationsnummer", "forening", "leverantor")]
        found |= {row.split(";")[n] for row in rows for n in columns}
    return {name for name in found | {name.replace("-", "") for name in found} if len(name) > 5}


def published(out: Path) -> Path:
    """The invented municipality's file in force."""
    return in_force(out, "0000")
