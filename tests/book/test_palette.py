"""One palette everywhere, and readable."""

import pathlib
import re

import pytest

from cnnlib import palette

CSS = pathlib.Path(__file__).parents[2] / "book" / "_static" / "palette.css"
MODES = {"light": palette.LIGHT, "dark": palette.DARK}
TEXT = ("ink", "muted", "input", "kernel", "output", "gradient", "warning")


def luminance(color):
    """Relative luminance, WCAG 2.2."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear))


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("paper", ["paper", "raised"])
@pytest.mark.parametrize("name", TEXT)
def test_text_is_readable(mode, paper, name):
    assert contrast(MODES[mode][name], MODES[mode][paper]) >= 4.5


# Linear simulations of full color blindness in linear RGB (Viénot, Brettel and Mollon, 1999).
BLIND = {
    "protan": [[0.1124, 0.8876, 0.0], [0.1124, 0.8876, 0.0], [0.004, -0.004, 1.0]],
    "deutan": [[0.2928, 0.7072, 0.0], [0.2928, 0.7072, 0.0], [-0.0223, 0.0223, 1.0]],
}


def seen(color, matrix):
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return [min(max(sum(m * c for m, c in zip(row, linear)), 0), 1) ** (1 / 2.4) for row in matrix]


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("mode", MODES)
def test_roles_stay_apart_for_the_color_blind(mode, kind):
    roles = ("input", "kernel", "output", "gradient")
    for i, a in enumerate(roles):
        for b in roles[:i]:
            distance = max(abs(p - q) for p, q in zip(*(seen(MODES[mode][r], BLIND[kind]) for r in (a, b))))
            assert distance > 0.1, (a, b)


def test_the_style_sheet_is_the_palette():
    css = CSS.read_text(encoding="utf-8")
    light, dark = css.split('html[data-theme="dark"]')
    for block, colors in ((light, palette.LIGHT), (dark, palette.DARK)):
        assert dict(re.findall(r"--cnn-(\w+): (#\w{6});", block)) == colors
