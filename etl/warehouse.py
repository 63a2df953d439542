"""The only writer of DuckDB: a private draft, the checks, the contract copied to a new file, the pointer moved."""

import contextlib
import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import duckdb
import pandas as pd

from etl.model import Area, Fault, Indicator, Refused, Release

HERE = Path(__file__).parent
CONTRACT = ("build", "area", "area_shape", "release", "indicator", "observation", "event", "series_break", "conflict")
KEPT = 3
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "1GB",
    "autoinstall_known_extensions": False,
}


class Draft:
    """A database in memory that holds staging and the contract until everything has been checked."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        con.execute((HERE / "schema.sql").read_text(encoding="utf-8"))

    def create(self, sql: str) -> None:
        """Makes a drawer's staging tables."""
        self.con.execute(sql)

    def stage(self, tables: Mapping[str, pd.DataFrame], release: Release) -> None:
        """Adds a reader's frames; the tables' own CHECKs are the second guard. Raises Refused when one does not hold."""
        for table, frame in tables.items():
            self._insert(table, frame.assign(release_id=release.release_id), release.files[0].name)

    def add_areas(self, areas: Iterable[Area]) -> None:
        """Fills `area`."""
        names = ("area_id", "kind", "code", "name", "parent_id", "valid_from", "valid_to", "population", "lon", "lat")
        rows = [[getattr(a, n) for n in names] for a in areas]
        self.con.executemany(f"INSERT INTO area ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows)

    def add_release(self, r: Release) -> None:
        """Fills `release` with one delivery."""
        files = "|".join(f.name for f in r.files)
        row = [r.release_id, r.source, r.title, r.publisher, r.url, r.published, r.retrieved, r.sha256, r.licence, files, r.note]
        self.con.execute("INSERT INTO release VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def add_frame(self, table: str, frame: pd.DataFrame) -> None:
        """Adds rows to a contract table by column name."""
        self._insert(table, frame, table)

    def observe(self, i: Indicator) -> None:
        """Adds an indicator and the observations that its SELECT finds. Raises Refused when they break the contract."""
        row = [i.indicator_id, i.source, i.name, i.theme, i.unit, i.decimals, i.better, i.definition, i.method]
        row += [i.caveats, i.klass, i.position, i.headline]
        self.con.execute(f"INSERT INTO indicator VALUES ({', '.join('?' * len(row))})", row)
        self._select_into("observation", f"SELECT '{i.indicator_id}' AS indicator_id, * FROM ({i.select})", i.indicator_id)

    def derive(self, table: str, select: str, source: str) -> None:
        """Adds the rows of a drawer's SELECT to `event`, `series_break` or `conflict`."""
        if select.strip():
            self._select_into(table, select, f"{source}/{table}")

    def fill_limits(self, fill: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        """Sets the limits that `fill` works out from unit, numerator and base, where no publisher has set any."""
        columns = "o.rowid AS place, i.unit, o.numerator, o.base, o.lower, o.upper"
        known = f"SELECT {columns} FROM observation o JOIN indicator i USING (indicator_id) WHERE o.numerator IS NOT NULL"
        self.con.register("limits", fill(self.con.execute(known).df()))
        limits = "lower = l.lower, upper = l.upper FROM limits l WHERE observation.rowid = l.place"
        self.con.execute(f"UPDATE observation SET {limits}")
        self.con.unregister("limits")

    def withhold(self, audience: str) -> None:
        """Takes out of the draft what the audience must not have: for `publik`, classes K2 and K3."""
        if audience == "publik":
            kept = "indicator_id IN (SELECT indicator_id FROM indicator WHERE class IN ('K0', 'K1'))"
            self.con.execute(f"DELETE FROM observation WHERE NOT {kept}")
            self.con.execute(f"DELETE FROM conflict WHERE indicator_id IS NOT NULL AND NOT {kept}")
            self.con.execute("DELETE FROM indicator WHERE class NOT IN ('K0', 'K1')")

    def check(self) -> None:
        """Asks every question of checks.sql; an answer is a fault. Raises Refused with all of them."""
        questions = self.con.extract_statements((HERE / "checks.sql").read_text(encoding="utf-8"))
        rows = [row for question in questions for row in self.con.execute(question).fetchall()]
        if rows:
            raise Refused(*(Fault(*map(str, row)) for row in rows[:50]))

    def count(self, table: str) -> int:
        """How many rows a table holds."""
        found = self.con.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(found[0]) if found else 0

    def _insert(self, table: str, frame: pd.DataFrame, file: str) -> None:
        self.con.register("incoming", frame)
        try:
            self.con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
        except duckdb.Error as error:
            raise Refused(_broken(file, table, error)) from error
        finally:
            self.con.unregister("incoming")

    def _select_into(self, table: str, select: str, where: str) -> None:
        try:
            self.con.execute(f"INSERT INTO {table} BY NAME {select}")
        except duckdb.ConstraintException as error:
            raise Refused(_broken(where, table, error)) from error


def _broken(file: str, table: str, error: Exception) -> Fault:
    first = str(error).splitlines()[0]
    action = "Jämför filen med källans README; samma rad får inte finnas två gånger och varje värde måste vara möjligt."
    return Fault(file, f"tabell {table}", first, "rader som uppfyller tabellens villkor", action)


@contextlib.contextmanager
def draft() -> Iterator[Draft]:
    """A private draft in memory, thrown away at the end: staging never reaches the published file's bytes."""
    con = duckdb.connect(":memory:", config=_SETTINGS)
    try:
        yield Draft(con)
    finally:
        con.close()


def publish(work: Draft, folder: Path, facts: Mapping[str, str]) -> Path:
    """Copies the contract to a new file and moves the pointer. `facts` are the build row but for id and time."""
    folder.mkdir(parents=True, exist_ok=True)
    built = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    build_id = f"{built:%Y%m%dT%H%M%S%f}-{facts['inputs'][:8]}"
    row = [build_id, facts["code"], facts["name"], facts["audience"], built, facts["code_version"], facts["inputs"]]
    work.con.execute("DELETE FROM build")
    work.con.execute("INSERT INTO build VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    target = folder / f"{build_id}.duckdb"
    hidden = folder / f".{build_id}.{uuid.uuid4().hex[:8]}"
    _copy(work.con, hidden)
    hidden.replace(target)
    point(folder, target.name)
    _forget(folder, target)
    return target


def _copy(con: duckdb.DuckDBPyConnection, path: Path) -> None:
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
