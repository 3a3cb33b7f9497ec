"""What the exercises' inputs are drawn from: small arrays of small numbers, which can be checked by hand."""

import numpy as np

# Hypothesis prefers the first ones: a half is shown only where a whole number would not go wrong.
NUMBERS = [0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5]


def array_of(draw, st, shape):
    """Numbers from -3 to 3 as float64: whole ones, and halves; shrinks toward zeros."""
    count = int(np.prod(shape))
    return np.array(draw(st.lists(st.sampled_from(NUMBERS), min_size=count, max_size=count))).reshape(shape)


def number_of(draw, st):
    """One number such as those of `array_of`."""
    return draw(st.sampled_from(NUMBERS))
