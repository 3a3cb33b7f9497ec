"""Figures of what a network costs, layer by layer."""

from cnnlib import wording
from cnnlib.figures.style import INK, MUTED, ROLES, new_figure
from cnnlib.measures import Table


def network_measures(table, *, alt, caption="", groups=None):
    """Bars of parameters, multiply-accumulates and activations, a line a layer.

    Parameters
    ----------
    table : cnnlib.measures.Table
    alt : str
    caption : str, optional
    groups : callable, optional
        Takes a `Row`, returns the line that it belongs to, or None to leave it out. Without it, every layer that has
        parameters or makes numbers has a line of its own.

    Returns
    -------
    BookFigure

    Raises
    ------
    TypeError
        If `table` is not what `measure` gives.
    """
    if not isinstance(table, Table):
        fix = "; give measure(network)" if hasattr(table, "layers") else ""
        raise TypeError(f"network_measures: table is {wording.whose(table)}, needs a table of measure{fix}")
    if groups is None:
        groups = lambda row: row.name if (row.params or row.activations) and row.kind != "InputLayer" else None
    lines = {}
    for row in table:
        name = groups(row)
        if name is not None:
            before = lines.get(name, (0, 0, 0))
            lines[name] = tuple(a + b for a, b in zip(before, (row.params, row.macs, row.activations)))
    figure, axes = new_figure(720, 70 + 19 * len(lines), alt, caption, 1, 3, sharey=True)
    titles = ("parameters", "multiply-accumulates", "activations")
    for k, (ax, title, color) in enumerate(zip(axes[0], titles, (ROLES["kernel"], ROLES["gradient"], ROLES["output"]))):
        amounts = [values[k] for values in lines.values()]
        ax.barh(list(lines), amounts, color=color, height=0.7)
        for i, amount in enumerate(amounts):
            if amount:
                ax.text(amount, i, " " + shortened(amount), va="center", fontsize=8, color=INK)
        ax.set_xlim(0, max(amounts) * 1.35 or 1)
        ax.set_xticks([])
        ax.tick_params(axis="y", length=0, labelcolor=MUTED, labelsize=9)
        ax.set_title(title, fontsize=10, color=color)
        ax.spines["bottom"].set_visible(False)
    axes[0, 0].invert_yaxis()
    return figure


def shortened(n):
    """A number as one reads it: 1.85 G, 102.8 M, 9.5 k.

    >>> shortened(1849688064), shortened(102764544), shortened(9472), shortened(850)
    ('1.85 G', '102.8 M', '9.5 k', '850')
    """
    for size, letter, digits in ((1e9, " G", 2), (1e6, " M", 1), (1e3, " k", 1)):
        if n >= size:
            return f"{n / size:.{digits}f}{letter}"
    return f"{n}"
