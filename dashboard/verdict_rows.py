"""What the store hands out of the tables of verdicts: frozen rows with the names that their sentences need."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """What every verdict has: its id, what it is about, how sure it is, and why there is none when there is none."""

    verdict_id: str
    indicator_id: str
    area_id: str
    group_id: str
    verdict: str
    reason: str
    method: str
    p: float | None
    p_adjusted: float | None
    family: int | None
    indicator: str
    unit: str
    decimals: int
    better: str
    source: str
    position: int
    headline: bool
    area: str
    kind: str


@dataclass(frozen=True)
class Comparison(Verdict):
    """An area beside the rest of its city or the country, or a way of choosing controls beside the random one."""

    period_start: dt.date
    period_end: dt.date
    comparator: str
    comparator_id: str
    other: str
    value: float | None
    lower: float | None
    upper: float | None
    other_value: float | None
    other_lower: float | None
    other_upper: float | None
    difference: float | None
    difference_lower: float | None
    difference_upper: float | None
    share: float | None
    dispersion: float | None
    sensitivity_p: float | None = None
    lift: float | None = None
    lift_lower: float | None = None
    lift_upper: float | None = None


@dataclass(frozen=True)
class Change(Verdict):
    """Two periods of one area that share no year."""

    span: str
    from_start: dt.date
    from_end: dt.date
    to_start: dt.date
    to_end: dt.date
    from_value: float | None
    from_lower: float | None
    from_upper: float | None
    to_value: float | None
    to_lower: float | None
    to_upper: float | None
    difference: float | None
    difference_lower: float | None
    difference_upper: float | None
    dispersion: float | None


@dataclass(frozen=True)
class Trend(Verdict):
    """Whether a series rises, falls or changes level once."""

    grain: str
    first_day: dt.date
    last_day: dt.date
    points: int
    slope_per_year: float | None
    slope_lower: float | None
    slope_upper: float | None
    starts: dt.date | None
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Funnel:
    """An area of a family of ten or more beside the limits that chance gives around the family's figure."""

    verdict_id: str
    indicator_id: str
    area_id: str
    period_start: dt.date
    period_end: dt.date
    kind: str
    areas: int
    target: float
    value: float
    base: float
    lower95: float | None
    upper95: float | None
    lower998: float | None
    upper998: float | None
    dispersion: float
    tau2: float
    verdict: str
    indicator: str
    unit: str
    decimals: int
    area: str


@dataclass(frozen=True)
class DesignEffect:
    """How much less a survey's answers tell than a simple random sample's, for one kind of area."""

    source: str
    kind: str
    deff: float
    figures: int
    basis: str


@dataclass(frozen=True)
class Interruption:
    """A registered model of an interrupted series: what it gave, or why it was not run."""

    verdict_id: str
    indicator_id: str
    area_id: str
    name: str
    registered: dt.date
    starts: dt.date
    lag_months: int
    shape: str
    months_before: int | None
    months_after: int | None
    mean_per_month: float | None
    ratio: float | None
    lower: float | None
    upper: float | None
    dispersion: float | None
    autocorrelation: float | None
    placebos: int | None
    placebos_as_strong: int | None
    trimmed_ratio: float | None
    verdict: str
    reason: str
    indicator: str
    area: str
    grain: str | None = None
    p: float | None = None
    p_adjusted: float | None = None
    family: int | None = None
    comparison_id: str | None = None
    comparison_ratio: float | None = None
    comparison_lower: float | None = None
    comparison_upper: float | None = None
    document: str = ""
    points: str | None = None
    comparison: str = ""


@dataclass(frozen=True)
class Detectable:
    """The smallest reduction, percent, that would show in a series of so many months."""

    mean_per_month: float
    months_before: int
    months_after: int
    dispersion: float
    reduction: float
