"""Windows: where a kernel can stand on an input, how many places that gives, and how much padding "same" means."""

import numpy as np

from cnnlib import arguments, checks


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
    V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning", 2016, relationship 6.

    Examples
    --------
    >>> output_size(5, kernel_size=3)
    3
    >>> output_size(5, kernel_size=3, strides=3, padding="same")
    2
    """
    before, after = axis_padding("output_size", n, kernel_size, strides, padding, dilation_rate)
    arguments.check_axis_fits("output_size", n, kernel_size, (before, after), dilation_rate)
    return (n + before + after - (kernel_size - 1) * dilation_rate - 1) // strides + 1


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
    return axis_padding("same_padding", n, kernel_size, strides, "same", dilation_rate)


def axis_padding(op, n, kernel_size, strides, padding, dilation_rate):
    """Cells that `padding` adds before and after one axis; the arguments are checked here."""
    padding = arguments.axis_options(op, n, kernel_size, strides, padding, dilation_rate)
    if not isinstance(padding, str):
        return padding
    span = (kernel_size - 1) * dilation_rate + 1
    total = max((-(-n // strides) - 1) * strides + span - n, 0) if padding == "same" else 0  # -(-n // s) rounds up
    return total // 2, total - total // 2


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
    (kh, kw), (sh, sw), (dh, dw) = _window_options("sliding_windows", x, kernel_size, strides, dilation_rate)
    span = ((kh - 1) * dh + 1, (kw - 1) * dw + 1)
    view = np.lib.stride_tricks.sliding_window_view(
        x, span, axis=(1, 2)
    )  # (batch, stops_h, stops_w, c, span_h, span_w)
    return view[:, ::sh, ::sw, :, ::dh, ::dw].transpose(0, 1, 2, 4, 5, 3)


def sliding_windows_backward(d_out, x, kernel_size, strides=1, dilation_rate=1):
    """Gradient of the loss for `sliding_windows`'s x: a cell adds up what each window over it receives.

    Parameters
    ----------
    d_out : ndarray, shape (batch, out_h, out_w, kernel_h, kernel_w, c)
    x, kernel_size, strides, dilation_rate
        As given to `sliding_windows`.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `sliding_windows`, and if `d_out` has another shape than the output.

    Examples
    --------
    >>> x = np.zeros((1, 3, 3, 1))
    >>> sliding_windows_backward(np.ones((1, 2, 2, 2, 2, 1)), x, kernel_size=2)[0, :, :, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    (kh, kw), (sh, sw), (dh, dw) = _window_options("sliding_windows_backward", x, kernel_size, strides, dilation_rate)
    checks.check_arrays("sliding_windows_backward", x=x, d_out=d_out)
    batch, height, width, c = x.shape
    out_h, out_w = output_size(height, kh, sh, 0, dh), output_size(width, kw, sw, 0, dw)
    checks.check_shape(
        "sliding_windows_backward",
        "d_out",
        d_out,
        (batch, out_h, out_w, kh, kw, c),
        "the shape of sliding_windows's output",
    )
    return add_windows(np.zeros_like(x), d_out, (sh, sw), (dh, dw))


def add_windows(x, windows, strides, dilation_rate):
    """Add each window to the cells of `x` that it stands on, in place."""
    out_h, out_w, kh, kw = windows.shape[1:5]
    for u in range(kh):
        for v in range(kw):  # the cells under weight (u, v), one for each stop
            rows = stops(u * dilation_rate[0], out_h, strides[0])
            columns = stops(v * dilation_rate[1], out_w, strides[1])
            x[:, rows, columns] += windows[:, :, :, u, v]
    return x


def stops(first, count, stride):
    """The slice of `count` cells from `first` on, `stride` apart."""
    return slice(first, first + (count - 1) * stride + 1, stride)


def _window_options(op, x, kernel_size, strides, dilation_rate):
    checks.check_arrays(op, x=x)
    return arguments.sliding_options(op, x, kernel_size, strides, dilation_rate)


def place_windows(size, kernel_size, strides, padding, dilation_rate=(1, 1)):
    """Padding as ((top, bottom), (left, right)) and (out_h, out_w), from checked options that are pairs."""
    axes = list(zip(size, kernel_size, strides, dilation_rate))
    if padding == "valid":
        padding = ((0, 0), (0, 0))
    elif padding == "same":
        padding = tuple(same_padding(*axis) for axis in axes)
    return padding, tuple(output_size(n, k, s, p, d) for (n, k, s, d), p in zip(axes, padding))
