"""What was found, in words: how often controls hit, how often flags are right, what moved, what rises or falls."""

from collections.abc import Sequence

from dashboard import words
from dashboard.periods import kind
from dashboard.rows import Change, Fact, Flag

LEAST_MONTHS = 24  # a shorter series is never tried


def hit(fact: Fact) -> str:
    """`Risk, 2025: 3 av 4 kontroller visade avvikelse (75 %, 95 % KI 19–99 %).`"""
    told = _hit(fact.numerator or 0, fact.base or 0, words.amount(fact), words.interval(fact))
    return f"{words.capital(fact.group_id)}, {words.short_period(fact)}: {told}"


def _hit(hits: float, controls: float, share: str, limits: str) -> str:
    return words.text("controls.hit", hits=words.number(hits), controls=words.number(controls), share=share, limits=limits)


def outcome(flag: Flag) -> str:
    """How often a flag has been right, with interval; or that nobody knows yet."""
    if flag.ppv is None:
        return words.text("flags.no_outcome")
    settled = flag.confirmed + flag.refuted
    return _hit(flag.confirmed, settled, words.percent(flag.ppv), _limits(flag))


def _limits(flag: Flag) -> str:
    return f"{words.number(flag.ppv_lower or 0)}{words.DASH}{words.number(flag.ppv_upper or 0)}"


def right(flag: Flag) -> str:
    """The share of settled controls that confirmed the flag, with its interval, for a column."""
    return words.DASH if flag.ppv is None else f"{words.percent(flag.ppv)} ({_limits(flag)})"


def was(value: float | None, kind: str, unit: str, decimals: int) -> str:
    """A figure as one delivery gave it, or why there was none."""
    return words.STATUSES[kind] or words.STATUSES["missing"] if value is None else words.measured(value, unit, decimals)


def moved(by: float | None, unit: str, decimals: int) -> str:
    """How much a figure moved, with its sign: `+12`, `−0,4 procentenheter`; a dash where either is unknown."""
    if by is None:
        return words.DASH
    same = "procentenheter" if unit.startswith("procent") else unit
    return f"{'+' if by > 0 else ''}{words.measured(by, same, decimals)}"


def change(found: Change) -> str:
    """A trend with its slope, or a change of level with the means before and after; never why."""
    p = "p < 0,001" if found.p < 0.001 else f"p = {words.number(found.p, 3)}"
    if found.kind == "trend":
        slope = found.slope_per_year or 0.0
        told = {"p": p, "slope": moved(slope, found.unit, max(1, found.decimals))}
        span = {"first": words.month(found.first_day), "last": words.month(found.last_day)}
        return words.text(f"trend.{'up' if slope > 0 else 'down'}", area=_where(found), **told, **span)
    before, after = (words.measured(v or 0.0, found.unit, max(1, found.decimals)) for v in (found.before, found.after))
    month = words.month(found.starts or found.first_day)
    return words.text("trend.break", area=_where(found), p=p, month=month, before=before, after=after)


def _where(found: Change) -> str:
    return found.area if found.group_id == "alla" else f"{found.area}, {found.group_id}"


def changes(found: Sequence[Change], series: Sequence[Fact]) -> list[str]:
    """A sentence for each series of months that changes; that none does, where there are months enough to try."""
    if found:
        return [change(f) for f in found]
    months = [f.area_id for f in series if f.group_id == "alla" and kind(f) == 0]
    return [words.text("trend.none")] if any(months.count(a) >= LEAST_MONTHS for a in set(months)) else []
