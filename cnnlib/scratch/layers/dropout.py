"""Dropout as a layer: of single numbers, and of whole feature maps."""

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
        self.rate = checks.dropout_rate(type(self).__name__, rate)
        self.seed, self.rng = seeds.own_generator(type(self).__name__, seed)

    def forward(self, x, training):
        checks.check_arrays(self.label, x=x)
        return dropout(x, self.rate, self.rng) if training and self.rate else (x, None)

    def backward(self, d_out, mask):
        return d_out if mask is None else dropout_backward(d_out, mask, self.rate), {}


class SpatialDropout2D(Dropout):
    """Dropout of whole feature maps: neighbors tell so much of each other that one cell alone would not be missed.

    Parameters
    ----------
    rate : float
        The part of the feature maps that is left out, of each example others.
    seed : int, optional
        Without one, `set_random_seed` decides.

    References
    ----------
    J. Tompson et al., "Efficient object localization using convolutional networks", 2015.

    Examples
    --------
    >>> y = SpatialDropout2D(0.5, seed=2)(np.ones((1, 2, 2, 3)), training=True)
    >>> y[0, :, :, 0], y[0, 0, 0]
    (array([[0., 0.],
           [0., 0.]]), array([0., 0., 2.]))
    """

    pointwise, makes_numbers = True, False

    def forward(self, x, training):
        checks.check_arrays(self.label, x=x)
        checks.check_rank(self.label, "x", x)
        if not (training and self.rate):
            return x, None
        one_each = np.ones((len(x), 1, 1, x.shape[3]), x.dtype)  # (batch, 1, 1, c)
        mask = np.broadcast_to(dropout(one_each, self.rate, self.rng)[1], x.shape)
        return np.where(mask, x / (1 - self.rate), 0), mask
