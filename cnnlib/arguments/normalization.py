"""Normalizations: whether gamma, beta and the statistics fit x, and over which axes of x the mean is taken."""

import numpy as np

from cnnlib import checks, wording
from cnnlib.arguments.dense import one_each
from cnnlib.wording import plural

LAYOUTS = {2: "(batch, features)", 3: "(batch, steps, c_in)", 4: "(batch, height, width, c_in)"}


def batch_norm_options(op, x, epsilon, **weights):
    """The axes, all but the channels, and epsilon; refused is an empty batch, which has no mean."""
    epsilon = check_epsilon(op, epsilon, x)
    check_rank(op, x)
    check_channels(op, x, **weights)
    if x.shape[0] == 0:
        raise ValueError(f"{op}: x has shape {tuple(x.shape)}, and no example; needs at least 1 to take a mean over")
    return tuple(range(len(x.shape) - 1)), epsilon


def batch_norm_inference_options(op, x, variance, epsilon, **weights):
    """Epsilon; refused is a variance below 0."""
    epsilon = check_epsilon(op, epsilon, x)
    check_rank(op, x)
    check_channels(op, x, **weights, variance=variance)
    numbers = checks.numbers_of(variance)
    if numbers is not None and (numbers < 0).any():
        raise ValueError(f"{op}: variance holds {numbers.min()}, needs numbers of at least 0 (it is a mean of squares)")
    return epsilon


def layer_norm_options(op, x, axis, epsilon, **weights):
    """The axes, counted from the front and in x's order, and epsilon."""
    epsilon = check_epsilon(op, epsilon, x)
    check_rank(op, x)
    rank, given = len(x.shape), axis if isinstance(axis, (tuple, list)) else (axis,)
    if not all(map(checks.is_whole, given)):
        raise TypeError(f"{op}: axis is {wording.shown(axis)}, needs an integer or a tuple of integers")
    axes = sorted(a % rank if -rank <= a < rank else a for a in map(int, given))
    if not axes or len(set(axes)) < len(axes) or not all(1 <= a < rank for a in axes):
        raise ValueError(
            f"{op}: axis is {axis}, needs one or more different axes of x from 1 to {rank - 1} (0 is the batch)"
        )
    for name, array in weights.items():
        checks.check_shape(op, name, array, [x.shape[a] for a in axes], f"x's shape along axis {axis}")
    return tuple(axes), epsilon


def instance_norm_options(op, x, epsilon, **weights):
    """The axes, height and width, and epsilon."""
    epsilon = check_epsilon(op, epsilon, x)
    checks.check_rank(op, "x", x)
    check_channels(op, x, **weights)
    return (1, 2), epsilon


def group_norm_options(op, x, groups, epsilon, **weights):
    """Number of groups, which divides the channels; the axes; and epsilon.

    The axes are those of x with its channels cut into (groups, channels of a group).
    """
    epsilon = check_epsilon(op, epsilon, x)
    check_rank(op, x)
    groups, channels, rank = checks.whole(op, "groups", groups, minimum=1), x.shape[-1], len(x.shape)
    if channels is not None and channels % groups:
        shape = tuple(x.shape)
        raise ValueError(
            f"{op}: groups is {groups}, which does not divide x's {plural(channels, 'channel')} (x {shape})"
        )
    check_channels(op, x, **weights)
    return groups, (*range(1, rank - 1), rank), epsilon


def check_epsilon(op, epsilon, x):
    """A number above 0, which is added to the variance, as x's type can hold it: one that is too small counts as 0."""
    epsilon = checks.real(op, "epsilon", epsilon, above=True)
    dtype = checks.dtype_name(x)
    limits = np.finfo(dtype)
    if not float(limits.tiny) <= epsilon <= float(limits.max):
        needs = f"needs {limits.tiny:.2g} to {limits.max:.2g}"
        raise ValueError(f"{op}: epsilon is {epsilon}, which {dtype} cannot hold, {needs}")
    return epsilon


def check_rank(op, x):
    """Refuse whatever is not a batch of rows of features, of sequences or of images."""
    rank = None if checks.unknown(x.shape) else len(x.shape)
    if rank in LAYOUTS:
        return checks.check_rank(op, "x", x, LAYOUTS[rank])
    got = "no known rank" if rank is None else f"rank {rank} (shape {tuple(x.shape)})"
    needs = "rank 2, 3 or 4: {}, {} or {}".format(*LAYOUTS.values())
    raise ValueError(f"{op}: x has {got}, needs {needs}" + ("; add the batch axis: x[None]" if rank == 1 else ""))


def check_channels(op, x, **weights):
    """Refuse a gamma, or another array with a number for each channel, of another shape."""
    n = x.shape[-1]
    for name, array in weights.items():
        checks.check_shape(op, name, array, (n,), one_each(n, "x's", "channel"))


def local_response_options(op, depth_radius, bias, alpha, beta):
    """The options, checked."""
    return (
        checks.whole(op, "depth_radius", depth_radius, minimum=0),
        checks.coefficient(op, "bias", bias, above=True),
        checks.coefficient(op, "alpha", alpha),
        checks.coefficient(op, "beta", beta),
    )
