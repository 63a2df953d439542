"""The rules that point at organisations: what they see, what they leave alone, and how often they have been right."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from granted import CITY, ONE, TWO, application, control, flags, organisation, register

from etl.build import _flag_all
from etl.catalogue import drawers
from etl.model import Release
from etl.warehouse import Draft, draft

KULTUR = {"arende": "A2", "forvaltning": "Kulturförvaltningen"}
YEARS = ("2020", "2021", "2022")


@pytest.fixture
def work() -> Iterator[Draft]:
    with draft() as empty:
        yield empty


def flagged(work: Draft, release: Release) -> None:
    """The drawer's flags without its figures, which take longer."""
    drawer = next(d for d in drawers() if d.source == "bidrag")
    work.add_areas(CITY.areas)
    work.create(drawer.staging)
    work.add_release(release)
    work.stage(drawer.read(release, CITY), release)
    _flag_all(work, drawer)


def pointed(work: Draft, rule: str) -> list[str]:
    found = flags(work)
    return list(found[found["flag_id"] == f"bidrag_flagga_{rule}"]["sentence"])


def test_several_payers_are_told_with_amounts_and_rows(work: Draft, tmp_path: Path) -> None:
    flagged(work, register(tmp_path, [application(), application(**KULTUR, utbetalt_kr=80_000)]))
    (row,) = flags(work).query("flag_id == 'bidrag_flagga_flera'").to_dict("records")
    assert row["sentence"] == (
        "Fick 100 000 kr av Idrotts- och föreningsförvaltningen, 80 000 kr av Kulturförvaltningen för ”läxhjälp” "
        "under tid som överlappar."
    )
    assert (row["organisation_id"], row["organisation"], row["file"], row["cell"]) == (
        ONE.replace("-", ""), "Provföreningen", "ansokningar.csv", "rad 2, rad 3",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, 1),
        ({"sokt_kr": 100_001}, 0),
        ({"period_slut": "2023-06-29"}, 0),
        ({"andamal": "sommarläger"}, 0),
        ({"beslut": "återtagen", "beviljat_kr": 0, "utbetalt_kr": 0}, 0),
        ({"beslut": "avslag", "beviljat_kr": 0, "utbetalt_kr": 0}, 1),
        ({"organisationsnummer": TWO}, 0),
    ],
)
def test_only_exactly_alike_applications_are_doubles(work: Draft, tmp_path: Path, changed: dict[str, object], found: int) -> None:
    flagged(work, register(tmp_path, [application(), application(**KULTUR, **changed)]))
    assert len(pointed(work, "dubblett")) == found


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [(480, 120, 1), (480, 470, 0), (480, "", 1), ("", "", 0), (100, 90, 0), (100, 89, 1)],
)
def test_members_that_differ_or_are_left_out_for_the_same_time(
    work: Draft, tmp_path: Path, first: object, second: object, found: int
) -> None:
    rows = [application(medlemmar=first), application(**KULTUR, andamal="sommarläger", medlemmar=second)]
    flagged(work, register(tmp_path, rows))
    assert len(pointed(work, "medlemmar")) == found


def test_without_a_column_of_members_nothing_is_said_of_them(work: Draft, tmp_path: Path) -> None:
    flagged(work, register(tmp_path, [application(), application(**KULTUR)]))
    assert pointed(work, "medlemmar") == []


def asked(number: int, amounts: tuple[int, ...], **changed: object) -> list[dict[str, object]]:
    """One organisation's applications, one per year and the last one newest."""
    return [
        application(
            arende=f"{number}-{year}", organisationsnummer=organisation(number), andamal=f"ändamål {number}", sokt_kr=amount,
            period_start=f"{year}-07-01", period_slut=f"{int(year) + 1}-06-30",
            redovisningsperiod=f"{year}-07-01–{int(year) + 1}-06-30", **changed,
        )
        for year, amount in zip(YEARS[-len(amounts) :], amounts, strict=True)
    ]  # fmt: skip


def peers(number: int) -> list[dict[str, object]]:
    """Organisations whose amounts go up and down by a few percent."""
    return [row for n in range(number) for row in asked(n, (100_000, 100_000 + 500 * n, 100_000 + 400 * n))]


@pytest.mark.parametrize(
    ("amounts", "others", "found"),
    [
        ((50_000, 51_000, 300_000), 12, 1),
        ((50_000, 51_000, 60_000), 12, 0),  # more than the others, but less than 25 percent
        ((51_000, 300_000), 12, 0),  # only two years
        ((50_000, 51_000, 300_000), 8, 0),  # too few to compare with
        ((300_000, 51_000, 50_000), 12, 0),
        ((51_000, 300_000, 301_000), 12, 0),  # the year before had no two years behind it
    ],
)
def test_asking_for_much_more_than_before_and_than_others(
    work: Draft, tmp_path: Path, amounts: tuple[int, ...], others: int, found: int
) -> None:
    rows = peers(others) + asked(900, amounts)
    flagged(work, register(tmp_path, rows, [control(arende="0-2022", organisationsnummer=organisation(0))]))
    sentences = pointed(work, "okning")
    assert len(sentences) == found
    if found:
        assert sentences[0].startswith("Sökte 300 000 kr i verksamhetsbidrag, 488 procent mer än perioden före (51 000 kr).")


def test_one_amount_split_on_two_applications_has_not_grown(work: Draft, tmp_path: Path) -> None:
    steady = asked(900, (300_000, 300_000, 100_000))
    rest = steady[-1] | {"arende": "resten", "sokt_kr": 200_000, "forvaltning": "Kulturförvaltningen"}
    fallen = asked(901, (300_000, 20_000, 100_000))  # the same last row without the rest: this one has grown
    first = [control(arende="0-2022", organisationsnummer=organisation(0))]
    flagged(work, register(tmp_path, [*peers(12), *steady, rest, *fallen], first))
    found = flags(work).query("flag_id == 'bidrag_flagga_okning'")
    assert list(found["organisation_id"]) == [organisation(901)]


def test_outcomes_are_counted_per_rule_and_in_the_random_arm(work: Draft, tmp_path: Path) -> None:
    led = {"flagga": "bidrag_flagga_flera"}
    results = ("avvikelse", "avvikelse", "utan avvikelse", "oklart", "pågår")
    rows = [control(kontroll=f"F{n}", utfall=r, **led) for n, r in enumerate(results)]
    rows += [
        control(kontroll="S1", urvalsgrund="slump", utfall="avvikelse"),
        control(kontroll="S2", urvalsgrund="slump", antal=3),
    ]
    rows += [control(kontroll="S3", urvalsgrund="slump", utfall="pågår")]
    flagged(work, register(tmp_path, [application()], rows))
    found = work.con.execute(
        "SELECT confirmed, refuted, open, base_rate FROM flag WHERE flag_id = 'bidrag_flagga_flera'"
    ).fetchall()
    assert found == [(2, 1, 2, 25)]


def test_rules_read_nothing_but_what_they_say() -> None:
    drawer = next(d for d in drawers() if d.source == "bidrag")
    forbidden = ("district_id", "stadsomrade", "forening", "postnummer")
    assert [(f.flag_id, word) for f in drawer.flags for word in forbidden if word in f.select] == []
    assert [f.grade for f in drawer.flags] == [1, 1, 1, 2]
    assert all(f.why and f.formula and f.threshold and f.exclusions and f.example for f in drawer.flags)


def test_no_register_no_flags(work: Draft) -> None:
    drawer = next(d for d in drawers() if d.source == "bidrag")
    work.create(drawer.staging)
    _flag_all(work, drawer)
    assert work.con.execute("SELECT DISTINCT organisations, state FROM flag").fetchall() == [(None, "utan utfall")]


def test_the_frame_of_a_drawing_is_what_was_granted_in_the_newest_period(work: Draft, tmp_path: Path) -> None:
    old = {"arende": "B", "redovisningsperiod": "2021-07-01–2022-06-30"}
    turned = {"arende": "C", "beslut": "avslag", "beviljat_kr": 0, "utbetalt_kr": 0}
    flagged(work, register(tmp_path, [application(**old), application(**turned), application()]))
    assert work.frame(next(d for d in drawers() if d.source == "bidrag").frame) == {"A1": "ansokningar.csv rad 4"}
