"""Whether what a published file withholds can be worked out, tried by one who has only the file: `python -m etl audit`."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any

import pandas as pd

from etl.disclosure import PROPOSALS, Audit, Bounds, Class, classes
from etl.model import Fault, Refused
from etl.municipality import read_municipality
from etl.outsider import Family, Key, Parents, attacked, bounds, joined, ties
from etl.warehouse import asked

_NOT_A_FILE = "en publicerad fil från den här versionen av Lägesbild"
_SAID = ("ok", "preliminary")
_RULED = ("K1", "K2", "K3")
Row = dict[str, Any]


@dataclass(frozen=True)
class Picture:
    """A published file as its holder reads it: whose it is, its families, and how many counts the publishers withhold."""

    path: Path
    build: Row
    laws: Mapping[str, Class]
    version: str
    families: tuple[Family, ...]
    publishers: int  # withheld by those who published them first (K0): counted, not attacked
    failed: int  # families that the build itself says have not passed

    @property
    def unfit(self) -> int:
        """How many measures the audience must not have at all: people's, and organisations' that nobody has
        protected, or decided on how to."""
        if self.build["audience"] != "publik":
            return 0
        return sum(f.law.name == "K3" or (f.law.name == "K2" and not (f.guarded and f.law.decided)) for f in self.families)

    def tells(self, family: Family) -> bool:
        """Whether a measure of a register stands here as it is, for the inside only."""
        return self.build["audience"] == "intern" and family.law.name == "K2" and not family.guarded


@dataclass(frozen=True)
class Tried:
    """A family and what the attack on it found."""

    family: Family
    audit: Audit

    @property
    def holds(self) -> bool:
        """Whether the withheld stay uncertain, nothing stands beside them, and no small count of a protected family is shown."""
        return self.audit.passed and not self.family.bare and not (self.family.guarded and self.family.small)


def tried(families: Iterable[Family]) -> list[Tried]:
    """The attack on every family that withholds anything or is said to be protected."""
    return [Tried(family, attacked(family)) for family in families if family.withheld or family.guarded]


def together(first: Picture, second: Picture) -> list[Tried]:
    """The attack by one who holds both files; what a file for the inside shows as it is, its holder is meant to know.

    Raises Refused when they are of two municipalities.
    """
    if first.build["municipality_code"] != second.build["municipality_code"]:
        action = "Ange två filer för samma kommun."
        raise Refused(Fault(str(second.path), "", "en annan kommun", str(first.build["municipality_name"]), action))
    old, new = (
        {(f.indicator_id, f.law.name): f for f in picture.families if not picture.tells(f)} for picture in (first, second)
    )
    alone = {**old, **new}
    return tried(joined(old[key], new[key]) if key in old and key in new else alone[key] for key in sorted(alone))


def picture(path: Path, data: Path | None = None) -> Picture:
    """A published file. The thresholds are its own, or those of `data`/municipalities. Raises Refused when it cannot be read."""
    question = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    try:
        build, *_ = _rows(path, "SELECT * FROM build")
        areas = _rows(path, "SELECT area_id, kind, parent_id FROM area")
        protection, cells = _rows(path, "SELECT * FROM protection"), _rows(path, question)
        own = _laws(protection)
    except (OSError, LookupError, ValueError, TypeError) as error:
        action = "Ange en .duckdb-fil ur data/warehouse/<kod>/<mottagare>/, byggd med den här versionen."
        found = f"något annat ({error})" if path.is_file() else "ingen sådan fil"
        raise Refused(Fault(str(path), "", found, _NOT_A_FILE, action)) from error
    laws = own if data is None else read_municipality(data / "municipalities" / str(build["municipality_code"])).classes
    parents = {row["area_id"]: (row["kind"], row["parent_id"]) for row in areas}
    kept = sum(row["class"] == "K0" and row["status"] == "withheld" for row in cells)
    version = ", ".join(sorted({row["rule_version"] for row in protection}))
    return Picture(path, build, laws, version, _families(cells, parents, laws), kept, sum(not r["passed"] for r in protection))


def _rows(path: Path, question: str) -> list[Row]:
    """The rows as dicts, with None for what is not there."""
    frame = asked(path, question).astype(object)
    rows: list[Row] = frame.where(frame.notna(), None).to_dict("records")  # type: ignore[assignment]
    return rows


def _laws(protection: Sequence[Row]) -> Mapping[str, Class]:
    """The thresholds that the file says it was protected by; the proposals for classes that it does not use.

    Raises ValueError for thresholds that are none: the file may be anybody's.
    """
    found = dict(PROPOSALS)
    for row in protection:
        name, rules = row["class"], dict(json.loads(row["rules"]))
        changed = {key: value for key, value in rules.items() if _frozen(value) != getattr(PROPOSALS[name], key, ...)}
        law = classes({name: {**changed, "decided_by": "-", "decided": dt.date.min}})[name]
        decided = row["decided_on"] and pd.Timestamp(row["decided_on"]).date()
        found[name] = replace(law, decided_by=row["decided_by"], decided=decided)
    return found


def _frozen(value: object) -> object:
    return tuple(tuple(pair) if isinstance(pair, list) else pair for pair in value) if isinstance(value, list) else value


def _families(cells: Iterable[Row], parents: Parents, laws: Mapping[str, Class]) -> tuple[Family, ...]:
    beside: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in cells:
        if row["class"] in _RULED:
            beside[row["indicator_id"], row["class"]].append(row)
    return tuple(_family(rows, parents, laws[klass]) for (_, klass), rows in sorted(beside.items()))


def _family(rows: Sequence[Row], parents: Parents, law: Class) -> Family:
    """What is known is the newest figure, or an older one where the newest is withheld: it may not have changed."""
    first = rows[0]
    withheld = frozenset(_key(row) for row in rows if row["newest"] and row["status"] == "withheld")
    known: dict[Hashable, Bounds] = {}
    for row in sorted(rows, key=lambda r: not r["newest"]):
        said = bounds(_number(row["value"]), _number(row["lower"]), _number(row["upper"]), row["qualifier"], law.base)
        if said and row["status"] in _SAID:
            known.setdefault(_key(row), said)
    keys = {_key(row) for row in rows if row["status"] in _SAID} | withheld
    family = Family(
        first["indicator_id"], first["name"], first["unit"], law, any(r["guarded"] for r in rows), known, withheld,
        tuple(ties(keys, parents, first["parts"])), bare=sum(r["bare"] for r in rows), cells=len(keys),
    )  # fmt: skip
    return replace(family, small=_small(rows, law) if family.counts else 0)


def _small(rows: Iterable[Row], law: Class) -> int:
    """How many shown counts are surely below the threshold; one that is not may be rounded to below it."""
    room = law.base / 2 if law.base > 1 else 0.0
    shown = (_number(row["value"]) for row in rows if row["status"] in _SAID)
    return sum(v is not None and v + room < law.smallest and (law.zero or v > 0) for v in shown)


def _key(row: Row) -> Key:
    return row["area_id"], row["group_id"], row["period_start"].date(), row["period_end"].date()


def _number(value: Any) -> float | None:
    return float(value) if value is not None and isfinite(value) else None
