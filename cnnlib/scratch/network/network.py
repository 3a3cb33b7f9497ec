"""Networks: layers joined into a graph, gone through forward and, in the opposite order, backward."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.calls import naming_its_arguments
from cnnlib.scratch.layers.errors import check_input_gradients, check_training, naming
from cnnlib.scratch.layers.input import Input
from cnnlib.scratch.layers.layer import OWN_METHODS, Layer
from cnnlib.scratch.layers.symbol import Symbol, as_list, snake_case
from cnnlib.scratch.layers.verbs import LAST_CALL
from cnnlib.scratch.network.graph import calls_between, give_names
from cnnlib.scratch.network.saving import load_weights, save_weights
from cnnlib.scratch.network.summary import print_summary
from cnnlib.scratch.training.trainer import Trainer


class Model(Trainer, Layer, checked=False):
    """A network from symbols to symbols; itself a layer.

    Parameters
    ----------
    inputs, outputs : Symbol or list of Symbol
        Where the graph begins, from `Input`, and where it ends.
    name : str, optional

    Attributes
    ----------
    layers : list of Layer
        In Keras's order, which is also that of the weights.

    Raises
    ------
    ValueError, TypeError
        If `inputs` and `outputs` are no symbols, or an output depends on another input.

    Notes
    -----
    Backward goes through the calls in the opposite order. Where a tensor was used more than once, it adds up
    the gradients that come back to it, as the chain rule asks; and so for a variable whose layer was called more than
    once, in this network or in networks within it. `weights` holds such a variable once.

    Examples
    --------
    >>> from cnnlib import scratch as nn
    >>> x = nn.Input((8, 8, 3))
    >>> y = nn.Conv2D(3, 3, padding="same", activation="relu")(x)
    >>> y = nn.Add()([x, y])  # a residual connection
    >>> network = Model(x, nn.Dense(10)(nn.GlobalAveragePooling2D()(y)))
    >>> network.predict(np.ones((2, 8, 8, 3), np.float32), verbose=0).shape, network.count_params()
    ((2, 10), 124)
    """

    made_of = "inputs, outputs"

    def __init__(self, inputs, outputs, *, name=None):
        super().__init__(name=name or snake_case(type(self).__name__))
        self._connect(inputs, outputs)

    def __init_subclass__(cls):
        for method in ("call", "__call__", *OWN_METHODS):
            if method in vars(cls):
                raise TypeError(
                    f"{cls.__name__}: a Model with a {method} of its own is not supported, needs a graph of symbols; "
                    "give Model the inputs and outputs, or write a Layer with forward and backward"
                )
        super().__init_subclass__()

    def _connect(self, inputs, outputs):
        op = type(self).__name__
        for side, symbols in (("inputs", inputs), ("outputs", outputs)):
            if not as_list(symbols):
                raise ValueError(f"{op}: {side} is an empty list, needs at least one symbol")
            for symbol in as_list(symbols):
                if not isinstance(symbol, Symbol):
                    got = checks.a_type(symbol)
                    raise TypeError(f"{op}: {side} holds {got}, needs symbols, from Input or a layer")
        for symbol in as_list(inputs):
            if as_list(inputs).count(symbol) > 1:
                raise ValueError(f"{op}: inputs holds one Input twice, needs an Input for each array")
            if symbol.node.inputs:
                raise ValueError(
                    f"{op}: inputs holds the output of {symbol.node.layer.label}, needs symbols from Input"
                )
        nodes, layers = calls_between(as_list(inputs), as_list(outputs), op)
        give_names(layers, snake_case)
        self._takes_list = isinstance(inputs, (list, tuple))
        self._gives_list = isinstance(outputs, (list, tuple))
        self.inputs, self.outputs, self._nodes, self.layers = as_list(inputs), as_list(outputs), nodes, layers
        self.dtype, self.built = self.inputs[0].dtype, True
        self._last_use = {symbol: node for node in self._nodes for symbol in node.inputs}

    def forward(self, x, training=False, keep=True):
        """The outputs for arrays, and what `backward` needs; where that is not wanted (`keep`), memory is freed early."""
        check_training(self.label, training)
        if not self.built:
            self._build_for(x)
        values, kept = dict(zip(self.inputs, self._check_inputs(x))), []
        for node in self._nodes:
            if not node.inputs:
                continue
            arguments = [values[symbol] for symbol in node.inputs]
            with naming(node.layer):
                y, kept_by_layer = node.layer.forward(arguments if node.takes_list else arguments[0], training)
            values.update(zip(node.outputs, as_list(y)))
            if keep:
                kept.append((node, kept_by_layer))
            else:
                kept_by_layer = None
                for symbol in set(node.inputs) - set(self.outputs):
                    if self._last_use[symbol] is node:
                        del values[symbol]
        y = [values[symbol] for symbol in self.outputs]
        shapes = {symbol: array.shape for symbol, array in values.items()}
        return (y if self._gives_list else y[0]), (kept, shapes)

    @naming_its_arguments
    def backward(self, d_out, kept=LAST_CALL, input_gradient=True):
        """The loss's gradients for the inputs (None where not wanted), and for the trainable variables by name.

        Without `kept` the network goes back through its last call, as a layer does: it returns the first alone and
        holds the second in `gradients`. Names are those of layer and weight: "conv2d_1/kernel".
        """
        if kept is LAST_CALL:
            return self._backward_of_last_call(d_out)
        kept, shapes = kept
        of_tensor, of_variable = {}, {}  # the sums of the gradients that have come back so far
        for symbol, d in zip(self.outputs, self._check_gradients(d_out)):
            _add(of_tensor, symbol, d)
        for node, kept_by_layer in reversed(kept):
            d_outputs = [_arrived(of_tensor, symbol, shapes[symbol], self.dtype) for symbol in node.outputs]
            d_outputs = d_outputs if len(d_outputs) > 1 else d_outputs[0]
            wanted = input_gradient or any(symbol.node.inputs for symbol in node.inputs)
            with naming(node.layer):
                d_inputs, gradients = node.layer.backward(d_outputs, kept_by_layer, input_gradient=wanted)
                if wanted:
                    of_inputs = [shapes[symbol] for symbol in node.inputs]
                    of_inputs = of_inputs if node.takes_list else of_inputs[0]
                    check_input_gradients(node.layer.label, d_inputs, of_inputs, d_outputs)
                    for symbol, d in zip(node.inputs, as_list(d_inputs)):
                        _add(of_tensor, symbol, d)
            for name, variable in node.layer.named_trainable_variables.items():
                _add(of_variable, id(variable), gradients[name])
        d_inputs = [of_tensor.get(symbol) for symbol in self.inputs]
        gradients = {name: of_variable[id(v)] for name, v in self.named_trainable_variables.items()}
        return (d_inputs if self._takes_list else d_inputs[0]), gradients

    @naming_its_arguments
    def get_layer(self, name):
        """The layer of this name.

        Raises
        ------
        ValueError
            If there is no such layer.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise ValueError(
            f"{self.label}: no layer is called {name!r}; there are {', '.join(x.name for x in self.layers)}"
        )

    def _all_layers(self):
        """The layers, and those of networks among them."""
        for layer in self.layers:
            yield layer
            if isinstance(layer, Model):
                yield from layer._all_layers()

    def check_gradient(self, d_out):
        """`backward` does, with a name for each output."""

    def _check_inputs(self, x):
        return _check_arrays(self.label, "x", x, self.inputs, self._takes_list)

    def _check_gradients(self, d_out):
        return _check_arrays(self.label, "d_out", d_out, self.outputs, self._gives_list)

    @Layer.trainable.setter
    def trainable(self, value):
        Layer.trainable.fset(self, value)
        for layer in getattr(self, "layers", []):
            layer.trainable = value

    @property
    def named_weights(self):
        return _each_once(self.layers, "named_weights")

    @property
    def named_trainable_variables(self):
        return _each_once(self.layers, "named_trainable_variables")

    summary, save_weights, load_weights = print_summary, save_weights, load_weights


class Sequential(Model):
    """Layers one after the other.

    Parameters
    ----------
    layers : list of Layer
        An `Input` may stand first; the network is then built at once, else by its first call.
    name : str, optional

    Raises
    ------
    ValueError, TypeError
        If there is something else in the list, or a layer twice.

    Examples
    --------
    >>> from cnnlib import scratch as nn
    >>> network = Sequential([nn.Input((28, 28, 1)), nn.Conv2D(6, 5), nn.Flatten(), nn.Dense(10)])
    >>> network.count_params()
    34726
    >>> y = network(np.ones((4, 28, 28, 1), np.float32))
    >>> network.backward(np.ones_like(y)).shape, len(network.gradients)
    ((4, 28, 28, 1), 4)
    """

    made_of = "layers"

    def __init__(self, layers=None, *, name=None):
        Layer.__init__(self, name=name or "sequential")
        self.layers, self._begin, self._end = [], None, None
        if not isinstance(layers, (list, tuple, type(None))):
            raise TypeError(f"{self.label}: layers is {checks.a_type(layers)}, needs a list: Sequential([layer, …])")
        for layer in layers or ():
            self._append(layer)
        self._finish()

    @naming_its_arguments
    def add(self, layer):
        """Put one more layer, or at first an `Input`, at the end."""
        self.check_made()
        layers, end = list(self.layers), self._end
        try:
            self._append(layer)
            self._finish()
        except Exception:
            self.layers, self._end = layers, end
            raise

    def _append(self, layer):
        if isinstance(layer, Symbol) and not self.layers and self._begin is None and not layer.node.inputs:
            self._begin = self._end = layer
            return
        if not isinstance(layer, Layer):
            what = "an Input after the first place" if isinstance(layer, Symbol) else checks.a_type(layer)
            if isinstance(layer, type):
                what = f"the class {layer.__name__}"
            raise TypeError(f"{self.label}: layers holds {what}, needs layers, and an Input first if at all")
        layer.check_made()
        if layer is self or (isinstance(layer, Model) and self in layer._all_layers()):
            within = "the network itself" if layer is self else f"{layer.label}, which holds the network itself"
            raise ValueError(f"{self.label}: layers would hold {within}, needs another layer")
        if layer in self.layers:
            raise ValueError(f"{self.label}: {layer.label} stands in layers twice; use Model to call a layer again")
        if self._end is not None:
            self._end = layer(self._end)
        self.layers.append(layer)

    def _finish(self):
        if self._begin is None or not self.layers:
            return
        layers = self.layers
        self._connect(self._begin, self._end)
        self.layers = layers  # without the input, as in Keras

    def _build_for(self, x):
        """Build the network on the first array that it is called on."""
        if not self.layers:
            raise ValueError(f"{self.label}: layers is empty, needs one at least")
        checks.check_arrays(self.label, x=x)
        self._build_on(Input(x.shape[1:], dtype=x.dtype.name))

    def _build_on(self, begin):
        """Call the layers on symbols; if one refuses, all are as before, open to another shape."""
        before = [(layer, layer.built, len(layer._calls)) for layer in self._all_layers()]
        try:
            end = begin
            for layer in self.layers:
                end = layer(end)
            self._begin, self._end = begin, end
            self._finish()
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


def _each_once(layers, kind):
    """Arrays of the layers by name, without repeats: two networks within this one may share a layer."""
    named = {}
    for i, layer in enumerate(layers):
        for name, array in getattr(layer, kind).items():
            named.setdefault(id(array), (f"{layer.name or i}/{name}", array))
    return dict(named.values())


def _add(sums, key, d):
    sums[key] = sums[key] + d if key in sums else d


def _arrived(sums, symbol, shape, dtype):
    """The gradient that came back to a tensor: zeros if none did."""
    return sums.pop(symbol) if symbol in sums else np.zeros(shape, dtype)


def _check_arrays(op, name, arrays, symbols, takes_list):
    """The arrays for a network's inputs or outputs in a list, if they fit."""
    if takes_list != isinstance(arrays, (list, tuple)) or len(as_list(arrays)) != len(symbols):
        needs = f"a list of {len(symbols)}" if takes_list else "one array"
        got = f"a list of {len(arrays)}" if isinstance(arrays, (list, tuple)) else checks.a_type(arrays)
        raise ValueError(f"{op}: {name} is {got}, needs {needs}")
    for i, (array, symbol) in enumerate(zip(as_list(arrays), symbols)):
        which = f"{name}[{i}]" if takes_list else name
        checks.check_arrays(op, like=("the network", symbol.dtype), **{which: array})
        if array.shape[1:] != symbol.shape[1:] or array.ndim != len(symbol.shape):
            needs = f"(batch, {', '.join(map(str, symbol.shape[1:]))})"
            raise ValueError(f"{op}: {which} has shape {array.shape}, needs {needs}{_fix(which, array, symbol)}")
    return as_list(arrays)


def _fix(name, array, symbol):
    """What to try, where it can be guessed."""
    if array.shape == symbol.shape[1:]:
        return f"; add the batch axis: {name}[None]"
    if (*array.shape[1:], 1) == symbol.shape[1:]:
        return f"; add the channel axis: {name}[..., None]"
    return ""
