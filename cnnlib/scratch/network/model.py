"""Model: layers joined into a graph."""

from cnnlib import checks, wording
from cnnlib.files import check_place, npz_path
from cnnlib.scratch.layers import verbs
from cnnlib.scratch.layers.layer import OWN_METHODS, Layer
from cnnlib.scratch.layers.symbol import snake_case
from cnnlib.scratch.layers.verbs import as_list
from cnnlib.scratch.layers.weights import named_together
from cnnlib.scratch.network import ends
from cnnlib.scratch.network.graph import calls_between, give_names
from cnnlib.scratch.network.passes import backward_pass, forward_pass
from cnnlib.scratch.network.saving import read_weights, write_weights
from cnnlib.scratch.network.summary import summary_lines
from cnnlib.scratch.signatures import naming_its_arguments
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
    input, output : Symbol or list of Symbol
        As given; `inputs` and `outputs` are lists in any case.

    Raises
    ------
    ValueError, TypeError
        If `inputs` and `outputs` are not symbols, or an output depends on another input.

    Notes
    -----
    The backward pass goes through the calls in the opposite order. Where a tensor was used more than once, it adds up
    the gradients that come back to it, as the chain rule asks; and so for a variable whose layer was called more than
    once, in this network or in networks within it. `weights` holds such a variable once.

    To set `trainable` sets that of all layers, which may then be set one by one. A network whose own is False has no
    `trainable_variables`. Within another network, that one goes by the layers. It is so in Keras.

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib import scratch as nn
    >>> x = nn.Input((8, 8, 3))
    >>> y = nn.Conv2D(3, 3, padding="same", activation="relu")(x)
    >>> y = nn.Add()([x, y])  # a residual connection
    >>> network = Model(x, nn.Dense(10)(nn.GlobalAveragePooling2D()(y)))
    >>> network
    <Model model: 5 layers, (None, 8, 8, 3) → (None, 10), 124 parameters>
    >>> network.predict(np.ones((2, 8, 8, 3), np.float32), verbose=0).shape
    (2, 10)
    >>> Model(network.input, nn.Dense(2)(network.layers[-2].output)).count_params()  # the same layers, another end
    92
    """

    made_of = "inputs, outputs"
    layers, inputs, outputs = (), None, None

    def __init__(self, inputs, outputs, *, name=None):
        super().__init__(name=snake_case(type(self).__name__) if name is None else name)
        self.named_by_class = name is None
        self._connect(inputs, outputs)

    def __init_subclass__(cls):
        for method in ("call", "__call__", *OWN_METHODS):
            if method in vars(cls):
                raise TypeError(
                    f"{cls.__name__}: a Model with its own {method} is not supported, needs a graph of symbols; "
                    "give Model the inputs and outputs, or write a Layer with forward and backward"
                )
        super().__init_subclass__()

    def _connect(self, inputs, outputs, layers=None):
        """Find the calls between the symbols, and name their layers; without `layers` they are listed as in Keras."""
        op = type(self).__name__
        ends.check_ends(op, as_list(inputs), as_list(outputs))
        nodes, in_order = calls_between(as_list(inputs), as_list(outputs), op)
        give_names(in_order, op)
        self.calls, self.layers = [node for node in nodes if node.inputs], layers or in_order
        self.inputs, self._takes_list = as_list(inputs), isinstance(inputs, (list, tuple))
        self.outputs, self._gives_list = as_list(outputs), isinstance(outputs, (list, tuple))
        self.dtype, self.built = self.inputs[0].dtype, True

    def forward(self, x, training=False, keep=True):
        """The output for x, and what `backward` needs; nothing of it where `keep` is False, to save memory."""
        verbs.check_training(self.label, training)
        keep = checks.flag(self.label, "keep", keep)
        if not self.built:
            verbs.check_call(self.label, x, training)
            self._build_for(*verbs.shapes_and_type(x))
        arrays, kept = forward_pass(self.calls, self.inputs, self.outputs, self._check_inputs(x), training, keep)
        return (arrays if self._gives_list else arrays[0]), kept

    @naming_its_arguments
    def backward(self, d_out, kept=verbs.FROM_LAST_CALL, input_gradient=True):
        """The loss's gradients for x (None where they are not wanted), and for the trainable variables by name.

        The names are those of layer and weight: "conv2d_1/kernel". A frozen network gives the gradients of those
        layers, too, that are not frozen themselves: a network around it trains them. Without `kept` the network goes
        back through its last call, as every layer does, and returns the first alone.
        """
        input_gradient = checks.flag(self.label, "input_gradient", input_gradient)
        if kept is verbs.FROM_LAST_CALL:
            return self._backward_of_last_call(d_out)
        d_outputs = ends.check_fit(self.label, "d_out", d_out, self.outputs, self._gives_list)
        d_inputs, sums = backward_pass(self.calls, self.inputs, self.outputs, d_outputs, kept, input_gradient)
        gradients = {name: sums[id(variable)] for name, variable in self._unfrozen.items()}
        return (d_inputs if self._takes_list else d_inputs[0]), gradients

    def compute_output_shape(self, input_shape):
        self.check_built("compute_output_shape")
        shapes = dict(zip(self.inputs, ends.check_shapes(self.label, input_shape, self.inputs, self._takes_list)))
        for call in self.calls:
            given = [shapes[symbol] for symbol in call.inputs]
            made = call.layer.compute_output_shape(given if call.takes_list else given[0])
            shapes.update(zip(call.outputs, made if isinstance(made, list) else [made]))
        made = [shapes[symbol] for symbol in self.outputs]
        return made if self._gives_list else made[0]

    def check_gradient(self, d_out):
        """Nothing: `backward` checks, with a name for each output."""

    def _check_inputs(self, x, op=None):
        return ends.check_fit(op or self.label, "x", x, self.inputs, self._takes_list)

    def __repr__(self):
        described = f"<{type(self).__name__} {self.name}: {wording.plural(len(self.layers), 'layer')}"
        if not self.built:
            return f"{described}, not built>"
        ends = [", ".join(str(symbol.shape) for symbol in side) for side in (self.inputs, self.outputs)]
        count = self.count_params()
        return f"{described}, {' → '.join(ends)}, {count:,} parameter{'s' * (count != 1)}>"

    @property
    def input(self):
        self.check_built("input")
        return self.inputs if self._takes_list else self.inputs[0]

    @property
    def output(self):
        self.check_built("output")
        return self.outputs if self._gives_list else self.outputs[0]

    @Layer.trainable.setter
    def trainable(self, value):
        Layer.trainable.fset(self, value)
        for layer in self.layers:
            layer.trainable = value

    @property
    def named_weights(self):
        return named_together(self.layers, "named_weights")

    @property
    def _unfrozen(self):
        return named_together(self.layers, "_unfrozen")

    @property
    def _all_regularizers(self):
        layers = [(f"{layer.name or i}/", layer._all_regularizers) for i, layer in enumerate(self.layers)]
        return {place + name: regularizer for place, held in layers for name, regularizer in held.items()}

    @naming_its_arguments
    def get_layer(self, name):
        """The layer of this name.

        Raises
        ------
        ValueError
            If there is no such layer.
        """
        for layer in self.layers:
            if isinstance(name, str) and layer.name == name:
                return layer
        names = ", ".join(layer.name for layer in self.layers)
        raise ValueError(f"{self.label}: no layer is called {wording.shown(name)}; it has {names or 'none'}")

    @naming_its_arguments
    def summary(self, *, print_fn=None):
        """Print the layers in Keras's order, with the shapes of their outputs and their parameters.

        Parameters
        ----------
        print_fn : callable, optional
            Takes a line; `print` if not given.

        Raises
        ------
        ValueError, TypeError
            If the network is not built, or `print_fn` is not a function.

        Examples
        --------
        >>> from cnnlib import scratch as nn
        >>> nn.Sequential([nn.Input((28, 28, 1)), nn.Conv2D(6, 5), nn.Flatten(), nn.Dense(10)]).summary()
        Model: "sequential"
        Layer (type)       Output shape         Param #
        ───────────────────────────────────────────────
        conv2d (Conv2D)    (None, 24, 24, 6)        156
        flatten (Flatten)  (None, 3456)               0
        dense (Dense)      (None, 10)            34,570
        ───────────────────────────────────────────────
        Total params: 34,726
        Trainable params: 34,726
        Non-trainable params: 0
        """
        self.check_built("summary")
        if print_fn is not None and not callable(print_fn):
            got = wording.shown(print_fn)
            raise TypeError(f"summary: print_fn is {got}, needs a function of a line, such as print")
        for line in summary_lines(self):
            (print_fn or print)(line)

    @naming_its_arguments
    def save_weights(self, filepath):
        """Write all weights into one npz file, which takes an earlier one's place when it is complete.

        Parameters
        ----------
        filepath : str or path
            Ends in .npz.

        Raises
        ------
        ValueError
            If it does not, or the network is not built.
        OSError
            If no file can be written there: the folder is missing, say.
        """
        path = npz_path("save_weights", filepath)
        self.check_built("save_weights")
        check_place("save_weights", path)
        write_weights(path, self)

    @naming_its_arguments
    def load_weights(self, filepath):
        """Read the weights that `save_weights` wrote into a network of the same layers.

        Parameters
        ----------
        filepath : str or path

        Raises
        ------
        ValueError
            If the file holds no weights, or those of another network: the first layer that differs is named, and
            nothing is changed.
        OSError
            If there is no file, or it may not be read.
        """
        path = npz_path("load_weights", filepath)
        self.check_built("load_weights")
        self.set_weights(read_weights(path, self))

    def check_built(self, op):
        """Refuse a network without Input that has not been called yet."""
        if not self.built:
            fix = "call it on an array, or begin it with an Input" if self.layers else "it has no layers: add one"
            raise ValueError(f"{op}: the network is not built; {fix}")
