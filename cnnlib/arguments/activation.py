"""Activations: the options of `relu`, and whether the slopes of `prelu` fit."""

from cnnlib import checks


def relu_options(op, max_value, negative_slope, threshold):
    """The three as Python's own numbers of at least 0; max_value may be None."""
    if max_value is not None:
        max_value = checks.real(op, "max_value", max_value, minimum=0)
    negative_slope = checks.real(op, "negative_slope", negative_slope, minimum=0)
    return max_value, negative_slope, checks.real(op, "threshold", threshold, minimum=0)


def check_prelu(op, x, alpha):
    """Refuse slopes that are not of the shape of x without its batch; an axis of length 1 shares them."""
    if checks.unknown(x.shape) or checks.unknown(alpha.shape):
        return
    if len(x.shape) == 0:
        raise ValueError(f"{op}: x has shape (), needs at least 1 axis, the batch")
    shape, needed = tuple(alpha.shape), tuple(x.shape[1:])
    if len(shape) != len(needed) or any(n != 1 and checks.differ(n, size) for n, size in zip(shape, needed)):
        because = "the shape of x without its batch; 1 for an axis that shares its slopes"
        raise ValueError(f"{op}: alpha has shape {shape}, needs {needed} ({because})")
