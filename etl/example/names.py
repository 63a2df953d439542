"""Every invented name in one place: none is the name of a real district, organisation or person."""

CODE, CITY, MARK = "0000", "Exempelstad", "påhittade uppgifter"
PUBLISHER = "Exempelstads kommun (påhittad)"
LICENCE = "CC0, påhittade uppgifter"
YEARS = (2021, 2022, 2023, 2024, 2025)

# Four stadsområden with three mellanområden each: the first at the centre, two outside it.
DISTRICTS: dict[str, tuple[str, str, str]] = {
    "Låtsasberg": ("Sagobacken", "Låtsasby", "Drömhult"),
    "Påhittsviken": ("Tänkevik", "Påhittsudden", "Rimstranden"),
    "Exempelhamn": ("Mönstertorget", "Provkajen", "Typholmen"),
    "Fantasiholm": ("Ordnäs", "Diktarlunden", "Visgläntan"),
}

ADMINISTRATIONS = {
    "FRI": "Exempelstads fritidsförvaltning",
    "KUL": "Exempelstads kulturförvaltning",
    "SOC": "Exempelstads socialförvaltning",
    "SKO": "Exempelstads skolförvaltning",
    "MIL": "Exempelstads miljöförvaltning",
    "BYG": "Exempelstads byggförvaltning",
    "INK": "Exempelstads inköpsförvaltning",
}
GRANTING = tuple(ADMINISTRATIONS[code] for code in ("FRI", "KUL", "SOC", "SKO", "MIL"))

_KINDS = ("Exempelföreningen", "Påhittsklubben", "Låtsaslaget", "Provsällskapet", "Mönstergillet", "Sagoförbundet")
_COMPANIES = ("Exempelbolaget", "Påhittsfirman", "Låtsasbygg", "Provtjänst", "Mönsterservice", "Sagoteknik", "Typmaterial")
_FIRST = (
    "Kvarn",
    "Lönn",
    "Ek",
    "Sten",
    "Ljung",
    "Vind",
    "Mån",
    "Sol",
    "Älv",
    "Berg",
    "Hav",
    "Skog",
    "Flod",
    "Guld",
    "Silver",
    "Järn",
)
_LAST = (
    "hjulet", "grenen", "kronan", "flickan", "stigen", "bron", "tornet", "ringen", "porten", "fåran", "backen", "gläntan",
    "kupan", "stammen", "källan", "skölden",
)  # fmt: skip


def association(number: int) -> str:
    """The name of the numbered association; no two numbers share one."""
    return f"{_KINDS[number % len(_KINDS)]} {_word(number // len(_KINDS))}"


def company(number: int) -> str:
    """The name of the numbered company; no two numbers share one."""
    return f"{_COMPANIES[number % len(_COMPANIES)]} {_word(number // len(_COMPANIES))} AB"


def _word(number: int) -> str:
    """Two invented halves, and a count after the first round through them."""
    again, place = divmod(number, len(_FIRST) * len(_LAST))
    word = _FIRST[place % len(_FIRST)] + _LAST[place // len(_FIRST)]
    return word if again == 0 else f"{word} {again + 1}"
