"""A small supplier register with every kind of company, and the way from its files to what is published."""

from collections.abc import Mapping
from pathlib import Path

from places import deliver, found_municipality

from etl.build import fill
from etl.catalogue import drawers
from etl.delivery import read_release
from etl.municipality import Municipality, read_municipality
from etl.warehouse import Draft

TRADER = "811218-9876"  # Skatteverket's own example of a personal number
ROWS = {
    "leverantorer": [
        "organisationsnummer;leverantor;sni;land;fskatt;startar",
        "556000-0019;Bygg Ett AB;43.341;SE;ja;2010",
        "5560000027;Städ Två AB;81210;SE;nej;2023",
        "5560000035;Konsult Tre AB;62.010;SE;okänt;",
        f"{TRADER};Kalle Karlssons bygg;41.200;SE;nej;2024",
        "1510001112;Budowa Sp. z o.o.;43120;PL;;",
        "5560000043;Utan Kod AB;;SE;;",
    ],
    "avtal": [
        "avtal;organisationsnummer;forvaltning;start;slut;varde_kr;underleverantorer;antal_underleverantorer",
        "A1;5560000019;Stadsfastigheter;2022-01-01;2025-12-31;1 000 000;kartlagda;2",
        "A2;5560000027;Stadsfastigheter;2024-01-01;;500000,50;inte kartlagda;",
        "A3;5560000035;Skola;2023-01-01;2023-12-31;;;",
        "A4;8112189876;Skola;2024-06-01;;;inga;0",
        "A5;5560000043;Skola;2023-01-01;;100;;",
    ],
    "kontroller": [
        "kontroll;organisationsnummer;avtal;forvaltning;datum;skede;urvalsgrund;utfall;arbetstagare;ej_personalliggare;"
        "utan_id06;ej_utstationering;flagga",
        "K1;5560000019;A1;Stadsfastigheter;2023-05-02;under avtal;risk;avvikelse;10;2;1;;",
        "K1;PL1510001112;;Stadsfastigheter;2023-05-02;under avtal;risk;avvikelse;5;0;;4;",
        "K1;19811218-9876;;Stadsfastigheter;2023-05-02;under avtal;risk;avvikelse;3;1;0;;",
        "K2;5560000035;;Skola;2023-09-01;före avtal;slump;utan avvikelse;4;0;0;0;",
        "K3;5560000019;A1;Stadsfastigheter;2024-02-01;under avtal;slump;avvikelse;6;1;;;leverantor_flagga_personalliggare",
        "K4;556000-0027;;Skola;2024-03-01;före avtal;tips;pågår;;;;;",
        "K5;5560000050;A2;Stadsfastigheter;2024-04-01;under avtal;risk;utan avvikelse;oklart;;;;",
    ],
    "avvikelser": [
        "kontroll;organisationsnummer;slag;grund;sakerhet;horande;datum",
        "K1;5560000019;personalliggare;13:3;konstaterad;avslutat;2023-05-02",
        "K1;5560000019;ID06;;misstanke;inte inlett;2023-05-02",
        "K1;PL1510001112;utstationering;13:3;sannolik;pågår;2023-05-02",
        "K1;811218-9876;personalliggare;13:3;konstaterad;avslutat;2023-05-02",
        "K3;5560000019;skuld;13:2;konstaterad;avslutat;2021-01-15",
        "K3;5560000019;annat;13:1;konstaterad;avslutat;2021-02-15",
    ],
}


def files(**changed: tuple[str, str]) -> dict[str, bytes]:
    """The tables as files; `changed` gives, for a table, a text and what stands in its place."""
    texts = {name: "\n".join(rows) + "\n" for name, rows in ROWS.items()}
    for name, (old, new) in changed.items():
        if old not in texts[name]:
            raise ValueError(f"{old} not in {name}")
        texts[name] = texts[name].replace(old, new, 1)
    return {f"{name}.csv": text.encode() for name, text in texts.items()}


def register(folder: Path, name: str, published: str, contents: Mapping[str, bytes]) -> Path:
    """A delivery of the register in a tree of its own."""
    facts = {"published": published, "retrieved": published}
    return deliver(folder / "raw/0000/leverantor" / name, dict(contents), **facts)


def city(folder: Path) -> Municipality:
    """An invented municipality with a single area."""
    return read_municipality(found_municipality(folder, "0000", "Exempelstad", [("kommun", "0000", "Exempelstad")]))


def filled(work: Draft, tree: Path, *deliveries: Path) -> Draft:
    """The drawer alone, from delivery to flags, as the build does it."""
    own = [d for d in drawers() if d.source == "leverantor"]
    releases = [read_release(d, "0000") for d in deliveries]
    fill(work, city(tree), tree / "municipalities/0000", releases, lambda _: None, own)
    return work
