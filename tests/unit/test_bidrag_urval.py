"""An external audit by how the audited were chosen: the city's own three of four and none of three, and what they bear."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from places import DATA, SHARED, ask, deliver, found_municipality, in_force, other_peoples, run

from etl.delivery import read_release
from etl.model import Refused
from etl.municipality import read_municipality
from etl.sources.bidrag.reader import read

DELIVERY = DATA / "raw/1480/bidrag/2024-01-22"
FACTS = SHARED / "domain/seed_facts.csv"
REPORT = SHARED / "domain/seeds/003_b1003f042f01b077.txt"
ROW = {
    "granskning": "extern revision", "urvalsgrund": "risk", "kontroller": "4", "avvikelser": "3", "start": "2020-01-01",
    "slut": "2021-12-31", "granskare": "Revisorn", "tryckt": "tre av fyra", "stalle": "avsnitt 3",
}  # fmt: skip


def table(*rows: dict[str, str]) -> bytes:
    return "\n".join(";".join(row) for row in ([*ROW], *(r.values() for r in rows))).encode()


def refused(folder: Path, *rows: dict[str, str]) -> list[str]:
    """What is said of a delivery of these rows."""
    release = read_release(deliver(folder / "1480/bidrag/prov", {"urval.csv": table(*rows)}), "1480")
    with pytest.raises(Refused) as caught:
        read(release, read_municipality(DATA / "municipalities/1480"))
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Göteborg with the city's own transcription and nothing else, as it is published."""
    home = tmp_path_factory.mktemp("revision")
    found_municipality(home / "data", "1480", "Göteborg", [("kommun", "1480", "Göteborg")])
    files = {"urval.csv": DELIVERY / "urval.csv"}
    deliver(home / "data/raw/1480/bidrag/2024-01-22", files, published="2024-01-22")
    done = run("build", "1480", "--data", home / "data", "--out", home / "lager")
    assert (done.returncode, done.stderr) == (0, "")
    return in_force(home / "lager")


def test_the_transcription_is_what_the_report_and_the_seed_facts_say() -> None:
    frame = read(read_release(DELIVERY, "1480"), read_municipality(DATA / "municipalities/1480"))["stg_bidrag_urval"]
    arms = {row.arm: (row.controls, row.hits, row.period_start, row.period_end) for row in frame.itertuples()}
    days = (dt.date(2020, 1, 1), dt.date(2021, 12, 31))
    assert arms == {"slump": (3, 0, *days), "risk": (4, 3, *days)}
    with other_peoples(FACTS).open(encoding="utf-8") as file:
        facts = {row["fact_id"]: row["value"] for row in csv.DictReader(file)}
    assert [facts[f"GRC-{n:03}"] for n in (86, 87, 88, 89)] == ["3", "0", "4", "3"]
    said = " ".join(other_peoples(REPORT).read_text(encoding="utf-8").split())
    words = {w for row in frame.itertuples() for w in (row.printed, row.conclusion)}
    assert len(words) == 3
    assert [w for w in words if w not in said] == []


def test_the_arms_have_intervals_and_are_never_pooled(built: Path) -> None:
    sql = "SELECT group_id, numerator, base, value, round(lower, 1), round(upper, 1), limits FROM observation ORDER BY group_id"
    assert ask(built, sql) == [
        ("risk", 3, 4, 75.0, 19.4, 99.4, "clopper_pearson"),
        ("slump", 0, 3, 0.0, 0.0, 70.8, "clopper_pearson"),
    ]


def test_the_difference_is_not_sure_by_either_test_and_no_lift_is_told(built: Path) -> None:
    columns = "group_id, comparator_id, method, round(p, 3), round(sensitivity_p, 2), family, verdict, lift"
    assert ask(built, f"SELECT {columns} FROM comparison") == [("risk", "slump", "fisher", 0.143, 0.08, 1, "none", None)]


def test_a_conclusion_may_be_missing(tmp_path: Path) -> None:
    release = read_release(deliver(tmp_path / "1480/bidrag/prov", {"urval.csv": table(ROW)}), "1480")
    frame = read(release, read_municipality(DATA / "municipalities/1480"))["stg_bidrag_urval"]
    assert frame["conclusion"].tolist() == [""]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"avvikelser": "5"}, "högst 4"),
        ({"kontroller": "0", "avvikelser": "0"}, "minst en kontroll"),
        ({"kontroller": "några"}, "ett antal, till exempel 3"),
        ({"avvikelser": "0,5"}, "ett antal, till exempel 3"),
        ({"urvalsgrund": "tärning"}, "något av risk, slump, tips, planerad"),
        ({"start": "2020-13-01"}, "en dag som finns"),
        ({"slut": "2019-12-31"}, "en dag efter 2020-01-01"),
        ({"tryckt": ""}, "text"),
    ],
)
def test_what_no_report_can_say_is_refused_with_its_cell(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    (fault,) = refused(tmp_path, ROW | changed)
    assert "urval.csv, rad 2, kolumn" in fault
    assert said in fault


def test_an_arm_stands_once_for_a_period_and_every_fault_is_told(tmp_path: Path) -> None:
    told = refused(tmp_path, ROW, ROW, ROW | {"urvalsgrund": "slump", "avvikelser": "9"})
    assert len(told) == 2
    assert "den står redan på rad 2" in told[0]
