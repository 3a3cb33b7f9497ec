"""What every layer shares: building at the first call, keeping what the backward pass needs, calls on symbols."""

import functools
import types
from typing import NamedTuple

import numpy as np

from cnnlib import checks
from cnnlib.scratch.calls import NamesArguments, check_methods, naming_its_arguments
from cnnlib.scratch.initializer import get_initializer, make_weight
from cnnlib.scratch.layers import errors
from cnnlib.scratch.layers.symbol import as_list, call_on_symbols, is_symbolic
from cnnlib.scratch.layers.verbs import checked_backward, checked_forward

OWN_METHODS = {"build": ("shape",), "forward": ("x", "training"), "backward": ("d_out", "kept")}


def _checking_made(init):
    """An `__init__` that refuses to end before `Layer`'s has run."""

    @functools.wraps(init)
    def checked(self, *arguments, **options):
        init(self, *arguments, **options)
        self.check_made()

    return checked


class LastCall(NamedTuple):
    """What the backward pass of ``y = layer(x)`` needs, and what its arguments are checked by."""

    kept: object
    input_shapes: object  # a shape, or a list of them where x was a list
    outputs: list  # of each output: shape, type


class Layer(NamesArguments):
    """A function with weights of its own.

    A layer is two verbs. ``forward(x, training)`` returns the output, and whatever the backward pass needs of this
    call; ``backward(d_out, kept)`` takes the loss's gradient for the output and what was kept, and returns the
    gradient for x and a dict of those for the weights, by name. A new layer defines these two, and where it has weights
    ``build(shape)``, which makes them for an input of this shape (batch, …) by `add_weight`.

    Both verbs are pure but for the weights: `Model` calls them so, and keeps what they keep. A layer called on an array,
    ``y = layer(x)``, keeps it by itself: ``dx = layer.backward(d_out)``, without `kept`, goes back through that last
    call, and leaves the weights' gradients in `gradients`. Called on a symbol (`Input`), a layer returns the symbol of
    its output, from which `Model` finds the graph.

    A layer whose gradient for x costs much may take a third argument, ``backward(d_out, kept, input_gradient=True)``,
    and return None for dx where it is False: in training nobody asks for the gradient of a picture.

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

    name = dtype = None
    built = None  # until `__init__` has run
    made_of = ""  # what a subclass gives to `super().__init__`

    def __init_subclass__(cls, checked=True):
        """Check the methods of a new layer, and let its verbs check what they are given and what they return.

        With ``checked=False`` the verbs stay as they are, as those of `Model`, whose layers do it.
        """
        super().__init_subclass__()
        if "differentiate" in vars(cls):
            needs = "needs it under the name backward(d_out, kept)"
            raise TypeError(f"{cls.__name__}: differentiate is not a method that a layer is called by, {needs}")
        check_methods(cls, OWN_METHODS)
        wrappers = {"__init__": _checking_made}
        if checked:
            wrappers |= {"forward": checked_forward, "backward": checked_backward}
        for name, wrapper in wrappers.items():
            if name in vars(cls):
                setattr(cls, name, wrapper(vars(cls)[name]))

    @naming_its_arguments
    def __init__(self, *, name=None):
        if name is not None and not (isinstance(name, str) and name):
            raise TypeError(f'{type(self).__name__}: name is {name!r}, needs a word, such as "first"')
        self.name = name
        self.trainable, self.built, self.gradients = True, False, None
        self._weight_names, self._trainable_names = [], []
        self._last_call, self._calls = None, []

    @naming_its_arguments
    def __call__(self, x, training=False):
        """The layer's output for an array (or, where it takes several, a list of arrays), or for symbols."""
        self.check_made()
        if is_symbolic(self.label, x):
            errors.check_no_training(self.label, training)
            return call_on_symbols(self, x)
        y, kept = self.forward(x, training)
        self._last_call = LastCall(kept, errors.shapes_of(x), [(a.shape, a.dtype.name) for a in as_list(y)])
        return y

    def _backward_of_last_call(self, d_out):
        """What `backward` does without `kept`."""
        if self._last_call is None:
            raise ValueError(f"{self.label}: backward needs a call of the layer first, whose input it goes back to")
        self.check_gradient(d_out)
        dx, gradients = self.backward(d_out, self._last_call.kept)
        errors.check_input_gradients(self.label, dx, self._last_call.input_shapes, d_out)
        self.gradients = list(gradients.values())
        return dx

    def check_made(self):
        """Refuse a layer whose own `__init__` left out this class's."""
        if self.built is None:
            needs = f"super().__init__({self.made_of})"
            raise TypeError(f"{type(self).__name__}: its __init__ does not call {needs}, needs that first")

    def check_gradient(self, d_out):
        """Refuse a gradient that is not of the shape and type of the last output."""
        outputs = self._last_call.outputs
        if len(as_list(d_out)) != len(outputs):
            got = checks.plural(len(as_list(d_out)), "array")
            raise ValueError(f"{self.label}: d_out has {got}, needs {len(outputs)}")
        for d, (shape, dtype) in zip(as_list(d_out), outputs):
            checks.check_arrays(self.label, like=("the layer's output", dtype), d_out=d)
            checks.check_shape(self.label, "d_out", d, shape, "the shape of the layer's output")

    def build(self, shape):
        """Make the weights for an input of this shape, by `add_weight`; a layer without weights has nothing to build."""

    @checked_forward
    def forward(self, x, training):
        """The output for an array (or a list of them), and whatever `backward` needs of this call.

        Parameters
        ----------
        x : ndarray, shape (batch, …), or list of ndarray
        training : bool
            Whether this is a step of training: `Dropout` drops then, `BatchNormalization` takes the batch's statistics.

        Returns
        -------
        y : ndarray, shape (batch, …), or list of ndarray
        kept
            Anything, None if nothing is needed.

        Raises
        ------
        NotImplementedError
            If the layer's class does not define it.
        """
        raise NotImplementedError(f"{self.label}: forward(x, training) is not defined, needs to return y, kept")

    @checked_backward
    def backward(self, d_out, kept):
        """The loss's gradients for x and for the weights.

        Parameters
        ----------
        d_out : ndarray, or list of ndarray
            The loss's gradient for y: the upstream gradient.
        kept
            What `forward` kept. Without it, what the layer kept at its last call ``layer(x)``: then dx alone is
            returned, and `gradients` holds those for the trainable variables.

        Returns
        -------
        dx : ndarray, or list of ndarray
            Of x's shape.
        gradients : dict of ndarray
            For each weight's name its gradient; empty without weights.

        Raises
        ------
        NotImplementedError
            If the layer's class does not define it.
        """
        raise NotImplementedError(f"{self.label}: backward(d_out, kept) is not defined, needs to return dx, {{…}}")

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
        """The weights by name."""
        return {name: getattr(self, name) for name in self._weight_names}

    @property
    def named_trainable_variables(self):
        """Those by name that training changes."""
        return {name: getattr(self, name) for name in self._trainable_names if self.trainable}

    @property
    def weights(self):
        return list(self.named_weights.values())

    @property
    def trainable_variables(self):
        return list(self.named_trainable_variables.values())

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
