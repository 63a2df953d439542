"""Pure: what is a personal number, what is an organisation's, and where personal numbers hide in text.

Rules after stats/SPEC.md 5.1 and 5.2 (Skatteverket's number formats). A sole trader's organisation number is a
personal number and is treated as one. `as_of` is the last day on which anybody can have been born; where others ask by
`as_of_year` it is the last day of that year.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

PERSON, COORDINATION, RESERVE = "personnummer", "samordningsnummer", "reservnummer"
ORGANISATION = "organisationsnummer"
Hit = tuple[str, int, int]  # kind, first place, the place after the last
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_DAY = r"(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
_NUMBER = re.compile(
    rf"(?<![0-9])(?P<century>18|19|20)?{_DAY}\s?(?P<sign>[-+‐‑‒–—−]?)\s?(?P<rest>[0-9]{{4}})(?![0-9])"
)  # fmt: skip
# The VAT number of a sole trader holds a personal number, which the digits after it would hide.
_VAT = re.compile(rf"(?<![0-9A-Z])SE(?P<century>){_DAY}(?P<sign>-?)(?P<rest>[0-9]{{4}})01(?![0-9])", re.IGNORECASE)
_RESERVE = re.compile(rf"(?P<century>18|19|20)?{_DAY}(?P<sign>[-+]?)[TRSUWXJKLMNP][0-9]{{3}}")
_ORGANISATION = re.compile(r"(?:16)?([0-9]{6})[-‐‑‒–—−]?([0-9]{4})|SE([0-9]{6})-?([0-9]{4})01", re.IGNORECASE)
_FORMS = {
    "1": "Dödsbo",
    "2": "Stat, region, kommun, församling",
    "3": "Utländskt företag",
    "5": "Aktiebolag",
    "6": "Enkelt bolag",
    "7": "Ekonomisk förening/BRF",
    "8": "Ideell förening/stiftelse",
    "9": "HB/KB",
}  # by first digit; 0 and 4 are not in use


def checks_out(ten: str) -> bool:
    """Whether the last of ten digits is the check digit of the others (Luhn)."""
    doubled = (int(d) * (2 - i % 2) for i, d in enumerate(ten))
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0 and ten.strip("0") != ""


def kind_of(text: str, as_of_year: int) -> str | None:
    """What the whole text is: personnummer, samordningsnummer, reservnummer or organisationsnummer; None for all else.

    A reservnummer has a letter and no check digit, so that it is a reason to look rather than a proof (SPEC 5.1).
    """
    return _person_kind(text, _last_day(as_of_year)) or (ORGANISATION if organisation_number(text) else None)


def scan(text: str, as_of_year: int | None = None) -> list[Hit]:
    """Each personnummer and samordningsnummer in a text with its first place and the place after its last. Default: this year.

    A number that runs over invisible signs or wide digits has its places in the text as it was given. Of two readings of
    the same digits, as a VAT number and by chance without its letters, the one that begins first is told.
    """
    as_of = dt.date.today() if as_of_year is None else _last_day(as_of_year)
    hits: list[Hit] = []
    for start, end, found in _candidates(text):
        if _person(found, as_of) and not (hits and start < hits[-1][2]):
            hits.append((_kind(found), start, end))
    return hits


def twelve_digits(text: str, as_of_year: int) -> str | None:
    """A personnummer or samordningsnummer with its century and without signs; None for all else.

    Ten digits are the latest year that is possible; a + takes a hundred years from it.
    """
    found, as_of = _NUMBER.fullmatch(_plain(text)), _last_day(as_of_year)
    if not found or not _person(found, as_of):
        return None
    year = _year(found, int(found["month"]), int(found["day"]), as_of)
    return f"{year:04}{found['month']}{found['day']}{found['rest']}"


def form_of(text: str) -> str | None:
    """The legal form that an organisation number's first digit hints at, which is no proof; None for what is no such number."""
    ten = organisation_number(text)
    return _FORMS[ten[0]] if ten else None


def organisation_number(text: str) -> str | None:
    """Ten digits of a Swedish organisation that is no natural person; None for all else.

    Accepts 556036-0793, 5560360793, 16 before it, or a VAT number SE…01.
    """
    found = _ORGANISATION.fullmatch(_plain(text).replace(" ", ""))
    ten = "".join(filter(None, found.groups())) if found else ""
    valid = bool(ten) and ten[0] in _FORMS and ten[2] >= "2" and checks_out(ten)
    return ten if valid else None


def sole_trader(text: str, as_of: dt.date) -> str | None:
    """The last ten characters of what is a natural person's number where an organisation's is asked for; None for all else.

    Besides personal numbers, every ten digits whose third is 0 or 1 and that check out: organisations have 2 or more there.
    """
    clean = "".join(c for c in _plain(text) if c.isalnum())
    if clean.upper().startswith("SE") and len(clean) == 14:  # a VAT number
        clean = clean[2:12]
    ten = clean[-10:] if len(clean) in (10, 12) else ""
    shaped = ten.isascii() and ten.isdigit() and ten[2] in "01" and checks_out(ten)
    return ten if shaped or (ten and is_personal_number(text, as_of)) else None


def personal_numbers(text: str, as_of: dt.date) -> list[str]:
    """Each personnummer and samordningsnummer in a text, as it stands there; none may lie after `as_of`."""
    return [text[start:end] for start, end, found in _candidates(text) if _person(found, as_of)]


def is_personal_number(text: str, as_of: dt.date) -> bool:
    """Whether the whole text is one personal number, and nothing else."""
    return _person_kind(text, as_of) is not None


def _last_day(year: int) -> dt.date:
    return dt.date(year, 12, 31)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE).strip()


def _person_kind(text: str, as_of: dt.date) -> str | None:
    clean = _plain(text)
    found = _NUMBER.fullmatch(clean) or _VAT.fullmatch(clean)
    if found:
        return _kind(found) if _person(found, as_of) else None
    reserve = _RESERVE.fullmatch(clean)  # given before the real one is known; its letter leaves nothing to check but the day
    return RESERVE if reserve and _possible(reserve, as_of) else None


def _kind(found: re.Match[str]) -> str:
    return COORDINATION if int(found["day"]) >= 60 else PERSON


def _candidates(text: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """What looks like a number, in order, with its places in the original text: normalising may move them."""
    if text.isascii():  # nothing to normalise; most texts of a ledger are
        yield from ((found.start(), found.end(), found) for found in _matches(text))
        return
    kept = [(i, plain) for i, c in enumerate(text) for plain in unicodedata.normalize("NFKC", c).translate(_INVISIBLE)]
    for found in _matches("".join(c for _, c in kept)):
        yield kept[found.start()][0], kept[found.end() - 1][0] + 1, found


def _matches(text: str) -> Iterator[re.Match[str]]:
    """The two patterns never share a digit: the one ends where the other has more digits."""
    if "SE" not in text.upper():
        return _NUMBER.finditer(text)
    return iter(sorted([*_NUMBER.finditer(text), *_VAT.finditer(text)], key=re.Match.start))


def _person(found: re.Match[str], as_of: dt.date) -> bool:
    ten = found["year"] + found["month"] + found["day"] + found["rest"]
    return checks_out(ten) and _possible(found, as_of)


def _possible(found: re.Match[str], as_of: dt.date) -> bool:
    """Day 60–91 is a samordningsnummer's, whose calendar is not checked; 60 and month 00 exist among the real ones."""
    month, day = int(found["month"]), int(found["day"])
    if 60 <= day <= 91:
        return month <= 12
    try:
        return dt.date(_year(found, month, day, as_of), month, day) <= as_of
    except ValueError:
        return False


def _year(found: re.Match[str], month: int, day: int, as_of: dt.date) -> int:
    if found["century"]:
        return int(found["century"] + found["year"])
    year = as_of.year - (as_of.year - int(found["year"])) % 100
    if (year, month, day % 60) > (as_of.year, as_of.month, as_of.day):
        year -= 100
    return year - 100 if found["sign"] == "+" else year
