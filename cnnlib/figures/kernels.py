"""Figures of kernels on photographs: what a kernel finds, what it looks for, and that what it finds moves along."""

import numpy as np
from matplotlib.patches import ConnectionPatch

from cnnlib.figures.style import BLACK, LINE, MUTED, NARROW, WHITE, frame, new_figure, rows_of, two_forms
from cnnlib.numerals import number
from cnnlib.palette import colored


def signed(y):
    """Numbers as colors: dark where they are 0, orange above, blue below, as in the kernel bench.

    Parameters
    ----------
    y : ndarray, shape (rows, columns)

    Returns
    -------
    ndarray, shape (rows, columns, 3)
        From 0 to 1, to be shown by `images`.

    Examples
    --------
    >>> signed(np.array([[0.0, 2.0]])).shape
    (1, 2, 3)
    """
    return colored(y) / 255


def filtered(picture, kernel, y, *, alt, caption="", names=("photograph", "kernel", "result")):
    """Show a picture, a kernel, and what the kernel makes of it.

    Parameters
    ----------
    picture : ndarray, shape (height, width), from 0 to 1
    kernel : ndarray, shape (rows, columns)
    y : ndarray, shape (out_h, out_w)
        Shown in colors, zero dark.
    alt : str
    caption : str, optional
    names : three str

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(480, 214, alt, caption, 1, 3, width_ratios=[2.2, 1, 2.2])
    figure.get_layout_engine().set(wspace=0.02)
    axes[0, 0].imshow(picture, cmap="gray", vmin=0, vmax=1)
    draw_patch(axes[0, 1], kernel, np.abs(kernel).max())
    axes[0, 2].imshow(signed(y))
    for ax, name in zip(axes[0], names):
        ax.set_axis_off()
        ax.set_title(name, fontsize=10, color=MUTED)
    return figure


def draw_patch(ax, values, largest, lowest=None):
    """Draw a small matrix as a gray picture, white at `largest`, with its numbers on it."""
    lowest = -largest if lowest is None else lowest
    ax.imshow(values, cmap="gray", vmin=lowest, vmax=largest)
    frame(ax, values)
    middle = (lowest + largest) / 2
    for (i, j), value in np.ndenumerate(values):
        ink = BLACK if value >= middle else WHITE
        ax.text(j, i, number(round(float(value), 2)), ha="center", va="center", color=ink, fontsize=9)
    ax.set_axis_off()


def template(kernel, patches, *, alt, caption=""):
    """Show a kernel as a picture of what it looks for, beside parts of a photograph with what the kernel gives there.

    Parameters
    ----------
    kernel : ndarray, shape (rows, columns)
        Mid gray where a weight is 0, white at the largest, black at its negative.
    patches : dict of str to ndarray, each of the kernel's shape
        From 0, black, to 1.
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(400, 178, alt, caption, 1, len(patches) + 1)
    draw_patch(axes[0, 0], kernel, np.abs(kernel).max())
    axes[0, 0].set_title("kernel", fontsize=10, color=MUTED)
    for ax, (name, patch) in zip(axes[0, 1:], patches.items()):
        draw_patch(ax, patch, 1, 0)
        ax.set_title(name, fontsize=10, color=MUTED)
        ax.text(0.5, -0.08, f"gives {number(round(float((patch * kernel).sum()), 2))}", **BELOW, transform=ax.transAxes)
    return figure


BELOW = {"ha": "center", "va": "top", "fontsize": 10, "color": MUTED}


def equivariance(pictures, maps, *, alt, caption=""):
    """Show a picture before and after a shift, each above its feature map.

    Parameters
    ----------
    pictures : two ndarray, shape (height, width), from 0 to 1
    maps : two ndarray, shape (out_h, out_w)
        Shown in colors, zero dark.
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(400, 410, alt, caption, 2, 2)
    figure.get_layout_engine().set(wspace=0.16, hspace=0.12)
    for column, (picture, feature_map) in enumerate(zip(pictures, maps)):
        axes[0, column].imshow(picture, cmap="gray", vmin=0, vmax=1)
        axes[1, column].imshow(signed(feature_map))
    for ax in axes.flat:
        ax.set_axis_off()
    for ax, above, below in zip(axes.T, ("x", "shift(x)"), ("f(x)", "f(shift(x)) = shift(f(x))")):
        ax[0].set_title(above, fontsize=10, color=MUTED)
        ax[1].text(0.5, -0.04, below, **BELOW, transform=ax[1].transAxes)
    for start, end, side in ((0, 1, "right"), (2, 3, "right"), (0, 2, "down"), (1, 3, "down")):
        _arrow(figure, axes.flat[start], axes.flat[end], side)
    return figure


def _arrow(figure, start, end, side):
    """An arrow in the gap between two panels."""
    ends = ((1.02, 0.5), (-0.02, 0.5)) if side == "right" else ((0.5, -0.02), (0.5, 1.02))
    style = {"arrowstyle": "->", "color": MUTED, "linewidth": 1.5, "mutation_scale": 14}
    where = {"coordsA": start.transAxes, "coordsB": end.transAxes}
    figure.add_artist(ConnectionPatch(*ends, **where, **style)).set_in_layout(False)


@two_forms
def responses(kernels, maps, patches, *, alt, caption="", titles=None, width=720):
    """Show kernels, the map that each makes of one picture, and the patch that each answers most strongly.

    Parameters
    ----------
    kernels : ndarray, shape (rows, columns, filters)
        Dark where a weight is 0, orange above, blue below, on one scale for all.
    maps : ndarray, shape (height, width, filters)
        Each is white at its own largest number.
    patches : ndarray, shape (rows, columns, filters)
        From 0 to 1.
    alt : str
    caption : str, optional
    titles : list of str, optional
        Of the filters; default: their numbers.
    width : int
        Pixels of the page; on a phone four filters stand beside one another.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If there is no kernel, or not one map and one patch for each.
    """
    count = kernels.shape[-1]
    if not count == maps.shape[-1] == patches.shape[-1]:
        got = f"{count} kernels, {maps.shape[-1]} maps, {patches.shape[-1]} patches"
        raise ValueError(f"responses: {got}; needs one of each")
    if not count:
        raise ValueError("responses: kernels holds no filter, needs one at least")
    blocks, columns = rows_of(count, count if width > NARROW else 4)
    height = blocks * round(3 * min(width / columns, 90) + 30)
    figure, axes = new_figure(width, height, alt, caption, 3 * blocks, columns)
    shown = colored(kernels)  # (rows, columns, filters, 3)
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color=LINE)
    for k in range(count):
        kernel, answer, patch = axes.reshape(blocks, 3, columns)[k // columns, :, k % columns]
        kernel.imshow(shown[:, :, k])
        kernel.set_title(titles[k] if titles else f"{k}", fontsize=10, color=MUTED)
        answer.imshow(maps[..., k], cmap="gray", vmin=0, vmax=maps[..., k].max() or 1)
        patch.imshow(patches[..., k], cmap="gray", vmin=0, vmax=1)
    for row, name in zip(axes, ("filter", "its map", "window") * blocks):
        row[0].set_ylabel(name, color=MUTED, fontsize=10)
    for ax in axes.flat:
        ax.set_visible(bool(ax.images))
    return figure
