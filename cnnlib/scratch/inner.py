"""What `explanation` uses of the NumPy half beside its public functions.

Everything else in `cnnlib.scratch` may change without it. A test holds that `explanation` imports nothing else.

- `windows_of_conv2d`, `windows_of_depthwise`, `windows_of_separable`, `windows_of_transpose`, `windows_of_pool`: where
  the windows of a call stand, from its arguments; of a convolution, the number of groups, too.
- `CUBIC`, `SELU_ALPHA`, `SELU_SCALE`: numbers in the formulas of `gelu` and `selu`.
- `resizing_cells`: which cells of an image a cell of `upsample2d`'s output is made of, and their weights.
- `standardize`: x̂, mean and variance; `targets`: the probabilities that a cross-entropy compares with.
- `Symbol`: a layer's output that has a shape and no numbers yet; `misfit`: what is wrong with the arguments of a call.
"""

from cnnlib.scratch.convolution import windows_of_conv2d
from cnnlib.scratch.depthwise import windows_of_depthwise
from cnnlib.scratch.elu import SELU_ALPHA, SELU_SCALE
from cnnlib.scratch.gelu import CUBIC
from cnnlib.scratch.layers.symbol import Symbol
from cnnlib.scratch.loss import targets
from cnnlib.scratch.pooling import windows_of_pool
from cnnlib.scratch.resizing import resizing_cells
from cnnlib.scratch.separable import windows_of_separable
from cnnlib.scratch.signatures import misfit
from cnnlib.scratch.standardize import standardize
from cnnlib.scratch.transposed import windows_of_transpose

__all__ = [
    "CUBIC",
    "SELU_ALPHA",
    "SELU_SCALE",
    "Symbol",
    "misfit",
    "resizing_cells",
    "standardize",
    "targets",
    "windows_of_conv2d",
    "windows_of_depthwise",
    "windows_of_pool",
    "windows_of_separable",
    "windows_of_transpose",
]
