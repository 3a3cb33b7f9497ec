"""Rows of batch, layer, instance and group normalization."""

import numpy as np
from hypothesis import strategies as st

from tests.ops.op import WRONG_X, Op, ones

# Where a group holds two numbers, x̂ is ±1 but for epsilon, and the gradient, about epsilon times the two ways that make
# it up, loses as many digits; TensorFlow loses others. So no epsilon smaller than these here (the default one is
# compared with Keras's layers in tests/scratch), and some digits granted.
EPSILONS = st.sampled_from([0.01, 0.1, 0.5])
ROUNDED = {"float32": 2e-3, "float64": 1e-10}


def x_of(draw, array, ranks=(2, 3, 4)):
    """A batch of images, of sequences or of rows of features, down to one number in all."""
    cells = [draw(st.integers(1, 4)) for _ in range(draw(st.sampled_from(ranks)) - 2)]
    return array((draw(st.integers(1, 3)), *cells, draw(st.integers(1, 4))))


def batch_norm_arguments(draw, array):
    x = x_of(draw, array)
    return dict(x=x, gamma=array(x.shape[-1:]), beta=array(x.shape[-1:])), dict(epsilon=draw(EPSILONS))


def batch_norm_inference_arguments(draw, array):
    arrays, options = batch_norm_arguments(draw, array)
    channels = arrays["beta"].shape
    return arrays | dict(mean=array(channels), variance=array(channels) ** 2 + array(()).dtype.type(0.1)), options


def layer_norm_arguments(draw, array):
    x = x_of(draw, array)
    rank = x.ndim
    axes = draw(st.lists(st.integers(1, rank - 1), min_size=1, unique=True))
    axes = [a - rank if draw(st.booleans()) else a for a in axes]
    shape = [x.shape[a] for a in sorted(a % rank for a in axes)]
    axis = axes[0] if len(axes) == 1 and draw(st.booleans()) else tuple(axes)
    return dict(x=x, gamma=array(shape), beta=array(shape)), dict(axis=axis, epsilon=draw(EPSILONS))


def instance_norm_arguments(draw, array):
    x = x_of(draw, array, ranks=(4,))
    return dict(x=x, gamma=array(x.shape[-1:]), beta=array(x.shape[-1:])), dict(epsilon=draw(EPSILONS))


def group_norm_arguments(draw, array):
    groups, of_a_group = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    shape = x_of(draw, array).shape[:-1]
    channels = (groups * of_a_group,)
    arrays = dict(x=array((*shape, *channels)), gamma=array(channels), beta=array(channels))
    return arrays, dict(groups=groups, epsilon=draw(EPSILONS))


def wrong_weights(*names, shape=(3,), because="one number for each of x's 3 channels"):
    """Wrong gamma, beta and whatever else holds a number for each channel."""
    cases = {}
    for name in names:
        cases |= {
            f"{name} of another length": (
                {name: ones(4)},
                ValueError,
                f"{name} has shape (4,), needs {shape} ({because})",
            ),
            f"{name} with all axes": (
                {name: ones(1, 1, 1, 3)},
                ValueError,
                f"{name} has shape (1, 1, 1, 3), needs {shape}",
            ),
            f"{name} of integers": (
                {name: ones(*shape, dtype=int)},
                TypeError,
                f"{name} holds int64, needs float32 or float64",
            ),
            f"{name} of another type": (
                {name: ones(*shape, dtype=np.float64)},
                TypeError,
                f"{name} holds float64, but x holds float32",
            ),
            f"{name} a number": ({name: 1.0}, TypeError, f"{name} is a float, needs an array"),
        }
    return cases


RANKS = "(batch, features), (batch, steps, c_in) or (batch, height, width, c_in)"
WRONG = {name: case for name, case in WRONG_X.items() if name != "no batch"} | {
    "no batch": (
        dict(x=ones(3)),
        ValueError,
        f"x has rank 1 (shape (3,)), needs rank 2, 3 or 4: {RANKS}; add the batch axis: x[None]",
    ),
    "rank 5": (
        dict(x=ones(2, 5, 5, 5, 3)),
        ValueError,
        f"x has rank 5 (shape (2, 5, 5, 5, 3)), needs rank 2, 3 or 4: {RANKS}",
    ),
    "no steps": (dict(x=ones(2, 0, 3)), ValueError, "x has shape (2, 0, 3), and no steps; needs at least 1"),
}
WRONG_EPSILON = {
    "epsilon 0": (dict(epsilon=0.0), ValueError, "epsilon is 0.0, needs a number above 0"),
    "negative epsilon": (dict(epsilon=-1e-3), ValueError, "epsilon is -0.001, needs a number above 0"),
    "epsilon not a number": (dict(epsilon=float("nan")), ValueError, "epsilon is nan, needs a finite number above 0"),
    "epsilon too small for float32": (
        dict(epsilon=1e-40),
        ValueError,
        "epsilon is 1e-40, which float32 cannot hold, needs 1.2e-38 to 3.4e+38",
    ),
    "epsilon too large for float32": (
        dict(epsilon=1e39),
        ValueError,
        "epsilon is 1e+39, which float32 cannot hold, needs 1.2e-38 to 3.4e+38",
    ),
    "epsilon a word": (dict(epsilon="small"), TypeError, "epsilon is 'small', needs a number above 0"),
}
WRONG |= WRONG_EPSILON
DEFAULTS = dict(epsilon=1e-3)
EXAMPLE = dict(x=ones(2, 5, 5, 3), gamma=ones(3), beta=ones(3))
OPS = {
    "batch_norm": Op(
        batch_norm_arguments,
        WRONG
        | wrong_weights("gamma", "beta")
        | {"no examples": (dict(x=ones(0, 5, 5, 3)), ValueError, "x has shape (0, 5, 5, 3), and no example")},
        (EXAMPLE, dict(epsilon=1e-3)),
        DEFAULTS,
        rtol=ROUNDED,
    ),
    "batch_norm_inference": Op(
        batch_norm_inference_arguments,
        WRONG
        | wrong_weights("gamma", "beta", "mean", "variance")
        | {
            "negative variance": (
                dict(variance=-ones(3)),
                ValueError,
                "variance holds -1.0, needs numbers of at least 0 (it is a mean of squares)",
            )
        },
        (EXAMPLE | dict(mean=ones(3), variance=ones(3)), dict(epsilon=1e-3)),
        DEFAULTS,
    ),
    "layer_norm": Op(
        layer_norm_arguments,
        WRONG
        | wrong_weights("gamma", "beta", because="x's shape along axis -1")
        | {
            "no features": (dict(x=ones(2, 0)), ValueError, "x has shape (2, 0), and no features; needs at least 1"),
            "the whole example": (
                dict(axis=(1, 2, 3)),
                ValueError,
                "gamma has shape (3,), needs (5, 5, 3) (x's shape along axis (1, 2, 3))",
            ),
            "axis of the batch": (
                dict(axis=0),
                ValueError,
                "axis is 0, needs one or more different axes of x from 1 to 3 (0 is the batch)",
            ),
            "batch counted from the end": (dict(axis=(-4, 3)), ValueError, "axis is (-4, 3), needs one or more"),
            "axis too large": (
                dict(axis=4),
                ValueError,
                "axis is 4, needs one or more different axes of x from 1 to 3",
            ),
            "axis far too large": (dict(axis=5), ValueError, "axis is 5, needs one or more different axes of x"),
            "axis too small": (dict(axis=-5), ValueError, "axis is -5, needs one or more different axes of x"),
            "axis twice": (dict(axis=(3, -1)), ValueError, "axis is (3, -1), needs one or more different"),
            "no axis": (dict(axis=()), ValueError, "axis is (), needs one or more"),
            "half an axis": (dict(axis=0.5), TypeError, "axis is 0.5, needs an integer or a tuple of integers"),
            "an array of axes": (
                dict(axis=np.array([1, 2])),
                TypeError,
                "axis is array([1, 2]), needs an integer or a tuple of integers",
            ),
        },
        (EXAMPLE, dict(axis=-1, epsilon=1e-3)),
        DEFAULTS | dict(axis=-1),
        rtol=ROUNDED,
    ),
    "instance_norm": Op(
        instance_norm_arguments,
        WRONG_X
        | WRONG_EPSILON
        | wrong_weights("gamma", "beta")
        | {
            "features": (dict(x=ones(2, 3)), ValueError, "x has rank 2 (shape (2, 3)), needs rank 4"),
            "rank 5": (dict(x=ones(2, 5, 5, 5, 3)), ValueError, "x has rank 5 (shape (2, 5, 5, 5, 3)), needs rank 4"),
        },
        (EXAMPLE, dict(epsilon=1e-3)),
        DEFAULTS,
        rtol=ROUNDED,
    ),
    "group_norm": Op(
        group_norm_arguments,
        WRONG
        | wrong_weights("gamma", "beta")
        | {
            "groups do not divide": (
                dict(groups=2),
                ValueError,
                "groups is 2, which does not divide x's 3 channels (x (2, 5, 5, 3))",
            ),
            "groups 0": (dict(groups=0), ValueError, "groups is 0, needs at least 1"),
            "groups of Keras's instance norm": (dict(groups=-1), ValueError, "groups is -1, needs at least 1"),
            "half a group": (dict(groups=1.5), TypeError, "groups is 1.5, needs an integer"),
        },
        (EXAMPLE, dict(groups=3, epsilon=1e-3)),
        DEFAULTS,
        rtol=ROUNDED,
    ),
}
