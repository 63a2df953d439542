"""Reads sources/*: which drawers there are, their staging tables and what their numbers mean."""

import importlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from etl.flags import Flag, read_flags
from etl.model import Indicator, Release
from etl.municipality import Municipality

SOURCES = Path(__file__).with_name("sources")
Frame = Any  # pandas, polars or Arrow: whatever the warehouse can read by column name
Reader = Callable[[Release, Municipality], Mapping[str, Frame]]


@dataclass(frozen=True)
class Drawer:
    """One source: how it is read, where its rows wait, what they mean and which questions are asked of them."""

    source: str
    read: Reader
    staging: str
    prepare: str
    indicators: tuple[Indicator, ...]
    conflicts: str
    events: str
    breaks: str
    flags: tuple[Flag, ...]
    outcomes: str
    frame: str


@cache
def drawers() -> tuple[Drawer, ...]:
    """Every drawer, found by its folder, in the order of its name."""
    return tuple(_drawer(f) for f in sorted(SOURCES.iterdir()) if (f / "reader.py").is_file())


def _drawer(folder: Path) -> Drawer:
    reader = importlib.import_module(f"etl.sources.{folder.name}.reader")
    text = (folder / "indicators.toml").read_text(encoding="utf-8")
    return Drawer(
        folder.name,
        reader.read,
        (folder / "staging.sql").read_text(encoding="utf-8"),
        _optional(folder / "prepare.sql"),
        read_indicators(text, folder.name),
        _optional(folder / "conflicts.sql"),
        _optional(folder / "events.sql"),
        _optional(folder / "breaks.sql"),
        read_flags(_optional(folder / "flags.toml"), folder.name),
        _optional(folder / "outcomes.sql"),
        _optional(folder / "frame.sql"),
    )


def _optional(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def read_indicators(text: str, source: str) -> tuple[Indicator, ...]:
    """The blocks of an indicators.toml; `[defaults]` fills what a block leaves out, `$name` in a select is the block's value."""
    document = tomllib.loads(text)
    defaults = document.pop("defaults", {})
    return tuple(_indicator(i, source, n, defaults | block) for n, (i, block) in enumerate(document.items()))


def _indicator(indicator_id: str, source: str, position: int, block: Mapping[str, Any]) -> Indicator:
    quoted = {key: str(value).replace("'", "''") for key, value in block.items()}
    return Indicator(
        indicator_id=indicator_id,
        source=source,
        name=block["name"],
        theme=block["theme"],
        unit=block["unit"],
        decimals=int(block["decimals"]),
        better=block["better"],
        definition=block["definition"],
        method=block["method"],
        caveats=block["caveats"],
        klass=block["class"],
        position=int(block.get("position", position)),
        headline=bool(block.get("headline", False)),
        derived=bool(block.get("derived", False)),
        register=bool(block.get("register", False)),
        interval=str(block.get("interval", "")),
        select=Template(block["select"]).substitute(quoted | {"id": indicator_id}),
        contributors="" if block.get("derived", False) else Template(block.get("contributors", "")).substitute(quoted),
        parts="" if block.get("derived", False) else str(block.get("parts", "")),
    )
