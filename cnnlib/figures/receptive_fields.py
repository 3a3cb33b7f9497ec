"""Figures of receptive fields: which cells one cell sees, layer by layer, and how much of a photograph that is."""

from matplotlib.patches import Rectangle

from cnnlib.arguments import kernel_span
from cnnlib.figures.style import INK, LINE, MUTED, RAISED, ROLES, new_figure


def pyramid(layers, cells, at, *, alt, caption="", names=None):
    """Draw one axis of a network: a row of cells a layer, and which of them one cell at the top sees.

    Parameters
    ----------
    layers : list of (kernel_size, stride, dilation_rate)
        Without padding.
    cells : int
        Of the input.
    at : int
        The cell of the last layer's output whose view is drawn.
    alt : str
    caption : str, optional
    names : list of str, optional
        Of the rows, from the input on.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If the last layer has no cell `at`.
    """
    n = cells
    for k, s, d in layers:
        n = (n - kernel_span(k, d)) // s + 1
    if not 0 <= at < n:
        raise ValueError(
            f"pyramid: at is {at}, but the last layer has {max(n, 0)} cells; needs more cells or another at"
        )
    rows = [(cells, 0.0, 1.0)]  # how many cells, where the middle of cell 0 stands above the input, how far apart
    for k, s, d in layers:
        n, start, step = rows[-1]
        span = kernel_span(k, d)
        rows.append(((n - span) // s + 1, start + step * (span - 1) / 2, step * s))
    figure, axes = new_figure(720, 60 + 62 * len(rows), alt, caption)
    ax, seen = axes[0, 0], {at}
    for level in range(len(rows) - 1, -1, -1):
        n, start, step = rows[level]
        for i in range(n):
            color = (ROLES["output"] if level == len(rows) - 1 else ROLES["input"]) if i in seen else RAISED
            box = (start + i * step - 0.42, level - 0.17)
            ax.add_patch(Rectangle(box, 0.84, 0.34, facecolor=color, edgecolor=INK if i in seen else LINE))
        label = f"{len(seen)} of {n}" if level < len(rows) - 1 else "one cell"
        ax.text(cells - 0.2, level, label, va="center", color=INK)
        name = names[level] if names else f"layer {level}" if level else "input"
        ax.text(-0.9, level, name, ha="right", va="center", color=INK)
        if level:
            seen = _look_down(ax, rows, level, layers[level - 1], seen)
    ax.set_xlim(-0.6, cells + 0.6)
    ax.set_ylim(-0.4, len(rows) - 0.6)
    ax.set_axis_off()
    return figure


def _look_down(ax, rows, level, layer, seen):
    """Lines from the cells that are seen to the cells of the layer below that they see; those cells."""
    k, s, d = layer
    _, start, step = rows[level]
    _, below, apart = rows[level - 1]
    under = set()
    for i in seen:
        for u in range(k):
            j = i * s + u * d
            under.add(j)
            ends = [start + i * step, below + j * apart], [level - 0.17, level - 0.83]
            ax.plot(*ends, color=MUTED, linewidth=0.8)
    return under


def fields_on(photograph, fields, *, alt, caption="", width=420):
    """Draw what a cell of each layer sees of a photograph, as a frame.

    Parameters
    ----------
    photograph : ndarray, shape (height, width, 3)
    fields : dict of str to (first_row, last_row, first_column, last_column)
        Cells of the photograph, both ends included; they may lie outside it.
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
        raise ValueError("fields_on: fields is empty, needs one at least")
    height, across = photograph.shape[:2]
    figure, axes = new_figure(width, round(width * height / across), alt, caption)
    ax = axes[0, 0]
    ax.imshow(photograph, interpolation="nearest")
    low = min(0, *(min(top, left) for top, _, left, _ in fields.values()))
    high = max(height, *(max(bottom, right) for _, bottom, _, right in fields.values()))
    for (name, (top, bottom, left, right)), color in zip(fields.items(), [*ROLES.values(), MUTED] * len(fields)):
        box = Rectangle((left - 0.5, top - 0.5), right - left + 1, bottom - top + 1, fill=False, edgecolor=color, lw=2)
        ax.add_patch(box)
        plate = dict(facecolor="white", edgecolor="none", pad=1.5)
        ax.text(left, top - 2, name, color=color, va="bottom", fontsize=9, bbox=plate)
    ax.set_xlim(low - 2, high + 2)
    ax.set_ylim(high + 2, low - 12)
    ax.set_axis_off()
    return figure
