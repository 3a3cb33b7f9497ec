"""Layer normalization as a layer, with gamma and beta of its own."""

from cnnlib import arguments
from cnnlib.scratch import layer_normalization
from cnnlib.scratch.layers.gamma_and_beta import GammaAndBeta
from cnnlib.scratch.layers.verbs import as_list


class LayerNormalization(GammaAndBeta):
    """`cnnlib.scratch.layer_norm` with gamma and beta of its own.

    Parameters
    ----------
    axis : int or tuple of int
        Over which each example is normalized: -1 the last, (1, 2, 3) all of it.
    epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer
        As `BatchNormalization`.

    Examples
    --------
    >>> import numpy as np
    >>> LayerNormalization(epsilon=1e-9)(np.array([[1.0, 3.0]])).round(6)
    array([[-1.,  1.]])
    """

    def __init__(
        self,
        axis=-1,
        epsilon=0.001,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        *,
        beta_regularizer=None,
        gamma_regularizer=None,
        name=None,
    ):
        regularizers = beta_regularizer, gamma_regularizer
        super().__init__(epsilon, center, scale, beta_initializer, gamma_initializer, *regularizers, name)
        self.axis = arguments.given_axes("LayerNormalization", axis)

    def scale_shape(self, shape):
        rank = len(shape)
        axes = sorted(axis % rank if -rank <= axis < rank else 0 for axis in as_list(self.axis))
        if not axes or axes[0] == 0 or len(set(axes)) < len(axes):
            needs = f"one or more different axes of x {tuple(shape)}, but not 0, the batch"
            raise ValueError(f"{self.label}: axis is {self.axis}, needs {needs}")
        return tuple(shape[axis] for axis in axes)

    def forward(self, x, training):
        return layer_normalization.layer_norm(x, self.gamma, self.beta, axis=self.axis, epsilon=self.epsilon), x

    def backward(self, d_out, x):
        dx, dgamma, dbeta = layer_normalization.layer_norm_backward(
            d_out, x, self.gamma, axis=self.axis, epsilon=self.epsilon
        )
        return dx, {"gamma": dgamma, "beta": dbeta}
