"""Depthwise convolution by shifted multiply-add: what weight (u, v) meets is the image, shifted; all channels at once.

Some rows of the output are finished before the next are begun: they stay in the processor's cache, where the whole
image would go through memory once for each weight.
"""

import numpy as np

from cnnlib.scratch.fast.blocks import cut
from cnnlib.scratch.fast.threads import share

MEGABYTES = 0.5  # of the output's rows at a time


def correlate(x, kernel, g):
    """For each image, the sum of its shifted views times the weights they meet."""
    weights = _as_rows(kernel, g)  # (kernel_h, kernel_w, out_w, c_in · multiplier)
    y = np.empty((len(x), *g.out_size, weights.shape[3]), x.dtype)
    first, *others = np.ndindex(*kernel.shape[:2])

    def add_up(images):
        for phases, y_image in zip(_phases(x[images], kernel.shape[3], g), y[images]):
            for rows, products in _blocks(weights, g):
                np.multiply(phases[_cells_under(*first, g)][rows], weights[first], out=y_image[rows])
                for place in others:
                    y_image[rows] += np.multiply(phases[_cells_under(*place, g)][rows], weights[place], out=products)

    share(add_up, cut(range(len(x))))
    return y


def correlate_backward(d_out, x, kernel, g):
    """Gradients for `x` and `kernel`: what met in a product meets again, with `d_out` in the place of the output."""
    *kernel_size, c_in, multiplier = kernel.shape
    weights = _as_rows(kernel, g)  # (kernel_h, kernel_w, out_w, c_in · multiplier)
    dx = np.empty(x.shape, x.dtype)

    def gradient(images):
        dkernel = np.zeros((*kernel_size, c_in * multiplier), x.dtype)
        for phases, d_y, dx_image in zip(_phases(x[images], multiplier, g), d_out[images], dx[images]):
            d_phases = np.zeros_like(phases)
            for rows, products in _blocks(weights, g):
                for place in np.ndindex(*kernel_size):
                    cells = _cells_under(*place, g)
                    d_phases[cells][rows] += np.multiply(d_y[rows], weights[place], out=products)
                    dkernel[place] += np.einsum("ijc,ijc->c", phases[cells][rows], d_y[rows])
            for columns, place in _columns(x, g):
                dx_image[:, columns] = d_phases.reshape(*phases.shape[:3], c_in, multiplier)[place].sum(axis=3)
        return dkernel.reshape(kernel.shape)

    return dx, sum(share(gradient, cut(range(len(x)))), np.zeros(kernel.shape, x.dtype))


def _as_rows(kernel, g):
    """Each weight repeated along a row of the output, so that NumPy works through a whole row at a time."""
    flat = kernel.reshape(*kernel.shape[:2], 1, -1)  # (kernel_h, kernel_w, 1, c_in · multiplier)
    return np.tile(flat, (1, 1, g.out_size[1], 1))


def _phases(x, multiplier, g):
    """Image by image: padded, each channel as often as it has kernels, the columns in as many parts as the stride.

    Part p holds the columns p, p + stride, …: there, the cells that a weight meets along a row lie side by side.
    """
    height, width = (n + sum(p) for n, p in zip(x.shape[1:3], g.padding))
    stride = g.strides[1]
    # Zeros once: the images are written between them, one after the other.
    phases = np.zeros((stride, height, -(-width // stride), x.shape[3], multiplier), x.dtype)
    for image in x:
        for columns, place in _columns(x, g):
            phases[place] = image[:, columns, :, None]
        yield phases.reshape(*phases.shape[:3], -1)  # (stride, padded height, columns, c_in · multiplier)


def _columns(x, g):
    """For each part of `_phases`: the columns of the image that it holds, and where."""
    (top, _), (left, _) = g.padding
    (_, height, width, _), stride = x.shape, g.strides[1]
    for p in range(stride):
        first = (p - left) % stride
        at, count = (first + left) // stride, len(range(first, width, stride))
        yield slice(first, None, stride), (p, slice(top, top + height), slice(at, at + count))


def _cells_under(u, v, g):
    """Where in the `_phases` the cells are that weight (u, v) meets, one for each stop."""
    first, p = divmod(v * g.dilation_rate[1], g.strides[1])
    return p, g.cells_under(u, v)[0], slice(first, first + g.out_size[1])


def _blocks(weights, g):
    """Some rows of the output at a time, and memory for what one weight gives there."""
    rows = max(int(MEGABYTES * 1e6 / weights[0, 0].nbytes), 1)
    products = np.empty((rows, *weights.shape[2:]), weights.dtype)
    for i in range(0, g.out_size[0], rows):
        yield slice(i, i + rows), products[: g.out_size[0] - i]
