"""What the control function gets in files of its own, never published: named flags, and drawings of samples."""

import datetime as dt
import getpass
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from etl.catalogue import drawers
from etl.flags import Flag
from etl.model import Fault, Refused
from etl.municipality import Municipality
from etl.planning import RANDOM_RATES, RISK_RATES, Drawing, draw, error_bound, per_arm, split
from etl.warehouse import Draft

MONTHS_KEPT = 24  # a list of named organisations is destroyed after this long (stats/SPEC.md 3.4)
_READ_FIRST = (
    "Flaggan är ett skäl att titta närmare. Den är inget bevis på fel.",
    "Raderna är i bokstavsordning inom varje regel. Ingen organisation har poäng och ingen ordning betyder något.",
    "Fysiska personer och enskilda firmor finns inte med. Namn, område, språk och nationalitet påverkar ingen regel.",
    "En organisation har rätt att få se sin rad, yttra sig och få fel rättade. Ingenting stoppas av sig självt.",
    "Skriv utfallet (avvikelse eller utan avvikelse) på kontrollen i registret, med regelns id i kolumnen flagga.",
)
_HEADS = ("Regel", "Organisationsnummer", "Organisation", "Från", "Till", "Vad som syns", "Fil", "Plats", "Leverans")


def write_flags(work: Draft, municipality: Municipality, out: Path) -> str:
    """Writes the named list as a workbook that only its owner may read, and a line in the log. Returns what was done."""
    rows = work.flagged()
    now = dt.datetime.now(dt.UTC)
    path = _private(out) / f"flaggor-{municipality.code}-{now:%Y%m%dT%H%M%S}.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        _sheet(book, "Läs först", ("Om listan",), [(line,) for line in _read_first(municipality, now)])
        _sheet(book, "Flaggor", _HEADS, [tuple(map(_text, row)) for row in rows.itertuples(index=False)])
        _sheet(book, "Regler", ("Regel", *_RULE), [_rule(flag) for drawer in drawers() for flag in drawer.flags])
    path.chmod(0o600)
    _log(out, f"{now:%Y-%m-%d %H:%M:%S}Z;{getpass.getuser()};flaggor;{municipality.code};{len(rows)} rader;{path.name}")
    return f"{len(rows)} rader om {rows['organisation_id'].nunique()} organisationer: {path}. Öppningen är loggad."


def _read_first(municipality: Municipality, now: dt.datetime) -> Sequence[str]:
    last = pd.Timestamp(now.date()) + pd.DateOffset(months=MONTHS_KEPT)
    return (
        *_whose(municipality),
        *_READ_FIRST,
        f"Listan gäller {municipality.name}, skapad {now:%Y-%m-%d}. Förstör den senast {last:%Y-%m-%d}.",
    )


def _whose(municipality: Municipality) -> tuple[str, ...]:
    invented = ("Påhittad kommun: alla uppgifter är påhittade.",) if municipality.fictional else ()
    return (f"{municipality.name} ({municipality.code})", *invented)


_RULE = ("Grund (1 = sedd i stadens egna ärenden eller öppen vägledning, 2 = används i EU-verktyg)", "Varför", "Så räknas den",
         "Gräns", "Räknas inte", "Exempel")  # fmt: skip


def _rule(flag: Flag) -> tuple[str, ...]:
    graded = f"{flag.grade}: {flag.basis}"
    return (f"{flag.name} ({flag.flag_id})", graded, flag.why, flag.formula, flag.threshold, flag.exclusions, flag.example)


def _sheet(book: xlsxwriter.Workbook, name: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    sheet = book.add_worksheet(name)
    bold, wrapped = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, text in enumerate(head):
        sheet.write_string(0, column, text, bold)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, wrapped)
    sheet.set_column(0, max(0, len(head) - 1), 28 if len(head) > 1 else 110)
    sheet.freeze_panes(1, 0)


def _text(value: object) -> str:
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _private(out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    out.chmod(0o700)
    return out


def _log(out: Path, line: str) -> None:
    with (out / "logg.csv").open("a", encoding="utf-8") as log:
        log.write(line + "\n")


def write_drawing(work: Draft, town: Municipality, source: str, count: int, seed: int, day: dt.date, out: Path) -> str:
    """Draws `count` units of a source's frame and writes list and protocol. Raises Refused when there is nothing to draw from."""
    drawer = next((d for d in drawers() if d.source == source and d.frame), None)
    known = ", ".join(d.source for d in drawers() if d.frame)
    if drawer is None:
        raise Refused(Fault("--source", "", source, f"någon av {known}", "Välj en källa som har ett register."))
    places = work.frame(drawer.frame)
    if not 0 < count <= len(places):
        action = "Dra färre, eller leverera registret först."
        raise Refused(Fault("--count", "", str(count), f"1 till {len(places)}, antalet i ramen", action))
    drawing = draw(list(places), count, seed, day)
    path = _private(out) / f"dragning-{source}-{day}-{seed}.txt"
    path.write_text("\n".join((*_whose(town), protocol(source, drawing, places))), encoding="utf-8")
    path.chmod(0o600)
    return f"{count} av {drawing.frame_size} dragna: {path}"


def protocol(source: str, drawing: Drawing, places: dict[str, str]) -> str:
    """The drawing as a text that an auditor can repeat without this program."""
    head = (
        f"Slumpurval ur {source}, draget {drawing.day} med fröet {drawing.seed}.",
        f"Ramen: {drawing.frame_size} enheter. SHA-256 över dem i bokstavsordning, en per rad: {drawing.frame_sha256}.",
        f"Så drogs de: SHA-256 av texten {drawing.seed}|{drawing.day}|enhet räknas ut för varje enhet; de lägsta är dragna.",
        f"Med {len(drawing.drawn)} kontroller utan fel är felandelen i ramen högst "
        f"{_percent(error_bound(len(drawing.drawn)))} (95 procents säkerhet).",
        "",
    )
    rows = (f"{n}\t{unit}\t{places[unit]}" for n, unit in enumerate(drawing.drawn, 1))
    return "\n".join((*head, *rows)) + "\n"


def told_plan(controls: int) -> str:
    """What a budget of controls can say, in a few lines. Raises Refused for a budget below one."""
    if controls < 1:
        raise Refused(Fault("ANTAL", "", str(controls), "minst en kontroll", "Ange ett antal kontroller, till exempel 60."))
    random, chosen = split(controls)
    lines = [
        f"{controls} kontroller: minst {random} på slump (en femtedel) och högst {chosen} efter risk.",
        f"Hittar de {random} slumpvalda inget fel är felandelen högst {_percent(error_bound(random))} (95 procents säkerhet).",
        "För att visa att riskvalda träffar oftare än slumpvalda (Fishers test, 80 procents styrka) behövs i varje grupp:",
    ]
    pairs = [(risk, base) for risk in RISK_RATES for base in RANDOM_RATES]
    lines += [f"  {risk} mot {base} procent: {per_arm(risk / 100, base / 100)} kontroller" for risk, base in pairs]
    return "\n".join(lines)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} procent".replace(".", ",")
