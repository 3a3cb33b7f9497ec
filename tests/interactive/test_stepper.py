"""The convolution stepper: its Python side, and its arithmetic and manners in a real browser."""

import math
from fractions import Fraction

import numpy as np
import pytest

from cnnlib import interactive, scratch
from tests.interactive.figures import K, X, replace


@pytest.mark.parametrize(
    "changes, exception, words",
    [
        ({"x": X.astype(int)}, TypeError, "x holds int64, needs float32 or float64"),
        ({"x": X[None]}, ValueError, "x has rank 3"),
        ({"x": np.ones((9, 9))}, ValueError, "x has shape (9, 9), needs at most 8×8"),
        ({"x": np.ones((1, 13))}, ValueError, "x has shape (1, 13), needs at most 12 in one row"),
        ({"kernel": np.ones((6, 1))}, ValueError, "kernel has shape (6, 1), needs at most 5×5"),
        ({"x": X * np.nan}, ValueError, "x holds infinite numbers or nan"),
        ({"strides": 6}, ValueError, "strides is 6, needs one of (1, 2, 3, 4, 5)"),
        ({"strides": np.array([1, 2])}, TypeError, "strides is array([1, 2]), needs one of (1, 2, 3, 4, 5)"),
        ({"strides": True}, TypeError, "strides is True, needs one of (1, 2, 3, 4, 5)"),
        ({"dilation_rate": 2.0}, TypeError, "dilation_rate is 2.0, needs one of (1, 2, 3)"),
        ({"padding": "full"}, ValueError, "padding is 'full', needs one of (0, 1, 2, 'same')"),
        ({"at": (3, 0)}, ValueError, "at is (3, 0), needs a row and a column of the output, (3, 3)"),
        ({"at": 3}, TypeError, "at is 3, needs a row and a column"),
        ({"kernel": np.ones((3, 3)), "dilation_rate": 3}, ValueError, "kernel spans 7 cells"),
    ],
)
def test_wrong_calls(changes, exception, words):
    with pytest.raises(exception) as caught:
        interactive.convolution_stepper(**({"x": X, "kernel": K} | changes))
    assert words in str(caught.value)


def test_integers_of_numpy_are_integers():
    one, two = np.int64(1), np.int64(2)
    taken = interactive.convolution_stepper(X, K, strides=two, padding=one, dilation_rate=two, at=(one, one))
    assert taken.html() == interactive.convolution_stepper(X, K, strides=2, padding=1, dilation_rate=2, at=(1, 1)).html()


def output(page):
    return np.array(page.evaluate("document.querySelector('cnn-stepper').output"))


def read(text):
    """A number as the page writes it, exactly."""
    return Fraction(text.strip("()").replace("−", "-"))


def test_its_arithmetic_is_cnnlib_s(shown):
    page = shown(interactive.convolution_stepper(X, K))
    rng = np.random.default_rng(0)
    checked = 0
    for case in range(120):
        size, kernel_size = rng.integers(3, 9, 2), rng.integers(1, 6, 2)
        digits = case % 2
        x, kernel = rng.normal(0, 3, size).round(digits), rng.normal(0, 3, kernel_size).round(digits)
        if case % 5 == 0:
            x, kernel = x[:1], kernel[:1]
        options = {"strides": int(rng.integers(1, 1 + max(x.shape))), "dilation_rate": int(rng.integers(1, 4))}
        options["padding"] = [0, 1, 2, "same"][rng.integers(4)]
        call = {"x": x.tolist(), "kernel": kernel.tolist(), **options, "at": [0, 0]}
        replace(page, "cnn-stepper", call)
        if len(x) == len(kernel) == 1 and options["padding"] != "same":  # a row is padded along the row only
            options["padding"] = (0, options["padding"])
        try:
            y = scratch.conv2d(x[None, :, :, None], kernel[:, :, None, None], **options)[0, :, :, 0]
        except ValueError:
            assert output(page).size == 0 and "there is no output" in page.locator(".sum").inner_text()
            continue
        np.testing.assert_allclose(output(page), y, atol=1e-9)
        checked += 1
    assert checked >= 60


def test_a_cell_shows_its_sum(shown):
    page = shown(interactive.convolution_stepper(X, K))
    written = "1·(−1) + (−1)·1 + 0·2 + (−1)·1 + (−2)·(−1) + 2·3 + 1·0 + 2·(−1) + (−2)·(−2) = 7"
    assert page.locator(".sum").inner_text() == f"output[0, 0] = {written}"
    page.locator("table.output td").nth(4).click()
    assert page.locator(".sum").inner_text().startswith("output[1, 1] = ")
    assert page.locator("table.input td.used").count() == 9
    assert page.locator("table.output td[aria-selected=true]").inner_text() == "8"


@pytest.mark.parametrize("decimals", [0, 3])
def test_a_sum_is_right_to_the_digits_it_shows(shown, decimals):
    page = shown(interactive.convolution_stepper(X, K))
    rng = np.random.default_rng(decimals)
    for _ in range(20):
        largest = 10.0 ** rng.integers(0, 7) - 1  # up to 999999, the largest number that a field takes
        x, kernel = rng.uniform(-largest, largest, (2, 2, 2)).round(decimals)
        call = {"strides": 1, "padding": 0, "dilation_rate": 1, "at": [0, 0]}
        replace(page, "cnn-stepper", {"x": x.tolist(), "kernel": kernel.tolist(), **call})
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


def test_it_works_by_keyboard_alone(shown):
    page = shown(interactive.convolution_stepper(X, K))
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
    assert output(page)[0, 0] == 7  # nothing counts before it is finished
    page.keyboard.press("Enter")
    assert output(page)[0, 0] == 7 - (-1) * 1 + 5 * 1
    page.keyboard.type("9")
    page.keyboard.press("ArrowDown")  # leaves the cell
    assert output(page)[0, 0] == 7 - (-1) * 1 + 9 * 1
    page.keyboard.type("77")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert output(page)[0, 0] == 7 - (-1) * 1 + 9 * 1
    assert page.locator("[tabindex='0']").count() == 3  # one stop of the Tab key for each grid


def test_what_is_no_number_is_refused_and_said(shown):
    page = shown(interactive.convolution_stepper(X, K))
    before = output(page)
    field, alert = page.locator("table.input input").first, page.locator("[role=alert]")
    for typed, why in {
        "3x": "“3x” is not a number",
        "-": "“-” is not a number",
        "1,5": "“1,5” is not a number (write 1.5)",
        "12345678": "“12345678” is beyond 999999",
    }.items():
        field.fill(typed)
        assert alert.inner_text() == "", "while somebody types, nothing is said"
        field.press("Enter")
        assert alert.inner_text() == f"{why}; input, row 0, column 0 stays at 1."
        field.press("Escape")
        assert alert.inner_text() == "" and field.input_value() == "1"
    field.fill("3x")
    field.blur()  # what was typed stays, marked, until it is corrected
    assert alert.inner_text() and field.input_value() == "3x" and field.get_attribute("aria-invalid") == "true"
    np.testing.assert_array_equal(output(page), before)
    field.fill("−2.5")  # a true minus sign will do
    field.blur()
    assert output(page)[0, 0] == 7 - 1 * -1 + -2.5 * -1
    assert alert.inner_text() == "" and field.get_attribute("aria-invalid") == "false"


def test_a_message_does_not_move_the_page(shown):
    page = shown(interactive.convolution_stepper(X, K))
    height = page.locator(".figure").bounding_box()["height"]
    page.locator("table.input input").first.fill("x")
    page.keyboard.press("Enter")
    assert page.locator("[role=alert]").inner_text()
    assert page.locator(".figure").bounding_box()["height"] == height


def test_it_plays_when_asked_and_not_before(shown):
    page = shown(interactive.convolution_stepper(X, K))
    page.wait_for_timeout(1000)
    assert page.locator(".sum").inner_text().startswith("output[0, 0]")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.querySelector('cnn-stepper').at[1] === 1", timeout=3000)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Step").click()
    assert page.locator(".sum").inner_text().startswith("output[0, 2]")
    page.locator("table.output td").last.click()
    page.get_by_role("button", name="Play").click()
    assert page.locator(".sum").inner_text().startswith("output[0, 0]"), "at the end, Play begins again"
    page.wait_for_function("() => document.querySelector('cnn-stepper').at[1] === 1", timeout=3000)


def test_start_over_restores_all(shown):
    page = shown(interactive.convolution_stepper(X, K))
    before = page.locator(".figure").inner_html()
    page.locator("table.input input").first.fill("9")
    page.locator("table.kernel input").first.fill("4")
    for name, value in {"input size": "7", "kernel size": "2", "stride": "2", "padding": "1", "dilation rate": "2"}.items():
        page.get_by_role("combobox", name=name).select_option(value)
    page.locator("table.output td").last.click()
    page.get_by_role("button", name="Start over").click()
    np.testing.assert_array_equal(output(page), scratch.conv2d(X[None, :, :, None], K[:, :, None, None])[0, :, :, 0])
    assert page.locator(".figure").inner_html() == before


def test_what_a_smaller_input_leaves_out_comes_back(shown):
    page = shown(interactive.convolution_stepper(X, K))
    before = output(page)
    for name in ("input size", "kernel size"):
        for value in ("3", "5" if name == "input size" else "2", "3" if name == "kernel size" else "5"):
            page.get_by_role("combobox", name=name).select_option(value)
    np.testing.assert_array_equal(output(page), before)


def test_a_weight_shows_the_number_it_met_and_the_number_its_weight(shown):
    page = shown(interactive.convolution_stepper(X, K, at=(1, 1)))
    met = page.locator(".met")
    page.locator("table.kernel td").nth(5).hover()  # row 1, column 2, meets input row 2, column 3
    assert met.evaluate_all("all => all.map(e => String(e.at || e.textContent))") == ["2,3", "1,2", "1·3"]
    page.locator("table.input td").nth(1 * 5 + 1).hover()
    assert met.evaluate_all("all => all.map(e => String(e.at || e.textContent))") == ["1,1", "0,0", "(−2)·(−1)"]
    page.locator("table.input td").first.hover()  # outside the window
    assert met.count() == 0
    page.locator("table.kernel input").first.focus()
    assert met.count() == 3
    page.get_by_role("button", name="Step").hover()
    page.locator(".sum span").nth(8).hover()
    assert met.evaluate_all("all => all.map(e => String(e.at || e.textContent))") == ["3,3", "2,2", "2·(−2)"]


def test_the_buttons_stay_where_they_are(shown):
    page = shown(interactive.convolution_stepper(np.tile(X, (2, 2))[:8, :8], K), width=760)
    button = page.get_by_role("button", name="Play")
    before, low = button.bounding_box(), page.locator(".figure").bounding_box()["height"]
    page.get_by_role("combobox", name="padding").select_option("2")
    assert button.bounding_box() == before
    assert page.locator(".figure").bounding_box()["height"] < low + 100


def test_its_controls(shown):
    page = shown(interactive.convolution_stepper(X, K))
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
    assert all(page.get_by_role("button", name=name).is_disabled() for name in ("Play", "Step"))
    page.get_by_role("combobox", name="dilation rate").select_option("1")
    assert output(page).shape == (1, 1) and page.get_by_role("button", name="Play").is_enabled()


def test_strides_up_to_the_size_of_the_input(shown):
    page = shown(interactive.convolution_stepper(np.arange(12.0)[None], np.ones((1, 3))))
    page.get_by_role("combobox", name="stride").select_option("9")
    assert output(page).tolist() == [[3.0, 30.0]]
    page.get_by_role("combobox", name="input size").select_option("8")
    assert page.get_by_role("combobox", name="stride").input_value() == "8" and output(page).tolist() == [[3.0]]
