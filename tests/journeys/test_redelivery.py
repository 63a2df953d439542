"""The same delivery again changes nothing; a corrected one replaces its period and tells what moved."""

import shutil
from pathlib import Path

import pytest
from places import DATA, ROOT, ask, in_force, run

from etl.publishing import CONTRACT

TABLES = [table for table in CONTRACT if table != "build"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Göteborg's deliveries in a tree of their own."""
    for part in ("municipalities/1480", "raw/1480"):
        shutil.copytree(DATA / part, tmp_path / "data" / part)
    return tmp_path / "data"


def built(data: Path) -> Path:
    done = run("build", "1480", "--data", data, root=ROOT)
    assert done.returncode == 0, done.stderr
    return in_force(data / "warehouse")


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every published table but the build's stamp, row by row in the order that it lies in the file."""
    return {table: ask(path, f"SELECT * FROM {table}") for table in TABLES}


def test_the_same_file_in_a_new_delivery_changes_nothing(data: Path) -> None:
    before = contents(built(data))
    first = data / "raw/1480/ntu/2023-07-04"
    again = shutil.copytree(first, first.with_name("2026-11-21"))
    facts = (again / "release.toml").read_text(encoding="utf-8")
    (again / "release.toml").write_text(facts.replace("published = 2023-07-04", "published = 2026-11-21"), encoding="utf-8")
    assert contents(built(data)) == before


def test_the_same_delivery_built_twice_is_the_same_picture(data: Path) -> None:
    assert contents(built(data)) == contents(built(data))


def test_a_corrected_figure_is_told_with_how_much_it_moved(data: Path) -> None:
    first = data / "raw/1480/leverantor/2024-01-22"
    again = shutil.copytree(first, first.with_name("2024-06-01"))
    for name, old, new in (("release.toml", "2024-01-22", "2024-06-01"), ("kampanjer.csv", ";foretag;119;", ";foretag;121;")):
        text = (again / name).read_text(encoding="utf-8")
        assert old in text
        (again / name).write_text(text.replace(old, new), encoding="utf-8")
    question = "SELECT indicator_id, earlier_value, value, moved FROM show_revision WHERE source = 'leverantor'"
    assert ask(built(data), question) == [("leverantor_oannonserade_foretag", 119, 121, 2)]
