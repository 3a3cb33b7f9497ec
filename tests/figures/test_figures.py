"""Every figure is drawn and carries an alt text; a figure comes out the same each time."""

import base64
import functools
import inspect
import io
import itertools
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from cnnlib import captions, data, explain, figures, interactive, measure, nets, scratch
from cnnlib.figures import activation, page, svg
from cnnlib.figures.style import BLACK, WHITE
from cnnlib.palette import LIGHT

X = np.arange(25.0).reshape(5, 5)
K = np.array([[1.0, -1.0], [0.0, 2.0]])
Y = scratch.conv2d(X[None, :, :, None], K[:, :, None, None])[0, :, :, 0]
EXPLAINED = explain(scratch.conv2d, X[None, :, :, None], K[:, :, None, None], at=(0, 0, 0, 0), padding=1)

LAYERS = {"first": np.linspace(-1, 1, 9), "last": np.zeros(9)}

FIGURES = {
    "activations": lambda: figures.activations(X[0], {"relu": (X[0], X[1])}, alt="words"),
    "active_units": lambda: figures.active_units({"before": X > 3, "after": X % 5 > 1}, alt="words"),
    "arithmetic": lambda: figures.arithmetic(EXPLAINED),
    "bands": lambda: figures.bands(
        [0, 1, 2], {"a": np.eye(3), "(b)": np.ones((1, 3))}, xlabel="x", ylabel="y", alt="words"
    ),
    "block_diagram": lambda: figures.block_diagram({"a": nets.lenet5(scratch)}, sizes=True, alt="words"),
    "channels": lambda: figures.channels(X[..., None], K[..., None], Y[..., None], Y, alt="words"),
    "confusion": lambda: figures.confusion(np.array([[5, 1], [0, 6]]), ["a", "b"], alt="words"),
    "contour_paths": lambda: figures.contour_paths(
        lambda a, b: a**2 + 5 * b**2, {"one": np.eye(2), "two": np.eye(2), "three": np.eye(2)}, limits=(2, 1), alt="words"
    ),
    "convolution_matrix": lambda: figures.convolution_matrix(np.eye(4, 9), 3, 2, alt="words"),
    "curves": lambda: figures.curves(
        [1, 2, 4], {"a": [1.0, 2, 3], "(b)": [0, 0, 0]}, marks={"here": (2, 2.0)}, xlabel="x", ylabel="y", alt="words"
    ),
    "dense_layers": lambda: figures.dense_layers([784, 256, 10], alt="words"),
    "descents": lambda: figures.descents(
        [lambda a, b: a**2 + b**2], [np.eye(2)], ["title"], limits=[(2, 1)], alt="words", steps=["after one step"]
    ),
    "equivariance": lambda: figures.equivariance([X / 24, X / 24], [Y, Y], alt="words"),
    "fan": lambda: figures.fan("w[0, 0]", X[:2, :2], -K, alt="words"),
    "fields_on": lambda: figures.fields_on(data.photograph("coffee"), {"a": (9, 40, -3, 60)}, alt="words"),
    "filtered": lambda: figures.filtered(X / 24, K, Y, alt="words"),
    "grids": lambda: figures.grids([X, K], ["x", "kernel"], ["input", "kernel"], signs=["⋆"], alt="words"),
    "heat_over": lambda: figures.heat_over([data.photograph("coffee")], [np.eye(7)], ["heat"], alt="words", width=224),
    "images": lambda: figures.images([data.photograph("coffee")], ["coffee"], width=224, alt="words"),
    "layer_histograms": lambda: figures.layer_histograms({"narrow": LAYERS, "wide": LAYERS}, alt="words"),
    "log_curves": lambda: figures.log_curves(
        [1, 10, 100], {"a": [1.0, 0.1, 0.01]}, marks={"here": (10, 0.1)}, xlabel="x", ylabel="y", alt="words"
    ),
    "meetings": lambda: figures.meetings(X[:3, :3], 2, weight=(0, 1), alt="words"),
    "methods": lambda: figures.methods({"a": ([1, 3], [0.5, 2])}, xlabel="x", ylabel="y", alt="words"),
    "network_map_still": lambda: figures.network_map_still(
        {"picture": X[..., None], "maps": np.ones((3, 3, 8))},
        np.array([1.0, -2.0]),
        ["a", "b"],
        below=["no parameters", "80", "4"],
        framed=[(0, 2, 0, 2), (0, 0, 0, 0)],
        framed_in_all=["maps"],
        alt="words",
    ),
    "network_measures": lambda: figures.network_measures(measure(nets.lenet5(scratch)), alt="words"),
    "network_step": lambda: figures.network_step(X / 24, {"before": X[0], "after": -X[0]}, list("abcde"), alt="words"),
    "padded": lambda: figures.padded(
        {"zeros": np.pad(X, 1), "ends": np.pad(X, 1, "edge")}, ((1, 1), (1, 1)), alt="words"
    ),
    "paths": lambda: figures.paths({"one": np.eye(2), "other": 2 * np.eye(2)}, alt="words"),
    "product_node": lambda: figures.product_node(alt="words"),
    "pooled": lambda: figures.pooled(X, X[1:, 1:], 2, 1, [(0, 0), (1, 1)], alt="words"),
    "pyramid": lambda: figures.pyramid([(3, 1, 1), (3, 2, 1)], 9, 1, alt="words"),
    "overlaid": lambda: figures.overlaid([1, 2], {"a": [2, 1], "b": [2, 1]}, xlabel="x", ylabel="y", alt="words"),
    "range_test": lambda: figures.range_test(X[0] + 1, X[0] / 4, 2.0, alt="words"),
    "rate_curves": lambda: figures.rate_curves(
        [0.01, 0.1, 1], {"a": np.eye(3), "b": np.ones((1, 3))}, highest=2, level=(1.5, "guess"), alt="words"
    ),
    "responses": lambda: figures.responses(
        X.reshape(5, 1, 5) - 12, X[..., None] + np.zeros(5), np.eye(5)[..., None] + np.zeros(5), alt="words"
    ),
    "roofline": lambda: figures.roofline({"a": (1.0, 2.0), "b": ([50.0, 100.0], [20.0, 30.0])}, 40.0, 5.0, alt="words"),
    "routing": lambda: figures.routing(X[:3, :3], K.repeat(2, axis=1)[:, :3], 2, 1, alt="words"),
    "seen_on": lambda: figures.seen_on(X / 24, {"a": (0, 2, -1, 1), "b": (0, 4, 0, 4)}, alt="words"),
    "separated": lambda: figures.separated(3, 4, 3, alt="words"),
    "shaded": lambda: figures.shaded([X, np.eye(3)], ["a", "b"], xlabel="x", alt="words"),
    "shared_means": lambda: figures.shared_means(
        [lambda n, p, c: c == 5, lambda n, p, c: n == 0, lambda n, p, c: False], ["a", "b", "c"], alt="words"
    ),
    "signals": lambda: figures.signals({"relu": {"He": [1.0, 0.1]}}, ylabel="size", alt="words"),
    "steps_on_curve": lambda: figures.steps_on_curve(
        np.square, {"one": X[0], "two": -X[0]}, limits=(-2, 2), highest=4, xlabel="w", alt="words"
    ),
    "template": lambda: figures.template(K, {"a": X[:2, :2] / 24}, alt="words"),
    "unfolded": lambda: figures.unfolded(X, 2, alt="words"),
    "wires": lambda: figures.wires(6, 3, alt="words"),
    "windows": lambda: figures.windows({"none": (8, 3, 2, (0, 0)), "some": (6, 3, 4, (1, 0))}, alt="words"),
}
HELPERS = {"BookFigure", "signed", "draw_grid", "new_figure"}


def test_every_figure_has_a_row():
    assert set(figures.__all__) - HELPERS == set(FIGURES)


@pytest.mark.parametrize("draw", [*(getattr(figures, name) for name in FIGURES), figures.new_figure])
def test_every_figure_takes_a_caption(draw):
    assert inspect.signature(draw).parameters["caption"].default == ""
    assert "caption : str" in draw.__doc__


@pytest.fixture
def shown(monkeypatch):
    """What is shown, as (data, metadata)."""
    found = []
    monkeypatch.setattr("IPython.display.publish_display_data", lambda *said: found.append(said))
    return found


def test_a_caption_is_shown_below_and_travels_with_the_picture(shown):
    figures.unfolded(X, 2, alt="words", caption="Figure 2.1. Where x < y.")._ipython_display_()
    (data, metadata), (below, mark) = shown
    assert data["text/plain"] == "Figure: words" and metadata["image/svg+xml"]["caption"] == "Figure 2.1. Where x < y."
    assert below == {
        "text/html": "<p><strong>Figure 2.1.</strong> Where x &lt; y.</p>",
        "text/plain": "Figure 2.1. Where x < y.",
    }
    assert mark == captions.MARK


def test_an_explanation_and_an_interactive_figure_take_a_caption(shown):
    EXPLAINED.figure(caption="One window.")._ipython_display_()
    interactive.convolution_stepper(X, K, caption="Any window.")._ipython_display_()
    assert [data["text/plain"] for data, _ in shown[1::2]] == ["One window.", "Any window."]
    assert shown[2][1] == {"text/html": {"caption": "Any window."}}


def test_without_a_caption_nothing_is_shown_below(shown):
    FIGURES["unfolded"]()._ipython_display_()
    ((_, metadata),) = shown
    assert "caption" not in metadata["image/svg+xml"]


def pictures(drawing):
    """The pictures inside a drawing."""
    found = re.findall(r'href="data:image/webp;base64,([^"]+)"', drawing)
    return [Image.open(io.BytesIO(base64.b64decode(picture))) for picture in found]


def is_black(path, group):
    """Whether a path is filled with black because nobody said with what."""
    return not any("fill" in element.attrib for element in (path, group)) and group.tag != f"{svg.SVG}defs"


@functools.cache
def shown_on_a_page(name):
    return FIGURES[name]()._repr_mimebundle_()


# Colors of the page, which a dark page changes; black and white are for letters on pictures.
COLORS = {*LIGHT.values(), BLACK, WHITE}


@pytest.mark.parametrize("name", FIGURES)
def test_it_reaches_the_page(name):
    said, metadata = shown_on_a_page(name)
    drawing, about = said["image/svg+xml"], metadata["image/svg+xml"]
    root = ET.fromstring(drawing)
    assert about["alt"] and said["text/plain"] == f"Figure: {about['alt']}" and about["width"] <= 760
    assert (root.get("width"), root.get("height")) == (str(about["width"]), str(about["height"]))
    assert len(list(root.iter(f"{svg.SVG}path"))) + len(pictures(drawing)) > 0  # not blank
    assert len(drawing) < 30_000
    coarse = Image.open(io.BytesIO(base64.b64decode(said["image/webp"])))
    assert coarse.size == (about["width"], about["height"]) and len(np.unique(np.asarray(coarse))) > 3


@pytest.mark.parametrize("name", FIGURES)
def test_its_text_is_text_and_can_be_read(name):
    drawing = shown_on_a_page(name)[0]["image/svg+xml"]
    root = ET.fromstring(drawing)
    fills = set()
    for parent in root.iter():
        fills |= {child.get("fill", parent.get("fill")) for child in parent if child.tag == f"{svg.SVG}text"}
    assert fills and fills <= COLORS
    assert [path.attrib for group in root.iter() for path in group if path.tag == f"{svg.SVG}path" and is_black(path, group)] == []
    assert svg.smallest_text(drawing) * int(root.get("width")) >= page.SMALLEST


@pytest.mark.parametrize("name", ["curves", "fields_on", "grids"])  # lines, a photograph, cells with numbers
def test_the_same_call_draws_the_same_picture(name):
    one, other = (FIGURES[name]()._repr_mimebundle_()[0] for _ in range(2))
    assert one == other


@pytest.mark.parametrize("photograph", [data.photograph("rocket"), data.photograph("camera", color=False)])
def test_a_photograph_keeps_its_shades(photograph):
    said, _ = figures.images([photograph], [""], width=480, alt="words")._repr_mimebundle_()
    [picture] = pictures(said["image/svg+xml"])
    assert len(np.unique(np.asarray(picture.convert("L")))) > 200


def test_used_cells_are_drawn_in_their_color():
    plain, used = (figures.grids([X], ["x"], ["input"], used=[cells], alt="words") for cells in ([], [(2, 2)]))
    faces = [[p.get_facecolor() for p in figure.axes[0].patches] for figure in (plain, used)]
    changed = [i for i, (a, b) in enumerate(zip(*faces)) if a != b]
    assert changed == [2 * 5 + 2]


def test_what_a_cell_is_made_from_is_framed_in_every_map_where_it_is_made_from_every_map():
    stages = {"picture": X[..., None] / 24, "maps": np.ones((3, 3, 8)), "last": np.ones((1, 1, 16))}
    frames = [(0, 2, 0, 2), (0, 2, 0, 2), (0, 0, 0, 0)]
    drawn = [
        len(figures.network_map_still(stages, np.ones(2), ["a", "b"], framed=frames, alt="words", **more).axes[0].patches)
        for more in ({}, {"framed_in_all": ["maps"]})
    ]
    assert drawn == [2 + 3, 2 + 1 + 8 + 1]  # two bars


def test_the_bars_of_the_scores_of_a_map_start_at_a_line():
    scores = np.array([-3.0, 0.5, -1.0])
    axes = figures.network_map_still({"picture": X[..., None] / 24}, scores, ["a", "b", "c"], alt="words").axes[0]
    [zero] = set(axes.lines[-1].get_xdata())
    for score, bar in zip(scores, axes.patches):
        assert bar.get_x() == zero and np.sign(bar.get_width()) == np.sign(score)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: figures.images([X], ["x"], alt="words"), "holds numbers from 0 to 24, needs 0 to 1; give spread=True"),
        (lambda: figures.images([X], [], alt="words"), "1 picture needs as many titles, got 0"),
        (lambda: figures.grids([X], ["x", "y"], ["input"], alt="words"), "1 array needs as many titles"),
        (lambda: figures.meetings(X, 2, alt="words"), "weight is None and cell is None, needs one of the two"),
        (lambda: figures.separated(0, 4, 3, alt="words"), "separated: c_in is 0, needs at least 1"),
        (lambda: figures.shaded([X], [], alt="words"), "1 matrix needs as many titles, got 0"),
        (lambda: figures.images([X / 24], ["x"], alt=" "), "alt is empty, needs a sentence"),
    ],
)
def test_wrong_calls(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


LABELS = {"xlabel": "x", "ylabel": "y", "alt": "words"}


@pytest.mark.parametrize(
    "call, exception, words",
    [
        (lambda: figures.images([], [], alt="words"), ValueError, "images: pictures is empty, needs one at least"),
        (lambda: figures.images(X, ["x"], alt="words"), TypeError, "images: pictures is an ndarray, needs a list of arr"),
        (lambda: figures.images(3, ["x"], alt="words"), TypeError, "images: pictures is an int, needs a list of arrays"),
        (lambda: figures.images([[[0, 1]]], ["x"], alt="words"), TypeError, "'x' is a list, needs an array of shape (he"),
        (lambda: figures.images([X[0]], ["x"], alt="words"), ValueError, "'x' has shape (5,), needs (height, width) or"),
        (lambda: figures.images([X * np.nan], ["x"], alt="words"), ValueError, "'x' holds infinite numbers or nan, needs"),
        (lambda: figures.images([X.astype(str)], ["x"], alt="words"), TypeError, "needs numbers"),
        (lambda: figures.grids([[["a"]]], ["x"], ["input"], alt="words"), ValueError, "'x' has shape (1, 1) and holds str"),
        (
            lambda: figures.grids([X], ["x"], ["inputs"], alt="words"),
            ValueError,
            "grids: roles holds 'inputs', needs some of input, kernel, output, gradient",
        ),
        (lambda: figures.grids([X[0]], ["x"], ["input"], alt="words"), ValueError, "needs numbers of shape (rows, columns)"),
        (lambda: figures.curves([1, 2], {"a": [1]}, **LABELS), ValueError, "curves: 'a' has shape (1,), needs (2,), a num"),
        (lambda: figures.curves([1, 2], {}, **LABELS), ValueError, "curves: lines is empty, needs one at least"),
        (lambda: figures.curves([], {"a": []}, **LABELS), ValueError, "curves: x is empty, needs one at least"),
        (lambda: figures.curves([1], [[1]], **LABELS), TypeError, "curves: lines is a list, needs a dict of names and"),
        (lambda: figures.log_curves([1], {"a": [1, 2]}, **LABELS), ValueError, "log_curves: 'a' has shape (2,), needs (1,)"),
        (lambda: figures.overlaid([1], dict.fromkeys("abcd", [1]), **LABELS), ValueError, "there are 4 lines, needs at mo"),
        (lambda: figures.rate_curves([1], {"a": [1]}, highest=1, alt="words"), ValueError, "needs (runs, 1), a number for"),
        (lambda: figures.block_diagram(nets.lenet5(scratch), alt="words"), TypeError, "needs a dict of titles and networks"),
        (lambda: figures.block_diagram({}, alt="words"), ValueError, "block_diagram: networks is empty, needs one"),
        (lambda: figures.network_measures(nets.lenet5(scratch), alt="words"), TypeError, "give measure(network)"),
        (lambda: figures.grids([X], ["x"], ["input"], alt=None), TypeError, "alt is None, needs a sentence that says"),
    ],
)
def test_what_cannot_be_drawn_is_refused(call, exception, words):
    with pytest.raises(exception) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_a_view_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="pyramid: at is 1, but the last layer has 1 cell; "):
        figures.pyramid([(3, 1, 1)], 3, 1, alt="words")
    with pytest.raises(ValueError, match="pyramid: layer 2 spans 5 cells, but the row below it has 4 cells"):
        figures.pyramid([(3, 1, 1), (3, 1, 2)], 6, 0, alt="words")
    with pytest.raises(ValueError, match="fields_on: fields is empty"):
        figures.fields_on(data.photograph("coffee"), {}, alt="words")
    with pytest.raises(ValueError, match="seen_on: fields is empty"):
        figures.seen_on(X / 24, {}, alt="words")
    with pytest.raises(ValueError, match="responses: 2 kernels, 3 maps, 2 patches; needs one of each"):
        figures.responses(np.ones((3, 3, 2)), np.ones((5, 5, 3)), np.ones((3, 3, 2)), alt="words")
    with pytest.raises(ValueError, match=r"bands: 'a' has shape \(3, 3\), needs \(runs, 2\)"):
        figures.bands([1, 2], {"a": np.ones((3, 3))}, xlabel="x", ylabel="y", alt="words")
    with pytest.raises(TypeError, match="caption is 3, needs a string"):
        figures.seen_on(X / 24, {"a": (0, 1, 0, 1)}, alt="words", caption=3)
    with pytest.raises(ValueError, match="network_map_still: needs stages of"):
        figures.network_map_still({"picture": X}, np.ones(2), ["a", "b"], alt="words")
    with pytest.raises(ValueError, match="network_map_still: framed_in_all names"):
        figures.network_map_still({"picture": X[..., None]}, np.ones(1), ["a"], framed_in_all=["maps"], alt="words")
    with pytest.raises(ValueError, match="heats holds numbers below 0"):
        figures.heat_over([data.photograph("coffee")], [-np.eye(2)], ["a"], alt="words")


def test_the_bar_of_a_map_ends_at_its_largest_number():
    figure = figures.heat_over([data.photograph("coffee")], [np.full((2, 2), 0.25)], ["heat"], alt="words", bar="fall")
    (bar,) = figure.axes[0].child_axes
    assert bar.get_ylim() == (0, 0.25) and bar.get_ylabel() == "fall"
    assert not figures.heat_over([data.photograph("coffee")], [np.eye(2)], ["a"], alt="words").axes[0].child_axes


def test_the_bars_of_networks_stand_on_one_scale_or_each_on_its_own():
    scores = {"sure": np.array([0.0, 1.0]), "less sure": np.array([0.25, 0.75])}
    own, one = (
        [ax.get_xlim() for ax in figures.network_step(X / 24, scores, ["a", "b"], alt="words", **more).axes[1:]]
        for more in ({}, {"highest": 1})
    )
    assert own[0][1] / own[1][1] == pytest.approx(1 / 0.75) and one == [(0, 1), (0, 1)]
    for wrong, got in (([-1.0, 1.0], "-1 to 1"), ([0.0, 1.5], "0 to 1.5"), ([0.0, np.nan], "nan to nan")):
        with pytest.raises(ValueError, match=f"network_step: highest is 1, but 'a' has scores from {got}; needs scores"):
            figures.network_step(X, {"a": np.array(wrong)}, ["a", "b"], highest=1, alt="words")
    for highest, error in ((0, ValueError), (np.nan, ValueError), ("1", TypeError), (True, TypeError)):
        with pytest.raises(error, match="network_step: highest is .*, needs a (finite )?number above 0"):
            figures.network_step(X, scores, ["a", "b"], highest=highest, alt="words")


def test_a_separable_convolution_has_a_kernel_a_channel_and_single_weights():
    """Of 3×3, from 3 channels to 4: twelve kernels on the left, three kernels and twelve weights on the right."""
    figure = figures.separated(3, 4, 3, alt="words")
    cells = [patch for patch in figure.axes[0].patches if patch.get_width() == 1]
    middle = sum(figure.axes[0].get_xlim()) / 2
    assert len(cells) == 3 * 3 * 3 * 4 + 3 * 3 * 3 + 3 * 4
    assert sum(cell.get_x() < middle - 3 for cell in cells) == 3 * 3 * 3 * 4


@pytest.mark.parametrize("peak, bandwidth, name", [(0.0, 1.0, "peak"), (1.0, -1.0, "bandwidth")])
def test_a_roof_needs_a_height(peak, bandwidth, name):
    with pytest.raises(ValueError, match=f"roofline: {name} is -?[01].0, needs a number above 0"):
        figures.roofline({"a": (1.0, 1.0)}, peak, bandwidth, alt="words")


def test_the_sizes_of_maps_stand_beside_a_network():
    """One for each stage from the input on; none where there are no maps, and none where they are not asked for."""
    said = lambda **options: [
        text.get_text() for text in figures.block_diagram({"": nets.lenet5(scratch)}, alt="words", **options).axes[0].texts
    ]
    assert [words for words in said(sizes=True) if words not in said()] == ["28×28", "14×14", "10×10", "5×5"]


def test_where_branches_meet_the_box_has_the_fields_word():
    x = scratch.Input((8, 8, 3))
    network = scratch.Model(x, scratch.Concatenate()([scratch.Conv2D(4, 1)(x), scratch.Conv2D(5, 1)(x)]))
    texts = figures.block_diagram({"": network}, alt="words").axes[0].texts
    assert "concatenate: 9" in [text.get_text() for text in texts]


def test_where_no_line_goes_below_0_the_axis_stands_there():
    said = {"xlabel": "x", "ylabel": "y", "alt": "A line."}
    for draw, above, below in (
        (figures.curves, [2, 0], [2, -1]),
        (figures.overlaid, [2, 0], [2, -1]),
        (figures.bands, [[2, 1], [3, 0]], [[2, 1], [3, -1]]),
    ):
        [ax], [other] = (draw([1, 2], {"a": line}, **said).axes for line in (above, below))
        assert ax.get_ylim()[0] == 0 and len(ax.lines) == 1 and not ax.lines[0].get_clip_on()
        assert other.get_ylim()[0] < -1 and len(other.lines) == 2


def test_on_a_phone_the_numbers_of_signals_stand_apart():
    """However many rows the names take below: seven powers of ten, where five lines have names."""
    lines = {f"line {k}": [1.0, 2.0] for k in range(5)}
    figure = figures.signals({"one panel": lines}, columns=1, limits=(3e-4, 1e3), ylabel="size", alt="Lines.").narrow
    figure.draw_without_rendering()
    heights = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
    assert len(heights) == 7 and all(low.y1 < high.y0 for low, high in itertools.pairwise(heights))


def test_activations_have_both_ends_of_their_axis_marked():
    figure = figures.activations(np.linspace(-6, 6, 9), {"relu": (np.ones(9), np.ones(9))}, alt="Lines.")
    assert figure.axes[0].get_xticks().tolist() == [-6, -3, 0, 3, 6]


def test_activations_say_what_their_axis_is():
    figure = figures.activations(np.linspace(-6, 6, 9), {"relu": (np.ones(9), np.ones(9))}, alt="Lines.")
    assert figure.axes[0].get_xlabel() == figure.narrow.axes[0].get_xlabel() == "input"


def test_lines_of_signals_are_told_apart_without_their_colors():
    assert len({str(style["linestyle"]) for style in activation.LINES}) == len(activation.LINES)


@pytest.mark.parametrize("name", ["active_units", "layer_histograms"])
def test_layers_and_units_have_a_form_for_phones(name):
    """All of it at once: nothing has to be scrolled into sight."""
    narrow = FIGURES[name]().narrow
    assert round(narrow.get_figwidth() * 110) == 360 and len(narrow.axes) == len(FIGURES[name]().axes)


def test_many_layers_are_not_squeezed_into_a_phone():
    layers = {f"layer {k}": np.zeros(3) for k in range(12)}
    narrow = figures.layer_histograms({"one": layers}, alt="words").narrow
    assert round(narrow.get_figwidth() * 110) == 720


def test_ticks_that_are_given_stand_where_the_lines_are():
    figure = figures.log_curves([1, 4, 16, 64], {"a": [7, 3, 1, 0.4]}, ticks=[1, 4, 16, 64], xlabel="x", ylabel="y", alt="A.")
    said = [[label.get_text() for label in axis.get_ticklabels()] for axis in (figure.axes[0].xaxis, figure.axes[0].yaxis)]
    assert said == [["1", "4", "16", "64"], ["1/4", "1", "4", "16"]]


def test_the_name_of_a_weight_ends_before_its_paths_begin():
    [ax] = FIGURES["fan"]().axes
    [name] = [text for text in ax.texts if text.get_text() == "w[0, 0]"]
    ax.figure.draw_without_rendering()
    box = ax.transData.inverted().transform_bbox(name.get_window_extent())
    assert ax.get_xlim()[0] < box.x0 and box.x1 < min(line.get_xdata()[0] for line in ax.lines)


def test_names_above_a_plot_take_none_of_its_height():
    """On a phone names that are long stand there, one below the other."""
    draw = lambda count: figures.curves(
        [1, 2], {f"a long name {k}": [k, 2] for k in range(count)}, xlabel="x", ylabel="y", alt="Lines."
    )
    heights = []
    for form in (draw(3), draw(3).narrow, draw(5).narrow):
        form.draw_without_rendering()
        heights.append(form.axes[0].get_window_extent().height * 110 / form.dpi)
    assert heights[2] > heights[1] - 2 and heights[0] > heights[1] > 0.6 * heights[0]


SQUARE = np.ones((6, 6)) / 2
# What stands in one row on a wide page, and in how many rows and columns on a phone.
WRAPPED = {
    "five pictures": (lambda: figures.images([SQUARE] * 5, list("abcde"), alt="words"), (2, 3)),
    "four pictures": (lambda: figures.images([SQUARE] * 4, list("abcd"), alt="words"), (2, 2)),
    "twelve in a row": (lambda: figures.images([SQUARE] * 24, [""] * 24, columns=12, alt="words"), (4, 6)),
    "four in a row": (lambda: figures.images([SQUARE] * 12, [""] * 12, columns=4, alt="words"), (3, 4)),
    "heat": (lambda: figures.heat_over([SQUARE[..., None] * [1, 1, 1]] * 3, [SQUARE] * 3, list("abc"), alt="words"), (2, 2)),
    "fields": (lambda: figures.seen_on(SQUARE, dict.fromkeys("abcd", (0, 2, 0, 2)), alt="words"), (2, 2)),
    "filters": (lambda: figures.responses(*np.ones((3, 3, 3, 8)), alt="words"), (6, 4)),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_panels_of_a_row_stand_in_several_rows_on_a_phone(name):
    draw, shape = WRAPPED[name]
    grid = draw().narrow.axes[0].get_gridspec()
    assert (grid.nrows, grid.ncols) == shape and draw().narrow.get_figwidth() * 110 == pytest.approx(360)


def test_columns_that_are_asked_for_are_kept():
    for form in (figure := figures.images([SQUARE] * 5, list("abcde"), columns=4, alt="words"), figure.narrow):
        assert form.axes[0].get_gridspec().ncols == 4


def test_a_few_filters_are_no_taller_than_many():
    few, many = (figures.responses(*np.ones((3, 3, 3, count)), alt="words") for count in (2, 8))
    assert few.get_figheight() == many.get_figheight()


NOTHING = {
    "images: columns is 0, needs at least 1": lambda: figures.images([SQUARE], ["a"], columns=0, alt="words"),
    "heat_over: photographs is empty, needs one at least": lambda: figures.heat_over([], [], [], alt="words"),
    "shaded: matrices is empty, needs one at least": lambda: figures.shaded([], [], alt="words"),
    "responses: kernels holds no filter, needs one at least": lambda: figures.responses(
        *np.ones((3, 3, 3, 0)), alt="words"
    ),
}


@pytest.mark.parametrize("words", NOTHING)
def test_nothing_to_draw_is_refused_in_words(words):
    with pytest.raises(ValueError, match=f"^{words}$"):
        NOTHING[words]()


def test_a_block_diagram_is_as_narrow_on_a_phone_as_its_words_allow():
    figure = figures.block_diagram({"LeNet": nets.lenet5(scratch)}, alt="words").narrow
    assert figure.get_figwidth() * 110 == pytest.approx(360)
    four = figures.block_diagram({name: nets.lenet5(scratch) for name in "abcd"}, alt="words").narrow
    four.drawing()  # in the book's typeface
    boxes = [box.get_window_extent().width for box in four.axes[0].patches]
    words = [text.get_window_extent().width for text in four.axes[0].texts if text.get_text()]
    assert 360 < four.get_figwidth() * 110 < 720 and max(words) < min(boxes)


def test_a_picture_that_is_white_at_an_edge_has_a_frame():
    white, gray = figures.images([np.eye(4), SQUARE, np.c_[SQUARE, np.ones(6)]], ["a", "b", "c"], alt="words").axes[1:][::-1]
    assert len(white.patches) == 1 and not gray.patches


def test_weights_that_are_not_shared_are_paler_in_the_color_of_kernels():
    assert set(re.findall("#[0-9a-f]{6}", figures.wires(8, 3, alt="Wires.").drawing())) <= set(LIGHT.values()) | {WHITE}
