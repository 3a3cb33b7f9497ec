"""Shift and shuffle: its Python side, and its networks, moves and manners in a real browser."""

import numpy as np
import pytest

from cnnlib import data, interactive, nets
from cnnlib.exercises.training import shift_picture
from cnnlib.interactive.forward import outputs
from cnnlib.interactive.garments import PLACES, garments
from tests.interactive.figures import THREE

ELEMENT = "document.querySelector('cnn-shift-and-shuffle')"
CLASSES = data.FASHION_MNIST_CLASSES


@pytest.fixture
def page(shown):
    return shown(interactive.shift_and_shuffle(THREE))


def results(page):
    page.evaluate(f"{ELEMENT}.draw()")
    return np.array(page.evaluate(f"{ELEMENT}.results"))


def expected(picture, shuffled=False):
    if shuffled:
        picture = picture.ravel()[data.shuffled_order()].reshape(28, 28)
    return [outputs(network, picture)[-1] for network in nets.first_networks(shuffled=shuffled).values()]


def says(page):
    page.evaluate(f"{ELEMENT}.draw()")
    return page.locator(".says").all_inner_texts()


def frame_point(page, row, column):
    page.locator(".frame").scroll_into_view_if_needed()
    box = page.locator(".frame canvas").bounding_box()
    return box["x"] + box["width"] * (column + 0.5) / 28, box["y"] + box["height"] * (row + 0.5) / 28


@pytest.mark.parametrize(
    "options, words",
    [
        ({"at": (0.5, 0)}, "at is (0.5, 0), needs two integers"),
        ({"names": ("dense", "deep")}, "needs some of 'dense', 'convolutional', 'convolutional, pooled'"),
        ({"names": iter(["dense"])}, "needs a list of some of 'dense'"),
        ({"names": 3}, "names is 3, needs a list of some of 'dense'"),
        ({"names": "dense"}, "names is 'dense', needs a list of some of 'dense'"),
        ({"names": [["dense"]]}, "names is [['dense']], needs some of 'dense'"),
        ({"garment": np.eye(2)}, "garment is array([[1., 0.], [0., 1.]]), needs one of 'T-shirt/top'"),
        ({"names": ()}, "shift_and_shuffle: names is ()"),
        ({"garment": "Hat"}, "garment is 'Hat', needs one of 'T-shirt/top'"),
        ({"at": (0, 7)}, "at is (0, 7), needs two integers from −6 to 6"),
    ],
)
def test_wrong_calls(options, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        interactive.shift_and_shuffle(**options)
    assert words in str(caught.value)


def test_each_garment_is_the_first_that_all_three_get_right():
    _, (x, y) = data.fashion_mnist()
    x, y = (x[:200] / 255).astype(np.float32)[..., None], y[:200]
    right = np.all([network(x).argmax(axis=1) == y for network in nets.first_networks().values()], axis=0)
    assert list(PLACES) == [int(np.flatnonzero(right & (y == c))[0]) for c in range(10)]
    np.testing.assert_array_equal(garments(), np.round(255 * x[list(PLACES), ..., 0]))


def test_the_weights_of_a_page_stay_below_200_kilobytes():
    """Chapter 03 shows both figures."""
    networks = interactive.shift_and_shuffle(THREE).options["networks"]
    texts = [network[key] for network in networks for key in ("weights", "shuffled_weights") if key in network]
    texts.append(interactive.network_map().options["network"]["weights"])
    assert sum(map(len, texts)) <= 200_000


def test_it_opens_on_trousers_that_only_one_network_knows(page):
    assert says(page) == ["✗ Ankle boot", "✗ Ankle boot", "✓ Trouser"]
    assert page.locator(".readout").inner_text() == "moved 4 to the right"
    stored = data.first_accuracies()
    shares = " ".join(f"{name} {100 * stored[name]['moved'][6, 10]:.0f} %" for name in THREE)
    assert page.locator(".key").inner_text().replace("\n", " ") == f"Right of 2,000 test pictures, moved 4 to the right: {shares}"


def test_the_scores_are_cnnlib_s(page):
    rng = np.random.default_rng(0)
    for _ in range(20):
        k, shuffled = int(rng.integers(10)), bool(rng.integers(2))
        down, right = map(int, rng.integers(-6, 7, 2))
        page.evaluate(f"{ELEMENT}.wear({k}); {ELEMENT}.setShuffled({str(shuffled).lower()}); {ELEMENT}.frame.move({down}, {right})")
        scores = expected(shift_picture(garments()[k] / 255, down, right), shuffled)
        np.testing.assert_allclose(results(page), scores, atol=1e-9)
        marks = ["✓" if y.argmax() == k else "✗" for y in scores]
        assert says(page) == [f"{mark} {CLASSES[y.argmax()]}" for mark, y in zip(marks, scores)]


def test_it_is_dragged(page):
    x, y = frame_point(page, 14, 14)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(*frame_point(page, 12, 11), steps=4)
    assert page.evaluate(f"{ELEMENT}.frame.at") == [-2, 1]
    page.mouse.move(*frame_point(page, 27, 27), steps=4)  # as far as was measured
    page.mouse.up()
    page.mouse.move(x, y)
    assert page.evaluate(f"{ELEMENT}.frame.at") == [6, 6]
    page.evaluate(f"{ELEMENT}.draw()")
    assert page.locator(".readout").inner_text() == "moved 6 to the right, 6 down"
    assert page.locator(".key").inner_text().startswith("Right of 2,000 test pictures, moved 6 to the right, 6 down:")


def test_each_place_has_its_own_share_of_these_networks(page):
    """Of all pictures where the reader's stands. The dot stands at the distance, if the axis goes so far."""
    stored, key = data.first_accuracies(), page.locator(".key")
    for down, right in ((3, 3), (-1, 1), (6, -2), (0, -3), (5, 0), (-6, -6), (0, 1), (0, 0)):
        page.evaluate(f"{ELEMENT}.frame.move({down}, {right}); {ELEMENT}.draw()")
        for name in THREE:
            assert f"{name} {100 * stored[name]['moved'][6 + down, 6 + right]:.0f} %" in key.inner_text()
        assert (f", {page.locator('.readout').inner_text()}:" in key.inner_text()) == bool(down or right)
        far = np.hypot(down, right)
        assert page.locator(".dot:visible").count() == (3 if far <= 6 else 0)
        lefts = page.locator(".dot").evaluate_all("dots => dots.map((dot) => parseFloat(dot.style.left))")
        np.testing.assert_allclose(lefts, 100 * far / 6, rtol=1e-5)


def test_it_works_by_keyboard_alone(page):
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # from trousers to the next garment
    assert page.evaluate(f"{ELEMENT}.worn") == 2
    page.locator(".frame").focus()
    for key, at in (("ArrowLeft", [0, 3]), ("ArrowDown", [1, 3]), ("ArrowUp", [0, 3]), ("Home", [0, 0])):
        page.keyboard.press(key)
        assert page.evaluate(f"{ELEMENT}.frame.at") == at, key
    said = "Pullover, not moved: dense says Pullover, right; convolutional says Pullover, right; convolutional, pooled says Pullover, right."
    page.wait_for_function(f"(said) => {ELEMENT}.status.textContent === said", arg=said)
    assert page.locator(".frame").get_attribute("aria-label") == "Pullover, not moved; arrow keys move it, Home takes it back"


def test_the_shuffle(page):
    before = results(page)
    page.get_by_role("button", name="Shuffle all pixels").press("Enter")
    after = results(page)
    assert page.evaluate(f"{ELEMENT}.frame.at") == [0, 0]
    np.testing.assert_allclose(after, expected(garments()[1] / 255, shuffled=True), atol=1e-9)
    np.testing.assert_allclose(after[0], outputs(nets.first_networks()["dense"], garments()[1] / 255)[-1], atol=1e-9)
    assert page.get_by_role("button", name="Put the pixels back").is_visible()
    seen = np.reshape(page.evaluate(f"[...{ELEMENT}.frame.canvas.getContext('2d').getImageData(0, 0, 28, 28).data]"), (784, 4))
    np.testing.assert_array_equal(seen[:, 0], garments()[1].ravel()[data.shuffled_order()])
    stored, key = data.first_accuracies(), page.locator(".key")
    for name in THREE[1:]:
        assert f"{name} {100 * stored[name]['shuffled'][0]:.0f} %" in key.inner_text()
    assert f"dense {100 * stored['dense']['moved'][6, 6]:.0f} %" in key.inner_text(), "its weights went along"
    page.locator(".frame").press("ArrowRight")
    page.evaluate(f"{ELEMENT}.draw()")
    said = f"Right of 2,000 shuffled test pictures, moved 1 to the right: dense {100 * stored['dense']['moved'][6, 7]:.0f} %"
    assert key.inner_text().replace("\n", " ") == f"{said} (The others were not measured on these.)"
    assert page.locator(".dot:visible").count() == 1
    page.get_by_role("button", name="Start over").click()
    np.testing.assert_array_equal(results(page), before)


@pytest.mark.parametrize("names, words", [(("dense",), "77 %"), (("convolutional",), "the share right was not measured.")])
def test_of_a_network_that_was_not_measured_nothing_is_named(shown, names, words):
    page = shown(interactive.shift_and_shuffle(names, at=(0, 1)))
    page.evaluate(f"{ELEMENT}.setShuffled(true); {ELEMENT}.frame.move(0, 1); {ELEMENT}.draw()")
    assert page.locator(".key").inner_text().endswith(words)


def test_a_drawing(page):
    page.get_by_role("button", name="Shuffle all pixels").click()
    page.get_by_role("button", name="Draw your own").click()  # for networks that see what is drawn
    assert page.get_by_role("button", name="Shuffle all pixels").is_visible()
    assert says(page) == ["–"] * 3 and page.locator(".most").count() == 0, "nothing is drawn"
    assert results(page).shape == (3, 10) and page.evaluate(f"{ELEMENT}.frame.picture.every((ink) => ink === 0)")
    page.mouse.move(*frame_point(page, 5, 14))
    page.mouse.down()
    page.mouse.move(*frame_point(page, 22, 14), steps=5)
    page.mouse.up()
    drawn = np.reshape(page.evaluate(f"[...{ELEMENT}.frame.picture]"), (28, 28))
    assert (drawn[5:23, 14] == 1).all() and drawn.max() == 1 and not drawn[:, :11].any() and not drawn[:2].any()
    np.testing.assert_allclose(results(page), expected(drawn), atol=1e-9)
    assert all(text in CLASSES for text in says(page)), "nobody knows what is right"
    page.get_by_role("button", name="Draw your own").click()  # now it moves
    page.locator(".frame").press("ArrowRight")
    np.testing.assert_allclose(results(page), expected(shift_picture(drawn, 0, 1)), atol=1e-9)
    page.get_by_role("button", name="Draw your own").click()
    page.get_by_role("button", name="Clear").click()
    frame = page.locator(".frame")
    for key in ("ArrowUp", "ArrowUp", " "):
        frame.press(key)
    drawn = np.reshape(page.evaluate(f"[...{ELEMENT}.frame.picture]"), (28, 28))
    assert np.argwhere(drawn == 1).mean(axis=0).tolist() == [11.5, 13.5]
    page.locator(".garment").nth(9).click()
    page.evaluate(f"{ELEMENT}.draw()")
    assert not page.get_by_role("button", name="Clear").is_visible() and page.locator(".true").inner_text() == "Ankle boot"
