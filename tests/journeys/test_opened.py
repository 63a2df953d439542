"""Registers opened for the public, through whole builds and the command line: what is told, and what is in no byte."""

import csv
import io
import re
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import openpyxl
import pytest
from odd import binaries, numbers_in
from places import ask, run

from dashboard.export import snapshot
from etl.__main__ import main
from etl.build import build
from etl.example import write_example
from etl.publishing import CONTRACT

LEFT_OUT = ("ntu", "trygghet", "brott", "pastaende")  # they cost time and are no registers
REGISTERS = ("bidrag", "leverantor")
DECISION = '\n[rojandekontroll]\ndecided_by = "Chefsjuristen"\ndecided_on = 2026-05-01\n'
NOBODY = "registren (klass K2) lämnas inte ut: ingen har beslutat om trösklarna"
COUNT, RECLAIMED = 4139, 7_318_204  # of three organisations each, in a period that is closed
TOGETHER = (
    "SELECT DISTINCT o.release_id FROM observation o JOIN release r USING (release_id) WHERE r.source IN ('bidrag', 'leverantor')"
)


@dataclass
class Town:
    """Exempelstad with a decision on the thresholds, built for both audiences; files by audience."""

    data: Path
    files: dict[str, Path] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def rows(self, source: str) -> Iterator[dict[str, str]]:
        """Every row of every register file of a drawer."""
        for file in sorted(self.data.glob(f"raw/0000/{source}/*/*.csv")):
            yield from rows_of(file)


def write_town(folder: Path, decision: str = DECISION) -> Path:
    """A small Exempelstad with something planted in its grants register; returns its data."""
    data = folder / "data"
    write_example(data, 1, 150, 3000, 600)
    for source in LEFT_OUT:
        shutil.rmtree(data / "raw/0000" / source)
    toml = data / "municipalities/0000/municipality.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + decision, encoding="utf-8")
    plant(next(data.glob("raw/0000/bidrag/*")))
    return data


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a table as they were delivered."""
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")), delimiter=";"))


def plant(folder: Path) -> None:
    """Controls by external audit of three organisations in the last period: a great many, and all the money reclaimed then."""
    file, asked = folder / "kontroller.csv", rows_of(folder / "ansokningar.csv")
    rows, period = rows_of(file), max(row["redovisningsperiod"] for row in asked)
    kept = [
        r
        for r in rows
        if not (r["redovisningsperiod"] == period and (r["typ"] == "extern revision" or "återkrav" in r["atgard"]))
    ]
    own = {
        r["organisationsnummer"]: r for r in asked if r["redovisningsperiod"] == period and r["organisationsnummer"][:1] == "8"
    }
    told = {
        "typ": "extern revision", "skede": "efter", "urvalsgrund": "tips", "utfall": "avvikelse", "atgard": "återkrav",
        "datum": "2025-03-03", "aterbetalt_kr": "0", "beslutsdatum": "2025-05-05", "oberoende_kalla": "ja",
    }  # fmt: skip
    shares = zip((COUNT - 2003, 1002, 1001), (RECLAIMED - 2_000_001, 1_000_001, 1_000_000), list(own.values())[:3], strict=True)
    for n, (quantity, kronor, case) in enumerate(shares):
        whose = {column: case[column] for column in ("arende", "organisationsnummer", "forvaltning", "redovisningsperiod")}
        kept.append(told | whose | {"kontroll": f"PLANTERAD-{n}", "antal": str(quantity), "aterkravt_kr": str(kronor)})
    text = io.StringIO()
    made = csv.DictWriter(text, list(rows[0]), restval="", delimiter=";", lineterminator="\n")
    made.writeheader()
    made.writerows(kept)
    file.write_text(text.getvalue(), encoding="utf-8")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    made = Town(write_town(tmp_path_factory.mktemp("stad")))
    for audience in ("publik", "intern"):
        made.files[audience] = build("0000", made.data, made.data.parent / "out", audience, made.said.append)
    return made


def test_the_public_file_has_figures_of_both_registers_and_says_who_decided(town: Town) -> None:
    asked = """SELECT DISTINCT i.source FROM observation JOIN indicator i USING (indicator_id)
               WHERE i.class = 'K2' AND value IS NOT NULL ORDER BY 1"""
    assert ask(town.files["publik"], asked) == [(source,) for source in REGISTERS]
    decided = ask(town.files["publik"], "SELECT DISTINCT decided_by, CAST(decided_on AS TEXT), passed FROM protection")
    assert decided == [("Chefsjuristen", "2026-05-01", True)]
    assert not [line for line in town.said if NOBODY in line]


@pytest.mark.parametrize("audiences", [("publik",), ("publik", "intern"), ("intern", "publik")], ids=" + ".join)
def test_the_audit_by_one_who_has_the_files_holds(
    town: Town, audiences: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", *(str(town.files[audience]) for audience in audiences)]) == 0
    said = capsys.readouterr().out
    assert "Skyddet håller." in said and "HÅLLER INTE" not in said
    assert ask(town.files["publik"], "SELECT count(*) FROM observation WHERE status = 'withheld'") != [(0,)]


def test_no_detail_of_the_registers_and_nothing_of_people_is_public(town: Town) -> None:
    publik, intern = town.files["publik"], town.files["intern"]
    assert ask(publik, "SELECT count(*) FROM indicator WHERE class = 'K3'") == [(0,)]
    assert ask(intern, "SELECT count(*) FROM indicator WHERE class = 'K3'") != [(0,)]
    kinds = f"SELECT DISTINCT kind FROM observation JOIN area USING (area_id) WHERE release_id IN ({TOGETHER})"
    assert ask(publik, kinds) == [("kommun",)] and len(ask(intern, kinds)) > 1
    for table in ("intake", "quarantine", "flag", "interruption"):
        assert ask(publik, f"SELECT count(*) FROM {table}") == [(0,)], table
    assert ask(publik, "SELECT count(*) FROM indicator WHERE indicator_id = 'bidrag_plan_planerade'") == [(0,)]
    assert ask(publik, "SELECT count(*) FROM conflict WHERE source IN ('bidrag', 'leverantor')") == [(0,)]


def test_no_group_of_a_figure_is_a_forvaltning(town: Town) -> None:
    offices = {row["forvaltning"] for source in REGISTERS for row in town.rows(source) if row.get("forvaltning")}
    groups = {str(group) for (group,) in ask(town.files["publik"], "SELECT DISTINCT group_id FROM observation")}
    assert len(offices) > 3 and not groups & (offices | {"okänd förvaltning"})
    assert {str(g) for (g,) in ask(town.files["intern"], "SELECT DISTINCT group_id FROM observation")} & offices


def test_no_organisation_of_the_registers_is_in_any_byte_of_the_public_file(town: Town) -> None:
    content = unpacked(town.files["publik"])
    numbers, names = set[str](), set[str]()
    for source in REGISTERS:
        for row in town.rows(source):
            number = row.get("organisationsnummer") or row.get("leverantor_id") or ""
            digits = re.sub(r"\D", "", number)
            numbers |= {number, digits, f"{digits[:6]}-{digits[6:]}"} if len(digits) >= 10 else set()  # a sole trader has none
            names |= {name for column in ("forening", "leverantor") if (name := row.get(column)) and name != "enskild firma"}
    assert len(numbers) > 500 and len(names) > 100
    assert not [text for text in numbers | names if text.encode() in content]


def test_no_checksum_of_a_register_file_is_public(town: Town) -> None:
    """A file of which all but one number is known could be tried against its checksum until it fits."""
    asked = "SELECT release_id, sha256 FROM release WHERE source IN ('bidrag', 'leverantor') ORDER BY 1"
    publik, intern = (dict(ask(town.files[audience], asked)) for audience in ("publik", "intern"))
    assert len(publik) == len(intern) == 3 and not set(publik.values()) & set(intern.values())
    content = unpacked(town.files["publik"])
    assert not [checksum for checksum in intern.values() if str(checksum).encode() in content]


def unpacked(path: Path) -> bytes:
    """The file's bytes, and every cell of every table as text: columns may be packed in the file."""
    with duckdb.connect(str(path), read_only=True) as con:
        cells = [str(row) for table in CONTRACT for row in con.execute(f"SELECT * FROM {table}").fetchall()]
    return path.read_bytes() + "\n".join(cells).encode()


def traces(number: int) -> list[bytes]:
    """How a planted number may stand: as a text in groups or not, or in binary; not what is so short that chance writes it."""
    grouped = f"{number:,}"
    texts = {
        f"{number}",
        grouped,
        *(grouped.replace(",", gap) for gap in (" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}")),
    }
    return [trace for trace in (*(text.encode() for text in texts), *binaries(number)) if len(trace) > 4]


def planted() -> set[float]:
    """The planted numbers, and the money in thousands, exactly and rounded."""
    return {float(COUNT), float(RECLAIMED), RECLAIMED / 1000, round(RECLAIMED, -3), round(RECLAIMED / 1000)}


def test_a_planted_count_and_a_planted_sum_are_in_no_byte_of_the_public_file(town: Town) -> None:
    publik, intern = town.files["publik"], town.files["intern"]
    assert planted() & numbers_in(intern) == {float(COUNT), RECLAIMED / 1000}  # they are there to be found
    assert not planted() & numbers_in(publik)
    content = unpacked(publik)
    assert not [t for t in (*traces(COUNT), *traces(RECLAIMED), struct.pack("<d", RECLAIMED / 1000), b"7318.204") if t in content]
    told = ask(publik, "SELECT status FROM observation WHERE indicator_id = 'bidrag_aterkrav_belopp' ORDER BY period_end DESC")
    assert told[0] == ("withheld",)


def test_the_planted_numbers_are_on_no_paper_and_in_nothing_that_the_build_says(town: Town) -> None:
    papers = {form: exported(town.files["publik"], form) for form in ("xlsx", "pdf")}
    assert all("Exempelstad" in text and "Återkrävt belopp" in text for text in papers.values())
    inside = exported(town.files["intern"], "xlsx")
    for number in (COUNT, round(RECLAIMED / 1000)):
        written = re.compile(r"(?<![\d.,])" + r"[\s.,]?".join(f"{number:,}".split(",")) + r"(?!\d)")
        assert written.search(inside), number  # it is on the paper of the inside
        assert not [form for form, text in papers.items() if written.search(text)], number
        assert not written.search("\n".join(town.said)), number


def exported(path: Path, form: str) -> str:
    """All text of a snapshot of the city, as its reader meets it."""
    made = snapshot.make(path, "kommun:0000", form)
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(made))
        return "\n".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
        )
    try:
        done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made, capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("pdftotext finns inte här: installera poppler-utils")
    return done.stdout.decode("utf-8")


def test_before_anybody_has_decided_no_register_figure_is_public_and_the_build_says_so(tmp_path: Path) -> None:
    data = write_town(tmp_path, "")
    done = run("build", "0000", "--data", data, "--out", tmp_path / "out", "--audience", "publik")
    assert done.returncode == 0, done.stderr
    assert NOBODY in done.stdout
    path = next((tmp_path / "out/0000/publik").glob("*.duckdb"))
    assert ask(path, "SELECT count(*) FROM indicator WHERE class IN ('K2', 'K3')") == [(0,)]
    assert ask(path, f"SELECT count(*) FROM ({TOGETHER})") == [(0,)] and ask(path, "SELECT count(*) FROM protection") == [(0,)]
    audited = run("audit", path)
    assert audited.returncode == 0 and "Skyddet håller." in audited.stdout
