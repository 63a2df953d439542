"""Reads the purchase ledger."""

from typing import Any

from etl.model import Fault, Refused, Release
from etl.municipality import Municipality


def read_ledger(release: Release, municipality: Municipality) -> dict[str, Any]:
    """Frames of the ledger."""
    raise Refused(Fault(release.folder.name, "", "en reskontra", "en rapport", f"Ännu inte byggt för {municipality.name}."))
