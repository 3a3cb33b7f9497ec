"""Messages of `cnnlib.arguments`, whole: what a caller of either half reads, with and without sizes that are known.

The other tests hold the beginning of a message against the function that refuses; these hold every word, and need no
TensorFlow, so that `make mutants` reads them too.
"""

import re

import numpy as np
import pytest

from cnnlib.arguments import convolution, dense, loss, normalization, windows

X = np.zeros((2, 5, 6, 3), np.float32)
LOGITS = np.zeros((2, 3), np.float32)


class Tensor:
    """A tensor of a graph: a shape, in which sizes may be None, and no numbers."""

    def __init__(self, *shape, dtype="float32"):
        self.shape, self.dtype = shape, np.dtype(dtype)


class Shapeless:
    dtype = np.dtype(int)


class UnknownShape:
    """The shape of a tensor of which a graph does not even know the count of axes; as TensorFlow's, it has no length."""

    rank = None

    def __len__(self):
        raise ValueError("the count of axes is not known")

    __iter__ = __len__


def unknown():
    tensor = Tensor()
    tensor.shape = UnknownShape()
    return tensor


def kernel(*shape):
    return np.zeros(shape, np.float32)


REFUSED = {
    "axis: kernel too large": (
        lambda: windows.check_axis_fits("f", 3, 3, (0, 0), 2),
        "f: kernel spans 5 cells, but n is 3; needs a smaller kernel or dilation_rate, or more padding",
    ),
    "axis: kernel too large, padded": (
        lambda: windows.check_axis_fits("f", 3, 6, (1, 1), 1),
        "f: kernel spans 6 cells, but n is 3 (5 with padding); needs a smaller kernel or dilation_rate, or more padding",
    ),
    "axis: kernel too large, valid": (
        lambda: windows.check_axis_fits("f", 3, 4, "valid", 1),
        "f: kernel spans 4 cells, but n is 3; needs a smaller kernel or dilation_rate, or more padding",
    ),
    "axis: no count": (
        lambda: windows.axis_options("f", 3, 0, 1, "valid", 1),
        "f: kernel_size is 0, needs at least 1",
    ),
    "axis: no padding": (
        lambda: windows.axis_options("f", 3, 1, 1, "full", 1),
        'f: padding is \'full\', needs "valid", "same", an integer or a pair (before, after)',
    ),
    "axis: three paddings": (
        lambda: windows.axis_options("f", 3, 1, 1, (1, 2, 3), 1),
        'f: padding is (1, 2, 3), needs "valid", "same", an integer or a pair (before, after)',
    ),
    "a layer's padding": (
        lambda: windows.word_of_padding("f", "full"),
        'f: padding is \'full\', needs "valid" or "same"',
    ),
    "a layer's padding in numbers": (
        lambda: windows.word_of_padding("f", (1, 1)),
        'f: padding is (1, 1), needs "valid" or "same"; for numbers put ZeroPadding2D before it',
    ),
    "height": (
        lambda: windows.check_fits("f", (5, 6), (6, 6), (1, 1)),
        "f: kernel spans 6 cells of height, but x has 5; needs a smaller kernel or more padding",
    ),
    "width, dilated and padded": (
        lambda: windows.check_fits("f", (9, 6), (3, 3), (1, 4), ((0, 0), (1, 1))),
        "f: kernel spans 9 cells of width at dilation_rate 4, but x has 8 with padding; needs a smaller kernel or more "
        "padding",
    ),
    "sliding windows": (
        lambda: windows.sliding_options("f", X, (2, 9), 1, 1),
        "f: kernel_size spans 9 cells of width, but x has 6; needs a smaller kernel_size",
    ),
    "pool too large": (
        lambda: windows.pool_options("f", X, (6, 1), None, "valid"),
        "f: pool_size spans 6 cells of height, but x has 5; needs a smaller pool_size or more padding",
    ),
    "pool padding": (
        lambda: windows.pool_options("f", X, (2, 3), None, ((0, 2), (1, 1))),
        "f: padding adds 2 cells on one side of height, but pool_size spans 2; "
        "needs less padding, or a window may hold no cell of x",
    ),
    "pool padding of width": (
        lambda: windows.pool_options("f", X, (2, 1), None, ((0, 1), (1, 0))),
        "f: padding adds 1 cell on one side of width, but pool_size spans 1; "
        "needs less padding, or a window may hold no cell of x",
    ),
    "groups and c_in": (
        lambda: convolution.check_conv2d("f", X, kernel(1, 1, 3, 4), None, 2),
        "f: groups is 2, which does not divide c_in = 3 (x (2, 5, 6, 3) is NHWC; kernel (1, 1, 3, 4) is HWIO)",
    ),
    "groups and c_out": (
        lambda: convolution.check_conv2d("f", X, kernel(1, 1, 1, 4), None, 3),
        "f: groups is 3, which does not divide c_out = 4 (x (2, 5, 6, 3) is NHWC; kernel (1, 1, 1, 4) is HWIO)",
    ),
    "channels": (
        lambda: convolution.check_conv2d("f", X, kernel(1, 1, 1, 4), None, 1),
        "f: kernel has 1 input channel, but x has 3 (x (2, 5, 6, 3) is NHWC; kernel (1, 1, 1, 4) is HWIO)",
    ),
    "channels of a group": (
        lambda: convolution.check_conv2d("f", X, kernel(1, 1, 3, 3), None, 3),
        "f: kernel has 3 input channels, but x has 3, so with 3 groups it needs 1 "
        "(x (2, 5, 6, 3) is NHWC; kernel (1, 1, 3, 3) is HWIO)",
    ),
    "bias of conv2d": (
        lambda: convolution.check_conv2d("f", X, kernel(1, 1, 3, 4), kernel(3), 1),
        "f: bias has shape (3,), needs (4,) (one number for each of the kernel's 4 filters)",
    ),
    "depthwise channels": (
        lambda: convolution.check_depthwise("f", X, kernel(1, 1, 1, 2), None),
        "f: kernel has kernels for 1 channel, but x has 3 "
        "(x (2, 5, 6, 3) is NHWC; kernel (1, 1, 1, 2) is (kernel_h, kernel_w, c_in, multiplier))",
    ),
    "bias of depthwise": (
        lambda: convolution.check_depthwise("f", X, kernel(1, 1, 3, 2), kernel(3)),
        "f: bias has shape (3,), needs (6,) (one number for each of the 6 output channels)",
    ),
    "pointwise kernel": (
        lambda: convolution.check_separable("f", X, kernel(1, 1, 3, 2), kernel(1, 1, 5, 4), None),
        "f: pointwise_kernel has shape (1, 1, 5, 4), needs (1, 1, 6, 4) (the depthwise step gives 6 channels)",
    ),
    "bias of separable": (
        lambda: convolution.check_separable("f", X, kernel(1, 1, 3, 2), kernel(1, 1, 6, 1), kernel(3)),
        "f: bias has shape (3,), needs (1,) (one number for the only filter)",
    ),
    "transposed channels": (
        lambda: convolution.check_transposed("f", X, kernel(2, 2, 3, 1), None),
        "f: kernel has 1 input channel, but x has 3 "
        "(x (2, 5, 6, 3) is NHWC; kernel (2, 2, 3, 1) is (kernel_h, kernel_w, c_out, c_in))",
    ),
    "bias of transposed": (
        lambda: convolution.check_transposed("f", X, kernel(2, 2, 4, 3), kernel(3)),
        "f: bias has shape (3,), needs (4,) (one number for each of the 4 output channels)",
    ),
    "output_padding": (
        lambda: convolution.transposed_size("f", (5, 1), (3, 3), 2, "valid", 2, 1),
        "f: output_padding is 2, needs 0 to 1 at strides 2 (from any other size conv2d does not lead back to 5 cells)",
    ),
    "output_padding, one size": (
        lambda: convolution.transposed_size("f", (1, 5), (3, 3), 1, "same", 1, 1),
        "f: output_padding is 1, needs 0 at strides 1 (from any other size conv2d does not lead back to 1 cell)",
    ),
    "output_padding, no size known": (
        lambda: convolution.transposed_size("f", (None, 5), (3, 3), 2, "valid", 2, 1),
        "f: output_padding is 2, needs 0 to 1 at strides 2 (from any other size conv2d does not lead back to x)",
    ),
    "padding cuts all": (
        lambda: convolution.transposed_size("f", (1, 5), (2, 2), 1, 1, None, 1),
        "f: padding cuts off 2 cells, but the output has 2; needs less padding",
    ),
    "dense kernel": (
        lambda: dense.check_dense("f", kernel(2, 4), kernel(4)),
        "f: kernel has rank 1 (shape (4,)), needs rank 2: (n_in, n_out)",
    ),
    "dense, nothing along an axis": (
        lambda: dense.check_dense("f", kernel(0, 0, 4), kernel(4, 2)),
        "f: x has shape (0, 0, 4), and nothing along axis 1; needs at least 1 of each but batch",
    ),
    "dense, no known rank": (
        lambda: dense.check_dense("f", unknown(), kernel(4, 2)),
        "f: x has no known rank, needs rank 2: (batch, n_in)",
    ),
    "bias of dense": (
        lambda: dense.check_dense("f", kernel(2, 4), kernel(4, 2), kernel(3)),
        "f: bias has shape (3,), needs (2,) (one number for each of the kernel's 2 outputs)",
    ),
    "bias of dense, one output": (
        lambda: dense.check_dense("f", kernel(2, 4), kernel(4, 1), kernel(3)),
        "f: bias has shape (3,), needs (1,) (one number for the kernel's only output)",
    ),
    "no known rank": (
        lambda: normalization.check_rank("f", unknown()),
        "f: x has no known rank, needs rank 2, 3 or 4: (batch, features), (batch, steps, c_in) or "
        "(batch, height, width, c_in)",
    ),
    "batch of none": (
        lambda: normalization.batch_norm_options("f", X[:0], 1e-3),
        "f: x has shape (0, 5, 6, 3), and no example; needs at least 1 to take a mean over",
    ),
    "gamma": (
        lambda: normalization.batch_norm_options("f", X, 1e-3, gamma=kernel(2)),
        "f: gamma has shape (2,), needs (3,) (one number for each of x's 3 channels)",
    ),
    "variance": (
        lambda: normalization.batch_norm_inference_options("f", X, np.array([1.0, -2.0, 0.0]), 1e-3),
        "f: variance holds -2.0, needs numbers of at least 0 (it is a mean of squares)",
    ),
    "axis of words": (
        lambda: normalization.layer_norm_options("f", X, "last", 1e-3),
        "f: axis is 'last', needs an integer or a tuple of integers",
    ),
    "axis of the batch": (
        lambda: normalization.layer_norm_options("f", X, (0, 1), 1e-3),
        "f: axis is (0, 1), needs one or more different axes of x from 1 to 3 (0 is the batch)",
    ),
    "axis twice": (
        lambda: normalization.layer_norm_options("f", X, (3, -1), 1e-3),
        "f: axis is (3, -1), needs one or more different axes of x from 1 to 3 (0 is the batch)",
    ),
    "no axis": (
        lambda: normalization.layer_norm_options("f", X, (), 1e-3),
        "f: axis is (), needs one or more different axes of x from 1 to 3 (0 is the batch)",
    ),
    "gamma of axes": (
        lambda: normalization.layer_norm_options("f", X, (1, -1), 1e-3, gamma=kernel(3)),
        "f: gamma has shape (3,), needs (5, 3) (x's shape along axis (1, -1))",
    ),
    "epsilon": (
        lambda: normalization.instance_norm_options("f", X, 0.0),
        "f: epsilon is 0.0, needs a number above 0",
    ),
    "a rank outside 2 to 4": (
        lambda: normalization.batch_norm_options("f", X[0, 0, 0], 1e-3),
        "f: x has rank 1 (shape (3,)), needs rank 2, 3 or 4: (batch, features), (batch, steps, c_in) or "
        "(batch, height, width, c_in); add the batch axis: x[None]",
    ),
    "a rank of five": (
        lambda: normalization.batch_norm_options("f", X[None], 1e-3),
        "f: x has rank 5 (shape (1, 2, 5, 6, 3)), needs rank 2, 3 or 4: (batch, features), (batch, steps, c_in) or "
        "(batch, height, width, c_in)",
    ),
    "groups of channels": (
        lambda: normalization.group_norm_options("f", X[..., :1], 2, 1e-3),
        "f: groups is 2, which does not divide x's 1 channel (x (2, 5, 6, 1))",
    ),
    "no logits": (
        lambda: loss.check_logits("f", LOGITS[:0], LOGITS[:0]),
        "f: logits has shape (0, 3), needs at least 1 example (a loss is a mean)",
    ),
    "labels in a list": (
        lambda: loss.check_logits("f", LOGITS, [1, 2]),
        "f: labels is a list, needs an array of classes or of rows of probabilities; wrap it: np.array(labels)",
    ),
    "labels of a type": (
        lambda: loss.check_logits("f", LOGITS, None),
        "f: labels is None, needs an array of classes or of rows of probabilities",
    ),
    "labels without a shape": (
        lambda: loss.check_logits("f", LOGITS, Shapeless()),
        "f: labels is a Shapeless, needs an array of classes or of rows of probabilities",
    ),
    "classes in a column": (
        lambda: loss.check_logits("f", LOGITS, np.zeros((2, 1), int)),
        "f: labels has shape (2, 1), needs (2,) (a class for each row of logits, or rows of float32 or float64; take a "
        "column: labels[..., 0])",
    ),
    "too many classes": (
        lambda: loss.check_logits("f", LOGITS, np.zeros(3, int)),
        "f: labels has shape (3,), needs (2,) (a class for each row of logits)",
    ),
    "a class past the last": (
        lambda: loss.check_logits("f", LOGITS, np.array([0, 3])),
        "f: labels holds 3, needs classes from 0 to 2, as logits has",
    ),
    "a class below 0": (
        lambda: loss.check_logits("f", LOGITS, np.array([0, -1])),
        "f: labels holds -1, needs classes from 0 to 2, as logits has",
    ),
    "classes as floats": (
        lambda: loss.check_logits("f", LOGITS, np.zeros(2, np.float32)),
        "f: labels has shape (2,) and holds float32, needs integers, a class for each row of logits; convert it: "
        "labels.astype(int)",
    ),
    "classes as floats of a tensor": (
        lambda: loss.check_logits("f", LOGITS, Tensor(2)),
        "f: labels has shape (2,) and holds float32, needs integers, a class for each row of logits; convert it: "
        "tf.cast(labels, tf.int32)",
    ),
    "classes as words": (
        lambda: loss.check_logits("f", LOGITS, np.array(["cat", "dog"])),
        "f: labels has shape (2,) and holds words, needs integers, a class for each row of logits; number the words: "
        "np.unique(labels, return_inverse=True)[1]",
    ),
    "words of a tensor": (
        lambda: loss.check_logits("f", LOGITS, Tensor(2, dtype="U4")),
        "f: labels has shape (2,) and holds words, needs integers, a class for each row of logits",
    ),
    "rows of another shape": (
        lambda: loss.check_logits("f", LOGITS, np.zeros((2, 4), np.float32)),
        "f: labels has shape (2, 4), needs (2, 3) (the shape of logits; integers may stand for one-hot rows)",
    ),
    "rows of no probabilities": (
        lambda: loss.check_logits("f", LOGITS, np.array([[0, 1, 0], [0.5, 0.25, 0]], np.float32)),
        "f: labels[1] is not a row of probabilities (sum 0.75); needs none negative, and sum 1",
    ),
    "a negative probability": (
        lambda: loss.check_logits("f", LOGITS, np.array([[-1, 1, 1], [0, 1, 0]], np.float32)),
        "f: labels[0] is not a row of probabilities (sum 1); needs none negative, and sum 1",
    ),
    "a negative probability in the second row": (
        lambda: loss.check_logits("f", LOGITS, np.array([[0, 1, 0], [-1, 1, 1]], np.float32)),
        "f: labels[1] is not a row of probabilities (sum 1); needs none negative, and sum 1",
    ),
    "no yes and no no": (
        lambda: loss.check_binary("f", LOGITS[0], np.array([0, 2, 0.5], np.float32)),
        "f: targets holds 2.0, needs numbers from 0 to 1: 1 for yes, 0 for no",
    ),
    "a probability that is nan": (
        lambda: loss.check_logits("f", LOGITS, np.array([[np.nan, 1, 0], [0, 1, 0]], np.float32)),
        "f: labels[0] is not a row of probabilities (sum nan); needs none negative, and sum 1",
    ),
    "target": (
        lambda: loss.check_target("f", LOGITS, LOGITS[:, :1]),
        "f: target has shape (2, 1), needs (2, 3) (the shape of y)",
    ),
    "a target without the last axis": (
        lambda: loss.check_target("f", LOGITS[:, :1], LOGITS[:, 0]),
        "f: target has shape (2,), needs (2, 1) (the shape of y; make a column of it: target[..., None])",
    ),
    "a target without an axis of two": (
        lambda: loss.check_target("f", LOGITS[:, :2], LOGITS[:, 0]),
        "f: target has shape (2,), needs (2, 2) (the shape of y)",
    ),
    "a target of other names": (
        lambda: loss.check_target("f", LOGITS, LOGITS[:, :1], ("y_pred", "y_true")),
        "f: y_true has shape (2, 1), needs (2, 3) (the shape of y_pred)",
    ),
    "no target": (
        lambda: loss.check_target("f", LOGITS[:0], LOGITS[:0]),
        "f: y has shape (0, 3), needs at least 1 example (a loss is a mean)",
    ),
}


@pytest.mark.parametrize("call, message", REFUSED.values(), ids=REFUSED)
def test_every_word_of_a_message(call, message):
    with pytest.raises((ValueError, TypeError), match=f"^{re.escape(message)}$"):
        call()


def test_least_sizes_of_an_image_whose_size_is_not_known():
    (height, of_height), (width, of_width) = windows.least_sizes("f", (None, None), (3, 2), (1, 2), ((1, 0), (0, 0)))
    assert (height, width) == (2, 3)
    assert of_height == (
        "f: kernel spans 3 cells of height, but x has fewer with padding; needs a smaller kernel or more padding"
    )
    assert of_width == (
        "f: kernel spans 3 cells of width at dilation_rate 2, but x has fewer; needs a smaller kernel or more padding"
    )
    assert not list(windows.least_sizes("f", (None, 1), (3, 3), (1, 1), "same"))
    assert [least for least, _ in windows.least_sizes("f", (None, None), (3, 2), (1, 2))] == [3, 3]  # without padding


def test_what_fits_is_taken():
    windows.check_axis_fits("f", 3, 3, "valid", 1)
    windows.check_axis_fits("f", 1, 9, "same", 1)
    windows.check_axis_fits("f", 3, 5, (1, 1), 1)
    windows.check_fits("f", (None, 3), (9, 3), (1, 1))
    windows.check_fits("f", (3, 3), (5, 4), (1, 1), ((1, 1), (1, 0)))
    assert windows.pool_options("f", X, 2, None, ((1, 1), (0, 1))) == ((2, 2), (2, 2), ((1, 1), (0, 1)))
    assert windows.word_of_padding("f", "SAME") == "same"
    loss.check_binary("f", LOGITS[0], Tensor(3))
    loss.check_logits("f", LOGITS, unknown())
    loss.check_logits("f", unknown(), LOGITS)
    loss.check_logits("f", LOGITS.reshape(1, 2, 3), np.zeros((1, 2), int))
    loss.check_target("f", unknown(), LOGITS)
    loss.check_target("f", LOGITS, unknown())
    loss.check_examples("f", "y", unknown())
    loss.check_logits("f", LOGITS, Tensor(None, 3))
    loss.check_logits("f", LOGITS, Tensor(2, dtype="int32"))
    loss.check_logits("f", LOGITS, np.full((2, 3), [0.99995, 0, 0], np.float32))


def test_a_stride_is_cut_off_at_the_image():
    """With padding, at the padded image; where the size is not known, not at all."""
    assert windows.padded_size((5, 6), "valid") == windows.padded_size((5, 6), "same") == (5, 6)
    assert windows.padded_size((5, None), ((1, 2), (0, 1))) == (8, None)
    assert windows.within((9, 5), (5, 6)) == (5, 5)
    assert windows.within((9, 2), (None, 6)) == (9, 2)
    assert windows.sliding_options("f", X, 2, 9, 1) == ((2, 2), (5, 6), (1, 1))
    assert windows.pool_options("f", X, 2, 9, "valid") == ((2, 2), (5, 6), "valid")


def test_sizes_that_are_not_known_stay_so():
    size = convolution.transposed_size("f", (None, 4), (3, 3), 2, "valid", None, 1)
    assert size == (None, 9)
    convolution.check_conv2d("f", Tensor(None, None, None, None), kernel(1, 1, 3, 4), None, 1)
    assert normalization.group_norm_options("f", Tensor(None, None, None, None), 2, 1e-3) == (2, (1, 2, 4), 1e-3)
