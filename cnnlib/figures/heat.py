"""Figures of heat laid over photographs: where a number comes from."""

import matplotlib
import numpy as np

from cnnlib.figures.style import ON_PHOTO, new_figure


def heat_over(photographs, heats, titles, *, alt, width=720):
    """Show each photograph in gray under a map of heat.

    Parameters
    ----------
    photographs : list of ndarray, shape (height, width, 3)
    heats : list of ndarray, shape (rows, columns)
        None below 0; each is scaled to its largest numbers (the 99.5th percentile) and spread over its photograph.
    titles : list of str
    alt : str
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If the lists differ in length, or a map has a number below 0.
    """
    if not len(photographs) == len(heats) == len(titles):
        raise ValueError(f"heat_over: {len(photographs)} photographs need as many heats and titles")
    if any(np.min(heat) < 0 for heat in heats):
        raise ValueError("heat_over: heats holds numbers below 0; take the positive part or the size first")
    height, across = photographs[0].shape[:2]
    figure, axes = new_figure(width, round(width / len(titles) * height / across + 30), alt, 1, len(titles), photo=True)
    colors = matplotlib.colormaps["inferno"]
    for ax, photograph, heat, title in zip(axes[0], photographs, heats, titles):
        gray = photograph.mean(axis=-1)
        ax.imshow(gray, cmap="gray", vmin=0, vmax=1, extent=(0, across, height, 0))
        strength = np.clip(heat / (np.quantile(heat, 0.995) or 1), 0, 1)
        shades = colors(0.3 + 0.7 * strength)
        shades[..., 3] = 0.85 * strength**0.7  # where it is cold, the photograph shows
        ax.imshow(shades, interpolation="bilinear", extent=(0, across, height, 0))
        ax.set_title(title, fontsize=10, color=ON_PHOTO)
        ax.set_axis_off()
    return figure
