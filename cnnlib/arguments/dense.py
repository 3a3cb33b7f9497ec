"""Dense layers, and the bias, which all layers with weights have."""

import math

from cnnlib import checks
from cnnlib.checks import differ
from cnnlib.wording import plural


def check_dense(op, x, kernel, bias=None):
    """Refuse shapes that do not fit together; pictures whose cells were to be the inputs are the usual case."""
    checks.check_rank(op, "kernel", kernel, "(n_in, n_out)")
    (n_in, n_out), rank = kernel.shape, None if checks.unknown(x.shape) else len(x.shape)
    if rank is None or rank <= 2:
        checks.check_rank(op, "x", x, "(batch, n_in)")
    shape = tuple(x.shape)
    if differ(shape[-1], n_in):
        where = " along its last axis" if rank > 2 else ""
        takes = f"kernel takes {plural(n_in, 'input')}, but x has {shape[-1]}{where}"
        raise ValueError(f"{op}: {takes} (x {shape}, kernel {(n_in, n_out)}){_flatten(x, n_in)}")
    if 0 in shape[1:]:
        nothing = f"nothing along axis {shape.index(0, 1)}"
        raise ValueError(f"{op}: x has shape {shape}, and {nothing}; needs at least 1 of each but batch")
    check_bias(op, bias, n_out, "the kernel's", "output")


def _flatten(x, n_in):
    """How to make rows of x, where the kernel takes as many inputs as an example has numbers."""
    batch, *sizes = x.shape
    if None in sizes or math.prod(sizes) != n_in:
        return ""
    code = "x.reshape(len(x), -1)" if hasattr(x, "reshape") else f"tf.reshape(x, (-1, {n_in}))"
    return f"; flatten it to {(batch, n_in)}: {code}"


def check_bias(op, bias, n, whose, noun):
    """Refuse a bias that is given and does not hold n numbers."""
    if bias is not None:
        checks.check_shape(op, "bias", bias, (n,), one_each(n, whose, noun))


def one_each(n, whose, noun):
    """ "one number for each of x's 3 channels"."""
    return f"one number for {whose} only {noun}" if n == 1 else f"one number for each of {whose} {n} {noun}s"
