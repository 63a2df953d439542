"""Reads the table of grants per förvaltning and period: measures as rows, förvaltningar as columns, cells as printed."""

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.tables import Cell, address, only_file, workbook

# What a row's label says, letters only, and which measure and kind of cell that is. Rows may stand in any order.
MEASURES = {
    "antalansökningar": ("ansokningar", "antal"),
    "totaltutbetaladebelopp": ("utbetalt", "belopp"),
    "snittutbetalningikronor": ("snitt", "kronor"),
    "antalfördjupadekontrollervidansökan": ("djupkontroller", "antal"),
    "antalavslagisambandmedansökan": ("avslag", "antal"),
    "antalavslagantalansökningar": ("avslagsandel", "procent"),
    "antalfördjupadegranskningarunderstödperiod": ("granskningar", "antal"),
    "antalåterkravbelopp": ("aterkrav", "antal (belopp)"),
    "antalbrottsanmälningar": ("brottsanmalningar", "antal"),
}
LABELS = (
    "Antal ansökningar", "Totalt utbetalade belopp", "Snittutbetalning i kronor",
    "Antal fördjupade kontroller vid ansökan", "Antal avslag i samband med ansökan", "Antal avslag/Antal ansökningar",
    "Antal fördjupade granskningar under stödperiod", "Antal återkrav (belopp)", "Antal brottsanmälningar",
)  # fmt: skip
# Words a förvaltning may answer with. Neither is zero.
WORDS = {"oklart": "unclear", "uppgift saknas": "missing"}
_TKR = {"mkr": 1000.0, "mnkr": 1000.0, "tkr": 1.0, "kr": 0.001}
_NUMBER = r"(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:,(?P<part>[0-9]+))?"
_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{6})"
_PERIOD = re.compile(rf"^Period:?\s*{_DAY}\s*(?:-{{1,2}}|[–—]|till)\s*{_DAY}$", re.IGNORECASE)
_EXPECTED = {
    "antal": "ett antal, till exempel 1 693, eller oklart",
    "belopp": "ett belopp med enhet, till exempel 0,7 mkr",
    "kronor": "ett belopp i kronor, till exempel 75 000",
    "procent": "en andel med procenttecken, till exempel 0,8 %",
    "antal (belopp)": "ett antal och ett belopp, till exempel 10 (260 tkr)",
}
_ACTION = "Jämför med rapportens tabell: cellen ska stå som den är tryckt, under rätt förvaltning."
_LAYOUT = "Lägg tabellen som den är tryckt: första rubrikcellen är perioden, sedan en kolumn per förvaltning."


@dataclass(frozen=True)
class Reading:
    """One figure of a cell. `step` is one unit in the last printed place, 0 for counts, which are exact."""

    value: float | None
    status: str
    printed: str
    step: float = 0.0


@dataclass(frozen=True)
class Table:
    """The one table of the file: where it starts, which days it covers and whose figures each column holds."""

    file: str
    sheet: str
    rows: list[list[Cell]]
    header: int
    label: int
    days: tuple[dt.date, dt.date]
    areas: dict[int, str]

    def place(self, row: int, column: int) -> str:
        """The cell's address as the observation carries it."""
        return f"{self.sheet}!{address(row, column)}"


def read_table(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """`stg_bidrag`: one row per measure and förvaltning; a cell with a count and an amount becomes two rows."""
    faults: list[Fault] = []
    table = _table(only_file(release, (".xlsx",)), municipality, faults)
    labels = _labels(table, faults)
    rows = [row for measure, number in labels.items() for row in _rows(table, measure, number, faults)]
    faults += _impossible(table, rows)
    if faults:
        raise Refused(*faults)
    return {"stg_bidrag": pd.DataFrame(rows).assign(city_id=municipality.area_id)}


def _text(cell: Cell) -> str:
    """The cell's text with single spaces; a whole number from Excel loses its `.0`."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _table(path: Path, municipality: Municipality, faults: list[Fault]) -> Table:
    """Finds the table by its period cell. Raises Refused for none or several; what is wrong in its head goes to `faults`."""
    sheets = workbook(path)
    found = [
        (sheet, number, column)
        for sheet, rows in sheets.items()
        for number, row in enumerate(rows)
        for column, cell in enumerate(row)
        if re.match(r"period\b", _text(cell), re.IGNORECASE)
    ]
    if len(found) != 1:
        text = f"{len(found)} tabeller" if found else "ingen rubrikcell som börjar med Period"
        raise Refused(Fault(path.name, "", text, "en tabell med rubriken Period 220701–230630", _LAYOUT))
    sheet, header, label = found[0]
    days = _days(_text(sheets[sheet][header][label]), path.name, f"{sheet}!{address(header, label)}", faults)
    table = Table(path.name, sheet, sheets[sheet], header, label, days, {})
    return replace(table, areas=_areas(table, municipality, faults))


def _days(text: str, file: str, place: str, faults: list[Fault]) -> tuple[dt.date, dt.date]:
    found = _PERIOD.match(text)
    try:
        start, end = (_day(day) for day in found.groups()) if found else (dt.date.max, dt.date.min)
    except ValueError:
        start, end = dt.date.max, dt.date.min
    if start > end:
        expected = "en period som 220701–230630 eller 2022-07-01–2023-06-30, med dagar som finns"
        faults.append(Fault(file, place, f"”{text}”", expected, "Skriv perioden som i rapporten."))
    return start, end


def _day(text: str) -> dt.date:
    """A day as yymmdd of this century or as an ISO date. Raises ValueError for a day that does not exist."""
    return dt.date.fromisoformat(text if "-" in text else f"20{text[:2]}-{text[2:4]}-{text[4:]}")


def _areas(table: Table, municipality: Municipality, faults: list[Fault]) -> dict[int, str]:
    """area_id per column of figures. An unknown name and a förvaltning that stands twice are faults."""
    heads = {c: _text(cell) for c, cell in enumerate(table.rows[table.header]) if c != table.label and _text(cell)}
    places = {name: table.place(table.header, column) for column, name in heads.items()}
    if not heads:
        place = table.place(table.header, table.label)
        faults.append(Fault(table.file, place, "inga förvaltningar i rubrikraden", "minst en kolumn", _LAYOUT))
    known: dict[str, str] = {}
    try:
        known = municipality.match(places, table.file, ("organisation",))
    except Refused as refusal:
        faults += refusal.faults
    areas = {column: known.get(name, f"okänd {column}") for column, name in heads.items()}
    first: dict[str, int] = {}
    twice = [(c, first[a]) for c, a in areas.items() if first.setdefault(a, c) != c]
    faults += [_double(table, (table.header, c), (table.header, other)) for c, other in twice]
    return areas


def _double(table: Table, second: tuple[int, int], first: tuple[int, int]) -> Fault:
    found = f"”{_text(table.rows[second[0]][second[1]])}”, som redan står i {address(*first)}"
    return Fault(table.file, table.place(*second), found, "varje rad och förvaltning en gång", "Ta bort den ena.")


def _labels(table: Table, faults: list[Fault]) -> dict[tuple[str, str], int]:
    """Row number per measure. Rows without figures are notes; a stray, unknown, double or missing row is a fault."""
    found: dict[tuple[str, str], int] = {}
    for number, row in enumerate(table.rows[table.header + 1 :], table.header + 1):
        label = _text(row[table.label])
        filled = [c for c, cell in enumerate(row) if c != table.label and _text(cell)]
        measure = MEASURES.get(re.sub(r"[^a-zåäö]", "", label.casefold()))
        stray = [c for c in filled if c not in table.areas]
        if stray and (measure or len(filled) > len(stray)):
            faults += [_stray(table, number, c) for c in stray]
        if measure and measure in found:
            faults.append(_double(table, (number, table.label), (found[measure], table.label)))
        elif measure:
            found[measure] = number
        elif filled:
            faults.append(_unknown(table, number, label))
    missing = [label for label, measure in zip(LABELS, MEASURES.values(), strict=True) if measure not in found]
    faults += [Fault(table.file, table.sheet, f"ingen rad ”{label}”", "alla nio rader", _LAYOUT) for label in missing]
    return found


def _stray(table: Table, row: int, column: int) -> Fault:
    found = f"”{_text(table.rows[row][column])}” utan förvaltning i rubriken"
    action = "Kontrollera att kolumnerna inte har förskjutits."
    return Fault(table.file, table.place(row, column), found, "tomt utanför tabellens kolumner", action)


def _unknown(table: Table, row: int, label: str) -> Fault:
    near = difflib.get_close_matches(label, LABELS, n=1, cutoff=0.5)
    found = f"raden ”{label}”" if label else "en rad med siffror utan rubrik"
    hint = f" Närmaste kända rad: {near[0]}." if near else ""
    return Fault(table.file, table.place(row, table.label), found, "någon av de nio raderna i Tabell 1", _LAYOUT + hint)


def _rows(table: Table, measure: tuple[str, str], number: int, faults: list[Fault]) -> Iterator[dict[str, object]]:
    name, kind = measure
    for position, (column, area_id) in enumerate(sorted(table.areas.items())):
        readings = parse(kind, table.rows[number][column])
        if not readings:
            found = f"”{_text(table.rows[number][column])}”"
            faults.append(Fault(table.file, table.place(number, column), found, _EXPECTED[kind], _ACTION))
        for suffix, reading in zip(("", "_belopp"), readings, strict=False):
            yield {
                "measure": name + suffix, "area_id": area_id, "position": position,
                "period_start": table.days[0], "period_end": table.days[1],
                "value": reading.value, "status": reading.status, "printed": reading.printed, "step": reading.step,
                "file": table.file, "cell": table.place(number, column),
            }  # fmt: skip


def _impossible(table: Table, rows: list[dict[str, object]]) -> Iterator[Fault]:
    """Faults for more rejections or checks than applications: the sign of columns that have moved."""
    values = {(r["measure"], r["area_id"]): r["value"] for r in rows}
    for row in rows:
        value, base = row["value"], values.get(("ansokningar", row["area_id"]))
        if (
            row["measure"] in ("avslag", "djupkontroller")
            and isinstance(value, float)
            and isinstance(base, float)
            and value > base
        ):
            found, expected = f"{value:.0f}, fler än antalet ansökningar", f"högst {base:.0f}"
            yield Fault(table.file, str(row["cell"]), found, expected, "Kontrollera att kolumnerna inte har förskjutits.")


def parse(kind: str, cell: Cell) -> tuple[Reading, ...]:
    """What a cell of that kind holds: one reading, two for a count with its amount, none when it cannot be read."""
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        return ()
    text = _text(cell)
    if kind == "antal (belopp)":
        return _count_and_amount(text)
    reading = _figure(kind, text)
    return (reading,) if reading else ()


def _count_and_amount(text: str) -> tuple[Reading, ...]:
    """`10 (260 tkr)`. Without an amount it is not printed, except that no claw-backs by definition are zero kronor."""
    parts = re.fullmatch(r"([^()]+?)(?: ?\(([^()]+)\))?", text)
    count = _figure("antal", parts[1]) if parts else None
    if parts is None or count is None:
        return ()
    if parts[2] is None:
        return count, Reading(0.0, "ok", "") if count.value == 0 else Reading(None, "missing", "")
    amount = _figure("belopp", parts[2])
    return (count, amount) if amount else ()


def _figure(kind: str, text: str) -> Reading | None:
    if text.casefold() in WORDS:
        return Reading(None, WORDS[text.casefold()], text)
    unit = {"belopp": r" ?(?P<unit>mkr|mnkr|tkr|kr)", "procent": " ?%", "kronor": "(?: ?kr)?"}.get(kind, "")
    found = re.fullmatch(_NUMBER + unit, text)
    if found is None or (kind in ("antal", "kronor") and found["part"]):
        return None
    return _measured(kind, found, text)


def _measured(kind: str, found: re.Match[str], text: str) -> Reading | None:
    digits, part = found["whole"].replace(" ", ""), found["part"] or ""
    value, step = float(f"{digits}.{part or 0}"), 10.0 ** -len(part)
    if kind == "antal":
        return Reading(value, "ok", text)
    if kind == "belopp":
        factor = _TKR[found["unit"]]
        return Reading(round(value * factor, 6), "ok", text, round(step * factor, 6))
    if kind == "procent":
        return Reading(value, "ok", text, step) if value <= 100 else None
    # A mean in kronor is printed in round hundreds or thousands: its zeros at the end are not measured.
    return Reading(value, "ok", text, 10.0 ** (len(digits) - len(digits.rstrip("0"))) if value else 1.0)
