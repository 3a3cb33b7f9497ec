"""How a number is written, in explanations, in figures and in the interactive ones."""

MINUS = "−"


def number(value):
    """A number as one writes it by hand, as `cnn.number` in `interactive/base.js` does.

    An integer up to 2^53 is exact, and stands in full. Another number has six digits or three decimals, whichever is
    finer, and at most fifteen digits.

    >>> number(-3.0), number(1 / 3), number(-1999992.0), number(1234567.25), number(float("-inf"))
    ('−3', '0.333333', '−1999992', '1234567.25', '−∞')
    """
    value = float(value) + 0.0  # makes a zero of -0.0
    if value.is_integer() and abs(value) <= 2**53:
        text = f"{value:.0f}"
    else:
        whole = len(f"{abs(value):.0f}") if 1 <= abs(value) < 2**53 else 1  # digits before the point
        text = f"{value:.{min(max(6, whole + 3), 15)}g}"
    return text.replace("-", MINUS).replace("inf", "∞")
