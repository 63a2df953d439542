"""A cautious interrupted time series (stats/SPEC.md 2.8): did a level change when something started?

It can never say that what started did it. It is off unless a model was registered before the data were read, and most
series of rare events are too short: `detectable` says beforehand what could be seen at all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import exp, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.statistics.column import student_quantile
from etl.statistics.series import autocorrelation

Numbers = Sequence[float] | npt.NDArray[np.float64]
Array = npt.NDArray[np.float64]
BEFORE, AFTER = 24, 12  # months that must be there on each side
LEAST_MEAN = 2  # events per month, else per quarter
LEAST_SIDE = 3  # points that a placebo must leave on each side to be fitted: our choice
SHAPES = ("step", "step_slope")
LAGS = 12  # of the residuals' autocorrelation


@dataclass(frozen=True)
class Model:
    """What was decided before the data were read: outcome, start, lag in months, shape (step or step_slope), and when."""

    outcome: str
    start: date
    lag: int
    shape: str
    registered: date

    @property
    def effective(self) -> date:
        """First month in which the level may have changed: the start's month and the lag."""
        months = self.start.year * 12 + self.start.month - 1 + self.lag
        return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class Fit:
    """exp(β2) with limits from the wider of the two standard errors, both errors, and what they rest on.

    `level` is β2 and `slope` β3 a step (None for a mere step). `fitted` and `counterfactual` (the model without the
    change) in events a point; residual autocorrelations from lag 1.
    """

    rr: float
    lower: float
    upper: float
    se_log: float
    se_quasi: float
    se_newey_west: float
    dispersion: float
    level: float
    slope: float | None
    fitted: Array
    counterfactual: Array
    residual_acf: Array


@dataclass(frozen=True)
class Placebo:
    """What the same model finds when the start is moved by `shift` points."""

    shift: int
    rr: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Evaluation:
    """The outcome of the gated analysis: a verdict and, where nothing can be said, why.

    Verdicts: insufficient (with `reason`), no_certain_difference, lower_after, higher_after. `grain` is month or quarter.
    """

    verdict: str
    reason: str | None
    grain: str | None
    fit: Fit | None
    without_edge: Fit | None
    placebos: tuple[Placebo, ...]


def its_quasipoisson(
    counts: Numbers,
    exposure: Numbers,
    post: Numbers,
    time: Numbers | None = None,
    harmonics: int = 2,
    slope: bool = False,
    lags: int | None = None,
    conf: float = 0.95,
    *,
    period: int = 12,
    origin: float | None = None,
    student: bool = False,
) -> Fit:
    """Quasi-Poisson log μ = log N + β0 + β1·t + β2·post (+ β3·(t - origin)·post) + harmonic pairs (Bernal et al. 2017).

    `post` is 0 before and 1 after; `time` 1, 2, ... unless given; `origin` the first point after (0 gives Bernal's level).
    Dispersion is Pearson's χ²/df; Newey-West (Bartlett, no prewhitening, no correction) with `lags`, else
    4·(n/100)^(2/9). `student`: limits by t with the residual degrees of freedom, for short series. Raises
    ValueError where the model cannot be fitted: too few points, no events on a side.
    """
    y, after = np.asarray(counts, float), np.asarray(post, float)
    t = np.arange(1, len(y) + 1, dtype=float) if time is None else np.asarray(time, float)
    _fittable(y, after, np.asarray(exposure, float))
    changes = [after, (t - (t[after > 0][0] if origin is None else origin)) * after] if slope else [after]
    design = np.column_stack([np.ones(len(y)), t, *changes, *_seasons(t, harmonics, period)])
    if len(y) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError(f"{len(y)} points for {design.shape[1]} terms")
    quasi, robust = _fitted(y, design, np.asarray(exposure, float), lags)
    beta, errors = quasi.params, (float(quasi.bse[2]), float(robust.bse[2]))
    reach = float(student_quantile(quasi.df_resid if student else float("inf"), conf)) * max(errors)
    if not np.isfinite([beta[2], *errors]).all() or max(errors) <= 0:
        raise ValueError("the fit did not settle")
    change = design[:, 2 : 2 + len(changes)] @ beta[2 : 2 + len(changes)]
    level, fitted = float(beta[2]), np.asarray(quasi.fittedvalues)
    return Fit(
        exp(level), exp(level - reach), exp(level + reach), max(errors), *errors, float(quasi.scale), level,
        float(beta[3]) if slope else None, fitted, fitted * np.exp(-change), _autocorrelations(np.asarray(quasi.resid_pearson)),
    )  # fmt: skip


def _fittable(y: Array, after: Array, exposure: Array) -> None:
    if not (len(y) == len(after) == len(exposure)) or not np.all(np.isfinite(y)) or np.any(y < 0) or not np.all(exposure > 0):
        raise ValueError("counts must be known and not negative, exposures positive")
    if y[after > 0].sum() == 0 or y[after == 0].sum() == 0:
        raise ValueError("no events on one side")


def _seasons(t: Array, pairs: int, period: int) -> list[Array]:
    angles = [2 * np.pi * k * t / period for k in range(1, pairs + 1)]
    return [wave for angle in angles for wave in (np.sin(angle), np.cos(angle))]


def _fitted(y: Array, design: Array, exposure: Array, lags: int | None) -> tuple[Any, Any]:
    """statsmodels' Poisson fit with Pearson dispersion, and the same with Newey-West errors."""
    from statsmodels.genmod.families import Poisson  # noqa: PLC0415  two seconds, and most builds register no model
    from statsmodels.genmod.generalized_linear_model import GLM  # noqa: PLC0415

    model = GLM(y, design, family=Poisson(), offset=np.log(exposure))
    most = int(4 * (len(y) / 100) ** (2 / 9)) if lags is None else lags
    robust = {"cov_type": "HAC", "cov_kwds": {"maxlags": most, "use_correction": False}}
    return model.fit(scale="X2", tol=1e-12), model.fit(tol=1e-12, **robust)


def _autocorrelations(residuals: Array) -> Array:
    return np.array([autocorrelation(residuals, lag) for lag in range(1, min(LAGS, len(residuals) - 1) + 1)])


def gate(
    model: Model | None, months: Sequence[date], counts: Numbers, breaks: Collection[date] = (), read: date | None = None
) -> str | None:
    """Why the analysis may not be made, or None. `months` are first days; `read` when the data were first read.

    not_registered, registered_late, unknown_shape, gap (missing months or values), short_before, short_after, break (a
    break in the source inside the window), rare (under two events a quarter). Never raises.
    """
    if model is None:
        return "not_registered"
    late = read is not None and model.registered >= read
    values = np.asarray(counts, float)
    before = sum(month < model.effective for month in months)
    reasons = {
        "registered_late": late,
        "unknown_shape": model.shape not in SHAPES or model.lag < 0,
        "gap": len(values) != len(months) or not np.all(np.isfinite(values)) or not _whole(months),
        "short_before": before < BEFORE,
        "short_after": len(months) - before < AFTER,
        "break": any(min(months) < day <= max(months) for day in breaks) if months else False,
        "rare": grain(values) is None,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _whole(months: Sequence[date]) -> bool:
    numbers = [month.year * 12 + month.month for month in months]
    return all(later - earlier == 1 for earlier, later in pairwise(numbers))


def grain(counts: Numbers) -> str | None:
    """month with a mean of two events or more a month, quarter with two a quarter, else None: too rare for the model."""
    mean = float(np.mean(counts)) if len(counts) else 0.0
    return "month" if mean >= LEAST_MEAN else "quarter" if 3 * mean >= LEAST_MEAN else None


def detectable(
    mean_per_month: float, before: int, after: int, dispersion: float = 1.5, power: float = 0.8, level: float = 0.05
) -> float:
    """The smallest reduction (0-1) that such a series would show: 1 - exp(-(z₁₋ₐ/₂ + z_power)·√(φ(1/mb + 1/ma))).

    The least favourable thing it leaves out is trend and season, so more is needed in truth. Raises ValueError for a
    mean, a number of months or a dispersion that is not positive.
    """
    if min(mean_per_month, before, after, dispersion) <= 0:
        raise ValueError("mean, months and dispersion must be positive")
    normal = NormalDist()
    reach = normal.inv_cdf(1 - level / 2) + normal.inv_cdf(power)
    return 1 - exp(-reach * sqrt(dispersion * (1 / (mean_per_month * before) + 1 / (mean_per_month * after))))


def placebos(counts: Numbers, exposure: Numbers, start: int, slope: bool = False, period: int = 12) -> tuple[Placebo, ...]:
    """The fit for every start up to a year (`period` points) earlier and later, where three points are left on each side.

    `start` is the number of points before the registered start, which is not among them. Starts that cannot be fitted are
    absent.
    """
    found = []
    shifts = (n for n in range(-period, period + 1) if n and LEAST_SIDE <= start + n <= len(counts) - LEAST_SIDE)
    for shift in shifts:
        fit = _fit_from(counts, exposure, start + shift, slope, period)
        found += [Placebo(shift, fit.rr, fit.lower, fit.upper)] if fit else []
    return tuple(found)


def without_edge(counts: Numbers, exposure: Numbers, start: int, slope: bool = False, period: int = 12) -> Fit | None:
    """The fit without the point before the start, the start and the one after, at their true times; None if it cannot be."""
    keep = np.abs(np.arange(len(counts)) - start) > 1
    return _fit_from(counts, exposure, start, slope, period, keep)


def _fit_from(
    counts: Numbers, exposure: Numbers, start: int, slope: bool, period: int, keep: npt.NDArray[np.bool_] | None = None
) -> Fit | None:
    y, n = np.asarray(counts, float), np.asarray(exposure, float)
    t, kept = np.arange(1, len(y) + 1, dtype=float), np.ones(len(y), bool) if keep is None else keep
    post = (np.arange(len(y)) >= start).astype(float)
    pairs = 2 if period == 12 else 1  # of four quarters a second pair would be a copy of the first's end
    try:
        return its_quasipoisson(
            y[kept], n[kept], post[kept], t[kept], pairs, slope, period=period, origin=start + 1, student=period != 12
        )  # a dozen quarters leave so few degrees of freedom that the normal limits claim too often
    except (ValueError, ArithmeticError, np.linalg.LinAlgError):
        return None


def evaluate(
    model: Model | None,
    months: Sequence[date],
    counts: Numbers,
    exposure: Numbers,
    breaks: Collection[date] = (),
    read: date | None = None,
) -> Evaluation:
    """The gate, the fit and its sensitivity, and what they bear: the only way to a verdict. Never raises for whole series.

    Besides the gate's reasons: not_fitted; edge (without the months around the start nothing certain is left, or the
    other way) and placebo (a start moved half a year or more
    stands out more than the registered one; nearer ones share too much of the data to tell).
    """
    reason = gate(model, months, counts, breaks, read)
    if model is None or reason:
        return Evaluation("insufficient", reason, None, None, None, ())
    unit, slope = str(grain(counts)), model.shape == "step_slope"
    start = sum(month < model.effective for month in months)
    y, n, period = np.asarray(counts, float), np.asarray(exposure, float), 12
    if unit == "quarter":
        y, n, start, period = _quarters(y, start), _quarters(n, start), start // 3, 4
    fit, bare = _fit_from(y, n, start, slope, period), without_edge(y, n, start, slope, period)
    moved = placebos(y, n, start, slope, period)
    verdict, why = _judged(fit, bare, [one for one in moved if abs(one.shift) >= period // 2])
    return Evaluation(verdict, why, unit, fit, bare, moved)


def _quarters(values: Array, start: int) -> Array:
    """Sums of three months counted from the start in both directions; months that fill no quarter are dropped."""
    before, after = values[start % 3 : start], values[start:]
    whole: Array = np.concatenate([before, after[: len(after) // 3 * 3]]).reshape(-1, 3).sum(axis=1)
    return whole


def _judged(fit: Fit | None, bare: Fit | None, moved: Sequence[Placebo]) -> tuple[str, str | None]:
    if fit is None or bare is None:
        return "insufficient", "not_fitted"
    if fit.lower <= 1 <= fit.upper:
        return "no_certain_difference", None
    if bare.lower <= 1 <= bare.upper or (bare.rr < 1) != (fit.rr < 1):
        return "insufficient", "edge"
    own = _stands_out(fit.rr, fit.lower, fit.upper)
    if any(_stands_out(one.rr, one.lower, one.upper) > own for one in moved):
        return "insufficient", "placebo"
    return ("lower_after" if fit.rr < 1 else "higher_after"), None


def _stands_out(rr: float, lower: float, upper: float) -> float:
    """How many half widths the logarithm of the ratio lies from no change."""
    return abs(float(np.log(rr))) / float(np.log(upper / lower))
