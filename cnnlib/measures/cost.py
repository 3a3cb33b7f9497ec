"""Multiply-accumulates and activations of one call of a layer, for one example."""

import math

from cnnlib.measures import keras_layers


def multiply_accumulates(call):
    """How often a call multiplies two numbers and adds the product, for one example.

    Only convolutions and dense layers are counted, as the papers do.

    Examples
    --------
    >>> from cnnlib import scratch as nn
    >>> from cnnlib.measures.calls import calls_of
    >>> network = nn.Sequential([nn.Input((5, 5, 3)), nn.Conv2D(4, 3), nn.Flatten(), nn.Dense(10)])
    >>> [multiply_accumulates(call) for call in calls_of(network)]
    [0, 972, 0, 360]
    """
    if not call.inputs:
        return 0
    if call.is_ours:
        return call.layer.multiply_accumulates(call.input_shape)
    return keras_layers.multiply_accumulates(call)


def makes_numbers(call):
    """Whether the outputs of a call are numbers of its own, and not those of its input."""
    if not call.inputs:
        return True
    return call.layer.makes_numbers if call.is_ours else call.kind not in keras_layers.VIEWS


def activation_count(call):
    """How many numbers a call makes, for one example.

    Examples
    --------
    >>> from cnnlib import scratch as nn
    >>> from cnnlib.measures.calls import calls_of
    >>> network = nn.Sequential([nn.Input((5, 5, 3)), nn.Conv2D(4, 3), nn.Flatten(), nn.Dense(10)])
    >>> [activation_count(call) for call in calls_of(network)]
    [75, 36, 0, 10]
    """
    return sum(math.prod(shape) for shape in call.output_shapes) if makes_numbers(call) else 0


def peak_of_inference(calls, outputs):
    """The most numbers that must be there at one time, for one example. `outputs` are the keys of the network's.

    A tensor is there from the call that makes it to the last one that uses it; an output of the network stays.

    Examples
    --------
    >>> from cnnlib import scratch as nn
    >>> from cnnlib.measures.calls import calls_and_outputs
    >>> network = nn.Sequential([nn.Input((5, 5, 3)), nn.Conv2D(4, 3), nn.Flatten(), nn.Dense(10)])
    >>> peak_of_inference(*calls_and_outputs(network))  # the picture and what the convolution makes of it
    111
    """
    owner, size = {}, {}  # a view is the tensor that it looks at
    for call in calls:
        for key, shape in zip(call.outputs, call.output_shapes):
            owner[key] = key if makes_numbers(call) else owner[call.inputs[0]]
            size.setdefault(owner[key], math.prod(shape))
    last_use = {owner[key]: i for i, call in enumerate(calls) for key in call.inputs}
    last_use |= {owner[key]: len(calls) for key in outputs}
    live, peak = set(), 0
    for i, call in enumerate(calls):
        live |= {owner[key] for key in call.outputs}
        peak = max(peak, sum(size[key] for key in live))
        live = {key for key in live if last_use.get(key, i) > i}
    return peak
