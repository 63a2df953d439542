"""The one place that looks for personal numbers in tables: at a reader's rows, at its frames, and at whole columns.

What is found is told by its place and its count. The number itself is in no fault, no log and no exception.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pandas as pd
import polars as pl

from etl.identity import personal_numbers
from etl.model import Fault, Refused, Release, masked
from etl.tables import Row

FOUND = "något som ser ut som ett personnummer"
_SIGN = r"\s?[-+‐‑‒–—−]?\s?"
_DAY = r"[0-9]{2}(?:0[0-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]|[6-8][0-9]|9[01])"
# The engine behind polars has no look-around; that something is there is all that is asked of it.
_VAT = rf"(?i:SE){_DAY}-?[0-9]{{4}}01"
_SUSPECT = rf"(?:^|[^0-9])(?:18|19|20)?{_DAY}{_SIGN}[0-9]{{4}}(?:[^0-9]|$)|{_VAT}"
_ONLY = rf"^[^0-9]*(?:18|19|20)?({_DAY}){_SIGN}([0-9]{{4}})[^0-9]*$"
# Letters of European texts cannot become digits; anything farther out may be a digit, a dash or nothing at all to the eye.
_FAR = r"[^\x00-\x7F\x{C0}-\x{24F}–—’”…]"
_INVISIBLE = r"[\x{200B}\x{200C}\x{200D}\x{2060}\x{FEFF}\x{AD}]"


def scan_column(texts: pl.Series | Iterable[str | None], as_of: dt.date) -> pl.Series:
    """The zero-based numbers of the texts that hold a personnummer or samordningsnummer; none may lie after `as_of`.

    Made for columns of millions: patterns and check digits are tried on the whole column, the calendar on what is left.
    """
    column = texts if isinstance(texts, pl.Series) else pl.Series(list(texts), dtype=pl.String)
    plain = _normalised(column)
    places = plain.str.contains(_SUSPECT).fill_null(value=False).arg_true()
    if places.is_empty():
        return places
    suspects = plain.gather(places)
    keep = _check_digits_hold(suspects)
    places, suspects = places.filter(keep), suspects.filter(keep)
    people = [t for t in suspects.unique().to_list() if personal_numbers(t, as_of)]
    return places.filter(suspects.is_in(people))


def _normalised(texts: pl.Series) -> pl.Series:
    """The texts with every digit and dash in its plain form, as the patterns ask for them."""
    far = texts.str.contains(_FAR).fill_null(value=False).arg_true()
    if far.is_empty():
        return texts
    plain = texts.gather(far).str.normalize("NFKC").str.replace_all(_INVISIBLE, "")
    return texts.clone().scatter(far, plain)


def _check_digits_hold(texts: pl.Series) -> pl.Series:
    """False for a text whose only digits are ten or twelve with a wrong check digit: clock times, serial numbers."""
    number = (texts.str.extract(_ONLY, 1) + texts.str.extract(_ONLY, 2)).cast(pl.Int64)
    total = pl.zeros(len(texts), dtype=pl.Int64, eager=True)
    for place in range(10):
        digit = number // 10**place % 10 * (1 + place % 2)
        total += digit // 10 + digit % 10
    return (total % 10 == 0).fill_null(value=True) | texts.str.contains(_VAT)


def guard_people(release: Release, frames: Mapping[str, object]) -> None:
    """Raises Refused with the place of every personal number in a text of the pandas and polars frames: no drawer can forget."""
    faults = [
        _fault(release, frame, table, column, rows)
        for table, frame in frames.items()
        if isinstance(frame, pd.DataFrame | pl.DataFrame)
        for column, texts in _texts(frame)
        if len(rows := scan_column(texts, release.published))
    ]
    if faults:
        raise Refused(*faults[:50])


def people_in(rows: Iterable[Row], as_of: dt.date, action: str) -> list[Fault]:
    """A fault for each cell that holds a personal number."""
    return _in_cells(rows, lambda cell: len(cell) > 9 and bool(personal_numbers(cell, as_of)), "inga personuppgifter", action)


def anyone_in(rows: Iterable[Row], expected: str, action: str) -> list[Fault]:
    """A fault for each cell with a number of a person's shape, whether or not it checks out, and with unseen letters.

    For drawers where people could be hurt: a number with one digit wrong still tells who is meant.
    """
    today = dt.date.today()
    return _in_cells(rows, lambda cell: _shaped(cell) or bool(personal_numbers(cell, today)), expected, action)


def _shaped(cell: str) -> bool:
    return masked(cell, len(cell) + 1) != " ".join(cell.split())


def _in_cells(rows: Iterable[Row], tells: Callable[[str], bool], expected: str, action: str) -> list[Fault]:
    return [
        Fault(row.file, row.cell(column), FOUND, expected, action)
        for row in rows
        for column, cell in row.cells.items()
        if tells(cell)
    ]


def _texts(frame: pd.DataFrame | pl.DataFrame) -> Iterator[tuple[str, pl.Series]]:
    """Each text column; what is no text in it counts as empty, so that places stay."""
    if isinstance(frame, pl.DataFrame):
        yield from ((s.name, s.cast(pl.String)) for s in frame.select(pl.col(pl.String, pl.Categorical)))
        return
    for column in frame.select_dtypes(["object", "string", "category"]):
        texts = [t if isinstance(t, str) else None for t in frame[column]]
        yield str(column), pl.Series(texts, dtype=pl.String)


def _fault(
    release: Release, frame: pd.DataFrame | pl.DataFrame, table: str, column: str, rows: Sequence[int] | pl.Series
) -> Fault:
    first: Mapping[str, object] = frame.row(rows[0], named=True) if isinstance(frame, pl.DataFrame) else frame.iloc[rows[0]]  # type: ignore[assignment]
    file, place = (str(first.get(name) or "") for name in ("file", "cell"))
    more = f" och {len(rows) - 1} till" if len(rows) > 1 else ""
    action = "Ta bort uppgiften om en enskild; här får bara finnas organisationer och antal."
    return Fault(file or release.folder.name, place + more, f"{FOUND} i {table}, {column}", "inga personuppgifter", action)
