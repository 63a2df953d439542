"""One symbol a reason for having no figure, the same on every page and paper, with its words below the table."""

import re
from pathlib import Path

import pytest
from told import fact, unknown

from dashboard import checks, markup, matrix, symbols, tables, words
from dashboard.rows import Fact

ROOT = Path(__file__).parents[2]
SHOWN = {"withheld": "..", "unreliable": "..", "missing": "–", "not_applicable": ".", "unclear": "Oklart i källan"}
GRANT = {"area": "Idrott", "kind": "organisation", "area_id": "organisation:I", "unit": "tkr"}


def test_every_status_of_the_contract_has_its_symbol_or_its_words() -> None:
    schema = (ROOT / "etl/schema.sql").read_text(encoding="utf-8")
    (listed,) = re.findall(r"status TEXT NOT NULL DEFAULT 'ok'\s+CHECK \(status IN \(([^)]*)\)\)", schema)
    assert set(re.findall(r"'(\w+)'", listed)) == {*SHOWN, "ok", "preliminary"}


@pytest.mark.parametrize(("status", "told"), SHOWN.items())
@pytest.mark.parametrize("source", ["ntu", "gvi"])
def test_what_has_no_figure_is_told_alike_in_every_table(status: str, told: str, source: str) -> None:
    known, lost = fact(source=source), unknown(status, source=source, group_id="kvinnor")
    assert words.cell(lost) == words.short_amount(lost) == words.bare_amount(lost) == told
    (matrixed,) = matrix.by_group([known, lost])
    assert told in [row[1] for row in matrixed.rows]
    (row,) = tables.by_organisation([unknown(status, **GRANT)], "").rows
    assert row[1] == told
    assert tables.figures_table([lost], "").rows[0][2] == told
    (shown,) = matrix.by_year([unknown(status, source=source)])
    assert shown.rows[0][1] == told


def test_a_zero_is_a_figure_and_nobody_asked_is_missing() -> None:
    assert words.cell(fact(value=0.0, lower=None, upper=None, unit="antal", decimals=0)) == "0"
    assert words.cell(None) == words.bare_amount(None) == "–"


def test_a_legend_tells_the_symbols_that_occur_and_no_other() -> None:
    assert symbols.legend(["12", "0", "Oklart i källan", "..–", "a.b"]) == ""
    told = symbols.legend(["0", ".", "12"])
    assert told.startswith(". kan inte förekomma") and "0 är" in told and ".. " not in told and "–" not in told
    assert symbols.legend(["..", "–"]).count(";") == 1


def table(*facts: Fact) -> str:
    return markup.table(tables.figures_table(facts, "Siffror"))


def test_the_legend_stands_once_below_a_table_that_has_a_symbol() -> None:
    told = table(fact(), unknown("withheld"), unknown("withheld"))
    assert told.count("visas inte av sekretess- eller röjandeskäl") == 1
    assert told.endswith("</p>") and "lb-foot" not in table(fact())


def test_a_corrected_figure_that_is_hidden_says_nothing_else() -> None:
    assert checks.verdicts.was(None, "withheld", "antal", 0) == ".."
    assert checks.verdicts.was(None, "unclear", "antal", 0) == "Oklart i källan"
