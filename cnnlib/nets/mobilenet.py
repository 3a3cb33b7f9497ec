"""MobileNet v1: thirteen depthwise separable convolutions."""

from cnnlib import checks
from cnnlib.nets.blocks import norm_relu6
from cnnlib.nets.halves import built_by_either_half

# Filters and stride of each, from the paper's table 1.
BLOCKS = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]


@built_by_either_half
def mobilenet(nn, *, classes=1000, input_shape=(224, 224, 3), alpha=1.0):
    """MobileNet v1.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    classes : int
    input_shape : (height, width, c)
    alpha : float
        The paper's width multiplier: every layer has this share of its filters, rounded down.

    Returns
    -------
    Model

    Raises
    ------
    ValueError, TypeError
        If `alpha` is not a number above 0, or leaves a layer without filters.

    Notes
    -----
    4,231,976 numbers are learned; the paper gives 4.2 million. `count_params` counts 21,888 moving statistics too.

    References
    ----------
    A. G. Howard et al., "MobileNets: Efficient convolutional neural networks for mobile vision applications",
    arXiv:1704.04861, 2017, table 1.

    Examples
    --------
    >>> from cnnlib import scratch
    >>> network = mobilenet(scratch)
    >>> network.count_params(), sum(v.size for v in network.trainable_variables)
    (4253864, 4231976)
    """
    alpha = checks.real("mobilenet", "alpha", alpha, above=True)
    image = nn.Input(input_shape)
    x = nn.Conv2D(int(32 * alpha), 3, strides=2, padding="same", use_bias=False, name="conv1")(image)
    x = norm_relu6(nn, x, "conv1")
    for i, (filters, strides) in enumerate(BLOCKS, start=1):
        x = separable(nn, x, int(filters * alpha), strides=strides, name=f"conv{i + 1}")
    x = nn.GlobalAveragePooling2D(name="average")(x)
    x = nn.Dropout(1e-3, name="dropout")(x)
    return nn.Model(image, nn.Dense(classes, name="logits")(x), name="mobilenet")


def separable(nn, x, filters, *, strides=1, name):
    """A depthwise 3×3 convolution and a 1×1 one, each with batch normalization and an activation.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    x : Symbol or Keras tensor, shape (batch, height, width, c)
    filters, strides : int
    name : str

    Returns
    -------
    Symbol or Keras tensor, shape (batch, out_h, out_w, filters)

    Examples
    --------
    >>> from cnnlib import scratch
    >>> separable(scratch, scratch.Input((112, 112, 64)), 128, strides=2, name="second").shape
    (None, 56, 56, 128)
    """
    x = nn.DepthwiseConv2D(3, strides, "same", use_bias=False, name=f"{name}_dw")(x)
    x = norm_relu6(nn, x, f"{name}_dw")
    x = nn.Conv2D(filters, 1, use_bias=False, name=f"{name}_pw")(x)
    return norm_relu6(nn, x, f"{name}_pw")
