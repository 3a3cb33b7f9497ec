"""One palette everywhere, and readable."""

import pathlib
import re

import pytest

from cnnlib import palette
from tests.color_blindness import BLIND, seen
from tests.contrast import READABLE, contrast

CSS = pathlib.Path(__file__).parents[2] / "book" / "_static" / "palette.css"
MODES = {"light": palette.LIGHT, "dark": palette.DARK}
TEXT = ("ink", "muted", "input", "kernel", "output", "gradient", "warning")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("paper", ["paper", "raised"])
@pytest.mark.parametrize("name", TEXT)
def test_text_is_readable(mode, paper, name):
    assert contrast(MODES[mode][name], MODES[mode][paper]) >= READABLE


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
