r"""Winograd's minimal filtering: an m×m tile of outputs of a 3×3 kernel from (m + 2)² multiplications a channel, not 9m².

Take polynomials. A row of n = m + 2 inputs and a filter of three weights share m outputs. Evaluating both at n points
turns the convolution into n products; a matrix brings them back. In two dimensions, for a tile d and a filter g,

.. math:: Y = A^\top \big[ (G g G^\top) \odot (B^\top d B) \big] A.

The bracket's products are summed over the channels first. That makes n² matrix products of (tiles, c_in) with
(c_in, c_out), where nearly all the time goes. F(2×2, 3×3) needs 36/16 = 2.25 times fewer multiplications than the
definition, F(4×4, 3×3) 144/36 = 4 times fewer. Larger constants in the matrices cost accuracy.

S. Winograd, *Arithmetic Complexity of Computations*, 1980; A. Lavin and S. Gray, "Fast Algorithms for Convolutional
Neural Networks", 2016.
"""

import numpy as np

from cnnlib.scratch.fast.blocks import fill_images

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


def correlate2(x, kernel, g):
    """F(2×2, 3×3)."""
    return _correlate(x, kernel, g, F2)


def correlate4(x, kernel, g):
    """F(4×4, 3×3)."""
    return _correlate(x, kernel, g, F4)


def _correlate(x, kernel, g, matrices):
    """Some filters at a time, so that many need not be held transformed."""
    one = len(matrices[0]) ** 2 * kernel.shape[2] * x.itemsize  # bytes, of a transformed filter
    at_once = max(int(FILTER_MEGABYTES * 1e6 / one), 1)
    y = np.empty((len(x), *g.out_size, kernel.shape[3]), x.dtype)
    for first in range(0, kernel.shape[3], at_once):
        part = slice(first, first + at_once)
        correlate_part(x, kernel[..., part], g, y[..., part], [matrix.astype(x.dtype) for matrix in matrices])
    return y


def correlate_part(x, kernel, g, y, matrices):
    b_t, g_matrix, a_t = matrices
    m, n = a_t.shape  # outputs and inputs of a tile, along one axis
    c_in, c_out = kernel.shape[2:]
    filters = np.einsum("pu,uvco,qv->pqco", g_matrix, kernel, g_matrix, optimize=True)  # (n, n, c_in, c_out)
    down, across = (-(-size // m) for size in g.out_size)  # tiles; the last ones stand out over the edge
    strip = max(int(MEGABYTES * 1e6 / (across * n * n * max(c_in, c_out) * x.itemsize)), 1)  # rows of tiles at a time

    def transform(image, y_image):
        for first in range(0, down, strip):
            rows = min(strip, down - first)
            tiles = _tiles(image[first * m :], rows, across, m, n)  # (n, n, rows, across, c_in)
            spectra = _both_axes(b_t, tiles).reshape(n, n, rows * across, c_in)
            products = np.matmul(spectra, filters).reshape(n, n, rows, across, c_out)
            outputs = _both_axes(a_t, products).transpose(2, 0, 3, 1, 4)  # (rows, m, across, m, c_out)
            part = outputs.reshape(rows * m, across * m, c_out)[: g.out_size[0] - first * m, : g.out_size[1]]
            y_image[first * m : first * m + len(part)] = part

    fill_images(transform, x, g, y)


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
