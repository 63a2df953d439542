"""The first line of each page: the answer to the question the reader came with, made of known figures only."""

from collections.abc import Sequence

from dashboard import words
from dashboard.periods import longest
from dashboard.rows import Area, Build, Conflict, Delivery, Event, Fact, Flag


def city(series: Sequence[Fact], build: Build) -> str:
    """The first headline figure of the survey and of the police: never one index. What became of them is `findings`' to say."""
    return " ".join(map(sentence, carrying(series))) or words.text(
        "answers.nothing", name=series[0].area if series else build.municipality_name
    )


def carrying(series: Sequence[Fact]) -> tuple[Fact, ...]:
    """The newest figure of the first headline indicator of the survey and of the police, or of any source where neither is."""
    known = [f for f in series if f.headline and f.status in ("ok", "preliminary")]
    told = [_newest([f for f in known if f.source == source]) for source in ("ntu", "brott")]
    return tuple(f for f in (told if any(told) else [_newest(known)]) if f)


def _newest(known: Sequence[Fact]) -> Fact | None:
    """The first indicator's newest figure over the longest kind of period, or nothing."""
    same = longest(f for f in known if f.indicator_id == known[0].indicator_id)
    return max(same, key=lambda f: f.period_end, default=None)


def sentence(fact: Fact) -> str:
    """`Utsatta för brott i Göteborg: 24,6 % (2020–2021, 95 procents säkerhet 23,2–26,0).`"""
    sure = f", 95 procents säkerhet {words.interval(fact)}" if words.interval(fact) else ""
    told, when = f"{fact.indicator} i {fact.area}: {words.amount(fact)}", words.when(fact)
    return f"{told}, {when}{sure}." if "(" in when else f"{told} ({when}{sure})."


def indicator(series: Sequence[Fact], area: Area) -> str:
    """The newest figure of an area and the country's for the same period; no verdict is claimed."""
    told = newest(series, area)
    return " ".join((alone(told), *beside(series, told))) if told else words.text("answers.nothing", name=area.name)


def newest(series: Sequence[Fact], area: Area) -> Fact | None:
    """An area's newest known figure of an indicator over the longest kind of period; None where nothing is known."""
    here = longest(f for f in series if f.area_id == area.area_id and f.status == "ok")
    return max(here, key=lambda f: f.period_end, default=None)


def alone(told: Fact) -> str:
    """A figure below a title that names its indicator."""
    return sentence(told).removeprefix(f"{told.indicator} i ")


def beside(series: Sequence[Fact], told: Fact) -> list[str]:
    """The country's figure for the same period, where it is another."""
    country = next((f for f in series if f.kind == "land" and f.period_end == told.period_end and f.value is not None), None)
    return [f"{country.area}: {words.amount(country)}."] if country and country.area_id != told.area_id else []


def controls(facts: Sequence[Fact]) -> str:
    """How many applications were handled and how many were controlled in depth, for the city where all is known."""
    asked = ("bidrag_ansokningar", "bidrag_djupkontroller", "bidrag_kontrolltackning")
    return _latest(facts, asked) or words.text("answers.no_controls")


_REGISTER = ("leverantor_kontrollbesok", "leverantor_kontrollerade_foretag", "leverantor_inkop_risktackning")
_CAMPAIGNS = (
    ("leverantor_samordnade_kontroller", "leverantor_samordnade_foretag"),
    ("leverantor_oannonserade_kontroller", "leverantor_oannonserade_kontroller_med_brister"),
)


def suppliers(facts: Sequence[Fact]) -> str:
    """What the register says of controls; without one, what each of the two campaigns counted, never added up."""
    counted = _latest(facts, _REGISTER)
    return counted or " ".join(filter(None, (_latest(facts, c) for c in _CAMPAIGNS))) or words.text("answers.no_suppliers")


def _latest(facts: Sequence[Fact], asked: Sequence[str]) -> str:
    """The city's newest undivided figures of these indicators, all for the same period; empty when none is known."""
    mine = [f for f in facts if f.indicator_id in asked and f.kind == "kommun" and f.group_id == "alla"]
    last = max((f.period_end for f in mine), default=None)
    told = sorted((f for f in mine if f.period_end == last), key=lambda f: asked.index(f.indicator_id))
    if not told:
        return ""
    named = "; ".join(f"{f.indicator.lower()}: {words.amount(f)}" for f in told)
    sentence = words.text("answers.controls", period=words.when(told[0]), facts=named)
    return sentence[:1].upper() + sentence[1:]


def flags(told: Sequence[Flag], build: Build) -> str:
    """How many of the rules point at someone now, and how often they have been right; to the public, that none is shown."""
    if build.public and not told:
        return words.text("answers.flags_inside")
    tried = [f for f in told if f.organisations is not None]
    if not tried:
        return words.text("answers.no_register" if told else "answers.no_flags", rules=words.number(len(told)))
    pointing = sum(bool(f.organisations) for f in tried)
    settled, confirmed = sum(f.confirmed + f.refuted for f in tried), sum(f.confirmed for f in tried)
    outcome = words.text("answers.flags_settled", settled=words.number(settled), confirmed=words.number(confirmed))
    return " ".join((
        words.text("answers.flags", pointing=words.number(pointing), rules=words.number(len(tried))),
        outcome if settled else words.text("answers.flags_open"),
    ))  # fmt: skip


def plan(random: int, risk: int, bound: float | None) -> str:
    """What a plan of controls can say about how common faults are."""
    counts = {"controls": words.number(random + risk), "random": words.number(random), "risk": words.number(risk)}
    return words.text("answers.plan", **counts, bound=words.percent(bound, 1))


_PERIODS = (
    "gvi_period_call_in", "gvi_period_custom_notification", "gvi_period_erbjudanden", "gvi_period_tagit_emot",
)  # fmt: skip


def gvi(facts: Sequence[Fact], events: Sequence[Event]) -> str:
    """Since when the work has been going on, and how many messages have been delivered, with the source's own words."""
    told = [f"{f.indicator}: {words.amount(f)} ({words.when(f)})" for f in facts if f.headline and f.status == "ok"]
    if told:
        return words.text("answers.gvi", facts="; ".join(told))
    return _latest(facts, _PERIODS) or words.text("answers.no_gvi")


def sources(deliveries: Sequence[Delivery], conflicts: Sequence[Conflict], build: Build) -> str:
    """How much the picture rests on, and how much of it disagrees with itself."""
    return words.text(
        "answers.sources",
        deliveries=words.number(len(deliveries)),
        publishers=words.number(len({d.publisher for d in deliveries})),
        conflicts=words.number(len(conflicts)),
    )
