"""No verdict on paper or in Excel that is not in the tables: each has the id of its row and says what the row says."""

import io
import re
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from places import ask, in_force, run

from dashboard import findings, store, words
from dashboard.export import snapshot
from dashboard.findings import Finding

ID = r"(?<!\d)[JFTS][0-9A-F]{10}"  # not the hour in the name of a build
# What only a test may say, as it stands without spaces.
PHRASES = re.compile(
    r"statistisktsäkerställd|stigandetrend|sjunkandetrend|ingensäkerställdtrend|nivånändrades|kaninteavgöras|"
    r"(högre|lägre)i.{1,60}?äni|ärinteprövad|jämförsinte|avviker(uppåt|nedåt|meränslumpen)|bevakas[:,]|"
    r"visaravvikelse(oftare|mersällan)än|ingensäker(skillnad|trend)",
    re.IGNORECASE,
)
_TESTED = "verdict_id, p, p_adjusted, family, difference"
SHOWN = [("1480", "Göteborg"), ("1480", "Hisingen"), ("0000", "Exempelstad"), ("0000", "Exempelhamn"), ("0000", "Visgläntan")]


@pytest.fixture(scope="module")
def published(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The file in force of the real municipality and of the fictional one, whose verdicts were planted."""
    data = tmp_path_factory.mktemp("exempel")
    for given in (("example", "--rows", "300"), ("build", "0000", "--out", data / "lager")):
        done = run(*given, "--data", data)
        if done.returncode:
            pytest.fail(f"Exempelstad gick inte att bygga:\n{done.stdout}{done.stderr}", pytrace=False)
    return {"1480": warehouse, "0000": in_force(data / "lager", "0000")}


def in_tables(path: Path) -> dict[str, Finding]:
    """Every verdict of a build as a finding, by its id."""
    con = store.connect(path)
    try:
        told = [findings.told(v) for v in (*store.comparisons(con), *store.changes(con), *store.trends(con))]
        funnels = [findings.outlier(f) for i in store.indicators(con) for f in store.funnel(con, i.indicator_id)]
    finally:
        con.close()
    return {f.verdict_id: f for f in (*told, *funnels)}


def area_id(path: Path, name: str) -> str:
    kinds = ("kommun", "stadsomrade", "mellanomrade")
    return str(ask(path, "SELECT area_id FROM area WHERE name = ? AND kind IN (?, ?, ?)", name, *kinds)[0][0])


def squeezed(text: str) -> str:
    """Letters alone in reading order: lines and columns are of no consequence."""
    return re.sub(r"[\s\u00ad]+", "", unicodedata.normalize("NFKC", text))


def on_paper(made: bytes, folder: Path) -> str:
    file = folder / "fil.pdf"
    file.write_bytes(made)
    try:
        done = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("pdftotext finns inte här: installera poppler-utils")
    return squeezed(done.stdout.decode("utf-8"))


def untrue(text: str, tables: dict[str, Finding]) -> list[str]:
    """References whose verdict does not stand before them as its row says, and verdicts that have no reference."""
    told, rest = [], text
    for found in re.finditer(rf"\[({ID})\]", text):
        row = tables.get(found[1])
        said = text[: found.start()]
        ways = [squeezed(way) for way in (row.text, row.word)] if row else []
        if not any(said.endswith(way) for way in ways):
            told.append(f"{found[0]}: {said[-60:]}")
        for way in ways:
            rest = rest.replace(f"{way}{found[0]}", "")
    return told + [f"utan id: …{rest[max(0, m.start() - 40) : m.end()]}" for m in PHRASES.finditer(rest)]


def without_legends(text: str, tables: dict[str, Finding]) -> str:
    """The text without the closing tables, whose rows begin with an id, and the legend of the marks."""
    start = text.rindex("PrövningarVarjeprövning")
    end = text.index("Definition,metodochförbehåll", start)
    assert set(re.findall(ID, text[start:end])) <= set(tables)
    states = ("worse", "better", "higher", "lower", "none", "refused")
    legend = squeezed("".join((*(words.text(f"states.{s}") for s in states), words.text("marks.raw"))))
    return (text[:start] + text[end:]).replace(legend, "")


@pytest.mark.parametrize(("code", "name"), SHOWN)
def test_every_verdict_on_paper_has_its_id_and_says_what_its_row_says(
    published: dict[str, Path], tmp_path: Path, code: str, name: str
) -> None:
    path, tables = published[code], in_tables(published[code])
    text = on_paper(snapshot.make(path, area_id(path, name), "pdf"), tmp_path)
    assert untrue(without_legends(text, tables), tables) == []


@pytest.mark.parametrize(("code", "name"), SHOWN)
def test_what_is_referred_to_stands_in_the_closing_tables(
    published: dict[str, Path], tmp_path: Path, code: str, name: str
) -> None:
    path = published[code]
    text = on_paper(snapshot.make(path, area_id(path, name), "pdf"), tmp_path)
    closing = text[text.rindex("PrövningarVarjeprövning") :]
    referred = set(re.findall(rf"\[({ID})\]", text))
    assert len(referred) > 10
    assert referred <= set(re.findall(ID, closing))


def test_the_area_that_was_planted_outside_its_funnel_is_told_on_paper(published: dict[str, Path], tmp_path: Path) -> None:
    path = published["0000"]
    ((area, told),) = ask(path, "SELECT area_id, verdict_id FROM funnel WHERE verdict IN ('above', 'below')")
    for shown in (str(area), "kommun:0000"):
        text = on_paper(snapshot.make(path, shown, "pdf"), tmp_path)
        assert squeezed(f"{in_tables(path)[str(told)].text} [{told}]") in text


def test_a_verdict_without_id_or_with_anothers_is_found(published: dict[str, Path]) -> None:
    tables = in_tables(published["0000"])
    none, sure = (next(f for f in tables.values() if f.state == state) for state in ("none", "worse"))
    true = squeezed(f"{none.text} [{none.verdict_id}] {sure.word} [{sure.verdict_id}]")
    assert untrue(true, tables) == []
    assert untrue(squeezed(none.text), tables)
    assert untrue(squeezed(f"{none.text} [{sure.verdict_id}]"), tables)
    assert untrue(squeezed(f"{none.text} [J0000000000]"), tables)


@pytest.mark.parametrize(("code", "name"), SHOWN)
def test_excel_holds_every_verdict_number_for_number(published: dict[str, Path], code: str, name: str) -> None:
    path, tables = published[code], in_tables(published[code])
    area = area_id(path, name)
    book = openpyxl.load_workbook(io.BytesIO(snapshot.make(path, area, "xlsx")))
    head, *rows = (r for r in book["Prövningar"].iter_rows(values_only=True) if r[0] and not str(r[0]).startswith("Påhittad"))
    told = {str(r[0]): dict(zip(head, r, strict=True)) for r in rows}
    own = {i for i, f in tables.items() if f.area_id == area}
    assert Counter(str(r[0]) for r in rows) == Counter(list(tables) if name in ("Göteborg", "Exempelstad") else own)
    assert {i: (t["Utslag"], t["Mening"]) for i, t in told.items()} == {i: (tables[i].word, tables[i].text) for i in told}
    columns = ("p", "Justerat p", "Antal prövningar", "Skillnad")
    for row in (r for t in ("comparison", "change") for r in ask(path, f"SELECT {_TESTED} FROM {t}") if r[0] in told):
        shown, known = [told[str(row[0])][n] for n in columns], row[1:]
        assert [v is None for v in shown] == [v is None for v in known]
        assert [v for v in shown if v is not None] == pytest.approx([v for v in known if v is not None])
    others = [str(c) for s in book if s.title not in ("Prövningar", "Läs först") for r in s.values for c in r if c]
    assert [cell for cell in others if PHRASES.search(squeezed(cell))] == []
