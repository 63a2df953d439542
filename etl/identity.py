"""Pure: what is a personal number, what is an organisation's, and where personal numbers hide in text.

Rules after stats/SPEC.md 5.1 and 5.2 (Skatteverket's number formats). A sole trader's organisation number is a
personal number and is treated as one.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_NUMBER = re.compile(
    r"(?<![0-9])(?P<century>18|19|20)?(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"\s?(?P<sign>[-+‐‑‒–—−]?)\s?(?P<rest>[0-9]{4})(?![0-9])"
)
_RESERVE = re.compile(
    r"(?P<century>18|19|20)?(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<sign>[-+]?)[TRSUWXJKLMNP][0-9]{3}"
)
_ORGANISATION = re.compile(r"(?:16)?([0-9]{6})-?([0-9]{4})|SE([0-9]{10})01")
_ALLOCATED = "1235678" + "9"  # first digits in use; 0 and 4 are not


def checks_out(ten: str) -> bool:
    """Whether the last of ten digits is the check digit of the others (Luhn)."""
    doubled = (int(d) * (2 - i % 2) for i, d in enumerate(ten))
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0 and ten.strip("0") != ""


def organisation_number(text: str) -> str | None:
    """Ten digits of a Swedish organisation that is no natural person; None for all else.

    Accepts 556036-0793, 5560360793, 16 before it, or a VAT number SE…01.
    """
    found = _ORGANISATION.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    ten = "".join(filter(None, found.groups())) if found else ""
    valid = bool(ten) and ten[0] in _ALLOCATED and ten[2] >= "2" and checks_out(ten)
    return ten if valid else None


def sole_trader(text: str, as_of: dt.date) -> str | None:
    """The last ten characters of what is a natural person's number where an organisation's is asked for; None for all else.

    Besides personal numbers, every ten digits whose third is 0 or 1 and that check out: organisations have 2 or more there.
    """
    clean = "".join(c for c in unicodedata.normalize("NFKC", text).translate(_INVISIBLE) if c.isalnum())
    if clean.startswith("SE") and len(clean) == 14:  # a VAT number
        clean = clean[2:12]
    ten = clean[-10:] if len(clean) in (10, 12) else ""
    shaped = ten.isascii() and ten.isdigit() and ten[2] in "01" and checks_out(ten)
    return ten if shaped or (ten and is_personal_number(text, as_of)) else None


def personal_numbers(text: str, as_of: dt.date) -> list[str]:
    """Each personnummer and samordningsnummer in a text, as it stands there; none may lie after `as_of`."""
    return [span for span, found in _candidates(text) if _person(found, as_of)]


def is_personal_number(text: str, as_of: dt.date) -> bool:
    """Whether the whole text is one personal number, and nothing else."""
    clean = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).strip()
    found = _NUMBER.fullmatch(clean)
    if found:
        return _person(found, as_of)
    reserve = _RESERVE.fullmatch(clean)  # given before the real one is known; its letter leaves nothing to check but the day
    return bool(reserve and _possible(reserve, as_of))


def _candidates(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """What looks like a number, with the original text it came from: normalising may move the places."""
    if text.isascii():  # nothing to normalise; most texts of a ledger are
        yield from ((found[0], found) for found in _NUMBER.finditer(text))
        return
    kept = [(i, plain) for i, c in enumerate(text) for plain in unicodedata.normalize("NFKC", c).translate(_INVISIBLE)]
    clean = "".join(c for _, c in kept)
    for found in _NUMBER.finditer(clean):
        yield text[kept[found.start()][0] : kept[found.end() - 1][0] + 1], found


def _person(found: re.Match[str], as_of: dt.date) -> bool:
    ten = found["year"] + found["month"] + found["day"] + found["rest"]
    return checks_out(ten) and _possible(found, as_of)


def _possible(found: re.Match[str], as_of: dt.date) -> bool:
    """Day 61–91 is a samordningsnummer's, whose calendar is not checked; 60 and month 00 exist among the real ones."""
    month, day = int(found["month"]), int(found["day"])
    if 60 <= day <= 91:
        return month <= 12
    year = _year(found, month, day, as_of)
    try:
        return year is not None and dt.date(year, month, day) <= as_of
    except ValueError:
        return False


def _year(found: re.Match[str], month: int, day: int, as_of: dt.date) -> int:
    if found["century"]:
        return int(found["century"] + found["year"])
    short = int(found["year"])
    year = as_of.year - (as_of.year - short) % 100
    if (year, month, day) > (as_of.year, as_of.month, as_of.day):
        year -= 100
    return year - 100 if found["sign"] == "+" else year
