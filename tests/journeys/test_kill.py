"""The build is killed at random moments and at every dangerous one: what is in force is always a whole build."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from places import ROOT, ask, goteborg, in_force, quiet, run

from etl.publishing import CONTRACT

MOMENTS = 50
# Steps of publishing; the process kills itself just before or just after the one that is named.
STEPS = [
    f"{when} {step}"
    for step in ("_copy", "_sync", "point", "_forget", "Path.replace", "Draft.check")
    for when in ("före", "efter")
]
SUICIDE = """
import os, pathlib, signal, sys
from etl import __main__, publishing, warehouse

when, step = sys.argv[1].split()
owner, _, name = step.rpartition(".")
place = {"": publishing, "Path": pathlib.Path, "Draft": warehouse.Draft}[owner]
real = getattr(place, name)

def deadly(*args, **kwargs):
    if when == "efter":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(place, name, deadly)
__main__.main(sys.argv[2:])
"""


@dataclass(frozen=True)
class Place:
    """Where it is built, what the first and undisturbed build holds, and how long it took."""

    data: Path
    out: Path
    counts: dict[str, int]
    seconds: float

    def words(self) -> list[str]:
        return ["build", "1480", "--data", str(self.data), "--out", str(self.out)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("dodad")
    goteborg(folder / "data")
    started = time.monotonic()
    done = run("build", "1480", "--data", folder / "data", "--out", folder / "ut")
    assert done.returncode == 0, done.stderr
    assert counts(in_force(folder / "ut"))["observation"] > 1000
    return Place(folder / "data", folder / "ut", counts(in_force(folder / "ut")), time.monotonic() - started)


def counts(path: Path) -> dict[str, int]:
    """Rows per table and view; fails where one is missing or the file does not open."""
    asked = (*CONTRACT, "show_observation", "show_latest", "show_delivery")
    [found] = ask(path, "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in asked))
    return dict(zip(asked, map(int, map(str, found)), strict=True))


def test_whoever_reads_next_reads_a_whole_build(place: Place) -> None:
    assert_whole(place)


def assert_whole(place: Place) -> None:
    """What `current` names opens for reading and is one whole build, the one that its name says."""
    path = in_force(place.out)
    assert not path.name.startswith(".")
    assert counts(path) == place.counts
    assert ask(path, "SELECT build_id FROM build") == [(path.stem,)]


def moments(seconds: float) -> list[float]:
    """Half of them anywhere in a build, half towards its end, where files are written and moved."""
    chance = random.Random(1480)
    return [chance.uniform(0.05 if n % 2 else 0.7, 1.05) * seconds for n in range(MOMENTS)]


def killed_after(place: Place, delay: float) -> int:
    """Starts a build, kills it after the delay if it still runs, and gives its exit status."""
    command = [sys.executable, "-m", "etl", *place.words()]
    building = subprocess.Popen(command, cwd=ROOT, env=quiet(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        building.wait(delay)
    except subprocess.TimeoutExpired:
        building.kill()
    return building.wait()


def test_fifty_builds_killed_at_random_moments_leave_a_whole_build(place: Place) -> None:
    statuses = []
    for delay in moments(place.seconds):
        statuses.append(killed_after(place, delay))
        assert_whole(place)
    for path in in_force(place.out).parent.glob("*.duckdb"):
        assert counts(path) == place.counts  # nor does anything half-written bear a whole build's name
    assert len(statuses) == MOMENTS
    assert -signal.SIGKILL in statuses
    assert set(statuses) <= {0, -signal.SIGKILL}


@pytest.mark.parametrize("step", STEPS)
def test_a_build_killed_at_a_dangerous_step_leaves_a_whole_build(place: Place, step: str) -> None:
    command = [sys.executable, "-c", SUICIDE, step, *place.words()]
    done = subprocess.run(command, cwd=ROOT, env=quiet(), capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert_whole(place)


def test_the_next_build_publishes_and_cleans_up_after_the_killed(place: Place) -> None:
    command = [sys.executable, "-c", SUICIDE, "efter _copy", *place.words()]
    subprocess.run(command, cwd=ROOT, env=quiet(), capture_output=True, check=False)
    folder = in_force(place.out).parent
    left = list(folder.glob(".*"))
    assert left
    for file in left:
        os.utime(file, (0, 0))
    before = in_force(place.out)
    assert run(*place.words()).returncode == 0
    assert in_force(place.out) != before
    assert_whole(place)
    assert [f for f in left if f.exists()] == []
