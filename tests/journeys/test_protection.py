"""What must stay hidden, through whole builds: the planted trap, a correction, both audiences, and a number of its own."""

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from odd import FEW, HALF, MEASURE, NUMBER, SHOWN, binaries, numbers_in, write_odd
from places import ask, deliver, in_force, run

from etl.__main__ import main
from etl.build import build
from etl.disclosure import Relation, attacker_interval
from etl.example import write_example
from etl.publishing import CONTRACT

FAMILY = "gvi_period_upprepat_budskap"
LEFT_OUT = ("ntu", "trygghet", "leverantor")  # they cost time and hide nothing
REGISTERS = ("bidrag", "gvi")


@dataclass
class Town:
    """Exempelstad in two builds, before and after a correction, for both audiences; files by name."""

    data: Path
    files: dict[str, Path]
    said: list[str] = field(default_factory=list)

    @property
    def trap(self) -> dict[str, object]:
        key = json.loads((self.data / "example-key-0000.json").read_text(encoding="utf-8"))
        return next(t for t in key["truths"] if t["kind"] == "disclosure")

    def counts(self, day: str) -> dict[str, int]:
        """The trapped measure's true counts by area name, as that delivery has them."""
        text = (self.data / f"raw/0000/gvi/{day}/perioder.csv").read_text(encoding="utf-8")
        return {a: int(n) for a, n in re.findall(rf"{MEASURE};([^;]+);{HALF};;(\d+)", text)}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    data = tmp_path_factory.mktemp("stad") / "data"
    write_example(data, 1, 200, 300, 600)
    for source in LEFT_OUT:
        shutil.rmtree(data / "raw/0000" / source)
    made = Town(data, {})
    for name in ("first", "second"):
        if name == "second":
            _correct(made)
        for audience in ("intern", "publik") if name == "second" else ("intern",):
            path = build("0000", data, data.parent / "out", audience, made.said.append)
            made.files[f"{name} {audience}"] = Path(shutil.copy(path, data.parent / f"{name}-{audience}.duckdb"))
    return made


def _correct(town: Town) -> None:
    """A corrected delivery: one of the shown districts has grown by fifty, and the city with it; the few are as few."""
    first = town.data / "raw/0000/gvi/2026-02-15"
    later = shutil.copytree(first, first.with_name("2026-09-01"))
    counts = town.counts("2026-02-15")
    grown = max((area for area in counts if area != "Exempelstad"), key=lambda area: counts[area])
    text = (later / "perioder.csv").read_text(encoding="utf-8")
    for area in ("Exempelstad", grown):
        text = text.replace(f"{MEASURE};{area};{HALF};;{counts[area]}\n", f"{MEASURE};{area};{HALF};;{counts[area] + 50}\n")
    (later / "perioder.csv").write_text(text, encoding="utf-8")
    facts = (later / "release.toml").read_text(encoding="utf-8")
    (later / "release.toml").write_text(facts.replace("2026-02-15", "2026-09-01"), encoding="utf-8")


def shown(path: Path) -> dict[str, float | None]:
    """What the file says of the trapped measure, by area name."""
    question = f"SELECT area, value FROM show_observation WHERE indicator_id = '{FAMILY}' AND period_end = '2025-12-31'"
    return {str(a): None if v is None else float(v) for a, v in ask(path, question)}  # type: ignore[arg-type]


def test_the_trap_and_its_companion_are_hidden_in_both_builds_and_nowhere_public(town: Town) -> None:
    trapped = town.trap["area_id"]
    name = str(ask(town.files["first intern"], "SELECT name FROM area WHERE area_id = ?", trapped)[0][0])
    for build_name in ("first intern", "second intern"):
        found = shown(town.files[build_name])
        hidden = {area for area, value in found.items() if value is None}
        assert name in hidden and len(hidden) == 2 and found["Exempelstad"] is not None
    assert shown(town.files["second publik"]) == {}
    assert shown(town.files["first intern"]) != shown(town.files["second intern"])


def test_who_kept_both_builds_and_is_granted_every_shown_count_unrounded_learns_nothing_of_the_trap(town: Town) -> None:
    """By hand, with the true counts out of the deliveries: the interval must stay as wide as the class asks."""
    true = {n: town.counts(day) for n, day in (("first", "2026-02-15"), ("second", "2026-09-01"))}
    name = next(a for a, n in true["first"].items() if n == town.trap["value"] and a != "Exempelstad")
    known: dict[object, tuple[float, float]] = {}
    relations = []
    for which, counts in true.items():
        keys = {a: (a, n) for a, n in counts.items()}  # the same name and count is the same cell
        visible = [a for a, value in shown(town.files[f"{which} intern"]).items() if value is not None]
        known |= {keys[a]: (counts[a], counts[a]) for a in visible}
        relations.append(Relation(keys["Exempelstad"], tuple(k for a, k in keys.items() if a != "Exempelstad")))
    low, high = attacker_interval((name, true["first"][name]), known, relations)
    assert len(known) > 4 and high - low >= 10 and high >= 10 and low == 0


PAIRS = [("second intern",), ("second publik",), ("first intern", "second intern"), ("second publik", "second intern")]


@pytest.mark.parametrize("names", PAIRS, ids=" + ".join)
def test_the_audit_holds_for_each_file_and_each_pair(
    town: Town, names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", *(str(town.files[name]) for name in names)]) == 0
    said = capsys.readouterr().out
    assert "Skyddet håller." in said and ("Upprepat budskap per period" in said) == any("intern" in n for n in names)


def test_every_protected_measure_is_in_the_file_with_a_passed_audit_and_no_sign_of_which_are_small(town: Town) -> None:
    rows = ask(
        town.files["second intern"], "SELECT family, passed, hidden, narrowest FROM protection WHERE family LIKE 'gvi_period_u%'"
    )
    assert [(f, p, h) for f, p, h, _ in rows] == [("gvi_period_upprepat_budskap", True, 2)] * 2
    assert all(isinstance(n, float) and n >= 10 and n % 5 == 0 for *_, n in rows)
    with duckdb.connect(str(town.files["second intern"]), read_only=True) as con:
        columns = {row[0] for row in con.execute("SELECT DISTINCT column_name FROM information_schema.columns").fetchall()}
    assert not {c for c in columns if "primary" in c or "secondary" in c}


def test_nothing_out_of_a_register_is_public_in_any_table(town: Town) -> None:
    intern, publik = (town.files[f"second {audience}"] for audience in ("intern", "publik"))
    registers = {r for (r,) in ask(intern, "SELECT DISTINCT release_id FROM intake")}
    figures = {i for (i,) in ask(intern, "SELECT DISTINCT indicator_id FROM observation JOIN intake USING (release_id)")}
    ruled = {i for (i,) in ask(intern, "SELECT indicator_id FROM indicator WHERE class IN ('K2', 'K3')")}
    assert registers and figures and ruled
    for table in CONTRACT:
        columns = [c for (c,) in ask(publik, "SELECT column_name FROM information_schema.columns WHERE table_name = ?", table)]
        if "release_id" in columns:
            assert not registers & {r for (r,) in ask(publik, f"SELECT release_id FROM {table}")}, table
        if "indicator_id" in columns:
            told = {i for (i,) in ask(publik, f"SELECT indicator_id FROM {table}")}
            assert not told & ruled, table
            assert table == "indicator" or not told & (figures - _printed(publik)), table
    for verdicts in ("comparison", "change", "trend", "funnel", "interruption"):
        assert not figures & {i for (i,) in ask(publik, f"SELECT indicator_id FROM {verdicts}")}, verdicts
    for table in ("event", "series_break", "conflict", "intake", "quarantine", "flag", "protection"):
        assert not any(str(cell) in registers for row in ask(publik, f"SELECT * FROM {table}") for cell in row), table
    assert not ask(publik, f"SELECT * FROM series_break WHERE source IN {REGISTERS}")


def _printed(path: Path) -> set[object]:
    """Indicators that a printed report has figures for too."""
    return {i for (i,) in ask(path, "SELECT DISTINCT indicator_id FROM observation")}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the town with the odd number, built through the command line by the tests that need it."""
    return write_odd(tmp_path_factory.mktemp("tal"))


def traces(number: int) -> list[bytes]:
    """How a number may stand in a file: as text in several ways, and as whole and binary numbers of the common sizes."""
    words = {f"{number}", f"{number:,}", f"{number:,}".replace(",", " "), f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")}
    return [*(w.encode() for w in words), *(w.encode("utf-16-le") for w in words), *binaries(number)]


def found_in(path: Path, numbers: Iterable[int]) -> list[int]:
    content = path.read_bytes()
    return [n for n in numbers if any(trace in content for trace in traces(n))]


def test_a_number_hidden_for_anothers_sake_is_in_no_byte_of_file_output_or_message(odd: Path) -> None:
    said = []
    for audience in ("intern", "publik"):
        done = run("build", "1480", "--data", odd / "data", "--out", odd / "out", "--audience", audience)
        assert done.returncode == 0, done.stderr
        said += [done.stdout, done.stderr]
    intern, publik = (in_force(odd / "out", audience=audience) for audience in ("intern", "publik"))
    city = "SELECT value FROM show_observation WHERE area_id = 'kommun:1480' AND indicator_id = ?"
    assert ask(intern, city, FAMILY) == [(float(SHOWN),)]
    statuses = ask(intern, "SELECT DISTINCT status FROM show_observation WHERE area_id <> 'kommun:1480'")
    assert statuses == [("withheld",)]
    for path in (intern, publik):
        assert found_in(path, (NUMBER, NUMBER + FEW)) == []
        assert not numbers_in(path) & {float(NUMBER), float(NUMBER + FEW), float(FEW)} - {3.0}
    assert found_in(intern, [SHOWN]) == [SHOWN]  # the search does find what is shown
    for words in (["audit", intern], ["audit", intern, publik], ["check", odd / "data/raw/1480/gvi/2026-02-15"]):
        done = run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        said += [done.stdout, done.stderr]
    everything = "".join(said).encode()
    assert not [t for n in (NUMBER, NUMBER + FEW) for t in traces(n)[:8] if t in everything]


def test_no_checksum_in_the_file_can_be_searched_for_the_number(odd: Path, tmp_path: Path) -> None:
    """Who knows all of a small file but one number could try them all against its checksum."""
    stamped = []
    for hidden in (NUMBER, NUMBER - 1):  # the same to see: both are withheld, and their city is shown as the same round number
        data = shutil.copytree(odd / "data", tmp_path / str(hidden) / "data")
        for file in data.glob("raw/1480/gvi/*/perioder.csv"):
            text = file.read_text(encoding="utf-8")
            for before, now in ((NUMBER + FEW, hidden + FEW), (NUMBER, hidden)):
                text = text.replace(f";{before}\n", f";{now}\n")
            file.write_text(text, encoding="utf-8")
        path = build("1480", data, tmp_path / str(hidden) / "out", "intern", lambda _: None)
        stamped.append((ask(path, "SELECT inputs FROM build"), ask(path, "SELECT release_id, sha256 FROM release ORDER BY 1")))
        assert ask(path, "SELECT count(*) FROM protection WHERE hidden > 0") == [(2,)]
    assert stamped[0] == stamped[1]


def test_a_file_that_gives_the_number_away_is_refused_without_repeating_it(odd: Path, tmp_path: Path) -> None:
    build("1480", odd / "data", tmp_path / "out", "intern", lambda _: None)
    path = shutil.copy(in_force(tmp_path / "out"), tmp_path / "leak.duckdb")
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE observation SET numerator = ? WHERE area_id = 'stadsomrade:4' AND status = 'withheld'", [NUMBER])
    done = run("audit", path)
    assert done.returncode == 1 and "SKYDDET HÅLLER INTE" in done.stdout
    assert not [t for t in traces(NUMBER)[:8] if t in (done.stdout + done.stderr).encode()]


def test_a_correction_that_waits_is_told_to_the_analyst_without_a_number(odd: Path, tmp_path: Path) -> None:
    data = shutil.copytree(odd / "data", tmp_path / "data")
    text = (data / "raw/1480/gvi/2026-02-15/perioder.csv").read_text(encoding="utf-8")
    text = text.replace(f";{NUMBER + FEW}\n", f";{NUMBER + FEW + 6}\n").replace(f";{NUMBER}\n", f";{NUMBER + 6}\n")
    deliver(data / "raw/1480/gvi/2026-03-15", {"perioder.csv": text.encode()}, title="rättad", published="2026-03-15")
    said: list[str] = []
    path = build("1480", data, tmp_path / "out", "intern", said.append)
    waiting = [t for t in said if "väntar" in t]
    assert len(waiting) == 1 and "Upprepat budskap per period (rättad)" in waiting[0] and not re.search(r"\d{3}", waiting[0])
    assert found_in(path, (NUMBER, NUMBER + 6, NUMBER + FEW + 6)) == []
