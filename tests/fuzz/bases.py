"""Whole deliveries to break: those of the project, and Exempelstad's in small."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACE = "../"  # before the municipality's own files, which lie elsewhere
MOST_LINES = 60  # of an example's text table: what breaks a reader needs no more


@dataclass(frozen=True)
class Base:
    """A delivery and its municipality as bytes; the municipality's files bear `../` before their names."""

    code: str
    drawer: str
    name: str
    files: dict[str, bytes]

    @property
    def key(self) -> str:
        """Which delivery it is, as printed."""
        return f"{self.code}/{self.drawer}/{self.name}"


def bases(data: Path) -> list[Base]:
    """Every delivery below data/raw, sorted."""
    return [_base(data, toml.parent) for toml in sorted(data.glob("raw/*/*/*/release.toml"))]


def _base(data: Path, folder: Path) -> Base:
    code, drawer, name = folder.relative_to(data / "raw").parts
    own = {f.name: f.read_bytes() for f in sorted(folder.iterdir()) if f.is_file()}
    place = {PLACE + f.name: f.read_bytes() for f in sorted((data / "municipalities" / code).iterdir()) if f.is_file()}
    return Base(code, drawer, name, own | place)


def laid(base: Base, files: dict[str, bytes], data: Path) -> Path:
    """Writes a delivery and its municipality below `data` and returns the delivery's folder."""
    folder = data / "raw" / base.code / base.drawer / base.name
    place = data / "municipalities" / base.code
    for made in (folder, place):
        made.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        target = place / name.removeprefix(PLACE) if name.startswith(PLACE) else folder / name
        target.write_bytes(content)
    return folder
