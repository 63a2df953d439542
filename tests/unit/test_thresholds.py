"""What a municipality decides of disclosure control, and what it is told when it has not decided or cannot be understood."""

import datetime as dt
from pathlib import Path

import pytest

from etl.disclosure import PROPOSALS
from etl.model import Refused
from etl.municipality import Municipality, read_municipality
from etl.thresholds import PROPOSED, told

DECIDED = '[rojandekontroll]\ndecided_by = "Dataskyddsombudet"\ndecided_on = 2026-05-01\n'


def city(folder: Path, text: str) -> Municipality:
    place = folder / "1480"
    place.mkdir()
    (place / "municipality.toml").write_text(f'code = "1480"\nname = "Göteborg"\n{text}', encoding="utf-8")
    (place / "areas.csv").write_text("kind,code,name\n", encoding="utf-8")
    return read_municipality(place)


def test_without_a_decision_the_proposals_hold_and_are_called_proposals(tmp_path: Path) -> None:
    laws = city(tmp_path, "").classes
    assert laws == PROPOSALS
    assert [(laws[k].smallest, laws[k].zero, laws[k].base) for k in ("K1", "K2", "K3")] == [
        (5, False, 1), (5, False, 1), (10, True, 5),
    ]  # fmt: skip
    assert {told(law) for law in laws.values()} == {PROPOSED} and "dataskyddsombudet (DSO)" in PROPOSED


def test_a_decision_without_changes_adopts_the_proposals(tmp_path: Path) -> None:
    laws = city(tmp_path, DECIDED).classes
    assert {(laws[k].decided_by, laws[k].decided) for k in ("K1", "K2", "K3")} == {("Dataskyddsombudet", dt.date(2026, 5, 1))}
    assert laws["K3"].smallest == 10 and told(laws["K3"]) == "beslutat av Dataskyddsombudet 2026-05-01"
    assert laws["K0"] == PROPOSALS["K0"]


def test_decided_thresholds_replace_the_proposed_and_no_others(tmp_path: Path) -> None:
    text = DECIDED + "[rojandekontroll.K3]\nsmallest = 7\nzero = false\n[rojandekontroll.K2]\ndominance = [[1, 70]]\np = 12.5\n"
    laws = city(tmp_path, text).classes
    assert (laws["K3"].smallest, laws["K3"].zero, laws["K3"].smallest_in_part) == (7, False, 20)
    assert (laws["K2"].dominance, laws["K2"].p, laws["K2"].smallest) == (((1, 70),), 12.5, 5)


WRONG = [
    ("[rojandekontroll.K3]\nsmallest = 5\n", "rojandekontroll.decided_by: hittade inget värde"),
    ("[rojandekontroll]\ndecided_by = 'N'\n", "rojandekontroll.decided_on: hittade inget värde, väntade dagen för beslutet"),
    ("[rojandekontroll]\ndecided_by = ''\ndecided_on = 2026-05-01\n", "decided_by: hittade , väntade namn eller roll"),
    ("[rojandekontroll]\ndecided_by = 'N'\ndecided_on = '2026-05-01'\n", "decided_on: hittade 2026-05-01, väntade dagen"),
    ("rojandekontroll = 5\n", "rojandekontroll: hittade 5, väntade en tabell [rojandekontroll]"),
    (DECIDED + "[rojandekontroll.K0]\nsmallest = 5\n", "rojandekontroll.K0"),
    (DECIDED + "[rojandekontroll.K4]\nsmallest = 5\n", "väntade någon av K1, K2, K3"),
    (DECIDED + "K3 = 5\n", "rojandekontroll.K3: hittade 5, väntade en tabell [rojandekontroll.K3]"),
    (DECIDED + "[rojandekontroll.K3]\nsmalest = 5\n", "rojandekontroll.K3.smalest: hittade 5, väntade någon av smallest, zero"),
    (DECIDED + "[rojandekontroll.K3]\nsmallest = '5'\n", "hittade 5, väntade samma slag av värde som förslaget (10)"),
    (DECIDED + "[rojandekontroll.K3]\nsmallest = -1\n", "K3.smallest: hittade -1"),
    (DECIDED + "[rojandekontroll.K3]\nsmallest = true\n", "K3.smallest: hittade True"),
    (DECIDED + "[rojandekontroll.K3]\nsmallest = inf\n", "K3.smallest: hittade inf"),
    (DECIDED + "[rojandekontroll.K3]\nsmallest = nan\n", "K3.smallest: hittade nan"),
    (DECIDED + "[rojandekontroll.K3]\nbase = 0\n", "K3.base: hittade 0"),
    (DECIDED + "[rojandekontroll.K3]\nzero = 1\n", "K3.zero: hittade 1, väntade samma slag av värde som förslaget (True)"),
    (DECIDED + "[rojandekontroll.K2]\ndominance = [1, 75]\n", "K2.dominance: hittade [1, 75]"),
    (DECIDED + "[rojandekontroll.K2]\ndecided_by = 'A'\n", "rojandekontroll.K2.decided_by"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_cannot_be_understood_is_refused_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        city(tmp_path, text)
    answer = str(caught.value)
    assert said in answer and "1480/municipality.toml" in answer


def test_every_wrong_key_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        city(tmp_path, DECIDED + "[rojandekontroll.K1]\nsmallest = 'x'\nfoo = 1\n[rojandekontroll.K3]\nbase = -5\n")
    assert len(caught.value.faults) == 3


def test_the_thresholds_cannot_be_changed_afterwards(tmp_path: Path) -> None:
    with pytest.raises(AttributeError):
        city(tmp_path, DECIDED).classes["K3"].smallest = 1  # type: ignore[misc]
