"""Two layers that `keras.applications` has in ConvNeXt and `keras.layers` does not list."""

from cnnlib import scratch


class LayerScale(scratch.Layer):
    """x · gamma with a factor for each channel, as `keras.applications` has it in ConvNeXt.

    Examples
    --------
    >>> import numpy as np
    >>> layer = LayerScale()
    >>> layer(np.ones((1, 1, 1, 2)))
    array([[[[1., 1.]]]])
    """

    pointwise = True

    def build(self, shape):
        self.add_weight("gamma", shape[-1:], "ones")

    def forward(self, x, training):
        return x * self.gamma, x

    def backward(self, d_out, x):
        return d_out * self.gamma, {"gamma": (d_out * x).sum(axis=tuple(range(x.ndim - 1)))}


# The module and class in keras.src, and ours.
ELSEWHERE = {
    ("applications.convnext", "LayerScale"): lambda layer: LayerScale(name=layer.name),
    ("applications.convnext", "StochasticDepth"): lambda layer: scratch.Dropout(
        layer.drop_path_rate, (None, 1, 1, 1), name=layer.name
    ),
}
