"""The map of a network, drawn: a column for each stage, its maps in a grid, sizes above, scores at the end."""

import numpy as np
from matplotlib.patches import Rectangle

from cnnlib.figures.style import MUTED, ROLES, new_figure

FRAME = "#e8871e"  # seen on black, gray and white alike
WIDTH, HEIGHT = 720, 320  # of the drawing, in its own units
TOP, BOTTOM = 40, 300  # between them stand the maps
SCORES = 168  # width of the column of scores
ROWS = {1: 1, 8: 4, 16: 4, 32: 8}  # number of maps: rows in which they stand


def network_map_still(stages, scores, names, *, alt, caption="", below=None, framed=None, framed_in_all=()):
    """Show a whole network on one picture: every map of every stage, their sizes, and the scores.

    Parameters
    ----------
    stages : dict of str to ndarray, shape (height, width, maps)
        Name of each stage, the picture first, and its numbers, none of them below 0.
    scores : ndarray, shape (classes,)
    names : list of str
        Of the classes.
    alt : str
    caption : str, optional
    below : list of str, optional
        What stands under each stage, and under the scores.
    framed : list of (top, bottom, left, right), optional
        For each stage, the cells of its first map that are framed, both ends included.
    framed_in_all : sequence of str, optional
        Stages in which they are framed in every map.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If a stage is not a stack of maps, there are not as many names as scores, or `framed_in_all` names no stage.
    """
    if any(np.ndim(maps) != 3 for maps in stages.values()) or len(names) != len(scores):
        raise ValueError("network_map_still: needs stages of (height, width, maps), and a name for each score")
    if unknown := set(framed_in_all) - set(stages):
        raise ValueError(f"network_map_still: framed_in_all names {sorted(unknown)}, needs stages: {list(stages)}")
    figure, axes = new_figure(720, 320, alt, caption=caption)
    _draw_map(axes[0, 0], stages, scores, names, below, framed, framed_in_all)
    return figure


def _draw_map(ax, stages, scores, names, below, cells, in_all):
    """Draw the stages from left to right; `cells` and `in_all` are `framed` and `framed_in_all` of the figure."""
    widths = [_columns(maps) * _side(maps) for maps in stages.values()]
    gap = (WIDTH - SCORES - sum(widths)) / len(stages)
    left, before = 0, None
    for i, (name, maps) in enumerate(stages.items()):
        places = _draw_stage(ax, name, maps, left)
        if cells is not None:
            framed = places if name in in_all else places[:1]
            boxes = [_draw_frame(ax, place, _side(maps) / maps.shape[0], cells[i]) for place in framed]
            (x, top, _, _), (_, _, right, bottom) = boxes[0], boxes[-1]
            for (a, b), y in zip(before or (), (top, bottom)):
                ax.plot([a, x], [b, y], color=FRAME, linewidth=0.7, alpha=0.8)
            before = (right, boxes[min(len(boxes), _columns(maps)) - 1][1]), (right, bottom)
        if below:
            ax.text(left + widths[i] / 2, HEIGHT - 8, below[i], ha="center", va="center", fontsize=9, color=MUTED)
        left += widths[i] + gap
    if below:
        ax.text(left + SCORES / 2, HEIGHT - 8, below[-1], ha="center", va="center", fontsize=9, color=MUTED)
    _draw_scores(ax, scores, names, left)
    ax.set_xlim(0, WIDTH)
    ax.set_ylim(HEIGHT, 0)
    ax.set_axis_off()


def _columns(maps):
    return -(-maps.shape[-1] // ROWS.get(maps.shape[-1], 4))


def _side(maps):
    """Of one map, with the line around it: a map of more cells is larger, but not in proportion."""
    return 100 if maps.shape[-1] == 1 else 18 + 1.25 * maps.shape[0]


def _draw_stage(ax, name, maps, left):
    """All maps of one stage, and what it is. Returns where each map stands, row by row."""
    height, width, count = maps.shape
    side, columns, rows = _side(maps), _columns(maps), ROWS.get(count, 4)
    top = TOP + (BOTTOM - TOP - rows * side) / 2
    corners = [(left + k % columns * side, top + k // columns * side) for k in range(count)]
    for k, (x, y) in enumerate(corners):
        place = (x + 1, x + side - 1, y + side - 1, y + 1)
        ax.imshow(maps[..., k], cmap="gray", vmin=0, vmax=maps.max() or 1, extent=place)
    size = f"{height}×{width}" + (f"×{count}" if count > 1 else "")
    ax.text(left + columns * side / 2, 16, f"{name}\n{size}", ha="center", va="center", fontsize=9, color=MUTED)
    return [(x + 1, y + 1) for x, y in corners]


def _draw_frame(ax, place, scale, cells):
    """A frame around some cells of one map. Returns its left, top, right and bottom."""
    (x, y), (top, bottom, left, right) = place, cells
    scale = scale - 2 / 28
    corner, size = (x + left * scale, y + top * scale), ((right - left + 1) * scale, (bottom - top + 1) * scale)
    ax.add_patch(Rectangle(corner, *size, fill=False, edgecolor=FRAME, linewidth=1.5, zorder=3))
    return *corner, corner[0] + size[0], corner[1] + size[1]


def _draw_scores(ax, scores, names, left):
    """A bar for each score, the largest in the color of outputs; a line at 0."""
    zero, best = left + 100, int(np.argmax(scores))
    low, high = min(0, np.min(scores)), max(0, np.max(scores))
    scale = (WIDTH - zero - 4) / (high - low or 1)
    ax.plot([zero - low * scale] * 2, [TOP, BOTTOM], color=MUTED, linewidth=0.8)
    for k, (score, name) in enumerate(zip(scores, names)):
        y = TOP + 8 + (BOTTOM - TOP - 16) * (k + 0.5) / len(scores)
        color = ROLES["output"] if k == best else MUTED
        ax.add_patch(Rectangle((zero - low * scale, y - 7), score * scale, 14, color=color))
        weight = "bold" if k == best else "normal"
        ax.text(left + 96, y, name, ha="right", va="center", fontsize=9, color=color, fontweight=weight)
    ax.text(left + SCORES / 2, 16, f"scores\n{len(scores)}", ha="center", va="center", fontsize=9, color=MUTED)
