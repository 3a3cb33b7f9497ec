"""Dropout as a layer."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch import seed as seeds
from cnnlib.scratch.dropout import dropout, dropout_backward
from cnnlib.scratch.layers.layer import Layer


class Dropout(Layer):
    """`cnnlib.scratch.dropout` in training, nothing otherwise.

    Parameters
    ----------
    rate : float
        The part of the units that is left out.
    seed : int, optional
        Without one, `set_random_seed` decides.

    Examples
    --------
    >>> x = np.ones((1, 4))
    >>> layer = Dropout(0.5, seed=1)
    >>> layer(x)
    array([[1., 1., 1., 1.]])
    >>> sorted(set(layer(x, training=True).ravel().tolist()))
    [0.0, 2.0]
    """

    pointwise, makes_numbers = True, False

    def __init__(self, rate, *, seed=None, name=None):
        super().__init__(name=name)
        self.rate = checks.dropout_rate("Dropout", rate)
        self.seed = None if seed is None else checks.whole("Dropout", "seed", seed, minimum=0)
        self.rng = np.random.default_rng(seeds.new_seed() if seed is None else self.seed)

    def forward(self, x, training):
        checks.check_arrays(self.label, x=x)
        return dropout(x, self.rate, self.rng) if training and self.rate else (x, None)

    def backward(self, d_out, mask):
        return d_out if mask is None else dropout_backward(d_out, mask, self.rate), {}
