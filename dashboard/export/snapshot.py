"""Makes a snapshot file of one area, and names it."""

import re
import unicodedata
from pathlib import Path

from dashboard import words
from dashboard.export.content import Content, every_period, gather
from dashboard.rows import Area, Build

FORMS = ("pdf", "xlsx")
_PLAIN = ("kommun", "stadsomrade", "stadsdelsomrade", "lan", "land")  # kinds whose names are not shared with another kind


def make(path: Path, area_id: str, form: str) -> bytes:
    """The file's bytes, the same for the same build. Raises LookupError for an area or a form that is not known."""
    made = {"pdf": _pdf, "xlsx": _xlsx}[form]
    return made(path, gather(path, area_id))


def _pdf(_: Path, content: Content) -> bytes:
    from dashboard.export import paper, pdf  # noqa: PLC0415  matplotlib and Typst take half a second to load

    return pdf.compiled(paper.composed(content), content.build.built_at)[0]


def _xlsx(path: Path, content: Content) -> bytes:
    from dashboard.export import xlsx  # noqa: PLC0415  only this form needs it

    return xlsx.workbook(content, every_period(path, content))


def name(build: Build, area: Area, form: str) -> str:
    """`lagesbild-1480-hisingen-<build>.pdf`; says `pahittad` if invented, `publik`, and the kind of a name shared."""
    invented = words.text("fictional.in_file_name") if build.fictional else ""
    kind = "" if area.kind in _PLAIN else f"-{area.kind}"
    public = f"-{build.audience}" if build.public else ""
    return f"lagesbild-{invented}{build.municipality_code}-{_slug(area.name)}{kind}{public}-{build.build_id}.{form}"


def _slug(name: str) -> str:
    """Letters a to z, digits and hyphens: safe as a file name everywhere."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "omrade"
