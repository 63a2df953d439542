"""The colours of screen and paper: one blue accent, one hue in five classes, near-black ink on paper-white."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Colours of one theme; text pairs reach 4.5:1 against `paper`, marks 3:1."""

    paper: str
    surface: str
    ink: str
    muted: str
    rule: str
    accent: str
    band: str
    other: str
    event: str
    alert: str
    classes: tuple[str, ...]
    on_classes: tuple[str, ...]


LIGHT = Palette(
    paper="#fcfcfa", surface="#f3f4f1", ink="#16191d", muted="#4d545c", rule="#d5d8d6", accent="#1b4f8f", band="#c9d8ea",
    other="#7d868f", event="#e9e2d0", alert="#9a3d00",
    classes=("#dce7f3", "#aac6e2", "#6f9fcb", "#3a73ac", "#1b4577"),
    on_classes=("#16191d", "#16191d", "#16191d", "#ffffff", "#ffffff"),
)  # fmt: skip
DARK = Palette(
    paper="#12161b", surface="#1b2128", ink="#eceeef", muted="#b3bac1", rule="#39424c", accent="#7fb2ec", band="#24405f",
    other="#8d97a1", event="#3a3526", alert="#f2a65e",
    classes=("#1f3550", "#2d527e", "#3f74aa", "#79aadd", "#bcd8f4"),
    on_classes=("#eceeef", "#eceeef", "#ffffff", "#12161b", "#12161b"),
)  # fmt: skip


def of_theme(name: str | None) -> Palette:
    """The palette for Streamlit's theme name; anything but `dark` is light."""
    return DARK if name == "dark" else LIGHT
