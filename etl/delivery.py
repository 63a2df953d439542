"""Reads data/raw/<code>/<drawer>/<release>: the files as received and the facts in release.toml."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

from etl.identity import personal_numbers
from etl.model import Fault, Refused, Release
from etl.tables import facts

_TEXTS = ("title", "publisher", "url", "licence")
_DATES = ("published", "retrieved")


def release_folders(raw: Path, sources: list[str]) -> list[Path]:
    """Every delivery of a municipality, oldest name first. Raises Refused for a drawer that does not exist."""
    folders = sorted(f for f in raw.iterdir() if f.is_dir() and not f.name.startswith(".")) if raw.is_dir() else []
    unknown = [f for f in folders if f.name not in sources]
    if unknown:
        action = "Flytta leveransen till någon av: " + ", ".join(sources) + "."
        raise Refused(*(Fault(str(f), "", f"mappen {f.name}", "en känd källa", action) for f in unknown))
    _guard_loose(raw, folders)
    return [r for f in folders for r in sorted(f.iterdir()) if r.is_dir() and not r.name.startswith(".")]


def _guard_loose(raw: Path, folders: list[Path]) -> None:
    """A file outside every delivery would be passed over in silence."""
    places = [raw, *folders] if raw.is_dir() else []
    loose = [f for place in places for f in sorted(place.iterdir()) if _received(f) and f.suffix != ".md"]
    if loose:
        action = "Lägg filen och dess release.toml i en egen mapp: <källa>/<leverans>/."
        raise Refused(*(Fault(str(f), "", "en fil utanför leveranserna", "filen i en leverans", action) for f in loose))


def _received(path: Path) -> bool:
    """Whether it is a publisher's file, not ours nor what an editor or an office program hides beside it."""
    return path.is_file() and path.name != "release.toml" and not path.name.startswith((".", "~$"))


def read_release(folder: Path, code: str) -> Release:
    """A delivery and the checksum of its files. Raises Refused when release.toml or the files are wanting."""
    found = _facts(folder / "release.toml")
    files = tuple(sorted(f for f in folder.iterdir() if _received(f)))
    if not files:
        action = "Lägg filen som utgivaren skickade i mappen."
        raise Refused(Fault(str(folder), "", "ingen fil utom release.toml", "minst en levererad fil", action))
    _guard_words(folder, files, found)
    return Release(
        release_id=f"{code}/{folder.parent.name}/{folder.name}",
        source=folder.parent.name,
        folder=folder,
        files=files,
        note=str(found.get("note", "")),
        sha256=_checksum(files),
        **{name: found[name] for name in (*_TEXTS, *_DATES)},
    )


def _guard_words(folder: Path, files: tuple[Path, ...], found: dict[str, Any]) -> None:
    """Names and facts are published as they stand: nothing unprintable and nobody's number may be among them."""
    names = {str(n): f.name for n, f in enumerate((folder, *files))}
    words = names | {name: str(found.get(name, "")) for name in ("title", "publisher", "licence", "note")}
    action = "Skriv namnet med vanliga bokstäver och siffror, och ta bort uppgifter om enskilda."
    faults = [_unfit(folder, name, "tecken som inte går att visa", action) for name, t in words.items() if not _shown(t)]
    faults += [
        _unfit(folder, name, "något som ser ut som ett personnummer", action)
        for name, text in words.items()
        if personal_numbers(text, found["published"])
    ]
    if faults:
        raise Refused(*faults)


def _shown(text: str) -> bool:
    return all(c.isprintable() or c.isspace() for c in text)


def _unfit(folder: Path, name: str, found: str, action: str) -> Fault:
    place = "ett filnamn" if name.isdigit() else f"release.toml, {name}"
    return Fault(folder.name, place, found, "namn och uppgifter som kan visas för vem som helst", action)


def _facts(path: Path) -> dict[str, Any]:
    """The values of release.toml with the dates as dates. Raises Refused with every one that is wanting."""
    action = "Skriv release.toml bredvid filerna: " + ", ".join((*_TEXTS, *_DATES)) + "."
    found = facts(path, "en läsbar release.toml", action)
    days = {name: _day(found.get(name)) for name in _DATES}
    faults = [_no_text(path, name) for name in _TEXTS if not isinstance(found.get(name), str) or not found[name].strip()]
    faults += [_no_day(path, name, found.get(name)) for name, day in days.items() if day is None]
    if faults:
        raise Refused(*faults)
    return found | days


def _no_text(path: Path, name: str) -> Fault:
    action = "Fyll i det som saknas; okänt skrivs ut som text, till exempel ”okänd”."
    return Fault(str(path), name, "inget värde", "text inom citattecken", action)


def _no_day(path: Path, name: str, value: object) -> Fault:
    found = "inget värde" if value is None else str(value)
    return Fault(str(path), name, found, "ett datum", f"Skriv {name} = 2023-07-04 (utan citattecken).")


def _day(value: object) -> dt.date | None:
    try:
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):  # a time of day could not be put in order
            return value
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None


def _digest(path: Path) -> str:
    """Read in pieces: a ledger is larger than the memory that a build may use."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checksum(files: tuple[Path, ...]) -> str:
    """SHA-256 of the one file, or of the names and checksums of several, so that any changed byte shows."""
    sums = [(f.name, _digest(f)) for f in files]
    if len(sums) == 1:
        return sums[0][1]
    return hashlib.sha256("\n".join(f"{s}  {n}" for n, s in sums).encode()).hexdigest()
