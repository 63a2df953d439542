"""Who a row is about: a Swedish organisation, a foreign one, or a sole trader who has neither number nor name here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from etl.entry import Entry
from etl.identity import organisation_number
from etl.model import Fault
from etl.registers import SOLE_TRADER
from etl.sources.leverantor.bransch import NO_RISK, UNKNOWN, Industries, industry

NUMBER = "organisationsnummer"
HOME = "SE"
_FOREIGN = re.compile(rf"(?!{HOME})[A-Z]{{2}}.+")
_SNI = re.compile(r"[0-9]{5}", re.ASCII)


@dataclass(frozen=True)
class Party:
    """What every table of the register keeps of a company. A sole trader has no organisation_id."""

    party: str
    organisation_id: str | None
    bransch: str = UNKNOWN

    def told(self) -> dict[str, object]:
        """The columns of staging; `risk` is None where the industry is not known."""
        risk = None if self.bransch == UNKNOWN else self.bransch != NO_RISK
        return {"party": self.party, "organisation_id": self.organisation_id, "bransch": self.bransch, "risk": risk}


Known = Mapping[str, Party]  # suppliers by their number as it is written, in capitals and without spaces


def written(entry: Entry) -> str:
    """The number of a row, so that the same number in two tables is the same text."""
    return "".join(entry.row.cells[NUMBER].split()).upper()


def supplier(entry: Entry, industries: Industries) -> tuple[Party, dict[str, object]]:
    """The company of a row in the supplier list, and the row as staging holds it."""
    country = entry.text("land").upper()
    if not re.fullmatch(r"[A-Z]{2}", country):
        entry.wrong("land", "en landskod med två bokstäver, till exempel SE", "Rätta landskoden.")
    sni = _sni(entry)
    who = _identified(entry, country)
    party = Party(who.party, who.organisation_id, industry(sni, industries))
    row = {
        "name": entry.text("leverantor"), "sni": sni, "country": country,
        "f_tax": entry.choice("fskatt", ("ja", "nej", "okänt"), "okänt"), "started": _year(entry),
    }  # fmt: skip
    return party, party.told() | row


def party(entry: Entry, known: Known) -> Party:
    """The company of a row in another table: as the supplier list knows it, else one of unknown industry."""
    text = written(entry)
    if text in known:
        return known[text]
    found = _identified(entry, _country(text))
    return known.get(found.party, found)  # the same number, written in another way


def _country(text: str) -> str:
    return text[:2] if _FOREIGN.fullmatch(text) else HOME


def _identified(entry: Entry, country: str) -> Party:
    """Foreign identities are kept as text with the country first, their form unchecked."""
    text = written(entry)
    if text.startswith(SOLE_TRADER.replace(" ", "").upper()):
        return Party(entry.row.cells[NUMBER], None)
    if country != HOME and text:
        foreign = text if text.startswith(country) else country + text
        return Party(foreign, foreign)
    ten = organisation_number(text)
    if ten is None:
        entry.faults.append(_no_number(entry))
    return Party(ten or "", ten or "")


def _no_number(entry: Entry) -> Fault:
    expected = "ett svenskt organisationsnummer, eller ett utländskt med landskoden först"
    action = "Rätta numret så att det är skrivet som i leverantörslistan."
    return Fault(entry.row.file, entry.row.cell(NUMBER), "ett nummer som inte går att tyda", expected, action)


def counted(entry: Entry, column: str, most: float = 100_000, whole: bool = True) -> tuple[float | None, str]:
    """A number and its status; one too large to be true is a fault."""
    value, status = entry.number(column, whole)
    if value is not None and value > most:
        entry.wrong(column, f"ett tal som är högst {most:,.0f}".replace(",", " "), "Rätta talet.")
    return value, status


def _sni(entry: Entry) -> str | None:
    text = re.sub(r"[.,\s]", "", entry.row.cells["sni"])
    if text and not _SNI.fullmatch(text):
        entry.wrong(
            "sni",
            "en SNI-kod med fem siffror, eller tomt",
            "Rätta koden; spara kolumnen som text om nollan först har fallit bort.",
        )
        return None
    return text or None


def _year(entry: Entry) -> int | None:
    text = entry.row.cells.get("startar", "")
    if text and not re.fullmatch(r"(1[6-9]|20)[0-9]{2}", text):
        entry.wrong("startar", "ett årtal, eller tomt", "Skriv bara året då företaget startade.")
        return None
    return int(text) if text else None
