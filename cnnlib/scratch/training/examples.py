"""Examples: inputs with their labels and weights, checked once, then cut into batches."""

import math

import numpy as np

from cnnlib import checks, wording
from cnnlib.scratch import seed
from cnnlib.scratch.layers.verbs import named
from cnnlib.scratch.network.ends import listed


class Examples:
    """Examples, to be gone through in batches: arrays of one length in lists, an entry for each input and output.

    Parameters
    ----------
    x : list of ndarray
    batch_size : int
    y : list of ndarray
    sample_weight : list of ndarray, shape (batch,), or None
        How much each example counts in the loss of each output.
    """

    def __init__(self, x, batch_size, y=(), sample_weight=None):
        self.x, self.y, self.sample_weight, self.batch_size = x, y, sample_weight, batch_size

    def __len__(self):
        return len(self.x[0])

    @property
    def n_batches(self):
        return -(-len(self) // self.batch_size)

    def batches(self, shuffle=False):
        """Parts of `batch_size` examples, the last may be smaller: in a new order, or as they stand, without a copy."""
        n, size = len(self), self.batch_size
        order = seed.generator().permutation(n) if shuffle else None
        for start in range(0, n, size):
            yield self.part(slice(start, start + size) if order is None else order[start : start + size])

    def part(self, where):
        """The examples in a slice, or at given places."""
        weights = None if self.sample_weight is None else [a[where] for a in self.sample_weight]
        return Examples([a[where] for a in self.x], self.batch_size, [a[where] for a in self.y], weights)

    def split(self, fraction, batch_size):
        """All but the last examples, and these: at least this fraction of all, counted as in Keras."""
        n = len(self)
        first = math.floor(n * (1 - fraction))
        if first == 0:
            what = f"which holds out all of {wording.plural(n, 'example')}"
            raise ValueError(f"fit: validation_split is {fraction:g}, {what}; needs less, or more examples")
        training, validation = self.part(slice(first)), self.part(slice(first, n))
        validation.batch_size = batch_size
        return training, validation


def as_arrays(op, name, given, takes_list, count, n):
    """A list of `count` arrays of n examples, from one array or, where a network takes several, from a list of them."""
    arrays = listed(op, name, given, takes_list, count)
    for which, array in named(name, given).items():
        if not isinstance(array, np.ndarray):
            fix = "" if array is None else f": np.array({which})"
            raise TypeError(f"{op}: {which} is {wording.a_type(array)}, needs an array{fix}")
        if array.ndim == 0:
            raise ValueError(f"{op}: {which} is a single number, needs an array with one entry for each example of x")
    check_lengths(op, name, given, n)
    return arrays


def check_lengths(op, name, given, n):
    """Refuse an array, or one of several, that does not have n examples."""
    for which, array in named(name, given).items():
        if len(array) != n:
            raise ValueError(f"{op}: {which} has {wording.plural(len(array), 'example')}, but x has {n}")


def as_validation_data(validation_data):
    """(x, y, sample_weight) from a pair or a triple; None stands for no weights."""
    if not isinstance(validation_data, (list, tuple)) or len(validation_data) not in (2, 3):
        got = wording.a_type(validation_data)
        got += f" of {len(validation_data)}" if isinstance(validation_data, (list, tuple)) else ""
        raise ValueError(f"fit: validation_data is {got}, needs a pair (x, y), or (x, y, sample_weight)")
    return (*validation_data, None)[:3]


def as_batch_size(op, name, value, default=32):
    return default if value is None else checks.whole(op, name, value, minimum=1)
