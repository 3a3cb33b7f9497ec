"""Local response normalization as a layer."""


from cnnlib import arguments
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.local_response import local_response_norm, local_response_norm_backward


class LocalResponseNormalization(Layer):
    """`cnnlib.scratch.local_response_norm` as a layer. Keras has none; the arguments are those of `tf.nn`.

    Parameters
    ----------
    depth_radius : int
    bias, alpha, beta : float

    Examples
    --------
    >>> import numpy as np
    >>> LocalResponseNormalization(depth_radius=1, bias=2.0)(np.ones((1, 1, 1, 3))).round(3).ravel()
    array([0.5  , 0.447, 0.5  ])
    """

    pointwise = True

    def __init__(self, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5, *, name=None):
        super().__init__(name=name)
        numbers = arguments.local_response_options("LocalResponseNormalization", depth_radius, bias, alpha, beta)
        self.depth_radius, self.bias, self.alpha, self.beta = numbers

    @property
    def options(self):
        """What the function takes besides x."""
        return {"depth_radius": self.depth_radius, "bias": self.bias, "alpha": self.alpha, "beta": self.beta}

    def forward(self, x, training):
        return local_response_norm(x, **self.options), x

    def backward(self, d_out, x):
        return local_response_norm_backward(d_out, x, **self.options), {}
