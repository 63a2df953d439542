"""The colours can be told apart: 4.5:1 for text and 3:1 for marks, in light and dark, counted as WCAG counts."""

import pytest

from dashboard.palette import DARK, LIGHT, Palette, of_theme

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["ljus", "mörk"])


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_counted_as_wcag_counts() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@PALETTES
@pytest.mark.parametrize("text", ["ink", "muted", "accent"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_text_can_be_read(palette: Palette, text: str, ground: str) -> None:
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@PALETTES
def test_names_on_the_map_can_be_read_in_every_class(palette: Palette) -> None:
    assert len(palette.classes) == len(palette.on_classes) == 5
    assert min(contrast(a, b) for a, b in zip(palette.classes, palette.on_classes, strict=True)) >= 4.5


@PALETTES
def test_marks_can_be_seen(palette: Palette) -> None:
    for mark in (palette.accent, palette.other, palette.ink):
        assert contrast(mark, palette.paper) >= 3


@PALETTES
def test_classes_go_one_way_from_the_paper(palette: Palette) -> None:
    steps = [contrast(colour, palette.paper) for colour in palette.classes]
    assert steps == sorted(steps)
    assert min(b / a for a, b in zip(steps, steps[1:], strict=False)) > 1.15, "två klasser ska gå att skilja åt"


def test_anything_but_dark_is_light() -> None:
    assert of_theme("dark") is DARK
    assert of_theme("light") is of_theme(None) is LIGHT
