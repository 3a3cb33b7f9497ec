"""Figures of convolution: the sum behind one cell, several channels, windows as rows of a matrix."""

import numpy as np

from cnnlib.figures.grids import draw_grid, draw_sign
from cnnlib.figures.style import INK, MUTED, new_figure

WEIGHTS = ("kernel", "depthwise_kernel", "pointwise_kernel", "bias", "gamma", "beta", "mean", "variance")
ARRAY_ROLES = {"d_out": "gradient", "y": "output"} | dict.fromkeys(WEIGHTS, "kernel")  # others: input
LARGEST = 12  # rows and columns of an array that are drawn


def arithmetic(explanation, *, alt=None, caption=""):
    """Show the arrays that a number was made of, with the cells it used highlighted.

    Parameters
    ----------
    explanation : Explanation
        From `cnnlib.explain`. Each channel that the sum reads becomes a grid.
    alt : str, optional
        Default: the written-out sum.
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    panels = [panel for name in explanation.arrays for panel in _panels(explanation, name)]
    panels = panels or [_first_matrix(*next(iter(explanation.arrays.items())))]  # an empty sum used no cell
    padding_value = next((f.value for term in explanation.terms for f in term if f.padding), 0.0)
    rings = [int(any(not (0 <= i < v.shape[0] and 0 <= j < v.shape[1]) for i, j in used)) for _, v, used, _ in panels]
    rows = max(values.shape[0] + 2 * ring for (_, values, _, _), ring in zip(panels, rings))
    ratios = [values.shape[1] + 2 * ring + 0.2 for (_, values, _, _), ring in zip(panels, rings)]
    cell = min(40, 660 / sum(ratios))
    figure, axes = new_figure(
        round(cell * sum(ratios)) + 60 * len(panels),
        round(cell * rows) + 90,
        alt or f"The cells behind {explanation}",
        caption,
        1,
        len(panels),
        width_ratios=ratios,
    )
    for ax, (title, values, used, role), ring in zip(axes[0], panels, rings):
        draw_grid(ax, values, role, used, title, ring, rows - 2 * ring, padding_value)
    figure.supxlabel(str(explanation), fontsize=9, color=INK, wrap=True)
    return figure


def _panels(explanation, name):
    """(title, matrix, used cells, role) for each channel of an array that the sum reads."""
    array, cells = explanation.arrays[name], explanation.cells(name)
    if array.ndim == 1:  # drawn as a row
        array, cells = array[None], [(0, *cell) for cell in cells]
    # An image is cut by example and channel, a kernel by input channel and filter.
    drawn = (1, 2) if array.ndim == 4 and not name.endswith("kernel") else (0, 1)
    fixed = [axis for axis in range(array.ndim) if axis not in drawn]
    panels = []
    for key in sorted({tuple(cell[axis] for axis in fixed) for cell in cells}):
        used = [tuple(cell[axis] for axis in drawn) for cell in cells if tuple(cell[axis] for axis in fixed) == key]
        at = dict(zip(fixed, key))
        values = array[tuple(at.get(axis, slice(None)) for axis in range(array.ndim))]
        title = f"{name}[{', '.join(str(at.get(axis, ':')) for axis in range(array.ndim))}]" if fixed else name
        panels.append((title, *_cropped(values, used), ARRAY_ROLES.get(name, "input")))
    return panels


def _first_matrix(name, array):
    """As `_panels`, for an array of which nothing was used."""
    values = array[0, :, :, 0] if array.ndim == 4 else np.atleast_2d(array)
    title = f"{name}[0, :, :, 0]" if array.ndim == 4 else name
    return title, *_cropped(values, []), ARRAY_ROLES.get(name, "input")


def _cropped(values, used):
    """The part of a large matrix around the used cells."""
    if max(values.shape) <= LARGEST:
        return values, used
    top, left = (max(0, min((cell[axis] for cell in used), default=0) - 1) for axis in (0, 1))
    return values[top : top + LARGEST, left : left + LARGEST], [(i - top, j - left) for i, j in used]


def channels(x, kernel, parts, y, *, alt, caption=""):
    """Show one filter on several channels: a row for each channel, one window through all of them, and the sum below.

    Parameters
    ----------
    x, kernel, parts : ndarray, shape (rows, columns, channels)
        Input, kernel, and each channel's intermediate matrix.
    y : ndarray, shape (rows, columns)
        Their sum.
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    count, rows = x.shape[2], len(x)
    widths = [x.shape[1] + 0.2, 0.6, kernel.shape[1] + 0.2, 0.6, y.shape[1] + 0.2]
    figure, axes = new_figure(400, 165 * count + 130, alt, caption, count + 1, len(widths), width_ratios=widths)
    window = list(np.ndindex(*kernel.shape[:2]))
    for c in range(count):
        draw_grid(axes[c, 0], x[:, :, c], "input", window, title=f"channel {c}")
        draw_sign(axes[c, 1], "⋆")
        draw_grid(axes[c, 2], kernel[:, :, c], "kernel", window, rows_shown=rows)
        draw_sign(axes[c, 3], "=")
        draw_grid(axes[c, 4], parts[:, :, c], "output", [(0, 0)], rows_shown=rows)
        sign = "+" if c < count - 1 else "="
        axes[c, 4].text(1, y.shape[0] + 0.1, sign, ha="center", va="center", fontsize=14, color=MUTED)
    for ax in axes[count, :4]:
        ax.set_axis_off()
    draw_grid(axes[count, 4], y, "output", [(0, 0)], title="sum")
    return figure


def unfolded(x, kernel_size, *, alt, caption=""):
    """Show the windows of a small matrix laid out as the rows of a new one.

    Parameters
    ----------
    x : ndarray, shape (rows, columns)
    kernel_size : int
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, (kernel_size, kernel_size))
    matrix = windows.reshape(-1, kernel_size**2)
    ratios = [x.shape[1], 1.2, matrix.shape[1]]
    cell = 38
    figure, axes = new_figure(
        round(cell * (sum(ratios) + 1)), cell * max(len(x), len(matrix)) + 40, alt, caption, 1, 3, width_ratios=ratios
    )
    first = list(np.ndindex(kernel_size, kernel_size))
    draw_grid(axes[0, 0], x, "input", first, title="x, and its first window")
    draw_sign(axes[0, 1], "→")
    draw_grid(axes[0, 2], matrix, "input", [(0, j) for j in range(matrix.shape[1])], title="one row for each window")
    return figure
