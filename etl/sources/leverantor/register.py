"""Reads the supplier register: suppliers, contracts, controls and what the controls found."""

from typing import Any

from etl.model import Fault, Refused, Release
from etl.municipality import Municipality
from etl.registers import Template

TEMPLATES = {
    "leverantorer": Template(("organisationsnummer", "leverantor", "sni", "land"), ("fskatt", "startar")),
    "avtal": Template(
        (
            "avtal", "organisationsnummer", "forvaltning", "start", "slut", "varde_kr", "underleverantorer",
            "antal_underleverantorer",
        )
    ),
    "kontroller": Template(
        (
            "kontroll", "organisationsnummer", "avtal", "forvaltning", "datum", "skede", "urvalsgrund", "utfall",
            "arbetstagare", "ej_personalliggare", "utan_id06", "ej_utstationering",
        ),
        ("flagga",),
    ),
    "avvikelser": Template(("kontroll", "organisationsnummer", "slag", "grund", "sakerhet", "horande", "datum")),
}  # fmt: skip


def read_register(release: Release, municipality: Municipality) -> dict[str, Any]:
    """Frames of the four tables."""
    raise Refused(Fault(release.folder.name, "", "ett register", "en rapport", f"Ännu inte byggt för {municipality.name}."))
