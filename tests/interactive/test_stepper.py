"""The convolution stepper: its Python side, and its arithmetic and manners in a real browser."""

import math
import pathlib
import re
from fractions import Fraction

import numpy as np
import pytest

from cnnlib import interactive, palette, scratch
from tests import axe

FOLDER = pathlib.Path(interactive.__file__).parent
X = np.array([[1, -1, 0, 2, 1], [-1, -2, 2, 0, -1], [1, 2, -2, 1, 0], [0, 1, -1, 2, -2], [2, 0, 1, -1, 1]], float)
K = np.array([[-1, 1, 2], [1, -1, 3], [0, -1, -2]], float)


def test_the_scripts_are_light():
    assert sum(f.stat().st_size for f in FOLDER.glob("*.js")) <= 60_000


def test_the_fallback_colors_are_the_palette():
    style = (FOLDER / "style.js").read_text()
    light, dark = style.split(":host(.dark)")
    for block, colors in ((light, palette.LIGHT), (dark, palette.DARK)):
        for name, color in colors.items():
            assert f"--{name}: var(--cnn-{name}, {color})" in block


def test_the_same_call_gives_the_same_html():
    pages = {interactive.convolution_stepper(X, K)._repr_html_() for _ in range(2)}
    assert len(pages) == 1 and "<script data-cnnlib>" in pages.pop()


@pytest.mark.parametrize(
    "changes, exception, words",
    [
        ({"x": X.astype(int)}, TypeError, "x holds int64, needs float32 or float64"),
        ({"x": X[None]}, ValueError, "x has rank 3"),
        ({"x": np.ones((9, 9))}, ValueError, "x has shape (9, 9), needs at most 8×8"),
        ({"kernel": np.ones((6, 1))}, ValueError, "kernel has shape (6, 1), needs at most 5×5"),
        ({"x": X * np.nan}, ValueError, "x holds infinite numbers or nan"),
        ({"strides": 4}, ValueError, "strides is 4, needs one of (1, 2, 3)"),
        ({"padding": "full"}, ValueError, "padding is 'full', needs one of (0, 1, 2, 'same')"),
        ({"at": (3, 0)}, ValueError, "at is (0, 3, 0, 0)"),
        ({"kernel": np.ones((3, 3)), "dilation_rate": 3}, ValueError, "kernel spans 7 cells"),
    ],
)
def test_wrong_calls(changes, exception, words):
    with pytest.raises(exception) as caught:
        interactive.convolution_stepper(**({"x": X, "kernel": K} | changes))
    assert words in str(caught.value)


@pytest.fixture
def stepper(open_page, tmp_path):
    """stepper(figure): the element in a page of its own; what went wrong on the page fails the test."""
    opened = []

    def stepper(figure, **options):
        page_file = tmp_path / "page.html"
        page_file.write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>A page</title><body><main><h1>A page</h1>{figure._repr_html_()}</main></body></html>",
            encoding="utf-8",
        )
        page, troubles = open_page(page_file.as_uri(), **options)
        opened.append(troubles)
        return page

    yield stepper
    assert opened and not any(opened)


def replace(page, options):
    """Put a stepper of other options in the place of the one on the page."""
    page.evaluate(
        """(options) => {
            const old = document.querySelector('cnn-stepper'), fresh = document.createElement('cnn-stepper');
            fresh.setAttribute('options', JSON.stringify(options));
            old.replaceWith(fresh);
        }""",
        options,
    )


def output(page):
    return np.array(page.evaluate("document.querySelector('cnn-stepper').output"))


def test_its_arithmetic_is_cnnlib_s(stepper):
    page = stepper(interactive.convolution_stepper(X, K))
    rng = np.random.default_rng(0)
    checked = 0
    for case in range(120):
        size, kernel_size = rng.integers(3, 9, 2), rng.integers(1, 6, 2)
        digits = case % 2
        x, kernel = rng.normal(0, 3, size).round(digits), rng.normal(0, 3, kernel_size).round(digits)
        options = {"strides": int(rng.integers(1, 4)), "dilation_rate": int(rng.integers(1, 4))}
        options["padding"] = [0, 1, 2, "same"][rng.integers(4)]
        call = {"x": x.tolist(), "kernel": kernel.tolist(), **options, "at": [0, 0]}
        replace(page, call)
        try:
            y = scratch.conv2d(x[None, :, :, None], kernel[:, :, None, None], **options)[0, :, :, 0]
        except ValueError:
            assert output(page).size == 0 and "there is no output" in page.locator(".sum").inner_text()
            continue
        np.testing.assert_allclose(output(page), y, atol=1e-9)
        checked += 1
    assert checked >= 60


def test_a_cell_shows_its_sum(stepper):
    page = stepper(interactive.convolution_stepper(X, K))
    written = "1·(−1) + (−1)·1 + 0·2 + (−1)·1 + (−2)·(−1) + 2·3 + 1·0 + 2·(−1) + (−2)·(−2) = 7"
    assert page.locator(".sum").inner_text() == f"output[0, 0] = {written}"
    page.locator("table.output td").nth(4).click()
    assert page.locator(".sum").inner_text().startswith("output[1, 1] = ")
    assert page.locator("table.input td.used").count() == 9
    assert page.locator("table.output td[aria-selected=true]").inner_text() == "8"


def read(text):
    """A number as the page writes it, exactly."""
    return Fraction(text.strip("()").replace("−", "-"))


@pytest.mark.parametrize("decimals", [0, 3])
def test_a_sum_is_right_to_the_digits_it_shows(stepper, decimals):
    page = stepper(interactive.convolution_stepper(X, K))
    rng = np.random.default_rng(decimals)
    for _ in range(20):
        largest = 10.0 ** rng.integers(0, 7) - 1  # up to 999999, the largest number that a field takes
        x, kernel = rng.uniform(-largest, largest, (2, 2, 2)).round(decimals)
        call = {"strides": 1, "padding": 0, "dilation_rate": 1, "at": [0, 0]}
        replace(page, {"x": x.tolist(), "kernel": kernel.tolist(), **call})
        _, written, result = page.locator(".sum").inner_text().split(" = ")
        factors = [read(factor) for term in written.split(" + ") for factor in term.split("·")]
        assert factors == [Fraction(repr(n)) for pair in zip(x.flat, kernel.flat) for n in map(float, pair)], written
        exact = sum(a * b for a, b in zip(factors[::2], factors[1::2]))
        if decimals == 0:
            assert read(result) == exact, written
        elif exact:
            digits = max(6, math.floor(math.log10(abs(exact))) + 4)  # as base.js says
            finest = 10.0 ** (math.floor(math.log10(abs(exact))) + 1 - min(digits, 15))
            assert abs(read(result) - exact) <= 0.51 * finest, (written, result)


def test_numbers_as_they_are_written(stepper):
    page = stepper(interactive.convolution_stepper(X, K))
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


def test_no_key_pressed_in_a_figure_reaches_the_page(stepper):
    """JupyterLab would take it for a shortcut: b adds a cell, x cuts one."""
    page = stepper(interactive.convolution_stepper(X, K))
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


def test_it_works_by_keyboard_alone(stepper):
    page = stepper(interactive.convolution_stepper(X, K))
    page.locator("table.output td[tabindex='0']").focus()
    for key, at in (
        ("ArrowRight", "[0, 1]"),
        ("ArrowDown", "[1, 1]"),
        ("End", "[1, 2]"),
        ("ArrowRight", "[1, 2]"),
        ("Home", "[1, 0]"),
    ):
        page.keyboard.press(key)
        assert page.locator(".sum").inner_text().startswith(f"output{at} = "), key
    page.locator("table.input input[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.type("5")
    assert output(page)[0, 0] == 7 - (-1) * 1 + 5 * 1
    assert page.locator("[tabindex='0']").count() == 3  # one stop of the Tab key for each grid


def test_what_is_no_number_is_refused_and_said(stepper):
    page = stepper(interactive.convolution_stepper(X, K))
    before = output(page)
    field = page.locator("table.input input").first
    field.fill("3x")
    assert page.locator("[role=alert]").inner_text() == "“3x” is not a number; input, row 0, column 0 keeps 1."
    assert field.get_attribute("aria-invalid") == "true"
    np.testing.assert_array_equal(output(page), before)
    field.blur()
    assert field.input_value() == "1"
    field.fill("−2.5")  # a true minus sign will do
    assert output(page)[0, 0] == 7 - 1 * -1 + -2.5 * -1
    assert page.locator("[role=alert]").inner_text() == ""


def test_it_plays_when_asked_and_not_before(stepper):
    page = stepper(interactive.convolution_stepper(X, K))
    page.wait_for_timeout(1000)
    assert page.locator(".sum").inner_text().startswith("output[0, 0]")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.querySelector('cnn-stepper').at[1] === 1", timeout=3000)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Step").click()
    assert page.locator(".sum").inner_text().startswith("output[0, 2]")
    page.get_by_role("button", name="Start over").click()
    assert page.locator(".sum").inner_text().startswith("output[0, 0]")


def test_its_controls(stepper):
    page = stepper(interactive.convolution_stepper(X, K))
    page.get_by_role("combobox", name="padding").select_option("same")
    np.testing.assert_allclose(
        output(page), scratch.conv2d(X[None, :, :, None], K[:, :, None, None], padding="same")[0, :, :, 0]
    )
    assert page.locator("table.input td.padding").count() == 7 * 7 - 5 * 5
    page.get_by_role("combobox", name="stride").select_option("2")
    assert output(page).shape == (3, 3)
    page.get_by_role("combobox", name="input size").select_option("8")
    assert output(page).shape == (4, 4)
    page.get_by_role("combobox", name="input size").select_option("3")
    page.get_by_role("combobox", name="padding").select_option("0")
    page.get_by_role("combobox", name="dilation rate").select_option("2")
    assert "spans 5×5 cells" in page.locator(".sum").inner_text() and not page.locator("table.output").is_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
def test_accessible_and_within_the_page(stepper, width, dark):
    page = stepper(interactive.convolution_stepper(np.tile(X, (2, 2))[:8, :8], K, padding=2), width=width, dark=dark)
    if dark:
        page.evaluate(
            "document.body.dataset.jpThemeLight = 'false'; document.body.style.background = '#12161b'; document.body.style.color = '#e7eaee'"
        )
        page.evaluate("{ const s = document.querySelector('cnn-stepper'); s.replaceWith(s.cloneNode(true)); }")
    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_shows_the_still_picture(stepper):
    page = stepper(interactive.convolution_stepper(X, K))
    page.emulate_media(media="print")
    assert not page.locator(".figure").is_visible()
    assert page.locator("cnn-stepper > p").is_visible() and "= 7" in page.locator("cnn-stepper > p").inner_text()
