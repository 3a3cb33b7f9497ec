"""The row of the operation of `local_response.py`."""

from hypothesis import strategies as st

from tests.ops.op import WRONG_X, Op, ones


def local_response_norm_arguments(draw, array):
    """Radii from none to more than there are channels."""
    x = array((draw(st.integers(1, 2)), draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 8))))
    return dict(x=x), dict(
        depth_radius=draw(st.integers(0, 5)),
        bias=draw(st.sampled_from([0.5, 1.0, 2.0])),
        alpha=draw(st.sampled_from([0.0, 1e-4, 1.0, 2.0])),
        beta=draw(st.sampled_from([0.0, 0.5, 0.75, 1.0])),
    )


OPS = {
    "local_response_norm": Op(
        local_response_norm_arguments,
        WRONG_X
        | {
            "features": (dict(x=ones(2, 3)), ValueError, "x has rank 2 (shape (2, 3)), needs rank 4"),
            "negative radius": (dict(depth_radius=-1), ValueError, "depth_radius is -1, needs at least 0"),
            "half a radius": (dict(depth_radius=2.5), TypeError, "depth_radius is 2.5, needs an integer"),
            "bias 0": (dict(bias=0.0), ValueError, "bias is 0.0, needs a number above 0"),
            "bias an array": (dict(bias=ones(3)), TypeError, "bias is array("),
            "negative alpha": (dict(alpha=-1.0), ValueError, "alpha is -1.0, needs a number of at least 0"),
            "bias too large": (dict(bias=1e39), ValueError, "bias is 1e+39, which float32 cannot hold, needs at most"),
            "alpha too large": (dict(alpha=1e39), ValueError, "alpha is 1e+39, which float32 cannot hold, needs at most"),
            "beta too large": (dict(beta=1e39), ValueError, "beta is 1e+39, which float32 cannot hold, needs at most"),
            "alpha True": (dict(alpha=True), TypeError, "alpha is True, needs a number of at least 0"),
            "infinite beta": (dict(beta=float("inf")), ValueError, "beta is inf, needs a finite number of at least 0"),
            "beta a word": (dict(beta="half"), TypeError, "beta is 'half', needs a number of at least 0"),
        },
        (dict(x=ones(2, 5, 5, 3)), dict(depth_radius=5, bias=1.0, alpha=1.0, beta=0.5)),
        dict(depth_radius=5, bias=1.0, alpha=1.0, beta=0.5),
    ),
}
