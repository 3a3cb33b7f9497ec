"""A sum of products, or a maximum, and how it is written."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cnnlib.numerals import MINUS, number

LONGEST = 30  # terms written out before the middle is left out


class Factor(NamedTuple):
    """One number, and where it stands: `index` in array `array`; outside it, for a cell of padding.

    `written` says how it came about, where that tells more than the number.
    """

    array: str
    index: tuple
    value: float
    padding: bool = False
    written: str = ""


def product(factors):
    """A product as one writes it by hand; a negative factor goes in brackets, unless it stands alone.

    >>> product([Factor("x", (0,), -1.0), Factor("kernel", (0,), -2.0)])
    '(−1)·(−2)'
    """
    texts = [f.written or number(f.value) for f in factors]
    return "·".join(f"({t})" if t.startswith(MINUS) and len(texts) > 1 else t for t in texts)


def shortened(texts):
    """The list itself, or its two ends: the rest follows the pattern.

    >>> shortened([str(n) for n in range(100)])[17:22]
    ['17', '18', '… (71 more) …', '90', '91']
    """
    return texts if len(texts) <= LONGEST else [*texts[:19], f"… ({len(texts) - 29} more) …", *texts[-10:]]


def added(texts):
    """A sum as one writes it by hand; what begins with a minus is subtracted.

    >>> added(["−1", "2", "−3"])
    '−1 + 2 − 3'
    """
    signed = (f" {MINUS} {t[1:]}" if t.startswith(MINUS) else f" + {t}" for t in texts[1:])
    return "".join([*texts[:1], *signed]) or "0"


@dataclass(frozen=True, repr=False)
class Explanation:
    """What one element of an array is the sum of, or the mean.

    Attributes
    ----------
    array, at : str and tuple of int
        The element: its array's name, and its position; () for a number that stands alone.
    terms : list of lists of Factor
        The products that are added up.
    arrays : dict of str to ndarray
        What the factors were read from.
    divisor : int
        What the sum is divided by: 1, or for a mean how many are averaged.
    reads : list of (str, tuple of int)
        Elements of the arrays that matter too, but are not factors: those that a factor was computed from.
    result : float, optional
        What the operation gave. Of a part, such as a mean on the way, only the terms are known.
    """

    array: str
    at: tuple
    terms: list
    arrays: dict
    divisor: int = 1
    reads: tuple = ()
    result: float | None = None

    @property
    def value(self):
        """The number that is explained: the operation's own, to its last digit."""
        return self.computed() if self.result is None else self.result

    def computed(self):
        """The sum of the terms in float64, apart from `value` by the operation's rounding."""
        products = [math.prod(float(f.value) for f in term) for term in self.terms]
        try:
            return math.fsum(products) / self.divisor
        except (ValueError, OverflowError):  # infinities of both signs, or a sum beyond the largest float
            return sum(products) / self.divisor

    def written(self):
        """The arithmetic, without the number that it gives."""
        total = added(shortened([product(term) for term in self.terms]))
        if self.divisor == 1:
            return total
        return f"({total})/{self.divisor}" if " " in total else f"{total}/{self.divisor}"

    @property
    def position(self):
        """`at` as one writes it: [0, 1], or nothing for a number that stands alone."""
        return f"[{', '.join(map(str, self.at))}]" if self.at else ""

    def __str__(self):
        return f"{self.array}{self.position} = {self.written()} = {number(self.value)}{self._apart()}"

    def _apart(self):
        """What to add where the operation lost digits that the terms show, as a norm does far from 0 in float32."""
        computed = self.computed()
        largest = max((abs(math.prod(float(f.value) for f in term)) for term in self.terms), default=0)
        apart = abs(self.value - computed)  # NaN is no distance, and numbers near 0 have few digits in float32
        if not apart > 1e-3 * max(largest / self.divisor, abs(computed), 1e-30):
            return ""
        return f" (rounded on the way: the terms come to {number(computed)})"

    def __repr__(self):
        return str(self)

    def __float__(self):
        return float(self.value)

    def cells(self, array):
        """Positions in one of the arrays that the number was made of; those of padding are outside it."""
        factors = [f.index for term in self.terms for f in term if f.array == array]
        return factors + [index for name, index in self.reads if name == array]

    def figure(self, **options):
        """A picture of the arrays with the cells that were used highlighted: `cnnlib.figures.arithmetic`."""
        from cnnlib import figures  # Matplotlib is loaded only for a picture

        return figures.arithmetic(self, **options)


class Maximum(Explanation):
    """What one element of an array is the largest of; each of the terms is one number."""

    def computed(self):
        return float(np.max([f.value for (f,) in self.terms]))  # NaN, if one of them is

    def written(self):
        return f"max({', '.join(shortened([product(term) for term in self.terms]))})"
