"""Figures of stride and padding: where windows stand on a row of cells, and what padding holds."""

import numpy as np
from matplotlib.patches import Rectangle

from cnnlib.figures.grids import draw_cell
from cnnlib.figures.style import INK, LINE, MUTED, RAISED, ROLES, new_figure
from cnnlib.numerals import number

CELL = 44  # pixels of the page, at most
LEVEL = 0.34  # from one bar to the one below, in cells


def windows(rows, *, alt, caption=""):
    """Show where the windows of a kernel stand on rows of cells, one bar a window.

    Parameters
    ----------
    rows : dict of str to (n, kernel_size, strides, (before, after))
        A title, and what stands there: cells of the input, the kernel, its stride, cells of padding. Cell 0 of every
        row has the same place on the page. Cells that no window holds are filled; the middle of an odd window has a
        dot.
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    first = min(-before for _, _, _, (before, _) in rows.values())
    last = max(n + after for n, _, _, (_, after) in rows.values())
    levels = [-(-min(k, n + sum(p)) // s) for n, k, s, p in rows.values()]
    heights = [1.5 + LEVEL * count for count in levels]
    cell = min(CELL, 680 / (last - first + 1))
    figure, axes = new_figure(
        round(cell * (last - first + 1)),
        round(cell * sum(heights)) + 30 * len(rows),
        alt,
        caption,
        len(rows),
        1,
        height_ratios=heights,
    )
    for ax, (title, row), height in zip(axes[:, 0], rows.items(), heights):
        _draw_row(ax, *row)
        ax.set_title(title, fontsize=10, color=INK, loc="left")
        ax.set_xlim(first - 0.6, last - 0.4)
        ax.set_ylim(height - 0.6, -0.6)
        ax.set_aspect("equal")
        ax.set_axis_off()
    return figure


def _draw_row(ax, n, kernel_size, strides, padding):
    before, after = padding
    starts = range(-before, n + after - kernel_size + 1, strides)
    seen = {start + u for start in starts for u in range(kernel_size)}
    for m in range(-before, n + after):
        inside = 0 <= m < n
        face = (RAISED if m in seen else ROLES["gradient"]) if inside else "none"
        color = "white" if inside and m not in seen else INK
        edge = {"edgecolor": LINE, "linestyle": "-" if inside else ":", "linewidth": 0.8}
        ax.add_patch(Rectangle((m - 0.5, -0.5), 1, 1, facecolor=face, in_layout=False, **edge))
        ax.text(m, 0, str(m) if inside else "·", ha="center", va="center", color=color, in_layout=False)
    for i, start in enumerate(starts):
        y = 0.75 + LEVEL * (i % -(-kernel_size // strides))
        ends = (start - 0.4, start + kernel_size - 0.6)
        ax.plot(ends, (y, y), color=ROLES["kernel"], linewidth=4, solid_capstyle="butt")
        if kernel_size % 2:
            ax.plot(sum(ends) / 2, y, "o", color=INK, markersize=6)


def padded(pictures, padding, *, alt, caption=""):
    """Show padded matrices side by side, the added cells dotted.

    Parameters
    ----------
    pictures : dict of str to ndarray, shape (rows, columns)
        A title, and a matrix that is padded already.
    padding : ((top, bottom), (left, right))
        How many of its cells were added on each side.
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    (top, bottom), (left, right) = padding
    rows, columns = next(iter(pictures.values())).shape
    cell = min(CELL, 720 / (len(pictures) * (columns + 0.6)))
    figure, axes = new_figure(
        round(cell * len(pictures) * (columns + 0.6)), round(cell * rows) + 46, alt, caption, 1, len(pictures)
    )
    for ax, (title, values) in zip(axes[0], pictures.items()):
        for i, j in np.ndindex(rows, columns):
            inside = top <= i < rows - bottom and left <= j < columns - right
            draw_cell(ax, i, j, number(values[i, j]), ROLES["input"], False, not inside)
        ax.set_xlim(-0.6, columns - 0.4)
        ax.set_ylim(rows - 0.4, -0.6)
        ax.set_aspect("equal")
        ax.set_axis_off()
        ax.set_title(title, fontsize=10, color=MUTED)
    return figure
