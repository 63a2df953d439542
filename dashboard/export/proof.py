"""The closing tables of a document: every verdict in it, with what was tried and what came out."""

from collections.abc import Sequence

from dashboard import words
from dashboard.export import judged, tested
from dashboard.export.blocks import Block, Grid, Heading, Prose, Section, Verdict, trimmed, used
from dashboard.export.content import Content
from dashboard.export.tested import PARTS, Tested
from dashboard.export.wording import heads, text

_TRIED, _NUMERIC = (20.6, 37, 19.4, 19.4, 19.4, 12.6, 13, 11.2, 17.4), (5, 6, 7)  # millimetres
_REFUSED = (20.6, 94, 29, 26.4)


def section(content: Content, sections: Sequence[Section], answered: tuple[Verdict, ...]) -> Section:
    """The verdicts that the answer and the sections tell, and those that the summary had no room for, once each."""
    passed, _ = judged.summed_up(content.verdicts, content.area.area_id)
    ids = dict.fromkeys((*used((answered, *sections)), *(f.verdict_id for f in passed)))
    rows = [tested.told(content.verdicts.by_id[i]) for i in ids]
    if not rows:
        return Section("", ())
    blocks: list[Block] = [Prose(text("proof.text"), small=True), Prose(effects(content), small=True)]
    blocks += [block for part in PARTS for block in _part(part, [r for r in rows if r.part == part], content.area.area_id)]
    return Section(text("proof.title"), tuple(b for b in blocks if not isinstance(b, Prose) or b.text))


def effects(content: Content) -> str:
    """How much less the survey's answers tell than a simple sample's, for each kind of area; empty where no survey is read."""
    of_kinds = [f"{words.KINDS.get(e.kind, e.kind)} {words.number(e.deff, 2)}" for e in content.verdicts.effects]
    return text("proof.effects", effects=", ".join(of_kinds)) if of_kinds else ""


def _part(part: str, rows: Sequence[Tested], own: str) -> list[Block]:
    """Those tried by the same test together, the area's own before others', and last those that were not tried."""
    groups: dict[tuple[bool, str, str], list[Tested]] = {}
    for r in rows:
        groups.setdefault((bool(r.reason), r.reason or r.method, _subject(r, own)), []).append(r)
    ordered = sorted(groups.items(), key=lambda group: group[0][0])
    return [b for (refused, by, subject), group in ordered for b in (_refused if refused else _tried)(part, by, subject, group)]


def _subject(r: Tested, own: str) -> str:
    """What the rows of one table have in common: the area beside something; of others and of ways to choose each row tells."""
    if r.group_id != "alla":
        return text("proof.arms")
    return r.about if r.area_id == own else text("proof.others")


def _tried(part: str, method: str, subject: str, rows: Sequence[Tested]) -> list[Block]:
    """A table says at once what is the same in all its rows: what is beside what, by which test, on which scale."""
    head = heads(f"table.{part}", scale=text(f"scale_heads.{rows[0].scale or 'none'}"))
    grid = trimmed(Grid("", head, tuple(_row(r, subject) for r in rows), _TRIED, _NUMERIC, anchored=True))
    return [Heading(f"{text(f'proof.{part}')}: {subject}"), Prose(text("proof.by", test=method), small=True), grid]


def _row(r: Tested, subject: str) -> tuple[str, ...]:
    return (
        r.verdict_id, _what(r, subject), tested.figure(r.first, r.unit, r.decimals), tested.figure(r.second, r.unit, r.decimals),
        tested.difference(r), _p(r.p), _p(r.p_adjusted), "" if r.family is None else words.number(r.family), r.verdict,
    )  # fmt: skip


def _what(r: Tested, subject: str = "") -> str:
    return ", ".join((r.indicator, r.period, *((r.about,) if r.about != subject else ())))


def _p(p: float | None) -> str:
    return "" if p is None else words.p_value(p).removeprefix("p").replace("=", "").strip().replace(" ", words.NO_BREAK)


def _refused(part: str, reason: str, subject: str, rows: Sequence[Tested]) -> list[Block]:
    """Without a test there is neither difference nor p: the reason stands instead, once for all that share it."""
    told = tuple((r.verdict_id, _what(r, subject), tested.figure(r.first, r.unit, r.decimals), r.verdict) for r in rows)
    grid = trimmed(Grid("", heads("table.refused"), told, _REFUSED, anchored=True))
    return [Heading(f"{text(f'proof.{part}_refused')}: {subject}"), Prose(reason, small=True), grid]
