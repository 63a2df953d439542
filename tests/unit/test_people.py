"""A personal number in what a reader hands over stops the delivery, and is never repeated."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from places import DATA, deliver, goteborg

from etl.build import check_delivery
from etl.model import Refused, Release
from etl.people import guard_people

SECRET = "19800101-2387"  # in the numbers set aside for tests
DAY = dt.date(2023, 7, 4)
RELEASE = Release("1480/x/2023", "x", Path("2023"), (), "t", "p", "u", "l", DAY, DAY, "", "0")


@pytest.mark.parametrize(
    "text",
    [SECRET, f"Om {SECRET}.", "198001012387", "800101\u200b-2387", "８００１０１-２３８７", "800101 - 2387", "800101- 2387"],
)
@pytest.mark.parametrize("kind", ["object", "string"])
def test_a_number_in_any_text_is_told_by_its_place_alone(text: str, kind: str) -> None:
    frame = pd.DataFrame({"note": ["a", text], "file": "a.csv", "cell": ["rad 2", "rad 3"]}).astype({"note": kind})
    with pytest.raises(Refused) as refusal:
        guard_people(RELEASE, {"stg_x": frame})
    assert str(refusal.value).startswith("a.csv, rad 3: hittade något som ser ut som ett personnummer i stg_x, note, väntade")
    assert "2387" not in str(refusal.value)


def test_what_is_no_persons_number_passes() -> None:
    texts = ["556036-0793", "2023-05-01–2023-06-30", "rad 12345678901", "1 234 567 890", None, "800101-2384"]
    guard_people(RELEASE, {"stg_x": pd.DataFrame({"note": texts}), "other": object()})


@pytest.mark.parametrize(("drawer", "column"), [("pastaende", 5), ("trygghet", -1), ("befolkning", -1)])
def test_no_drawer_forgets(tmp_path: Path, drawer: str, column: int) -> None:
    [original] = (DATA / "raw/1480" / drawer).glob("*/*.csv")
    header, first, *rest = original.read_text(encoding="utf-8-sig").splitlines()
    delimiter = max(";,", key=header.count)
    cells = first.split(delimiter)
    cells[column] = SECRET
    text = "\n".join([header, delimiter.join(cells), *rest]) + "\n"
    folder = deliver(tmp_path / "raw/1480" / drawer / "2023", {original.name: text.encode()}, published="2026-10-10")
    with pytest.raises(Refused) as refusal:
        check_delivery(folder, DATA / "municipalities/1480")
    assert "2387" not in str(refusal.value)


def test_an_area_is_not_called_by_a_persons_number(tmp_path: Path) -> None:
    folder = goteborg(tmp_path)
    with (tmp_path / "municipalities/1480/areas.csv").open("a", encoding="utf-8") as file:
        file.write(f"stadsomrade,9,Hos {SECRET}\n")
    with pytest.raises(Refused, match="rad 7: hittade något som ser ut som ett personnummer") as refusal:
        check_delivery(folder, tmp_path / "municipalities/1480")
    assert "2387" not in str(refusal.value)
