"""Dense layers, and the bias, which all layers with weights have."""

import math

from cnnlib import checks
from cnnlib.checks import differ, plural


def check_dense(op, x, kernel, bias=None):
    """Refuse shapes that do not fit together; feature maps that are not flattened yet are the usual case."""
    checks.check_rank(op, "kernel", kernel, "(n_in, n_out)")
    (n_in, n_out), shape = kernel.shape, tuple(x.shape)
    takes = f"kernel takes {plural(n_in, 'input')}, but x has"
    if len(shape) > 2:
        raise ValueError(
            f"{op}: {takes} {shape[-1]} (x {shape} has rank {len(shape)}, needs rank 2: (batch, n_in){_flatten(x)})"
        )
    checks.check_rank(op, "x", x, "(batch, n_in)")
    if differ(shape[1], n_in):
        raise ValueError(f"{op}: {takes} {shape[1]} (x {shape}, kernel {(n_in, n_out)})")
    check_bias(op, bias, n_out, "the kernel's", "output")


def _flatten(x):
    """How to make rows of x, where its size is known."""
    batch, *rest = x.shape
    if None in rest:
        return ""
    n_in = math.prod(rest)
    code = "x.reshape(len(x), -1)" if hasattr(x, "reshape") else f"tf.reshape(x, (-1, {n_in}))"
    return f"; flatten it to {(batch, n_in)}: {code}"


def check_bias(op, bias, n, whose, noun):
    """Refuse a bias that is given and does not hold n numbers."""
    if bias is not None:
        checks.check_shape(op, "bias", bias, (n,), one_each(n, whose, noun))


def one_each(n, whose, noun):
    """ "one number for each of x's 3 channels"."""
    return f"one number for {whose} only {noun}" if n == 1 else f"one number for each of {whose} {n} {noun}s"
