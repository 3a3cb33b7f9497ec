"""The sums behind depthwise and separable convolution and their gradients.

Output channel c · multiplier + q of the depthwise step reads input channel c alone, through that channel's
kernel q; a separable convolution multiplies each such product by one more weight and adds up the channels.
"""

import numpy as np

from cnnlib.explanation.cells import dbias_terms, factor, gradient_of, gradient_sum, inside, output_sum
from cnnlib.explanation.explanation import Explanation
from cnnlib.scratch.inner import windows_of_depthwise, windows_of_separable


def explain_depthwise_conv2d(x, kernel, bias=None, *, at, **options):
    """y[at]: each weight of one kernel times the cell of the window under it, in one channel."""
    w = windows_of_depthwise("depthwise_conv2d", x, kernel, bias, **options)
    b, i, j, o = inside("depthwise_conv2d", at, (len(x), *w.out_size, kernel.shape[2] * kernel.shape[3]))
    c, q = divmod(o, kernel.shape[3])
    terms = [
        [factor("x", x, (b, *w.cell(i, j, u, v), c)), factor("kernel", kernel, (u, v, c, q))]
        for u, v in np.ndindex(*kernel.shape[:2])
    ]
    return output_sum(at, terms, bias, o, x=x, kernel=kernel)


def explain_depthwise_conv2d_backward(d_out, x, kernel, *, of, at, **options):
    """An element of dx, dkernel or dbias."""
    w = windows_of_depthwise("depthwise_conv2d_backward", x, kernel, **options)
    channels = kernel.shape[2] * kernel.shape[3]
    shapes = {"x": x.shape, "kernel": kernel.shape, "bias": (channels,)}
    of = gradient_of(of, *shapes)
    at = inside("depthwise_conv2d_backward", at, shapes[of])
    if of == "bias":
        terms = dbias_terms(d_out, at)
    else:
        terms = {"x": _dx_terms, "kernel": _dkernel_terms}[of](d_out, x, kernel, w, at)
    return gradient_sum(of, at, terms, d_out, x, kernel)


def _dx_terms(d_out, x, kernel, w, at):
    """Every output cell whose window holds this input cell, for each kernel of its channel, times the weight."""
    (b, m, n, c), multiplier = at, kernel.shape[3]
    for u, v, i, j in w.windows_on(m, n):
        for q in range(multiplier):
            yield [factor("d_out", d_out, (b, i, j, c * multiplier + q)), factor("kernel", kernel, (u, v, c, q))]


def _dkernel_terms(d_out, x, kernel, w, at):
    """Every cell of the kernel's output channel, times the input cell under this weight there."""
    (u, v, c, q), multiplier = at, kernel.shape[3]
    for b, i, j in np.ndindex(*d_out.shape[:3]):
        yield [factor("d_out", d_out, (b, i, j, c * multiplier + q)), factor("x", x, (b, *w.cell(i, j, u, v), c))]


def explain_separable_conv2d(x, depthwise_kernel, pointwise_kernel, bias=None, *, at, **options):
    """y[at]: cell of the window · depthwise weight · pointwise weight, over the window and all channels between."""
    depthwise, pointwise = depthwise_kernel, pointwise_kernel
    w = windows_of_separable("separable_conv2d", x, depthwise, pointwise, bias, **options)
    b, i, j, o = inside("separable_conv2d", at, (len(x), *w.out_size, pointwise.shape[3]))
    terms = []
    for between in range(pointwise.shape[2]):
        c, q = divmod(between, depthwise.shape[3])
        for u, v in np.ndindex(*depthwise.shape[:2]):
            cell = factor("x", x, (b, *w.cell(i, j, u, v), c))
            terms.append([cell, *_weights(depthwise, pointwise, (u, v, c, q), o)])
    return output_sum(at, terms, bias, o, x=x, depthwise_kernel=depthwise, pointwise_kernel=pointwise)


def explain_separable_conv2d_backward(d_out, x, depthwise_kernel, pointwise_kernel, *, of, at, **options):
    """An element of dx, ddepthwise_kernel, dpointwise_kernel or dbias."""
    depthwise, pointwise = depthwise_kernel, pointwise_kernel
    w = windows_of_separable("separable_conv2d_backward", x, depthwise, pointwise, **options)
    arrays = {"x": x, "depthwise_kernel": depthwise, "pointwise_kernel": pointwise, "bias": pointwise[0, 0, 0]}
    of = gradient_of(of, *arrays)
    at = inside("separable_conv2d_backward", at, arrays[of].shape)
    terms_of = {
        "x": _separable_dx_terms,
        "depthwise_kernel": _separable_ddepthwise_terms,
        "pointwise_kernel": _separable_dpointwise_terms,
    }
    if of == "bias":
        terms = list(dbias_terms(d_out, at))
    else:
        terms = list(terms_of[of](d_out, x, (depthwise, pointwise), w, at))
    read = {f.array for term in terms for f in term}
    return Explanation(f"d{of}", at, terms, {k: a for k, a in {"d_out": d_out, **arrays}.items() if k in read})


def _separable_dx_terms(d_out, x, kernels, w, at):
    """Every output cell whose window holds this input cell, times the two weights between them."""
    (b, m, n, c), (depthwise, pointwise) = at, kernels
    for u, v, i, j in w.windows_on(m, n):
        for q, o in np.ndindex(depthwise.shape[3], pointwise.shape[3]):
            yield [factor("d_out", d_out, (b, i, j, o)), *_weights(depthwise, pointwise, (u, v, c, q), o)]


def _separable_ddepthwise_terms(d_out, x, kernels, w, at):
    """Every output cell, times the pointwise weight to it, times the input cell under this weight there."""
    (u, v, c, _), (depthwise, pointwise) = at, kernels
    for b, i, j, o in np.ndindex(*d_out.shape):
        _, onward = _weights(depthwise, pointwise, at, o)
        yield [factor("d_out", d_out, (b, i, j, o)), onward, factor("x", x, (b, *w.cell(i, j, u, v), c))]


def _separable_dpointwise_terms(d_out, x, kernels, w, at):
    """Every cell of filter o, times what the depthwise step gave there: a sum over the window."""
    (*_, between, o), (depthwise, _) = at, kernels
    c, q = divmod(between, depthwise.shape[3])
    for b, i, j in np.ndindex(*d_out.shape[:3]):
        for u, v in np.ndindex(*depthwise.shape[:2]):
            cell = factor("x", x, (b, *w.cell(i, j, u, v), c))
            weight = factor("depthwise_kernel", depthwise, (u, v, c, q))
            yield [factor("d_out", d_out, (b, i, j, o)), cell, weight]


def _weights(depthwise, pointwise, position, o):
    """A depthwise weight, and the pointwise one that leads on from it to filter o."""
    between = position[2] * depthwise.shape[3] + position[3]
    return factor("depthwise_kernel", depthwise, position), factor("pointwise_kernel", pointwise, (0, 0, between, o))
