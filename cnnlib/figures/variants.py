"""Figures of chapter 11: how often each cell takes part, and which channels a filter sees, as shaded grids."""

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from cnnlib.figures.style import INK, LINE, PIXELS_PER_INCH, ROLES, new_figure
from cnnlib.numerals import number


def shaded(matrices, titles, *, alt, caption="", role="input", numbers=True, xlabel="", ylabel="", width=720):
    """Show matrices side by side: the larger an entry, the darker its cell; an entry of zero leaves it empty.

    Parameters
    ----------
    matrices : list of ndarray, shape (rows, columns)
    titles : list of str
    alt : str
    caption : str, optional
    role : {"input", "kernel", "output", "gradient"}
        Gives the color.
    numbers : bool
        Whether to write each entry other than zero into its cell.
    xlabel, ylabel : str
        What runs along the columns and down the rows.
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If the lists differ in length.
    """
    if len(matrices) != len(titles):
        raise ValueError(f"shaded: {len(matrices)} matrices need as many titles, got {len(titles)}")
    ratios = [matrix.shape[1] for matrix in matrices]
    tallest = max(len(matrix) * width / (len(matrices) * matrix.shape[1]) for matrix in matrices)
    figure, axes = new_figure(width, round(tallest) + (60 if xlabel else 36), alt, caption, 1, len(matrices))
    largest = max(np.abs(matrix).max() for matrix in matrices)
    size = min(10, 0.42 * 72 / PIXELS_PER_INCH * width / (len(matrices) * max(ratios)))  # points: of less than half a cell
    for ax, matrix, title in zip(axes[0], matrices, titles):
        for (i, j), value in np.ndenumerate(matrix):
            _draw_shaded(ax, i, j, value, abs(value) / largest, ROLES[role], size if numbers else 0)
        ax.set_xlim(-0.6, matrix.shape[1] - 0.4)
        ax.set_ylim(len(matrix) - 0.4, -0.6)
        ax.set_aspect("equal")
        ax.set_xticks([])
        ax.set_yticks([])
        ax.spines[:].set_visible(False)
        ax.set_title(title, fontsize=10, color=INK)
        ax.set_xlabel(xlabel, color=ROLES["input"])
    axes[0, 0].set_ylabel(ylabel, color=ROLES["output"])
    return figure


def _draw_shaded(ax, i, j, value, share, color, size):
    face = to_rgba(color, 0.2 + 0.8 * share) if share else "none"
    ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, in_layout=False, facecolor=face, edgecolor=LINE, linewidth=0.6))
    if size and share:
        ink = "white" if share > 0.5 else INK
        ax.text(j, i, number(value), ha="center", va="center", color=ink, fontsize=size, in_layout=False)
