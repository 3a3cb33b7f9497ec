"""Sums over the kernel's places: what weight (u, v) meets is the image, shifted; so add up one product for each place.

No window is copied. The output is gone over kernel_h · kernel_w times, some rows at a time, so that they stay in the
cache.
"""

import numpy as np

from cnnlib.scratch.fast.blocks import fill_images

MEGABYTES = 1  # of a product at a time


def correlate(x, kernel, g):
    """For some rows of the output, the sum of the image's shifted views times the weights they meet."""

    def add_up(image, y):
        y[...] = 0
        at_once = max(int(MEGABYTES * 1e6 / y[0].nbytes), 1)
        for first in range(0, len(y), at_once):
            rows = slice(first, first + at_once)
            # (rows, out_w, c_in) · (c_in, c_out) for each weight's place
            for u, v in np.ndindex(*kernel.shape[:2]):
                y[rows] += image[g.cells_under(u, v)][rows] @ kernel[u, v]

    return fill_images(add_up, x, g, np.empty((len(x), *g.out_size, kernel.shape[3]), x.dtype))
