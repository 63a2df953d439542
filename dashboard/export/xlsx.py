"""The Excel file: numbers as numbers, what is not known as empty cells beside a status, every row with its file and cell."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard import disclosed, words
from dashboard.export import closing, proof, tested
from dashboard.export.content import Content
from dashboard.export.tested import Estimate, Tested
from dashboard.export.wording import heads, text
from dashboard.glossary import HIDDEN
from dashboard.rows import Build, Conflict, Delivery, Fact, Indicator

_DAY = "yyyy-mm-dd"
_AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Number:
    """A number and how many decimals it is shown with; the cell holds all of them."""

    value: float
    decimals: int


Cell = str | dt.date | Number | None


@dataclass(frozen=True)
class Sheet:
    """A table with a head; `widths` in characters, None is an empty cell."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]


def workbook(content: Content, facts: Sequence[Fact]) -> bytes:
    """The file's bytes; the build's own time is the only clock, so the same build gives the same bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _AS_TEXT) as book:
        _describe(book, content)
        formats = _formats(book)
        _write_readme(book, content, facts, formats)
        for sheet in sheets(content, facts):
            _write(book.add_worksheet(sheet.title), sheet, formats, content.build)
    return out.getvalue()


def sheets(content: Content, facts: Sequence[Fact]) -> tuple[Sheet, ...]:
    """Figures, verdicts, sources, conflicts and definitions, as data."""
    shown = {f.indicator_id for f in facts}
    used = {f.release_id for f in facts} | {d.release_id for d in content.deliveries}
    return (
        Sheet(text("workbook.figures"), heads("columns.figures"), tuple(map(_figure, facts)),
              (38, 18, 22, 14, 14, 22, 11, 11, 10, 10, 10, 18, 14, 20, 22, 10, 10, 10, 36, 28, 36, 36, 22, 26, 18)),
        Sheet(text("workbook.verdicts"), heads("columns.verdicts"), tuple(_verdict(tested.told(v)) for v in content.judged),
              (12, 14, 24, 38, 22, 12, 34, 26, 10, 10, 10, 10, 10, 10, 10, 10, 10, 16, 10, 10, 8, 10, 8, 20, 36, 70, 20, 26, 18)),
        Sheet(text("workbook.sources"), heads("columns.sources"),
              tuple(_source(d) for d in content.all_deliveries if d.release_id in used),
              (24, 18, 30, 44, 36, 11, 11, 36, 66, 30, 60, 10)),
        Sheet(text("workbook.conflicts"), heads("columns.conflicts"), tuple(map(_conflict, content.conflicts)),
              (34, 20, 50, 40, 50, 40, 50, 26)),
        Sheet(text("workbook.definitions"), heads("columns.definitions"),
              tuple(_definition(i) for i in content.indicators if i.indicator_id in shown),
              (40, 18, 20, 20, 10, 60, 60, 60, 30)),
    )  # fmt: skip


def _figure(f: Fact) -> tuple[Cell, ...]:
    return (
        f.indicator, f.theme, f.area, words.KINDS.get(f.kind, f.kind), "" if f.group_id == "alla" else f.group_id, words.when(f),
        f.period_start, f.period_end, *(_number(v, f.decimals) for v in (f.value, f.lower, f.upper)),
        text(f"limits.{f.limits}"), f.reliability, f.unit, words.status(f) or text("statuses.ok"),
        text(f"qualifiers.{f.qualifier}"), _number(f.numerator, 0), _number(f.base, 0), f.printed or "", f.publisher, f.release,
        f.file, f.cell, f.indicator_id, f.area_id,
    )  # fmt: skip


def _verdict(t: Tested) -> tuple[Cell, ...]:
    """Every number with all its decimals; a ratio is shown with two."""
    decimals = 2 if t.scale == "ratio" else max(1, t.decimals)
    return (
        t.verdict_id, text(f"parts.{t.part}"), t.method, t.indicator, t.area, "" if t.group_id == "alla" else t.group_id, t.about,
        t.period, *_estimate(t.first, t.decimals), *_estimate(t.second, t.decimals), *_estimate(t.difference, decimals),
        text(f"scales.{t.scale}") if t.scale else "", _number(t.p, 4), _number(t.p_adjusted, 4), _number(t.family, 0),
        _number(t.dispersion, 2), _number(t.points, 0), t.verdict, t.reason, t.sentence, t.unit, t.indicator_id, t.area_id,
    )  # fmt: skip


def _estimate(e: Estimate, decimals: int) -> tuple[Cell, Cell, Cell]:
    return _number(e.value, decimals), _number(e.lower, decimals), _number(e.upper, decimals)


def _number(value: float | None, decimals: int) -> Number | None:
    return None if value is None else Number(value, decimals)


def _source(d: Delivery) -> tuple[Cell, ...]:
    name = words.SOURCES.get(d.source, d.source)
    return (d.release_id, name, d.publisher, d.title, d.url, d.published, d.retrieved, d.files.replace("|", ", "), d.sha256,
            d.licence, d.note, Number(d.figures, 0))  # fmt: skip


def _conflict(c: Conflict) -> tuple[Cell, ...]:
    kind = words.CONFLICTS.get(c.kind, c.kind)
    return (c.topic, kind, c.first_text, c.first_place, c.second_text, c.second_place, c.explanation, c.release_id)


def _definition(i: Indicator) -> tuple[Cell, ...]:
    return (i.name, words.SOURCES.get(i.source, i.source), i.theme, i.unit, Number(i.decimals, 0), i.definition, i.method,
            i.caveats, i.indicator_id)  # fmt: skip


def _describe(book: xlsxwriter.Workbook, content: Content) -> None:
    build, day = content.build, words.day(content.build.built_at.date())
    book.set_properties({
        "title": text("paper.title", area=content.area.name, day=day),
        "subject": text("paper.subject", build=build.build_id),
        "author": text("paper.author", municipality=build.municipality_name),
        "keywords": f"{build.build_id}, {content.area.area_id}, {words.audience(build)}",
        "created": build.built_at.replace(microsecond=0),
    })  # fmt: skip
    book.set_custom_property(text("workbook.build"), build.build_id)


@dataclass(frozen=True)
class Formats:
    """The few looks that cells have; `numbers` by how many decimals are shown."""

    head: Format
    banner: Format
    text: Format
    name: Format
    day: Format
    numbers: tuple[Format, ...]


def _formats(book: xlsxwriter.Workbook) -> Formats:
    top = {"valign": "top"}
    return Formats(
        head=book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}),
        banner=book.add_format({"bold": True, "font_size": 14}),
        text=book.add_format({**top, "text_wrap": True}),
        name=book.add_format({**top, "bold": True}),
        day=book.add_format({**top, "num_format": _DAY}),
        numbers=tuple(book.add_format({**top, "num_format": "#,##0" + ("." + "0" * n if n else "")}) for n in range(7)),
    )


def _write(page: Worksheet, sheet: Sheet, formats: Formats, build: Build) -> None:
    """The head is the first row, or the second below a banner."""
    first = _banner(page, words.fictional(build), formats)
    for column, (name, width) in enumerate(zip(sheet.head, sheet.widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(first, column, name, formats.head)
    for row, cells in enumerate(sheet.rows, first + 1):
        for column, cell in enumerate(cells):
            _write_cell(page, row, column, cell, formats)
    page.freeze_panes(first + 1, 1)
    page.autofilter(first, 0, first + max(1, len(sheet.rows)), len(sheet.head) - 1)
    page.repeat_rows(0, first)
    _for_print(page, build)


def _banner(page: Worksheet, banner: str, formats: Formats) -> int:
    """Writes what must be known before all else, above the rest and on every printed page; returns the next row."""
    if not banner:
        return 0
    page.write_string(0, 0, banner, formats.banner)
    page.set_header(f"&C&B{banner}")
    return 1


def _write_cell(page: Worksheet, row: int, column: int, cell: Cell, formats: Formats) -> None:
    """Text is always written as text: a cell that starts with = + - or @ never becomes a formula."""
    if isinstance(cell, Number):
        page.write_number(row, column, cell.value, formats.numbers[cell.decimals])
    elif isinstance(cell, dt.date):
        page.write_datetime(row, column, cell, formats.day)
    elif cell:
        page.write_string(row, column, cell, formats.text)


def _for_print(page: Worksheet, build: Build) -> None:
    """Which picture it is and whom it is for below every printed page; an ampersand would be a command there."""
    page.set_footer(f"&L{words.built(build).replace('&', '&&')}&R&P (&N)")
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _write_readme(book: xlsxwriter.Workbook, content: Content, facts: Sequence[Fact], formats: Formats) -> None:
    page = book.add_worksheet(text("workbook.readme"))
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 96)
    first = _banner(page, words.fictional(content.build), formats)
    for row, (name, told) in enumerate(readme(content, facts), first):
        page.write_string(row, 0, name, formats.name)
        page.write_string(row, 1, told, formats.text)
    page.freeze_panes(first + 1, 0)
    _for_print(page, content.build)


def readme(content: Content, facts: Sequence[Fact]) -> tuple[tuple[str, str], ...]:
    """What the file is, of which build, and how to read it."""
    build = content.build
    deliveries = words.number(len({f.release_id for f in facts}))
    count = text("workbook.contents_text", count=words.number(len(facts)), deliveries=deliveries)
    scope = text("workbook.contents_city" if content.whole else "workbook.contents_area")
    told = (
        ("what", text("workbook.what_protected" if content.protections else "workbook.what_text")),
        ("area", words.area_label(content.area)),
        ("municipality", f"{build.municipality_name} ({build.municipality_code})"), ("build", build.build_id),
        ("built", words.day(build.built_at.date())), ("audience", words.capital(words.audience(build))),
        ("contents", f"{count}. {scope}"),
        *((key, text(f"workbook.{key}_text")) for key in ("unknown", "bounds", "interval", "verdicts", "trace")),
        *((("effects", proof.effects(content)),) if content.verdicts.effects else ()),
    )  # fmt: skip
    used = [d for d in content.all_deliveries if d.release_id in {f.release_id for f in facts}]
    sources = tuple((text("workbook.sources"), f"{d.publisher}: {d.title}, {words.day(d.published)}") for d in used)
    statuses = tuple((text("workbook.statuses"), s or text("statuses.ok")) for s in (*words.STATUSES.values(), HIDDEN))
    return (*((text(f"workbook.{key}"), value) for key, value in told), *statuses, *_disclosure(content), *sources)


def _disclosure(content: Content) -> tuple[tuple[str, str], ...]:
    """What disclosure control did, by which rules, who decided on them, and how to try it again; nothing where none was made."""
    rows = content.protections
    if not rows:
        return ()
    ruled = disclosed.rule_table(rows).rows
    return (
        (text("workbook.disclosure"), disclosed.summary(rows)),
        *((text("workbook.disclosure_rules", klass=klass), rule) for klass, _, rule, *_ in ruled),
        *((text("workbook.disclosure_decision", klass=klass), made) for klass, _, _, made, _ in ruled),
        (text("workbook.repeat"), closing.repeat(content)),
    )
