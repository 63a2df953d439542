"""A file of claims that is wrong is refused, with row and column, and with everything that is wrong at once."""

from pathlib import Path

import pytest
from claimed import JUDGED, LASTED, SINCE, WORDS, Rows, folder, pair
from places import DATA, deliver

from etl.delivery import read_release
from etl.model import Refused
from etl.municipality import Municipality, read_municipality
from etl.sources.pastaende.reader import read, step


@pytest.fixture(scope="module")
def city() -> Municipality:
    return read_municipality(DATA / "municipalities/1480")


def refusal(place: Path, city: Municipality) -> str:
    with pytest.raises(Refused) as caught:
        read(read_release(place, "1480"), city)
    return str(caught.value)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([WORDS], "rad 2, kolumn mot: hittade ””, väntade ett annat påstående"),
        ([JUDGED], "rad 2, kolumn mot: hittade ”b”, väntade namnet på ett annat påstående"),
        ([JUDGED | {"mot": "a"}], "rad 2, kolumn mot: hittade ”a”"),
        ([{}, {"pastaende": "b"}, {"pastaende": "b"}], "rad 4, kolumn pastaende: hittade ”b”"),
        (pair(JUDGED | {"slag": "gräl"}, {}), "rad 2, kolumn slag: hittade ”gräl”"),
        (pair(JUDGED | {"slag": ""}, {}), "rad 2, kolumn slag: hittade ””"),
        (pair(JUDGED | {"forklaring": ""}, {}), "rad 2, kolumn forklaring: hittade ””"),
        ([{"forklaring": "Så."}], "rad 2, kolumn forklaring: hittade ”Så.”"),
        ([{"form": "känsla"}], "rad 2, kolumn form: hittade ”känsla”"),
        ([{"varde": "", "kvalificerare": ""}], "rad 2, kolumn varde: hittade ””, väntade ett innehåll"),
        ([SINCE], "rad 2, kolumn start: hittade ””"),
        ([LASTED | {"slut": ""}], "rad 2, kolumn slut: hittade ””"),
        ([{"varde": "20.7"}], "rad 2, kolumn varde: hittade ”20.7”"),
        ([{"steg": "lite"}], "rad 2, kolumn varde"),
        ([{"kvalificerare": "kanske"}], "rad 2, kolumn kvalificerare: hittade ”kanske”"),
        ([{"enhet": ""}], "rad 2, kolumn enhet"),
        (pair(WORDS | JUDGED | {"kvalificerare": "exakt"}, {}), "rad 2, kolumn kvalificerare: hittade ”exakt”"),
        ([{"tryckt": ""}], "rad 2, kolumn tryckt"),
        ([{"start": "2019-04-31"}], "rad 2, kolumn start: hittade ”2019-04-31”"),
        ([{"start": "2023", "slut": "2022"}], "rad 2, kolumn slut"),
        ([{"omrade": "Göteborg|Atlantis"}], "rad 2, kolumn omrade: hittade området ”Atlantis”"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(tmp_path: Path, city: Municipality, rows: Rows, said: str) -> None:
    assert said in refusal(folder(tmp_path, rows), city)


def test_all_faults_are_told_at_once(tmp_path: Path, city: Municipality) -> None:
    text = refusal(folder(tmp_path, pair({"form": "x", "omrade": "Atlantis"}, {"varde": "x", "start": "2023-02-30"})), city)
    assert all(words in text for words in ("rad 2, kolumn form", "Atlantis", "rad 3, kolumn varde", "rad 3, kolumn start"))


def test_another_table_or_an_empty_file_is_refused(tmp_path: Path, city: Municipality) -> None:
    other = deliver(tmp_path / "a/1480/pastaende/prov", {"pastaenden.csv": b"a;b\n1;2\n"})
    assert "saknade kolumner: pastaende" in refusal(other, city)
    assert "en tom fil" in refusal(deliver(tmp_path / "b/1480/pastaende/prov", {"pastaenden.csv": b""}), city)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("20,7", 0.1), ("2231", 1), ("4200", 100), ("26800", 100), ("0", 1), ("10,0", 0.1), ("0,05", 0.01), ("-2,7", 0.1)],
)
def test_a_printed_figure_says_how_finely_it_is_given(text: str, unit: float) -> None:
    assert step(text) == pytest.approx(unit)
