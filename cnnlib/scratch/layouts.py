"""Which axes each normalization averages over, and where its gamma and beta go."""

from typing import NamedTuple

from cnnlib import checks


class Layout(NamedTuple):
    """How one normalization sees its input.

    `shape` is that of x, the channels cut into (groups, channels of a group) where there are groups; mean and variance
    are taken over `axes` of it; gamma and beta are shaped as `weights`, 1 along the axes that share them.
    """

    shape: tuple
    axes: tuple
    weights: tuple


def batch_layout(op, x, empty=False, **weights):
    """Mean and variance of each channel over all examples and cells."""
    _check(op, x, weights)
    if len(x) == 0 and not empty:
        raise ValueError(f"{op}: x has shape {x.shape}, and no example; needs at least 1 to take a mean over")
    _check_channels(op, x, weights)
    return Layout(x.shape, tuple(range(len(x.shape) - 1)), _last_axis(x.shape))


def layer_layout(op, x, axis=-1, **weights):
    """Mean and variance of each example over `axis`."""
    _check(op, x, weights)
    axes = _axes(op, axis, len(x.shape))
    for name, array in weights.items():
        checks.check_shape(op, name, array, [x.shape[a] for a in axes], f"x's shape along axis {axis}")
    return Layout(x.shape, axes, tuple(n if a in axes else 1 for a, n in enumerate(x.shape)))


def instance_layout(op, x, **weights):
    """Mean and variance of each channel of each example over its cells."""
    _check(op, x, weights, features=False)
    _check_channels(op, x, weights)
    return Layout(x.shape, (1, 2), _last_axis(x.shape))


def group_layout(op, x, groups, **weights):
    """Mean and variance of each group of channels of each example."""
    _check(op, x, weights)
    groups, channels = checks.whole(op, "groups", groups, minimum=1), x.shape[-1]
    if channels % groups:
        raise ValueError(f"{op}: groups is {groups}, which does not divide x's {channels} channels (x {x.shape})")
    _check_channels(op, x, weights)
    cells, of_a_group = x.shape[1:-1], channels // groups
    shape = (len(x), *cells, groups, of_a_group)
    axes = (*range(1, 1 + len(cells)), len(shape) - 1)
    return Layout(shape, axes, (*(1,) * (1 + len(cells)), groups, of_a_group))


def _last_axis(shape):
    return (*(1,) * (len(shape) - 1), shape[-1])


def _check(op, x, weights, features=True):
    """Refuse what is not a batch of images or, with `features`, a batch of rows of features."""
    checks.check_arrays(op, x=x, **weights)
    checks.check_rank(op, "x", x, "(batch, features)" if features and len(x.shape) == 2 else None)


def _check_channels(op, x, weights):
    channels = x.shape[-1]
    for name, array in weights.items():
        checks.check_shape(op, name, array, (channels,), f"one number for each of x's {channels} channels")


def _axes(op, axis, rank):
    """`axis` as a tuple counted from the front, in the order of x's axes."""
    given = axis if isinstance(axis, (tuple, list)) else (axis,)
    axes = sorted(a % rank if -rank <= a < rank else a for a in (checks.whole(op, "axis", a, -rank) for a in given))
    if not axes or len(set(axes)) < len(axes) or not all(1 <= a < rank for a in axes):
        raise ValueError(
            f"{op}: axis is {axis}, needs one or more different axes of x from 1 to {rank - 1} (0 is the batch)"
        )
    return tuple(axes)
