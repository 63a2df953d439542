"""What stands on paper, as plain data: report.typ knows how each kind is set, and nothing about where it comes from."""

from dataclasses import dataclass, replace

from dashboard.cards import Bar


@dataclass(frozen=True)
class Prose:
    """A paragraph; `small` is for notes below tables and pictures."""

    text: str
    small: bool = False
    kind: str = "prose"


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Figure:
    """Something told in full on the first page: the value large, the rest below it."""

    title: str
    value: str
    known: bool
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Figures side by side."""

    items: tuple[Figure, ...]
    kind: str = "figures"


@dataclass(frozen=True)
class Grid:
    """A table with a head that repeats on every page. `widths` are shares of the line; `marked` rows stand out."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | Bar, ...], ...]
    widths: tuple[float, ...]
    numeric: tuple[int, ...] = ()
    marked: tuple[int, ...] = ()
    kind: str = "grid"


def trimmed(grid: Grid, also: tuple[tuple[str | Bar, ...], ...] = ()) -> Grid:
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
    """A drawing as SVG with its finding above, its classes and source below. `alt` says what it shows to who cannot see it."""

    title: str
    subtitle: str
    svg: str
    alt: str
    notes: tuple[str, ...]
    legend: tuple[tuple[str, str], ...] = ()
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


Block = Prose | Heading | Figures | Grid | Picture | Beside | Terms


@dataclass(frozen=True)
class Section:
    """A part of the document under a heading of its own."""

    title: str
    blocks: tuple[Block, ...]
    own_page: bool = False


@dataclass(frozen=True)
class Paper:
    """The whole document: where and when, the answer, and then the parts. `contents` heads the list of the parts.

    The list follows the `opening` first parts; without a heading there is none. `banner` stands at the top of every page,
    empty for none.
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
