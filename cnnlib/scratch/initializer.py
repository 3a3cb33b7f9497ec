r"""Initializers: first weights, random, and scaled so that a layer's outputs are as large as its inputs.

A unit adds up fan-in products. If the weights have variance 1/fan-in, the sum's mean square is that of the inputs
(LeCun); a ReLU keeps half of that, hence 2/fan-in (He); 2/(fan-in + fan-out) strikes the balance between the
activations in the forward pass and the gradients in the backward pass (Glorot).
"""

import math
import numbers

import numpy as np

from cnnlib import checks, wording
from cnnlib.scratch import seed as seeds
from cnnlib.scratch.signatures import NamesArguments, check_makes, naming_its_arguments, takes

# Cutting a standard normal off at ±2 leaves this standard deviation; Keras divides by it, and so do we.
STD_OF_TRUNCATED_NORMAL = 0.87962566103423978


class Zeros(NamesArguments):
    """Zeros, as biases usually start.

    Examples
    --------
    >>> Zeros()((2,))
    array([0., 0.], dtype=float32)
    """

    def __init__(self):
        """There is nothing to choose."""

    @naming_its_arguments
    def __call__(self, shape, dtype="float32"):
        return np.zeros(*_shape_and_dtype(self, shape, dtype))


class Ones(NamesArguments):
    """Ones, as the scales of normalization start.

    Examples
    --------
    >>> Ones()((2,), "float64")
    array([1., 1.])
    """

    def __init__(self):
        """There is nothing to choose."""

    @naming_its_arguments
    def __call__(self, shape, dtype="float32"):
        return np.ones(*_shape_and_dtype(self, shape, dtype))


class VarianceScaling(NamesArguments):
    r"""What the six random initializers share: weights of mean 0 and variance scale/fan.

    Parameters
    ----------
    seed : int, optional
        The same seed and shape give the same weights in each call. Without one, `set_random_seed` decides.

    Raises
    ------
    ValueError, TypeError
        If `seed` is not an integer of at least 0, or, in the call, if `shape` is not a shape or `dtype` not a type.

    Notes
    -----
    For a kernel of shape (kernel_h, kernel_w, c_in, c_out), fan-in is kernel_h · kernel_w · c_in and fan-out
    kernel_h · kernel_w · c_out; for (n_in, n_out) they are these two. As in Keras, a depthwise kernel
    (kernel_h, kernel_w, c, multiplier) is counted alike, although each of its filters sees one channel only.

    .. math::
        w \sim U(-\sqrt{3v}, \sqrt{3v}) \quad\text{or}\quad w \sim N(0, v) \text{ cut off at two standard deviations}

    with v = scale/fan. The cut would take variance away, so the normal is drawn wider by as much.
    """

    scale, fan, distribution = 1.0, "fan_in", "uniform"

    def __init__(self, seed=None):
        name = type(self).__name__
        self.seed = seeds.new_seed() if seed is None else checks.whole(name, "seed", seed, minimum=0)
        self._seed = seed  # for the repr

    @naming_its_arguments
    def __call__(self, shape, dtype="float32"):
        shape, dtype = _shape_and_dtype(self, shape, dtype)
        fan_in, fan_out = fans(shape)
        fan = {"fan_in": fan_in, "fan_avg": (fan_in + fan_out) / 2}[self.fan]
        variance = self.scale / max(fan, 1.0)
        rng = np.random.default_rng(self.seed)
        if self.distribution == "uniform":
            limit = np.sqrt(3 * variance)
            return in_blocks(lambda n: rng.uniform(-limit, limit, n), shape, dtype)
        std = np.sqrt(variance) / STD_OF_TRUNCATED_NORMAL
        return in_blocks(lambda n: std * truncated_normal(rng, n), shape, dtype)


class GlorotUniform(VarianceScaling):
    """Uniform, variance 2/(fan-in + fan-out); Keras's default for kernels. Parameters as `VarianceScaling`.

    References
    ----------
    X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.

    Examples
    --------
    >>> kernel = GlorotUniform(seed=1)((3, 3, 16, 32))
    >>> kernel.shape, bool(abs(kernel.var() - 2 / (9 * 16 + 9 * 32)) < 1e-4)
    ((3, 3, 16, 32), True)
    """

    fan = "fan_avg"


class GlorotNormal(VarianceScaling):
    """Truncated normal, variance 2/(fan-in + fan-out). Parameters as `VarianceScaling`, source as `GlorotUniform`."""

    fan, distribution = "fan_avg", "truncated_normal"


class HeUniform(VarianceScaling):
    """Uniform, variance 2/fan-in, for layers before a ReLU. Parameters as `VarianceScaling`.

    References
    ----------
    K. He, X. Zhang, S. Ren and J. Sun, "Delving deep into rectifiers", 2015.
    """

    scale = 2.0


class HeNormal(VarianceScaling):
    """Truncated normal, variance 2/fan-in, for layers before a ReLU. Parameters and source as `HeUniform`."""

    scale, distribution = 2.0, "truncated_normal"


class LecunUniform(VarianceScaling):
    """Uniform, variance 1/fan-in. Parameters as `VarianceScaling`.

    References
    ----------
    Y. LeCun, L. Bottou, G. Orr and K.-R. Müller, "Efficient backprop", 1998.
    """


class LecunNormal(VarianceScaling):
    """Truncated normal, variance 1/fan-in. Parameters and source as `LecunUniform`."""

    distribution = "truncated_normal"


INITIALIZERS = {
    "zeros": Zeros,
    "ones": Ones,
    "glorot_uniform": GlorotUniform,
    "glorot_normal": GlorotNormal,
    "he_uniform": HeUniform,
    "he_normal": HeNormal,
    "lecun_uniform": LecunUniform,
    "lecun_normal": LecunNormal,
}
CLASSES = {made.__name__: made for made in INITIALIZERS.values()}  # Keras takes these names too


def check_initializer(op, name, value):
    """The initializer or its class, from itself or from one of Keras's two names for it."""
    known = (INITIALIZERS | CLASSES).get(value, value) if isinstance(value, str) else value
    makes_none = isinstance(known, type) and not any("__call__" in vars(base) for base in known.__mro__)
    if makes_none or not callable(known):
        needs = f"an initializer or one of {', '.join(INITIALIZERS)}"
        raise ValueError(f"{op}: {name} is {wording.shown(value)}, needs {needs}")
    check_makes(op, name, known)
    return known


def get_initializer(op, name, value):
    """An initializer from itself, from its class or from one of Keras's two names for it."""
    value = check_initializer(op, name, value)
    made = value() if isinstance(value, type) else value
    if not takes(made, "shape", "dtype"):
        fix = "lambda shape, dtype: …"
        raise TypeError(f"{op}: {name} is {wording.shown(value)}, needs to take shape and dtype, such as {fix}")
    return made


def make_weight(op, name, initializer, shape, dtype):
    """The first values of a weight; an initializer that gives another shape or type is refused."""
    if not isinstance(shape, (tuple, list)):
        got = f"the weight of {name} has shape {wording.shown(shape)}"
        raise TypeError(f"{op}: {got}, needs a tuple, such as (3, 3, 16, 32)")
    shape = tuple(shape)
    if not all(isinstance(n, numbers.Integral) for n in shape):
        raise TypeError(f"{op}: the weight of {name} has shape {shape}, needs integers")
    made = initializer(shape, dtype)
    if not isinstance(made, np.ndarray) or made.dtype != dtype or made.shape != shape:
        got = wording.a_type(made)
        if isinstance(made, np.ndarray):
            got = f"shape {made.shape} of {made.dtype}"
        raise ValueError(f"{op}: {name} gave {got}, needs shape {shape} of {dtype}")
    # Training writes into weights: an array that the caller may hold is copied, one that was just drawn is not.
    return made if type(initializer) in INITIALIZERS.values() else made.copy()


def fans(shape):
    """(fan-in, fan-out) of a kernel, as Keras counts them."""
    if len(shape) < 2:
        return (shape[0],) * 2 if shape else (1, 1)
    window = int(np.prod(shape[:-2]))  # 1 for a dense kernel
    return window * shape[-2], window * shape[-1]


def truncated_normal(rng, shape):
    """Standard normal numbers; those beyond two standard deviations are drawn again."""
    values = rng.normal(size=shape)
    while (beyond := abs(values) > 2).any():
        values[beyond] = rng.normal(size=np.count_nonzero(beyond))
    return values


def in_blocks(draw, shape, dtype, size=2**20):
    """An array filled by `draw(n)`, a million numbers at a time: a large kernel needs no float64 copy of itself."""
    values = np.empty(math.prod(shape), dtype)
    # Not by `chunks`: the size of a block is part of what a seed gives.
    for start in range(0, values.size, size):
        block = values[start : start + size]
        block[:] = draw(block.size)
    return values.reshape(shape)


def _shape_and_dtype(initializer, shape, dtype):
    op = type(initializer).__name__
    if not isinstance(shape, (tuple, list)):
        raise TypeError(f"{op}: shape is {wording.shown(shape)}, needs a tuple of integers, such as (3, 3, 16, 32)")
    shape = tuple(checks.whole(op, "shape", n, minimum=1) for n in shape)
    return shape, checks.float_type(op, dtype)
