"""A sum of products, and how it is written."""

import math
from dataclasses import dataclass
from typing import NamedTuple

MINUS = "−"
LONGEST = 30  # products written out before the middle is left out


class Factor(NamedTuple):
    """One number, and where it stands: `index` in array `array`; outside it, for a cell of padding."""

    array: str
    index: tuple
    value: float
    padding: bool = False


def number(value):
    """A number as one writes it by hand: 2, −1.5, 0.3333; six digits at most.

    >>> number(-3.0), number(1 / 3)
    ('−3', '0.333333')
    """
    return f"{value + 0.0:.6g}".replace("-", MINUS)  # + 0.0 makes a zero of -0.0


def product(factors):
    """A product as one writes it by hand; a negative factor that does not stand first goes in brackets.

    >>> product([Factor("x", (0,), -1.0), Factor("kernel", (0,), -2.0)])
    '(−1)·(−2)'
    """
    texts = [number(f.value) for f in factors]
    return "·".join(f"({t})" if t.startswith(MINUS) and len(texts) > 1 else t for t in texts)


@dataclass(frozen=True)
class Explanation:
    """What one element of an array is the sum of.

    Attributes
    ----------
    array, at : str and tuple of int
        The element: its array's name, and its position.
    terms : list of lists of Factor
        The products that are added up.
    arrays : dict of str to ndarray
        What the factors were read from.
    """

    array: str
    at: tuple
    terms: list
    arrays: dict

    @property
    def value(self):
        """The number that is explained: the sum of the terms."""
        return float(math.fsum(math.prod(float(f.value) for f in term) for term in self.terms))

    def __str__(self):
        products = [product(term) for term in self.terms]
        if len(products) > LONGEST:  # the rest follows the pattern
            products = [*products[:19], f"… ({len(products) - 29} more) …", *products[-10:]]
        return f"{self.array}[{', '.join(map(str, self.at))}] = {' + '.join(products) or '0'} = {number(self.value)}"

    def _repr_pretty_(self, printer, cycle):
        printer.text(str(self))

    def cells(self, array):
        """Positions in one of the arrays that the sum reads; those of padding are outside it."""
        return [f.index for term in self.terms for f in term if f.array == array]

    def figure(self, **options):
        """A picture of the arrays with the cells that the sum used highlighted: `cnnlib.figures.arithmetic`."""
        from cnnlib import figures  # Matplotlib is loaded only for a picture

        return figures.arithmetic(self, **options)
