"""Multiply-accumulates and activations of one call of a layer, for one example."""

import math
import re

from cnnlib.measures.calls import option

# The layers whose multiply-accumulates are counted: convolutions along one, two or three axes, and dense ones.
COUNTED = ("Dense", "DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D")
COUNTED += ("Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose")
# At inference these hand their input on, and no number is made.
VIEWS = ("Dropout", "Flatten", "InputLayer", "Reshape")


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
    if not call.inputs or call.kind not in COUNTED:
        return 0
    layer, shape, out_shape = call.layer, call.input_shapes[0], call.output_shapes[0]
    places, c_in = math.prod(out_shape[:-1]), shape[-1]
    if call.kind == "Dense":
        return places * c_in * layer.units
    cells, family = math.prod(option(layer, "kernel_size")), re.sub("[123]D", "", call.kind)
    if family == "Conv":
        return places * cells * (c_in // option(layer, "groups")) * layer.filters
    if family == "DepthwiseConv":
        return places * cells * out_shape[-1]
    if family == "SeparableConv":
        between = c_in * layer.depth_multiplier
        return places * (cells * between + between * layer.filters)
    return math.prod(shape[:-1]) * cells * c_in * layer.filters  # transposed: the kernel is laid at each input cell


def activation_count(call):
    """How many numbers a call makes, for one example: none where it hands its input on.

    Examples
    --------
    >>> from cnnlib import scratch as nn
    >>> from cnnlib.measures.calls import calls_of
    >>> network = nn.Sequential([nn.Input((5, 5, 3)), nn.Conv2D(4, 3), nn.Flatten(), nn.Dense(10)])
    >>> [activation_count(call) for call in calls_of(network)]
    [75, 36, 0, 10]
    """
    if call.kind in VIEWS and call.inputs:
        return 0
    return sum(math.prod(shape) for shape in call.output_shapes)


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
            view = call.kind in VIEWS and call.inputs
            owner[key] = owner[call.inputs[0]] if view else key
            size.setdefault(owner[key], math.prod(shape))
    last_use = {owner[key]: i for i, call in enumerate(calls) for key in call.inputs}
    last_use |= {owner[key]: len(calls) for key in outputs}
    live, peak = set(), 0
    for i, call in enumerate(calls):
        live |= {owner[key] for key in call.outputs}
        peak = max(peak, sum(size[key] for key in live))
        live = {key for key in live if last_use.get(key, i) > i}
    return peak
