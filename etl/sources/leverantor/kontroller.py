"""Controls of suppliers and what they found: one row per control and company, and one per deviation."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from etl.entry import UNREAD, Entry
from etl.model import Fault
from etl.sources.leverantor.parter import Known, counted, party
from etl.tables import Row

PHASES = ("före avtal", "under avtal")
ARMS = ("risk", "slump", "tips", "planerad")
OUTCOMES = ("avvikelse", "utan avvikelse", "oklart", "pågår")
KINDS = ("personalliggare", "ID06", "utstationering", "F-skatt", "skuld", "underleverantör", "annat")
CERTAINTY = ("misstanke", "sannolik", "konstaterad")
HEARING = ("inte inlett", "pågår", "avslutat")
EARLIEST = dt.date(2000, 1, 1)  # every year from the first control's on is counted, so a slip of the pen would add decades
# Years that a ground may weigh in a procurement: LOU (2016:1145) 13 kap. 1 a § for 1 §, 3 a § for 3 §. The act names no
# limit for 2 §; the shorter one is used, so that nothing stands longer than it surely may.
YEARS = {"13:1": 5, "13:2": 3, "13:3": 3, "": 3}
_GROUND = re.compile(r"(13:[123])(?:[ :,]\s*(?:första|andra|stycket|st|p|punkt)?\.?\s*[0-9]{1,2})?", re.IGNORECASE)
_VISIT = {"datum": "day", "forvaltning": "department", "skede": "phase", "urvalsgrund": "arm"}
Staged = dict[str, object]


@cache
def rules() -> frozenset[str]:
    """The flags that a control may say it came from."""
    return frozenset(tomllib.loads(Path(__file__).with_name("flags.toml").read_text(encoding="utf-8")))


def control(entry: Entry, known: Known, as_of: dt.date) -> Staged:
    """One company in one control, as staging holds it."""
    day = past(entry, as_of)
    if UNREAD < day < EARLIEST:
        entry.wrong("datum", f"en dag från och med {EARLIEST}", "Rätta årtalet.")
    workers, workers_status = counted(entry, "arbetstagare")
    found = {name: counted(entry, c)[0] for c, name in _FOUND.items()}
    _possible(entry, workers, found)
    flag = entry.row.cells.get("flagga", "")
    if flag and flag not in rules():
        entry.wrong("flagga", "en av källans flaggor, eller tomt: " + ", ".join(sorted(rules())), "Rätta flaggan.")
    return party(entry, known).told() | year(day) | found | {
        "control": entry.text("kontroll"), "contract": entry.row.cells["avtal"], "department": entry.text("forvaltning"),
        "day": day, "phase": entry.choice("skede", PHASES), "arm": entry.choice("urvalsgrund", ARMS),
        "outcome": entry.choice("utfall", OUTCOMES), "workers": workers, "workers_status": workers_status, "flag_id": flag,
    }  # fmt: skip


_FOUND = {"ej_personalliggare": "not_listed", "utan_id06": "without_id", "ej_utstationering": "not_posted"}


def _possible(entry: Entry, workers: float | None, found: Mapping[str, float | None]) -> None:
    for column, name in list(_FOUND.items())[:2]:
        number = found[name]
        if number is not None and (workers is None or number > workers):
            entry.wrong(column, "högst så många som kolumnen arbetstagare säger", "Rätta antalet, eller fyll i arbetstagare.")


def past(entry: Entry, as_of: dt.date) -> dt.date:
    """The row's day, which cannot lie after the day of the delivery."""
    day = entry.day("datum")
    if day > as_of:
        entry.wrong("datum", f"en dag senast {as_of}, då leveransen gjordes", "Rätta datumet.")
    return day


def year(day: dt.date) -> dict[str, dt.date]:
    """The calendar year of a day, as a period."""
    return {"period_start": dt.date(day.year, 1, 1), "period_end": dt.date(day.year, 12, 31)}


def one_visit(rows: Iterable[Row], staged: Iterable[Mapping[str, object]]) -> list[Fault]:
    """A fault for each row that gives the same control another day, förvaltning, phase or arm than an earlier row does."""
    faults = []
    first: dict[object, tuple[Row, Mapping[str, object]]] = {}
    for row, read in zip(rows, staged, strict=True):
        other, other_read = first.setdefault(read["control"], (row, read))
        for column in (c for c, name in _VISIT.items() if read[name] != other_read[name]):
            expected = f"samma {column} som på {other.place}, som gäller samma kontroll"
            faults.append(row.fault(column, expected, "Rätta raden, eller ge kontrollen en egen beteckning."))
    return faults


def deviation(entry: Entry, known: Known, controls: Mapping[tuple[object, object], Staged], as_of: dt.date) -> Staged:
    """What one control found in one company, with the last day on which it may weigh in a procurement."""
    who, day, ground = party(entry, known), past(entry, as_of), _ground(entry)
    of = controls.get((entry.text("kontroll"), who.party))
    if of is None:
        entry.wrong("kontroll", "en kontroll av samma företag i tabellen kontroller", "Rätta beteckningen eller numret.")
    elif of["outcome"] == "utan avvikelse":
        entry.wrong("kontroll", "en kontroll vars utfall inte är utan avvikelse", "Rätta utfallet eller ta bort raden.")
    period = {name: of[name] for name in ("period_start", "period_end")} if of else year(day)
    return period | {
        "party": who.party, "organisation_id": who.organisation_id, "control": entry.row.cells["kontroll"],
        "kind": entry.choice("slag", KINDS), "ground": ground, "ground_text": entry.row.cells["grund"],
        "certainty": entry.choice("sakerhet", CERTAINTY), "hearing": entry.choice("horande", HEARING),
        "day": day, "expires": expiry(day, ground),
    }  # fmt: skip


def _ground(entry: Entry) -> str:
    """The section of chapter 13 that a ground names, without its point."""
    text = entry.row.cells["grund"]
    found = _GROUND.fullmatch(text)
    if text and not found:
        entry.wrong("grund", "13:1, 13:2 eller 13:3, med punkt om den är känd, eller tomt", "Rätta grunden.")
    return found[1] if found else ""


def expiry(day: dt.date, ground: str) -> dt.date:
    """The last day a circumstance may weigh: three or five years after it, and for 29 February never a day too many."""
    if day == UNREAD:
        return dt.date.max
    try:
        return day.replace(year=day.year + YEARS[ground])
    except ValueError:
        return dt.date(day.year + YEARS[ground], 2, 28)
