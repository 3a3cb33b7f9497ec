"""Figures of normalization: loss contours with the path of gradient descent, and which cells share a mean."""

import numpy as np
from matplotlib.patches import Rectangle

from cnnlib.figures.descent import path_on_contours
from cnnlib.figures.style import INK, LINE, MUTED, RAISED, ROLES, columns_within, new_figure, two_forms


@two_forms
def descents(losses, paths, titles, *, alt, caption="", steps, width=700):
    """Show contours of a loss over two weights, and the steps that gradient descent takes on it.

    Parameters
    ----------
    losses : list of callable
        ``loss(w1, w2)`` of arrays.
    paths : list of ndarray, shape (steps, 2)
        The weights after each step; the minimum is at (0, 0).
    titles : list of str
    alt : str
    caption : str, optional
    steps : list of str
        What to write below each, such as "after 50 steps: …".
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure
    """
    columns = columns_within(width, len(losses), 340)
    rows = -(-len(losses) // columns)
    figure, axes = new_figure(width, 340 * rows, alt, caption, rows, columns)
    for ax, loss, path, title, below in zip(axes.flat, losses, paths, titles, steps):
        path_on_contours(ax, loss, path, (1.6, 1.6))
        ax.set_title(title, fontsize=10, color=INK)
        ax.set_xlabel(f"w₁, from the minimum\n{below}")
        ax.set_ylabel("w₂, from the minimum")
    return figure


def shared_means(shares, titles, *, alt, caption="", channels=6, examples=4):
    """Show, for several normalizations, which cells of a batch share one mean with the first cell.

    Parameters
    ----------
    shares : list of callable
        ``share(example, channel)``: whether that cell shares the mean of example 0, channel 0.
    titles : list of str
    alt : str
    caption : str, optional
    channels, examples : int
        Columns and rows; one cell of the picture stands for all places of a feature map.

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(720, 200, alt, caption, 1, len(shares))
    for ax, share, title in zip(axes[0], shares, titles):
        for example, channel in np.ndindex(examples, channels):
            face = ROLES["input"] if share(example, channel) else RAISED
            ax.add_patch(Rectangle((channel, example), 1, 1, facecolor=face, edgecolor=LINE, linewidth=0.8))
        ax.set_xlim(-0.1, channels + 0.1)
        ax.set_ylim(examples + 0.1, -0.1)
        ax.set_aspect("equal")
        ax.set_title(title, fontsize=10, color=INK)
        ax.set_xlabel("channels", fontsize=9, color=MUTED)
        ax.set_ylabel("examples", fontsize=9, color=MUTED)
        ax.set_xticks([])
        ax.set_yticks([])
        ax.spines[:].set_visible(False)
    return figure
