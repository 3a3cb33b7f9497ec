"""The field tracer: its Python side, and its numbers, words and manners in a real browser."""

import base64
import re

import numpy as np
import pytest

from cnnlib import interactive, measure, scratch, wording
from cnnlib.interactive.field_tracer import DEEPEST, LONGEST, MOST, POOLING, PRESETS
from cnnlib.measures import Sight
from tests.contrast import READABLE, contrast
from tests.interactive.figures import replace

TAG = "cnn-field-tracer"
ELEMENT = f"document.querySelector('{TAG}')"
HOLES = "dilation rates 2, 2, 2"


@pytest.fixture
def page(shown):
    return shown(interactive.field_tracer())


def said(page):
    return page.locator(".sum span").first.inner_text()


def chosen(page):
    return page.evaluate(f"[{ELEMENT}.level, {ELEMENT}.at]")


def counts(page, level):
    """The numbers in a row's cells, in the order of the cells."""
    return page.locator(f".cells[data-level='{level}'] .cell").all_inner_texts()


def choose(page, name, value):
    page.get_by_role("combobox", name=name, exact=True).select_option(str(value))


@pytest.mark.parametrize(
    "changes, exception, words",
    [
        ({"layers": "four layers"}, ValueError, "layers is 'four layers', needs one of 'three layers of 3', "),
        ({"layers": 3}, TypeError, "layers is 3, needs the name of a preset or a list of (kernel_size, strides"),
        ({"layers": (3, 1, 1)}, TypeError, "layers is (3, 1, 1), needs the name of a preset or a list"),
        ({"layers": []}, ValueError, "layers has 0 of them, needs 1 to 4"),
        ({"layers": [(1, 1, 1)] * 5}, ValueError, "layers has 5 of them, needs 1 to 4"),
        ({"layers": [(3, 1)]}, ValueError, "layer 1 is (3, 1), needs (kernel_size, strides, dilation_rate)"),
        ({"layers": [(3, 1, 1, "dense")]}, ValueError, 'for a pooling (pool_size, strides, 1, "pooling")'),
        ({"layers": [(3, 1, 1), (8, 1, 1)]}, ValueError, "kernel_size of layer 2 is 8, needs at most 7"),
        ({"layers": [(3, 0, 1)]}, ValueError, "strides of layer 1 is 0, needs at least 1"),
        ({"layers": [(3, 1, 1.0)]}, TypeError, "dilation_rate of layer 1 is 1.0, needs an integer of at least 1"),
        ({"layers": [(2, 2, 2, POOLING)]}, ValueError, "layer 1 is a pooling with dilation_rate 2, needs 1"),
        ({"cells": 26}, ValueError, "cells is 26, needs at most 21"),
        ({"cells": "x"}, TypeError, "cells is 'x', needs an integer of at least 1"),
        ({"cells": 9.0}, TypeError, "cells is 9.0, needs an integer of at least 1"),
        ({"cells": 2}, ValueError, "layer 1 spans 3 cells, but the input has 2; give more cells or a smaller kernel"),
        ({"layers": HOLES, "cells": 12}, ValueError, "layer 3 spans 5 cells, but layer 2 has 4; give"),
        ({"at": 3}, TypeError, "at is 3, needs a layer from 0 to 3 and a cell of it; layer 3 has cells 0 to 14"),
        ({"at": (np.array([0, 1]), 0)}, TypeError, "at is (array([0, 1]), 0), needs a layer from 0 to 3"),
        ({"at": (1, 19)}, ValueError, "a layer from 0 to 3 and a cell of it; layer 1 has cells 0 to 18"),
        ({"at": (4, 0)}, ValueError, "at is (4, 0), needs a layer from 0 to 3"),
    ],
)
def test_wrong_calls(changes, exception, words):
    with pytest.raises(exception) as caught:
        interactive.field_tracer(**changes)
    assert str(caught.value).startswith("field_tracer: ") and words in str(caught.value)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_fits_and_a_cell_near_its_middle_lies_within_the_input(name):
    text = interactive.field_tracer(name).text
    first, last = map(int, re.search(r"from input cell (\d+) to (\d+)", text).groups())
    assert first > 0 and last < 20


def network(layers, cells, ones=True):
    """The stack as a network of one row, with kernels of ones; to be measured, a pooling is one."""
    made = [scratch.Input((1, cells, 1))]
    for k, s, d, *kind in layers:
        if kind == [POOLING] and not ones:
            made.append(scratch.MaxPooling2D((1, k), (1, s)))
        else:
            options = {"strides": (1, s), "dilation_rate": (1, d), "use_bias": False, "kernel_initializer": "ones"}
            made.append(scratch.Conv2D(1, (1, k), **options))
    return scratch.Sequential(made)


def random_stack(rng):
    """Layers that fit on this number of cells, and a cell of one of them."""
    depth = int(rng.integers(1, DEEPEST + 1))
    while True:
        cells, layers = int(rng.integers(5, LONGEST + 1)), []
        for _ in range(depth):
            k, s, d = (int(rng.integers(1, most + 1)) for most in MOST.values())
            layers.append((k, s, 1, POOLING) if rng.random() < 0.3 else (k, min(s, 1 + int(rng.integers(3))), d))
        sizes = [cells]
        for k, s, d, *_ in layers:
            sizes.append(scratch.output_size(sizes[-1], k, s, dilation_rate=d) if (k - 1) * d < sizes[-1] else 0)
            if not sizes[-1]:
                break
        if sizes[-1]:
            level = int(rng.integers(len(layers) // 2, len(layers) + 1))
            return layers, cells, (level, int(rng.integers(sizes[level])))


def test_what_a_cell_sees_is_what_cnnlib_computes(page):
    """The rows, where they look, and the ways down, for random stacks; and the words are those of the still picture."""
    rng, holes, deep = np.random.default_rng(0), 0, 0
    for _ in range(80):
        layers, cells, (level, at) = random_stack(rng)
        figure = interactive.field_tracer(layers, cells=cells, at=(level, at))
        replace(page, TAG, figure.options)
        assert said(page) == figure.text.partition("; ")[2]
        rows = page.evaluate(f"{ELEMENT}.rows")
        sight, sights = Sight(0, 0, 1), []
        for row, (k, s, d, *_) in zip(rows, layers):
            sights.append(sight)
            sight = sight.through_window(row["n"], k, s, "valid", d)
        sights.append(sight)
        for row, sight in zip(rows, sights):
            assert (sight.first, sight.last, sight.step) == (0, row["last"], row["jump"])
        table = measure(network(layers, cells, ones=False))
        fields = [row.receptive_field[1] for row in table if row.kind != "InputLayer"][-len(layers) :]
        assert fields == [row["last"] + 1 for row in rows[1:]], layers
        assert [row.shape[1] for row in table][-len(layers) :] == [row["n"] for row in rows[1:]]
        ways = page.evaluate(f"{ELEMENT}.ways")
        assert len(ways) == level + 1 and all(len(way) == row["n"] for way, row in zip(ways, rows))
        for below in range(level):  # from a cell back to every row under it
            part = network(layers[below:level], rows[below]["n"])
            y = part(np.ones((1, 1, rows[below]["n"], 1), np.float32))
            gradient = part.backward(np.eye(1, y.shape[2], at, dtype=np.float32).reshape(y.shape))
            np.testing.assert_array_equal(ways[below], gradient.ravel())
        if level:
            first, size = at * rows[level]["jump"], rows[level]["last"] + 1
            assert f"cell {at}: a receptive field of {wording.plural(size, 'cell')}, " in said(page)
            assert ways[0][first] == ways[0][first + size - 1] == 1
            holes += f"sees {np.count_nonzero(ways[0])} of them" in said(page)
            deep += level > 2
    assert holes >= 10 and deep >= 10


def test_the_numbers_are_in_the_cells_and_the_lines_lead_to_them(page):
    assert chosen(page) == [3, 7] and counts(page, 3) == [""] * 15
    assert counts(page, 2) == [""] * 7 + ["1", "1", "1"] + [""] * 7
    assert counts(page, 0) == [""] * 7 + ["1", "3", "6", "7", "6", "3", "1"] + [""] * 7
    assert said(page) == (
        "Layer 3, cell 7: a receptive field of 7 cells, from input cell 7 to 13. It sees them all. "
        "The next cell looks 1 cell further on. Of 27 paths, 7 lead to cell 10, and 1 leads to each end."
    )
    assert page.locator(".sum").text_content().endswith(" Paths to input cells 7 to 13: 1, 3, 6, 7, 6, 3, 1.")
    lines = page.locator(".lit").evaluate_all("all => all.map(path => path.getAttribute('d'))")
    assert [path.count("M") for path in lines] == [3, 9, 15]
    seen = ["layer 3\n1 of 15", "layer 2\n3 of 17", "layer 1\n5 of 19", "input\n7 of 21"]
    assert page.locator(".name").all_inner_texts() == seen
    first = page.locator(".wires path:not(.lit)").last.get_attribute("d")
    assert first.startswith("M1.5 0L0.5 1M1.5 0L1.5 1M1.5 0L2.5 1M2.5 0")


def test_the_darker_a_cell_the_more_paths_lead_to_it(page):
    shades = page.locator(".cells[data-level='0'] .seen").evaluate_all(
        """cells => cells.map(cell => [
            Number(cell.textContent), parseFloat(cell.style.getPropertyValue('--shade')), cell.matches('.deep')])"""
    )
    assert [many for many, *_ in shades] == [1, 3, 6, 7, 6, 3, 1]
    assert [shade for _, shade, _ in shades] == pytest.approx([100 / 7 * many for many, *_ in shades])
    assert [deep for *_, deep in shades] == [False, False, True, True, True, False, False]


COLORS = """cells => cells.map(cell => {
    const paint = document.createElement("canvas").getContext("2d");
    const { color, backgroundColor } = getComputedStyle(cell);
    return [color, backgroundColor].map((color) => {
        paint.fillStyle = color;
        paint.fillRect(0, 0, 1, 1);
        return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
    });
})"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_number_can_be_read_on_every_shade(shown, dark):
    """axe-core does not know the colors that a browser mixes."""
    page = shown(interactive.field_tracer([(7, 1, 1)] * 3), dark=dark)
    page.evaluate(f"document.body.dataset.jpThemeLight = '{str(not dark).lower()}'")
    replace(page, TAG, interactive.field_tracer([(7, 1, 1)] * 3).options)
    colors = page.locator(".seen").evaluate_all(COLORS)
    assert len({str(behind) for _, behind in colors}) > 9
    assert min(contrast(*("#" + bytes(rgb).hex() for rgb in pair)) for pair in colors) >= READABLE


@pytest.mark.parametrize(
    "layers, at, end",
    [
        ("stride 2 first", (3, 2), "Of 27 paths, 5 lead to each of cells 8 and 10, and 1 leads to each end."),
        ("dilation rates 1, 2, 4", (3, 3), " lead to each of cells 7, 9, 11 and 13, and 1 leads to each end."),
        ([(2, 1, 1), (7, 1, 1)], (2, 6), " lead to each of cells 7 to 12, and 1 leads to each end."),
    ],
)
def test_its_sentence_cannot_be_taken_for_another(layers, at, end):
    assert interactive.field_tracer(layers, at=at).text.endswith(end)


def test_behind_the_last_cell_no_next_one_is_spoken_of():
    tops = [interactive.field_tracer(at=(3, cell)).text for cell in (13, 14)]
    assert ["The next cell" in text for text in tops] == [True, False]
    only = interactive.field_tracer([(3, 1, 1), (2, 2, 1, POOLING), (3, 1, 1), (7, 1, 1)], at=(4, 0)).text
    assert "The next cell" not in only


@pytest.mark.parametrize("width, step", [(1280, 1), (390, 5)])
def test_each_number_stands_below_the_input_cell_that_it_names(shown, width, step):
    page = shown(interactive.field_tracer(), width=width)
    middle = """all => all.filter(part => part.checkVisibility()).map(part => {
        const box = part.getBoundingClientRect();
        return [part.textContent, box.left + box.width / 2];
    })"""
    cells = page.locator(".cells[data-level='0'] .cell").evaluate_all(middle)
    numbers = page.locator(".ticks span").evaluate_all(middle)
    assert [int(name) for name, _ in numbers] == [*range(0, 21, step)]
    assert [x for _, x in numbers] == pytest.approx([cells[int(name)][1] for name, _ in numbers], abs=1)


def test_holes_are_shown(shown):
    page = shown(interactive.field_tracer(HOLES))
    assert counts(page, 0)[4:17] == ["1", "", "3", "", "6", "", "7", "", "6", "", "3", "", "1"]
    holes = page.locator(".cells[data-level='0'] .cell").evaluate_all("all => all.map(cell => cell.matches('.hole'))")
    assert np.flatnonzero(holes).tolist() == [5, 7, 9, 11, 13, 15]
    assert "a receptive field of 13 cells, from input cell 4 to 16. It sees 7 of them, the other 6" in said(page)


def test_it_works_by_keyboard_alone(page):
    page.locator(".stack").focus()
    for key, at in (
        ("ArrowRight", [3, 8]),
        ("ArrowUp", [3, 8]),
        ("ArrowDown", [2, 9]),
        ("ArrowLeft", [2, 8]),
        ("Home", [2, 0]),
        ("ArrowLeft", [2, 0]),
        ("ArrowDown", [1, 1]),
        ("End", [1, 18]),
        ("ArrowUp", [2, 16]),
        ("ArrowUp", [3, 14]),
    ):
        page.keyboard.press(key)
        assert chosen(page) == at, key
    label = page.locator(".stack").get_attribute("aria-label")
    assert label == "layer 3, cells 0 to 14, cell 14 is chosen; arrow keys go from cell to cell and from layer to layer"
    for key in ("ArrowDown",) * 4:
        page.keyboard.press(key)
    assert said(page) == "Input cell 17: it sees nothing but itself."
    assert page.locator(".sum").get_attribute("role") == "status"


def test_up_and_down_go_to_the_nearest_cell_of_a_layer_that_strides(shown):
    page = shown(interactive.field_tracer("stride 2 first", at=(1, 4)))
    page.locator(".stack").press("ArrowDown")  # the middle of layer 1's cell 4 lies on input cell 9
    assert chosen(page) == [0, 9]
    page.locator(".stack").press("ArrowLeft")
    page.locator(".stack").press("ArrowUp")
    assert chosen(page) in ([1, 3], [1, 4])


def test_a_click_and_a_drag_choose(page):
    def point(level, i, n=21, before=0):
        box = page.locator(f".cells[data-level='{level}']").bounding_box()
        return box["x"] + box["width"] * (i + before + 0.5) / n, box["y"] + box["height"] / 2

    page.mouse.click(*point(1, 4, before=1))
    assert chosen(page) == [1, 4]
    page.mouse.click(*point(3, -3, before=3))  # left of the first cell: the first
    assert chosen(page) == [3, 0]
    page.mouse.move(*point(2, 6, before=2))
    page.mouse.down()
    assert chosen(page) == [2, 6]
    x, _ = point(2, 12, before=2)
    page.mouse.move(x, point(0, 0)[1], steps=5)  # along the row that is held, wherever the pointer is
    assert chosen(page) == [2, 12]
    page.mouse.up()
    page.mouse.move(*point(2, 3, before=2))
    assert chosen(page) == [2, 12]


def test_its_controls(page):
    choose(page, "example", "dilation rates 1, 2, 4")
    assert "a receptive field of 15 cells" in said(page) and "It sees them all." in said(page)
    assert page.get_by_role("combobox", name="dilation rate of layer 3").input_value() == "4"
    choose(page, "stride of layer 1", 2)
    assert page.get_by_role("combobox", name="example", exact=True).input_value() == "your own layers"
    assert page.evaluate(f"{ELEMENT}.rows.length") == 3
    assert page.get_by_role("alert").inner_text() == "Layer 3 spans 9 cells, but layer 2 has 6: it has no cells."
    choose(page, "number of layers", 2)
    assert page.get_by_role("alert").inner_text() == "" and page.locator(".cells").count() == 3
    choose(page, "kind of layer 2", POOLING)
    dilation = page.get_by_role("combobox", name="dilation rate of layer 2")
    assert dilation.is_disabled() and dilation.input_value() == "1"
    assert page.get_by_role("combobox", name="stride of layer 2").input_value() == "3"
    assert page.evaluate(f"{ELEMENT}.layers") == [[3, 2, 1, "convolution"], [3, 3, 1, POOLING]]
    page.locator(".stack").press("Home")
    assert "a receptive field of 7 cells" in said(page) and "The next cell looks 6 cells further on." in said(page)
    choose(page, "number of layers", 4)
    assert page.get_by_role("alert").inner_text() == "Layer 4 spans 3 cells, but layer 3 has 1: it has no cells."
    choose(page, "example", "stride 2 last")
    choose(page, "size of layer 1", 7)
    choose(page, "size of layer 1", 3)
    assert page.get_by_role("combobox", name="example", exact=True).input_value() == "stride 2 last"


def test_a_choice_keeps_the_focus_and_the_chosen_cell(page):
    page.locator(".stack").press("ArrowDown")
    size = page.get_by_role("combobox", name="size of layer 3")
    size.focus()
    size.select_option("2")
    assert page.evaluate(f"{ELEMENT}.shadowRoot.activeElement.parentElement.textContent").startswith("size of layer 3")
    assert chosen(page) == [2, 8]


def test_start_over_restores_all(shown):
    page = shown(interactive.field_tracer("pooling between", at=(2, 3)))
    before = page.locator(".figure").inner_html()
    choose(page, "size of layer 2", 4)
    choose(page, "number of layers", 4)
    page.locator(".stack").press("Home")
    page.get_by_role("button", name="Start over").click()
    assert page.locator(".figure").inner_html() == before


@pytest.mark.parametrize("layers", [*PRESETS, [(7, 1, 1)] * 3])
def test_its_numbers_fit_into_their_cells_on_a_phone(shown, layers):
    page = shown(interactive.field_tracer(layers, cells=LONGEST), width=390)
    wide = page.locator(".seen:not(.long)").evaluate_all(
        """cells => cells.filter(cell => {
            const words = document.createRange();
            words.selectNodeContents(cell);
            return words.getBoundingClientRect().width > cell.clientWidth;
        }).map(cell => cell.textContent)"""
    )
    assert wide == []
    size = "cells => cells.map(cell => parseFloat(getComputedStyle(cell).fontSize))"
    assert min(page.locator(".seen:not(.long)").evaluate_all(size)) >= 9


def test_the_still_picture_shows_the_same_cells():
    still = interactive.field_tracer(HOLES).still
    drawn = base64.b64decode(re.search(r"base64,([^\"]+)", still)[1]).decode()
    assert re.findall(r'text-anchor="middle">(\d+)<', drawn)[:7] == ["1", "3", "6", "7", "6", "3", "1"]
    rows = ["7 of 21", "5 of 17", "3 of 13", "1 of 9"]
    assert re.findall(r">(?:layer \d|input): (.*?)<", drawn) == rows and ", ".join(rows) in still
    assert drawn.count("h26") == 21 + 17 + 13 + 9 and drawn.count("dasharray") == 2 + 4 + 6
    assert drawn.count("L") == 3 + 9 + 15  # lines
    assert "5 of 21, 3 of 17, 1 of 13, 9" in interactive.field_tracer(HOLES, at=(2, 6)).still
