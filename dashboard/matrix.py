"""Register figures -> tables of indicator by year and indicator by group, driven by the data: a new indicator needs no page."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from dashboard import symbols, verdicts, words
from dashboard.periods import kind
from dashboard.rows import Fact
from dashboard.tables import Table

Facts = Sequence[Fact]
ALL = "alla"


def from_registers(facts: Iterable[Fact], releases: Iterable[str]) -> list[Fact]:
    """Every figure of the indicators that some register has figures for; `releases` are the registers' deliveries."""
    told, known = list(facts), set(releases)
    counted = {f.indicator_id for f in told if f.release_id in known}
    return [f for f in told if f.indicator_id in counted]


def of_city(facts: Iterable[Fact]) -> list[Fact]:
    """The municipality's own figures, over whole years where an indicator has both years and months."""
    mine = [f for f in facts if f.kind == "kommun"]
    yearly = {f.indicator_id for f in mine if kind(f) == 2}
    return [f for f in mine if kind(f) == 2 or f.indicator_id not in yearly]


def newest(facts: Iterable[Fact]) -> list[Fact]:
    """Of each indicator and area the last period in which something is known, all its groups; else the last period."""
    last: dict[tuple[str, str], tuple[bool, dt.date]] = {}
    told = list(facts)
    for f in told:
        known = f.status in ("ok", "preliminary")
        last[_whose(f)] = max(last.get(_whose(f), (False, f.period_end)), (known, f.period_end))
    return [f for f in told if f.period_end == last[_whose(f)][1]]


def _whose(fact: Fact) -> tuple[str, str]:
    return fact.indicator_id, fact.area_id


def last_period(facts: Iterable[Fact]) -> list[Fact]:
    """The undivided figures of each indicator's last period, the same for all organisations."""
    told = [f for f in facts if f.group_id == ALL]
    last = {f.indicator_id: f.period_end for f in sorted(told, key=lambda f: f.period_end)}
    return [f for f in told if f.period_end == last[f.indicator_id]]


def by_year(facts: Iterable[Fact]) -> list[Table]:
    """Undivided figures: indicators as rows, periods as columns; days, months, parts of years and years in tables apart."""
    kinds: dict[tuple[int, bool], list[Fact]] = {}
    for f in facts:
        if f.group_id == ALL:
            kinds.setdefault((kind(f), f.period_start == f.period_end), []).append(f)
    named = ((part, "table.by_day" if is_day else "table.by_period") for (_, is_day), part in sorted(kinds.items(), reverse=True))
    return [_over_time(part, words.text(key), words.with_unit) for part, key in named]


def by_unit(facts: Iterable[Fact]) -> list[Fact]:
    """The last period of the indicators that are told per förvaltning, with the municipality's own figure beside."""
    last = last_period(facts)
    told = {f.indicator_id for f in last if f.kind == "organisation"}
    return [f for f in last if f.indicator_id in told]


def by_area(facts: Iterable[Fact]) -> list[Table]:
    """One table for each indicator that is known for districts: districts as rows, the municipality last."""
    told = [f for f in facts if f.kind != "organisation" and f.group_id == ALL]
    spread = dict.fromkeys(f.indicator_id for f in told if f.kind != "kommun")
    parts = (sorted((f for f in told if f.indicator_id == i), key=lambda f: f.kind == "kommun") for i in spread)
    return [_over_time(p, words.with_unit(p[0]), lambda f: f.area, "table.area") for p in parts]


def over_time(facts: Iterable[Fact]) -> list[Table]:
    """One table for each divided indicator with more than one period: groups as rows, periods as columns."""
    divided: dict[str, list[Fact]] = {}
    for f in facts:
        divided.setdefault(f.indicator_id, []).append(f)
    shown = (p for p in divided.values() if any(f.group_id != ALL for f in p) and len({f.period_end for f in p}) > 1)
    return [_over_time(part, words.with_unit(part[0]), _group, "table.group") for part in shown]


def _over_time(facts: Facts, caption: str, name: Callable[[Fact], str], first: str = "table.measure") -> Table:
    ordered = sorted(facts, key=lambda f: (f.period_start, f.period_end))
    periods = list(dict.fromkeys(words.short_period(f) for f in ordered))
    cells = {(name(f), words.short_period(f)): f for f in facts}
    names = dict.fromkeys(name(f) for f in _in_order(facts))
    rows = tuple((n, *(words.cell(cells.get((n, p))) for p in periods)) for n in names)
    head = (words.text(first), *periods)
    return Table(_explained(caption, facts), head, rows, tuple(range(1, len(head))), wide=True, narrow=len(head) < 4)


def _in_order(facts: Facts) -> Facts:
    """Divided figures with the groups as people look for them, the whole last; others as they came."""
    return sorted(facts, key=lambda f: (f.group_id == ALL, words.alphabetical(f.group_id)))


def _group(fact: Fact) -> str:
    return words.text("table.all_groups") if fact.group_id == ALL else fact.group_id


def by_group(facts: Iterable[Fact]) -> list[Table]:
    """The newest figures of the divided indicators, one table for those that are divided alike.

    The longer of indicators and groups becomes the rows.
    """
    indicators: dict[str, list[Fact]] = {}
    for f in newest(facts):
        indicators.setdefault(f.indicator_id, []).append(f)
    alike: dict[frozenset[str], list[list[Fact]]] = {}
    for part in indicators.values():
        groups = frozenset(f.group_id for f in part if f.group_id != ALL)
        if groups:
            alike.setdefault(groups, []).append(part)
    return [_grouped(parts) for parts in alike.values()]


def _grouped(parts: Sequence[Facts]) -> Table:
    cells = {(_dated(f), _group(f)): words.cell(f) for part in parts for f in part}
    never = {(_dated(f), words.text("table.all_groups")) for part in parts for f in part}  # told of no whole
    cells = dict.fromkeys(never, symbols.NOT_APPLICABLE) | cells
    groups = list(dict.fromkeys(_group(f) for f in _in_order([f for part in parts for f in part])))
    names = list(dict.fromkeys(_dated(f) for part in parts for f in part))
    if len(groups) > len(names):
        head, rows = names, [(g, *(cells.get((n, g), symbols.MISSING) for n in names)) for g in groups]
    else:
        head, rows = groups, [(n, *(cells.get((n, g), symbols.MISSING) for g in groups)) for n in names]
    first = words.text("table.group" if len(groups) > len(names) else "table.measure")
    told = words.enumerated([g for g in groups if g != words.text("table.all_groups")])
    caption = _explained(words.text("table.divided", groups=told), [f for part in parts for f in part])
    return Table(caption, (first, *head), tuple(rows), tuple(range(1, len(head) + 1)), wide=True, narrow=len(head) < 3)


def _explained(caption: str, facts: Facts) -> str:
    """The caption, with that parts of what is rounded do not add up."""
    return words.text("table.rounded", caption=caption) if any(f.qualifier == "about" for f in facts) else caption


def _dated(fact: Fact) -> str:
    return f"{words.with_unit(fact)} ({words.short_period(fact)})"


def counted(fact: Fact) -> bool:
    """Whether a hit rate has controls behind it: some, or withheld ones, which are never none."""
    return bool(fact.base) or fact.status == "withheld"


def controlled(facts: Iterable[Fact], indicator_id: str) -> list[Fact]:
    """A hit rate by way of choosing what to control, of the last period in which something is known."""
    return [f for f in newest(facts) if f.indicator_id == indicator_id and counted(f)]


def hits(shown: Facts) -> list[str]:
    """One sentence for each way of choosing what to control, with count and interval; the ways are never added up."""
    return [verdicts.hit(f) for f in _in_order(shown)]


def later_hidden(facts: Iterable[Fact], shown: Facts) -> str:
    """That periods after the one shown are withheld, lest they be taken for periods without controls; empty for none."""
    last = {(f.indicator_id, f.area_id): f.period_end for f in shown}
    later = [f for f in facts if f.status == "withheld" and f.period_end > last.get(_whose(f), f.period_end)]
    return words.text("arms_text.later_hidden", periods=words.span(later)) if later else ""
