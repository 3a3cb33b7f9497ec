"""What all interactive figures share: light scripts, the palette, manners, numbers, a still picture."""

import pathlib
import re

import pytest

from cnnlib import interactive, palette
from cnnlib.interactive.element import scripts
from tests import axe
from tests.interactive.figures import FIGURES, K, X

FOLDER = pathlib.Path(interactive.__file__).parent
every_figure = pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)


@every_figure
def test_the_scripts_are_light(figure):
    assert sum((FOLDER / script).stat().st_size for script in scripts(figure().tag)) <= 55_000


def test_the_fallback_colors_are_the_palette():
    style = (FOLDER / "style.js").read_text()
    light, dark = style.split(":host(.dark)")
    for block, colors in ((light, palette.LIGHT), (dark, palette.DARK)):
        for name, color in colors.items():
            assert f"--{name}: var(--cnn-{name}, {color})" in block


@every_figure
def test_the_same_call_gives_the_same_html(figure):
    pages = {figure()._repr_html_() for _ in range(2)}
    assert len(pages) == 1 and "<script data-cnnlib>" in pages.pop()


@every_figure
def test_its_caption_goes_with_it(figure):
    data, about = figure(caption="Three & more.")._repr_mimebundle_()
    assert about["text/html"]["caption"] == "Three & more." and data["text/html"] == figure()._repr_html_()


def test_numbers_as_they_are_written(shown):
    page = shown(interactive.convolution_stepper(X, K))
    for value, text in {
        0.1 + 0.2: "0.3",
        -0.0: "0",
        1 / 3: "0.333333",
        -1e-7: "−1e−7",
        123.4567: "123.457",
        499999.5: "499999.5",
        -1999992: "−1999992",
        999999 * 999999: "999998000001",
        2**53: "9007199254740992",
        -(2.0**60): "−1.15292e+18",
        1e20: "1e+20",
    }.items():
        assert page.evaluate("(value) => cnn.number(value)", value) == text
    for value, text in {1 / 3: "0.3333", -1234.56: "−1234.6", 12.345678: "12.35", 123456: "123456", -(2.0**60): "−1.153e+18"}.items():
        assert page.evaluate("(value) => cnn.number(value, 4)", value) == text


def test_no_key_pressed_in_a_figure_reaches_the_page(shown):
    """JupyterLab would take it for a shortcut: b adds a cell, x cuts one."""
    page = shown(interactive.convolution_stepper(X, K))
    page.evaluate("window.reached = []; document.addEventListener('keydown', (event) => reached.push(event.key))")
    assert page.evaluate("document.querySelector('cnn-stepper').matches('[data-lm-suppress-shortcuts=true]')")
    page.locator("table.output td").first.click()
    page.keyboard.press("x")
    page.locator("table.kernel input").first.click()
    for key in ("b", "Control+a", "ArrowDown", "Enter", "Escape"):
        page.keyboard.press(key)
    page.get_by_role("combobox", name="padding").press("m")
    page.get_by_role("button", name="Step").press("d")
    assert page.evaluate("reached") == []
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("b")
    assert page.evaluate("reached") == ["b"]


def test_every_figure_has_these_manners():
    """They are those of cnn.Figure, which each figure extends and which no figure goes around."""
    for script in FOLDER.glob("*.js"):
        for base in re.findall(r"class \w+ extends (\w+(?:\.\w+)?)", script.read_text(encoding="utf-8")):
            assert base == "cnn.Figure"
        assert script.name == "base.js" or "connectedCallback" not in script.read_text(encoding="utf-8")


@every_figure
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_accessible_and_within_the_page(shown, figure, width, dark):
    page = shown(figure(), width=width, dark=dark)
    if dark:
        page.evaluate(
            "document.body.dataset.jpThemeLight = 'false'; document.body.style.background = '#12161b'; document.body.style.color = '#e7eaee'"
        )
        page.evaluate("{ const f = document.querySelector('main > :last-child'); f.replaceWith(f.cloneNode(true)); }")
    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@every_figure
def test_what_has_grown_stays_as_tall_until_its_width_changes(shown, figure):
    """So what stands below a figure keeps its place on the page while numbers above it change."""
    page = shown(figure())
    place = page.locator(f"{figure().tag} .figure")
    grow = "(place) => { const more = document.createElement('div'); more.style.height = '300px'; place.append(more); }"

    def heights():
        for change in (grow, "(place) => place.lastChild.remove()"):
            place.evaluate(change)
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            yield place.bounding_box()["height"]

    before = place.bounding_box()["height"]
    assert [*heights()] == pytest.approx([before + 300, before], abs=1)  # it is not in use yet
    place.hover(position={"x": 3, "y": 3})
    assert [*heights()] == pytest.approx([before + 300] * 2, abs=1)
    page.set_viewport_size({"width": 1270, "height": 800})
    page.wait_for_function(f"document.querySelector('{figure().tag}').offsetHeight < {before + 150}")


@every_figure
def test_print_and_a_page_without_scripts_show_the_still_picture(shown, figure):
    figure = figure()
    page = shown(figure)
    page.emulate_media(media="print")
    still = page.locator("main > :last-child > p").last
    assert not page.locator(".figure").is_visible() and still.is_visible()
    assert still.inner_text().endswith(figure.text.partition("; ")[2])
    assert shown(figure, java_script_enabled=False).locator("main > :last-child > p").last.is_visible()
