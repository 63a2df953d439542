"""Registered models of interrupted series -> rows: what the gate lets through, and why the rest is not told (stats/SPEC.md 2.8).

A row never says that what started did anything. Registered means before anything of the time after the start was published
in any delivery here; what others have published elsewhere nobody can see from here.
"""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from etl.measure.models import SHAPES, Registered
from etl.measure.verdict import settled
from etl.statistics import Evaluation, Fit, Model, Placebo, detectable, evaluate
from etl.statistics.column import Column, over, two_sided

MEANS, SPANS, DISPERSION = (2, 4, 8, 16), ((24, 12), (36, 24), (60, 36)), 1.5  # events a month; months before and after
_KEY = ["indicator_id", "area_id", "name", "starts"]
COLUMNS = [
    "verdict_id", "indicator_id", "area_id", "name", "registered", "starts", "lag_months", "shape", "months_before",
    "months_after", "mean_per_month", "ratio", "lower", "upper", "dispersion", "autocorrelation", "placebos",
    "placebos_as_strong", "trimmed_ratio", "verdict", "reason", "grain", "p", "p_adjusted", "family", "comparison_id",
    "comparison_ratio", "comparison_lower", "comparison_upper", "document", "points",
]  # fmt: skip
Told = dict[str, object]


@dataclass(frozen=True)
class Series:
    """Whole months in order, what was counted, among how many, the days of breaks, and when any of it was first published."""

    months: Sequence[dt.date]
    counts: Column
    people: Column
    breaks: Sequence[dt.date]
    read: dt.date | None


def detectables() -> pd.DataFrame:
    """Rows of the table `detectable`: the smallest reduction, percent, that short series of few events would show."""
    rows = [
        {"mean_per_month": mean, "months_before": before, "months_after": after, "dispersion": DISPERSION,
         "reduction": 100 * detectable(mean, before, after, DISPERSION)}
        for mean, (before, after) in product(MEANS, SPANS)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def interruptions(
    registered: Sequence[Registered], outcomes: pd.DataFrame, population: pd.DataFrame, breaks: pd.DataFrame
) -> pd.DataFrame:
    """Rows of the table `interruption`, one per registered model; the models that could be judged are one family.

    outcomes as outcomes.sql gives them; population: area_id, day, people; breaks: source, starts.
    """
    if not registered:
        return pd.DataFrame(columns=pd.Index(COLUMNS))

    def series(one: Registered, area_id: str) -> Series:
        mine = outcomes[(outcomes["indicator_id"] == one.model.outcome) & (outcomes["area_id"] == area_id)]
        return _series(mine, population[population["area_id"] == area_id], breaks, one)

    rows = pd.DataFrame([_row(one, series) for one in registered]).assign(better="neither", every=0)
    rows["direction"] = np.log(rows["ratio"].astype(float))
    return settled(rows.astype({"p": float}), "A", _KEY, ["every"], "refused").reindex(columns=pd.Index(COLUMNS))


def _series(mine: pd.DataFrame, population: pd.DataFrame, breaks: pd.DataFrame, one: Registered) -> Series:
    """The whole months of one area from the window's first on."""
    after = mine[mine["period_end"].dt.date >= one.model.effective]
    read = min(after["published"].dt.date, default=None)
    window = mine[mine["whole"] & (mine["period_start"].dt.date >= one.since)].sort_values("period_start")
    days = breaks[breaks["source"].isin(mine["source"])]["starts"]
    return Series(
        list(window["period_start"].dt.date), window["counted"].to_numpy(float), _people(window, population),
        [day.date() for day in pd.to_datetime(days)], read,
    )  # fmt: skip


def _people(window: pd.DataFrame, population: pd.DataFrame) -> Column:
    """How many lived there on the known day that is nearest each month; 1 throughout where no day is known."""
    own = window["people"].to_numpy(float)
    if len(own) and np.all(own > 0):
        return np.asarray(own)
    known = population.dropna(subset=["day"]).sort_values("day")
    if known.empty:
        return np.ones(len(window))
    away = np.abs(window["period_start"].to_numpy()[:, None] - known["day"].to_numpy()[None, :])
    return np.asarray(known["people"].to_numpy(float)[away.argmin(axis=1)])


def _row(one: Registered, series: Callable[[Registered, str], Series]) -> Told:
    own = series(one, one.area_id)
    found, reason = _evaluated(one.model, own)
    other = _evaluated(one.model, series(one, one.comparison_id))[0] if one.comparison_id else None
    if not reason and other and other.verdict == found.verdict != "no_certain_difference":
        reason = "comparison"
    before = sum(month < one.model.effective for month in own.months)
    shape = next(word for word, code in SHAPES.items() if code == one.model.shape)
    told: Told = {
        "indicator_id": one.model.outcome, "area_id": one.area_id, "name": one.name, "registered": one.model.registered,
        "starts": one.model.start, "lag_months": one.model.lag, "shape": shape, "document": one.document, "reason": reason,
        "months_before": before, "months_after": len(own.months) - before,
        "mean_per_month": float(np.mean(own.counts)) if len(own.months) else None,
        "comparison_id": one.comparison_id or None, "ratio": np.nan, "p": np.nan,
    }  # fmt: skip
    if other and other.fit:
        told |= {f"comparison_{name}": limit for name, limit in zip(("ratio", "lower", "upper"), _limits(other.fit), strict=True)}
    return told | (_fitted(found, found.fit, one.model, own, before) if found.fit else {})


def _evaluated(model: Model, own: Series) -> tuple[Evaluation, str]:
    """The gated analysis and why nothing can be said; no months, and figures that are no counts, come before the gate."""
    found = evaluate(model, own.months, own.counts, own.people, own.breaks, own.read)
    if not own.months:
        return found, "no_series"
    return found, "not_a_count" if np.isnan(own.counts).all() else found.reason or ""


def _fitted(found: Evaluation, fit: Fit, model: Model, own: Series, before: int) -> Told:
    far = [one for one in found.placebos if abs(one.shift) >= (6 if found.grain == "month" else 2)]
    ratio, lower, upper = _limits(fit)
    return {
        "ratio": ratio, "lower": lower, "upper": upper, "dispersion": fit.dispersion,
        "autocorrelation": float(fit.residual_acf[0]), "placebos": len(far),
        "placebos_as_strong": sum(_strength(one) >= _strength(fit) for one in far),
        "trimmed_ratio": found.without_edge.rr if found.without_edge else None, "grain": found.grain,
        "p": _p(fit, str(found.grain), model), "points": json.dumps(_points(fit, own, before, str(found.grain))),
    }  # fmt: skip


def _limits(fit: Fit) -> tuple[float, float, float]:
    return fit.rr, fit.lower, fit.upper


def _strength(one: Fit | Placebo) -> float:
    """How many half widths of its interval the logarithm of the ratio lies from no change."""
    return float(abs(over(np.log(one.rr), np.log(one.upper / one.lower))))


def _p(fit: Fit, grain: str, model: Model) -> float:
    """Two-sided, from the same error and the same distribution as the limits: normal for months, t for the few quarters."""
    z = abs(fit.level) / fit.se_log
    if grain == "month":
        return float(two_sided(z))
    from scipy.special import stdtr  # noqa: PLC0415  half a second to load, and most builds register no model

    terms = 3 + 2 + (model.shape == "step_slope")  # level, time, change, one pair of waves, and the slope
    return float(2 * stdtr(len(fit.fitted) - terms, -z))


def _points(fit: Fit, own: Series, before: int, grain: str) -> list[list[object]]:
    """First day, counted, fitted, and fitted without the change, of every month or quarter of the fit."""
    step, first = (1, 0) if grain == "month" else (3, before % 3)
    days = own.months[first::step][: len(fit.fitted)]
    counted = own.counts[first : first + step * len(fit.fitted)].reshape(-1, step).sum(axis=1)
    figures = zip(days, counted, fit.fitted, fit.counterfactual, strict=True)
    return [[str(day), float(n), round(float(f), 3), round(float(c), 3)] for day, n, f, c in figures]
