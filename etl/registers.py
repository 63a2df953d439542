"""Opens the tables of a register delivery: text or Excel, known columns only, and nothing about a person."""

import datetime as dt
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from etl.identity import sole_trader
from etl.model import Fault, Refused, Release
from etl.people import people_in
from etl.tables import Cell, Row, text_table, workbook

# Followed by a running number where it stands in for the trader's own. No row of one delivery is ever joined to a row of
# another by its trader, so the stand-in need not be the same in both: a keyed hash would make people possible to follow over
# the years, and would be theirs to have erased. What is kept tells nothing, and there is no key to lose.
SOLE_TRADER = "enskild firma"
_ACTION = "Ta bort uppgiften om en enskild; registret får bara ha organisationer och summor."


@dataclass(frozen=True)
class Template:
    """A table of a register: the columns that it must have and those that it may have.

    Where sole traders are expected, `trader` is the column of their numbers and `name` that of their names, if any: both
    are masked before anyone sees the row. A table without a `trader` refuses personal numbers in every cell.
    """

    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    required: bool = True
    empty: bool = False  # a table with nothing but its header says that there is nothing to tell
    trader: str = ""
    name: str = ""


def tables(release: Release, templates: Mapping[str, Template]) -> dict[str, list[Row]]:
    """Rows per table name; a file is known by its name before the suffix, as `ansokningar.csv` or `ansokningar.xlsx`.

    An optional table that was not delivered has no rows. Raises Refused with the faults of every file at once.
    """
    found = {f.stem: f for f in release.files}
    expected = "filerna " + ", ".join(templates)
    action = "Se mallen i källans README; en fil per tabell, .csv eller .xlsx."
    faults = [
        _fault(release, n, "ingen sådan fil", expected, action) for n, t in templates.items() if t.required and n not in found
    ]
    faults += [_fault(release, f.name, "en okänd fil", expected, action) for n, f in found.items() if n not in templates]
    if len(found) < len(release.files):
        faults.append(_fault(release, "", "samma tabell två gånger", "varje tabell en gång", action))
    read: dict[str, list[Row]] = {name: [] for name in templates}
    traders: dict[str, str] = {}
    for name in (n for n in templates if n in found):
        try:
            read[name] = table(found[name], templates[name], release.published, traders)
        except Refused as refusal:
            faults += refusal.faults
    if faults:
        raise Refused(*faults)
    return read


def table(path: Path, template: Template, as_of: dt.date, traders: MutableMapping[str, str] | None = None) -> list[Row]:
    """The rows of one table. Raises Refused for unknown columns and for anything shaped like a personal number.

    `traders` remembers which stand-in each sole trader has got, so that one has the same in every table of a delivery.
    """
    if path.suffix.lower() == ".xlsx":
        rows = _sheet(path, template)
    else:
        rows = text_table(path, template.columns, optional=template.optional, empty=template.empty)
    rows = _masked(rows, template, as_of, {} if traders is None else traders)
    known = (*template.columns, *template.optional)
    strange = [c for row in rows[:1] for c in row.cells if c not in known]
    faults = people_in(rows, as_of, _ACTION)
    if strange:
        found = f"{len(strange)} okända kolumner, den första ”{strange[0]}”"
        faults.append(Fault(path.name, "rad 1", found, "bara " + ", ".join(known), "Ta bort kolumnerna."))
    if faults:
        raise Refused(*faults)
    return rows


def _masked(rows: Iterable[Row], template: Template, as_of: dt.date, traders: MutableMapping[str, str]) -> list[Row]:
    """The rows with each sole trader as `enskild firma 1`, and so on, without a name."""
    return [_without_person(row, template, sole_trader(row.cells.get(template.trader, ""), as_of), traders) for row in rows]


def _without_person(row: Row, template: Template, key: str | None, traders: MutableMapping[str, str]) -> Row:
    if not key:
        return row
    stand_in = {template.trader: traders.setdefault(key, f"{SOLE_TRADER} {len(traders) + 1}")}
    name = {template.name: SOLE_TRADER} if template.name else {}
    return replace(row, cells=row.cells | stand_in | name)


def _sheet(path: Path, template: Template) -> list[Row]:
    """The one sheet whose first filled row holds the template's columns."""
    sheets = {name: rows for name, rows in workbook(path).items() if any(any(_text(c) for c in row) for row in rows)}
    if len(sheets) != 1:
        action = "Lägg tabellen ensam i arbetsboken."
        raise Refused(Fault(path.name, "", f"{len(sheets)} blad med innehåll", "ett blad", action))
    (name, rows), *_ = sheets.items()
    first = next(n for n, row in enumerate(rows) if any(_text(c) for c in row))
    header = [_text(c) for c in rows[first]]
    _guard_header(path, f"{name}!rad {first + 1}", header, template)
    body = [(n, [_text(c) for c in row]) for n, row in enumerate(rows[first + 1 :], first + 2)]
    filled = [Row(path.name, n, dict(zip(header, cells, strict=True)), name) for n, cells in body if any(cells)]
    if not filled and not template.empty:
        raise Refused(Fault(path.name, name, "inga rader", "minst en rad under rubrikerna", "Kontrollera att det är rätt fil."))
    return [Row(r.file, r.number, {c: v for c, v in r.cells.items() if c}, r.sheet) for r in filled]


def _guard_header(path: Path, place: str, header: Sequence[str], template: Template) -> None:
    missing = [c for c in template.columns if c not in header]
    double = sorted({c for c in header if c and header.count(c) > 1})
    if missing or double:
        found = "saknade kolumner: " + ", ".join(missing) if missing else "kolumner två gånger: " + ", ".join(double)
        expected = "kolumnerna " + ", ".join((*template.columns, *template.optional))
        raise Refused(Fault(path.name, place, found, expected, "Rubrikraden ska stå överst, stavad som i mallen."))


def _text(cell: Cell) -> str:
    """A cell as a person would have typed it: whole numbers without `.0`, fractions with a comma, dates as 2023-05-01."""
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", ",")
    return " ".join(str(cell).split())


def _fault(release: Release, place: str, found: str, expected: str, action: str) -> Fault:
    return Fault(release.folder.name, place, found, expected, action)
