"""Makes a snapshot file."""

from pathlib import Path

from dashboard.store import Area, Build


def make(path: Path, area_id: str, form: str) -> bytes:
    """The file's bytes."""
    return b""


def name(build: Build, area: Area, form: str) -> str:
    """File name."""
    return f"lagesbild.{form}"
