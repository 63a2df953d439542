"""Three kinds of delivery lie in this drawer, known by the names of their files: report, register and ledger."""

from collections.abc import Callable, Mapping
from typing import Any

from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.sources.leverantor.rapport import COLUMNS, read_report
from etl.sources.leverantor.register import TEMPLATES, read_register
from etl.sources.leverantor.reskontra import read_ledger

Reader = Callable[[Release, Municipality], Mapping[str, Any]]
_REGISTER, _LEDGER = ", ".join(TEMPLATES), "reskontra*.csv"
EXPECTED = f"en rapport ({', '.join(COLUMNS)}), ett register ({_REGISTER}, .csv eller .xlsx) eller en reskontra ({_LEDGER})"
_READERS: Mapping[str, Reader] = {"rapport": read_report, "register": read_register, "reskontra": read_ledger}


def read(release: Release, municipality: Municipality) -> Mapping[str, Any]:
    """Frames of a report (`stg_leverantor`), of a register or of a ledger. Raises Refused for a mixture."""
    kinds = {_kind(path.name.lower()) for path in release.files}
    if len(kinds) != 1 or "" in kinds:
        found = ", ".join(path.name for path in release.files) or "ingen fil"
        raise Refused(Fault(release.folder.name, "", found, EXPECTED, "Lägg en sorts leverans per mapp."))
    return _READERS[kinds.pop()](release, municipality)


def _kind(name: str) -> str:
    if name.startswith("reskontra"):
        return "reskontra"
    if name.rpartition(".")[0] in TEMPLATES:
        return "register"
    return "rapport" if name in COLUMNS else ""
