"""The convolution stepper: a kernel on a small input, one output cell at a time."""

import numpy as np

from cnnlib import checks, wording
from cnnlib.explanation import explain
from cnnlib.interactive.element import Element, checked_place, output_sum, side_by_side, table
from cnnlib.numerals import number
from cnnlib.scratch import conv2d

LARGEST = {"x": 8, "kernel": 5}
LONGEST_ROW = 12


def convolution_stepper(x, kernel, *, strides=1, padding=0, dilation_rate=1, at=(0, 0), caption=""):
    """Show a convolution that a reader can take apart: choose an output cell, change any number, play the scan.

    Parameters
    ----------
    x : ndarray, shape (rows, columns)
        At most 8×8, or one row of at most 12.
    kernel : ndarray, shape (rows, columns)
        At most 5×5. If x and kernel are one row each, padding is added along the row only.
    strides : int
        From 1 to the larger side of x.
    padding : {0, 1, 2, "same"}
    dilation_rate : {1, 2, 3}
    at : (row, column)
        The output cell selected at first.
    caption : str, optional

    Returns
    -------
    Element
        As the last line of a cell it is shown.

    Raises
    ------
    ValueError, TypeError
        If an argument is not one of those above, or the kernel does not fit.

    Examples
    --------
    >>> convolution_stepper(np.eye(3), np.array([[1.0, 2.0], [3.0, 4.0]])).text
    'Convolution stepper: input 3×3, kernel 2×2, output 2×2; output[0, 0] = 1·1 + 0·2 + 0·3 + 1·4 = 5'
    """
    for name, matrix in (("x", x), ("kernel", kernel)):
        _check_matrix(name, matrix)
    options = {
        "strides": _option("strides", strides, tuple(range(1, max(x.shape) + 1))),
        "padding": _option("padding", padding, (0, 1, 2, "same")),
        "dilation_rate": _option("dilation_rate", dilation_rate, (1, 2, 3)),
    }
    is_row = len(x) == len(kernel) == 1 and options["padding"] != "same"
    call = options | {"padding": (0, options["padding"])} if is_row else options
    images = x[None, :, :, None], kernel[:, :, None, None]
    y = conv2d(*images, **call)[0, :, :, 0]
    needs = f"a row and a column of the output, {y.shape}"
    at = checked_place("convolution_stepper", at, (0, 0), [n - 1 for n in y.shape], needs)
    explained = explain(conv2d, *images, at=(0, *at, 0), **call)
    text = output_sum(explained, at)
    shown = [[[number(v) for v in row] for row in matrix] for matrix in (x, kernel, y)]
    grids = side_by_side(
        table(shown[0], "input", {cell[1:3] for cell in explained.cells("x")}),
        table(shown[1], "kernel"),
        table(shown[2], "output", {tuple(at)}),
    )
    sizes = ", ".join(f"{name} {len(m)}×{len(m[0])}" for name, m in zip(("input", "kernel", "output"), shown))
    return Element(
        "cnn-stepper",
        "Convolution stepper",
        {"x": x.tolist(), "kernel": kernel.tolist(), **options, "at": at},
        f"{grids}<p>{text}</p>",
        f"Convolution stepper: {sizes}; {text}",
        caption,
    )


def _option(name, value, allowed):
    """One of the words and integers that are allowed, an integer as Python's own."""
    value = int(value) if checks.is_whole(value) else value
    if not isinstance(value, (int, str)) or isinstance(value, bool):
        raise TypeError(f"convolution_stepper: {name} is {wording.shown(value)}, needs one of {allowed}")
    if value not in allowed:
        raise ValueError(f"convolution_stepper: {name} is {value!r}, needs one of {allowed}")
    return value


def _check_matrix(name, matrix):
    checks.check_arrays("convolution_stepper", **{name: matrix})
    checks.check_rank("convolution_stepper", name, matrix, "(rows, columns)")
    largest = LARGEST[name]
    a_row = name == "x" and len(matrix) == 1
    if max(matrix.shape) > (LONGEST_ROW if a_row else largest):
        most = f"at most {LONGEST_ROW} in one row" if a_row else f"at most {largest}×{largest}"
        raise ValueError(f"convolution_stepper: {name} has shape {matrix.shape}, needs {most} to stay readable")
    if not np.isfinite(matrix).all():
        raise ValueError(f"convolution_stepper: {name} holds infinite numbers or nan, needs finite ones")
