"""What cannot be true in a register of grants: rows that stand twice, point at nothing or contradict one another.

Only what is impossible is a fault. What is merely odd is the register's to tell and the flags' to show.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from etl.entry import UNREAD
from etl.model import Fault
from etl.tables import Row

Tables = Mapping[str, Sequence[Row]]
Read = Mapping[str, object]
_LARGEST_ROUNDING = 1.0  # kronor


def contradictions(rows: Tables, read: Mapping[str, Sequence[Read]], known: dt.date) -> Iterator[Fault]:
    """A fault per contradiction. `known` is the day the delivery was fetched: nothing in it can have happened later."""
    applications = list(zip(rows["ansokningar"], read["ansokningar"], strict=True))
    controls = list(zip(rows["kontroller"], read["kontroller"], strict=True))
    yield from _doubles(rows)
    yield from _overlapping(applications)
    for row, found in applications:
        yield from _impossible_amounts(row, found)
        yield from _later(row, found["decided"], "beslutsdatum", known)
    cases = {str(found["case_id"]): (row, found) for row, found in applications}
    periods = {_period(found) for _, found in applications}
    for row, found in controls:
        yield from _unknown_case(row, found, cases)
        yield from _impossible_money(row, found)
        yield from _impossible_days(row, found, known)
    for row, found in [*controls, *zip(rows["kontrollplan"], read["kontrollplan"], strict=True)]:
        if _period(found) not in periods and found["period_start"] != UNREAD:
            yield row.fault("redovisningsperiod", "en period som har ansökningar i samma leverans",
                            "Rätta perioden, eller leverera periodens alla ansökningar.")  # fmt: skip


def _period(found: Read) -> tuple[object, object]:
    return found["period_start"], found["period_end"]


def _doubles(rows: Tables) -> Iterator[Fault]:
    """Identities that stand twice."""
    keys = {
        "ansokningar": ("arende",),
        "kontroller": ("kontroll",),
        "kontrollplan": ("forvaltning", "redovisningsperiod", "typ", "senast"),
    }
    for table, columns in keys.items():
        first: dict[tuple[str, ...], Row] = {}
        for row in rows[table]:
            key = tuple(row.cells[column] for column in columns)
            other = first.setdefault(key, row)
            if other is not row and all(key):
                found = f"”{key[0]}”, som redan står på {other.place}"
                yield Fault(row.file, row.cell(columns[0]), found, "varje rad en gång", "Ta bort eller rätta den ena.")


def _overlapping(applications: Sequence[tuple[Row, Read]]) -> Iterator[Fault]:
    """Redovisningsperioder that share days without being the same: one of them is misspelt."""
    first: dict[tuple[dt.date, dt.date], Row] = {}
    for row, found in applications:
        start, end = found["period_start"], found["period_end"]
        if isinstance(start, dt.date) and isinstance(end, dt.date) and start != UNREAD:
            first.setdefault((start, end), row)
    for (start, end), row in first.items():
        sharing = (other for (s, e), other in first.items() if s <= end and start <= e)
        earlier = next((other for other in sharing if other.number < row.number), None)
        if earlier:
            expected = f"samma period som på {earlier.place}, eller en som inte delar dagar med den"
            yield row.fault("redovisningsperiod", expected, "Rätta perioden.")


def _impossible_amounts(row: Row, found: Read) -> Iterator[Fault]:
    """More paid than was granted, or money granted on a rejection."""
    granted, paid = found["granted"], found["paid"]
    if isinstance(granted, float) and isinstance(paid, float) and paid > granted + _LARGEST_ROUNDING:
        yield row.fault("utbetalt_kr", f"högst det beviljade, {granted:.0f}",
                        "Rätta beloppen; beviljat ska ha med alla beslut i ärendet.")  # fmt: skip
    if found["decision"] in ("avslag", "pågår"):
        for column, amount in (("beviljat_kr", granted), ("utbetalt_kr", paid)):
            if isinstance(amount, float) and amount > 0:
                yield row.fault(column, f"0 eller tomt när beslutet är {found['decision']}", "Rätta beslutet eller beloppet.")


def _later(row: Row, day: object, column: str, known: dt.date) -> Iterator[Fault]:
    if isinstance(day, dt.date) and day > known:
        yield row.fault(column, f"en dag som inte är efter leveransens hämtning, {known}", "Rätta datumet.")


def _unknown_case(row: Row, found: Read, cases: Mapping[str, tuple[Row, Read]]) -> Iterator[Fault]:
    """A control of an application that is not there, or that is another organisation's."""
    if not found["case_id"]:
        return
    case = cases.get(str(found["case_id"]))
    if case is None:
        yield row.fault("arende", "ett ärende i ansokningar", "Rätta ärendet, eller leverera perioden som ansökan hör till.")
    elif _who(row, found) != _who(*case):
        action = "Rätta ärendet eller organisationsnumret."
        place = Fault(row.file, row.cell("organisationsnummer"), "en annan organisation än ärendets",
                      f"samma som i {case[0].file}, {case[0].place}", action)  # fmt: skip
        yield place


def _who(row: Row, found: Read) -> str:
    """Whose row it is: the ten digits, or what stands in for a sole trader."""
    return str(found["organisation_id"] or row.cells["organisationsnummer"].casefold())


def _impossible_money(row: Row, found: Read) -> Iterator[Fault]:
    """Money reclaimed without a claim, or more repaid than was claimed."""
    reclaimed, repaid = found["reclaimed"], found["repaid"]
    if "återkrav" not in str(found["actions"]).split("|"):
        for column, amount in (("aterkravt_kr", reclaimed), ("aterbetalt_kr", repaid)):
            if isinstance(amount, float) and amount > 0:
                yield row.fault(
                    column, "tomt när åtgärden inte är återkrav", "Lägg till återkrav i atgard eller ta bort beloppet."
                )
    elif isinstance(reclaimed, float) and isinstance(repaid, float) and repaid > reclaimed:
        yield row.fault("aterbetalt_kr", f"högst det återkrävda, {reclaimed:.0f}", "Rätta beloppen; räkna inte med ränta.")


def _impossible_days(row: Row, found: Read, known: dt.date) -> Iterator[Fault]:
    """A control or a decision in the future, or a decision before its control."""
    day, decided = found["day"], found["decided"]
    yield from _later(row, day, "datum", known)
    yield from _later(row, decided, "beslutsdatum", known)
    if isinstance(day, dt.date) and isinstance(decided, dt.date) and UNREAD < decided < day:
        yield row.fault("beslutsdatum", f"en dag som inte är före kontrollens, {day}", "Rätta datumen.")
