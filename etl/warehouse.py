"""The only writer of DuckDB: a private draft, with everything that is asked of it before it is published."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import duckdb
import pandas as pd

from etl.catalogue import Frame
from etl.flags import Flag, Outcome
from etl.model import Area, Fault, Indicator, Refused, Release

HERE = Path(__file__).parent
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
        self.work_out(i)

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

    def ask(self, question: str, room: str = "measure", **values: str) -> pd.DataFrame:
        """The rows that one of the questions in measure/, or another room, finds."""
        select = (HERE / room / f"{question}.sql").read_text(encoding="utf-8")
        return self.con.execute(select, values or None).df()

    def remember(self) -> None:
        """Notes which figures are in force, before history is worked out."""
        self.con.execute("CREATE TABLE figure_in_force AS SELECT * FROM observation")

    def corrections(self) -> list[int]:
        """The ranks just before each delivery that replaced a period, oldest first."""
        known = "SELECT product, period_start, rank, min(rank) OVER (PARTITION BY product, period_start, period_end) AS first"
        select = f"SELECT DISTINCT rank - 1 FROM ({known} FROM coverage JOIN release_rank USING (release_id))"
        return [int(row[0]) for row in self.con.execute(f"{select} WHERE rank > first ORDER BY 1").fetchall()]

    @contextlib.contextmanager
    def as_of(self, rank: int, prepare: str = "") -> Iterator[None]:
        """The draft as when the delivery of that rank was the newest: no figures yet. Afterwards what was known stands before
        what was worked out."""
        self.con.execute("CREATE TABLE known AS SELECT * FROM observation")
        self.con.execute("DELETE FROM observation")
        self.con.execute("UPDATE as_of SET rank = ?", [rank])
        self.create(prepare)
        yield
        self.con.execute("UPDATE as_of SET rank = 9223372036854775807")
        self.create(prepare)
        self.con.execute("INSERT OR REPLACE INTO observation SELECT * FROM known")
        self.con.execute("DROP TABLE known")

    def work_out(self, i: Indicator) -> None:
        """Adds the observations that an indicator's SELECT finds. Raises Refused when they break the contract."""
        self._select_into("observation", f"SELECT '{i.indicator_id}' AS indicator_id, * FROM ({i.select})", i.indicator_id)

    def behind(self, indicators: Iterable[Indicator]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Who is behind the figures as they stand now: the answers to figures.sql, cells.sql and atoms.sql of guard/."""
        self.con.execute("DELETE FROM contribution")
        asked = [i for i in indicators if i.contributors]
        for i in asked:
            select = f"SELECT '{i.indicator_id}' AS indicator_id, * FROM ({i.contributors})"
            self._select_into("contribution", select, f"{i.indicator_id}/contributors")
        figures = self.ask("figures", "guard", indicators=",".join(i.indicator_id for i in asked))
        return figures, self.ask("cells", "guard"), self.ask("atoms", "guard")

    def open(self, figures: pd.DataFrame, base: int) -> None:
        """Leaves only these figures of the registers, the `hidden` without a number, amounts to `base` kronor; see open.sql."""
        self.add_frame("open_figure", figures)
        self.con.execute((HERE / "guard" / "open.sql").read_text(encoding="utf-8").replace("$base", str(base)))

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
