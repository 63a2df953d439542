"""What the page of sources says of disclosure control: the rules and who decided them, each measure, and how to try it."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from told import INDICATOR

from dashboard import disclosed, words
from dashboard.rows import Protection

AMOUNTS: dict[str, object] = {"fewest": 0, "dominance": [], "p": 0, "amount_base": 1}
PERSONS = json.dumps({"smallest": 10, "zero": True, "smallest_in_part": 20, "base": 5} | AMOUNTS)
BODIES = json.dumps({"smallest": 5, "zero": False, "smallest_in_part": None, "base": 1} | AMOUNTS)
ROW = Protection(
    "gvi_budskap", "K3", "SPEC 4.3, 1", PERSONS, "", None, 14, 2, "optimal", "", 40.0, True, "abcdefghijklmnop" * 4,
    "Upprepat budskap", "Halvår 2025",
)  # fmt: skip
ALONE = replace(ROW, family="gvi_beslut", klass="K2", rules=BODIES, hidden=0, narrowest=None, indicator="Beslut")


def test_the_rules_in_force_are_told_with_who_decided_or_that_nobody_has() -> None:
    proposed, decided = disclosed.decision(ROW), replace(ROW, decided_by="Chefsjuristen", decided_on=dt.date(2026, 5, 1))
    assert proposed == "Förslag som dataskyddsombudet (DSO) ska ta ställning till"
    assert disclosed.decision(decided) == "Beslutat av Chefsjuristen 1 maj 2026"
    table = disclosed.rule_table([ROW, ROW, ALONE])
    assert [row[0] for row in table.rows] == ["K2", "K3"]
    bodies, persons = (row[2] for row in table.rows)
    assert persons.startswith("Antal under 10 visas inte, inte heller 0. I delar av kommunen visas inte antal under 20.")
    assert bodies.startswith("Antal under 5 visas inte; 0 visas. Ett dolt antal")


def test_each_measure_has_its_cells_its_narrowest_interval_its_outcome_and_its_whole_checksum() -> None:
    hidden, open_, endless = disclosed.family_table([ROW, ALONE, replace(ROW, narrowest=None, reason="held")]).rows
    assert hidden[:7] == ("Upprepat budskap", "K3", "14", "2", "40", "klarar", "Så lite som möjligt är dolt.")
    assert hidden[8].replace(" ", "") == ROW.digest
    assert (open_[4], open_[6]) == (".", "Inget behöver döljas.")
    assert endless[4] == "utan övre gräns" and endless[6].endswith("väntar till nästa ordinarie leverans.")


def test_the_summary_tells_the_narrowest_of_all_and_never_that_all_is_well_when_it_is_not() -> None:
    wider = replace(ROW, narrowest=85.0)
    assert "varav dolda: 4. Den som försöker" in disclosed.summary([wider, ROW])
    assert "intervall som är 40 brett. Alla mått klarar" in disclosed.summary([wider, ROW])
    assert "brett" not in disclosed.summary([ALONE])
    assert "Sprid inte bilden vidare" in disclosed.summary([ROW, replace(ALONE, passed=False)])


def test_measures_that_nobody_has_tried_are_not_taken_for_protected() -> None:
    measures = tuple(replace(INDICATOR, indicator_id=i, klass=k) for i, k in (("gvi_budskap", "K3"), ("a", "K2"), ("b", "K0")))
    assert disclosed.unguarded(measures, [ROW]).startswith("Utan röjandekontroll: 1 mått i klasserna K2.")
    assert disclosed.unguarded(measures[:1], [ROW]) == ""


@pytest.mark.parametrize("rows", [(), (ROW,)], ids=["inget", "ett"])
def test_a_third_party_is_told_how_to_try_the_very_file(rows: tuple[Protection, ...]) -> None:
    told = disclosed.section(rows, (), "20261121-abc.duckdb")
    assert "python -m etl audit 20261121-abc.duckdb" in told
    assert (words.text("disclosure.none") in told) is not bool(rows)


def test_amounts_are_ruled_by_how_many_and_how_large_the_organisations_behind_them_are() -> None:
    law = json.loads(BODIES) | {"fewest": 5, "dominance": [[1, 75], [2, 85]], "p": 10, "amount_base": 1000}
    told = disclosed.rule(replace(ALONE, rules=json.dumps(law))).replace("\u00a0", " ")
    assert told.startswith("Antal under 5, och antal som färre än 5 organisationer står bakom, visas inte; 0 visas.")
    assert "den största står för 75 procent eller mer" in told and "de 2 största står för 85 procent eller mer" in told
    assert "inom 10 procent" in told and told.endswith("Övriga belopp avrundas till närmaste 1 000 kronor.")
    assert "Belopp" not in disclosed.rule(ALONE)
