"""The book's colors, each with one meaning, for figures, interactive figures and pages alike.

Blue, orange, bluish green and reddish purple stay apart for readers with any of the common forms
of color blindness; they follow Okabe and Ito (2008), darkened until each has a contrast of at least
4.5 with its paper. `tests/book/test_palette.py` computes those contrasts and holds `book/_static/palette.css`
equal to this file.
"""

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
