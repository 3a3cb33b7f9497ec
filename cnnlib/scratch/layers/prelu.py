"""The activation that has weights of its own."""

from cnnlib import checks
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.verbs import check_one
from cnnlib.scratch.relu import prelu, prelu_backward


class PReLU(Layer):
    """A leaky ReLU that learns its slopes: `cnnlib.scratch.prelu` with an alpha of its own.

    Parameters
    ----------
    alpha_initializer : str or initializer
    alpha_regularizer : str or regularizer, optional
    shared_axes : int or sequence of int, optional
        Axes of x along which all share one slope: [1, 2] gives each channel of images one. Without it, there is a
        slope for each number of an example.

    Examples
    --------
    >>> import numpy as np
    >>> layer = PReLU("ones", shared_axes=[1, 2])
    >>> layer(np.full((1, 5, 5, 3), -2.0))[0, 0, 0], layer.alpha.shape
    (array([-2., -2., -2.]), (1, 1, 3))
    """

    pointwise = True

    def __init__(self, alpha_initializer="Zeros", *, alpha_regularizer=None, shared_axes=None, name=None):
        super().__init__(name=name)
        self.alpha_initializer, self.alpha_regularizer = alpha_initializer, alpha_regularizer
        axes = shared_axes if isinstance(shared_axes, (list, tuple, type(None))) else [shared_axes]
        self.shared_axes = axes and [checks.whole("PReLU", "shared_axes", axis, minimum=1) for axis in axes]

    def build(self, shape):
        check_one(self.label, shape)
        shared = self.shared_axes or []
        if max(shared, default=0) >= len(shape):
            x = f"x {tuple(shape)} has rank {len(shape)}"
            raise ValueError(f"{self.label}: shared_axes holds {max(shared)}, but {x}; needs at most {len(shape) - 1}")
        sizes = [1 if i in shared else n for i, n in enumerate(shape)][1:]
        if None in sizes:
            needs = "needs sizes that are known, or shared_axes=[1, 2]: one slope a channel"
            raise ValueError(f"{self.label}: alpha has shape {tuple(sizes)} for x {tuple(shape)}, {needs}")
        self.add_weight("alpha", sizes, self.alpha_initializer, regularizer=self.alpha_regularizer)

    def forward(self, x, training):
        return prelu(x, self.alpha), x

    def backward(self, d_out, x):
        dx, dalpha = prelu_backward(d_out, x, self.alpha)
        return dx, {"alpha": dalpha}
