"""What `explanation`, `measures` and `interactive` use of the NumPy half beside its public functions.

Everything else in `cnnlib.scratch` may change without them. A test holds that they import nothing else.

- `conv2d_geometry`, `depthwise_geometry`, `separable_geometry`, `transpose_geometry`, `pool_geometry`: where the windows
  of a call stand, from its arguments; `axis_padding`: the padding of one axis.
- `standardize`: x̂, mean and variance; `targets`: the probabilities that a cross-entropy compares with.
- `Symbol`: a layer's output that has a shape and no numbers yet; `misfit`: what is wrong with the arguments of a call.
"""

from cnnlib.scratch.calls import misfit
from cnnlib.scratch.convolution import conv2d_geometry
from cnnlib.scratch.depthwise import depthwise_geometry
from cnnlib.scratch.layers.symbol import Symbol
from cnnlib.scratch.loss import targets
from cnnlib.scratch.normalization import standardize
from cnnlib.scratch.pooling import pool_geometry
from cnnlib.scratch.separable import separable_geometry
from cnnlib.scratch.transposed import transpose_geometry
from cnnlib.scratch.windows import axis_padding

__all__ = [
    "Symbol",
    "axis_padding",
    "conv2d_geometry",
    "depthwise_geometry",
    "misfit",
    "pool_geometry",
    "separable_geometry",
    "standardize",
    "targets",
    "transpose_geometry",
]
