"""Indicators from their blocks, and what every drawer of the project must hold."""

import pytest

from etl.catalogue import SOURCES, Drawer, drawers, read_indicators

BLOCKS = """
[defaults]
theme = "Tema"
unit = "procent"
decimals = 1
better = "lower"
class = "K0"
definition = "D"
method = "M"
caveats = "C"
select = "SELECT '$topic' AS topic, '$id' AS id, $$1 AS price FROM stg_prov"

[prov_ett]
topic = "grannens 'hund'"
name = "Ett"

[prov_tva]
topic = "två"
name = "Två"
unit = "antal"
decimals = 0
headline = true
derived = true
position = 40
"""
# What people may read as a unit; a new unit must be thought of here before it is shown.
UNITS = {
    "procent", "procent av hushåll", "procentenheter", "antal", "per 1 000 invånare", "tkr", "kr", "mkr",
    "index 0–100", "promille", "veckor", "månader", "timmar", "år",
}  # fmt: skip


def test_a_block_is_an_indicator_and_the_defaults_fill_what_it_leaves_out() -> None:
    one, two = read_indicators(BLOCKS, "prov")
    assert (one.indicator_id, one.source, one.name, one.unit, one.decimals, one.klass) == (
        "prov_ett",
        "prov",
        "Ett",
        "procent",
        1,
        "K0",
    )
    assert (one.headline, one.derived, one.position) == (False, False, 0)
    assert (two.unit, two.decimals, two.headline, two.derived, two.position) == ("antal", 0, True, True, 40)


def test_the_blocks_own_values_are_quoted_into_its_select() -> None:
    one, two = read_indicators(BLOCKS, "prov")
    assert one.select == "SELECT 'grannens ''hund''' AS topic, 'prov_ett' AS id, $1 AS price FROM stg_prov"
    assert "'två' AS topic, 'prov_tva' AS id" in two.select


@pytest.mark.parametrize(
    ("old", "new"), [('better = "lower"', 'better = "mindre"'), ("[prov_ett]", "[annan_ett]"), ("$topic", "$tipoc")]
)
def test_a_block_that_is_wrong_stops_everything(old: str, new: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        read_indicators(BLOCKS.replace(old, new), "prov")


@pytest.fixture(params=[d.source for d in drawers()])
def drawer(request: pytest.FixtureRequest) -> Drawer:
    return next(d for d in drawers() if d.source == request.param)


def test_a_drawer_holds_all_about_its_source(drawer: Drawer) -> None:
    assert drawer.indicators or drawer.conflicts
    assert "release_id TEXT NOT NULL" in drawer.staging
    readme = (SOURCES / drawer.source / "README.md").read_text(encoding="utf-8")
    assert len(readme) > 500


def test_every_staging_table_bears_its_drawers_name(drawer: Drawer) -> None:
    made = [line.split()[2] for line in drawer.staging.splitlines() if line.startswith("CREATE TABLE")]
    assert made
    assert {name.split("_")[1] for name in made} == {drawer.source}
    assert {name.split("_")[0] for name in made} == {"stg"}


def test_every_indicator_says_what_it_means_and_what_to_beware_of(drawer: Drawer) -> None:
    wanting = [
        (i.indicator_id, field)
        for i in drawer.indicators
        for field in ("name", "theme", "unit", "definition", "method", "caveats")
        if len(getattr(i, field).strip()) < (2 if field in ("name", "theme", "unit") else 15)
    ]
    assert wanting == []


def test_every_unit_is_one_that_people_may_read(drawer: Drawer) -> None:
    assert {i.unit for i in drawer.indicators if i.unit not in UNITS and not i.unit.startswith("antal ")} == set()


def test_no_two_indicators_of_the_project_share_an_id_or_a_name() -> None:
    ids = [i.indicator_id for d in drawers() for i in d.indicators]
    names = [(i.source, i.name) for d in drawers() for i in d.indicators]
    assert len(set(ids)) == len(ids)
    assert len(set(names)) == len(names)
