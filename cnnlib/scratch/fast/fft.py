r"""Convolution by Fourier transform: a shift-and-add in space is one product a frequency.

With :math:`\hat x` the transform of the image and :math:`\hat w` that of the kernel, both padded to one size,

.. math:: \hat y_{o} = \sum_c \hat x_c \, \overline{\hat w_{co}};

the conjugate stands for "no flipping". The time hardly depends on the kernel's size, so large kernels gain most.

M. Mathieu, M. Henaff and Y. LeCun, "Fast Training of Convolutional Networks through FFTs", 2014.
"""

import numpy as np

from cnnlib.scratch.fast.chunks import chunks
from cnnlib.scratch.fast.threads import share
from cnnlib.scratch.padding import padded

MEGABYTES = 32  # of the filters' spectra, and of what is made with them, at a time


def correlate(x, kernel, w):
    """Image by image: transform, sum over the channels at each frequency, transform back.

    Some filters at a time, so that the spectra of many need not be held.
    """
    (height, width), (out_h, out_w) = w.padded_size, w.out_size
    y = np.empty((len(x), out_h, out_w, kernel.shape[3]), x.dtype)
    filter_bytes = height * (width // 2 + 1) * (x.shape[3] + 2) * 2 * x.itemsize
    for part in chunks(kernel.shape[3], filter_bytes, MEGABYTES):
        # No window reaches around the edge: the transform needs no more than the image.
        filters = np.fft.rfft2(kernel[..., part], (height, width), axes=(0, 1))
        np.conjugate(filters, out=filters)

        def transform(i):
            image = padded(x[i : i + 1], w.padding)[0]
            # (height, width // 2 + 1, 1, c_in)
            spectrum = np.fft.rfft2(image, axes=(0, 1))[:, :, None]
            # (height, width // 2 + 1, filters)
            products = np.matmul(spectrum, filters)[:, :, 0]
            found = np.fft.irfft2(products, (height, width), axes=(0, 1))
            y[i, :, :, part] = found[:out_h, :out_w]

        share(transform, range(len(x)))
    return y
