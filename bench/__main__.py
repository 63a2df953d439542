"""`python -m bench`: measures everything that is promised as a time or a size, prints one table and writes bench/results.md."""

import argparse
import datetime as dt
import os
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import build, disclosure, export, identity, ledger, opened, pages, verdicts
from bench.measured import Measured, markdown
from bench.processes import timed

PARTS: dict[str, Callable[[Path], tuple[Measured, ...]]] = {
    "build": lambda _: build.measure(),
    "pages": pages.measure,
    "export": export.measure,
    "ledger": lambda _: ledger.measure(),
    "verdicts": lambda _: verdicts.measure(),
    "identity": lambda _: identity.measure(),
    "disclosure": lambda _: disclosure.measure(),
    "opened": lambda _: opened.measure(),
}
RESULTS = Path(__file__).with_name("results.md")


def main() -> None:
    """Runs the chosen parts over a freshly built warehouse, or over the one given."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Mäter det som är utlovat.")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="utan delar: alla")
    parser.add_argument("--warehouse", type=Path, help="mät sidor och export över ett redan byggt lager")
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        warehouse = asked.warehouse or _built(Path(folder))
        rows = [row for part in asked.parts or PARTS for row in PARTS[part](warehouse.resolve())]
    print(markdown(rows))
    asked.out.write_text(f"# Uppmätt\n\n{_where()}\n\n{markdown(rows)}\n", encoding="utf-8")


def _built(folder: Path) -> Path:
    with build.deliveries() as data:
        timed(build.command(data, folder))
    return folder


def _where() -> str:
    """When and on what; figures from different machines must not be compared."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = os.getloadavg()[2]
    return (
        f"{dt.datetime.now():%Y-%m-%d %H.%M}, {os.cpu_count()} kärnor, {memory:.0f} GiB minne, "
        f"{platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}; belastning under mätningens senaste kvart {busy:.1f}.".replace(".", ",", 0)
    )


if __name__ == "__main__":
    main()
