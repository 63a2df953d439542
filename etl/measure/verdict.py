"""From a p to a verdict: adjusted for its family, turned by what is better, and given an id that follows it everywhere."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
import pandas as pd

from etl.statistics import bh

LEVEL = 0.05  # of the adjusted p, stats/SPEC.md 1.6
_DIGITS = 10  # eight met in one city of three hundred, and two rows with one id stop a build
_SIZES = ("difference", "difference_lower", "difference_upper")


def settled(rows: pd.DataFrame, letter: str, key: Sequence[str], family: Sequence[str], unsettled: str) -> pd.DataFrame:
    """The rows, each p adjusted for all tests that share `family`, as `judged` gives them.

    A row with a reason is no test: it has no p, no family and no size of a difference.
    """
    told = rows.reset_index(drop=True)
    reason = told["reason"].where((told["reason"] != "") | told["p"].notna(), "no_answer")
    told = told.assign(reason=reason, p=told["p"].astype(float))
    refused, sizes = reason != "", [name for name in _SIZES if name in told]
    told.loc[refused, ["p", *sizes]] = np.nan
    tried = told[~refused].groupby(list(family), dropna=False)["p"]
    told["p_adjusted"] = tried.transform(lambda p: bh(p.to_numpy()))
    told["family"] = tried.transform("size").astype("Int64")
    return judged(told, letter, key, unsettled)


def judged(rows: pd.DataFrame, letter: str, key: Sequence[str], unsettled: str) -> pd.DataFrame:
    """The rows with verdict and verdict_id. Needs better, direction (only its sign counts), p_adjusted and reason."""
    sure = rows["p_adjusted"] <= LEVEL
    verdict = np.select([rows["reason"] != "", ~sure], [unsettled, "none"], turned(rows["direction"], rows["better"]))
    return identified(rows.assign(verdict=verdict), letter, key)


def turned(direction: pd.Series, better: pd.Series) -> np.ndarray:
    """`better` or `worse` for an indicator that has a better end, else `higher` or `lower`."""
    up = direction > 0
    good = (up & (better == "higher")) | (~up & (better == "lower"))
    return np.select([better == "neither", good], [np.where(up, "higher", "lower"), "better"], "worse")


def identified(rows: pd.DataFrame, letter: str, key: Sequence[str]) -> pd.DataFrame:
    """The rows with verdict_id: the letter of the kind of test and ten digits of what it is about, the same in every build."""
    texts = map("|".join, zip(*(rows[name].astype(str) for name in key), strict=True))
    return rows.assign(verdict_id=[letter + sha256(t.encode()).hexdigest()[:_DIGITS].upper() for t in texts])
