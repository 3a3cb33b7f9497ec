"""Receptive field of one layer: which cells of its input one cell of its output sees.

`Layer.receptive_field` answers with one of five: "pointwise", the input cell in the same place; "everything", all
cells of the input; a `Window` of cells; `Resized`, the cells around the middle of the output cell; or `Permuted`, the
cell in its place when the axes are put in another order. A pair of the two words, (rows, columns), answers for each
axis.
"""

from typing import NamedTuple

from cnnlib import arguments, checks
from cnnlib.scratch.layers.verbs import check_one
from cnnlib.scratch.windows import place_windows

POINTWISE, EVERYTHING = "pointwise", "everything"


class Window(NamedTuple):
    """A window of input cells, which moves with the output cell; each option is a pair (rows, columns).

    Parameters
    ----------
    kernel_size, strides, dilation_rate : (int, int)
    padding : {"valid", "same"} or ((top, bottom), (left, right))
        Negative numbers are cells that are cut off.
    transposed : bool
        Whether the options are those of a transposed convolution, whose stride is one of the output.

    Examples
    --------
    >>> Window((3, 3), (2, 2), "same")
    Window(kernel_size=(3, 3), strides=(2, 2), padding='same', dilation_rate=(1, 1), transposed=False)
    """

    kernel_size: tuple
    strides: tuple = (1, 1)
    padding: object = "valid"
    dilation_rate: tuple = (1, 1)
    transposed: bool = False


class Resized(NamedTuple):
    """Images at another size, as `Resizing` gives them; each option is a pair (rows, columns).

    Parameters
    ----------
    size, new_size : (int, int)
        Cells of the input, and of the output.
    interpolation : {"nearest", "bilinear"}
    """

    size: tuple
    new_size: tuple
    interpolation: str


class Permuted(NamedTuple):
    """The axes of images in another order, as `Permute` has them.

    Parameters
    ----------
    dims : tuple of int
        Which axis of the input each axis of the output is, counted from 1.
    """

    dims: tuple


def picture_shape(op, shape):
    """(batch, (height, width), c) of the shape of pictures; another rank is refused, and a list of shapes."""
    check_one(op, shape)
    if len(shape) != 4:
        needs = f"needs rank 4: {checks.LAYOUTS['x']}"
        raise ValueError(f"{op}: x has rank {len(shape)} (shape {tuple(shape)}), {needs}")
    batch, height, width, c = shape
    return batch, (height, width), c


def sizes_of_windows(op, size, window, name="kernel"):
    """(height, width) of what a window gives for images of `size`; None where a size is not known.

    Refused, as by the function `op`, is a window that spans more cells than there are; `name` is its argument.
    """
    kernel_size, strides, padding, dilation_rate, _ = window
    arguments.check_fits(op, size, kernel_size, dilation_rate, padding, name)
    sides = (padding,) * 2 if isinstance(padding, str) else padding
    options = zip(size, kernel_size, strides, sides, dilation_rate)
    return tuple(None if n is None else place_windows((n,), *zip(option)).out_size[0] for n, *option in options)


def along_axis(axis, rank):
    """The receptive field of what mixes the numbers along an axis, or several, of images, or of rows, of this rank."""
    axes = {a % rank for a in (axis if isinstance(axis, (tuple, list)) else [axis])}
    return tuple(EVERYTHING if spatial in axes else POINTWISE for spatial in (1, 2)) if rank == 4 else POINTWISE


def upsampling_window(size, interpolation):
    """Of `upsample2d`: a transposed window, which meets an output cell with one input cell, or with two."""
    if interpolation == "nearest":
        return Window(size, size, ((0, 0), (0, 0)), transposed=True)
    kernel_size = tuple(2 * k - k % 2 for k in size)
    return Window(kernel_size, size, tuple((k // 2, k // 2) for k in size), transposed=True)


def cropping_window(cropping):
    """Of images without cells at their border."""
    return Window((1, 1), padding=tuple((-before, -after) for before, after in cropping))
