"""Which figures speak against themselves or each other, found by rule over the contract and not pointed out by anyone."""

from collections.abc import Iterable
from pathlib import Path
from string import Template

from etl.model import Indicator

PARTS = ("", "within", "whole")
_SELECT = Path(__file__).with_suffix(".sql")


def contradictions(indicators: Iterable[Indicator]) -> str:
    """The SELECT that fills `conflict` from `observation`; asked once every figure, limit and change is in the draft.

    Printed ratios are held against their own parts, parts against wholes where an indicator says how they add up, and
    a figure against the same figure in another publication. Ratios worked out here are not held against each other:
    they differ because their parts do, and those have been told.
    """
    given = [i for i in indicators if not i.derived]
    return Template(_SELECT.read_text(encoding="utf-8")).substitute(
        parts=_rows((i.indicator_id, i.parts) for i in given if i.parts) or "('', '')",
        given=_rows((i.indicator_id,) for i in given) or "('')",
    )


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows of a VALUES list. The texts are the catalogue's own names, which hold no quote."""
    return ", ".join("(" + ", ".join(f"'{text}'" for text in row) + ")" for row in rows)
