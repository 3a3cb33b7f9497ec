"""Figures of normalization: which numbers share a mean."""

import numpy as np
from matplotlib.patches import Polygon

from cnnlib.figures.style import INK, LINE, MUTED, RAISED, ROLES, columns_within, new_figure, two_forms

BACK = np.array([0.55, 0.4])  # where, on paper, one example further back is drawn


@two_forms
def shared_means(shares, titles, *, alt, caption="", examples=4, places=4, channels=6, width=720):
    """Show a batch as a block, once for each of several normalizations, and in it the numbers that share one mean.

    Parameters
    ----------
    shares : list of callable
        ``share(example, place, channel)``: whether that number shares the mean in question.
    titles : list of str
    alt : str
    caption : str, optional
    examples, places, channels : int
        Size of the block from front to back, from top to bottom and from left to right. Its front, its top and its
        right side are seen.
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure
    """
    columns = columns_within(width, len(shares), 170)
    rows = -(-len(shares) // columns)
    figure, axes = new_figure(width, 165 * rows, alt, caption, rows, columns)

    def corner(example, place, channel):
        return np.array([channel, places - place]) + example * BACK

    def draw(ax, cell, ends, share):
        face = ROLES["input"] if share(*cell) else RAISED
        ax.add_patch(Polygon([corner(*end) for end in ends], facecolor=face, edgecolor=LINE, linewidth=0.8))

    for ax, share, title in zip(axes.flat, shares, titles):
        for p, c in np.ndindex(places, channels):
            draw(ax, (0, p, c), [(0, p, c), (0, p, c + 1), (0, p + 1, c + 1), (0, p + 1, c)], share)
        for n, c in np.ndindex(examples, channels):
            draw(ax, (n, 0, c), [(n, 0, c), (n, 0, c + 1), (n + 1, 0, c + 1), (n + 1, 0, c)], share)
        for n, p in np.ndindex(examples, places):
            ends = [(n, p, channels), (n + 1, p, channels), (n + 1, p + 1, channels), (n, p + 1, channels)]
            draw(ax, (n, p, channels - 1), ends, share)
        words = {"fontsize": 9, "color": MUTED, "rotation_mode": "anchor", "ha": "center"}
        slant = np.degrees(np.arctan2(BACK[1], BACK[0]))
        ax.text(channels / 2, -0.35, "channels", va="top", **words)
        ax.text(-0.35, places / 2, "places", va="bottom", rotation=90, **words)
        ax.text(*(corner(examples / 2, places, channels) + [0.25, -0.4]), "examples", va="top", rotation=slant, **words)
        far = corner(examples, 0, channels)
        ax.set_xlim(-1.6, far[0] + 0.6)
        ax.set_ylim(-1.8, far[1] + 0.1)
        ax.set_aspect("equal")
        ax.set_title(title, fontsize=10, color=INK)
        ax.set_axis_off()
    return figure
