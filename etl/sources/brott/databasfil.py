"""Splits the export 'Databasfil' of Brå's database SOL: semicolons, one more field in each row than in the header."""

from pathlib import Path

from etl.model import Fault, Refused
from etl.tables import Row

REGION, CRIME, YEAR, PERIOD, COUNT, RATE = "Region", "Brott", "År", "Period", "Antal", "/100 000 inv"
COLUMNS = (REGION, CRIME, YEAR, PERIOD, COUNT)
_ACTION = "Ta ut filen på nytt med ”Databasfil” i SOL och spara den oförändrad."


def is_databasfil(header: str) -> bool:
    """Whether a file's first line is that of such an export; its other columns are another question."""
    return {REGION, CRIME} <= set(_cells(header))


def split(path: Path, text: str) -> list[Row]:
    """Every row of the file. Raises Refused for missing columns, ragged rows or no rows."""
    lines = [line.rstrip("\r") for line in text.replace("&nbsp;", " ").split("\n")]
    header = _cells(lines[0])
    if tuple(header[:5]) != COLUMNS or header[5:] not in ([], [RATE]):
        expected = ";".join((*COLUMNS, RATE))
        raise Refused(Fault(path.name, "rad 1", f"rubrikerna {lines[0]}", expected, _ACTION))
    body = [(number, _cells(line)) for number, line in enumerate(lines[1:], 2) if line.strip("; ")]
    wrong = [(number, cells) for number, cells in body if len(cells) != len(header)]
    if wrong or not body:
        raise Refused(*(_ragged(path, n, cells, header) for n, cells in wrong[:20] or [(2, [])]))
    return [Row(path.name, number, dict(zip(header, cells, strict=True))) for number, cells in body]


def _cells(line: str) -> list[str]:
    """The fields without the empty one that a closing semicolon makes; names come padded, also with hard spaces."""
    cells = [cell.strip() for cell in line.strip("\r\ufeff").split(";")]
    return cells if cells[-1] else cells[:-1]


def _ragged(path: Path, number: int, cells: list[str], header: list[str]) -> Fault:
    return Fault(path.name, f"rad {number}", f"{len(cells)} fält", f"{len(header)} fält som i rubriken", _ACTION)
