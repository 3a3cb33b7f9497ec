"""The field tracer: layers of cells along one axis, and what a cell of any of them sees of those below it."""

import numpy as np

from cnnlib import checks, wording
from cnnlib.arguments import kernel_span
from cnnlib.interactive.element import Element, checked_place
from cnnlib.interactive.wiring import drawing
from cnnlib.measures import Sight
from cnnlib.scratch import conv2d_backward, output_size

CONVOLUTION, POOLING = "convolution", "pooling"
MOST = {"kernel_size": 7, "strides": 4, "dilation_rate": 5}
DEEPEST, LONGEST = 4, 21
PRESETS = {
    "three layers of 3": [(3, 1, 1)] * 3,
    "one layer of 7": [(7, 1, 1)],
    "stride 2 first": [(3, 2, 1), (3, 1, 1), (3, 1, 1)],
    "stride 2 last": [(3, 1, 1), (3, 1, 1), (3, 2, 1)],
    "pooling between": [(3, 1, 1), (2, 2, 1, POOLING), (3, 1, 1)],
    "dilation rates 1, 2, 4": [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
    "dilation rates 2, 2, 2": [(3, 1, 2)] * 3,
    "dilation rates 1, 2, 5": [(3, 1, 1), (3, 1, 2), (3, 1, 5)],
}


def field_tracer(layers="three layers of 3", *, cells=21, at=None, caption=""):
    """Show a stack of layers along one axis: choose a cell, and see which cells of each layer below it depends on.

    Each of these cells bears the number of ways that lead to it. With all weights equal, that is its share.

    Parameters
    ----------
    layers : str or list of (kernel_size, strides, dilation_rate)
        One to four layers from the input up, without padding. The kernel has at most 7 weights, the stride is at most
        4, the dilation rate at most 5. A pooling is (pool_size, strides, 1, "pooling"). Or a name: "three layers of 3",
        "one layer of 7", "stride 2 first" or "last", "pooling between", "dilation rates 1, 2, 4" (or 2, 2, 2; 1, 2, 5).
    cells : int
        Of the input, at most 21.
    at : (layer, cell), optional
        The cell chosen at first; layer 0 is the input. Default: the middle of the last layer.
    caption : str, optional

    Returns
    -------
    Element
        As the last line of a cell it is shown.

    Raises
    ------
    ValueError, TypeError
        If an argument is not one of those above, or a layer spans more cells than there are.

    Examples
    --------
    >>> text = field_tracer([(3, 1, 2), (3, 1, 2)], cells=11, at=(2, 1)).text
    >>> print(text.partition("; ")[2].replace(". ", ".\\n"))
    Layer 2, cell 1: a receptive field of 9 cells, from input cell 1 to 9.
    It sees 5 of them, the other 4 are holes.
    The next cell looks 1 cell further on.
    Of 9 paths, 3 lead to cell 5, and 1 leads to each end.
    """
    layers = _checked_layers(layers)
    sizes = _sizes(cells, layers)
    at = _checked_at(at, sizes)
    sights, ways = _sights(layers, sizes), _ways(layers, sizes, *at)
    said = _sentence(*at, sizes[at[0]], sights[at[0]], ways[0])
    options = {"layers": layers, "cells": sizes[0], "at": at, "most": [*MOST.values()], "deepest": DEEPEST}
    options["presets"] = {name: _listed(preset) for name, preset in PRESETS.items()}
    label, widths = "What one cell sees", ", ".join(map(str, sizes))
    still = drawing(layers, sizes, sights, ways, at) + f"<p>{said}</p>"
    return Element("cnn-field-tracer", label, options, still, f"{label}: rows of {widths} cells; {said}", caption)


def _checked_at(at, sizes):
    """The chosen layer and cell as a list; of None, the middle of the last layer."""
    top = len(sizes) - 1
    at = (top, (sizes[top] - 1) // 2) if at is None else at
    known = isinstance(at, (tuple, list)) and len(at) == 2 and checks.is_whole(at[0]) and 0 <= at[0] <= top
    layer = int(at[0]) if known else top
    needs = f"a layer from 0 to {top} and a cell of it; layer {layer} has cells 0 to {sizes[layer] - 1}"
    return checked_place("field_tracer", at, (0, 0), (top, sizes[layer] - 1), needs)


def _listed(layers):
    """Layers as the page has them: kernel size, stride, dilation rate and kind of each."""
    return [[*map(int, layer[:3]), *(layer[3:] or [CONVOLUTION])] for layer in layers]


def _checked_layers(layers):
    needs = "needs the name of a preset or a list of (kernel_size, strides, dilation_rate)"
    if isinstance(layers, str):
        if layers not in PRESETS:
            names = ", ".join(map(repr, PRESETS))
            raise ValueError(f"field_tracer: layers is {layers!r}, needs one of {names}, or a list")
        return _listed(PRESETS[layers])
    if not isinstance(layers, (list, tuple)) or not all(isinstance(layer, (list, tuple)) for layer in layers):
        raise TypeError(f"field_tracer: layers is {wording.shown(layers)}, {needs}")
    if not 1 <= len(layers) <= DEEPEST:
        raise ValueError(f"field_tracer: layers has {len(layers)} of them, needs 1 to {DEEPEST}")
    for place, layer in enumerate(layers, 1):
        _check_layer(place, layer)
    return _listed(layers)


def _check_layer(place, layer):
    if len(layer) not in (3, 4) or layer[3:] not in ((), [], (POOLING,), [POOLING], (CONVOLUTION,), [CONVOLUTION]):
        needs = 'needs (kernel_size, strides, dilation_rate); for a pooling (pool_size, strides, 1, "pooling")'
        raise ValueError(f"field_tracer: layer {place} is {wording.shown(layer)}, {needs}")
    for (name, most), value in zip(MOST.items(), layer):
        _check_count(f"{name} of layer {place}", value, most)
    if layer[3:] and layer[3] == POOLING and layer[2] != 1:
        raise ValueError(f"field_tracer: layer {place} is a pooling with dilation_rate {layer[2]}, needs 1")


def _check_count(name, value, most):
    if checks.whole("field_tracer", name, value, minimum=1) > most:
        raise ValueError(f"field_tracer: {name} is {value}, needs at most {most}")


def _sizes(cells, layers):
    """How many cells the input has, and each layer."""
    _check_count("cells", cells, LONGEST)
    sizes = [int(cells)]
    for place, (k, s, d, _) in enumerate(layers, 1):
        span, there = kernel_span(k, d), sizes[-1]
        if span > there:
            below = f"layer {place - 1}" if place > 1 else "the input"
            fix = "give more cells or a smaller kernel"
            raise ValueError(f"field_tracer: layer {place} spans {span} cells, but {below} has {there}; {fix}")
        sizes.append(output_size(there, k, s, dilation_rate=d))
    return sizes


def _sights(layers, sizes):
    """What the cells of the input and of each layer see."""
    sights = [Sight(0, 0, 1)]
    for n, (k, s, d, _) in zip(sizes, layers):
        sights.append(sights[-1].through_window(n, k, s, "valid", d))
    return sights


def _ways(layers, sizes, level, cell):
    """For each row up to the cell's own, how many ways lead from the cell to each of its cells.

    That is the gradient of a stack of kernels of ones: in the backward pass every weight adds a way.
    """
    ways = [np.eye(1, sizes[level], cell)]
    for n, (k, s, d, _) in reversed(list(zip(sizes, layers[:level]))):
        ones, x = np.ones((1, k, 1, 1)), np.zeros((1, 1, n, 1))
        dx, _, _ = conv2d_backward(ways[0][None, :, :, None], x, ones, strides=(1, s), dilation_rate=(1, d))
        ways.insert(0, dx[0, :, :, 0])
    return [row.ravel().astype(int) for row in ways]


def _sentence(level, cell, n, sight, ways):
    """What a cell of a row of `n` sees, in the words of field-tracer.js."""
    if level == 0:
        return f"Input cell {cell}: it sees nothing but itself."
    first, size = cell * sight.step, sight.size
    seen, total, most = np.count_nonzero(ways), ways.sum(), ways.max()
    at = np.flatnonzero(ways == most)
    said = [f"Layer {level}, cell {cell}: a receptive field of {wording.plural(size, 'cell')}"]
    said[0] += f", from input cell {first} to {first + size - 1}." if size > 1 else f", input cell {first}."
    if seen < size:
        holes = size - seen
        said.append(f"It sees {seen} of them, the other {f'{holes} are holes' if holes > 1 else 'is a hole'}.")
    elif size > 1:
        said.append("It sees them all.")
    if cell < n - 1:
        said.append(f"The next cell looks {wording.plural(sight.step, 'cell')} further on.")
    if most > 1:
        to = f"cell {at[0]}" if len(at) == 1 else f"each of cells {_listed_cells(at)}"
        said.append(f"Of {total} paths, {most} lead to {to}, and 1 leads to each end.")
    elif size > 1:
        said.append("One path leads to each cell that it sees.")
    return " ".join(said)


def _listed_cells(cells):
    """6 to 13, or 7, 9 and 11."""
    if len(cells) > 2 and cells[-1] - cells[0] == len(cells) - 1:
        return f"{cells[0]} to {cells[-1]}"
    return f"{', '.join(map(str, cells[:-1]))} and {cells[-1]}"
