r"""Convolution by Fourier transform: a shift-and-add in space is one product a frequency.

With :math:`\hat x` the transform of the image and :math:`\hat w` that of the kernel, both padded to one size,

.. math:: \hat y_{o} = \sum_c \hat x_c \, \overline{\hat w_{co}};

the conjugate stands for "no flipping". The time hardly depends on the kernel's size, so large kernels gain most.

M. Mathieu, M. Henaff and Y. LeCun, "Fast Training of Convolutional Networks through FFTs", 2014.
"""

import numpy as np

from cnnlib.scratch.fast.blocks import fill_images

MEGABYTES = 32  # of the filters' spectra, and of what is made with them, at a time


def correlate(x, kernel, g):
    """Some filters at a time, so that the spectra of many need not be held."""
    height, width = (n + sum(p) for n, p in zip(x.shape[1:3], g.padding))
    one = height * (width // 2 + 1) * (x.shape[3] + 2) * 2 * x.itemsize  # bytes, for a filter
    at_once = max(int(MEGABYTES * 1e6 / one), 1)
    y = np.empty((len(x), *g.out_size, kernel.shape[3]), x.dtype)
    for first in range(0, kernel.shape[3], at_once):
        part = slice(first, first + at_once)
        correlate_part(x, kernel[..., part], g, y[..., part])
    return y


def correlate_part(x, kernel, g, y):
    """Image by image: transform, sum over the channels at each frequency, transform back."""
    size = tuple(n + sum(p) for n, p in zip(x.shape[1:3], g.padding))
    filters = np.fft.rfft2(kernel, size, axes=(0, 1))  # no window reaches around the edge: the image's size is enough
    np.conjugate(filters, out=filters)

    def transform(image, y_image):
        spectrum = np.fft.rfft2(image, axes=(0, 1))[:, :, None]
        products = np.matmul(spectrum, filters)[:, :, 0]  # (…, …, filters)
        y_image[...] = np.fft.irfft2(products, size, axes=(0, 1))[: g.out_size[0], : g.out_size[1]]

    fill_images(transform, x, g, y)
