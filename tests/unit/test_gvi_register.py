"""The GVI register: what it takes, what it refuses, and what it never lets out."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from openpyxl.workbook import Workbook
from places import DATA, ROOT, deliver

from etl.delivery import read_release
from etl.model import Refused
from etl.municipality import Municipality, read_municipality
from etl.sources.gvi.reader import read
from etl.sources.gvi.register import TEMPLATES

PERIODS = "matt;omrade;start;slut;uppdelning;antal\n"
EXITS = ",".join(TEMPLATES["avhopp"].columns).replace(",", ";") + "\n"
FIRST, SECOND, YEAR = "2024-01-01;2024-06-30", "2024-07-01;2024-12-31", "2024-01-01;2024-12-31"
CITY = read_municipality(DATA / "municipalities/1480")
Told = dict[tuple[str, str, str], tuple[float | None, str, str]]


def row(matt: str, number: object, group: str = "", area: str = "Göteborg", period: str = YEAR) -> str:
    return f"{matt};{area};{period};{group};{number}\n"


def frames(tmp_path: Path, periods: str = "", exits: str = "", city: Municipality = CITY) -> dict[str, pd.DataFrame]:
    files: dict[str, bytes | Path] = {"perioder.csv": (PERIODS + periods).encode()} if periods else {}
    files |= {"avhopp.csv": (EXITS + exits).encode()} if exits else {}
    return dict(read(read_release(deliver(tmp_path / "gvi/2025-02-01", files), "1480"), city))


def told(tmp_path: Path, periods: str = "", exits: str = "") -> Told:
    """Value, status and qualifier by measure, area and group."""
    staged = frames(tmp_path, periods, exits)["stg_gvi_register"]
    return {
        (r.matt, r.area_id, r.group_id): (None if pd.isna(r.value) else r.value, r.status, r.qualifier)
        for r in staged.itertuples()
    }


def refusal(tmp_path: Path, periods: str = "", exits: str = "") -> str:
    with pytest.raises(Refused) as caught:
        frames(tmp_path, periods, exits)
    return str(caught.value)


def test_events_are_exact_and_people_are_rounded(tmp_path: Path) -> None:
    found = told(tmp_path, row("call-in", 2) + row("ökat fokus", 3) + row("upprepat budskap", 32) + row("custom notification", 0))
    assert found == {
        ("call-in", "kommun:1480", "alla"): (2, "ok", "exact"),
        ("ökat fokus", "kommun:1480", "alla"): (3, "ok", "exact"),
        ("upprepat budskap", "kommun:1480", "alla"): (30, "ok", "about"),
        ("custom notification", "kommun:1480", "alla"): (None, "withheld", "exact"),
    }


def test_the_trap_of_a_small_district_is_closed_and_its_number_is_in_no_frame(tmp_path: Path) -> None:
    areas = {"Nordost": 61, "Centrum": 33, "Sydväst": 47, "Hisingen": 7}
    rows = row("custom notification", sum(areas.values())) + "".join(
        row("custom notification", n, area=a) for a, n in areas.items()
    )
    made = frames(tmp_path, rows)
    found = {r.area_id: (r.value, r.status) for r in made["stg_gvi_register"].itertuples()}
    hidden = {a for a, (_, status) in found.items() if status == "withheld"}
    assert hidden == {"stadsomrade:2", "stadsomrade:4"}  # the seven, and the least of the others to go with it
    assert found["kommun:1480"] == (150, "ok") and found["stadsomrade:1"] == (60, "ok")
    everything = {str(cell) for frame in made.values() for cell in frame.drop(columns="cell", errors="ignore").to_numpy().flat}
    assert not everything & {"7", "7.0", "33", "33.0", "61", "61.0", "148", "148.0"}


def test_a_phase_in_two_districts_is_one_in_the_city(tmp_path: Path) -> None:
    rows = "".join(row("ökat fokus", 1, area=a) for a in ("Göteborg", "Centrum", "Hisingen"))
    assert set(told(tmp_path, rows).values()) == {(1, "ok", "exact")}


def test_a_district_is_shown_from_twenty_and_a_division_of_the_city_from_ten(tmp_path: Path) -> None:
    found = told(tmp_path, row("upprepat budskap", 19, area="Centrum") + row("upprepat budskap", 20, area="Hisingen"))
    assert [status for _, status, _ in found.values()] == ["withheld", "ok"]
    assert told(tmp_path, row("tid till kontakt", 12, "inom 7 dagar"))["tid till kontakt", "kommun:1480", "inom 7 dagar"][0] == 10


def test_those_who_declined_cannot_be_worked_out(tmp_path: Path) -> None:
    found = told(tmp_path, row("erbjudande", 40) + row("tagit emot", 35))
    assert [s for _, s, _ in found.values()] == ["ok", "withheld", "withheld"]
    assert ("andel som tagit emot", "kommun:1480", "alla") in found


SHARES = [
    (40, 20, 50, "ok"), (45, 35, 80, "ok"), (30, 11, 35, "ok"), (29, 15, None, "withheld"), (200, 185, None, "withheld"),
    (400, 20, None, "withheld"), ("", 20, None, "missing"), ("oklart", 20, None, "unclear"),
]  # fmt: skip


@pytest.mark.parametrize(("offered", "taken", "share", "status"), SHARES)
def test_a_share_is_told_in_whole_fives_on_a_base_of_thirty(
    tmp_path: Path, offered: object, taken: object, share: float | None, status: str
) -> None:
    found = told(tmp_path, row("erbjudande", offered) + row("tagit emot", taken))
    assert found["andel som tagit emot", "kommun:1480", "alla"][:2] == (share, status)


def test_sanctions_are_exact_with_their_sum_and_few_are_hidden(tmp_path: Path) -> None:
    rows = row("sanktion", 12, "Tillståndsenheten: 9 kap. 17 § alkohollagen") + row("sanktion", 9, "Miljö: 30 § livsmedelslagen")
    found = told(tmp_path, rows)
    assert found["sanktion", "kommun:1480", "alla"] == (21, "ok", "exact")
    few = told(tmp_path, rows + row("sanktion", 2, "Polisen: 3 kap. ordningslagen"))
    hidden = {group for (_, _, group), (_, status, _) in few.items() if status == "withheld"}
    assert hidden == {"Polisen: 3 kap. ordningslagen", "Miljö: 30 § livsmedelslagen"}
    assert told(tmp_path, row("sanktion", 0))["sanktion", "kommun:1480", "alla"] == (0, "ok", "exact")


def test_a_complete_division_gives_its_total_and_a_broken_one_none(tmp_path: Path) -> None:
    classes = ("inom 7 dagar", "8-30 dagar", "31–90 dagar", "över 90 dagar")
    rows = "".join(row("tid till kontakt", n, c) for n, c in zip((15, 20, 30, 12), classes, strict=True))
    staged = frames(tmp_path, rows)["stg_gvi_register"].set_index("group_id")
    assert staged.loc["alla", "value"] == 75
    assert staged.loc["alla", "cell"] == "kolumn antal, 4 rader (rad 2–5)"
    assert "alla" not in {g for _, _, g in told(tmp_path, rows.replace(";20\n", ";\n"))}


def test_what_a_missing_part_was_cannot_be_worked_out_either(tmp_path: Path) -> None:
    rows = row("custom notification", 60) + row("custom notification", 55, "hemmet") + row("custom notification", "", "Frivården")
    found = {group: status for (_, _, group), (_, status, _) in told(tmp_path, rows).items()}
    assert found == {"alla": "ok", "hemmet": "withheld", "Frivården": "missing"}


def test_coverage_tells_each_period_once_and_intake_every_row(tmp_path: Path) -> None:
    periods = row("call-in", 1, period=FIRST) + row("call-in", 0, period=SECOND) + row("ökat fokus", 1, period=FIRST)
    made = frames(tmp_path, periods, "2023;;;;;;;;\n2022;;;;;;;;\n")
    covered = [(r.product, str(r.period_start), str(r.period_end)) for r in made["coverage"].itertuples()]
    assert sorted(covered) == [
        ("gvi_avhopp", "2022-01-01", "2022-12-31"), ("gvi_avhopp", "2023-01-01", "2023-12-31"),
        ("gvi_perioder", "2024-01-01", "2024-06-30"), ("gvi_perioder", "2024-07-01", "2024-12-31"),
    ]  # fmt: skip
    assert made["intake"].to_dict("list") == {
        "file": ["perioder.csv", "avhopp.csv"], "read": [3, 2], "loaded": [3, 2], "rejected": [0, 0]
    }  # fmt: skip


BROKEN = [
    (row("call in", 1), "rad 2, kolumn matt: hittade ”call in”, väntade något av call-in"),
    (row("call-in", 1, area="Hissingen"), "rad 2, kolumn omrade: hittade området ”Hissingen”"),
    (row("call-in", 1, area="Norra Angered"), "väntade kommunen eller ett stadsområde"),
    (row("call-in", 1, period="2024-01-01;2024-03-31"), "väntade ett helt halvår eller ett helt kalenderår"),
    (row("call-in", 1, period="2023-07-01;2024-06-30"), "väntade ett helt halvår eller ett helt kalenderår"),
    (row("call-in", 1, period="2024-01-01;2024-13-31"), "väntade ett datum som finns"),
    (row("call-in", -1), "rad 2, kolumn antal: hittade ”-1”, väntade ett heltal, noll eller mer"),
    (row("call-in", "1,5"), "väntade ett heltal, noll eller mer"),
    (row("call-in", "några"), "väntade ett tal, .. eller oklart"),
    (row("call-in", 1, "hemmet"), "väntade tomt. Rätta stavningen"),
    (row("custom notification", 30, "hemma"), "väntade tomt eller hemmet eller Frivården"),
    (row("custom notification", 30, "hemmet", "Centrum"), "väntade ingen uppdelning inom ett stadsområde"),
    (row("sanktion", 1, "alkohollagen"), "väntade `myndighet: lagrum`"),
    (row("call-in", 1) * 2, "rad 2 och rad 3: hittade samma uppgift två gånger"),
    (row("call-in", 1) + row("call-in", 1, area="Göteborgs Stad"), "rad 2 och rad 3: hittade samma uppgift två gånger"),
    (row("upprepat budskap", 30) + row("upprepat budskap", 20, period=FIRST), "hittade ett halvår bredvid sitt år"),
    (row("erbjudande", 30) + row("tagit emot", 31), "hittade erbjudande 30, delarna 1 fler, väntade minst delarna"),
    (row("custom notification", 30) + row("custom notification", 31, "hemmet"), "delarna 1 fler"),
    (row("ökat fokus", 1) + row("upprepat budskap", 30) + row("upprepat budskap", 40, area="Centrum"), "delarna 10 fler"),
    (row("call-in", 1, area="19121212-1212"), "något som ser ut som ett personnummer"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "said"), BROKEN)
def test_a_broken_row_is_said_with_its_place(tmp_path: Path, rows: str, said: str) -> None:
    answer = refusal(tmp_path, rows)
    assert said in answer and "perioder.csv" in answer and "19121212" not in answer


def test_faults_of_both_tables_are_told_in_one_run(tmp_path: Path) -> None:
    answer = refusal(tmp_path, row("callin", 1) + row("call-in", "x"), "24;;;;;;;;\n")
    assert [part in answer for part in ("rad 2, kolumn matt", "rad 3, kolumn antal", "avhopp.csv, rad 2, kolumn ar")] == [
        True
    ] * 3


@pytest.mark.parametrize("column", ["personnummer", "namn", "grupp"])
def test_a_column_that_is_not_in_the_template_is_refused(tmp_path: Path, column: str) -> None:
    files: dict[str, bytes | Path] = {"perioder.csv": f"{PERIODS.strip()};{column}\n{row('call-in', 1).strip()};A\n".encode()}
    with pytest.raises(Refused, match=column):
        read(read_release(deliver(tmp_path / "gvi/2025", files), "1480"), CITY)


def test_a_file_beside_the_templates_is_refused(tmp_path: Path) -> None:
    files: dict[str, bytes | Path] = {"perioder.csv": (PERIODS + row("call-in", 1)).encode(), "matt.csv": b"matt\n"}
    with pytest.raises(Refused, match="en okänd fil"):
        read(read_release(deliver(tmp_path / "gvi/2025", files), "1480"), CITY)


def test_a_workbook_is_read_like_text(tmp_path: Path) -> None:
    book = Workbook()
    for line in (PERIODS + row("call-in", 2)).splitlines():
        book.active.append([int(c) if c.isdigit() else c for c in line.split(";")])
    folder = deliver(tmp_path / "gvi/2025", {})
    book.save(folder / "perioder.xlsx")
    staged = read(read_release(folder, "1480"), CITY)["stg_gvi_register"]
    assert list(staged[["value", "cell"]].iloc[0]) == [2, "Sheet!rad 2, kolumn antal"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_template_file_has_the_columns_that_are_read(name: str) -> None:
    with (ROOT / f"etl/sources/gvi/mall/{name}.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [list(TEMPLATES[name].columns)]
