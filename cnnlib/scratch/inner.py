"""What `explanation` uses of the NumPy half beside its public functions.

Everything else in `cnnlib.scratch` may change without it. A test holds that it imports nothing else.

- `conv2d_geometry`, `depthwise_geometry`, `separable_geometry`, `transpose_geometry`, `pool_geometry`: where the windows
  of a call stand, from its arguments.
- `CUBIC`, `SELU_ALPHA`, `SELU_SCALE`: numbers in the formulas of `gelu` and `selu`.
- `standardize`: x̂, mean and variance; `targets`: the probabilities that a cross-entropy compares with.
- `Symbol`: a layer's output that has a shape and no numbers yet; `misfit`: what is wrong with the arguments of a call.
"""

from cnnlib.scratch.calls import misfit
from cnnlib.scratch.convolution import conv2d_geometry
from cnnlib.scratch.depthwise import depthwise_geometry
from cnnlib.scratch.elu import SELU_ALPHA, SELU_SCALE
from cnnlib.scratch.gelu import CUBIC
from cnnlib.scratch.layers.symbol import Symbol
from cnnlib.scratch.loss import targets
from cnnlib.scratch.normalization import standardize
from cnnlib.scratch.pooling import pool_geometry
from cnnlib.scratch.separable import separable_geometry
from cnnlib.scratch.transposed import transpose_geometry

__all__ = [
    "CUBIC",
    "SELU_ALPHA",
    "SELU_SCALE",
    "Symbol",
    "conv2d_geometry",
    "depthwise_geometry",
    "misfit",
    "pool_geometry",
    "separable_geometry",
    "standardize",
    "targets",
    "transpose_geometry",
]
