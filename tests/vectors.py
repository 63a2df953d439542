"""The test vectors of shared/stats: other people's figures, read where they lie."""

import csv
import json
from typing import Any

from places import SHARED, other_peoples


def rows_of(name: str) -> list[dict[str, str]]:
    """Rows of a file of vectors; the test is skipped where the folder is absent, and fails on an empty file."""
    with other_peoples(SHARED / "stats/vectors" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows, f"{name} är tom"
    return rows


def objects_of(name: str) -> Any:
    """The same for a file of objects."""
    return json.loads(other_peoples(SHARED / "stats/vectors" / name).read_text(encoding="utf-8"))


def floats(row: dict[str, str], *names: str) -> list[float]:
    """The named columns of a row as numbers."""
    return [float(row[name]) for name in names]
