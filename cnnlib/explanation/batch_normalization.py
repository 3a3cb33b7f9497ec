"""The formulas behind batch normalization at inference: mean and variance are given, so each x is on its own."""

import numpy as np

from cnnlib.explanation.cells import gradient_of, inside
from cnnlib.explanation.formula import Formula, constant
from cnnlib.explanation.normalization import output_formula, sum_over

GRADIENTS = {
    "x": "{γ}·{d_out}/√({variance} + {ε})",
    "mean": "−{γ}·{Σ d_out}/√({variance} + {ε})",
    "variance": "−{γ}·{Σ d_out·x̂}/(2·({variance} + {ε}))",
}


def explain_batch_norm_inference(x, gamma, beta, mean, variance, *, at, epsilon=1e-3):
    """y[at]: standardized by the mean and variance given, then scaled and shifted."""
    channel = inside("batch_norm_inference", at, x.shape)[-1:]
    statistics = (mean[channel], variance[channel], epsilon)
    centered = float(x[at]) - float(mean[channel])
    given = {"mean": mean, "variance": variance}
    return output_formula(x, gamma, beta, at, channel, centered, statistics, {"x": [at]}, given)


def explain_batch_norm_inference_backward(d_out, x, gamma, mean, variance, *, of, at, epsilon=1e-3):
    """An element of dx, dgamma, dbeta, dmean or dvariance."""
    shapes = {"x": x.shape} | dict.fromkeys(("gamma", "beta", "mean", "variance"), gamma.shape)
    of = gradient_of(of, *shapes)
    channel = inside("batch_norm_inference_backward", at, shapes[of])[-1:]
    cells = [at] if of == "x" else [i for i in np.ndindex(*x.shape) if i[-1:] == channel]
    normalized = (np.float64(x) - mean) / np.sqrt(np.float64(variance) + epsilon)
    dbeta = sum_over(cells, "dbeta", channel, {"d_out": d_out})
    dgamma = sum_over(cells, "dgamma", channel, {"d_out": d_out, "x̂": normalized})
    if of in ("gamma", "beta"):
        return {"gamma": dgamma, "beta": dbeta}[of]
    arrived = {"x": "d_out", "mean": "Σ d_out", "variance": "Σ d_out·x̂"}[of]
    part = dgamma if of == "variance" else dbeta
    numbers = {"γ": gamma[channel], arrived: part.value, "variance": variance[channel], "ε": epsilon}
    under_root = float(variance[channel]) + epsilon
    scale = {
        "x": constant("1/√(variance + ε)", under_root**-0.5),
        "mean": constant("−1/√(variance + ε)", -(under_root**-0.5)),
        "variance": constant("−1/(2·(variance + ε))", -0.5 / under_root),
    }[of]
    terms = [[constant("γ", gamma[channel]), constant(arrived, part.value), scale]]
    arrays = {"d_out": d_out, "gamma": gamma, "variance": variance}
    used = {"d_out": cells, "gamma": [channel], "variance": [channel]}
    if of == "variance":
        arrays["x̂"], used["x̂"] = normalized, cells
    parts = {} if of == "x" else {arrived: part}
    return Formula(f"d{of}", at, terms, arrays, template=GRADIENTS[of], numbers=numbers, used=used, parts=parts)
