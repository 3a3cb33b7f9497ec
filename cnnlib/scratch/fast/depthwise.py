"""Depthwise convolution by shifted multiply-add: under weight (u, v) lies the image, shifted; all channels at once.

Some rows of the output are finished before the next are begun: they stay in the processor's cache, where the whole
image would go through memory once for each weight.

With a stride of s along a row, the cells under a weight are every s-th. So an image is split into s phases (as in a
polyphase filter): phase p holds the columns p, p + s, p + 2s, …, and there the cells under a weight lie side by side.
"""

import numpy as np

from cnnlib.scratch.fast.chunks import chunks, parts
from cnnlib.scratch.fast.threads import share

MEGABYTES = 0.5  # of the output's rows at a time


def correlate(x, kernel, w):
    """For each image, the sum of its shifted views times the weights over them."""
    weights = _repeated(kernel, w)  # (kernel_h, kernel_w, out_w, c_in · multiplier)
    y = np.empty((len(x), *w.out_size, weights.shape[3]), x.dtype)
    first, *others = np.ndindex(*w.kernel_size)

    def add_up(images):
        phases = _room_for_phases(x, kernel, w)
        for image, y_image in zip(x[images], y[images]):
            cells = _split(image, phases, w)
            for rows, products in _rows(weights, w):
                np.multiply(cells[_cells_under(*first, w)][rows], weights[first], out=y_image[rows])
                for place in others:
                    y_image[rows] += np.multiply(cells[_cells_under(*place, w)][rows], weights[place], out=products)

    share(add_up, parts(len(x)))
    return y


def gradients(d_out, x, kernel, w):
    """Each cell's gradient adds up output gradients times weights; each weight's, output gradients times cells."""
    weights = _repeated(kernel, w)  # (kernel_h, kernel_w, out_w, c_in · multiplier)
    dx = np.empty(x.shape, x.dtype)

    def gradient(images):
        phases, dkernel = _room_for_phases(x, kernel, w), np.zeros((*w.kernel_size, weights.shape[3]), x.dtype)
        for image, d_y, dx_image in zip(x[images], d_out[images], dx[images]):
            cells = _split(image, phases, w)
            d_cells = np.zeros_like(cells)
            for rows, products in _rows(weights, w):
                for place in np.ndindex(*w.kernel_size):
                    under = _cells_under(*place, w)
                    d_cells[under][rows] += np.multiply(d_y[rows], weights[place], out=products)
                    dkernel[place] += np.einsum("ijc,ijc->c", cells[under][rows], d_y[rows])
            for columns, place in _columns(w):
                dx_image[:, columns] = d_cells.reshape(phases.shape)[place].sum(axis=3)
        return dkernel.reshape(kernel.shape)

    return dx, sum(share(gradient, parts(len(x))), np.zeros(kernel.shape, x.dtype))


def _repeated(kernel, w):
    """Each weight repeated along a row of the output, so that NumPy works through a whole row at a time."""
    flat = kernel.reshape(*w.kernel_size, 1, -1)  # (kernel_h, kernel_w, 1, c_in · multiplier)
    return np.tile(flat, (1, 1, w.out_size[1], 1))


def _room_for_phases(x, kernel, w):
    """Zeros (stride, padded height, columns, c_in, multiplier): one image after the other is written between them."""
    (height, width), stride = w.padded_size, w.strides[1]
    return np.zeros((stride, height, -(-width // stride), *kernel.shape[2:]), x.dtype)


def _split(image, phases, w):
    """Write an image into its phases, each channel once for each of its kernels; gives them as (…, c_in · multiplier)."""
    for columns, place in _columns(w):
        phases[place] = image[:, columns, :, None]
    return phases.reshape(*phases.shape[:3], -1)


def _columns(w):
    """For each phase: the columns of the image that it holds, and where in the phases they stand."""
    (top, _), (left, _) = w.padding
    (height, width), stride = w.size, w.strides[1]
    for p in range(stride):
        first = (p - left) % stride  # of the image's columns, the first that the phase holds
        place, count = (first + left) // stride, len(range(first, width, stride))
        yield slice(first, None, stride), (p, slice(top, top + height), slice(place, place + count))


def _cells_under(u, v, w):
    """Where in the phases the cells under weight (u, v) stand, one for each window."""
    first, p = divmod(v * w.dilation_rate[1], w.strides[1])
    return p, w.cells_under(u, v)[0], slice(first, first + w.out_size[1])


def _rows(weights, w):
    """Some rows of the output at a time, and memory for what one weight gives there."""
    of_output = chunks(w.out_size[0], weights[0, 0].nbytes, MEGABYTES)
    most = max(rows.stop - rows.start for rows in of_output)
    products = np.empty((most, *weights.shape[2:]), weights.dtype)
    for rows in of_output:
        yield rows, products[: rows.stop - rows.start]
