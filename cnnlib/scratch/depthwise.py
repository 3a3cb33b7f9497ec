"""Depthwise convolution: each channel has kernels of its own.

`conv2d` with one group for each channel is the definition; tests hold both equal. Here each weight meets all channels
at once. Some rows of the output are finished before the next are begun: they stay in the processor's cache, where the
whole image would go through memory once for each weight.
"""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.channelwise import channel_sums
from cnnlib.scratch.geometry import window_geometry

MEGABYTES = 0.5  # of the output's rows at a time


def depthwise_conv2d(x, kernel, bias=None, *, strides=1, padding="valid", dilation_rate=1):
    r"""Convolve each channel with its own kernels, and add up no channels.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in)
    kernel : ndarray, shape (kernel_h, kernel_w, c_in, multiplier)
        Each channel has `multiplier` kernels.
    bias : ndarray, shape (c_in * multiplier,), optional
        Added to every cell of its output channel.
    strides, padding, dilation_rate
        As for `conv2d`.

    Returns
    -------
    ndarray, shape (batch, out_h, out_w, c_in * multiplier)
        Output channel ``c * multiplier + q`` is what input channel ``c`` gives with its kernel ``q``.

    Raises
    ------
    ValueError
        If the shapes do not fit together, or an option is out of range.
    TypeError
        If an array does not hold float32 or float64, or an option is no integer.

    Notes
    -----
    With multiplier :math:`M` and :math:`x` padded,

    .. math:: y_{b,i,j,\; cM + q} = \beta_{cM + q} + \sum_{u,v} x_{b,\; is + ud,\; js + vd,\; c} \; w_{uvcq}.

    References
    ----------
    F. Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2017.

    Examples
    --------
    >>> x = np.array([[[[1.0, 10.0], [2.0, 20.0]]]])  # one row of two cells, two channels
    >>> depthwise_conv2d(x, np.ones((1, 2, 2, 1)))
    array([[[[ 3., 30.]]]])
    """
    g = depthwise_geometry("depthwise_conv2d", x, kernel, bias, strides, padding, dilation_rate)
    weights = _as_rows(kernel, g)  # (kernel_h, kernel_w, out_w, c_in · multiplier)
    y = np.empty((len(x), *g.out_size, weights.shape[3]), x.dtype)
    first, *others = np.ndindex(*kernel.shape[:2])
    for phases, y_image in zip(_phases(x, kernel.shape[3], g), y):
        for rows, products in _blocks(weights, g):
            np.multiply(phases[_cells_under(*first, g)][rows], weights[first], out=y_image[rows])
            for place in others:
                y_image[rows] += np.multiply(phases[_cells_under(*place, g)][rows], weights[place], out=products)
    return y if bias is None else y + bias


def depthwise_conv2d_backward(d_out, x, kernel, *, strides=1, padding="valid", dilation_rate=1):
    r"""Gradients of the loss for `depthwise_conv2d`'s x, kernel and bias.

    Parameters
    ----------
    d_out : ndarray, shape (batch, out_h, out_w, c_in * multiplier)
        Gradient of the loss for `depthwise_conv2d`'s output.
    x, kernel, strides, padding, dilation_rate
        As given to `depthwise_conv2d`.

    Returns
    -------
    dx, dkernel, dbias : ndarray
        Shapes of `x`, of `kernel`, and (c_in * multiplier,).

    Raises
    ------
    ValueError, TypeError
        As `depthwise_conv2d`, and if `d_out` has another shape than the output.

    Notes
    -----
    .. math::
        \partial w_{uvcq} = \sum_{b,i,j} x_{b,\; is + ud,\; js + vd,\; c} \; \partial y_{b,i,j,\; cM + q}, \qquad
        \partial x_{bmnc} = \sum_{is + ud = m,\; js + vd = n,\; q} w_{uvcq} \; \partial y_{b,i,j,\; cM + q}

    Examples
    --------
    >>> x = np.array([[[[1.0, 10.0], [2.0, 20.0]]]])
    >>> dx, dkernel, dbias = depthwise_conv2d_backward(np.ones((1, 1, 1, 2)), x, np.ones((1, 2, 2, 1)))
    >>> dkernel[0, :, :, 0]
    array([[ 1., 10.],
           [ 2., 20.]])
    """
    g = depthwise_geometry("depthwise_conv2d_backward", x, kernel, None, strides, padding, dilation_rate)
    *kernel_size, c_in, multiplier = kernel.shape
    checks.check_gradient("depthwise_conv2d_backward", d_out, x, (len(x), *g.out_size, c_in * multiplier))
    weights = _as_rows(kernel, g)  # (kernel_h, kernel_w, out_w, c_in · multiplier)
    dx, dkernel = np.empty(x.shape, x.dtype), np.zeros((*kernel_size, c_in * multiplier), x.dtype)
    for phases, d_y, dx_image in zip(_phases(x, multiplier, g), d_out, dx):
        d_phases = np.zeros_like(phases)
        for rows, products in _blocks(weights, g):
            for place in np.ndindex(*kernel_size):
                cells = _cells_under(*place, g)
                d_phases[cells][rows] += np.multiply(d_y[rows], weights[place], out=products)
                dkernel[place] += np.einsum("ijc,ijc->c", phases[cells][rows], d_y[rows])
        for columns, place in _columns(x, g):
            dx_image[:, columns] = d_phases.reshape(*phases.shape[:3], c_in, multiplier)[place].sum(axis=3)
    return dx, dkernel.reshape(kernel.shape), channel_sums(d_out)


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


def depthwise_geometry(op, x, kernel, bias, strides, padding, dilation_rate, name="kernel"):
    """Check the arguments of a depthwise convolution and work out where its windows stand."""
    checks.check_arrays(op, **{"x": x, name: kernel}, **({} if bias is None else {"bias": bias}))
    checks.check_rank(op, "x", x)
    checks.check_rank(op, name, kernel, "(kernel_h, kernel_w, c_in, multiplier)")
    if kernel.shape[2] != x.shape[3]:
        raise ValueError(
            f"{op}: {name} has kernels for {kernel.shape[2]} channels, but x has {x.shape[3]} "
            f"(x {tuple(x.shape)} is NHWC; {name} {tuple(kernel.shape)} is (kernel_h, kernel_w, c_in, multiplier))"
        )
    if bias is not None:
        channels = kernel.shape[2] * kernel.shape[3]
        checks.check_shape(op, "bias", bias, (channels,), f"one number for each of the {channels} output channels")
    return window_geometry(op, x.shape[1:3], kernel.shape[:2], strides, padding, dilation_rate)
