"""Normalization: each channel of a set of examples comes to mean 0 and deviation 1, once, before training."""

import numpy as np

from cnnlib import arguments, checks, wording
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.rescaling import checked_numbers
from cnnlib.scratch.layers.verbs import as_list, check_one
from cnnlib.scratch.signatures import naming_its_arguments, written_call
from cnnlib.scratch.standardize import spread

LEAST_DEVIATION = 1e-7  # what is divided by at least, as in Keras


class Normalization(Layer):
    r"""(x − mean) / standard deviation: each channel of a set of examples comes to mean 0 and deviation 1.

    Mean and variance are given, or `adapt` takes them from the examples: unlike those of `BatchNormalization` they do
    not follow the batches, and no factor is learned.

    Parameters
    ----------
    axis : int, tuple of int, or None
        The axes that have a mean for each place, counted with the batch as 0; by default the channels. None: one mean.
    mean, variance : float, or array or list of float, optional
        What broadcasts to these axes; both or neither. Without them, the layer has the weights `mean`, `variance` and
        `count` (which Keras has too, and nobody uses), which `adapt` or `set_weights` fill.
    invert : bool
        Whether to undo a normalization, as in Keras; only False is supported.

    Notes
    -----
    .. math:: y = \frac{x - \mu}{\max(\sqrt{\sigma^2}, 10^{-7})}

    Examples
    --------
    >>> x = np.array([[1.0, 10.0], [3.0, 30.0]])
    >>> Normalization(mean=[2.0, 20.0], variance=[1.0, 100.0])(x)
    array([[-1., -1.],
           [ 1.,  1.]])
    >>> layer = Normalization()
    >>> layer.adapt(x)
    >>> layer(x), layer.mean
    (array([[-1., -1.],
           [ 1.,  1.]]), array([ 2., 20.]))
    """

    pointwise = True

    def __init__(self, axis=-1, mean=None, variance=None, invert=False, *, name=None):
        super().__init__(name=name)
        self._axis = None if axis is None else arguments.given_axes("Normalization", axis)  # for the repr
        self.axis = () if axis is None else tuple(as_list(self._axis))
        if checks.flag("Normalization", "invert", invert):
            fix = "Rescaling(deviation, offset=mean) goes back"
            raise ValueError(f"Normalization: invert is True, which is not supported, needs False; {fix}")
        self.invert, self.given = False, mean is not None or variance is not None
        self.mean, self.variance = self._checked_statistics(mean, variance) if self.given else (None, None)

    def __repr__(self):
        return written_call(self, without=[] if self.given else ["mean", "variance"])

    def build(self, shape):
        check_one(self.label, shape)
        rank = len(shape)
        self._axes = tuple(sorted({a % rank for a in self.axis if -rank <= a < rank}))
        if 0 in self._axes or len(self._axes) != len(self.axis):
            needs = f"needs different axes of x {shape}, but not 0, the batch"
            raise ValueError(f"{self.label}: axis is {self.axis}, {needs}")
        self._sizes = tuple(shape[a] for a in self._axes)
        self._check_known("mean", self._sizes)
        if self.given:
            self._statistics()  # refuses what does not broadcast to these sizes
            return
        self.add_weight("mean", self._sizes, "zeros", trainable=False)
        self.add_weight("variance", self._sizes, "ones", trainable=False)
        self.count = np.zeros((), "int64")  # Keras's own type
        self._weight_names.append("count")

    @naming_its_arguments
    def adapt(self, data):
        """Take mean and variance from examples.

        Parameters
        ----------
        data : ndarray, shape (batch, …)
            As the layer will be called on, but for the size of the batch and the axes that share a mean.

        Raises
        ------
        ValueError, TypeError
            If it is not such an array, is empty or not finite, or the layer was given its mean and variance.
        """
        if self.given:
            raise ValueError(f"{self.label}: adapt finds the mean and variance that the layer was given, needs neither")
        checks.check_arrays(self.label, data=data)
        if data.size == 0:
            raise ValueError(f"{self.label}: data has shape {data.shape}, needs at least 1 example")
        if not np.isfinite(data).all():
            wrong = data[~np.isfinite(data)][0]
            raise ValueError(f"{self.label}: data holds {wrong}, needs finite numbers, which have a mean")
        self.forward(data, training=False)  # builds the layer, or checks that the shape is what it was built for
        shared = tuple(a for a in range(data.ndim) if a not in self._axes)
        self.mean[...] = data.mean(axis=shared, dtype="float64")
        self.variance[...] = data.var(axis=shared, dtype="float64")

    def forward(self, x, training):
        check_one(self.label, x)
        if tuple(x.shape[a] for a in self._axes) != self._sizes:
            places = [f"{wording.plural(n, 'place')} along axis {a}" for n, a in zip(self._sizes, self._axes)]
            built = f"but the layer was built for {' and '.join(places)}"
            raise ValueError(f"{self.label}: x has shape {x.shape}, {built}; needs as many")
        mean, variance = (spread(a, self._axes, x) for a in self._statistics())
        deviation = np.maximum(np.sqrt(variance), x.dtype.type(LEAST_DEVIATION))
        return (x - mean) / deviation, deviation

    def backward(self, d_out, deviation):
        return d_out / deviation, {}

    def _statistics(self):
        """Mean and variance for each place of the axes."""
        given = np.array(self.mean, self.dtype), np.array(self.variance, self.dtype)
        try:
            return [np.broadcast_to(a, self._sizes) for a in given]
        except ValueError:
            needs = f"needs what broadcasts to {self._sizes}, the sizes of x along axis {self.axis}"
            raise ValueError(f"{self.label}: mean and variance have shape {given[0].shape}, {needs}") from None

    def _checked_statistics(self, mean, variance):
        """Both, if they fit together."""
        if mean is None or variance is None:
            missing = "variance" if variance is None else "mean"
            raise ValueError(f"Normalization: {missing} is None, needs mean and variance, or neither")
        op = "Normalization"
        mean, variance = checked_numbers(op, "mean", mean), checked_numbers(op, "variance", variance)
        shapes = np.shape(mean), np.shape(variance)
        if shapes[0] != shapes[1] or np.ndim(mean) > len(self.axis):
            needs = f"needs one shape for both, with at most as many axes as axis {self.axis}"
            raise ValueError(f"Normalization: mean has shape {shapes[0]} and variance {shapes[1]}; {needs}")
        if np.min(variance, initial=0) < 0:
            raise ValueError("Normalization: variance has a number below 0, needs 0 or more")
        return mean, variance
