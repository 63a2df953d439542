"""Reads data/municipalities/<code> and matches the area names that publishers print against it."""

import csv
import datetime as dt
import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from etl.disclosure import PROPOSALS, Class
from etl.identity import personal_numbers
from etl.model import Area, Fault, Refused
from etl.tables import facts, said
from etl.thresholds import thresholds

Number = TypeVar("Number", int, float)
_NATIONAL = Path(__file__).with_name("national.csv")
_COLUMNS = ("kind", "code", "name", "parent_kind", "parent_code", "valid_from", "valid_to", "population", "aliases", "lon", "lat")
_LARGEST_LIST = 2_000_000  # bytes
_HINTED = 50  # unknown names that get the nearest known one: a shifted column has thousands, and none is near
_LATEST = dt.date(2099, 12, 31)  # a list of areas has no day of its own: any year of birth will do
_DASHES = re.compile(r"\s*[-‐‑‒–—−]\s*")
_ENDED = re.compile(r"\s*\((?:gbg|sthlm|malmö|upphörde[^)]*|från[^)]*)\)$")
_PREFIX = re.compile(r"^(stadsomr(?:\.|åde)|stadsdelsomr(?:\.|åde)|stadsdelsnämnd(?:en)?|sdn)\s+")
_SUFFIX = re.compile(r"\s+(?:kommun|stad)$")
_PREFIX_KINDS = {
    "stadsomr": ("stadsomrade",),
    "stadsdel": ("stadsdelsomrade", "stadsdelsnamnd", "stadsdel", "stadsomrade"),
    "sdn": ("stadsdelsnamnd",),
}


def _folded(name: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return _ENDED.sub("", _DASHES.sub("-", text))


def _key(name: str) -> str:
    return _SUFFIX.sub("", _PREFIX.sub("", _folded(name)))


def _hinted_kinds(name: str) -> tuple[str, ...]:
    found = _PREFIX.match(_folded(name))
    return next((k for p, k in _PREFIX_KINDS.items() if found and found[1].startswith(p)), ())


@dataclass(frozen=True)
class Municipality:
    """A municipality, its areas, the country, its county and whatever areas.csv lists for comparison."""

    code: str
    name: str
    areas: tuple[Area, ...]
    folder: Path | None = None
    fictional: bool = False  # invented: says so on every page and file
    classes: Mapping[str, Class] = field(default_factory=lambda: PROPOSALS)  # what must be hidden, as decided or proposed

    @property
    def area_id(self) -> str:
        """The area_id of the municipality itself."""
        return f"kommun:{self.code}"

    def _index(self) -> dict[str, list[Area]]:
        index: dict[str, list[Area]] = defaultdict(list)
        for area in self.areas:
            own = [area.name, area.name + "s"] if area.kind == "kommun" else [area.name]
            for key in {_key(name) for name in (*own, *area.aliases)}:
                index[key].append(area)
        return index

    def find(self, name: str, kinds: Collection[str] = (), on: dt.date | None = None) -> Area | None:
        """The one area printed as `name` among `kinds` and in force `on` that day; None when none or several fit."""
        fitting = [a for a in self._candidates(name) if not kinds or a.kind in kinds]
        hinted = [a for a in fitting if a.kind in _hinted_kinds(name)]
        alive = [a for a in (hinted or fitting) if on is None or a.exists(on)]
        return alive[0] if len(alive) == 1 else None

    def _candidates(self, name: str) -> list[Area]:
        if "index" not in self.__dict__:
            object.__setattr__(self, "index", self._index())
        found: list[Area] = self.__dict__["index"].get(_key(name), [])
        return found

    def match(
        self, names: Mapping[str, str], file: str, kinds: Collection[str] = (), on: dt.date | None = None
    ) -> dict[str, str]:
        """area_id per printed name; `names` says where each stands. Raises Refused with every unknown name at once."""
        found = {name: self.find(name, kinds, on) for name in names}
        unknown = [name for name, area in found.items() if area is None]
        faults = [self._unknown(name, names[name], file, kinds, n < _HINTED) for n, name in enumerate(unknown)]
        if faults:
            raise Refused(*faults)
        return {name: area.area_id for name, area in found.items() if area is not None}

    def _unknown(self, name: str, place: str, file: str, kinds: Collection[str], hinted: bool) -> Fault:
        known = {_key(a.name): a.name for a in self.areas if hinted and (not kinds or a.kind in kinds)}
        near = difflib.get_close_matches(_key(name), known, n=1, cutoff=0.5)
        several = len([a for a in self._candidates(name) if not kinds or a.kind in kinds]) > 1
        hint = f" Närmaste kända namn: {known[near[0]]}." if near else ""
        expected = "ett namn som bara betyder ett område" if several else "ett område i areas.csv"
        action = f"Lägg namnet som alias på rätt rad i data/municipalities/{self.code}/areas.csv.{hint}"
        return Fault(file, place, f"området ”{name}”", expected, action)


def read_municipality(folder: Path) -> Municipality:
    """Reads municipality.toml and areas.csv. Raises Refused when either is missing or wrong, thresholds too."""
    path = folder / "municipality.toml"
    told = _facts(path)
    code, laws = told["code"], thresholds(told, path)
    listed = _areas(folder / "areas.csv", code)
    taken = {a.area_id for a in listed}
    national = [a for a in _areas(_NATIONAL, code) if a.code in ("SE", code[:2]) and a.area_id not in taken]
    city = [] if f"kommun:{code}" in taken else [Area(f"kommun:{code}", "kommun", code, told["name"])]
    return Municipality(code, told["name"], (*national, *city, *listed), folder, told.get("fictional") is True, laws)


def _facts(path: Path) -> dict[str, Any]:
    """What the file says; code and name are texts, and the code is the folder's name, since deliveries are found by it."""
    found = facts(path, "en läsbar fil med code och name", 'Skriv code = "1480" och name = "Göteborg".')
    wrong = [field for field in ("code", "name") if not isinstance(found.get(field), str) or not found[field].strip()]
    if wrong:
        raise Refused(*(Fault(str(path), f, "inget värde", "text inom citattecken", f'Skriv {f} = "…".') for f in wrong))
    if found["code"] != path.parent.name:
        action = "Ge mappen kommunens kod som namn."
        raise Refused(Fault(str(path), "code", str(found["code"]), f"mappens namn {path.parent.name}", action))
    return found


def _areas(path: Path, code: str) -> list[Area]:
    if path.is_file() and path.stat().st_size > _LARGEST_LIST:
        action = "Kontrollera att det är rätt fil."
        raise Refused(Fault(str(path), "", "en fil över 2 MB", "en förteckning över områden", action))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, strict=True)
            header = table.fieldnames or ()
            rows = list(table)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(Fault(str(path), "", said(error), "en CSV-fil i UTF-8", "Se README, Ny kommun.")) from error
    missing = [c for c in ("kind", "code", "name") if c not in header]
    if missing:
        action = "Rubrikerna ska vara: " + ", ".join(_COLUMNS) + "."
        raise Refused(Fault(str(path), "rad 1", "kolumner saknas: " + ", ".join(missing), "en rubrikrad", action))
    areas, faults = [], []
    for number, row in enumerate(rows, 2):
        if any(len(str(cell)) > 9 and personal_numbers(str(cell), _LATEST) for cell in row.values()):
            found = "något som ser ut som ett personnummer"
            faults.append(Fault(str(path), f"rad {number}", found, "inga personuppgifter", "Ta bort numret."))
            continue
        try:
            areas.append(_area(row))
        except ValueError as error:
            faults.append(Fault(str(path), f"rad {number}", str(error), "giltiga värden", "Rätta raden."))
    faults += _double(areas, str(path))
    if faults:
        raise Refused(*faults[:50])
    return areas


def _double(areas: Iterable[Area], file: str) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for area in areas:
        if area.area_id in seen:
            faults.append(Fault(file, area.area_id, "samma kind och code två gånger", "en rad", "Ta bort den ena."))
        seen.add(area.area_id)
    return faults


def _area(row: Mapping[str | None, str]) -> Area:
    """One row of areas.csv. Raises ValueError in Swedish for a value that cannot be read."""
    if None in row:
        raise ValueError("fler fält än rubriker; ett namn med komma skrivs inom citattecken")
    cell = {name: (row.get(name) or "").strip() for name in _COLUMNS}
    if not (cell["kind"] and cell["code"] and cell["name"]):
        raise ValueError("kind, code eller name är tomt")
    return Area(
        f"{cell['kind']}:{cell['code']}",
        cell["kind"],
        cell["code"],
        cell["name"],
        f"{cell['parent_kind']}:{cell['parent_code']}" if cell["parent_kind"] and cell["parent_code"] else None,
        _day(cell, "valid_from"),
        _day(cell, "valid_to"),
        _number(cell, "population", int),
        tuple(alias.strip() for alias in cell["aliases"].split("|") if alias.strip()),
        _number(cell, "lon", float),
        _number(cell, "lat", float),
    )


def _number(cell: Mapping[str, str], name: str, kind: Callable[[str], Number]) -> Number | None:
    try:
        return kind(cell[name]) if cell[name] else None
    except ValueError as error:
        raise ValueError(f"{name} ”{cell[name]}”, som inte är ett tal") from error


def _day(cell: Mapping[str, str], name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(cell[name]) if cell[name] else None
    except ValueError as error:
        raise ValueError(f"{name} ”{cell[name]}”, som inte är ett datum som 2021-01-01") from error
