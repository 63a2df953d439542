"""Tries every row of a block: amount, day, supplier, voucher and whether a person hides in a text; and sums those that hold."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from etl.model import Fault, Refused
from etl.sources.leverantor.reskontra_block import Block
from etl.sources.leverantor.reskontra_citat import LONG
from etl.sources.leverantor.reskontra_dialekt import Dialect
from etl.sources.leverantor.reskontra_koder import (
    EMPTY,
    HIDDEN,
    MOST_OFFICES,
    MOST_SUPPLIERS,
    OUTSIDE,
    PERSON,
    TRADER,
    UNKNOWN,
    WRONG,
    Codes,
    coded,
    hidden,
    month_code,
)  # fmt: skip
from etl.sources.leverantor.reskontra_rader import LINE, no_faults, rows, turned_away

_AMOUNT = r"^-?[0-9]{1,13}(?:[.,][0-9]{1,2})?(?:00)?$"
_SIGNS = {" ": "", "\u00a0": "", "\u202f": "", "\u2009": "", "−": "-", "–": "-"}
# Anything that could be a personal number: the plain form, or letters outside those of a Swedish text, which may be digits.
_SUSPECT = (
    r"(?:^|[^0-9])(?:18|19|20)?[0-9]{2}(?:0[0-9]|1[0-2])(?:0[1-9]|[1-3][0-9]|[6-9][0-9])\s?[-+]?\s?[0-9]{4}(?:[^0-9]|$)"
    r"|[^\x00-\x7FåäöÅÄÖéÉèüÜ]"
)
_SERIAL = ("verifikationsnummer", "fakturanummer", "avtal")  # ten bare digits are a serial number here, and never stored
_CODED = ("leverantor_id", "forvaltning", "datum", "belopp")  # tried when they are read
_SAMPLE = 2_000
_MARKED = r"[-+\s]|^(?:19|20)[0-9]{10}$"
_SHORTEST_NUMBER = 10  # bytes, in any letters
_LONGEST_TEXT = 2_000  # bytes of a cell
_MONTHS, _OFFICES, _SUPPLIERS = 1 << 15, 1 << 11, 1 << 31
KEYS = {"month": pl.Int64, "office": pl.Int64, "supplier": pl.Int64}
_REASONS = {
    "amount": ("belopp", "beloppet går inte att läsa"),
    "currency": ("valuta", "annan valuta än svenska kronor"),
    "day": ("datum", "datum saknas"),
    "calendar": ("datum", "datumet finns inte"),
    "outside": ("datum", "datumet ligger utanför filens period eller efter leveransens dag"),
    "supplier": ("leverantor_id", "leverantör saknas"),
    "voucher": ("verifikationsnummer", "verifikationsnummer saknas"),
}
PERSONAL = "texten innehåller något som ser ut som ett personnummer"


@dataclass(frozen=True)
class Tried:
    """Sums by month, förvaltning and supplier (öre); faults by line; how many rows the block had."""

    sums: pl.DataFrame
    faults: pl.DataFrame
    read: int


def tried(block: Block, dialect: Dialect, codes: Codes) -> Tried:
    """Everything that is done with a block. Safe to call from several threads at once."""
    told = rows(block, dialect)
    frame, faults = told.frame, [told.faults]
    read = frame.height + told.faults.height
    numbers = _numbers(frame, dialect, codes)
    away = _faulty(frame, numbers, dialect, codes)
    if away.height:
        faults.append(away)
        numbers = numbers.filter(~numbers[LINE].is_in(away["line"].implode()))
    return Tried(_summed(numbers), pl.concat(faults), read)


def _numbers(frame: pl.DataFrame, dialect: Dialect, codes: Codes) -> pl.DataFrame:
    """Line, öre, month, office and supplier as whole numbers; öre is null for what is no amount."""
    month = month_code(dialect.span, codes.as_of)
    days = coded(frame["datum"], month) if dialect.dated else _one_month(frame, dialect)
    none = pl.repeat(EMPTY, frame.height, dtype=pl.Int64, eager=True)
    offices = coded(frame["forvaltning"], codes.office) if "forvaltning" in frame.columns else none
    suppliers = coded(frame["leverantor_id"], codes.supplier) if "leverantor_id" in frame.columns else none
    _guard(dialect, codes)
    named = pl.DataFrame({LINE: frame[LINE], "ore": ore(frame["belopp"]), "month": days, "office": offices})
    return named.with_columns(_by_name(frame, suppliers, dialect).alias("supplier"))


def _guard(dialect: Dialect, codes: Codes) -> None:
    """No municipality has so many: other columns than those of the header are being read."""
    counted = (("forvaltning", len(codes.offices), MOST_OFFICES), ("leverantor_id", len(codes.suppliers), MOST_SUPPLIERS))
    action = "Kontrollera att kolumnerna inte har förskjutits."
    faults = [
        Fault(dialect.file, f"kolumn {dialect.told(c)}", f"fler än {most} olika värden", "rätt kolumn under rubriken", action)
        for c, found, most in counted
        if found > most
    ]
    if faults:
        raise Refused(*faults)


def _one_month(frame: pl.DataFrame, dialect: Dialect) -> pl.Series:
    day = dialect.span[0] if dialect.span else dt.date.min
    return pl.repeat(day.year * 12 + day.month - 1, frame.height, dtype=pl.Int64, eager=True)


def ore(amounts: pl.Series) -> pl.Series:
    """Amounts in öre as whole numbers, null for what is no amount: `1 234,50`, `-1.234,50`, `1234.5` and `12,00-` are.

    Three decimals are none: 1.234 means two things.
    """
    if not amounts.str.contains(_AMOUNT).all():
        plain = amounts.str.replace_many(_SIGNS).str.replace(r"^([0-9.,]+)-$", "-$1")
        for thousand, decimal in ((".", ","), (",", ".")):
            grouped = plain.str.contains(rf"^-?[0-9]{{1,3}}(?:[{thousand}][0-9]{{3}})+[{decimal}][0-9]{{1,2}}$")
            plain = plain.to_frame("a").select(
                pl.when(grouped).then(pl.col("a").str.replace_all(thousand, "", literal=True)).otherwise("a")
            )["a"]
        amounts = plain.to_frame("a").select(pl.when(plain.str.contains(_AMOUNT)).then("a"))["a"]
    kronor = amounts.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return (kronor * 100).round().cast(pl.Int64)


def _by_name(frame: pl.DataFrame, suppliers: pl.Series, dialect: Dialect) -> pl.Series:
    """Where the number tells no organisation, the name may still tell that the supplier was hidden, or is there at all."""
    unsettled = suppliers.is_in([EMPTY, UNKNOWN])
    if not unsettled.any():
        return suppliers
    if "leverantor" not in frame.columns:
        return suppliers if dialect.dated else suppliers.replace(EMPTY, HIDDEN)
    blank = EMPTY if dialect.dated else HIDDEN
    names = coded(frame["leverantor"].filter(unsettled), lambda n: HIDDEN if hidden(n) else UNKNOWN if n.strip() else EMPTY)
    told = names.replace(EMPTY, blank)
    return suppliers.scatter(unsettled.arg_true(), told) if len(told) else suppliers


def _faulty(frame: pl.DataFrame, numbers: pl.DataFrame, dialect: Dialect, codes: Codes) -> pl.DataFrame:
    """The first fault of each row that has any, by line."""
    month = numbers["month"]
    wrong = {
        "amount": numbers["ore"].is_null(), "day": month == EMPTY, "calendar": month == WRONG, "outside": month == OUTSIDE,
        "supplier": numbers["supplier"] == EMPTY, "voucher": frame[dialect.voucher].str.strip_chars() == "",
    }  # fmt: skip
    if "valuta" in frame.columns:
        wrong["currency"] = coded(frame["valuta"], lambda text: int(text.strip().upper() in ("", "SEK"))) == 0
    lines = frame[LINE]
    found = [
        turned_away(lines.filter(mask), dialect.told(_field(name, dialect)), _REASONS[name][1])
        for name, mask in wrong.items()
        if mask.any()
    ]
    found += _long(frame, dialect) + _persons(frame, numbers, dialect, codes)
    return pl.concat(found).unique("line", keep="first", maintain_order=True) if found else no_faults()


def _field(name: str, dialect: Dialect) -> str:
    if name == "voucher":
        return dialect.voucher
    return "leverantor" if name == "supplier" and "leverantor_id" not in dialect.columns else _REASONS[name][0]


def _long(frame: pl.DataFrame, dialect: Dialect) -> list[pl.DataFrame]:
    too_long = frame.select((pl.col(dialect.columns).str.len_bytes() > _LONGEST_TEXT).any()).row(0)
    columns = [c for c, found in zip(dialect.columns, too_long, strict=True) if found]
    return [turned_away(frame[LINE].filter(frame[c].str.len_bytes() > _LONGEST_TEXT), dialect.told(c), LONG) for c in columns]


def _persons(frame: pl.DataFrame, numbers: pl.DataFrame, dialect: Dialect, codes: Codes) -> list[pl.DataFrame]:
    """Rows where a text holds a personal number; a sole trader's own number and name are masked instead of turned away."""
    coded_columns = {"leverantor_id": numbers["supplier"] == PERSON, "forvaltning": numbers["office"] == PERSON}
    found = [turned_away(frame[LINE].filter(mask), dialect.told(c), PERSONAL) for c, mask in coded_columns.items() if mask.any()]
    for column in dialect.columns:
        if column in _CODED:
            continue
        texts = _with_person(frame[column], column in _SERIAL, codes)
        if texts:
            hit = frame[column].is_in(texts) & ((numbers["supplier"] != TRADER) | (column != "leverantor"))
            found.append(turned_away(frame[LINE].filter(hit), dialect.told(column), PERSONAL))
    return found


def _with_person(texts: pl.Series, serial: bool, codes: Codes) -> list[str]:
    """The texts that hold a personal number: a quick look at all, a real one at each different one that is left."""
    if not (texts.str.len_bytes() >= _SHORTEST_NUMBER).any():
        return []
    if texts.head(_SAMPLE).n_unique() * 10 < min(len(texts), _SAMPLE):
        texts = texts.unique()
    suspect = texts.filter(texts.str.contains(_SUSPECT)).unique()
    if serial:
        suspect = suspect.filter(suspect.str.contains(_MARKED))
    return [t for t in suspect.to_list() if len(t) <= _LONGEST_TEXT and codes.person(t)]


def _summed(numbers: pl.DataFrame) -> pl.DataFrame:
    """One row per month, förvaltning and supplier, keyed by one number made of the three, which is quicker to group by."""
    key = (pl.col("month") * _OFFICES + pl.col("office") + 1) * _SUPPLIERS + pl.col("supplier")
    credit = pl.col("ore") < 0
    return numbers.group_by(key.alias("key")).agg(
        pl.col("ore").sum(),
        pl.col("ore").filter(credit).sum().alias("credit_ore"),
        pl.len().cast(pl.Int64).alias("rows"),
        credit.sum().cast(pl.Int64).alias("credits"),
        pl.col(LINE).min().alias("first_line"),
        pl.col(LINE).max().alias("last_line"),
    )


def merged(sums: list[pl.DataFrame]) -> pl.DataFrame:
    """Several blocks' sums as one."""
    added, first, last = (
        pl.col("ore", "credit_ore", "rows", "credits").sum(),
        pl.col("first_line").min(),
        pl.col("last_line").max(),
    )
    return pl.concat(sums).group_by("key").agg(added, first, last)


def unkeyed(sums: pl.DataFrame) -> pl.DataFrame:
    """The key taken apart again into month, office and supplier codes."""
    key = pl.col("key")
    return sums.with_columns(
        month=key // (_SUPPLIERS * _OFFICES), office=key // _SUPPLIERS % _OFFICES - 1, supplier=key % _SUPPLIERS
    ).drop("key")
