"""The kernel bench: its Python side, and its arithmetic and manners in a real browser."""

import io

import numpy as np
import pytest
from PIL import Image

from cnnlib import data, explain, interactive, scratch
from cnnlib.interactive.kernel_bench import PRESETS, gray
from cnnlib.palette import SIGNED, colored
from tests.color_blindness import BLIND, seen
from tests.interactive.figures import replace

TAG = "cnn-kernel-bench"
OPTIONS = interactive.kernel_bench().options
ELEMENT = f"document.querySelector('{TAG}')"


@pytest.fixture
def page(shown):
    return shown(interactive.kernel_bench())


def output(page):
    return np.reshape(page.evaluate(f"[...{ELEMENT}.output]"), (110, 110))


def conv2d(pixels, kernel):
    return scratch.conv2d(pixels[None, :, :, None].astype(float), np.array(kernel, float)[:, :, None, None])[0, :, :, 0]


def field(page, i, j):
    return page.locator("table.kernel input").nth(3 * i + j)


@pytest.mark.parametrize(
    "changes, exception, words",
    [
        ({"photograph": "dog"}, ValueError, "name is 'dog', needs one of astronaut"),
        ({"kernel": np.ones((5, 5))}, ValueError, "kernel has shape (5, 5), needs (3, 3)"),
        ({"kernel": np.ones((3, 3), int)}, TypeError, "kernel holds int64, needs float32 or float64"),
        ({"kernel": np.full((3, 3), np.inf)}, ValueError, "kernel holds infinite numbers or nan"),
        ({"at": (110, 0)}, ValueError, "at is (110, 0), needs a row and a column of the output, (110, 110)"),
        ({"at": 3}, TypeError, "at is 3, needs a row and a column"),
    ],
)
def test_wrong_calls(changes, exception, words):
    with pytest.raises(exception) as caught:
        interactive.kernel_bench(**changes)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", data.photographs())
def test_a_photograph_is_at_half_its_size(name):
    means = data.photograph(name, color=False).astype(float).reshape(112, 2, 112, 2).mean(axis=(1, 3))
    assert np.abs(gray(name) - 255 * means).max() <= 0.5


def test_its_arithmetic_is_cnnlib_s(page):
    rng = np.random.default_rng(0)
    for case in range(40):
        pixels = rng.integers(0, 256, (112, 112)).astype(np.uint8)
        # Sums of sixteenths are often in the middle of two numbers of six digits.
        kernel = rng.normal(0, 2, (3, 3)).round(case % 4) if case % 2 else rng.integers(-20, 20, (3, 3)) / 16
        replace(page, TAG, OPTIONS | {"kernel": kernel.tolist()})
        page.evaluate(f"(pixels) => {{ {ELEMENT}.pixels.set(pixels); {ELEMENT}.update(); }}", pixels.ravel().tolist())
        y = conv2d(pixels, kernel)
        np.testing.assert_allclose(output(page), y, atol=1e-9)
        places = [tuple(map(int, np.unravel_index(k, y.shape))) for k in (y.argmax(), y.argmin())]
        assert page.evaluate(f"{ELEMENT}.extremes") == list(map(list, places))
        i, j = map(int, rng.integers(0, 110, 2))
        page.evaluate(f"([i, j]) => {ELEMENT}.select(i, j)", [i, j])
        images = pixels[None, :, :, None].astype(float), kernel[:, :, None, None]
        said = str(explain(scratch.conv2d, *images, at=(0, i, j, 0)))
        assert page.locator(".sum").inner_text() == said.replace(f"y[0, {i}, {j}, 0]", f"output[{i}, {j}]")


@pytest.mark.parametrize("name", PRESETS)
def test_each_kernel_of_the_list(page, name):
    page.get_by_role("combobox", name="kernel").select_option(name)
    y = conv2d(gray("camera"), PRESETS[name])
    np.testing.assert_array_equal(output(page), y)
    drawn = page.evaluate(f"[...{ELEMENT}.map.getContext('2d').getImageData(1, 1, 110, 110).data]")
    assert np.abs(np.reshape(drawn, (110, 110, 4))[:, :, :3] - colored(y)).max() <= 1
    total = np.sum(PRESETS[name])
    note = page.locator(".note").last.inner_text()
    assert note.startswith(f"The weights add up to {total:g}: where the photograph is even")
    assert total or "The highest output is where bright pixels lie under positive weights" in note, "likeness alone does not make it"


@pytest.mark.parametrize("matrix", [np.eye(3), *BLIND.values()], ids=["all colors", *BLIND])
def test_below_and_above_zero_stay_apart(matrix):
    low, zero, high = (np.array(seen(color, matrix)) for color in SIGNED)
    assert np.abs(low - high).max() > 0.25 and low.mean() - zero.mean() > 0.25 and high.mean() - zero.mean() > 0.25


def test_it_opens_on_the_window_with_the_largest_output(page):
    y = conv2d(gray("camera"), PRESETS["vertical edges"])
    i, j = np.unravel_index(y.argmax(), y.shape)
    said = page.locator(".sum").inner_text()
    assert said.startswith(f"output[{i}, {j}] = ") and said.endswith(f" = {y.max():.0f}")
    assert page.locator("table.input td").all_inner_texts() == [str(v) for v in gray("camera")[i : i + 3, j : j + 3].flat]
    page.get_by_role("button", name="Lowest output").click()
    assert page.locator(".sum").inner_text().endswith(f" = −{-y.min():.0f}")


def test_weights_by_mouse(page):
    field(page, 1, 1).scroll_into_view_if_needed()
    box = field(page, 1, 1).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 24, steps=4)
    assert field(page, 1, 1).input_value() == "1"  # four steps of 0.25, and the output has followed
    kernel = np.array(PRESETS["vertical edges"]) + np.diag([0, 1, 0])
    np.testing.assert_array_equal(output(page), conv2d(gray("camera"), kernel))
    page.mouse.move(x, y + 12, steps=4)
    page.mouse.up()
    page.mouse.move(x, y + 60)
    assert field(page, 1, 1).input_value() == "−0.5"
    assert page.get_by_role("combobox", name="kernel").input_value() == "your own weights"
    field(page, 0, 0).click()
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{ELEMENT}.kernel[0][0]") == 0.5


def test_it_works_by_keyboard_alone(page):
    stops = []
    for _ in range(7):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(f"{ELEMENT}.shadowRoot.activeElement?.closest('label, button, table, .picture').className"))
    assert stops == ["", "file", "", "picture", "kernel", "extreme", "extreme"]
    page.locator(".picture").first.focus()
    page.evaluate(f"{ELEMENT}.select(5, 5)")
    for key, at in (
        ("ArrowRight", [5, 6]),
        ("ArrowDown", [6, 6]),
        ("Shift+ArrowDown", [16, 6]),
        ("Shift+ArrowLeft", [16, 0]),
        ("ArrowUp", [15, 0]),
    ):
        page.keyboard.press(key)
        assert page.locator(".sum").inner_text().startswith(f"output{at} = "), key
        label = page.locator(".picture").first.get_attribute("aria-label")
        assert f"row {at[0] + 1}, column {at[1] + 1};" in label
    page.keyboard.press("Tab")
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    assert page.evaluate(f"{ELEMENT}.kernel[0]") == [-0.75, -0.25, 1]


def test_a_click_chooses_the_window(page):
    for picture in page.locator(".picture").all():
        box = picture.bounding_box()
        picture.click(position={"x": box["width"] * 50.5 / 112, "y": box["height"] * 20.5 / 112})
        assert page.evaluate(f"{ELEMENT}.at") == [19, 49]
        picture.click(position={"x": box["width"] * 111.5 / 112, "y": 1})  # the window stays inside
        assert page.evaluate(f"{ELEMENT}.at") == [0, 109]


def test_a_weight_its_pixel_and_their_product_are_shown_together(page):
    page.locator("table.kernel td").nth(5).hover()
    assert page.locator("td.met").evaluate_all("all => all.map(td => String(td.at))") == ["1,2"] * 3
    assert page.locator(".sum .met").count() == 1


def file_of(picture, name="mine.png"):
    buffer = io.BytesIO()
    picture.save(buffer, format="png")
    return {"name": name, "mimeType": "image/png", "buffer": buffer.getvalue()}


def test_a_photograph_of_the_reader_s_own(page):
    rng = np.random.default_rng(1)
    colors = rng.integers(0, 256, (112, 140, 3)).astype(np.uint8)
    page.locator("input[type=file]").set_input_files(file_of(Image.fromarray(colors)))
    page.wait_for_function(f"{ELEMENT}.named.textContent === 'your photograph 112×112'")
    expected = colors[:, 14:126] @ np.array([0.299, 0.587, 0.114])  # the middle square
    pixels = np.reshape(page.evaluate(f"[...{ELEMENT}.pixels]"), (112, 112))
    assert np.abs(pixels - expected).max() <= 0.5 + 1e-9
    np.testing.assert_array_equal(output(page), conv2d(pixels, PRESETS["vertical edges"]))
    page.get_by_role("button", name="Start over").click()
    np.testing.assert_array_equal(output(page), conv2d(gray("camera"), PRESETS["vertical edges"]))


def test_a_file_that_is_no_picture(page):
    before = output(page)
    page.locator("input[type=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"text"})
    page.get_by_text("This file is no picture that the browser can read.").wait_for()
    np.testing.assert_array_equal(output(page), before)


def test_start_over_restores_all(page):
    before = page.locator(".figure").inner_text()
    page.get_by_role("combobox", name="kernel").select_option("soft blur")
    page.locator(".picture").first.click()
    field(page, 2, 2).fill("x")
    page.keyboard.press("Enter")
    assert page.locator("[role=alert]").inner_text().startswith("“x” is not a number; kernel, row 2, column 2 stays at 0.0625.")
    page.get_by_role("button", name="Start over").click()
    assert page.locator(".figure").inner_text() == before
    assert page.evaluate(f"{ELEMENT}.kernel") == PRESETS["vertical edges"]
