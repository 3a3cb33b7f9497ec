"""The interactive figures as the tests show them, and what they do with them in a page."""

import functools

import numpy as np

from cnnlib import interactive

X = np.array([[1, -1, 0, 2, 1], [-1, -2, 2, 0, -1], [1, 2, -2, 1, 0], [0, 1, -1, 2, -2], [2, 0, 1, -1, 1]], float)
K = np.array([[-1, 1, 2], [1, -1, 3], [0, -1, -2]], float)
THREE = ("dense", "convolutional", "convolutional, pooled")
RATES = {"Adam": 0.1, "momentum": 0.02, "plain": 0.02}
FIGURES = {
    "stepper": functools.partial(interactive.convolution_stepper, np.tile(X, (2, 2))[:8, :8], K, padding=2),
    "descent path": interactive.descent_path,
    "descent path, three": functools.partial(interactive.descent_path, RATES),
    "kernel bench": interactive.kernel_bench,
    "shift and shuffle": interactive.shift_and_shuffle,
    "shift and shuffle, three": functools.partial(interactive.shift_and_shuffle, THREE),
    "network map": interactive.network_map,
    "field tracer": interactive.field_tracer,
}


def replace(page, tag, options):
    """Put a figure of other options in the place of the one on the page."""
    page.evaluate(
        """([tag, options]) => {
            const fresh = document.createElement(tag);
            fresh.setAttribute('options', JSON.stringify(options));
            document.querySelector(tag).replaceWith(fresh);
        }""",
        [tag, options],
    )
