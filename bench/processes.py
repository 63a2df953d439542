"""Starting, timing and ending other processes; only the ones started here are ever ended."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1_000_000


def timed(words: Sequence[str]) -> tuple[float, float]:
    """Runs `python WORDS` to its end: wall time in seconds and the process' peak resident memory in megabytes (10^6 bytes)."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    told = process.stderr.read() if process.stderr else ""
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"python {' '.join(words)} slutade med {process.returncode}:\n{told}")
    return seconds, used.ru_maxrss * 1024 / MEGABYTE


def free_port() -> int:
    """A port on this machine that nobody listens to."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def serving(words: Sequence[str]) -> Iterator[str]:
    """Runs `python WORDS --port N` until the block ends; gives its address once it answers."""
    port = free_port()
    command = [sys.executable, *words, "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(address: str, process: subprocess.Popen[bytes], limit: float = 60.0) -> None:
    """Returns when the address answers. Raises RuntimeError when the process ends or the limit (seconds) passes first."""
    end = time.monotonic() + limit
    while process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"{address} svarade aldrig")
