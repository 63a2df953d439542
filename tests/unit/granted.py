"""Small deliveries of the grants register, and the 4 231 applications whose sums are Tabell 1, without a file of our own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pandas as pd
from places import DATA, deliver

from etl.build import fill
from etl.catalogue import drawers
from etl.delivery import read_release
from etl.model import Release
from etl.municipality import read_municipality
from etl.sources.bidrag.register import TEMPLATES
from etl.warehouse import Draft

CITY = read_municipality(DATA / "municipalities/1480")
PERIOD, NEXT = "2022-07-01–2023-06-30", "2023-07-01–2024-06-30"
ONE, TWO = "802412-1231", "802000-1114"  # made up; the check digits are right
Rows = Sequence[Mapping[str, object]]
Cases = Sequence[tuple[object, object]]  # arende and whose it is
APPLICATION = {
    "arende": "A1", "organisationsnummer": ONE, "forening": "Provföreningen", "forvaltning": "IOFF",
    "bidragstyp": "verksamhetsbidrag", "andamal": "läxhjälp", "period_start": "2022-07-01", "period_slut": "2023-06-30",
    "sokt_kr": 100_000, "beviljat_kr": 100_000, "utbetalt_kr": 100_000, "beslut": "bifall", "beslutsdatum": "2022-06-01",
    "stadsomrade": "", "redovisningsperiod": PERIOD,
}  # fmt: skip
CONTROL = {
    "kontroll": "K1", "arende": "A1", "organisationsnummer": ONE, "forvaltning": "IOFF", "datum": "2022-10-01",
    "typ": "fördjupad", "skede": "stödperiod", "urvalsgrund": "risk", "utfall": "utan avvikelse", "atgard": "",
    "beslutsdatum": "", "aterkravt_kr": "", "aterbetalt_kr": "", "redovisningsperiod": PERIOD,
}  # fmt: skip
PLAN = {"forvaltning": "IOFF", "redovisningsperiod": PERIOD, "typ": "fördjupad", "planerat": 1, "senast": "2023-06-30"}
_EXAMPLES: Mapping[str, Mapping[str, object]] = {"ansokningar": APPLICATION, "kontroller": CONTROL, "kontrollplan": PLAN}


def application(**changed: object) -> dict[str, object]:
    """A granted and paid application, but for what is said."""
    return APPLICATION | changed


def control(**changed: object) -> dict[str, object]:
    """A closed control without a deviation, but for what is said."""
    return CONTROL | changed


def planned(**changed: object) -> dict[str, object]:
    """A line of the control plan, but for what is said."""
    return PLAN | changed


def csv(table: str, rows: Rows) -> bytes:
    """The rows as the template has them; columns that no row fills and that the template does not demand are left out."""
    known = TEMPLATES[table]
    columns = [*known.columns, *(c for c in known.optional if any(c in row for row in rows))]
    lines = [";".join(columns), *(";".join(str(row.get(c, "")) for c in columns) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def register(
    folder: Path, applications: Rows, controls: Rows = (CONTROL,), plan: Rows = (), name: str = "prov", **facts: str
) -> Release:
    """A delivery of the register."""
    given = {"ansokningar": applications, "kontroller": controls, "kontrollplan": plan}
    files: dict[str, bytes | Path] = {f"{table}.csv": csv(table, rows) for table, rows in given.items() if rows}
    return read_release(deliver(folder / "1480/bidrag" / name, files, **{"published": "2023-08-28"} | facts), "1480")


def built(work: Draft, *releases: Release, only: Sequence[str] = ()) -> Draft:
    """The drawer as the build fills it, from delivery to flag; with `only`, no more than those indicators, which is quicker."""
    own = next(d for d in drawers() if d.source == "bidrag")
    if only:
        asked = tuple(i for i in own.indicators if i.indicator_id.removeprefix("bidrag_") in only)
        own = replace(own, indicators=asked, conflicts="")
    fill(work, CITY, DATA / "municipalities/1480", releases, lambda _: None, [own])
    return work


def figures(work: Draft, indicator: str, columns: str = "value", where: str = "true") -> dict[str, object]:
    """One indicator's column per area, `organisation:` left out; a tuple where several columns are asked for."""
    sql = f"SELECT area_id, {columns} FROM observation WHERE indicator_id = 'bidrag_{indicator}' AND {where}"
    found = work.con.execute(sql).fetchall()
    values = {row[0].removeprefix("organisation:"): row[1] if len(row) == 2 else row[1:] for row in found}
    if len(values) != len(found):
        raise ValueError(f"bidrag_{indicator} har flera rader per område; välj bland dem med where")
    return values


# Tabell 1, per förvaltning: applications, kronor paid, deep controls, rejections, reviews, (claims, kronor), reported crimes.
TABLE_1 = {
    "IOFF": (1693, 127_000_000, 53, 15, 10, (10, 260_000), 4),
    "KULTUR": (2000, 75_000_000, 2, 2, 2, (0, 0), 0),
    "SFC-STAD": (129, 69_000_000, 0, 0, 0, (3, 250_000), 0),
    "SFC": (38, 655_000, 0, 0, 0, (0, 0), 0),  # the printed 0,7 mkr and 17 000 kr hold together only for 650–665 tkr
    "SFH": (110, 10_700_000, 0, 0, None, (None, 207_000), 0),
    "SFS": (46, 2_600_000, 0, 0, 0, (1, 3_000), 0),
    "SFN": (215, 8_600_000, 1, 1, 0, (0, 0), 0),
}


def table_1_rows() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Applications and controls whose sums are Tabell 1; where it says oklart stands a row for an unknown number."""
    names = {a.code: a.name for a in CITY.areas if a.kind == "organisation"}
    applications, controls, numbers = [], [], count(1)
    for code, (asked, kronor, deep, rejected, reviews, (claims, reclaimed), reported) in TABLE_1.items():
        own = list(_applications(code, names[code], asked, kronor, rejected))
        applications += own
        cases = [(row["arende"], row["organisationsnummer"]) for row in own[rejected:]]
        common: dict[str, object] = {"forvaltning": names[code]}
        made = _some(common | {"skede": "ansökan", "typ": "fördjupad"}, deep, cases)
        made += _some(common | {"skede": "stödperiod", "typ": "platsbesök"}, reviews, cases)
        made += _claims(common | {"skede": "efter", "atgard": "återkrav"}, claims, reclaimed, reported, cases)
        controls += [control(**{"kontroll": f"K{next(numbers)}"} | row) for row in made]
    return applications, controls


def _applications(code: str, name: str, asked: int, kronor: int, rejected: int) -> Iterator[dict[str, object]]:
    """Rejected ones first; the kronor are spread over the rest, what is left over on the last."""
    each, rest = divmod(kronor, asked - rejected)
    for n in range(asked):
        paid = 0 if n < rejected else each + (rest if n == asked - 1 else 0)
        decision = {"beslut": "avslag" if n < rejected else "bifall", "beviljat_kr": paid, "utbetalt_kr": paid}
        yield application(arende=f"{code}-{n}", organisationsnummer=organisation(n), forvaltning=name, sokt_kr=paid, **decision)


def _some(row: dict[str, object], number: int | None, cases: Cases) -> list[dict[str, object]]:
    if number is None:
        return [row | {"arende": "", "organisationsnummer": "", "datum": "", "antal": "oklart"}]
    return [row | {"arende": case, "organisationsnummer": organisation} for case, organisation in cases[:number]]


def _claims(row: dict[str, object], number: int | None, kronor: int, reported: int, cases: Cases) -> list[dict[str, object]]:
    """Claims that share the kronor; the first ones are reported to the police as well."""
    made = _some(row | {"utfall": "avvikelse"}, number, cases)
    each, rest = divmod(kronor, max(len(made), 1))
    return [
        row | {"aterkravt_kr": each + (rest if n == 0 else 0), "atgard": "återkrav|polisanmälan" if n < reported else "återkrav"}
        for n, row in enumerate(made)
    ]


def organisation(number: int) -> str:
    """A made-up association's number with the right check digit."""
    nine = f"802{number:06d}"
    total = sum(sum(divmod(int(d) * (2 - n % 2), 10)) for n, d in enumerate(nine))
    return f"{nine}{-total % 10}"


def flags(work: Draft) -> pd.DataFrame:
    """The named rows of all rules."""
    return work.con.execute("SELECT * FROM flagged ORDER BY ALL").df()
