"""Which rows of a file to take: the municipality, its districts in Brå's spelling, and the areas to compare with."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from etl.model import Area, Fault, Refused
from etl.municipality import Municipality
from etl.tables import Row

WHOLE = ("kommun", "lan", "land")
DISTRICTS = ("stadsomrade", "stadsdelsomrade", "stadsdelsnamnd", "stadsdel")
FINER = ("mellanomrade", "primaromrade")  # only a city's own table has these
# Brå marks a district by its city, or by the day it ended: "Angered stadsdel (upphörde 2021-01-01)".
_CITIES = {"gbg": "1480", "sthlm": "0180", "malmö": "1280"}
_CITY = re.compile(r"\((gbg|sthlm|malmö)\)", re.IGNORECASE)
_ENDED = re.compile(r"\(upphörde\s+(\d{4}-\d{2}-\d{2})\)", re.IGNORECASE)
_DISTRICT = re.compile(r"\b(?:stadsdel|stadsomr)|\(upphörde|" + _CITY.pattern, re.IGNORECASE)
_PARENTHESIS = re.compile(r"\s*\([^)]*\)\s*$")
_WORD = re.compile(r"\s+(?:stadsdel|stadsdelsområde|stadsområde)$", re.IGNORECASE)


def chosen(rows: Sequence[Row], column: str, municipality: Municipality) -> dict[str, Area]:
    """The area per name in a national file; the rest of the country is passed over.

    Raises Refused for a district of this municipality that areas.csv does not have.
    """
    found: dict[str, Area] = {}
    faults: list[Fault] = []
    below_own = True  # Brå lists a city's districts below the city
    for name, row in _first(rows, column).items():
        is_district = bool(_DISTRICT.search(name))
        area = _district(name, municipality) if is_district else municipality.find(name, WHOLE)
        if not is_district:
            below_own = area is not None and area.area_id == municipality.area_id
        if area:
            found[name] = area
        elif is_district and _is_own(name, below_own, municipality):
            faults.append(_unknown(row, name, municipality))
    if not found and not faults:
        expected = f"minst en rad för {municipality.name} eller ett område i areas.csv"
        faults.append(Fault(rows[0].file, f"kolumn {column}", "inga kända områden", expected, "Ta ut rätt områden i SOL."))
    if faults:
        raise Refused(*faults)
    return found


def listed(rows: Sequence[Row], column: str, year: str, municipality: Municipality) -> dict[str, Area]:
    """The area per name in a file about the municipality alone: the one in force in the last year that the name has.

    Raises Refused with every unknown name.
    """
    last: dict[str, str] = {}
    for row in rows:
        last[row.cells[column]] = max(last.get(row.cells[column], ""), row.cells[year])
    found = {name: _in_force(name, text, municipality) for name, text in last.items()}
    unknown = {n: r.place for n, r in _first(rows, column).items() if found[n] is None}
    municipality.match(unknown, rows[0].file, (*WHOLE, *DISTRICTS, *FINER))
    return {name: area for name, area in found.items() if area}


def _first(rows: Sequence[Row], column: str) -> Mapping[str, Row]:
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.cells[column], row)
    return first


def _in_force(name: str, year: str, municipality: Municipality) -> Area | None:
    day = dt.date(int(year), 12, 31) if re.fullmatch(r"[12]\d{3}", year) else dt.date.max
    kinds = (*WHOLE, *DISTRICTS)
    return municipality.find(name, kinds, day) or municipality.find(name, kinds) or municipality.find(name, FINER, day)


def _district(name: str, municipality: Municipality) -> Area | None:
    """A district of this municipality that ended on the very day the name says, or that has not ended."""
    city = _CITY.search(name)
    if city and _CITIES[city[1].casefold()] != municipality.code:
        return None
    ended = _end(name)
    day = ended - dt.timedelta(days=1) if ended else dt.date.max
    plain = _WORD.sub("", _PARENTHESIS.sub("", name))
    area = municipality.find(plain, DISTRICTS, day)
    return area if area and area.valid_to == ended else None


def _end(name: str) -> dt.date | None:
    found = _ENDED.search(name)
    try:
        return dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _is_own(name: str, below_own: bool, municipality: Municipality) -> bool:
    city = _CITY.search(name)
    return _CITIES[city[1].casefold()] == municipality.code if city else below_own


def _unknown(row: Row, name: str, municipality: Municipality) -> Fault:
    ended = _end(name)
    expected = "ett område i areas.csv" + (f" med valid_to {ended}" if ended else " som gäller än")
    action = f"Lägg området i data/municipalities/{municipality.code}/areas.csv, eller ta ut filen utan det."
    return Fault(row.file, row.place, f"området ”{name}”", expected, action)
