"""Group normalization as a layer, with gamma and beta of its own; with groups=-1, instance normalization."""

from cnnlib import checks
from cnnlib.scratch import group_normalization
from cnnlib.scratch.layers.gamma_and_beta import GammaAndBeta


class GroupNormalization(GammaAndBeta):
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
    >>> import numpy as np
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
        each_its_own = checks.is_whole(groups) and groups == -1
        groups = -1 if each_its_own else checks.whole("GroupNormalization", "groups", groups, minimum=1)
        self.groups = self._groups = groups  # the repr shows it as given

    def build(self, shape):
        super().build(shape)
        self.groups = shape[-1] if self._groups == -1 else self._groups

    def forward(self, x, training):
        return group_normalization.group_norm(x, self.gamma, self.beta, groups=self.groups, epsilon=self.epsilon), x

    def backward(self, d_out, x):
        dx, dgamma, dbeta = group_normalization.group_norm_backward(
            d_out, x, self.gamma, groups=self.groups, epsilon=self.epsilon
        )
        return dx, {"gamma": dgamma, "beta": dbeta}
