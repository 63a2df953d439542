"""The command line of the writing half; the only place here that prints and exits."""

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etl.build import build, check_delivery, picture
from etl.model import Fault, Refused

DATA = Path("data")


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command. Returns 0 done, 1 the input is wrong (said in Swedish on stderr), 2 wrong use."""
    asked = _parser().parse_args(words)
    try:
        status: int = asked.run(asked)
        return status
    except Refused as refusal:
        return _refused(refusal)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="Från leverans till lägesbild.")
    commands = parser.add_subparsers(required=True, metavar="kommando")
    make = commands.add_parser("build", help="läs alla leveranser och publicera")
    make.add_argument("codes", nargs="*", metavar="KOMMUNKOD", help="utan kod: alla i data/municipalities")
    make.add_argument("--data", type=Path, default=DATA)
    make.add_argument("--out", type=Path)
    make.add_argument("--audience", choices=("intern", "publik"), default="intern")
    make.set_defaults(run=_build)
    check = commands.add_parser("check", help="pröva en leverans utan att skriva något")
    check.add_argument("path", type=Path, metavar="SÖKVÄG", help="…/raw/<kommunkod>/<källa>/<leverans>")
    check.add_argument("--data", type=Path)
    check.set_defaults(run=_check)
    tried = commands.add_parser("audit", help="pröva om det som en publicerad fil döljer går att räkna ut")
    tried.add_argument("file", type=Path, metavar="FIL", help="en publicerad .duckdb-fil")
    tried.add_argument("other", type=Path, nargs="?", metavar="ANNAN", help="ett annat bygge, eller en annan mottagares fil")
    tried.add_argument("--data", type=Path, help="pröva mot trösklarna i MAPP/municipalities, inte filens egna")
    tried.set_defaults(run=_audit)
    _add_example(commands)
    _add_control(commands)
    areas = commands.add_parser("areas", help="områdesgränser").add_subparsers(required=True, metavar="kommando")
    take = areas.add_parser("import", help="pröva en fil med gränser och lägg den i kommunens mapp")
    take.add_argument("file", type=Path, metavar="FIL")
    take.add_argument("--municipality", default="1480", metavar="KOMMUNKOD")
    take.add_argument("--kind", default="", help="områdestyp i areas.csv, till exempel mellanomrade; annars den som passar bäst")
    take.add_argument("--origin", default="utgivare ej angiven", help="vem som gett ut gränserna; står under kartan")
    take.add_argument("--licence", default="licens ej angiven", help="på vilka villkor; står i lägesbilden")
    take.add_argument("--data", type=Path, default=DATA)
    take.set_defaults(run=_import_areas)
    return parser


def _add_example(commands: Any) -> None:
    make = commands.add_parser("example", help="skriv den påhittade kommunen Exempelstad (0000) i riktiga format")
    make.add_argument("--data", type=Path, default=DATA)
    make.add_argument("--seed", type=int, default=1)
    make.add_argument("--rows", type=int, default=200_000, help="rader i leverantörsreskontran")
    make.set_defaults(run=_example)


def _add_control(commands: Any) -> None:
    """What the control function asks for: the named list, the plan and the drawing; none of it is published."""
    named = commands.add_parser("flags", help="skriv kontrollfunktionens namngivna lista; publiceras aldrig")
    plan = commands.add_parser("plan", help="vad ett antal kontroller kan säga")
    plan.add_argument("controls", type=int, metavar="ANTAL")
    plan.set_defaults(run=_plan)
    drawn = commands.add_parser("draw", help="dra ett slumpurval som går att göra om")
    drawn.add_argument("--source", required=True, metavar="KÄLLA", help="bidrag eller leverantor")
    drawn.add_argument("--count", type=int, required=True, metavar="ANTAL")
    drawn.add_argument("--seed", type=int, required=True, metavar="FRÖ", help="ett heltal som sägs före dragningen")
    drawn.add_argument("--date", type=dt.date.fromisoformat, default=dt.date.today(), metavar="DATUM")
    for command, run in ((named, _flags), (drawn, _draw)):
        command.add_argument("code", metavar="KOMMUNKOD")
        command.add_argument("--data", type=Path, default=DATA)
        command.add_argument("--out", type=Path, help="mapp; annars data/control/<kommunkod>")
        command.set_defaults(run=run)


def _example(asked: argparse.Namespace) -> int:
    from etl.example import write_example

    _say(f"Exempelstad är skriven. Det som är planterat står i {write_example(asked.data, asked.seed, asked.rows)}")
    return 0


def _flags(asked: argparse.Namespace) -> int:
    from etl.control import write_flags

    with picture(asked.code, asked.data, _quiet) as made:
        _say(write_flags(made.work, made.municipality, asked.out or asked.data / "control" / asked.code))
    return 0


def _draw(asked: argparse.Namespace) -> int:
    from etl.control import write_drawing

    with picture(asked.code, asked.data, _quiet) as made:
        out = asked.out or asked.data / "control" / asked.code
        _say(write_drawing(made.work, made.municipality, asked.source, asked.count, asked.seed, asked.date, out))
    return 0


def _plan(asked: argparse.Namespace) -> int:
    from etl.control import told_plan

    _say(told_plan(asked.controls))
    return 0


def _quiet(_: str) -> None: ...


def _build(asked: argparse.Namespace) -> int:
    folder = asked.data / "municipalities"
    codes = asked.codes or sorted(f.parent.name for f in folder.glob("*/municipality.toml"))
    if not codes:
        raise Refused(Fault(str(folder), "", "ingen kommun", "minst en mapp med municipality.toml", "Se README, Ny kommun."))
    status = 0
    for code in codes:
        try:
            target = build(code, asked.data, asked.out or asked.data / "warehouse", asked.audience, _say)
            _say(f"Publicerad: {target}")
        except Refused as refusal:
            status = _refused(refusal)
    return status


def _check(asked: argparse.Namespace) -> int:
    if not asked.path.exists():
        action = "Ange mappen …/raw/<kommunkod>/<källa>/<leverans>."
        raise Refused(Fault(str(asked.path), "", "ingen sådan mapp eller fil", "en leverans", action))
    folder = (asked.path if asked.path.is_dir() else asked.path.parent).resolve()
    raw = folder.parent.parent
    data = asked.data or raw.parent.parent
    count = check_delivery(folder, data / "municipalities" / raw.name, _say)
    _say(f"Leveransen går att läsa in: {count} uppgifter. Inget har skrivits.")
    return 0


def _audit(asked: argparse.Namespace) -> int:
    from etl.audit_report import audit_files

    try:
        holds, report = audit_files([asked.file, asked.other] if asked.other else [asked.file], asked.data)
    except Refused as refusal:
        print(f"Filen gick inte att pröva: {refusal}", file=sys.stderr)
        return 1
    _say("\n".join(report))
    return 0 if holds else 1


def _import_areas(asked: argparse.Namespace) -> int:
    from etl.geography import import_boundaries  # geopandas is slow to load and only needed here

    folder = asked.data / "municipalities" / asked.municipality
    _say(import_boundaries(asked.file, folder, asked.kind, asked.origin, asked.licence))
    return 0


def _say(text: str) -> None:
    print(text, flush=True)


def _refused(refusal: Refused) -> int:
    print(f"Inläsningen stoppades. {len(refusal.faults)} fel, inget är publicerat:", file=sys.stderr)
    for fault in refusal.faults:
        print(f"  - {fault}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
