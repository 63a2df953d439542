"""A process that tries deliveries, watched from outside: what hangs or dies is told, and the next one gets a new process."""

import multiprocessing
import resource
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path

from .bases import Base
from .trial import MOST_SECONDS, Result, tried

_MOST_ADDRESSES = 8_000_000_000  # bytes of address space: the machine must survive what the check does not
Task = tuple[int, int, bool]


def work(line: Connection, known: list[Base], folder: Path) -> None:
    """A worker: takes a delivery's number and a seed, gives back what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_ADDRESSES, _MOST_ADDRESSES))
    while True:
        number, seed, by_command = line.recv()
        line.send(tried(known[number], seed, folder, by_command))


class Worker:
    """A process that can be started anew when a delivery has hanged or killed it."""

    def __init__(self, known: list[Base], folder: Path) -> None:
        self.known, self.folder = known, folder
        self.start()

    def start(self) -> None:
        """Begins with an empty folder."""
        self.line, other = multiprocessing.get_context("spawn").Pipe()
        place = Path(tempfile.mkdtemp(dir=self.folder))
        self.process = multiprocessing.get_context("spawn").Process(target=work, args=(other, self.known, place), daemon=False)
        self.process.start()
        other.close()

    def ask(self, task: Task) -> Result:
        """What came of a delivery; `hängd` or `död` when nothing did."""
        try:
            self.line.send(task)
            if self.line.poll(3 * MOST_SECONDS + 30):
                return self.line.recv()
            outcome = "hängd"
        except (EOFError, ConnectionError):
            outcome = "död"
        self.process.kill()
        self.process.join()
        code = self.process.exitcode
        self.start()
        return Result(self.known[task[0]].key, task[1], [], outcome, wrong=[f"{outcome}, kod {code}"])

    def stop(self) -> None:
        """Ends the process; nothing more is asked of it."""
        self.process.kill()
        self.process.join()
