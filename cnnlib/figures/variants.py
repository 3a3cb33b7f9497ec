"""Figures of convolution's variants: how often each cell takes part, and what a separable one splits."""

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from cnnlib import checks
from cnnlib.figures.style import INK, LINE, MUTED, NARROW, PIXELS_PER_INCH, ROLES, new_figure, rows_of, two_forms
from cnnlib.numerals import number


@two_forms
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
        Pixels of the page; on a phone two matrices stand in a row, or one with numbers.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If there is no matrix, or the lists differ in length.
    """
    numbers = checks.flag("shaded", "numbers", numbers)
    if not len(matrices):
        raise ValueError("shaded: matrices is empty, needs one at least")
    if len(matrices) != len(titles):
        count = "1 matrix needs" if len(matrices) == 1 else f"{len(matrices)} matrices need"
        raise ValueError(f"shaded: {count} as many titles, got {len(titles)}")
    rows, columns = rows_of(len(matrices), len(matrices) if width > NARROW else 1 if numbers else 2)
    tallest = max(len(matrix) * width / (columns * matrix.shape[1]) for matrix in matrices)
    height = rows * (round(tallest) + (60 if xlabel else 36))
    figure, axes = new_figure(width, height, alt, caption, rows, columns)
    largest = max(np.abs(matrix).max() for matrix in matrices)
    # In points: less than half a cell.
    most = columns * max(matrix.shape[1] for matrix in matrices)
    size = min(10, 0.42 * 72 / PIXELS_PER_INCH * width / most)
    for ax, matrix, title in zip(axes.flat, matrices, titles):
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
    for ax in axes.flat[len(matrices) :]:
        ax.set_axis_off()
    for row in axes:
        row[0].set_ylabel(ylabel, color=ROLES["output"])
    return figure


def _draw_shaded(ax, i, j, value, share, color, size):
    face = to_rgba(color, 0.2 + 0.8 * share) if share else "none"
    ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, in_layout=False, facecolor=face, edgecolor=LINE, linewidth=0.6))
    if size and share:
        ink = "white" if share > 0.5 else INK
        ax.text(j, i, number(value), ha="center", va="center", color=ink, fontsize=size, in_layout=False)


MAP, GAP = 3.4, 1.3  # side of a feature map, and the space around it, in cells of a kernel


def separated(c_in, c_out, kernel_size, *, alt, caption="", width=720):
    """Show an ordinary convolution beside a separable one: which weights lie between each input and output channel.

    Parameters
    ----------
    c_in, c_out : int
        Channels of the input and of the output.
    kernel_size : int
    alt : str
    caption : str, optional
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError, TypeError
        If a number is not an integer of at least 1.
    """
    for name, value in (("c_in", c_in), ("c_out", c_out), ("kernel_size", kernel_size)):
        checks.whole("separated", name, value, minimum=1)
    step = max(MAP, kernel_size) + GAP
    table = MAP + 2 * GAP, 3 * MAP + 6 * GAP  # where the tables of weights begin: ordinary, separable
    second = table[0] + c_out * step + 2 * GAP
    across, down = second + table[1] + c_out * step, c_in * step + MAP + 1.9
    figure, axes = new_figure(width, round(width * (down + 3) / across), alt, caption)
    ax = axes[0, 0]
    for start, title in ((0, "ordinary"), (second, "separable")):
        ax.text(start, -2.2, title, color=INK, fontsize=11, fontweight="bold", va="center")
    for c in range(c_in):
        middle = (c + 0.5) * step
        _draw_map(ax, MAP / 2, middle, "input")
        _draw_map(ax, second + MAP / 2, middle, "input")
        _draw_kernel(ax, second + 1.5 * MAP + 2 * GAP, middle, kernel_size)
        _draw_map(ax, second + 2.5 * MAP + 4 * GAP, middle, "input")
        for left in (MAP, second + MAP, second + 2 * MAP + 2 * GAP, second + 3 * MAP + 4 * GAP):
            ax.text(left + GAP, middle, "→", color=MUTED, fontsize=10, ha="center", va="center")
    for start, size in ((table[0], kernel_size), (second + table[1], 1)):
        for o in range(c_out):
            center = start + o * step + MAP / 2
            for c in range(c_in):
                _draw_kernel(ax, center, (c + 0.5) * step, size)
            ax.text(center, c_in * step + 0.5, "+ ↓", color=MUTED, fontsize=9, ha="center", va="center")
            _draw_map(ax, center, c_in * step + 1.6 + MAP / 2, "output")
    names = {second + 1.5 * MAP + 2 * GAP: "depthwise", second + table[1] + (c_out * step - GAP) / 2: "pointwise, 1×1"}
    for x, name in names.items():
        ax.text(x, -0.2, name, color=ROLES["kernel"], fontsize=9, ha="center", va="center")
    ax.set_xlim(-0.3, across)
    ax.set_ylim(down, -3)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return figure


def _draw_map(ax, x, y, role):
    """A feature map, as a sheet about a point."""
    style = {"facecolor": to_rgba(ROLES[role], 0.25), "edgecolor": ROLES[role], "linewidth": 1.2, "in_layout": False}
    ax.add_patch(Rectangle((x - MAP / 2, y - MAP / 2), MAP, MAP, **style))


def _draw_kernel(ax, x, y, size):
    """A kernel of size × size weights about a point."""
    color = ROLES["kernel"]
    style = {"facecolor": to_rgba(color, 0.6), "edgecolor": color, "linewidth": 0.7, "in_layout": False}
    for i in range(size):
        for j in range(size):
            ax.add_patch(Rectangle((x - size / 2 + j, y - size / 2 + i), 1, 1, **style))
