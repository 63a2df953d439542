"""Where things lie, and small builders of trees, deliveries and files: plain functions, no fixtures."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import duckdb
import openpyxl
import pytest
from openpyxl.workbook import Workbook

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
SHARED = ROOT.parent / "shared"
WORKBOOK = SHARED / "real/ntu/2023_Kommunala_resultat_NTU_2017-2022.xlsx"
TRANSCRIPT = next((DATA / "raw/1480/ntu/2023-07-04").glob("*.xlsx"))
FACTS = {
    "title": "Prov",
    "publisher": "Provaren",
    "url": "https://exempel.se/prov",
    "licence": "fri",
    "published": "2023-07-04",
    "retrieved": "2026-11-20",
}
GOTEBORG = [
    ("kommun", "1480", "Göteborg"),
    *(("stadsomrade", str(n), name) for n, name in enumerate(("Nordost", "Centrum", "Sydväst", "Hisingen"), 1)),
]
COMPARED = [("kommun", "0180", "Stockholm"), ("kommun", "1280", "Malmö")]


def other_peoples(path: Path) -> Path:
    """A file under ../shared, which is not ours to copy; the test is skipped where it is absent."""
    if not path.exists():
        pytest.skip(f"{path.name} finns inte här: ../shared hör inte till projektet")
    return path


def municipalities() -> list[tuple[str, str]]:
    """Code and name of Sweden's 290 municipalities."""
    with other_peoples(SHARED / "geo/hierarchy.csv").open(encoding="utf-8") as file:
        return [(row["area_code"], row["area_name"]) for row in csv.DictReader(file) if row["level"] == "kommun"]


def found_municipality(data: Path, code: str, name: str, areas: Iterable[Sequence[str]]) -> Path:
    """The least that a municipality needs: municipality.toml and an areas.csv with kind, code and name."""
    folder = data / "municipalities" / code
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "municipality.toml").write_text(f'code = "{code}"\nname = "{name}"\n', encoding="utf-8")
    lines = ["kind,code,name", *(",".join(area) for area in areas)]
    (folder / "areas.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def deliver(folder: Path, files: dict[str, bytes | Path], **changed: str) -> Path:
    """Makes a delivery: release.toml beside the files, which are given as bytes or copied from a path."""
    folder.mkdir(parents=True, exist_ok=True)
    dates = ("published", "retrieved")
    facts = [f"{k} = {v}" if k in dates else f'{k} = "{v}"' for k, v in (FACTS | changed).items()]
    (folder / "release.toml").write_text("\n".join(facts) + "\n", encoding="utf-8")
    for name, content in files.items():
        (folder / name).write_bytes(content.read_bytes() if isinstance(content, Path) else content)
    return folder


def goteborg(data: Path, book: Path = TRANSCRIPT) -> Path:
    """A small Göteborg with one NTU delivery; returns the delivery's folder."""
    found_municipality(data, "1480", "Göteborg", GOTEBORG)
    return deliver(data / "raw/1480/ntu/2023", {"ntu.xlsx": book})


def edited(path: Path, change: Callable[[Workbook], object], source: Path = TRANSCRIPT) -> Path:
    """The project's own NTU workbook with something changed in it, saved as `path`."""
    book = openpyxl.load_workbook(source)
    change(book)
    book.save(path)
    return path


def row_of(book: Workbook, sheet: str, name: str) -> int:
    """The row in which an area stands."""
    return next(cell.row for cell in book[sheet]["B"] if str(cell.value).strip() == name)


def house(folder: Path) -> Path:
    """A copy of the writing half alone, with a small Göteborg as its only data."""
    leave = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(ROOT / "etl", folder / "etl", ignore=leave)
    goteborg(folder / "data")
    return folder


def run(*words: object, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs `python -m etl` as a person would."""
    command = [sys.executable, "-m", "etl", *map(str, words)]
    return subprocess.run(command, cwd=root, env=quiet(), capture_output=True, text=True, encoding="utf-8", check=False)


def quiet() -> dict[str, str]:
    """The environment, leaving no bytecode in the tree that is tested."""
    return os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}


def in_force(out: Path, code: str = "1480", audience: str = "intern") -> Path:
    """The file that `current` names."""
    folder = out / code / audience
    return folder / (folder / "current").read_text(encoding="utf-8").strip()


def ask(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """All rows of a question to a published file, opened as a reader opens it."""
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql, list(values)).fetchall()


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes, to see whether anything was changed."""
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}
