"""The standing words of the pages, from texts.toml."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))


def text(key: str, **names: str) -> str:
    """A standing text by `table.key`, with names filled in."""
    table, _, name = key.partition(".")
    return _texts()[table][name].format(**names)


def heads(key: str, **names: str) -> tuple[str, ...]:
    """The column heads of a standing table."""
    return tuple(h.format(**names) for h in _texts()["table"][key])
