"""What stands on paper, as plain data: report.typ knows how each kind is set, and nothing about where it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace

from dashboard.cards import Bar


@dataclass(frozen=True)
class Prose:
    """A paragraph; `small` is for notes beside tables and pictures. One `below` belongs to what stands before it."""

    text: str
    small: bool = False
    below: bool = False
    kind: str = "prose"


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Verdict:
    """What a test gave: a sentence, or a word in a table, with its mark and the id of each row of the warehouse it tells."""

    ids: tuple[str, ...]
    mark: str
    text: str


@dataclass(frozen=True)
class Told:
    """Verdicts one after another: as one paragraph, or a line each. `more` ends the paragraph."""

    items: tuple[Verdict, ...]
    more: str = ""
    paragraph: bool = False
    kind: str = "told"


@dataclass(frozen=True)
class Figure:
    """Something told in full on the first page: the value large, the rest below it, and last how it stands beside others."""

    title: str
    value: str
    known: bool
    lines: tuple[str, ...]
    standing: Verdict | None = None


@dataclass(frozen=True)
class Figures:
    """Figures side by side."""

    items: tuple[Figure, ...]
    kind: str = "figures"


Cell = str | Bar | Verdict


@dataclass(frozen=True)
class Grid:
    """A table with a head that repeats on every page. `widths` are shares of the line; `marked` rows stand out.

    Each verdict's number in the document leads to its row in an `anchored` table, by the row's first cell.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    numeric: tuple[int, ...] = ()
    marked: tuple[int, ...] = ()
    anchored: bool = False
    kind: str = "grid"


def trimmed(grid: Grid, also: tuple[tuple[Cell, ...], ...] = ()) -> Grid:
    """The table without the columns that are empty in all its rows, and in the rows of its sisters `also`."""
    rows = (*grid.rows, *also)
    kept = [n for n in range(len(grid.head)) if not rows or any(row[n] for row in rows)]
    return replace(
        grid,
        head=tuple(grid.head[n] for n in kept),
        rows=tuple(tuple(row[n] for n in kept) for row in grid.rows),
        widths=tuple(grid.widths[n] for n in kept),
        numeric=tuple(place for place, n in enumerate(kept) if n in grid.numeric),
    )


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG with its finding above; its classes, what was tested and its source below.

    `alt` says what it shows to who cannot see it.
    """

    title: str
    subtitle: str
    svg: str
    alt: str
    notes: tuple[str, ...]
    legend: tuple[tuple[str, str], ...] = ()
    told: tuple[Verdict, ...] = ()
    kind: str = "picture"


@dataclass(frozen=True)
class Beside:
    """Blocks side by side. `widths` are shares of the line; `together` keeps them on one page."""

    columns: tuple["tuple[Block, ...]", ...]
    widths: tuple[float, ...]
    kind: str = "beside"


@dataclass(frozen=True)
class Terms:
    """Terms and what they say; a web address becomes a link."""

    pairs: tuple[tuple[str, str], ...]
    kind: str = "terms"


Block = Prose | Heading | Figures | Told | Grid | Picture | Beside | Terms


def used(shown: object) -> Iterator[str]:
    """The ids of all verdicts in a block, a section or several of them, in reading order; one told twice comes twice."""
    if isinstance(shown, Verdict):
        yield from shown.ids
    elif isinstance(shown, tuple):
        yield from (found for part in shown for found in used(part))
    elif is_dataclass(shown):
        yield from (found for field in fields(shown) for found in used(getattr(shown, field.name)))


@dataclass(frozen=True)
class Section:
    """A part of the document under a heading of its own."""

    title: str
    blocks: tuple[Block, ...]
    own_page: bool = False


@dataclass(frozen=True)
class Paper:
    """The whole document: where and when, the answer, and then the parts. `contents` heads the list of the parts.

    The list follows the `opening` first parts; without a heading there is none. `answered` are the verdicts that belong to the
    answer. `banner` stands at the top of every page, empty for none.
    """

    title: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    name: str
    meta: str
    answer: str
    foot: str
    page: str
    contents: str
    opening: int
    sections: tuple[Section, ...]
    banner: str = ""
    answered: tuple[Verdict, ...] = ()
