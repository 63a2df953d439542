"""The nouns of the writing half: what a delivery, an area and an indicator are, and what a fault is."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

# Any dash that an office program may have put there; more digits on either side may be the next cell, shifted up to it.
_LONG_NUMBER = re.compile(r"\d{6,}\s?[-+‐‑‒–—−]?\s?\d{4,}")


def masked(text: object, limit: int = 80) -> str:
    """Text safe for a message or a log: anything shaped like a personal number is hidden, the rest cut at `limit`."""
    clean = "".join(c for c in " ".join(str(text).split()) if c.isprintable())  # unseen characters could part a number
    hidden = _LONG_NUMBER.sub("[dolt nummer]", clean)
    return hidden if len(hidden) <= limit else hidden[: limit - 1] + "…"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input, in the order an analyst asks: which file, where in it, what, and what now."""

    file: str
    place: str
    found: str
    expected: str
    action: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (masked(self.file, 120), masked(self.place)) if part)
        return f"{where}: hittade {masked(self.found, 160)}, väntade {self.expected}. {self.action}"


class Refused(Exception):
    """The input cannot be published. Carries every fault found, so that one run tells the analyst all."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True)
class Release:
    """One delivery: the files as received and the facts of release.toml. Dates are the publisher's and our own."""

    release_id: str
    source: str
    folder: Path
    files: tuple[Path, ...]
    title: str
    publisher: str
    url: str
    licence: str
    published: dt.date
    retrieved: dt.date
    note: str
    sha256: str


@dataclass(frozen=True)
class Area:
    """A place or an organisation with its validity; `valid_to` is the first day it no longer exists."""

    area_id: str
    kind: str
    code: str
    name: str
    parent_id: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    population: int | None = None
    aliases: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None

    def exists(self, day: dt.date) -> bool:
        """Whether the area is in force on that day; open ends count as in force."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Indicator:
    """What a number means. `select` is SQL over staging (or over `observation` when `derived`)."""

    indicator_id: str
    source: str
    name: str
    theme: str
    unit: str
    decimals: int
    better: str
    definition: str
    method: str
    caveats: str
    klass: str
    position: int
    headline: bool
    derived: bool
    register: bool  # reads the view in_force, and is worked out again as of each correction
    interval: str  # "binomial": limits from numerator and base; "survey": from base and a design effect where none is published
    select: str
    contributors: str = ""  # SQL: who is behind each figure (`contribution` in draft.sql); empty: disclosure control is not ours
    parts: str = ""  # how areas inside an area, and groups beside 'alla', add up: "within" the whole, or to the "whole"

    def __post_init__(self) -> None:
        if self.better not in ("lower", "higher", "neither"):
            raise ValueError(f"{self.indicator_id}: better = {self.better!r}")
        if self.klass not in ("K0", "K1", "K2", "K3"):
            raise ValueError(f"{self.indicator_id}: class = {self.klass!r}")
        if self.interval not in ("", "binomial", "survey"):
            raise ValueError(f"{self.indicator_id}: interval = {self.interval!r}")
        if self.parts not in ("", "within", "whole"):
            raise ValueError(f"{self.indicator_id}: parts = {self.parts!r}")
        if not self.indicator_id.startswith(self.source + "_"):
            raise ValueError(f"{self.indicator_id} must start with {self.source}_")
