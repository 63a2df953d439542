"""What was found, in words: how often controls hit, how often flags are right, what a correction moved."""

from dashboard import symbols, words
from dashboard.rows import Fact, Flag


def hit(fact: Fact) -> str:
    """`Risk, 2025: 3 av 4 kontroller visade avvikelse (75 %, 95 % KI 19–99 %).`"""
    return f"{words.capital(fact.group_id)}, {words.short_period(fact)}: {found(fact)}"


def found(fact: Fact) -> str:
    """`3 av 4 kontroller visade avvikelse (75 %, 95 % KI 19–99 %).`, or why it is not told."""
    if not fact.base:
        return words.status(fact)
    return _hit(fact.numerator or 0, fact.base or 0, words.amount(fact), words.interval(fact))


def arm(fact: Fact) -> str:
    """How the controls were chosen, as a heading of a row: `Riskvalda`."""
    return words.capital(words.text(f"arms.{fact.group_id}"))


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
    told = symbols.of(kind) or words.STATUSES[kind] or symbols.MISSING
    return told if value is None else words.measured(value, unit, decimals)


def moved(by: float | None, unit: str, decimals: int) -> str:
    """How much a figure moved, with its sign: `+12`, `−0,4 procentenheter`; a dash where either is unknown."""
    if by is None:
        return words.DASH
    return words.signed(by, unit, decimals)
