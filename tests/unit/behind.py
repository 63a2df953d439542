"""Registers as the public would get them: the drawer with a decided law, what it withholds, and registers made by chance."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from granted import CITY, NEXT, PERIOD, Rows, application, control, organisation, planned
from places import DATA

from etl.build import fill
from etl.catalogue import Drawer, drawers
from etl.disclosure import PROPOSALS, Class
from etl.guard import Edition, edition, guarded
from etl.model import Indicator, Release
from etl.municipality import Municipality
from etl.warehouse import Draft

LAW = replace(PROPOSALS["K2"], decided_by="Provaren", decided=dt.date(2026, 5, 1))
BOTH = (PERIOD, NEXT)
OFFICES = ("IOFF", "Kulturförvaltningen", "Socialförvaltning Nordost")
KINDS = ("grundkontroll", "fördjupad", "stickprov", "platsbesök", "extern revision")
STAGES, ARMS = ("ansökan", "stödperiod", "efter"), ("risk", "slump", "tips", "planerad")
RESULTS = ("avvikelse", "utan avvikelse", "oklart", "pågår")
_WEIGHTS = ((8, 6, 3, 1, 1), (5, 8, 2), (6, 5, 2, 1), (4, 9, 2, 1))  # most are of the first kinds, so that some cells are small
Place = tuple[str, str, str]  # indicator without its drawer, first day, group


def drawer(source: str, only: Sequence[str] = ()) -> Drawer:
    """A drawer with what decides its figures alone; with `only`, no more than those indicators."""
    own = next(d for d in drawers() if d.source == source)
    asked = tuple(i for i in own.indicators if not only or i.indicator_id.removeprefix(f"{source}_") in only)
    return replace(own, indicators=asked, conflicts="", flags=(), outcomes="")


def registers(own: Drawer) -> list[Indicator]:
    """The indicators that a build asks who is behind."""
    return [i for i in own.indicators if i.register and not i.derived]


def filled(
    work: Draft, *releases: Release, law: Class | None = None, only: Sequence[str] = (), own: Drawer | None = None,
    city: Municipality = CITY, folder: Path = DATA / "municipalities/1480",
) -> Draft:  # fmt: skip
    """The grants drawer (or `own`) as the build fills it: for the inside, or with a law for the public."""
    fill(work, city, folder, releases, lambda _: None, [own or drawer("bidrag", only)], law=law)
    return work


def state(work: Draft, own: Drawer, law: Class = LAW) -> Edition:
    """The one state of the registers that a draft for the inside holds."""
    return edition(*work.behind(registers(own)), law)


def withheld(work: Draft, only: Sequence[str] = (), law: Class = LAW) -> dict[Place, bool]:
    """Whether each figure of the city would be withheld under a law, asked of a draft for the inside."""
    (found,) = guarded([state(work, drawer("bidrag", only), law)])
    return {(f.place[0].removeprefix("bidrag_"), f.place[2], f.place[4]): f.place in found.withheld for f in found.figures}


def shown(work: Draft, columns: str = "value", release: str = "") -> dict[Place, tuple[Any, ...]]:
    """What a draft for the public says of the city, by place, status first: the newest delivery's, or that of one `release`."""
    asked = """SELECT indicator_id, CAST(period_start AS TEXT), group_id, status, $columns FROM observation
               JOIN area USING (area_id) JOIN release USING (release_id)
               WHERE kind = 'kommun' AND ? IN ('', release_id) ORDER BY published, release_id"""
    rows = work.con.execute(asked.replace("$columns", columns), [release]).fetchall()
    return {(i.partition("_")[2], first, g): tuple(rest) for i, first, g, *rest in rows}


def year(first: int) -> str:
    """The redovisningsperiod that begins in July of a year."""
    return f"{first}-07-01–{first + 1}-06-30"


def paid(period: str, *kronor: float) -> list[dict[str, object]]:
    """An application of a period per amount, each by an organisation of its own."""
    return [
        application(arende=f"{period} {n}", organisationsnummer=organisation(n), redovisningsperiod=period, utbetalt_kr=k,
                    beviljat_kr=k, sokt_kr=k)
        for n, k in enumerate(kronor)
    ]  # fmt: skip


def controlled(applications: Rows, owners: int, number: int, **changed: object) -> list[dict[str, object]]:
    """So many controls of the first applications, shared between so many owners; `changed` says the rest of each row."""
    named = f"{sorted(changed.items())}"
    cases = [applications[n % owners] for n in range(number)]
    return [
        control(**{"kontroll": f"{named}{n}", "arende": c["arende"], "organisationsnummer": c["organisationsnummer"],
                   "redovisningsperiod": c["redovisningsperiod"]} | changed)
        for n, c in enumerate(cases)
    ]  # fmt: skip


def by_chance(
    seed: int, controls: int = 120, owners: int = 40, periods: Sequence[str] = (PERIOD,), amounts: bool = True, mark: str = ""
) -> tuple[list[dict[str, object]], list[dict[str, object]], list[dict[str, object]]]:
    """Applications, controls and plan of a small register with all that is odd; their names begin with `mark`."""
    chance = Random(seed)
    asked = [_application(chance, n, owners, periods[n % len(periods)], amounts) for n in range(2 * owners)]
    asked = [row | {"arende": f"{mark}{row['arende']}"} for row in asked]
    made = [_control(chance, n, chance.choice(asked), amounts) for n in range(controls)]
    made = [row | {"kontroll": f"{mark}{row['kontroll']}"} for row in made]
    plans = [
        planned(forvaltning=office, redovisningsperiod=period, typ=kind, planerat=chance.randrange(1, 30), senast="2022-09-01")
        for office in OFFICES[:2] for period in periods for kind in KINDS[1:4]
    ]  # fmt: skip
    return asked, made, plans


def _application(chance: Random, number: int, owners: int, period: str, amounts: bool) -> dict[str, object]:
    sole = chance.random() < 0.06
    refused = chance.random() < 0.15
    kronor = 0 if refused else chance.choice((chance.randrange(500, 90_000), chance.randrange(100_000, 900_000)))
    return application(
        arende=f"A{number}", organisationsnummer="enskild firma" if sole else organisation(chance.randrange(owners)),
        forening="enskild firma" if sole else "Provföreningen", forvaltning=chance.choice(OFFICES[:2]),
        andamal=chance.choice(("läxhjälp", "lov")), sokt_kr=kronor, beviljat_kr=kronor, beslut="avslag" if refused else "bifall",
        utbetalt_kr="oklart" if amounts and number == 7 and not refused else kronor, redovisningsperiod=period,
    )  # fmt: skip


def _control(chance: Random, number: int, case: Mapping[str, object], amounts: bool) -> dict[str, object]:
    kind, stage, arm, result = (
        chance.choices(words, weights)[0] for words, weights in zip((KINDS, STAGES, ARMS, RESULTS), _WEIGHTS, strict=True)
    )
    several = chance.choices(("", 2, 7, "oklart"), (12, 1, 1, 0.2))[0]
    nobody = several != "" and chance.random() < 0.5
    action = chance.choice(("återkrav", "återkrav|polisanmälan", "polisanmälan", "")) if result == "avvikelse" else ""
    reclaimed = chance.randrange(1_000, 90_000) if "återkrav" in action else ""
    return control(
        kontroll=f"K{number}", arende="" if nobody else case["arende"],
        organisationsnummer="" if nobody else case["organisationsnummer"], forvaltning=case["forvaltning"], typ=kind, skede=stage,
        urvalsgrund=arm, utfall=result, atgard=action, antal=several, oberoende_kalla=chance.choice(("ja", "nej", "nej", "")),
        beslutsdatum="2022-11-20" if result == "avvikelse" and chance.random() < 0.7 else "",
        aterkravt_kr="oklart" if amounts and number == 11 and reclaimed else reclaimed,
        aterbetalt_kr=chance.choice((0, 500, "")) if reclaimed else "", redovisningsperiod=case["redovisningsperiod"],
    )  # fmt: skip
