"""Grids of numbers: the book's usual picture of an array."""

import numpy as np
from matplotlib.patches import Rectangle

from cnnlib.figures.style import INK, LETTER, LINE, MUTED, RAISED, ROLES, new_figure, two_forms
from cnnlib.numerals import number
from cnnlib.wording import plural, shown

LINE_HEIGHT = 18  # pixels of the page, of a number


def draw_grid(ax, values, role="input", used=(), title="", padding=0, rows_shown=None, padding_value=0.0):
    """Draw a matrix as a grid of numbers.

    Parameters
    ----------
    ax : Axes
    values : ndarray, shape (rows, columns)
    role : {"input", "kernel", "output", "gradient"}
        Gives the color of the used cells.
    used : iterable of (row, column)
        Cells to highlight; outside the matrix they are cells of padding.
    title : str
    padding : int
        Rings of padding to draw around it.
    rows_shown : int, optional
        Height of the picture in cells, so that a small grid beside a large one has cells of the same size.
    padding_value : float
        What the cells of padding hold.
    """
    rows, columns = values.shape
    used = set(used)
    for i in range(-padding, rows + padding):
        for j in range(-padding, columns + padding):
            inside = 0 <= i < rows and 0 <= j < columns
            text = number(values[i, j] if inside else padding_value)
            draw_cell(ax, i, j, text, ROLES[role], (i, j) in used, not inside)
    margin = 0.6 + ((rows_shown or rows) - rows) / 2 + padding
    ax.set_xlim(-padding - 0.6, columns + padding - 0.4)
    ax.set_ylim(rows - 1 + margin, -margin)
    ax.set_aspect("equal")
    ax.set_axis_off()
    if title:  # on its grid, however tall the axes are
        above = (margin - padding - 0.75) / (rows - 1 + 2 * margin)  # the grid, as a share of the axes
        ax.set_title(title, color=ROLES[role], fontsize=10, y=1 - above, pad=0, va="bottom")


def draw_cell(ax, i, j, text, color, used, padding):
    # Cells lie inside the axes anyway; leaving them out of the layout halves the time a figure takes.
    face = color if used else ("none" if padding else RAISED)
    edge = {"edgecolor": LINE, "linestyle": ":" if padding else "-", "linewidth": 0.8}
    ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=face, in_layout=False, **edge))
    ink = "white" if used else (MUTED if padding else INK)
    font = {"fontsize": min(10, 38 / len(text)), "fontweight": "bold" if used else "normal"}
    ax.text(j, i, text, ha="center", va="center", color=ink, in_layout=False, **font)


def draw_sign(ax, sign):
    """A sign between two grids."""
    ax.text(0.5, 0.5, sign, ha="center", va="center", fontsize=18, color=MUTED, transform=ax.transAxes)
    ax.set_axis_off()


@two_forms
def grids(arrays, titles, roles, *, alt, caption="", signs=None, used=None, width=720):
    """Show matrices in a row, with a sign between each two.

    Parameters
    ----------
    arrays : list of ndarray, shape (rows, columns)
    titles, roles : list of str
    alt : str
        What the figure shows, for a reader who does not see it.
    caption : str, optional
    signs : list of str, optional
        One fewer than arrays, such as ["⋆", "="].
    used : list of lists of (row, column), optional
        Highlighted cells of each array.
    width : int
        Pixels of the page at most, but for numbers and titles that need more.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If the lists do not have fitting lengths, an array is not a matrix of numbers, or a role is not one of
        `draw_grid`'s.
    """
    signs = [""] * (len(arrays) - 1) if signs is None else signs
    used = [()] * len(arrays) if used is None else used
    if not len(arrays) == len(titles) == len(roles) == len(used) == len(signs) + 1:
        need = "needs" if len(arrays) == 1 else "need"
        raise ValueError(
            f"grids: {plural(len(arrays), 'array')} {need} as many titles, roles and used, and one sign fewer; "
            f"got {len(titles)}, {len(roles)}, {len(used)} and {len(signs)}"
        )
    for role in roles:
        if not isinstance(role, str) or role not in ROLES:
            raise ValueError(f"grids: roles holds {shown(role)}, needs some of {', '.join(ROLES)}")
    arrays = [_matrix(title, array) for title, array in zip(titles, arrays)]
    rows = max(len(a) for a in arrays)
    ratios = [ratio for a in arrays for ratio in (a.shape[1] + 0.2, 0.8)][:-1]
    cell = min(42, max(width / (sum(ratios) + 1), *map(_least_cell, arrays, titles)))
    figure, axes = new_figure(
        round(cell * (sum(ratios) + 0.5)), round(cell * rows + 30), alt, caption, 1, len(ratios), width_ratios=ratios
    )
    for k, (array, title, role, cells) in enumerate(zip(arrays, titles, roles, used)):
        draw_grid(axes[0, 2 * k], array, role, cells, title, rows_shown=rows)
        if k < len(signs):
            draw_sign(axes[0, 2 * k + 1], signs[k])
    return figure


def _least_cell(array, title):
    """Pixels of the page that a cell must have for its numbers, and for the title above all columns."""
    letters = max(len(number(value)) for value in array.flat)
    across = max(LETTER * min(letters, 3.8) + 3, LETTER * len(title) / (array.shape[1] + 0.2))
    return 1.2 * max(across, LINE_HEIGHT)  # the layout takes a sixth for its gaps


def _matrix(title, array):
    array = np.asarray(array)
    if array.ndim != 2 or not array.size or array.dtype.kind in "USMm":
        got = f"has shape {array.shape} and holds {array.dtype.name}"
        raise ValueError(f"grids: {title!r} {got}, needs numbers of shape (rows, columns)")
    return array
