"""The first line of each page: the answer to the question the reader came with, made of known figures only."""

from collections.abc import Sequence

from dashboard import words
from dashboard.store import Area, Build, Conflict, Delivery, Event, Fact


def _told(facts: Sequence[Fact], build: Build) -> str:
    told = [_sentence(f) for f in facts if f.value is not None][:2]
    return " ".join(told) or f"Inga siffror är inlästa för {build.municipality_name} ännu."


def _sentence(fact: Fact) -> str:
    sure = f" (95 procents säkerhet {words.interval(fact)})" if words.interval(fact) and fact.source == "ntu" else ""
    return f"{fact.indicator} i {fact.area}: {words.amount(fact)} {words.when(fact)}{sure}."


def indicator(series: Sequence[Fact], area: Area) -> str:
    """The newest figure of an area, the one before it, and the country's for the same period; no verdict is claimed."""
    here = sorted((f for f in series if f.area_id == area.area_id and f.status == "ok"), key=lambda f: f.period_end)
    if not here:
        return f"Inget känt värde för {area.name}."
    last = here[-1]
    parts = [_sentence(last).removeprefix(f"{last.indicator} i ")]
    if len(here) > 1:
        parts.append(words.step(last, here[-2]))
    country = next((f for f in series if f.kind == "land" and f.period_end == last.period_end and f.value is not None), None)
    if country and country.area_id != area.area_id:
        parts.append(f"{country.area}: {words.amount(country)}.")
    return " ".join(filter(None, parts))


def city(facts: Sequence[Fact], build: Build) -> str:
    """The first headline figure of the survey and the first of the police: two sentences that are never one index."""
    firsts = [next((f for f in facts if f.source == s and f.headline and f.value is not None), None) for s in ("ntu", "brott")]
    return _told([f for f in firsts if f], build)


def controls(facts: Sequence[Fact]) -> str:
    """How many applications were handled and how many were controlled in depth, for the city where all is known."""
    asked = ("bidrag_ansokningar", "bidrag_djupkontroller_vid_ansokan")
    told = [f for i in asked for f in facts if f.indicator_id == i and f.kind == "kommun"]
    if not told:
        return words.text("answers.no_controls")
    return words.text(
        "answers.controls", period=words.when(told[0]), facts="; ".join(f"{f.indicator.lower()}: {words.amount(f)}" for f in told)
    )


def gvi(facts: Sequence[Fact], events: Sequence[Event]) -> str:
    """Since when the work has been going on, and how many messages have been delivered, with the source's own words."""
    told = [f"{f.indicator}: {words.amount(f)} ({words.when(f)})" for f in facts if f.headline and f.status == "ok"]
    return words.text("answers.gvi", facts="; ".join(told)) if told else words.text("answers.no_gvi")


def sources(deliveries: Sequence[Delivery], conflicts: Sequence[Conflict], build: Build) -> str:
    """How much the picture rests on, and how much of it disagrees with itself."""
    return words.text(
        "answers.sources",
        deliveries=words.number(len(deliveries)),
        publishers=words.number(len({d.publisher for d in deliveries})),
        conflicts=words.number(len(conflicts)),
    )
