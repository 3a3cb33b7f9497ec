"""The ONNX standard's own vectors for the operations that cnnlib has, in two spatial dimensions.

ONNX puts channels first (NCHW, and OIHW for kernels); the adapters below turn its arrays round and back, and no more.
"""

import functools
import re
import warnings

import numpy as np
import pytest
from onnx import helper

from cnnlib import scratch

# Cases that ask for what cnnlib does not have, each with the reason.
NOT_OURS = {
    r"(pool|convtranspose)_[13]d": "one or three spatial dimensions; cnnlib has two",
    r"_uint8": "whole numbers; cnnlib refuses what is not float32 or float64",
    r"pool.*(_ceil|_dilations)": "pooling rounds down and has no dilation, as in Keras",
}


def last(x):
    return np.moveaxis(x, 1, -1)  # NCHW to NHWC


def first(x):
    return np.moveaxis(x, -1, 1)


def windows(x, a, kernel_size):
    """strides and padding from ONNX's attributes."""
    strides = tuple(a.get("strides", (1, 1)))
    auto = a.get("auto_pad", b"NOTSET").decode()
    if auto in ("SAME_UPPER", "SAME_LOWER"):
        d = a.get("dilations", (1, 1))
        pairs = [scratch.same_padding(n, *axis) for n, *axis in zip(x.shape[2:], kernel_size, strides, d)]
        return strides, tuple(pair[:: 1 if auto == "SAME_UPPER" else -1] for pair in pairs)
    top, left, bottom, right = a.get("pads", (0, 0, 0, 0))
    return strides, ((top, bottom), (left, right))


def conv(a, x, w, *bias):
    strides, padding = windows(x, a, w.shape[2:])
    dilations = tuple(a.get("dilations", (1, 1)))
    options = {"strides": strides, "padding": padding, "groups": a.get("group", 1), "dilation_rate": dilations}
    return first(scratch.conv2d(last(x), w.transpose(2, 3, 1, 0), *bias, **options))


def conv_transpose(a, x, w, *bias):
    """Groups, which cnnlib's has not, as a call for each."""
    strides, padding = windows(x, a, w.shape[2:])
    options = {
        "strides": strides,
        "padding": "same" if "auto_pad" in a else padding,
        "output_padding": output_padding(a, x, w.shape[2:], strides),
        "dilation_rate": tuple(a.get("dilations", (1, 1))),
    }
    groups = zip(*(np.split(m, a.get("group", 1), axis) for m, axis in ((x, 1), (w, 0), *((b, 0) for b in bias))))
    images = [scratch.conv2d_transpose(last(x), w.transpose(2, 3, 1, 0), *b, **options) for x, w, *b in groups]
    return first(np.concatenate(images, axis=-1))


def output_padding(a, x, kernel_size, strides):
    """What brings the output to `output_shape`, where the case names one; its cases have no pads and no dilations."""
    if "output_shape" in a:
        axes = zip(a["output_shape"], x.shape[2:], kernel_size, strides)
        return tuple(size - ((n - 1) * s + k) for size, n, k, s in axes)
    return a.get("output_padding") and tuple(a["output_padding"])


def max_pool(a, x):
    size = tuple(a["kernel_shape"])
    return first(scratch.max_pool2d(last(x), size, *windows(x, a, size)))


def average_pool(a, x):
    size = tuple(a["kernel_shape"])
    return first(scratch.avg_pool2d(last(x), size, *windows(x, a, size), bool(a.get("count_include_pad", 0))))


def batch_normalization(a, x, gamma, beta, mean, variance):
    epsilon, momentum = a.get("epsilon", 1e-5), a.get("momentum", 0.9)
    if not a.get("training_mode", 0):
        return first(scratch.batch_norm_inference(last(x), gamma, beta, mean, variance, epsilon=epsilon))
    y, *batch = scratch.batch_norm(last(x), gamma, beta, epsilon=epsilon)
    running = [momentum * old + (1 - momentum) * new for old, new in zip((mean, variance), batch)]
    return first(y), *running


def layer_normalization(a, x, gamma, beta):
    """Over all axes from one on; where that is the first, or x has three axes, x goes as a batch of rows."""
    axis, epsilon = a.get("axis", -1) % x.ndim, a.get("epsilon", 1e-5)
    if axis and x.ndim != 3:
        return scratch.layer_norm(x, gamma, beta, axis=tuple(range(axis, x.ndim)), epsilon=epsilon)
    rows = x.reshape(-1, gamma.size)  # a single one where all is normalized at once
    return scratch.layer_norm(rows, gamma.ravel(), beta.ravel(), epsilon=epsilon).reshape(x.shape)


def local_response(a, x):
    size = a["size"]
    options = {"bias": a.get("bias", 1.0), "alpha": a.get("alpha", 1e-4) / size, "beta": a.get("beta", 0.75)}
    return first(scratch.local_response_norm(last(x), depth_radius=size // 2, **options))


def gemm(a, x, w, c=None):
    x, w = (m.T if a.get(name) else m for m, name in ((x, "transA"), (w, "transB")))
    y = a.get("alpha", 1.0) * scratch.dense(x, w)
    return y if c is None else y + a.get("beta", 1.0) * c


def prelu(a, x, slope):
    """As a batch of one example, which may share slopes along its axes."""
    return scratch.prelu(x[None], slope.reshape((1,) * (x.ndim - slope.ndim) + slope.shape))[0]


def selu(a, x):
    """With other numbers than selu's own it is an elu, scaled."""
    return a["gamma"] * scratch.elu(x, a["alpha"]) if a else scratch.selu(x)


def softmax_over(f):
    def adapter(a, x):
        axis = a.get("axis", -1)
        return np.moveaxis(f(np.moveaxis(x, axis, -1)), -1, axis)

    return adapter


ADAPTERS = {
    "AveragePool": average_pool,
    "BatchNormalization": batch_normalization,
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "Elu": lambda a, x: scratch.elu(x, alpha=a.get("alpha", 1.0)),
    "Gelu": lambda a, x: scratch.gelu(x, approximate=a.get("approximate") == b"tanh"),
    "Gemm": gemm,
    "GlobalAveragePool": lambda a, x: scratch.global_avg_pool2d(last(x))[:, :, None, None],
    "GlobalMaxPool": lambda a, x: scratch.global_max_pool2d(last(x))[:, :, None, None],
    "GroupNormalization": lambda a, x, *w: first(
        scratch.group_norm(last(x), *w, groups=a["num_groups"], epsilon=a.get("epsilon", 1e-5))
    ),
    "HardSwish": lambda a, x: scratch.hard_silu(x),
    "InstanceNormalization": lambda a, x, *w: first(scratch.instance_norm(last(x), *w, epsilon=a.get("epsilon", 1e-5))),
    "LRN": local_response,
    "LayerNormalization": layer_normalization,
    "LeakyRelu": lambda a, x: scratch.leaky_relu(x, negative_slope=a.get("alpha", 0.01)),
    "LogSoftmax": softmax_over(scratch.log_softmax),
    "MaxPool": max_pool,
    "Mish": lambda a, x: scratch.mish(x),
    "PRelu": prelu,
    "Relu": lambda a, x: scratch.relu(x),
    "Selu": selu,
    "Sigmoid": lambda a, x: scratch.sigmoid(x),
    "Softmax": softmax_over(scratch.softmax),
    "Softplus": lambda a, x: scratch.softplus(x),
    "Swish": lambda a, x: scratch.silu(x),
    "Tanh": lambda a, x: scratch.tanh(x),
    "ThresholdedRelu": lambda a, x: scratch.relu(x, threshold=a.get("alpha", 1.0)),
}
Y_ALONE = {"LayerNormalization", "MaxPool"}  # the standard's also give the statistics, and where the maxima stood


@functools.cache
def cases():
    """{operation: its cases}, made by the standard's own Python, which takes seconds: not before a test asks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its cases overflow on purpose
        from onnx.backend.test.case.node import collect_testcases

        made = collect_testcases(None)
    found = {name: [] for name in ADAPTERS}
    for case in made:
        if len(case.model.graph.node) == 1 and case.model.graph.node[0].op_type in ADAPTERS:
            found[case.model.graph.node[0].op_type].append(case)
    return found


def ours(op_type):
    return [case for case in cases()[op_type] if not any(re.search(pattern, case.name) for pattern in NOT_OURS)]


def test_each_operation_has_a_case_and_each_reason_is_needed():
    assert all(map(ours, ADAPTERS)) and sum(len(ours(op_type)) for op_type in ADAPTERS) >= 118
    for pattern in NOT_OURS:
        assert any(re.search(pattern, case.name) for found in cases().values() for case in found), pattern


@pytest.mark.parametrize("op_type", ADAPTERS)
def test_the_standard_s_vectors(op_type):
    for case in ours(op_type):
        check(case)


def check(case):
    [node] = case.model.graph.node
    attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    for inputs, outputs in case.data_sets:
        results = ADAPTERS[node.op_type](attributes, *inputs)
        results = results if isinstance(results, tuple) else (results,)
        outputs = outputs[:1] if node.op_type in Y_ALONE else outputs
        for result, expected in zip(results, outputs, strict=True):
            assert result.shape == expected.shape and result.dtype == expected.dtype, case.name
            np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-5, err_msg=case.name)
