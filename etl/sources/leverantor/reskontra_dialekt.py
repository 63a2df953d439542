"""How a ledger file is written: separator, the names of its columns, and the period that the file name tells."""

import csv
import datetime as dt
import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.model import Fault, Refused, masked

NEEDED = "belopp, leverantor eller leverantor_id, och verifikationsnummer eller fakturanummer"
BOM = b"\xef\xbb\xbf"
_LONGEST_HEADER = 20_000  # bytes
_SEPARATORS = (";", ",", "\t", "|")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Names in force (national specification 1.1) first, then 1.0 and the municipalities' own; see README-reskontra.md.
_ALIASES = {
    "leverantor": ("leverantortext", "leverantornamn", "leverantorsnamn", "leverantor", "motpart"),
    "leverantor_id": (
        "leverantorid", "organisationsnummer", "orgnr", "orgnummer", "leverantorsid", "leverantorsorgnr", "leverantororgnr",
        "leverantorsorganisationsnummer", "leverantorsnummer",
    ),
    "belopp": ("belopp", "beloppexklmoms", "beloppexmoms", "beloppsek", "beloppkr", "beloppkronor", "fakturabelopp"),
    "datum": ("datum", "bokforingsdatum", "fakturadatum", "verifikationsdatum", "period", "bokforingsperiod"),
    "forvaltning": ("forvaltning", "forvaltningsnamn", "namnd", "organisation"),
    "verifikationsnummer": ("verifikationsnummer", "verifikationsnr", "vernr", "verifikation"),
    "fakturanummer": ("fakturanummer", "fakturanr"),
    "avtal": ("avtal", "avtalsnummer", "avtalsnr"),
    "valuta": ("valuta", "valutakod"),
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_DAY_IN_NAME = re.compile(r"(?<!\d)(?:19|20)\d\d([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])(?!\d)")
_WORD_IN_NAME = re.compile(rf"(?<![a-zåäö])({'|'.join(_MONTHS)})[a-zåäö]*[-_. ]*((?:19|20)\d\d)(?!\d)")
_YEAR_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Dialect:
    """`columns` has a name for every field; fields after `width` must be empty. `span`: the period in the file name."""

    file: str
    separator: str
    columns: tuple[str, ...]
    printed: tuple[str, ...]
    width: int
    span: Span | None
    header_bytes: int

    @property
    def dated(self) -> bool:
        """Whether every row has its own date. Göteborg's have none; there a blank supplier is one that was hidden."""
        return "datum" in self.columns

    @property
    def voucher(self) -> str:
        """The column that tells one invoice from another."""
        return "verifikationsnummer" if "verifikationsnummer" in self.columns else "fakturanummer"

    def told(self, column: str) -> str:
        """The column's name as the file has it."""
        return self.printed[self.columns.index(column)] if column in self.columns else column


def dialect(path: Path) -> Dialect:
    """Reads the header. Raises Refused when it is no ledger's, or when no period can be known."""
    line, skipped = _first_line(path)
    separator, header = max(((s, _split(line, s)) for s in _SEPARATORS), key=lambda found: len(_known(found[1])))
    known = _known(header)
    names = tuple(known.get(n, f"fält {n + 1}") for n in range(len(header)))
    _guard(path, names, header)
    width = max(n for n, name in enumerate(header, 1) if name)
    spare = tuple(f"fält {n + 1}" for n in range(len(header), width + 1))
    span = period(path.stem)
    if "datum" not in names and (span is None or (span[0].year, span[0].month) != (span[1].year, span[1].month)):
        action = "Lägg månaden i filens namn, till exempel reskontra-2023-01.csv."
        raise Refused(Fault(path.name, "rad 1", "ingen kolumn datum", "datum på varje rad eller en månad i namnet", action))
    return Dialect(path.name, separator, names + spare, (*map(masked, header), *spare), width, span, skipped)


def period(stem: str) -> Span | None:
    """The months or years that a file name tells, from the first to the last; a day in it is taken for that of the export."""
    name = _DAY_IN_NAME.sub(" ", unicodedata.normalize("NFC", stem).casefold())
    found = [(int(year), int(month)) for year, month in _MONTH_IN_NAME.findall(name)]
    found += [(int(year), _MONTHS.index(word) + 1) for word, year in _WORD_IN_NAME.findall(name)]
    if found:
        (y, m), (last_y, last_m) = min(found), max(found)
        return dt.date(y, m, 1), dt.date(last_y, last_m, monthrange(last_y, last_m)[1])
    years = [int(year) for year in _YEAR_IN_NAME.findall(name)]
    return (dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)) if years else None


def _first_line(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        raw = file.readline(_LONGEST_HEADER)
    found = ""
    if raw.startswith(_UTF16) or b"\0" in raw:
        found = "tecken som inte går att tyda, kanske UTF-16"
    elif not raw.endswith(b"\n"):
        found = "ingen rad efter rubrikraden"
    if found:
        raise Refused(Fault(path.name, "rad 1", found, "en rubrikrad och rader", "Spara filen som CSV i UTF-8."))
    body = raw.removeprefix(BOM)
    try:
        return body.decode("utf-8"), len(raw)
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace"), len(raw)


def _split(line: str, separator: str) -> list[str]:
    try:
        return [" ".join(name.replace("\ufeff", "").split()) for name in next(csv.reader([line], delimiter=separator))]
    except (csv.Error, StopIteration):
        return [""]


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())


def _known(header: Sequence[str]) -> dict[int, str]:
    """Where each column that we use stands; of several that could be it, the first alias that the header has."""
    folded = [_folded(name) for name in header]
    if "leverantor" in folded and "leverantortext" in folded:  # specification 1.0: the number has the shorter name
        folded[folded.index("leverantor")] = "leverantorid"
    places: dict[int, str] = {}
    for column, aliases in _ALIASES.items():
        alias = next((a for a in aliases if a in folded), None)
        if alias:
            places[folded.index(alias)] = column
    return places


def _guard(path: Path, names: Sequence[str], header: Sequence[str]) -> None:
    wanted = (("belopp",), ("leverantor", "leverantor_id"), ("verifikationsnummer", "fakturanummer"))
    missing = [" eller ".join(either) for either in wanted if not {*either} & {*names}]
    folded = [_folded(name) for name in header if name]
    twice = [name for name in header if name and folded.count(_folded(name)) > 1]
    if missing or twice:
        found = f"saknade kolumner: {', '.join(missing)}" if missing else f"två kolumner som heter {masked(twice[0])}"
        action = "Kontrollera att det är leverantörsreskontran, med rubriker på första raden."
        raise Refused(Fault(path.name, "rad 1", found, f"kolumnerna {NEEDED}", action))
