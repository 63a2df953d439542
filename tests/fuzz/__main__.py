"""`python -m tests.fuzz --inputs 20000 --processes 2`: the whole run, with a report; a worker that hangs or dies is told."""

import argparse
import json
import tempfile
import threading
import time
from collections import Counter
from dataclasses import asdict
from itertools import count
from pathlib import Path
from queue import Empty, Queue

from .bases import ROOT, Base, bases
from .trial import Result
from .worker import Task, Worker


def main() -> None:
    """Shares the seeds out among the deliveries, so that every drawer gets as many."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--inputs", type=int, default=1_000)
    parser.add_argument("--commands", type=int, default=0, help="how many more go through the command itself")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--data", type=Path, nargs="*", default=[ROOT / "data"])
    parser.add_argument("--drawer", default="")
    parser.add_argument("--report", type=Path, default=Path(tempfile.gettempdir()) / "fuzz.json")
    asked = parser.parse_args()
    known = [b for data in asked.data for b in bases(data) if asked.drawer in ("", b.drawer)]
    tasks = shared(known, asked.inputs, asked.first, False) + shared(known, asked.commands, asked.first + 10**9, True)
    with tempfile.TemporaryDirectory() as folder:
        run(known, tasks, asked.processes, Path(folder), asked.report)
    print(asked.report)


def shared(known: list[Base], inputs: int, first: int, by_command: bool) -> list[Task]:
    """Drawers in turn, and each drawer's deliveries in turn."""
    by_drawer: dict[str, list[int]] = {}
    for number, base in enumerate(known):
        by_drawer.setdefault(base.drawer, []).append(number)
    drawers, tasks = sorted(by_drawer), []
    for n in range(inputs):
        own = by_drawer[drawers[n % len(drawers)]]
        tasks.append((own[n // len(drawers) % len(own)], first + n, by_command))
    return tasks


def run(known: list[Base], tasks: list[Task], processes: int, folder: Path, report: Path) -> None:
    """Tries everything, with a line and a fresh report now and then."""
    waiting: Queue[Task] = Queue()
    for task in tasks:
        waiting.put(task)
    results: list[Result] = []
    start, told = time.monotonic(), count(1)

    def drive() -> None:
        worker = Worker(known, folder)
        while True:
            try:
                task = waiting.get_nowait()
            except Empty:
                worker.stop()
                return
            results.append(worker.ask(task))
            if results[-1].wrong:
                print("FEL", json.dumps(asdict(results[-1]), ensure_ascii=False), flush=True)
            if (n := next(told)) % 500 == 0:
                slowest = max(r.worked for r in results)
                print(f"{n} av {len(tasks)}, {time.monotonic() - start:.0f} s, långsammast {slowest:.1f} s", flush=True)
                told_in(report, list(results))

    drivers = [threading.Thread(target=drive) for _ in range(processes)]
    for driver in drivers:
        driver.start()
    for driver in drivers:
        driver.join()
    told_in(report, results)


def told_in(report: Path, results: list[Result]) -> None:
    """The report, whole or not at all."""
    hidden = report.with_suffix(".new")
    hidden.write_text(json.dumps(summary(results), indent=1, ensure_ascii=False), encoding="utf-8")
    hidden.replace(report)


def summary(results: list[Result]) -> dict[str, object]:
    """What a reader of the report wants first."""
    drawers = sorted({r.base.split("/")[1] for r in results})
    slowest = sorted(results, key=lambda r: -r.worked)[:10]
    largest = sorted(results, key=lambda r: -r.kilobytes)[:10]
    return {
        "inputs": len(results),
        "outcomes": {d: Counter(r.outcome for r in results if r.base.split("/")[1] == d) for d in drawers},
        "wrong": [asdict(r) for r in results if r.wrong],
        "accepted_with_person": [asdict(r) for r in results if r.outcome == "godtagen med person"],
        "slowest": [asdict(r) for r in slowest],
        "largest": [asdict(r) for r in largest],
        "most_faults": max((r.faults for r in results), default=0),
    }


if __name__ == "__main__":
    main()
