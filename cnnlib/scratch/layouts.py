"""Which axes each normalization averages over, and where its gamma and beta go."""

from typing import NamedTuple

from cnnlib import arguments, checks


class Layout(NamedTuple):
    """How one normalization sees its input.

    `shape` is that of x, the channels cut into (groups, channels of a group) where there are groups; mean and variance
    are taken over `axes` of it; gamma and beta are shaped as `weights`, 1 along the axes that share them.
    """

    shape: tuple
    axes: tuple
    weights: tuple


def batch_layout(op, x, **weights):
    """Mean and variance of each channel over all examples and cells."""
    checks.check_arrays(op, x=x, **weights)
    arguments.check_batch_norm(op, x, **weights)
    return Layout(x.shape, tuple(range(len(x.shape) - 1)), _last_axis(x.shape))


def layer_layout(op, x, axis=-1, **weights):
    """Mean and variance of each example over `axis`."""
    checks.check_arrays(op, x=x, **weights)
    axes = arguments.layer_norm_axes(op, x, axis, **weights)
    return Layout(x.shape, axes, tuple(n if a in axes else 1 for a, n in enumerate(x.shape)))


def instance_layout(op, x, **weights):
    """Mean and variance of each channel of each example over its cells."""
    checks.check_arrays(op, x=x, **weights)
    arguments.check_instance_norm(op, x, **weights)
    return Layout(x.shape, (1, 2), _last_axis(x.shape))


def group_layout(op, x, groups, **weights):
    """Mean and variance of each group of channels of each example."""
    checks.check_arrays(op, x=x, **weights)
    groups = arguments.channel_groups(op, x, groups, **weights)
    cells, of_a_group = x.shape[1:-1], x.shape[-1] // groups
    shape = (len(x), *cells, groups, of_a_group)
    axes = (*range(1, 1 + len(cells)), len(shape) - 1)
    return Layout(shape, axes, (*(1,) * (1 + len(cells)), groups, of_a_group))


def _last_axis(shape):
    return (*(1,) * (len(shape) - 1), shape[-1])
