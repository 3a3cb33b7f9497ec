"""Where a network begins."""

from cnnlib import checks, wording
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.symbol import Node, Symbol
from cnnlib.scratch.signatures import naming_its_arguments, written_call


class InputLayer(Layer):
    """Stands for an input in a network's list of layers.

    Parameters and errors as `Input`.

    Examples
    --------
    >>> InputLayer((28, 28, 1)).symbol.shape
    (None, 28, 28, 1)
    """

    def __init__(self, shape, *, dtype=None, name=None):
        super().__init__(name=name)
        self.built = True
        self.shape, self.dtype = _checked(type(self).__name__, shape, dtype)
        self.symbol = Symbol((None, *self.shape), self.dtype)
        Node(self, [], self.symbol)

    def __repr__(self):
        return written_call(self, without=["dtype"] if self.dtype == "float32" else [])

    def compute_output_shape(self, input_shape):
        return input_shape


@naming_its_arguments
def Input(shape, *, dtype=None, name=None):
    """The symbol that a network starts from.

    Parameters
    ----------
    shape : tuple of int or None
        Of one example: (28, 28, 1), without the batch. None is a size that may be another one in each batch:
        (None, None, 3) for pictures of any height and width.
    dtype : {"float32", "float64"}, optional
        The type of the network's weights and of its inputs; float32 if not given.
    name : str, optional

    Returns
    -------
    Symbol

    Raises
    ------
    ValueError, TypeError
        If `shape` is not a shape, or `dtype` not one of these.

    Examples
    --------
    >>> Input((28, 28, 1)).shape
    (None, 28, 28, 1)
    """
    shape, dtype = _checked("Input", shape, dtype)
    return InputLayer(shape, dtype=dtype, name=name).symbol


def _checked(op, shape, dtype):
    """Sizes without the batch, and the name of a type."""
    dtype = checks.float_type(op, "float32" if dtype is None else dtype)
    if not isinstance(shape, (tuple, list)):
        raise TypeError(f"{op}: shape is {wording.shown(shape)}, needs a tuple without the batch, such as (28, 28, 1)")
    sizes = tuple(None if n is None else checks.whole(op, "shape", n, minimum=1) for n in shape)
    if len(sizes) > 3 and sizes[0] is None:
        raise TypeError(f"{op}: shape is {shape!r}, needs sizes without the batch, such as (28, 28, 1)")
    if None in sizes[-1:]:
        raise ValueError(f"{op}: shape is {sizes}, needs a last axis of known size: (None, None, 3)")
    return sizes, dtype
