r"""Winograd's minimal filtering: m×m outputs of a 3×3 kernel from (m + 2)² multiplications a channel, not from 9m².

Take polynomials. One of three coefficients, the filter g, times one of m coefficients has n = m + 2 of them, so its
values at n points are enough: n products of values, of which a matrix B makes coefficients. A convolution layer is this
multiplication transposed: it leads from n inputs to m outputs. So the other matrices change places: G still takes the
filter's values at the points, but Bᵀ takes the inputs, and Aᵀ, the transpose of what took the values of the other
factor, makes the outputs. In two dimensions, for a tile d and a filter g (the papers' letter; elsewhere g is a
gradient),

.. math:: Y = A^\top \big[ (G g G^\top) \odot (B^\top d B) \big] A.

The bracket's products are summed over the channels first. That makes n² matrix products of (tiles, c_in) with
(c_in, c_out), where nearly all the time goes. F(2×2, 3×3) needs 36/16 = 2.25 times fewer multiplications than the
definition, F(4×4, 3×3) 144/36 = 4 times fewer. Larger constants in the matrices cost accuracy.

S. Winograd, *Arithmetic Complexity of Computations*, 1980; A. Lavin and S. Gray, "Fast Algorithms for Convolutional
Neural Networks", 2016.
"""

import numpy as np

from cnnlib.scratch.fast.chunks import chunks
from cnnlib.scratch.fast.threads import share
from cnnlib.scratch.padding import padded

# Points 0, 1, −1 and ∞ for F(2, 3); 0, 1, −1, 2, −2 and ∞ for F(4, 3). The matrices are those of Lavin and Gray.
F2 = (
    np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]),
    np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]),
    np.array([[1, 1, 1, 0], [0, 1, -1, -1]]),
)
F4 = (
    np.array(
        [
            [4, 0, -5, 0, 1, 0],
            [0, -4, -4, 1, 1, 0],
            [0, 4, -4, -1, 1, 0],
            [0, -2, -1, 2, 1, 0],
            [0, 2, -1, -2, 1, 0],
            [0, 4, 0, -5, 0, 1],
        ]
    ),
    np.array(
        [
            [1 / 4, 0, 0],
            [-1 / 6, -1 / 6, -1 / 6],
            [-1 / 6, 1 / 6, -1 / 6],
            [1 / 24, 1 / 12, 1 / 6],
            [1 / 24, -1 / 12, 1 / 6],
            [0, 0, 1],
        ]
    ),
    np.array([[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]]),
)
MEGABYTES = 4  # of transformed tiles, or of their products, at a time
FILTER_MEGABYTES = 64  # of transformed filters at a time


def correlate2(x, kernel, w):
    """F(2×2, 3×3)."""
    return _correlate(x, kernel, w, F2)


def correlate4(x, kernel, w):
    """F(4×4, 3×3)."""
    return _correlate(x, kernel, w, F4)


def _correlate(x, kernel, w, matrices):
    """Some filters at a time, so that many need not be held transformed; then image by image."""
    b_t, g_matrix, a_t = (matrix.astype(x.dtype) for matrix in matrices)
    y = np.empty((len(x), *w.out_size, kernel.shape[3]), x.dtype)
    filter_bytes = len(b_t) ** 2 * x.shape[3] * x.itemsize
    for part in chunks(kernel.shape[3], filter_bytes, FILTER_MEGABYTES):
        filters = np.einsum("pu,uvco,qv->pqco", g_matrix, kernel[..., part], g_matrix, optimize=True)

        def transform(i):
            _fill_image(y[i, :, :, part], padded(x[i : i + 1], w.padding)[0], filters, b_t, a_t)

        share(transform, range(len(x)))
    return y


def _fill_image(y, image, filters, b_t, a_t):
    """The outputs of one padded image; some rows of tiles at a time, so that they stay in the cache."""
    m, n = a_t.shape  # outputs and inputs of a tile, along one axis
    out_h, out_w, c_out = y.shape
    down, across = -(-out_h // m), -(-out_w // m)  # tiles; the last ones reach over the edge
    row_bytes = across * n * n * max(image.shape[2], c_out) * y.itemsize
    for rows in chunks(down, row_bytes, MEGABYTES):
        count = rows.stop - rows.start
        tiles = _tiles(image[rows.start * m :], count, across, m, n)  # (n, n, count, across, c_in)
        spectra = _both_axes(b_t, tiles).reshape(n, n, count * across, -1)
        products = np.matmul(spectra, filters).reshape(n, n, count, across, c_out)
        outputs = _both_axes(a_t, products).transpose(2, 0, 3, 1, 4)  # (count, m, across, m, c_out)
        cells = y[rows.start * m : rows.stop * m]
        cells[...] = outputs.reshape(count * m, across * m, c_out)[: len(cells), :out_w]


def _tiles(image, rows, across, m, n):
    """Tiles of n×n cells, m apart, with zeros where they stand out over the edge; their cells' axes first."""
    height, width = (rows - 1) * m + n, (across - 1) * m + n
    image = image[:height, :width]
    image = np.pad(image, ((0, height - image.shape[0]), (0, width - image.shape[1]), (0, 0)))
    return np.lib.stride_tricks.sliding_window_view(image, (n, n), axis=(0, 1))[::m, ::m].transpose(3, 4, 0, 1, 2)


def _both_axes(matrix, tiles):
    """matrix · tile · matrixᵀ for every tile, whose cells' axes are the first two."""
    size = len(matrix)
    along_rows = (matrix @ tiles.reshape(len(tiles), -1)).reshape(size, *tiles.shape[1:])
    columns_first = np.ascontiguousarray(along_rows.swapaxes(0, 1))
    both = (matrix @ columns_first.reshape(len(columns_first), -1)).reshape(size, size, *tiles.shape[2:])
    return both.swapaxes(0, 1)
