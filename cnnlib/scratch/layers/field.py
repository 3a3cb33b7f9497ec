"""Receptive field of one layer: which cells of its input one cell of its output sees.

`Layer.receptive_field` answers with one of three: "pointwise", the input cell in the same place; "everything", all
cells of the input; or a `Window` of cells. A pair of the two words, (rows, columns), answers for each axis.
"""

from typing import NamedTuple

from cnnlib import arguments
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


def resizing_window(size, new_size, interpolation):
    """Of images of `size` at a new one. None where no side is a whole multiple of
    the other: then some cells see more than others."""
    if all(m % n == 0 for n, m in zip(size, new_size)):
        return upsampling_window(tuple(m // n for n, m in zip(size, new_size)), interpolation)
    if any(n % m for n, m in zip(size, new_size)):
        return None
    strides = tuple(n // m for n, m in zip(size, new_size))
    if interpolation == "nearest":
        kernel_size, skipped = (1, 1), [s // 2 for s in strides]
    else:  # the middle of a step: a cell, or the border of two
        kernel_size, skipped = tuple(2 - s % 2 for s in strides), [(s - 1) // 2 for s in strides]
    after = [s - k - before for s, k, before in zip(strides, kernel_size, skipped)]
    return Window(kernel_size, strides, tuple((-b, -a) for b, a in zip(skipped, after)))


def cropping_window(cropping):
    """Of images without cells at their border."""
    return Window((1, 1), padding=tuple((-before, -after) for before, after in cropping))
