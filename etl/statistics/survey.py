"""Shares from a sample, 0 to 1: intervals from standard errors, design effects, reliability (stats/SPEC.md 1.2, 1.3)."""

from dataclasses import dataclass
from typing import Any, Generic

import numpy as np

from etl.statistics.column import Column, Figure, Figures, column, over, refuse, shaped, student_quantile
from etl.statistics.proportion import clopper_pearson, wilson_neff


def _estimate(p: Figures, se: Figures) -> tuple[Column, Column]:
    """Both as columns of one shape. Raises ValueError for a share outside 0..1 and a negative standard error."""
    share, error = np.broadcast_arrays(column(p), column(se))
    refuse((share < 0) | (share > 1) | (error < 0) | np.isinf(error), p=p, se=se)
    return share, error


def svy_mean_ci(p: Figure, se: Figures, df: Figures, conf: float = 0.95) -> tuple[Figure, Figure]:
    """Limits p ± t·se; may pass 0 or 1. Here to be compared with, not to be shown (SPEC 1.2 rule 4)."""
    share, error = _estimate(p, se)
    reach = student_quantile(df, conf) * error
    return shaped(share - reach), shaped(share + reach)


def svy_logit_ci(p: Figure, se: Figures, df: Figures, conf: float = 0.95) -> tuple[Figure, Figure]:
    """Limits that are symmetric on the logit scale (SPEC 1.2 rule 3); nan for 0 or 1, where Wilson takes over."""
    share, error = _estimate(p, se)
    step = student_quantile(df, conf) * over(error, share * (1 - share))
    odds = over(share, 1 - share)
    return shaped(1 / (1 + np.exp(step) / odds)), shaped(1 / (1 + np.exp(-step) / odds))


svy_xlogit_ci = svy_logit_ci  # R linearises the logit itself for this name and comes to the same formula


def svy_asin_ci(p: Figure, se: Figures, df: Figures, conf: float = 0.95) -> tuple[Figure, Figure]:
    """Limits that are symmetric on the scale of the arcsine of the root; nan for 0 or 1."""
    share, error = _estimate(p, se)
    step = student_quantile(df, conf) * over(error, 2 * np.sqrt(share * (1 - share)))
    angle = np.arcsin(np.sqrt(share))
    ends = (np.sin(np.clip(angle + sign * step, 0, np.pi / 2)) ** 2 for sign in (-1, 1))
    lower, upper = (shaped(end) for end in ends)
    return lower, upper


def svy_beta_ci(p: Figure, se: Figures, n: Figures, df: Figures, conf: float = 0.95) -> tuple[Figure, Figure]:
    """Korn and Graubard 1998 as R: Clopper-Pearson on p(1-p)/se² answers, corrected for df and not capped at n.

    nan where p is 0 or 1 or se is 0: nothing says how many answers count. Raises ValueError for n of 1 or less.
    """
    share, error = _estimate(p, se)
    refuse(column(n) <= 1, n=n)
    corrected = (student_quantile(column(n) - 1, conf) / student_quantile(df, conf)) ** 2
    effective = over(share * (1 - share), error**2) * corrected
    effective = np.where(effective > 0, effective, np.nan)
    lower, upper = clopper_pearson(share * effective, effective, conf)
    return shaped(lower), shaped(upper)


def kish(weights: Column) -> float:
    """Design effect that unequal weights alone give, n·Σw²/(Σw)². Raises ValueError for weights below zero or none at all."""
    given = column(weights)
    refuse(bool(np.any(given < 0)) or not given.size or given.sum() == 0, weights=weights)
    return float(given.size * (given**2).sum() / given.sum() ** 2)


def design_effect(p: Figure, se: Figures, n: Figures) -> Figure:
    """Variance over that of a simple random sample, se²·n/(p(1-p)); nan at 0 and 1, where a sample shows no variance."""
    share, error = _estimate(p, se)
    refuse(column(n) <= 0, n=n)
    effect: Figure = shaped(over(error**2 * column(n), share * (1 - share)))
    return effect


def typical_design_effect(effects: Column) -> float:
    """One design effect for a source: the median over its figures, at least 1 (SPEC 1.2 rule 2); nan when none is known."""
    known = column(effects)[~np.isnan(column(effects))]
    return max(1.0, float(np.median(known))) if known.size else np.nan


LEAST_ANSWERS, NARROW, WIDE, RELATIVE, UNSURE = 30, 0.05, 0.30, 1.30, 0.05  # NCHS 2017; the last is ours (SPEC 1.3)


@dataclass(frozen=True)
class Reliability(Generic[Figure]):
    """How a share may be shown. `flag` is NCHS's: ok, Px (hide), Pc (complement unsure), P0 (0 or 100 %, to be looked at).

    `letter` is ours: A show, B show with a warning, C hide. Both are empty where p, n or deff is missing.
    """

    n_eff: Figure
    lower: Figure
    upper: Figure
    width: Figure
    relative_width: Figure
    flag: Any
    letter: Any


def reliability_class(p: Figure, n: Figures, deff: Figures = 1.0) -> Reliability[Figure]:
    """The proportion standard of NCHS (Vital Health Stat 2(175)) and SPEC 1.3 on n/deff answers, at most n; n at 0 and 1.

    Limits are Clopper-Pearson's, 95 %. B also where Wilson reaches over five percentage points. Raises ValueError for a
    share outside 0..1, a base of nothing and a design effect that is not above zero.
    """
    share, base, effect = np.broadcast_arrays(column(p), column(n), column(deff))
    refuse((share < 0) | (share > 1) | (effect <= 0), p=p, deff=deff)
    extreme = (share == 0) | (share == 1)
    effective = np.where(extreme, base, np.minimum(base, base / effect))
    lower, upper = clopper_pearson(share * effective, effective)
    width = upper - lower
    flag = _nchs(share, effective, width)
    low, high = wilson_neff(share, effective, 1.0)
    warned = np.isin(flag, ("Pc", "P0")) | ((high - low) / 2 > UNSURE)
    letter = np.select([flag == "", flag == "Px", warned], ["", "C", "B"], "A")
    return Reliability(*(shaped(part) for part in (effective, lower, upper, width, over(width, share), flag, letter)))


def _nchs(share: Column, effective: Column, width: Column) -> Column:
    """The flags, first rule first: what is unknown, too few, 0 or 100 %, narrow, wide, wide for its size."""
    rules = [
        (np.isnan(share + effective), ""),
        (effective < LEAST_ANSWERS, "Px"),
        ((share == 0) | (share == 1), "P0"),
        (width <= NARROW, "ok"),
        (width >= WIDE, "Px"),
        (width > RELATIVE * share, "Px"),
        (width > RELATIVE * (1 - share), "Pc"),
    ]
    return np.select([holds for holds, _ in rules], [flag for _, flag in rules], "ok")
