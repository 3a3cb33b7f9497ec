"""The book's colors, each with one meaning, for figures, interactive figures and pages alike.

Blue, orange, bluish green and reddish purple stay apart for readers with any of the common forms
of color blindness; they follow Okabe and Ito (2008), darkened until each has a contrast of at least
4.5 with its paper. `tests/book/test_palette.py` computes those contrasts and holds `book/_static/palette.css`
equal to this file.
"""

import numpy as np

LIGHT = {
    "paper": "#ffffff",
    "raised": "#f4f2ec",  # cells of a grid, code
    "line": "#c7ccd3",
    "ink": "#1c2530",
    "muted": "#596572",
    "input": "#0a5fa5",  # x, and everything read
    "kernel": "#a84a00",  # weights
    "output": "#00705a",  # y, and everything written
    "gradient": "#96297a",  # what flows back
    "warning": "#b02a1c",
}

DARK = {
    "paper": "#12161b",
    "raised": "#1d242c",
    "line": "#414c58",
    "ink": "#e7eaee",
    "muted": "#9ca8b5",
    "input": "#6fb6f0",
    "kernel": "#f2a556",
    "output": "#4fc7a9",
    "gradient": "#e391cd",
    "warning": "#ff8f78",
}

# From the largest negative number over zero to the largest positive one. Zero is dark on every page, so a larger
# number is brighter, as in a photograph; blue and orange stay apart for the color-blind.
SIGNED = [DARK["input"], DARK["paper"], DARK["kernel"]]


def colored(y):
    """Numbers as colors, zero in the middle: an array of y's shape and a last axis of three, uint8.

    Examples
    --------
    >>> colored(np.array([[-1.0, 0.0, 1.0]]))
    array([[[111, 182, 240],
            [ 18,  22,  27],
            [242, 165,  86]]], dtype=uint8)
    """
    negative, zero, positive = (np.array([int(c[i : i + 2], 16) for i in (1, 3, 5)]) for c in SIGNED)
    strength = (np.abs(y) / (np.abs(y).max() or 1))[..., None] ** 0.7
    end = np.where(y[..., None] < 0, negative, positive)
    return np.round(zero + strength * (end - zero)).astype(np.uint8)
