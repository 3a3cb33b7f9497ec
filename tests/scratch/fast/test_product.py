"""A product of matrices in parts is the product, and 1×1 kernels copy no cells without need."""

import numpy as np
import pytest

from cnnlib.scratch.convolution import windows_of_conv2d
from cnnlib.scratch.fast.product import cells_below, matmul


@pytest.mark.parametrize(
    "shapes", [((0, 3), (3, 2)), ((1, 700), (700, 4000)), ((900, 300), (300, 100)), ((5, 1), (1, 5))]
)
def test_a_product_in_parts_is_the_product(shapes):
    rng = np.random.default_rng(0)
    a, b = (rng.normal(size=shape) for shape in shapes)
    np.testing.assert_allclose(matmul(a, b), a @ b, atol=1e-11)
    np.testing.assert_allclose(matmul(b.T, a.T), (a @ b).T, atol=1e-11)
    assert matmul(a.astype(np.float32), b.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize("options, copied", [({}, False), (dict(strides=2), True), (dict(padding=1), True)])
def test_cells_are_copied_only_where_they_lie_apart(options, copied):
    x = np.random.default_rng(0).normal(size=(3, 4, 6, 2))
    w, _ = windows_of_conv2d("conv2d", x, np.ones((1, 1, 2, 3)), **options)
    block = slice(1, 3), slice(0, w.out_size[0])
    cells = cells_below(x, w, block)
    padded = np.pad(x, ((0, 0), *w.padding, (0, 0)))
    wanted = padded[1:3, :: w.strides[0], :: w.strides[1]]
    np.testing.assert_array_equal(cells, wanted.reshape(-1, 2))
    assert np.shares_memory(cells, x) is not copied
