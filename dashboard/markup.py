"""Cards and tables -> HTML, with the small drawings that stand inside table cells."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from dashboard import symbols, words
from dashboard.cards import Bar, Card, Line, Theme
from dashboard.figures import Map
from dashboard.findings import Finding
from dashboard.palette import Palette
from dashboard.tables import Table

Cells = Sequence[str]
Answer = str | Sequence[str | Finding]
CSS = Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def heading(title: str, meta: str, answer: Answer, warning: str = "") -> str:
    """The top of a page: what to know before all else, where and when, then the answer, which may hold verdicts."""
    above = f'<p class="lb-fictional" role="note">{escape(warning)}</p>' if warning else ""
    where = f'{above}<p class="lb-meta">{escape(meta)}</p>'
    parts = [answer] if isinstance(answer, str) else answer
    told = " ".join(escape(part) if isinstance(part, str) else _verdict(part) for part in parts)
    return f'<header class="lb-top">{where}<h1>{escape(title)}</h1><p class="lb-answer">{told}</p></header>'


def _verdict(found: Finding, link: str = "") -> str:
    """A verdict sentence inside a text; its indicator leads to the page where the figure is, where a link is given."""
    name, rest = escape(found.indicator), escape(found.text)
    if link and rest.startswith(name):
        rest = f'<a href="{escape(link + quote(found.indicator))}" target="_self">{name}</a>{rest.removeprefix(name)}'
    return f'<span data-verdict="{found.verdict_id}">{rest}</span>'


def summary(found: Sequence[Finding], link: str, shown: int, more: str) -> str:
    """A paragraph of verdict sentences, those beyond `shown` folded under `more`."""
    first, rest = ("".join(f" {_verdict(f, link)}" for f in part) for part in (found[:shown], found[shown:]))
    folded = details(more, f'<p class="lb-prose">{rest}</p>') if rest else ""
    return f'<p class="lb-prose lb-summary">{first.lstrip()}</p>{folded}'


def section(title: str, text: str = "") -> str:
    """A second-level heading with at most a sentence below."""
    return f"<h2>{escape(title)}</h2>" + (f'<p class="lb-prose">{escape(text)}</p>' if text else "")


def subsection(title: str) -> str:
    """A third-level heading."""
    return f"<h3>{escape(title)}</h3>"


def finding(title: str, subtitle: str) -> str:
    """A picture's finding and what was measured, above it."""
    return f'<h3 class="lb-finding">{escape(title)}</h3><p class="lb-sub">{escape(subtitle)}</p>'


def foot(text: str) -> str:
    """A picture's source, below it."""
    return f'<p class="lb-foot">{escape(text)}</p>'


def notice(text: str) -> str:
    """Something the reader must know before reading on."""
    return f'<p class="lb-notice" role="note">{escape(text)}</p>'


def command(text: str) -> str:
    """Something to be typed as it stands."""
    return f'<p class="lb-prose"><code class="lb-code">{escape(text)}</code></p>'


def prose(text: str) -> str:
    """A paragraph of its own."""
    return f'<p class="lb-prose">{escape(text)}</p>'


def cards(shown: Sequence[Card]) -> str:
    """Figures told in full, side by side."""
    return '<div class="lb-cards">' + "".join(map(_card, shown)) + "</div>"


def _card(c: Card) -> str:
    value = f'<p class="lb-value{"" if c.known else " lb-unknown"}">{escape(c.value)}</p>'
    sure = f'<p class="lb-sure">{escape(c.certainty)}</p>' if c.known and c.certainty else ""
    facts = sure + "".join(f"<p>{escape(t)}</p>" for t in (c.period, c.based_on, c.beside) if t) + mark(c.standing, c.against)
    source = _source(words.text("table.source"), c.trace)
    return f'<article class="lb-card"><h3>{escape(c.title)}</h3>{value}{facts}{source}</article>'


def _source(summary: str, trace: str) -> str:
    """The way back to the cell, folded away until it is asked for."""
    return f'<details><summary>{escape(summary)}</summary><span class="lb-small">{escape(trace)}</span></details>'


def table(t: Table) -> str:
    """A table that keeps its roles when a phone shows it as blocks, and repeats its head on paper."""
    head = "".join(f'<th scope="col" role="columnheader"{_kind(n, t)}>{escape(h)}</th>' for n, h in enumerate(t.head))
    rows = "".join(f'<tr role="row">{"".join(_cell(n, c, t) for n, c in enumerate(row))}</tr>' for row in t.rows)
    body = f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{rows}</tbody>'
    kinds = ("lb-table", "" if t.wide else "lb-stack", "lb-narrow" if t.narrow else "")
    return _scroll(t.caption, body, " ".join(filter(None, kinds))) + _symbols(t.legend)


def _symbols(legend: str) -> str:
    return f'<p class="lb-foot">{escape(legend)}</p>' if legend else ""


def _scroll(caption: str, inner: str, kind: str = "lb-table") -> str:
    return (
        f'<div class="lb-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="{kind}" role="table"><caption>{escape(caption)}</caption>{inner}</table></div>'
    )


def _kind(column: int, t: Table) -> str:
    kind = "lb-num" if column in t.numeric else "lb-tight" if column in t.tight else ""
    return f' class="{kind}"' if kind else ""


def _cell(column: int, text: str, t: Table) -> str:
    if column == 0:
        return f'<th scope="row" role="rowheader"{_kind(0, t)}>{escape(text)}</th>'
    return f'<td role="cell" data-label="{escape(t.head[column])}"{_kind(column, t)}>{escape(text)}</td>'


def profile(themes: Sequence[Theme], caption: str, heads: Cells, link: str) -> str:
    """An area's spine table: one row per indicator, grouped by theme. `link` is the address of an indicator's page."""
    body = "".join(_theme(t.name) + "".join(_profile_row(line, heads, link) for line in t.lines) + "</tbody>" for t in themes)
    told = symbols.legend(cell for t in themes for x in t.lines for cell in (x.value, x.city, x.country))
    return _scroll(caption, _head(heads, (1, 2, 6, 7)) + body, "lb-table lb-stack") + _symbols(told)


def _theme(name: str) -> str:
    head = f'<th colspan="10" scope="rowgroup" role="rowheader" class="lb-theme">{escape(name)}</th>'
    return f'<tbody role="rowgroup"><tr role="row">{head}</tr>'


def _head(names: Cells, numeric: Sequence[int]) -> str:
    cells = "".join(
        f'<th scope="col" role="columnheader"{" class=lb-num" if n in numeric else ""}>{escape(h)}</th>' if h else "<td></td>"
        for n, h in enumerate(names)
    )
    return f'<thead role="rowgroup"><tr role="row">{cells}</tr></thead>'


def _profile_row(line: Line, heads: Cells, link: str) -> str:
    name = f'<a href="{escape(link + quote(line.name))}" target="_self">{escape(line.name)}</a>'
    note = f'<span class="lb-small">{escape(line.note)}</span>' if line.note else ""
    cells = [
        ("lb-num", escape(line.value)), ("lb-num", escape(line.interval)), ("lb-draw", bar(line.bar)),
        ("", mark(line.standing)), ("", escape(line.period)),
        ("lb-num", escape(line.city)), ("lb-num", escape(line.country)), ("lb-draw", spark(line.spark)),
        ("", _source(line.fresh, line.trace)),
    ]  # fmt: skip
    told = "".join(
        f'<td role="cell" class="{kind}"{f""" data-label="{escape(head)}" """ if head else ""}>{inner}</td>'
        for (kind, inner), head in zip(cells, heads[1:], strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{name}{note}</th>{told}</tr>'


def ranking(lines: Sequence[Line], caption: str, heads: Cells) -> str:
    """All areas sorted, as dots with intervals on one scale, the figures beside."""
    rows = "".join(f'<tr role="row">{_ranked(line)}</tr>' for line in lines)
    body = f'{_head(heads, (1, 2))}<tbody role="rowgroup">{rows}</tbody>'
    return _scroll(caption, body, "lb-table lb-rank") + _symbols(symbols.legend(line.value for line in lines))


def _ranked(line: Line) -> str:
    note = f'<span class="lb-small">{escape(line.note)}</span>' if line.note else ""
    figures = "".join(f'<td role="cell" class="lb-num">{escape(text)}</td>' for text in (line.value, line.interval))
    name = f'<th scope="row" role="rowheader">{escape(line.name)}{note}</th>'
    return f'{name}{figures}<td role="cell" class="lb-draw">{bar(line.bar)}</td><td role="cell">{mark(line.standing)}</td>'


def bar(b: Bar) -> str:
    """Dot and interval on the row's scale: the range of the others pale behind, the city's mark as a tick."""
    if b.value is None:
        return ""
    parts = [_stretch("lb-range", *b.others)] if b.others else []
    if b.lower is not None and b.upper is not None:
        parts.append(_stretch("lb-interval", b.lower, b.upper))
    if b.city is not None:
        parts.append(_spot("lb-city", b.city))
    parts.append(_spot("lb-dot lb-hollow" if b.lower is None else "lb-dot", b.value))
    return f'<span class="lb-bar" aria-hidden="true"><span class="lb-scale">{"".join(parts)}</span></span>'


def _stretch(kind: str, start: float, end: float) -> str:
    return f'<span class="{kind}" style="left:{start:.1%};width:{end - start:.1%}"></span>'


def _spot(kind: str, at: float) -> str:
    return f'<span class="{kind}" style="left:{at:.1%}"></span>'


def spark(values: Sequence[float | None]) -> str:
    """A series in the size of a word; gaps stay gaps, and the last figure is the larger dot."""
    if not values:
        return ""
    last = len(values) - 1
    dots = "".join(
        f'<span class="lb-tick{" lb-last" if n == last else ""}" style="left:{n / max(1, last):.1%};bottom:{v:.1%}"></span>'
        for n, v in enumerate(values)
        if v is not None
    )
    return f'<span class="lb-spark" aria-hidden="true"><span class="lb-scale">{dots}</span></span>'


def legend(area_map: Map, palette: Palette) -> str:
    """The classes of a map in words, with what hatching means."""
    items = "".join(
        f'<li><span class="lb-swatch" style="background:{palette.classes[n]}"></span>{escape(text)}</li>'
        for n, text in enumerate(area_map.legend)
    )
    missing = f'<li><span class="lb-swatch lb-hatch"></span>{escape(words.text("table.missing"))}</li>'
    return f'<ul class="lb-legend">{items}{missing}</ul>'


def of_all(text: str, verdict_ids: Sequence[str]) -> str:
    """A sentence that several verdicts say together, with all their ids."""
    return f'<p class="lb-prose" data-verdict="{" ".join(verdict_ids)}">{escape(text)}</p>'


def explaining(inner: str) -> str:
    """Finished markup about how verdicts are made: it uses their words without being one."""
    return f'<div class="lb-how">{inner}</div>'


def findings(found: Sequence[Finding]) -> str:
    """Verdict sentences, each with its state as a mark and a word, and the id of its row."""
    items = "".join(f'<li data-verdict="{f.verdict_id}">{_state(f)} {escape(f.text)}</li>' for f in found)
    return f'<ul class="lb-list lb-findings">{items}</ul>' if items else ""


def _state(found: Finding) -> str:
    """Shape and word, the colour being no more than a third sign of the same."""
    shape = f'<span class="lb-shape" aria-hidden="true">{found.mark}</span>'
    return f'<span class="lb-state lb-{found.state}">{shape} {escape(found.word)}</span>'


def mark(found: Finding | None, against: str = "") -> str:
    """A verdict as shape and word, with its whole sentence folded under it; nothing where there is none.

    `against` names what it is compared with, where no head or caption does.
    """
    if found is None:
        return ""
    sentence = f'<span class="lb-small">{escape(found.text)}</span>'
    told = f"{escape(against)} {_state(found)}" if against else _state(found)
    return f'<details class="lb-mark" data-verdict="{found.verdict_id}"><summary>{told}</summary>{sentence}</details>'


def marks(shown: Sequence[tuple[str, str, str]], text: str) -> str:
    """What the marks of a table mean: state, shape and words, and a sentence about them."""
    items = "".join(
        f'<li><span class="lb-shape lb-{state}" aria-hidden="true">{shape}</span>{escape(word)}</li>'
        for state, shape, word in shown
    )
    return f'<p class="lb-foot">{escape(text)}</p><ul class="lb-legend lb-marks">{items}</ul>'


def definitions(pairs: Sequence[tuple[str, str]]) -> str:
    """Terms and what they mean."""
    return '<dl class="lb-dl">' + "".join(f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in pairs if b) + "</dl>"


def details(summary: str, inner: str) -> str:
    """Finished markup, folded under a line of its own."""
    return f'<details class="lb-fold"><summary>{escape(summary)}</summary>{inner}</details>'


def style(light: Palette, dark: Palette) -> str:
    """The style sheet of every page, in the colours that the reader's system asks for."""
    follow = f"@media (prefers-color-scheme: dark){{:root{{{_variables(dark)}}}}}"
    return f"<style>:root{{{_variables(light)}}}{follow}{CSS}</style>"


def _variables(p: Palette) -> str:
    names = ("paper", "surface", "ink", "muted", "rule", "accent", "band", "other", "event", "alert")
    return ";".join(f"--{n}:{getattr(p, n)}" for n in names) + ";"
