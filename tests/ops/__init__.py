"""The table of cnnlib's operations: how to draw the arguments of each, and the wrong calls it must refuse.

`tests/test_ops.py` and `tests/test_parity.py` run every check over every row; a public name without one fails.
A new operation is
covered by adding its row to the file named after its own.
"""

from tests.ops import (
    activation,
    convolution,
    dense,
    depthwise,
    dropout,
    local_response,
    loss,
    normalization,
    pooling,
    resizing,
    transposed,
    windows,
)

OPS = windows.OPS | convolution.OPS | depthwise.OPS | transposed.OPS
OPS |= pooling.OPS | resizing.OPS | activation.OPS | dense.OPS | dropout.OPS | loss.OPS
OPS |= normalization.OPS | local_response.OPS
