"""Pure: one broken delivery out of a whole one, decided by its seed alone."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from . import books, texts, words
from .bases import PLACE, Base

Files = dict[str, bytes]
STRANGE_NAMES = (
    "å.csv", "=1+1.csv", "a'b.csv", "a|b.csv", "\udcff.csv", "rad\nbrott.csv", "x" * 240 + ".csv", "$limit.csv", "{0}.csv",
    "Thumbs.db", "kopia.csv", "~lås.xlsx", "a.CSV", "utan", "a.csv.exe", "CON", " .csv", "\x1b[2J.csv", "reskontra.csv",
    "reskontra_2.csv", "ansokningar.xlsx", "perioder.csv", "leverantorer.csv", "\u202evsc.csv", "-rf.csv", "a;b.csv", "%00.csv",
)  # fmt: skip


@dataclass
class Broken:
    """A delivery after its mutations: what was done to it, and the made-up person that was planted, if any."""

    files: Files
    done: list[str] = field(default_factory=list)
    person: str = ""


def broken(base: Base, seed: int) -> Broken:
    """The delivery of that drawer and seed; the same every time."""
    rng = random.Random(f"{base.key} {seed}")
    made = Broken(dict(base.files))
    peopled = rng.random() < 0.12
    for _ in range(rng.choice((1, 1, 2, 2, 3)) - peopled):
        _one(rng, made)
    if peopled:
        _peopled(rng, made)  # last: a number that is broken apart afterwards is no number
    return made


def _one(rng: random.Random, made: Broken) -> None:
    choice = rng.random()
    if choice < 0.06:
        _rearranged(rng, made)
    else:
        name = _file(rng, made.files)
        change = books.change if name.lower().endswith(".xlsx") and rng.random() < 0.9 else texts.change
        what, made.files[name] = change(rng, made.files[name])
        made.done.append(f"{name}: {what}")


def _file(rng: random.Random, files: Files) -> str:
    """Mostly a file of the publisher's, sometimes what stands beside it."""
    own = [n for n in files if not n.startswith(PLACE) and n != "release.toml"]
    beside = [n for n in files if n not in own]
    return rng.choice(own if own and (rng.random() < 0.85 or not beside) else beside)


def _rearranged(rng: random.Random, made: Broken) -> None:
    """A file too many, too few, under another name or with another's contents."""
    name, files = _file(rng, made.files), made.files
    strange = rng.choice(STRANGE_NAMES)
    moves: dict[str, Callable[[], object]] = {
        "borttagen": lambda: files.pop(name),
        "omdöpt": lambda: files.update({strange: files.pop(name)}),
        "kopierad": lambda: files.update({strange: files[name]}),
        "ny": lambda: files.update({strange: rng.choice(texts.OTHER_KINDS)}),
        "utbytt": lambda: files.update({name: files[_file(rng, files)]}),
    }
    what = rng.choice(sorted(moves))
    moves[what]()
    made.done.append(f"{name}: {what} {strange!r}")


def _peopled(rng: random.Random, made: Broken) -> None:
    """A made-up person's number in a cell, a header, a sheet, a fact of the delivery or the name of a file."""
    name = _file(rng, made.files)
    made.person, text = words.person(rng)
    if rng.random() < 0.08:
        fit = text.replace("/", "")
        made.files[fit + ".csv"] = made.files.pop(name)
        made.done.append(f"{name}: person i filnamnet")
        return
    plant = books.planted if name.lower().endswith(".xlsx") else texts.planted
    made.files[name] = plant(rng, made.files[name], text)
    made.done.append(f"{name}: person {text!r}")
