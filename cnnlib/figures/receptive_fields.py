"""Figures of receptive fields: which cells one cell sees, layer by layer, and how much of a photograph that is."""

from matplotlib.patches import Rectangle

from cnnlib import wording
from cnnlib.arguments import kernel_span
from cnnlib.figures.network_map import FRAME
from cnnlib.figures.style import INK, LINE, MUTED, NARROW, RAISED, ROLES, new_figure, rows_of, two_forms
from cnnlib.measures import Sight
from cnnlib.scratch import output_size


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
        If a kernel spans more cells than there are, or the last layer has no cell `at`.
    """
    rows = _rows(layers, cells)
    if not 0 <= at < rows[-1][0]:
        has = wording.plural(rows[-1][0], "cell")
        raise ValueError(f"pyramid: at is {at}, but the last layer has {has}; needs more cells or another at")
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


def _rows(layers, cells):
    """Of the input and of each layer: its cells, where the middle of cell 0 stands above the input, and the step."""
    n, sight = cells, Sight(0, 0, 1)
    rows = [(n, 0.0, 1)]
    for level, (k, s, d) in enumerate(layers, 1):
        if (span := kernel_span(k, d)) > n:
            has = f"the row below it has {wording.plural(n, 'cell')}"
            needs = "needs more cells or a smaller kernel"
            raise ValueError(f"pyramid: layer {level} spans {span} cells, but {has}; {needs}")
        sight = sight.through_window(n, k, s, "valid", d)
        n = output_size(n, k, s, dilation_rate=d)
        rows.append((n, float(sight.center), sight.step))
    return rows


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


@two_forms
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
        Pixels of the page; on a phone two pictures stand in a row.

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
    rows, columns = rows_of(len(fields), len(fields) if width > NARROW else 2)
    figure, axes = new_figure(width, rows * (round(width / columns) + 30), alt, caption, rows, columns)
    for ax in axes.flat:
        ax.set_axis_off()
    for ax, (title, (top, bottom, left, right)) in zip(axes.flat, fields.items()):
        ax.imshow(picture, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        frame = (left - 0.5, top - 0.5), right - left + 1, bottom - top + 1
        ax.add_patch(Rectangle(*frame, fill=False, edgecolor=FRAME, linewidth=2.5, clip_on=False))
        ax.set_title(title, fontsize=10, color=MUTED)
    return figure
