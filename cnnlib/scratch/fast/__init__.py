"""Ways to compute a convolution: all give `conv2d_naive`'s numbers to rounding, each has its sizes where it is fastest.

The contract. ``w`` is where the windows stand (`cnnlib.scratch.windows.Windows`); arguments are checked, arrays are of
one group, and what is returned is new:

- ``correlate(x, kernel, w) → y``: the output;
- ``kernel_gradient(d_out, x, w) → dkernel``;
- ``gradients(d_out, x, kernel, w) → dx, dkernel``.

"im2col" and "product" have all three, and the gradients are theirs. `depthwise`, the one way of `depthwise_conv2d`, has
the first and the last. `convolve`, `convolve_backward` and `kernel_gradient` (`methods`) choose a way, and take any
number of groups. ``conv2d(…, method=NAME)`` asks for a method by name:

==============  ==================================================================  =============================
"im2col"        copies the windows into a matrix, block by block; one product       any convolution
"product"       one product, no copy                                                1×1 kernels
"sums"          a product for each weight's place, on shifted views; no copy        any convolution
"winograd2"     F(2×2, 3×3): 16 multiplications for 4 outputs, in place of 36       3×3, strides 1, no dilation
"winograd4"     F(4×4, 3×3): 36 multiplications for 16 outputs, in place of 144     3×3, strides 1, no dilation
"fft"           products of spectra                                                 strides 1, no dilation
==============  ==================================================================  =============================

"auto" is "product" for a 1×1 kernel and "im2col" for any other. `make bench` measures all of them. Beside convolution,
`pooling` and `batch_normalization` hold the fast forms of these two.

`ROUNDING` says how far the float32 outputs of each are from float64's at most, as a part of the largest sum of
magnitudes, Σ|x||w|: outputs may cancel to little, and their rounding does not. Up to 15×15 weights and 512 channels.

A NaN or an infinity in x spoils the outputs whose windows hold it; with "winograd2" and "winograd4" also those of the
same tiles, 2×2 or 4×4 outputs each, and with "fft" all outputs of its image. An infinite weight may give NaN in these
three where the others give an infinity, and their sums may overflow where the others' do not.

Work is cut into chunks of a few megabytes (`chunks`), which threads take from one list (`threads`). So what a method
holds beside its input and its output does not grow with the batch: it is less than 256 MiB, unless a single image or
kernel is itself large. "fft" holds about ten times a padded image for each thread, the others one or two; "im2col" and
"auto" hold at least a row of windows, out_w · kernel_h · kernel_w · c_in numbers. Between calls a thread keeps 12 MB at
most (`memory`).
"""

from cnnlib.scratch.fast import depthwise, pooling
from cnnlib.scratch.fast.methods import METHODS, ROUNDING, convolve, convolve_backward, kernel_gradient

__all__ = ["METHODS", "ROUNDING", "convolve", "convolve_backward", "depthwise", "kernel_gradient", "pooling"]
