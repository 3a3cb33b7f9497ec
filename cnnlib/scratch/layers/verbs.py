"""A layer's two verbs as everybody calls them: the class's own `forward` and `backward`, with checks around them.

What a layer is called on and what its verbs return is checked, and every error names the layer in which it happened.
"""

import functools
import inspect
from typing import NamedTuple

from cnnlib import checks, wording
from cnnlib.scratch.initializer import check_initializer
from cnnlib.scratch.regularizer import get_regularizer
from cnnlib.scratch.signatures import naming_its_arguments


class LastCall(NamedTuple):
    """What the backward pass of ``y = layer(x)`` needs, and what its arguments are checked by."""

    kept: object
    input_shapes: object  # a shape, or a list of them where x was a list
    outputs: list  # of each output: shape, type


class _WhatTheLastCallKept:
    def __repr__(self):  # in `help` and in Jupyter's Shift-Tab
        return "what the last call kept"


FROM_LAST_CALL = _WhatTheLastCallKept()  # the default of `kept`


def as_called(method):
    """As `functools.wraps`, but with the arguments of the wrapper, which `help` and messages then show."""

    def wrap(wrapper):
        signature = inspect.signature(wrapper)
        functools.update_wrapper(wrapper, method).__signature__ = signature
        return wrapper

    return wrap


def checked_init(method):
    """A class's `__init__`, which refuses to end before `Layer`'s has run, or with what makes or punishes no weight."""

    @functools.wraps(method)
    def checked(self, *arguments, **options):
        method(self, *arguments, **options)
        self.check_made()
        for name, value in vars(self).items():
            if name.endswith("_initializer"):
                check_initializer(type(self).__name__, name, value)
            elif name.endswith("_regularizer"):
                get_regularizer(type(self).__name__, name, value)

    return checked


def checked_forward(method):
    """A class's `forward` with checks. The first call builds the layer."""

    @as_called(method)
    def forward(self, x, training=False):
        if type(self).forward is not forward:  # called by a subclass, through super()
            return method(self, x, training)
        with naming(self):
            check_call(self.label, x, training, type_of_weights(self))
            x = list(x) if isinstance(x, tuple) else x  # so that a tuple is a shape
            if not self.built:
                self._build_for(*shapes_and_type(x))
            y, kept = output_and_kept(self.label, method(self, x, training), x)
            self.built = True  # not before: a layer that refused x stays open to another shape
            return y, kept

    return forward


def checked_backward(method):
    """A class's `backward` with checks. Without `kept` it goes back through the layer's last call, and returns dx."""
    takes_input_gradient = "input_gradient" in inspect.signature(method).parameters

    @naming_its_arguments
    @as_called(method)
    def backward(self, d_out, kept=FROM_LAST_CALL, input_gradient=True):
        input_gradient = checks.flag(self.label, "input_gradient", input_gradient)
        if kept is FROM_LAST_CALL:
            return self._backward_of_last_call(d_out)
        options = {"input_gradient": input_gradient} if takes_input_gradient else {}
        if type(self).backward is not backward:  # called by a subclass, through super()
            return method(self, d_out, kept, **options)
        with naming(self):
            needs = "the gradient for x, and a dict of those for the weights"
            dx, gradients = _pair(self.label, "backward", method(self, d_out, kept, **options), needs)
            gradients = trained_gradients(self.label, gradients, self.named_trainable_variables)
            return dx if input_gradient else None, gradients

    return backward


class naming:
    """A block of code whose errors name a layer."""

    def __init__(self, layer):
        self.layer = layer

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, Exception):
            name_layer(error, self.layer, self.layer.label)


def name_layer(error, layer, label):
    """Put the layer before an error's message, once. The error keeps its type and its traceback.

    In a network within a network both are named: "block (Sequential): conv2d_1 (Conv2D): conv2d: kernel spans …". The
    message of a ValueError or TypeError, with which arguments are refused, is changed; other errors get a note.
    """
    if type(error) in (ValueError, TypeError):
        error.args = (f"{label}: {str(error).removeprefix(f'{layer.label}: ')}",)
        return
    notes = getattr(error, "__notes__", [])
    if notes[-1:] == [f"in layer {layer.label}"]:
        notes.pop()
    error.add_note(f"in layer {label}")


def check_call(op, x, training, like=None):
    """Refuse what no layer can be called on, and what is not `like` the weights that a layer has."""
    check_training(op, training)
    if isinstance(x, (list, tuple)) and not x:
        raise ValueError(f"{op}: x is an empty list, needs an array, or a list of arrays where a layer takes several")
    checks.check_arrays(op, like, **named("x", x))
    for name, array in named("x", x).items():
        if array.shape == ():
            raise ValueError(f"{op}: {name} is a single number, needs an array whose first axis is the batch")


def type_of_weights(layer):
    """What an x has to be like, where a layer has made weights."""
    return ("the layer", layer.dtype) if layer.built and layer._weight_names else None


def check_one(op, x):
    """Refuse a list of arrays, or of their shapes, where a layer takes one."""
    if isinstance(x, list):
        fix = "take it out of the list: x[0]" if len(x) == 1 else "join them with Concatenate or Add"
        raise TypeError(f"{op}: x is a list of {wording.plural(len(x), 'array')}, needs one array; {fix}")


def check_training(op, training):
    """Refuse what is neither True nor False, such as a second input."""
    if getattr(training, "shape", ()):
        fix = "give several inputs in one list: layer([a, b])"
        raise TypeError(f"{op}: training is {wording.a_type(training)}, needs True or False; {fix}")
    checks.flag(op, "training", training)


def check_no_training(op, training):
    """Refuse True in a call on symbols, which would forget it."""
    check_training(op, training)
    if training:
        fix = "give it when the network is called"
        raise ValueError(f"{op}: training is True in a call on symbols, needs False; {fix}")


def output_and_kept(op, returned, x):
    """What `forward` returned, if it is an output that fits x, and what the backward pass needs."""
    y, kept = _pair(op, "forward", returned, "the output, and what the backward needs (None if nothing)")
    first = as_list(x)[0]
    for name, array in named("y", y).items():
        checks.check_arrays(op, like=("x", checks.dtype_name(first)), **{name: array})
        if array.shape[:1] != first.shape[:1]:
            batch = wording.plural(len(first), "example")
            raise ValueError(f"{op}: {name} has shape {array.shape}, needs {batch} along the first axis, as x has")
    return y, kept


def trained_gradients(op, gradients, variables):
    """Of the gradients that `backward` returned those of the trained weights, in their order, if they are all right."""
    if not isinstance(gradients, dict):
        needs = f"a dict with {', '.join(map(repr, variables))}" if variables else "an empty dict: {}"
        raise TypeError(f"{op}: backward returned {wording.a_type(gradients)} for the weights, needs {needs}")
    for name, variable in variables.items():
        if gradients.get(name) is None:
            needs = "needs one for each trained weight"
            raise ValueError(f"{op}: backward returned no gradient for {name!r}, {needs}")
        checks.check_arrays(op, like=(name, checks.dtype_name(variable)), **{f"d{name}": gradients[name]})
        checks.check_shape(op, f"d{name}", gradients[name], variable.shape, f"the shape of {name}")
    return {name: gradients[name] for name in variables}


def check_input_gradients(op, d_inputs, shapes, d_out):
    """Refuse gradients for x that do not have its shape; `shapes` is a list where the layer was called on a list."""
    several = isinstance(shapes, list)
    if several != isinstance(d_inputs, (list, tuple)) or (several and len(d_inputs) != len(shapes)):
        got = f"a list of {len(d_inputs)}" if isinstance(d_inputs, (list, tuple)) else wording.a_type(d_inputs)
        needs = f"a list of {wording.plural(len(shapes), 'array')}, one for each input" if several else "one array"
        raise TypeError(f"{op}: backward returned {got} as the gradient for x, needs {needs}")
    dtype = checks.dtype_name(as_list(d_out)[0])
    for i, (d, shape) in enumerate(zip(d_inputs, shapes) if several else [(d_inputs, shapes)]):
        index = f"[{i}]" if several else ""
        checks.check_arrays(op, like=("d_out", dtype), **{f"dx{index}": d})
        checks.check_shape(op, f"dx{index}", d, shape, f"the shape of x{index}")


def as_list(x):
    """Several arrays or symbols as they are, one as a list of one."""
    return list(x) if isinstance(x, (list, tuple)) else [x]


def shapes_of(x):
    """The shape of an array, or a list of those of several."""
    return [a.shape for a in x] if isinstance(x, (list, tuple)) else x.shape


def shapes_and_type(x):
    """What a layer is built for."""
    return shapes_of(x), as_list(x)[0].dtype.name


def named(name, x):
    """{"x": x}, or {"x[0]": …, "x[1]": …}"""
    return {f"{name}[{i}]": a for i, a in enumerate(x)} if isinstance(x, (list, tuple)) else {name: x}


def _pair(op, method, returned, needs):
    if isinstance(returned, tuple) and len(returned) == 2:
        return returned
    got = wording.plural(len(returned), "value") if isinstance(returned, tuple) else wording.a_type(returned)
    raise TypeError(f"{op}: {method} returned {got}, needs a pair: {needs}")
