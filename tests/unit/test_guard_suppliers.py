"""The supplier register's and the ledger's figures are the sums of those behind them, whatever the rows look like."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from behind import ARMS, LAW, RESULTS, drawer, filled, state
from places import deliver, found_municipality
from summed import added_up, assert_adds_up, told
from supplied import TRADER

from etl.delivery import read_release
from etl.guard import guarded
from etl.municipality import Municipality, read_municipality
from etl.sources.leverantor.kontroller import CERTAINTY, HEARING, KINDS
from etl.warehouse import Draft, draft

AREAS = [("kommun", "0000", "Exempelstad"), ("organisation", "SKOLA", "Skola"), ("organisation", "VARD", "Vård")]
HEADS = {
    "leverantorer": "organisationsnummer;leverantor;sni;land;fskatt;startar",
    "avtal": "avtal;organisationsnummer;forvaltning;start;slut;varde_kr;underleverantorer;antal_underleverantorer",
    "kontroller": "kontroll;organisationsnummer;avtal;forvaltning;datum;skede;urvalsgrund;utfall;arbetstagare;ej_personalliggare;"
    "utan_id06;ej_utstationering",
    "avvikelser": "kontroll;organisationsnummer;slag;grund;sakerhet;horande;datum",
    "reskontra": "verifikationsnummer;leverantor;leverantor_id;belopp;datum;forvaltning",
}
DETAIL = {
    ("leverantor_inkop", "okänd förvaltning"),
    *(("leverantor_avtal_kontrollerade", office) for office in ("Skola", "Vård")),
}
Tables = dict[str, list[str]]


@pytest.fixture
def work() -> Iterator[Draft]:
    with draft() as empty:
        yield empty


def company(number: int) -> str:
    """A made-up company's number with the right check digit."""
    nine = f"556{number:06d}"
    return f"{nine}{-sum(sum(divmod(int(d) * (2 - n % 2), 10)) for n, d in enumerate(nine)) % 10}"


def by_chance(seed: int, companies: int = 40, visits: int = 60) -> Tables:
    """A register with sole traders, foreigners, visits of several companies, contracts with several parties, and what nobody
    has counted; its ledger with credits, two förvaltningar, one that nobody knows, and a hole in the year."""
    chance = Random(seed)
    known = [*(company(n) for n in range(companies)), TRADER, "PL1510001112"]
    listed = [f"{k};Firma {n} AB;{chance.choice(('43.341', '81210', '62.010', ''))};" for n, k in enumerate(known)]
    rows: Tables = {"leverantorer": [f"{row}{'PL' if 'PL15' in row else 'SE'};ja;2010" for row in listed]}
    rows["avtal"] = [row for n in range(companies) for row in _contract(chance, n, known)]
    made = [_visit(chance, n, [*known, company(900 + n)]) for n in range(visits)]
    rows["kontroller"] = [row for visit, _ in made for row in visit]
    rows["avvikelser"] = [row for _, found in made for row in found]
    rows["reskontra"] = [_invoice(chance, n, known) for n in range(150)]
    return rows


def _contract(chance: Random, number: int, known: Sequence[str]) -> list[str]:
    value, mapped = chance.choice((100_000, 2_000_000, "")), chance.choice(("kartlagda", "inte kartlagda", "oklart", ""))
    parties = chance.sample(known, chance.choice((1, 1, 1, 3)))
    offices = [chance.choice(("Skola", "Vård"))] * len(parties) if number % 5 else ["Skola", "Vård", "Skola"]
    end = chance.choice(("", "2025-12-31", "2023-06-30"))
    return [f"A{number};{who};{office};2022-01-01;{end};{value};{mapped};" for who, office in zip(parties, offices, strict=False)]


def _visit(chance: Random, number: int, known: Sequence[str]) -> tuple[list[str], list[str]]:
    """The rows of a visit that met one to three companies, and what it found."""
    day = f"{chance.choice((2023, 2023, 2024))}-0{chance.randrange(1, 10)}-11"
    told_of = f"{chance.choice(('Skola', 'Vård'))};{day};{chance.choice(('före avtal', 'under avtal'))};"
    told_of += f"{chance.choices(ARMS, (8, 6, 3, 1))[0]};"
    rows, found = [], []
    for who in chance.sample(known, chance.choice((1, 1, 2, 3))):
        outcome = chance.choices(RESULTS, (6, 6, 1, 1))[0]
        workers = chance.choice((4, 12, 30, "oklart", ""))
        seen = ";".join(chance.choice(("0", "1", "3", "")) for _ in range(2)) if isinstance(workers, int) else ";"
        rows.append(f"K{number};{who};A{chance.randrange(40)};{told_of}{outcome};{workers};{seen};{chance.choice(('', 0, 1))}")
        for _ in range(chance.choice((0, 1, 2)) if outcome == "avvikelse" else 0):
            ground, sure = chance.choice(("", "13:1", "13:2", "13:3")), chance.choice(CERTAINTY)
            found.append(f"K{number};{who};{chance.choice(KINDS)};{ground};{sure};{chance.choice(HEARING)};{day}")
    return rows, found


def _invoice(chance: Random, number: int, known: Sequence[str]) -> str:
    who = chance.choice((*known, *known, company(950 + number), "*"))
    amount = chance.choice((1000, 250_000, 12.5, -300, 77_777))
    month = chance.choice((1, 2, 3, 5))
    return (
        f"V{number};Firma;{who};{str(amount).replace('.', ',')};2023-0{month}-05;{chance.choice(('Skola', 'Vård', 'Okänd', ''))}"
    )


def delivered(folder: Path, rows: Tables, name: str = "register", day: str = "2024-12-31") -> list[object]:
    """The register, and its ledger if it has one, as deliveries."""
    files = {t: "\n".join([HEADS[t], *rows[t], ""]).encode() for t in rows}
    ledger = files.pop("reskontra", None)
    at, facts = folder / "raw/0000/leverantor", {"published": day, "retrieved": day}
    folders = [deliver(at / name, {f"{t}.csv": content for t, content in files.items()}, **facts)]
    folders += [deliver(at / f"{name}-reskontra", {"reskontra.csv": ledger}, **facts)] if ledger else []
    return [read_release(f, "0000") for f in folders]


def town(folder: Path) -> Municipality:
    """An invented city with two förvaltningar."""
    return read_municipality(found_municipality(folder, "0000", "Exempelstad", AREAS))


def built(work: Draft, folder: Path, rows: Tables, **changed: object) -> Draft:
    """The drawer as a build fills it."""
    city = town(folder)
    facts = {"own": drawer("leverantor"), "city": city, "folder": folder / "municipalities/0000"} | changed
    return filled(work, *delivered(folder, rows), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_figures_of_a_register_and_its_ledger_are_the_sums_of_those_behind_them(
    work: Draft, tmp_path: Path, seed: int
) -> None:
    built(work, tmp_path, by_chance(seed))
    assert assert_adds_up(work, drawer("leverantor"), DETAIL) > 150
    credited = [n for place, n in told(work).items() if place[0] == "leverantor_inkop_krediter"]
    assert len(credited) == 2 and all((n["value"] or 0) <= 0 for n in credited)


def test_a_visit_is_shared_by_the_companies_that_it_met_and_a_contract_by_its_parties(work: Draft, tmp_path: Path) -> None:
    built(work, tmp_path, by_chance(1))
    own = drawer("leverantor", ("kontrollbesok", "avtal_kontrollerade"))
    for indicator in own.indicators:
        work.behind([indicator])
        shared = "SELECT count(*) FROM contribution WHERE amount < 1 AND contributor IS NOT NULL AND entry IS NOT NULL"
        assert work.con.execute(shared).fetchone() != (0,), indicator.indicator_id
        numbers = [n for parts in added_up(work, "entry").values() for n in parts.values()]
        assert numbers and all(abs(n - round(n)) < 1e-6 for n in numbers)


def visited(phases: Sequence[tuple[str, int, int]]) -> Tables:
    """Visits as (phase, how many visits, how many companies each)."""
    rows = by_chance(1)
    made, number = [], 0
    for phase, visits, companies in phases:
        for _ in range(visits):
            made += [
                f"B{number};{company(n + number * (companies == 1))};;Skola;2023-03-03;{phase};risk;utan avvikelse;;;;"
                for n in range(companies)
            ]
            number += 1
    return {"leverantorer": rows["leverantorer"], "avtal": rows["avtal"], "kontroller": made}


@pytest.mark.parametrize(("visits", "companies", "away"), [(4, 6, True), (5, 6, False), (12, 4, True)])
def test_few_visits_of_many_companies_and_many_visits_of_few_are_both_withheld(
    work: Draft, tmp_path: Path, visits: int, companies: int, away: bool
) -> None:
    built(work, tmp_path, visited([("före avtal", visits, companies), ("under avtal", 30, 1)]))
    own = drawer("leverantor", ("kontrollbesok",))
    (found,) = guarded([state(work, own, LAW)])
    said = {f.place[4]: f.place in found.withheld for f in found.figures}
    assert said["före avtal"] is away and (away or not said["alla"])
