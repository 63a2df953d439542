"""Periods of one kind: a month is never set beside a year as if they were steps of one series."""

from collections.abc import Iterable

from dashboard.rows import Fact

_MONTH, _YEAR = 31, 364  # days


def kind(fact: Fact) -> int:
    """0 a month or less, 1 a part of a year, 2 a year or more."""
    days = (fact.period_end - fact.period_start).days + 1
    return (days > _MONTH) + (days >= _YEAR)


def longest(facts: Iterable[Fact]) -> list[Fact]:
    """The facts over the longest kind of period, for an answer in whole years where there are such."""
    told = list(facts)
    chosen = max(map(kind, told), default=2)
    return [f for f in told if kind(f) == chosen]


def densest(facts: Iterable[Fact], main: Iterable[Fact]) -> list[Fact]:
    """The facts over the kind of period that `main` has most of, for a picture; years where there are as many."""
    kinds = [kind(f) for f in main]
    chosen = max(sorted(set(kinds), reverse=True), key=kinds.count, default=2)
    return [f for f in facts if kind(f) == chosen]
