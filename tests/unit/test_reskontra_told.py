"""A ledger with bad rows: the analyst is told at once how many, why and where; the rest is published and adds up."""

from pathlib import Path

import pytest
from booked import row, text
from places import ask, deliver, found_municipality, in_force, run

ROWS = text(row(), row(belopp="abc"), row(), row(belopp="abc"), row(datum="2024-02-30"), row(), row())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    found_municipality(tmp_path, "0000", "Exempelstad", [("kommun", "0000", "Exempelstad")])
    files = {"reskontra-2024.csv": ROWS.encode()}
    deliver(tmp_path / "raw/0000/leverantor/2025-01-31", files, published="2025-01-31")
    return tmp_path


@pytest.mark.parametrize("command", ["check", "build"])
def test_both_commands_tell_of_rows_turned_away(data: Path, command: str) -> None:
    asked = {"check": (data / "raw/0000/leverantor/2025-01-31",), "build": ("0000", "--data", data)}[command]
    done = run(command, *asked)
    assert done.returncode == 0, done.stderr
    assert "reskontra-2024.csv: 3 av 7 rader i karantän, oftast belopp: beloppet går inte att läsa (först rad 3)" in done.stdout


def test_what_is_published_adds_up(data: Path) -> None:
    assert run("build", "0000", "--data", data).returncode == 0
    published = in_force(data / "warehouse", "0000")
    assert ask(published, "SELECT read, loaded, rejected FROM intake") == [(7, 4, 3)]
    assert ask(published, "SELECT line FROM quarantine ORDER BY line") == [(3,), (5,), (6,)]
