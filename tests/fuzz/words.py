"""What is written into a cell, a name or a header: all that has ever broken a reader of tables, and made-up persons."""

import random
import unicodedata

NASTY = (
    "1e309", "-1", "9" * 400, "0,0000001", "9" * 30, "NaN", "inf", "-inf",
    "-0", "１２３", "1 000 000", "1.000,5", "--5", "½",
    "٣", "0x10", "1_000", "1,5,5", "1e5", "+5", "5-", " 5", "5%", "..", "oklart", "1\u00a0000", "−5", "1\u2009000", "², ³",
    "99999999999",
    "0000-00-00", "9999-12-31", "2023-02-30", "10000-01-01", "1-1-1", "20230230", "2023-W01-1", "2023-13-01", "0001-01-01",
    "-2023-01-01", "2023-05-01T00:00:00", "2023-05-01 12:00", "20230501", "31/12/2023", "2262-04-12", "1677-09-20", "1600-01-01",
    "2023-01-01–2022-01-01", "0001-01-01–9999-12-31", "2023-01-01–", "–", "1900–9999", "0", "1", "99999", "2147483648",
    "=cmd|' /C calc'!A0", "+1+1", "@SUM(1+1)", "-2+3", "\t=1", "=HYPERLINK(\"http://x.example\";\"y\")", "=1/0", "%0a=1",
    "'; DROP TABLE observation;--", "' OR 1=1 --", "$limit", "${x}", "{0}", "%s%n", "<script>alert(1)</script>", "{{7*7}}",
    "../../../etc/passwd", "\x1b[31mrött\x1b[0m", "\x07", "\x00", "\u202eabc", "\u200b", "\ufeff", "\ufffe", "e\u0301" * 300,
    "😀" * 50, "\U0010ffff", "İ", "ß", "ﬃ", "\u2028", "\x85", "\x1c", "\x0b", "a" * 9_000, "a" * 70_000, "\"" * 1_000, "'", "\\",
    " ", "\u00a0", "", "None", "nan", "NULL", "null", "true", "-", "|", "||||", ";", "a|b|c", "\n", "x\ny", "\r", "a;b", "a,b",
    "556036-0793", "5560360793", "16556036-0793", "SE556036079301", "0000000000", "802412-1234", "5560360794",
)  # fmt: skip
FORMS = (
    "{c}{d}-{n}", "{d}-{n}", "{c}{d}{n}", "{d}{n}", "{d}+{n}", "{c}{d} {n}", "{d}–{n}", "{d}\u2212{n}", "{d}\u00a0{n}",
    "{c}{d}\u200b{n}", "{d}\u00ad-{n}", "Namn {c}{d}-{n} bor", "tel. {d}-{n}.", "({d}{n})", "x{c}{d}-{n}y", "{d}-{n};{d}-{n}",
    "\ufeff{d}-{n}", "se {c}{d}{n} m.fl.", "=\"{d}-{n}\"", "{d}- {n}", "{d} - {n}", "{d}\u2060-\u2060{n}", "{d}‐{n}",
    "{d}-{n}\x07",
)  # fmt: skip


def person(rng: random.Random) -> tuple[str, str]:
    """Ten digits of somebody who does not exist, in the numbers set aside for tests (238x, 239x), and how it is written."""
    year, month, day = rng.randrange(1930, 2015), rng.randrange(1, 13), rng.randrange(1, 29)
    nine = f"{year % 100:02}{month:02}{day:02}{rng.choice(('238', '239'))}"
    ten = nine + check_digit(nine)
    text = rng.choice(FORMS).format(c=year // 100, d=ten[:6], n=ten[6:])
    if rng.random() < 0.1:
        text = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)  # full-width digits are digits too
    return ten, text


def check_digit(nine: str) -> str:
    """Luhn's, of nine digits."""
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(nine))
    return str(-total % 10)


def shows(message: str, ten: str) -> bool:
    """Whether more than the day of birth can be read out of a message, however it is written."""
    kept = (c for c in unicodedata.normalize("NFKC", message) if unicodedata.category(c) not in ("Cf", "Cc"))
    return ten[:7] in "".join(c for c in kept if not c.isspace() and c not in "-+‐‑‒–—−.")
