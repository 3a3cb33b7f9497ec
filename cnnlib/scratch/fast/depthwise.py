"""Depthwise convolution by shifted multiply-add: under weight (u, v) lies the image, shifted; all channels at once.

Some rows of the output are finished before the next are begun: they stay in the processor's cache, where the whole
image would go through memory once for each weight.

With a stride of s along a row, the cells under a weight are every s-th. So an image is split into s phases (as in a
polyphase filter): phase p holds the columns p, p + s, p + 2s, …, and there the cells under a weight lie side by side.
"""

from typing import NamedTuple

import numpy as np

from cnnlib.scratch.fast.chunks import chunks, parts
from cnnlib.scratch.fast.memory import buffer
from cnnlib.scratch.fast.threads import share

MEGABYTES = 0.5  # of the output's rows at a time


class Phases(NamedTuple):
    """Where the columns of padded images stand in their phases, and the weights that meet them."""

    shape: tuple  # (stride, padded height, columns of a phase, c_in, multiplier)
    columns: list  # for each phase: the image's columns that it holds, and the place of the image in it
    under: dict  # for each weight (u, v): the place of the cells under it, one for each window
    weights: np.ndarray  # each repeated along a row of the output: (kernel_h, kernel_w, out_w, c_in · multiplier)


def correlate(x, kernel, w):
    """For each image, the sum of its shifted views times the weights over them."""
    phases = phases_of(kernel, w)
    y = np.empty((len(x), *w.out_size, phases.weights.shape[3]), x.dtype)
    of_rows = chunks(w.out_size[0], phases.weights[0, 0].nbytes, MEGABYTES)
    first, *others = phases.under

    def add_up(images):
        split = np.zeros(phases.shape, x.dtype)  # one image after the other; padding stays 0
        cells = split.reshape(*phases.shape[:3], -1)
        for image, y_image in zip(x[images], y[images]):
            for columns, place in phases.columns:
                split[place] = image[:, columns, :, None]
            for rows in of_rows:
                np.multiply(cells[phases.under[first]][rows], phases.weights[first], out=y_image[rows])
                for place in others:
                    _add_product(y_image[rows], cells[phases.under[place]][rows], phases.weights[place])

    share(add_up, parts(len(x)))
    return y


def gradients(d_out, x, kernel, w):
    """A cell adds up output gradients times weights; a weight adds up output gradients times cells."""
    phases, dx = phases_of(kernel, w), np.empty(x.shape, x.dtype)
    of_rows = chunks(w.out_size[0], phases.weights[0, 0].nbytes, MEGABYTES)

    def gradient(images):
        split, dkernel = np.zeros(phases.shape, x.dtype), np.zeros_like(phases.weights[:, :, 0])
        cells = split.reshape(*phases.shape[:3], -1)
        for image, d_y, dx_image in zip(x[images], d_out[images], dx[images]):
            for columns, place in phases.columns:
                split[place] = image[:, columns, :, None]
            d_cells = np.zeros_like(cells)
            for rows in of_rows:
                for place, under in phases.under.items():
                    _add_product(d_cells[under][rows], d_y[rows], phases.weights[place])
                    dkernel[place] += np.einsum("ijc,ijc->c", cells[under][rows], d_y[rows])
            for columns, place in phases.columns:
                dx_image[:, columns] = d_cells.reshape(split.shape)[place].sum(axis=3)
        return dkernel.reshape(kernel.shape)

    return dx, sum(share(gradient, parts(len(x))), np.zeros(kernel.shape, x.dtype))


def phases_of(kernel, w):
    """The phases of the images that the windows stand on."""
    (top, _), (left, _) = w.padding
    (height, width), stride, columns, under = w.size, w.strides[1], [], {}
    for p in range(stride):
        first = (p - left) % stride  # of the image's columns, the first that the phase holds
        start, count = (first + left) // stride, len(range(first, width, stride))
        place = p, slice(top, top + height), slice(start, start + count)
        columns.append((slice(first, None, stride), place))
    for u, v in np.ndindex(*w.kernel_size):
        start, p = divmod(v * w.dilation_rate[1], stride)
        under[u, v] = p, w.cells_under(u, v)[0], slice(start, start + w.out_size[1])
    padded_height, padded_width = w.padded_size
    shape = (stride, padded_height, -(-padded_width // stride), *kernel.shape[2:])
    weights = np.tile(kernel.reshape(*w.kernel_size, 1, -1), (1, 1, w.out_size[1], 1))
    return Phases(shape, columns, under, weights)


def _add_product(target, a, b):
    """``target += a * b``, by memory that is kept."""
    target += np.multiply(a, b, out=buffer("products", target.shape, target.dtype))
