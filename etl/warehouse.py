"""The only writer of DuckDB: a private draft, the checks, the contract copied to a new file, the pointer moved."""

import contextlib
import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import duckdb
import pandas as pd

from etl.catalogue import Frame
from etl.flags import Flag, Outcome
from etl.model import Area, Fault, Indicator, Refused, Release

HERE = Path(__file__).parent
CONTRACT = (
    "build", "area", "area_shape", "release", "indicator", "observation", "event", "series_break", "conflict",
    "intake", "quarantine", "flag", "plan", "plan_difference",
    "design_effect", "comparison", "change", "trend", "funnel", "interruption", "detectable",
    "protection",
)  # fmt: skip
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
        for file in ("schema.sql", "draft.sql"):
            con.execute((HERE / file).read_text(encoding="utf-8"))

    def create(self, sql: str) -> None:
        """Makes a drawer's tables."""
        self.con.execute(sql)

    def stage(self, tables: Mapping[str, Frame], release: Release) -> None:
        """Adds a reader's frames; the tables' own CHECKs are the second guard. Raises Refused when one does not hold."""
        for table, frame in tables.items():
            self._insert(table, frame, release.files[0].name, release.release_id)

    def add_areas(self, areas: Iterable[Area]) -> None:
        """Fills `area`."""
        names = ("area_id", "kind", "code", "name", "parent_id", "valid_from", "valid_to", "population", "lon", "lat")
        rows = [[getattr(a, n) for n in names] for a in areas]
        self.add_frame("area", pd.DataFrame(rows, columns=pd.Index(names), dtype=object))

    def add_release(self, r: Release) -> None:
        """Fills `release` with one delivery."""
        files = "|".join(f.name for f in r.files)
        row = [r.release_id, r.source, r.title, r.publisher, r.url, r.published, r.retrieved, r.sha256, r.licence, files, r.note]
        self.con.execute("INSERT INTO release VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def add_frame(self, table: str, frame: pd.DataFrame) -> None:
        """Adds rows to a contract table by column name."""
        self._insert(table, frame, table)

    def describe(self, i: Indicator) -> None:
        """Adds what an indicator means, without looking for figures."""
        row = [i.indicator_id, i.source, i.name, i.theme, i.unit, i.decimals, i.better, i.definition, i.method]
        row += [i.caveats, i.klass, i.position, i.headline, i.interval, i.parts]
        self.con.execute(f"INSERT INTO indicator VALUES ({', '.join('?' * len(row))})", row)

    def observe(self, i: Indicator) -> None:
        """Adds an indicator and the observations that its SELECT finds. Raises Refused when they break the contract."""
        self.describe(i)
        self._select_into("observation", _observed(i), i.indicator_id)

    def derive(self, table: str, select: str, source: str) -> None:
        """Adds the rows of a drawer's SELECT to `event`, `series_break` or `conflict`."""
        if select.strip():
            self._select_into(table, select, f"{source}/{table}")

    def fill_limits(self, weigh: Callable[[pd.DataFrame], pd.DataFrame], fill: Callable[..., pd.DataFrame]) -> None:
        """Sets the limits, and how reliable they are, that `fill` works out where no publisher has set any.

        `weigh` first makes the rows of `design_effect` out of the same rows.
        """
        known = self.ask("limits")
        effects = weigh(known)
        if len(effects):
            self.add_frame("design_effect", effects)
        self.con.register("filled", fill(known, effects))
        told = "lower = f.lower, upper = f.upper, limits = f.limits, reliability = f.reliability"
        self.con.execute(f"UPDATE observation SET {told} FROM filled f WHERE observation.rowid = f.place")
        self.con.unregister("filled")

    def ask(self, question: str, **values: str) -> pd.DataFrame:
        """The rows that one of the questions in measure/ finds."""
        select = (HERE / "measure" / f"{question}.sql").read_text(encoding="utf-8")
        return self.con.execute(select, values or None).df()

    def remember(self) -> None:
        """Notes which figures are in force, before history is worked out."""
        self.con.execute("CREATE TABLE figure_in_force AS SELECT * FROM observation")

    def corrections(self) -> list[int]:
        """The ranks just before each delivery that replaced a period, oldest first."""
        known = "SELECT product, period_start, rank, min(rank) OVER (PARTITION BY product, period_start, period_end) AS first"
        select = f"SELECT DISTINCT rank - 1 FROM ({known} FROM coverage JOIN release_rank USING (release_id))"
        return [int(row[0]) for row in self.con.execute(f"{select} WHERE rank > first ORDER BY 1").fetchall()]

    def observe_as_of(self, rank: int, indicators: Iterable[Indicator], prepare: str = "") -> None:
        """Adds the figures as they stood when the delivery of that rank was the newest, where they are not known already."""
        self.con.execute("CREATE TABLE known AS SELECT * FROM observation")
        self.con.execute("DELETE FROM observation")
        self.con.execute("UPDATE as_of SET rank = ?", [rank])
        self.create(prepare)
        for indicator in indicators:
            self._select_into("observation", _observed(indicator), indicator.indicator_id)
        self.con.execute("UPDATE as_of SET rank = 9223372036854775807")
        self.create(prepare)
        self.con.execute("INSERT OR REPLACE INTO observation SELECT * FROM known")
        self.con.execute("DROP TABLE known")

    def withdraw(self) -> None:
        """A figure that a correction no longer holds is missing from then on: the old one must not go on being shown."""
        self.con.execute((HERE / "withdrawn.sql").read_text(encoding="utf-8"))

    def flag(self, flag: Flag) -> None:
        """Adds the organisations that a rule points at to the draft's private list."""
        select = f"SELECT '{flag.flag_id}' AS flag_id, * FROM ({flag.select})"
        self._select_into("flagged", select, flag.flag_id)

    def record(self, source: str, outcomes: str) -> None:
        """Adds what controls have said of a drawer's flags, and of its random arm."""
        if outcomes.strip():
            self._select_into("flag_outcome", f"SELECT '{source}' AS source, * FROM ({outcomes})", f"{source}/outcomes")

    def outcomes(self, source: str, flag_id: str) -> dict[str, int]:
        """How many controls confirmed, refuted or have yet to settle a flag; flag_id `slump` is the random arm."""
        counted = "SELECT outcome, count(*) FROM flag_outcome WHERE source = ? AND flag_id = ? GROUP BY outcome"
        return dict(self.con.execute(counted, [source, flag_id]).fetchall())

    def publish_flag(self, f: Flag, o: Outcome) -> None:
        """Adds a rule's text, how many organisations it points at (none where no register has come), and its record."""
        delivered = "(SELECT count(*) FROM coverage JOIN release USING (release_id) WHERE source = ?)"
        pointed = "(SELECT count(DISTINCT organisation_id) FROM flagged WHERE flag_id = ?)"
        row = [f.flag_id, f.source, f.position, f.name, f.grade, f.basis, f.why, f.formula, f.threshold, f.exclusions, f.example]
        row += [f.source, f.flag_id, o.confirmed, o.refuted, o.open, o.ppv, o.lower, o.upper, o.base_rate, o.state]
        counted = f"CASE WHEN {delivered} > 0 THEN {pointed} END"
        self.con.execute(f"INSERT INTO flag VALUES ({'?, ' * 11}{counted}{', ?' * 8})", row)

    def flagged(self) -> pd.DataFrame:
        """The named list, for the control function's own file only: rule, organisation, period, sentence and source row."""
        names = "f.name AS flag, g.organisation_id, g.organisation, g.period_start, g.period_end, g.sentence, g.file, g.cell"
        joined = "flagged g JOIN flag f USING (flag_id) JOIN release r USING (release_id)"
        return self.con.execute(f"SELECT {names}, r.title AS release FROM {joined} ORDER BY ALL").df()

    def frame(self, select: str) -> dict[str, str]:
        """What controls may be drawn from: where each unit stands, by unit."""
        return dict(self.con.execute(f"SELECT unit, place FROM ({select})").fetchall())

    def withhold(self, audience: str) -> None:
        """Takes out of the draft what the audience must not have; see public.sql."""
        if audience == "publik":
            self.con.execute((HERE / "public.sql").read_text(encoding="utf-8"))

    def blind(self) -> dict[str, str]:
        """Puts a checksum of what is shown in place of the files' own where those hold hidden counts. Returns them by release."""
        shown = dict(self.con.execute((HERE / "blind.sql").read_text(encoding="utf-8")).fetchall())
        for release_id, checksum in shown.items():
            self.con.execute("UPDATE release SET sha256 = ? WHERE release_id = ?", [checksum, release_id])
        return shown

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

    def turned_away(self) -> list[str]:
        """A sentence per file with rows in quarantine: how many, and the commonest reason with its first line."""
        select = (HERE / "turned_away.sql").read_text(encoding="utf-8")
        return [str(row[0]) for row in self.con.execute(select).fetchall()]

    def guarded(self) -> list[str]:
        """A sentence per protected family that is not as usual: a correction that waits, or a table hidden for safety."""
        select = (HERE / "guarded.sql").read_text(encoding="utf-8")
        return [str(row[0]) for row in self.con.execute(select).fetchall()]

    def _insert(self, table: str, frame: Frame, file: str, release_id: str = "") -> None:
        known = f", '{release_id.replace(chr(39), chr(39) * 2)}' AS release_id" if release_id else ""
        self.con.register("incoming", frame)
        try:
            self.con.execute(f"INSERT INTO {table} BY NAME SELECT *{known} FROM incoming")
        except duckdb.Error as error:
            raise Refused(_broken(file, table, error)) from error
        finally:
            self.con.unregister("incoming")

    def _select_into(self, table: str, select: str, where: str) -> None:
        try:
            self.con.execute(f"INSERT INTO {table} BY NAME {select}")
        except (duckdb.ConstraintException, duckdb.DataError) as error:  # values that no rule allows, or that no type holds
            raise Refused(_broken(where, table, error)) from error


def _observed(i: Indicator) -> str:
    return f"SELECT '{i.indicator_id}' AS indicator_id, * FROM ({i.select})"


def _broken(file: str, table: str, error: Exception) -> Fault:
    first = str(error).splitlines()[0]
    action = "Jämför filen med källans README; samma rad får inte finnas två gånger och varje värde måste vara möjligt."
    return Fault(file, f"tabell {table}", first, "rader som uppfyller tabellens villkor", action)


def asked(path: Path, question: str) -> pd.DataFrame:
    """The rows that a question finds in a published file. Raises OSError when it is none, or one without what is asked for."""
    try:
        with duckdb.connect(str(path), read_only=True, config=_SETTINGS | {"enable_external_access": False}) as con:
            return con.execute(question).df()
    except duckdb.Error as error:
        raise OSError(str(error).splitlines()[0]) from error


@contextlib.contextmanager
def draft() -> Iterator[Draft]:
    """A private draft in memory, thrown away at the end: staging never reaches the published file's bytes."""
    con = duckdb.connect(":memory:", config=_SETTINGS)
    try:
        yield Draft(con)
    finally:
        con.close()


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
