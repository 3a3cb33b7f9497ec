"""What a Keras model's graph says, and refusals of models that may compute something else (of layers: `keras_layer`).

Keras documents no way to read the calls of a model, and does not export the classes behind `x + y` and `keras.ops`.
What cnnlib uses of Keras's inside is named in this file alone:

- ``keras.src.models.functional.Functional``, the class of ``keras.Model(inputs, outputs)``;
- its ``_nodes_by_depth``, the calls, and of each ``operation``, ``arguments.args``, ``arguments.kwargs`` and
  ``outputs``;
- the modules ``keras.src.ops`` and ``keras.src.activations``, whose classes stand for functions in a graph, and
  ``keras.src.applications.convnext``, which has two layers of its own.

Everything else is public. A Keras without the first two is refused in words; a class that stands elsewhere is not
known, and the call that it stands for is refused by its name.
"""

import importlib
import inspect
from typing import NamedTuple

from cnnlib import wording
from cnnlib.keras_layer import place, replaced
from cnnlib.scratch.layers.verbs import as_list


class KerasCall(NamedTuple):
    """One call in a Keras graph: of a layer, a model, or a function of `keras.ops`."""

    operation: object
    args: tuple
    kwargs: dict
    output_tensors: list

    @property
    def input_tensors(self):
        """The tensors of the graph that it is called on; none for an `InputLayer`."""
        import keras

        flat = keras.tree.flatten((self.args, self.kwargs))
        return [value for value in flat if isinstance(value, keras.KerasTensor)]


def graph_of(op, model):
    """The graph of calls that a Keras model runs through.

    Parameters
    ----------
    op : str
        Who speaks in a message.
    model : keras.Model

    Returns
    -------
    keras.Model
        Functional; for a Sequential, the functional model of its layers.

    Raises
    ------
    ValueError
        If the model is not built, has no graph, or has a `call` of its own, which need not run through the graph.
    ImportError
        If the inside of this version of Keras is different.
    """
    import keras

    where, kind = f"{op}: model {model.name}", type(model).__name__
    functional = _inside(op, "keras.src.models.functional", "Functional")
    base = keras.Sequential if isinstance(model, keras.Sequential) else functional
    if not isinstance(model, base):
        raise ValueError(f"{where} is {wording.a_type(model)}, needs Sequential or functional")
    if not model.built:
        fix = "call it on an array, or begin it with an Input" if model.layers else "it has no layers: add one"
        raise ValueError(f"{where} is not built; {fix}")
    if any(getattr(type(model), name) is not getattr(base, name) for name in ("call", "__call__")) or replaced(model):
        raise ValueError(
            f"{where} ({kind}) has a call of its own, needs that of keras.Model or keras.Sequential; what it adds to "
            "its graph of layers cannot be known: make it a part of the graph, with layers"
        )
    if base is functional:
        return model
    try:
        inputs, outputs = model.inputs, model.outputs
    except AttributeError:
        raise ValueError(f"{where} ({kind}) has no graph, needs one input; begin it with an Input") from None
    return keras.Model(inputs[0], outputs[0], name=model.name)


def calls_in(op, graph):
    """Each call of a graph, after those that it depends on.

    Parameters
    ----------
    op : str
        Who speaks in a message.
    graph : keras.Model
        From `graph_of`.

    Returns
    -------
    list of KerasCall

    Raises
    ------
    ImportError
        If the inside of this version of Keras is different.
    """
    try:
        by_depth = graph._nodes_by_depth
        nodes = [node for depth in sorted(by_depth, reverse=True) for node in by_depth[depth]]
        return [KerasCall(n.operation, n.arguments.args, n.arguments.kwargs, n.outputs) for n in nodes]
    except AttributeError as error:
        raise _other_keras(op, str(error)) from None


def class_inside(module, name):
    """A class of Keras's that has no public name, or None if this version does not have it there."""
    try:
        return getattr(importlib.import_module(f"keras.src.{module}"), name, None)
    except ImportError:
        return None


def _inside(op, module, name):
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise _other_keras(op, str(error)) from None


def _other_keras(op, why):
    import keras

    return ImportError(f"{op}: Keras {keras.__version__} is not supported: {why}; use Keras 3.15")


def argument_of(op, call, symbols):
    """What a layer is called on, and nothing but that, by place or by keyword.

    Parameters
    ----------
    op : str
        Who speaks in a message.
    call : KerasCall
        Of a layer or a model.
    symbols : dict
        Whatever stands for each of the model's tensors, by their ids.

    Returns
    -------
    symbol or list of symbols
        For a model that is called on a dict or on lists of lists: its inputs in the order of `model.inputs`.

    Raises
    ------
    ValueError
        If the layer is also given a mask, training=True or a constant.
    """
    import keras

    where = place(op, call.operation)
    given = {name: keras.tree.flatten(value) for name, value in call.kwargs.items()}
    options = {name: call.kwargs[name] for name, parts in given.items() if any(part is not None for part in parts)}
    # False is what a call without it gives. Layers of augmentation are called with True unless told otherwise. The
    # network's own training overrides both.
    if options.pop("training", None) and not _in_training_by_default(call.operation):
        raise ValueError(
            f"{where} is called with training=True, needs none; leave it out, and give it to the network: "
            "network(x, training=True)"
        )
    arguments = [*call.args, *options.values()]
    if len(arguments) != 1:
        got = f"{len(arguments)} arguments" + f" ({', '.join(options)} by keyword)" * bool(options)
        raise ValueError(f"{where} is called on {got}, needs its inputs alone")
    x = arguments[0]
    if isinstance(call.operation, keras.Model) and not isinstance(x, keras.KerasTensor):
        x = _in_order(call.operation, x)
    ours = [symbols.get(id(tensor)) for tensor in as_list(x)]
    if any(symbol is None for symbol in ours):
        kind = "a dict" if isinstance(x, dict) else "a constant array"
        raise ValueError(f"{where} is called on {kind}, needs a tensor of the model, or a list of such tensors")
    return ours if isinstance(x, (list, tuple)) else ours[0]


def _in_training_by_default(layer):
    training = inspect.signature(layer.call).parameters.get("training")
    return training is not None and training.default is True


def _in_order(model, x):
    """The tensors of a dict or list in the order of a model's inputs, as Keras orders them."""
    import keras

    if isinstance(x, dict) and not isinstance(model.input, dict):
        return [x[tensor.name] for tensor in model.inputs]
    return keras.tree.flatten(x)
