"""Layers of several inputs, given as a list: where the branches of a network meet.

All combine number by number; `Concatenate` has a file of its own. Arrays of other shapes broadcast as in Keras: an axis
of size 1 is repeated, and an array with fewer axes gets axes of size 1 after the batch. So (batch, h, w, c) times
(batch, c) or (batch, 1, 1, c) scales channels. In the backward pass, the gradient of a number that
was repeated is the sum over its copies.
"""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.layers.field import POINTWISE
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.verbs import shapes_of


class _Merge(Layer):
    """What the merges share; each defines `merge`, and `merge_backward`: gradients for the arrays as broadcast."""

    multiplies = False

    def compute_output_shape(self, input_shape):
        check_list(self.label, input_shape)
        return _broadcast(self.label, input_shape)

    def receptive_field(self, input_shape):
        return POINTWISE

    def forward(self, x, training):
        shapes = shapes_of(x)
        rank = len(self.compute_output_shape(shapes))  # refuses what does not fit
        y, kept = self.merge([array.reshape(_with_ones(array.shape, rank)) for array in x])
        return y, (kept, shapes)

    def backward(self, d_out, kept):
        kept, shapes = kept
        parts = self.merge_backward(d_out, kept)
        return [_summed(d, shape) for d, shape in zip(parts, shapes, strict=True)], {}


class Add(_Merge):
    """The sum of arrays: a residual connection.

    Examples
    --------
    >>> layer = Add()
    >>> layer([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])])
    array([[4., 6.]])
    >>> layer.backward(np.array([[1.0, 0.0]]))
    [array([[1., 0.]]), array([[1., 0.]])]
    """

    def merge(self, arrays):
        return sum(arrays[1:], arrays[0]), len(arrays)

    def merge_backward(self, d_out, n):
        return [d_out] * n


class Average(_Merge):
    """The mean of arrays.

    Examples
    --------
    >>> layer = Average()
    >>> layer([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])])
    array([[2., 3.]])
    >>> layer.backward(np.array([[1.0, 0.0]]))
    [array([[0.5, 0. ]]), array([[0.5, 0. ]])]
    """

    def merge(self, arrays):
        return sum(arrays[1:], arrays[0]) / len(arrays), len(arrays)

    def merge_backward(self, d_out, n):
        return [d_out / n] * n


class Subtract(_Merge):
    """The first array minus the second.

    Examples
    --------
    >>> layer = Subtract()
    >>> layer([np.array([[1.0, 2.0]]), np.array([[3.0, 3.0]])])
    array([[-2., -1.]])
    >>> layer.backward(np.array([[1.0, 0.0]]))
    [array([[1., 0.]]), array([[-1., -0.]])]
    """

    def compute_output_shape(self, input_shape):
        if isinstance(input_shape, list) and len(input_shape) > 2:
            needs = "needs 2: the second is subtracted from the first"
            raise ValueError(f"{self.label}: x has {len(input_shape)} arrays, {needs}")
        return super().compute_output_shape(input_shape)

    def merge(self, arrays):
        return arrays[0] - arrays[1], None

    def merge_backward(self, d_out, kept):
        return [d_out, -d_out]


class Multiply(_Merge):
    """The product of arrays, such as feature maps and a weight for each channel: squeeze-and-excitation.

    References
    ----------
    J. Hu, L. Shen and G. Sun, "Squeeze-and-excitation networks", 2018.

    Examples
    --------
    >>> layer = Multiply()
    >>> layer([np.array([[[1.0, 2.0], [3.0, 4.0]]]), np.array([[10.0, 0.5]])])  # (batch, places, c) and (batch, c)
    array([[[10.,  1.],
            [30.,  2.]]])
    >>> layer.backward(np.ones((1, 2, 2)))[1]
    array([[4., 6.]])
    """

    def merge(self, arrays):
        products = [arrays[0]]  # of the first, of the first two, …
        for array in arrays[1:]:
            products.append(products[-1] * array)
        return products[-1], (arrays, products[:-1])

    def merge_backward(self, d_out, kept):
        arrays, products = kept
        parts = []
        for array, product in zip(arrays[:0:-1], products[::-1]):  # from the last multiplication to the first
            parts.append(d_out * product)
            d_out = d_out * array
        return [d_out, *parts[::-1]]


class Maximum(_Merge):
    """The largest of the numbers in each place; of equal ones, the first array's has the gradient.

    Examples
    --------
    >>> layer = Maximum()
    >>> layer([np.array([[1.0, 5.0, 2.0]]), np.array([[3.0, 4.0, 2.0]])])
    array([[3., 5., 2.]])
    >>> layer.backward(np.array([[7.0, 8.0, 9.0]]))
    [array([[0., 8., 9.]]), array([[7., 0., 0.]])]
    """

    choose, keeps = np.maximum, np.greater_equal

    def merge(self, arrays):
        chosen, kept = arrays[0], []
        for array in arrays[1:]:
            kept.append(type(self).keeps(chosen, array))  # False where one is NaN, as in TensorFlow
            chosen = type(self).choose(chosen, array)
        return chosen, kept

    def merge_backward(self, d_out, kept):
        parts = []
        for of_those_before in reversed(kept):
            parts.append(np.where(of_those_before, 0, d_out))
            d_out = np.where(of_those_before, d_out, 0)
        return [d_out, *reversed(parts)]


class Minimum(Maximum):
    """The smallest of the numbers in each place; of equal ones, the first array's has the gradient.

    Examples
    --------
    >>> layer = Minimum()
    >>> layer([np.array([[1.0, 5.0, 2.0]]), np.array([[3.0, 4.0, 2.0]])])
    array([[1., 4., 2.]])
    >>> layer.backward(np.array([[7.0, 8.0, 9.0]]))
    [array([[7., 0., 9.]]), array([[0., 8., 0.]])]
    """

    choose, keeps = np.minimum, np.less_equal


def check_list(op, x):
    if not isinstance(x, list) or len(x) < 2:
        raise ValueError(f"{op}: x is not a list of two arrays or more; call the layer with one: layer([a, b])")


def _broadcast(op, shapes):
    """The shape that arrays of these have together, refused if they do not fit; None is a size not known yet."""
    rank, together = max(map(len, shapes)), None
    for i, shape in enumerate(shapes):
        aligned = _with_ones(shape, rank)
        if together is None:
            together = aligned
            continue
        fits = [n == m or 1 in (n, m) or None in (n, m) for n, m in zip(aligned, together)]
        if not all(fits) or checks.differ(aligned[0], together[0]):
            before = "x[0]" if i == 1 else "those before it"
            because = f"the shape of {before}; an axis but the batch may be 1 in either, and is repeated"
            raise ValueError(f"{op}: x[{i}] has shape {shape}, needs {together} ({because})")
        together = tuple(None if None in (n, m) else m if n == 1 else n for n, m in zip(aligned, together))
    return together


def _with_ones(shape, rank):
    """A shape with axes of size 1 after the batch."""
    return (*shape[:1], *[1] * (rank - len(shape)), *shape[1:])


def _summed(d, shape):
    """The gradient for an array of this shape: of a number that was repeated, the sum over its places."""
    aligned = _with_ones(shape, d.ndim)
    repeated = tuple(axis for axis, (n, m) in enumerate(zip(aligned, d.shape)) if n == 1 != m)
    return (d.sum(axis=repeated, keepdims=True) if repeated else d).reshape(shape)
