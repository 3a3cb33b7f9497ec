"""Layers that put cells around images, or take them away."""

from cnnlib import checks, pairs, wording
from cnnlib.scratch.layers.field import Window, cropping_window, picture_shape, sizes_of_windows
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.padding import inside, pad2d, pad2d_backward, padded


class Cropping2D(Layer):
    """The inside of each image, without cells at its border.

    Parameters
    ----------
    cropping : int, (rows, columns) or ((top, bottom), (left, right))
        How many cells are taken away on each side.

    Examples
    --------
    >>> import numpy as np
    >>> layer = Cropping2D(((0, 1), (1, 0)))
    >>> layer(np.arange(6.0).reshape(1, 2, 3, 1))[0, :, :, 0]
    array([[1., 2.]])
    >>> layer.backward(np.array([7.0, 8.0]).reshape(1, 1, 2, 1))[0, :, :, 0]
    array([[0., 7., 8.],
           [0., 0., 0.]])
    """

    multiplies = False

    def __init__(self, cropping=((0, 0), (0, 0)), *, name=None):
        super().__init__(name=name)
        self.cropping = pairs.padding_pairs("Cropping2D", cropping, name="cropping")

    def compute_output_shape(self, input_shape):
        batch, size, c = picture_shape(self.label, input_shape)
        for axis, n, cropped in zip(("height", "width"), size, self.cropping):
            if n is not None and sum(cropped) >= n:
                takes = f"cropping takes {wording.plural(sum(cropped), 'cell')} of {axis}"
                raise ValueError(f"{self.label}: {takes}, but x {input_shape} has {n}; needs to leave one at least")
        left = (None if n is None else n - sum(cropped) for n, cropped in zip(size, self.cropping))
        return (batch, *left, c)

    def receptive_field(self, input_shape):
        return cropping_window(self.cropping)

    def forward(self, x, training):
        checks.check_images(self.label, x)
        self.compute_output_shape(x.shape)  # refuses to leave nothing
        return inside(x, self.cropping), None

    def backward(self, d_out, kept):
        return padded(d_out, self.cropping), {}


class ZeroPadding2D(Layer):
    """`cnnlib.scratch.pad2d` with zeros.

    Parameters
    ----------
    padding : int, (rows, columns) or ((top, bottom), (left, right))

    Examples
    --------
    >>> import numpy as np
    >>> ZeroPadding2D(((0, 1), (2, 2)))(np.ones((1, 3, 3, 1))).shape
    (1, 4, 7, 1)
    """

    multiplies = False

    def __init__(self, padding=(1, 1), *, name=None):
        super().__init__(name=name)
        self.padding = pairs.padding_pairs("ZeroPadding2D", padding)

    def compute_output_shape(self, input_shape):
        batch, size, c = picture_shape(self.label, input_shape)
        return (batch, *sizes_of_windows("pad2d", size, self.receptive_field(input_shape)), c)

    def receptive_field(self, input_shape):
        return Window((1, 1), padding=self.padding)

    def forward(self, x, training):
        return pad2d(x, self.padding), x

    def backward(self, d_out, x):
        return pad2d_backward(d_out, x, self.padding), {}
