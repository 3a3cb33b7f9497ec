"""The map of a network: its numbers and their sums in a real browser, against cnnlib's."""

import re

import numpy as np
import pytest

from cnnlib import data, explain, interactive, nets, scratch
from cnnlib.interactive.forward import outputs
from cnnlib.interactive.garments import garments
from cnnlib.interactive.network_map import tiled
from cnnlib.numerals import number

ELEMENT = "document.querySelector('cnn-network-map')"
CLASSES = data.FASHION_MNIST_CLASSES
NETWORK = nets.first_networks()["convolutional"]
NAMES = ["picture", "conv1", "pool1", "conv2", "pool2", "flatten", "scores"]


def maps_of(garment):
    return dict(zip(NAMES, outputs(NETWORK, garments()[garment] / 255)))


def weights(name):
    return [w.astype(float) for w in next(layer for layer in NETWORK.layers if layer.name == name).get_weights()]


@pytest.fixture
def page(shown):
    return shown(interactive.network_map())


def lines(page):
    return [text for text in page.locator(".sum:visible").all_inner_texts() if text]


def read(text):
    """Words and numbers: the page writes 0.00005 where Python writes 5e−05."""
    return [float(part) if part[:1].isdigit() else part for part in re.split(r"(\d+\.?\d*(?:e-\d+)?)", text.replace("e−", "e-"))]


def four(value):
    return number(float(f"{value:.4g}"))


def same(said, explained):
    """Whether a sum on the page has the words of another, and its numbers, to four digits."""
    pairs = list(zip(read(said), read(explained), strict=True))
    assert not re.search(r"[1-9]\d{4,}\b", said.replace(".", ""))
    return all(np.isclose(a, b, rtol=6e-4) if isinstance(b, float) else a == b for a, b in pairs)


def choose(page, name, i, j, k):
    page.evaluate(f"([...at]) => {ELEMENT}.select(...at)", [NAMES.index(name), k, i, j])


@pytest.mark.parametrize(
    "options, words",
    [
        ({"garment": "Hat"}, "network_map: garment is 'Hat'"),
        ({"at": (1.5, 0, 0)}, "at is (1.5, 0, 0), needs a row"),
        ({"at": (11, 0, 0)}, "at is (11, 0, 0), needs a row, a column and a map of conv2, (11, 11, 16)"),
    ],
)
def test_wrong_calls(options, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        interactive.network_map(**options)
    assert words in str(caught.value)


def test_every_map_is_cnnlib_s(page):
    for garment in range(10):
        page.evaluate(f"{ELEMENT}.wear({garment})")
        for values, y in zip(page.evaluate(f"{ELEMENT}.maps.map((maps) => [...maps.values])"), maps_of(garment).values()):
            np.testing.assert_allclose(values, y.ravel(), atol=1e-9)
    drawn = page.evaluate(f"[...{ELEMENT}.buttons[3][5].canvas.getContext('2d').getImageData(0, 0, 11, 11).data]")
    y = maps_of(9)["conv2"]
    assert np.abs(np.reshape(drawn, (11, 11, 4))[..., 0] - 255 * y[..., 5] / y.max()).max() <= 0.5 + 1e-6


def test_sizes_and_parameters_stand_at_each_stage(page):
    said = [" ".join(text.split()) for text in page.locator(".stage").all_inner_texts()]
    assert said[0].startswith("picture 28×28")
    for text, size, params in zip(
        said[1:],
        ("conv1 26×26×8", "pool1 13×13×8", "conv2 11×11×16", "pool2 5×5×16", "scores 10 numbers"),
        ("80 parameters", "no parameters", "1,168 parameters", "no parameters", "4,010 parameters"),
    ):
        assert size in text and text.endswith(params), text
    assert page.locator(".maps button").count() == 1 + 8 + 8 + 16 + 16


def test_it_opens_on_the_strongest_cell_of_the_second_convolution(page):
    y = maps_of(9)["conv2"]
    at = np.unravel_index(y.argmax(), y.shape)
    assert lines(page)[-1].startswith(f"ReLU: conv2[{', '.join(map(str, at))}] = max(")
    assert page.locator(".parts button").count() == 8 and page.locator("td:visible").count() == 27


def test_a_cell_of_the_first_convolution(page):
    maps, (kernel, bias), rng = maps_of(9), weights("conv1"), np.random.default_rng(0)
    for _ in range(25):
        i, j, k = (int(rng.integers(n)) for n in (26, 26, 8))
        choose(page, "conv1", i, j, k)
        explained = explain(scratch.conv2d, maps["picture"][None], kernel, bias, at=(0, i, j, k))
        assert same(lines(page)[1], "sum" + str(explained).removeprefix(f"y[0, {i}, {j}, {k}]"))
        y = maps["conv1"][i, j, k]
        assert lines(page)[-1] == f"ReLU: conv1[{i}, {j}, {k}] = max({four(explained.value)}, 0) = {four(y)}"


def test_a_cell_of_the_second_convolution(page):
    maps, (kernel, bias), rng = maps_of(9), weights("conv2"), np.random.default_rng(1)
    for _ in range(25):
        i, j, k = (int(rng.integers(n)) for n in (11, 11, 16))
        choose(page, "conv2", i, j, k)
        c = int(rng.integers(8))
        page.locator(".parts button").nth(c).click()
        x = maps["pool1"][None]
        part = explain(scratch.conv2d, x[..., c : c + 1], kernel[:, :, c : c + 1], at=(0, i, j, k))
        said, first, second, result = lines(page)
        assert "72 products" in said
        assert same(first, f"from map {c}" + str(part).removeprefix(f"y[0, {i}, {j}, {k}]"))
        parts = [explain(scratch.conv2d, x[..., d : d + 1], kernel[:, :, d : d + 1], at=(0, i, j, k)).value for d in range(8)]
        terms = " + ".join(number(part) for part in [*parts, bias[k]]).replace("+ −", "− ")
        total = sum(parts) + bias[k]
        assert same(second, f"sum = {terms} = {number(total)}")
        assert result == f"ReLU: conv2[{i}, {j}, {k}] = max({four(total)}, 0) = {four(maps['conv2'][i, j, k])}"


def test_a_cell_of_a_pooling(page):
    maps, rng = maps_of(9), np.random.default_rng(2)
    for name, source, shape in (("pool1", "conv1", (13, 13, 8)), ("pool2", "conv2", (5, 5, 16))):
        for _ in range(10):
            i, j, k = (int(rng.integers(n)) for n in shape)
            choose(page, name, i, j, k)
            explained = explain(scratch.max_pool2d, maps[source][None], at=(0, i, j, k))
            assert same(lines(page)[-1], str(explained).replace(f"y[0, {i}, {j}, {k}]", f"{name}[{i}, {j}, {k}]"))
            assert page.locator("td:visible").count() == 4 and page.locator("td.used:visible").count() == 1


def test_a_score(page):
    maps, (kernel, bias) = maps_of(9), weights("scores")
    for k in range(10):
        page.locator(".ten button").nth(k).click()
        products = maps["flatten"] * kernel[:, k]
        order = np.argsort(-np.abs(products), kind="stable")
        places = [np.unravel_index(n, (5, 5, 16)) for n in order[:6]]
        tops = page.locator(".top button").all_inner_texts()
        assert [text.split(":")[0] for text in tops] == [f"pool2[{', '.join(map(str, at))}]" for at in places]
        second = lines(page)[1]
        assert second.startswith(f"sum = {four(maps['flatten'][order[0]])}·")
        rest = four(abs(products[order[6:]].sum()))
        assert f"{rest} (394 more products)" in second and f"{four(abs(bias[k]))} (bias)" in second
        assert second.endswith(f" = {four(maps['scores'][k])}")
        assert lines(page)[-1] == f"{CLASSES[k]}: {four(maps['scores'][k])}"
    page.locator(".top button").first.click()
    assert lines(page)[-1].startswith(tops[0].split(":")[0] + " = max(")


@pytest.mark.parametrize("garment", ["Bag", "Ankle boot"])
def test_the_bars_of_the_scores_start_at_a_line(page, garment):
    page.evaluate(f"{ELEMENT}.wear({CLASSES.index(garment)})")
    scores = maps_of(CLASSES.index(garment))["scores"]
    low, high = min(0, *scores), max(0, *scores)
    zeros, edges = page.evaluate(
        """() => [[...ELEMENT.shadowRoot.querySelectorAll(".track")].map((track) => parseFloat(track.style.getPropertyValue("--zero"))),
            [...ELEMENT.shadowRoot.querySelectorAll(".bar")].map((bar) => [parseFloat(bar.style.left), parseFloat(bar.style.width)])]""".replace(
            "ELEMENT", ELEMENT
        )
    )
    np.testing.assert_allclose(zeros, [100 * -low / (high - low)] * 10, rtol=1e-4)
    np.testing.assert_allclose([left if score > 0 else left + width for score, (left, width) in zip(scores, edges)], zeros, rtol=1e-4)
    assert "linear-gradient" in page.locator(".track").first.evaluate("(track) => getComputedStyle(track).backgroundImage")


def test_a_pixel(page):
    choose(page, "picture", 15, 20, 0)
    assert lines(page)[-1] == f"picture[15, 20] = {four(garments()[9][15, 20] / 255)}"


def test_the_frames_are_what_the_number_was_made_from(page):
    choose(page, "pool2", 2, 2, 3)
    shown = page.evaluate(
        f"""() => {ELEMENT}.buttons.map((all) => all.filter(({{ mark }}) => mark && !mark.hidden).map(({{ mark }}) =>
            ["top", "height"].map((key) => parseFloat(mark.style[key]))))"""
    )
    assert [len(frames) for frames in shown] == [1, 8, 8, 1, 1, 0, 0]
    for frames, first, last, n in zip(shown, (8, 8, 4, 4, 2), (17, 15, 7, 5, 2), (28, 26, 13, 11, 5)):
        np.testing.assert_allclose(frames[0], [100 * first / n, 100 * (last - first + 1) / n], rtol=1e-4)


def test_a_click_chooses_map_and_cell(page):
    button = page.locator("[aria-label='conv1, map 5']")
    box = button.bounding_box()
    button.click(position={"x": box["width"] * 20.5 / 26, "y": box["height"] * 3.5 / 26})
    assert lines(page)[-1].startswith("ReLU: conv1[3, 20, 5] = ")
    zoom = page.locator(".zoom")
    box = zoom.bounding_box()
    zoom.click(position={"x": box["width"] * 0.5 / 26, "y": box["height"] * 25.5 / 26})
    assert lines(page)[-1].startswith("ReLU: conv1[25, 0, 5] = ")


def test_it_works_by_keyboard_alone(page):
    stops = []
    for _ in range(8):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(f"{ELEMENT}.shadowRoot.activeElement.getAttribute('aria-label') || ''").split(";")[0])
    assert stops[:6] == ["Ankle boot", "picture", "conv1, map 0", "pool1, map 0", "conv2, map 15", "pool2, map 0"]
    assert stops[6].startswith("T-shirt/top, ") and stops[7] == "conv2, map 15, row 9, column 9"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert "conv2[8, 10, 15]" in lines(page)[-1]
    page.locator("[aria-label='conv2, map 15']").focus()
    for key, k in (("ArrowUp", 13), ("ArrowLeft", 12), ("Home", 0), ("ArrowDown", 2), ("End", 15)):
        page.keyboard.press(key)
        assert f"conv2[8, 10, {k}]" in lines(page)[-1], key
        assert page.evaluate(f"{ELEMENT}.shadowRoot.activeElement.getAttribute('aria-pressed')") == "true"
    page.keyboard.press("Enter")  # a key has no place: the cell stays
    assert "conv2[8, 10, 15]" in lines(page)[-1]


def test_on_a_phone_the_sum_stands_below_the_stage_and_the_button_stays(shown):
    page = shown(interactive.network_map(), width=390)
    for name in ("conv1, map 5", "pool2, map 9", "pool1, map 0"):
        button = page.locator(f"[aria-label='{name}']")
        button.scroll_into_view_if_needed()
        before = button.bounding_box()["y"]
        button.click()
        assert abs(button.bounding_box()["y"] - before) < 1
        stage, how = (page.locator(which).bounding_box() for which in (f".stage:has([aria-label='{name}'])", ".how"))
        assert 0 <= how["y"] - stage["y"] - stage["height"] < 30


def test_another_garment_keeps_the_place(page):
    page.locator(".garment").nth(1).click()
    y = maps_of(1)["conv2"][9, 9, 15]
    assert lines(page)[-1].startswith("ReLU: conv2[9, 9, 15] = ") and lines(page)[-1].endswith(f" = {four(y)}")
    assert page.locator(".ten .most").inner_text().strip() == "Trouser"


def test_maps_of_a_stage_in_one_picture():
    maps = np.arange(1.0, 33).reshape(2, 2, 8)
    picture = tiled(maps)
    assert picture.shape == (12, 6)
    np.testing.assert_array_equal(picture[3:5, 3:5], maps[:, :, 3])
