"""The sums behind `dense` and its three gradients."""

from cnnlib import checks
from cnnlib.explanation.arithmetic import Explanation
from cnnlib.explanation.cells import as_arrays, factor, gradient_of, inside
from cnnlib.scratch.dense import check_dense


def explain_dense(x, kernel, bias=None, *, at):
    """y[at]: each input of the example times its weight."""
    x, kernel, bias = as_arrays(x=x, kernel=kernel, bias=bias)
    check_dense("dense", x, kernel, bias)
    b, j = inside("dense", at, (len(x), kernel.shape[1]))
    terms = [[factor("x", x, (b, i)), factor("kernel", kernel, (i, j))] for i in range(len(kernel))]
    arrays = {"x": x, "kernel": kernel}
    if bias is not None:
        terms.append([factor("bias", bias, (j,))])
        arrays["bias"] = bias
    return Explanation("y", at, terms, arrays)


def explain_dense_backward(d_out, x, kernel, *, at, of=None):
    """An element of dx, dkernel or dbias."""
    d_out, x, kernel = as_arrays(d_out=d_out, x=x, kernel=kernel)
    check_dense("dense_backward", x, kernel)
    (batch, _), (_, n_out) = x.shape, kernel.shape
    checks.check_shape("explain", "d_out", d_out, (batch, n_out), "the shape of dense's output")
    shapes = {"x": x.shape, "kernel": kernel.shape, "bias": (n_out,)}
    of = gradient_of(of, *shapes)
    at = inside("dense_backward", at, shapes[of])
    if of == "x":  # at: example, input
        terms = [[factor("d_out", d_out, (at[0], j)), factor("kernel", kernel, (at[1], j))] for j in range(n_out)]
    elif of == "kernel":  # at: input, output
        terms = [[factor("d_out", d_out, (b, at[1])), factor("x", x, (b, at[0]))] for b in range(batch)]
    else:
        terms = [[factor("d_out", d_out, (b, *at))] for b in range(batch)]
    arrays = {"x": {"d_out": d_out, "kernel": kernel}, "kernel": {"d_out": d_out, "x": x}, "bias": {"d_out": d_out}}
    return Explanation(f"d{of}", at, terms, arrays[of])
