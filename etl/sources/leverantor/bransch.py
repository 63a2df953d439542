"""Which industries are looked at as risk industries, and in which industry a supplier is. The list is data, open to change."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from etl.model import Fault, Refused
from etl.municipality import Municipality
from etl.tables import Row, text_table

FILE = "riskbranscher.csv"
COLUMNS = ("sni", "bransch", "skal")
NO_RISK, UNKNOWN = "ej riskbransch", "okänd bransch"
Industries = Sequence[tuple[str, str]]


def risk_industries(municipality: Municipality) -> list[tuple[str, str]]:
    """(digits that the SNI code begins with, industry), longest first so that the first that fits is the right one.

    The municipality's own riskbranscher.csv, else the drawer's. Raises Refused with every fault in it.
    """
    own = municipality.folder / FILE if municipality.folder else None
    rows = text_table(own if own and own.is_file() else Path(__file__).with_name(FILE), COLUMNS)
    faults = [fault for row in rows for fault in _wrong(row)] + _twice(rows)
    if faults:
        raise Refused(*faults)
    return sorted(((_digits(row), row.cells["bransch"]) for row in rows), key=lambda pair: (-len(pair[0]), pair))


def industry(sni: str | None, industries: Industries) -> str:
    """The risk industry of an SNI code of digits only, `ej riskbransch`, or `okänd bransch` when there is no code."""
    if not sni:
        return UNKNOWN
    return next((name for prefix, name in industries if sni.startswith(prefix)), NO_RISK)


def industry_frame(industries: Industries) -> pd.DataFrame:
    """`stg_leverantor_bransch`: the industries that a count is broken down by, so that an industry without rows shows zero."""
    names = [*dict.fromkeys(name for _, name in sorted(industries)), NO_RISK, UNKNOWN]
    risk = [True] * (len(names) - 2) + [False, None]
    return pd.DataFrame({"bransch": names, "risk": pd.array(risk, dtype="boolean")})


def _digits(row: Row) -> str:
    return row.cells["sni"].replace(".", "")


def _wrong(row: Row) -> list[Fault]:
    digits, name = _digits(row), row.cells["bransch"]
    faults = [row.fault(c, "text", "Fyll i cellen.") for c in ("bransch", "skal") if not row.cells[c]]
    if not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 5):
        faults.append(row.fault("sni", "början på en SNI-kod, två till fem siffror", "Rätta koden, till exempel 43 eller 81.2."))
    if name in (NO_RISK, UNKNOWN, "alla"):
        faults.append(row.fault("bransch", "namnet på en bransch", "Ordet har en annan betydelse; välj ett annat namn."))
    return faults


def _twice(rows: Iterable[Row]) -> list[Fault]:
    first: dict[str, Row] = {}
    doubles = [(row, first[_digits(row)]) for row in rows if first.setdefault(_digits(row), row) is not row]
    return [r.fault("sni", f"varje kod en gång; den står redan på {o.place}", "Ta bort den ena raden.") for r, o in doubles]
