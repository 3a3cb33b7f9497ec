"""Where a network begins."""

from cnnlib import checks
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.symbol import Node, Symbol
from cnnlib.scratch.signatures import naming_arguments, written_call


class InputLayer(Layer):
    """Stands for an input in a network's list of layers."""

    def __init__(self, shape, *, dtype=None, name=None):
        super().__init__(name=name)
        self.built = True
        self.dtype = checks.float_type("Input", "float32" if dtype is None else dtype)
        if not isinstance(shape, (tuple, list)):
            needs = "needs a tuple without the batch, such as (28, 28, 1)"
            raise TypeError(f"Input: shape is {checks.shown(shape)}, {needs}")
        self.shape = tuple(None if n is None else checks.whole("Input", "shape", n, minimum=1) for n in shape)
        if len(shape) > 3 and shape[0] is None:
            raise TypeError(f"Input: shape is {shape!r}, needs sizes without the batch, such as (28, 28, 1)")
        if None in self.shape[-1:]:
            raise ValueError(f"Input: shape is {self.shape}, needs a last axis of known size: (None, None, 3)")
        self.symbol = Symbol((None, *self.shape), self.dtype)
        Node(self, [], self.symbol)

    def __repr__(self):
        return written_call(self, without=["dtype"] if self.dtype == "float32" else [])

    def compute_output_shape(self, input_shape):
        return input_shape


@naming_arguments
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
    return InputLayer(shape, dtype=dtype, name=name).symbol
