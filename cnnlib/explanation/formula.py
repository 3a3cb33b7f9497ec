"""A number that is more than a sum of products: a mean, or what a formula gives."""

import re
from dataclasses import dataclass, field

from cnnlib.explanation.explanation import Explanation, Factor
from cnnlib.numerals import MINUS, number


def mean(name, at, terms, arrays):
    """The mean of the terms."""
    return Explanation(name, at, terms, arrays, divisor=len(terms))


@dataclass(frozen=True, kw_only=True, repr=False)
class Formula(Explanation):
    """What one element of an array is, by a formula that is more than a sum of products.

    Attributes
    ----------
    array, at, terms, arrays, result
        As for `Explanation`: the products are the formula's, multiplied out.
    template : str
        The formula, each name that stands for a number in braces.
    numbers : dict of str to float
        What the names stand for.
    used : dict of str to list of positions
        The elements of the arrays that the number depends on.
    parts : dict of str to Explanation
        How those of the numbers came about that are not elements of an array, such as a mean.
    """

    template: str
    numbers: dict
    used: dict
    parts: dict = field(default_factory=dict)

    def __str__(self):
        names = re.sub(r"[{}]", "", self.template)
        filled = re.sub(r"(for |.?)\{(.*?)\}", self._filled, self.template)
        return f"{self.array}{self.position} = {names} = {filled} = {number(self.value)}{self._apart()}"

    def _filled(self, match):
        """One name's number; in brackets if it is negative and follows a sign."""
        before, name = match.groups()
        text = number(self.numbers[name])
        return before + (f"({text})" if text.startswith(MINUS) and before not in ("", "(", "for ") else text)

    def cells(self, array):
        """Positions in one of the arrays that the number depends on."""
        return self.used.get(array, [])


def constant(name, value):
    """A factor that stands in no array."""
    return Factor(name, (), value)
