"""What has been done so that the few cannot be found: the rules in force, each protected measure, and how anyone can try it.

Counts of cells only. Which hidden cells are the small ones is in no row, so it cannot be told here.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dashboard import markup, symbols, words
from dashboard.rows import Indicator, Protection
from dashboard.tables import Table

_INTERNAL = ("K2", "K3")  # classes that the public never sees
_GROUP = 16  # letters of a checksum that are read together


def section(rows: Sequence[Protection], indicators: Iterable[Indicator], file: str) -> str:
    """The rules and the families with what the audit found, or that nothing was to be hidden; last the command to repeat it."""
    head = markup.section(words.text("disclosure.heading"), words.text("disclosure.text"))
    told = _protected(rows) if rows else markup.notice(words.text("disclosure.none"))
    left = unguarded(indicators, rows)
    return (
        head
        + told
        + (markup.notice(left) if left else "")
        + markup.prose(words.text("disclosure.repeat"))
        + markup.command(repeated(file))
    )


def repeated(file: str) -> str:
    """What anyone who has the published file types to try it again."""
    return words.text("disclosure.command", file=file)


def _protected(rows: Sequence[Protection]) -> str:
    families = markup.table(family_table(rows))
    return (
        markup.prose(summary(rows)) + markup.table(rule_table(rows)) + markup.details(words.text("disclosure.families"), families)
    )


def unguarded(indicators: Iterable[Indicator], rows: Sequence[Protection]) -> str:
    """How many measures of the classes for internal use nobody has tried, so that none is taken for protected; empty for none."""
    tried = {r.family for r in rows}
    left = [i.klass for i in indicators if i.klass in _INTERNAL and i.indicator_id not in tried]
    names = {"count": words.number(len(left)), "classes": words.enumerated(sorted(set(left)))}
    return words.text("disclosure.unguarded", **names) if left else ""


def summary(rows: Sequence[Protection]) -> str:
    """How many cells were tried and hidden, how near an attacker comes to the one that is least uncertain, and the outcome."""
    hidden = sum(r.hidden for r in rows)
    told = [words.text("disclosure.counted", cells=words.number(sum(r.cells for r in rows)), hidden=words.number(hidden))]
    widths = [r.narrowest for r in rows if r.hidden and r.narrowest is not None]
    if widths:
        told.append(words.text("disclosure.narrowest", width=words.number(min(widths))))
    return " ".join((*told, words.text("disclosure.passed" if all(r.passed for r in rows) else "disclosure.failed")))


def rule_table(rows: Sequence[Protection]) -> Table:
    """Each class of rules that was used: from what on a count is shown, and who decided that, or that nobody has."""
    used = dict.fromkeys((r.klass, rule(r), decision(r), r.rule_version) for r in sorted(rows, key=lambda r: r.klass))
    told = tuple((klass, words.text(f"disclosure.{klass}"), *rest) for klass, *rest in used)
    return Table(words.text("disclosure.rules"), words.heads("disclosure_rules"), told)


def rule(row: Protection) -> str:
    """The thresholds of a row in words: `Antal under 10 visas inte, inte heller 0. Övriga avrundas till närmaste 5.`"""
    law = json.loads(row.rules)
    least = words.number(law["smallest"])
    key = "zero" if law["zero"] else "behind" if law["fewest"] else "count"
    told = [words.text(f"disclosure.{key}", least=least)]
    if law["smallest_in_part"]:
        told.append(words.text("disclosure.part", least=words.number(law["smallest_in_part"])))
    if law["base"] > 1:
        told.append(words.text("disclosure.base", base=words.number(law["base"])))
    return " ".join((*told, words.text("disclosure.width", least=least), *_amounts(law)))


def _amounts(law: Mapping[str, Any]) -> list[str]:
    """What the class asks of amounts, if it has rules for them."""
    large = [_dominant(n, k) for n, k in law["dominance"]]
    if law["p"]:
        large.append(words.text("disclosure.largest_told", percent=words.number(law["p"])))
    if not large:
        return []
    fewest, base = words.number(max(law["fewest"], law["smallest"])), words.number(law["amount_base"])
    told = [words.text("disclosure.amounts", least=fewest, dominance=", eller när ".join(large))]
    return [*told, words.text("disclosure.amount_base", base=base)] if law["amount_base"] > 1 else told


def _dominant(largest: int, percent: float) -> str:
    key = "disclosure.largest" if largest == 1 else "disclosure.largest_of"
    return words.text(key, number=words.number(largest), percent=words.number(percent))


def decision(row: Protection) -> str:
    """Who decided on the thresholds and when, or that they are proposals."""
    if row.decided_on is None:
        return words.text("disclosure.proposed")
    return words.text("disclosure.decided", who=row.decided_by, day=words.day(row.decided_on))


def family_table(rows: Sequence[Protection]) -> Table:
    """A row per protected measure and delivery: cells, hidden, the narrowest interval an attacker reaches, and the outcome."""
    told = tuple(
        (
            r.indicator, r.klass, words.number(r.cells), words.number(r.hidden), _narrowest(r),
            words.text("disclosure.ok" if r.passed else "disclosure.not_ok"), _how(r), r.release, _grouped(r.digest),
        )
        for r in rows
    )  # fmt: skip
    return Table(words.text("disclosure.families"), words.heads("disclosure_families"), told, (2, 3, 4))


def _narrowest(row: Protection) -> str:
    if not row.hidden:
        return symbols.NOT_APPLICABLE
    return words.text("disclosure.endless") if row.narrowest is None else words.number(row.narrowest)


def _how(row: Protection) -> str:
    method = words.text(f"disclosure.{row.method}" if row.hidden else "disclosure.nothing")
    return f"{method} {words.text(f'disclosure.{row.reason}')}" if row.reason else method


def _grouped(digest: str) -> str:
    return " ".join(digest[n : n + _GROUP] for n in range(0, len(digest), _GROUP))
