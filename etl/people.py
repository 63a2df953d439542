"""The last look for personal numbers, in what a reader hands over: no drawer can forget it."""

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from etl.identity import personal_numbers
from etl.model import Fault, Refused, Release

_TEN_DIGITS = re.compile(r"(?:\d\D*){10}")  # what has fewer is not worth the closer look


def guard_people(release: Release, frames: Mapping[str, object]) -> None:
    """Raises Refused with the place of every personal number in a text. Ledgers, which are not pandas, scan themselves."""
    faults = [
        _fault(release, frame, table, str(column), rows)
        for table, frame in frames.items()
        if isinstance(frame, pd.DataFrame)
        for column, rows in _found(frame, release)
    ]
    if faults:
        raise Refused(*faults[:50])


def _found(frame: pd.DataFrame, release: Release) -> Iterator[tuple[object, pd.Index]]:
    for column in frame.select_dtypes(["object", "string"]):
        texts = [t for t in frame[column].dropna().unique() if isinstance(t, str) and _TEN_DIGITS.search(t)]
        people = [t for t in texts if personal_numbers(t, release.published)]
        if people:
            yield column, frame.index[frame[column].isin(people)]


def _fault(release: Release, frame: pd.DataFrame, table: str, column: str, rows: pd.Index) -> Fault:
    first = frame.loc[rows[0]]
    file, place = (str(first.get(name, "")) for name in ("file", "cell"))
    more = f" och {len(rows) - 1} till" if len(rows) > 1 else ""
    action = "Ta bort uppgiften om en enskild; här får bara finnas organisationer och antal."
    found = f"något som ser ut som ett personnummer i {table}, {column}"
    return Fault(file or release.folder.name, place + more, found, "inga personuppgifter", action)
