"""Figures of activations and of what passes through many layers: slopes, signals by depth, units that are off."""

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from cnnlib.figures.style import INK, LINE, MUTED, NARROW, RAISED, ROLES, columns_within, new_figure, two_forms

ACTIVE = "#289c82"  # between the greens of the light and the dark page: a picture has one color for both
# Colors alone do not tell five lines apart for every reader; dashes do.
LINES = [
    {"color": ROLES["input"], "linestyle": "-"},
    {"color": ROLES["kernel"], "linestyle": (0, (7, 1.5))},
    {"color": ROLES["output"], "linestyle": "--"},
    {"color": ROLES["gradient"], "linestyle": "-."},
    {"color": INK, "linestyle": ":"},
]


@two_forms
def activations(x, functions, *, columns=3, alt, caption="", width=720):
    """Draw activations, a panel each, with their slopes.

    Parameters
    ----------
    x : ndarray, shape (points,)
    functions : dict of str to (ndarray, ndarray)
        By name: the output and the slope at each of the points.
    columns : int
    alt : str
    caption : str, optional
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure
    """
    columns = columns_within(width, columns)
    rows = -(-len(functions) // columns)
    figure, axes = new_figure(width, 225 * rows, alt, caption, rows, columns, sharex=True, sharey=True)
    for ax in axes.flat[len(functions) :]:
        ax.set_axis_off()
    for ax, (name, (y, slope)) in zip(axes.flat, functions.items()):
        ax.axhline(0, color=LINE, linewidth=0.8)
        ax.axvline(0, color=LINE, linewidth=0.8)
        _with_jumps(ax, x, slope, color=ROLES["gradient"], linestyle="--", label="slope")
        ax.plot(x, y, color=ROLES["output"], label="output")
        ax.set_ylim(-1.4, 2.4)
        ax.set_title(name, fontsize=10)
    for ax in axes[-1]:
        ax.set_xlabel("input")
    axes[0, 0].set_xticks(np.linspace(x[0], x[-1], 5))  # of all: both ends among them
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles[::-1], labels[::-1], loc="outside lower center", ncols=2, frameon=False, labelcolor=INK)
    return figure


def _with_jumps(ax, x, y, **style):
    """A line that is not drawn where its value jumps."""
    gaps = np.flatnonzero(np.abs(np.diff(y)) > 0.25)
    ax.plot(np.insert(x.astype(float), gaps + 1, np.nan), np.insert(y.astype(float), gaps + 1, np.nan), **style)


@two_forms
def signals(panels, *, ylabel, alt, caption="", columns=3, limits=(1e-12, 1e12), width=720):
    """Plot how large something is in each layer, on a logarithmic axis.

    Parameters
    ----------
    panels : dict of str to dict of str to sequence of float
        By title: lines by name, one number for each layer from the first. All panels have the same lines.
    ylabel, alt : str
    caption : str, optional
    columns : int
    limits : (float, float)
        Lowest and highest number shown; a line that leaves the picture ends there.
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure
    """
    low, high = np.log10(limits)
    step = next(n for n in (1, 2, 5, 10, 20, 50) if high - low <= 7 * n)
    powers = 10.0 ** (step * np.arange(np.ceil(low / step), high // step + 1))  # 1 among them, the level that is wanted
    columns = columns_within(width, columns)
    rows = -(-len(panels) // columns)
    names = next(iter(panels.values()))
    ncols = len(names) if width > NARROW else 2
    height = (225 if columns > 1 else 250) * rows + 24 * -(-len(names) // ncols) + 26  # panels, and rows of names below
    figure, axes = new_figure(width, height, alt, caption, rows, columns, sharex=True, sharey=True)
    for ax in axes.flat[len(panels) :]:
        ax.set_axis_off()
    for ax, (title, lines) in zip(axes.flat, panels.items()):
        ax.axhline(1, color=MUTED, linewidth=0.8)
        for style, (name, values) in zip(LINES, lines.items()):
            ax.plot(range(1, len(values) + 1), values, label=name, **style)
        ax.set_yscale("log")
        ax.set_ylim(*limits)
        ax.set_yticks(powers)
        ax.minorticks_off()
        ax.set_title(title, fontsize=10)
    for ax in axes[:, 0]:
        ax.set_ylabel(ylabel)
    for ax in axes[-1]:
        ax.set_xlabel("layer")
        ax.xaxis.get_major_locator().set_params(integer=True)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=ncols, frameon=False, labelcolor=INK)
    return figure


@two_forms
def layer_histograms(rows, *, alt, caption="", limits=(-1, 1), width=720):
    """Show how the outputs of some layers are spread, a row of histograms for each network.

    Parameters
    ----------
    rows : dict of str to dict of str to ndarray
        By name of the network: outputs by name of the layer.
    alt : str
    caption : str, optional
    limits : (float, float)
        Ends of the horizontal axis.
    width : int
        Pixels of the page. More than four layers take more than a phone has, and scroll there.

    Returns
    -------
    BookFigure
    """
    columns = max(len(layers) for layers in rows.values())
    width = max(width, min(90 * columns, 720))
    figure, axes = new_figure(width, 120 * len(rows) + 30, alt, caption, len(rows), columns, sharex=True)
    for ax, layer in zip(axes[0], next(iter(rows.values()))):
        ax.set_title(layer, fontsize=10)
    for line, (name, layers) in zip(axes, rows.items()):
        line[0].set_ylabel(name)
        for ax, values in zip(line, layers.values()):
            counts, edges = np.histogram(np.ravel(values), bins=40, range=limits)
            ax.stairs(counts / max(counts.max(), 1), edges, fill=True, color=ROLES["output"])
            ax.set_yticks([])
            ax.spines["left"].set_visible(False)
    return figure


@two_forms
def active_units(panels, *, alt, caption="", examples=100, width=720):
    """Show which units are above zero for which examples; a unit that never is stands out as an empty column.

    Parameters
    ----------
    panels : dict of str to ndarray of bool, shape (examples, units)
        By title.
    alt : str
    caption : str, optional
    examples : int
        How many are drawn, from the first; whether a unit is dead is decided by all.
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(width, 130 * len(panels) + 70, alt, caption, len(panels), 1, sharex=True)
    for ax, (title, active) in zip(axes[:, 0], panels.items()):
        picture = np.where(active[:examples, :, None], to_rgba(ACTIVE), to_rgba("none"))
        ax.imshow(picture, aspect="auto", interpolation="nearest")
        ax.add_patch(Rectangle((-0.5, -0.5), active.shape[1], len(picture), facecolor=RAISED, zorder=-1))
        dead = np.flatnonzero(~active.any(axis=0))
        ax.scatter(dead, np.full(len(dead), -2.5), marker="v", s=14, color=ROLES["gradient"], clip_on=False)
        ax.set_title(f"{title}: {len(dead)} of {active.shape[1]} units dead (▼)", fontsize=10, pad=10)
        ax.set_ylabel("example")
        ax.set_ylim(len(active[:examples]) - 0.5, -0.5)
    ax.set_xlabel("unit")
    return figure
