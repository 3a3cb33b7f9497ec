"""Normalization layers: batch, layer and group learn gamma and beta, batch keeps moving statistics."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch import batch_normalization, normalization
from cnnlib.scratch.layers.layer import Layer


class _Normalization(Layer):
    """What the three share: gamma and beta, which stay at 1 and 0 where they are not wanted."""

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


class BatchNormalization(_Normalization):
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


class LayerNormalization(_Normalization):
    """`cnnlib.scratch.layer_norm` with gamma and beta of its own.

    Parameters
    ----------
    axis : int or tuple of int
        Over which each example is normalized: -1 the last, (1, 2, 3) all of it.
    epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer
        As `BatchNormalization`.

    Examples
    --------
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
        self.axis = tuple(axis) if isinstance(axis, (tuple, list)) else axis
        axes = self.axis if isinstance(self.axis, tuple) else (self.axis,)
        self.axes = [checks.whole("LayerNormalization", "axis", a) for a in axes]

    def scale_shape(self, shape):
        rank = len(shape)
        axes = sorted(axis % rank if -rank <= axis < rank else 0 for axis in self.axes)
        if not axes or axes[0] == 0 or len(set(axes)) < len(axes):
            needs = f"one or more different axes of x {tuple(shape)}, but not 0, the batch"
            raise ValueError(f"{self.label}: axis is {self.axis}, needs {needs}")
        return tuple(shape[axis] for axis in axes)

    def forward(self, x, training):
        return normalization.layer_norm(x, self.gamma, self.beta, axis=self.axis, epsilon=self.epsilon), x

    def backward(self, d_out, x):
        dx, dgamma, dbeta = normalization.layer_norm_backward(
            d_out, x, self.gamma, axis=self.axis, epsilon=self.epsilon
        )
        return dx, {"gamma": dgamma, "beta": dbeta}


class GroupNormalization(_Normalization):
    """`cnnlib.scratch.group_norm` with gamma and beta of its own.

    Parameters
    ----------
    groups : int
        Into which the channels are cut; -1 gives each channel its own, which is instance normalization.
    axis : int
        The channels: -1, or the same axis counted from the front.
    epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer
        As `BatchNormalization`.

    Examples
    --------
    >>> layer = GroupNormalization(groups=2, epsilon=1e-9)
    >>> layer(np.array([1.0, 3.0, 10.0, 30.0]).reshape(1, 1, 1, 4)).round(6).ravel()
    array([-1.,  1., -1.,  1.])
    """

    def __init__(
        self,
        groups=32,
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
        self.axis = checks.whole("GroupNormalization", "axis", axis)
        groups = groups if groups == -1 else checks.whole("GroupNormalization", "groups", groups, minimum=1)
        self.groups = self.given_groups = groups

    def build(self, shape):
        super().build(shape)
        self.groups = shape[-1] if self.given_groups == -1 else self.given_groups

    def forward(self, x, training):
        return normalization.group_norm(x, self.gamma, self.beta, groups=self.groups, epsilon=self.epsilon), x

    def backward(self, d_out, x):
        dx, dgamma, dbeta = normalization.group_norm_backward(
            d_out, x, self.gamma, groups=self.groups, epsilon=self.epsilon
        )
        return dx, {"gamma": dgamma, "beta": dbeta}
