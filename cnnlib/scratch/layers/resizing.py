"""Layers that give images more cells, or fewer, without weights."""

from cnnlib import arguments, checks
from cnnlib.scratch.layers.field import Resized, picture_shape, upsampling_window
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.resizing import resized, resized_backward, upsample2d, upsample2d_backward


class UpSampling2D(Layer):
    """`cnnlib.scratch.upsample2d`.

    Parameters
    ----------
    size : int or (rows, columns)
    interpolation : {"nearest", "bilinear"}

    Examples
    --------
    >>> import numpy as np
    >>> UpSampling2D((1, 2))(np.array([1.0, 5.0]).reshape(1, 1, 2, 1))[0, 0, :, 0]
    array([1., 1., 5., 5.])
    """

    multiplies = False

    def __init__(self, size=(2, 2), *, interpolation="nearest", name=None):
        super().__init__(name=name)
        self.size, self.interpolation = arguments.upsampling_options("UpSampling2D", size, interpolation)

    def compute_output_shape(self, input_shape):
        batch, size, c = picture_shape(self.label, input_shape)
        return (batch, *(None if n is None else n * k for n, k in zip(size, self.size)), c)

    def receptive_field(self, input_shape):
        return upsampling_window(self.size, self.interpolation)

    def forward(self, x, training):
        return upsample2d(x, self.size, self.interpolation), x

    def backward(self, d_out, x):
        return upsample2d_backward(d_out, x, self.size, self.interpolation), {}


class Resizing(Layer):
    """Images of whatever size, at one size, as in front of a network; where they shrink, cells are skipped.

    Parameters
    ----------
    height, width : int
        Of the output.
    interpolation : {"bilinear", "nearest"}
        As for `upsample2d`, with the ratio of the sizes in place of `size`.
    crop_to_aspect_ratio : bool
        Only False is supported: what is not in the output's proportions is stretched.

    Examples
    --------
    >>> import numpy as np
    >>> Resizing(1, 3)(np.array([1.0, 5.0]).reshape(1, 1, 2, 1))[0, 0, :, 0]
    array([1., 3., 5.])
    """

    multiplies = False

    def __init__(self, height, width, interpolation="bilinear", crop_to_aspect_ratio=False, *, name=None):
        super().__init__(name=name)
        self.height = checks.whole("Resizing", "height", height, minimum=1)
        self.width = checks.whole("Resizing", "width", width, minimum=1)
        self.interpolation = arguments.check_interpolation("Resizing", interpolation)
        if checks.flag("Resizing", "crop_to_aspect_ratio", crop_to_aspect_ratio):
            fix = "put a Cropping2D before it"
            raise ValueError(f"Resizing: crop_to_aspect_ratio is True, which is not supported, needs False; {fix}")
        self.crop_to_aspect_ratio = False

    def compute_output_shape(self, input_shape):
        batch, _, c = picture_shape(self.label, input_shape)
        return (batch, self.height, self.width, c)

    def receptive_field(self, input_shape):
        return Resized(tuple(input_shape[1:3]), (self.height, self.width), self.interpolation)

    def forward(self, x, training):
        checks.check_images(self.label, x)
        return resized(x, (self.height, self.width), self.interpolation), x.shape[1:3]

    def backward(self, d_out, size):
        return resized_backward(d_out, size, self.interpolation), {}
