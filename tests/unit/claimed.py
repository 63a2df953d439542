"""Claims made by hand, so that a test names only what it is about."""

import csv
import io
from pathlib import Path

from places import deliver

from etl.sources.pastaende.reader import COLUMNS

CLAIM = {
    "pastaende": "a", "amne": "Ämne", "form": "nivå", "omrade": "Göteborg", "varde": "7", "kvalificerare": "exakt",
    "enhet": "antal", "tryckt": "sju", "dokument": "Rapport", "stalle": "s. 1",
}  # fmt: skip
EMPTY = {"varde": "", "kvalificerare": "", "enhet": ""}
WORDS = EMPTY | {"form": "ord"}
SINCE = EMPTY | {"form": "sedan"}
SO_ALREADY = EMPTY | {"form": "redan", "slut": "2023-08-28"}
LASTED = {"form": "varaktighet", "slut": "2024-01-08", "enhet": "månader"}
JUDGED = {"mot": "b", "slag": "scope", "forklaring": "De går inte ihop."}
Rows = list[dict[str, str]]


def folder(tmp_path: Path, rows: Rows) -> Path:
    """A delivery of claims, each given as what differs from CLAIM."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(CLAIM | row for row in rows)
    return deliver(tmp_path / "1480/pastaende/prov", {"pastaenden.csv": text.getvalue().encode()})


def pair(first: dict[str, str], second: dict[str, str]) -> Rows:
    return [first, second | {"pastaende": "b"}]
