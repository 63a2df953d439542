"""The parts of the export, on small hand-made rows: nothing here needs a built warehouse."""

import ast
import datetime as dt
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from places import ROOT, quiet

from dashboard import figures, findings
from dashboard.cards import Bar
from dashboard.export import choice, closing, draw, pdf, snapshot
from dashboard.export.blocks import (
    Beside,
    Figure,
    Figures,
    Grid,
    Heading,
    Paper,
    Picture,
    Prose,
    Section,
    Terms,
    Told,
    Verdict,
    trimmed,
)
from dashboard.export.references import References
from dashboard.palette import LIGHT
from dashboard.store import Area, Build, Delivery, Fact, Indicator

EXPORT = ROOT / "dashboard/export"
HOSTILE = '#panic() [x] $a^2$ *fet* _kursiv_ <etikett> @ref "citat" \\n `kod` // /* = - +'
BUILT = dt.datetime(2026, 11, 20, 14, 0, 0, 123456)
BUILD = Build("20261120T140000123456-abcdef01", "1480", "Göteborg", "intern", BUILT, "0.1.0", False)
HISINGEN = Area("stadsomrade:4", "stadsomrade", "4", "Hisingen", "kommun:1480", 174806)
DELIVERY = Delivery(
    "1480/ntu/2023", "ntu", "NTU", "Brå", "https://bra.se", dt.date(2023, 7, 4), dt.date(2026, 11, 20), "ab12", "fri", "ntu.xlsx",
    "", 3, 3, 0, dt.date(2016, 1, 1), dt.date(2021, 12, 31),
)  # fmt: skip
FACT = Fact(
    "ntu_misshandel", "stadsomrade:4", dt.date(2020, 1, 1), dt.date(2021, 12, 31), "alla", 2.6, 1.8, 3.7, None, 1383, "ok",
    "exact", "exact", None, "1480/ntu/2023", "ntu.xlsx", "Tabell 2.2!E14", "Utsatta för misshandel", "Utsatthet", "procent", 1,
    "lower", "ntu", True, "Hisingen", "stadsomrade", "NTU", "Brå", dt.date(2023, 7, 4),
)  # fmt: skip
INDICATOR = Indicator("a", "brott", "A", "Brott", "antal", 0, "lower", "Vad A är.", "", "", False, 4)


def paper(word: str = HOSTILE) -> Paper:
    """A document with one block of every kind, all of whose texts are `word`."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'
    verdicts = tuple(Verdict(("J1A2B3C4D",), mark, word) for mark in {**findings.MARKS, "okänt": "?"}.values())
    picture = Picture(word, word, svg, word, (word,), (("hatched", word), (LIGHT.accent, word)), verdicts)
    grid = Grid(word, (word, word), ((word, Bar(0.5, 0.2, 0.8, 0.1, (0.0, 1.0))), (word, verdicts[0])), (2, 1), (1,), (0,))
    card = Figures((Figure(word, word, True, (word,), verdicts[1]), Figure(word, word, False, ())))
    told = (Told(verdicts, word, paragraph=True), Told((Verdict((), "●", word), Verdict(("T1", word), "", word))))
    rows = Grid("", (word,), (("J1A2B3C4D",), (word,)), (1,), anchored=True)
    blocks = (Prose(word), Prose(word, small=True), card, Heading(word), *told, grid, Beside(((picture,), (grid,)), (1, 1)), rows)
    sections = (Section(word, blocks), Section(word, (Terms(((word, word), ("Adress", "https://exempel.se/a?b=c"))),), True))
    return Paper(
        word, word, word, (word,), word, word, word, word, "sida {page} av {pages}", word, 1, sections, answered=verdicts[:1]
    )


def shown_text(made: bytes, tmp_path: Path) -> str:
    """The text of a PDF, one line per line."""
    file = tmp_path / "fil.pdf"
    file.write_bytes(made)
    try:
        done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("pdftotext finns inte här: installera poppler-utils")
    return done.stdout.decode("utf-8")


def imports(file: Path) -> set[str]:
    """The names of the modules that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("file", sorted(EXPORT.glob("*.py")), ids=lambda f: f.name)
def test_export_asks_only_the_store(file: Path) -> None:
    banned = ("streamlit", "etl", "duckdb", "plotly", "dashboard.memory", "dashboard.widgets", "dashboard.views")
    assert not [name for name in imports(file) if any(name == b or name.startswith(f"{b}.") for b in banned)]


def test_loading_the_command_loads_neither_streamlit_nor_matplotlib() -> None:
    asked = "import sys, dashboard.export.__main__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=quiet(), capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "dashboard.store" in loaded
    assert not loaded & {"streamlit", "etl", "plotly", "matplotlib", "pandas"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Hisingen", ["stadsomrade:4"]),
        ("  hisingen ", ["stadsomrade:4"]),
        ("HISINGEN (stadsområde)", ["stadsomrade:4"]),
        ("Centrum", ["stadsomrade:2", "stadsdelsnamnd:131"]),
        ("Centrum (stadsdelsnämnd)", ["stadsdelsnamnd:131"]),
        ("Hisigen", []),
        ("", []),
    ],
)
def test_a_name_means_what_people_mean(asked: str, found: list[str]) -> None:
    centrum = [replace(HISINGEN, area_id=f"{kind}:{code}", kind=kind, code=code, name="Centrum")
               for kind, code in (("stadsomrade", "2"), ("stadsdelsnamnd", "131"))]  # fmt: skip
    assert [a.area_id for a in choice.meant([HISINGEN, *centrum], asked)] == found


def test_the_nearest_name_is_suggested_and_organisations_are_not_places() -> None:
    office = replace(HISINGEN, area_id="organisation:SFH", kind="organisation", name="Socialförvaltning Hisingen")
    assert choice.choosable([HISINGEN, office]) == (HISINGEN,)
    assert choice.nearest([HISINGEN], "hisigen") == "Hisingen"
    assert choice.nearest([HISINGEN], "Kiruna") == ""


@pytest.mark.parametrize(
    ("kind", "name", "form", "expected"),
    [
        ("stadsomrade", "Hisingen", "pdf", "lagesbild-1480-hisingen-20261120T140000123456-abcdef01.pdf"),
        ("kommun", "Göteborg", "xlsx", "lagesbild-1480-goteborg-20261120T140000123456-abcdef01.xlsx"),
        ("mellanomrade", "Västra Biskopsgården", "pdf",
         "lagesbild-1480-vastra-biskopsgarden-mellanomrade-20261120T140000123456-abcdef01.pdf"),
        ("stadsomrade", "../../etc/passwd", "pdf", "lagesbild-1480-etc-passwd-20261120T140000123456-abcdef01.pdf"),
        ("stadsomrade", "…", "pdf", "lagesbild-1480-omrade-20261120T140000123456-abcdef01.pdf"),
    ],
)  # fmt: skip
def test_file_names_are_plain(kind: str, name: str, form: str, expected: str) -> None:
    assert snapshot.name(BUILD, replace(HISINGEN, kind=kind, name=name), form) == expected


def test_a_public_file_says_so_in_its_name() -> None:
    public = snapshot.name(replace(BUILD, audience="publik"), HISINGEN, "pdf")
    assert public == "lagesbild-1480-hisingen-publik-20261120T140000123456-abcdef01.pdf"


def test_an_unknown_form_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        snapshot.make(Path("finns inte"), "kommun:1480", "docx")


def test_references_say_delivery_and_cell() -> None:
    two = replace(DELIVERY, release_id="1480/gvi/2024", files="matt.csv|ekonomi.csv")
    refs = References((DELIVERY, two))
    assert refs.of(FACT) == "[1] Tabell 2.2, cell E14"
    assert refs.of(replace(FACT, release_id=two.release_id, file="matt.csv", cell="rad 7")) == "[2] matt.csv, rad 7"
    both = replace(FACT, file="ntu.xlsx och matt.csv", cell="rad 1, kolumn a och rad 2, kolumn b")
    assert refs.of(both) == "[1] rad 1, kolumn a och [2] matt.csv, rad 2, kolumn b"
    assert refs.of(replace(FACT, release_id="okänd", file="annan.csv", cell="rad 3")) == "annan.csv, rad 3"
    assert refs.short(both) == "[1] rad 1, a\n[2] fil 1, rad 2, b"
    assert refs.short(replace(FACT, release_id="okänd", file="annan.csv", cell="rad 3")) == "annan.csv, rad 3"


def test_empty_columns_are_left_out_of_all_sisters_alike() -> None:
    grid = Grid("", ("a", "b", "c"), (("1", "", "3"),), (1, 2, 3), (1, 2))
    assert trimmed(grid) == Grid("", ("a", "c"), (("1", "3"),), (1, 3), (1,))
    assert trimmed(grid, (("", "2", ""),)) == grid


def test_shared_sentences_are_told_once_and_none_is_lost() -> None:
    common = "Anmälda brott mäter också hur ofta brott anmäls och vad polisen arbetar med."
    some = "Antalet anmälda brott under kalenderåret delat med områdets egen folkmängd."
    group = [
        replace(INDICATOR, indicator_id="a", caveats=f"{common} Bara a."),
        replace(INDICATOR, indicator_id="b", method=some, caveats=f"{common} Kort."),
        replace(INDICATOR, indicator_id="c", method=some, caveats=f"{common} Kort."),
    ]
    notes = closing.shared_notes(group)
    assert [(n.of, n.text) for n in notes] == [(("a", "b", "c"), common), (("b", "c"), some)]
    told = json.dumps([repr(b) for b in closing._meaning("Brott", group)], ensure_ascii=False)
    assert told.count(common) == told.count(some) == 1
    assert told.count("Bara a.") == 1
    assert told.count("Kort.") == 2
    assert "Se 1 nedan. Kort." in told


def test_sentences_joined_are_the_same_text() -> None:
    told = "Avskrivet ur s. 3, se bilaga 1. Tryckt som ”drygt 70”. ”Ett 70-tal” skrivs också. Är det känt? Nej."
    assert " ".join(closing.sentences(told)) == told
    assert len(closing.sentences(told)) == 5


def test_every_kind_of_block_is_accessible_and_archivable_without_a_warning() -> None:
    made, warnings = pdf.compiled(paper("Socialförvaltningarnas trygghetsmätning"), BUILT)
    assert not warnings
    with pikepdf.open(io.BytesIO(made)) as file, file.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")


def test_what_looks_like_markup_comes_out_as_text(tmp_path: Path) -> None:
    made, warnings = pdf.compiled(paper(), BUILT)
    assert not warnings
    told = "".join(shown_text(made, tmp_path).split())
    assert told.count("".join(["#panic()", "[x]", "$a^2$", "*fet*", "_kursiv_", "<etikett>", "@ref"])) >= 5
    with pikepdf.open(io.BytesIO(made)) as file:
        assert str(file.docinfo["/Title"]) == HOSTILE


def test_the_same_paper_is_the_same_bytes_and_another_time_is_not() -> None:
    first, _ = pdf.compiled(paper("a"), BUILT)
    assert pdf.compiled(paper("a"), BUILT)[0] == first
    assert pdf.compiled(paper("a"), BUILT + dt.timedelta(days=1))[0] != first


def trend(*facts: Fact, source: str = "ntu") -> figures.Trend:
    made = figures.trend([replace(f, source=source) for f in facts], [facts[0].area_id], (), (), BUILD)
    if made is None:
        pytest.fail("ingen figur", pytrace=False)
    return made


def test_a_drawing_is_the_same_every_time_and_keeps_its_text() -> None:
    earlier = replace(FACT, period_start=dt.date(2018, 1, 1), period_end=dt.date(2019, 12, 31), lower=None, upper=None)
    made = draw.trend(trend(earlier, FACT), 81, 46)
    assert made == draw.trend(trend(earlier, FACT), 81, 46)
    assert ">2020–2021</text>" in made
    assert "dc:date" not in made


def test_points_without_interval_are_hollow_and_intervals_are_drawn() -> None:
    bare = replace(FACT, lower=None, upper=None)
    with_interval, without = (draw.trend(trend(f), 81, 46) for f in (FACT, bare))
    assert "fill: #ffffff; stroke: #1b4f8f" in without
    assert "fill: #ffffff; stroke: #1b4f8f" not in with_interval
    assert with_interval.count("<use") > without.count("<use")


def test_a_name_with_signs_is_drawn_as_it_stands() -> None:
    other = replace(FACT, area_id="land:SE", area="$a_1$ <b> & #x", kind="land")
    made = figures.trend([FACT, other], [FACT.area_id, "land:SE"], (), (), BUILD)
    if made is None:
        pytest.fail("ingen figur", pytrace=False)
    assert "$a_1$ &lt;b&gt; &amp; #x" in draw.trend(made, 81, 46)


def test_an_unknown_area_is_hatched_on_the_map() -> None:
    ring = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0))
    known = figures.Place("Hisingen", (ring,), (0.5, 0.5), 0, "Hisingen: 2,6 % (1,8–3,7)")
    unknown = replace(known, name="Nordost", klass=None, text="Nordost: Uppgift saknas")
    made = [draw.area_map(figures.Map("", "", "", "", True, (p,), ("2,6",)), "", 80, 50) for p in (known, unknown)]
    assert ["<pattern" in m for m in made] == [False, True]
    assert ">2,6 %</text>" in made[0]
    assert ">Uppgift saknas</text>" in made[1]


def test_names_stand_on_the_map_only_where_there_is_room() -> None:
    ring = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0))
    every = tuple(figures.Place(f"Område {n}", (ring,), (n, n), 0, f"Område {n}: 1") for n in range(30))
    few = tuple(replace(p, klass=None if n else 0) for n, p in enumerate(every))
    drawn = [draw.area_map(figures.Map("", "", "", "", True, places, ("1",)), "", 80, 50) for places in (every, few, every[:12])]
    assert [len(set(re.findall(r">Område \d+<", svg))) for svg in drawn] == [0, 1, 12]


def test_steps_on_the_axis_have_the_decimals_they_need() -> None:
    low, high = replace(FACT, value=0.2, lower=0.1, upper=0.4), replace(FACT, value=0.9, lower=0.8, upper=1.2)
    later = replace(high, period_start=dt.date(2022, 1, 1), period_end=dt.date(2023, 12, 31))
    svg = draw.trend(trend(low, later), 81, 46)
    steps = re.findall(r">(\d,\d+)</text>", svg)
    assert len(set(steps)) == len(steps) >= 3


def test_letters_for_events_never_run_out() -> None:
    assert draw.letters(3) == ["a", "b", "c"]
    assert len(set(draw.letters(40))) == 40
