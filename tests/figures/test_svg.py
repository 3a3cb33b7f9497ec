"""A drawing is small, keeps what it shows, and can stand in a page beside others."""

import base64
import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from cnnlib.figures import bands, grids, images, log_curves, new_figure, page, responses, svg
from cnnlib.figures.style import NARROW
from cnnlib.figures.svg_path import short_path
from cnnlib.palette import colored

X = np.arange(9.0).reshape(3, 3)


def drawn(figure):
    return figure._repr_mimebundle_()[0]["image/svg+xml"]


def tags(drawing, kind):
    return list(ET.fromstring(drawing).iter(svg.SVG + kind))


def test_numbers_are_letters_and_what_repeats_is_said_once():
    drawing = drawn(grids([X], ["x"], ["input"], alt="words"))
    assert [text.text for text in tags(drawing, "text")] == [*"012345678", "x"]
    assert len(tags(drawing, "path")) == 9
    assert drawing.count("#f4f2ec") == drawing.count("font-family") == 1 and " id=" not in drawing
    assert len(drawing) < 1800  # Matplotlib writes 9,000


def test_a_band_is_clipped_where_it_stands():
    """The x and y of a use would move a clip of its own, off the band."""
    drawing = drawn(bands([0, 1, 2], {"runs": np.array([[0, 2, 1], [3, 4, 5.0]])}, xlabel="x", ylabel="y", alt="words"))
    (use,) = [use for use in tags(drawing, "use") if use.get("fill-opacity")]
    assert float(use.get("y")) > 100 and use.get("clip-path") is None
    assert [group.get("clip-path") for group in tags(drawing, "g") if group.find(f".//{svg.SVG}use[@fill-opacity]") is not None]


def test_a_text_stands_where_it_did():
    """Most begin at their middle; one of two lines, and an exponent, at their start."""
    figure, axes = new_figure(300, 200, "words")
    axes[0, 0].set_xlabel("two\n lines  here")
    axes[0, 0].set_yscale("log")
    texts = tags(drawn(figure), "text")
    anchors = {"".join(text.itertext()): text.get("text-anchor", "middle") for text in texts}
    assert tags(drawn(figure), "text")[0].get("text-anchor") is None  # said once, at the top
    assert anchors["two"] == anchors["\u00a0lines\u00a0\u00a0here"] == anchors["100"] == "start"
    assert anchors["0.2"] == "middle"


@pytest.mark.parametrize(
    "path, short",
    [
        ("M 1 1 L 1 2.5 L 0 3 z", "M1 1v1.5l-1 0.5z"),
        ("M 0 0 C 1 1 2 2 3 3 Q 4 4 5 4", "M0 0c1 1 2 2 3 3q1 1 2 1"),
        ("M 0 0 L 0.004 0 L 0.008 0 M 5 5 L 6 5", "M0 0h0h0.01M5 5h1"),  # hundredths, and no error that grows
        ("M 1 1 L 2 1 z L 1 3", "M1 1h1zv2"),  # after z the pen is where the path began
    ],
)
def test_a_path_is_told_by_steps(path, short):
    assert short_path(path) == short


@pytest.mark.parametrize("side, sharp", [(28, True), (300, False)])
def test_cells_that_are_meant_to_be_seen_stay_sharp(side, sharp):
    noise = np.random.default_rng(0).random((side, side))
    drawing = drawn(images([noise], ["noise"], width=250, alt="words"))
    assert ("image-rendering" in drawing) == sharp


def test_cells_that_are_meant_to_be_seen_have_their_own_colors():
    """Shorter with a loss is no reason there: a loss mixes the colors of neighbors."""
    kernels = np.random.default_rng(0).uniform(-0.5, 0.5, (3, 3, 8))
    drawing = drawn(responses(kernels, np.ones((4, 4, 8)), np.ones((3, 3, 8)), alt="words"))
    shown = [image.get("href").partition(",")[2] for image in tags(drawing, "image")[:8]]
    for k, picture in enumerate(shown):
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB"))
        np.testing.assert_array_equal(pixels, colored(kernels)[:, :, k])


def test_a_photograph_has_two_pixels_for_each_of_the_page_and_no_more():
    noise = np.random.default_rng(0).random((1000, 1000))
    small = drawn(images([noise], ["noise"], width=100, alt="words"))
    assert len(small) < 60_000


def test_a_line_that_leaves_its_axes_is_cut_and_another_is_not():
    figure, axes = new_figure(300, 200, "words")
    axes[0, 0].plot([0, 1], [0, 1])
    assert "clip" not in drawn(figure)
    axes[0, 0].set_ylim(0, 0.5)
    (cut,) = tags(drawn(figure), "clipPath")
    assert [path.get("clip-path") for path in tags(drawn(figure), "path")].count(f"url(#{cut.get('id')})") == 1


def test_the_smallest_letters_are_those_of_exponents():
    figure, axes = new_figure(300, 200, "words")
    axes[0, 0].plot([1, 2], [1, 10])
    plain = svg.smallest_text(drawn(figure))
    axes[0, 0].set_yscale("log")
    assert svg.smallest_text(drawn(figure)) == pytest.approx(0.7 * plain)


def test_on_a_page_a_drawing_has_its_colors_and_names_of_its_own():
    figure, axes = new_figure(700, 200, "a < b & c")
    axes[0, 0].plot([1, 2], [1, 2], "o", color="#0a5fa5")
    one, other = (page.drawing(drawn(figure), {"alt": figure.alt}, name) for name in ("2-1", "2-2"))
    assert 'aria-label="a &lt; b &amp; c"' in one and 'role="img"' in one
    assert "var(--cnn-input)" in one and "var(--cnn-muted)" in one and not re.search("#[0-9a-f]{6}", one)
    ids = [set(re.findall(r' id="([^"]+)"', drawing)) for drawing in (one, other)]
    assert ids[0] and not ids[0] & ids[1]
    assert {reference for reference in re.findall(r"#(drawing[^\")]+)", one)} == ids[0]


def test_a_drawing_is_never_so_narrow_that_its_letters_cannot_be_read():
    figure, _ = new_figure(700, 200, "words")
    least = int(re.search(r"min-width: (\d+)px", page.drawing(drawn(figure), {"alt": "words"}, "1-1"))[1])
    assert least * svg.smallest_text(drawn(figure)) == pytest.approx(page.SMALLEST, abs=0.03) and least < 700


def test_a_plot_has_a_form_for_a_phone():
    """In it, what stood at the right stands above, and panels under one another."""
    lines = {"a line with a long name": [1.0, 2, 3], "b": [3.0, 2, 1]}
    plot = log_curves([1, 2, 3], lines, xlabel="x", ylabel="y", alt="words")
    data, about = plot._repr_mimebundle_()
    narrow = about["image/svg+xml"]["narrow"]
    root = ET.fromstring(narrow)
    assert root.get("width") == str(NARROW)
    assert {text.text for text in tags(narrow, "text")} >= {*lines, "x", "y"}
    forms = page.drawing(data["image/svg+xml"], about["image/svg+xml"], "1-1")
    assert re.findall('<svg class="([a-z]+)"', forms) == ["wide", "narrow"]
    names = re.findall(r' id="([^"]+)"', forms)
    assert names and len(set(names)) == len(names)
    assert plot.axes[0].get_position().width < plot.narrow.axes[0].get_position().width


def test_a_plot_that_fits_has_one_form():
    figure = log_curves([1, 2], {"a": [1.0, 2]}, xlabel="x", ylabel="y", alt="words", width=400)
    assert figure.narrow is None and "narrow" not in figure._repr_mimebundle_()[1]["image/svg+xml"]
