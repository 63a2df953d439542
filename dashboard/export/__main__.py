"""`python -m dashboard.export`: writes a snapshot of one area to a file and prints its path."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dashboard import store, words
from dashboard.export import choice, snapshot
from dashboard.export.wording import text
from dashboard.rows import Area, Build


class Refused(Exception):
    """What cannot be done, in words for the person who asked."""


def main(given: Sequence[str] | None = None) -> int:
    """Returns 0 done, 1 not possible (said in Swedish on stderr); wrong use exits with 2."""
    try:
        print(_run(_parser().parse_args(given)))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard.export", description=text("command.description"))
    parser.add_argument("--municipality", required=True, metavar="KOMMUNKOD", help=text("command.municipality"))
    parser.add_argument("--area", required=True, metavar="OMRÅDE", help=text("command.area"))
    parser.add_argument("--format", required=True, choices=snapshot.FORMS, help=text("command.form"))
    parser.add_argument("--out", type=Path, default=Path(), metavar="MAPP", help=text("command.out"))
    parser.add_argument("--warehouse", type=Path, default=Path("data/warehouse"), help=text("command.warehouse"))
    parser.add_argument("--audience", choices=("intern", "publik"), default="intern")
    return parser


def _run(asked: argparse.Namespace) -> Path:
    path = _published(asked)
    build, areas = _read(path, asked.municipality)
    area = _area(areas, asked.area)
    made = snapshot.make(path, area.area_id, asked.format)
    try:
        return _written(asked.out / snapshot.name(build, area, asked.format), made)
    except OSError as error:
        raise Refused(text("command.unwritable", out=str(asked.out), found=error.strerror or str(error))) from error


def _published(asked: argparse.Namespace) -> Path:
    """The file in force. Raises Refused when the municipality has none for the audience."""
    folders = store.municipalities(asked.warehouse, asked.audience)
    names = {"code": asked.municipality, "warehouse": str(asked.warehouse), "audience": asked.audience}
    if not folders:
        raise Refused(text("command.no_build", **names))
    if asked.municipality not in folders:
        raise Refused(text("command.no_municipality", **names, known=", ".join(folders)))
    return store.current(folders[asked.municipality])


def _read(path: Path, code: str) -> tuple[Build, tuple[Area, ...]]:
    """Which picture it is and its areas. Raises Refused when the file is not a warehouse, whatever DuckDB calls that."""
    try:
        con = store.connect(path)
        try:
            return store.build(con), choice.choosable(store.areas(con))
        finally:
            con.close()
    except Exception as error:
        raise Refused(text("command.unreadable", path=str(path), code=code)) from error


def _area(areas: Sequence[Area], name: str) -> Area:
    """The one area meant. Raises Refused with the choices when the name means none or several."""
    found = choice.meant(areas, name)
    if len(found) == 1:
        return found[0]
    near = choice.nearest(areas, name)
    hint = text("command.near", name=near) if near else ""
    head = text("command.ambiguous", name=name) if found else text("command.unknown", name=name, near=hint)
    raise Refused("\n".join([head, *(f"  - {words.area_label(a)}" for a in found or areas)]))


def _written(path: Path, content: bytes) -> Path:
    """Puts the whole file in place in one step: nobody sees half of it, and a failure leaves nothing behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, hidden = tempfile.mkstemp(prefix=".lagesbild-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(hidden).chmod(0o644)
        Path(hidden).replace(path)
    finally:
        Path(hidden).unlink(missing_ok=True)
    return path


if __name__ == "__main__":
    sys.exit(main())
