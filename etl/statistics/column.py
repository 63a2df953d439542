"""What every statistic shares: columns or single figures in, the same shape out; levels; which input is impossible.

The rule for all of etl.statistics: input that cannot be (a share above one, a base of nothing, a negative count) raises
ValueError, in a column for the whole column; a missing figure (None, nan) gives nan there and nothing elsewhere.
"""

from statistics import NormalDist
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.float64]
Figure = TypeVar("Figure", float, Column)  # one number, or a column of them: what comes in decides what goes out
Figures = float | Column  # for the inputs that may be one number beside a column


def column(values: Any) -> Column:
    """Figures as an array of floats, None as nan. A single figure gives an array without dimensions."""
    return np.asarray(values, dtype=np.float64)


def shaped(values: Any) -> Any:
    """The answer in the shape of the question: an array stays one, an array without dimensions becomes its one value."""
    found = np.asarray(values)
    return found.item() if found.ndim == 0 else found


def refuse(impossible: Any, **inputs: Any) -> None:
    """Raises ValueError that names the inputs where `impossible` holds for at least one figure."""
    if np.any(impossible):
        raise ValueError(", ".join(f"{name} {value}" for name, value in inputs.items()))


def tail(conf: float) -> float:
    """The share outside an interval at one end: 0.025 for 0.95. Raises ValueError unless 0 < conf < 1."""
    refuse(not 0 < conf < 1, conf=conf)
    return (1 - conf) / 2


def normal_quantile(conf: float) -> float:
    """How many standard errors a two-sided interval reaches: 1.96 for 0.95. Raises ValueError unless 0 < conf < 1."""
    return -NormalDist().inv_cdf(tail(conf))


def student_quantile(df: Figures, conf: float) -> Column:
    """The same with df degrees of freedom; infinitely many give the normal quantile. Raises ValueError for df <= 0."""
    from scipy.special import stdtrit  # noqa: PLC0415  0.4 s to load, and most builds start without a survey

    freedom = column(df)
    refuse(freedom <= 0, df=df)
    level = 1 - tail(conf)
    return np.where(np.isinf(freedom), normal_quantile(conf), stdtrit(np.where(np.isinf(freedom), 1.0, freedom), level))


def two_sided(z: Figures) -> Column:
    """The chance of a standard normal figure at least as far from zero as z."""
    from scipy.special import ndtr  # noqa: PLC0415  0.4 s to load

    return column(2 * ndtr(-np.abs(z)))


def over(numerator: Any, denominator: Any) -> Column:
    """A quotient that is nan, without a warning, where the denominator is not above zero: nothing can be told there."""
    above, below = np.broadcast_arrays(column(numerator), column(denominator))
    return column(np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0))
