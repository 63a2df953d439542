"""A checked draft becomes a file: the contract copied to a new one, the pointer moved, the oldest forgotten."""

import datetime as dt
import os
import uuid
from collections.abc import Mapping
from pathlib import Path

from etl.warehouse import HERE, Draft

CONTRACT = (
    "build", "area", "area_shape", "release", "indicator", "observation", "event", "series_break", "conflict",
    "intake", "quarantine", "flag", "plan", "plan_difference",
    "design_effect", "comparison", "change", "trend", "funnel", "interruption", "detectable",
    "protection",
)  # fmt: skip
KEPT = 3


def publish(work: Draft, folder: Path, facts: Mapping[str, str], fictional: bool = False) -> Path:
    """Copies the contract to a new file and moves the pointer. `facts` are the build row but for id and time."""
    folder.mkdir(parents=True, exist_ok=True)
    built = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    build_id = f"{built:%Y%m%dT%H%M%S%f}-{facts['inputs'][:8]}"
    row = [build_id, facts["code"], facts["name"], facts["audience"], built, facts["code_version"], facts["inputs"]]
    work.con.execute("DELETE FROM build")
    work.con.execute("INSERT INTO build VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*row, fictional])
    target = folder / f"{build_id}.duckdb"
    hidden = folder / f".{build_id}.{uuid.uuid4().hex[:8]}"
    _copy(work, hidden)
    hidden.replace(target)
    point(folder, target.name)
    _forget(folder, target)
    return target


def _copy(work: Draft, path: Path) -> None:
    con = work.con
    con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS published")
    con.execute("USE published")
    con.execute((HERE / "schema.sql").read_text(encoding="utf-8"))
    for table in CONTRACT:
        con.execute(f"INSERT INTO published.{table} SELECT * FROM memory.{table} ORDER BY ALL")
    con.execute((HERE / "views.sql").read_text(encoding="utf-8"))
    con.execute("CHECKPOINT published")
    con.execute("USE memory")
    con.execute("DETACH published")
    _sync(path)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def point(folder: Path, name: str) -> None:
    """Names the file in force. Replaced in one step: a reader sees the old name or the new, never half of one."""
    hidden = folder / f".current.{uuid.uuid4().hex[:8]}"
    hidden.write_text(name + "\n", encoding="utf-8")
    _sync(hidden)
    hidden.replace(folder / "current")


def _forget(folder: Path, in_force: Path) -> None:
    """Removes all but the newest builds, and what killed builds left behind an hour ago or more.

    The build in force stays even where a clock that was set back makes it look old.
    """
    for old in sorted(folder.glob("*.duckdb"))[:-KEPT]:
        if old != in_force:
            old.unlink(missing_ok=True)
    limit = dt.datetime.now().timestamp() - 3600
    for left in folder.glob(".*"):
        if left.is_file() and left.stat().st_mtime < limit:
            left.unlink(missing_ok=True)
