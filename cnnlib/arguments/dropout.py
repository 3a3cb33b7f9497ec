"""Dropout: the rate, and whether an array is a mask."""

from cnnlib import checks, wording


def check_mask(op, mask, d_out):
    """Refuse what is not an array of bool, or of another shape than the gradient."""
    dtype = checks.dtype_name(mask)
    if dtype != "bool":
        got = f"holds {dtype}, needs" if dtype else f"is {wording.a_type(mask)}, needs an array of"
        raise TypeError(f"{op}: mask {got} bool; give the one that dropout returned beside y")
    checks.check_shape(op, "d_out", d_out, mask.shape, "the shape of dropout's output and mask")


def dropout_rate(op, rate):
    """A probability below 1."""
    return checks.real(op, "rate", rate, below=1, why=", such as 0.5 (at 1 nothing is left to scale up)")
