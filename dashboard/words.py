"""The only place where numbers, periods, statuses and findings become Swedish text."""

import datetime as dt
import re
from collections.abc import Sequence

from dashboard import symbols
from dashboard.glossary import CONFLICTS, HIDDEN, KINDS, KINDS_PLURAL, SOURCES, STATUSES, UNITS
from dashboard.rows import Area, Build, Fact, Shape
from dashboard.standing import heads, text

__all__ = ["CONFLICTS", "KINDS", "KINDS_PLURAL", "SOURCES", "STATUSES", "UNITS", "heads", "text"]  # lent on, beside its own

_MONTHS = [
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december",
]  # fmt: skip
MINUS, DASH, NO_BREAK = "−", "–", "\u00a0"

_BOUNDS = {"at_least": ("över", "drygt", "minst"), "at_most": ("under", "knappt", "högst")}
_QUALIFIERS = {"exact": "", "about": "ca ", "at_least": "minst ", "at_most": "högst "}


def number(value: float, decimals: int = 0) -> str:
    """`90 659`, `24,6`, `−13`: comma, no-break space between thousands, a true minus sign."""
    text = f"{abs(value):,.{decimals}f}".replace(",", NO_BREAK).replace(".", ",")
    return (MINUS if value < 0 and text.strip("0,") else "") + text


def day(date: dt.date) -> str:
    """`1 juli 2022`."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def month(date: dt.date) -> str:
    """`juli 2022`."""
    return f"{_MONTHS[date.month - 1]} {date.year}"


def day_of(date: dt.date, precision: str) -> str:
    """A date no more precise than its source: a day, a month or a year."""
    if precision == "dag":
        return day(date)
    return str(date.year) if precision == "år" else month(date)


def period(start: dt.date, end: dt.date, precision: str = "exact") -> str:
    """The period as the source bears it: `2020–2021`, `2023`, `maj 2023`, `1 juli 2022–30 juni 2023`."""
    if precision == "unstated":
        return f"år ej angivet (redovisat {month(end)})"
    if start == end:
        return day(start)
    if _whole_years(start, end):
        return str(start.year) if start.year == end.year else f"{start.year}{DASH}{end.year}"
    if precision in ("month", "year") or _whole_months(start, end):
        show = month if precision != "year" else lambda d: str(d.year)
        return show(start) if show(start) == show(end) else f"{show(start)}{DASH}{show(end)}"
    return f"{day(start)}{DASH}{day(end)}"


def _whole_years(start: dt.date, end: dt.date) -> bool:
    return (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)


def _whole_months(start: dt.date, end: dt.date) -> bool:
    return start.day == 1 and (end + dt.timedelta(days=1)).day == 1 and (start.year, start.month) == (end.year, end.month)


def short_period(fact: Fact) -> str:
    """The period for a narrow column: `2022/23` for a year that begins in July, `jan–juni 2023`; any other as `when`."""
    start, end = fact.period_start, fact.period_end
    if start.day != 1 or (end + dt.timedelta(days=1)).day != 1 or _whole_years(start, end):
        return when(fact)
    if end + dt.timedelta(days=1) == start.replace(year=start.year + 1):
        return f"{start.year}/{end.year % 100:02}"
    same = start.year == end.year and start.month != end.month
    return f"{_short_month(start)}{DASH}{_short_month(end)} {end.year}" if same else when(fact)


def _short_month(date: dt.date) -> str:
    name = _MONTHS[date.month - 1]
    return name if len(name) < 6 else name[:3]


def alphabetical(name: str) -> tuple[tuple[bool, int, str], ...]:
    """A key that sorts as people do: numbers by size, å ä ö last."""
    plain = name.casefold().replace("å", "z1").replace("ä", "z2").replace("ö", "z3")
    return tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", plain) if part)


def when(fact: Fact) -> str:
    """The fact's period in words."""
    return period(fact.period_start, fact.period_end, fact.period_precision)


def span(facts: Sequence[Fact]) -> str:
    """The period of several facts, or all their periods when they differ."""
    return ", ".join(dict.fromkeys(when(f) for f in sorted(facts, key=lambda f: f.period_end, reverse=True)))


def amount(fact: Fact) -> str:
    """The value with sign of unit, its qualifier and, for a bound, only the bound: `24,6 %`, `minst 70`, `under 56`."""
    if fact.status not in ("ok", "preliminary"):
        return status(fact)
    shown = next((v for v in (fact.value, fact.lower if fact.qualifier == "at_least" else fact.upper) if v is not None), None)
    if shown is None:
        return STATUSES["missing"]
    return _qualified(fact) + measured(shown, fact.unit, fact.decimals)


def status(fact: Fact) -> str:
    """Why a figure is not known or not final; empty when it is. Only the survey hides for want of answers."""
    return HIDDEN if fact.status == "withheld" and fact.source != "ntu" else STATUSES[fact.status]


def _qualified(fact: Fact) -> str:
    """The word before a figure that is no exact value: for a bound the source's own, where it is one of the usual."""
    own = next((w for w in _BOUNDS.get(fact.qualifier, ()) if w in (fact.printed or "").casefold().split()), None)
    return f"{own} " if own else _QUALIFIERS[fact.qualifier]


def bare_amount(fact: Fact | None) -> str:
    """As `short_amount`, without the sign of the unit: for tables that have it in the head."""
    sign = UNITS.get(fact.unit, ("", ""))[0].replace(" ", NO_BREAK) if fact else ""
    return short_amount(fact).removesuffix(sign)


def cell(fact: Fact | None) -> str:
    """A figure in a table of its own kind: without unit, with its interval, and said when it is preliminary."""
    sure = f" ({interval(fact)})" if fact and interval(fact) else ""
    return f"{bare_amount(fact)}{sure}{text('table.preliminary') if fact and fact.status == 'preliminary' else ''}"


def percent(share: float | None, decimals: int = 0) -> str:
    """`22,1 %`; a dash when there is none."""
    return DASH if share is None else f"{number(share, decimals)}{NO_BREAK}%"


def enumerated(names: Sequence[str]) -> str:
    """`risk, slump och tips`; of many only the first two and how many more."""
    if len(names) > 6:
        return text("table.many", first=", ".join(names[:2]), count=number(len(names) - 2))
    return " och ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def with_unit(fact: Fact) -> str:
    """The indicator with its unit: `Utbetalda bidrag, tkr`."""
    sign = UNITS.get(fact.unit, ("", ""))[0].strip()
    return f"{fact.indicator}, {sign}" if sign else fact.indicator


def short_amount(fact: Fact | None) -> str:
    """As `amount`, but a symbol for what has no figure; also for what nobody has asked for."""
    return (symbols.of(fact.status) or amount(fact)) if fact else symbols.MISSING


def measured(value: float, unit: str, decimals: int) -> str:
    """A number with the sign of its unit."""
    if unit == "veckor" and value == 1:
        return f"1{NO_BREAK}vecka"
    return number(value, decimals) + UNITS.get(unit, ("", ""))[0].replace(" ", NO_BREAK)


def plus(value: float, decimals: int) -> str:
    """A number with its sign always: `+3,2`, `−0,4`, `0,0`."""
    told = number(value, decimals)
    return f"+{told}" if value > 0 and told.strip("0,") else told


def signed(value: float, unit: str, decimals: int) -> str:
    """A difference in an indicator's unit, with its sign; of shares it is percentage points."""
    same = "procentenheter" if unit.startswith("procent") else unit
    return f"{'+' if value > 0 else ''}{measured(value, same, decimals)}"


def p_value(p: float | None) -> str:
    """`p = 0,024`, `p < 0,001`."""
    return "" if p is None else "p < 0,001" if p < 0.001 else f"p = {number(p, 3)}"


def unit(name: str) -> str:
    """The unit in words, for heads and subtitles."""
    return UNITS.get(name, ("", name))[1]


def measure(fact: Fact) -> str:
    """The indicator and its unit in words, the unit once: for captions and subtitles."""
    told = unit(fact.unit)
    return fact.indicator if told in fact.indicator or not told else f"{fact.indicator}, {told}"


def interval(fact: Fact) -> str:
    """`23,2–26,0`, or empty where no interval is known."""
    if fact.lower is None or fact.upper is None or fact.value is None:
        return ""
    return f"{number(fact.lower, fact.decimals)}{DASH}{number(fact.upper, fact.decimals)}"


def certainty(fact: Fact) -> str:
    """How sure the figure is, in a few words."""
    if fact.status not in ("ok", "preliminary"):
        return status(fact)
    if interval(fact):
        return " ".join(filter(None, (text(f"certainty.{_known_by(fact)}", limits=interval(fact)), doubt(fact))))
    if fact.source == "ntu" and fact.unit.startswith("procent"):
        return "Brå har inte publicerat intervall för den här perioden"
    if fact.source == "trygghet" and fact.qualifier == "exact":
        return text("certainty.unknown")
    return {"about": "ungefärlig uppgift", "at_least": "undre gräns", "at_most": "övre gräns"}.get(fact.qualifier, "")


def _known_by(fact: Fact) -> str:
    return "computed" if fact.source == "ntu" and fact.limits == "wilson" else "published"


def doubt(fact: Fact) -> str:
    """That the interval is to be read and not the point, where a survey's share is that unsure; else empty."""
    return text("certainty.wide") if fact.reliability == "B" else ""


def not_known(fact: Fact) -> str:
    """Why there is no figure, with what the source prints instead."""
    printed = f" (”{fact.printed}”)" if fact.printed else ""
    return status(fact) + printed


def based_on(fact: Fact) -> str:
    """What stands under the figure: respondents, or count and base."""
    if fact.numerator is not None and fact.base is not None:
        return f"{number(fact.numerator)} av {number(fact.base)}"
    return f"{number(fact.base)} svarande" if fact.base is not None and fact.source == "ntu" else ""


def trace(fact: Fact) -> str:
    """The way back: publisher, delivery, file, sheet and cell."""
    return f"{fact.publisher}: {fact.release}, {fact.file}, {place(fact.cell)}"


def traces(facts: Sequence[Fact]) -> str:
    """The way back for several figures of one delivery: every cell when they are few, else the first and that there are more."""
    if len(facts) > 6:
        return f"{trace(facts[0])} med flera"
    return f"{facts[0].publisher}: {facts[0].release}, {facts[0].file}, " + "; ".join(f"{f.area} {place(f.cell)}" for f in facts)


def place(cell: str) -> str:
    """`Tabell 2.1!F150` as people say it: `Tabell 2.1, cell F150`."""
    return cell.replace("!", ", cell ")


def area_label(area: Area) -> str:
    """A name that means one area only: `Hisingen (stadsområde)`."""
    return area.name if area.kind in ("land", "lan") else f"{area.name} ({KINDS.get(area.kind, area.kind)})"


def boundaries(shape: Shape) -> str:
    """Whose boundaries are drawn and on what terms, or that they are none."""
    return f"Gränser: {shape.origin}, {shape.licence}." if shape.licence else f"{shape.origin}."


def built(build: Build) -> str:
    """Which picture this is: municipality, audience, day, build; that it is invented follows the name wherever it is copied."""
    name = f"{build.municipality_name}{text('fictional.after_name') if build.fictional else ''}"
    return f"Lägesbild {name}, {audience(build)}, byggd {day(build.built_at.date())}, bygge {build.build_id}"


def audience(build: Build) -> str:
    """Whom a picture is for: `för internt bruk` or `för allmänheten`. Stands on every page and in every file."""
    return text(f"audiences.{build.audience}")


def fictional(build: Build) -> str:
    """What an invented municipality's pages and files say first; empty for a real one."""
    return text("fictional.banner") if build.fictional else ""


def named(fact: Fact) -> str:
    """The indicator, and which part of it when the figure is a part: `Totalkostnad: Resor`."""
    return fact.indicator if fact.group_id == "alla" else f"{fact.indicator}: {fact.group_id}"


def published(fact: Fact) -> str:
    """The month a figure was published, for a narrow column."""
    return month(fact.published)


def freshness(published: dt.date, as_of: dt.date) -> str:
    """How old a delivery is: `publicerad juli 2023, 3 år gammal`."""
    years = as_of.year - published.year - ((as_of.month, as_of.day) < (published.month, published.day))
    months = round((as_of - published).days / 30.44)
    age = "mindre än en månad gammal" if months < 1 else "en månad gammal" if months == 1 else f"{months} månader gammal"
    age = f"{years} år gammal" if years >= 2 else age
    return f"publicerad {month(published)}, {age}"


def capital(words: str) -> str:
    """The same with a large first letter."""
    return words[:1].upper() + words[1:]
