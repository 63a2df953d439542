"""Statistics after stats/SPEC.md, pure functions: every name is had from here, whichever file it lives in."""

from etl.statistics.proportion import clopper_pearson
from etl.statistics.rate import byar, count_ci, poisson_exact, rate_ci

__all__ = [
    "byar",
    "clopper_pearson",
    "count_ci",
    "poisson_exact",
    "rate_ci",
]
