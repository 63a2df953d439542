"""Three kinds of delivery lie in this drawer, known by the names of their files: register, printed table, external audit."""

from collections.abc import Mapping
from typing import Any

from etl.model import Release
from etl.municipality import Municipality
from etl.sources.bidrag.register import TEMPLATES, read_register
from etl.sources.bidrag.tabell import read_table
from etl.sources.bidrag.urval import is_selection, read_selection


def read(release: Release, municipality: Municipality) -> Mapping[str, Any]:
    """Frames of a register or of an audit when a file has the name of one of their tables, else `stg_bidrag`. Raises Refused."""
    if any(path.stem.lower() in TEMPLATES for path in release.files):
        return read_register(release, municipality)
    if is_selection(release.files):
        return read_selection(release, municipality)
    return read_table(release, municipality)
