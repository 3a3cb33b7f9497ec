"""Figures of gradients: which numbers meet in a convolution, how a weight's gradient adds up, its matrix."""

import numpy as np
from matplotlib.patches import Rectangle

from cnnlib.figures.style import INK, LINE, MUTED, PAPER, RAISED, ROLES, new_figure
from cnnlib.numerals import number


def product_node(*, alt, caption=""):
    """Show one multiplication of a convolution: numbers forward, gradients back.

    Parameters
    ----------
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(560, 250, alt, caption)
    ax = axes[0, 0]
    places = {"x": (0, 1), "w": (0, -1), "y": (5.2, 0)}
    said = {"x": "x", "w": "w", "y": "y += w · x"}
    back = {"x": "dx += d · w", "w": "dw += d · x", "y": "d"}
    for name, role in (("x", "input"), ("w", "kernel"), ("y", "output")):
        (i, j), sign = places[name], -1 if name == "w" else 1
        ahead = name != "y"
        start, end = ((i + 0.45, j), (2.25, 0.28 * j)) if ahead else ((2.75, 0), (i - 0.75, 0))
        for shift, color, style, ends in (
            (0.09, ROLES[role], "-", (start, end)),
            (-0.09, ROLES["gradient"], "--", (end, start)),
        ):
            (a, b), (c, d) = ends
            ax.annotate(
                "",
                (c, d + sign * shift),
                (a, b + sign * shift),
                arrowprops={
                    "arrowstyle": "-|>",
                    "color": color,
                    "linestyle": style,
                    "linewidth": 1.6,
                    "shrinkA": 0,
                    "shrinkB": 0,
                },
            )
        ax.text(i, j, said[name], color=ROLES[role], fontsize=13, fontweight="bold", ha="center", va="center")
        ax.text(i, j - sign * 0.42, back[name], color=ROLES["gradient"], fontsize=11, ha="center", va="center")
    ax.text(2.5, 0, "×", fontsize=17, color=INK, ha="center", va="center")
    ax.set_xlim(-1, 6.2)
    ax.set_ylim(-1.5, 1.5)
    ax.set_axis_off()
    return figure


def fan(weight, cells, gradients, *, alt, caption=""):
    """Show every path from one weight through the output cells to the loss, and what each path contributes.

    Parameters
    ----------
    weight : str
        Its name.
    cells, gradients : ndarray, shape (rows, columns)
        For each output cell: the cell of the input that the weight lies on, and the gradient of the output cell.
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(575, 70 + 52 * cells.size, alt, caption)
    ax = axes[0, 0]
    middle = (cells.size - 1) / 2
    bold = {"fontsize": 12, "fontweight": "bold", "ha": "center", "va": "center"}
    boxed = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}
    for row, (i, j) in enumerate(np.ndindex(*cells.shape)):
        ax.plot((0.85, 2.95), (middle, row), color=ROLES["kernel"], linewidth=1.5)
        ax.plot((4.45, 6.9), (row, middle), color=ROLES["gradient"], linewidth=1.5)
        ax.text(3.7, row, f"y[{i}, {j}]", color=ROLES["output"], **bold)
        for x, value, role, share in (
            (2.1, cells[i, j], "input", 1.25 / 2.1),
            (5.1, gradients[i, j], "gradient", 1 - 0.65 / 2.45),
        ):
            y = middle + share * (row - middle)
            ax.text(x, y, f"× {_in_brackets(value)}", color=ROLES[role], ha="center", va="center", bbox=boxed)
        product = f"{number(cells[i, j])} · {_in_brackets(gradients[i, j])} = {number(cells[i, j] * gradients[i, j])}"
        ax.text(8.2, row, product, color=INK, va="center")
    ax.text(0, middle, weight, color=ROLES["kernel"], **bold)
    ax.text(7.2, middle, "L", color=ROLES["gradient"], **bold)
    total = number((cells * gradients).sum())
    ax.text(8.2, cells.size - 0.1, f"together {total}", color=INK, fontweight="bold", va="center")
    ax.set_xlim(-0.9, 9.9)
    ax.set_ylim(cells.size + 0.3, -0.6)
    ax.set_axis_off()
    return figure


def _in_brackets(value):
    return f"({number(value)})" if value < 0 else number(value)


def meetings(x, kernel_size, *, alt, caption="", weight=None, cell=None):
    """Show every window in which one weight, or one cell of the input, takes part, and whom it meets there.

    Parameters
    ----------
    x : ndarray, shape (rows, columns)
    kernel_size : int
    alt : str
    caption : str, optional
    weight, cell : (row, column)
        Which weight of the kernel, or which cell of the input: one of the two.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If not one of `weight` and `cell` is given.
    """
    if (weight is None) == (cell is None):
        raise ValueError(f"meetings: weight is {weight} and cell is {cell}, needs one of the two")
    stops = list(np.ndindex(x.shape[0] - kernel_size + 1, x.shape[1] - kernel_size + 1))
    if weight is not None:
        pairs = [(stop, weight, (stop[0] + weight[0], stop[1] + weight[1])) for stop in stops]
    else:
        laid = [(stop, (cell[0] - stop[0], cell[1] - stop[1])) for stop in stops]
        pairs = [(stop, on, cell) for stop, on in laid if 0 <= min(on) and max(on) < kernel_size]
    role = "kernel" if weight is not None else "input"
    figure, axes = new_figure(180 * len(pairs), 225, alt, caption, 1, len(pairs))
    for ax, (stop, on, under) in zip(axes[0], pairs):
        _draw_window(ax, x, kernel_size, stop, under, ROLES[role])
        ax.set_title(f"y[{stop[0]}, {stop[1]}]", color=ROLES["output"], fontsize=10)
        met_there = f"w[{on[0]}, {on[1]}] on x[{under[0]}, {under[1]}]"
        ax.text((x.shape[1] - 1) / 2, len(x) - 0.1, met_there, color=ROLES[role], fontsize=9, ha="center", va="center")
    return figure


def _draw_window(ax, x, kernel_size, stop, marked, color):
    """The input with the kernel's weights named on the cells that they lie on; one cell is filled."""
    for i, j in np.ndindex(*x.shape):
        u, v = i - stop[0], j - stop[1]
        inside, filled = 0 <= u < kernel_size and 0 <= v < kernel_size, (i, j) == marked
        face = color if filled else RAISED
        ax.add_patch(
            Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=face, edgecolor=LINE, linewidth=0.8, in_layout=False)
        )
        ink = "white" if filled else (INK if inside else MUTED)
        ax.text(j, i + (0.18 if inside else 0), number(x[i, j]), ha="center", va="center", color=ink, in_layout=False)
        if inside:
            ink, name = "white" if filled else ROLES["kernel"], f"w[{u}, {v}]"
            ax.text(j, i - 0.22, name, ha="center", va="center", color=ink, fontsize=7.5, in_layout=False)
    corner = (stop[1] - 0.5, stop[0] - 0.5)
    frame = {"facecolor": "none", "edgecolor": ROLES["kernel"], "linewidth": 2}
    ax.add_patch(Rectangle(corner, kernel_size, kernel_size, in_layout=False, **frame))
    ax.set_xlim(-0.6, x.shape[1] - 0.4)
    ax.set_ylim(len(x) + 0.2, -0.6)
    ax.set_aspect("equal")
    ax.set_axis_off()


def convolution_matrix(matrix, input_width, output_width, *, alt, caption=""):
    """Show the pattern of a convolution's matrix: the darker, the larger the weight; blocks are framed.

    Parameters
    ----------
    matrix : ndarray, shape (output cells, input cells)
    input_width, output_width : int
        Cells in a row of the input and of the output: the size of a block.
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    rows, columns = matrix.shape
    cell = 680 / columns
    figure, axes = new_figure(740, round(cell * rows) + 50, alt, caption)
    ax = axes[0, 0]
    largest = np.abs(matrix).max()
    for i, j in np.ndindex(rows, columns):
        share = abs(matrix[i, j]) / largest
        shade = {"facecolor": ROLES["kernel"], "alpha": 0.15 + 0.85 * share} if share else {"facecolor": RAISED}
        ax.add_patch(Rectangle((j, i), 0.92, 0.92, in_layout=False, **shade))
    for i in range(0, rows + 1, output_width):
        ax.plot([0, columns], [i - 0.04] * 2, color=MUTED, linewidth=0.8)
    for j in range(0, columns + 1, input_width):
        ax.plot([j - 0.04] * 2, [0, rows], color=MUTED, linewidth=0.8)
    ax.set_xlim(-0.2, columns + 0.2)
    ax.set_ylim(rows + 0.2, -0.2)
    ax.set_aspect("equal")
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    ax.set_xlabel("cells of the input, row by row", color=ROLES["input"])
    ax.set_ylabel("cells of the output", color=ROLES["output"])
    return figure
