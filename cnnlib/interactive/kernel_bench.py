"""The kernel bench: nine weights on a photograph, and one output number taken apart."""

import base64
import io

import numpy as np

from cnnlib import checks
from cnnlib.data import photograph as read
from cnnlib.explanation import explain
from cnnlib.interactive.element import Element, checked_place, data_address, output_sum, side_by_side, table
from cnnlib.numerals import number
from cnnlib.palette import SIGNED, colored
from cnnlib.scratch import avg_pool2d, conv2d

PRESETS = {
    "vertical edges": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "horizontal edges": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "as it is": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "soft blur": [[0.0625, 0.125, 0.0625], [0.125, 0.25, 0.125], [0.0625, 0.125, 0.0625]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "all edges": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
}


def kernel_bench(photograph="camera", kernel=None, *, at=None, caption=""):
    """Show a photograph under a kernel whose nine weights a reader changes, and the sum behind each output number.

    The photograph is one of the book's at half its size, 112×112; the reader may open another by the button in the
    figure. The output is `conv2d(…, padding="valid")`: 110×110, as the kernel stops where it would hang over the edge.

    Parameters
    ----------
    photograph : str
        One of `cnnlib.data.photographs()`.
    kernel : ndarray, shape (3, 3), optional
        The weights at first; default: Sobel's kernel for edges from left to right.
    at : (row, column), optional
        The output pixel explained at first; default: that of the largest output.
    caption : str, optional

    Returns
    -------
    Element
        As the last line of a cell it is shown.

    Raises
    ------
    ValueError, TypeError
        If there is no such photograph, the kernel is not 3×3, or `at` is outside the output.

    Examples
    --------
    >>> print(kernel_bench().text.partition(";")[0])
    Kernel bench: photograph "camera" 112×112, kernel 3×3, output 110×110
    """
    kernel = np.array(PRESETS["vertical edges"], float) if kernel is None else kernel
    _check_kernel(kernel)
    pixels = gray(photograph)
    images = pixels[None, :, :, None].astype(float), kernel[:, :, None, None].astype(float)
    y = conv2d(*images)[0, :, :, 0]
    at = np.unravel_index(y.argmax(), y.shape) if at is None else at
    needs = f"a row and a column of the output, {y.shape}"
    at = checked_place("kernel_bench", at, (0, 0), [n - 1 for n in y.shape], needs)
    said = output_sum(explain(conv2d, *images, at=(0, *at, 0)), at)
    sizes = f'photograph "{photograph}" {_size(pixels)}, kernel {_size(kernel)}, output {_size(y)}'
    options = {
        "pixels": base64.b64encode(pixels.tobytes()).decode(),
        "size": len(pixels),
        "kernel": kernel.tolist(),
        "at": at,
        "presets": PRESETS,
        "colors": SIGNED,
    }
    row = side_by_side(
        _image(pixels, "the photograph"),
        table([[number(w) for w in row] for row in kernel], "kernel"),
        _image(colored(y), "the output: dark where it is 0, orange above, blue below"),
    )
    still = f"{row}<p>The output is dark where it is 0, orange above and blue below. {said}</p>"
    return Element("cnn-kernel-bench", "Kernel bench", options, still, f"Kernel bench: {sizes}; {said}", caption)


def gray(name):
    """A photograph at half its size, (112, 112), uint8: each pixel is the mean of four, 0 is black, 255 is white."""
    levels = 255 * read(name, color=False).astype(float)
    return np.round(avg_pool2d(levels[None, :, :, None], 2)[0, :, :, 0]).astype(np.uint8)


def _image(pixels, alt):
    from PIL import Image  # comes with Matplotlib

    picture = Image.fromarray(pixels)
    if pixels.ndim == 3:
        picture = picture.quantize(64, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    picture.save(buffer, format="png", optimize=True)
    source = data_address("image/png", buffer.getvalue())
    return f'<img src="{source}" alt="{alt}" width="250" height="250" style="image-rendering:pixelated">'


def _size(matrix):
    return "×".join(map(str, matrix.shape))


def _check_kernel(kernel):
    checks.check_arrays("kernel_bench", kernel=kernel)
    if kernel.shape != (3, 3):
        raise ValueError(f"kernel_bench: kernel has shape {kernel.shape}, needs (3, 3)")
    if not np.isfinite(kernel).all():
        raise ValueError("kernel_bench: kernel holds infinite numbers or nan, needs finite ones")
