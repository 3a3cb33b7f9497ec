"""The exercises of chapter 08. Each reference says the same as a part of `cnnlib.scratch`."""

import numpy as np

from cnnlib import scratch
from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of, number_of


def chain_gradient(x, weights):
    gradient = 1.0
    for w in weights:
        z = np.array([w * x], np.float64)
        gradient *= w * scratch.sigmoid_backward(np.ones(1), z)[0]
        x = scratch.sigmoid(z)[0]
    return float(gradient)


def log_sigmoid(x):
    return -scratch.softplus(-x)


def swish_backward(d_out, x):
    return scratch.silu_backward(d_out, x)


def fan_in_and_out(shape):
    return tuple(scratch.initializer.fans(shape))


def leaky_variance(fan_in, negative_slope):
    return 2 / (fan_in * (1 + negative_slope**2))


def dead_units(x, kernel, bias):
    return np.flatnonzero((scratch.dense(x, kernel, bias) <= 0).all(axis=0))


def chain_inputs(draw, st):
    return {"x": number_of(draw, st), "weights": array_of(draw, st, (draw(st.integers(1, 4)),))}


def far_inputs(draw, st):
    values = st.sampled_from([0.0, 1.0, -1.0, 0.5, -0.5, 30.0, -30.0, 1000.0, -1000.0])
    return {"x": np.array(draw(st.lists(values, min_size=1, max_size=3)))}


def backward_inputs(draw, st):
    n = draw(st.integers(1, 3))
    return {"d_out": array_of(draw, st, (n,)), "x": array_of(draw, st, (n,))}


def shape_inputs(draw, st):
    window = (draw(st.integers(1, 5)), draw(st.integers(1, 5))) if draw(st.booleans()) else ()
    return {"shape": (*window, draw(st.integers(1, 16)), draw(st.integers(1, 16)))}


def slope_inputs(draw, st):
    return {"fan_in": draw(st.integers(1, 100)), "negative_slope": draw(st.integers(0, 10)) / 10}


def unit_inputs(draw, st):
    batch, n_in, n_out = (draw(st.integers(1, 3)) for _ in range(3))
    shapes = {"x": (batch, n_in), "kernel": (n_in, n_out), "bias": (n_out,)}
    return {name: array_of(draw, st, shape) for name, shape in shapes.items()}


EXERCISES = [
    Exercise("chain_gradient", chain_gradient, chain_inputs),
    Exercise("dead_units", dead_units, unit_inputs),
    Exercise("fan_in_and_out", fan_in_and_out, shape_inputs),
    Exercise("leaky_variance", leaky_variance, slope_inputs),
    Exercise("log_sigmoid", log_sigmoid, far_inputs),
    Exercise("swish_backward", swish_backward, backward_inputs),
]
