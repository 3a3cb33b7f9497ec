"""Figures of pooling: every window with the number it gives, and where the gradient goes."""

import itertools

import numpy as np

from cnnlib.figures.grids import draw_grid
from cnnlib.figures.style import INK, ROLES, new_figure
from cnnlib.numerals import number


def pooled(x, y, pool_size, strides, chosen, *, alt, caption=""):
    """Show some windows of a matrix, each with the number that it gives, and the whole output.

    Parameters
    ----------
    x, y : ndarray, two axes
        Input and output.
    pool_size, strides : int
    chosen : list of (row, column)
        Output cells whose windows are drawn.
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(720, 210, alt, caption, 1, len(chosen) + 1)
    for ax, (i, j) in zip(axes[0], chosen):
        window = [(i * strides + u, j * strides + v) for u, v in np.ndindex(pool_size, pool_size)]
        draw_grid(ax, x, "input", window)
        ax.set_title(f"y[{i}, {j}] = {number(y[i, j])}", color=ROLES["output"], fontsize=11)
    draw_grid(axes[0, -1], y, "output", chosen, title="y", rows_shown=len(x))
    return figure


def routing(x, dx, pool_size, strides, *, alt, caption=""):
    """Show where the gradient of each window of a max pooling goes, and what arrives at each cell.

    Parameters
    ----------
    x, dx : ndarray, shape (rows, columns)
        The input, and the gradient that it gets.
    pool_size, strides : int
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(620, 300, alt, caption, 1, 2)
    left, right = axes[0]
    stops = [range(0, n - pool_size + 1, strides) for n in x.shape]
    draw_grid(left, x, "input", title="x, and where each window's gradient goes")
    for i, j in itertools.product(*stops):
        window = x[i : i + pool_size, j : j + pool_size]
        u, v = np.unravel_index(window.argmax(), window.shape)
        middle = (j + (pool_size - 1) / 2, i + (pool_size - 1) / 2)
        end = {"arrowstyle": "-|>", "color": ROLES["gradient"], "linewidth": 1.3, "shrinkA": 0, "shrinkB": 9}
        left.annotate("", (j + v, i + u), middle, arrowprops=end)
        left.plot(*middle, "o", color=INK, markersize=4)
    draw_grid(right, dx, "gradient", [tuple(place) for place in np.argwhere(dx)], title="what arrives")
    return figure
