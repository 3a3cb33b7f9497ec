"""Activations: the options of `relu`, whether the slopes of `prelu` fit, and the axes of `softmax`."""

from cnnlib import checks


def relu_options(op, max_value, negative_slope, threshold):
    """The three as Python's own numbers of at least 0; max_value may be None."""
    if max_value is not None:
        max_value = checks.coefficient(op, "max_value", max_value)
    negative_slope = checks.coefficient(op, "negative_slope", negative_slope)
    return max_value, negative_slope, checks.coefficient(op, "threshold", threshold)


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


def given_axes(op, axis):
    """An axis or a tuple of axes, as a layer is given them: whether x has them is seen when there is an x."""
    if isinstance(axis, (tuple, list)):
        return tuple(checks.whole(op, "axis", a) for a in axis)
    return checks.whole(op, "axis", axis)


def softmax_axis(op, axis, x):
    """The axis of x that its numbers share a sum along, or a tuple of several; each has at least one element."""
    if not isinstance(axis, (tuple, list)):
        return checks.axis_of(op, axis, x)
    axes = tuple(checks.axis_of(op, a, x) for a in axis)
    if not axes or (not checks.unknown(x.shape) and len({a % len(x.shape) for a in axes}) < len(axes)):
        raise ValueError(f"{op}: axis is {axis}, needs an axis, or several different ones")
    return axes
