"""The first line of each page: the answer to the question the reader came with, made of known figures only."""

from collections.abc import Sequence

from dashboard import words
from dashboard.rows import Area, Build, Conflict, Delivery, Event, Fact


def city(series: Sequence[Fact], build: Build) -> str:
    """The first headline figure of the survey and of the police, each with the one before it: never one index."""
    known = [f for f in series if f.headline and f.status in ("ok", "preliminary")]
    told = [_newest([f for f in known if f.source == source]) for source in ("ntu", "brott")]
    return (
        " ".join(filter(None, told))
        or _newest(known)
        or words.text("answers.nothing", name=series[0].area if series else build.municipality_name)
    )


def _newest(known: Sequence[Fact]) -> str:
    """The first indicator's newest figure and the one before it, or nothing."""
    same = sorted((f for f in known if f.indicator_id == known[0].indicator_id), key=lambda f: f.period_end)
    if not same:
        return ""
    return " ".join(filter(None, [_sentence(same[-1]), words.step(same[-1], same[-2]) if len(same) > 1 else ""]))


def _sentence(fact: Fact) -> str:
    sure = f" (95 procents säkerhet {words.interval(fact)})" if words.interval(fact) and fact.source == "ntu" else ""
    return f"{fact.indicator} i {fact.area}: {words.amount(fact)} {words.when(fact)}{sure}."


def indicator(series: Sequence[Fact], area: Area) -> str:
    """The newest figure of an area, the one before it, and the country's for the same period; no verdict is claimed."""
    here = sorted((f for f in series if f.area_id == area.area_id and f.status == "ok"), key=lambda f: f.period_end)
    if not here:
        return words.text("answers.nothing", name=area.name)
    last = here[-1]
    parts = [_sentence(last).removeprefix(f"{last.indicator} i ")]
    if len(here) > 1:
        parts.append(words.step(last, here[-2]))
    country = next((f for f in series if f.kind == "land" and f.period_end == last.period_end and f.value is not None), None)
    if country and country.area_id != area.area_id:
        parts.append(f"{country.area}: {words.amount(country)}.")
    return " ".join(filter(None, parts))


def controls(facts: Sequence[Fact]) -> str:
    """How many applications were handled and how many were controlled in depth, for the city where all is known."""
    asked = ("bidrag_ansokningar", "bidrag_djupkontroller", "bidrag_kontrolltackning")
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
