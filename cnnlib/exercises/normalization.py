"""The exercises of chapter 09, on a batch of features, shape (batch, features)."""

import numpy as np

from cnnlib import scratch
from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of

EPSILON = 1e-3


def standardize(x, epsilon):
    c = x.shape[1]
    return scratch.batch_norm(x, np.ones(c), np.zeros(c), epsilon=epsilon)[0]


def running_mean(means, momentum):
    running = 0.0
    for mean in means:
        running = momentum * running + (1 - momentum) * mean
    return float(running)


def inference(x, gamma, beta, mean, variance, epsilon):
    return scratch.batch_norm_inference(x, gamma, beta, mean, variance, epsilon=epsilon)


def fold(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale, (bias - mean) * scale + beta


def standardize_backward(d_out, x, epsilon):
    return scratch.batch_norm_backward(d_out, x, np.ones(x.shape[1]), epsilon=epsilon)[0]


def norm_parameters(channels):
    return 2 * channels, 2 * channels


def features(draw, st):
    return array_of(draw, st, (draw(st.integers(1, 4)), draw(st.integers(1, 2))))


def standardize_inputs(draw, st):
    return {"x": features(draw, st), "epsilon": draw(st.sampled_from([EPSILON, 1.0]))}


def running_inputs(draw, st):
    means = array_of(draw, st, (draw(st.integers(1, 5)),))
    return {"means": means.tolist(), "momentum": draw(st.sampled_from([0.5, 0.9, 0.99]))}


def statistics_of(draw, st, c):
    vectors = {name: array_of(draw, st, (c,)) for name in ("gamma", "beta", "mean")}
    return {**vectors, "variance": abs(array_of(draw, st, (c,))), "epsilon": draw(st.sampled_from([EPSILON, 1.0]))}


def inference_inputs(draw, st):
    x = features(draw, st)
    return {"x": x, **statistics_of(draw, st, x.shape[1])}


def fold_inputs(draw, st):
    kernel = array_of(draw, st, [draw(st.integers(1, 2)) for _ in range(4)])
    c = kernel.shape[3]
    return {"kernel": kernel, "bias": array_of(draw, st, (c,)), **statistics_of(draw, st, c)}


def backward_inputs(draw, st):
    x = features(draw, st)
    return {"d_out": array_of(draw, st, x.shape), "x": x, "epsilon": draw(st.sampled_from([1.0, 0.5]))}


EXERCISES = [
    Exercise("standardize", standardize, standardize_inputs),
    Exercise("running_mean", running_mean, running_inputs),
    Exercise("inference", inference, inference_inputs),
    Exercise("fold", fold, fold_inputs),
    Exercise("standardize_backward", standardize_backward, backward_inputs),
    Exercise("norm_parameters", norm_parameters, lambda draw, st: {"channels": draw(st.integers(1, 64))}),
]
