"""Figures of heat laid over photographs: where a number comes from."""

import matplotlib
import numpy as np

from cnnlib.figures.style import MUTED, NARROW, new_figure, rows_of, two_forms

BAR = 92  # pixels of the page that a bar of colors takes beside its map


@two_forms
def heat_over(photographs, heats, titles, *, alt, caption="", width=720, bar=None):
    """Show each photograph in gray under a map of heat.

    Parameters
    ----------
    photographs : list of ndarray, shape (height, width, 3)
    heats : list of ndarray, shape (rows, columns)
        None below 0; each is scaled to its largest numbers (the 99.5th percentile) and spread over its photograph.
    titles : list of str
    alt : str
    caption : str, optional
    width : int
        Pixels of the page; on a phone two maps stand in a row, or one with its bar.
    bar : str, optional
        With it, a bar beside each map says which color is which number, under this name.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If there is no photograph, the lists differ in length, or a map has a number below 0.
    """
    if not len(photographs):
        raise ValueError("heat_over: photographs is empty, needs one at least")
    if not len(photographs) == len(heats) == len(titles):
        got = f"heats has length {len(heats)} and titles {len(titles)}"
        raise ValueError(f"heat_over: {got}, needs {len(photographs)}, one for each photograph")
    if any(np.min(heat) < 0 for heat in heats):
        raise ValueError("heat_over: heats holds numbers below 0; take the positive part or the size first")
    height, across = photographs[0].shape[:2]
    rows, columns = rows_of(len(titles), len(titles) if width > NARROW else 1 if bar else 2)
    side = width / columns - (BAR if bar else 0)
    figure, axes = new_figure(width, round(rows * (side * height / across + 30)), alt, caption, rows, columns)
    for ax in axes.flat:
        ax.set_axis_off()
    for ax, photograph, heat, title in zip(axes.flat, photographs, heats, titles):
        gray = photograph.mean(axis=-1)
        ax.imshow(gray, cmap="gray", vmin=0, vmax=1, extent=(0, across, height, 0))
        most = np.quantile(heat, 0.995) or 1
        shades = _shades(np.clip(heat / most, 0, 1))
        ax.imshow(shades, interpolation="bilinear", extent=(0, across, height, 0))
        ax.set_title(title, fontsize=10, color=MUTED)
        if bar:
            _draw_bar(ax, most, bar)
    return figure


def _shades(strength):
    """Color and opacity for heat from 0 to 1: where it is cold, the photograph shows."""
    shades = matplotlib.colormaps["inferno"](0.3 + 0.7 * strength)
    shades[..., 3] = 0.85 * strength**0.7
    return shades


def _draw_bar(ax, most, name):
    """A bar of the map's colors beside it, from 0 at the foot to `most`."""
    side = ax.inset_axes([1.04, 0, 0.05, 1])
    side.imshow(np.full((1, 1), 0.5), cmap="gray", vmin=0, vmax=1, extent=(0, 1, 0, most), aspect="auto")
    side.imshow(_shades(np.linspace(1, 0, 100)[:, None]), extent=(0, 1, 0, most), aspect="auto")
    side.set_xticks([])
    side.yaxis.tick_right()
    side.yaxis.set_label_position("right")
    side.set_ylabel(name, color=MUTED, fontsize=9)
    side.tick_params(labelcolor=MUTED, color=MUTED, labelsize=9)
    side.spines[:].set_color(MUTED)
