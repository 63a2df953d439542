"""The report of an audit, for a third party who was given the file: in Swedish, line by line.

Nothing is said of any single count, hidden or not: a report of a leak must not be one.
"""

from collections.abc import Sequence
from math import inf
from pathlib import Path
from time import perf_counter

from etl.audit import Picture, Tried, picture, together, tried
from etl.disclosure import PROPOSALS, Audit, Class
from etl.outsider import Family
from etl.thresholds import told

_UNUSED = "förslagen i SPEC 4.3; filen har inget register som röjandekontrollen har prövat"
_INSIDE = "De visas som de är och får bara användas internt."


def audit_files(paths: Sequence[Path], data: Path | None = None) -> tuple[bool, list[str]]:
    """Whether one file protects what it withholds, alone and beside the second if there is one, and the report's lines.

    Raises Refused when a file cannot be read.
    """
    start = perf_counter()
    pictures = [picture(path, data) for path in paths]
    reports = [_report(one) for one in pictures]
    if len(pictures) == 2:
        both = together(*pictures)
        heading = "De två filerna tillsammans, för den som har båda:"
        reports.append((all(t.holds for t in both), [heading, *_by_family(both), *_told_inside(pictures)]))
    holds = all(fine for fine, _ in reports)
    verdict = "Skyddet håller." if holds else "SKYDDET HÅLLER INTE. Sprid inte filen vidare."
    took = f"Prövningen tog {_swedish(perf_counter() - start)} s."
    return holds, [*(line for _, part in reports for line in (*part, "")), f"{verdict} {took}"]


def _told_inside(pictures: Sequence[Picture]) -> list[str]:
    told = sum(one.tells(family) for one in pictures for family in one.families)
    return [f"Den interna filen visar {told} mått ur registren som de är: den som har den vet dem redan."] if told else []


def _report(one: Picture) -> tuple[bool, list[str]]:
    """What there is, what is hidden and how far an attacker comes, in all and family by family."""
    found = tried(one.families)
    counted = [*_by_family(found), *_unguarded(one.families)] if one.families else ["Filen har inga tal i klass K1, K2 eller K3."]
    lines = [*_heading(one), "", *_counted(one, found), *counted]
    if one.unfit:
        lines.append(f"FEL: {one.unfit} mått i klass K2 eller K3 står i en fil för allmänheten.")
    if one.failed:
        lines.append(f"FEL: {one.failed} mått godkändes inte när filen byggdes.")
    return not one.unfit and not one.failed and all(t.holds for t in found), lines


def _heading(one: Picture) -> list[str]:
    build = one.build
    invented = " Allt i filen är påhittat." if build["fictional"] else ""
    whose = f"{build['municipality_name']} ({build['municipality_code']}), mottagare {build['audience']}"
    return [
        f"Röjandeprövning av {one.path.name}",
        f"{whose}, byggd {build['built_at']:%Y-%m-%d %H:%M} UTC av version {build['code_version']}.{invented}",
        f"Regler: {one.version or _UNUSED}",
        *(f"  {name}: {_rule(law)}" for name, law in sorted(one.laws.items()) if law.smallest),
        *(f"  {', '.join(names)}: {who}" for who, names in sorted(_deciders(one).items())),
    ]


def _deciders(one: Picture) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, law in sorted(one.laws.items()):
        found.setdefault(told(law), []).extend([name] if law.smallest else [])
    return {who: names for who, names in found.items() if names}


def _rule(law: Class) -> str:
    proposed = PROPOSALS[law.name].smallest
    least = f"{law.smallest}" if law.smallest == proposed else f"{law.smallest} (förslaget är {proposed})"
    zero = "inte heller 0" if law.zero else "0 visas"
    part = f", i delar av kommunen under {law.smallest_in_part}" if law.smallest_in_part else ""
    rounding = f", övriga avrundas till närmaste {law.base}" if law.base > 1 else ""
    return f"antal under {least} visas inte ({zero}){part}{rounding}; ett dolt antal ska vara osäkert med minst {law.smallest}"


def _counted(one: Picture, found: Sequence[Tried]) -> list[str]:
    hidden = sum(len(t.family.withheld) for t in found)
    lines = [f"Prövade tal: {sum(t.family.cells for t in found)}, varav dolda: {hidden}."]
    if hidden:
        near = min(_reach(t.audit) for t in found if t.family.withheld)
        lines.append(f"Det snävaste intervall som en angripare når för ett dolt tal: {_width(near)}.")
    if one.publishers:
        lines.append(f"Utgivarna själva döljer {one.publishers} tal (klass K0). De räknas men angrips inte.")
    return lines


def _by_family(found: Sequence[Tried]) -> list[str]:
    if not found:
        return ["Det finns inga tal som röjandekontrollen har dolt eller prövat."]
    wide = max(len(t.family.name) for t in found)
    return [f"  {t.family.name:<{wide}}  {t.family.law.name}  {_verdict(t)}" for t in found]


def _verdict(one: Tried) -> str:
    family = one.family
    hidden = f"{family.cells} tal, dolda: {len(family.withheld)}"
    if one.holds:
        return f"{hidden}, {_width(_reach(one.audit))}: håller" if family.withheld else f"{hidden}: håller"
    if family.bare:
        why = "tal står bredvid det dolda"
    elif one.audit.passed:
        why = f"{family.small} antal under tröskeln visas"
    elif one.audit.narrowest is None:
        why = "talen går inte ihop och kan inte prövas"
    else:
        why = "det dolda går att räkna ut för nära"
    return f"{hidden}: HÅLLER INTE, {why}"


def _unguarded(families: Sequence[Family]) -> list[str]:
    """What the rules are about but nothing was hidden of: said, so that nobody takes it for protected."""
    found = [f for f in families if not f.guarded and not f.withheld]
    if not found:
        return []
    classes = ", ".join(sorted({f.law.name for f in found}))
    counted = f"{sum(f.cells for f in found)} tal, varav {sum(f.small for f in found)} antal under tröskeln"
    return [f"Utan röjandekontroll: {len(found)} mått i klass {classes} med {counted}. {_INSIDE}"]


def _reach(found: Audit) -> float:
    return inf if found.narrowest is None else found.narrowest[1] - found.narrowest[0]


def _width(width: float) -> str:
    return "utan övre gräns" if width == inf else f"{_swedish(width)} brett"


def _swedish(number: float) -> str:
    return f"{number:.1f}".replace(".", ",").removesuffix(",0")
