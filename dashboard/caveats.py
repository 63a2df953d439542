"""What must be known beside a figure: whose interval, which years, what may still change, what a band is not."""

from collections.abc import Iterable, Sequence

from dashboard import words
from dashboard.figures import Mark
from dashboard.rows import Event, Fact
from dashboard.verdict_rows import DesignEffect

COMPUTED = "wilson"  # limits worked out from the number of answers and a design effect


def notes(facts: Iterable[Fact], events: Sequence[Event | Mark]) -> tuple[str, ...]:
    """Sentences below a picture over time: what its strokes, bands and periods mean, only those that it has."""
    shown = [f for f in facts if f.value is not None]
    told = []
    if any(_asked(f) and words.interval(f) for f in shown):
        told.append(words.text("notes.ki"))
    if merged := next((f for f in shown[::-1] if _merged(f)), None):
        years = {"first": str(merged.period_start.year), "last": str(merged.period_end.year)}
        told.append(words.text("notes.merged", **years))
    if any(f.status == "preliminary" for f in shown):
        told.append(words.text("notes.preliminary"))
    return (*told, *([words.text("notes.caution")] if events else ()))


def _asked(fact: Fact) -> bool:
    return fact.unit.startswith("procent") and bool(fact.reliability or fact.source == "ntu")


def _merged(fact: Fact) -> bool:
    return fact.source == "ntu" and fact.period_end.year == fact.period_start.year + 1


def computed(facts: Iterable[Fact], effects: Iterable[DesignEffect]) -> str:
    """With which design effects older intervals are worked out, for the kinds of area shown; empty where all are published."""
    used = {(f.source, f.kind) for f in facts if f.limits == COMPUTED}
    found: dict[str, list[str]] = {}
    for e in effects:
        if (e.source, e.kind) in used:
            found.setdefault(e.basis, []).append(f"{words.number(e.deff, 2)} ({words.KINDS.get(e.kind, e.kind)})")
    return " ".join(words.text(f"notes.{basis}", deff=words.enumerated(told)) for basis, told in found.items())
