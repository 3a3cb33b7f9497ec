"""Layer: a function with weights of its own, in two verbs. What a new layer defines, and what it inherits."""

import numpy as np

from cnnlib import checks, wording
from cnnlib.scratch.layers import verbs
from cnnlib.scratch.layers.field import POINTWISE
from cnnlib.scratch.layers.symbol import call_on_symbols, is_symbolic, only_call
from cnnlib.scratch.layers.verbs import as_list
from cnnlib.scratch.layers.weights import HoldsWeights
from cnnlib.scratch.signatures import NamesArguments, check_methods, naming_its_arguments, written_call

OWN_METHODS = {"build": ("shape",), "forward": ("x", "training"), "backward": ("d_out", "kept")}


class Layer(HoldsWeights, NamesArguments):
    """A function with weights of its own.

    A layer is two verbs. ``forward(x, training)`` returns the output, and whatever the backward pass needs of this
    call; ``backward(d_out, kept)`` takes the loss's gradient for the output and what was kept, and returns the
    gradient for x and a dict of those for the weights, by name. A new layer defines these two and, where it has
    weights, ``build(shape)``, which makes them for an input of this shape (batch, …) by `add_weight`.

    Both verbs leave nothing in the layer but its weights: `Model` calls them so, and keeps what they keep. Neither
    writes into what it is given: x may be the caller's own array.

    A layer called on an array, ``y = layer(x)``, keeps it itself: ``dx = layer.backward(d_out)``, without `kept`, goes
    back through that last call, and leaves the weights' gradients in `gradients`. Called on a symbol (`Input`), a layer
    returns the symbol of its output, from which `Model` finds the graph.

    A layer whose gradient for x costs much may take a third argument, ``backward(d_out, kept, input_gradient=True)``,
    and return None for dx where it is False: in training nobody asks for the gradient of a picture.

    For `measure`, and for inputs of unknown size, a layer says what it does to shapes: `compute_output_shape`,
    `multiply_accumulates` and `receptive_field`. Where each cell of the output depends on the cell of the input in its
    place alone and nothing is counted, ``pointwise = True`` in the class says all three; ``multiplies = False`` says
    that nothing is counted.

    Parameters
    ----------
    name : str, optional
        Without one, a network names its layers by their classes and numbers them.

    Attributes
    ----------
    weights : list of ndarray
        In Keras's order. `kernel`, `bias` and so on name them one by one.
    trainable : bool
        Whether training changes the weights; if not, `BatchNormalization` works as in inference.
    trainable_variables : list of ndarray
    gradients : list of ndarray
        After ``backward(d_out)``: the loss's gradients for `trainable_variables`, in their order.
    built : bool
        Whether the weights have been made.
    input, output : Symbol or list of Symbol
        Of the layer's one call on symbols.

    Examples
    --------
    >>> class Scale(Layer):
    ...     pointwise = True
    ...
    ...     def build(self, shape):
    ...         self.add_weight("factor", shape[-1:], "ones")
    ...
    ...     def forward(self, x, training):
    ...         return x * self.factor, x
    ...
    ...     def backward(self, d_out, x):
    ...         return d_out * self.factor, {"factor": (d_out * x).sum(axis=tuple(range(x.ndim - 1)))}
    >>> layer = Scale()
    >>> layer(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([[1., 2.],
           [3., 4.]])
    >>> layer.backward(np.ones((2, 2)))
    array([[1., 1.],
           [1., 1.]])
    >>> layer.gradients
    [array([4., 6.])]
    """

    name = None
    made_of = ""  # what a subclass gives to `super().__init__`
    pointwise = False
    multiplies = True  # not where `multiply_accumulates` is 0
    makes_numbers = True  # not where the output, in inference, is the input's numbers in another shape

    def __init_subclass__(cls, checked=True):
        """Refuse methods that could not be called, and put the checks of `verbs` around a class's two verbs.

        With ``checked=False`` the verbs stay as they are: those of `Model`, whose layers check.
        """
        super().__init_subclass__()
        if "differentiate" in vars(cls):
            needs = "needs it under the name backward(d_out, kept)"
            raise TypeError(f"{cls.__name__}: differentiate is not a method that a layer is called by, {needs}")
        check_methods(cls, OWN_METHODS)
        wrappers = {"__init__": verbs.checked_init}
        if checked:
            wrappers |= {"forward": verbs.checked_forward, "backward": verbs.checked_backward}
        for name, wrapper in wrappers.items():
            if name in vars(cls):
                setattr(cls, name, wrapper(vars(cls)[name]))

    @naming_its_arguments
    def __init__(self, *, name=None):
        if name is not None and not (isinstance(name, str) and name):
            raise TypeError(f'{type(self).__name__}: name is {wording.shown(name)}, needs a word, such as "first"')
        self.name = name
        super().__init__()
        self.gradients, self._last_call, self._calls = None, None, []

    @naming_its_arguments
    def __call__(self, x, training=False):
        """The layer's output for an array (or, where it takes several, a list of arrays), or for symbols."""
        self.check_made()
        if is_symbolic(self.label, x):
            verbs.check_no_training(self.label, training)
            return call_on_symbols(self, x)
        y, kept = self.forward(x, training)
        self._last_call = verbs.LastCall(kept, verbs.shapes_of(x), [(a.shape, a.dtype.name) for a in as_list(y)])
        return y

    def build(self, shape):
        """Make the weights for an input of this shape, with `add_weight`; without weights there is nothing to do."""

    @verbs.checked_forward
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
            Anything; None if nothing is needed.

        Raises
        ------
        NotImplementedError
            If the layer's class does not define it.
        """
        raise NotImplementedError(f"{self.label}: forward(x, training) is not defined, needs to return y, kept")

    @verbs.checked_backward
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

    def _backward_of_last_call(self, d_out):
        """What `backward` does without `kept`."""
        if self._last_call is None:
            raise ValueError(f"{self.label}: backward needs a call of the layer first, whose input it goes back to")
        self.check_gradient(d_out)
        dx, gradients = self.backward(d_out, self._last_call.kept)
        verbs.check_input_gradients(self.label, dx, self._last_call.input_shapes, d_out)
        self.gradients = [gradients[name] for name in self.named_trainable_variables]
        return dx

    def compute_output_shape(self, input_shape):
        """The shape of the output for an input of this shape, or for a list of shapes; None is a size not known yet.

        Raises
        ------
        NotImplementedError
            If it can only be found by a call: the layer does not define it, and has not been built or a size is None.
        """
        if self.pointwise:
            return input_shape
        shapes = input_shape if isinstance(input_shape, list) else [input_shape]
        if not self.built or any(None in shape[1:] for shape in shapes):
            needs = "needs compute_output_shape(input_shape), or pointwise = True in the class"
            raise NotImplementedError(f"{self.label}: the output's shape for x {input_shape} is not known, {needs}")
        arrays = [np.zeros((0, *shape[1:]), self.dtype) for shape in shapes]
        y, _ = self.forward(arrays if isinstance(input_shape, list) else arrays[0], False)
        made = [(shapes[0][0], *a.shape[1:]) for a in as_list(y)]
        return made if isinstance(y, list) else made[0]

    def multiply_accumulates(self, input_shape):
        """How often the layer multiplies two numbers and adds the product, for one example of this shape (batch, …).

        Convolutions and dense layers count, as in the papers; of others it is 0.
        """
        if self.pointwise or not self.multiplies:
            return 0
        needs = "needs multiply_accumulates(input_shape), or multiplies = False or pointwise = True in the class"
        raise NotImplementedError(f"{self.label}: what it multiplies is not known, {needs}")

    def receptive_field(self, input_shape):
        """What one output cell sees of pictures of this shape: "pointwise", "everything", or as `layers.field` says."""
        if self.pointwise:
            return POINTWISE
        needs = "needs receptive_field(input_shape), or pointwise = True in the class"
        raise NotImplementedError(f"{self.label}: what it sees is not known, {needs}")

    def check_made(self):
        """Refuse a layer whose own `__init__` left out this class's."""
        if self.built is None:
            needs = f"super().__init__({self.made_of})"
            raise TypeError(f"{type(self).__name__}: its __init__ does not call {needs}, needs that first")

    def check_gradient(self, d_out):
        """Refuse a gradient that is not of the shape and type of the last output."""
        outputs = self._last_call.outputs
        if len(as_list(d_out)) != len(outputs):
            got = wording.plural(len(as_list(d_out)), "array")
            raise ValueError(f"{self.label}: d_out has {got}, needs {len(outputs)}")
        for d, (shape, dtype) in zip(as_list(d_out), outputs):
            checks.check_arrays(self.label, like=("the layer's output", dtype), d_out=d)
            checks.check_shape(self.label, "d_out", d, shape, "the shape of the layer's output")

    def _build_for(self, shapes, dtype):
        """Make the weights for inputs of this shape, or of these."""
        self._forget()
        self.dtype = dtype
        self.build(shapes)

    def _forget(self):
        """Be as before the first call."""
        self.built, self._weight_names, self._trainable_names, self._regularizers = False, [], [], {}

    @property
    def label(self):
        """Who speaks in a message."""
        kind = type(self).__name__
        return f"{self.name} ({kind})" if self.name else kind

    def __repr__(self):
        return written_call(self)

    @property
    def input(self):
        """The symbol that the layer was called on. Errors as `output`."""
        node = only_call(self, "input")
        return node.inputs if node.takes_list else node.inputs[0]

    @property
    def output(self):
        """The symbol of the layer's output, from which another `Model` may be made.

        Raises
        ------
        ValueError
            If the layer was not called on a symbol, or more than once.
        """
        outputs = only_call(self, "output").outputs
        return outputs if len(outputs) > 1 else outputs[0]
