"""Photographs, and other pictures, side by side."""

import numpy as np

from cnnlib import checks, wording
from cnnlib.figures.style import MUTED, NARROW, frame, new_figure, rows_of, two_forms


@two_forms
def images(pictures, titles, *, alt, caption="", columns=None, width=720, spread=False):
    """Show pictures side by side.

    Parameters
    ----------
    pictures : list of ndarray, shape (height, width) or (height, width, 3)
        0 is black and 1 is white; for numbers outside 0 to 1 see `spread`.
    titles : list of str
    alt : str
    caption : str, optional
    columns : int, optional
        Pictures in a row; default: all, and on a phone up to three. Of more than six a phone shows half in a row.
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
        If there is no picture, `columns` is below 1, the lists differ in length, or a picture holds infinite numbers or
        nan, or numbers outside 0 to 1 while `spread` is off.
    TypeError
        If `pictures` is one picture, or a picture is not an array.
    """
    spread = checks.flag("images", "spread", spread)
    _check_pictures(pictures, titles)
    columns = columns if columns is None else checks.whole("images", "columns", columns, minimum=1)
    rows, columns = _rows_and_columns(len(pictures), columns, width)
    side = width / columns
    longest = max(len(str(title)) for title in titles)
    letters = min(10, side / (0.7 * longest + 1))  # points: a title is no wider than its picture
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
        if _is_white_at_an_edge((picture - low) / (high - low or 1)):
            frame(ax, picture)
        ax.set_title(title, fontsize=max(letters, 7), color=MUTED)
    return figure


def _rows_and_columns(count, columns, width):
    """As asked for, where a phone has room for it; what nobody asked for is even."""
    if columns is None:
        return rows_of(count, count if width > NARROW else 3)
    if width <= NARROW and columns > 6:
        columns = -(-columns // 2)
    return -(-count // columns), columns


def _is_white_at_an_edge(picture):
    """Whether a white page would seem to begin within it."""
    return any(np.mean(edge) > 0.97 for edge in (picture[0], picture[-1], picture[:, 0], picture[:, -1]))


def _check_pictures(pictures, titles):
    shape = "(height, width) or (height, width, 3)"
    if not hasattr(pictures, "__len__") or getattr(pictures, "ndim", 3) < 3:
        fix = "; wrap it: [picture]" if hasattr(pictures, "ndim") else ""
        raise TypeError(f"images: pictures is {wording.a_type(pictures)}, needs a list of arrays of shape {shape}{fix}")
    if not len(pictures):
        raise ValueError("images: pictures is empty, needs one at least")
    if len(pictures) != len(titles):
        count = wording.plural(len(pictures), "picture")
        raise ValueError(f"images: {count} need{'s' * (len(pictures) == 1)} as many titles, got {len(titles)}")
    for title, picture in zip(titles, pictures):
        if not isinstance(picture, np.ndarray):
            raise TypeError(f"images: {title!r} is {wording.a_type(picture)}, needs an array of shape {shape}")
        if picture.ndim not in (2, 3) or picture.shape[2:] not in ((), (1,), (3,), (4,)) or not picture.size:
            raise ValueError(f"images: {title!r} has shape {picture.shape}, needs {shape}")
        if picture.dtype.kind not in "biuf":
            raise TypeError(f"images: {title!r} holds {picture.dtype.name}, needs numbers")
        if not np.isfinite(picture).all():
            raise ValueError(f"images: {title!r} holds infinite numbers or nan, needs finite ones")
