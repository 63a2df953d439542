"""Claims of change against two of our figures: both readings of a bare percent, the sign, and what uncertainty allows."""

from pathlib import Path

import pytest
from claimed import folder
from places import DATA

from etl.catalogue import drawers, read_indicators
from etl.delivery import read_release
from etl.municipality import read_municipality
from etl.warehouse import draft

BLOCK = """
[prov_matt]
name = "Prov"
theme = "T"
unit = "{unit}"
decimals = 1
better = "neither"
definition = "d"
method = "m"
caveats = "c"
class = "K0"
select = ""
"""
CITY = read_municipality(DATA / "municipalities/1480")
CHANGE = {"form": "förändring", "indikator": "prov_matt", "start": "2019", "slut": "2022"}
BEFORE, AFTER = 20.0, 18.0  # two points down, ten percent down


def told(tmp_path: Path, claim: dict[str, str], unit: str = "procent", interval: tuple[float, float] | None = None) -> list[str]:
    """Kind and explanation of what one claim of change gives, where the share went from BEFORE to AFTER."""
    drawer = next(d for d in drawers() if d.source == "pastaende")
    release = read_release(folder(tmp_path, [CHANGE | claim]), "1480")
    with draft() as work:
        work.add_areas(CITY.areas)
        work.create(drawer.staging)
        work.add_release(release)
        work.stage(drawer.read(release, CITY), release)
        for indicator in read_indicators(BLOCK.format(unit=unit), "prov"):
            work.describe(indicator)
        for years, value in ((("2018-01-01", "2019-12-31"), BEFORE), (("2021-01-01", "2022-12-31"), AFTER)):
            columns = "indicator_id, area_id, period_start, period_end, value, release_id, file, cell"
            row = ["prov_matt", CITY.area_id, *years, value, release.release_id, "fil", f"rad {value}"]
            work.con.execute(f"INSERT INTO observation ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        if interval:
            work.con.execute(
                """INSERT INTO change BY NAME SELECT 'v' AS verdict_id, 'prov_matt' AS indicator_id, ? AS area_id,
                   'alla' AS group_id, 'previous' AS span, DATE '2018-01-01' AS from_start, DATE '2019-12-31' AS from_end,
                   DATE '2021-01-01' AS to_start, DATE '2022-12-31' AS to_end, 'survey_change' AS method,
                   ? AS difference_lower, ? AS difference_upper, 0.5 AS p, 0.5 AS p_adjusted, 'none' AS verdict, '' AS reason""",
                [CITY.area_id, *interval],
            )
        work.derive("conflict", drawer.conflicts, "pastaende")
        return [f"{kind}: {why}" for kind, why in work.con.execute("SELECT kind, explanation FROM conflict").fetchall()]


@pytest.mark.parametrize(
    ("value", "unit", "own", "said"),
    [
        ("-2,0", "%", "procent", "definition: Påståendet skriver % om en andel. Läst som procentenheter stämmer det"),
        ("-10", "%", "procent", "definition: Påståendet skriver % om en andel. Läst som procent stämmer det"),
        (
            "-5,0",
            "%",
            "procent",
            "two_sources: Påståendet skriver % om en andel. Varken läst som procentenheter eller som procent",
        ),
        ("-2,0", "procentenheter", "procent", None),
        ("-10,0", "procent", "procent", None),
        ("-2,0", "procent", "procent", "two_sources: Storleken bärs inte av våra siffror."),
        (
            "2,0",
            "procentenheter",
            "procent",
            "two_sources: Storleken bärs inte av våra siffror. Våra siffror går åt andra hållet.",
        ),
        ("-10,0", "%", "antal", None),
        ("-17", "%", "antal", "two_sources: Storleken bärs inte av våra siffror."),
        ("-2", "antal", "antal", None),
    ],
)
def test_size_and_sign_are_tried_in_every_reading(tmp_path: Path, value: str, unit: str, own: str, said: str | None) -> None:
    found = told(tmp_path, {"varde": value, "enhet": unit}, own)
    assert len(found) == (1 if said else 0)
    assert all(text.startswith(str(said)) for text in found)


def test_what_the_interval_of_the_change_allows_is_no_contradiction(tmp_path: Path) -> None:
    claim = {"varde": "-4,0", "enhet": "procentenheter"}
    assert told(tmp_path / "a", claim) != []
    assert told(tmp_path / "b", claim, interval=(-5, 1)) == []
    [both] = told(tmp_path / "c", claim | {"enhet": "%"}, interval=(-5, 1))
    assert both.startswith("definition:")
    assert "ryms det i osäkerheten" in both
    assert "Skillnaden mellan våra siffror är inte säker." in both


@pytest.mark.parametrize(("times", "fires"), [({"start": "2018", "slut": "2019"}, False), ({"start": "", "slut": ""}, True)])
def test_only_two_periods_that_the_claim_names_are_compared(tmp_path: Path, times: dict[str, str], fires: bool) -> None:
    assert bool(told(tmp_path, {"varde": "-5", "enhet": "procentenheter"} | times)) is fires
