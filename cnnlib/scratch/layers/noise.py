"""Noise: in training, something is added to each number; at inference the numbers pass through."""


from cnnlib import checks
from cnnlib.scratch import seed as seeds
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.verbs import check_one


class GaussianNoise(Layer):
    """x with a normal number added to each of its numbers, in training.

    Parameters
    ----------
    stddev : float
        Standard deviation of what is added, from 0 to 1.
    seed : int, optional
        Without one, `set_random_seed` decides.

    Examples
    --------
    >>> import numpy as np
    >>> GaussianNoise(0.5, seed=0)(np.zeros((1, 3)), training=True).round(3)
    array([[ 0.063, -0.066,  0.32 ]])
    """

    pointwise, makes_numbers = True, False  # at inference

    def __init__(self, stddev, seed=None, *, name=None):
        super().__init__(name=name)
        self.stddev = checks.real("GaussianNoise", "stddev", stddev, maximum=1)
        self.seed, self.rng = seeds.own_generator("GaussianNoise", seed)

    def forward(self, x, training):
        check_one(self.label, x)
        return (x + (self.stddev * self.rng.normal(size=x.shape)).astype(x.dtype) if training else x), None

    def backward(self, d_out, kept):
        return d_out, {}
