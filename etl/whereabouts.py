"""Pure: what points out a single place, as a street address or a coordinate does. An area's code or name does not.

Registers of few people or few organisations are told by area only (stats/SPEC.md 4.6: no dots, no addresses).
"""

import re

_HOUSE = r"\s+[0-9]{1,3}\s?[a-hA-H]?\b(?!\s?(?:%|procent|personer|gånger|st\b|kr\b))"
_STREET = re.compile(
    r"\b[\w\-]{2,}(?:gatan|gata|vägen|väg|gränden|gränd|stigen|stig|allén|allé|torget|torg|backen|backe|leden|kajen|"
    rf"promenaden|esplanaden){_HOUSE}",
    re.IGNORECASE,
)
_TWO_WORDS = re.compile(rf"\b[A-ZÅÄÖ]\w+ (?i:gatan?|väg(?:en)?|gränd(?:en)?|torg(?:et)?|allén?|plats|backe|stig(?:en)?){_HOUSE}")
_NORTH, _EAST = r"(?:5[5-9]|6[0-9])[.,][0-9]{3,}", r"(?:1[0-9]|2[0-4])[.,][0-9]{3,}"  # degrees within Sweden (WGS 84)
_METRES = r"(?:6[1-9]|7[0-7])[0-9]{5}(?:[.,][0-9]+)?"  # to the north, in SWEREF 99 and RT 90 alike
_OUT = r"[1-9][0-9]{4,6}(?:[.,][0-9]+)?"  # to the east
_BETWEEN = r"\s*°?\s*[NEÖO]?\s*[,;/ ]\s*[NEÖO]?\s*"
_PAIR = re.compile(
    rf"(?<![0-9.,])(?:{_NORTH}{_BETWEEN}{_EAST}|{_EAST}{_BETWEEN}{_NORTH}|{_METRES}{_BETWEEN}{_OUT})(?![0-9])"
    r"|\b(?:5[5-9]|6[0-9])\s?°\s?[0-9]{1,2}",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:5[5-9]|6[0-9]|1[0-9]|2[0-4])[.,][0-9]{4,9}")  # more are a fraction that a machine has worked out
_COLUMN = re.compile(
    r"(?<!webb)(?<!post)adress|gatu|koordinat|latitud|longitud|sweref|wgs_?84|rt_?90|fastighetsbeteckning|"
    r"^(?:gata|gatan|lat|lon|lng|long|x|y|nord|ost|northing|easting)$"
)


def street_address(text: str) -> bool:
    """Whether a street with a house number stands in the text: Storgatan 5, Gustaf Adolfs torg 4 B."""
    return bool(_STREET.search(text) or _TWO_WORDS.search(text))


def coordinates(text: str) -> bool:
    """Whether a pair of coordinates within Sweden stands in the text: degrees with three decimals or more, or metres."""
    return bool(_PAIR.search(text))


def half_coordinate(text: str) -> bool:
    """Whether the whole text is one degree of latitude or longitude within Sweden with four to nine decimals."""
    return bool(_ALONE.fullmatch(text.strip()))


def about_place(column: str) -> bool:
    """Whether a column by its name holds addresses or coordinates."""
    return bool(_COLUMN.search(column.strip().casefold()))
