"""Figures of pooling: every window with the number it gives, and where the gradient goes."""

import numpy as np

from cnnlib.figures.grids import draw_grid
from cnnlib.figures.style import ROLES, new_figure
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
