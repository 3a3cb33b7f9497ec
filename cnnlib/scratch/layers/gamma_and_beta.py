"""What batch, layer and group normalization have in common: gamma and beta."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.verbs import check_one


class GammaAndBeta(Layer):
    """A normalization with gamma and beta, which stay at 1 and 0 where they are not wanted."""

    pointwise = True

    def __init__(
        self, epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, name
    ):
        super().__init__(name=name)
        op = type(self).__name__
        self.epsilon = checks.real(op, "epsilon", epsilon, above=True)
        self.center, self.scale = checks.flag(op, "center", center), checks.flag(op, "scale", scale)
        self.beta_initializer, self.gamma_initializer = beta_initializer, gamma_initializer
        self.beta_regularizer, self.gamma_regularizer = beta_regularizer, gamma_regularizer

    def build(self, shape):
        check_one(self.label, shape)
        shape = self.scale_shape(shape)
        if self.scale:
            self.add_weight("gamma", shape, self.gamma_initializer, regularizer=self.gamma_regularizer)
        else:
            self.gamma = np.ones(shape, self.dtype)
        if self.center:
            self.add_weight("beta", shape, self.beta_initializer, regularizer=self.beta_regularizer)
        else:
            self.beta = np.zeros(shape, self.dtype)

    def scale_shape(self, shape):
        """Of gamma and beta: the channels', which is what `axis` must name, from the back or the front."""
        if self.axis not in (-1, len(shape) - 1):
            raise ValueError(
                f"{self.label}: axis is {self.axis}, needs -1 or {len(shape) - 1}, the channels of x {shape}"
            )
        return shape[-1:]
