"""Exempelstad as it is written: the same for a seed, marked as invented everywhere, and nobody real in it."""

import datetime as dt
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import shapely
from places import ROOT, snapshot
from python_calamine import CalamineWorkbook

from etl.example import write_example
from etl.example.names import ADMINISTRATIONS, CITY, DISTRICTS, association, company
from etl.example.organisations import ASSOCIATION, COMPANY, MUNICIPALITY, numbers
from etl.identity import organisation_number, personal_numbers
from etl.model import Refused

SMALL = {"ledger_rows": 1_500, "applications": 600, "suppliers": 900}
TODAY = dt.date(2026, 11, 21)
DRAWERS = {"befolkning", "bidrag", "brott", "gvi", "leverantor", "ntu", "pastaende", "trygghet"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One small example, read by every test here and changed by none."""
    folder = tmp_path_factory.mktemp("exempel")
    write_example(folder, 1, **SMALL)
    return folder


def text(path: Path) -> str:
    """What a person reads in a file: its text, or every cell of a workbook."""
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(str(path))
        return "\n".join(str(c) for n in book.sheet_names for row in book.get_sheet_by_name(n).to_python() for c in row)
    raw = path.read_bytes()
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def delivered(data: Path) -> list[Path]:
    return [f for f in sorted(data.rglob("*")) if f.is_file()]


def read(data: Path, pattern: str) -> pl.DataFrame:
    """The one table below raw that fits, as text."""
    [path] = data.glob(f"raw/0000/{pattern}.csv")
    return pl.read_csv(path, separator=";", infer_schema=False)


def digest(data: Path) -> dict[str, str]:
    return {name: hashlib.sha256(raw).hexdigest() for name, raw in snapshot(data).items()}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(data: Path, tmp_path: Path) -> None:
    key = write_example(tmp_path, 1, **SMALL)
    again = digest(tmp_path)
    assert key == tmp_path / "example-key-0000.json"
    assert again == digest(data)
    write_example(tmp_path, 2, **SMALL)
    other = digest(tmp_path)
    differing = {name.split("/")[2] for name in other if name.startswith("raw") and other[name] != again.get(name)}
    assert differing == DRAWERS


def test_every_drawer_gets_a_delivery_in_a_municipality_that_says_it_is_fictional(data: Path) -> None:
    assert {f.name for f in (data / "raw/0000").iterdir()} == DRAWERS
    assert "fictional = true" in (data / "municipalities/0000/municipality.toml").read_text(encoding="utf-8")


def test_every_file_is_marked_as_invented(data: Path) -> None:
    unmarked = [f for f in delivered(data) if not any(w in text(f) for w in ("påhitt", "Påhitt", "EXEMPEL-", "Exempelstad"))]
    assert unmarked == []
    for release in data.glob("raw/0000/*/*/release.toml"):
        said = release.read_text(encoding="utf-8")
        for words in (
            "påhittade uppgifter",
            "Exempelstads kommun (påhittad)",
            "exempelstad.example",
            "Allt i leveransen är påhittat",
        ):
            assert words in said


def test_no_byte_holds_a_personal_number(data: Path) -> None:
    assert {f.name: found for f in delivered(data) if (found := personal_numbers(text(f), TODAY))} == {}


def test_constructed_numbers_are_organisations_and_never_persons() -> None:
    for series, count in ((COMPANY, 14_000), (ASSOCIATION, 2_000), (MUNICIPALITY, 1)):
        made = numbers(series, count)
        assert len(set(made)) == count
        assert {n[:3] for n in made} == {str(series)}
        assert all(organisation_number(n) == n for n in made)
        assert personal_numbers("\n".join(made), TODAY) == []
    with pytest.raises(ValueError, match="en miljon"):
        numbers(COMPANY, 1_000_001)


def test_every_organisation_in_the_files_is_constructed(data: Path) -> None:
    suppliers = read(data, "leverantor/2026-01-31/leverantorer")["organisationsnummer"]
    grants = read(data, "bidrag/*/ansokningar")["organisationsnummer"]
    ledger = pl.concat([pl.read_csv(f, separator=";", infer_schema=False) for f in data.glob("raw/0000/leverantor/*/reskontra*")])
    ten = [n for column in (suppliers, grants, ledger["leverantor_id"], ledger["kopare_id"]) for n in column if n.isdigit()]
    assert {n[:3] for n in ten} == {"589", "899", "289"}
    rest = {n.rstrip("0123456789") for n in suppliers if not n.isdigit()}
    assert rest == {"enskild firma ", "DKEXEMPEL", "DEEXEMPEL", "PLEXEMPEL"}
    assert 0 < (ledger["leverantor_id"] == "*").mean() < 0.05
    assert ((ledger["leverantor_id"] == "*") == (ledger["leverantor"] == "*")).all()


def test_no_two_invented_organisations_share_a_name() -> None:
    names = [association(n) for n in range(5_000)] + [company(n) for n in range(14_000)]
    assert len(set(names)) == 19_000


def test_no_real_district_or_organisation_has_lent_its_name() -> None:
    real = (ROOT / "data/municipalities/1480/areas.csv").read_text(encoding="utf-8")
    known = {cell.strip() for line in real.splitlines()[1:] for cell in line.replace("|", ",").split(",")}
    invented = {*DISTRICTS, *(n for names in DISTRICTS.values() for n in names), *ADMINISTRATIONS.values(), CITY}
    assert len(invented) == 4 + 12 + len(ADMINISTRATIONS) + 1
    assert invented & known == set()


@pytest.mark.parametrize(("kind", "count"), [("stadsomrade", 4), ("mellanomrade", 12)])
def test_the_boundaries_tile(data: Path, kind: str, count: int) -> None:
    document = json.loads((data / f"municipalities/0000/boundaries-{kind}.geojson").read_text(encoding="utf-8"))
    shapes = [shapely.MultiPolygon([(p[0], p[1:]) for p in f["geometry"]["coordinates"]]) for f in document["features"]]
    whole = shapely.union_all(shapes)
    assert len(shapes) == count
    assert sum(s.area for s in shapes) == pytest.approx(whole.area, abs=1e-6)
    assert (whole.geom_type, len(whole.interiors)) == ("Polygon", 0)


def test_the_ledger_has_the_rows_asked_for_and_is_about_money_as_ledgers_are(data: Path) -> None:
    files = sorted(data.glob("raw/0000/leverantor/*/reskontra*.csv"))
    rows = pl.concat([pl.read_csv(f, separator=";", decimal_comma=True, infer_schema_length=None) for f in files])
    assert (len(files), rows.height, rows.width) == (5, 1_500, 14)
    assert rows["datum"].is_sorted()
    assert 0 < (rows["belopp"] < 0).mean() < 0.06  # credits
    assert rows.group_by("verifikationsnummer").len()["len"].max() > 1
    bills = rows.group_by("verifikationsnummer").agg(pl.col("leverantor_id", "datum", "forvaltning").n_unique())
    assert bills.drop("verifikationsnummer").max().row(0) == (1, 1, 1)


def test_controls_cover_a_few_percent_and_risk_finds_more_than_chance(data: Path, tmp_path: Path) -> None:
    write_example(tmp_path, 3, ledger_rows=100, suppliers=900)
    grants, controls = read(tmp_path, "bidrag/*/ansokningar"), read(tmp_path, "bidrag/*/kontroller")
    assert grants.height == 4_200
    assert 0.03 <= controls.height / grants.height <= 0.06
    hit = {ground: (part["utfall"] == "avvikelse").mean() for (ground,), part in controls.group_by("urvalsgrund")}
    assert hit["risk"] == pytest.approx(0.35, abs=0.02)
    assert hit["slump"] == pytest.approx(0.08, abs=0.02)
    assert grants["redovisningsperiod"].n_unique() == 5


def test_an_example_is_replaced_and_a_real_municipality_0000_is_not(tmp_path: Path) -> None:
    write_example(tmp_path, 1, **SMALL)
    stray = tmp_path / "raw/0000/ntu/2001-01-01/gammal.txt"
    stray.parent.mkdir()
    stray.write_text("x", encoding="utf-8")
    write_example(tmp_path, 1, **SMALL)
    assert not stray.exists()
    (tmp_path / "municipalities/0000/municipality.toml").write_text('code = "0000"\nname = "Verklig"\n', encoding="utf-8")
    before = snapshot(tmp_path)
    with pytest.raises(Refused, match="påhittad kommun"):
        write_example(tmp_path, 1, **SMALL)
    assert snapshot(tmp_path) == before


def test_deliveries_under_0000_without_a_municipality_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "raw/0000/ntu").mkdir(parents=True)
    with pytest.raises(Refused, match="leveranser utan kommun"):
        write_example(tmp_path, 1, **SMALL)
    assert [f.name for f in tmp_path.rglob("*")] == ["raw", "0000", "ntu"]


@pytest.mark.parametrize("name", sorted(SMALL))
def test_too_small_an_example_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match=f"{name}: hittade 20, väntade minst"):
        write_example(tmp_path, 1, **(SMALL | {name: 20}))
    assert not any(tmp_path.iterdir())


def test_a_long_ledger_is_written_in_pieces_of_memory(tmp_path: Path) -> None:
    """Two million rows in a process of their own: a quarter of a gigabyte more than the imports would be a leak.

    The kernel's VmHWM begins anew with the process; ru_maxrss would count the one it was forked from.
    """
    code = (
        "import sys, re, pathlib; from etl.example import write_example\n"
        "write_example(pathlib.Path(sys.argv[1]), 1, ledger_rows=2_000_000, applications=300, suppliers=900)\n"
        "print(int(re.search(r'VmHWM:\\s+([0-9]+)', pathlib.Path('/proc/self/status').read_text())[1]) // 1024)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(run.stdout) < 600
    assert sum(f.stat().st_size for f in tmp_path.glob("raw/0000/leverantor/*/reskontra*")) > 300_000_000
