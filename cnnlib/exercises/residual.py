"""The exercises of chapter 14: skips, bottlenecks, dense blocks, widths."""

import numpy as np

from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of


def residual(x, w1, w2):
    return x + np.maximum(x @ w1, 0) @ w2


def residual_backward(d_out, x, w1, w2):
    return d_out + (d_out @ w2.T * (x @ w1 > 0)) @ w1.T


def bottleneck_weights(c, squeeze):
    return c * squeeze + 9 * squeeze**2 + squeeze * c


def dense_block_channels(c, growth, layers):
    return [c + growth * i for i in range(layers + 1)]


def narrowed(filters, alpha):
    return [int(n * alpha) for n in filters]


def inverted_macs(height, width, c, expansion, kernel_size):
    middle = expansion * c
    return height * width * (c * middle + kernel_size**2 * middle + middle * c)


def residual_inputs(draw, st):
    n, hidden = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    shapes = {"x": (draw(st.integers(1, 2)), n), "w1": (n, hidden), "w2": (hidden, n)}
    return {name: array_of(draw, st, shape) for name, shape in shapes.items()}


def backward_inputs(draw, st):
    inputs = residual_inputs(draw, st)
    if draw(st.integers(0, 3)) == 0:
        inputs["x"][:] = 0  # what ReLU gets is then 0, too
    return {"d_out": array_of(draw, st, inputs["x"].shape), **inputs}


def bottleneck_inputs(draw, st):
    return {"c": draw(st.integers(1, 2048)), "squeeze": draw(st.integers(1, 512))}


def block_inputs(draw, st):
    return {"c": draw(st.integers(1, 64)), "growth": draw(st.integers(1, 32)), "layers": draw(st.integers(0, 5))}


def width_inputs(draw, st):
    alpha = draw(st.sampled_from([0.25, 0.5, 0.75, 1.0]))
    return {"filters": draw(st.lists(st.integers(4, 64), min_size=1, max_size=4)), "alpha": alpha}


def inverted_inputs(draw, st):
    sizes = {name: draw(st.integers(1, 8)) for name in ("height", "width", "c")}
    return {**sizes, "expansion": draw(st.integers(2, 8)), "kernel_size": draw(st.integers(1, 5))}


EXERCISES = [
    Exercise("residual", residual, residual_inputs),
    Exercise("residual_backward", residual_backward, backward_inputs),
    Exercise("bottleneck_weights", bottleneck_weights, bottleneck_inputs),
    Exercise("dense_block_channels", dense_block_channels, block_inputs),
    Exercise("narrowed", narrowed, width_inputs),
    Exercise("inverted_macs", inverted_macs, inverted_inputs),
]
