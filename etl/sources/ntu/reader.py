"""Reads 'Kommunala resultat NTU': one table per sheet, areas as rows, pooled pairs of years as columns."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.tables import Cell, address, only_file, workbook

# Four codes that Brå explains at the foot of every sheet, kept apart: none of them is zero.
CODES = {"..": "missing", "x": "withheld", ".": "not_applicable", "-": "unreliable"}
_YEARS = re.compile(r"^(\d{4})\s*[–-]\s*(\d{4})$")
_LIMIT = re.compile(r"^Konfidensintervall.*(undre|övre) gräns (\d{4}\s*[–-]\s*\d{4})$")
_DISTRICT = re.compile(r"^Stads(?:dels)?omr", re.IGNORECASE)
_NOTE = r"(?:[a-e](?:,\s?[a-e])*)?"  # footnote letters glued to a word once rich text is lost
_ACTION = "Kontrollera att det är Brås arbetsbok ”Kommunala resultat NTU”, oförändrad från utgivaren."


@dataclass(frozen=True)
class Sheet:
    """A sheet known by its title: which subject it answers, and where its columns of years and limits stand."""

    name: str
    topic: str
    measure: str
    rows: list[list[Cell]]
    header: int
    years: dict[int, str]
    limits: dict[tuple[str, str], int]

    @property
    def household(self) -> bool:
        """Whether the share is of households, as the sheet's own unit line says."""
        return "hushåll" in str(self.rows[self.header - 1][1])

    def may_be_blank(self, row: int, column: int) -> bool:
        """Where Brå leaves cells blank: a district's periods before the last, and the limits of what has no figure."""
        if column in self.years:
            return column < max(self.years) and bool(_DISTRICT.match(_text(self.rows[row][1])))
        pair = next(years for (_, years), limit in self.limits.items() if limit == column)
        value = next((self.rows[row][c] for c, years in self.years.items() if years == pair), "")
        return _text(value) in CODES


def read(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """`stg_ntu`: every table for the municipality, its districts and the other areas of areas.csv."""
    path = only_file(release, (".xlsx",))
    sheets = _sheets(path)
    places = _places(sheets[0], municipality, path.name)
    faults: list[Fault] = []
    rows = [row for sheet in sheets for row in _rows(sheet, places, path.name, faults)]
    if faults:
        raise Refused(*faults[:50])
    return {"stg_ntu": pd.DataFrame(rows)}


@cache
def subjects() -> tuple[tuple[str, str], ...]:
    """(topic, measure) of every table that this drawer's indicators ask for."""
    document = tomllib.loads(Path(__file__).with_name("indicators.toml").read_text(encoding="utf-8"))
    defaults = document.pop("defaults")
    blocks = (defaults | block for block in document.values())
    return tuple(dict.fromkeys((block["topic"], block["measure"]) for block in blocks if "topic" in block))


def _sheets(path: Path) -> list[Sheet]:
    """The sheets by subject, in the order of `subjects`. Raises Refused naming every table that is missing."""
    read_sheets = _known(path)
    found = {(s.topic, s.measure): s for s in read_sheets}
    missing = [subject for subject in subjects() if subject not in found]
    if len(missing) == len(subjects()):
        raise Refused(Fault(path.name, "", "inga tabeller ur NTU", "Brås arbetsbok ”Kommunala resultat NTU”", _ACTION))
    double = [s for s in read_sheets if s is not found[s.topic, s.measure]]
    if double:
        names = ((s.name, found[s.topic, s.measure].name) for s in double)
        raise Refused(*(Fault(path.name, a, f"samma tabell som {b}", "varje tabell en gång", _ACTION) for a, b in names))
    if missing:
        raise Refused(*(Fault(path.name, "", "tabellen saknas", f"en flik om {t} {m}".strip(), _ACTION) for t, m in missing))
    return [found[subject] for subject in subjects()]


def _known(path: Path) -> list[Sheet]:
    sheets: list[Sheet | None] = []
    faults: list[Fault] = []
    for name, rows in workbook(path).items():
        try:
            sheets.append(_sheet(path, name, rows))
        except Refused as refusal:
            faults += refusal.faults
    if faults:
        raise Refused(*faults)
    return [sheet for sheet in sheets if sheet]


def _sheet(path: Path, name: str, rows: list[list[Cell]]) -> Sheet | None:
    title, unit = (str(rows[n][1]) if len(rows) > 4 and len(rows[n]) > 2 else "" for n in (2, 3))
    subject = next((s for s in subjects() if _is_about(s, title, unit)), None)
    if subject is None:
        return None
    header = next((n for n, row in enumerate(rows[:12]) if _YEARS.match(_text(row[2]))), None)
    if header is None:
        raise Refused(Fault(path.name, name, "ingen rubrikrad med år", "år som 2020–2021 i kolumn C", _ACTION))
    years, limits = _columns(path, name, header, rows[header])
    return Sheet(name, *subject, rows, header, years, limits)


@cache
def _pattern(topic: str) -> re.Pattern[str]:
    words = rf"{_NOTE}[,]?\s+".join(map(re.escape, topic.split()))
    lead = r"^(?:Tabell\s+)?[\d.]*\s*(?:Självrapporterad utsatthet för\s+)?"
    return re.compile(lead + words + _NOTE + r"(?:\s+\d{4}|\s+som medverkat i NTU)", re.IGNORECASE)


def _is_about(subject: tuple[str, str], title: str, unit: str) -> bool:
    return subject[1] in unit and bool(_pattern(subject[0]).match(" ".join(title.split())))


def _text(cell: Cell) -> str:
    return " ".join(str(cell).split())


def _columns(path: Path, sheet: str, header: int, cells: list[Cell]) -> tuple[dict[int, str], dict[tuple[str, str], int]]:
    years: dict[int, str] = {}
    limits: dict[tuple[str, str], int] = {}
    for column, cell in enumerate(cells[2:], 2):
        text = _text(cell)
        if _YEARS.match(text) and text not in years.values():
            years[column] = text
        elif limit := _LIMIT.match(text):
            limits[limit[1], limit[2]] = column
        elif text:
            where = f"{sheet}, cell {address(header, column)}"
            raise Refused(
                Fault(
                    path.name, where, f"rubriken ”{text}”", "år eller gräns för konfidensintervall, var och en en gång", _ACTION
                )
            )
    return years, limits


def _places(sheet: Sheet, municipality: Municipality, file: str) -> dict[str, str]:
    """area_id per printed name, for the areas to take. The district rows belong to the municipality above them."""
    names = {name: f"{sheet.name}, cell {address(n, 1)}" for n, name in _names(sheet)}
    wanted: dict[str, str] = {}
    districts: dict[str, str] = {}
    inside = False
    for name, place in names.items():
        if _DISTRICT.match(name):
            if inside:
                districts[name] = place
            continue
        area = municipality.find(name, ("kommun", "lan", "land"))
        area_id = _taken_as(area.area_id, municipality) if area else None
        inside = area_id == municipality.area_id
        if area_id:
            wanted[name] = area_id
    if municipality.area_id not in wanted.values():
        raise Refused(Fault(file, sheet.name, "ingen rad för kommunen", municipality.name, _ACTION))
    kinds = {a.kind for a in municipality.areas} - {"organisation", "lan", "land", "kommun"}
    return wanted | (municipality.match(districts, file, kinds or ("stadsomrade",), _last_day(sheet)) if districts else {})


def _taken_as(area_id: str, municipality: Municipality) -> str:
    """Gotland is a county and a municipality in one, and Brå prints it once, as the county."""
    return municipality.area_id if (area_id, municipality.code) == ("lan:09", "0980") else area_id


def _last_day(sheet: Sheet) -> dt.date:
    return max(_period(years)[1] for years in sheet.years.values())


def _names(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """Row number and name of each area: rows below the header that have something in the columns of figures."""
    for number, row in enumerate(sheet.rows[sheet.header + 1 :], sheet.header + 1):
        if _text(row[1]) and any(_text(row[c]) for c in sheet.years):
            yield number, _text(row[1])


def _period(years: str) -> tuple[dt.date, dt.date]:
    found = _YEARS.match(years)
    if not found:
        raise ValueError(years)
    return dt.date(int(found[1]), 1, 1), dt.date(int(found[2]), 12, 31)


def _round(sheet: Sheet, years: str) -> str:
    """The survey years: a year after the reference years for victimisation, the same years for the rest."""
    lag = 1 if _refers_back(sheet) else 0
    start, end = _period(years)
    return f"{start.year + lag}-{end.year + lag}"


def _refers_back(sheet: Sheet) -> bool:
    return "Självrapporterad utsatthet" in str(sheet.rows[2][1])


def _rows(sheet: Sheet, places: Mapping[str, str], file: str, faults: list[Fault]) -> Iterator[dict[str, object]]:
    seen: dict[str, int] = {}
    for number, name in _names(sheet):
        if name not in places:
            continue
        faults += _misplaced(sheet, number, name, seen.get(name), file)
        seen[name] = number
        for column, years in sheet.years.items():
            yield _row(sheet, number, column, years, places[name], file, faults)
    for name in sorted(set(places) - set(seen)):
        faults.append(Fault(file, sheet.name, f"ingen rad för {name}", "samma områden som i de andra tabellerna", _ACTION))


def _misplaced(sheet: Sheet, number: int, name: str, earlier: int | None, file: str) -> Iterator[Fault]:
    """An area that stands twice in a table, and figures to the right of the last heading."""
    if earlier is not None:
        found = f"”{name}”, som redan står i {address(earlier, 1)}"
        yield Fault(file, f"{sheet.name}, cell {address(number, 1)}", found, "varje område en gång", _ACTION)
    for column, cell in enumerate(sheet.rows[number][2:], 2):
        if _text(cell) and column not in sheet.years and column not in sheet.limits.values():
            where = f"{sheet.name}, cell {address(number, column)}"
            yield Fault(file, where, f"”{_text(cell)}” utan rubrik", "värden bara under en rubrik", _ACTION)


def _row(sheet: Sheet, number: int, column: int, years: str, area_id: str, file: str, faults: list[Fault]) -> dict[str, object]:
    value, status, printed = _figure(sheet, number, column, file, faults)
    limits = [
        _figure(sheet, number, sheet.limits[side, years], file, faults)[0] if (side, years) in sheet.limits else None
        for side in ("undre", "övre")
    ]
    start, end = _period(years)
    if limits[0] is not None and limits[1] is not None and limits[0] > limits[1]:
        where = f"{sheet.name}, cell {address(number, sheet.limits['undre', years])}"
        faults.append(Fault(file, where, f"undre gräns {limits[0]} över övre gräns {limits[1]}", "undre gräns först", _ACTION))
    return {
        "topic": sheet.topic, "measure": sheet.measure, "area_id": area_id, "period_start": start, "period_end": end,
        "round": _round(sheet, years), "value": value, "lower": limits[0], "upper": limits[1],
        "status": status, "printed": printed, "household": sheet.household,
        "file": file, "cell": f"{sheet.name}!{address(number, column)}",
    }  # fmt: skip


def _figure(sheet: Sheet, row: int, column: int, file: str, faults: list[Fault]) -> tuple[float | None, str, str | None]:
    """Value, status and what is printed in one cell; a cell that is neither a number nor a code is a fault."""
    cell = sheet.rows[row][column]
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell < 1_000_000:
        return float(cell), "ok", None
    code = _text(cell)
    if code in CODES:
        return None, CODES[code], code
    if not code and sheet.may_be_blank(row, column):
        return None, "missing", ""
    action = "Cellen ska vara ett tal, inte text; rätta hos utgivaren eller hämta filen på nytt."
    where = f"{sheet.name}, cell {address(row, column)}"
    faults.append(Fault(file, where, f"”{code}”", "ett tal eller någon av " + " ".join(CODES), action))
    return None, "missing", code
