"""Groups: each group of channels is a convolution of its own.

A group's channels do not lie side by side in memory. So its results are computed in memory of their own, for some
images at a time, and copied to where they belong.
"""

import numpy as np

from cnnlib.scratch.fast.chunks import chunks

MEGABYTES = 16  # of one group's images at a time


def correlate(method, x, kernel, w, groups):
    """The convolution of all groups, each by ``method(x, kernel, w)``."""
    y = np.empty((len(x), *w.out_size, kernel.shape[3]), x.dtype)
    for x_group, filters, y_group in _groups(groups, x, kernel, y):
        for images in _images(x_group, y_group):
            y_group[images] = method(x_group[images], filters, w)
    return y


def gradients(method, d_out, x, kernel, w, groups):
    """The gradients of all groups for `x` and `kernel`, each by ``method(d_out, x, kernel, w)``."""
    # Not zeros_like: it would keep the order of the axes in memory, which may be another for x than that of NHWC.
    dx, dkernel = np.empty(x.shape, x.dtype), np.zeros(kernel.shape, x.dtype)
    for d_group, x_group, filters, dx_group, d_filters in _groups(groups, d_out, x, kernel, dx, dkernel):
        for images in _images(x_group, d_group):
            dx_group[images], d_part = method(d_group[images], x_group[images], filters, w)
            d_filters += d_part
    return dx, dkernel


def kernel_gradient(method, d_out, x, w, groups):
    """The gradient of all groups for the kernel alone, each by ``method(d_out, x, w)``."""
    dkernel = np.zeros((*w.kernel_size, x.shape[3] // groups, d_out.shape[3]), x.dtype)
    for d_group, x_group, d_filters in _groups(groups, d_out, x, dkernel):
        for images in _images(x_group, d_group):
            d_filters += method(d_group[images], x_group[images], w)
    return dkernel


def _groups(groups, *arrays):
    """For each group, views of its channels in each of the arrays; a kernel's last axis is its filters."""
    return zip(*(np.split(array, groups, axis=-1) for array in arrays))


def _images(*arrays):
    """A batch in chunks of images, of so many `MEGABYTES` at most in each of the arrays."""
    return chunks(len(arrays[0]), max(array[:1].nbytes for array in arrays), MEGABYTES)
