"""Convolutions: whether images, kernels and bias fit together."""

from cnnlib import checks, pairs
from cnnlib.arguments.dense import check_bias
from cnnlib.arguments.windows import kernel_span
from cnnlib.checks import differ
from cnnlib.wording import plural


def check_conv2d(op, x, kernel, bias, groups):
    """The number of groups; refused are shapes that do not fit together."""
    checks.check_rank(op, "x", x)
    checks.check_rank(op, "kernel", kernel)
    groups = checks.whole(op, "groups", groups, minimum=1)
    c_in, (_, _, per_group, c_out) = x.shape[3], kernel.shape
    shapes = f"x {tuple(x.shape)} is NHWC; kernel {tuple(kernel.shape)} is HWIO"
    for name, count in (("c_in", c_in), ("c_out", c_out)):
        if count is not None and count % groups:
            raise ValueError(f"{op}: groups is {groups}, which does not divide {name} = {count} ({shapes})")
    if c_in is not None and differ(per_group, c_in // groups):
        needs = "" if groups == 1 else f", so with {groups} groups it needs {c_in // groups}"
        got = plural(per_group, "input channel")
        raise ValueError(f"{op}: kernel has {got}, but x has {c_in}{needs} ({shapes})")
    check_bias(op, bias, c_out, "the kernel's", "filter")
    return groups


def check_depthwise(op, x, kernel, bias, name="kernel"):
    """Refuse shapes that do not fit together."""
    checks.check_rank(op, "x", x)
    checks.check_rank(op, name, kernel, "(kernel_h, kernel_w, c_in, multiplier)")
    _, _, c_in, multiplier = kernel.shape
    if differ(c_in, x.shape[3]):
        raise ValueError(
            f"{op}: {name} has kernels for {plural(c_in, 'channel')}, but x has {x.shape[3]} "
            f"(x {tuple(x.shape)} is NHWC; {name} {tuple(kernel.shape)} is (kernel_h, kernel_w, c_in, multiplier))"
        )
    check_bias(op, bias, c_in * multiplier, "the", "output channel")


def check_separable(op, x, depthwise_kernel, pointwise_kernel, bias):
    """Refuse shapes that do not fit together."""
    check_depthwise(op, x, depthwise_kernel, None, "depthwise_kernel")
    checks.check_rank(op, "pointwise_kernel", pointwise_kernel, "(1, 1, c_in * multiplier, c_out)")
    c_out, channels = pointwise_kernel.shape[3], depthwise_kernel.shape[2] * depthwise_kernel.shape[3]
    because = f"the depthwise step gives {plural(channels, 'channel')}"
    checks.check_shape(op, "pointwise_kernel", pointwise_kernel, (1, 1, channels, c_out), because)
    check_bias(op, bias, c_out, "the", "filter")


def check_transposed(op, x, kernel, bias):
    """Refuse shapes that do not fit together."""
    checks.check_rank(op, "x", x)
    checks.check_rank(op, "kernel", kernel, "(kernel_h, kernel_w, c_out, c_in)")
    c_out, c_in = kernel.shape[2:]
    if differ(c_in, x.shape[3]):
        raise ValueError(
            f"{op}: kernel has {plural(c_in, 'input channel')}, but x has {x.shape[3]} "
            f"(x {tuple(x.shape)} is NHWC; kernel {tuple(kernel.shape)} is (kernel_h, kernel_w, c_out, c_in))"
        )
    check_bias(op, bias, c_out, "the", "output channel")


def transposed_size(op, size, kernel_size, strides, padding, output_padding, dilation_rate):
    """(out_h, out_w) of a transposed convolution, from its options as they are given."""
    strides = pairs.pair(op, "strides", strides)
    dilation_rate = pairs.pair(op, "dilation_rate", dilation_rate)
    added = (None, None) if output_padding is None else pairs.pair(op, "output_padding", output_padding, minimum=0)
    padding = pairs.padding_word(op, padding) or pairs.padding_pairs(op, padding, pairs.PADDINGS)
    cut = {"same": (None, None), "valid": (0, 0)}[padding] if isinstance(padding, str) else map(sum, padding)
    spans = map(kernel_span, kernel_size, dilation_rate)
    return tuple(_transposed_size(op, *axis) for axis in zip(size, spans, strides, cut, added))


def _transposed_size(op, n, span, stride, cut, added):
    """Output cells along one axis; `cut` is how many of them padding takes away, None for "same"."""
    if cut is None:
        last, least, default = span % 2, 1 - span % 2, stride - span % 2
    else:
        last, least, default = span - cut, 0, max(stride - span, 0)
    most = least + stride - 1  # one more, and one more window would fit
    if added is not None and not least <= added <= most:
        allowed = f"{least} to {most}" if most > least else f"{most}"
        raise ValueError(
            f"{op}: output_padding is {added}, needs {allowed} at strides {stride} "
            f"(from any other size conv2d does not lead back to {'x' if n is None else plural(n, 'cell')})"
        )
    if n is None:
        return None
    size = (n - 1) * stride + last + (default if added is None else added)
    if size < 1:
        cells = plural(cut, "cell")
        raise ValueError(f"{op}: padding cuts off {cells}, but the output has {size + cut}; needs less padding")
    return size
