"""Batch normalization as a layer, which keeps moving statistics for inference."""

from cnnlib import checks
from cnnlib.scratch import batch_normalization
from cnnlib.scratch.layers.gamma_and_beta import GammaAndBeta


class BatchNormalization(GammaAndBeta):
    """`cnnlib.scratch.batch_norm` in training, `batch_norm_inference` with the moving statistics otherwise.

    Parameters
    ----------
    axis : int
        The channels: -1, or the same axis counted from the front.
    momentum : float
        The share of the moving mean and variance that stays at each training step: from 0 to 1.
    epsilon : float
    center, scale : bool
        Whether beta and gamma are learned.
    beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer : str or initializer
    beta_regularizer, gamma_regularizer : str or regularizer, optional
        Penalties for large beta and gamma, as `Conv2D`'s for its kernel.

    Examples
    --------
    >>> import numpy as np
    >>> layer, x = BatchNormalization(momentum=0.5, epsilon=1e-9), np.array([[1.0], [3.0]])
    >>> layer(x, training=True).round(6), layer.moving_mean, layer.moving_variance
    (array([[-1.],
           [ 1.]]), array([1.]), array([1.]))
    >>> layer(x)  # by the moving mean 1 and variance 1
    array([[0.],
           [2.]])
    """

    def __init__(
        self,
        axis=-1,
        momentum=0.99,
        epsilon=0.001,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        moving_mean_initializer="zeros",
        moving_variance_initializer="ones",
        *,
        beta_regularizer=None,
        gamma_regularizer=None,
        name=None,
    ):
        regularizers = beta_regularizer, gamma_regularizer
        super().__init__(epsilon, center, scale, beta_initializer, gamma_initializer, *regularizers, name)
        self.axis = checks.whole("BatchNormalization", "axis", axis)
        self.momentum = checks.real("BatchNormalization", "momentum", momentum, maximum=1)
        self.moving_mean_initializer = moving_mean_initializer
        self.moving_variance_initializer = moving_variance_initializer

    def build(self, shape):
        super().build(shape)
        self.add_weight("moving_mean", shape[-1:], self.moving_mean_initializer, trainable=False)
        self.add_weight("moving_variance", shape[-1:], self.moving_variance_initializer, trainable=False)

    def forward(self, x, training):
        training = training and self.trainable  # frozen, it keeps to its moving statistics, as Keras's does
        if not training:
            statistics = self.moving_mean.copy(), self.moving_variance.copy()
            y = batch_normalization.batch_norm_inference(x, self.gamma, self.beta, *statistics, epsilon=self.epsilon)
            return y, (x, statistics)
        y, mean, variance = batch_normalization.batch_norm(x, self.gamma, self.beta, epsilon=self.epsilon)
        for moving, of_batch in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving *= self.momentum
            moving += (1 - self.momentum) * of_batch
        return y, (x, None)

    def backward(self, d_out, kept):
        x, statistics = kept
        if statistics is None:
            grads = batch_normalization.batch_norm_backward(d_out, x, self.gamma, epsilon=self.epsilon)
        else:
            grads = batch_normalization.batch_norm_inference_backward(
                d_out, x, self.gamma, *statistics, epsilon=self.epsilon
            )
        return grads[0], {"gamma": grads[1], "beta": grads[2]}
