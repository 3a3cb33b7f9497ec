r"""Convolution by Fourier transform: a shift-and-add in space is one product a frequency.

With :math:`\hat x` the transform of the image and :math:`\hat w` that of the kernel, both padded to one size,

.. math:: \hat y_{o} = \sum_c \hat x_c \, \overline{\hat w_{co}};

the conjugate stands for "no flipping". The time hardly depends on the kernel's size, so large kernels gain most.

M. Mathieu, M. Henaff and Y. LeCun, "Fast Training of Convolutional Networks through FFTs", 2014.
"""

import numpy as np


MEGABYTES = 64  # of the filters' spectra at a time


def correlate(x, kernel, g, y):
    """Image by image: transform, sum over the channels at each frequency, transform back."""
    (height, width, c_in), (out_h, out_w) = x.shape[1:], g.out_size
    one = height * (width // 2 + 1) * c_in * 2 * x.itemsize  # bytes, of a filter
    at_once = max(int(MEGABYTES * 1e6 / one), 1)
    for first in range(0, kernel.shape[3], at_once):
        part = slice(first, first + at_once)  # of the filters
        # No window reaches around the edge, so the image's own size is enough.
        filters = np.fft.rfft2(kernel[..., part], (height, width), axes=(0, 1)).conj()
        for image, y_image in zip(x, y):
            spectrum = np.fft.rfft2(image, axes=(0, 1))[:, :, None]
            products = np.matmul(spectrum, filters)[:, :, 0]  # (…, …, filters)
            back = np.fft.irfft2(products, (height, width), axes=(0, 1))
            y_image[..., part] = back[:out_h, :out_w]
