"""One broken delivery tried: what the check said of it, how long it took, how much memory, and what was wrong with that."""

import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from etl.build import check_delivery
from etl.model import Refused

from . import words
from .bases import ROOT, Base, laid
from .mutate import Broken, broken

MOST_SECONDS, MOST_KILOBYTES = 10.0, 2_000_000
_LONGEST = 2_000  # characters of one fault


@dataclass
class Result:
    """What came of one delivery; `wrong` is empty when it was treated as it should be."""

    base: str
    seed: int
    done: list[str]
    outcome: str = ""
    seconds: float = 0.0
    worked: float = 0.0  # seconds of the processor's, which do not grow where the machine is busy with others
    kilobytes: int = 0
    faults: int = 0
    wrong: list[str] = field(default_factory=list)


def tried(base: Base, seed: int, folder: Path, by_command: bool = False) -> Result:
    """Breaks a delivery, checks it and looks at what was said and whether anything was written."""
    made = broken(base, seed)
    result = Result(base.key, seed, [d[:300].encode("utf-8", "replace").decode() for d in made.done])
    try:
        path = laid(base, made.files, folder / "data")
    except (OSError, ValueError):  # a name that no disk can bear
        result.outcome = "olaglig"
        return result
    before = _seen(folder)
    (_commanded if by_command else _called)(base, path, made, result)
    if _seen(folder) != before:
        result.wrong.append("något skrevs")
    if min(result.worked, result.seconds) > MOST_SECONDS:
        result.wrong.append(f"{result.worked:.1f} s")
    if result.kilobytes > MOST_KILOBYTES:
        result.wrong.append(f"{result.kilobytes // 1000} MB")
    shutil.rmtree(folder / "data")
    return result


def _called(base: Base, path: Path, made: Broken, result: Result) -> None:
    """Through the function that the command calls."""
    _forget_peak()
    start, working = time.perf_counter(), time.process_time()
    try:
        check_delivery(path, path.parents[3] / "municipalities" / base.code)
        result.outcome = "godtagen"
    except Refused as refusal:
        result.outcome, result.faults = "stoppad", len(refusal.faults)
        said = [str(fault) for fault in refusal.faults]
        result.wrong += _ill_said(said, made.person)
    except BaseException as error:
        result.outcome = "undantag"
        result.wrong.append(f"{type(error).__module__}.{type(error).__name__}: {str(error)[:300]!r} i {_where(error)}")
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
    result.seconds, result.worked = time.perf_counter() - start, time.process_time() - working
    result.kilobytes = _peak()
    if made.person and result.outcome == "godtagen":
        result.outcome = "godtagen med person"


def _commanded(base: Base, path: Path, made: Broken, result: Result) -> None:
    """Through `python -m etl check`, as a person would; killed when it hangs."""
    command = [sys.executable, "-m", "etl", "check", str(path)]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=6 * MOST_SECONDS)
    except subprocess.TimeoutExpired:
        result.seconds, result.outcome = 6 * MOST_SECONDS, "hängd"
        result.wrong.append("hängd")
        return
    result.seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    result.worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    result.kilobytes = after.ru_maxrss if after.ru_maxrss > before.ru_maxrss else 0  # only the largest so far is known
    result.outcome = {0: "godtagen", 1: "stoppad"}.get(done.returncode, f"kod {done.returncode}")
    said = done.stderr.decode("utf-8", "replace")
    heading, *lines = said.split("\n")[:-1] or [""]
    result.faults = len(lines)
    if done.returncode == 0 and (said or not done.stdout.endswith(b"Inget har skrivits.\n")):
        result.wrong.append(f"sade {said[:300]!r}")
    elif done.returncode == 1 and (done.stdout or heading != f"Inläsningen stoppades. {len(lines)} fel, inget är publicerat:"):
        result.wrong.append(f"sade {said[-600:]!r}")
    elif done.returncode not in (0, 1):
        result.wrong.append(f"kod {done.returncode}: {said[-600:]!r}")
    result.wrong += _ill_said(lines, made.person) if done.returncode else []


def _ill_said(said: list[str], person: str) -> list[str]:
    """What is wrong with the words of a refusal."""
    wrong = [] if said else ["inget fel sades"]
    unprintable = next((s for s in said if not s.isprintable()), "")
    if unprintable:
        wrong.append(f"otryckbart: {unprintable[:300]!r}")
    if any(len(s) > _LONGEST for s in said):
        wrong.append(f"{max(map(len, said))} tecken i ett fel")
    if any(unwanted in s for s in said for unwanted in ("Traceback", "Errno", " at 0x")):
        wrong.append("programmets egna ord")
    if person:
        wrong += [f"PERSON SYNS: {s[:400]!r}" for s in said if words.shows(s, person)][:1]
    return wrong


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    frames = []
    while trace:
        frames.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(frames[:-5:-1])


def _seen(folder: Path) -> dict[str, tuple[int, int]]:
    """Everything below a folder and beside it, by size and time of change."""
    files = list(folder.rglob("*"))
    return {str(f): (f.lstat().st_size, f.lstat().st_mtime_ns) for f in files}


def _forget_peak() -> None:
    """So that one delivery's memory is not blamed on the next; where the system cannot, the peak of all is what is known."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def _peak() -> int:
    """The most memory held since the last reset, in kilobytes."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
