"""Figure of three ways to wire a layer, as lines and as a matrix."""

import numpy as np
from matplotlib.patches import Rectangle

from cnnlib.figures.style import INK, LINE, ROLES, new_figure
from cnnlib.wording import plural

# Few enough to be told apart: a weight that is shared has one color wherever it is.
SHARED = [ROLES["kernel"], ROLES["input"], ROLES["gradient"], ROLES["output"]]
OWN = (ROLES["kernel"], 0.35)  # a weight that nothing shares: that of kernels, paler


def wires(n, k, *, alt, caption=""):
    """Show a row of n cells wired to its windows of k cells: dense, locally connected, shared; each also as a matrix.

    Parameters
    ----------
    n, k : int
        Cells of the input, and of a window; k at most 4.
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    m = n - k + 1
    local = np.array([[i <= j < i + k for j in range(n)] for i in range(m)])
    layers = [("dense", np.ones((m, n), bool), m * n), ("local", local, m * k), ("local and shared", local, k)]
    figure, axes = new_figure(400, 420, alt, caption, len(layers), 2, width_ratios=[1.15, 1])
    for (left, right), (name, used, count) in zip(axes, layers):
        # (m, n): the color of the weight from input j to output i
        colors = [[SHARED[j - i] if count == k and used[i, j] else OWN for j in range(n)] for i in range(m)]
        _draw_wires(left, used, colors)
        _draw_matrix(right, used, colors)
        left.set_title(name, fontsize=10, color=INK, loc="left")
        right.set_title(plural(count, "weight"), fontsize=10, color=INK, loc="left")
    return figure


def _draw_wires(ax, used, colors):
    m, n = used.shape
    start = (n - m) / 2  # the outputs stand above the middles of their windows
    for i, j in np.argwhere(used):
        color = colors[i][j]
        ax.plot([j, i + start], [0.12, 0.88], color=color if color != OWN else ROLES["kernel"], linewidth=_width(color))
    for y, count, offset, role in ((0, n, 0, "input"), (1, m, start, "output")):
        for cell in range(count):
            square = Rectangle((cell + offset - 0.22, y - 0.12), 0.44, 0.24, facecolor=ROLES[role], zorder=2)
            ax.add_patch(square)
    ax.set_xlim(-0.5, n - 0.5)
    ax.set_ylim(-0.2, 1.2)
    ax.set_axis_off()


def _width(color):
    return 0.8 if color == OWN else 2


def _draw_matrix(ax, used, colors):
    m, n = used.shape
    for i, j in np.ndindex(m, n):
        face = colors[i][j] if used[i, j] else "none"
        edge = "white" if used[i, j] else LINE
        ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=face, edgecolor=edge, linewidth=0.8))
        if not used[i, j]:
            ax.text(j, i, "0", ha="center", va="center", color=INK, fontsize=9, in_layout=False)
    ax.set_xlim(-0.6, n - 0.4)
    ax.set_ylim(m - 0.4, -0.6)
    ax.set_aspect("equal")
    ax.set_axis_off()
