"""What of the register's counts may be seen (people class K3, sanctions K2), decided before anything leaves the reader."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from etl.disclosure import VERSION, Class, Shown, rounded, share
from etl.model import Fault
from etl.sources.gvi.counts import ALL, EVENT, MEASURES, OFFERED, ORGANISATION, TAKEN, Count, Place
from etl.sources.gvi.publications import Publication, publications, withheld
from etl.sources.gvi.sums import offers, sums, tables

SHARE = "andel som tagit emot"
PARTICIPANTS, AVERAGE = "avhopp, deltagare", "avhopp, kostnad per avhoppare"
_JOINED = {TAKEN: OFFERED, SHARE: OFFERED, AVERAGE: PARTICIPANTS}  # told by each other, hence protected together
_UNKNOWN = ("missing", "unclear")
Line = dict[str, object]
Laws = Mapping[str, Class]
Seen = dict[Place, Shown]


def impossible(counts: Sequence[Count], city: str) -> list[Fault]:
    """A fault for each total that is less than its known parts, as more offers taken than made.

    Events are left out: a phase in two districts is one in the city.
    """
    action = "Rätta antalen: delarna räknas i samma period som helheten och kan inte vara fler."
    return [
        Fault(s.total.file, s.total.cell, f"{s.total.matt} {s.total.value:g}, delarna {-s.rest:g} fler", "minst delarna", action)
        for table in tables(counts)
        if about(table[0].matt) != EVENT
        for s in sums(table, city)
        if s.rest < 0
    ]


def about(matt: str) -> str:
    """What a measure counts: events, people or organisations; the exits are all people."""
    return MEASURES[matt].about if matt in MEASURES else "person"


def family(matt: str) -> str:
    """The measure under whose name a measure is protected."""
    return _JOINED.get(matt, matt)


def law_of(matt: str, laws: Laws) -> Class:
    """The class whose thresholds hold for a measure."""
    return laws["K2" if about(matt) == ORGANISATION else "K3"]


def published(
    deliveries: Sequence[Sequence[Count]] | None, own: Sequence[Count], laws: Laws, city: str
) -> dict[str, Publication]:
    """What the newest delivery may tell of each family, after all earlier ones (oldest first); events are no family.

    All of it is hidden where `deliveries` is None: an earlier delivery that cannot be read may tell the rest.
    """
    now = _families(own)
    before = [_families(counts) for counts in deliveries or ()]
    told = {}
    for name, counts in now.items():
        if deliveries is None:
            told[name] = withheld(counts, law_of(name, laws))
        else:
            told[name] = publications([*(d.get(name, []) for d in before), counts], law_of(name, laws), city)[-1]
    return told


def _families(counts: Iterable[Count]) -> dict[str, list[Count]]:
    found: dict[str, list[Count]] = defaultdict(list)
    for count in counts:
        if about(count.matt) != EVENT:
            found[family(count.matt)].append(count)
    return found


def seen(told: Mapping[str, Publication], laws: Laws) -> Seen:
    """What may be written down of each count; one that is not known is told as it was delivered."""
    return {c.place: _seen(c, p, law_of(name, laws)) for name, p in told.items() for c in p.counts}


def _seen(count: Count, publication: Publication, law: Class) -> Shown:
    if count.value is None:
        return Shown(count.status, None, "exact")
    return rounded(count.value, law.rule, count.place in publication.hidden)


def lines(events: Iterable[Count], told: Mapping[str, Publication], visible: Seen, laws: Laws) -> list[Line]:
    """The rows of staging for the counts per period: events as they are, the others as they are visible, and the shares."""
    found = [line(c, Shown(c.status, c.value, "exact"), guarded=False) for c in events if about(c.matt) == EVENT]
    for publication in (p for name, p in told.items() if name in MEASURES):
        found += [line(c, visible[c.place]) for c in publication.counts]
        found += [_share(*pair, visible, laws["K3"]) for pair in offers(publication.counts)]
    return found


def _share(offered: Count, taken: Count, visible: Seen, law: Class) -> Line:
    """Percent of the offers that were taken. Hidden with either count: with the other, the share would tell it."""
    cell = f"{offered.cell} och {taken.cell}"
    told = Count(SHARE, offered.area_id, ALL, *offered.period, None, "ok", offered.file, cell, offered.number)
    if offered.value is None or taken.value is None:
        statuses = (offered.status, taken.status)
        return line(told, Shown(next((s for s in (*_UNKNOWN, "withheld") if s in statuses), "missing"), None, "exact"))
    hidden = "withheld" in (visible[offered.place].status, visible[taken.place].status)
    return line(told, share(taken.value, offered.value, law, hidden))


def line(count: Count, shown: Shown, guarded: bool = True) -> Line:
    """A row of staging. `guarded`: about persons or organisations, so that no history of it is shown."""
    return {
        "product": "gvi_perioder", "matt": count.matt, "area_id": count.area_id, "group_id": count.group_id,
        "period_start": count.start, "period_end": count.end, "value": shown.value, "status": shown.status,
        "qualifier": shown.qualifier, "printed": "", "guarded": guarded, "file": count.file, "cell": count.cell,
    }  # fmt: skip


def protection(staged: Iterable[Line], told: Mapping[str, Publication], laws: Laws, names: Mapping[str, str]) -> list[Line]:
    """The rows of the contract's `protection`, one per guarded measure; `names` gives its indicator_id and may lack some."""
    statuses: dict[str, list[object]] = defaultdict(list)
    for row in staged:
        if row["guarded"] and family(str(row["matt"])) in told:
            statuses[str(row["matt"])].append(row["status"])
    return [_protected(names[matt], found, told[family(matt)], law_of(family(matt), laws))
            for matt, found in statuses.items() if matt in names]  # fmt: skip


def _protected(indicator_id: str, statuses: Sequence[object], told: Publication, law: Class) -> Line:
    hidden = statuses.count("withheld")
    return {
        "family": indicator_id, "source": "gvi", "class": law.name, "rule_version": VERSION, "rules": law.told,
        "decided_by": law.decided_by, "decided_on": law.decided, "cells": statuses.count("ok") + hidden, "hidden": hidden,
        "method": told.method, "reason": told.reason, "narrowest": told.narrowest if hidden else None, "passed": told.passed,
        "digest": told.digest,
    }  # fmt: skip
