"""Augmentation: in training, each picture is shown a little changed; at inference it passes through.

What is changed is drawn from a generator of the layer's own, anew at each call.
"""

import math
import numbers

import numpy as np

from cnnlib import arguments, checks, wording
from cnnlib.scratch import seed as seeds
from cnnlib.scratch.affine import moved, read_at, read_at_backward, turned
from cnnlib.scratch.layers.layer import Layer

FLIPPED = {"horizontal": (2,), "vertical": (1,), "horizontal_and_vertical": (1, 2)}  # axes
FILL_MODES = ("reflect", "wrap", "constant", "nearest")


class _RandomImages(Layer):
    """What the random layers share: a seed, and that they take pictures alone."""

    pointwise, makes_numbers = True, False  # at inference

    def __init__(self, seed, name):
        super().__init__(name=name)
        self.seed, self.rng = seeds.own_generator(type(self).__name__, seed)

    def check(self, x):
        checks.check_images(self.label, x)


class RandomFlip(_RandomImages):
    """Half of the pictures, mirrored.

    Parameters
    ----------
    mode : {"horizontal_and_vertical", "horizontal", "vertical"}
        Left and right exchanged, top and bottom, or both in the same pictures.
    seed : int, optional
        Without one, `set_random_seed` decides.

    Examples
    --------
    >>> layer, x = RandomFlip("horizontal", seed=0), np.array([1.0, 2.0, 3.0]).reshape(1, 1, 3, 1)
    >>> [layer(x, training=True).ravel().tolist() for _ in range(3)]
    [[1.0, 2.0, 3.0], [3.0, 2.0, 1.0], [3.0, 2.0, 1.0]]
    """

    def __init__(self, mode="horizontal_and_vertical", seed=None, *, name=None):
        super().__init__(seed, name)
        if not isinstance(mode, str) or mode not in FLIPPED:
            raise ValueError(f"RandomFlip: mode is {wording.shown(mode)}, needs one of {', '.join(FLIPPED)}")
        self.mode = mode

    def forward(self, x, training):
        self.check(x)
        if not training:
            return x, None
        flips = self.rng.random((len(x), 1, 1, 1)) <= 0.5
        return self._flipped(x, flips), flips

    def backward(self, d_out, flips):
        return d_out if flips is None else self._flipped(d_out, flips), {}

    def _flipped(self, x, flips):
        return np.where(flips, np.flip(x, FLIPPED[self.mode]), x)


class RandomCrop(_RandomImages):
    """A part of each picture, at one place for the whole batch.

    At inference the whole picture passes through, as it does in Keras, whose documentation promises a part from the
    middle: a network that needs one size takes a `Cropping2D` or `Resizing` there.

    Parameters
    ----------
    height, width : int
        Of the part. Where x is exactly as high or as wide, the part is taken from the middle, as in Keras.
    seed : int, optional
        Without one, `set_random_seed` decides.

    Raises
    ------
    ValueError
        In training, if x has fewer rows or columns; Keras gives less than was asked for.

    Examples
    --------
    >>> layer, x = RandomCrop(2, 2, seed=0), np.arange(12.0).reshape(1, 3, 4, 1)
    >>> layer(x, training=True)[0, :, :, 0]
    array([[4., 5.],
           [8., 9.]])
    """

    def __init__(self, height, width, seed=None, *, name=None):
        super().__init__(seed, name)
        self.height = checks.whole("RandomCrop", "height", height, minimum=1)
        self.width = checks.whole("RandomCrop", "width", width, minimum=1)

    def forward(self, x, training):
        self.check(x)
        if not training:
            return x, None
        spare = x.shape[1] - self.height, x.shape[2] - self.width
        if min(spare) < 0:
            part = f"{wording.plural(self.height, 'row')} and {wording.plural(self.width, 'column')}"
            needs = f"needs at least {part} to crop from"
            raise ValueError(f"{self.label}: x has shape {x.shape}, {needs}")
        top, left = (int(self.rng.random() * (n + 1)) for n in spare) if min(spare) else (n // 2 for n in spare)
        part = slice(None), slice(top, top + self.height), slice(left, left + self.width)
        return x[part], (part, x.shape)

    def backward(self, d_out, kept):
        if kept is None:
            return d_out, {}
        part, shape = kept
        dx = np.zeros(shape, d_out.dtype)
        dx[part] = d_out
        return dx, {}


class _RandomPlaces(_RandomImages):
    """What `RandomTranslation` and `RandomRotation` share: x is read at other places, which `draw` draws."""

    def __init__(self, fill_mode, interpolation, seed, fill_value, name):
        super().__init__(seed, name)
        op = type(self).__name__
        if not isinstance(fill_mode, str) or fill_mode not in FILL_MODES:
            raise ValueError(f"{op}: fill_mode is {wording.shown(fill_mode)}, needs one of {', '.join(FILL_MODES)}")
        self.fill_mode, self.interpolation = fill_mode, arguments.check_interpolation(op, interpolation)
        self.fill_value = checks.coefficient(op, "fill_value", fill_value, minimum=-math.inf)

    def forward(self, x, training):
        self.check(x)
        if not training:
            return x, None
        places = self.draw(*x.shape[:3])
        return read_at(x, places, self.interpolation, self.fill_mode, self.fill_value), places

    def backward(self, d_out, places, input_gradient=True):
        if places is None or not input_gradient:
            return (d_out if input_gradient else None), {}
        return read_at_backward(d_out, places, self.interpolation, self.fill_mode), {}


class RandomTranslation(_RandomPlaces):
    """Each picture moved down and to the right, by parts of its size that are drawn evenly.

    Parameters
    ----------
    height_factor, width_factor : float or (float, float)
        The smallest and the largest part, from -1 to 1; one number f is (-f, f).
    fill_mode : {"reflect", "wrap", "constant", "nearest"}
        What fills the places that the picture has left: its mirror image, the picture again, `fill_value`, or its
        border.
    interpolation : {"bilinear", "nearest"}
        How a picture is read between its cells.
    seed : int, optional
        Without one, `set_random_seed` decides.
    fill_value : float

    Notes
    -----
    "wrap" goes on with the picture's other end, as Keras documents it; on TensorFlow Keras's own does so for less than
    a picture's size, and not between the last cell and the first.

    Examples
    --------
    >>> layer = RandomTranslation(0.0, (0.5, 0.5), fill_mode="constant")
    >>> layer(np.array([1.0, 2.0, 3.0, 4.0]).reshape(1, 1, 4, 1), training=True).ravel()
    array([0., 0., 1., 2.])
    """

    def __init__(
        self,
        height_factor,
        width_factor,
        fill_mode="reflect",
        interpolation="bilinear",
        seed=None,
        fill_value=0.0,
        *,
        name=None,
    ):
        super().__init__(fill_mode, interpolation, seed, fill_value, name)
        self._heights = _range("RandomTranslation", "height_factor", height_factor)
        self._widths = _range("RandomTranslation", "width_factor", width_factor)
        self.height_factor, self.width_factor = height_factor, width_factor

    def draw(self, batch, height, width):
        down = self.rng.uniform(*self._heights, batch) * height
        return moved((height, width), down, self.rng.uniform(*self._widths, batch) * width)


class RandomRotation(_RandomPlaces):
    """Each picture turned about its middle, by an angle that is drawn evenly.

    Parameters
    ----------
    factor : float or (float, float)
        The smallest and the largest part of a whole turn, counterclockwise, from -1 to 1; one number f is (-f, f).
    fill_mode, interpolation, seed, fill_value
        As for `RandomTranslation`.

    Examples
    --------
    >>> layer = RandomRotation((0.25, 0.25))
    >>> layer(np.array([1.0, 2.0, 3.0, 4.0]).reshape(1, 2, 2, 1), training=True)[0, :, :, 0]
    array([[2., 4.],
           [1., 3.]])
    """

    def __init__(
        self, factor, fill_mode="reflect", interpolation="bilinear", seed=None, fill_value=0.0, *, name=None
    ):
        super().__init__(fill_mode, interpolation, seed, fill_value, name)
        self.factor, self._factor = _range("RandomRotation", "factor", factor), factor  # the repr shows it as given

    def draw(self, batch, height, width):
        return turned((height, width), 2 * np.pi * self.rng.uniform(*self.factor, batch))


def _range(op, name, factor):
    """(smallest, largest) from a number or a pair."""
    if isinstance(factor, numbers.Real) and not isinstance(factor, bool):
        largest = checks.real(op, name, factor, minimum=-1, maximum=1)
        return -abs(largest), abs(largest)
    if not isinstance(factor, (tuple, list)) or len(factor) != 2:
        raise TypeError(f"{op}: {name} is {wording.shown(factor)}, needs a number or a pair (smallest, largest)")
    low, high = sorted(checks.real(op, name, f, minimum=-1, maximum=1) for f in factor)
    return low, high
