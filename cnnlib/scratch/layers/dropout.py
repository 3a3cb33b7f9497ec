"""Dropout as a layer: of single numbers, and of whole feature maps."""

import numpy as np

from cnnlib import arguments, checks, wording
from cnnlib.scratch import seed as seeds
from cnnlib.scratch.dropout import drawn_mask, dropout_backward, masked
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.verbs import check_one


class Dropout(Layer):
    """`cnnlib.scratch.dropout` in training, nothing otherwise.

    Parameters
    ----------
    rate : float
        The part of the units that is left out.
    noise_shape : tuple of int or None, optional
        How many are drawn along each axis, the batch first: all (None) or one that all share (1). Without it each unit
        is drawn; (None, 1, 1, 1) leaves out whole examples of a branch: stochastic depth.
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

    def __init__(self, rate, noise_shape=None, *, seed=None, name=None):
        super().__init__(name=name)
        op = type(self).__name__
        self.rate = arguments.dropout_rate(op, rate)
        self.noise_shape = _noise_shape(op, noise_shape)
        self.seed, self.rng = seeds.own_generator(op, seed)

    def forward(self, x, training):
        check_one(self.label, x)
        if not (training and self.rate):
            return x, None
        mask = np.broadcast_to(drawn_mask(self._drawn(x.shape), self.rate, self.rng), x.shape)
        return masked(x, mask, self.rate), mask

    def backward(self, d_out, mask):
        return d_out if mask is None else dropout_backward(d_out, mask, self.rate), {}

    def _drawn(self, shape):
        """The shape of what is drawn for an input of this shape."""
        if self.noise_shape is None:
            return shape
        if len(self.noise_shape) != len(shape) or any(m not in (None, 1, n) for m, n in zip(self.noise_shape, shape)):
            needs = "needs None, 1 or the size of x for each axis"
            raise ValueError(f"{self.label}: noise_shape is {self.noise_shape}, but x has shape {shape}; {needs}")
        return tuple(n if m is None else m for m, n in zip(self.noise_shape, shape))


def _noise_shape(op, noise_shape):
    if noise_shape is None:
        return None
    if not isinstance(noise_shape, (tuple, list)):
        raise TypeError(f"{op}: noise_shape is {wording.shown(noise_shape)}, needs a tuple, such as (None, 1, 1, 1)")
    return tuple(n if n is None else checks.whole(op, "noise_shape", n, minimum=1) for n in noise_shape)


class SpatialDropout2D(Dropout):
    """Dropout of whole feature maps: neighboring cells are so alike that one of them alone would not be missed.

    Parameters
    ----------
    rate : float
        The part of the feature maps that is left out, drawn anew for each example.
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

    def __init__(self, rate, *, seed=None, name=None):
        super().__init__(rate, (None, 1, 1, None), seed=seed, name=name)

    def forward(self, x, training):
        checks.check_images(self.label, x)
        return super().forward(x, training)
