"""Reads data/raw/<code>/<drawer>/<release>: the files as received and the facts in release.toml."""

import datetime as dt
import hashlib
import tomllib
from pathlib import Path
from typing import Any

from etl.model import Fault, Refused, Release

_TEXTS = ("title", "publisher", "url", "licence")
_DATES = ("published", "retrieved")


def release_folders(raw: Path, sources: list[str]) -> list[Path]:
    """Every delivery of a municipality, oldest name first. Raises Refused for a drawer that does not exist."""
    folders = sorted(f for f in raw.iterdir() if f.is_dir() and not f.name.startswith(".")) if raw.is_dir() else []
    unknown = [f for f in folders if f.name not in sources]
    if unknown:
        action = "Flytta leveransen till någon av: " + ", ".join(sources) + "."
        raise Refused(*(Fault(str(f), "", f"mappen {f.name}", "en känd källa", action) for f in unknown))
    return [r for f in folders for r in sorted(f.iterdir()) if r.is_dir() and not r.name.startswith(".")]


def read_release(folder: Path, code: str) -> Release:
    """A delivery and the checksum of its files. Raises Refused when release.toml or the files are wanting."""
    facts = _facts(folder / "release.toml")
    files = tuple(sorted(f for f in folder.iterdir() if f.is_file() and f.name != "release.toml" and f.name[0] != "."))
    if not files:
        action = "Lägg filen som utgivaren skickade i mappen."
        raise Refused(Fault(str(folder), "", "ingen fil utom release.toml", "minst en levererad fil", action))
    return Release(
        release_id=f"{code}/{folder.parent.name}/{folder.name}",
        source=folder.parent.name,
        folder=folder,
        files=files,
        note=str(facts.get("note", "")),
        sha256=_checksum(files),
        **{name: facts[name] for name in (*_TEXTS, *_DATES)},
    )


def _facts(path: Path) -> dict[str, Any]:
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        action = "Skriv release.toml bredvid filerna: " + ", ".join((*_TEXTS, *_DATES)) + "."
        raise Refused(Fault(str(path), "", str(error), "en läsbar release.toml", action)) from error
    return facts | {name: _day(path, name, facts.get(name)) for name in _DATES} | _texts(path, facts)


def _texts(path: Path, facts: dict[str, Any]) -> dict[str, str]:
    missing = [name for name in _TEXTS if not isinstance(facts.get(name), str) or not facts[name].strip()]
    if missing:
        action = "Fyll i det som saknas; okänt skrivs ut som text, till exempel ”okänd”."
        raise Refused(*(Fault(str(path), name, "inget värde", "text inom citattecken", action) for name in missing))
    return {name: facts[name] for name in _TEXTS}


def _day(path: Path, name: str, value: object) -> dt.date:
    try:
        return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
    except ValueError as error:
        action = f"Skriv {name} = 2023-07-04 (utan citattecken)."
        raise Refused(Fault(str(path), name, str(value), "ett datum", action)) from error


def _checksum(files: tuple[Path, ...]) -> str:
    """SHA-256 of the one file, or of the names and checksums of several, so that any changed byte shows."""
    sums = [(f.name, hashlib.sha256(f.read_bytes()).hexdigest()) for f in files]
    if len(sums) == 1:
        return sums[0][1]
    return hashlib.sha256("\n".join(f"{s}  {n}" for n, s in sums).encode()).hexdigest()
