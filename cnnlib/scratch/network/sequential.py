"""Sequential: layers one after the other, built by an Input or by the first array."""

from cnnlib import wording
from cnnlib.scratch.layers.input import Input, InputLayer
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.symbol import Symbol
from cnnlib.scratch.network.model import Model
from cnnlib.scratch.signatures import naming_its_arguments


class Sequential(Model):
    """Layers one after the other.

    Parameters
    ----------
    layers : list of Layer
        An `Input` may stand first, and the network is built at once; without one, its first call builds it.
    name : str, optional

    Raises
    ------
    ValueError, TypeError
        If the list holds something else, or one layer twice.

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib import scratch as nn
    >>> network = Sequential([nn.Input((28, 28, 1)), nn.Conv2D(6, 5), nn.Flatten(), nn.Dense(10)])
    >>> network
    <Sequential sequential: 3 layers, (None, 28, 28, 1) → (None, 10), 34,726 parameters>
    >>> y = network(np.ones((4, 28, 28, 1), np.float32))
    >>> network.backward(np.ones_like(y)).shape, len(network.gradients)
    ((4, 28, 28, 1), 4)
    """

    made_of = "layers"

    def __init__(self, layers=None, *, name=None):
        # Not Model's, which asks for inputs and outputs: they come later.
        Layer.__init__(self, name="sequential" if name is None else name)
        self.named_by_class = name is None
        self.layers, self._begin, self._end = [], None, None
        if not isinstance(layers, (list, tuple, type(None))):
            raise TypeError(f"{self.label}: layers is {wording.a_type(layers)}, needs a list: Sequential([layer, …])")
        for layer in layers or ():
            self._append(layer)
        self._connect_layers()

    @naming_its_arguments
    def add(self, layer):
        """Put one more layer, or at first an `Input`, at the end."""
        self.check_made()
        layers, end = list(self.layers), self._end
        try:
            self._append(layer)
            self._connect_layers()
        except Exception:
            self.layers, self._end = layers, end
            raise

    def _append(self, layer):
        layer = layer.symbol if isinstance(layer, InputLayer) else layer  # as Keras takes it
        if isinstance(layer, Symbol) and not self.layers and self._begin is None and not layer.node.inputs:
            self._begin = self._end = layer
            return
        if not isinstance(layer, Layer):
            what = wording.a_type(layer) if isinstance(layer, type) else wording.whose(layer)
            what = "an Input after the first place" if isinstance(layer, Symbol) else what
            needs = "needs layers of cnnlib.scratch, and an Input first if at all"
            raise TypeError(f"{self.label}: layers holds {what}, {needs}")
        layer.check_made()
        if layer is self or (isinstance(layer, Model) and self in _with_inner(layer.layers)):
            within = "the network itself" if layer is self else f"{layer.label}, which holds the network itself"
            raise ValueError(f"{self.label}: layers would hold {within}, needs another layer")
        if layer in self.layers:
            raise ValueError(f"{self.label}: {layer.label} stands in layers twice; use Model to call a layer again")
        if self._end is not None:
            self._end = layer(self._end)
        self.layers = [*self.layers, layer]

    def _connect_layers(self):
        """Make the graph, once there is an Input."""
        if self._begin is not None and self.layers:
            self._connect(self._begin, self._end, self.layers)  # the layers as given: without the Input, as in Keras

    def _build_for(self, shapes, dtype):
        """Call the layers on symbols. If one refuses, all are as before, open to another shape."""
        if not self.layers:
            raise ValueError(f"{self.label}: layers is empty, needs at least one")
        if isinstance(shapes, list):
            raise TypeError(f"{self.label}: x is a list of {len(shapes)}, needs one array")
        before = [(layer, layer.built, len(layer._calls)) for layer in _with_inner(self.layers)]
        try:
            self._begin = self._end = Input(shapes[1:], dtype=dtype)
            for layer in self.layers:
                self._end = layer(self._end)
            self._connect_layers()
        except Exception:
            self._begin = self._end = None
            for layer, built, calls in before:
                del layer._calls[calls:]
                if not built:
                    layer._forget()
            raise

    def _forget(self):
        super()._forget()
        self._begin = self._end = None


def _with_inner(layers):
    """The layers, and those of networks among them."""
    for layer in layers:
        yield layer
        if isinstance(layer, Model):
            yield from _with_inner(layer.layers)
