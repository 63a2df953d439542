"""Gives every different text of a ledger a small number once: month, förvaltning and supplier. No person gets one."""

import datetime as dt
import re
import threading
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from etl.identity import organisation_number, personal_numbers, sole_trader
from etl.model import Area
from etl.municipality import Municipality
from etl.sources.leverantor.reskontra_dialekt import Span

EMPTY, WRONG, OUTSIDE, PERSON = -1, -2, -3, -4  # codes of what has no number
HIDDEN, TRADER, UNKNOWN, FIRST = 0, 1, 2, 3  # suppliers without identity, and the first number of the others
KINDS = ("anonymiserad", "enskild firma", "okänt nummer")
ORGANISATION, FOREIGN = "organisation", "utländsk"
MOST_OFFICES = 1_000  # different names of förvaltningar in a delivery
MOST_SUPPLIERS = 1_000_000
_REMEMBERED = 100_000  # different texts of each kind
_EARLIEST = dt.date(1990, 1, 1)
_MARKERS = {
    "anonymiserad", "anonymiserat", "innehåller personuppgifter", "personuppgifter", "personuppgift", "sekretess", "skyddad",
    "maskerad", "maskerat", "privatperson", "borttagen", "gdpr",
}  # fmt: skip
_DATE = re.compile(r"([0-9]{4})(-?)([0-9]{2})(?:\2([0-9]{2}))?(?:[ T][0-9:.]+)?")
_FOREIGN = re.compile(r"(?!SE)[A-Z]{2}[A-Z0-9]{4,14}")
_LEADING_CODE = re.compile(r"^[0-9]+\s*[-–:]?\s*(?=\D)")
Code = Callable[[str], int]


@dataclass
class Codes:
    """Numbers for one delivery, shared by the threads that read it. `as_of`: no day may lie after it.

    `supplier` gives EMPTY, HIDDEN, TRADER, UNKNOWN, or FIRST and the number in `suppliers`. `office` gives EMPTY, PERSON, or
    the number of the printed name in `offices`. `person` says whether a text holds a personal number.
    """

    municipality: Municipality
    as_of: dt.date
    suppliers: dict[str, int] = field(default_factory=dict)
    offices: dict[str, int] = field(default_factory=dict)
    supplier: Code = field(init=False)
    office: Code = field(init=False)
    person: Callable[[str], bool] = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        remember = lru_cache(_REMEMBERED)
        self.supplier, self.office, self.person = remember(self._supplier), remember(self._office), remember(self._person)

    def _person(self, text: str) -> bool:
        return bool(personal_numbers(text, self.as_of))

    def _supplier(self, text: str) -> int:
        plain = " ".join(text.split())
        if not plain:
            return EMPTY
        if hidden(plain):
            return HIDDEN
        if sole_trader(plain, self.as_of):
            return TRADER
        squeezed = plain.replace(" ", "").upper()
        foreign = squeezed if _FOREIGN.fullmatch(squeezed) and not personal_numbers(plain, self.as_of) else None
        found = organisation_number(plain) or foreign
        if found is None and self.person(plain):
            return PERSON
        return UNKNOWN if found is None else FIRST + self._number(found, self.suppliers)

    def _office(self, text: str) -> int:
        plain = " ".join(text.split())
        if personal_numbers(plain, self.as_of):
            return PERSON
        return self._number(plain, self.offices) if plain else EMPTY

    def _number(self, name: str, names: dict[str, int]) -> int:
        """The number of a name; several texts may be the same name."""
        with self._lock:
            return names.setdefault(name, len(names))

    def area(self, name: str) -> Area | None:
        """The förvaltning of that name, with or without a number before it; None when areas.csv does not know it."""
        find, kinds = self.municipality.find, ("organisation",)
        return find(name, kinds) or find(_LEADING_CODE.sub("", name), kinds)


def hidden(text: str) -> bool:
    """Whether a name or a number says that the publisher has hidden the supplier."""
    plain = text.strip(" []()<>.").casefold()
    return plain in _MARKERS or (bool(plain) and not plain.strip("*"))


def month_code(span: Span | None, as_of: dt.date) -> Code:
    """How a date becomes a month: year times twelve and the month, from zero; EMPTY, WRONG, or OUTSIDE the file's period.

    Days are written 2023-05-01 or 20230501, months 2023-05 or 202305. A month fits when any of its days does.
    """
    first, last = span or (_EARLIEST, as_of)
    last = min(last, as_of)

    def code(text: str) -> int:
        plain = text.strip()
        days = _days(plain)
        if days is None:
            return WRONG if plain else EMPTY
        start, end = days
        return start.year * 12 + start.month - 1 if start <= last and end >= first else OUTSIDE

    return code


def _days(text: str) -> Span | None:
    """First and last day of what a date cell says."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[3]), found[4]
    try:
        start = dt.date(year, month, int(day or 1))
    except ValueError:
        return None
    return start, start if day else start.replace(day=monthrange(year, month)[1])


def coded(texts: pl.Series, code: Code) -> pl.Series:
    """The number of each text; `code` is asked once for each different text of the block."""
    different = texts.unique()
    codes = pl.Series("code", [code(text) for text in different.to_list()], dtype=pl.Int64)
    known = pl.DataFrame({"text": different, "code": codes})
    return texts.to_frame("text").join(known, on="text", how="left", maintain_order="left")["code"]
