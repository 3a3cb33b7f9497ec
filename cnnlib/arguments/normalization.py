"""Normalizations: whether gamma, beta and the statistics fit the channels, and which axes are meant."""

from cnnlib import checks
from cnnlib.arguments.dense import one_each
from cnnlib.checks import plural


def check_images_or_rows(op, x):
    """Refuse what is neither a batch of images nor a batch of rows of features."""
    checks.check_rank(op, "x", x, "(batch, features)" if len(x.shape) == 2 else None)


def check_channels(op, x, **weights):
    """Refuse a gamma, or another array with a number for each channel, of another shape."""
    n = x.shape[-1]
    for name, array in weights.items():
        checks.check_shape(op, name, array, (n,), one_each(n, "x's", "channel"))


def check_batch_norm(op, x, **weights):
    """Refuse shapes that do not fit together, and an empty batch, which has no mean."""
    check_images_or_rows(op, x)
    if x.shape[0] == 0:
        raise ValueError(f"{op}: x has shape {tuple(x.shape)}, and no example; needs at least 1 to take a mean over")
    check_channels(op, x, **weights)


def check_batch_norm_inference(op, x, variance, **weights):
    """Refuse shapes that do not fit together, and a variance below 0."""
    check_images_or_rows(op, x)
    check_channels(op, x, **weights, variance=variance)
    numbers = checks.numbers_of(variance)
    if numbers is not None and (numbers < 0).any():
        raise ValueError(f"{op}: variance holds {numbers.min()}, needs numbers of at least 0 (it is a mean of squares)")


def layer_norm_axes(op, x, axis, **weights):
    """`axis` as a tuple counted from the front, in the order of x's axes."""
    check_images_or_rows(op, x)
    rank, given = len(x.shape), axis if isinstance(axis, (tuple, list)) else (axis,)
    if not all(map(checks.is_whole, given)):
        raise TypeError(f"{op}: axis is {checks.shown(axis)}, needs an integer or a tuple of integers")
    axes = sorted(a % rank if -rank <= a < rank else a for a in (checks.whole(op, "axis", a, -rank) for a in given))
    if not axes or len(set(axes)) < len(axes) or not all(1 <= a < rank for a in axes):
        raise ValueError(
            f"{op}: axis is {axis}, needs one or more different axes of x from 1 to {rank - 1} (0 is the batch)"
        )
    for name, array in weights.items():
        checks.check_shape(op, name, array, [x.shape[a] for a in axes], f"x's shape along axis {axis}")
    return tuple(axes)


def check_instance_norm(op, x, **weights):
    """Refuse shapes that do not fit together."""
    checks.check_rank(op, "x", x)
    check_channels(op, x, **weights)


def channel_groups(op, x, groups, **weights):
    """The count of groups, which divides the channels."""
    check_images_or_rows(op, x)
    groups, channels = checks.whole(op, "groups", groups, minimum=1), x.shape[-1]
    if channels is not None and channels % groups:
        shape = tuple(x.shape)
        raise ValueError(
            f"{op}: groups is {groups}, which does not divide x's {plural(channels, 'channel')} (x {shape})"
        )
    check_channels(op, x, **weights)
    return groups


def local_response_options(op, depth_radius, bias, alpha, beta):
    """The options, checked."""
    return (
        checks.whole(op, "depth_radius", depth_radius, minimum=0),
        checks.real(op, "bias", bias, above=True),
        checks.real(op, "alpha", alpha),
        checks.real(op, "beta", beta),
    )
