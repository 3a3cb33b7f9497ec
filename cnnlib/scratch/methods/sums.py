"""Sums over the kernel's places: what weight (u, v) meets is the image, shifted; so add up one product for each place.

No window is copied. The output is gone over kernel_h · kernel_w times, some rows at a time, so that they stay in the
cache.
"""

import numpy as np

MEGABYTES = 1  # of a product at a time


def correlate(x, kernel, g, y):
    """For some rows of the output, the sum of the image's shifted views times the weights they meet."""
    y[...] = 0
    one = y.shape[2] * y.shape[3] * y.itemsize  # bytes, of a row
    at_once = max(int(MEGABYTES * 1e6 / one), 1)
    for image, y_image in zip(x, y):
        for first in range(0, len(y_image), at_once):
            rows = slice(first, first + at_once)
            # (rows, out_w, c_in) · (c_in, c_out) for each weight's place
            for u, v in np.ndindex(*kernel.shape[:2]):
                y_image[rows] += image[g.cells_under(u, v)][rows] @ kernel[u, v]
