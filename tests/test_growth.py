"""One new thing, one new place: each is added to a copy of the house, built, and found in the published file."""

from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from places import GOTEBORG, TRANSCRIPT, ask, deliver, edited, found_municipality, house, in_force, row_of, run, snapshot

BLOCK = """
[ntu_bredd]
name = "Intervallets bredd"
derived = true
theme = "Underlag"
unit = "procentenheter"
better = "neither"
class = "{klass}"
definition = "Hur brett intervallet är: {canary}."
select = '''
SELECT area_id, period_start, period_end, upper - lower AS value, release_id, file, cell
FROM observation WHERE indicator_id = 'ntu_hot' AND upper IS NOT NULL
'''
"""
DRAWER = {
    "__init__.py": '"""Loppmarknader."""\n',
    "reader.py": '''"""Reads how many flea markets there were."""

from collections.abc import Mapping

import pandas as pd

from etl.model import Release
from etl.municipality import Municipality
from etl.tables import only_file, swedish_number, text_table


def read(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """`stg_loppis`: one row per area and year."""
    path = only_file(release, (".csv",))
    rows = text_table(path, ("namn", "antal"))
    areas = municipality.match({r.cells["namn"]: r.place for r in rows}, path.name)
    kept = [
        {"area_id": areas[r.cells["namn"]], "antal": swedish_number(r.cells["antal"]), "file": path.name, "cell": r.place}
        for r in rows
    ]
    return {"stg_loppis": pd.DataFrame(kept)}
''',
    "staging.sql": "CREATE TABLE stg_loppis (area_id TEXT, antal DOUBLE, file TEXT, cell TEXT, release_id TEXT NOT NULL);\n",
    "indicators.toml": """
[loppis_antal]
name = "Loppmarknader"
theme = "Övrigt"
unit = "antal"
decimals = 0
better = "neither"
class = "K0"
definition = "Loppmarknader under året."
method = "Räknade."
caveats = "Ett prov."
select = '''
SELECT area_id, DATE '2023-01-01' AS period_start, DATE '2023-12-31' AS period_end, antal AS value, release_id, file, cell
FROM stg_loppis
'''
""",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return house(tmp_path / "hus")


def built(home: Path, *words: str, code: str = "1480", audience: str = "intern") -> Path:
    """Builds in the copy and gives the file in force."""
    done = run("build", code, *words, root=home)
    assert (done.returncode, done.stderr) == (0, "")
    return in_force(home / "data/warehouse", code, audience)


def touched(before: dict[str, bytes], home: Path) -> set[str]:
    """The files of the writing half that are new or changed."""
    return {file for file, content in snapshot(home / "etl").items() if before.get(file) != content}


def add_block(home: Path, klass: str = "K0") -> str:
    canary = f"prov {klass} 5be0c2d94f"
    with (home / "etl/sources/ntu/indicators.toml").open("a", encoding="utf-8") as file:
        file.write(BLOCK.format(klass=klass, canary=canary))
    return canary


def test_a_new_indicator_is_one_block(home: Path) -> None:
    before = snapshot(home / "etl")
    add_block(home)
    assert touched(before, home) == {"sources/ntu/indicators.toml"}
    [(value, place)] = ask(
        built(home), "SELECT value, cell FROM observation WHERE indicator_id = 'ntu_bredd' AND area_id = 'kommun:1480'"
    )
    assert 0 < float(str(value)) < 10
    assert str(place).startswith("Tabell 2.3!")


def test_a_new_source_is_one_drawer(home: Path) -> None:
    before = snapshot(home / "etl")
    folder = home / "etl/sources/loppis"
    folder.mkdir()
    for name, text in DRAWER.items():
        (folder / name).write_text(text, encoding="utf-8")
    deliver(home / "data/raw/1480/loppis/2023", {"loppis.csv": "namn;antal\nGöteborg;1 200\nHisingen;300\n".encode()})
    assert {Path(file).parent for file in touched(before, home)} == {Path("sources/loppis")}
    rows = ask(built(home), "SELECT area_id, value, file, cell FROM observation WHERE indicator_id = 'loppis_antal' ORDER BY ALL")
    assert rows == [("kommun:1480", 1200.0, "loppis.csv", "rad 2"), ("stadsomrade:4", 300.0, "loppis.csv", "rad 3")]


def test_a_new_municipality_is_one_folder_and_its_delivery(home: Path, tmp_path: Path) -> None:
    def moved(book: Workbook) -> None:
        for sheet in book.worksheets[1:]:
            first = row_of(book, sheet.title, "Göteborg")
            sheet[f"B{first}"] = "Borås"
            sheet.delete_rows(first + 1, 4)

    before = snapshot(home / "etl")
    found_municipality(home / "data", "1490", "Borås", [("kommun", "1490", "Borås")])
    deliver(home / "data/raw/1490/ntu/2023", {"ntu.xlsx": edited(tmp_path / "boras.xlsx", moved)})
    areas = ask(built(home, code="1490"), "SELECT area_id, count(DISTINCT indicator_id) FROM observation GROUP BY 1 ORDER BY 1")
    assert areas == [("kommun:1490", 54), ("lan:14", 54), ("land:SE", 54)]
    assert touched(before, home) == set()


def test_all_municipalities_are_built_when_none_is_named_and_one_fault_stops_only_its_own(home: Path) -> None:
    found_municipality(home / "data", "1480", "Göteborg", GOTEBORG)
    found_municipality(home / "data", "1490", "Borås", [])
    done = run("build", root=home)
    assert done.returncode == 1
    assert in_force(home / "data/warehouse").is_file()
    assert "1490: hittade ingen leverans, väntade minst en mapp" in done.stderr
    assert not (home / "data/warehouse/1490").exists()


def test_a_new_delivery_is_one_folder_and_the_newest_is_shown(home: Path, tmp_path: Path) -> None:
    def corrected(book: Workbook) -> None:
        book["Tabell 2.1"][f"E{row_of(book, 'Tabell 2.1', 'Göteborg')}"] = 25.0

    before = snapshot(home / "etl")
    first = built(home)
    deliver(
        home / "data/raw/1480/ntu/2024",
        {"ntu-2024.xlsx": edited(tmp_path / "ny.xlsx", corrected, TRANSCRIPT)},
        published="2024-02-01",
    )
    second = built(home)
    question = """SELECT round(value, 1), file FROM {} WHERE indicator_id = 'ntu_brott_mot_enskild_person'
                  AND area_id = 'kommun:1480' AND period_end = '2021-12-31' ORDER BY ALL"""
    assert ask(first, question.format("show_latest")) == [(24.6, "ntu.xlsx")]
    assert ask(second, question.format("show_latest")) == [(25.0, "ntu-2024.xlsx")]
    assert ask(second, question.format("observation")) == [(24.6, "ntu.xlsx"), (25.0, "ntu-2024.xlsx")]
    counts = ask(second, "SELECT release_id, new_figures > 1000, changed_figures FROM show_delivery ORDER BY 1")
    assert counts == [("1480/ntu/2023", True, 0), ("1480/ntu/2024", False, 1)]
    assert touched(before, home) == set()


@pytest.mark.parametrize("klass", ["K2", "K3"])
def test_what_the_public_must_not_have_is_not_in_its_file(home: Path, klass: str) -> None:
    canary = add_block(home, klass).encode()
    inner, public = built(home), built(home, "--audience", "publik", audience="publik")
    assert ask(inner, "SELECT count(*) > 0 FROM observation WHERE indicator_id = 'ntu_bredd'") == [(True,)]
    assert canary in inner.read_bytes()
    assert ask(public, "SELECT (SELECT count(*) FROM observation WHERE indicator_id = 'ntu_bredd'), audience FROM build") == [
        (0, "publik")
    ]
    assert ask(public, "SELECT count(DISTINCT class) FROM indicator") == [(1,)]
    assert canary not in public.read_bytes()
    assert b"ntu_bredd" not in public.read_bytes()
