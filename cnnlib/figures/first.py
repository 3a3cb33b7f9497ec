"""Figures of the first convolutional network: its map, what its cells see, its kernels, curves over several seeds."""

import numpy as np
from matplotlib.patches import Rectangle

from cnnlib.figures.network_map import FRAME, draw_map
from cnnlib.figures.style import INK, LINE, MUTED, ROLES, new_figure, two_forms
from cnnlib.palette import colored


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
    draw_map(axes[0, 0], stages, scores, names, below, framed, framed_in_all)
    return figure


def seen_on(picture, fields, *, alt, caption="", width=720):
    """Show a picture once for each layer, with a frame around what one cell of the layer sees.

    Parameters
    ----------
    picture : ndarray, shape (height, width)
        From 0 to 1.
    fields : dict of str to (top, bottom, left, right)
        Title, and the pixels that are seen, both ends included; they may lie outside the picture.
    alt : str
    caption : str, optional
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If there are no fields.
    """
    if not fields:
        raise ValueError("seen_on: fields is empty, needs one at least")
    figure, axes = new_figure(
        width, round(width / len(fields)) + 30, alt, columns=len(fields), caption=caption
    )
    for ax, (title, (top, bottom, left, right)) in zip(axes[0], fields.items()):
        ax.imshow(picture, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        frame = (left - 0.5, top - 0.5), right - left + 1, bottom - top + 1
        ax.add_patch(Rectangle(*frame, fill=False, edgecolor=FRAME, linewidth=2.5, clip_on=False))
        ax.set_title(title, fontsize=10, color=MUTED)
        ax.set_axis_off()
    return figure


def responses(kernels, maps, patches, *, alt, caption="", titles=None):
    """Show kernels, the map that each makes of one picture, and the patch that each answers most strongly.

    Parameters
    ----------
    kernels : ndarray, shape (rows, columns, filters)
        Dark where a weight is 0, orange above, blue below, on one scale for all.
    maps : ndarray, shape (height, width, filters)
    patches : ndarray, shape (rows, columns, filters)
        From 0 to 1.
    alt : str
    caption : str, optional
    titles : list of str, optional
        Of the filters; default: their numbers.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If there is not one map and one patch for each kernel.
    """
    count = kernels.shape[-1]
    if not count == maps.shape[-1] == patches.shape[-1]:
        got = f"{count} kernels, {maps.shape[-1]} maps, {patches.shape[-1]} patches"
        raise ValueError(f"responses: {got}; needs one of each")
    figure, axes = new_figure(720, 300, alt, rows=3, columns=count, caption=caption)
    shown, brightest = colored(kernels), maps.max()  # (rows, columns, filters, 3)
    for k in range(count):
        axes[0, k].imshow(shown[:, :, k])
        axes[1, k].imshow(maps[..., k], cmap="gray", vmin=0, vmax=brightest)
        axes[2, k].imshow(patches[..., k], cmap="gray", vmin=0, vmax=1)
        axes[0, k].set_title(titles[k] if titles else f"{k}", fontsize=10, color=MUTED)
    for row, name in zip(axes, ("filter", "its map", "window")):
        row[0].set_ylabel(name, color=MUTED, fontsize=10)
        for ax in row:
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set(visible=True, color=LINE)
    return figure


@two_forms
def bands(x, lines, *, xlabel, ylabel, alt, caption="", width=720, height=340):
    """Plot the mean of several runs as a line, in a band from the lowest to the highest of them.

    Parameters
    ----------
    x : sequence of float
    lines : dict of str to ndarray, shape (runs, len(x))
        A name that starts with "(" is drawn dashed, as the comparison.
    xlabel, ylabel, alt : str
    caption : str, optional
    width, height : int
        Pixels of the page.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If a line has not a number for each x.
    """
    for name, runs in lines.items():
        if np.ndim(runs) != 2 or np.shape(runs)[1] != len(x):
            raise ValueError(f"bands: {name!r} has shape {np.shape(runs)}, needs (runs, {len(x)}), a number for each x")
    figure, axes = new_figure(width, height, alt, caption=caption)
    ax, colors = axes[0, 0], iter([INK, ROLES["input"], ROLES["kernel"], ROLES["output"]])
    for name, runs in lines.items():
        compared = name.startswith("(")
        color, runs = MUTED if compared else next(colors), np.asarray(runs)
        ax.fill_between(x, runs.min(axis=0), runs.max(axis=0), color=color, alpha=0.2, linewidth=0)
        ax.plot(x, runs.mean(axis=0), "--" if compared else "o-", color=color, markersize=4, label=name.strip("()"))
    ax.axhline(0, color=MUTED, linewidth=0.8)
    ax.xaxis.get_major_locator().set_params(integer=True)
    # Falling curves leave that corner free.
    ax.legend(loc="lower left", bbox_to_anchor=(0, 0.13), frameon=False, labelcolor=INK)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    return figure
