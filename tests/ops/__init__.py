"""The table of cnnlib's operations: how to draw the arguments of each, and the wrong calls it must refuse.

`tests/test_ops.py` runs every check over every row, and fails when a public name has none. A new operation is
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
    transposed,
    windows,
)

OPS = windows.OPS | convolution.OPS | depthwise.OPS | transposed.OPS
OPS |= pooling.OPS | activation.OPS | dense.OPS | dropout.OPS | loss.OPS
OPS |= normalization.OPS | local_response.OPS
