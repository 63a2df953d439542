"""What the store hands out: frozen rows, one class per kind of thing."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Build:
    """Which picture this is."""

    build_id: str
    municipality_code: str
    municipality_name: str
    audience: str
    built_at: dt.datetime
    code_version: str
    fictional: bool

    @property
    def public(self) -> bool:
        """Whether it is for everyone."""
        return self.audience == "publik"


@dataclass(frozen=True)
class Area:
    """A place or an organisation."""

    area_id: str
    kind: str
    code: str
    name: str
    parent_id: str | None
    population: int | None


@dataclass(frozen=True)
class Indicator:
    """What a number means."""

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
    headline: bool
    districts: int
    klass: str = "K0"  # of disclosure control, K0 to K3


@dataclass(frozen=True)
class Fact:
    """One observation with the names a reader needs and the way back to its cell.

    `limits` tells where lower and upper come from (published, wilson, byar, clopper_pearson, or empty), `reliability` how far a
    survey's share can be relied upon (A or B; empty for all else).
    """

    indicator_id: str
    area_id: str
    period_start: dt.date
    period_end: dt.date
    group_id: str
    value: float | None
    lower: float | None
    upper: float | None
    numerator: float | None
    base: float | None
    status: str
    qualifier: str
    period_precision: str
    printed: str | None
    release_id: str
    file: str
    cell: str
    indicator: str
    theme: str
    unit: str
    decimals: int
    better: str
    source: str
    headline: bool
    area: str
    kind: str
    release: str
    publisher: str
    published: dt.date
    limits: str = ""
    reliability: str = ""


@dataclass(frozen=True)
class Delivery:
    """One release, and what it brought."""

    release_id: str
    source: str
    title: str
    publisher: str
    url: str
    published: dt.date
    retrieved: dt.date
    sha256: str
    licence: str
    files: str
    note: str
    figures: int
    new_figures: int
    changed_figures: int
    first_day: dt.date | None
    last_day: dt.date | None


@dataclass(frozen=True)
class Event:
    """Something that happened, as precisely as its source says."""

    event_id: str
    kind: str
    name: str
    starts: dt.date
    ends: dt.date | None
    precision: str
    description: str
    area_id: str
    release_id: str
    file: str
    cell: str


@dataclass(frozen=True)
class Break:
    """A day after which a source's figures cannot be compared with earlier ones within `scope`."""

    source: str
    starts: dt.date
    scope: str
    note: str


@dataclass(frozen=True)
class Conflict:
    """Two published figures that disagree, both as they stand."""

    conflict_id: str
    source: str
    topic: str
    kind: str
    first_text: str
    first_place: str
    second_text: str
    second_place: str
    explanation: str
    indicator_id: str | None
    release_id: str


@dataclass(frozen=True)
class Shape:
    """How an area is drawn: closed rings as JSON in a plane."""

    area_id: str
    kind: str
    name: str
    style: str
    rings: str
    label_x: float
    label_y: float
    origin: str
    licence: str


@dataclass(frozen=True)
class Flag:
    """An explained rule: how many organisations it points at now, and how often it has been right. Never a name."""

    flag_id: str
    source: str
    name: str
    grade: int
    basis: str
    why: str
    formula: str
    threshold: str
    exclusions: str
    example: str
    organisations: int | None
    confirmed: int
    refuted: int
    open: int
    ppv: float | None
    ppv_lower: float | None
    ppv_upper: float | None
    base_rate: float | None
    state: str


@dataclass(frozen=True)
class Bound:
    """What a number of random controls without a fault says: the highest error rate, percent, with 95 % confidence."""

    controls: int
    zero_hits_bound: float


@dataclass(frozen=True)
class Difference:
    """How many controls each arm needs to show that two error rates, percent, differ."""

    risk_rate: float
    random_rate: float
    per_arm: int


@dataclass(frozen=True)
class Intake:
    """How many rows of a delivered file came in and how many were turned away."""

    release_id: str
    file: str
    read: int
    loaded: int
    rejected: int


@dataclass(frozen=True)
class Rejection:
    """Rows of a file turned away for the same reason: how many, and the first line of each of the first few."""

    release_id: str
    file: str
    field: str
    reason: str
    count: int
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Revision:
    """A figure that a later delivery gave otherwise, and how much it moved."""

    indicator: str
    area: str
    source: str
    unit: str
    decimals: int
    period_start: dt.date
    period_end: dt.date
    group_id: str
    earlier_value: float | None
    value: float | None
    moved: float | None
    earlier_status: str
    status: str
    earlier_release: str
    release: str
    published: dt.date


@dataclass(frozen=True)
class Protection:
    """A protected measure of one delivery: the rules used, how much is hidden, and what the audit found.

    `rules` is JSON; `narrowest` the width of the interval an attacker reaches, None where nothing is hidden or it has no end.
    """

    family: str
    klass: str
    rule_version: str
    rules: str
    decided_by: str
    decided_on: dt.date | None
    cells: int
    hidden: int
    method: str
    reason: str
    narrowest: float | None
    passed: bool
    digest: str
    indicator: str
    release: str
