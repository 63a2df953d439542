"""`python -m dashboard`: serves the dashboard on this machine only, and prints the address."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(words: Sequence[str] | None = None) -> None:
    """Replaces this process with the server. Does not return."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Visar lägesbilden i webbläsaren.")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--warehouse", type=Path, default=Path("data/warehouse"))
    parser.add_argument("--audience", choices=("intern", "publik"), default="intern")
    asked = parser.parse_args(words)
    here = Path(__file__).resolve().parent
    path = os.pathsep.join(filter(None, [str(here.parent), os.environ.get("PYTHONPATH", "")]))
    chosen = {"LAGESBILD_WAREHOUSE": str(asked.warehouse.resolve()), "LAGESBILD_AUDIENCE": asked.audience, "PYTHONPATH": path}
    print(f"Lägesbilden visas på http://127.0.0.1:{asked.port} (avsluta med Ctrl+C)", flush=True)
    command = [sys.executable, "-m", "streamlit", "run", str(here / "server.py"), "--server.port", str(asked.port)]
    os.execve(sys.executable, command, os.environ | chosen)


if __name__ == "__main__":
    main()
