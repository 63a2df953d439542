"""The standing words of the exported files, from paper.toml."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def _texts() -> dict[str, dict[str, str | list[str]]]:
    return tomllib.loads(Path(__file__).with_name("paper.toml").read_text(encoding="utf-8"))


def text(key: str, **names: str) -> str:
    """A standing text by `table.key`, with names filled in."""
    table, _, name = key.partition(".")
    return str(_texts()[table][name]).format(**names)


def heads(key: str, **names: str) -> tuple[str, ...]:
    """The column heads of a standing table by `table.key`."""
    table, _, name = key.partition(".")
    return tuple(head.format(**names) for head in _texts()[table][name])
