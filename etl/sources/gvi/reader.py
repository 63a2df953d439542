"""Two kinds of delivery lie in this drawer, known by the names of their files: a report's figures and a register's counts."""

from collections.abc import Mapping

import pandas as pd

from etl.model import Release
from etl.municipality import Municipality
from etl.sources.gvi import rapport, register


def read(release: Release, municipality: Municipality) -> Mapping[str, pd.DataFrame]:
    """The frames of one delivery. Raises Refused with every fault, or for anything about a person."""
    if register.is_register(release):
        return register.read(release, municipality)
    return rapport.read(release, municipality)
