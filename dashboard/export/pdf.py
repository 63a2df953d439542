"""Paper -> PDF that a screen reader can follow (PDF/UA-1) and an archive can keep (PDF/A-2a), by Typst."""

import datetime as dt
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Literal

import typst
from font_source_sans_pro import font_files_ttf

from dashboard.export.blocks import Paper
from dashboard.palette import LIGHT

TEMPLATE = Path(__file__).with_name("report.typ")
STANDARDS: tuple[Literal["ua-1"], Literal["a-2a"]] = ("ua-1", "a-2a")
_WEIGHTS = ("SourceSansPro", "SourceSansProSemibold")


def compiled(paper: Paper, built_at: dt.datetime) -> tuple[bytes, Sequence[str]]:
    """The file and what Typst warns about. `built_at` (UTC) is the document's only clock: same paper, same bytes.

    Everything that varies goes in as JSON and comes out as text; nothing in it can be read as markup.
    """
    compiler = typst.Compiler(
        TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts()[1], ignore_system_fonts=True, sys_inputs={"data": _data(paper)}
    )
    made, warnings = compiler.compile_with_warnings(
        format="pdf", pdf_standards=[*STANDARDS], timestamp=built_at.replace(microsecond=0, tzinfo=dt.UTC)
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no file")  # its signature allows pages as separate images, which PDF never is
    return made, [f"{w.message} {' '.join(w.hints)}".strip() for w in warnings]


def _data(paper: Paper) -> str:
    colours = {name: getattr(LIGHT, name) for name in ("ink", "muted", "rule", "accent", "band", "other")}
    return json.dumps(asdict(paper) | {"colours": colours}, ensure_ascii=False)


@cache
def _fonts() -> tuple[tempfile.TemporaryDirectory[str], typst.Fonts]:
    """Two weights of one family in a folder of their own: the package also holds other formats of the same fonts."""
    folder = tempfile.TemporaryDirectory(prefix="lagesbild-")
    for name in _WEIGHTS:
        source = Path(font_files_ttf[name])
        Path(folder.name, source.name).write_bytes(source.read_bytes())
    return folder, typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder.name])
