"""Sums over the kernel's places: under weight (u, v) lies the image, shifted; so add up one product for each place.

No window is copied. The sums pass over the output kernel_h · kernel_w times, some rows at a time, so that they stay in
the cache.
"""

import numpy as np

from cnnlib.scratch.fast.chunks import chunks
from cnnlib.scratch.fast.threads import share
from cnnlib.scratch.padding import padded

MEGABYTES = 1  # of a product at a time


def correlate(x, kernel, w):
    """For some rows of the output, the sum of the image's shifted views times the weights over them."""
    y = np.zeros((len(x), *w.out_size, kernel.shape[3]), x.dtype)

    def add_up(i):
        image = padded(x[i : i + 1], w.padding)[0]
        for rows in chunks(len(y[i]), y[i, 0].nbytes, MEGABYTES):
            for u, v in np.ndindex(*w.kernel_size):
                # (rows, out_w, c_in) · (c_in, c_out)
                y[i, rows] += image[w.cells_under(u, v)][rows] @ kernel[u, v]

    share(add_up, range(len(x)))
    return y
