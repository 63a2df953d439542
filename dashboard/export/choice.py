"""From a name as people write it to one area."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from dashboard import words
from dashboard.rows import Area


def choosable(areas: Iterable[Area]) -> tuple[Area, ...]:
    """The areas that a snapshot can be made of: places, not organisations."""
    return tuple(a for a in areas if a.kind != "organisation")


def meant(areas: Sequence[Area], name: str) -> tuple[Area, ...]:
    """The areas that a name or a label (`Hisingen (stadsområde)`) may mean: none, one or several."""
    asked = _plain(name)
    labelled = tuple(a for a in areas if _plain(words.area_label(a)) == asked)
    return labelled if len(labelled) == 1 else tuple(a for a in areas if _plain(a.name) == asked)


def nearest(areas: Sequence[Area], name: str) -> str:
    """The known name that looks most like this one, or empty when none does."""
    names = {_plain(a.name): a.name for a in areas}
    found = get_close_matches(_plain(name), list(names), n=1, cutoff=0.7)
    return names[found[0]] if found else ""


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
