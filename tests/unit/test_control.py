"""The control function's own files: named, private, logged, harmless to open, and possible to repeat."""

import datetime as dt
import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from etl.control import protocol, told_plan, write_drawing, write_flags
from etl.flags import outcome, read_flags
from etl.model import Refused
from etl.municipality import Municipality
from etl.planning import draw
from etl.warehouse import Draft, draft

TOWN = Municipality("0000", "Exempelstad", (), None, True)
BLOCK = """[prov_flagga_x]
name = "Två betalare"
grade = 1
basis = "sedd"
why = "därför"
formula = "räknas"
threshold = "två"
exclusions = "inga"
example = "så här"
select = '''SELECT '8020000019' AS organisation_id, '=cmd|calc' AS organisation, DATE '2024-01-01' AS period_start,
DATE '2024-12-31' AS period_end, '@SUM(A1)' AS sentence, 'a.csv' AS file, 'rad 2' AS cell, 'r' AS release_id'''
"""
DAY = dt.date(2026, 11, 21)


@pytest.fixture
def work() -> Iterator[Draft]:
    with draft() as made:
        made.con.execute("INSERT INTO release SELECT 'r', 'prov', 'T', 'P', 'U', '2025-01-01', '2025-01-01', '0', 'L', 'a', ''")
        for flag in read_flags(BLOCK, "prov"):
            made.flag(flag)
            made.publish_flag(flag, outcome({}, {}))
        yield made


def test_the_named_list_is_private_logged_and_says_what_it_is(work: Draft, tmp_path: Path) -> None:
    said = write_flags(work, TOWN, tmp_path / "k")
    (path,) = (tmp_path / "k").glob("*.xlsx")
    assert str(path) in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    first = [str(row[0].value) for row in openpyxl.load_workbook(path)["Läs först"].rows]
    assert any("inget bevis" in line for line in first)
    assert any("påhittade" in line for line in first)
    write_flags(work, TOWN, tmp_path / "k")
    assert len((tmp_path / "k/logg.csv").read_text(encoding="utf-8").splitlines()) == 2


def test_what_looks_like_a_formula_is_only_text(work: Draft, tmp_path: Path) -> None:
    write_flags(work, TOWN, tmp_path)
    (path,) = tmp_path.glob("*.xlsx")
    (_, row) = openpyxl.load_workbook(path)["Flaggor"].rows
    assert [cell.value for cell in row][:3] == ["Två betalare", "8020000019", "=cmd|calc"]
    assert {cell.data_type for cell in row} == {"s"}


def test_a_drawing_can_be_repeated_with_nothing_but_its_protocol() -> None:
    frame = {f"A{n}": f"rad {n}" for n in range(100)}
    text = protocol("bidrag", draw(list(frame), 5, 4711, DAY), frame)
    drawn = [line.split("\t")[1] for line in text.splitlines() if "\t" in line]
    keys = {unit: hashlib.sha256(f"4711|2026-11-21|{unit}".encode()).hexdigest() for unit in frame}
    assert drawn == sorted(frame, key=keys.__getitem__)[:5]
    assert hashlib.sha256("\n".join(sorted(frame)).encode()).hexdigest() in text
    assert "45,1 procent" in text


@pytest.mark.parametrize("source", ["ntu", "finns inte"])
def test_a_source_without_a_frame_is_told(work: Draft, tmp_path: Path, source: str) -> None:
    with pytest.raises(Refused, match="register"):
        write_drawing(work, TOWN, source, 3, 1, DAY, tmp_path)


def test_the_plan_is_told_in_words() -> None:
    told = told_plan(60)
    assert "minst 12 på slump" in told
    assert "högst 22,1 procent" in told
    assert "50 mot 10 procent: 23 kontroller" in told
    with pytest.raises(Refused, match="minst en kontroll"):
        told_plan(0)
