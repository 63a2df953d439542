"""Whether those behind the figures of registers come to what the figures say, added by hand."""

from collections.abc import Collection
from math import isclose

from behind import registers, state

from etl.catalogue import Drawer
from etl.guard import Edition
from etl.warehouse import Draft

PRINTED = ("value", "numerator", "base")
Number = float | None


def told(work: Draft) -> dict[tuple[str, ...], dict[str, Number]]:
    """What the city's figures of registers with a number say, by place, money in kronor; a bound stands for its value."""
    asked = """SELECT indicator_id, area_id, CAST(period_start AS TEXT), CAST(period_end AS TEXT), group_id,
                      CASE unit WHEN 'tkr' THEN 1000 ELSE 1 END * coalesce(value, lower), numerator, base
               FROM observation JOIN area USING (area_id) JOIN indicator USING (indicator_id)
               WHERE kind = 'kommun' AND release_id IN (SELECT release_id FROM coverage)"""
    rows = work.con.execute(asked).fetchall()
    return {row[:5]: dict(zip(PRINTED, row[5:], strict=True)) for row in rows if any(n is not None for n in row[5:])}


def added_up(work: Draft, whose: str) -> dict[tuple[str, ...], dict[str, float]]:
    """What the contributions with an `entry`, or with a `contributor`, come to by place and part, added by hand."""
    asked = f"""SELECT indicator_id, area_id, CAST(period_start AS TEXT), CAST(period_end AS TEXT), group_id, part, amount
                FROM contribution WHERE {whose} IS NOT NULL"""
    found: dict[tuple[str, ...], dict[str, float]] = {}
    for *place, part, amount in work.con.execute(asked).fetchall():
        own = found.setdefault(tuple(place), {})
        for name in {"hit": ("numerator", "base"), "rest": ("rest", "base")}.get(part, (part,)):
            own[name] = own.get(name, 0.0) + amount
    return found


def unlike(work: Draft, found: Edition, whose: str) -> list[object]:
    """Places and parts where those behind a figure do not come to what the figure says, by our own sum."""
    sums, numbers = added_up(work, whose), told(work)
    linear = {(place[0], part) for place, parts in sums.items() for part in parts if part in PRINTED}
    return [
        (figure.place, part, number)
        for figure in found.figures for part, number in numbers[figure.place].items()
        if number is not None and (figure.place[0], part) in linear
        and not same(number, sums.get(figure.place, {}).get(part, 0.0))
    ]  # fmt: skip


def untried(work: Draft, own: Drawer, found: Edition) -> set[tuple[str, str]]:
    """Indicators and groups with a number other than nought that nobody is asked about, hence never public."""
    said, tried = {i.indicator_id for i in registers(own)}, {f.place for f in found.figures}
    return {(p[0], p[4]) for p, n in told(work).items() if p[0] in said and p not in tried and any(n.values())}


def same(said: Number, summed: float) -> bool:
    """Whether a figure is a sum, but for what a computer loses."""
    return isclose(said or 0.0, summed, rel_tol=1e-6, abs_tol=1e-6)


def assert_adds_up(work: Draft, own: Drawer, inside: Collection[tuple[str, str]]) -> int:
    """Every figure of a draft for the inside but `inside` is the sum of those behind it, by the guard's sum and by ours.

    Returns how many.
    """
    found = state(work, own)
    assert [f.place for f in found.figures if not f.sound] == []
    assert unlike(work, found, "entry") == unlike(work, found, "contributor") == []
    numbers = told(work)
    for figure in found.figures:
        parts = {part[5]: found.values[part] for part in figure.parts if part[5] in PRINTED}
        assert all(same(numbers[figure.place][name], n) for name, n in parts.items())
    assert untried(work, own, found) == set(inside)
    return len(found.figures)
