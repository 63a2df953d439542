"""The symbols of Swedish statistics for what has no figure, and what they mean: the only place for either.

A zero is a figure and never stands for anything else. What a source says unclearly has no symbol: it is said in words.
"""

from collections.abc import Iterable

from dashboard.standing import text

HIDDEN, MISSING, NOT_APPLICABLE, ZERO = "..", "–", ".", "0"
_OF_STATUS = {"withheld": HIDDEN, "unreliable": HIDDEN, "missing": MISSING, "not_applicable": NOT_APPLICABLE}
_MEANINGS = {HIDDEN: "hidden", MISSING: "missing", NOT_APPLICABLE: "not_applicable", ZERO: "zero"}


def of(status: str) -> str:
    """The symbol of a status of `observation`; empty for a known figure, and for `unclear`."""
    return _OF_STATUS.get(status, "")


def legend(cells: Iterable[str]) -> str:
    """What the symbols among these cells mean, on one line; empty where every cell is a figure or words."""
    seen = set(cells)
    if not seen & set(_OF_STATUS.values()):
        return ""
    return "; ".join(text(f"symbols.{name}") for symbol, name in _MEANINGS.items() if symbol in seen) + "."
