"""The register of grants as a delivery: applications over five years, controls of some of them, and the plan for those."""

import datetime as dt
from pathlib import Path

import numpy as np

from etl.example.applications import PERIODS, Application, applications, planted
from etl.example.controls import write_controls
from etl.example.delivery import delivery, table

_COLUMNS = (
    "arende", "organisationsnummer", "forening", "forvaltning", "bidragstyp", "andamal", "period_start", "period_slut",
    "sokt_kr", "beviljat_kr", "utbetalt_kr", "beslut", "beslutsdatum", "stadsomrade", "redovisningsperiod", "medlemmar",
)  # fmt: skip


def write_grants(data: Path, rng: np.random.Generator, count: int) -> list[dict[str, object]]:
    """The delivery of `count` applications. Returns the organisations that a flag shall find, and no others."""
    made = applications(rng, count)
    made, truths = planted(made)
    folder = delivery(data, "bidrag", "2025-11-15", "Bidrag och kontroller 2020–2025", dt.date(2025, 11, 15))
    table(folder / "ansokningar.csv", _COLUMNS, map(_row, made))
    cases = {a.number: a for a in made}
    led = [(cases[case], str(t["flag_id"])) for t in truths for case in list(t["cases"])[:1]]  # type: ignore[call-overload]
    write_controls(folder, rng, made, led)
    return truths


def _row(a: Application) -> tuple[object, ...]:
    start, end = PERIODS[a.period]
    decided = start - dt.timedelta(days=20 + int(a.number[-5:]) % 70)
    return (
        a.number, a.organisation, a.name, a.office, a.kind, a.purpose, start, end, a.asked, a.granted, a.paid, a.decision,
        decided, a.district, f"{start}–{end}", a.members,
    )  # fmt: skip
