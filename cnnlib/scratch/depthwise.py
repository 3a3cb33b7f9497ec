"""Depthwise convolution: each channel has kernels of its own; and separable convolution, which then mixes the channels.

`conv2d` with one group for each channel is the definition; tests hold both equal. Here each weight
meets all channels at once.
"""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.convolution import conv2d, conv2d_backward
from cnnlib.scratch.geometry import window_geometry
from cnnlib.scratch.padding import inside, pad2d


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
    weights = _as_rows(kernel, g)
    y = np.zeros((len(x), *g.out_size, weights.shape[3]), x.dtype)
    product = np.empty(y.shape[1:], x.dtype)  # memory for one weight's products, used again and again
    for image, y_image in zip(_one_channel_a_kernel(x, kernel, g), y):
        phases = _phases(image, g.strides[1])
        for u, v in np.ndindex(*kernel.shape[:2]):
            rows, (first, phase) = g.cells_under(u, v)[0], divmod(v * g.dilation_rate[1], g.strides[1])
            y_image += np.multiply(phases[phase][rows, first : first + g.out_size[1]], weights[u, v], out=product)
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
    weights = _as_rows(kernel, g)
    dx, dkernel = np.empty_like(x), np.zeros((*kernel_size, c_in * multiplier), x.dtype)
    for image, d_y, dx_image in zip(_one_channel_a_kernel(x, kernel, g), d_out, dx):
        d_image = np.zeros_like(image)
        for u, v in np.ndindex(*kernel_size):
            cells = g.cells_under(u, v)
            d_image[cells] += d_y * weights[u, v]
            dkernel[u, v] += np.einsum("ijc,ijc->c", image[cells], d_y)
        dx_image[:] = inside(d_image[None], g.padding).reshape(*x.shape[1:], multiplier).sum(axis=3)
    return dx, dkernel.reshape(kernel.shape), d_out.sum(axis=(0, 1, 2))


def separable_conv2d(x, depthwise_kernel, pointwise_kernel, bias=None, *, strides=1, padding="valid", dilation_rate=1):
    r"""Convolve each channel on its own, then mix the channels cell by cell.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in)
    depthwise_kernel : ndarray, shape (kernel_h, kernel_w, c_in, multiplier)
    pointwise_kernel : ndarray, shape (1, 1, c_in * multiplier, c_out)
    bias : ndarray, shape (c_out,), optional
        Added to every cell of its output channel.
    strides, padding, dilation_rate
        Of the depthwise step, as for `conv2d`.

    Returns
    -------
    ndarray, shape (batch, out_h, out_w, c_out)

    Raises
    ------
    ValueError
        If the shapes do not fit together, or an option is out of range.
    TypeError
        If an array does not hold float32 or float64, or an option is no integer.

    Notes
    -----
    The kernel that a `conv2d` would need for the same outputs is a product of the two,

    .. math:: w_{uvco} = \sum_q w^\text{depthwise}_{uvcq} \; w^\text{pointwise}_{1, 1,\; cM + q,\; o},

    so with :math:`M = 1` it has :math:`k^2 c_\text{in} + c_\text{in} c_\text{out}` free numbers in the place of
    :math:`k^2 c_\text{in} c_\text{out}`: a share of :math:`1/c_\text{out} + 1/k^2`.

    References
    ----------
    L. Sifre, *Rigid-Motion Scattering for Image Classification*, PhD thesis, 2014, section 6.2.

    Examples
    --------
    >>> x = np.array([[[[1.0, 10.0], [2.0, 20.0]]]])
    >>> separable_conv2d(x, np.ones((1, 2, 2, 1)), np.array([[[[1.0], [-1.0]]]]))
    array([[[[-27.]]]])
    """
    options = dict(strides=strides, padding=padding, dilation_rate=dilation_rate)
    separable_geometry("separable_conv2d", x, depthwise_kernel, pointwise_kernel, bias, **options)
    return conv2d(depthwise_conv2d(x, depthwise_kernel, **options), pointwise_kernel, bias)


def separable_conv2d_backward(
    d_out, x, depthwise_kernel, pointwise_kernel, *, strides=1, padding="valid", dilation_rate=1
):
    """Gradients of the loss for `separable_conv2d`'s x, two kernels and bias: back through one step, then the other.

    Parameters
    ----------
    d_out : ndarray, shape (batch, out_h, out_w, c_out)
        Gradient of the loss for `separable_conv2d`'s output.
    x, depthwise_kernel, pointwise_kernel, strides, padding, dilation_rate
        As given to `separable_conv2d`.

    Returns
    -------
    dx, ddepthwise_kernel, dpointwise_kernel, dbias : ndarray
        Shapes of `x`, of the kernels, and (c_out,).

    Raises
    ------
    ValueError, TypeError
        As `separable_conv2d`, and if `d_out` has another shape than the output.

    Examples
    --------
    >>> x = np.array([[[[1.0, 10.0], [2.0, 20.0]]]])
    >>> gradients = separable_conv2d_backward(
    ...     np.ones((1, 1, 1, 1)), x, np.ones((1, 2, 2, 1)), np.array([[[[1.0], [-1.0]]]])
    ... )
    >>> gradients[2][0, 0]  # what the depthwise step gave
    array([[ 3.],
           [30.]])
    """
    options = dict(strides=strides, padding=padding, dilation_rate=dilation_rate)
    g = separable_geometry("separable_conv2d_backward", x, depthwise_kernel, pointwise_kernel, None, **options)
    checks.check_gradient("separable_conv2d_backward", d_out, x, (len(x), *g.out_size, pointwise_kernel.shape[3]))
    y = depthwise_conv2d(x, depthwise_kernel, **options)
    d_y, d_pointwise, d_bias = conv2d_backward(d_out, y, pointwise_kernel)
    dx, d_depthwise, _ = depthwise_conv2d_backward(d_y, x, depthwise_kernel, **options)
    return dx, d_depthwise, d_pointwise, d_bias


def _as_rows(kernel, g):
    """Each weight repeated along a row of the output, so that NumPy works through a whole row at a time."""
    flat = kernel.reshape(*kernel.shape[:2], 1, -1)  # (kernel_h, kernel_w, 1, c_in · multiplier)
    return np.tile(flat, (1, 1, g.out_size[1], 1))


def _one_channel_a_kernel(x, kernel, g):
    """Image by image (one stays in the processor's cache): padded, each channel as often as it has kernels."""
    multiplier = kernel.shape[3]
    for i in range(len(x)):
        padded = pad2d(x[i : i + 1], g.padding)[0]
        yield padded if multiplier == 1 else np.repeat(padded, multiplier, axis=2)  # (.., .., c_in · multiplier)


def _phases(image, stride):
    """Every stride-th column, from each start: there, the cells that a weight meets along a row lie side by side."""
    return [image] if stride == 1 else [np.ascontiguousarray(image[:, phase::stride]) for phase in range(stride)]


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


def separable_geometry(op, x, depthwise_kernel, pointwise_kernel, bias, strides, padding, dilation_rate):
    """Check the arguments of a separable convolution and work out where its windows stand."""
    arrays = {"x": x, "depthwise_kernel": depthwise_kernel, "pointwise_kernel": pointwise_kernel}
    checks.check_arrays(op, **arrays, **({} if bias is None else {"bias": bias}))
    g = depthwise_geometry(op, x, depthwise_kernel, None, strides, padding, dilation_rate, "depthwise_kernel")
    checks.check_rank(op, "pointwise_kernel", pointwise_kernel, "(1, 1, c_in * multiplier, c_out)")
    c_out, channels = pointwise_kernel.shape[3], depthwise_kernel.shape[2] * depthwise_kernel.shape[3]
    because = f"the depthwise step gives {channels} channels"
    checks.check_shape(op, "pointwise_kernel", pointwise_kernel, (1, 1, channels, c_out), because)
    if bias is not None:
        checks.check_shape(op, "bias", bias, (c_out,), f"one number for each of the {c_out} filters")
    return g
