"""Two kinds of delivery lie in this drawer, known by the names of their files: the register and the printed table."""

from collections.abc import Mapping
from typing import Any

from etl.model import Release
from etl.municipality import Municipality
from etl.sources.bidrag.register import TEMPLATES, read_register
from etl.sources.bidrag.tabell import read_table


def read(release: Release, municipality: Municipality) -> Mapping[str, Any]:
    """Frames of a register when any file has the name of one of its tables, else `stg_bidrag`. Raises Refused."""
    if any(path.stem.lower() in TEMPLATES for path in release.files):
        return read_register(release, municipality)
    return read_table(release, municipality)
