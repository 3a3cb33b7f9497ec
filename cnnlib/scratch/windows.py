"""Windows: where a kernel can stand on an input, how many places that gives, and how much padding "same" means.

`Windows` holds what the options of one call mean for its input. Convolution, pooling, transposed convolution,
receptive fields and explanations all read it. What works it out stands first and checks nothing; the public functions
check, and call it.
"""

import itertools
from typing import NamedTuple

import numpy as np

from cnnlib import arguments, checks


def cells_for_same(n, span, stride):
    """Cells that "same" adds before and after a row of n cells, for a kernel that spans `span` cells."""
    out_n = -(-n // stride)  # rounded up
    total = max((out_n - 1) * stride + span - n, 0)
    return total // 2, total - total // 2


class Windows(NamedTuple):
    """Where the windows of one call stand: its options, worked out, each as a pair (rows, columns).

    Window (i, j) gives output cell (i, j). Its cell (u, v) is the one under weight (u, v) of the kernel.
    """

    size: tuple  # (height, width) of the images, without padding
    kernel_size: tuple
    strides: tuple
    padding: tuple  # ((top, bottom), (left, right))
    dilation_rate: tuple
    out_size: tuple  # (out_h, out_w): how many windows there are

    @property
    def padded_size(self):
        """(height, width) of the padded images."""
        return tuple(n + sum(sides) for n, sides in zip(self.size, self.padding))

    def cells_under(self, u, v):
        """Rows and columns of the padded images under weight (u, v), as slices: one cell for each window."""
        (sh, sw), (dh, dw), (out_h, out_w) = self.strides, self.dilation_rate, self.out_size
        return slice(u * dh, u * dh + sh * out_h, sh), slice(v * dw, v * dw + sw * out_w, sw)

    def cell(self, i, j, u, v):
        """Row and column of cell (u, v) of window (i, j) on the images; it lies outside of them on padding."""
        (top, _), (left, _), (sh, sw), (dh, dw) = *self.padding, self.strides, self.dilation_rate
        return i * sh + u * dh - top, j * sw + v * dw - left

    def windows_on(self, m, n):
        """(u, v, i, j) for each window (i, j) that stands on cell (m, n) of the images, with its own cell (u, v)."""
        (top, _), (left, _), (sh, sw), (dh, dw) = *self.padding, self.strides, self.dilation_rate
        for u, v in itertools.product(*map(range, self.kernel_size)):
            (i, rows_skipped), (j, columns_skipped) = divmod(m + top - u * dh, sh), divmod(n + left - v * dw, sw)
            if rows_skipped == columns_skipped == 0 and 0 <= i < self.out_size[0] and 0 <= j < self.out_size[1]:
                yield u, v, i, j

    def view(self, x):
        """All windows of padded images, without copying a number: (batch, out_h, out_w, kernel_h, kernel_w, c)."""
        image, row, column, channel = x.strides  # bytes from one to the next
        (sh, sw), (dh, dw) = self.strides, self.dilation_rate
        shape = (len(x), *self.out_size, *self.kernel_size, x.shape[3])
        steps = (image, sh * row, sw * column, dh * row, dw * column, channel)
        return np.lib.stride_tricks.as_strided(x, shape, steps, writeable=False)

    def add_to(self, x, windows):
        """Add the windows' numbers to the cells of padded images that they stand on, in place."""
        for u, v in np.ndindex(*self.kernel_size):
            rows, columns = self.cells_under(u, v)
            x[:, rows, columns] += windows[:, :, :, u, v]
        return x


def place_windows(size, kernel_size, strides, padding, dilation_rate=(1, 1)):
    """Where the windows stand, from checked options with a number for each axis; padding may be a word."""
    sides = [padding] * len(size) if isinstance(padding, str) else padding
    paddings, out_size = [], []
    for n, k, stride, ends, rate in zip(size, kernel_size, strides, sides, dilation_rate):
        span = arguments.kernel_span(k, rate)
        if ends == "same":
            ends = cells_for_same(n, span, stride)
        elif ends == "valid":
            ends = (0, 0)
        paddings.append(ends)
        out_size.append((n + sum(ends) - span) // stride + 1)
    return Windows(size, kernel_size, strides, tuple(paddings), dilation_rate, tuple(out_size))


def output_size(n, kernel_size, strides=1, padding="valid", dilation_rate=1):
    r"""Count the places at which a kernel can stop along one axis.

    Parameters
    ----------
    n : int
        Cells of the input along the axis.
    kernel_size, strides, dilation_rate : int
        Cells of the kernel, cells from one stop to the next, cells from one weight to the next.
    padding : {"valid", "same"}, int or (before, after)
        Cells added at the two ends: none, as many as TensorFlow's rule asks for, or a number.

    Returns
    -------
    int

    Raises
    ------
    ValueError, TypeError
        If an argument is not a count, or the kernel is larger than the padded input.

    Notes
    -----
    With :math:`k_\text{eff} = (k - 1)d + 1` cells from the kernel's first weight to its last,

    .. math:: n^* = \left\lfloor \frac{n + p_\text{before} + p_\text{after} - k_\text{eff}}{s} \right\rfloor + 1,

    and "same" gives :math:`n^* = \lceil n / s \rceil`.

    References
    ----------
    V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning", 2016, relationships 6
    and, with dilation, 15.

    Examples
    --------
    >>> output_size(5, kernel_size=3)
    3
    >>> output_size(5, kernel_size=3, strides=3, padding="same")
    2
    """
    options = arguments.axis_options("output_size", n, kernel_size, strides, padding, dilation_rate)
    n, kernel_size, _, padding, dilation_rate = options
    arguments.check_axis_fits("output_size", n, kernel_size, padding, dilation_rate)
    return place_windows(*((option,) for option in options)).out_size[0]


def same_padding(n, kernel_size, strides=1, dilation_rate=1):
    r"""Cells that "same" adds before and after one axis, by TensorFlow's rule.

    Parameters
    ----------
    n, kernel_size, strides, dilation_rate : int
        As in `output_size`.

    Returns
    -------
    before, after : int
        An odd cell goes after: to the bottom, to the right.

    Raises
    ------
    ValueError, TypeError
        If an argument is not a count.

    Notes
    -----
    .. math:: p = \max\big((\lceil n / s \rceil - 1)s + k_\text{eff} - n,\; 0\big)

    References
    ----------
    TensorFlow, documentation of `tf.nn`, "Notes on padding".

    Examples
    --------
    >>> same_padding(5, kernel_size=3)
    (1, 1)
    >>> same_padding(6, kernel_size=3, strides=2)
    (0, 1)
    """
    options = arguments.axis_options("same_padding", n, kernel_size, strides, "same", dilation_rate)
    n, kernel_size, strides, _, dilation_rate = options
    return cells_for_same(n, arguments.kernel_span(kernel_size, dilation_rate), strides)


def sliding_windows(x, kernel_size, strides=1, dilation_rate=1):
    """Look at every window of every image, without copying a number.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c)
    kernel_size, strides, dilation_rate : int or (rows, columns)

    Returns
    -------
    ndarray, shape (batch, out_h, out_w, kernel_h, kernel_w, c)
        A read-only view: neighboring windows share their cells in memory.

    Raises
    ------
    ValueError, TypeError
        If `x` is not a batch of images of float32 or float64, or the kernel is larger than an image.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 3, 3, 1)
    >>> sliding_windows(x, kernel_size=2)[0, 0, 1, :, :, 0]
    array([[1., 2.],
           [4., 5.]])
    """
    return _windows_of_sliding("sliding_windows", x, kernel_size, strides, dilation_rate).view(x)


def sliding_windows_backward(d_out, x, kernel_size, strides=1, dilation_rate=1):
    """Gradient of the loss for `sliding_windows`'s x; parameters and errors are those of `sliding_windows`.

    A cell adds up what each window over it receives.

    Examples
    --------
    >>> x = np.zeros((1, 3, 3, 1))
    >>> sliding_windows_backward(np.ones((1, 2, 2, 2, 2, 1)), x, kernel_size=2)[0, :, :, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    w = _windows_of_sliding("sliding_windows_backward", x, kernel_size, strides, dilation_rate)
    checks.check_gradient("sliding_windows_backward", d_out, x, (len(x), *w.out_size, *w.kernel_size, x.shape[3]))
    return w.add_to(np.zeros_like(x), d_out)


def _windows_of_sliding(op, x, kernel_size, strides, dilation_rate):
    checks.check_arrays(op, x=x)
    kernel_size, strides, dilation_rate = arguments.sliding_options(op, x, kernel_size, strides, dilation_rate)
    return place_windows(x.shape[1:3], kernel_size, strides, "valid", dilation_rate)
