"""What every layer shares: building at the first call, keeping what the backward pass needs, calls on symbols."""

import functools
import types

import numpy as np

from cnnlib import checks
from cnnlib.scratch.calls import NamesArguments, check_methods, naming_its_arguments
from cnnlib.scratch.initializer import get_initializer, make_weight
from cnnlib.scratch.layers import errors
from cnnlib.scratch.layers.symbol import as_list, call_on_symbols, is_symbolic


OWN_METHODS = {
    "build": ("shape",),
    "forward": ("x", "training"),
    "differentiate": ("d_out", "kept"),
    "differentiate_weights": ("d_out", "kept"),
}


def _checking_made(init):
    """An `__init__` that refuses to end before `Layer`'s has run."""

    @functools.wraps(init)
    def checked(self, *arguments, **options):
        init(self, *arguments, **options)
        self.check_made()

    return checked


class Layer(NamesArguments):
    """A function with weights of its own.

    Called on an array, a layer returns the output and keeps what `backward` needs. Called on a symbol
    (`Input`), it returns the symbol of its output, from which `Model` finds the graph.

    A new layer defines three methods:

    - ``build(shape)`` makes the weights for an input of this shape (batch, …), by `add_weight`;
    - ``forward(x, training)`` returns the output and whatever the backward needs of it;
    - ``differentiate(d_out, kept)`` returns the gradient for x and, by name, that of each weight.

    A layer whose gradient for x costs much may also define ``differentiate_weights(d_out, kept)``, for where a network
    begins: in training nobody asks for the gradient of a picture.

    Parameters
    ----------
    name : str, optional
        Without one, a network names its layers by their classes and numbers them.

    Attributes
    ----------
    weights : list of ndarray
        In Keras's order. `kernel`, `bias` and so on name them one by one.
    trainable : bool
        Whether training changes the weights; off, `BatchNormalization` works as in inference.
    trainable_variables : list of ndarray
    gradients : list of ndarray
        After `backward`: the loss's gradients for `trainable_variables`, in their order.
    built : bool
        Whether the weights have been made.
    """

    activation = differentiate_weights = name = dtype = None
    built = None  # until `__init__` has run
    made_of = ""  # what a subclass gives to `super().__init__`

    def __init_subclass__(cls):
        super().__init_subclass__()
        if "__init__" in vars(cls):
            cls.__init__ = _checking_made(cls.__init__)
        check_methods(cls, OWN_METHODS)

    @naming_its_arguments
    def __init__(self, *, name=None):
        if name is not None and not (isinstance(name, str) and name):
            raise TypeError(f'{type(self).__name__}: name is {name!r}, needs a word, such as "first"')
        self.name = name
        self.trainable, self.built, self.gradients = True, False, None
        self._weight_names, self._trainable_names = [], []
        self._kept, self._calls = None, []

    @naming_its_arguments
    def __call__(self, x, training=False):
        """The layer's output for an array (or, where it takes several, a list of arrays), or for symbols."""
        self.check_made()
        if is_symbolic(self.label, x):
            errors.check_no_training(self.label, training)
            return call_on_symbols(self, x)
        y, self._kept = self.run(x, training)
        self._gave = [(a.shape, a.dtype.name) for a in as_list(y)]
        return y

    @naming_its_arguments
    def backward(self, d_out):
        """Gradient of the loss for what the layer was last called on; `gradients` then holds those for its weights."""
        if self._kept is None:
            raise ValueError(f"{self.label}: backward needs a call of the layer first, whose input it goes back to")
        self.check_gradient(d_out)
        d_inputs, self.gradients = self.run_backward(d_out, self._kept)
        return d_inputs

    def check_made(self):
        """Refuse a layer whose own `__init__` left out this class's."""
        if self.built is None:
            needs = f"super().__init__({self.made_of})"
            raise TypeError(f"{type(self).__name__}: its __init__ does not call {needs}, needs that first")

    def check_gradient(self, d_out):
        """Refuse a gradient that is not of the shape and type of the last output."""
        if len(as_list(d_out)) != len(self._gave):
            got = checks.plural(len(as_list(d_out)), "array")
            raise ValueError(f"{self.label}: d_out has {got}, needs {len(self._gave)}")
        for d, (shape, dtype) in zip(as_list(d_out), self._gave):
            checks.check_arrays(self.label, like=("the layer's output", dtype), d_out=d)
            checks.check_shape(self.label, "d_out", d, shape, "the shape of the layer's output")

    def run(self, x, training=False):
        """The output for arrays, and what is needed to go back."""
        with errors.naming(self):
            errors.check_call(self.label, x, training)
            if not self.built:
                self._build_for(x)
            y, kept = errors.output_and_kept(self.label, self.forward(x, training), x)
            self.built = True  # not before: what was refused leaves the layer open to another shape
            before_activation = None
            if self.activation is not None:
                y, before_activation = self.activation(y), y
        shapes = [a.shape for a in x] if isinstance(x, (list, tuple)) else x.shape
        return y, (kept, before_activation, shapes)

    def run_backward(self, d_out, kept, input_gradient=True):
        """Gradients for the input (None where not wanted and costly) and, in a list, for the trainable variables."""
        kept, before_activation, shapes = kept
        with errors.naming(self):
            if self.activation is not None:
                d_out = self.activation.backward(d_out, before_activation)
            if input_gradient or self.differentiate_weights is None:
                d_inputs, by_name = errors.gradients(self.label, self.differentiate(d_out, kept))
            else:
                d_inputs, by_name = None, self.differentiate_weights(d_out, kept)
            if input_gradient:
                errors.check_input_gradients(self.label, d_inputs, shapes, d_out)
            trained = {name: getattr(self, name) for name in self._trainable_names if self.trainable}
            return d_inputs, errors.weight_gradients(self.label, by_name, trained)

    def build(self, shape):
        """A layer without weights has nothing to build."""

    def forward(self, x, training):
        """The output for x, and whatever `differentiate` needs of this call; in the layer's own class."""
        raise NotImplementedError(f"{self.label}: forward(x, training) is not defined, needs to return y, kept")

    def differentiate(self, d_out, kept):
        """The gradient for x, and a dict of those for the weights; in the layer's own class."""
        raise NotImplementedError(f"{self.label}: differentiate(d_out, kept) is not defined, needs to return dx, {{…}}")

    @naming_its_arguments
    def add_weight(self, name, shape, initializer, trainable=True, argument=None):
        """Make a weight; it becomes the attribute `name`, and is returned.

        `argument` is what the initializer is called in messages, if not name_initializer.
        """
        argument = argument or f"{name}_initializer"
        if self.dtype is None:
            needs = "needs to be called in build(shape)"
            raise ValueError(f"{self.label}: add_weight is called before the first x, {needs}")
        if name in self._weight_names:
            raise ValueError(f"{self.label}: add_weight makes {name!r} twice, needs a name of its own for each weight")
        held = getattr(self, name, None)
        if hasattr(type(self), name) or not isinstance(held, (np.ndarray, types.NoneType)):
            has = "which the layer has already, needs another name"
            raise ValueError(f"{self.label}: add_weight makes {name!r}, {has}")
        initializer = get_initializer(self.label, argument, initializer)
        setattr(self, name, make_weight(self.label, argument, initializer, shape, self.dtype))
        self._weight_names.append(name)
        if trainable:
            self._trainable_names.append(name)
        return getattr(self, name)

    def _build_for(self, x):
        self._forget()
        self.dtype = as_list(x)[0].dtype.name
        self.build([a.shape for a in x] if isinstance(x, (list, tuple)) else x.shape)

    def _forget(self):
        """Be as before the first call."""
        self.built, self._weight_names, self._trainable_names = False, [], []

    @property
    def label(self):
        """Who speaks in a message."""
        kind = type(self).__name__
        return f"{self.name} ({kind})" if self.name else kind

    @property
    def trainable(self):
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        self._trainable = checks.flag(self.label, "trainable", value)

    @property
    def output(self):
        """The symbol of the layer's output, from which another `Model` may be made.

        Raises
        ------
        ValueError
            If the layer was not called on a symbol, or more than once.
        """
        if len(self._calls) != 1:
            often = "was not called on a symbol" if not self._calls else f"was called {len(self._calls)} times"
            raise ValueError(f"{self.label}: output needs one call of the layer on a symbol, but it {often}")
        outputs = self._calls[0].outputs
        return outputs if len(outputs) > 1 else outputs[0]

    @property
    def named_weights(self):
        return {name: getattr(self, name) for name in self._weight_names}

    @property
    def weights(self):
        return list(self.named_weights.values())

    @property
    def trainable_variables(self):
        return [getattr(self, name) for name in self._trainable_names if self.trainable]

    def count_params(self):
        """How many numbers the weights hold.

        Raises
        ------
        ValueError
            If the layer has not been built.
        """
        if not self.built:
            raise ValueError(
                f"{self.label}: count_params needs a built layer; call it on an array or on an Input first"
            )
        return sum(w.size for w in self.weights)

    def get_weights(self):
        """Copies of the weights, in Keras's order."""
        return [w.copy() for w in self.weights]

    @naming_its_arguments
    def set_weights(self, weights):
        """Write other numbers into the weights.

        Parameters
        ----------
        weights : list of ndarray
            In the order, shapes and type of `get_weights`.

        Raises
        ------
        ValueError, TypeError
            If they do not fit; nothing is written then.
        """
        own = self.weights
        if not isinstance(weights, (list, tuple)):
            raise TypeError(f"{self.label}: weights is {checks.a_type(weights)}, needs a list of arrays")
        if len(weights) != len(own):
            unbuilt = "" if self.built else "; it has none before it is built: call it first"
            got = checks.plural(len(weights), "array")
            raise ValueError(f"{self.label}: weights has {got}, needs {len(own)}{unbuilt}")
        for i, (old, new) in enumerate(zip(own, weights)):
            checks.check_arrays(self.label, like=("the weight it replaces", old.dtype.name), **{f"weights[{i}]": new})
            checks.check_shape(self.label, f"weights[{i}]", new, old.shape, "the shape of the weight it replaces")
        for old, new in zip(own, weights):
            old[...] = new
