"""The controls of grants: chosen by risk, by chance, on a tip or by plan, and what came of them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from etl.example.applications import PERIODS, Application
from etl.example.delivery import table
from etl.example.names import GRANTING

_COLUMNS = (
    "kontroll", "arende", "organisationsnummer", "forvaltning", "datum", "typ", "skede", "urvalsgrund", "utfall", "atgard",
    "beslutsdatum", "aterkravt_kr", "aterbetalt_kr", "redovisningsperiod", "antal", "oberoende_kalla", "flagga",
)  # fmt: skip
_PLAN = ("forvaltning", "redovisningsperiod", "typ", "planerat", "senast")
_TYPES = ("fördjupad", "stickprov", "platsbesök", "extern revision", "grundkontroll")
_TYPE_CHANCES = (0.45, 0.22, 0.20, 0.05, 0.08)
_STAGES = ("ansökan", "stödperiod", "efter")
# Per ground: its share of all controls, and how many of those it chooses that have a deviation.
ARMS = {"risk": (0.45, 0.35), "slump": (0.27, 0.08), "tips": (0.10, 0.40), "planerad": (0.18, 0.12)}
_MEASURES = ("återkrav", "avslag", "återkrav|polisanmälan", "stopp", "")
_MEASURE_CHANCES = (0.62, 0.16, 0.08, 0.08, 0.06)
_COVERAGE = (0.055, 0.045, 0.040, 0.035, 0.030)  # controls per application, per förvaltning


@dataclass(frozen=True)
class Control:
    """A control of one application: why it was chosen and how it ended."""

    case: Application
    ground: str
    result: str
    day: dt.date
    flag: str = ""


def write_controls(
    folder: Path, rng: np.random.Generator, made: Sequence[Application], led: Sequence[tuple[Application, str]]
) -> None:
    """`kontroller` and `kontrollplan`. `led`: cases that a flag has already led to a control of, which is not finished."""
    controls = _controls(rng, made)
    controls += [Control(case, "risk", "pågår", PERIODS[case.period][1] + dt.timedelta(days=60), flag) for case, flag in led]
    rows = [_row(n, control, rng) for n, control in enumerate(controls, 1)]
    table(folder / "kontroller.csv", _COLUMNS, rows)
    done: dict[tuple[str, int, str], int] = {}
    for row, control in zip(rows, controls, strict=True):
        place = control.case.office, control.case.period, str(row[5])
        done[place] = done.get(place, 0) + 1
    table(folder / "kontrollplan.csv", _PLAN, _plan(done))


def _controls(rng: np.random.Generator, made: Sequence[Application]) -> list[Control]:
    """A share of each förvaltning's paid applications per year; the shares of grounds and of deviations are exact in all."""
    chosen: list[Application] = []
    for office, share in zip(GRANTING, _COVERAGE, strict=True):
        for period in range(len(PERIODS)):
            cases = [a for a in made if a.office == office and a.period == period]
            paid = [a for a in cases if a.paid]
            count = min(round(len(cases) * share), len(paid))
            chosen += [paid[n] for n in sorted(rng.choice(len(paid), count, replace=False).tolist())] if count else []
    grounds = rng.permutation(quota(len(chosen), {name: share for name, (share, _) in ARMS.items()}))
    results = dict(zip(ARMS, (list(_results(rng, int((grounds == name).sum()), ARMS[name][1])) for name in ARMS), strict=True))
    return [
        Control(case, str(ground), results[str(ground)].pop(), _day(rng, PERIODS[case.period]))
        for case, ground in zip(chosen, grounds.tolist(), strict=True)
    ]


def quota(count: int, shares: Mapping[str, float]) -> list[str]:
    """Names in whole numbers as near their shares as they go; what is left over has the first name."""
    names = [name for name, share in shares.items() for _ in range(int(count * share))]
    return names + [next(iter(shares))] * (count - len(names))


def _results(rng: np.random.Generator, count: int, share: float) -> Iterator[str]:
    """Results in a random order; about one in thirty cannot be told."""
    hits, unclear = round(count * share), count // 30
    found = ["avvikelse"] * hits + ["oklart"] * unclear
    found += ["utan avvikelse"] * (count - len(found))
    yield from rng.permutation(found[:count]).tolist()


def _day(rng: np.random.Generator, period: tuple[dt.date, dt.date]) -> dt.date:
    return period[0] + dt.timedelta(days=int(rng.integers(30, 360)))


def _row(n: int, control: Control, rng: np.random.Generator) -> tuple[object, ...]:
    case, hit = control.case, control.result == "avvikelse"
    measure = str(rng.choice(_MEASURES, p=_MEASURE_CHANCES)) if hit else ""
    claimed = round(case.paid * rng.uniform(0.2, 0.9) / 100) * 100 if "återkrav" in measure else None
    repaid = None if claimed is None else round(claimed * float(rng.choice((0.0, 0.4, 1.0), p=(0.2, 0.2, 0.6))) / 100) * 100
    decided = None if control.result == "pågår" else control.day + dt.timedelta(days=int(rng.integers(15, 120)))
    start, end = PERIODS[case.period]
    return (
        f"EXEMPEL-K{n:04d}", case.number, case.organisation, case.office, control.day, str(rng.choice(_TYPES, p=_TYPE_CHANCES)),
        str(rng.choice(_STAGES, p=(0.2, 0.5, 0.3))), control.ground, control.result, measure, decided, claimed, repaid,
        f"{start}–{end}", None, str(rng.choice(("ja", "nej"), p=(0.6, 0.4))), control.flag or None,
    )  # fmt: skip


def _plan(done: Mapping[tuple[str, int, str], int]) -> Iterator[tuple[object, ...]]:
    """Mostly what was done; the last förvaltning has no plan, and one in five plans was larger than what came of it."""
    for n, office in enumerate(GRANTING[:-1]):
        for period, (start, end) in enumerate(PERIODS):
            for kind in _TYPES[:3]:
                planned = done.get((office, period, kind), 0) + (2 if (n + period) % 5 == 0 else 0)
                yield office, f"{start}–{end}", kind, max(planned, 1), end
