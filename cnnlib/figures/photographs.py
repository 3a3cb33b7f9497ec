"""Figures of photographs and of what is measured on them."""

import numpy as np

from cnnlib.figures.style import INK, MUTED, NARROW, ROLES, name_lines, new_figure, two_forms


def images(pictures, titles, *, alt, caption="", columns=None, width=720, spread=False):
    """Show pictures side by side.

    Parameters
    ----------
    pictures : list of ndarray, shape (height, width) or (height, width, 3)
        Gray pictures are scaled from their smallest to their largest number if `spread`, else
        0 is black and 1 is white. Numbers outside 0 to 1 need `spread`.
    titles : list of str
    alt : str
    caption : str, optional
    columns : int, optional
        Pictures in a row; default: all.
    width : int
        Pixels of the page.
    spread : bool
        Gray pictures with negative numbers: black is −m, mid gray 0, white m, for the largest |number| m of each.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If the lists differ in length, or a picture has numbers outside 0 to 1 and `spread` is off.
    """
    if len(pictures) != len(titles):
        raise ValueError(f"images: {len(pictures)} pictures need as many titles, got {len(titles)}")
    columns = columns or len(pictures)
    rows = -(-len(pictures) // columns)
    side = width / columns
    ratio = pictures[0].shape[0] / pictures[0].shape[1]
    figure, axes = new_figure(width, round(rows * (side * ratio + 24)), alt, caption, rows, columns)
    for ax in axes.flat:
        ax.set_axis_off()
    for ax, picture, title in zip(axes.flat, pictures, titles):
        low, high = (-np.abs(picture).max(), np.abs(picture).max()) if spread else (0, 1)
        if picture.min() < low - 1e-6 or picture.max() > high + 1e-6:
            raise ValueError(
                f"images: {title!r} holds numbers from {picture.min():.3g} to {picture.max():.3g}, needs 0 to 1; "
                "give spread=True or clip it"
            )
        ax.imshow(picture, cmap="gray", vmin=low, vmax=high, interpolation="nearest")
        ax.set_title(title, fontsize=10, color=MUTED)
    return figure


@two_forms
def curves(x, lines, *, xlabel, ylabel, alt, caption="", marks=None, log=False, width=720, height=340):
    """Plot lines over one axis, each named at its end.

    Parameters
    ----------
    x : sequence of float
    lines : dict of str to sequence of float
        A name that starts with "(" is drawn dashed, as the comparison.
    xlabel, ylabel, alt : str
    caption : str, optional
    marks : dict of str to (x, y), optional
        Points to mark, each with a word below it.
    log : bool
        Whether the horizontal axis is logarithmic.
    width, height : int
        Pixels of the page.

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(width, height, alt, caption)
    ax = axes[0, 0]
    colors = [ROLES["input"], ROLES["kernel"], ROLES["output"], ROLES["gradient"], INK]
    for k, (name, y) in enumerate(lines.items()):
        compared = name.startswith("(")
        color = MUTED if compared else colors[k % len(colors)]
        ax.plot(x, y, color=color, linestyle="--" if compared else "-", marker="" if len(x) > 20 else "o", markersize=4,
                label=name.strip("()"))  # fmt: skip
    for word, (a, b) in (marks or {}).items():
        ax.plot(a, b, "o", color=INK, markersize=7)
        ax.annotate(word, (a, b), (0, -8), textcoords="offset points", ha="center", va="top", fontsize=9, color=INK)
    if log:
        ax.set_xscale("log", base=2)
        ax.set_xticks(x, [f"{v:g}" for v in x])
        ax.minorticks_off()
    elif all(float(v).is_integer() for v in x):  # epochs, layers: no ticks between them
        ax.xaxis.get_major_locator().set_params(integer=True)
    ax.axhline(0, color=MUTED, linewidth=0.8)  # before the names: it may widen the axis that they are placed by
    if width <= NARROW and max(map(len, lines)) > 10:
        name_lines(ax, lines, width)
    else:
        _name_lines(ax, lines, colors, apart=17 / (height - 70))
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    return figure


def _name_lines(ax, lines, colors, apart):
    """Write each name at its line's end, moved up where two would be less than `apart`, a share of the axis, apart."""
    low, high = ax.get_ylim()
    placed = -np.inf
    for name, y in sorted(lines.items(), key=lambda item: item[1][-1]):
        height = max(y[-1], placed + apart * (high - low))
        color = MUTED if name.startswith("(") else colors[list(lines).index(name) % len(colors)]
        ax.text(
            1.015, (height - low) / (high - low), name.strip("()"), transform=ax.transAxes, color=color, va="center"
        )
        placed = height
